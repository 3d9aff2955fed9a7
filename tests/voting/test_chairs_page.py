"""What the chair, the hall and the voters read of motions, seats, sheets and what is done (§§ 43, 46, 47 GenG)."""

from datetime import time

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assemblies.models import Sitting
from app.assemblies.rules import ItemType, Subject
from app.core import clock
from app.core.values import Refusal
from app.voting import actions, queries
from app.voting.models import Motion, Poll
from app.voting.rules import AboutSeats, Choice, CourseKind, HallWay, Method, MotionKind, TellerGroup, opens_early
from tests.assemblies.factories import a_convening_house, an_assembly, an_item, convened
from tests.attendance.factories import a_town
from tests.attendance.test_pages import wrong_fields
from tests.factories import NOW, TODAY
from tests.tabs import said
from tests.voting.factories import CHAIR, Meeting, a_meeting, an_election, asked, casts, declared, marked
from tests.voting.test_meeting_pages import key, the_chair, visitor

LESS = "Statt 40.000 € werden 25.000 € bereitgestellt."


def an_accepted_amendment(session: Session, meeting: Meeting) -> Motion:
    """An amendment to the item, moved and carried."""
    motion = actions.move_motion(session, meeting.sitting, MotionKind.AMENDMENT, LESS, "Ada Ahorn", CHAIR, NOW)
    poll = asked(session, meeting, motion_id=motion.id)
    casts(session, poll, meeting.number(0))
    declared(session, meeting, poll)
    return motion


@pytest.mark.parametrize(("meets_at", "is_early"), [(time(11), False), (time(11, 1), True)])
def test_a_meeting_opens_early_before_its_hour_alone(meets_at: time, is_early: bool) -> None:
    """NOW is eleven o'clock in Germany."""
    assert opens_early(TODAY, meets_at, NOW) is is_early


def test_before_its_hour_a_meeting_is_opened_only_confirmed_and_the_real_time_is_noted(
    app: Flask, session: Session
) -> None:
    a_convening_house(session)
    assembly = an_assembly(session, clock.today(), begins_at=time(23, 59, 59))
    an_item(session, assembly)
    convened(session, assembly)
    session.commit()
    chair, at = the_chair(app, session), f"/abstimmung/{assembly.id}"
    assert "findet die Versammlung schon begonnen" in said(chair.get(f"{at}/leitung"))
    opens = {"chair": "Almut Weißdorn", "minute_taker": "Henrike Lautenschlag"}
    refused = chair.post(f"{at}/eroeffnen", data={**key(), **opens})
    assert (refused.status_code, wrong_fields(refused)) == (422, ["is_early"])
    assert session.scalars(select(Sitting)).all() == []
    session.rollback()
    assert chair.post(f"{at}/eroeffnen", data={**key(), **opens, "is_early": "y"}).status_code == 302
    course = queries.course_of(session, assembly.id)
    assert [each.kind for each in course] == [CourseKind.OPENED, CourseKind.NOTE]
    assert "vor der einberufenen Stunde (23:59 Uhr)" in course[1].text
