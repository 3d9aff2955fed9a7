"""The list of members: which of them, in which order, and what they hold together.

The members of one page are found first, by what the order and the filters need; their sums are then added up for this
page only. Nothing is asked row by row. Statements are kept once composed; of the answers, what all members hold
together is kept until the next act.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    Subquery,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
    true,
)  # fmt: skip
from sqlalchemy.orm import Session, aliased

from app.core import journal
from app.core.horizon import composed_once
from app.core.values import PartyKind
from app.dossiers.rules import MemberRow, Totals, View, Wanted
from app.members import queries as members
from app.members.models import Member, MembershipPeriod
from app.members.rules import MemberClass
from app.parties import queries as parties
from app.parties.models import Party, PartyAddress
from app.shares import queries as shares
from app.shares.models import CreditEntry, ShareEntry
from app.shares.queries import Ids, SumByMember

_EVERYBODY = journal.UntilTheNextAct[Mapping[str, int]]()
"""What all members hold together, and how many there are in each view, by day."""

_REGIONS = journal.UntilTheNextAct[list[str]]()

SORTS = ("number", "name", "kind", "place", "joined", "shares", "paid_in", "open")
_OF_THE_PARTY = ("name", "kind", "place")


class _Sums:
    """The sums by member that filters, order and rows may need, each composed and joined only where needed."""

    def __init__(self, day: date, ids: Ids | None = None) -> None:
        self.day, self.ids = day, ids

    @cached_property
    def shares(self) -> Subquery:
        """Shares held."""
        return self._of_these(shares.share_sums(self.day), ShareEntry.member_id).subquery("held")

    @cached_property
    def paid_in(self) -> Subquery:
        """What is paid in."""
        return self._of_these(
            shares.paid_sums(self.day, of_few=self.ids is not None), CreditEntry.member_id
        ).subquery("paid_in")

    @cached_property
    def open(self) -> Subquery:
        """What is still to be paid."""
        return shares.open_sums(self.ids).subquery("owed")

    @cached_property
    def certified(self) -> Subquery:
        """Shares that a valid certificate states."""
        return shares.certified(self.ids).subquery("stated")

    def _of_these(self, query: SumByMember, member_id: SQLColumnExpression[int]) -> SumByMember:
        return query if self.ids is None else query.where(member_id.in_(self.ids))

    @property
    def number_of_shares(self) -> ColumnElement[int]:
        return func.coalesce(self.shares.c.shares, 0)

    @property
    def amount_paid(self) -> ColumnElement[int]:
        return func.coalesce(self.paid_in.c.paid, 0)

    @property
    def owed(self) -> ColumnElement[int]:
        return func.coalesce(self.open.c.open, 0)

    @property
    def is_uncertified(self) -> ColumnElement[bool]:
        """Shares are held that no valid certificate states, or of another amount than it states (R-DOC-04)."""
        is_other = func.coalesce(self.certified.c.shares, 0) != self.number_of_shares
        return and_(self.number_of_shares > 0, or_(is_other, Member.id.in_(shares.stating_former_amount(self.day))))


def _of_day(day: date) -> ColumnElement[bool]:
    return members.covers(day)


def _former(day: date) -> ColumnElement[bool]:
    """The last membership of somebody who left before the day; none that was entered by mistake."""
    later, struck = aliased(MembershipPeriod), members.struck()
    is_last = ~select(later.id).where(
        later.member_id == MembershipPeriod.member_id, later.first_day > MembershipPeriod.first_day,
        later.id.not_in(struck),
    ).exists()
    return members.has_ended_by(day) & is_last & MembershipPeriod.id.not_in(struck)


def _city(day: date) -> ColumnElement[str]:
    """The place of the address that holds on a day."""
    known = select(PartyAddress.city).where(PartyAddress.party_id == Party.id, PartyAddress.valid_from <= day)
    newest = known.order_by(PartyAddress.valid_from.desc(), PartyAddress.id.desc()).limit(1)
    return func.coalesce(newest.correlate(Party).scalar_subquery(), "")


def _conditions(wanted: Wanted, day: date, sums: _Sums) -> list[ColumnElement[bool]]:
    found = [_former(day) if wanted.view is View.FORMER else _of_day(day)]
    if sums.ids is not None:
        found.append(Member.id.in_(sums.ids))
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
    if wanted.unmeasured:
        found.append(Member.id.not_in(shares.with_quantity(wanted.unmeasured, day)))
    return found


_MUNICIPALITIES = [Party.kind == PartyKind.MUNICIPALITY]
_VIEWS: Mapping[View, Callable[[_Sums], list[ColumnElement[bool]]]] = {
    View.MUNICIPALITIES: lambda _sums: _MUNICIPALITIES,
    View.OPEN: lambda sums: [sums.owed > 0],
    View.UNCERTIFIED: lambda sums: [sums.is_uncertified],
    View.INVESTING: lambda _sums: [MembershipPeriod.member_class == MemberClass.INVESTING],
    View.LEAVING: lambda _sums: [members.has_exit()],
}


def _words(words: str) -> list[ColumnElement[bool]]:
    """Words look in names and places; digits alone also are a member number."""
    conditions = parties.matches(words)
    if conditions and words.isdecimal() and len(words) <= 9:
        return [or_(Member.number == int(words), and_(*conditions))]
    return conditions


def _sums_of(wanted: Wanted, day: date) -> _Sums:
    """The sums of all, or, where words are looked for, of those alone whom they find; they are looked for first."""
    if not wanted.words:
        return _Sums(day)
    found = select(Member.id).join(Party, Party.id == Member.party_id).where(*_words(wanted.words))
    return _Sums(day, select(found.cte("named").prefix_with("MATERIALIZED").c.id))


def _needs(wanted: Wanted, sort: str) -> set[str]:
    """What must be joined to find and order the members of a page: sums, and the party where it is asked about."""
    needed: set[str] = {name for name in ("shares", "paid_in", "open") if name == sort}
    if wanted.region or wanted.kind or wanted.view is View.MUNICIPALITIES or sort in _OF_THE_PARTY:
        needed.add("party")
    if wanted.view is View.OPEN or wanted.open_only:
        needed.add("open")
    if wanted.view is View.UNCERTIFIED or wanted.uncertified_only:
        needed |= {"shares", "certified"}
    return needed


def _joined(query: Select[*tuple[Any, ...]], sums: _Sums, needed: set[str]) -> Select[*tuple[Any, ...]]:
    query = query.select_from(Member).join(MembershipPeriod, MembershipPeriod.member_id == Member.id)
    if "party" in needed:
        query = query.join(Party, Party.id == Member.party_id)
    for name in sorted(needed - {"party"}):
        table: Subquery = getattr(sums, name)
        query = query.outerjoin(table, table.c.member_id == Member.id)
    return query


def _in_turn(query: Select[*tuple[Any, ...]], sort: str, day: date) -> Select[*tuple[Any, ...]]:
    """The members of a day by number or name, such that the database goes along the order and stops with the page.

    `+ 0` keeps it from beginning with the memberships, all of which it would have to sort; of each, the end is looked
    up, instead of gathering all ends first.
    """
    period = MembershipPeriod
    goes_on = or_(period.last_day.is_(None), period.last_day >= day)
    query = query.select_from(Member).join(period, period.member_id == Member.id + 0)
    query = query.where(period.first_day <= day, goes_on)
    return query.join(Party, Party.id + 0 == Member.party_id) if sort == "name" else query


def _order(sort: str, descending: bool, day: date, sums: _Sums) -> list[ColumnElement[Any]]:
    keys: Mapping[str, Callable[[], SQLColumnExpression[Any]]] = {
        "number": lambda: Member.number, "name": lambda: Party.sort_name, "kind": lambda: Party.kind,
        "place": lambda: _city(day), "joined": lambda: MembershipPeriod.first_day,
        "shares": lambda: sums.number_of_shares, "paid_in": lambda: sums.amount_paid, "open": lambda: sums.owed,
    }
    key = keys[sort]()
    return [key.desc() if descending else key.asc(), Member.number.asc()]


@composed_once(maxsize=64)
def _page(
    wanted: Wanted, day: date, sort: str, descending: bool, offset: int, limit: int | None
) -> Select[*tuple[Any, ...]]:
    sums = _sums_of(wanted, day)
    columns = select(Member.id, MembershipPeriod.id)
    if wanted == Wanted() and sort in ("number", "name"):
        found = _in_turn(columns, sort, day)
    else:
        found = _joined(columns, sums, _needs(wanted, sort)).where(*_conditions(wanted, day, sums))
    found = found.order_by(*_order(sort, descending, day, sums))
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
    """One page of the list with everything around it."""
    counts, totals = counts_and_totals(session, wanted, day)
    rows = member_rows(session, wanted, day, sort, descending, offset, limit)
    return MemberPage(rows, totals, counts, regions(session))


def member_rows(
    session: Session, wanted: Wanted, day: date, sort: str = "number", descending: bool = False, offset: int = 0,
    limit: int | None = None,
) -> list[MemberRow]:
    """The members of one page in their order; without a limit, all of them."""
    found = session.execute(_page(wanted, day, sort, descending, offset, limit)).all()
    named = {"ids": [row[0] for row in found], "periods": [row[1] for row in found]}
    facts = session.execute(_facts(day, limit is None), named if limit else {})
    rows = {row[0]: MemberRow(*row[1:]) for row in facts}
    return [rows[period_id] for _, period_id in found]


@composed_once(maxsize=8)
def _facts(day: date, about_everybody: bool) -> Select[*tuple[Any, ...]]:
    """What the list says of memberships: the period's id and what makes a row; of `ids` and `periods`, or of all."""
    ids: Ids | None = None if about_everybody else bindparam("ids", expanding=True)
    sums, dues = _Sums(day, ids), shares.unreversed_dues(ids)
    next_due = (
        select(dues.c.member_id, func.min(dues.c.due_on).label("due_on")).where(dues.c.open > 0)
        .group_by(dues.c.member_id).subquery("next_due")
    )
    query = _joined(
        select(
            MembershipPeriod.id, Member.id, Member.number, Party.display_name, Party.kind, Party.region, _city(day),
            Party.email, MembershipPeriod.member_class, MembershipPeriod.first_day, MembershipPeriod.last_day,
            sums.number_of_shares, sums.amount_paid, sums.owed, next_due.c.due_on, sums.certified.c.shares,
        ),
        sums, {"party", "shares", "paid_in", "open", "certified"},
    ).outerjoin(next_due, next_due.c.member_id == Member.id)
    return query if about_everybody else query.where(MembershipPeriod.id.in_(bindparam("periods", expanding=True)))


