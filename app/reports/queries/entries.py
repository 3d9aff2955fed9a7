"""The entries behind a figure of the movement: what was booked in the year, or what each member held at one end."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.formats import fold
from app.core.values import Cents
from app.members import queries as members
from app.members.models import Member
from app.parties.models import Party
from app.reports.queries.holdings import MemberHolding, remaining
from app.reports.queries.movement import goes_on, gone_on_with, liability_of, went_over, year_end
from app.reports.queries.register import memberships_at_close
from app.reports.rules import (
    CHANGES,
    GAINED_OR_LOST,
    OPENING,
    PARTS,
    CreditPart,
    Figure,
    credit_parts,
    moves_up,
)
from app.shares import queries as shares
from app.shares.models import CreditEntry, ShareEntry
from app.statutes.rules import ONE_DAY, FiscalYear


@dataclass(frozen=True)
class EntryRow:
    """An entry behind a figure: whose, when it counts and when it was recorded, why, by what; cents."""

    number: int
    name: str
    day: date
    recorded_at: datetime
    ground: StrEnum
    document: str
    shares: int = 0
    amount: Cents = 0

    def holds(self, words: Sequence[str]) -> bool:
        """Whether each of the folded words stands in number, name or document."""
        text = fold(f"{self.number:04d} {self.name} {self.document}")
        return all(word in text for word in words)


def entries_behind(
    session: Session, year: FiscalYear, figure: Figure, ground: str = "", known_at: datetime | None = None
) -> list[EntryRow]:
    """The entries that a figure of a year adds up from, as known at a moment; `ground` keeps those of one."""
    found = _entries(session, year, figure, known_at)
    return [row for row in found if ground in ("", row.ground)]


def _entries(session: Session, year: FiscalYear, figure: Figure, known_at: datetime | None) -> list[EntryRow]:
    match figure:
        case Figure.JOINED | Figure.LEFT:
            return _memberships(session, year, figure, known_at)
        case Figure.SHARES:
            return _booked(session, year, ShareEntry, known_at)
        case Figure.CREDIT:
            return _booked(session, year, CreditEntry, known_at)
        case _ if figure in GAINED_OR_LOST:
            return _gained_or_lost(session, year, figure, known_at)
        case _ if figure in CHANGES:
            return _changed(session, year, figure, known_at)
        case _:
            return _held(session, year, figure, known_at)


def _memberships(session: Session, year: FiscalYear, figure: Figure, known_at: datetime | None) -> list[EntryRow]:
    period = members.memberships(known_at).subquery()
    joins = figure is Figure.JOINED
    columns = (
        (period.c.first_day, period.c.recorded_at, period.c.join_ground, period.c.join_document) if joins
        else (period.c.last_day, period.c.exit_recorded_at, period.c.exit_ground, period.c.exit_document)
    )
    named = select(Member.number, Party.display_name, *columns).select_from(Member)
    query = named.join(period, period.c.member_id == Member.id).join(Party, Party.id == Member.party_id)
    is_same = (goes_on if joins else went_over)(period, gone_on_with(session, year, known_at))
    counts = columns[0].between(year.first_day, year.last_day), ~is_same
    within = query.where(*counts).order_by(columns[0], Member.number)
    return [EntryRow(*row) for row in session.execute(within)]


def _booked(
    session: Session, year: FiscalYear, table: type[ShareEntry] | type[CreditEntry], known_at: datetime | None
) -> list[EntryRow]:
    change = ShareEntry.change if table is ShareEntry else CreditEntry.amount
    named = select(
        Member.number, Party.display_name, table.effective_on, table.recorded_at, table.ground, table.document, change
    ).select_from(table)
    query = named.join(Member, Member.id == table.member_id).join(Party, Party.id == Member.party_id)
    kept = query.where(shares.moves_within(table, year.first_day, year.last_day), shares.kept(table, known_at))
    found = session.execute(kept.order_by(table.effective_on, table.recorded_at, table.id)).all()
    if table is ShareEntry:
        return [EntryRow(*row) for row in found]
    return [EntryRow(*row[:-1], amount=row[-1]) for row in found]


def _gained_or_lost(
    session: Session, year: FiscalYear, figure: Figure, known_at: datetime | None
) -> list[EntryRow]:
    """The share entries of those grounds that add all in all, or of those that take away."""
    booked = _booked(session, year, ShareEntry, known_at)
    adds = moves_up((row.ground, row.shares) for row in booked)
    return [row for row in booked if adds[row.ground] is (figure is Figure.SHARES_GAINED)]


def _held(session: Session, year: FiscalYear, figure: Figure, known_at: datetime | None) -> list[EntryRow]:
    day = year.first_day - ONE_DAY if figure in OPENING else year.last_day
    names = _names(session, day, known_at)
    return [_row(each, amount, names) for each, amount in _amounts(session, day, figure, known_at)]


def _changed(session: Session, year: FiscalYear, figure: Figure, known_at: datetime | None) -> list[EntryRow]:
    """What each member had more or less when the year was over than before it began; none of who had as much."""
    before, after = (
        _amounts(session, day, CHANGES[figure], known_at) for day in (year.first_day - ONE_DAY, year.last_day)
    )
    changes: Counter[int] = Counter()
    for sign, amounts in ((-1, before), (1, after)):
        for each, amount in amounts:
            changes[each.number] += sign * amount
    names = _names(session, year.last_day, known_at)
    concerned = {each.number: each for each, _amount in (*before, *after)}
    return [
        replace(_row(concerned[number], changes[number], names), shares=0)
        for number in sorted(concerned) if changes[number]
    ]


def _names(session: Session, day: date, known_at: datetime | None) -> Mapping[int, str]:
    return {line.number: line.name for line in memberships_at_close(session, day, known_at)}


def _amounts(
    session: Session, day: date, figure: Figure, known_at: datetime | None
) -> list[tuple[MemberHolding, Cents]]:
    """Who has a part of a figure when a day is over, and its amount."""
    stood = year_end(session, day, known_at)
    if figure in PARTS:
        parts = [(each, _part(each, PARTS[figure], day, stood.released_above)) for each in stood.holdings]
        return [(each, amount) for each, amount in parts if amount]
    if figure is Figure.OVERDUE:
        return [(each, stood.overdue[each.member_id]) for each in stood.holdings if each.member_id in stood.overdue]
    if figure in (Figure.OPENING_LIABILITY, Figure.CLOSING_LIABILITY):
        return [(each, liability_of(stood.statute, each.shares) or 0) for each in remaining(stood.holdings, day)]
    if figure in (Figure.OPENING_SHARES, Figure.CLOSING_SHARES):
        return [(each, each.shares * (stood.share_amount or 0)) for each in stood.holdings if each.shares]
    return [(each, each.credit) for each in remaining(stood.holdings, day)]


def _part(holding: MemberHolding, part: CreditPart, day: date, share_amount: Cents | None) -> Cents:
    return credit_parts(holding, day, share_amount).get(part, 0)


def _row(holding: MemberHolding, amount: Cents, names: Mapping[int, str]) -> EntryRow:
    """A member's holding as a line: its name of that day, since when, and of which ground the membership is."""
    name = names.get(holding.number, holding.name)
    return EntryRow(
        holding.number, name, holding.first_day, holding.recorded_at, holding.join_ground, holding.document,
        holding.shares, amount,
    )
