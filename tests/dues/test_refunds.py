"""What was paid too much goes back: whose money that is, and since when it is there (R-SEPA-10, R-REG-05)."""

from datetime import date, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core.values import Refusal
from app.dues import actions, queries
from app.dues.rules import Overpaid, RefundDayRefusal
from app.members.models import Member
from app.shares import actions as shares
from app.shares import queries as share_queries
from app.shares.models import PaymentDue, PaymentReceived
from app.shares.rules import DuePayment, PaymentPurpose
from tests.factories import NOW, OFFICE, TODAY, sign_in_office
from tests.shares.factories import SHARE, a_house, a_member
from tests.tabs import said

DAY, YEARLY, WHY = timedelta(days=1), PaymentPurpose.CONTRIBUTION, "Falsches Mitglied"
LAST_YEAR = NOW - 300 * DAY


@pytest.fixture
def member(session: Session) -> Member:
    a_house(session)
    return a_member(session, first_day=date(2024, 5, 2))


def asked(session: Session, member: Member, now: datetime, amount: int = 60_00) -> PaymentDue:
    due = DuePayment(now.date() + 14 * DAY, amount, YEARLY)
    return shares.ask_for(session, member, due, f"Beitrag {now:%Y}", OFFICE, now)


def paid(session: Session, member: Member, now: datetime, amount: int = 60_00) -> PaymentReceived:
    return shares.record_payment(session, member, amount, now.date(), YEARLY, "", OFFICE, now)


def refunded(session: Session, member: Member, on: date = TODAY, now: datetime = NOW) -> PaymentDue:
    return actions.refund_advance(session, member, YEARLY, on, "Überweisung 17", OFFICE, now)


def taken_out(session: Session, payment: PaymentReceived) -> None:
    shares.reverse_payment(session, payment, WHY, OFFICE, NOW)


def test_a_payment_that_still_covers_what_it_was_for_is_taken_out_beside_a_later_refund(
    session: Session, member: Member
) -> None:
    asked(session, member, LAST_YEAR)
    former = paid(session, member, LAST_YEAR + DAY)
    due = asked(session, member, NOW - 9 * DAY)
    given_back = paid(session, member, NOW - 8 * DAY)
    shares.take_due_back(session, due.id, "Beitrag erlassen", OFFICE, NOW - 7 * DAY)
    refunded(session, member)
    with pytest.raises(Refusal, match=r"erstattet: Überweisung 17\."):
        taken_out(session, given_back)
    taken_out(session, former)
    assert share_queries.open_balance_of(session, member.id, YEARLY) == 60_00


def test_a_payment_whose_demand_was_taken_back_is_what_went_back_and_not_a_later_one(
    session: Session, member: Member
) -> None:
    due = asked(session, member, LAST_YEAR)
    given_back = paid(session, member, LAST_YEAR + DAY)
    asked(session, member, NOW - 9 * DAY)
    later = paid(session, member, NOW - 8 * DAY)
    shares.take_due_back(session, due.id, "Beitrag erlassen", OFFICE, NOW - 7 * DAY)
    refunded(session, member)
    with pytest.raises(Refusal, match=r"erstattet: Überweisung 17\."):
        taken_out(session, given_back)
    taken_out(session, later)


def test_a_payment_of_which_only_a_part_went_back_is_not_taken_out(session: Session, member: Member) -> None:
    asked(session, member, LAST_YEAR)
    due = asked(session, member, LAST_YEAR, 30_00)
    payment = paid(session, member, LAST_YEAR + DAY, 90_00)
    shares.take_due_back(session, due.id, "Beitrag erlassen", OFFICE, NOW - 7 * DAY)
    row = refunded(session, member)
    with pytest.raises(Refusal, match=r"erstattet: Überweisung 17\."):
        taken_out(session, payment)
    actions.undo_refund(session, queries.refunds_of(session, member.id)[row.id], "Ging nicht hinaus", OFFICE, NOW)
    taken_out(session, payment)


def test_money_entered_after_a_refund_never_rests_under_it_whatever_it_makes_up_since(
    session: Session, member: Member
) -> None:
    due = asked(session, member, LAST_YEAR)
    taken_by_bank, other = (paid(session, member, LAST_YEAR + day, 30_00) for day in (DAY, 2 * DAY))
    shares.take_due_back(session, due.id, "Beitrag erlassen", OFFICE, NOW - 7 * DAY)
    refunded(session, member, TODAY - 5 * DAY, NOW - 5 * DAY)
    actions.return_payment(session, taken_by_bank, TODAY - 4 * DAY, 0, "Rücklast", OFFICE, NOW - 4 * DAY)
    assert share_queries.open_balance_of(session, member.id, YEARLY) == 30_00
    since = paid(session, member, NOW - 3 * DAY, 30_00)
    with pytest.raises(Refusal, match=r"erstattet: Überweisung 17\."):
        taken_out(session, other)
    taken_out(session, since)
    assert share_queries.open_balance_of(session, member.id, YEARLY) == 30_00


