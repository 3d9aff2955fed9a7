"""By which day a past result or payout belongs to shares and a membership (§ 73 GenG; R-PAY-03)."""

from datetime import date

import pytest

from app.imports.rules.belonging import belongs_on
from app.imports.rules.courses import Course, Span
from app.imports.rules.deaths import Calendar
from app.shares.rules import CreditGround
from app.statutes.rules import FiscalYear

YEARS = [FiscalYear(date(year, 1, 1), date(year, 12, 31)) for year in (2018, 2019, 2020)]
END, BOOKED = YEARS[0].last_day, date(2019, 6, 30)
JOINED, AGAIN = date(2015, 3, 1), date(2019, 4, 1)
STAYED = [Span(1, JOINED)]
LEFT = [Span(1, JOINED, END)]
BACK = [*LEFT, Span(2, AGAIN)]
NEW = [Span(1, AGAIN)]


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
