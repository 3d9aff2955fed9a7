"""The statute of a day as it was known at a moment: a registration noted later does not hold yet (R-STA-03)."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlalchemy.orm import Session

from app.core import journal
from app.core.values import Refusal
from app.statutes import queries
from tests.factories import NOW, TODAY
from tests.statutes.factories import a_correction, a_statute, a_version

EARLIER, LATER = NOW - timedelta(days=30), NOW + timedelta(days=1)
BEFORE = NOW - timedelta(seconds=1)
RESOLVED, SINCE = date(2025, 6, 1), date(2025, 7, 1)


def share_amount_on(session: Session, day: date, known_at: datetime | None = None) -> int:
    return queries.statute_on(session, day, known_at).share_amount


def test_a_version_registered_for_a_past_day_holds_only_since_that_was_noted(session: Session) -> None:
    a_statute(session, at=EARLIER)
    a_statute(session, RESOLVED, SINCE, share_amount=30_000_00, min_payment=30_000_00)
    assert [share_amount_on(session, TODAY, moment) for moment in (EARLIER, BEFORE)] == [25_000_00, 25_000_00]
    assert [share_amount_on(session, TODAY, moment) for moment in (NOW, LATER, None)] == [30_000_00] * 3
    assert share_amount_on(session, SINCE - timedelta(days=1), NOW) == 25_000_00


def test_a_version_recorded_before_and_registered_later_was_not_known_yet(session: Session) -> None:
    """The draft's own moment says nothing: it holds from its registration on."""
    version = a_version(session, at=EARLIER)
    assert version.registered_at is None
    a_statute(session, RESOLVED, SINCE)
    assert queries.find_statute_on(session, TODAY, BEFORE) is None
    with pytest.raises(Refusal, match="keine eingetragene Satzung"):
        queries.statute_on(session, TODAY, BEFORE)


def test_a_correction_stands_in_the_place_of_a_wrong_version_only_since_it_was_noted(session: Session) -> None:
    wrong = a_statute(session, at=EARLIER)
    a_correction(session, wrong, NOW, share_amount=20_000_00, min_payment=20_000_00)
    assert share_amount_on(session, TODAY, BEFORE) == 25_000_00
    assert share_amount_on(session, TODAY, NOW) == share_amount_on(session, TODAY) == 20_000_00


def test_the_moment_of_the_registration_is_that_of_its_act(session: Session) -> None:
    version = a_statute(session, at=EARLIER)
    session.commit()
    noted = [line.at for line in journal.lines_about(session, f"statute:{version.id}")
             if line.act == "statute.registered"]
    assert noted == [version.registered_at]


def test_the_database_lets_nobody_move_the_moment_of_a_registration(session: Session) -> None:
    a_statute(session)
    session.commit()
    with pytest.raises(DatabaseError, match="never changes"):
        session.execute(text("UPDATE statute_version SET registered_at = '2020-01-01 00:00:00'"))
    session.rollback()


def test_the_database_keeps_no_registration_without_its_moment(session: Session) -> None:
    a_version(session)
    session.commit()
    with pytest.raises(IntegrityError, match="registration_noted"):
        session.execute(text("UPDATE statute_version SET registered_on = '2021-06-01'"))
    session.rollback()
