"""Minutes of what lasts longer than a day name the days: a stretched assembly, a meeting past midnight (§ 47 (1) GenG).

R-MIN-01, R-MIN-03, R-FORM-05.
"""

from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.assemblies.rules import AlsoVoting, DiscussionForm, ItemType, MeetingForm, Subject
from app.attendance import actions as attendance
from app.attendance.rules import GuestRole, Mode
from app.core.values import PartyKind
from app.members.models import Member
from app.minutes import actions, queries
from app.minutes.actions.listing import attendance_list
from app.minutes.rules import NobodyOfBoard
from app.parties import queries as parties
from app.parties.models import Party
from app.voting import actions as voting
from app.voting.actions import Given
from app.voting.models import Poll
from app.voting.rules import PollState
from documents import minutes as printed
from documents import report
from documents.minutes import MinutesFacts
from tests.assemblies.factories import a_convening_house, an_assembly, an_item, convened
from tests.documents import pages
from tests.factories import NOW, OFFICE, TODAY, a_person, sign_in_office
from tests.shares.factories import JOINED, a_member
from tests.tabs import said
from tests.voting.factories import CHAIR, YES, Meeting, a_meeting, asked, comes, represented, someone

LATER = NOW + timedelta(days=3)
"""In the voting phase: Friday, 27 November 2026, 11:00."""
AFTER = NOW + timedelta(days=5, hours=13, minutes=20)
"""When the voting phase is over: Monday, 30 November 2026, 0:20."""
HEAD = {"Tag und Zeit", "Erörterungsphase", "Abstimmungsphase"}


def a_stretched_course(session: Session) -> Meeting:
    """A discussion on Tuesday with two members and one represented; voting until Sunday, closed in the night after it.

    Under the second item, an election, nothing happens.
    """
    a_convening_house(session)
    assembly = an_assembly(
        session, TODAY, form=MeetingForm.STRETCHED, discussion_form=DiscussionForm.VIRTUAL,
        access="https://videoraum.example/gv", votes_until=TODAY + timedelta(days=5),
    )
    item = an_item(session, assembly)
    an_item(session, assembly, item_type=ItemType.ELECTION, subject=Subject.ELECT_SUPERVISORY_BOARD, seats=1,
            title="Wahl zum Aufsichtsrat", draft="")
    convened(session, assembly)
    sitting = voting.open_sitting(session, assembly, "Gisbert Ulmenried", "Henrike Lautenschlag", CHAIR, NOW)
    meeting = Meeting(assembly, item, sitting)
    meeting.members += [someone(session, assembly, name, Mode.ONLINE) for name in ("Ahorn", "Birke")]
    represented(session, meeting, "Eibe", meeting.number(0))
    voting.call_item(session, sitting, item, CHAIR, NOW)
    return meeting


def a_voter(session: Session, name: str = "Nachtigall") -> Member:
    """A natural person, member, that has not come."""
    return a_member(session, first_day=JOINED, kind=PartyKind.NATURAL_PERSON, party=a_person(session, "Nora", name))


def votes_later(session: Session, meeting: Meeting, poll: Poll, member: Member) -> None:
    """A member comes in the voting phase and votes."""
    comes(session, meeting.assembly, member, member.party, mode=Mode.ONLINE, at=LATER)
    voting.cast(session, meeting.assembly.id, poll.id, [Given(member.id, YES)], member.party_id, LATER)


def declared_after(session: Session, meeting: Meeting, poll: Poll, at: datetime = AFTER) -> None:
    """The poll is closed, counted and declared when the voting phase is over."""
    voting.close_poll(session, meeting.sitting, poll, CHAIR, at)
    voting.count_poll(session, meeting.sitting, poll, CHAIR, at)
    voting.declare(session, meeting.sitting, poll, "Der Antrag ist angenommen.", CHAIR, at)


def told(session: Session, meeting: Meeting, now: datetime = AFTER) -> MinutesFacts:
    """The draft as it reads then."""
    return actions.facts_of(session, meeting.assembly, meeting.sitting, now, is_draft=True)


