"""Holdings follow the share ledger: back-dated entries and reversals make them anew."""

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.shares import actions, queries
from app.shares.models import ShareHolding
from app.shares.rules import FOREVER, ShareGround, at_the_close, on_the_day
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
