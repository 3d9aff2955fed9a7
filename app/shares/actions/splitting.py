"""Splitting the shares: the ledger follows the statute's registered versions (Zerlegung, § 22b GenG; R-SHR-09)."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.archive import actions as archive
from app.core import jobs, journal
from app.core.db import mapping_of, next_number
from app.core.formats import count, local
from app.core.formats import day as written
from app.core.told import Told
from app.core.values import Actor, German
from app.shares import queries, rules
from app.shares.actions.booking import book_shares
from app.shares.actions.following import FOLLOW_JOB, let_certificates_state_amount
from app.shares.actions.histories import let_certificates_follow
from app.shares.actions.locking import lock_all
from app.shares.models import ShareEntry
from app.shares.rules import ShareGround
from app.statutes import queries as statutes
from app.statutes.actions import keep_shares_unsplit
from app.statutes.rules import Splitting, check_year_open

TOLD_JOB = "tell_of_split"
OVERTAKEN = German("Die Zerlegung gilt so nicht mehr")
"""Why a letter about a splitting is withdrawn."""

WITHDRAWN = German("Die Fassung der Satzung ist berichtigt")
"""Why a splitting is taken back."""

RENEWED = German("Bestand davor berichtigt")
"""Why what was split of one member is taken back, and added anew."""

Row = dict[str, Any]


def follow_statute(session: Session, actor: Actor, now: datetime) -> None:
    """Let the share ledger follow the versions in force: split what one splits, take back what none splits any more.

    Called with every registration, in its transaction: the shares are multiplied at once (§ 16 (2) no. 8 GenG). A
    splitting on which later entries build is not taken back. Certificates follow what a share comes to (§ 7 GenG).
    Done again, it changes nothing.
    """
    _let_ledger_follow(session, actor, now)
    let_certificates_state_amount(session, actor, now)


def _let_ledger_follow(session: Session, actor: Actor, now: datetime) -> None:
    wanted = {splitting.day: splitting for splitting in statutes.splittings(session)}
    standing = queries.split_days(session)
    if not wanted and not standing:
        return
    keep_shares_unsplit(session, alone=True)
    lock_all(session)
    for day in standing:
        if day not in wanted or queries.split_otherwise(session, wanted[day]):
            _take_back(session, day, actor, now)
    done = queries.split_days(session)
    for splitting in wanted.values():
        is_new = splitting.day not in done
        if is_new and (queries.split_otherwise(session, splitting) or queries.not_multiplied(session, splitting)):
            _split(session, splitting, actor, now)


def _split(session: Session, splitting: Splitting, actor: Actor, now: datetime) -> None:
    """Multiply what is held at the close of the eve, and each entry that counts from the day on, on its own day.

    Where the splitting was noted before, what was entered since is of the new shares already.
    """
    check_year_open(splitting.day, statutes.closed_through(session))
    rules.check_split_fits(splitting.parts, queries.most_before(session, splitting))
    held = mapping_of(session, queries.held_at_close(rules.eve_of(splitting)))
    told: Row = {
        "recorded_at": now, "recorded_by": actor.name, "document": rules.split_document(splitting.day), "note": "",
    }
    is_late = splitting.noted_at is not None and splitting.noted_at < now
    later = queries.entries_after(session, splitting, splitting.noted_at if is_late else None)
    book_shares(session, [
        *(_added(splitting, member_id, number, told) for member_id, number in sorted(held.items())),
        *(_multiplied(splitting, entry, told) for entry in later),
    ])
    before = sum(held.values())
    summary = Told(
        "Geschäftsanteile zerlegt zum {day}: aus {before} Anteilen von {members} Mitgliedern wurden {after}",
        day=written(splitting.day), before=count(before), members=count(len(held)),
        after=count(before * splitting.parts),
    )
    journal.record(
        session, actor, "split_shares", f"statute:{splitting.version_id}", now, summary, parts=splitting.parts,
        members=len(held), shares=before, later=len(later),
    )
    concerned = {*held, *(entry.member_id for entry in later)}
    _tell(session, concerned, splitting.day, f"{splitting.version_id}:{splitting.day.isoformat()}", actor, now)


def _added(splitting: Splitting, member_id: int, number: int, told: Row) -> Row:
    return {
        **told, "member_id": member_id, "change": rules.added_by(splitting.parts, number), "ground": ShareGround.SPLIT,
        "effective_on": splitting.day, "multiplies_id": None, "reverses_id": None,
    }


def _multiplied(splitting: Splitting, entry: ShareEntry, told: Row) -> Row:
    return {
        **told, "member_id": entry.member_id, "change": rules.added_by(splitting.parts, entry.change),
        "ground": entry.ground, "effective_on": entry.effective_on, "multiplies_id": entry.id, "reverses_id": None,
    }


def _tell(
    session: Session, member_ids: Collection[int], day: date, document: str, actor: Actor, now: datetime
) -> None:
    """Let certificates follow, then write to each member; both by a job, for there may be many (R-DOC-04)."""
    key = f"{document}:{now.isoformat()}"
    let_certificates_follow(session, ((each, day) for each in member_ids), f"{FOLLOW_JOB}:{key}", actor, now)
    _write_to(session, member_ids, day, key, actor, now)


def _write_to(
    session: Session, member_ids: Collection[int], day: date, key: str, actor: Actor, now: datetime
) -> None:
    steps = [f"{member_id}:{day.isoformat()}" for member_id in sorted(member_ids)]
    jobs.enqueue(session, TOLD_JOB, steps, key=f"{TOLD_JOB}:{key}", actor=actor, now=now, rank=jobs.Rank.AWAITED)


def _key(splitting: Splitting, entry_id: int) -> str:
    """Names what is told of a splitting after an entry, so that it is asked for once."""
    return f"{splitting.day.isoformat()}:{entry_id}"


def _take_back(session: Session, day: date, actor: Actor, now: datetime) -> None:
    """Take a splitting back by entries that point at its own, as long as nothing builds upon it (R-REG-05)."""
    check_year_open(day, statutes.closed_through(session))
    rows = queries.standing_rows(session, day)
    rules.check_split_follows(day, queries.builds_upon(session, rows, day))
    year = local(now).year
    number = rules.reversal_number(year, next_number(session, f"share_reversal:{year}"))
    book_shares(session, [_reversal(row, number, WITHDRAWN, actor, now) for row in rows])
    summary = Told("Storno {number}: Zerlegung zum {day}, {reason}", number=number, day=written(day), reason=WITHDRAWN)
    version = statutes.get_version_on(session, local(now).date())
    for each in dict.fromkeys((version.id, *statutes.corrected_splittings(session, day))):
        journal.record(session, actor, "undo_split", f"statute:{each}", now, summary, number=number)
    archive.withdraw_all(session, queries.letters_about_split(session, day), OVERTAKEN, actor, now)
    _tell(session, {row.member_id for row in rows}, day, number, actor, now)


def _reversal(row: ShareEntry, number: str, reason: str, actor: Actor, now: datetime) -> Row:
    return {
        "member_id": row.member_id, "change": -row.change, "effective_on": row.effective_on, "recorded_at": now,
        "recorded_by": actor.name, "ground": ShareGround.REVERSAL, "document": number, "reverses_id": row.id,
        "note": reason, "multiplies_id": None,
    }


def let_split_follow(session: Session, entries: Sequence[ShareEntry], actor: Actor, now: datetime) -> None:
    """Let what was split follow entries of the days before: they are of the former shares (R-SHR-09, R-REG-05).

    Who enters what is no reversal has seen to it that its year is open; a reversal goes in whatever is closed.
    What was added to a member is taken back and added anew, where it is no longer what the splitting makes of it; the
    letter about it follows.
    """
    if not entries:
        return
    splittings = statutes.splittings(session, min(entry.effective_on for entry in entries) - rules.NEXT_DAY)
    for splitting in splittings:
        for member_id in sorted({entry.member_id for entry in entries}):
            _renew(session, splitting, member_id, actor, now)


def _renew(session: Session, splitting: Splitting, member_id: int, actor: Actor, now: datetime) -> None:
    entries = queries.share_entries_of(session, member_id)
    counted = queries.counted(entries)
    held = sum(each.change for each in counted if each.closes_on < splitting.day)
    split = {each.id for each in counted if each.is_split and each.closes_on == splitting.day}
    standing = [entry for entry in entries if entry.id in split]
    if sum(entry.change for entry in standing) == rules.added_by(splitting.parts, held):
        return
    _write_to(session, (member_id,), splitting.day, _key(splitting, max(each.id for each in entries)), actor, now)
    if held:
        document = rules.split_document(splitting.day)
        told: Row = {"recorded_at": now, "recorded_by": actor.name, "document": document, "note": ""}
        session.add(ShareEntry(**_added(splitting, member_id, held, told)))
        session.flush()
    if standing:
        year = local(now).year
        number = rules.reversal_number(year, next_number(session, f"share_reversal:{year}"))
        for entry in standing:
            session.add(ShareEntry(**_reversal(entry, number, RENEWED, actor, now)))
        session.flush()


def undo_multiples(
    session: Session, entry: ShareEntry, number: str, reason: str, actor: Actor, now: datetime
) -> list[ShareEntry]:
    """Take back with an entry what a splitting made of it (R-REG-05, R-SHR-09); gives the reversals.

    The letters about those splittings follow.
    """
    multiples = queries.multiples_of(session, entry)
    undone = [ShareEntry(**_reversal(each, number, reason, actor, now)) for each in multiples]
    session.add_all(undone)
    session.flush()
    documents = {each.document for each in multiples}
    for splitting in statutes.splittings(session) if multiples else ():
        if rules.split_document(splitting.day) in documents:
            _write_to(session, (entry.member_id,), splitting.day, _key(splitting, undone[-1].id), actor, now)
    return undone
