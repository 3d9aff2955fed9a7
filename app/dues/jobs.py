"""Work of the room outside a request: runs of letters and of contributions, one member after the other."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from app.core import jobs
from app.core.jobs import Handler
from app.core.values import Actor
from app.dues import actions, queries
from app.dues.rules import DunningLevel
from app.members import queries as members
from app.statutes.rules import FiscalYear


def _dun(session: Session, reference: str, _result: object, now: datetime) -> None:
    member_id, level, order = reference.split(":", 2)
    job = jobs.job_of(session, order)
    actor = Actor(job.requested_by, job.requested_by_id)
    actions.dun_if_late(session, members.get_member(session, int(member_id)), DunningLevel(int(level)), actor, now)


def _ask(session: Session, reference: str, _result: object, now: datetime) -> None:
    member_id, first_day, last_day, due_on, order = reference.split(":", 4)
    job = jobs.job_of(session, order)
    actor, member = Actor(job.requested_by, job.requested_by_id), members.get_member(session, int(member_id))
    year = FiscalYear(date.fromisoformat(first_day), date.fromisoformat(last_day))
    actions.ask_for_contribution(session, member, year, date.fromisoformat(due_on), actor, now)


def _take_back(session: Session, reference: str, _result: object, now: datetime) -> None:
    _member_id, contribution_id, order = reference.split(":", 2)
    job, contribution = jobs.job_of(session, order), queries.get_contribution(session, int(contribution_id))
    actor = Actor(job.requested_by, job.requested_by_id)
    actions.take_contribution_back(session, contribution, job.asked, actor, now)


HANDLERS: dict[str, Handler] = {
    actions.CONTRIBUTION_JOB: Handler(finish=_ask),
    actions.RUN_JOB: Handler(finish=_dun),
    actions.TAKING_BACK_JOB: Handler(finish=_take_back),
}
