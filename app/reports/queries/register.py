"""The register of members as of a day, as known at a moment, in one read."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, Subquery, case, func, or_, select, union
from sqlalchemy.orm import Session, aliased

from app.core.formats import BERLIN, fold
from app.core.values import PostalAddress
from app.members import queries as members
from app.members.models import Member, MembershipExit, MembershipPeriod, RegisterDetail
from app.parties import rules as parties
from app.parties.models import Party, PartyAddress, PartyName
from app.reports import rules
from app.reports.rules import Asked, Change, RegisterLine
from app.shares import queries as shares
from app.shares.models import CreditEntry, ShareEntry
from app.shares.queries import SumByMember
from app.statutes.rules import ONE_DAY

Found = tuple[int, int]
"""A membership found: its id and the member's."""
MANY = 5_000
"""More members than so many are not named one by one in a statement."""


def register_on(
    session: Session, day: date, known_at: datetime | None = None, words: str = "", with_former: bool = False
) -> Sequence[RegisterLine]:
    """The members of a day by number: name, address, shares and payments of that day, as recorded up to a moment.

    Without a moment, everything recorded counts (R-REG-06); an end to come stands there only where it had been noted by
    the close of the day (§ 69 GenG). `words` keeps the lines that hold each of them.
    `with_former` adds who has left by then, each past membership as a line (R-REG-05, R-REG-08).
    """
    in_it = members.began(day, known_at) if with_former else members.covers(day, known_at)
    lines = list(_lines(session, day, known_at, shares.held_on(day, known_at), in_it).values())
    wanted = fold(words).split()
    return [line for line in lines if holds(line, wanted)] if wanted else lines


def lines_of(session: Session, asked: Asked, found: Sequence[Found]) -> list[RegisterLine]:
    """The lines of a few memberships in the order in which they were found; the same as `register_on` gives of them."""
    day, known_at, of = asked.day, asked.known_at, [member_id for _period_id, member_id in found]
    of_these = MembershipPeriod.id.in_([period_id for period_id, _member_id in found])
    lines = _lines(session, day, known_at, shares.held_on(day, known_at, of), of_these, of)
    return [lines[period_id] for period_id, _member_id in found if period_id in lines]


def memberships_at_close(session: Session, day: date, known_at: datetime | None = None) -> list[RegisterLine]:
    """Every membership begun by a day as a line, with what stands when the day is over (R-MOV-02).

    Who has left by then, on that day too, holds nothing any more.
    """
    held, began = shares.held_at_close(day, known_at), members.began(day, known_at)
    lines = _lines(session, day, known_at, held, began).values()
    return [replace(line, shares=0) if line.last_day and line.last_day <= day else line for line in lines]


def changes_known_since(session: Session, asked: Asked) -> list[Change]:
    """What is known differently now of the members of a day than at a moment, by number (R-REG-06).

    Only those can differ of whom something was recorded since.
    """
    concerned = _noted_since(session, asked.known_at) if asked.known_at else []
    if not concerned:
        return []
    of = concerned if len(concerned) <= MANY else None
    then, now = (_asked_lines(session, replace(asked, known_at=each), of) for each in (asked.known_at, None))
    return rules.changes_since(then, now)


def _asked_lines(session: Session, asked: Asked, of: Sequence[int] | None) -> list[RegisterLine]:
    """The lines of those of these members whom the day finds in it, with the words and of the kind asked for."""
    day, known_at, in_it = asked.day, asked.known_at, members.covers(asked.day, asked.known_at)
    in_it = in_it if of is None else in_it & Member.id.in_(of)
    lines = _lines(session, day, known_at, shares.held_on(day, known_at, of), in_it, of).values()
    wanted = fold(asked.words).split()
    return [line for line in rules.of_kind(lines, asked.kind, asked.member_class) if holds(line, wanted)]


def _noted_since(session: Session, moment: datetime) -> Sequence[int]:
    """The ids of the members of whom anything that a line shows was recorded after a moment."""
    of_party = (
        select(Member.id).join(table, table.party_id == Member.party_id).where(table.recorded_at > moment)
        for table in (PartyName, PartyAddress)
    )
    of_member = (
        select(table.member_id).where(table.recorded_at > moment)
        for table in (MembershipPeriod, ShareEntry, RegisterDetail)
    )
    ends = select(MembershipPeriod.member_id).join(
        MembershipExit, MembershipExit.period_id == MembershipPeriod.id
    ).where(MembershipExit.recorded_at > moment)
    return session.scalars(union(*of_party, *of_member, ends)).all()


def changes_between(
    session: Session, first: date, last: date, known_at: datetime | None = None
) -> list[Change]:
    """What changed in the register from the eve of a first day to the close of a last one (R-REG-06, R-MOV-02)."""
    then, now = (memberships_at_close(session, day, known_at) for day in (first - ONE_DAY, last))
    return rules.changes_between(then, now, first, last)


