"""The night asks whoever nothing happened with for long, and forgets whoever does not answer (R-GDPR-03)."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.admissions.models import Application
from app.admissions.rules import ApplicationState, Channel
from app.core import clock, journal
from app.core.outbox import OutgoingMail
from app.core.values import Actor, Role
from app.operations import actions as operations
from app.prospects import actions, queries
from app.prospects.actions import Request
from app.prospects.actions.noting import INTERESTED
from app.prospects.models import Prospect
from app.prospects.rules import Figure, Stage, Terms, Way
from tests.admissions.factories import a_house
from tests.factories import NOW, OFFICE, TODAY, a_person, an_account
from tests.prospects.factories import a_prospect, a_talk, actor_of

YEAR_AGO = NOW - timedelta(days=366)


@pytest.fixture
def idle(session: Session) -> Prospect:
    """Somebody with whom the last talk was held a year ago."""
    a_house(session)
    account = an_account(session, a_person(session, "Henrike", "Lautenschlag"), Role.OFFICE)
    prospect = a_prospect(session, actor_of(account), now=YEAR_AGO)
    a_talk(session, prospect, actor_of(account), now=YEAR_AGO, due_on=YEAR_AGO.date())
    session.commit()
    return prospect


def test_who_is_asked_and_does_not_answer_is_forgotten_in_every_copy(session: Session, idle: Prospect) -> None:
    assert operations.erase_expired(session, NOW) == 0
    assert idle.asked_until == TODAY + timedelta(days=30)
    mail = session.scalars(select(OutgoingMail)).one()
    assert (mail.kind, mail.to_address) == ("prospect_consent", "b.hufnagel@silbertal.example")
    assert operations.erase_expired(session, NOW + timedelta(days=30)) == 0
    assert operations.erase_expired(session, NOW + timedelta(days=31)) == 1
    assert (idle.erased_at is not None, idle.name, idle.contacts, idle.talks[0].notes) == (True, "", [], "")
    session.commit()
    told = " ".join(line.summary() or "" for line in journal.lines_about(session, f"prospect:{idle.id}"))
    assert "kam keine Antwort" in told
    assert "Zahlen senden" not in told
    events = queries.events(session)
    assert {(each.figure, each.name) for each in events} == {(Figure.ENQUIRIES, ""), (Figure.TALKS, "")}
    assert operations.erase_expired(session, NOW + timedelta(days=400)) == 0


def test_whom_the_office_entered_is_not_forgotten_for_an_unconfirmed_form(session: Session) -> None:
    """Anybody can type the address into the public form."""
    a_house(session)
    account = an_account(session, a_person(session, "Henrike", "Lautenschlag"), Role.OFFICE)
    prospect = a_prospect(session, actor_of(account), now=NOW - timedelta(days=40))
    asked = Request((NOW - timedelta(days=35)).date(), Way.FORM, "Noch eine Frage", "Was kostet das?")
    actions.add_enquiry(session, prospect.id, asked, INTERESTED, NOW - timedelta(days=35))
    session.commit()
    assert operations.erase_expired(session, NOW) == 0
    assert prospect.name == "Gemeinde Silbertal"


def test_an_end_that_was_left_by_mistake_comes_back_with_its_reason(session: Session, idle: Prospect) -> None:
    actor = Actor.system()
    ended = actions.move(session, idle.id, Stage.ENDED, idle.moves[0].id, "Kein Geld im Haushalt", actor, NOW)
    assert ended is not None
    left = actions.move(session, idle.id, Stage.IN_TALK, ended.id, "", actor, NOW)
    assert left is not None
    actions.undo(session, idle.id, left.id, actor, NOW)
    assert (idle.stage, idle.end_reason) == (Stage.ENDED, "Kein Geld im Haushalt")


def test_who_answers_by_the_link_stays_and_is_asked_again_only_a_period_later(
    session: Session, client: FlaskClient, idle: Prospect
) -> None:
    actions.keep_in_time(session, NOW)
    session.commit()
    text = session.scalars(select(OutgoingMail.text)).one()
    page = re.search(r"https://[^/]+(/anfrage/meine/\S+)", text)
    assert page
    answer = client.post(f"{page[1]}/weiter", data={"version": "2026-1", "key": "key-of-this-form"})
    assert answer.status_code == 302
    session.rollback()
    session.expire_all()
    assert (idle.asked_until, idle.consented_on, idle.consent_version) == (None, clock.today(), "2026-1")
    assert actions.keep_in_time(session, NOW + timedelta(days=60)) == 0
    assert idle.asked_until is None


def test_a_sign_of_life_ends_the_question(session: Session, idle: Prospect) -> None:
    actions.keep_in_time(session, NOW)
    actions.note_consent(session, idle.id, TODAY, "am Telefon", OFFICE, NOW)
    assert idle.asked_until is None
    actions.set_terms(session, Terms(3, 14), OFFICE, NOW)
    later = NOW + timedelta(days=100)
    actions.keep_in_time(session, later)
    assert idle.asked_until == later.date() + timedelta(days=14)


def test_who_was_refused_is_forgotten_as_soon_as_the_declaration_is(session: Session, idle: Prospect) -> None:
    application = Application(
        token_hash="x" * 64, number="A-2026-0001", state=ApplicationState.REFUSED, channel=Channel.ONLINE,
        created_at=NOW, changed_at=NOW, submitted_at=NOW, decided_at=NOW,
    )
    session.add(application)
    session.flush()
    idle.application_id = application.id
    assert actions.keep_in_time(session, NOW) == 0
    application.erased_at = NOW
    session.flush()
    assert actions.keep_in_time(session, NOW) == 1
    assert [idle.application_id, idle.applied_on, idle.joined_on] == [None, TODAY, None]
    assert {each.figure for each in queries.events(session)} == {Figure.ENQUIRIES, Figure.TALKS, Figure.APPLICATIONS}
