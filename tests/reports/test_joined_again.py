"""Whose the credit at the close of a year is of somebody who left and joined again before being paid (R-MOV-03)."""

from datetime import date

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audits.queries import ledgers
from app.dues import actions as dues
from app.members.models import Member
from app.reports import queries
from app.reports.rules import ClosingHolding, CreditPart, Figure, Standing, credit_parts
from app.settlements import actions as settlements
from app.shares.models import CreditEntry, PaymentReceived
from app.shares.rules import CreditGround
from tests.closing.factories import THIRD
from tests.factories import NOW, OFFICE, TODAY, sign_in_office
from tests.settlements.factories import ONE, TWO, a_holder, a_paying_house, confirmed, left
from tests.shares.factories import SHARE, a_member, paid

AGAIN = date(2026, 1, 1)
CLOSE = THIRD.last_day
EARLIER = 5 * SHARE


def back_with_one_share(session: Session, is_paid: bool = False, entry_fee: int | None = None) -> tuple[Member, int]:
    """Left at the end of 2025 with 2,500 € unpaid, back the next day with one share; and the membership's id."""
    a_paying_house(session, entry_fee=entry_fee)
    member = a_holder(session)
    period = left(session, member)
    a_member(session, shares=1, first_day=AGAIN, party=member.party)
    if is_paid:
        paid(session, member, SHARE, AGAIN)
    return member, period


def parts(session: Session) -> tuple[int, ...]:
    """Of who remains, who left at the close, of cancelled shares, of who left before."""
    found = queries.year_end(session, CLOSE).parts
    return tuple(found[part] for part in CreditPart)


def test_the_credit_of_an_earlier_membership_is_that_of_who_left_before(session: Session) -> None:
    back_with_one_share(session)
    assert parts(session) == (0, 0, 0, EARLIER)


def test_what_is_paid_on_the_shares_of_the_re_entry_is_that_of_who_remains(session: Session) -> None:
    back_with_one_share(session, is_paid=True)
    assert parts(session) == (SHARE, 0, 0, EARLIER)
    assert queries.year_end(session, CLOSE).standing == Standing(1, 1, SHARE)
    before = queries.year_end(session, date(2025, 12, 31)).parts
    assert (before[CreditPart.LEFT], before[CreditPart.FORMER]) == (EARLIER, 0)


def test_a_payout_after_the_re_entry_is_taken_from_the_earlier_credit(session: Session) -> None:
    _member, period = back_with_one_share(session, is_paid=True)
    settlement = confirmed(session, period)
    settlements.pay_out(session, settlement, 1_000_00, TODAY, ONE, NOW)
    assert parts(session) == (SHARE, 0, 0, EARLIER - 1_000_00)
    settlements.take_back(session, settlement, settlement.standing[0], "Konto erloschen", TWO, NOW)
    assert parts(session) == (SHARE, 0, 0, EARLIER)


def test_what_a_settlement_sets_off_is_taken_from_the_earlier_credit(session: Session) -> None:
    _member, period = back_with_one_share(session, entry_fee=100_00)
    set_off = confirmed(session, period).set_off
    assert set_off > 0
    assert parts(session) == (0, 0, 0, EARLIER - set_off)


def test_what_an_old_list_says_was_paid_out_is_first_of_the_earlier_credit(session: Session) -> None:
    member, _period = back_with_one_share(session, is_paid=True)
    session.add(CreditEntry(
        member_id=member.id, amount=-EARLIER, effective_on=date(2026, 8, 1), recorded_at=NOW, recorded_by=OFFICE.name,
        ground=CreditGround.PAYOUT, document="Liste", belongs_on=date(2025, 12, 31),
    ))
    session.flush()
    assert parts(session) == (SHARE, 0, 0, 0)


def test_a_payment_of_before_that_comes_back_lessens_the_earlier_credit(session: Session) -> None:
    """As the settlement says; the membership of now has paid what it owes."""
    back_with_one_share(session, is_paid=True)
    first = session.scalars(select(PaymentReceived).order_by(PaymentReceived.id)).first()
    assert first is not None
    returned = dues.return_payment(session, first, TODAY, 0, "Konto erloschen", OFFICE, NOW)
    assert parts(session) == (SHARE, 0, 0, 0)
    assert queries.year_end(session, CLOSE).standing.credit == SHARE
    dues.undo_return(session, returned, "Irrtum", OFFICE, NOW)
    assert parts(session) == (SHARE, 0, 0, EARLIER)


def test_the_figures_lead_to_the_members_behind_them_and_the_folder_says_the_same(
    session: Session, client: FlaskClient
) -> None:
    back_with_one_share(session, is_paid=True)
    behind = {figure: queries.entries_behind(session, THIRD, figure) for figure in (
        Figure.REMAINING_CREDIT, Figure.FORMER_CREDIT, Figure.CANCELLED_CREDIT,
    )}
    assert [[row.amount for row in rows] for rows in behind.values()] == [[SHARE], [EARLIER], []]
    assert [row[3:] for row in ledgers._capital_rows(session, THIRD)] == [
        ("3000,00", "500,00", "0,00", "0,00", "2500,00")
    ]
    sign_in_office(session, client)
    assert "2.500,00" in client.get("/register/bewegung/former_credit?jahr=2026-12-31").text


def test_who_leaves_again_at_the_close_leaves_with_the_later_credit_only() -> None:
    holding = ClosingHolding(0, EARLIER + SHARE, CLOSE, earlier=EARLIER)
    assert credit_parts(holding, CLOSE, SHARE) == {CreditPart.LEFT: SHARE, CreditPart.FORMER: EARLIER}
    assert credit_parts(holding, date(2027, 12, 31), SHARE) == {CreditPart.FORMER: EARLIER + SHARE}


def test_without_a_statute_nobody_can_tell_what_is_of_cancelled_shares() -> None:
    assert credit_parts(ClosingHolding(1, 3 * SHARE, None), CLOSE, None)[CreditPart.REMAINING] == 3 * SHARE
