"""Until when is voted in a voting phase, said alike to who votes and to who leads (§ 43b (1) no. 4; R-FORM-05)."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import Client

from app.assemblies.rules import Subject
from app.core.values import Refusal
from app.voting import actions, queries
from app.voting.models import Poll
from app.voting.rules import KeptOpen, MotionKind, lasts_until
from tests.attendance.factories import a_town, humans
from tests.factories import NOW, sign_in, sign_in_office
from tests.tabs import said
from tests.visitors import visitor
from tests.voting.factories import CHAIR, Meeting, a_stretched_meeting, asked, concerning
from tests.voting.phases import a_phase, votes

CLOSE = "Abstimmung schließen"
LAST_DAY = date(2026, 11, 29)


@pytest.fixture
def meeting(session: Session) -> Meeting:
    """A stretched meeting of three members with two items, the first of them called."""
    return a_phase(session)


def on_procedure(session: Session, meeting: Meeting) -> Poll:
    """A vote on the order of the meeting."""
    kind, text = MotionKind.PROCEDURE, "Schluss der Debatte."
    moved = actions.move_motion(session, meeting.sitting, kind, text, "Ada", CHAIR, NOW)
    return asked(session, meeting, motion_id=moved.id)


def phone_of(app: Flask, session: Session, meeting: Meeting) -> Client:
    """The device of the first member, signed in."""
    session.commit()
    phone = visitor(app)
    sign_in(session, phone, meeting.number(0).party)
    return phone


@pytest.fixture
def chair(app: Flask, session: Session) -> Client:
    """Who leads, signed in."""
    client = visitor(app)
    sign_in_office(session, client)
    return client


def cockpit(chair: Client, session: Session, meeting: Meeting) -> str:
    """What the chair's page says."""
    session.commit()
    return said(chair.get(f"/abstimmung/{meeting.assembly.id}/leitung"))


def test_a_motion_on_procedure_lasts_no_longer_than_the_chair_lets_it() -> None:
    assert lasts_until(LAST_DAY, None) == lasts_until(LAST_DAY, MotionKind.MAIN) == LAST_DAY
    assert lasts_until(LAST_DAY, MotionKind.PROCEDURE) is None
    assert lasts_until(None, None) is None


def test_ballot_and_review_say_that_a_motion_on_procedure_is_voted_on_at_once(
    app: Flask, session: Session, meeting: Meeting
) -> None:
    """Who relied on the last day of the phase lost its vote: the chair closes it when it likes."""
    poll, at = on_procedure(session, meeting), f"/abstimmung/{meeting.assembly.id}"
    phone = phone_of(app, session, meeting)
    review = phone.post(f"{at}/{poll.id}/pruefen", data={f"m{meeting.number(0).id}": "yes"})
    assert review.status_code == 200
    for page in (phone.get(at), review):
        assert "nicht bis zum Ende der Abstimmungsphase" in said(page)
        assert "Abgestimmt wird bis zum Ende" not in said(page)
    votes(session, poll, meeting.number(0))
    session.commit()
    assert "Sobald das Ergebnis verkündet ist, steht es hier." in said(phone.get(at))


def test_the_review_says_until_when_is_voted_in_a_phase(app: Flask, session: Session, meeting: Meeting) -> None:
    poll = asked(session, meeting)
    phone, at = phone_of(app, session, meeting), f"/abstimmung/{meeting.assembly.id}"
    review = phone.post(f"{at}/{poll.id}/pruefen", data={f"m{meeting.number(0).id}": "yes"})
    assert "Abgestimmt wird bis zum Ende des 29.11.2026." in said(review)


def test_the_chair_closes_a_motion_on_procedure_and_is_told_so(
    chair: Client, session: Session, meeting: Meeting
) -> None:
    poll = on_procedure(session, meeting)
    page = cockpit(chair, session, meeting)
    assert CLOSE in page
    assert "1 Minute länger" in page
    assert "Abgestimmt wird bis zum Ende" not in page
    assert "läuft nicht bis zum Ende der Abstimmungsphase" in page
    actions.close_poll(session, meeting.sitting, poll, CHAIR, NOW)


def test_closing_is_offered_in_a_phase_once_it_may_be_done(chair: Client, session: Session, meeting: Meeting) -> None:
    poll = asked(session, meeting)
    page = cockpit(chair, session, meeting)
    assert CLOSE not in page
    assert "Gelegenheit zur Stimmabgabe" not in page
    assert "Geschlossen wird danach oder sobald alle abgestimmt haben" in page
    for member in meeting.members:
        votes(session, poll, member)
    page = cockpit(chair, session, meeting)
    assert CLOSE in page
    assert "Alle haben abgestimmt" in page


@pytest.mark.usefixtures("at_its_end")
def test_after_the_phase_closing_is_offered_and_the_ballot_waits_for_the_result(
    app: Flask, chair: Client, session: Session, meeting: Meeting
) -> None:
    poll = asked(session, meeting)
    votes(session, poll, meeting.number(0))
    assert CLOSE in cockpit(chair, session, meeting)
    page = said(phone_of(app, session, meeting).get(f"/abstimmung/{meeting.assembly.id}"))
    assert "wenn die Abstimmungsphase zu Ende ist" not in page
    assert "Sobald das Ergebnis verkündet ist, steht es hier." in page


def test_who_is_barred_by_its_representative_alone_keeps_a_vote_open_and_the_chair_is_told(
    chair: Client, session: Session
) -> None:
    """Somebody else may still come for it (§ 43 (6) GenG; R-VOTE-07)."""
    meeting = a_stretched_meeting(session, subject=Subject.RELEASE_FROM_LIABILITY)
    meeting.members.extend(humans(session, 1))
    _town, mayor = a_town(session)
    concerning(session, meeting, mayor)
    poll = asked(session, meeting)
    votes(session, poll, meeting.number(0))
    assert queries.kept_open(session, meeting.assembly, poll, NOW) == KeptOpen(LAST_DAY, 1)
    with pytest.raises(Refusal, match="jemand anderen"):
        actions.close_poll(session, meeting.sitting, poll, CHAIR, NOW)
    page = cockpit(chair, session, meeting)
    assert "1 Mitglied ist nur ausgeschlossen, weil der Punkt betrifft, wer für es abstimmt" in page
    assert CLOSE not in page
