"""Who holds more than a quarter, how many members there are against the law's thresholds, and of which kinds."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.core.values import PartyKind
from app.members import queries as members
from app.members.rules import minority_quorum
from app.reports.queries.holdings import holdings_on
from app.reports.rules import Owner, large_owners
from app.statutes import queries as statutes


def large_owners_on(session: Session, day: date, known_at: datetime | None = None) -> list[Owner]:
    """The members with more than a quarter of credit or votes on a day (§ 3 (2) GwG; R-TRA-01)."""
    held = holdings_on(session, day, known_at)
    together, heads = sum(each.credit for each in held), len(held)
    return large_owners([
        Owner(each.number, each.name, each.kind is PartyKind.NATURAL_PERSON, each.credit, together, 1, heads)
        for each in held
    ])


@dataclass(frozen=True)
class Heads:
    """How many members there are on a day, ordinary ones apart, and at the end of the fiscal year before.

    Who leaves with the last day of the year is on the list of that day and counts for § 43a GenG (R-REG-06, R-VV-01).
    `minority` is how many of them can demand an assembly; None where no statute is registered.
    """

    all: int
    ordinary: int
    last_year_end: int
    year_end: date
    minority: int | None


def heads_on(session: Session, day: date, known_at: datetime | None = None) -> Heads:
    """The numbers of a day that the law's thresholds ask for, as known at a moment.

    §§ 4, 9, 24, 43a, 45, 80 GenG; R-STA-01, R-ORG-01, R-VV-01, R-REG-06.
    """
    ended = [year.last_day for year in statutes.fiscal_years(session) if year.last_day < day]
    last_day = max(ended, default=date(day.year - 1, 12, 31))
    statute = statutes.find_statute_on(session, day, known_at)
    present = members.count_on(session, day, known_at=known_at)
    return Heads(
        present, members.count_on(session, day, include_investing=False, known_at=known_at),
        members.count_on(session, last_day, known_at=known_at), last_day,
        minority_quorum(present, statute.minority_fraction) if statute else None,
    )