def _lines(
    session: Session, day: date, known_at: datetime | None, holdings: SumByMember, in_it: ColumnElement[bool],
    of: Sequence[int] | None = None,
) -> dict[int, RegisterLine]:
    """A line for each membership that a condition takes in, by its id: with names, addresses and fields of a day.

    `of`: the members whose lines these are, where they are few.
    """
    query = lines_query(day, known_at, holdings, _paid(day, known_at, of)).where(in_it)
    details = members.everybodys_details_on(session, day, known_at, of)
    since = shares.held_since(session, day, known_at, of)
    return {
        period_id: without_what_ended(line_of(row, details.get(member_id, {}), since.get(member_id)), day)
        for period_id, member_id, *row in session.execute(query)
    }


def without_what_ended(line: RegisterLine, day: date) -> RegisterLine:
    """Who has left holds nothing any more, whatever a later membership holds (R-REG-05)."""
    return replace(line, shares=0) if line.has_left_by(day) else line


def lines_query(
    day: date, known_at: datetime | None, holdings: SumByMember, payments: SumByMember
) -> Select[*tuple[Any, ...]]:
    """Every membership by number, with what makes its line of a day: its id, the member's, then what `line_of` reads.
    """
    held, paid = holdings.subquery("held"), payments.subquery("paid_in")
    left, name, place = members.known_exits(known_at).subquery("left"), aliased(PartyName), aliased(PartyAddress)
    noted = noted_by(left, day)
    columns = (
        MembershipPeriod.id, Member.id, Member.number, Party.kind, name.name, name.last_name, name.first_names,
        name.title, place.street, place.postcode, place.city, place.country, place.addition,
        MembershipPeriod.member_class, MembershipPeriod.first_day, case((noted, left.c.last_day)),
        case((noted, left.c.ground)), func.coalesce(held.c.shares, 0), func.coalesce(paid.c.paid, 0),
    )
    return (
        select(*columns)
        .select_from(Member)
        .join(MembershipPeriod, MembershipPeriod.member_id == Member.id)
        .join(Party, Party.id == Member.party_id)
        .join(name, name.id == _name_on(day, known_at))
        .outerjoin(place, place.id == _address_on(day, known_at))
        .outerjoin(left, left.c.period_id == MembershipPeriod.id)
        .outerjoin(held, held.c.member_id == Member.id)
        .outerjoin(paid, paid.c.member_id == Member.id)
        .order_by(Member.number, MembershipPeriod.first_day)
    )


def noted_by(left: Subquery, day: date) -> ColumnElement[bool]:
    """The condition that an end stands in the register of a day: it has come, or had been noted by then (§ 69 GenG)."""
    return or_(left.c.last_day <= day, left.c.recorded_at <= datetime.combine(day, time.max, BERLIN))


def _paid(day: date, known_at: datetime | None, of: Sequence[int] | None) -> SumByMember:
    paid = shares.paid_sums(day, known_at, of_few=of is not None)
    return paid if of is None else paid.where(CreditEntry.member_id.in_(of))


def _name_on(day: date, known_at: datetime | None) -> ScalarSelect[int]:
    """The name borne on a day; before its first day, the first one."""
    borne = select(PartyName.id).where(PartyName.party_id == Party.id)
    if known_at is not None:
        borne = borne.where(PartyName.recorded_at <= known_at)
    holds = PartyName.valid_from <= day
    newest = borne.order_by(
        case((holds, 0), else_=1), case((holds, PartyName.valid_from), else_=None).desc(), PartyName.valid_from,
        PartyName.id.desc(),
    )
    return newest.limit(1).correlate(Party).scalar_subquery()


def _address_on(day: date, known_at: datetime | None) -> ScalarSelect[int]:
    known = select(PartyAddress.id).where(PartyAddress.party_id == Party.id, PartyAddress.valid_from <= day)
    if known_at is not None:
        known = known.where(PartyAddress.recorded_at <= known_at)
    newest = known.order_by(PartyAddress.valid_from.desc(), PartyAddress.id.desc())
    return newest.limit(1).correlate(Party).scalar_subquery()


def line_of(row: Sequence[Any], details: Mapping[str, str], shares_since: date | None = None) -> RegisterLine:
    """The line that a row of `lines_query` makes, with the fields that the statute adds."""
    number, kind, name, last_name, first_names, title, *rest = row
    street, postcode, city, country, addition, member_class, first_day, last_day, ground, held, paid = rest
    called = name if parties.is_organisation(kind) else _person(last_name, first_names, title)
    address = "" if city is None else str(PostalAddress(street, postcode, city, country, addition))
    return RegisterLine(
        number, called, kind, address, member_class, first_day, last_day, ground, held, paid, details, shares_since
    )


def _person(last_name: str, first_names: str, title: str) -> str:
    return ", ".join(part for part in (last_name, " ".join(part for part in (title, first_names) if part)) if part)


def holds(line: RegisterLine, words: Sequence[str]) -> bool:
    """Say whether a line has each of these folded words."""
    text = fold(f"{line.number:04d} {line.name} {line.address} {' '.join(line.details.values())}")
    return all(word in text for word in words)
