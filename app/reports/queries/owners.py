"""Who holds more than a quarter, how many members there are against the law's thresholds, and of which kinds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.values import Cents, PartyKind
from app.members import queries as members
from app.members.models import Member
from app.members.rules import minority_quorum
from app.parties.models import Party
from app.reports.rules import Owner, large_owners
from app.shares import queries as shares
from app.statutes import queries as statutes


@dataclass(frozen=True)
class HeldOn:
    """What a member holds on a day: shares, and credit in cents; with its kind and region."""

    number: int
    name: str
    kind: PartyKind
    region: str
    shares: int
    credit: Cents


def holdings_on(session: Session, day: date, known_at: datetime | None = None) -> list[HeldOn]:
    """What each member of a day holds, by number (R-REG-06)."""
    held = shares.held_on(day, known_at).subquery("held")
    credit = shares.credit_sums(day, known_at).subquery("credit")
    period = members.memberships(known_at).subquery("period")
    is_member = (period.c.first_day <= day) & (period.c.last_day.is_(None) | (period.c.last_day >= day))
    query = (
        select(
            Member.number, Party.display_name, Party.kind, Party.region, func.coalesce(held.c.shares, 0),
            func.coalesce(credit.c.credit, 0),
        )
        .select_from(Member)
        .join(period, period.c.member_id == Member.id)
        .join(Party, Party.id == Member.party_id)
        .outerjoin(held, held.c.member_id == Member.id)
        .outerjoin(credit, credit.c.member_id == Member.id)
        .where(is_member)
        .order_by(Member.number)
    )
    return [HeldOn(*row) for row in session.execute(query)]


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
    statute, present = statutes.find_statute_on(session, day), members.count_on(session, day, known_at=known_at)
    return Heads(
        present, members.count_on(session, day, include_investing=False, known_at=known_at),
        members.count_on(session, last_day, known_at=known_at), last_day,
        minority_quorum(present, statute.minority_fraction) if statute else None,
    )


@dataclass(frozen=True)
class Group:
    """Members that have something in common, and what they hold together; credit in cents."""

    name: str
    members: int
    shares: int
    credit: Cents


def grouped(holdings: Sequence[HeldOn], name_of: Callable[[HeldOn], str]) -> list[Group]:
    """Holdings by what they have in common, the largest group first."""
    groups: dict[str, list[HeldOn]] = {}
    for held in holdings:
        groups.setdefault(name_of(held), []).append(held)
    found = [
        Group(name, len(each), sum(held.shares for held in each), sum(held.credit for held in each))
        for name, each in groups.items()
    ]
    return sorted(found, key=lambda group: (-group.members, group.name))
