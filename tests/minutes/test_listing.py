"""The list of who was there or represented, annexed to the minutes (§ 47 (3) GenG; R-MIN-05)."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy.orm import Session

from app.assemblies import actions as assemblies
from app.assemblies.rules import DiscussionForm, MeetingForm
from app.attendance import actions as attendance
from app.attendance import queries as presences
from app.attendance.models import Presence
from app.attendance.rules import GuestRole, LeftWhy, Mode, RevokedBy
from app.core.formats import member_number
from app.members.models import Member
from app.minutes import queries
from app.minutes.actions.listing import attendance_list, participants_list
from app.minutes.rules import CastWay
from app.organs import queries as organs
from app.voting import actions as voting
from app.voting import queries as voting_queries
from app.voting.actions import Given
from app.voting.models import Poll
from app.voting.rules import HallWay, Secrecy, TellerGroup
from documents import report
from documents.report import ReportFacts
from tests.assemblies.factories import a_convening_house, an_assembly, an_item, convened
from tests.attendance.factories import granted, there
from tests.documents import pages
from tests.factories import NOW, OFFICE, TODAY, a_person
from tests.shares.factories import JOINED, a_member
from tests.voting.factories import (
    CHAIR,
    YES,
    Meeting,
    a_meeting,
    asked,
    casts,
    declared,
    declared_in_secret,
    someone,
)
from tests.voting.phases import AFTER, a_phase, both


def named(facts: ReportFacts) -> list[tuple[str, str]]:
    """Numbers and names of members in the list, in all its tables."""
    return [(cells[0], cells[1]) for table in facts.tables for cells in table.rows]


def taken_back_once(session: Session, presence: Presence) -> None:
    """The presence of somebody who voted, taken back as could be done once."""
    presence.left_at, presence.left_why = NOW, LeftWhy.MISTAKE
    session.flush()


def line(member: Member) -> tuple[str, str]:
    return member_number(member.number), member.party.display_name


def test_who_voted_stays_in_the_list_though_its_coming_is_taken_back(session: Session) -> None:
    meeting = a_meeting(session)
    poll = asked(session, meeting)
    for member in meeting.members:
        casts(session, poll, member, YES)
    declared(session, meeting, poll)
    gone = next(each.presence for each in presences.attendees(session, meeting.assembly)
                if each.presence.member_id == meeting.number(1).id)
    taken_back_once(session, gone)
    facts = attendance_list(session, meeting.assembly, NOW)
    assert sorted(named(facts)) == sorted(line(each) for each in meeting.members)
    assert facts.tables[1].rows == ((*line(meeting.number(1)), "1", "", "Im Saal", "1"),)
    assert facts.rows[-1].text == "1"


def test_heads_of_annexes_and_what_stands_below_them_are_not_broken_within_a_word(session: Session) -> None:
    meeting = a_meeting(session)
    poll = asked(session, meeting)
    for member in meeting.members:
        casts(session, poll, member, YES)
    declared(session, meeting, poll)
    first = next(each.presence for each in presences.attendees(session, meeting.assembly))
    taken_back_once(session, first)
    attendance.let_guest_in(session, meeting.assembly, "Runa Gast", GuestRole.PRESS, CHAIR, NOW)
    proof = assemblies.proof_of(session, assemblies.convening_of(meeting.assembly), NOW)
    mail = ("0001", "Ada Ahorn", "E-Mail", "ada@ahorn.example", "24.11.2026", "24.11.2026", "Einbehalten")
    proof = replace(proof, tables=(replace(proof.tables[0], rows=(mail,)),))
    came = attendance_list(session, meeting.assembly, NOW)
    assert len(came.tables) == 3
    for facts in (proof, participants_list(session, meeting.assembly, NOW), came):
        words = pages.text(report.build(facts)).split()
        heads = {head for table in facts.tables for column in table.columns for head in column.head.split()}
        assert heads.difference(words) == set()
        assert facts is not proof or {"Einbehalten", "24.11.2026"} <= set(words)


def test_who_was_there_stands_in_the_list_once(session: Session) -> None:
    meeting = a_meeting(session)
    declared(session, meeting, asked(session, meeting))
    assert sorted(named(attendance_list(session, meeting.assembly, NOW))) == sorted(map(line, meeting.members))


def test_who_votes_for_days_without_coming_stands_in_the_list_and_who_does_not_vote_is_left_out(
    session: Session,
) -> None:
    a_convening_house(session)
    assembly = an_assembly(session, TODAY, form=MeetingForm.STRETCHED, discussion_form=DiscussionForm.VIRTUAL,
                           access="https://videoraum.example/gv", votes_until=TODAY + timedelta(days=3))
    item = an_item(session, assembly)
    convened(session, assembly)
    members = [a_member(session, first_day=JOINED, party=a_person(session, "Ada", name)) for name in ("Erle", "Espe")]
    sitting = voting.open_sitting(session, assembly, "Almut Weißdorn", "Henrike Lautenschlag", CHAIR, NOW)
    voting.call_item(session, sitting, item, CHAIR, NOW)
    meeting = Meeting(assembly, item, sitting, members)
    poll = asked(session, meeting)
    casts(session, poll, members[0], YES)
    declared_after(session, meeting, poll)
    assert named(attendance_list(session, assembly, NOW)) == [line(members[0])]


def test_who_votes_itself_for_days_is_not_listed_as_represented_by_its_proxy(session: Session) -> None:
    meeting = a_phase(session)
    proxy, principal, _third = meeting.members
    granted(session, meeting.assembly, principal, proxy.party)
    poll = asked(session, meeting)
    casts(session, poll, principal)
    declared_after(session, meeting, poll)
    assert through(participants_list(session, meeting.assembly, NOW)) == {principal.party.display_name: [""]}
    assert attendance_list(session, meeting.assembly, NOW).tables[1].rows == (
        (*line(principal), "1", "", "Online", "1"),
    )


def test_who_came_through_a_proxy_and_voted_itself_days_later_is_listed_with_both(session: Session) -> None:
    meeting = a_phase(session)
    principal, proxy = meeting.number(0), a_person(session, "Friedhelm", "Fremd")
    grant = granted(session, meeting.assembly, principal, proxy)
    there(session, meeting.assembly, principal, proxy, grant=grant, mode=Mode.ONLINE)
    first, second = both(session, meeting)
    given, later = [Given(principal.id, YES)], NOW + timedelta(days=1)
    voting.cast(session, meeting.assembly.id, first.id, given, proxy.id, NOW)
    attendance.revoke(session, meeting.assembly, grant, RevokedBy.MEMBER, "Selbst da", OFFICE, later)
    voting.cast(session, meeting.assembly.id, second.id, given, principal.party_id, later)
    for poll in (first, second):
        declared_after(session, meeting, poll)
    facts = attendance_list(session, meeting.assembly, NOW)
    assert [row[3] for row in facts.tables[0].rows] == ["Friedhelm Fremd (Mit Vollmacht)"]
    assert facts.tables[1].rows == ((*line(principal), "1", "", "Online", "1"),)
    assert "Dazu nach den Stimmverzeichnissen" not in [each.label for each in facts.rows]


def declared_after(session: Session, meeting: Meeting, poll: Poll) -> None:
    """A vote of a stretched assembly closed, counted and declared when its phase is over."""
    voting.close_poll(session, meeting.sitting, poll, CHAIR, AFTER)
    voting.count_poll(session, meeting.sitting, poll, CHAIR, AFTER)
    voting.declare(session, meeting.sitting, poll, "Angenommen.", CHAIR, AFTER)


def through(facts: ReportFacts) -> dict[str, list[str]]:
    """Through whom each member gave its votes, as the last table says."""
    found: dict[str, list[str]] = {}
    for row in facts.tables[-1].rows:
        found.setdefault(row[1], []).append(row[2])
    return found


def test_who_goes_home_while_a_vote_is_open_and_casts_there_voted_online(session: Session) -> None:
    """§ 47 (1) sentence 4 GenG; R-MIN-04."""
    meeting = a_meeting(session, 2, form=MeetingForm.HYBRID)
    first, second = meeting.members
    poll = asked(session, meeting)
    came = next(each.presence for each in presences.attendees(session, meeting.assembly)
                if each.presence.member_id == first.id)
    attendance.leave(session, meeting.assembly, came, OFFICE, NOW)
    there(session, meeting.assembly, first, mode=Mode.ONLINE)
    casts(session, poll, first)
    casts(session, poll, second)
    assert (voting_queries.turnout_of(session, poll).in_hall, voting_queries.turnout_of(session, poll).online) == (1, 1)
    declared(session, meeting, poll)
    members = participants_list(session, meeting.assembly, NOW).tables[1]
    assert [row[3] for row in members.rows] == ["Online", "Im Saal, am eigenen Gerät"]
    assert queries.ways_of(session, poll) == {CastWay.ONLINE, CastWay.DEVICE}


def test_who_voted_online_is_listed_with_the_resolutions_it_took_part_in(session: Session) -> None:
    meeting = a_meeting(session, 1, form=MeetingForm.HYBRID)
    online = someone(session, meeting.assembly, "Zeder", Mode.ONLINE)
    votes = {1: [online], 2: [online, *meeting.members], 3: meeting.members, 4: [online]}
    numbers = []
    for voters in votes.values():
        poll = asked(session, meeting)
        for member in voters:
            casts(session, poll, member, YES)
        declared(session, meeting, poll)
        assert poll.declaration is not None
        numbers.append(organs.get_resolution(session, poll.declaration.resolution_id or 0).number)
    polls, members = participants_list(session, meeting.assembly, NOW).tables
    assert [(row[0], row[1], row[3], row[4]) for row in polls.rows] == [
        (str(number), "1", "Am eigenen Gerät", told) for number, told in enumerate(numbers, start=1)
    ]
    assert [row[1:] for row in members.rows] == [
        ("Ada Ahorn", "", "Im Saal, am eigenen Gerät", "2–3"), ("Ada Zeder", "", "Online", "1–2, 4"),
    ]


def test_of_each_member_in_the_hall_is_listed_how_it_took_part(session: Session) -> None:
    """On a device, on paper beside the devices, by hand, in a roll call, and where all vote in secret on paper."""
    meeting = a_meeting(session, 2)
    first, second = meeting.members
    beside = asked(session, meeting)
    voting.hand_out(session, meeting.sitting, beside, second, False, CHAIR, NOW)
    casts(session, beside, first)
    told(session, meeting, beside, TellerGroup(1, False, {YES: 1}))
    hands = asked(session, meeting, hall=HallWay.HAND)
    told(session, meeting, hands, TellerGroup(1, False, {YES: 2}))
    called = asked(session, meeting, secrecy=Secrecy.ROLL_CALL)
    voting.call_out(session, meeting.sitting, called, first, YES, CHAIR, NOW)
    declared(session, meeting, called)
    secret = asked(session, meeting, secrecy=Secrecy.PAPER_ONLY, hall=HallWay.PAPER)
    declared_in_secret(session, meeting, secret, TellerGroup(1, False, {YES: 2}))
    members = participants_list(session, meeting.assembly, NOW).tables[1]
    assert [(row[1], row[3], row[4]) for row in members.rows] == [
        ("Ada Ahorn", "Im Saal, namentlich", "3"), ("Ada Ahorn", "Im Saal, am eigenen Gerät", "1"),
        ("Ada Ahorn", "Im Saal, mit Handzeichen", "2"), ("Ada Ahorn", "Im Saal, auf Papier", "4"),
        ("Ada Birke", "Im Saal, mit Handzeichen", "2"), ("Ada Birke", "Im Saal, auf Papier", "1, 4"),
    ]


def told(session: Session, meeting: Meeting, poll: Poll, group: TellerGroup) -> None:
    """What tellers counted beside, and the vote declared."""
    voting.tell(session, meeting.sitting, poll, [group], CHAIR, NOW)
    declared(session, meeting, poll)
