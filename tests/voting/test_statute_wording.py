"""Whoever votes on the statute reads its old and new wording where it votes (§ 16 GenG; R-DOC-06)."""

from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from app.assemblies.models import SynopsisRow
from app.assemblies.rules import Subject
from app.organs import queries as organs
from app.voting import actions
from app.voting.models import Motion, Poll
from app.voting.rules import MotionKind, MotionState
from tests.factories import NOW
from tests.tabs import said
from tests.voting.factories import CHAIR, NO, YES, Meeting, a_meeting, asked, casts, declared
from tests.voting.test_meeting_pages import the_chair, visitor

DRAFT = "Die Satzung wird geändert wie in der Gegenüberstellung angegeben."
OLD, NEW = "Die Frist beträgt drei Monate.", "Die Frist beträgt sechs Monate."
CHANGE = "Die Frist beträgt neun Monate."


def an_amendment(session: Session, new: str = NEW, **more: Any) -> Meeting:
    """A meeting on an item that words a clause of the statute anew, and puts in another."""
    rows = [
        SynopsisRow(position=1, clause="§ 12 Abs. 2", old_text=OLD, new_text=new),
        SynopsisRow(position=2, clause="§ 12a", old_text="", new_text="Der Vorstand berichtet jährlich."),
    ]
    return a_meeting(session, subject=Subject.OTHER_AMENDMENT, title="Änderung der Satzung", draft=DRAFT,
                     synopsis=rows, **more)


def accepted(session: Session, meeting: Meeting, poll: Poll) -> Poll:
    """A poll in which all are for it, declared."""
    for member in meeting.members:
        casts(session, poll, member, YES)
    return declared(session, meeting, poll)


def change_accepted(session: Session, meeting: Meeting) -> Motion:
    """A motion to change the proposal, accepted."""
    motion = actions.move_motion(session, meeting.sitting, MotionKind.AMENDMENT, CHANGE, "Ada Ahorn", CHAIR, NOW)
    accepted(session, meeting, asked(session, meeting, motion_id=motion.id))
    assert motion.state is MotionState.ACCEPTED
    return motion


def test_the_ballot_and_its_review_show_old_and_new_wording(app: Flask, session: Session) -> None:
    meeting = an_amendment(session)
    poll = asked(session, meeting, question=DRAFT)
    session.commit()
    member = meeting.number(0)
    phone = visitor(app, session, member.party)
    page = phone.get(f"/abstimmung/{meeting.assembly.id}")
    for words in (OLD, NEW, "§ 12a", "Neu eingefügt"):
        assert words in said(page)
    assert "<details" in page.get_data(as_text=True)
    review = phone.post(f"/abstimmung/{meeting.assembly.id}/{poll.id}/pruefen", data={f"m{member.id}": "yes"})
    assert "Stimmen Sie so ab?" in said(review)
    assert NEW in said(review)


def test_members_read_the_wording_while_it_is_discussed(app: Flask, session: Session) -> None:
    meeting = an_amendment(session)
    session.commit()
    assert NEW in said(visitor(app, session, meeting.number(0).party).get(f"/abstimmung/{meeting.assembly.id}"))


def test_the_chair_reads_the_wording_before_the_vote_and_in_it(app: Flask, session: Session) -> None:
    meeting = an_amendment(session)
    session.commit()
    chair = the_chair(app, session)
    assert NEW in said(chair.get(f"/abstimmung/{meeting.assembly.id}/leitung"))
    poll = asked(session, meeting, question=DRAFT)
    session.commit()
    assert NEW in said(chair.get(f"/abstimmung/{meeting.assembly.id}/leitung"))
    assert NEW in said(chair.get(f"/abstimmung/{meeting.assembly.id}/{poll.id}"))


def test_the_screen_shows_a_wording_that_can_be_read(app: Flask, session: Session) -> None:
    short = an_amendment(session)
    asked(session, short, question=DRAFT)
    session.commit()
    assert NEW in said(the_chair(app, session).get(f"/abstimmung/{short.assembly.id}/leinwand"))


