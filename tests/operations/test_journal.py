"""The journal on the screen: newest first, searched, by day and act; read by those who may, changed by nobody."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core import journal
from app.core.values import Actor, Role
from app.operations.forms import ACTS
from tests.factories import NOW, OFFICE, a_person, sign_in, sign_in_office
from tests.shares.factories import a_house, a_member

LATE_EVENING = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)
"""Half past eleven in Morgenau, still the 23rd."""
NEXT_DAY = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
"""Half past midnight in Morgenau, the 24th already."""


def lines(session: Session) -> None:
    """Three acts of two people on two days."""
    journal.record(session, OFFICE, "notify", "application:7", LATE_EVENING, "Überbracht am Abend")
    journal.record(session, Actor("Ottilie Brandner"), "vote", "resolution:3", NEXT_DAY, "Stimme von O. Brandner")
    journal.record(session, OFFICE, "strange_act", "test:1", NOW, "Etwas anderes", secret=1)
    session.commit()


def test_every_act_that_is_recorded_has_words() -> None:
    recorded = re.compile(r'journal\.record\(\s*session, \w+, "([\w.]+)"')
    acts = {act for path in Path("app").rglob("*.py") for act in recorded.findall(path.read_text())}
    assert len(acts) > 50
    assert acts - set(ACTS) == set()


def test_the_journal_says_that_nothing_was_done_yet(client: FlaskClient, session: Session) -> None:
    sign_in_office(session, client)
    assert "Noch keine Zeile" in client.get("/betrieb/journal").text


def test_the_newest_line_stands_first(client: FlaskClient, session: Session) -> None:
    lines(session)
    sign_in_office(session, client)
    text = client.get("/betrieb/journal").text
    assert text.index("Etwas anderes") < text.index("Stimme von O. Brandner") < text.index("Überbracht")
    turned = client.get("/betrieb/journal?sort=sequence").text
    assert turned.index("Überbracht") < turned.index("Etwas anderes")


@pytest.mark.parametrize(("asked", "found"), [
    ("q=überbracht", {"Überbracht"}), ("q=BRANDNER", {"Stimme von"}), ("q=strange_act", {"Etwas"}),
    ("q=application:7", {"Überbracht"}), ("act=vote", {"Stimme von"}),
    ("act=gibt-es-nicht", {"Überbracht", "Stimme von", "Etwas"}),
    ("bis=2026-11-23", {"Überbracht"}), ("von=24.11.2026", {"Stimme von", "Etwas"}),
    ("von=2026-11-24&bis=2026-11-24&act=vote", {"Stimme von"}), ("von=1800-01-01&bis=2200-12-31&q=etwas", {"Etwas"}),
])  # fmt: skip
def test_the_journal_is_searched_and_filtered(
    client: FlaskClient, session: Session, asked: str, found: set[str]
) -> None:
    lines(session)
    sign_in_office(session, client)
    rows = client.get(f"/betrieb/journal?format=csv&{asked}").text
    assert {words for words in ("Überbracht", "Stimme von", "Etwas") if words in rows} == found
    assert client.get(f"/betrieb/journal?{asked}").status_code == 200


def test_a_day_that_is_none_is_said_to_be_none(client: FlaskClient, session: Session) -> None:
    lines(session)
    sign_in_office(session, client)
    answer = client.get("/betrieb/journal?von=31.02.2026&bis=9999-12-31")
    assert answer.status_code == 422
    assert "TT.MM.JJJJ" in answer.text
    assert "Prüfen Sie das Jahr" in answer.text


@pytest.mark.parametrize("asked", ["von=unsinn", "bis=31.02.2026", "von=2026-11-24&bis=2026-11-23"])
def test_no_file_is_given_for_days_that_are_none(client: FlaskClient, session: Session, asked: str) -> None:
    """It would hold the whole journal, and nobody would see that from the file."""
    lines(session)
    sign_in_office(session, client)
    answer = client.get(f"/betrieb/journal?{asked}&format=csv")
    assert (answer.status_code, answer.mimetype) == (422, "text/html")
    assert "Content-Disposition" not in answer.headers


def test_a_search_that_finds_nothing_says_so(client: FlaskClient, session: Session) -> None:
    lines(session)
    sign_in_office(session, client)
    assert "Keine Zeile passt dazu" in client.get("/betrieb/journal?q=nirgends").text


def test_the_journal_is_paged(client: FlaskClient, session: Session) -> None:
    for number in range(60):
        journal.record(session, OFFICE, "tested", f"test:{number}", NOW, f"Zeile {number:02d}.")
    session.commit()
    sign_in_office(session, client)
    second = client.get("/betrieb/journal?page=2").text
    assert "Zeile 09." in second
    assert "Zeile 10." not in second


def test_lines_lead_to_what_they_are_about(client: FlaskClient, session: Session) -> None:
    a_house(session)
    member = a_member(session)
    lines(session)
    sign_in_office(session, client)
    text = client.get("/betrieb/journal").text
    assert 'href="/antraege/7">Antrag\u00a07</a>' in text
    assert f'href="/mitglieder/{member.number}">Mitglied\u00a0{member.number:04d}</a>' in text
    assert "test:1" in text


def test_the_file_says_in_words_what_lines_are_about(client: FlaskClient, session: Session) -> None:
    lines(session)
    sign_in_office(session, client)
    rows = client.get("/betrieb/journal?format=csv").text
    assert "Antrag\u00a07" in rows
    assert "application:7" not in rows


def test_a_line_whose_details_were_erased_says_what_was_done(client: FlaskClient, session: Session) -> None:
    lines(session)
    journal.erase_details(session, "application:7", NOW)
    session.commit()
    sign_in_office(session, client)
    text = client.get("/betrieb/journal").text
    assert "Überbracht" not in text
    assert "(Angaben gelöscht)" in text
    assert "Benachrichtigt" in text


@pytest.mark.parametrize(("role", "status"), [
    (Role.OFFICE, 200), (Role.ADMINISTRATOR, 200), (Role.AUDITOR, 200), (None, 403),
])  # fmt: skip
def test_the_journal_is_read_by_those_who_may(
    client: FlaskClient, session: Session, role: Role | None, status: int
) -> None:
    sign_in(session, client, a_person(session), *([role] if role else []))
    assert client.get("/betrieb/journal").status_code == status
