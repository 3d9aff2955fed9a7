"""The screen in the hall: what it shows of a result that was declared (§ 47 (1) GenG; R-INV-02, R-VOTE-06)."""

from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from app.assemblies.rules import Subject
from app.members.rules import MemberClass
from tests.tabs import said
from tests.voting.factories import NO, YES, Meeting, a_meeting, asked, casts, concerning, declared, someone
from tests.voting.test_meeting_pages import the_chair

TWO_CLASSES: dict[str, Any] = {"investing_members": True, "investing_policy": "ordinary_majority_controls"}


def on_screen(app: Flask, session: Session, meeting: Meeting) -> str:
    """What stands on the screen in the hall."""
    session.commit()
    page = the_chair(app, session).get(f"/abstimmung/{meeting.assembly.id}/leinwand")
    assert page.status_code == 200
    return said(page)


def test_the_screen_shows_a_result_in_which_investing_members_voted_too(app: Flask, session: Session) -> None:
    meeting = a_meeting(session, statute=TWO_CLASSES)
    investing = someone(session, meeting.assembly, "Erle", member_class=MemberClass.INVESTING)
    poll = asked(session, meeting)
    for member in (*meeting.members, investing):
        casts(session, poll, member, NO if member is investing else YES)
    declared(session, meeting, poll, "Angenommen.")
    page = on_screen(app, session, meeting)
    assert "Die Stimmen investierender Mitglieder sind eigens gezählt und entscheiden nicht. § 8 Abs. 2 GenG" in page


def test_the_screen_shows_a_result_in_which_somebody_was_barred(app: Flask, session: Session) -> None:
    meeting = a_meeting(session, subject=Subject.RELEASE_FROM_LIABILITY)
    concerning(session, meeting, meeting.number(0).party)
    poll = asked(session, meeting)
    casts(session, poll, meeting.number(1), YES)
    declared(session, meeting, poll, "Angenommen.")
    assert "1 Stimme war ausgeschlossen. § 43 Abs. 6 GenG" in on_screen(app, session, meeting)
