"""What the chair and who votes are told while a vote is prepared and goes on (§ 43 GenG; R-MIN-01, R-VOTE-04)."""

from datetime import timedelta

from flask import Flask
from sqlalchemy.orm import Session

from app.attendance import actions as attendance
from app.attendance import queries as attending
from app.attendance.rules import Mode
from app.minutes.queries import happenings_of
from app.voting import actions, queries
from app.voting.models import Poll
from app.voting.rules import CourseKind, Demander, HallWay, Method, PollState, Secrecy, TellerGroup
from tests.attendance.factories import with_votes
from tests.factories import NOW, OFFICE
from tests.tabs import Tab, said
from tests.voting.factories import (
    CHAIR,
    YES,
    Meeting,
    a_meeting,
    an_election,
    asked,
    casts,
    declared,
    marked,
    someone,
)
from tests.voting.test_meeting_pages import Visitor, key, the_chair, visitor


def led(app: Flask, session: Session, meeting: Meeting) -> tuple[Visitor, str]:
    """The chair's browser and where the meeting is."""
    session.commit()
    return the_chair(app, session), f"/abstimmung/{meeting.assembly.id}"


def told_kinds(session: Session, meeting: Meeting) -> list[CourseKind]:
    """What the minutes know of the course."""
    return [each.kind for each in happenings_of(session, meeting.assembly, meeting.sitting)]


def test_a_vote_that_never_ran_is_thrown_away_and_not_told_as_broken_off(app: Flask, session: Session) -> None:
    meeting = a_meeting(session)
    poll = asked(session, meeting, opened=False)
    chair, at = led(app, session, meeting)
    page = said(chair.post(f"{at}/{poll.id}/abbrechen", data={**key(), "reason": "Tippfehler"}, follow_redirects=True))
    assert "Die vorbereitete Abstimmung ist verworfen." in page
    assert "Vor der Eröffnung verworfen: Tippfehler" in page
    session.expire_all()
    assert poll.state is PollState.VOID
    assert CourseKind.POLL_VOID not in told_kinds(session, meeting)


def test_a_vote_that_ran_is_told_as_broken_off(session: Session) -> None:
    meeting = a_meeting(session)
    actions.void_poll(session, meeting.sitting, asked(session, meeting), "Die Frage war falsch", CHAIR, NOW)
    assert CourseKind.POLL_VOID in told_kinds(session, meeting)


def test_hands_that_tellers_counted_are_given_votes(app: Flask, session: Session) -> None:
    meeting = a_meeting(session, 3, {"plural_votes": 3})
    with_votes(session, meeting.number(0), 3)
    poll = asked(session, meeting, hall=HallWay.HAND)
    chair, at = led(app, session, meeting)
    assert "was im Saal gegeben ist, zählen die Zählenden" in said(chair.get(f"{at}/leitung"))
    groups = [TellerGroup(1, False, {YES: 1}), TellerGroup(3, False, {YES: 1})]
    actions.tell(session, meeting.sitting, poll, groups, CHAIR, NOW)
    turnout = queries.turnout_of(session, poll)
    assert (turnout.in_hall, turnout.left) == (4, 1)
    session.commit()
    assert "Im Saal 4, online 0, offen 1" in said(chair.get(f"{at}/leitung"))


def test_the_chair_hears_that_who_left_gives_no_vote(app: Flask, session: Session) -> None:
    meeting = a_meeting(session)
    poll = asked(session, meeting)
    casts(session, poll, meeting.number(0))
    for place in (0, 1):
        presence = attending.find_presence(session, meeting.assembly.id, meeting.number(place).id)
        assert presence is not None
        attendance.leave(session, meeting.assembly, presence, OFFICE, NOW + timedelta(minutes=1))
    assert queries.gone_without_vote(session, poll) == 1
    chair, at = led(app, session, meeting)
    assert "1 der offenen Stimmen ist die eines Mitglieds, das gegangen ist" in said(chair.get(f"{at}/leitung"))


def one_elected(session: Session) -> Meeting:
    """Of three seats two are filled."""
    meeting = an_election(session, 2, seats=3, election_mode="relative")
    poll = asked(session, meeting, Method.LIST, ["Cora", "Dirk"], seats=3)
    for member in meeting.members:
        marked(session, poll, member, "Cora", "Dirk")
    declared(session, meeting, poll, "Gewählt sind Cora und Dirk.")
    return meeting


def test_a_further_election_begins_with_the_seats_that_are_left(app: Flask, session: Session) -> None:
    meeting = one_elected(session)
    chair, at = led(app, session, meeting)
    shown = Tab(chair.client, f"{at}/punkte/{meeting.item.id}/frage").fields
    assert shown["question"] == ["Wahlen zum Aufsichtsrat (noch zu besetzen: 1)"]
    assert (shown["seats"], shown["method"]) == (["1"], ["election"])


def test_what_was_demanded_to_be_secret_is_prepared_so(app: Flask, session: Session) -> None:
    meeting = a_meeting(session)
    actions.demand_secrecy(session, meeting.sitting, meeting.item, None, Demander.BOARD, (None, None), CHAIR, NOW)
    chair, at = led(app, session, meeting)
    shown = Tab(chair.client, f"{at}/punkte/{meeting.item.id}/frage").fields
    assert (shown["secrecy"], shown["hall"]) == ([Secrecy.PAPER_ONLY], [HallWay.PAPER])


def test_tellers_hear_whose_ballots_came_in_writing(app: Flask, session: Session) -> None:
    meeting = a_meeting(session)
    someone(session, meeting.assembly, "Zirbel", mode=Mode.WRITTEN)
    poll = asked(session, meeting, hall=HallWay.HAND)
    chair, at = led(app, session, meeting)
    page = said(chair.get(f"{at}/{poll.id}/zaehlen"))
    assert "Darunter 1, das schriftlich abgestimmt hat: Zählen Sie seinen Stimmzettel mit." in page


def heaped(session: Session, votes: int) -> tuple[Meeting, Poll]:
    """An election in which votes are heaped, by somebody with so many."""
    meeting = an_election(session, 1, seats=3, election_mode="relative", plural_votes=3)
    with_votes(session, meeting.number(0), votes)
    return meeting, asked(session, meeting, Method.CUMULATIVE, ["Cora", "Dirk", "Egon"], seats=3)


def test_who_has_several_votes_reads_what_each_that_it_heaps_counts(app: Flask, session: Session) -> None:
    meeting, _poll = heaped(session, 3)
    session.commit()
    page = said(visitor(app, session, meeting.number(0).party).get(f"/abstimmung/{meeting.assembly.id}"))
    assert "Jede Stimme, die Sie hier verteilen, zählt 3-fach." in page


def test_who_has_one_vote_reads_nothing_of_it(app: Flask, session: Session) -> None:
    meeting, _poll = heaped(session, 1)
    session.commit()
    page = said(visitor(app, session, meeting.number(0).party).get(f"/abstimmung/{meeting.assembly.id}"))
    assert "-fach" not in page
