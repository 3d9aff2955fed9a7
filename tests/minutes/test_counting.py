"""What the minutes say of who took part in a vote, and through whom (§ 47 (1) GenG; R-MIN-04)."""

from datetime import timedelta

from sqlalchemy.orm import Session

from app.assemblies.rules import Subject
from app.minutes import queries
from app.minutes.actions.listing import roll_call_list
from app.voting import actions as voting
from app.voting.actions import Given
from app.voting.rules import Secrecy
from tests.attendance.factories import a_town, granted, with_votes
from tests.factories import NOW, a_person
from tests.voting.factories import CHAIR, YES, a_meeting, a_stretched_meeting, asked, casts, concerning, declared


def test_who_cast_is_named_and_not_whom_the_roll_named_at_the_opening(session: Session) -> None:
    meeting = a_stretched_meeting(session, subject=Subject.RELEASE_FROM_LIABILITY)
    (town, mayor), (other, other_mayor) = a_town(session), a_town(session, "Gemeinde Quellbach")
    concerning(session, meeting, mayor, other_mayor)
    poll, proxy = asked(session, meeting, secrecy=Secrecy.ROLL_CALL), a_person(session, "Petra", "Prokura")
    granted(session, meeting.assembly, town, proxy)
    voting.cast(session, meeting.assembly.id, poll.id, [Given(town.id, YES)], proxy.id, NOW + timedelta(days=1))
    over = NOW + timedelta(days=6)
    voting.close_poll(session, meeting.sitting, poll, CHAIR, over)
    voting.count_poll(session, meeting.sitting, poll, CHAIR, over)
    voting.declare(session, meeting.sitting, poll, "So ist es beschlossen.", CHAIR, over)
    found = queries.participations(session, meeting.assembly.id)
    assert [(each.name, each.through, each.polls) for each in found] == [("Gemeinde Altenbruck", "Petra Prokura", [1])]
    assert [row.member_id for row in queries.barred_in(session, poll)] == [other.id]
    single = roll_call_list(session, meeting.assembly, poll, NOW).tables[0].rows
    assert [row[2] for row in single] == ["Petra Prokura"]


def test_a_roll_call_names_how_many_votes_each_has_where_plural_votes_count(session: Session) -> None:
    meeting = a_meeting(session, statute={"plural_votes": 3})
    with_votes(session, meeting.number(0), 3)
    poll = asked(session, meeting, secrecy=Secrecy.ROLL_CALL)
    for member in meeting.members:
        casts(session, poll, member)
    declared(session, meeting, poll)
    assert poll.result is not None
    table = roll_call_list(session, meeting.assembly, poll, NOW).tables[0]
    assert [each.head for each in table.columns][-2:] == ["Stimmen", "Stimme"]
    assert [row[-2:] for row in table.rows] == [("3", "Ja"), ("1", "Ja"), ("1", "Ja")]
    assert sum(int(row[-2]) for row in table.rows) == poll.result.content["ordinary"]["yes"]


def test_a_roll_call_of_one_vote_each_has_no_column_of_votes(session: Session) -> None:
    meeting = a_meeting(session)
    poll = asked(session, meeting, secrecy=Secrecy.ROLL_CALL)
    casts(session, poll, meeting.number(0))
    declared(session, meeting, poll)
    table = roll_call_list(session, meeting.assembly, poll, NOW).tables[0]
    assert [each.head for each in table.columns] == ["Nr.", "Mitglied", "Abgegeben durch", "Stimme"]
