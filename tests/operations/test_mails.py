"""The mailbox: what went out, what did not, and a person's word on it."""

import io
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import rooms
from app.core import files, outbox
from app.core.jobs import ItemState, Job, JobItem, Worker
from app.core.journal import JournalLine
from app.core.outbox import Attachment, MailState, OutgoingMail
from app.core.values import Role
from tests.factories import NOW, a_person, sign_in, sign_in_office
from tests.operations.factories import a_mail


def acts(session: Session) -> list[str]:
    """What the journal says was done."""
    return list(session.scalars(select(JournalLine.act).order_by(JournalLine.sequence)))


def state_of(session: Session, mail_id: int) -> MailState:
    """Where a mail stands now."""
    session.rollback()
    return session.get_one(OutgoingMail, mail_id, populate_existing=True).state


def test_the_mailbox_says_that_it_is_empty(client: FlaskClient, session: Session) -> None:
    sign_in_office(session, client)
    assert "Noch keine E-Mail" in client.get("/betrieb/e-mails").text


def test_the_newest_mail_stands_first(client: FlaskClient, session: Session) -> None:
    for subject in ("Erste Nachricht", "Zweite Nachricht"):
        a_mail(session, subject=subject)
    sign_in_office(session, client)
    text = client.get("/betrieb/e-mails").text
    assert text.index("Zweite Nachricht") < text.index("Erste Nachricht")


def test_the_mailbox_is_filtered_by_state_and_searched(client: FlaskClient, session: Session) -> None:
    a_mail(session, MailState.SENT, "Über Änderungen")
    a_mail(session, MailState.FAILED, "Zweite Nachricht")
    sign_in_office(session, client)
    assert "Über Änderungen" not in client.get("/betrieb/e-mails?state=failed").text
    found = client.get("/betrieb/e-mails?q=ÄNDERUNGEN").text
    assert "Über Änderungen" in found
    assert "Zweite Nachricht" not in found
    assert "Keine E-Mail passt dazu" in client.get("/betrieb/e-mails?q=nirgends").text


def test_the_mailbox_is_exported_as_filtered(client: FlaskClient, session: Session) -> None:
    a_mail(session, MailState.SENT, "=Erste")
    a_mail(session, MailState.FAILED)
    sign_in_office(session, client)
    rows = client.get("/betrieb/e-mails?state=sent&format=csv").text.splitlines()
    assert len(rows) == 2
    assert "'=Erste" in rows[1]
    book = load_workbook(io.BytesIO(client.get("/betrieb/e-mails?format=xlsx").data))
    assert book.active is not None
    assert book.active.max_row == 3


def test_a_mail_is_shown_as_it_would_have_gone(client: FlaskClient, session: Session) -> None:
    mail = a_mail(session)
    sign_in_office(session, client)
    text = client.get(f"/betrieb/e-mails/{mail.id}").text
    for words in ("genokontor@localhost", "walburga@ehrenpreis.example", "vielen Dank.<br>Ihr Kontor"):
        assert words in text
    assert "Noch einmal senden" not in text


def test_a_failed_mail_is_sent_again_once_however_often_the_button_is_pressed(
    client: FlaskClient, session: Session, worker: Worker
) -> None:
    mail = a_mail(session, MailState.FAILED)
    sign_in_office(session, client)
    for _ in range(2):
        answer = client.post(f"/betrieb/e-mails/{mail.id}/noch-einmal", data={"key": "one-and-the-same"})
        assert answer.status_code == 302
    assert acts(session) == ["mail.sent_again"]
    worker.run_until_idle()
    assert state_of(session, mail.id) is MailState.KEPT


def test_a_mail_that_is_settled_is_not_sent_again(client: FlaskClient, session: Session) -> None:
    mail = a_mail(session, MailState.SENT)
    sign_in_office(session, client)
    answer = client.post(f"/betrieb/e-mails/{mail.id}/noch-einmal")
    assert answer.status_code == 409
    assert "nicht noch einmal gesendet" in answer.text


def test_a_mail_in_doubt_is_noted_as_sent_by_a_persons_word(client: FlaskClient, session: Session) -> None:
    mail = a_mail(session, MailState.IN_DOUBT)
    sign_in_office(session, client)
    assert "niemand weiß" in client.get(f"/betrieb/e-mails/{mail.id}").text
    assert client.post(f"/betrieb/e-mails/{mail.id}/gesendet").status_code == 302
    assert state_of(session, mail.id) is MailState.SENT
    item = session.scalars(select(JobItem).join(Job).where(Job.kind == "mail")).one()
    assert item.state is ItemState.DONE
    assert acts(session) == ["mail.marked_sent"]


