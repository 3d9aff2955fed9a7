"""What happens in the print tray: bundles are printed, sheets ticked off, put back or discarded."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.archive import queries
from app.archive.actions.documents import erase_bytes
from app.archive.actions.following import follow
from app.archive.models import IssuedDocument, PrintItem, PrintRun, PrintRunSheet
from app.archive.rules import (
    MAX_REASON,
    check_has_a_sheet,
    check_is_made,
    check_is_printed,
    check_put_back,
    check_waits,
)
from app.core import files, jobs, journal
from app.core.db import one_at_a_time
from app.core.formats import count, end_of
from app.core.told import Told
from app.core.values import Actor, German, Refusal

BUNDLE_JOB = "bundle"


RUNS = "print runs"
"""What two people who start a run at the same moment wait for."""


def print_all(session: Session, actor: Actor, now: datetime, is_duplex: bool = False) -> PrintRun:
    """Have all sheets printed that were not yet; where the newest run's file holds exactly these, that run.

    `is_duplex`: on both sides; a file for the other way of printing is another one.
    """
    one_at_a_time(session, RUNS)
    ids = [item.id for item in queries.printable_items(session)]
    if not ids:
        raise Refusal("Im Korb wartet nichts, das nicht schon gedruckt ist.")
    return queries.finished_run_of(session, ids, is_duplex) or start_run(session, ids, actor, now, is_duplex)


def start_run(
    session: Session, item_ids: Sequence[int], actor: Actor, now: datetime, is_duplex: bool = False
) -> PrintRun:
    """Have these sheets joined to one file for the printer; a job makes what is not there yet, then the bundle.

    `is_duplex`: it is printed on both sides, and each letter begins on a sheet of its own.
    A sheet that stands in a run still under way is not taken again; where all do, it is that run.
    """
    one_at_a_time(session, RUNS)
    under_way = queries.runs_under_way(session, item_ids)
    items = [item for item in _in_tray(session, item_ids) if item.id not in under_way]
    if not items:
        return max(under_way.values(), key=lambda run: run.id)
    run = PrintRun(created_at=now, created_by=actor.name)
    session.add(run)
    session.flush()
    session.add_all(
        PrintRunSheet(run_id=run.id, position=position, item_id=item.id) for position, item in enumerate(items, start=1)
    )
    steps = [f"{run.id}:{item.id}" for item in items] + [queries.last_step_of(run.id, is_duplex)]
    run.job_id = jobs.enqueue(
        session, BUNDLE_JOB, steps, key=f"{BUNDLE_JOB}:{run.id}", actor=actor, now=now,
        title=German("Druckauftrag", str(run.id)),
    )
    summary = Told("1 Schreiben") if len(items) == 1 else Told("{number} Schreiben", number=count(len(items)))
    journal.record(session, actor, "print_run_started", f"print_run:{run.id}", now, summary)
    return run


def keep_bundle(session: Session, run_id: int, sha256: str, joined: Sequence[str], now: datetime) -> None:
    """Note the file of a run; one that holds a document erased in the meantime is erased as well."""
    files.claim(session, sha256)
    run = queries.get_run(session, run_id)
    if list(joined) == bytes_of(run):
        run.sha256 = sha256
    else:
        erase_bytes(session, sha256, f"late-run:{run_id}", now)


def bytes_of(run: PrintRun) -> list[str]:
    """The hashes of what a run joins, in its order; without what was erased or could not be made."""
    documents = [sheet.item.document for sheet in run.sheets]
    return [document.sha256 for document in documents if document.sha256 and not document.erased_at]


def mark_printed(session: Session, item_ids: Sequence[int], actor: Actor, now: datetime) -> int:
    """Note that sheets came out of the printer; say how many."""
    items = [item for item in _in_tray(session, item_ids) if item.printed_at is None]
    for item in items:
        item.printed_at, item.settled_by = now, actor.name
        _record(session, item, "printed", None, actor, now)
    return len(items)


def mark_posted(session: Session, item_ids: Sequence[int], actor: Actor, now: datetime) -> int:
    """Tick sheets off as posted or handed over; say how many."""
    items = _in_tray(session, item_ids)
    for item in items:
        _post(session, item, now, actor, now)
    return len(items)


def _post(session: Session, item: PrintItem, at: datetime, actor: Actor, now: datetime) -> None:
    item.printed_at = min(item.printed_at or at, at)
    item.posted_at, item.settled_by = at, actor.name
    _record(session, item, "posted", Told("An {recipient}", recipient=item.recipient), actor, now)


def mark_sheet_posted(
    session: Session, document_id: int | None, posted_on: date, actor: Actor, now: datetime
) -> None:
    """Tick off the sheet of a document that is out by another proof: it may not be printed and sent once more.

    That proof is about the copy for whom the letter is, the first that was not discarded; one for somebody else was
    ordered by itself. Noted later, the sheet was out by the end of the day that the proof names.
    """
    copies = select(PrintItem).where(PrintItem.document_id == document_id).order_by(PrintItem.copy)
    found = session.scalars(_alone(copies)).all()
    sheet = next((each for each in found if each.discarded_at is None and each.recipient == found[0].recipient), None)
    if sheet is not None and sheet.is_waiting:
        _post(session, sheet, min(now, end_of(posted_on) - timedelta(seconds=1)), actor, now)


def check_sheets_made(session: Session, document_id: int) -> None:
    """Refuse a proof that a document went out which does not exist yet, or was never laid out to be sent."""
    sheets = queries.items_of(session, document_id)
    check_has_a_sheet(bool(sheets))
    _check_exist(sheets)


def tick_off_printed(session: Session, item_ids: Sequence[int], actor: Actor, now: datetime) -> int:
    """Note that somebody printed sheets; Refusal where one does not exist yet; say how many."""
    _check_made(session, item_ids)
    return mark_printed(session, item_ids, actor, now)


def tick_off_posted(
    session: Session, item_ids: Sequence[int], are_printed: bool, actor: Actor, now: datetime
) -> int:
    """Note that somebody posted sheets; Refusal where one does not exist yet; say how many.

    `are_printed`: they were shown as printed; Refusal where one is not any more.
    """
    for item in _check_made(session, item_ids):
        check_is_printed(item.recipient, item.printed_at is not None or not are_printed)
    return mark_posted(session, item_ids, actor, now)


def _check_made(session: Session, item_ids: Sequence[int]) -> list[PrintItem]:
    items = _in_tray(session, item_ids)
    _check_exist(items)
    return items


def _check_exist(items: Sequence[PrintItem]) -> None:
    for item in items:
        check_is_made(item.recipient, queries.is_made(item))


def discard(session: Session, item_ids: Sequence[int], reason: str, actor: Actor, now: datetime) -> int:
    """Take sheets out of the tray without posting them; the documents themselves stay; say how many."""
    why = " ".join(reason.split())[:MAX_REASON]
    if not why:
        raise Refusal("Geben Sie an, warum die Schreiben nicht versandt werden.")
    items = _in_tray(session, item_ids)
    for item in items:
        item.discarded_at, item.discard_reason, item.settled_by = now, why, actor.name
        _record(session, item, "discarded", Told("{reason}", reason=why), actor, now)
    for document in dict.fromkeys(item.document for item in items):
        if queries.is_taken_back(session, document):
            follow(session, document, why, actor, now)
    return len(items)


def put_back(session: Session, item_ids: Sequence[int], actor: Actor, now: datetime) -> int:
    """Let sheets wait again that were ticked off or discarded by mistake; say how many."""
    _lock_documents(session, item_ids)
    items = _locked(session, item_ids)
    for item in items:
        check_put_back(item.document.standing, item.document.erased_at is not None)
        item.printed_at = item.posted_at = item.discarded_at = None
        item.discard_reason, item.settled_by = "", ""
        _record(session, item, "put_back", None, actor, now)
    return len(items)


def _in_tray(session: Session, item_ids: Sequence[int]) -> list[PrintItem]:
    items = _locked(session, item_ids)
    for item in items:
        check_waits(item.recipient, item.posted_at is not None, item.discarded_at is not None)
    return items


def _lock_documents(session: Session, item_ids: Sequence[int]) -> None:
    """Wait for whoever replaces or voids a document behind these sheets, and read it as it stands after that."""
    behind = select(PrintItem.document_id).where(PrintItem.id.in_(item_ids))
    found = select(IssuedDocument).where(IssuedDocument.id.in_(behind)).order_by(IssuedDocument.id)
    session.scalars(found.with_for_update().execution_options(populate_existing=True)).all()


def _locked(session: Session, item_ids: Sequence[int]) -> list[PrintItem]:
    """The sheets in the order asked for, locked, so that two people do not tick off the same one."""
    if not item_ids:
        raise Refusal("Wählen Sie mindestens ein Schreiben aus.")
    found = select(PrintItem).where(PrintItem.id.in_(item_ids)).order_by(PrintItem.id)
    by_id = {item.id: item for item in session.scalars(_alone(found))}
    if len(by_id) < len(set(item_ids)):
        raise Refusal("Eines der Schreiben gibt es nicht mehr.")
    return [by_id[item_id] for item_id in dict.fromkeys(item_ids)]


def _alone(sheets: Select[PrintItem]) -> Select[PrintItem]:
    """Wait for whoever handles these sheets, and read them as they are after that."""
    return sheets.with_for_update(of=PrintItem).execution_options(populate_existing=True)


def _record(session: Session, item: PrintItem, act: str, summary: Told | None, actor: Actor, now: datetime) -> None:
    journal.record(session, actor, f"document_{act}", item.document.reference, now, summary, copy=item.copy)
