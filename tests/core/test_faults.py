"""Faults of the machine are told to people in words that say what to do."""

import errno

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, RequestURITooLarge, UnsupportedMediaType

from app.core import files
from app.core.db import BELOW_NOTHING
from app.core.web.faults import explain
from app.main import create_app
from tests.conftest import settings_for

FAULTS = {
    "busy": (OperationalError("INSERT", {}, Exception("database is locked")), 503, "noch einmal ab"),
    "too many at once": (PoolTimeout("QueuePool limit of size 5 overflow 10 reached"), 503, "noch einmal ab"),
    "below nothing": (
        IntegrityError("INSERT", {}, Exception(f"CHECK constraint failed: ck_share_holding_{BELOW_NOTHING}")), 409,
        "weniger als keinen Anteil",
    ),
    "twice": (IntegrityError("INSERT", {}, Exception("UNIQUE constraint failed")), 409, "laden Sie die Seite neu"),
    "full disk": (OSError(errno.ENOSPC, "No space left on device"), 507, "kein Platz mehr"),
    "file grown too large": (OSError(errno.EFBIG, "File too large"), 507, "kein Platz mehr"),
    "barred folder": (PermissionError(errno.EACCES, "Permission denied", "/data/files"), 503, "seinen Datenordner"),
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


@pytest.mark.parametrize("fault", [RequestURITooLarge(), UnsupportedMediaType()])
def test_a_request_that_no_sentence_foresees_is_refused_in_german_too(app: Flask, fault: HTTPException) -> None:
    with app.test_request_context():
        answer = app.make_response(app.handle_user_exception(fault))
    assert answer.status_code == fault.code
    assert str(fault.description) not in answer.get_data(as_text=True)
    assert "lässt sich nicht beantworten" in answer.get_data(as_text=True)


@pytest.fixture(scope="module", params=["garbage", "gone", "unreachable"])
def lost_app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An application whose database is no database any more, is not there, or does not answer."""
    data = tmp_path_factory.mktemp("lost")
    (data / "garbage").write_bytes(b"garbage" * 1000)
    urls = {
        "garbage": f"sqlite:///{data / 'garbage'}", "gone": f"sqlite:///{data / 'nirgends' / 'x'}",
        "unreachable": f"postgresql+psycopg://nobody@/x?host={data}",
    }  # fmt: skip
    app = create_app(settings_for(data, urls[request.param]))
    app.config["WTF_CSRF_ENABLED"] = False
    return app


@pytest.mark.parametrize(("method", "path"), [
    ("GET", "/konto/anmelden"), ("POST", "/konto/anmelden"), ("GET", "/beitritt"), ("GET", "/"), ("POST", "/beitritt"),
])  # fmt: skip
@pytest.mark.parametrize("is_known", [False, True])
def test_without_its_database_the_application_says_so(
    lost_app: Flask, method: str, path: str, is_known: bool
) -> None:
    """As a page that needs nothing of it, whoever asks; the login page is where the start leads a stranger to."""
    lost = lost_app.test_client()
    if is_known:
        with lost.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = "token", True
    answer = lost.open(path, method=method, data={"email": "a@b.example", "password": "x"}, follow_redirects=True)
    assert answer.status_code == 503
    assert "Die Datenbank ist gerade beschäftigt oder nicht erreichbar" in answer.text
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert lost.get("/gibt-es-nicht").status_code == (503 if is_known else 404)
