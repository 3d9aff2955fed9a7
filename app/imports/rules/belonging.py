"""By which day a past entry of the credit belongs to shares and a membership (§ 73 GenG; R-PAY-03)."""

from datetime import date

from app.core.values import Cents
from app.imports.rules.courses import Course
from app.imports.rules.deaths import Calendar
from app.shares.rules import CreditGround, belongs_to_year
from app.statutes.rules import ONE_DAY


def belongs_on(ground: CreditGround, amount: Cents, day: date, course: Course, calendar: Calendar) -> date | None:
    """The end of the year whose result it is, the last day of the membership that is paid out; None: its own day.

    A result is that of the year before; what is paid out to who joined again is first of the earlier credit.
    """
    if ground is CreditGround.PAYOUT:
        ended = course.ended_before(day)
        return ended.last_day if ended and course.span_on(day) else None
    year = next((each for each in calendar.years if each.covers(day)), None)
    if ground not in (CreditGround.PROFIT, CreditGround.LOSS) or year is None:
        return None
    year_end = year.first_day - ONE_DAY
    then = course.span_on(year_end)
    return year_end if belongs_to_year(amount, then is not None, then.last_day if then else None, day) else None