def test_money_entered_after_a_refund_that_was_refunded_itself_stays(session: Session, member: Member) -> None:
    due = asked(session, member, LAST_YEAR)
    paid(session, member, LAST_YEAR + DAY)
    shares.take_due_back(session, due.id, "Beitrag erlassen", OFFICE, NOW - 7 * DAY)
    refunded(session, member, TODAY - 5 * DAY, NOW - 5 * DAY)
    another = asked(session, member, NOW - 4 * DAY, 10_00)
    since = paid(session, member, NOW - 3 * DAY, 10_00)
    shares.take_due_back(session, another.id, "Beitrag erlassen", OFFICE, NOW - 3 * DAY)
    refunded(session, member, TODAY - 2 * DAY, NOW - 2 * DAY)
    with pytest.raises(Refusal, match=r"erstattet: Überweisung 17\."):
        taken_out(session, since)


def test_money_goes_back_on_a_day_before_a_later_payment_for_something_else(session: Session, member: Member) -> None:
    due = asked(session, member, LAST_YEAR)
    paid(session, member, LAST_YEAR + DAY)
    asked(session, member, NOW - 9 * DAY)
    paid(session, member, NOW - 3 * DAY)
    shares.take_due_back(session, due.id, "Beitrag erlassen", OFFICE, NOW - 2 * DAY)
    came_in = (LAST_YEAR + DAY).date()
    with pytest.raises(RefundDayRefusal, match="ging erst am"):
        refunded(session, member, came_in - DAY)
    row = refunded(session, member, TODAY - 5 * DAY)
    assert (row.amount, row.due_on) == (60_00, TODAY - 5 * DAY)


def test_money_goes_back_on_no_day_before_the_last_of_it_came_in(session: Session, member: Member) -> None:
    asked(session, member, LAST_YEAR)
    paid(session, member, LAST_YEAR + DAY)
    due = asked(session, member, NOW - 9 * DAY)
    last = paid(session, member, NOW - 3 * DAY)
    shares.take_due_back(session, due.id, "Beitrag erlassen", OFFICE, NOW - 2 * DAY)
    with pytest.raises(RefundDayRefusal, match="ging erst am"):
        refunded(session, member, last.received_on - DAY)
    assert refunded(session, member, last.received_on).amount == 60_00


def test_a_payment_the_bank_took_back_counts_again_once_the_return_is_undone(session: Session, member: Member) -> None:
    due = asked(session, member, LAST_YEAR)
    payment = paid(session, member, LAST_YEAR + DAY)
    row = actions.return_payment(session, payment, TODAY - 9 * DAY, 0, "Rücklastschrift", OFFICE, NOW - 9 * DAY)
    actions.undo_return(session, row, "Beim falschen Mitglied", OFFICE, NOW - 8 * DAY)
    shares.take_due_back(session, due.id, "Beitrag erlassen", OFFICE, NOW - 7 * DAY)
    assert share_queries.too_much_since(session, member.id, YEARLY) == payment.received_on
    refunded(session, member)
    assert share_queries.too_much_since(session, member.id, YEARLY) is None
    with pytest.raises(Refusal, match="erstattet"):
        taken_out(session, payment)


@pytest.mark.parametrize(
    ("purpose", "is_advance", "goes_back"),
    [
        (PaymentPurpose.SHARES, True, False),
        (PaymentPurpose.CONTRIBUTION, True, True),
        (PaymentPurpose.ENTRY_FEE, False, True),
        (PaymentPurpose.COSTS, False, True),
    ],
)
def test_all_but_what_was_paid_on_shares_goes_back_and_what_recurs_is_an_advance(
    purpose: PaymentPurpose, is_advance: bool, goes_back: bool
) -> None:
    found = Overpaid(purpose, 60_00)
    assert (found.is_advance, found.goes_back) == (is_advance, goes_back)


def test_the_page_of_payments_offers_to_send_back_a_contribution_paid_too_much_and_nothing_on_shares(
    session: Session, client: FlaskClient
) -> None:
    a_house(session, min_payment=100_00)
    member = a_member(session, shares=2, first_day=date(2024, 5, 2))
    shares.record_payment(session, member, SHARE, TODAY, PaymentPurpose.SHARES, "", OFFICE, NOW)
    due = asked(session, member, NOW - 9 * DAY)
    paid(session, member, NOW - 8 * DAY)
    shares.take_due_back(session, due.id, "Beitrag erlassen", OFFICE, NOW)
    session.commit()
    sign_in_office(session, client)
    answer = client.get(f"/mitglieder/{member.number}/zahlungen")
    for words in ("Jahresbeitrag: 60,00 € im Voraus gezahlt.", "300,00 € im Voraus gezahlt. Das deckt, was als"):
        assert words in said(answer)
    address = f"/mitglieder/{member.number}/erstattung/"
    assert (f"{address}contribution" in answer.text, f"{address}shares" in answer.text) == (True, False)
