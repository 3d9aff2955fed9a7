"""The worker's part: takes an ordered list over in one transaction."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.core.jobs import Handler
from app.core.values import Actor
from app.imports import actions, queries


def _take_over(session: Session, reference: str, _result: object, now: datetime) -> None:
    run = queries.get_run(session, int(reference))
    actions.take_over(session, run, Actor(run.created_by, run.created_by_id), now)


def _gave_up(session: Session, reference: str, error: str, _now: datetime) -> None:
    actions.note_failure(session, queries.get_run(session, int(reference)), error)


HANDLERS = {actions.JOB_KIND: Handler(finish=_take_over, gave_up=_gave_up)}
