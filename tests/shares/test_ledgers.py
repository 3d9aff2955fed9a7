"""The share ledger: what counts when, as known when; reversals; what falls due."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app.core.values import Refusal
from app.members import actions as members
from app.members.rules import ExitGround, JoinGround, MemberClass
from app.shares import actions, queries
from app.shares.models import PaymentDue, PaymentReceived, ShareEntry
from app.shares.rules import CreditGround, ShareGround
from app.statutes.queries import statute_on
from tests.factories import NOW, OFFICE, TODAY
from tests.shares.factories import JOINED, SHARE, a_house, a_member, paid, subscribed

DAY = timedelta(days=1)


def test_shares_count_from_their_day_on(session: Session) -> None:
    a_house(session)
    member = a_member(session, shares=3)
    assert queries.shares_on(session, JOINED - DAY) == {}
    assert queries.shares_on(session, JOINED) == {member.id: 3}


def test_what_is_recorded_later_was_not_known_before(session: Session) -> None:
    a_house(session)
    member = a_member(session, shares=3)
    entry = queries.share_entries_of(session, member.id)[0]
    actions.reverse_share_entry(session, entry, "Falsche Zeile", OFFICE, NOW + DAY)
    assert queries.shares_on(session, TODAY, known_at=NOW) == {member.id: 3}
    assert queries.shares_on(session, TODAY) == {}


def test_an_exit_ends_with_the_close_of_its_day(session: Session) -> None:
    a_house(session)
    member = a_member(session, shares=3)
    actions.leave(session, member, date(2026, 12, 31), "Kündigung", OFFICE, NOW)
    assert queries.shares_on(session, date(2026, 12, 31)) == {member.id: 3}
    assert queries.shares_on(session, date(2027, 1, 1)) == {}


def test_a_share_is_due_by_the_statute(session: Session) -> None:
    a_house(session, min_payment=100_00, instalment_amount=200_00, instalment_months=12, entry_fee=50_00)
    member = a_member(session, shares=2)
    dues = [(due.due_on, due.amount, due.purpose.value) for due in queries.open_payments(session, member_id=member.id)]
    assert dues == [
        (date(2026, 11, 16), 200_00, "shares"), (date(2026, 11, 16), 50_00, "entry_fee"),
        (date(2027, 11, 16), 400_00, "shares"), (date(2028, 11, 16), 400_00, "shares"),
    ]


def test_further_shares_wait_until_the_first_are_paid(session: Session) -> None:
    a_house(session)
    member = a_member(session, shares=2)
    with pytest.raises(Refusal, match="voll eingezahlt"):
        subscribed(session, member, 1, TODAY)
    paid(session, member, 2 * SHARE)
    subscribed(session, member, 1, TODAY)
    assert queries.holding_of(session, member.id, TODAY) == queries.Holding(3, 2 * SHARE, 2 * SHARE)


def test_more_shares_than_the_statute_allows_are_refused(session: Session) -> None:
    a_house(session, max_shares=5)
    with pytest.raises(Refusal, match="höchstens 5 Anteile"):
        a_member(session, shares=6)


def test_what_was_paid_early_on_old_shares_does_not_pay_new_ones(session: Session) -> None:
    a_house(session, min_payment=100_00)
    member = a_member(session, shares=1)
    paid(session, member, SHARE)
    subscribed(session, member, 1, TODAY)
    assert [due.open for due in queries.open_payments(session, member_id=member.id)] == [100_00]


def test_a_reversal_points_back_and_takes_what_was_due_with_it(session: Session) -> None:
    a_house(session)
    member = a_member(session, shares=3)
    entry = queries.share_entries_of(session, member.id)[0]
    reversal = actions.reverse_share_entry(session, entry, "Zahlendreher", OFFICE, NOW)
    assert (reversal.reverses_id, reversal.change, reversal.document) == (entry.id, -3, "S-2026-001")
    assert queries.open_payments(session) == []
    assert [row.is_reversed for row in queries.share_sheet(session, member.id)] == [False, True]


def test_nothing_is_reversed_twice_or_under_paid_money(session: Session) -> None:
    a_house(session)
    member = a_member(session, shares=1)
    entry = queries.share_entries_of(session, member.id)[0]
    payment = paid(session, member, SHARE)
    with pytest.raises(Refusal, match="Stornieren Sie zuerst die Zahlung"):
        actions.reverse_share_entry(session, entry, "Irrtum", OFFICE, NOW)
    actions.reverse_payment(session, session.get_one(PaymentReceived, payment), "Irrtum", OFFICE, NOW)
    reversal = actions.reverse_share_entry(session, entry, "Irrtum", OFFICE, NOW)
    for again in (entry, reversal):
        with pytest.raises(Refusal, match="torn"):
            actions.reverse_share_entry(session, again, "Irrtum", OFFICE, NOW)


def test_after_the_payout_shares_do_not_come_back(session: Session) -> None:
    a_house(session)
    member = a_member(session, shares=2)
    paid(session, member, 2 * SHARE)
    yesterday = TODAY - DAY
    entry = actions.leave(session, member, yesterday, "Ausschluss", OFFICE, NOW)
    assert entry is not None
    payout = actions.take_out_credit(
        session, member, SHARE, CreditGround.PAYOUT, TODAY, "Z-2026-001", yesterday, False, OFFICE, NOW
    )
    with pytest.raises(Refusal, match="Stornieren Sie zuerst die Auseinandersetzung"):
        actions.reverse_share_entry(session, entry, "Irrtum", OFFICE, NOW)
    actions.put_back_credit(session, member, payout.id, "Z-2026-002", "Irrtum", OFFICE, NOW)
    actions.reverse_share_entry(session, entry, "Irrtum", OFFICE, NOW)
    assert queries.holding_of(session, member.id, TODAY) == queries.Holding(2, 2 * SHARE, 2 * SHARE)


def test_what_an_earlier_membership_paid_pays_nothing_of_the_present_shares(session: Session) -> None:
    """Whether the old credit is paid out or not; before the re-entry it is said as it was (§§ 15b (2), 73 GenG)."""
    a_house(session, further_shares_allowed=True)
    member = a_member(session, shares=2)
    paid(session, member, 2 * SHARE, JOINED)
    left, again = JOINED + timedelta(days=5), JOINED + timedelta(days=9)
    members.end(session, member, left, ExitGround.OTHER, "Beschluss", OFFICE, NOW)
    actions.leave(session, member, left, "Beschluss", OFFICE, NOW)
    assert queries.holding_of(session, member.id, again).paid_in == 2 * SHARE
    a_member(session, party=member.party, shares=1, first_day=again)
    for is_paid_out in (False, True):
        if is_paid_out:
            actions.take_out_credit(
                session, member, 2 * SHARE, CreditGround.PAYOUT, again, "AG-2026-001", left, False, OFFICE, NOW
            )
        held = queries.holding_of(session, member.id, TODAY)
        assert (held.shares, held.paid_in, held.credit) == (1, 0, 0 if is_paid_out else 2 * SHARE)
        assert session.execute(queries.paid_sums(TODAY)).all() == []
        assert session.scalar(select(queries.held_together(TODAY).c.paid)) == 0
        assert queries.holding_of(session, member.id, left).paid_in == 2 * SHARE
    paid(session, member, SHARE)
    assert queries.holding_of(session, member.id, TODAY).paid_in == SHARE


def test_until_a_second_membership_is_known_what_the_first_one_paid_counts(session: Session) -> None:
    a_house(session)
    member = a_member(session, shares=2)
    paid(session, member, 2 * SHARE, JOINED)
    members.end(session, member, JOINED + 5 * DAY, ExitGround.OTHER, "Beschluss", OFFICE, NOW)
    again, ground = JOINED + 9 * DAY, JoinGround.ADMISSION
    members.enter(session, member.party_id, MemberClass.ORDINARY, again, ground, "V-2026-009", OFFICE, NOW + DAY)
    assert queries.holding_of(session, member.id, TODAY, known_at=NOW).paid_in == 2 * SHARE
    assert queries.holding_of(session, member.id, TODAY).paid_in == 0


def test_a_reversal_needs_a_reason(session: Session) -> None:
    a_house(session)
    member = a_member(session, shares=1)
    with pytest.raises(Refusal, match="Grund"):
        actions.reverse_share_entry(session, queries.share_entries_of(session, member.id)[0], " ", OFFICE, NOW)


@pytest.mark.parametrize("table", ["share_entry", "credit_entry", "payment_due", "payment_received"])
def test_the_ledgers_only_grow_in_the_database_too(session: Session, table: str) -> None:
    a_house(session)
    paid(session, a_member(session, shares=1), 100_00)
    session.commit()
    with pytest.raises(DatabaseError):
        session.connection().exec_driver_sql(f"UPDATE {table} SET recorded_by = 'jemand'")
    session.rollback()


def test_a_list_taken_over_leaves_due_what_it_did_not_pay(session: Session) -> None:
    a_house(session)
    member = a_member(session)
    actions.take_over(session, member, 3, 2 * SHARE, JOINED, "Altliste", OFFICE, NOW)
    assert queries.holding_of(session, member.id, TODAY) == queries.Holding(3, 2 * SHARE, 2 * SHARE)
    assert [due.open for due in queries.open_payments(session, member_id=member.id)] == [SHARE]
    paid(session, member, SHARE)
    assert queries.open_payments(session) == []


def test_without_a_statute_a_list_is_taken_over_all_the_same(session: Session) -> None:
    member = a_member(session)
    actions.take_over(session, member, 3, 0, JOINED, "Altliste", OFFICE, NOW)
    assert queries.holding_of(session, member.id, TODAY) == queries.Holding(3, 0, 0)


CHANGES = st.lists(st.tuples(st.integers(0, 6), st.integers(1, 9), st.booleans()), min_size=1, max_size=8)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=CHANGES)
def test_the_sum_of_entries_is_the_holding_on_every_day(session: Session, changes: list[tuple[int, int, bool]]) -> None:
    """Whatever is entered and undone: the database's sum is the sum of what was not undone by that day."""
    session.rollback()
    member = a_member(session)
    kept: list[tuple[date, int]] = []
    for offset, shares, undone in changes:
        entry = _entry(session, member.id, JOINED + offset * DAY, shares)
        if undone:
            _undo(session, entry)
        else:
            kept.append((entry.effective_on, shares))
    for offset in range(8):
        day = JOINED + offset * DAY
        assert queries.holding_of(session, member.id, day).shares == sum(n for on, n in kept if on <= day)
    assert queries.share_sheet(session, member.id)[0].shares == sum(n for _, n in kept)


