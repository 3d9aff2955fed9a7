"""To open a vote calls its item, as calling it does (§ 47 (1) GenG; R-MIN-01)."""

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assemblies.models import AgendaItem
from app.core.journal import JournalLine
from app.core.values import Refusal
from app.voting import actions, queries
from app.voting.models import Poll
from app.voting.rules import CourseKind, Method, PollState
from tests.assemblies.factories import an_item
from tests.factories import NOW
from tests.tabs import said
from tests.voting.factories import CHAIR, Meeting, a_meeting, an_election, asked, declared, marked
from tests.voting.phases import a_phase, call, second_of, votes
from tests.voting.test_meeting_pages import key, the_chair, visitor

CALLING = (CourseKind.ITEM_CALLED, CourseKind.ITEM_DONE, CourseKind.ORDER_CHANGED, CourseKind.POLL_OPENED)


def further(session: Session, meeting: Meeting, title: str) -> AgendaItem:
    """One more item that was announced."""
    return an_item(session, meeting.assembly, title=title, announced_by_id=meeting.item.announced_by_id)


def prepared_on(session: Session, meeting: Meeting, item: AgendaItem) -> Poll:
    """A vote on an item that is not on."""
    on, meeting.item = meeting.item, item
    poll = asked(session, meeting, opened=False)
    meeting.item = on
    return poll


def course(session: Session, meeting: Meeting) -> list[tuple[CourseKind, str]]:
    """What happened to items, and which votes were opened."""
    found = queries.course_of(session, meeting.assembly.id)
    return [(each.kind, each.text) for each in found if each.kind in CALLING]


def test_the_item_of_a_vote_is_called_with_it_and_the_one_before_is_done(app: Flask, session: Session) -> None:
    meeting = a_meeting(session, title="Abschluss")
    second = further(session, meeting, "Gewinn")
    poll = prepared_on(session, meeting, second)
    session.commit()
    chair, at = the_chair(app, session), f"/abstimmung/{meeting.assembly.id}"
    sent = key()
    assert [chair.post(f"{at}/{poll.id}/eroeffnen", data=sent).status_code for _twice in range(2)] == [302, 302]
    session.rollback()
    assert course(session, meeting) == [
        (CourseKind.ITEM_CALLED, "Abschluss"), (CourseKind.ITEM_DONE, "Abschluss"), (CourseKind.ITEM_CALLED, "Gewinn"),
        (CourseKind.POLL_OPENED, poll.question),
    ]
    assert queries.called_items(session, meeting.assembly.id) == {meeting.item.id, second.id}
    acts = [each for each in session.scalars(select(JournalLine.act).order_by(JournalLine.sequence))
            if each.startswith("voting.")]
    assert acts[-3:] == ["voting.item_done", "voting.item_called", "voting.poll_opened"]
    lead = said(chair.get(f"{at}/leitung"))
    assert "Gewinn Abstimmung läuft" in lead
    assert "Abschluss aufgerufen, noch offen" in lead


def test_out_of_its_turn_that_is_noted_and_the_item_that_is_on_is_not_called_again(session: Session) -> None:
    meeting = a_meeting(session, title="Abschluss")
    further(session, meeting, "Gewinn")
    third = further(session, meeting, "Entlastung")
    poll = prepared_on(session, meeting, third)
    actions.open_poll(session, meeting.sitting, poll, None, CHAIR, NOW)
    assert [kind for kind, _text in course(session, meeting)] == [
        CourseKind.ITEM_CALLED, CourseKind.ITEM_DONE, CourseKind.ORDER_CHANGED, CourseKind.ITEM_CALLED,
        CourseKind.POLL_OPENED,
    ]
    declared(session, meeting, poll)
    again = prepared_on(session, meeting, third)
    actions.open_poll(session, meeting.sitting, again, None, CHAIR, NOW)
    assert [kind for kind, _text in course(session, meeting)].count(CourseKind.ITEM_CALLED) == 2


def test_beside_a_vote_that_runs_nothing_is_opened_and_nothing_called(app: Flask, session: Session) -> None:
    meeting = a_meeting(session, title="Abschluss")
    second = prepared_on(session, meeting, further(session, meeting, "Gewinn"))
    asked(session, meeting)
    session.commit()
    chair, at = the_chair(app, session), f"/abstimmung/{meeting.assembly.id}"
    answer = chair.post(f"{at}/{second.id}/eroeffnen", data=key(), follow_redirects=True)
    assert "Die Abstimmung zu TOP 1 ist noch nicht verkündet." in said(answer)
    session.rollback()
    assert (second.state, meeting.sitting.item_id) == (PollState.PREPARED, meeting.item.id)
    assert queries.called_items(session, meeting.assembly.id) == {meeting.item.id}


def test_an_item_taken_off_is_not_called_by_its_vote(session: Session) -> None:
    meeting = a_meeting(session)
    second = further(session, meeting, "Gewinn")
    poll = prepared_on(session, meeting, second)
    actions.withdraw_item(session, meeting.sitting, second, "Die Unterlagen fehlen", CHAIR, NOW)
    with pytest.raises(Refusal, match="abgesetzt"):
        actions.open_poll(session, meeting.sitting, poll, None, CHAIR, NOW)
    assert queries.called_items(session, meeting.assembly.id) == {meeting.item.id}


def test_a_run_off_calls_the_item_back_and_that_is_no_change_of_order(session: Session) -> None:
    meeting = an_election(session, 6, election_mode="absolute_then_runoff")
    second = further(session, meeting, "Gewinn")
    poll = asked(session, meeting, Method.ELECTION, ["Cora", "Dirk", "Emil"])
    for member, name in zip(meeting.members, ("Cora", "Cora", "Cora", "Dirk", "Dirk", "Emil"), strict=True):
        marked(session, poll, member, name)
    declared(session, meeting, poll, "Es folgt eine Stichwahl.")
    actions.call_item(session, meeting.sitting, second, CHAIR, NOW)
    actions.open_runoff(session, meeting.sitting, poll, CHAIR, NOW)
    assert meeting.sitting.item_id == meeting.item.id
    assert [kind for kind, _text in course(session, meeting)][-3:] == [
        CourseKind.ITEM_DONE, CourseKind.ITEM_CALLED, CourseKind.POLL_OPENED,
    ]


def test_in_a_phase_the_item_voted_on_stays_open_when_a_vote_on_another_calls_it(session: Session) -> None:
    meeting = a_phase(session)
    first = asked(session, meeting, question="Der Abschluss wird festgestellt.")
    poll = prepared_on(session, meeting, second_of(meeting))
    actions.open_poll(session, meeting.sitting, poll, None, CHAIR, NOW)
    assert [kind for kind, _text in course(session, meeting)].count(CourseKind.ITEM_DONE) == 0
    assert (first.state, poll.state) == (PollState.OPEN, PollState.OPEN)
    call(session, meeting, meeting.item)
    votes(session, first, meeting.number(0))


def test_nobody_but_who_leads_opens_a_vote(app: Flask, session: Session) -> None:
    meeting = a_meeting(session)
    poll = prepared_on(session, meeting, further(session, meeting, "Gewinn"))
    session.commit()
    member = visitor(app, session, meeting.number(0).party)
    assert member.post(f"/abstimmung/{meeting.assembly.id}/{poll.id}/eroeffnen", data=key()).status_code == 403
    session.rollback()
    assert queries.called_items(session, meeting.assembly.id) == {meeting.item.id}
