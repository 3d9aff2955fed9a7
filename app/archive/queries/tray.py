"""Reads of the print tray and of the runs of the printer."""

from collections.abc import Collection, Sequence

from sqlalchemy import Select, String, cast, exists, func, or_, select
from sqlalchemy.orm import Session

from app.archive.models import IssuedDocument, PrintItem, PrintRun, PrintRunSheet
from app.archive.rules import Copies, Standing, spellings
from app.core import jobs
from app.core.journal import JournalLine
from app.core.values import NotFound

WAITS = PrintItem.posted_at.is_(None) & PrintItem.discarded_at.is_(None)
SHOWN = {
    Copies.WAITING: WAITS,
    Copies.POSTED: PrintItem.posted_at.is_not(None),
    Copies.DISCARDED: PrintItem.discarded_at.is_not(None),
}
TRAY_SORTS = {
    "since": PrintItem.ready_at,
    "recipient": PrintItem.recipient,
    "kind": IssuedDocument.kind,
    "number": IssuedDocument.number,
    "left": func.coalesce(PrintItem.posted_at, PrintItem.discarded_at),
}


def waiting_items(session: Session) -> Sequence[PrintItem]:
    """What lies in the print tray: neither posted nor discarded, oldest first."""
    return session.scalars(select(PrintItem).where(WAITS).order_by(PrintItem.ready_at, PrintItem.id)).all()


def printable_items(session: Session) -> Sequence[PrintItem]:
    """What lies in the tray and was not printed yet."""
    return [item for item in waiting_items(session) if item.printed_at is None]


def count_waiting(session: Session) -> int:
    """How many sheets lie in the print tray."""
    return session.scalar(select(func.count()).select_from(PrintItem).where(WAITS)) or 0


def list_items(
    session: Session, shown: Copies, *, words: str = "", kind: str = "", sort: str = "since",
    descending: bool = False, offset: int = 0, limit: int | None = None,
) -> tuple[Sequence[PrintItem], int]:
    """The sheets that wait, were posted or discarded: those that fit, one page of them, and how many in all."""
    found = _fitting(select(PrintItem).join(IssuedDocument).where(SHOWN[shown]), words, kind)
    total = session.scalar(select(func.count()).select_from(found.with_only_columns(PrintItem.id).subquery())) or 0
    key = TRAY_SORTS[sort]
    order = (key.desc(), PrintItem.id.desc()) if descending else (key.asc(), PrintItem.id.asc())
    return session.scalars(found.order_by(*order).offset(offset).limit(limit)).all(), total


def _fitting(found: Select[PrintItem], words: str, kind: str) -> Select[PrintItem]:
    columns = (PrintItem.recipient, IssuedDocument.number, IssuedDocument.title)
    for word in words.split():
        found = found.where(or_(*(c.contains(s, autoescape=True) for c in columns for s in spellings(word))))
    return found.where(IssuedDocument.kind == kind) if kind else found


def items_of(session: Session, document_id: int) -> Sequence[PrintItem]:
    """All copies of a document, in their order."""
    copies = select(PrintItem).where(PrintItem.document_id == document_id)
    return session.scalars(copies.order_by(PrintItem.copy)).all()


def is_taken_back(session: Session, document: IssuedDocument) -> bool:
    """Say whether a document speaks no longer, or was taken out of the tray without being posted."""
    if document.standing is not Standing.VALID:
        return True
    copies = items_of(session, document.id)
    return bool(copies) and all(copy.discarded_at is not None for copy in copies)


def is_made(item: PrintItem) -> bool:
    """Say whether there is something to print of a sheet, or was before its document was erased."""
    return item.document.sha256 is not None or item.document.erased_at is not None


def letters_of_items(session: Session, item_ids: Collection[int]) -> dict[int, IssuedDocument]:
    """What each of these sheets is a copy of."""
    found = session.scalars(select(PrintItem).where(PrintItem.id.in_(item_ids)))
    return {item.id: item.document for item in found}


def get_item(session: Session, item_id: int) -> PrintItem:
    """A sheet by its id; raises NotFound."""
    item = session.get(PrintItem, item_id)
    if item is None:
        raise NotFound("Dieses Schreiben gibt es nicht.")
    return item


def get_run(session: Session, run_id: int) -> PrintRun:
    """A run of the printer; raises NotFound."""
    run = session.get(PrintRun, run_id)
    if run is None:
        raise NotFound("Diesen Druckauftrag gibt es nicht.")
    return run


RUN_SORTS = {"number": PrintRun.id, "by": PrintRun.created_by}
"""By what the list of runs can be ordered."""


def list_runs(
    session: Session, words: str = "", has_file: bool | None = None, sort: str = "number", descending: bool = True,
    offset: int = 0, limit: int | None = None,
) -> tuple[Sequence[PrintRun], int]:
    """Runs of the printer whose number or starter has all these words, with or without their file; and how many."""
    found = select(PrintRun)
    for word in words.split():
        named = PrintRun.created_by.icontains(word, autoescape=True)
        found = found.where(or_(named, cast(PrintRun.id, String) == word))
    if has_file is not None:
        found = found.where(PrintRun.sha256.is_not(None) if has_file else PrintRun.sha256.is_(None))
    order = RUN_SORTS[sort].desc() if descending else RUN_SORTS[sort].asc()
    total = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    page = found.order_by(order, PrintRun.id.desc()).offset(offset).limit(limit)
    return session.scalars(page).all(), total