def plain(text: str) -> str:
    return text.replace("\xa0", " ")


def row(facts: MinutesFacts, label: str) -> str:
    """What stands in the head under a label."""
    return plain("".join(each.text for each in facts.rows if each.label == label))


def body(facts: MinutesFacts) -> str:
    """All that is told below the head."""
    found = [
        text for section in facts.sections for each in section.stretches
        for text in (*each.paragraphs, *(ballot.declared for ballot in each.ballots), *each.objections)
    ]
    return plain(" ".join(found))


def board_member(session: Session, meeting: Meeting, name: str = "Cosima Rehbein") -> Party:
    officers = queries.officers_of(session, meeting.assembly)
    return parties.get_party(session, next(each.party_id for each in officers if each.name == name))


def test_the_head_names_both_phases_with_their_days(session: Session) -> None:
    meeting = a_stretched_course(session)
    poll = asked(session, meeting)
    votes_later(session, meeting, poll, a_voter(session))
    still_open = row(told(session, meeting, LATER), "Abstimmungsphase")
    declared_after(session, meeting, poll)
    voting.close_sitting(session, meeting.sitting, CHAIR, AFTER)
    facts = told(session, meeting)
    assert {label: row(facts, label) for label in HEAD} == {
        "Tag und Zeit": "Dienstag, 24. November 2026, 11:00 Uhr bis Montag, 30. November 2026, 00:20 Uhr",
        "Erörterungsphase": "Dienstag, 24. November 2026, ab 11:00 Uhr",
        "Abstimmungsphase": "Dienstag, 24. November 2026, 11:00 Uhr bis Sonntag, 29. November 2026, 23:59 Uhr",
    }
    assert still_open == row(facts, "Abstimmungsphase")


def test_voting_that_was_closed_before_its_end_is_told_as_it_was(session: Session) -> None:
    meeting = a_stretched_course(session)
    poll = asked(session, meeting)
    poll.state, poll.closed_at, meeting.sitting.closed_at = PollState.CLOSED, LATER, AFTER
    meeting.sitting.item_id = None
    session.flush()
    assert row(told(session, meeting), "Abstimmungsphase").endswith("bis Freitag, 27. November 2026, 11:00 Uhr")


def test_before_anything_is_voted_on_the_phase_is_told_as_it_was_convened(session: Session) -> None:
    meeting = a_stretched_course(session)
    assert row(told(session, meeting, NOW), "Abstimmungsphase") == "bis Sonntag, 29. November 2026, 23:59 Uhr"


def test_a_meeting_of_one_day_has_no_phases(session: Session) -> None:
    meeting = a_meeting(session)
    voting.close_sitting(session, meeting.sitting, CHAIR, NOW + timedelta(hours=1))
    facts = told(session, meeting, NOW)
    assert [each.label for each in facts.rows if each.label in HEAD] == ["Tag und Zeit"]
    assert row(facts, "Tag und Zeit") == "Dienstag, 24. November 2026, 11:00 Uhr bis 12:00 Uhr"


def test_what_happens_on_a_later_day_is_told_with_that_day(session: Session) -> None:
    meeting = a_stretched_course(session)
    poll = asked(session, meeting)
    voting.void_poll(session, meeting.sitting, poll, "Das Netz fiel aus", CHAIR, NOW + timedelta(minutes=12))
    again = asked(session, meeting)
    voter = a_voter(session)
    votes_later(session, meeting, again, voter)
    declared_after(session, meeting, again)
    voting.object_to(session, meeting.sitting, meeting.item, voter, "", voter.party_id, OFFICE, AFTER)
    voting.close_sitting(session, meeting.sitting, CHAIR, AFTER)
    text = body(told(session, meeting))
    assert "eröffnet die Versammlung um 11:00 Uhr." in text
    assert "wird um 11:12 Uhr abgebrochen" in text
    assert "Am 30. November 2026 um 00:20 Uhr stellt Gisbert Ulmenried fest und verkündet:" in text
    assert "Nora Nachtigall erklärt am 30. November 2026 um 00:20 Uhr Widerspruch" in text
    assert "Gisbert Ulmenried schließt die Versammlung am 30. November 2026 um 00:20 Uhr." in text


