"""Makes credit that belongs to other days than its own: settled, lost, come back; all people are invented."""

from datetime import date

from sqlalchemy.orm import Session

from app.closing import actions as closing
from app.closing.rules import Figures, Terms, Uses
from app.settlements import actions
from app.shares import actions as shares
from app.shares import queries as share_queries
from tests.closing.factories import SECOND, adopted
from tests.factories import NOW, OFFICE, TODAY
from tests.settlements.factories import TWO, a_holder, a_paying_house, confirmed, left, pay
from tests.shares.factories import a_member, paid

AGAIN = date(2026, 3, 1)


def lived_twice(session: Session) -> None:
    """Somebody who left and joined again, with a payout taken back, a loss undone, and a payment that came back twice.

    Another one stays and bears the loss too.
    """
    a_paying_house(session, is_adopted=False)
    adopted(session, figures=Figures(-250_00, 0, 0, 0, 90_000_00))
    member = a_holder(session)
    a_holder(session, "Stadt Lindenfurt")
    period = left(session, member)
    a_member(session, shares=1, first_day=AGAIN, party=member.party)
    session.refresh(member)
    for is_undone in (True, False):
        closing.use_result(session, SECOND, Terms(Uses(0, 0, 250_00, 0)), OFFICE, NOW)
        settlement = confirmed(session, period)
        entry = pay(session, settlement, 100_00)
        actions.take_back(session, settlement, entry, "Konto erloschen", TWO, NOW)
        if is_undone:
            actions.reverse(session, settlement, "Irrtum", TWO, NOW)
            closing.undo_result(session, SECOND, "Irrtum", OFFICE, NOW)
    payment = share_queries.get_payment(session, paid(session, member, 10_00, AGAIN))
    for is_undone in (True, False):
        back = shares.book_return(session, payment, TODAY, OFFICE, NOW)
        if is_undone:
            shares.undo_return(session, back, OFFICE, NOW)
