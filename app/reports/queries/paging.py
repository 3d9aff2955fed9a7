"""A part of the register: the memberships that it shows are found first, by what order and filters need, then read.

By number, day or shares the database finds them. Names are compared folded, which no database does alike: for words and
for the order of names all lines go by, one at a time, and of each is kept what its place needs.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, case, exists, false, func, select
from sqlalchemy.orm import Session

from app.core import journal
from app.core.formats import fold
from app.core.values import PartyKind
from app.members import queries as members
from app.members.models import Member, MembershipPeriod, RegisterDetail
from app.members.rules import MemberClass
from app.parties.models import Party, PartyName
from app.reports.queries.grounds import AT_ONCE, facts_behind
from app.reports.queries.register import Found, holds, line_of, lines_of, lines_query, noted_by, without_what_ended
from app.reports.rules import Asked, Grounds, RegisterLine, RegisterSums, in_order
from app.shares import queries as shares


@dataclass(frozen=True)
class Tally:
    """How many lines there are, what those of members add up to, and whether any holds a field the statute adds."""

    lines: int
    sums: RegisterSums
    has_details: bool


@dataclass(frozen=True)
class RegisterPart:
    """Lines in their order, and what all add up to that were asked for."""

    lines: Sequence[RegisterLine]
    tally: Tally


@dataclass(frozen=True)
class WholeRegister:
    """All lines in their order, to be read by and by, each with the facts behind it; and their further fields."""

    tally: Tally
    detail_names: Sequence[str]
    lines: Iterator[tuple[RegisterLine, Grounds]]


_TALLIES = journal.UntilTheNextAct[Tally]()


def register_part(
    session: Session, asked: Asked, sort: str, descending: bool, offset: int, limit: int
) -> RegisterPart:
    """A part of the register, its lines those of `register_on` in this order (R-REG-06).

    The statements are the same few, however many members there are.
    """
    found, tally = _found(session, asked, sort, descending, offset, limit)
    return RegisterPart(lines_of(session, asked, found), tally)


def register_in_turn(session: Session, asked: Asked, sort: str, descending: bool) -> WholeRegister:
    """The register in this order, of which no more lines than a portion are ever held in memory (R-REG-06)."""
    found, tally = _found(session, asked, sort, descending, 0, None)
    names = _detail_names(session, asked, found) if tally.has_details else ()
    return WholeRegister(tally, names, _in_turn(session, asked, found))


def register_tally(session: Session, asked: Asked) -> Tally:
    """What all lines that were asked for add up to; without words it is kept until the next act."""
    return _tally(session, asked) if not fold(asked.words) else _going_by(session, asked)[1]


def _in_turn(session: Session, asked: Asked, found: Sequence[Found]) -> Iterator[tuple[RegisterLine, Grounds]]:
    for some in _portions(found):
        lines = lines_of(session, asked, some)
        behind = facts_behind(session, lines, asked.day, asked.known_at)
        yield from ((line, behind[line.number, line.first_day]) for line in lines)


def _portions(found: Sequence[Found]) -> Iterator[Sequence[Found]]:
    return (found[first : first + AT_ONCE] for first in range(0, len(found), AT_ONCE))


def _detail_names(session: Session, asked: Asked, found: Sequence[Found]) -> Sequence[str]:
    """The further fields that at least one line holds, in the order in which they first appear (R-REG-02)."""
    names: dict[str, None] = {}
    for some in _portions(found):
        held: dict[int, list[str]] = defaultdict(list)
        of_these = RegisterDetail.member_id.in_([member_id for _period_id, member_id in some])
        noted = select(RegisterDetail.member_id, RegisterDetail.name).where(
            of_these, members.details_hold(asked.day, asked.known_at)
        )
        for member_id, name in session.execute(noted.order_by(RegisterDetail.valid_from, RegisterDetail.id)):
            held[member_id].append(name)
        names |= dict.fromkeys(name for _period_id, member_id in some for name in held[member_id])
    return tuple(names)


def _found(
    session: Session, asked: Asked, sort: str, descending: bool, offset: int, limit: int | None
) -> tuple[Sequence[Found], Tally]:
    if fold(asked.words) or sort == "name":
        places, tally = _going_by(session, asked, with_names=sort == "name")
        ordered = in_order(places, sort, descending)
        return [place.found for place in ordered[offset : offset + limit if limit else None]], tally
    found = _in_database(asked, sort, descending).offset(offset).limit(limit)
    return [(period_id, member_id) for period_id, member_id in session.execute(found)], _tally(session, asked)


# --- found by the database -------------------------------------------------------------------------------------------


def _conditions(asked: Asked) -> list[ColumnElement[bool]]:
    """Which memberships are asked for, words aside; each is asked of a row alone, so that a page stops with its end.

    Who had no name yet as far as is known stands in no register.
    """
    took_place = members.began if asked.with_former else members.lasts_on
    named = exists().where(PartyName.party_id == Member.party_id)
    if asked.known_at is not None:
        named = named.where(PartyName.recorded_at <= asked.known_at)
    found = [took_place(asked.day, asked.known_at), named]
    if asked.kind:
        of_kind = select(Party.id).where(Party.kind == asked.kind if asked.kind in set(PartyKind) else false())
        found.append(Member.party_id.in_(of_kind))
    if asked.member_class:
        is_known = asked.member_class in set(MemberClass)
        found.append(MembershipPeriod.member_class == asked.member_class if is_known else false())
    return found


def _memberships(asked: Asked) -> Select[int, int]:
    """`+ 0` keeps a database from beginning with the memberships, all of which it would have to sort."""
    period = MembershipPeriod
    found = select(period.id, Member.id).select_from(Member).join(period, period.member_id == Member.id + 0)
    return found.where(*_conditions(asked))


def _in_database(asked: Asked, sort: str, descending: bool) -> Select[int, int]:
    """The memberships in the order of `in_order`."""
    query, keys = _memberships(asked), [Member.number, MembershipPeriod.first_day, MembershipPeriod.id]
    if sort in ("shares", "left"):
        query, last_day, held = _with_holdings(query, asked)
        chosen: ColumnElement[Any] = held if sort == "shares" else last_day
        return query.order_by(chosen.is_(None), chosen.desc() if descending else chosen, *keys)
    day_or_number = MembershipPeriod.first_day if sort == "joined" else Member.number
    return query.order_by(day_or_number.desc() if descending else day_or_number, *keys)


def _with_holdings(
    query: Select[*tuple[Any, ...]], asked: Asked
) -> tuple[Select[*tuple[Any, ...]], ColumnElement[date | None], ColumnElement[int]]:
    """The same with the end that stands there and the shares of the day; who has left holds none (R-REG-05)."""
    left = members.known_exits(asked.known_at).subquery("left")
    held = shares.held_on(asked.day, asked.known_at).subquery("held")
    joined = query.outerjoin(left, left.c.period_id == MembershipPeriod.id)
    joined = joined.outerjoin(held, held.c.member_id == Member.id)
    last_day = case((noted_by(left, asked.day), left.c.last_day))
    return joined, last_day, case((left.c.last_day < asked.day, 0), else_=func.coalesce(held.c.shares, 0))


def _tally(session: Session, asked: Asked) -> Tally:
    asked = replace(asked, words="")
    return _TALLIES.get(session, asked, lambda: _tallied(session, asked))


def _tallied(session: Session, asked: Asked) -> Tally:
    query, last_day, held = _with_holdings(_memberships(asked), asked)
    paid = shares.paid_sums(asked.day, asked.known_at).subquery("paid_in")
    is_member = last_day.is_(None) | (last_day >= asked.day)
    figures = (
        case((is_member, 1), else_=0), case((is_member, held), else_=0),
        case((is_member, func.coalesce(paid.c.paid, 0)), else_=0), case((last_day == asked.day, 1), else_=0),
    )
    summed = query.outerjoin(paid, paid.c.member_id == Member.id)
    number, *sums = session.execute(summed.with_only_columns(func.count(), *map(func.sum, figures))).one()
    detail = select(RegisterDetail.id).where(
        members.details_hold(asked.day, asked.known_at),
        RegisterDetail.member_id.in_(_memberships(asked).with_only_columns(Member.id)),
    )
    has_details = session.scalar(detail.limit(1)) is not None
    return Tally(number, RegisterSums(*(int(each or 0) for each in sums)), has_details)


# --- going by one at a time ------------------------------------------------------------------------------------------


class _Place(NamedTuple):
    """What of a line decides where it stands."""

    found: Found
    number: int
    name: str
    first_day: date
    last_day: date | None
    shares: int


def _going_by(session: Session, asked: Asked, with_names: bool = False) -> tuple[list[_Place], Tally]:
    """The places of the lines that have the words, and what those lines add up to."""
    wanted, places, sums, has_details = fold(asked.words).split(), [], RegisterSums(), False
    for found, line in _each(session, asked):
        if holds(line, wanted):
            name = line.name if with_names else ""
            places.append(_Place(found, line.number, name, line.first_day, line.last_day, line.shares))
            sums, has_details = sums.with_line(line, asked.day), has_details or bool(line.details)
    return places, Tally(len(places), sums, has_details)


def _each(session: Session, asked: Asked) -> Iterator[tuple[Found, RegisterLine]]:
    day, known_at = asked.day, asked.known_at
    details = members.everybodys_details_on(session, day, known_at)
    query = lines_query(day, known_at, shares.held_on(day, known_at), shares.paid_sums(day, known_at))
    query = query.where(*_conditions(asked)).execution_options(yield_per=AT_ONCE)
    for period_id, member_id, *row in session.execute(query):
        yield (period_id, member_id), without_what_ended(line_of(row, details.get(member_id, {})), day)