def test_a_meeting_past_midnight_names_the_new_day(session: Session) -> None:
    meeting, late = a_meeting(session), NOW + timedelta(hours=13, minutes=30)
    voting.take_break(session, meeting.sitting, CHAIR, NOW + timedelta(hours=12))
    voting.go_on(session, meeting.sitting, CHAIR, late)
    voting.note(session, meeting.sitting, "Danach wird gedankt", CHAIR, late)
    voting.close_sitting(session, meeting.sitting, CHAIR, late)
    facts = told(session, meeting, late)
    assert row(facts, "Tag und Zeit") == (
        "Dienstag, 24. November 2026, 11:00 Uhr bis Mittwoch, 25. November 2026, 00:30 Uhr"
    )
    assert "wird um 23:00 Uhr unterbrochen. Die Versammlung wird am 25. November 2026 um 00:30 Uhr fort" in body(facts)
    assert "Vermerkt wird am 25. November 2026: Danach wird gedankt." in body(facts)


def test_who_came_on_a_later_day_stands_in_the_list_with_that_day(session: Session) -> None:
    meeting = a_stretched_course(session)
    late = comes(session, meeting.assembly, a_voter(session), a_person(session, "Nora", "Uhu"), at=LATER)
    attendance.leave(session, meeting.assembly, late, OFFICE, LATER + timedelta(hours=1))
    attendance.let_guest_in(session, meeting.assembly, "Petra Presse", GuestRole.PRESS, OFFICE, LATER)
    facts = attendance_list(session, meeting.assembly, AFTER)
    members, guests = facts.tables
    assert [cells[5] for cells in members.rows] == ["10:00", "10:00", "10:00", "27.11.2026, 11:00"]
    assert members.rows[-1][6].startswith("27.11.2026, 12:00, ")
    assert [cells[2] for cells in guests.rows] == ["27.11.2026, 11:00"]
    assert "27.11.2026," in pages.text(report.build(facts)).split()


def test_who_came_only_to_vote_was_not_in_the_discussion(session: Session) -> None:
    meeting = a_stretched_course(session)
    poll = asked(session, meeting)
    comes(session, meeting.assembly, a_voter(session, "Uhu"), a_person(session, "Nora", "Uhu"), mode=Mode.ONLINE,
          at=NOW + timedelta(minutes=20))
    votes_later(session, meeting, poll, a_voter(session))
    declared_after(session, meeting, poll)
    assert told(session, meeting).subtitle.endswith("GenG) mit virtueller Erörterungsphase")
    assert row(told(session, meeting), "Teilnahme") == (
        "2 Mitglieder anwesend (2 online), 1 durch Vollmacht vertreten (Erörterung);"
        " an den Abstimmungen nahm 1 Mitglied teil"
    )


def test_who_comes_while_another_item_is_still_discussed_was_there(session: Session) -> None:
    """The first poll may be open while the next item is discussed; where none was opened yet the day counts."""
    meeting = a_stretched_course(session)
    comes(session, meeting.assembly, a_voter(session), a_person(session, "Nora", "Uhu"), mode=Mode.ONLINE,
          at=NOW + timedelta(minutes=20))
    assert row(told(session, meeting), "Teilnahme").startswith("3 Mitglieder anwesend")
    poll = asked(session, meeting)
    assert row(told(session, meeting), "Teilnahme").startswith("2 Mitglieder anwesend")
    voting.void_poll(session, meeting.sitting, poll, "Zu früh", CHAIR, NOW)
    voting.call_item(session, meeting.sitting, meeting.assembly.items[1], CHAIR, NOW + timedelta(minutes=30))
    assert row(told(session, meeting), "Teilnahme").startswith("3 Mitglieder anwesend")


