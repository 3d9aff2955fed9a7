"""The share ledger against the versions of the statute that split the shares (Zerlegung, § 22b GenG)."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.core.formats import day as written
from app.core.formats import member_number
from app.core.values import German
from app.members.models import Member
from app.operations.rules import CheckKey, Finding, Place
from app.shares import queries as shares
from app.shares.models import ShareEntry
from app.shares.rules import added_by, so_many_shares
from app.statutes import queries as statutes
from app.statutes.rules import Splitting


def unlike_the_statute(session: Session, _now: datetime) -> Iterator[Finding]:
    """Shares that are not multiplied as a version in force says, or that none in force multiplies (R-SHR-09)."""
    wanted = {splitting.day: splitting for splitting in statutes.splittings(session)}
    for splitting in wanted.values():
        yield from _not_as_said(session, splitting)
        yield from _later_ones(session, splitting)
    for day in shares.split_days(session):
        if day not in wanted:
            sentence = German("Die Anteile sind zum {day} zerlegt, doch keine geltende Fassung der Satzung sagt das.")
            yield Finding(CheckKey.SPLIT_TRACE, sentence, {"day": written(day)})


def _not_as_said(session: Session, splitting: Splitting) -> Iterator[Finding]:
    otherwise = shares.split_otherwise(session, splitting)
    numbers = session.execute(select(Member.id, Member.number).where(Member.id.in_(otherwise)).order_by(Member.number))
    for member_id, number in numbers:
        due, done = otherwise[member_id]
        sentence = German("Zerlegung zum {day}: Mitglied {number} bekam {done} dazu, nach der Satzung sind es {due}.")
        yield _about(splitting, number, sentence, due=so_many_shares(due), done=so_many_shares(done))


def _later_ones(session: Session, splitting: Splitting) -> Iterator[Finding]:
    """Entries of a later day that a splitting multiplied by another number, or not at all."""
    untouched = {entry.id: entry.effective_on for entry in shares.not_multiplied(session, splitting)}
    told = select(Member.number, ShareEntry.id).join(Member, Member.id == ShareEntry.member_id)
    for number, entry_id in session.execute(told.where(ShareEntry.id.in_(untouched)).order_by(ShareEntry.id)):
        sentence = German("Zerlegung zum {day}: Bei Mitglied {number} ist die Buchung zum {later} nicht vervielfacht.")
        yield _about(splitting, number, sentence, later=written(untouched[entry_id]))
    multiple = aliased(ShareEntry)
    found = select(Member.number, multiple, ShareEntry.change).join(Member, Member.id == multiple.member_id)
    found = found.join(ShareEntry, ShareEntry.id == multiple.multiplies_id)
    rows = {row.id for row in shares.standing_rows(session, splitting.day)}
    for number, row, change in session.execute(found.where(multiple.multiplies_id.is_not(None)).order_by(multiple.id)):
        if row.id in rows and row.change != added_by(splitting.parts, change):
            sentence = German(
                "Zerlegung zum {day}: Bei Mitglied {number} ist die Buchung zum {later} anders vervielfacht."
            )
            yield _about(splitting, number, sentence, later=written(row.effective_on))


def _about(splitting: Splitting, number: int, sentence: str, **values: object) -> Finding:
    told = {"day": written(splitting.day), "number": member_number(number), **values}
    return Finding(CheckKey.SPLIT_TRACE, sentence, told, Place("sheet", str(number)))
