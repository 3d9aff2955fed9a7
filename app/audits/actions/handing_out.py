"""Have the folder of an audit written by a worker, keep it for a week, and note who fetched it."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.audits.actions.giving import subject_of
from app.audits.models import AuditAssignment
from app.audits.queries import period_of
from app.audits.rules import FOLDER_JOB, Period
from app.core import jobs, journal
from app.core.formats import day as written
from app.core.jobs import Job
from app.core.told import Told
from app.core.values import Actor, German


def order_folder(session: Session, assignment: AuditAssignment, key: str, actor: Actor, now: datetime) -> int:
    """Have the folder of the audited period written (R-AUD-02); gives the job's id."""
    key = f"{FOLDER_JOB}:{key}"
    period = period_of(assignment)
    title = German("Prüfungsordner", written(period.first_day), "–", written(period.last_day))
    job_id = jobs.enqueue(
        session, FOLDER_JOB, [key], key=key, actor=actor, now=now, title=title, asked=str(assignment.id),
        rank=jobs.Rank.MASS,
    )
    summary = Told("Prüfungsordner bestellt, Auftrag {job}", job=job_id)
    journal.record(session, actor, "audit.folder_ordered", subject_of(assignment), now, summary)
    return job_id


def keep_folder(session: Session, job: Job, period: Period, sha256: str, now: datetime) -> None:
    """Give the job its folder, for a week; the journal knows its hash for ever."""
    jobs.keep_result(session, job, sha256, f"Pruefungsordner_{period}.zip", now)
    summary = Told("Prüfungsordner geschrieben, SHA-256 {sha256}", sha256=sha256)
    journal.record(session, Actor.system(), "audit.folder_written", f"audit:{job.asked}", now, summary)


def note_download(session: Session, assignment: AuditAssignment, job: Job, actor: Actor, now: datetime) -> None:
    """Note in the journal who took the folder away."""
    summary = Told("Prüfungsordner heruntergeladen: {name}", name=job.result_name)
    subject, digest = subject_of(assignment), job.result_sha256
    journal.record(session, actor, "audit.folder_fetched", subject, now, summary, sha256=digest)
