"""What is money of a later year, and what is not: it came and stayed, and is no result of the exit's own years."""

from datetime import date, datetime

import pytest
from sqlalchemy.orm import Session

from app.archive import queries as archive
from app.archive.actions import make_void as void
from app.closing import actions as closing
from app.closing.rules import Terms, Uses
from app.core.values import Refusal
from app.members.models import Member
from app.settlements import actions, queries
from app.settlements.models import Settlement
from app.settlements.queries import Preview
from app.settlements.queries.acknowledged import acknowledged_before
from app.settlements.rules import Acknowledgement, SettlementKind
from app.shares import actions as shares
from app.shares.models import PaymentReceived
from tests.closing.factories import FIGURES, MINUTES, REFERENCE, SECOND
from tests.factories import NOW, OFFICE
from tests.settlements.factories import LEFT, ONE, a_holder, a_paying_house, confirmed, left, pay
from tests.settlements.test_further import settled_at
from tests.settlements.test_parted import HALF, left_owing
from tests.shares.factories import SHARE, paid

USED, USED_ANEW = Terms(Uses(100_00, 0, 200_00, 700_00)), Terms(Uses(100_00, 0, 150_00, 750_00))
YEARS_LATER, STILL_LATER = NOW.replace(year=2030, month=5), NOW.replace(year=2031, month=5)


def came(session: Session, member: Member, amount: int, now: datetime) -> PaymentReceived:
    """Money that came in at a moment."""
    return session.get_one(PaymentReceived, paid(session, member, amount, on=now.date(), now=now))


def previewed(session: Session, basis_id: int, now: datetime) -> Preview:
    """What the settlement of an exit would come to."""
    basis = queries.get_basis(session, SettlementKind.EXIT, basis_id)
    return queries.preview(session, basis, 0, now.date())


