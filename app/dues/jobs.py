"""Work of the room outside a request: the letters of a run, one member after the other."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.core import jobs
from app.core.jobs import Handler
from app.core.values import Actor
from app.dues import actions
from app.dues.rules import DunningLevel
from app.members import queries as members


def _dun(session: Session, reference: str, _result: object, now: datetime) -> None:
    member_id, level, order = reference.split(":", 2)
    job = jobs.job_of(session, order)
    actor = Actor(job.requested_by, job.requested_by_id)
    actions.dun_if_late(session, members.get_member(session, int(member_id)), DunningLevel(int(level)), actor, now)


HANDLERS: dict[str, Handler] = {actions.RUN_JOB: Handler(finish=_dun)}
