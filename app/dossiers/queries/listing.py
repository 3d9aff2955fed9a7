"""The list of members: which of them, in which order, and what they hold together.

The members of one page are found first, by what the order and the filters need; their sums are then added up for this
page only. Nothing is asked row by row.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, Subquery, and_, case, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from app.core.values import PartyKind
from app.dossiers.queries.remembered import remembered
from app.dossiers.rules import MemberRow, Totals, View, Wanted
from app.members import queries as members
from app.members.models import Member, MembershipPeriod
from app.members.rules import MemberClass
from app.parties import queries as parties
from app.parties.models import Party, PartyAddress
from app.shares import queries as shares
from app.shares.models import CreditEntry, ShareEntry

SORTS = ("number", "name", "kind", "place", "joined", "shares", "paid_in", "open")


class _Sums:
    """The sums by member that filters, order and totals may need, each joined once and only where needed."""

    def __init__(self, day: date, ids: Sequence[int] | None = None) -> None:
        share, paid = shares.share_sums(day), shares.paid_sums(day)
        if ids is not None:
            share = share.where(ShareEntry.member_id.in_(ids))
            paid = paid.where(CreditEntry.member_id.in_(ids))
        self.shares = share.subquery("held")
        self.paid = paid.subquery("paid_in")
        self.open = shares.open_sums(ids).subquery("owed")
        self.certified = shares.certified(ids).subquery("stated")

    @property
    def number_of_shares(self) -> ColumnElement[int]:
        return func.coalesce(self.shares.c.shares, 0)

    @property
    def paid_in(self) -> ColumnElement[int]:
        return func.coalesce(self.paid.c.paid, 0)

    @property
    def owed(self) -> ColumnElement[int]:
        return func.coalesce(self.open.c.open, 0)

    @property
    def is_uncertified(self) -> ColumnElement[bool]:
        """Shares are held that no valid certificate states (R-DOC-04)."""
        return and_(self.number_of_shares > 0, func.coalesce(self.certified.c.shares, 0) != self.number_of_shares)


def _of_day(day: date) -> ColumnElement[bool]:
    return members.covers(day)


def _former(day: date) -> ColumnElement[bool]:
    """The last membership of somebody who left before the day."""
    later = aliased(MembershipPeriod)
    is_last = ~select(later.id).where(
        later.member_id == MembershipPeriod.member_id, later.first_day > MembershipPeriod.first_day
    ).exists()
    return (MembershipPeriod.last_day < day) & is_last


def _city(day: date) -> ColumnElement[str]:
    """The place of the address that holds on a day."""
    known = select(PartyAddress.city).where(PartyAddress.party_id == Party.id, PartyAddress.valid_from <= day)
    newest = known.order_by(PartyAddress.valid_from.desc(), PartyAddress.id.desc()).limit(1)
    return func.coalesce(newest.correlate(Party).scalar_subquery(), "")


def _conditions(wanted: Wanted, day: date, sums: _Sums) -> list[ColumnElement[bool]]:
    found = [_former(day) if wanted.view is View.FORMER else _of_day(day), *_words(wanted.words)]
    found += _VIEWS[wanted.view](sums) if wanted.view in _VIEWS else []
    if wanted.kind is not None:
        found.append(Party.kind == wanted.kind)
    if wanted.region:
        found.append(Party.region == wanted.region)
    if wanted.member_class is not None:
        found.append(MembershipPeriod.member_class == wanted.member_class)
    if wanted.open_only:
        found.append(sums.owed > 0)
    if wanted.uncertified_only:
        found.append(sums.is_uncertified)
    return found


_VIEWS: Mapping[View, Callable[[_Sums], list[ColumnElement[bool]]]] = {
    View.MUNICIPALITIES: lambda _sums: [Party.kind == PartyKind.MUNICIPALITY],
    View.OPEN: lambda sums: [sums.owed > 0],
    View.UNCERTIFIED: lambda sums: [sums.is_uncertified],
    View.INVESTING: lambda _sums: [MembershipPeriod.member_class == MemberClass.INVESTING],
    View.LEAVING: lambda _sums: [MembershipPeriod.last_day.is_not(None)],
}


def _words(words: str) -> list[ColumnElement[bool]]:
    """Words look in names and places; digits alone also are a member number."""
    conditions = parties.matches(words)
    if conditions and words.isdigit() and len(words) <= 9:
        return [or_(Member.number == int(words), and_(*conditions))]
    return conditions


def _needs(wanted: Wanted, sort: str) -> set[str]:
    """Which sums must be joined to find and order the members of a page."""
    needed: set[str] = {name for name in ("shares", "paid_in", "open") if name == sort}
    if wanted.view is View.OPEN or wanted.open_only:
        needed.add("open")
    if wanted.view is View.UNCERTIFIED or wanted.uncertified_only:
        needed |= {"shares", "certified"}
    return needed


def _joined(query: Select[*tuple[Any, ...]], sums: _Sums, needed: set[str]) -> Select[*tuple[Any, ...]]:
    query = query.select_from(Member).join(MembershipPeriod, MembershipPeriod.member_id == Member.id)
    query = query.join(Party, Party.id == Member.party_id)
    tables: Mapping[str, Subquery] = {
        "shares": sums.shares, "paid_in": sums.paid, "open": sums.open, "certified": sums.certified
    }
    for name in sorted(needed):
        query = query.outerjoin(tables[name], tables[name].c.member_id == Member.id)
    return query


def _order(sort: str, descending: bool, day: date, sums: _Sums) -> list[ColumnElement[Any]]:
    keys: Mapping[str, SQLColumnExpression[Any]] = {
        "number": Member.number, "name": Party.sort_name, "kind": Party.kind, "place": _city(day),
        "joined": MembershipPeriod.first_day, "shares": sums.number_of_shares, "paid_in": sums.paid_in,
        "open": sums.owed,
    }
    key = keys[sort]
    return [key.desc() if descending else key.asc(), Member.number.asc()]


def _page(
    wanted: Wanted, day: date, sort: str, descending: bool, offset: int, limit: int | None
) -> Select[*tuple[Any, ...]]:
    sums = _Sums(day)
    found = _joined(select(Member.id, MembershipPeriod.id), sums, _needs(wanted, sort))
    found = found.where(*_conditions(wanted, day, sums)).order_by(*_order(sort, descending, day, sums))
    return found.offset(offset).limit(limit)


@dataclass(frozen=True)
class MemberPage:
    """What the list shows at once: rows, totals of the hits, the number of members in each view, the regions."""

    rows: Sequence[MemberRow]
    totals: Totals
    counts: Mapping[View, int]
    regions: Sequence[str]


def member_page(
    session: Session, wanted: Wanted, day: date, sort: str, descending: bool, offset: int, limit: int
) -> MemberPage:
    """One page of the list with everything around it; read again only when something was done since the last time."""

    def read_rows() -> list[MemberRow]:
        return member_rows(session, wanted, day, sort, descending, offset, limit)

    rows = remembered(session, ("rows", wanted, day, sort, descending, offset, limit), read_rows)
    counts, totals = remembered(session, ("sums", wanted, day), lambda: counts_and_totals(session, wanted, day))
    return MemberPage(rows, totals, counts, remembered(session, ("regions",), lambda: regions(session)))


def member_rows(
    session: Session, wanted: Wanted, day: date, sort: str = "number", descending: bool = False, offset: int = 0,
    limit: int | None = None,
) -> list[MemberRow]:
    """The members of one page in their order; without a limit, all of them."""
    found = session.execute(_page(wanted, day, sort, descending, offset, limit)).all()
    rows = _facts(session, [row[1] for row in found], [row[0] for row in found] if limit else None, day)
    return [rows[period_id] for _, period_id in found]


def _facts(session: Session, periods: Sequence[int], ids: Sequence[int] | None, day: date) -> dict[int, MemberRow]:
    """What the list says of these memberships, by the period's id; without ids the sums are made for everybody."""
    sums, dues = _Sums(day, ids), shares.unreversed_dues(ids)
    next_due = (
        select(dues.c.member_id, func.min(dues.c.due_on).label("due_on")).where(dues.c.open > 0)
        .group_by(dues.c.member_id).subquery("next_due")
    )
    query = _joined(
        select(
            MembershipPeriod.id, Member.id, Member.number, Party.display_name, Party.kind, Party.region, _city(day),
            Party.email, MembershipPeriod.member_class, MembershipPeriod.first_day, MembershipPeriod.last_day,
            sums.number_of_shares, sums.paid_in, sums.owed, next_due.c.due_on, sums.certified.c.shares,
        ),
        sums, {"shares", "paid_in", "open", "certified"},
    ).outerjoin(next_due, next_due.c.member_id == Member.id)
    if ids is not None:
        query = query.where(MembershipPeriod.id.in_(periods))
    return {row[0]: MemberRow(*row[1:]) for row in session.execute(query)}