def counts_and_totals(session: Session, wanted: Wanted, day: date) -> tuple[dict[View, int], Totals]:
    """How many members each saved view shows; how many the filters let through, and what those hold together."""
    everybody = _EVERYBODY.get(session, day, lambda: _counted(session, day))
    hits = everybody if wanted == Wanted() else session.execute(_hits(wanted, day)).mappings().one()
    counts = {view: int(everybody[view] or 0) for view in View}
    return counts, Totals(int(hits[View.ALL]), *(int(hits[name] or 0) for name in ("held", "paid", "owed")))


def _counted(session: Session, day: date) -> Mapping[str, int]:
    numbers = dict(session.execute(_everybody(day)).mappings().one())
    numbers[View.UNCERTIFIED] = (numbers[View.UNCERTIFIED] or 0) + shares.count_over_former_amount(session, day)
    return numbers


@composed_once(maxsize=4)
def _everybody(day: date) -> Select[*tuple[Any, ...]]:
    """The numbers of all views, and what the members hold together; one row."""
    classed = {
        View.INVESTING: MembershipPeriod.member_class == MemberClass.INVESTING,
        View.LEAVING: members.has_exit(),
    }
    numbers = [func.sum(case((holds, 1), else_=0)).label(view) for view, holds in classed.items()]
    periods = select(func.count().label(View.ALL), *numbers)
    current = periods.select_from(MembershipPeriod).where(_of_day(day)).subquery()
    municipalities = _joined(select(func.count()), _Sums(day), {"party"}).where(_of_day(day), *_MUNICIPALITIES)
    former = select(func.count()).select_from(MembershipPeriod).where(_former(day))
    together, outsiders = shares.held_by_all_and_outsiders(day)
    names = {"held": "held", "paid": "paid", "owed": "owed", "lacking": View.UNCERTIFIED, "debtors": View.OPEN}
    of_members = [(together.c[name] - outsiders.c[name]).label(label) for name, label in names.items()]
    return select(
        current, municipalities.scalar_subquery().label(View.MUNICIPALITIES),
        former.scalar_subquery().label(View.FORMER), *of_members,
    ).select_from(current.join(together, true()).join(outsiders, true()))


@composed_once(maxsize=64)
def _hits(wanted: Wanted, day: date) -> Select[*tuple[Any, ...]]:
    """How many members the filters let through, and what those hold together; one row."""
    sums = _sums_of(wanted, day)
    query = _joined(select(Member.id), sums, _needs(wanted, "")).where(*_conditions(wanted, day, sums))
    found = query.cte("hits").prefix_with("MATERIALIZED")
    number = select(func.count().label(View.ALL)).select_from(found).subquery()
    together = shares.held_together(day, select(found.c.id))
    return select(number, together).select_from(number.join(together, true()))


def regions(session: Session) -> list[str]:
    """The regions on record, for the filter."""
    known = select(Party.region).where(Party.region != "").distinct().order_by(Party.region)
    return _REGIONS.get(session, "", lambda: list(session.scalars(known)))
