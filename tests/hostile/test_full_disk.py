"""A disk that is full in earnest, a small one of memory: nothing half written, and on it goes when there is room."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.archive.jobs import HANDLERS
from app.core import files, outbox
from app.core.db import db, transaction
from app.core.jobs import ItemState, JobItem, Worker
from app.core.outbox import JOB_KIND, MailServer
from app.main import create_app
from app.operations import actions as operations
from tests.admissions.factories import a_house
from tests.archive.factories import a_document
from tests.conftest import settings_for
from tests.core.mail_server import mail_server
from tests.core.test_jobs import Clock
from tests.factories import NOW
from tests.runner.outcome import NOT_RUN

DISK = "size=4m,mode=700"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of four megabytes; only root may mount one, so that a complete run as root asks for it."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", DISK, "none", place], capture_output=True, check=False)
    if mounted.returncode:
        missing = f"no disk of memory may be mounted here: {mounted.stderr.decode().strip()}"
        pytest.skip(f"{NOT_RUN}{missing}" if os.geteuid() == 0 else missing)
    yield place
    subprocess.run(["umount", "--lazy", place], check=True)


@contextmanager
def full(disk: Path) -> Iterator[None]:
    """Fill a disk to its last byte; give the room back afterwards."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as hole:
        for size in (65536, 512, 1):
            try:
                while True:
                    hole.write(b"0" * size)
            except OSError:
                continue
    yield
    filler.unlink()


def names_on(disk: Path) -> list[str]:
    """What lies on it, half-written files too."""
    return sorted(str(path.relative_to(disk)) for path in disk.rglob("*") if path.is_file() and path.name != "filler")


def test_a_letter_waits_for_room_and_is_printed_then(session: Session, disk: Path) -> None:
    files.open_store(disk / "files")
    document = a_document(session, print_for="Gemeinde Altenbruck")
    session.commit()
    clock = Clock()
    worker = Worker(HANDLERS, clock)
    with full(disk):
        worker.run_until_idle()
        assert names_on(disk) == []
        session.rollback()
        assert session.query(JobItem.state).all() == [(ItemState.WAITING,)]
    clock.forward(hours=1)
    worker.run_until_idle()
    session.rollback()
    session.refresh(document)
    assert names_on(disk) == [f"files/{(document.sha256 or '')[:2]}/{document.sha256}"]


def test_a_backup_without_room_leaves_nothing_behind(session: Session, disk: Path) -> None:
    target = disk / "sicherung.tar.gz"
    with full(disk):
        with pytest.raises(OSError, match="No space left"):
            operations.back_up(target, "geheim", NOW)
        assert [path.name for path in disk.iterdir()] == ["filler"]
    operations.back_up(target, "geheim", NOW)
    assert [path.name for path in disk.iterdir()] == ["sicherung.tar.gz"]


@pytest.fixture
def small_app(disk: Path) -> Iterator[Flask]:
    """An application whose SQLite file lies on the small disk."""
    app = create_app(settings_for(disk, f"sqlite:///{disk / 'db.sqlite3'}"))
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    with app.app_context():
        db.create_all()
        with transaction() as session:
            a_house(session)
        db.session.remove()
        yield app
        db.session.remove()
        db.engine.dispose()


def test_what_sqlite_has_no_room_for_is_refused_and_taken_afterwards(small_app: Flask, disk: Path) -> None:
    client, data = small_app.test_client(), {"kind": "company", "member_class": "ordinary", "key": "full-disk-key-1"}
    with full(disk):
        answers = [client.post("/beitritt", data=data) for _time in range(3)]
    assert [(answer.status_code, "kein Platz mehr" in answer.text) for answer in answers] == [(507, True)] * 3
    assert client.post("/beitritt", data=data).status_code == 302


def test_a_mail_without_room_to_note_it_waits_and_goes_out_once(small_app: Flask, disk: Path) -> None:
    """SQLite cannot note that it is on its way, so nothing leaves."""
    with transaction() as session:
        outbox.put(session, kind="welcome", to="a@b.example", subject="Ja", text="Ja", subject_ref="a:1", now=NOW)
    with mail_server() as server:
        sending = outbox.handler(MailServer("127.0.0.1", server.port, starttls=False, timeout_seconds=2))
        worker = Worker({JOB_KIND: sending}, Clock())
        with full(disk), pytest.raises(OperationalError):
            worker.run_until_idle()
        assert server.taken == []
        worker.run_until_idle()
    assert len(server.taken) == 1
