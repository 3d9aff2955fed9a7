"""The work somebody asked for that goes on behind the pages, and what came of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.core.jobs import Job
from app.core.outbox import JOB_KIND
from app.core.values import Actor

MOST, SHOWN_FOR = 4, timedelta(days=1)


def errands(session: Session, actor: Actor, now: datetime) -> Sequence[Job]:
    """Somebody's own jobs that are under way, ended within a day, or have a file to fetch; newest first."""
    if actor.user_id is None:
        return []
    own = select(Job).where(Job.requested_by_id == actor.user_id, Job.kind != JOB_KIND, Job.title != "")
    shown = or_(Job.finished_at.is_(None), Job.finished_at > now - SHOWN_FOR, Job.result_sha256.is_not(None))
    return session.scalars(own.where(shown).order_by(Job.id.desc()).limit(MOST)).all()
