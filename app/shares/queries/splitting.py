"""Reads of what a splitting of the shares multiplies (Zerlegung, § 22b GenG; R-SHR-09)."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, String, cast, func, literal, select
from sqlalchemy.orm import Session, aliased

from app.archive.models import IssuedDocument, PrintItem
from app.archive.rules import Standing
from app.core import horizon
from app.core.db import mapping_of
from app.core.journal import JournalLine
from app.core.values import Cents
from app.members.models import Member
from app.shares.models import Certificate, ShareEntry, ShareHolding
from app.shares.queries.holdings import held_at_close, shares_at_close
from app.shares.queries.ledgers import kept, total
from app.shares.rules import (
    FOREVER,
    ShareGround,
    ShareUnit,
    added_by,
    at_the_close,
    check_split_fits,
    check_split_follows,
    counts_from,
    eve_of,
    former_shares,
    liability_sum,
    on_the_day,
    parts_between,
    split_document,
)
from app.statutes import queries as statutes
from app.statutes.models import StatuteVersion
from app.statutes.rules import ONE_DAY, ForeseenSplit, SplitPreview, Splitting, Statute, UndoneSplit


def split_preview(session: Session, version: StatuteVersion, day: date) -> SplitPreview:
    """What a version does to the shares, or would, were it registered on a day (R-SHR-09).

    Refused where it can do neither what it says nor without what it corrects.
    """
    gone = _undone_days(session, version, day) if version.registered_on is None else []
    rows = {each: standing_rows(session, each) for each in gone}
    for each in gone:
        check_split_follows(each, builds_upon(session, rows[each], each))
    undone = tuple(_undone_split(session, each, rows[each]) for each in gone)
    return SplitPreview(_foreseen_split(session, version, day, [row for each in rows.values() for row in each]), undone)


def _undone_days(session: Session, version: StatuteVersion, day: date) -> list[date]:
    """The days of the splittings that would be taken back, were a version registered on a day; the latest first."""
    standing = split_days(session)
    wanted = {each.day: each for each in statutes.splittings_with(session, version, day)} if standing else {}
    return [each for each in standing if each not in wanted or split_otherwise(session, wanted[each])]


def _undone_split(session: Session, day: date, rows: Sequence[ShareEntry]) -> UndoneSplit:
    added = {row.member_id: row.change for row in rows if row.ground is ShareGround.SPLIT}
    multiples = [row for row in rows if row.multiplies_id is not None]
    before = held_at_close(day - ONE_DAY, of=list(added))
    left = sum(shares for _member, shares in session.execute(before))
    told, posted = _letters_about(session, day)
    return UndoneSplit(
        day, len(added), left + sum(added.values()), left, later=len(multiples),
        certificates=_valid_certificates(session, {row.member_id for row in rows}), told=posted, waiting=told - posted,
        until=max((row.effective_on for row in multiples), default=None),
    )


def _valid_certificates(session: Session, member_ids: Collection[int] | Select[int]) -> int:
    valid = select(func.count()).select_from(Certificate).join(
        IssuedDocument, IssuedDocument.id == Certificate.document_id
    )
    return session.scalar(
        valid.where(IssuedDocument.standing == Standing.VALID, Certificate.member_id.in_(member_ids))
    ) or 0


def _letters_about(session: Session, day: date) -> tuple[int, int]:
    """How many valid letters tell of a splitting of a day, and how many of them were posted."""
    posted = select(PrintItem.document_id).where(PrintItem.posted_at.is_not(None))
    number = select(func.count(), func.count().filter(IssuedDocument.id.in_(posted))).select_from(IssuedDocument)
    written, gone = session.execute(number.where(*_tells_of(day))).one()
    return written, gone


def _tells_of(day: date) -> tuple[ColumnElement[bool], ...]:
    letter = IssuedDocument
    return (
        letter.kind == "shares_split", letter.standing == Standing.VALID,
        letter.facts["registered_on"].as_string() == day.isoformat(),
        letter.facts["taken_back"].as_boolean().is_(False),
    )


def letters_about_split(session: Session, day: date) -> Sequence[int]:
    """The valid letters that tell of a splitting of a day, by their ids."""
    return session.scalars(select(IssuedDocument.id).where(*_tells_of(day)).order_by(IssuedDocument.id)).all()


def _foreseen_split(
    session: Session, version: StatuteVersion, day: date, undone: Sequence[ShareEntry]
) -> ForeseenSplit | None:
    """What the splitting itself does. Of one that is done the same figures: the eve's shares are those split.

    `undone`: entries by which shares were split and that are taken back first.
    """
    splitting = statutes.splitting_by(session, version, day)
    if splitting is None:
        return None
    check_split_fits(splitting.parts, most_before(session, splitting))
    held = held_at_close(eve_of(splitting)).subquery()
    number, together = session.execute(select(func.count(), func.coalesce(total(held.c.shares), 0))).one()
    together -= sum(row.change for row in undone if row.effective_on < day)
    gone = {row.id for row in undone}
    later = [entry for entry in entries_after(session, splitting) if entry.id not in gone]
    statute, former = statutes.statute_of(version), statutes.find_version_split(session, version, day)
    most = statute.max_shares
    above = select(func.count()).where(held.c.shares * splitting.parts > most) if most else None
    return ForeseenSplit(
        day, splitting.parts, number, together, later=len(later),
        above=session.scalar(above.select_from(held)) or 0 if above is not None else 0,
        liability=_liability(statutes.statute_of(former), 1) if former else 0,
        liability_after=_liability(statute, splitting.parts),
        certificates=_valid_certificates(session, select(held.c.member_id)),
        until=max((entry.effective_on for entry in later), default=None),
    )


def _liability(statute: Statute, shares: int) -> Cents | None:
    return liability_sum(statute.nachschuss, statute.share_amount, shares, statute.haftsumme, statute.haftsumme_rule)


def most_before(session: Session, splitting: Splitting) -> int:
    """The most former shares that one member holds at the close of a splitting's eve or at any time since.

    What this one or a later one has multiplied already counts as what it was. Who reads no further than an audited day
    registers nothing, and is told by what was held at the close of the eve.
    """
    if horizon.present() is not None:
        eve = held_at_close(eve_of(splitting)).subquery()
        return session.scalar(select(func.max(eve.c.shares))) or 0
    holding, done = ShareHolding, split_days(session)
    splits = [each for each in statutes.splittings(session, eve_of(splitting)) if each.day in done]
    from_the_eve, moments = holding.until >= at_the_close(eve_of(splitting)), [on_the_day(each.day) for each in splits]
    most, parts = 0, 1
    for begins, ends, split in zip([0, *moments], [*moments, FOREVER + 1], [None, *splits], strict=True):
        parts *= split.parts if split else 1
        found = select(func.max(holding.shares)).where(from_the_eve, holding.since >= begins, holding.since < ends)
        most = max(most, former_shares(session.scalar(found) or 0, parts))
    return most


def entries_after(session: Session, splitting: Splitting, told_by: datetime | None = None) -> Sequence[ShareEntry]:
    """What counts from the day of a splitting on and was told in the former shares: it is multiplied on its own day.

    Of a splitting that is done, what it multiplied so. `told_by`: only what was entered by a moment.
    """
    entry, done = ShareEntry, standing_rows(session, splitting.day)
    found = _from_the_day_on(splitting)
    if told_by is not None:
        found = found.where(entry.recorded_at <= told_by)
    if done:
        found = found.where(entry.id.in_([each.multiplies_id for each in done if each.multiplies_id is not None]))
    return session.scalars(found.order_by(entry.effective_on, entry.id)).all()


def _from_the_day_on(splitting: Splitting) -> Select[ShareEntry]:
    entry = ShareEntry
    acquired_before = (entry.ground == ShareGround.TRANSFER_IN) & (entry.effective_on == splitting.day)
    return select(entry).where(
        entry.effective_on >= splitting.day, ~acquired_before, kept(entry), entry.ground != ShareGround.SPLIT
    )


def split_shares_of(session: Session, splitting: Splitting, member_id: int, day: date) -> int:
    """How many former shares of a member were split: those of the eve; else those that came later and count by a day.
    """
    held = shares_at_close(session, member_id, eve_of(splitting))
    if held:
        return held
    multiple, document = aliased(ShareEntry), split_document(splitting.day)
    found = select(ShareEntry).join(multiple, multiple.multiplies_id == ShareEntry.id)
    later = session.scalars(found.where(multiple.member_id == member_id, multiple.document == document, kept(multiple)))
    return sum(each.change for each in later if counts_from(each.ground, each.change, each.effective_on) <= day)


def not_multiplied(session: Session, splitting: Splitting) -> Sequence[ShareEntry]:
    """What counts from the day of a splitting on, was told in the former shares, and stands as it was told (R-SHR-09).

    None where the splitting is done and the ledger is right: what it multiplied is left out, and so is what this one
    and later ones made of it.
    """
    if splitting.noted_at is None:
        return []
    entry, done = ShareEntry, standing_rows(session, splitting.day)
    ids = {*(each.id for each in done), *(each.multiplies_id for each in done)}
    since = [split_document(each.day) for each in statutes.splittings(session, eve_of(splitting))]
    made = entry.multiplies_id.is_not(None) & entry.document.in_(since)
    found = _from_the_day_on(splitting).where(entry.recorded_at <= splitting.noted_at, ~made)
    return [each for each in session.scalars(found.order_by(entry.effective_on, entry.id)) if each.id not in ids]


def standing_rows(session: Session, day: date) -> Sequence[ShareEntry]:
    """The entries by which the shares were split on a day, that stand."""
    entry = ShareEntry
    of_it = (entry.ground == ShareGround.SPLIT) | entry.multiplies_id.is_not(None)
    found = select(entry).where(entry.document == split_document(day), of_it, kept(entry))
    return session.scalars(found.order_by(entry.id)).all()


def split_acts_of(member_id: int) -> Select[int]:
    """The journal's lines of splittings, and of their taking back, by which a member's shares were counted anew.

    The journal has one line for the shares of all, under the version of the statute.
    """
    line, version = JournalLine, StatuteVersion
    told = select(func.min(line.sequence)).where(
        line.subject.in_(select(literal("statute:").concat(cast(version.id, String)))),
        line.act.in_(("split_shares", "undo_split")),
        line.at.in_(select(ShareEntry.recorded_at).where(ShareEntry.member_id == member_id)),
    )
    return told.group_by(line.act, line.at)


def split_days(session: Session) -> Sequence[date]:
    """The days on which shares are split by the ledger, the latest first.

    Where nobody held any on the eve, only what counts later was multiplied.
    """
    found = select(ShareEntry.effective_on).where(ShareEntry.ground == ShareGround.SPLIT, kept(ShareEntry)).distinct()
    later = (day for day in statutes.days_of_splittings(session) if standing_rows(session, day))
    return sorted({*session.scalars(found), *later}, reverse=True)


def multiples_of(session: Session, entry: ShareEntry) -> list[ShareEntry]:
    """The entries that multiply one and stand, those that multiply these included (R-SHR-09)."""
    found = select(ShareEntry).where(ShareEntry.multiplies_id == entry.id, kept(ShareEntry)).order_by(ShareEntry.id)
    direct = session.scalars(found).all()
    return [each for one in direct for each in (one, *multiples_of(session, one))]


def change_of(session: Session, entry: ShareEntry) -> int:
    """How many shares an entry changes, in those of its own day: with what multiplies it (R-SHR-09)."""
    return entry.change + sum(each.change for each in multiples_of(session, entry))


def builds_upon(session: Session, rows: Sequence[ShareEntry], day: date) -> list[str]:
    """The documents of the entries of new shares made since a splitting, so that it can no longer be taken back."""
    entry, own = ShareEntry, {row.id for row in rows}
    later = select(entry.id, entry.document).where(entry.id > min(own), entry.effective_on >= day, kept(entry))
    found = session.execute(later.order_by(entry.id))
    return list(dict.fromkeys(document for entry_id, document in found if entry_id not in own))


def parts_since(session: Session, first_day: date, day: date = date.max) -> int:
    """How many shares of a day stand for one of an earlier day (R-SHR-09)."""
    return parts_between(statutes.splittings(session, first_day), first_day, day)


def unit_of(session: Session, day: date, known_at: datetime | None = None) -> ShareUnit:
    """In which shares a number of a day was written down that was told at a moment, now or before (R-SHR-09)."""
    if not statutes.days_of_splittings(session):
        return ShareUnit()
    told = statutes.splittings(session, known_at=known_at)
    return ShareUnit(parts_between(told, date.min, day), tuple(statutes.splittings(session)))


def split_otherwise(session: Session, splitting: Splitting) -> dict[int, tuple[int, int]]:
    """The members whose shares are not multiplied as a splitting says: what was to be added, and what was (R-SHR-09).
    """
    held = mapping_of(session, held_at_close(eve_of(splitting)))
    summed = select(ShareEntry.member_id, total(ShareEntry.change)).where(
        ShareEntry.ground == ShareGround.SPLIT, ShareEntry.effective_on == splitting.day, kept(ShareEntry)
    )
    added = mapping_of(session, summed.group_by(ShareEntry.member_id))
    pairs = {
        member_id: (added_by(splitting.parts, held.get(member_id, 0)), added.get(member_id, 0))
        for member_id in {*held, *added}
    }
    return {member_id: pair for member_id, pair in pairs.items() if pair[0] != pair[1]}


def numbers_of(session: Session, member_ids: Sequence[int]) -> list[int]:
    """The numbers of members, in order."""
    return list(session.scalars(select(Member.number).where(Member.id.in_(member_ids)).order_by(Member.number)))
