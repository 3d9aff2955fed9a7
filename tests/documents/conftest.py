"""All samples are printed for one file of tests, and judged by veraPDF in one Java process."""

import io
from pathlib import Path

import pikepdf
import pytest

from documents import press, samples
from tests.conftest import PRINTED
from tests.documents import verapdf

NO_LANGUAGE = "no-language.pdf"


@pytest.fixture(scope="session")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every sample, and one file that is no accessible PDF, to show that the check has teeth."""
    folder = tmp_path_factory.mktemp("samples")
    certificate = samples.write(folder)[0]
    with pikepdf.open(io.BytesIO(certificate.read_bytes())) as pdf:
        del pdf.Root.Lang
        pdf.save(folder / NO_LANGUAGE)
    return folder


@pytest.fixture(scope="session")
def verdicts(printed: Path) -> verapdf.Verdicts:
    """What veraPDF says of every file."""
    if reason := verapdf.missing():
        pytest.skip(f"not run: veraPDF, {reason}")
    return verapdf.judge(printed)


@pytest.fixture
def printed_anew(monkeypatch: pytest.MonkeyPatch, printed_once: None) -> None:
    """Lay out the same page every time, where what two printings give is compared."""
    monkeypatch.setattr(press, "engrave", PRINTED.__wrapped__)
