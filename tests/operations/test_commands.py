"""The commands as an administrator types them: with a data folder of their own, in a process of their own."""

import resource
import shutil
import signal
import socket
import sqlite3
import subprocess
from pathlib import Path

import pytest

from app.main import main
from documents import registry
from tests.operations.commands import ROOT, STARTS, environment, run


@pytest.fixture
def data(tmp_path: Path, sqlite_at_newest: Path) -> Path:
    """A data folder as any command but the first finds it."""
    folder = tmp_path / "data"
    folder.mkdir()
    shutil.copy(sqlite_at_newest, folder / "genokontor.sqlite3")
    return folder



def test_a_backup_moves_an_installation_to_another_folder(tmp_path: Path, data: Path) -> None:
    new, file = tmp_path / "neu", str(tmp_path / "sicherung.tar.gz")
    assert run(data, "administrator", "ottilie@morgenau.example", "--name", "Ottilie Brandner").returncode == 0
    assert run(data, "backup", file).returncode == 0
    restored = run(new, "restore", file)
    assert (restored.returncode, restored.stderr) == (0, "")
    again = run(new, "restore", file)
    assert again.returncode == 1
    assert "nicht leer" in again.stderr
    assert run(new, "restore", file, "--replace").returncode == 0
    assert (new / "secret-key").read_text() == (data / "secret-key").read_text()
    checked = run(new, "check")
    assert (checked.returncode, checked.stdout) == (0, "Alles in Ordnung.\n")
    with sqlite3.connect(new / "genokontor.sqlite3") as connection:
        assert connection.execute("SELECT email FROM account").fetchall() == [("ottilie@morgenau.example",)]


def test_a_backup_that_cannot_be_written_says_why(tmp_path: Path, data: Path) -> None:
    tried = run(data, "backup", str(tmp_path / "nirgends" / "a.tar.gz"))
    assert tried.returncode == 1
    assert "Traceback" not in tried.stderr
    assert tried.stderr


def test_what_is_refused_is_said_in_a_sentence(data: Path) -> None:
    tried = run(data, "administrator", "ottilie@morgenau.example")
    assert (tried.returncode, tried.stdout) == (1, "")
    assert "Traceback" not in tried.stderr
    assert tried.stderr.strip().endswith("mit --name.")


def test_commands_started_at_once_on_an_empty_folder_fill_it_once(tmp_path: Path) -> None:
    """As `serve` and `worker` are, where a machine starts for the first time."""
    command = [*STARTS, "worker", "--once"]
    pipe = subprocess.PIPE
    started = [
        subprocess.Popen(command, cwd=ROOT, env=environment(tmp_path), stdout=pipe, stderr=pipe, text=True)
        for _ in range(2)
    ]
    assert [(process.communicate(timeout=120)[1], process.returncode) for process in started] == [("", 0)] * 2


def test_samples_are_printed_into_a_folder(
    tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In this process and of two kinds; that every kind has its samples is shown where all are judged."""
    kinds = ("share_certificate", "welcome_letter")
    monkeypatch.setenv("GENOKONTOR_DATA", str(data))
    monkeypatch.setattr(registry, "KINDS", {name: registry.KINDS[name] for name in kinds})
    assert main(["samples", str(tmp_path / "muster")]) == 0
    files = sorted((tmp_path / "muster").iterdir())
    assert capsys.readouterr().out == f"{len(files)} Muster geschrieben nach {tmp_path / 'muster'}.\n"
    assert all(file.read_bytes().startswith(b"%PDF-") for file in files)
    assert {file.name.partition("-")[0] for file in files} == set(kinds)


def test_samples_that_cannot_be_written_say_why(tmp_path: Path, data: Path) -> None:
    (tmp_path / "muster").write_text("im Weg")
    tried = run(data, "samples", str(tmp_path / "muster"))
    assert tried.returncode == 1
    assert "Traceback" not in tried.stderr


def test_the_worker_does_what_is_due_and_ends(data: Path) -> None:
    done = run(data, "worker", "--once")
    assert (done.returncode, done.stdout) == (0, "0 Schritte getan.\n")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_worker_ends_when_told_to(data: Path, number: signal.Signals) -> None:
    command = [*STARTS, "worker"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, env=environment(data), stdout=pipe, text=True) as worker:
        assert worker.stdout is not None
        assert "Strg+C" in worker.stdout.readline()
        worker.send_signal(number)
        assert worker.wait(30) == 0


@pytest.mark.parametrize("command", ["import", "register", "check", "backup", "restore", "samples", "administrator",
                                     "worker", "serve"])  # fmt: skip
def test_every_command_shows_examples_and_exit_codes(capsys: pytest.CaptureFixture[str], command: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    shown = capsys.readouterr().out
    assert ended.value.code == 0
    assert f"python3 -m app {command}" in shown.partition("Beispiele:")[2]
    assert "2 falsch aufgerufen" in shown


@pytest.mark.parametrize(("words", "said"), [
    (["backup", "{folder}"], "ist ein Ordner. Nennen Sie eine Datei darin."),
    (["backup", "{folder}/nirgends/a.tar.gz"], "Den Ordner {folder}/nirgends gibt es nicht."),
    (["restore", "{folder}/nirgends.tar.gz"], "Die Sicherung nirgends.tar.gz gibt es nicht."),
    (["import", "{folder}/alt.csv", "--share-amount", "500"], "{folder}/alt.csv gibt es nicht."),
    (["import", "{folder}", "--share-amount", "500"], "{folder} ist ein Ordner, keine Datei."),
])  # fmt: skip
def test_a_file_that_will_not_do_is_named_in_a_sentence(
    tmp_path: Path, data: Path, words: list[str], said: str
) -> None:
    tried = run(data, *(word.format(folder=tmp_path) for word in words))
    assert (tried.returncode, tried.stdout) == (1, "")
    assert said.format(folder=tmp_path) in tried.stderr
    assert tried.stderr.count("\n") == 1


def few_bytes_a_file() -> None:
    """As on a disk that is full: no file may grow beyond this."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4_000, 4_000))


def test_on_a_full_disk_a_backup_says_so_and_leaves_nothing(tmp_path: Path, data: Path) -> None:
    assert run(data, "check").returncode == 0
    (data / "files" / "00").mkdir(parents=True)
    tried = run(data, "backup", str(tmp_path / "a.tar.gz"), before=few_bytes_a_file)
    assert tried.returncode == 1
    assert "Traceback" not in tried.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_a_port_that_is_taken_is_said_to_be(data: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        tried = run(data, "serve", "--port", str(port))
    said = f"Port {port} ist nicht frei. Nennen Sie einen anderen mit --port.\n"
    assert (tried.returncode, tried.stderr) == (1, said)
