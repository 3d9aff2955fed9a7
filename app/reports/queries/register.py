"""The register of members as of a day, as known at a moment, in one read."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.core.formats import BERLIN, fold
from app.core.values import PostalAddress
from app.members import queries as members
from app.members.models import Member, MembershipPeriod
from app.parties import rules as parties
from app.parties.models import Party, PartyAddress, PartyName
from app.reports import rules
from app.reports.rules import Change, RegisterLine
from app.shares import queries as shares
from app.shares.models import ShareEntry
from app.shares.queries import SumByMember
from app.statutes.rules import ONE_DAY


def register_on(
    session: Session, day: date, known_at: datetime | None = None, words: str = "", with_former: bool = False
) -> Sequence[RegisterLine]:
    """The members of a day by number: name, address, shares and payments of that day, as recorded up to a moment.

    Without a moment, everything recorded counts (R-REG-06); an end to come stands there only where it had been noted by
    the close of the day (§ 69 GenG). `words` keeps the lines that hold each of them.
    `with_former` adds who has left by then, each past membership as a line (R-REG-05, R-REG-08).
    """
    in_it = members.began(day, known_at) if with_former else members.covers(day, known_at)
    lines = _lines(session, day, known_at, shares.held_on(day, known_at), in_it)
    if with_former:
        lines = [replace(line, shares=0) if line.has_left_by(day) else line for line in lines]
    wanted = fold(words).split()
    return [line for line in lines if _holds(line, wanted)] if wanted else lines


def memberships_at_close(session: Session, day: date, known_at: datetime | None = None) -> list[RegisterLine]:
    """Every membership begun by a day as a line, with what stands when the day is over (R-MOV-02).

    Who has left by then, on that day too, holds nothing any more.
    """
    held, began = shares.held_at_close(day, known_at), members.began(day, known_at)
    lines = _lines(session, day, known_at, held, began)
    return [replace(line, shares=0) if line.last_day and line.last_day <= day else line for line in lines]


def changes_between(
    session: Session, first: date, last: date, known_at: datetime | None = None
) -> list[Change]:
    """What changed in the register from the eve of a first day to the close of a last one (R-REG-06, R-MOV-02)."""
    then, now = (memberships_at_close(session, day, known_at) for day in (first - ONE_DAY, last))
    return rules.changes_between(then, now, first, last)


def _lines(
    session: Session, day: date, known_at: datetime | None, holdings: SumByMember, in_it: ColumnElement[bool]
) -> list[RegisterLine]:
    """A line for each membership that a condition takes in, with names, addresses and fields of a day."""
    held, paid = holdings.subquery("held"), shares.paid_sums(day, known_at).subquery("paid_in")
    left, name, place = members.known_exits(known_at).subquery("left"), aliased(PartyName), aliased(PartyAddress)
    noted = or_(left.c.last_day <= day, left.c.recorded_at <= datetime.combine(day, time.max, BERLIN))
    columns = (
        Member.id, Member.number, Party.kind, name.name, name.last_name, name.first_names, name.title, place.street,
        place.postcode, place.city, place.country, place.addition, MembershipPeriod.member_class,
        MembershipPeriod.first_day, case((noted, left.c.last_day)), case((noted, left.c.ground)),
        func.coalesce(held.c.shares, 0), func.coalesce(paid.c.paid, 0),
    )
    query = (
        select(*columns)
        .select_from(Member)
        .join(MembershipPeriod, MembershipPeriod.member_id == Member.id)
        .join(Party, Party.id == Member.party_id)
        .join(name, name.id == _name_on(day, known_at))
        .outerjoin(place, place.id == _address_on(day, known_at))
        .outerjoin(left, left.c.period_id == MembershipPeriod.id)
        .outerjoin(held, held.c.member_id == Member.id)
        .outerjoin(paid, paid.c.member_id == Member.id)
        .where(in_it)
        .order_by(Member.number, MembershipPeriod.first_day)
    )
    details = members.everybodys_details_on(session, day, known_at)
    since = _shares_since(session, day, known_at)
    return [
        replace(_line(row), details=details.get(member_id, {}), shares_since=since.get(member_id))
        for member_id, *row in session.execute(query)
    ]


def _shares_since(session: Session, day: date, known_at: datetime | None) -> dict[int, date]:
    """By member, since when the number of shares of a day has been what it is (§ 30 (2) GenG; R-REG-02)."""
    entry = ShareEntry
    gained, lost = (
        func.max(case((which, entry.effective_on), else_=None)) for which in (entry.change > 0, entry.change < 0)
    )
    changed = select(entry.member_id, gained, lost).where(shares.kept(entry, known_at), shares.counts_on(day, known_at))
    found = session.execute(changed.group_by(entry.member_id))
    return {member: max(filter(None, (up, down and down + ONE_DAY))) for member, up, down in found}


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


def _line(row: Sequence[Any]) -> RegisterLine:
    number, kind, name, last_name, first_names, title, street, postcode, city, country, addition, *rest = row
    person = ", ".join(part for part in (last_name, " ".join(part for part in (title, first_names) if part)) if part)
    address = str(PostalAddress(street or "", postcode or "", city or "", country or "DE", addition or ""))
    return RegisterLine(number, name if parties.is_organisation(kind) else person, kind, address, *rest)


def _holds(line: RegisterLine, words: Sequence[str]) -> bool:
    text = fold(f"{line.number:04d} {line.name} {line.address} {' '.join(line.details.values())}")
    return all(word in text for word in words)
