"""What pages say of the hour, of who leads, of who is not there yet and of what is left undone (§§ 43, 46, 47 GenG)."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.assemblies.rules import DiscussionForm, MeetingForm
from app.attendance.rules import Mode
from app.members.rules import MemberClass
from app.organs.rules import Organ
from app.voting import actions, queries
from app.voting.rules import AboutHour, CourseKind, Demander, MotionKind, chaired_by, opens_late
from tests.assemblies.factories import a_convening_house, an_assembly, an_item, convened
from tests.factories import NOW, TODAY, a_person
from tests.shares.factories import JOINED, a_member
from tests.tabs import said
from tests.voting.factories import CHAIR, a_meeting, asked, declared, someone
from tests.voting.test_meeting_pages import the_chair, visitor

DAY = timedelta(days=1)


@pytest.mark.parametrize(("clause", "organ"), [
    ("Vorsitz des Aufsichtsrats", Organ.SUPERVISORY_BOARD), ("die oder der Vorsitzende des Vorstands", Organ.BOARD),
    ("Vorsitz des Vorstands, sonst des Aufsichtsrats", None), ("ein Mitglied des Aufsichtsrats", None), ("", None),
])
def test_the_chair_of_one_organ_leads_by_the_words_of_the_statute(clause: str, organ: Organ | None) -> None:
    """§ 6 no. 4 GenG; R-MIN-01."""
    assert chaired_by(clause) is organ


def test_who_leads_by_the_statute_is_said_and_proposed_before_a_meeting_is_opened(
    app: Flask, session: Session
) -> None:
    a_convening_house(session, gv_chair="Vorsitz des Vorstands")
    assembly = an_assembly(session, TODAY)
    an_item(session, assembly)
    convened(session, assembly)
    session.commit()
    page = said(the_chair(app, session).get(f"/abstimmung/{assembly.id}/leitung"))
    assert "Nach der Satzung: Vorsitz des Vorstands" in page


def test_after_its_day_a_meeting_that_votes_for_days_is_opened_only_confirmed_and_that_is_noted(
    session: Session
) -> None:
    """§ 46 (1), § 51 GenG; R-GV-02, R-FORM-05."""
    a_convening_house(session)
    assembly = an_assembly(session, TODAY, form=MeetingForm.STRETCHED, votes_until=TODAY + 5 * DAY,
                           discussion_form=DiscussionForm.VIRTUAL)
    an_item(session, assembly)
    convened(session, assembly)
    next_day = NOW + DAY
    assert (opens_late(TODAY, NOW), opens_late(TODAY, next_day)) == (False, True)
    with pytest.raises(AboutHour, match="fand keine Versammlung"):
        actions.open_at_its_hour(session, assembly, "A", "B", False, CHAIR, next_day)
    actions.open_at_its_hour(session, assembly, "A", "B", True, CHAIR, next_day)
    opened, noted = queries.course_of(session, assembly.id)
    assert (opened.kind, noted.kind) == (CourseKind.OPENED, CourseKind.NOTE)
    assert "einberufen war auf den" in noted.text


def test_members_without_a_vote_are_counted_as_there_beside_the_others(app: Flask, session: Session) -> None:
    """The chair says as many as the minutes do (R-MIN-01)."""
    meeting = a_meeting(session, form=MeetingForm.HYBRID)
    someone(session, meeting.assembly, "Immerda", Mode.ONLINE, MemberClass.INVESTING)
    session.commit()
    page = " ".join(said(the_chair(app, session).get(f"/abstimmung/{meeting.assembly.id}/leitung")).split())
    assert "Mitglieder ohne Stimmrecht 1" in page


def test_before_a_meeting_is_closed_its_page_names_what_was_not_dealt_with(app: Flask, session: Session) -> None:
    meeting = a_meeting(session)
    further = an_item(session, meeting.assembly, title="Wahlen", announced_by_id=meeting.item.announced_by_id)
    actions.move_motion(session, meeting.sitting, MotionKind.AMENDMENT, "Statt 4 nur 2.", "Ada Ahorn", CHAIR, NOW)
    session.commit()
    chair, at = the_chair(app, session), f"/abstimmung/{meeting.assembly.id}/leitung"
    page = said(chair.get(at))
    left = f"TOP {meeting.item.position}, TOP {further.position}"
    assert f"Noch nicht behandelt: {left}." in page
    assert "Über 1 Antrag ist nicht abgestimmt:" in page
    declared(session, meeting, asked(session, meeting))
    session.commit()
    assert f"Noch nicht behandelt: TOP {further.position}." in said(chair.get(at))


def test_who_has_not_entered_online_yet_is_shown_the_way_in(app: Flask, session: Session) -> None:
    """§ 43b (1) GenG; R-FORM-01."""
    meeting = a_meeting(session, form=MeetingForm.VIRTUAL)
    party = a_person(session, "Cosima", "Spätling")
    member = a_member(session, first_day=JOINED, party=party)
    asked(session, meeting)
    session.commit()
    page = visitor(app, session, party).get(f"/abstimmung/{meeting.assembly.id}")
    assert "Sie nehmen noch nicht teil" in said(page)
    assert f"/mein/{member.number}/{meeting.assembly.id}" in page.text
    assert "am Einlass" not in page.text
    inside = visitor(app, session, meeting.number(0).party).get(f"/abstimmung/{meeting.assembly.id}")
    assert "Sie nehmen noch nicht teil" not in inside.text


def test_who_takes_part_without_a_vote_reads_so(app: Flask, session: Session) -> None:
    """§ 8 (2) GenG."""
    meeting = a_meeting(session)
    investing = someone(session, meeting.assembly, "Immerda", member_class=MemberClass.INVESTING)
    asked(session, meeting)
    session.commit()
    page = said(visitor(app, session, investing.party).get(f"/abstimmung/{meeting.assembly.id}"))
    assert "Als investierendes Mitglied nehmen Sie ohne Stimme teil." in page


@pytest.mark.parametrize("form", [MeetingForm.VIRTUAL, MeetingForm.HYBRID])
def test_a_demand_of_secrecy_is_told_to_the_members_at_once(
    app: Flask, session: Session, form: MeetingForm
) -> None:
    """R-ELE-04."""
    meeting = a_meeting(session, form=form)
    actions.demand_secrecy(session, meeting.sitting, meeting.item, None, Demander.BOARD, (None, None), CHAIR, NOW)
    session.commit()
    ballot = f"/abstimmung/{meeting.assembly.id}"
    reader = visitor(app, session, meeting.number(0).party)
    assert "Geheime Abstimmung" in said(reader.get(ballot))


def test_what_a_meeting_resolved_is_no_record_of_later(app: Flask, session: Session) -> None:
    """R-MIN-01: the register says of each resolution of the assembly how it came about."""
    meeting = a_meeting(session)
    declared(session, meeting, asked(session, meeting))
    session.commit()
    page = said(the_chair(app, session).get("/beschluesse/verzeichnis?organ=general_assembly"))
    rows = page.split("Verfahren")[-1]
    assert "Versammlung" in rows
    assert "Nachgetragen" not in rows