SHEET_SORTS = {
    "position": PrintRunSheet.position, "recipient": PrintItem.recipient, "kind": IssuedDocument.kind,
    "number": IssuedDocument.number,
}
"""By what the sheets of a run can be ordered."""


def list_sheets(
    session: Session, run: PrintRun, words: str = "", sort: str = "position", descending: bool = False,
    offset: int = 0, limit: int | None = None,
) -> tuple[Sequence[PrintItem], int]:
    """The sheets of a run that have all these words, one page of them, and how many in all."""
    found = select(PrintItem).join(IssuedDocument).join(PrintRunSheet, PrintRunSheet.item_id == PrintItem.id)
    found = _fitting(found.where(PrintRunSheet.run_id == run.id), words, "")
    total = session.scalar(select(func.count()).select_from(found.with_only_columns(PrintItem.id).subquery())) or 0
    key = SHEET_SORTS[sort].desc() if descending else SHEET_SORTS[sort].asc()
    page = found.order_by(key, PrintRunSheet.position).offset(offset).limit(limit)
    return session.scalars(page).all(), total


def latest_run(session: Session) -> PrintRun | None:
    """The newest run."""
    return next(iter(list_runs(session, limit=1)[0]), None)


def runs_under_way(session: Session, item_ids: Collection[int]) -> dict[int, PrintRun]:
    """Which of these sheets stand in a run that is not finished yet, and in which."""
    found = (
        select(PrintRunSheet.item_id, PrintRun)
        .join(PrintRun, PrintRun.id == PrintRunSheet.run_id)
        .join(jobs.Job, jobs.Job.id == PrintRun.job_id)
        .where(PrintRunSheet.item_id.in_(item_ids), jobs.Job.finished_at.is_(None))
    )
    runs: dict[int, PrintRun] = dict(session.execute(found.order_by(PrintRun.id)).all())
    return runs


def last_step_of(run_id: int, is_duplex: bool) -> str:
    """What the last step of a run is called, which joins the file; it says whether both sides of a sheet are printed.
    """
    return f"{run_id}:join-duplex" if is_duplex else f"{run_id}:join"


def is_duplex(session: Session, run: PrintRun) -> bool:
    """Whether a run is printed on both sides."""
    wanted = last_step_of(run.id, is_duplex=True)
    step = exists().where(jobs.JobItem.job_id == run.job_id, jobs.JobItem.reference == wanted)
    return session.scalar(select(step)) is True


def prints_duplex(session: Session, name: str) -> bool:
    """Whether the newest run of this person is printed on both sides: it will want the next one so as well."""
    run = session.scalars(select(PrintRun).where(PrintRun.created_by == name).order_by(PrintRun.id.desc())).first()
    return run is not None and is_duplex(session, run)


def finished_run_of(session: Session, item_ids: Collection[int], for_duplex: bool) -> PrintRun | None:
    """The newest run, where its file holds exactly these sheets and is for printing on both sides, or is not."""
    run = latest_run(session)
    if run is None or run.sha256 is None or set_aside(session, run) or is_duplex(session, run) is not for_duplex:
        return None
    return run if {sheet.item_id for sheet in run.sheets} == set(item_ids) else None


def set_aside(session: Session, run: PrintRun) -> Sequence[PrintItem]:
    """The sheets of a run that could not be made; they stay in the tray."""
    failed = select(jobs.JobItem.reference).where(
        jobs.JobItem.job_id == run.job_id, jobs.JobItem.state == jobs.ItemState.FAILED
    )
    references = set(session.scalars(failed))
    return [sheet.item for sheet in run.sheets if f"{run.id}:{sheet.item_id}" in references]


def run_progress(session: Session, run: PrintRun) -> jobs.Progress:
    """How far a run is: its sheets and, as the last step, the bundle."""
    return jobs.progress_of(session, run.job_id or 0)


def state_of_run(session: Session, run: PrintRun, progress: jobs.Progress) -> str:
    """How a run stands: waiting, running, paused, cancelled, failed or done; without its file it is not done."""
    job = _job_of(session, run)
    if progress.is_finished:
        return "cancelled" if progress.cancelled else "done" if run.sha256 and not progress.failed else "failed"
    if job is not None and job.paused_at:
        return "paused"
    return "running" if progress.running or progress.done else "waiting"


def steered_by(session: Session, run: PrintRun) -> JournalLine | None:
    """Who paused or cancelled a run, and when; None where it goes on."""
    job = _job_of(session, run)
    return jobs.steered_by(session, job) if job else None


def _job_of(session: Session, run: PrintRun) -> jobs.Job | None:
    return session.get(jobs.Job, run.job_id) if run.job_id else None
