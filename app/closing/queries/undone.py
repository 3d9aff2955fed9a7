"""Whether what ended or took shares before a result was used was undone since (§§ 19, 73 GenG; R-FIN-05)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.closing.models import Appropriation, AppropriationShare
from app.closing.queries.results import key_of, use_is_undone
from app.closing.queries.weights import weights_of
from app.core.values import Cents
from app.members.models import Member
from app.shares.models import ShareEntry
from app.shares.rules import ShareGround
from app.statutes import queries as statutes
from app.statutes.rules import FiscalYear

_OF_BOTH_SIDES = (ShareGround.TRANSFER_IN, ShareGround.TRANSFER_OUT)
"""Of a transfer that was undone, two members are told as one."""


@dataclass(frozen=True)
class UndoneEntry:
    """An entry of the share ledger that was undone: what stands behind it, and from when until when it was there."""

    document: str
    member: Member
    day: date
    since: datetime
    until: datetime


@dataclass(frozen=True)
class UndoneBeneath:
    """A use of a result that rests on an entry undone since: a notice, another exit, shares; cents.

    `then` is what counted of the member when it was booked, `now` what would count; `part` is what it has of the
    result, interest too.
    """

    booked: Appropriation
    year: FiscalYear
    entry: UndoneEntry
    then: Cents
    now: Cents
    part: Cents


def undone_since(session: Session, booked: Appropriation) -> list[UndoneBeneath]:
    """What was undone since the use of a result that parted it otherwise than the ledgers would now (R-FIN-05).

    Nothing of those of whom as much counts as before, as when a notice was entered anew.
    """
    return _beneath(session, booked, _entries_undone(session, booked.recorded_at))


def uses_undone_beneath(session: Session) -> list[UndoneBeneath]:
    """The same of all uses that stand, until the year in which the assembly decided on them is closed."""
    closed = statutes.closed_through(session)
    stands = select(Appropriation).where(Appropriation.effective_on > (closed or date.min), ~use_is_undone())
    uses = session.scalars(stands.order_by(Appropriation.id)).all()
    undone = _entries_undone(session, min(each.recorded_at for each in uses)) if uses else []
    return [each for booked in uses for each in _beneath(session, booked, undone)]


def _entries_undone(session: Session, since: datetime) -> list[UndoneEntry]:
    """The entries undone after a moment, in the order in which they were made, those of transfers left out."""
    undoing = aliased(ShareEntry)
    found = (
        select(ShareEntry, undoing.recorded_at, Member)
        .join(undoing, undoing.reverses_id == ShareEntry.id).join(Member, Member.id == ShareEntry.member_id)
        .where(undoing.recorded_at > since, ShareEntry.ground.not_in(_OF_BOTH_SIDES)).order_by(ShareEntry.id)
    )
    return [
        UndoneEntry(entry.document, member, entry.effective_on, entry.recorded_at, undone_at)
        for entry, undone_at, member in session.execute(found).unique()
    ]


def _beneath(session: Session, booked: Appropriation, undone: Sequence[UndoneEntry]) -> list[UndoneBeneath]:
    day = booked.effective_on
    found = [each for each in undone if day and each.day < day and each.since < booked.recorded_at < each.until]
    year = next((each for each in statutes.fiscal_years(session) if each.last_day == booked.year_end), None)
    if not found or day is None or year is None:
        return []
    now = weights_of(session, year, booked.key or key_of(session, year), day)
    rows = session.scalars(select(AppropriationShare).where(AppropriationShare.appropriation_id == booked.id))
    then = {row.member_id: row for row in rows}
    told: dict[tuple[str, int], UndoneBeneath] = {}
    for each in found:
        row, counts = then.get(each.member.id), max(now.get(each.member.id, 0), 0)
        counted, part = (row.weight, row.portion + row.interest) if row else (0, 0)
        if counted != counts:
            told[each.document, each.member.id] = UndoneBeneath(booked, year, each, counted, counts, part)
    return list(told.values())
