"""In which ways members were there and voted, as chair, door and minutes tell it (§§ 43b (2), 47 (1); R-MIN-01)."""

from flask import Flask
from sqlalchemy.orm import Session

from app.assemblies.rules import AlsoVoting, MeetingForm
from app.attendance import queries as attendance
from app.attendance.rules import LeftWhy, Mode
from app.core import clock
from app.minutes.actions.ballots import ballot_of
from app.minutes.actions.listing import attendance_list
from app.minutes.actions.printing import facts_of
from app.voting import actions as voting
from app.voting.models import Poll
from app.voting.rules import HallWay, TellerGroup
from tests.factories import NOW
from tests.tabs import said
from tests.voting.factories import (
    CHAIR,
    EARLIER,
    NO,
    YES,
    Meeting,
    a_meeting,
    asked,
    casts,
    comes,
    declared,
    represented,
    someone,
)
from tests.voting.test_meeting_pages import the_chair


def a_mixed_meeting(session: Session) -> Meeting:
    """Three in the hall, one online, one that voted in writing, of an assembly in a hall (§ 43b (2) GenG)."""
    meeting = a_meeting(session, also_voting=AlsoVoting.BOTH)
    meeting.members.append(someone(session, meeting.assembly, "Zeder", mode=Mode.ONLINE))
    meeting.members.append(someone(session, meeting.assembly, "Zirbel", mode=Mode.WRITTEN))
    return meeting


def way_of(session: Session, meeting: Meeting, poll: Poll) -> str:
    """The sentence of the minutes on how was voted."""
    return ballot_of(session, meeting.sitting, declared(session, meeting, poll)).rules[0]


def test_who_votes_in_writing_is_not_counted_as_in_the_hall(app: Flask, session: Session) -> None:
    meeting = a_mixed_meeting(session)
    facts = facts_of(session, meeting.assembly, meeting.sitting, NOW, is_draft=True)
    told = next(row.text for row in facts.rows if row.label == "Teilnahme")
    assert told == "5\xa0Mitglieder erschienen (3 im Saal, 1 online, 1 schriftlich)"
    assert "abgestimmt auch schriftlich und elektronisch (§\xa043b Abs.\xa02 GenG)" in facts.subtitle
    figures = attendance.figures(session, meeting.assembly, clock.now())
    assert (figures.members, figures.hall, figures.online, figures.written) == (5, 3, 1, 1)
    session.commit()
    chair = the_chair(app, session)
    page = said(chair.get(f"/abstimmung/{meeting.assembly.id}/leitung"))
    assert "Mitglieder im Saal 3 Mitglieder online 1 Mitglieder schriftlich 1" in page
    assert "Schriftlich 1" in said(chair.get(f"/teilnahme/{meeting.assembly.id}/einlass"))


def test_the_head_of_the_minutes_counts_each_member_as_the_page_of_participants_does(session: Session) -> None:
    """Who came itself after its proxy was let in, and who went from the hall to online (§ 47 (1) GenG; R-DOC-08)."""
    meeting = a_meeting(session, form=MeetingForm.HYBRID)
    proxy, moves, _stays = meeting.members
    comes_itself = represented(session, meeting, "Tann", proxy)
    represented(session, meeting, "Tulpe", proxy, 2)
    for member, mode in ((comes_itself, Mode.HALL), (moves, Mode.ONLINE)):
        before = attendance.presences_by_member(session, meeting.assembly.id, [member.id])[member.id]
        before.left_at, before.left_why = EARLIER, LeftWhy.LEFT
        session.flush()
        comes(session, meeting.assembly, member, member.party, mode=mode)
    figures = attendance.figures(session, meeting.assembly, NOW)
    assert (figures.members, figures.represented) == (4, 1)
    facts = facts_of(session, meeting.assembly, meeting.sitting, NOW, is_draft=True)
    told = next(row.text for row in facts.rows if row.label == "Teilnahme")
    assert told == "4\xa0Mitglieder anwesend (3 im Saal, 1 online), 1 durch Vollmacht vertreten"
    listed = attendance_list(session, meeting.assembly, NOW).rows
    assert [row.text for row in listed if row.label in ("Mitglieder", "Davon mit Vollmacht vertreten")] == ["5", "1"]


def test_of_a_meeting_without_a_hall_nobody_is_told_as_in_one(app: Flask, session: Session) -> None:
    meeting = a_meeting(session, 0, form=MeetingForm.VIRTUAL)
    someone(session, meeting.assembly, "Zeder", mode=Mode.ONLINE)
    session.commit()
    page = said(the_chair(app, session).get(f"/abstimmung/{meeting.assembly.id}/leitung"))
    assert "Mitglieder online 1" in page
    assert "Mitglieder im Saal" not in page


def test_minutes_say_that_some_voted_in_writing_and_on_paper_beside_devices(session: Session) -> None:
    meeting = a_mixed_meeting(session)
    poll = asked(session, meeting)
    for member, choice in zip((*meeting.members[:2], meeting.number(3)), (YES, YES, NO), strict=True):
        casts(session, poll, member, choice)
    voting.hand_out(session, meeting.sitting, poll, meeting.number(2), False, CHAIR, NOW)
    voting.tell(session, meeting.sitting, poll, [TellerGroup(1, False, {YES: 1, NO: 1})], CHAIR, NOW)
    assert way_of(session, meeting, poll) == (
        "Abgestimmt wird offen, im Saal am eigenen Gerät oder mit Stimmzetteln, online am eigenen Gerät, schriftlich"
        " (Ja oder Nein)."
    )


def test_minutes_say_who_voted_online_beside_hands(session: Session) -> None:
    meeting = a_mixed_meeting(session)
    poll = asked(session, meeting, hall=HallWay.HAND)
    casts(session, poll, meeting.number(3))
    voting.tell(session, meeting.sitting, poll, [TellerGroup(1, False, {YES: 4})], CHAIR, NOW)
    assert way_of(session, meeting, poll) == (
        "Abgestimmt wird offen, im Saal durch Handzeichen, online am eigenen Gerät, schriftlich (Ja oder Nein)."
    )


def test_minutes_of_hands_alone_tell_of_hands_alone(session: Session) -> None:
    meeting = a_meeting(session)
    poll = asked(session, meeting, hall=HallWay.HAND)
    voting.tell(session, meeting.sitting, poll, [TellerGroup(1, False, {YES: 3})], CHAIR, NOW)
    assert way_of(session, meeting, poll) == "Abgestimmt wird offen durch Handzeichen (Ja oder Nein)."
