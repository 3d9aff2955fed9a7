"""The movement of a fiscal year from the ledgers, and what stood at its close, as known at a moment (§ 338 HGB)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from app.core.values import Cents, PartyKind
from app.members import queries as members
from app.members.models import Member
from app.members.rules import ExitGround, JoinGround, MemberClass
from app.parties.models import Party
from app.reports.rules import ClosingHolding, CreditPart, Movement, Standing, Step, movement_of, split_credit
from app.shares import queries as shares
from app.shares.models import CreditEntry, ShareEntry
from app.shares.rules import CreditGround, ShareGround, liability_sum
from app.statutes import queries as statutes
from app.statutes.rules import FiscalYear, Statute

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class HeldAtClose(ClosingHolding):
    """What a member holds when a day is over, with who it is and how its last membership began and ended."""

    member_id: int
    number: int
    name: str
    kind: PartyKind
    member_class: MemberClass
    first_day: date
    join_ground: JoinGround
    document: str
    recorded_at: datetime
    exit_ground: ExitGround | None


def holdings_at_close(session: Session, day: date, known_at: datetime | None = None) -> list[HeldAtClose]:
    """What everybody who has ever been a member holds when a day is over, by number; former members too.

    Also who joins with the next day for the sake of what a transfer of this one hands over (§ 76 (1) GenG; R-TRF-01).
    """
    period = members.memberships(known_at).subquery("period")
    later, other = aliased(period), aliased(period)
    newer = select(later.c.id).where(
        later.c.member_id == period.c.member_id, later.c.first_day <= day, later.c.first_day > period.c.first_day
    )
    earlier = select(other.c.id).where(other.c.member_id == period.c.member_id, other.c.first_day <= day)
    held = shares.held_at_close(day, known_at).subquery("held")
    credit = shares.credit_at_close(day, known_at).subquery("credit")
    query = (
        select(
            func.coalesce(held.c.shares, 0), func.coalesce(credit.c.credit, 0), period.c.last_day, Member.id,
            Member.number, Party.display_name, Party.kind, period.c.member_class, period.c.first_day,
            period.c.join_ground, period.c.join_document, period.c.recorded_at, period.c.exit_ground,
        )
        .select_from(Member)
        .join(period, period.c.member_id == Member.id)
        .join(Party, Party.id == Member.party_id)
        .outerjoin(held, held.c.member_id == Member.id)
        .outerjoin(credit, credit.c.member_id == Member.id)
        .where(or_(
            (period.c.first_day <= day) & ~newer.exists(),
            (period.c.first_day == day + ONE_DAY) & held.c.shares.is_not(None) & ~earlier.exists(),
        ))
        .order_by(Member.number)
    )
    return [HeldAtClose(*row) for row in session.execute(query)]


def remaining(holdings: Sequence[HeldAtClose], day: date) -> list[HeldAtClose]:
    """Those of whom the membership goes on when the day is over (R-MOV-02)."""
    return [holding for holding in holdings if holding.first_day <= day and not holding.has_left(day)]


@dataclass(frozen=True)
class YearEnd:
    """What stood when a day was over: members and shares, credit by its part, liability; cents.

    `liability` is None where the statute knows no sum or none is registered.
    """

    day: date
    standing: Standing
    parts: Mapping[CreditPart, Cents]
    liability: Cents | None
    holdings: Sequence[HeldAtClose]


def year_end(session: Session, day: date, known_at: datetime | None = None) -> YearEnd:
    """What stood when a day was over, by the statute of that day (§§ 337, 338 HGB; R-MOV-03)."""
    statute, holdings = statutes.find_statute_on(session, day), holdings_at_close(session, day, known_at)
    parts = split_credit(holdings, day, statute.share_amount if statute else 0)
    staying = remaining(holdings, day)
    _holders, together = shares.holders_at_close(session, day, known_at)
    standing = Standing(len(staying), together, parts[CreditPart.REMAINING])
    return YearEnd(day, standing, parts, liability_together(statute, staying), holdings)


def liability_of(statute: Statute | None, shares_held: int) -> Cents | None:
    """What a member with these shares is liable for by the statute (R-LIA-02); None without statute or sum."""
    if statute is None:
        return None
    return liability_sum(
        statute.nachschuss, statute.share_amount, shares_held, statute.haftsumme, statute.haftsumme_rule
    )


def liability_together(statute: Statute | None, staying: Sequence[HeldAtClose]) -> Cents | None:
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
    days = session.execute(select(period.c.first_day, period.c.last_day))
    found = [(Step(first_day, members=1), last_day) for first_day, last_day in days]
    left = [Step(last_day, members=-1, ends_its_day=True) for _, last_day in found if last_day is not None]
    return [step for step in (*(joined for joined, _ in found), *left) if year.covers(step.day)]


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
