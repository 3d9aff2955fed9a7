"""What each member holds on a day or when it is over, and who is behind a figure of that day."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from app.core.formats import fold
from app.core.values import Cents, PartyKind
from app.members import queries as members
from app.members.models import Member
from app.members.rules import ExitGround, JoinGround, MemberClass, has_left_by
from app.parties.models import Party
from app.reports.queries.register import register_on
from app.reports.rules import ClosingHolding, HeldFigure, HeldRow
from app.settlements import queries as settlements
from app.shares import queries as shares
from app.shares.queries import SumByMember
from app.statutes.rules import ONE_DAY


@dataclass(frozen=True)
class MemberHolding(ClosingHolding):
    """What a member holds on a day or when it is over, who it is, how its last membership began and ended."""

    member_id: int
    number: int
    name: str
    kind: PartyKind
    region: str
    member_class: MemberClass
    first_day: date
    join_ground: JoinGround
    document: str
    recorded_at: datetime
    exit_ground: ExitGround | None


def holdings_at_close(session: Session, day: date, known_at: datetime | None = None) -> list[MemberHolding]:
    """What everybody who has ever been a member holds when a day is over, by number; former members too.

    Also who joins with the next day for the sake of what a transfer of this one hands over (§ 76 (1) GenG; R-TRF-01).
    Of who joined again, with the part of the credit that is left of earlier memberships; of who gave up shares, with
    what those have released (R-MOV-03).
    """
    held, credit = shares.held_at_close(day, known_at), shares.credit_at_close(day, known_at)
    earlier = settlements.earlier_credit_at_close(session, day, known_at)
    beside = shares.credit_beside_shares(session, day, at_close=True, known_at=known_at)
    return [
        replace(each, earlier=of_before, released=max(beside.get(each.member_id, 0) - of_before, 0))
        if (of_before := earlier.get(each.member_id, 0)) or each.member_id in beside else each
        for each in _everybody(session, day, known_at, held, credit)
    ]


def everybody_on(session: Session, day: date, known_at: datetime | None = None) -> list[MemberHolding]:
    """What everybody who has ever been a member holds on a day, by number; former members too (R-REG-06)."""
    return _everybody(session, day, known_at, shares.held_on(day, known_at), shares.credit_sums(day, known_at))


def _everybody(
    session: Session, day: date, known_at: datetime | None, holdings: SumByMember, amounts: SumByMember
) -> list[MemberHolding]:
    period = members.memberships(known_at).subquery("period")
    later, other = aliased(period), aliased(period)
    newer = select(later.c.id).where(
        later.c.member_id == period.c.member_id, later.c.first_day <= day, later.c.first_day > period.c.first_day
    )
    earlier = select(other.c.id).where(other.c.member_id == period.c.member_id, other.c.first_day <= day)
    held, credit = holdings.subquery("held"), amounts.subquery("credit")
    query = (
        select(
            func.coalesce(held.c.shares, 0), func.coalesce(credit.c.credit, 0), period.c.last_day, Member.id,
            Member.number, Party.display_name, Party.kind, Party.region, period.c.member_class, period.c.first_day,
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
    return [MemberHolding(*row) for row in session.execute(query)]


def remaining(holdings: Sequence[MemberHolding], day: date) -> list[MemberHolding]:
    """Those of whom the membership goes on when the day is over (R-MOV-02)."""
    return [holding for holding in holdings if holding.first_day <= day and not holding.has_left(day)]


def holdings_on(session: Session, day: date, known_at: datetime | None = None) -> list[MemberHolding]:
    """What each member of a day holds, by number; who leaves that day is still a member (R-REG-06)."""
    return [
        holding for holding in everybody_on(session, day, known_at)
        if holding.first_day <= day and not has_left_by(holding.last_day, day)
    ]


@dataclass(frozen=True)
class Group:
    """Members that have something in common, and what they hold together; credit in cents."""

    name: str
    members: int
    shares: int
    credit: Cents


def grouped(holdings: Sequence[MemberHolding], name_of: Callable[[MemberHolding], str]) -> list[Group]:
    """Holdings by what they have in common, the largest group first."""
    groups: dict[str, list[MemberHolding]] = {}
    for held in holdings:
        groups.setdefault(name_of(held), []).append(held)
    found = [
        Group(name, len(each), sum(held.shares for held in each), sum(held.credit for held in each))
        for name, each in groups.items()
    ]
    return sorted(found, key=lambda group: (-group.members, group.name))


@dataclass(frozen=True)
class HeldOn:
    """Of which day a figure is: of the day itself or of its close, of its members or of everybody who holds.

    Figures over the years are of everybody at the close: what those who left hold counts until it is paid out.
    """

    day: date
    known_at: datetime | None = None
    at_close: bool = False
    of_everybody: bool = False


def rows_behind(session: Session, figure: HeldFigure, asked: HeldOn, words: str = "") -> list[HeldRow]:
    """Each member with its part of a figure, by number; `words` keeps those who hold each of them.

    What was paid in is that of the register's lines, found by the same words as there (R-SHR-02).
    """
    if figure is HeldFigure.PAID_IN:
        rows = _paid_in(session, asked, words)
    else:
        wanted = fold(words).split()
        rows = [row for row in map(_row, _holders(session, figure, asked)) if row.holds(wanted)]
    return [row for row in rows if row.is_part_of(figure)]


def _paid_in(session: Session, asked: HeldOn, words: str) -> list[HeldRow]:
    return [
        HeldRow(line.number, line.name, line.kind, line.member_class, "", line.first_day, line.shares, line.paid_in)
        for line in register_on(session, asked.day, asked.known_at, words)
    ]


def _holders(session: Session, figure: HeldFigure, asked: HeldOn) -> list[MemberHolding]:
    day, known_at = asked.day, asked.known_at
    if asked.of_everybody and figure is not HeldFigure.MEMBERS:
        return (holdings_at_close if asked.at_close else everybody_on)(session, day, known_at)
    if asked.at_close:
        return remaining(holdings_at_close(session, day, known_at), day)
    return holdings_on(session, day, known_at)


def _row(held: MemberHolding) -> HeldRow:
    return HeldRow(
        held.number, held.name, held.kind, held.member_class, held.region, held.first_day, held.shares, held.credit
    )
