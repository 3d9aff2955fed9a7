"""The commands as an administrator types them: with a data folder of their own, in a process of their own."""

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from documents.registry import KINDS

ROOT = Path(__file__).parent.parent.parent


def environment(data: Path) -> dict[str, str]:
    """What the process is told: its data folder, and nothing of the tests' own settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GENOKONTOR_")}
    return {**kept, "GENOKONTOR_DATA": str(data)}


def run(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    command = [sys.executable, "-m", "app.main", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=environment(data), capture_output=True, text=True, timeout=120, check=False
    )


def test_a_backup_moves_an_installation_to_another_folder(tmp_path: Path) -> None:
    old, new, file = tmp_path / "alt", tmp_path / "neu", str(tmp_path / "sicherung.tar.gz")
    assert run(old, "administrator", "ottilie@morgenau.example", "--name", "Ottilie Brandner").returncode == 0
    assert run(old, "backup", file).returncode == 0
    restored = run(new, "restore", file)
    assert (restored.returncode, restored.stderr) == (0, "")
    again = run(new, "restore", file)
    assert again.returncode == 1
    assert "nicht leer" in again.stderr
    assert run(new, "restore", file, "--replace").returncode == 0
    assert (new / "secret-key").read_text() == (old / "secret-key").read_text()
    checked = run(new, "check")
    assert (checked.returncode, checked.stdout) == (0, "Alles in Ordnung.\n")
    with sqlite3.connect(new / "genokontor.sqlite3") as connection:
        assert connection.execute("SELECT email FROM account").fetchall() == [("ottilie@morgenau.example",)]


def test_a_backup_that_cannot_be_written_says_why(tmp_path: Path) -> None:
    tried = run(tmp_path / "data", "backup", str(tmp_path / "nirgends" / "a.tar.gz"))
    assert tried.returncode == 1
    assert "Traceback" not in tried.stderr
    assert tried.stderr


def test_what_is_refused_is_said_in_a_sentence(tmp_path: Path) -> None:
    tried = run(tmp_path, "administrator", "ottilie@morgenau.example")
    assert tried.returncode == 1
    assert "Traceback" not in tried.stderr
    assert tried.stderr.strip().endswith(".")


def test_commands_started_at_once_on_an_empty_folder_fill_it_once(tmp_path: Path) -> None:
    """As `serve` and `worker` are, where a machine starts for the first time."""
    command = [sys.executable, "-m", "app.main", "worker", "--once"]
    pipe = subprocess.PIPE
    started = [
        subprocess.Popen(command, cwd=ROOT, env=environment(tmp_path), stdout=pipe, stderr=pipe, text=True)
        for _ in range(2)
    ]
    assert [(process.communicate(timeout=120)[1], process.returncode) for process in started] == [("", 0)] * 2


def test_samples_of_every_document_are_printed_into_a_folder(tmp_path: Path) -> None:
    """One PDF for each document that the house prints."""
    printed = run(tmp_path / "data", "samples", str(tmp_path / "muster"))
    assert (printed.returncode, printed.stderr) == (0, "")
    names = sorted(path.name for path in (tmp_path / "muster").iterdir())
    assert printed.stdout == f"{len(names)} Muster geschrieben nach {tmp_path / 'muster'}.\n"
    assert all(path.read_bytes().startswith(b"%PDF-") for path in (tmp_path / "muster").iterdir())
    assert {name.partition("-")[0] for name in names} == set(KINDS)


def test_samples_that_cannot_be_written_say_why(tmp_path: Path) -> None:
    (tmp_path / "muster").write_text("im Weg")
    tried = run(tmp_path / "data", "samples", str(tmp_path / "muster"))
    assert tried.returncode == 1
    assert "Traceback" not in tried.stderr


def test_the_worker_does_what_is_due_and_ends(tmp_path: Path) -> None:
    done = run(tmp_path, "worker", "--once")
    assert (done.returncode, done.stdout) == (0, "0 Schritte getan.\n")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_worker_ends_when_told_to(tmp_path: Path, number: signal.Signals) -> None:
    command = [sys.executable, "-m", "app.main", "worker"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, env=environment(tmp_path), stdout=pipe, text=True) as worker:
        assert worker.stdout is not None
        assert "Strg+C" in worker.stdout.readline()
        worker.send_signal(number)
        assert worker.wait(30) == 0