def test_a_late_payment_that_was_an_error_is_no_money_of_a_later_year_and_lessens_no_claim(session: Session) -> None:
    """R-REG-05: it is as if it had never come; what it was entered anew as came."""
    a_paying_house(session)
    member, period = left_owing(session)
    error = came(session, member, HALF // 5, YEARS_LATER)
    shares.reverse_payment(session, error, "Falscher Betrag", OFFICE, YEARS_LATER)
    found = previewed(session, period, YEARS_LATER)
    assert (found.figures.credit, found.days.due_on.year, found.apart) == (SHARE, 2026, 0)
    came(session, member, HALF, YEARS_LATER)
    first = settled_at(session, period, YEARS_LATER)
    assert (first.credit, [each.amount for each in queries.left_apart(session, first)]) == (SHARE, [HALF])


def test_a_late_payment_that_came_back_is_no_money_of_a_later_year_and_lessens_no_claim(session: Session) -> None:
    """R-SEPA-10: until it is said that it never came back."""
    a_paying_house(session)
    member, period = left_owing(session)
    payment = came(session, member, HALF, YEARS_LATER)
    back = shares.book_return(session, payment, STILL_LATER.date(), OFFICE, STILL_LATER)
    session.expire_all()
    found = previewed(session, period, STILL_LATER)
    assert (found.figures.credit, found.apart) == (SHARE, 0)
    shares.undo_return(session, back, OFFICE, STILL_LATER)
    found = previewed(session, period, STILL_LATER)
    assert (found.figures.credit, found.apart) == (SHARE, HALF)


def test_a_payment_of_old_that_comes_back_late_lessens_the_old_claim(session: Session) -> None:
    """What came in its place is of its own year."""
    a_paying_house(session)
    member = a_holder(session, shares_held=2, paid_in=SHARE)
    payment = came(session, member, HALF, NOW.replace(year=2025))
    period = left(session, member)
    shares.book_return(session, payment, YEARS_LATER.date(), OFFICE, YEARS_LATER)
    session.expire_all()
    came(session, member, HALF, YEARS_LATER)
    found = previewed(session, period, YEARS_LATER)
    assert (found.figures.credit, found.days.due_on.year, found.apart) == (SHARE, 2026, HALF)


def test_no_day_by_which_to_pay_follows_from_money_that_was_an_error(session: Session) -> None:
    """§ 271 (1) BGB."""
    a_paying_house(session)
    member = a_holder(session, shares_held=3, paid_in=2 * SHARE)
    given_up = shares.cancel(session, member, 1, LEFT, "KD-2025-002", OFFICE, NOW)
    came(session, member, HALF, YEARS_LATER)
    error = came(session, member, HALF, STILL_LATER)
    shares.reverse_payment(session, error, "Falsches Mitglied", OFFICE, STILL_LATER)
    assert confirmed(session, given_up.id, SettlementKind.PARTIAL).due_on == YEARS_LATER.date()


def with_result_used_late(session: Session) -> tuple[Member, int]:
    """Who left in the year whose accounts were adopted only years later, with a profit on a share half paid."""
    a_paying_house(session, is_adopted=False)
    member = a_holder(session, shares_held=1, paid_in=HALF)
    period = left(session, member)
    closing.prepare(session, SECOND, date(2030, 4, 20), FIGURES, None, OFFICE, YEARS_LATER)
    closing.adopt(session, SECOND, date(2030, 5, 10), REFERENCE, MINUTES, OFFICE, YEARS_LATER)
    closing.use_result(session, SECOND, USED, OFFICE, YEARS_LATER)
    return member, period


def test_the_result_of_the_year_of_the_exit_belongs_to_its_credit_however_late_it_was_used(session: Session) -> None:
    """§ 73 (2) GenG; R-PAY-02: one settlement, due as ever, whatever was used first; money that came late is apart."""
    member, period = with_result_used_late(session)
    found = previewed(session, period, YEARS_LATER)
    assert (found.figures.credit, found.days.due_on.year, found.apart) == (HALF + 200_00, 2026, 0)
    closing.undo_result(session, SECOND, "Falscher Betrag", OFFICE, YEARS_LATER)
    closing.use_result(session, SECOND, USED_ANEW, OFFICE, STILL_LATER)
    found = previewed(session, period, STILL_LATER)
    assert (found.figures.credit, found.days.due_on.year, found.apart) == (HALF + 150_00, 2026, 0)
    came(session, member, 50_00, STILL_LATER)
    first = settled_at(session, period, STILL_LATER)
    assert (first.credit, [each.amount for each in queries.left_apart(session, first)]) == (HALF + 150_00, [50_00])
    assert queries.has_younger(session, first)


def settled_and_posted(session: Session, basis_id: int, now: datetime) -> Settlement:
    """An exit settled at a moment at which its letter was posted, too."""
    settlement = settled_at(session, basis_id, now)
    letter = queries.statement_of(session, settlement)
    assert letter is not None
    archive.items_of(session, letter.id)[0].posted_at = now
    session.flush()
    return settlement


def test_a_letter_that_promises_to_settle_later_money_by_itself_owns_up_to_that(session: Session) -> None:
    """§ 212 (1) no. 1 BGB: by its amount; what came after the letter was written it does not know."""
    a_paying_house(session)
    member, period = left_owing(session)
    came(session, member, HALF, NOW.replace(year=2028))
    first = settled_and_posted(session, period, datetime(2029, 3, 15, 12, tzinfo=NOW.tzinfo))
    late = datetime(2032, 1, 10, 12, tzinfo=NOW.tzinfo)
    actions.pay_out(session, first, first.left, date(2029, 3, 15), ONE, late)
    came(session, member, HALF, late)
    assert previewed(session, period, late).barred_after == date(2032, 3, 15)
    second = settled_at(session, period, late)
    found = queries.payout_of(session, second, late.date())
    assert (found.barred_after, found.began_anew_on) == (date(2035, 1, 10), late.date())
    letter = queries.statement_of(session, second)
    assert letter is not None
    void(session, letter, "Tippfehler", ONE, late)
    found = queries.payout_of(session, second, late.date())
    assert (found.barred_after, found.began_anew_on) == (date(2032, 3, 15), date(2029, 3, 15))
    assert found.acknowledged_by == (Acknowledgement.STATEMENT,)
    with pytest.raises(Refusal, match=r"Ablauf des 15\.03\.2032"):
        actions.close_barred(session, second, "Nie gemeldet", ONE, late)
    years = [acknowledged_before(session, member.id, (period, None), date(year, 5, 1), date(2036, 1, 1))
             for year in (2028, 2032)]  # fmt: skip
    assert years == [[date(2029, 3, 15)], []]


def test_what_owned_up_to_money_of_a_year_counts_though_more_of_that_year_is_entered_since(session: Session) -> None:
    """§ 212 (1) no. 1 BGB: the day by which to pay moves with it, and the claim is the same."""
    a_paying_house(session)
    member, period = left_owing(session)
    first = confirmed(session, period)
    pay(session, first, first.left)
    came(session, member, HALF, YEARS_LATER)
    second = settled_and_posted(session, period, STILL_LATER)
    actions.reverse(session, second, "Falsche Zahl", ONE, STILL_LATER)
    forgotten = date(2030, 12, 20)
    paid(session, member, HALF, on=forgotten, now=STILL_LATER)
    late = STILL_LATER.replace(year=2034, month=1)
    found = previewed(session, period, late)
    assert (found.figures.claim, found.days.due_on) == (SHARE, forgotten)
    assert found.barred_after == STILL_LATER.date().replace(year=2034)
    anew = settled_at(session, period, late)
    assert not queries.payout_of(session, anew, late.date()).is_barred(late.date())
