"""What came of a job as a file: fetched later by who asked for it, and erased after its last day."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import files
from app.core.formats import end_of, local
from app.core.jobs.handler import Handler
from app.core.jobs.queue import Job, enqueue
from app.core.values import Actor

CHECK_JOB = "check"
"""The check of the whole installation; named here, for the desk asks for its outcome, too."""
EXPORT_JOB = "export"
"""A list written to a file: asked for by an action, done by `core.web`, which knows the list."""
ERASE_RESULT_JOB = "erase_result"
RESULT_KEPT = timedelta(days=7)


def keep_result(session: Session, job: Job, sha256: str, name: str, now: datetime) -> None:
    """Give a job its file, already stored, for seven days; asks for its erasure in the same transaction."""
    files.claim(session, sha256)
    last_day = local(now).date() + RESULT_KEPT
    job.result_sha256, job.result_name, job.result_expires_on = sha256, name, last_day
    enqueue(
        session, ERASE_RESULT_JOB, [str(job.id)], key=f"{ERASE_RESULT_JOB}:{job.id}", actor=Actor.system(), now=now,
        not_before=end_of(last_day),
    )


def last_outcome(session: Session, kind: str) -> Job | None:
    """The newest job of a kind that came to an outcome."""
    ended = select(Job).where(Job.kind == kind, Job.outcome.is_not(None), Job.finished_at.is_not(None))
    return session.scalar(ended.order_by(Job.finished_at.desc(), Job.id.desc()).limit(1))


def is_file_needed(session: Session, sha256: str) -> bool:
    """Say whether what came of a job consists of these bytes."""
    made = select(Job.id).where(Job.result_sha256 == sha256)
    return session.scalar(made.limit(1)) is not None


def _erase(session: Session, reference: str, _result: object, _now: datetime) -> None:
    job = session.get_one(Job, int(reference))
    if job.result_sha256:
        digest, job.result_sha256 = job.result_sha256, None
        session.flush()
        files.erase_unneeded(session, digest)


HANDLERS: dict[str, Handler] = {ERASE_RESULT_JOB: Handler(finish=_erase)}