def counts_and_totals(session: Session, wanted: Wanted, day: date) -> tuple[dict[View, int], Totals]:
    """How many members each saved view shows; how many the filters let through, and what those hold together.

    Both in one pass over the register, unless former members are asked for.
    """
    sums = _Sums(day)
    let_through = and_(*_conditions(wanted, day, sums))
    views = [func.sum(case((and_(*_VIEWS[view](sums)), 1), else_=0)) for view in _VIEWS]
    added = [
        shares.total(case((let_through, column), else_=0))
        for column in (literal(1), sums.number_of_shares, sums.paid_in, sums.owed)
    ]
    query = _joined(select(func.count(), *views, *added), sums, {"shares", "paid_in", "open", "certified"})
    found = [int(value or 0) for value in session.execute(query.where(_of_day(day))).one()]
    former = select(func.count()).select_from(MembershipPeriod).where(_former(day))
    of_views = dict(zip(_VIEWS, found[1:], strict=False))
    counts = {View.ALL: found[0], **of_views, View.FORMER: session.scalar(former) or 0}
    totals = _totals(session, wanted, day) if wanted.view is View.FORMER else Totals(*found[-4:])
    return counts, totals


def _totals(session: Session, wanted: Wanted, day: date) -> Totals:
    """How many members the filters let through, and what they hold together."""
    sums = _Sums(day)
    added = [shares.total(column) for column in (sums.number_of_shares, sums.paid_in, sums.owed)]
    query = _joined(select(func.count(), *added), sums, {"shares", "paid_in", "open", "certified"})
    found = session.execute(query.where(*_conditions(wanted, day, sums))).one()
    return Totals(*(int(value or 0) for value in found))


def regions(session: Session) -> list[str]:
    """The regions that members come from, for the filter."""
    found = select(Party.region).join(Member, Member.party_id == Party.id).where(Party.region != "").distinct()
    return list(session.scalars(found.order_by(Party.region)))
