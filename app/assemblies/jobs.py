"""Work of the room outside a request: each member is told, and every night those whom nobody told yet (R-GV-02, 09)."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.assemblies import actions
from app.assemblies.rules import NIGHT_JOB, REDIRECT_JOB, REFUSAL_JOB, TELL_JOB
from app.core import jobs
from app.core.jobs import Handler
from app.core.values import Actor


def _await(session: Session, reference: str, _now: datetime) -> object:
    actions.await_copy(session, reference)
    return None


def _tell(session: Session, reference: str, _result: object, now: datetime) -> None:
    actions.tell_step(session, reference, Actor.system(), now)


def _begin_night(session: Session, _reference: str, now: datetime) -> None:
    """Ask for the next night first: whatever becomes of this one, there will be another."""
    actions.ask_for_night(session, now)


def _invite(session: Session, reference: str, _result: object, now: datetime) -> None:
    number = actions.invite_newcomers(session, Actor.system(), now)
    jobs.job_of(session, reference).outcome = {"invited": number}


def _tell_refused(session: Session, reference: str, _result: object, now: datetime) -> None:
    actions.tell_refused_step(session, reference, Actor.system(), now)


def _tell_redirected(session: Session, reference: str, _result: object, now: datetime) -> None:
    actions.tell_redirected_step(session, reference, now)


HANDLERS: dict[str, Handler] = {
    TELL_JOB: Handler(begin=_await, finish=_tell), NIGHT_JOB: Handler(begin=_begin_night, finish=_invite),
    REFUSAL_JOB: Handler(finish=_tell_refused), REDIRECT_JOB: Handler(finish=_tell_redirected),
}
