"""The movement of a fiscal year from the ledgers, and what stood at its close, as known at a moment (§ 338 HGB)."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Subquery, and_, false, func, select
from sqlalchemy.orm import Session

from app.core.values import Cents
from app.members import queries as members
from app.members.rules import ExitGround, JoinGround
from app.reports.queries.holdings import MemberHolding, holdings_at_close, remaining
from app.reports.rules import CreditPart, Movement, Standing, Step, movement_of, split_credit
from app.shares import queries as shares
from app.shares.models import CreditEntry, ShareEntry
from app.shares.rules import CreditGround, ShareGround, liability_sum
from app.statutes import queries as statutes
from app.statutes.rules import ONE_DAY, FiscalYear, Statute


@dataclass(frozen=True)
class YearEnd:
    """What stood when a day was over: members and shares, credit by its part, liability; cents.

    `statute` is that of the day, as it was known; None where none was. So is `liability`, also where there is no sum.
    `is_reduced`: a version until then reduced what a share comes to (§ 22 GenG).
    `overdue` is by member id what was due on the shares and had not come in.
    """

    day: date
    standing: Standing
    parts: Mapping[CreditPart, Cents]
    liability: Cents | None
    statute: Statute | None
    is_reduced: bool
    overdue: Mapping[int, Cents]
    holdings: Sequence[MemberHolding]

    @property
    def overdue_together(self) -> Cents:
        """The payments due on shares that had not come in (rückständige fällige Einzahlungen, § 337 (1) HGB)."""
        return sum(self.overdue.values())

    @property
    def minimum_capital(self) -> Cents:
        """The minimum capital by the statute (§ 8a GenG); nothing where there is none."""
        return self.statute.minimum_capital if self.statute else 0

    @property
    def share_amount(self) -> Cents | None:
        """What one share amounts to; None where no statute was known."""
        return self.statute.share_amount if self.statute else None

    @property
    def released_above(self) -> Cents | None:
        """What a share amounts to, above which credit was released; None where a reduction set credit free as well."""
        return None if self.is_reduced else self.share_amount


def year_end(session: Session, day: date, known_at: datetime | None = None) -> YearEnd:
    """What stood when a day was over, by the statute of that day as it was known then (§§ 337, 338 HGB; R-MOV-03)."""
    statute, holdings = statutes.find_statute_on(session, day, known_at), holdings_at_close(session, day, known_at)
    parts = split_credit(holdings, day, statute.share_amount if statute else None)
    is_above = parts[CreditPart.CANCELLED] > sum(holding.released for holding in holdings if not holding.has_left(day))
    is_reduced = is_above and shares.was_share_reduced(session, day, known_at)
    if is_reduced:
        parts = split_credit(holdings, day, None)
    staying = remaining(holdings, day)
    _holders, together = shares.holders_at_close(session, day, known_at)
    standing = Standing(len(staying), together, parts[CreditPart.REMAINING])
    return YearEnd(
        day, standing, parts, liability_together(statute, staying), statute, is_reduced,
        shares.overdue_at_close(session, day, known_at), holdings,
    )


def liability_of(statute: Statute | None, shares_held: int) -> Cents | None:
    """What a member with these shares is liable for by the statute (R-LIA-02); None without statute or sum."""
    if statute is None:
        return None
    return liability_sum(
        statute.nachschuss, statute.share_amount, shares_held, statute.haftsumme, statute.haftsumme_rule
    )


def liability_together(statute: Statute | None, staying: Sequence[MemberHolding]) -> Cents | None:
    """The liability of all members together (Gesamtbetrag der Haftsummen, § 338 (1) HGB)."""
    counted = Counter(holding.shares for holding in staying)
    sums = [(liability_of(statute, shares_held), number) for shares_held, number in counted.items()]
    known = [amount * number for amount, number in sums if amount is not None]
    return sum(known) if len(known) == len(sums) and statute is not None else None


@dataclass(frozen=True)
class YearReport:
    """A year with both its ends, and what its entries add up to by their ground; cents."""

    movement: Movement
    before: YearEnd
    after: YearEnd
    shares_by_ground: Mapping[ShareGround, int]
    credit_by_ground: Mapping[CreditGround, Cents]

    @property
    def adds_up(self) -> bool:
        """Whether what the year began with and its entries give what stands in the register at its close."""
        by_entries, by_register = self.movement.closing, self.after.standing
        return (by_entries.members, by_entries.shares) == (by_register.members, by_register.shares)


def year_report(session: Session, year: FiscalYear, known_at: datetime | None = None) -> YearReport:
    """The movement of a fiscal year, as known at a moment (§ 338 HGB; R-MOV-01 to R-MOV-04)."""
    before = year_end(session, year.first_day - ONE_DAY, known_at)
    joined_and_left = _joined_and_left(session, year, known_at)
    by_ground = _shares_by_ground(session, year, known_at)
    steps = [*joined_and_left, *(Step(year.last_day, shares=change) for change in by_ground.values())]
    return YearReport(
        movement_of(year, before.standing, steps), before, year_end(session, year.last_day, known_at), by_ground,
        _credit_by_ground(session, year, known_at),
    )


def _joined_and_left(session: Session, year: FiscalYear, known_at: datetime | None) -> list[Step]:
    period = members.memberships(known_at).subquery()
    same = gone_on_with(session, year, known_at)
    joined, left = (
        session.scalars(select(day).where(day.between(year.first_day, year.last_day), ~is_same))
        for day, is_same in ((period.c.first_day, goes_on(period, same)), (period.c.last_day, went_over(period, same)))
    )
    return [*(Step(day, members=1) for day in joined), *(Step(day, members=-1, ends_its_day=True) for day in left)]


def gone_on_with(session: Session, year: FiscalYear, known_at: datetime | None) -> Collection[str]:
    """The documents by which an heir goes on with a membership in a year: no new member, and nobody left (R-MOV-04).

    § 77 (2) GenG. Where the death falls into one year and the first day of the heir into the next, each counts.
    """
    period = members.memberships(known_at).subquery()
    joined = select(period.c.join_document).where(
        period.c.join_ground == JoinGround.SUCCESSION, period.c.first_day.between(year.first_day, year.last_day)
    )
    left = select(period.c.exit_document).where(
        period.c.exit_ground == ExitGround.DEATH, period.c.last_day.between(year.first_day, year.last_day)
    )
    return set(session.scalars(joined)) & set(session.scalars(left))


def goes_on(period: Subquery, same: Collection[str]) -> ColumnElement[bool]:
    """The condition that a membership is the one of somebody dead, with which an heir goes on (`gone_on_with`)."""
    return and_(period.c.join_ground == JoinGround.SUCCESSION, period.c.join_document.in_(same))


def went_over(period: Subquery, same: Collection[str]) -> ColumnElement[bool]:
    """The condition that a membership went over to an heir (`gone_on_with`); every other one has an end or none."""
    is_over = and_(period.c.exit_ground == ExitGround.DEATH, period.c.exit_document.in_(same))
    return func.coalesce(is_over, false())


def _shares_by_ground(session: Session, year: FiscalYear, known_at: datetime | None) -> dict[ShareGround, int]:
    entry = ShareEntry
    within = shares.moves_within(entry, year.first_day, year.last_day)
    summed = select(entry.ground, shares.total(entry.change)).where(within, shares.kept(entry, known_at))
    return dict(session.execute(summed.group_by(entry.ground).order_by(entry.ground)).all())


def _credit_by_ground(session: Session, year: FiscalYear, known_at: datetime | None) -> dict[CreditGround, Cents]:
    entry = CreditEntry
    within = shares.moves_within(entry, year.first_day, year.last_day)
    summed = select(entry.ground, shares.total(entry.amount)).where(within, shares.kept(entry, known_at))
    return dict(session.execute(summed.group_by(entry.ground).order_by(entry.ground)).all())
