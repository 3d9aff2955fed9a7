"""Minutes of a hybrid meeting say whether both organs were represented in the hall (§ 43b (4) GenG; R-FORM-04)."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.assemblies.rules import DiscussionForm, MeetingForm
from app.attendance import actions as attendance
from app.attendance import queries
from app.attendance.rules import GuestRole, Mode
from app.minutes import actions
from app.minutes import queries as minutes
from app.organs.rules import Organ
from app.parties.models import Party
from app.voting import actions as voting
from app.voting import queries as voting_queries
from app.voting.models import MinutesAttendee, Poll
from app.voting.rules import PollState
from tests.assemblies.factories import an_item
from tests.attendance.factories import humans
from tests.factories import NOW, OFFICE, a_person
from tests.organs.factories import an_office
from tests.voting.factories import CHAIR, Meeting, a_meeting, a_stretched_meeting, asked, comes, declared, someone
from tests.voting.test_meeting_pages import the_chair

SOON = NOW + timedelta(minutes=10)


def told(session: Session, meeting: Meeting) -> str:
    """What the head of the minutes says of it; empty where it says nothing."""
    facts = actions.facts_of(session, meeting.assembly, meeting.sitting, NOW + timedelta(hours=2), is_draft=True)
    said = next((row.text for row in facts.rows if row.label == "Organe im Saal"), "")
    return said.replace("\N{NO-BREAK SPACE}", " ")


def a_hybrid_meeting(session: Session) -> tuple[Meeting, Party]:
    """A hybrid meeting with a director in the hall, and somebody of the supervisory board who is not there."""
    meeting = a_meeting(session, 0, form=MeetingForm.HYBRID)
    an_office(session, someone(session, meeting.assembly, "Erle").party)
    supervisor = a_person(session, "Ada", "Fichte")
    an_office(session, supervisor, Organ.SUPERVISORY_BOARD)
    return meeting, supervisor


def a_vote(session: Session, meeting: Meeting, at: datetime = SOON) -> None:
    """A vote that was opened at a moment."""
    voting.open_poll(session, meeting.sitting, asked(session, meeting, opened=False), None, CHAIR, at)


def the_open_one(session: Session, meeting: Meeting) -> Poll:
    """The vote that is open."""
    return next(each for each in voting_queries.polls_of(session, meeting.assembly.id) if each.state is PollState.OPEN)


def closed(session: Session, meeting: Meeting) -> None:
    """The meeting over, its open vote declared."""
    declared(session, meeting, the_open_one(session, meeting), at=SOON)
    voting.close_sitting(session, meeting.sitting, CHAIR, SOON + timedelta(hours=1))


def test_who_is_missing_in_the_hall_is_told_with_the_moments(session: Session) -> None:
    meeting, _supervisor = a_hybrid_meeting(session)
    missing = "Vorstand vertreten; Aufsichtsrat nicht vertreten bei Eröffnung"
    assert told(session, meeting) == f"{missing} (§ 43b Abs. 4 GenG)"
    a_vote(session, meeting)
    assert told(session, meeting) == f"{missing} und bei der Abstimmung zu TOP 1 (§ 43b Abs. 4 GenG)"


def test_an_item_without_an_organ_is_named_once_and_none_for_a_vote_that_was_broken_off(session: Session) -> None:
    meeting, supervisor = a_hybrid_meeting(session)
    for at in (SOON, SOON + timedelta(minutes=1)):
        a_vote(session, meeting, at)
        declared(session, meeting, the_open_one(session, meeting), at=SOON + timedelta(minutes=2))
    for title in ("Verwendung", "Haushalt"):
        item = an_item(session, meeting.assembly, title=title, announced_by_id=meeting.item.announced_by_id)
        voting.call_item(session, meeting.sitting, item, CHAIR, SOON)
        a_vote(session, replace(meeting, item=item))
        if title == "Haushalt":
            voting.void_poll(session, meeting.sitting, the_open_one(session, meeting), "Irrtum", CHAIR, SOON)
        else:
            declared(session, meeting, the_open_one(session, meeting), at=SOON + timedelta(minutes=2))
    attendance.let_guest_in(session, meeting.assembly, supervisor.display_name, GuestRole.ORGAN, OFFICE,
                            SOON + timedelta(minutes=5))
    assert told(session, meeting).split("; ")[1] == (
        "Aufsichtsrat nicht vertreten bei Eröffnung und bei den Abstimmungen zu TOP 1 und 2 (§ 43b Abs. 4 GenG)"
    )


def test_an_organ_that_was_never_in_the_hall_is_said_so_with_who_of_it_took_part_online(session: Session) -> None:
    meeting, _supervisor = a_hybrid_meeting(session)
    online = someone(session, meeting.assembly, "Kiefer", Mode.ONLINE)
    an_office(session, online.party, Organ.SUPERVISORY_BOARD)
    a_vote(session, meeting)
    assert told(session, meeting).split("; ")[1] == (
        "Aufsichtsrat nicht vertreten bei Eröffnung und bei der Abstimmung zu TOP 1, online nahm teil: Ada Kiefer"
        " (§ 43b Abs. 4 GenG)"
    )
    closed(session, meeting)
    assert told(session, meeting).split("; ")[1] == (
        "Aufsichtsrat während der ganzen Versammlung nicht im Saal vertreten, online nahm teil: Ada Kiefer"
        " (§ 43b Abs. 4 GenG)"
    )


def test_who_was_in_the_hall_between_the_votes_was_not_missing_the_whole_time(session: Session) -> None:
    meeting, supervisor = a_hybrid_meeting(session)
    a_vote(session, meeting)
    attendance.let_guest_in(session, meeting.assembly, supervisor.display_name, GuestRole.ORGAN, OFFICE,
                            SOON + timedelta(minutes=5))
    closed(session, meeting)
    assert "ganzen" not in told(session, meeting)


def test_who_came_before_the_vote_was_there_for_it(session: Session) -> None:
    meeting, supervisor = a_hybrid_meeting(session)
    attendance.let_guest_in(session, meeting.assembly, supervisor.display_name, GuestRole.ORGAN, OFFICE,
                            NOW + timedelta(minutes=5))
    a_vote(session, meeting)
    assert told(session, meeting) == (
        "Vorstand vertreten; Aufsichtsrat nicht vertreten bei Eröffnung (§ 43b Abs. 4 GenG)"
    )


def test_who_left_before_the_vote_was_missing_then(session: Session) -> None:
    meeting, _supervisor = a_hybrid_meeting(session)
    another = someone(session, meeting.assembly, "Kiefer")
    an_office(session, another.party, Organ.SUPERVISORY_BOARD)
    assert told(session, meeting) == "Vorstand vertreten; Aufsichtsrat vertreten (§ 43b Abs. 4 GenG)"
    (presence,) = queries.presences_of(session, meeting.assembly.id, another.party_id)
    attendance.leave(session, meeting.assembly, presence, OFFICE, NOW + timedelta(minutes=5))
    a_vote(session, meeting)
    assert told(session, meeting).endswith("Aufsichtsrat nicht vertreten bei der Abstimmung zu TOP 1"
                                           " (§ 43b Abs. 4 GenG)")


@pytest.mark.parametrize(("mode", "says"), [
    (None, "vertreten"), (Mode.ONLINE, "nicht vertreten bei Eröffnung, online nahm teil: Ulla Ulme"),
])
def test_who_is_noted_as_there_counts_unless_it_took_part_online(
    session: Session, mode: Mode | None, says: str
) -> None:
    meeting, _supervisor = a_hybrid_meeting(session)
    noted = a_person(session, "Ulla", "Ulme")
    an_office(session, noted, Organ.SUPERVISORY_BOARD)
    session.add(MinutesAttendee(assembly_id=meeting.assembly.id, party_id=noted.id, is_chair=True, noted_at=NOW,
                                noted_by=CHAIR.name))
    if mode is not None:
        comes(session, meeting.assembly, humans(session, 1)[0], noted, mode=mode)
    session.flush()
    assert told(session, meeting) == f"Vorstand vertreten; Aufsichtsrat {says} (§ 43b Abs. 4 GenG)"


def test_the_chairs_page_counts_in_the_hall_who_leads_as_the_minutes_do(app: Flask, session: Session) -> None:
    meeting, supervisor = a_hybrid_meeting(session)
    meeting.sitting.chair = "Dr. Ada Fichte"
    session.commit()
    chair, at = the_chair(app, session), f"/abstimmung/{meeting.assembly.id}/leitung"
    assert "Niemand im Saal" not in chair.get(at).text
    assert told(session, meeting) == "Vorstand vertreten; Aufsichtsrat vertreten (§ 43b Abs. 4 GenG)"
    comes(session, meeting.assembly, humans(session, 1)[0], supervisor, mode=Mode.ONLINE)
    session.commit()
    assert "Niemand im Saal: Aufsichtsrat" in chair.get(at).text
    assert told(session, meeting).endswith(
        "Aufsichtsrat nicht vertreten bei Eröffnung, online nahm teil: Ada Fichte (§ 43b Abs. 4 GenG)"
    )


def test_whom_the_minute_taker_notes_meanwhile_is_on_the_chairs_page_at_once(app: Flask, session: Session) -> None:
    meeting = a_meeting(session, 0, form=MeetingForm.HYBRID)
    noted, *_others = minutes.officers_of(session, meeting.assembly)
    meeting.sitting.chair = "Gisbert Ulmenried"
    session.commit()
    chair, at = the_chair(app, session), f"/abstimmung/{meeting.assembly.id}/leitung"
    assert "Niemand im Saal: Vorstand" in chair.get(at).text
    before = voting_queries.version_of(session, meeting.assembly.id)
    actions.note_present(session, meeting.assembly, [noted.party_id], None, OFFICE, SOON)
    session.commit()
    assert voting_queries.version_of(session, meeting.assembly.id) == before + 1
    assert "Niemand im Saal" not in chair.get(at).text
    assert told(session, meeting) == "Vorstand vertreten (§ 43b Abs. 4 GenG)"


def test_in_a_hybrid_discussion_it_is_told_of_its_day(session: Session) -> None:
    meeting = a_stretched_meeting(session, discussion=DiscussionForm.HYBRID)
    an_office(session, a_person(session, "Ada", "Fichte"), Organ.SUPERVISORY_BOARD)
    a_vote(session, meeting, NOW + timedelta(days=2))
    assert told(session, meeting) == (
        "Vorstand vertreten; Aufsichtsrat nicht vertreten bei Eröffnung (§ 43b Abs. 4 GenG)"
    )


@pytest.mark.parametrize("form", [MeetingForm.PHYSICAL, MeetingForm.VIRTUAL])
def test_of_another_form_nothing_is_told(session: Session, form: MeetingForm) -> None:
    meeting = a_meeting(session, 0, form=form)
    an_office(session, a_person(session, "Ada", "Fichte"))
    assert told(session, meeting) == ""
