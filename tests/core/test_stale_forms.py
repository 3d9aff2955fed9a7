"""Forms whose token is too old: nothing is done, and nobody types anything twice."""

import io
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.admissions.models import Application, ClauseText
from app.core.journal import JournalLine
from app.core.values import Role
from tests.accounts.factories import EMAIL, PASSWORD, a_login
from tests.admissions.factories import a_house, a_submitted
from tests.factories import a_person, sign_in
from tests.visitors import Visitor, visitor

TOO_LONG_OPEN = "Diese Seite war zu lange offen"
OWN = "http://localhost"


@pytest.fixture
def guarded(app: Flask) -> Iterator[Flask]:
    """The application with its tokens, as in earnest."""
    app.config["WTF_CSRF_ENABLED"] = True
    yield app
    app.config["WTF_CSRF_ENABLED"] = False


def send(client: Visitor, path: str, data: dict[str, Any], came_from: str = OWN, token: str = "stale") -> TestResponse:
    """Send a form with a token that does not hold, as a browser does from our own page."""
    return client.post(path, data={**data, "csrf_token": token}, headers={"Referer": f"{came_from}{path}"})


def field(page: str, name: str, mark: str = "") -> str:
    tag = next(tag for tag in re.findall(r"<input[^>]*>", page) if f'name="{name}"' in tag and mark in tag)
    found = re.search(r'value="([^"]*)"', tag)
    return unescape(found[1]) if found else ""


def office(session: Session, app: Flask) -> Visitor:
    a_house(session)
    client = visitor(app)
    sign_in(session, client, a_person(session), Role.OFFICE, Role.ADMINISTRATOR)
    session.commit()
    return client


def journal_lines(session: Session) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(JournalLine)) or 0


CLAUSE = {"heading": "Zahlung", "text": "Lang bedacht & spät abgeschickt.", "valid_from": "2099-01-01"}


def test_a_form_of_the_office_comes_back_as_it_was_typed(guarded: Flask, session: Session) -> None:
    client, path = office(session, guarded), "/antraege/klauseln/payment_undertaking/neu"
    key = field(client.get(path).text, "key")
    answer = send(client, path, {**CLAUSE, "key": key})
    assert answer.status_code == 422
    assert TOO_LONG_OPEN in answer.text
    assert "Lang bedacht &amp; spät abgeschickt." in answer.text
    assert field(answer.text, "key") == key
    assert not session.scalar(select(func.count()).where(ClauseText.text == CLAUSE["text"]))


def test_sent_again_with_the_token_it_came_back_with_it_is_done_once(guarded: Flask, session: Session) -> None:
    client, path = office(session, guarded), "/antraege/klauseln/payment_undertaking/neu"
    page = client.get(path).text
    sent = {**CLAUSE, "key": field(page, "key"), "shown": field(page, "shown")}
    token = field(send(client, path, sent).text, "csrf_token")
    for _time in range(2):
        assert send(client, path, sent, token=token).status_code == 302
    session.rollback()
    assert session.scalar(select(func.count()).where(ClauseText.text == CLAUSE["text"])) == 1


def test_the_public_form_keeps_what_was_chosen_and_typed(guarded: Flask, session: Session) -> None:
    a_house(session)
    session.commit()
    client = visitor(guarded)
    answer = send(client, "/beitritt", {"kind": "municipality", "member_class": "ordinary", "key": "k" * 24})
    assert answer.status_code == 422
    assert TOO_LONG_OPEN in answer.text
    assert re.search(r'value="municipality" checked', answer.text)
    assert field(answer.text, "key") == "k" * 24
    token = field(answer.text, "csrf_token")
    begun = send(client, "/beitritt", {"kind": "municipality", "key": "k" * 24}, token=token)
    step = f"{begun.location}/angaben"
    answer = send(client, step, {"name": "Gemeinde Spätling", "act": "next"})
    assert answer.status_code == 422
    assert TOO_LONG_OPEN in answer.text
    assert field(answer.text, "name") == "Gemeinde Spätling"
    session.rollback()
    assert session.scalars(select(Application)).one().content == {}


def test_a_file_must_be_chosen_again_and_the_page_says_so_at_its_field(guarded: Flask, session: Session) -> None:
    client = office(session, guarded)
    application = a_submitted(session)
    session.commit()
    path, file = f"/antraege/{application.id}/unterlagen", (io.BytesIO(b"%PDF-1.4"), "Vollmacht.pdf")
    answer = send(client, path, {"purpose": "other", "file": file})
    assert answer.status_code == 422
    assert "Wählen Sie die Datei noch einmal aus" in answer.text
    assert "other" in re.findall(r'<option selected value="([^"]*)"', answer.text)