def test_the_screen_leads_to_a_wording_that_is_long(app: Flask, session: Session) -> None:
    meeting = an_amendment(session, new="Sechs Monate. " * 100)
    asked(session, meeting, question=DRAFT)
    session.commit()
    page = said(the_chair(app, session).get(f"/abstimmung/{meeting.assembly.id}/leinwand"))
    assert "Alter und neuer Wortlaut von § 12 Abs. 2, § 12a stehen in der Einladung und auf Ihrem Gerät." in page
    assert "Sechs Monate. Sechs Monate." not in page


def test_a_vote_on_anything_else_shows_no_wording(app: Flask, session: Session) -> None:
    meeting = a_meeting(session)
    asked(session, meeting)
    session.commit()
    page = visitor(app, session, meeting.number(0).party).get(f"/abstimmung/{meeting.assembly.id}")
    assert "Neuer Wortlaut" not in said(page)


def test_a_motion_to_the_matter_has_words_of_its_own(app: Flask, session: Session) -> None:
    meeting = an_amendment(session)
    motion = actions.move_motion(session, meeting.sitting, MotionKind.MAIN, "Es bleibt bei allem.", "Ada", CHAIR, NOW)
    asked(session, meeting, motion_id=motion.id)
    session.commit()
    page = said(visitor(app, session, meeting.number(0).party).get(f"/abstimmung/{meeting.assembly.id}"))
    assert "Es bleibt bei allem." in page
    assert NEW not in page


def test_a_change_that_was_accepted_stands_with_the_wording_and_in_the_question(app: Flask, session: Session) -> None:
    meeting = an_amendment(session)
    change_accepted(session, meeting)
    session.commit()
    chair = the_chair(app, session)
    form = said(chair.get(f"/abstimmung/{meeting.assembly.id}/punkte/{meeting.item.id}/frage"))
    assert f"Mit der Änderung, die die Versammlung angenommen hat (Antrag von Ada Ahorn): {CHANGE}" in form
    asked(session, meeting, question=DRAFT)
    session.commit()
    page = said(visitor(app, session, meeting.number(0).party).get(f"/abstimmung/{meeting.assembly.id}"))
    assert CHANGE in page
    assert NEW in page


def test_a_change_that_was_rejected_is_not_part_of_the_wording(app: Flask, session: Session) -> None:
    meeting = an_amendment(session)
    motion = actions.move_motion(session, meeting.sitting, MotionKind.AMENDMENT, CHANGE, "Ada Ahorn", CHAIR, NOW)
    poll = asked(session, meeting, motion_id=motion.id)
    for member in meeting.members:
        casts(session, poll, member, NO)
    declared(session, meeting, poll, "Der Antrag ist abgelehnt.")
    asked(session, meeting, question=DRAFT)
    session.commit()
    page = said(visitor(app, session, meeting.number(0).party).get(f"/abstimmung/{meeting.assembly.id}"))
    assert CHANGE not in page


def test_the_register_of_resolutions_says_the_new_words(session: Session) -> None:
    meeting = an_amendment(session)
    change_accepted(session, meeting)
    poll = accepted(session, meeting, asked(session, meeting, question=DRAFT))
    assert poll.declaration is not None
    resolution = organs.get_resolution(session, poll.declaration.resolution_id or 0)
    text = resolution.items[0].text
    assert text.startswith(DRAFT)
    assert f"§ 12 Abs. 2: {NEW}" in text
    assert text.count(CHANGE) == 1


def test_the_register_does_not_tell_a_change_twice_that_the_question_names(session: Session) -> None:
    meeting = an_amendment(session)
    change_accepted(session, meeting)
    poll = accepted(session, meeting, asked(session, meeting, question=f"{DRAFT}\n\nMit der Änderung: {CHANGE}"))
    assert poll.declaration is not None
    text = organs.get_resolution(session, poll.declaration.resolution_id or 0).items[0].text
    assert text.count(CHANGE) == 1
