"""By which day a past result or payout belongs to shares and a membership (§ 73 GenG; R-PAY-03)."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from app.imports.rules import ListKind
from app.imports.rules.belonging import belongs_on
from app.imports.rules.courses import Course, Span
from app.imports.rules.deaths import Calendar
from app.shares import actions as shares
from app.shares import queries as ledgers
from app.shares.rules import CreditGround
from app.statutes.rules import FiscalYear
from tests.factories import NOW, OFFICE, TODAY
from tests.imports.test_histories import errors_of, taken
from tests.shares.factories import SHARE, a_house, a_member, paid

YEARS = [FiscalYear(date(year, 1, 1), date(year, 12, 31)) for year in (2018, 2019, 2020)]
END, BOOKED = YEARS[0].last_day, date(2019, 6, 30)
JOINED, AGAIN = date(2015, 3, 1), date(2019, 4, 1)
STAYED = [Span(1, JOINED)]
LEFT = [Span(1, JOINED, END)]
BACK = [*LEFT, Span(2, AGAIN)]
NEW = [Span(1, AGAIN)]
LONG_AGO, LAST = date(2024, 5, 2), date(2025, 12, 31)


@pytest.mark.parametrize(("ground", "amount", "spans", "day"), [
    (CreditGround.PROFIT, 100, STAYED, None), (CreditGround.LOSS, -100, STAYED, END),
    (CreditGround.PROFIT, 100, LEFT, END), (CreditGround.PROFIT, 100, BACK, END), (CreditGround.LOSS, -100, BACK, END),
    (CreditGround.PROFIT, 100, NEW, None), (CreditGround.LOSS, -100, NEW, None),
    (CreditGround.PAYOUT, -100, LEFT, None), (CreditGround.PAYOUT, -100, BACK, END),
    (CreditGround.PAYMENT, 100, BACK, None),
])
def test_a_result_of_who_has_left_and_a_payout_of_who_came_back_belong_to_the_membership_that_ended(
    ground: CreditGround, amount: int, spans: list[Span], day: date | None
) -> None:
    course = Course(1, 1, "Gemeinde Altenbruck", spans)
    assert belongs_on(ground, amount, BOOKED, course, Calendar(years=YEARS)) == day


def test_of_a_year_that_was_never_entered_a_result_belongs_to_its_own_day() -> None:
    course = Course(1, 1, "Gemeinde Altenbruck", STAYED)
    assert belongs_on(CreditGround.LOSS, -100, BOOKED, course, Calendar()) is None


def test_a_payment_of_who_owes_on_shares_given_up_is_entered_where_one_is_told_on_which_it_goes(
    session: Session,
) -> None:
    """A row would put it on the shares held (R-PAY-07); once that is paid, lists are taken again."""
    a_house(session, further_shares_allowed=True)
    member = a_member(session, shares=3, first_day=LONG_AGO)
    paid(session, member, SHARE, LONG_AGO)
    shares.cancel(session, member, 1, LAST, "KD-2025-002", OFFICE, NOW)
    row = f"Vorgang;Nr.;Tag;Anteile;Betrag\nEinzahlung;{member.number};01.02.2026;;100\n"
    run = taken(session, row.encode(), ListKind.PAYMENTS, left_out=1)
    assert errors_of(run) == {"1": "owed_on_shares_given_up"}
    paid(session, member, 2 * SHARE, TODAY)
    assert ledgers.credit_parts(session, member.id).released == SHARE
    assert errors_of(taken(session, row.encode(), ListKind.PAYMENTS, left_out=1)) == {"1": "paid_more_than_nominal"}