def test_a_remark_on_a_point_of_the_checklist_stands_open_at_its_point(guarded: Flask, session: Session) -> None:
    client = office(session, guarded)
    application = a_submitted(session)
    session.commit()
    answer = send(client, f"/antraege/{application.id}/pruefpunkte/authority_proof", {"note": "Stimmt überein"})
    assert answer.status_code == 422
    assert field(answer.text, "note", 'id="note-authority_proof"') == "Stimmt überein"


@pytest.mark.parametrize("path", ["/antraege/{}/vorlegen", "/antraege/{}/benachrichtigt", "/antraege/{}/bekannt"])
def test_a_button_without_anything_typed_does_nothing_and_says_so(guarded: Flask, session: Session, path: str) -> None:
    client = office(session, guarded)
    application = a_submitted(session)
    session.commit()
    before = journal_lines(session)
    answer = send(client, path.format(application.id), {"shown": "{}"})
    assert answer.status_code == 400
    assert TOO_LONG_OPEN in answer.text
    assert journal_lines(session) == before


def test_neither_the_language_nor_the_login_is_changed(guarded: Flask, session: Session) -> None:
    client = office(session, guarded)
    for path in ("/konto/sprache", "/konto/abmelden"):
        answer = send(client, path, {"locale": "en", "next": "/konto/"})
        assert answer.status_code == 400
        assert '<html lang="de">' in answer.text
    page = client.get("/konto/")
    assert page.status_code == 200
    assert '<html lang="de">' in page.text


@pytest.mark.parametrize("came_from", ["http://elsewhere.example", "null", ""])
def test_what_another_site_typed_is_not_put_into_our_form(guarded: Flask, session: Session, came_from: str) -> None:
    client = office(session, guarded)
    answer = send(client, "/antraege/klauseln/payment_undertaking/neu", CLAUSE, came_from)
    assert answer.status_code == 400
    assert "Lang bedacht" not in answer.text


def test_a_password_is_not_written_into_the_page(guarded: Flask, session: Session) -> None:
    a_login(session)
    client = visitor(guarded)
    answer = send(client, "/konto/anmelden", {"email": EMAIL, "password": PASSWORD})
    assert answer.status_code == 422
    assert field(answer.text, "email") == EMAIL
    assert PASSWORD not in answer.text


def test_who_was_signed_out_meanwhile_signs_in_beside_it_and_goes_on(guarded: Flask, session: Session) -> None:
    a_house(session)
    client, path = visitor(guarded), "/antraege/klauseln/payment_undertaking/neu"
    answer = send(client, path, {**CLAUSE, "password": "geheim"})
    assert answer.status_code == 401
    assert "Sie sind nicht mehr angemeldet" in answer.text
    assert field(answer.text, "text") == CLAUSE["text"]
    assert "geheim" not in answer.text
    assert "/konto/anmelden?next=/antraege/klauseln/payment_undertaking/neu" in unescape(answer.text)
    sign_in(session, client, a_person(session), Role.OFFICE)
    kept = {name: field(answer.text, name) for name in CLAUSE}
    back = client.post(path, data=kept, headers={"Referer": f"{OWN}{path}"})
    assert back.status_code == 422
    assert "Lang bedacht &amp; spät abgeschickt." in back.text
    assert not session.scalar(select(func.count()).where(ClauseText.text == CLAUSE["text"]))


def test_what_another_site_typed_is_not_kept_until_somebody_signs_in(guarded: Flask, session: Session) -> None:
    answer = send(visitor(guarded), "/antraege/klauseln/payment_undertaking/neu", CLAUSE, "http://elsewhere.example")
    assert "Lang bedacht" not in answer.text


def test_a_script_of_ours_gets_its_sentence(guarded: Flask, session: Session) -> None:
    client = office(session, guarded)
    answer = client.post("/antraege/klauseln/payment_undertaking/neu", data=CLAUSE, headers={
        "Referer": f"{OWN}/antraege/klauseln/payment_undertaking/neu", "HX-Request": "true",
    })  # fmt: skip
    assert answer.status_code == 400
    assert answer.text.startswith(TOO_LONG_OPEN)
