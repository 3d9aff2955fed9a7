"""The work somebody asked for that goes on behind the pages, and what came of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.core.jobs import Job, JobItem
from app.core.outbox import JOB_KIND
from app.core.values import Actor

MOST, SHOWN_FOR = 4, timedelta(days=1)


@dataclass(frozen=True)
class Errand:
    """Somebody's own job, and whether a worker has taken up any of it."""

    job: Job
    is_begun: bool


def errands(session: Session, actor: Actor, now: datetime) -> list[Errand]:
    """Somebody's own jobs that wait, are under way, ended within a day, or have a file to fetch; newest first."""
    if actor.user_id is None:
        return []
    own = select(Job).where(Job.requested_by_id == actor.user_id, Job.kind != JOB_KIND, Job.title != "")
    shown = or_(Job.finished_at.is_(None), Job.finished_at > now - SHOWN_FOR, Job.result_sha256.is_not(None))
    found = session.scalars(own.where(shown).order_by(Job.id.desc()).limit(MOST)).all()
    taken_up = JobItem.job_id.in_([job.id for job in found]), JobItem.started_at.is_not(None)
    begun = set(session.scalars(select(JobItem.job_id).where(*taken_up).distinct())) if found else set()
    return [Errand(job, job.id in begun) for job in found]