def _entry(session: Session, member_id: int, day: date, shares: int) -> ShareEntry:
    entry = ShareEntry(member_id=member_id, change=shares, effective_on=day, recorded_at=NOW, recorded_by="Test",
                       ground=ShareGround.FURTHER_SHARES, document="V-2026-001")
    session.add(entry)
    session.flush()
    return entry


def _undo(session: Session, entry: ShareEntry) -> None:
    session.add(ShareEntry(member_id=entry.member_id, change=-entry.change, effective_on=entry.effective_on,
                           recorded_at=NOW, recorded_by="Test", ground=ShareGround.REVERSAL, document="S-2026-001",
                           reverses_id=entry.id))
    session.flush()


def test_dues_point_at_the_shares_they_belong_to(session: Session) -> None:
    a_house(session)
    member = a_member(session, shares=2)
    entry = queries.share_entries_of(session, member.id)[0]
    assert session.query(PaymentDue).one().share_entry_id == entry.id
    assert statute_on(session, TODAY).share_amount == SHARE


def test_credit_handed_on_with_the_shares_counts_until_the_close_of_its_day(session: Session) -> None:
    """Who hands shares on is a member with shares and credit to the end of that day (R-REG-06)."""
    member, last_day = a_member(session), date(2019, 12, 31)
    holding = actions.OpeningHolding(member.id, 2, 1000_00, date(2012, 3, 1), last_day, handed_on=True)
    actions.take_over_many(session, [holding], "alt.csv", OFFICE, NOW)
    held = [queries.holding_of(session, member.id, day) for day in (last_day, last_day + DAY)]
    assert held == [queries.Holding(2, 1000_00, 1000_00), queries.Holding(0, 0, 0)]
