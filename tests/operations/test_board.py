"""What a member of the board sees of operations: journal and check, neither mails nor jobs."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core import journal
from app.core.db import next_number
from app.core.jobs import ItemState, Worker
from app.core.outbox import MailState
from tests.factories import NOW, OFFICE, sign_in
from tests.operations.factories import a_job, a_mail
from tests.organs.factories import a_board, a_statute


@pytest.fixture
def director(session: Session, client: FlaskClient) -> FlaskClient:
    """Somebody of the board, with no role but the one that follows from the office."""
    a_statute(session)
    sign_in(session, client, a_board(session)[0])
    return client


def test_the_board_reads_the_journal_and_is_led_to_the_check(director: FlaskClient, session: Session) -> None:
    journal.record(session, OFFICE, "notify", "application:7", NOW, "Überbracht am Abend")
    session.commit()
    text = director.get("/betrieb/journal").text
    assert "Überbracht am Abend" in text
    assert 'href="/betrieb/pruefung"' in text


def test_the_board_runs_the_check_and_finds_it_in_the_sidebar(
    director: FlaskClient, session: Session, worker: Worker
) -> None:
    next_number(session, "certificate:2026")
    session.commit()
    director.post("/betrieb/pruefung", data={"key": "check-this-house"})
    worker.run_until_idle()
    page = director.get("/betrieb/pruefung").text
    assert "Die Nummer U-2026-0001 fehlt." in page
    assert 'aria-current="page"' in page.split(">Prüfung<")[0].rpartition("<a ")[2]


@pytest.mark.parametrize(("path", "status"), [
    ("/betrieb/e-mails", 403), ("/betrieb/e-mails/{mail}", 403), ("/betrieb/auftraege", 403),
    ("/betrieb/auftraege/{job}", 404), ("/betrieb/auftraege/{job}/ergebnis", 404),
])  # fmt: skip
def test_the_board_reads_no_mails_and_nobody_elses_jobs(
    director: FlaskClient, session: Session, path: str, status: int
) -> None:
    ids = {"mail": a_mail(session).id, "job": a_job(session, ItemState.FAILED).id}
    session.commit()
    assert director.get(path.format(**ids)).status_code == status


@pytest.mark.parametrize("path", ["e-mails/{mail}/noch-einmal", "e-mails/{mail}/gesendet",
                                  "auftraege/{job}/noch-einmal"])
def test_the_board_settles_no_mails_and_no_jobs(director: FlaskClient, session: Session, path: str) -> None:
    mail, job = a_mail(session, MailState.IN_DOUBT), a_job(session, ItemState.FAILED)
    session.commit()
    answer = director.post(f"/betrieb/{path.format(mail=mail.id, job=job.id)}", data={"key": "a-key-of-a-form"})
    assert answer.status_code in (403, 404)
    session.expire_all()
    assert mail.state is MailState.IN_DOUBT
