"""Holdings follow the share ledger: back-dated entries and reversals make them anew."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.db import BELOW_NOTHING
from app.core.values import Refusal
from app.shares import actions, queries
from app.shares.models import ShareEntry, ShareHolding
from app.shares.rules import FOREVER, PastShares, ShareGround, at_the_close, on_the_day
from tests.factories import NOW, OFFICE
from tests.reports.factories import a_holder, booked, leaves
from tests.shares.factories import a_house

JOINED, LATER = date(2024, 3, 1), NOW + timedelta(days=1)


def holdings(session: Session) -> list[tuple[int, int, int]]:
    """Since when, until when, how many; of the only member."""
    found = session.execute(select(ShareHolding).order_by(ShareHolding.since).execution_options(populate_existing=True))
    return [(each.since, each.until, each.shares) for each in found.scalars()]


def test_a_gain_holds_from_its_day_and_a_reduction_from_the_close_of_its_day(session: Session) -> None:
    a_house(session)
    member = a_holder(session, "Gemeinde Altenbruck", 3, JOINED)
    left_on = date(2025, 12, 31)
    booked(session, member, -1, left_on, ShareGround.CANCELLATION)
    assert holdings(session) == [
        (on_the_day(JOINED), on_the_day(left_on), 3), (at_the_close(left_on), FOREVER, 2),
    ]


def test_a_back_dated_entry_makes_the_holdings_anew(session: Session) -> None:
    a_house(session)
    member = a_holder(session, "Gemeinde Altenbruck", 3, JOINED)
    earlier = JOINED - timedelta(days=10)
    booked(session, member, 2, earlier, at=LATER)
    assert holdings(session) == [
        (on_the_day(earlier), on_the_day(JOINED) - 1, 2), (on_the_day(JOINED), FOREVER, 5),
    ]
    assert queries.shares_on(session, JOINED, NOW) == {member.id: 3}
    assert queries.shares_on(session, JOINED) == {member.id: 5}


def test_who_has_left_holds_nothing(session: Session) -> None:
    a_house(session)
    member = a_holder(session, "Gemeinde Altenbruck", 3, JOINED)
    leaves(session, member, date(2025, 12, 31))
    assert holdings(session) == [(on_the_day(JOINED), on_the_day(date(2025, 12, 31)), 3)]
    assert queries.holders_at_close(session, date(2025, 12, 30)) == (1, 3)
    assert queries.holders_at_close(session, date(2025, 12, 31)) == (0, 0)


def test_a_reversal_takes_back_what_the_entry_did(session: Session) -> None:
    a_house(session)
    member = a_holder(session, "Gemeinde Altenbruck", 3, JOINED)
    before = holdings(session)
    booked(session, member, 2, JOINED + timedelta(days=5), is_paid=False)
    mistaken = max(queries.share_entries_of(session, member.id), key=lambda entry: entry.id)
    actions.reverse_share_entry(session, mistaken, "Irrtum", OFFICE, LATER)
    assert queries.members_with_other_holdings(session) == []
    assert [queries.shares_on(session, JOINED + timedelta(days=each)) for each in (0, 5, 9)] == [{member.id: 3}] * 3
    assert before[0][0] == holdings(session)[0][0]


def test_the_database_refuses_to_take_more_shares_than_are_there(session: Session) -> None:
    a_house(session)
    member = a_holder(session, "Gemeinde Altenbruck", 3, JOINED)
    with pytest.raises(IntegrityError, match=BELOW_NOTHING), session.begin_nested():
        booked(session, member, -4, JOINED + timedelta(days=9), ShareGround.CANCELLATION)
    booked(session, member, -3, JOINED + timedelta(days=9), ShareGround.CANCELLATION)
    assert holdings(session) == [(on_the_day(JOINED), on_the_day(JOINED + timedelta(days=9)), 3)]


def test_the_database_refuses_shares_below_nothing_on_any_day_even_where_a_later_gain_makes_it_good(
    session: Session,
) -> None:
    a_house(session)
    member = a_holder(session, "Gemeinde Altenbruck", 3, JOINED)
    booked(session, member, 2, JOINED + timedelta(days=20))
    with pytest.raises(IntegrityError, match=BELOW_NOTHING), session.begin_nested():
        booked(session, member, -4, JOINED + timedelta(days=19), ShareGround.CANCELLATION)
    assert queries.members_with_other_holdings(session) == []


def test_what_is_gained_the_day_after_is_not_there_to_be_given_up_at_the_close_of_the_day(session: Session) -> None:
    """Neither by the rule, which says so in a sentence, nor by the database."""
    a_house(session, further_shares_allowed=True)
    member, day = a_holder(session, "Gemeinde Altenbruck", 1, JOINED), date(2026, 12, 31)
    booked(session, member, 1, day + timedelta(days=1))
    actions.cancel(session, member, 1, day, "Kündigung", OFFICE, NOW)
    with pytest.raises(Refusal, match="So viele Anteile sind nicht da"):
        actions.cancel(session, member, 1, day, "Kündigung", OFFICE, NOW)
    with pytest.raises(IntegrityError, match=BELOW_NOTHING), session.begin_nested():
        booked(session, member, -1, day, ShareGround.CANCELLATION)


def test_a_list_of_the_past_may_name_what_was_given_up_before_what_was_taken_up(session: Session) -> None:
    """Each entry makes the holdings anew; what adds is entered first, also where the list is undone."""
    a_house(session)
    member, day = a_holder(session, "Gemeinde Altenbruck", 1, JOINED), JOINED + timedelta(days=30)
    told = [
        PastShares(member.id, -3, day + timedelta(days=5), ShareGround.CANCELLATION, "Liste"),
        PastShares(member.id, 3, day, ShareGround.TAKEN_OVER, "Liste"),
    ]
    ids = actions.enter_past(session, told, [], [], OFFICE, LATER)
    assert [session.get_one(ShareEntry, each).change for each in ids.shares] == [-3, 3]
    assert holdings(session)[1] == (on_the_day(day), at_the_close(day + timedelta(days=5)) - 1, 4)
    actions.undo_past(session, ids, "", "Falsche Liste", OFFICE, LATER)
    assert queries.shares_on(session, day) == {member.id: 1}


def test_the_day_since_when_the_shares_are_what_they_are_is_that_of_the_ledger(session: Session) -> None:
    """Of gains, reductions, what is handed over, and what was undone; on each day around (§ 30 (2) GenG; R-REG-02)."""
    a_house(session)
    gains, loses, receives, undone = (a_holder(session, name, 3, JOINED) for name in "ABCD")
    day, later = JOINED + timedelta(days=5), JOINED + timedelta(days=9)
    booked(session, gains, 2, day)
    booked(session, loses, -1, day, ShareGround.CANCELLATION)
    booked(session, receives, 1, day, ShareGround.TRANSFER_IN)
    booked(session, undone, 2, later, is_paid=False)
    mistaken = max(queries.share_entries_of(session, undone.id), key=lambda entry: entry.id)
    actions.reverse_share_entry(session, mistaken, "Irrtum", OFFICE, LATER)
    since = queries.held_since(session, later)
    assert since == {gains.id: day, loses.id: day + timedelta(days=1), receives.id: day, undone.id: JOINED}
    always = datetime(2199, 12, 31, tzinfo=UTC)
    for number in range(-1, 12):
        asked = JOINED + timedelta(days=number)
        assert queries.held_since(session, asked) == queries.held_since(session, asked, always)
    assert queries.held_since(session, later, of=[gains.id, undone.id]) == {gains.id: day, undone.id: JOINED}
