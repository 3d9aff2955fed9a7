"""Who gives notice by a right and who opens another wait for each other, none for what the other holds (§ 67a GenG)."""

from threading import Event
from time import sleep

from flask import Flask
from sqlalchemy.orm import Session

from app.core.db import one_at_a_time
from app.departures import actions
from app.departures.actions.rights import RIGHTS
from app.departures.rules import AmendedBy, Amendment, Attended, NoticeKind
from app.members import queries as members
from app.members.models import Member
from app.organs.models import Resolution
from tests.departures.factories import a_holder, a_leaving_house, given
from tests.factories import NOW, OFFICE, TODAY
from tests.organs.factories import a_circular
from tests.together import transactions_together


def test_a_notice_and_the_opening_of_another_right_for_the_same_member_both_succeed(
    app: Flask, session: Session
) -> None:
    """Else the one holds the member and wants the rights, the other the rights and wants the member."""
    a_leaving_house(session)
    member = a_holder(session)
    first, second = a_circular(session), a_circular(session)
    right = actions.open_right(session, Amendment.NACHSCHUSS, first, TODAY, [member.id], OFFICE, NOW)
    meant = AmendedBy(right.amendment, right.resolved_on, Attended.OBJECTED, None, right.id)
    member_id, number, second_id = member.id, member.number, second.id
    session.commit()
    has_begun = Event()

    def opening(own: Session) -> int:
        one_at_a_time(own, RIGHTS)
        has_begun.set()
        sleep(0.5)
        resolution = own.get_one(Resolution, second_id)
        return actions.open_right(own, Amendment.NACHSCHUSS, resolution, TODAY, [member_id], OFFICE, NOW).id

    def giving(own: Session) -> int:
        has_begun.wait(2)
        mine: Member | None = members.find_by_number(own, number)
        assert mine is not None
        return given(own, mine, NoticeKind.SPECIAL, amended_by=meant).id

    assert all(isinstance(answer, int) for answer in transactions_together(app, opening, giving))
