"""The facts behind the lines of the register: of those of a page at once, of all by and by."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.members import queries as members
from app.members.models import Member, MembershipPeriod
from app.reports.rules import Grounds, RegisterLine, SharesBooked, grounds_of
from app.shares import queries as shares
from app.shares.models import ShareEntry

AT_ONCE = 500
"""Of how many lines the facts are read at once; no more of them are held in memory."""

Membership = tuple[int, date]
"""A membership by the member's number and its first day."""


def facts_behind(
    session: Session, lines: Sequence[RegisterLine], day: date, known_at: datetime | None = None
) -> Mapping[Membership, Grounds]:
    """By what each of a page's lines of the register came about, as known at a moment (§ 30 (2) GenG; R-REG-06).

    Two statements, however many lines there are.
    """
    concerned = Member.number.in_({line.number for line in lines})
    of_these = MembershipPeriod.member_id.in_(select(Member.id).where(concerned))
    period = members.memberships(known_at).where(of_these).subquery()
    joined = select(
        Member.number, period.c.first_day, period.c.join_ground, period.c.join_document, period.c.exit_document
    ).join(period, period.c.member_id == Member.id)
    entry = ShareEntry
    booked = select(Member.number, entry.effective_on, entry.change, entry.ground, entry.document)
    booked = booked.join(Member, Member.id == entry.member_id)
    booked = booked.where(shares.kept(entry, known_at, of_few=True), shares.counts_on(day, known_at), concerned)
    sheets: dict[int, list[SharesBooked]] = defaultdict(list)
    for number, on, change, ground, document in session.execute(booked.order_by(entry.effective_on, entry.id)):
        sheets[number].append(SharesBooked(on, change, ground, document))
    begun = {(number, first): (ground, at, out or "") for number, first, ground, at, out in session.execute(joined)}
    return {
        (line.number, line.first_day): grounds_of(line, begun[key][:2], sheets.get(line.number, ()), begun[key][2])
        for line in lines if (key := (line.number, line.first_day)) in begun
    }


def with_facts(
    session: Session, lines: Sequence[RegisterLine], day: date, known_at: datetime | None = None
) -> Iterator[tuple[RegisterLine, Grounds]]:
    """All lines of a register, each with the facts behind it, read by and by (§ 30 (2) sentence 2 GenG; R-REG-06)."""
    for first in range(0, len(lines), AT_ONCE):
        some = lines[first : first + AT_ONCE]
        behind = facts_behind(session, some, day, known_at)
        yield from ((line, behind[line.number, line.first_day]) for line in some)