def test_a_failed_mail_is_not_simply_noted_as_sent(client: FlaskClient, session: Session) -> None:
    mail = a_mail(session, MailState.FAILED)
    sign_in_office(session, client)
    assert client.post(f"/betrieb/e-mails/{mail.id}/gesendet").status_code == 409


def test_a_guessed_mail_is_not_there(client: FlaskClient, session: Session) -> None:
    sign_in_office(session, client)
    assert client.get("/betrieb/e-mails/4711").status_code == 404
    assert client.post("/betrieb/e-mails/4711/noch-einmal").status_code == 404


@pytest.mark.parametrize("role", [Role.AUDITOR, None])
def test_others_read_no_mails(client: FlaskClient, session: Session, role: Role | None) -> None:
    mail = a_mail(session)
    sign_in(session, client, a_person(session), *([role] if role else []))
    assert client.get("/betrieb/e-mails").status_code == 403
    assert client.get(f"/betrieb/e-mails/{mail.id}").status_code == 403


def test_the_demo_says_that_nothing_went_out(
    client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    build = rooms.build_shell
    monkeypatch.setattr(rooms, "build_shell", lambda _: build(True))
    mail = a_mail(session, MailState.KEPT)
    sign_in_office(session, client)
    for address in ("/betrieb/e-mails", f"/betrieb/e-mails/{mail.id}"):
        assert "hinausgegangen" in client.get(address).text


@pytest.mark.parametrize("is_demo", [False, True])
def test_personal_links_are_concealed_outside_the_demo(
    client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch, is_demo: bool
) -> None:
    """Whoever reads the mailbox must not choose an administrator's password or sign in an applicant's place."""
    token = "eyJhIjoxfQ.aVfW2g.Zk-3_hT5qL0pR8sNwX1yB7cD4e"
    mail = a_mail(session)
    mail.text = f"Guten Tag,\n\nhttps://genokontor.example/konto/passwort-neu/{token}\n"
    settings = client.application.config["GENOKONTOR"]
    monkeypatch.setitem(client.application.config, "GENOKONTOR", replace(settings, is_demo=is_demo))
    sign_in_office(session, client)
    text = client.get(f"/betrieb/e-mails/{mail.id}").text
    assert (token in text) is is_demo
    assert "https://genokontor.example/konto/passwort-neu/" in text


def a_mail_with_a_file(session: Session) -> OutgoingMail:
    """A mail that carries an entry for the calendar."""
    entry = Attachment(files.keep(session, b"BEGIN:VCALENDAR"), "Termin.ics", "text/calendar; method=REQUEST")
    return outbox.put(session, kind="assembly_convened", to="a@b.example", subject="Einladung", text="Guten Tag",
                      subject_ref="assembly:1", now=NOW, attachments=(entry,))


def test_what_a_mail_carries_is_shown_and_saved(client: FlaskClient, session: Session) -> None:
    """Never shown in the browser: it may have been handed in from outside."""
    mail = a_mail_with_a_file(session)
    sign_in_office(session, client)
    page = client.get(f"/betrieb/e-mails/{mail.id}").text
    address = f"/betrieb/e-mails/{mail.id}/anhang/1"
    assert f'<a href="{address}">Termin.ics</a>' in page
    answer = client.get(address)
    assert (answer.data, answer.mimetype) == (b"BEGIN:VCALENDAR", "text/calendar")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert client.get(f"/betrieb/e-mails/{mail.id}/anhang/2").status_code == 404


def test_what_a_mail_carries_is_not_for_who_may_not_see_the_mail(client: FlaskClient, session: Session) -> None:
    mail = a_mail_with_a_file(session)
    sign_in(session, client, a_person(session), Role.AUDITOR)
    assert client.get(f"/betrieb/e-mails/{mail.id}/anhang/1").status_code == 403


def test_what_an_erased_mail_carried_is_gone(client: FlaskClient, session: Session) -> None:
    mail = a_mail_with_a_file(session)
    outbox.erase(session, "assembly:1", NOW)
    sign_in_office(session, client)
    page = client.get(f"/betrieb/e-mails/{mail.id}").text
    assert "Adresse, Wortlaut und Anhänge sind am" in page
    assert "Termin.ics" not in page
    assert client.get(f"/betrieb/e-mails/{mail.id}/anhang/1").status_code == 404
