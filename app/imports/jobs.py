"""The worker's part: prepares an ordered list beside everybody's work, then takes it over in one transaction."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.core.db import db
from app.core.jobs import Handler
from app.core.values import Actor
from app.imports import actions, queries
from app.imports.rules import ListKind


def _begin(_session: Session, reference: str, now: datetime) -> tuple[int, datetime]:
    return int(reference), now


def _prepare(order: object) -> actions.Prepared | actions.PreparedHistory:
    """Read and judge the list; ends its read, so that no old state is kept for it."""
    assert isinstance(order, tuple)
    run_id, now = order
    session = db.session()
    try:
        run = queries.get_run(session, run_id)
        listed = queries.listed_in(run)
        if run.kind is ListKind.MEMBERS:
            return actions.prepare(session, listed, now)
        return actions.prepare_history(session, listed, run.kind, run.filename, now)
    finally:
        session.rollback()


def _take_over(session: Session, reference: str, prepared: object, now: datetime) -> None:
    run = queries.get_run(session, int(reference))
    actor = Actor(run.created_by, run.created_by_id)
    if isinstance(prepared, actions.PreparedHistory):
        actions.take_over_history(session, run, prepared, actor, now)
        return
    assert isinstance(prepared, actions.Prepared)
    actions.take_over(session, run, prepared, actor, now)


def _gave_up(session: Session, reference: str, error: str, _now: datetime) -> None:
    run = queries.find_run(session, int(reference))
    if run is not None:
        actions.note_failure(session, run, error)


HANDLERS = {actions.JOB_KIND: Handler(begin=_begin, work=_prepare, finish=_take_over, gave_up=_gave_up)}
