"""A person's word on jobs: pause, go on, cancel, do again; and the work that operations itself asks for."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.bundles import actions as bundles
from app.changes import actions as changes
from app.core import jobs, journal
from app.core.db import one_at_a_time
from app.core.formats import count
from app.core.jobs import CANCELLED_WORDS, CHECK_JOB, EXPORT_JOB, Job, JobItem
from app.core.outbox import JOB_KIND
from app.core.told import Told
from app.core.values import Actor, German, Refusal
from app.departures import actions as departures
from app.imports import actions as imports
from app.imports import queries as import_queries
from app.needs import actions as needs
from app.operations import queries
from app.operations.rules import ERASE_EXPIRED_JOB, may_be_stopped, next_night
from app.prospects import actions as prospects
from app.removals import actions as removals
from app.subscriptions import actions as subscriptions
from app.transfers import actions as transfers


def retry_item(session: Session, job_id: int, item_id: int, actor: Actor, now: datetime) -> JobItem:
    """Let one step that failed, or is in doubt, be done again; Refusal where it runs or is done."""
    jobs.hold_job(session, job_id)
    item = queries.get_item(session, job_id, item_id, lock=True)
    session.refresh(item.job)
    _check_is_no_mail(item.job)
    jobs.retry(session, item, now)
    summary = Told("Schritt {step} des Auftrags {job} noch einmal angestoßen", step=item.position, job=job_id)
    journal.record(session, actor, "job.retried", f"job:{job_id}", now, summary, step=item.position)
    return item


def retry_job(session: Session, job_id: int, actor: Actor, now: datetime) -> Job:
    """Let every step of a job that failed be done again; Refusal where none did."""
    job = queries.get_job_for(session, job_id, actor).job
    _check_is_no_mail(job)
    items = jobs.retry_failed(session, job, now)
    summary = Told("{steps} des Auftrags {job} noch einmal angestoßen", steps=_steps(len(items)), job=job_id)
    positions = [item.position for item in items]
    journal.record(session, actor, "job.retried", f"job:{job_id}", now, summary, steps=positions)
    return job


def pause_job(session: Session, job_id: int, actor: Actor, now: datetime) -> Job:
    """Let no further step of a job begin; Refusal for what a law or a deadline asks for."""
    job = _stoppable(session, job_id, actor)
    jobs.pause(session, job, now)
    journal.record(session, actor, "job.paused", f"job:{job_id}", now, Told("Auftrag {job} angehalten", job=job_id))
    return job


def resume_job(session: Session, job_id: int, actor: Actor, now: datetime) -> Job:
    """Go on with a job that was paused."""
    job = _stoppable(session, job_id, actor)
    jobs.resume(session, job)
    journal.record(session, actor, "job.resumed", f"job:{job_id}", now, Told("Auftrag {job} fortgesetzt", job=job_id))
    return job


def cancel_job(session: Session, job_id: int, actor: Actor, now: datetime) -> Job:
    """End every step of a job that waits; what runs is finished. The room it works for is told."""
    job = _stoppable(session, job_id, actor)
    ended = jobs.cancel(session, job, now)
    for reference in ended if job.kind in CALLED_OFF else ():
        CALLED_OFF[job.kind](session, reference)
    summary = Told("Auftrag {job} abgebrochen, nicht getan: {steps}", job=job_id, steps=_steps(len(ended)))
    journal.record(session, actor, "job.cancelled", f"job:{job_id}", now, summary)
    return job


def order_export(session: Session, title: German, asked: str, key: str, actor: Actor, now: datetime) -> int:
    """Have a long list written to a file by a worker; who asked for it fetches it within a week. Gives the job's id."""
    key = f"{EXPORT_JOB}:{key}"
    job_id = jobs.enqueue(
        session, EXPORT_JOB, [key], key=key, actor=actor, now=now, title=title, asked=asked, rank=jobs.Rank.AWAITED
    )
    summary = Told("{list} als Auftrag {job} ausgegeben", list=title, job=job_id)
    journal.record(session, actor, "export_ordered", f"job:{job_id}", now, summary)
    return job_id


def order_check(session: Session, key: str, actor: Actor, now: datetime) -> int:
    """Have the whole installation checked by a worker, and give the job's id; of a check under way, that one's."""
    one_at_a_time(session, CHECK_JOB)
    under_way = queries.find_open_check(session)
    if under_way is not None:
        return under_way.id
    key = f"{CHECK_JOB}:{key}"
    title = German("Prüfung des Bestands")
    job_id = jobs.enqueue(session, CHECK_JOB, [key], key=key, actor=actor, now=now, title=title)
    journal.record(session, actor, "check_ordered", f"job:{job_id}", now, Told("Prüfung des Bestands begonnen"))
    return job_id


def ask_for_nightly_check(session: Session, now: datetime) -> None:
    """See to it that the next night has its check: one, for its day is its key, however many workers ask."""
    night = next_night(now)
    key = f"{CHECK_JOB}:{night:%Y-%m-%d}"
    jobs.enqueue(
        session, CHECK_JOB, [key], key=key, actor=Actor.system(), now=now, title=German("Prüfung des Bestands"),
        not_before=night,
    )


def ask_for_nightly_erasure(session: Session, now: datetime) -> None:
    """See to it that what need not be kept any more is erased in the next night; one job a night (R-RET-01)."""
    night = next_night(now)
    key = f"{ERASE_EXPIRED_JOB}:{night:%Y-%m-%d}"
    jobs.enqueue(
        session, ERASE_EXPIRED_JOB, [key], key=key, actor=Actor.system(), now=now,
        title=German("Löschung nach Aufbewahrung"), not_before=night,
    )


def erase_expired(session: Session, now: datetime) -> int:
    """Erase papers and proposals whose time of keeping is over, in every room that keeps some; gives how many."""
    return sum(erase(session, now) for erase in ERASERS)


ERASERS: Sequence[Callable[[Session, datetime], int]] = (
    departures.erase_expired_papers, subscriptions.erase_expired_papers, transfers.erase_expired_papers,
    removals.erase_expired_papers, changes.erase_expired_changes, changes.erase_expired_proofs,
    imports.erase_expired_lists, imports.discard_forgotten_lists, prospects.keep_in_time, bundles.keep_in_time,
    needs.keep_in_time,
)
"""How each room erases what need not be kept any more (§ 30 (3) GenG, § 257 HGB; R-RET-01, R-RET-02, R-GDPR-03).

Prospects come before requests for contact and drafts, in the order in which everybody holds them.
"""


def _call_off_import(session: Session, reference: str) -> None:
    run = import_queries.find_run(session, int(reference))
    if run is not None:
        imports.note_failure(session, run, CANCELLED_WORDS)


CALLED_OFF: Mapping[str, Callable[[Session, str], None]] = {imports.JOB_KIND: _call_off_import}
"""Kind of job → how its room is told that a step will not be done; all others ask the job."""


def _stoppable(session: Session, job_id: int, actor: Actor) -> Job:
    job = queries.get_job_for(session, job_id, actor).job
    if not may_be_stopped(job.kind, job.requested_by_id):
        raise Refusal("Dieser Auftrag folgt aus einer Frist oder einem Vorgang; er lässt sich nicht anhalten.")
    return job


def _steps(number: int) -> Told:
    return Told("1 Schritt") if number == 1 else Told("{number} Schritte", number=count(number))


def _check_is_no_mail(job: Job) -> None:
    if job.kind == JOB_KIND:
        raise Refusal("Ob eine E-Mail noch einmal gesendet wird, entscheiden Sie auf ihrer eigenen Seite.")
