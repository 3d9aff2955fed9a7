"""Payments: gapless numbers, what may be paid, what is taken back."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.values import Refusal
from app.members import actions as members
from app.members.rules import ExitGround
from app.shares import actions, queries
from app.shares.models import PaymentReceived, ShareEntry
from app.shares.rules import DuePayment, PaymentPurpose
from tests.factories import NOW, OFFICE, TODAY
from tests.shares.factories import JOINED, SHARE, a_house, a_member, paid


def test_payments_are_numbered_without_a_gap(session: Session) -> None:
    a_house(session)
    member = a_member(session, shares=2)
    for _ in range(2):
        paid(session, member, 100_00)
    with pytest.raises(Refusal):
        paid(session, member, 5_000_00)
    paid(session, member, 100_00)
    numbers = [receipt.number for receipt in queries.receipts_of(session, member.id)]
    assert numbers == ["K-2026-0003", "K-2026-0002", "K-2026-0001"]


def test_too_much_is_refused_with_what_to_do(session: Session) -> None:
    a_house(session)
    member = a_member(session, shares=1)
    paid(session, member, 450_00)
    with pytest.raises(Refusal, match=r"nur noch 50,00\xa0€.*überweisen Sie 30,00\xa0€ zurück"):
        paid(session, member, 80_00)
    paid(session, member, 50_00)
    with pytest.raises(Refusal, match="voll eingezahlt"):
        paid(session, member, 1)


def test_on_the_day_of_a_transfer_nothing_more_is_paid_on_the_shares_handed_on(session: Session) -> None:
    a_house(session, further_shares_allowed=True)
    giver, taker = a_member(session, shares=2), a_member(session, "Stadt Lindenfurt", 1)
    for member in (giver, taker):
        paid(session, member, queries.open_balance_of(session, member.id, PaymentPurpose.SHARES))
    actions.hand_over(session, giver, taker, 1, SHARE, TODAY, "UT-2026-001", OFFICE, NOW)
    with pytest.raises(Refusal, match="voll eingezahlt"):
        paid(session, giver, SHARE)
    assert queries.holding_of(session, giver.id, TODAY + timedelta(days=1)).credit == SHARE


def test_an_entry_fee_is_no_paid_in_credit(session: Session) -> None:
    a_house(session, entry_fee=50_00)
    member = a_member(session, shares=1)
    with pytest.raises(Refusal, match=r"Eintrittsgeld 50,00\xa0€, Anteile 10,00\xa0€"):
        paid(session, member, 60_00, fee=True)
    paid(session, member, 50_00, fee=True)
    assert queries.holding_of(session, member.id, TODAY).credit == 0
    with pytest.raises(Refusal, match=r"je Zweck eine Zahlung ein: Anteile 0,01"):
        paid(session, member, 1, fee=True)


def test_a_payment_for_shares_and_entry_fee_is_divided_and_not_sent_back(session: Session) -> None:
    a_house(session, entry_fee=50_00)
    member = a_member(session, shares=1)
    with pytest.raises(Refusal, match=r"eine Zahlung ein: Anteile 500,00\xa0€, Eintrittsgeld 50,00\xa0€\.$"):
        paid(session, member, 550_00)
    with pytest.raises(Refusal, match=r"Eintrittsgeld 50,00\xa0€\. Überweisen Sie 20,00\xa0€ zurück"):
        paid(session, member, 570_00)
    paid(session, member, 500_00)
    with pytest.raises(Refusal, match=r"eine Zahlung ein: Eintrittsgeld 50,00\xa0€\.$"):
        paid(session, member, 50_00)


def test_a_payment_of_who_has_left_is_refused_with_the_day(session: Session) -> None:
    a_house(session)
    member = a_member(session, shares=1, first_day=date(2024, 1, 2))
    paid(session, member, 500_00)
    actions.leave(session, member, date(2025, 12, 31), "KD-2025-001", OFFICE, NOW)
    members.end(session, member, date(2025, 12, 31), ExitGround.NOTICE, "KD-2025-001", OFFICE, NOW)
    with pytest.raises(Refusal, match=r"endete am 31\.12\.2025"):
        paid(session, member, 100_00)


def test_what_came_in_between_two_memberships_counts_from_the_second_one_on(session: Session) -> None:
    a_house(session)
    member = a_member(session, shares=1, first_day=date(2024, 1, 2))
    left, again = date(2025, 12, 31), date(2026, 3, 10)
    paid(session, member, SHARE, left)
    actions.leave(session, member, left, "KD-2025-001", OFFICE, NOW)
    members.end(session, member, left, ExitGround.NOTICE, "KD-2025-001", OFFICE, NOW)
    a_member(session, shares=1, first_day=again, party=member.party)
    session.refresh(member)
    with pytest.raises(Refusal, match=r"beginnt am 10\.03\.2026"):
        paid(session, member, 100_00, date(2026, 3, 1))
    paid(session, member, 100_00, again)
    assert session.execute(queries.paid_sums(TODAY)).all() == [(member.id, 100_00)]


def test_what_is_put_off_later_leaves_what_was_overdue_at_a_close_as_it_was(session: Session) -> None:
    a_house(session)
    member, later = a_member(session, shares=1, first_day=date(2026, 9, 1)), NOW + timedelta(days=30)
    assert queries.overdue_at_close(session, TODAY) == {member.id: SHARE}
    day = date(2027, 3, 1)
    for document in ("RP-2026-001", "RP-2026-002"):
        actions.put_off(session, member, [DuePayment(day, SHARE, PaymentPurpose.SHARES)], document, OFFICE, later)
    assert [each.due_on for each in queries.open_payments(session, member_id=member.id)] == [day]
    assert queries.overdue_at_close(session, TODAY) == {member.id: SHARE}
    assert queries.overdue_at_close(session, later.date()) == {}


def test_shares_entered_by_mistake_were_overdue_on_no_day(session: Session) -> None:
    a_house(session)
    member = a_member(session, shares=1, first_day=date(2026, 9, 1))
    entry = session.scalars(select(ShareEntry).where(ShareEntry.member_id == member.id)).one()
    actions.reverse_share_entry(session, entry, "Irrtum", OFFICE, NOW + timedelta(days=30))
    assert queries.overdue_at_close(session, TODAY) == {}


def test_a_payment_of_somebody_entered_by_mistake_is_refused(session: Session) -> None:
    a_house(session)
    member = a_member(session)
    members.strike(session, member, "UT-2026-001", OFFICE, NOW)
    session.refresh(member)
    with pytest.raises(Refusal, match="irrtümlich eingetragen"):
        paid(session, member, 100_00)


def test_part_payments_leave_the_rest_open(session: Session) -> None:
    a_house(session)
    member = a_member(session, shares=1)
    paid(session, member, 120_00)
    assert [(due.amount, due.open) for due in queries.open_payments(session)] == [(SHARE, 380_00)]


def test_a_payment_taken_back_is_open_again_and_stays_visible(session: Session) -> None:
    a_house(session)
    member = a_member(session, shares=1)
    payment = session.get_one(PaymentReceived, paid(session, member, SHARE))
    reversal = actions.reverse_payment(session, payment, "Rücklastschrift", OFFICE, NOW)
    assert (reversal.number, reversal.amount, reversal.reverses_id) == ("K-2026-0002", -SHARE, payment.id)
    assert [due.open for due in queries.open_payments(session)] == [SHARE]
    assert queries.receipts_of(session, member.id)[1].reversed_by == "K-2026-0002"
    for again in (payment, reversal):
        with pytest.raises(Refusal, match="torn"):
            actions.reverse_payment(session, again, "Noch einmal", OFFICE, NOW)


def test_a_payment_is_not_taken_back_once_its_credit_was_handed_on(session: Session) -> None:
    a_house(session)
    one, other = a_member(session, shares=2), a_member(session, "Stadt Lindenfurt")
    payment = session.get_one(PaymentReceived, paid(session, one, 2 * SHARE))
    actions.hand_over(session, one, other, 1, SHARE, TODAY, "UT-2026-001", OFFICE, NOW)
    with pytest.raises(Refusal, match="Stornieren Sie zuerst diesen"):
        actions.reverse_payment(session, payment, "Rücklastschrift", OFFICE, NOW)
    assert queries.holding_of(session, one.id, TODAY).credit == 2 * SHARE


def test_money_of_tomorrow_is_not_booked_today(session: Session) -> None:
    a_house(session)
    member = a_member(session, shares=1)
    with pytest.raises(Refusal, match="Zukunft"):
        paid(session, member, SHARE, TODAY + timedelta(days=1))


def test_money_is_not_booked_before_the_membership(session: Session) -> None:
    a_house(session)
    member = a_member(session, shares=1)
    with pytest.raises(Refusal, match="Prüfen Sie das Jahr"):
        paid(session, member, SHARE, JOINED - timedelta(days=1))
    paid(session, member, SHARE, JOINED)


def test_what_is_due_by_a_day_is_told_apart_from_what_comes(session: Session) -> None:
    a_house(session, min_payment=100_00, instalment_amount=400_00, instalment_months=6)
    a_member(session, shares=1)
    assert [due.amount for due in queries.open_payments(session, date(2026, 11, 30))] == [100_00]
    due = queries.open_payments(session)[0]
    assert (due.is_overdue(due.due_on), due.is_overdue(due.due_on + timedelta(days=1))) == (False, True)
    assert due.purpose is PaymentPurpose.SHARES


def test_every_member_s_open_sum_is_what_its_dues_leave(session: Session) -> None:
    a_house(session, entry_fee=50_00)
    one, other = a_member(session, shares=1), a_member(session, "Stadt Lindenfurt", shares=3)
    paid(session, one, 200_00)
    paid(session, other, 3 * SHARE)
    assert dict(session.execute(queries.open_sums()).all()) == {one.id: 350_00, other.id: 50_00}
