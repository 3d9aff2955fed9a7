"""What hindered a step is told in words that say what to do, never as the fault's own text."""

import errno
import smtplib
import socket

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.core import files
from app.core.jobs import HINDRANCE_WORDS, Hindrance, hindrance_of
from app.core.jobs.hindrances import describe
from app.core.web import hindrance

FAULTS = [
    (OSError(errno.ENOSPC, "No space left on device"), Hindrance.NO_ROOM),
    (OSError(errno.EFBIG, "File too large"), Hindrance.NO_ROOM),
    (OperationalError("INSERT", {}, Exception("database or disk is full")), Hindrance.NO_ROOM),
    (OperationalError("INSERT", {}, Exception("database is locked")), Hindrance.NO_DATABASE),
    (PoolTimeout("QueuePool limit of size 10 overflow 40 reached, connection timed out"), Hindrance.NO_DATABASE),
    (files.Lost("a"), Hindrance.FILE_LOST),
    (files.Changed("a"), Hindrance.FILE_LOST),
    (FileNotFoundError(errno.ENOENT, "No such file or directory"), Hindrance.FILE_LOST),
    (ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused"), Hindrance.NO_MAIL_SERVER),
    (socket.gaierror(-2, "Name or service not known"), Hindrance.NO_MAIL_SERVER),
    (TimeoutError("timed out"), Hindrance.NO_MAIL_SERVER),
    (smtplib.SMTPAuthenticationError(535, b"no"), Hindrance.NO_MAIL_SERVER),
    (PermissionError(errno.EACCES, "Permission denied"), Hindrance.UNFORESEEN),
    (PermissionError(errno.EACCES, "Permission denied", "/data/files/a5/.half-1"), Hindrance.NO_ACCESS),
    (PermissionError(errno.EACCES, "Permission denied", "/data/o'clock/a5"), Hindrance.NO_ACCESS),
    (OSError(errno.EROFS, "Read-only file system", "/data/files/a5"), Hindrance.NO_ACCESS),
    (KeyError("a"), Hindrance.UNFORESEEN),
]


@pytest.mark.parametrize(("fault", "kind"), FAULTS, ids=lambda each: repr(each)[:40])
def test_a_fault_says_of_what_kind_it_is(fault: Exception, kind: Hindrance) -> None:
    assert hindrance_of(describe(fault)) is kind


@pytest.mark.parametrize("sentence", ["", "Der Mailserver lehnt ab: 550", "Keines der Schreiben wurde erzeugt."])
def test_a_sentence_for_people_is_none(app: Flask, sentence: str) -> None:
    with app.test_request_context():
        assert (hindrance_of(sentence), hindrance(sentence, 7)) == (None, sentence)


def test_every_kind_says_what_to_do_and_what_nobody_foresaw_has_its_number(app: Flask) -> None:
    assert set(HINDRANCE_WORDS) == set(Hindrance)
    with app.test_request_context():
        assert "Nummer 133" in hindrance(describe(KeyError("a")), 133)
