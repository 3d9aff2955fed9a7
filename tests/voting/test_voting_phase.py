"""A stretched meeting is voted on for days: on all its items beside each other, until its last day (R-FORM-05)."""


import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.attendance import queries as attending
from app.core.values import Refusal
from app.voting import actions, queries
from app.voting.models import CourseEntry
from app.voting.rules import CourseKind, MayNotCast, PollState
from tests.factories import NOW, sign_in, sign_in_office
from tests.tabs import said
from tests.visitors import visitor
from tests.voting.factories import CHAIR, Meeting, asked
from tests.voting.phases import AFTER, LAST, a_phase, both, call, second_of, votes


@pytest.fixture
def meeting(session: Session) -> Meeting:
    """The same for each test."""
    return a_phase(session)


def test_all_items_are_voted_on_beside_each_other(session: Session, meeting: Meeting) -> None:
    first, second = both(session, meeting)
    assert (first.state, second.state) == (PollState.OPEN, PollState.OPEN)
    votes(session, second, meeting.number(0))
    votes(session, first, meeting.number(0), LAST)


def test_the_course_does_not_tell_that_an_item_is_done_while_it_is_voted_on(session: Session, meeting: Meeting) -> None:
    both(session, meeting)
    call(session, meeting, next(each for each in meeting.assembly.items if each.id != meeting.item.id), AFTER)
    told = session.scalars(select(CourseEntry.kind).order_by(CourseEntry.id)).all()
    assert CourseKind.ITEM_DONE not in told
    assert CourseKind.ORDER_CHANGED not in told


def test_on_one_item_one_vote_is_open_at_a_time(session: Session, meeting: Meeting) -> None:
    asked(session, meeting)
    again = asked(session, meeting, opened=False)
    with pytest.raises(Refusal, match="TOP 1 ist noch nicht verkündet"):
        actions.open_poll(session, meeting.sitting, again, None, CHAIR, NOW)


def test_what_is_closed_is_declared_before_another_item_is_called(session: Session, meeting: Meeting) -> None:
    _first, second = both(session, meeting)
    actions.close_poll(session, meeting.sitting, second, CHAIR, AFTER)
    with pytest.raises(Refusal, match="TOP 2 ist noch nicht verkündet"):
        call(session, meeting, second_of(meeting), AFTER)


def test_nobody_votes_after_the_last_day_of_the_phase_although_nobody_closed_it(
    session: Session, meeting: Meeting
) -> None:
    first, _second = both(session, meeting)
    member = meeting.number(0)
    with pytest.raises(MayNotCast, match=r"endete mit dem 29\.11\.2026"):
        votes(session, first, member, AFTER)
    acts = attending.acts_for(session, meeting.assembly, member.party_id, AFTER)
    (mine,) = queries.my_votes(session, meeting.assembly, first, member.party_id, acts, AFTER)
    assert "endete mit dem 29.11.2026" in str(mine.hindrance)


def test_no_poll_is_closed_before_its_phase_ends_unless_everybody_has_voted(session: Session, meeting: Meeting) -> None:
    first, second = both(session, meeting)
    for member in meeting.members[:2]:
        votes(session, second, member)
    for now in (NOW, LAST):
        with pytest.raises(Refusal, match=r"bis zum Ende des 29\.11\.2026"):
            actions.close_poll(session, meeting.sitting, second, CHAIR, now)
    votes(session, second, meeting.number(2))
    actions.close_poll(session, meeting.sitting, second, CHAIR, NOW)
    actions.close_poll(session, meeting.sitting, first, CHAIR, AFTER)


def test_a_member_is_asked_one_question_after_the_other_and_sees_what_is_left(
    app: Flask, session: Session, meeting: Meeting
) -> None:
    first, second = both(session, meeting)
    member, at = meeting.number(0), f"/abstimmung/{meeting.assembly.id}"
    phone = visitor(app)
    sign_in(session, phone, member.party)
    page = said(phone.get(at))
    assert "Der Abschluss wird festgestellt." in page
    assert "Abgestimmt wird bis zum Ende des 29.11.2026" in page
    assert "TOP 2: Ergebnisverwendung 1 Stimme noch offen" in page
    assert "Der Gewinn wird vorgetragen." in said(phone.get(f"{at}?abstimmung={second.id}"))
    votes(session, first, member)
    session.commit()
    page = said(phone.get(at))
    assert "Der Gewinn wird vorgetragen." in page
    assert "TOP 1: Jahresabschluss nichts mehr offen" in page
    assert "Der Abschluss wird festgestellt." in said(phone.get(f"{at}?abstimmung={first.id}"))
    for wrong in ("999999", "x", "-1"):
        assert phone.get(f"{at}?abstimmung={wrong}").status_code == 200


def test_the_chair_calls_the_other_items_while_one_is_voted_on(app: Flask, session: Session, meeting: Meeting) -> None:
    asked(session, meeting)
    session.commit()
    chair = visitor(app)
    sign_in_office(session, chair)
    page = chair.get(f"/abstimmung/{meeting.assembly.id}/leitung").text
    assert f"/tagesordnung/{second_of(meeting).id}/aufrufen" in page or "Aufrufen: TOP 2" in page
    assert "1 Minute länger" not in page
    assert "Versammlung schließen" not in page


@pytest.mark.usefixtures("at_its_end")
def test_after_the_phase_the_ballot_says_that_it_is_over(app: Flask, session: Session, meeting: Meeting) -> None:
    first, _second = both(session, meeting)
    member, at = meeting.number(0), f"/abstimmung/{meeting.assembly.id}"
    session.commit()
    phone = visitor(app)
    sign_in(session, phone, member.party)
    page = phone.get(at)
    assert "endete mit dem 29.11.2026" in said(page)
    assert f"/{first.id}/pruefen" not in page.text


def test_the_chair_is_told_why_a_vote_is_not_closed_yet(app: Flask, session: Session, meeting: Meeting) -> None:
    poll, at = asked(session, meeting), f"/abstimmung/{meeting.assembly.id}"
    session.commit()
    chair = visitor(app)
    sign_in_office(session, chair)
    answer = chair.post(f"{at}/{poll.id}/schliessen", data={"key": "key-of-form-1"}, follow_redirects=True)
    assert "so ist eingeladen" in said(answer)
