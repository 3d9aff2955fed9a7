"""A person's word on steps of a job that failed."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.core import jobs, journal
from app.core.formats import count
from app.core.jobs import Job, JobItem
from app.core.outbox import JOB_KIND
from app.core.told import Told
from app.core.values import Actor, Refusal
from app.operations import queries


def retry_item(session: Session, job_id: int, item_id: int, actor: Actor, now: datetime) -> JobItem:
    """Let one step that failed, or is in doubt, be done again; Refusal where it runs or is done."""
    item = queries.get_item(session, job_id, item_id, lock=True)
    _check_is_no_mail(item.job)
    jobs.retry(session, item, now)
    summary = Told("Schritt {step} des Auftrags {job} noch einmal angestoßen", step=item.position, job=job_id)
    journal.record(session, actor, "job.retried", f"job:{job_id}", now, summary, step=item.position)
    return item


def retry_job(session: Session, job_id: int, actor: Actor, now: datetime) -> Job:
    """Let every step of a job that failed be done again; Refusal where none did."""
    job = queries.get_job(session, job_id).job
    _check_is_no_mail(job)
    items = queries.failed_items(session, job_id)
    if not items:
        raise Refusal("In diesem Auftrag ist kein Schritt gescheitert.")
    for item in items:
        jobs.retry(session, item, now)
    steps = Told("1 Schritt") if len(items) == 1 else Told("{number} Schritte", number=count(len(items)))
    summary = Told("{steps} des Auftrags {job} noch einmal angestoßen", steps=steps, job=job_id)
    positions = [item.position for item in items]
    journal.record(session, actor, "job.retried", f"job:{job_id}", now, summary, steps=positions)
    return job


def _check_is_no_mail(job: Job) -> None:
    if job.kind == JOB_KIND:
        raise Refusal("Ob eine E-Mail noch einmal gesendet wird, entscheiden Sie auf ihrer eigenen Seite.")
