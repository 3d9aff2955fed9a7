"""Faults of the machine are told to people in words that say what to do."""

import errno

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError, OperationalError

from app.core import files
from app.core.web.faults import explain

FAULTS = {
    "busy": (OperationalError("INSERT", {}, Exception("database is locked")), 503, "noch einmal ab"),
    "twice": (IntegrityError("INSERT", {}, Exception("UNIQUE constraint failed")), 409, "laden Sie die Seite neu"),
    "full disk": (OSError(errno.ENOSPC, "No space left on device"), 507, "kein Platz mehr"),
    "full database": (OperationalError("INSERT", {}, Exception("database or disk is full")), 507, "kein Platz mehr"),
    "lost file": (files.Lost("a"), 410, "Sicherung"),
    "changed file": (files.Changed("a"), 410, "Sicherung"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_of_the_machine_says_what_to_do(app: Flask, name: str) -> None:
    fault, status, words = FAULTS[name]
    with app.test_request_context():
        found = explain(fault)
    assert found is not None
    assert (found.status, words in found.sentence) == (status, True)


def test_a_fault_of_ours_has_only_its_number(app: Flask) -> None:
    with app.test_request_context():
        assert explain(KeyError("a")) is None
        assert explain(OSError(errno.EACCES, "Permission denied")) is None
