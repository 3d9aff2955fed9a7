"""A member reads what was resolved, its objections and the last day to challenge, once it is closed (§ 51 GenG)."""

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.attendance.models import Presence
from app.attendance.rules import LeftWhy
from app.voting import actions
from tests.factories import NOW, sign_in
from tests.tabs import said
from tests.visitors import visitor
from tests.voting.factories import CHAIR, YES, a_meeting, asked, casts, declared


def test_a_member_reads_all_that_was_resolved_and_until_when_it_can_be_challenged(app: Flask, session: Session) -> None:
    meeting = a_meeting(session)
    for words in ("Der Abschluss ist festgestellt.", "Noch einmal ist es so beschlossen."):
        poll = asked(session, meeting)
        casts(session, poll, meeting.number(0), YES)
        declared(session, meeting, poll, words)
    actions.object_to(session, meeting.sitting, meeting.item, meeting.number(0), "Die Frist", None, CHAIR, NOW)
    phone = visitor(app)
    sign_in(session, phone, meeting.number(0).party)
    address = f"/abstimmung/{meeting.assembly.id}"
    assert "Was beschlossen ist" not in said(phone.get(address))
    actions.close_sitting(session, meeting.sitting, CHAIR, NOW)
    session.commit()
    page = said(phone.get(address))
    assert "Der Abschluss ist festgestellt." in page
    assert "Noch einmal ist es so beschlossen." in page
    assert "durch Klage bis zum 24.12.2026" in page
    assert "Ihr Widerspruch zu TOP 1 steht" in page


def test_who_left_before_the_end_and_signs_in_sees_its_objection(app: Flask, session: Session) -> None:
    meeting = a_meeting(session)
    poll = asked(session, meeting)
    casts(session, poll, meeting.number(0), YES)
    declared(session, meeting, poll)
    actions.object_to(session, meeting.sitting, meeting.item, meeting.number(0), "Die Frist", None, CHAIR, NOW)
    actions.object_to(session, meeting.sitting, meeting.item, meeting.number(1), "Die Frist", None, CHAIR, NOW)
    actions.close_sitting(session, meeting.sitting, CHAIR, NOW)
    for each in session.scalars(select(Presence)):
        each.left_at, each.left_why = NOW, LeftWhy.LEFT
    phone = visitor(app)
    sign_in(session, phone, meeting.number(0).party)
    session.commit()
    page = said(phone.get(f"/abstimmung/{meeting.assembly.id}"))
    assert page.count("Ihr Widerspruch zu TOP 1 steht") == 1
