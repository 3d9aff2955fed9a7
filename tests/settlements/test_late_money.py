"""What is money of a later year, and what is not: it came and stayed, and is no result of the exit's own years."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from app.closing import actions as closing
from app.closing.rules import Terms, Uses
from app.members.models import Member
from app.settlements import queries
from app.settlements.queries import Preview
from app.settlements.rules import SettlementKind
from app.shares import actions as shares
from app.shares.models import PaymentReceived
from tests.closing.factories import FIGURES, MINUTES, REFERENCE, SECOND
from tests.factories import NOW, OFFICE
from tests.settlements.factories import LEFT, a_holder, a_paying_house, confirmed, left
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
