"""What would fall due after shares have ended is not owed; what was due by then stays so (R-PAY-07)."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.core.values import Refusal
from app.members.models import Member
from app.shares import actions, queries
from app.shares.models import ShareEntry
from app.shares.rules import DuePayment, PaymentPurpose, falls_away
from tests.factories import NOW, OFFICE, TODAY
from tests.shares.factories import JOINED, SHARE, a_house, a_member, paid

DAY = timedelta(days=1)
LAST = date(2027, 12, 31)


def in_rates(session: Session, shares: int = 2, **more: int) -> Member:
    """A member of a house whose shares of 500 € are paid 100 € at once and 100 € each year."""
    a_house(session, min_payment=100_00, instalment_amount=100_00, instalment_months=12, **more)
    return a_member(session, shares=shares)


def left(session: Session, member: Member) -> list[tuple[date, int]]:
    return [(each.due_on, each.open) for each in queries.open_payments(session, member_id=member.id)]


def test_what_is_due_by_the_last_day_stays_owed_and_the_rest_falls_away(session: Session) -> None:
    member = in_rates(session)
    before = left(session, member)
    actions.leave(session, member, LAST, "KD-2026-001", OFFICE, NOW)
    assert left(session, member) == before[:2]


def test_an_instalment_due_on_the_last_day_itself_stays_owed(session: Session) -> None:
    member = in_rates(session)
    due_on = left(session, member)[1][0]
    actions.leave(session, member, due_on, "KD-2026-001", OFFICE, NOW)
    assert [each[0] for each in left(session, member)][-1] == due_on


def test_what_was_paid_in_advance_stays_covered(session: Session) -> None:
    member = in_rates(session)
    paid(session, member, 450_00)
    actions.leave(session, member, TODAY, "KD-2026-001", OFFICE, NOW)
    assert left(session, member) == []
    assert queries.open_balance_of(session, member.id, PaymentPurpose.SHARES) == 0
    assert sum(each.amount for each in queries.expected_payments_of(session, member.id)) == 450_00


def test_of_shares_given_up_the_latest_payments_fall_away(session: Session) -> None:
    member = in_rates(session, further_shares_allowed=True)
    paid(session, member, 200_00)
    actions.cancel(session, member, 1, TODAY + DAY, "KD-2026-001", OFFICE, NOW)
    assert [amount for _day, amount in left(session, member)] == [200_00, 100_00]
    assert queries.open_balance_of(session, member.id, PaymentPurpose.SHARES) == SHARE - 200_00


def test_what_is_owed_after_the_end_can_still_be_paid(session: Session) -> None:
    member = in_rates(session)
    actions.leave(session, member, TODAY - DAY, "KD-2026-001", OFFICE, NOW)
    assert left(session, member) == [(JOINED + 14 * DAY, 200_00)]
    with pytest.raises(Refusal):
        paid(session, member, 200_01)
    paid(session, member, 200_00)
    assert left(session, member) == []


def test_the_entry_fee_is_owed_whoever_leaves(session: Session) -> None:
    member = in_rates(session, entry_fee=50_00)
    actions.leave(session, member, JOINED, "KD-2026-001", OFFICE, NOW)
    assert [amount for _day, amount in left(session, member)] == [50_00]


def test_shares_whose_end_is_undone_are_owed_as_before(session: Session) -> None:
    member = in_rates(session)
    paid(session, member, 450_00)
    before = queries.expected_payments_of(session, member.id)
    entry = actions.leave(session, member, TODAY, "KD-2026-001", OFFICE, NOW)
    assert entry is not None
    actions.reverse_share_entry(session, entry, "Fortgesetzt", OFFICE, NOW)
    after = queries.expected_payments_of(session, member.id)
    assert [(each.due_on, each.amount, each.open, each.document) for each in after] == [
        (each.due_on, each.amount, each.open, each.document) for each in before
    ]


def test_the_last_payments_go_first_and_none_that_is_due() -> None:
    payments = [DuePayment(TODAY + number * DAY, 100, PaymentPurpose.SHARES) for number in range(4)]
    assert falls_away(payments, 150, TODAY) == [0, 0, 50, 100]
    assert falls_away(payments, 1000, TODAY + DAY) == [0, 0, 100, 100]
    assert falls_away(payments, -5, TODAY) == [0, 0, 0, 0]


steps = st.lists(
    st.tuples(st.sampled_from(("cancel", "leave", "pay")), st.integers(0, 1900), st.integers(1, 3)),
    min_size=1, max_size=5,
)  # fmt: skip


@settings(
    max_examples=15, deadline=None, phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(acts=steps)
@example(acts=[("pay", 654, 3), ("pay", 654, 3), ("pay", 654, 3), ("leave", 288, 1), ("pay", 383, 1)])
def test_every_end_of_shares_undone_backwards_leaves_what_is_owed_as_before(
    session: Session, acts: list[tuple[str, int, int]]
) -> None:
    with session.begin_nested() as savepoint:
        member = in_rates(session, shares=5, further_shares_allowed=True)
        owed: list[tuple[ShareEntry, list[tuple[date, int, int]]]] = []
        for what, days, number in acts:
            before = expected(session, member)
            try:
                entry = end(session, member, what, JOINED + days * DAY, number)
            except Refusal:
                continue
            if entry is not None:
                owed.append((entry, before))
                assert_nothing_beyond_the_nominal(session, member, entry)
            else:  # what came in meanwhile pays what is owed again once the end is undone
                owed.clear()
        for entry, before in reversed(owed):
            actions.reverse_share_entry(session, entry, "Irrtum", OFFICE, NOW)
            assert expected(session, member) == before
        savepoint.rollback()


def end(session: Session, member: Member, what: str, day: date, number: int) -> ShareEntry | None:
    """End shares on a day, or pay something."""
    if what == "leave":
        return actions.leave(session, member, day, "KD-2026-002", OFFICE, NOW)
    if what == "cancel":
        return actions.cancel(session, member, number, day, "KD-2026-001", OFFICE, NOW)
    paid(session, member, number * 70_00)
    return None


def expected(session: Session, member: Member) -> list[tuple[date, int, int]]:
    return [(each.due_on, each.amount, each.open) for each in queries.expected_payments_of(session, member.id)]


def assert_nothing_beyond_the_nominal(session: Session, member: Member, entry: ShareEntry) -> None:
    """What falls due later is no more than the shares left still take."""
    held = queries.holding_of(session, member.id, date.max)
    later = sum(open_sum for day, _amount, open_sum in expected(session, member) if day > entry.effective_on)
    assert later <= max(held.shares * SHARE - held.paid_in, 0)
