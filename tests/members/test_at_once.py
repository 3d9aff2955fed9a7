"""A member has one membership at a time, whoever enters it and whoever undoes an end at the same moment (R-REG-05)."""

from collections.abc import Callable
from datetime import date, timedelta
from threading import Event
from time import sleep

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.core.db import transaction
from app.core.values import Refusal
from app.members import actions, queries
from app.members.models import Member, MembershipPeriod
from app.members.rules import ExitGround, JoinGround, MemberClass
from tests.factories import LONG_AGO, NOW, OFFICE, TODAY, a_person
from tests.together import PATIENCE, together

BACK = TODAY + timedelta(days=30)
Deed = Callable[[Session, int], object]


def who_left(session: Session) -> Member:
    """Somebody whose membership has ended."""
    party = a_person(session)
    member = actions.enter(
        session, party.id, MemberClass.ORDINARY, LONG_AGO, JoinGround.ADMISSION, "V-2026-036", OFFICE, NOW
    )
    actions.end(session, member, TODAY, ExitGround.NOTICE, "K-1", OFFICE, NOW)
    session.commit()
    return member


def goes_on(own: Session, member_id: int) -> object:
    return actions.undo_end(own, queries.get_member(own, member_id), "War ein Irrtum", "K-1", OFFICE, NOW)


def joins_again(own: Session, member_id: int) -> object:
    party_id = queries.get_member(own, member_id).party_id
    return actions.enter(
        own, party_id, MemberClass.ORDINARY, BACK, JoinGround.ADMISSION, "V-2026-044", OFFICE, NOW
    )


def is_written(own: Session, member_id: int) -> object:
    """The same past every rule of the program."""
    return own.execute(
        text(
            "INSERT INTO membership_period (member_id, member_class, first_day, join_ground, join_document,"
            " recorded_at) VALUES (:member, 'ordinary', :day, 'admission', 'V-2026-044', :now)"
        ),
        {"member": member_id, "day": BACK.isoformat(), "now": NOW.replace(tzinfo=None).isoformat(sep=" ")},
    )


def one_after_the_other(app: Flask, member_id: int, first: Deed, second: Deed) -> object:
    """The first has acted and holds its transaction open when the second begins; gives what the second answers."""
    is_done = Event()

    def holding() -> None:
        with app.app_context(), transaction() as own:
            first(own, member_id)
            is_done.set()
            sleep(0.7)

    def meeting() -> object:
        is_done.wait(PATIENCE)
        with app.app_context():
            try:
                with transaction() as own:
                    queries.get_member(own, member_id)
                    return second(own, member_id)
            except (Refusal, DBAPIError) as refused:
                return refused

    return together(holding, meeting)[1]


def periods(session: Session, member_id: int) -> list[tuple[date, date | None]]:
    session.expire_all()
    found = session.query(MembershipPeriod).filter_by(member_id=member_id).order_by(MembershipPeriod.first_day)
    return [(each.first_day, each.last_day) for each in found]


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [
        (goes_on, joins_again, [(LONG_AGO, None)]), (goes_on, is_written, [(LONG_AGO, None)]),
        (joins_again, goes_on, [(LONG_AGO, TODAY), (BACK, None)]),
        (is_written, goes_on, [(LONG_AGO, TODAY), (BACK, None)]),
    ],
)
def test_whoever_joins_anew_while_the_old_end_is_undone_is_a_member_once(
    app: Flask, session: Session, first: Deed, second: Deed, kept: list[tuple[date, date | None]]
) -> None:
    member_id = who_left(session).id
    answer = one_after_the_other(app, member_id, first, second)
    assert isinstance(answer, Refusal | DBAPIError)
    assert periods(session, member_id) == kept