def test_who_of_the_board_only_voted_days_later_was_not_there_and_does_not_sign(session: Session) -> None:
    meeting = a_stretched_course(session)
    seat = a_member(session, first_day=JOINED, kind=PartyKind.NATURAL_PERSON, party=board_member(session, meeting))
    poll = asked(session, meeting)
    votes_later(session, meeting, poll, seat)
    declared_after(session, meeting, poll)
    voting.close_sitting(session, meeting.sitting, CHAIR, AFTER)
    facts = told(session, meeting)
    assert row(facts, "Vom Vorstand anwesend") == ""
    assert [each.name for each in facts.signatories] == ["Gisbert Ulmenried"]
    with pytest.raises(NobodyOfBoard):
        actions.fix(session, meeting.assembly, OFFICE, AFTER)
    noted = board_member(session, meeting)
    actions.note_present(session, meeting.assembly, [noted.id], None, OFFICE, AFTER)
    assert [each.name for each in told(session, meeting).signatories] == ["Gisbert Ulmenried", "Cosima Rehbein"]


def test_who_of_the_board_was_in_the_discussion_signs(session: Session) -> None:
    meeting = a_stretched_course(session)
    comes(session, meeting.assembly, a_voter(session), board_member(session, meeting), mode=Mode.ONLINE)
    assert row(told(session, meeting), "Vom Vorstand anwesend") == "Cosima Rehbein"


@pytest.mark.parametrize(("mode", "is_present"), [(Mode.HALL, True), (Mode.ONLINE, False), (Mode.WRITTEN, False)])
def test_who_of_the_board_only_votes_beside_the_hall_was_not_in_it(
    session: Session, mode: Mode, is_present: bool
) -> None:
    a_convening_house(session)
    assembly = an_assembly(session, TODAY, also_voting=AlsoVoting.BOTH)
    item = an_item(session, assembly)
    convened(session, assembly)
    sitting = voting.open_sitting(session, assembly, "Gisbert Ulmenried", "Henrike Lautenschlag", CHAIR, NOW)
    meeting = Meeting(assembly, item, sitting)
    comes(session, assembly, a_voter(session), board_member(session, meeting), mode=mode)
    assert ("Cosima Rehbein" in queries.board_there(session, assembly)) is is_present


def test_of_an_item_that_was_never_voted_on_the_minutes_say_that_nothing_was_resolved(
    session: Session, client: FlaskClient
) -> None:
    meeting = a_stretched_course(session)
    poll = asked(session, meeting)
    votes_later(session, meeting, poll, a_voter(session))
    declared_after(session, meeting, poll)
    assert "nichts beschlossen" not in body(told(session, meeting))
    voting.close_sitting(session, meeting.sitting, CHAIR, AFTER)
    facts = told(session, meeting)
    assert [each.paragraphs for each in facts.sections if each.title == "Wahl zum Aufsichtsrat"] == [
        ("Zu diesem Punkt wird nichts beschlossen.",)
    ]
    assert body(facts).count("nichts beschlossen") == 1
    assert "Zu diesem Punkt wird nichts beschlossen." in pages.text(printed.build(facts))
    session.commit()
    sign_in_office(session, client)
    page = plain(said(client.get(f"/niederschriften/{meeting.assembly.id}")))
    assert "Zu diesem Punkt wird nichts beschlossen." in page
    assert "Verkündet am 30.11.2026, 00:20 Uhr, von Gisbert Ulmenried" in page


def test_an_item_that_was_taken_off_is_told_so_and_nothing_more(session: Session) -> None:
    meeting = a_stretched_course(session)
    election = meeting.assembly.items[1]
    voting.withdraw_item(session, meeting.sitting, election, "Niemand stellt sich zur Wahl", CHAIR, NOW)
    voting.withdraw_item(session, meeting.sitting, meeting.item, "Der Bericht fehlt", CHAIR, NOW)
    voting.close_sitting(session, meeting.sitting, CHAIR, AFTER)
    assert "nichts beschlossen" not in body(told(session, meeting))
