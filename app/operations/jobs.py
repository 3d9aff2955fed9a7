"""Work of operations outside a request: the check of the whole installation, asked for by somebody or by the night."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.core import jobs
from app.core.jobs import CHECK_JOB, Handler
from app.operations import actions, queries
from app.operations.rules import ERASE_EXPIRED_JOB


def _begin(session: Session, _reference: str, now: datetime) -> datetime:
    """Ask for the next night first: whatever becomes of this check, there will be another."""
    actions.ask_for_nightly_check(session, now)
    return now


def _check(now: object) -> dict[str, Any]:
    """Look at one and the same state of everything, while others go on working."""
    assert isinstance(now, datetime)
    with queries.snapshot() as connection, Session(connection) as session:
        return queries.as_kept(queries.findings(session, now))


def _keep(session: Session, reference: str, outcome: object, _now: datetime) -> None:
    assert isinstance(outcome, dict)
    jobs.job_of(session, reference).outcome = outcome


def _begin_erasing(session: Session, _reference: str, now: datetime) -> None:
    actions.ask_for_nightly_erasure(session, now)


def _erase(session: Session, reference: str, _result: object, now: datetime) -> None:
    jobs.job_of(session, reference).outcome = {"erased": actions.erase_expired(session, now)}


HANDLERS: dict[str, Handler] = {
    CHECK_JOB: Handler(begin=_begin, work=_check, finish=_keep),
    ERASE_EXPIRED_JOB: Handler(begin=_begin_erasing, finish=_erase),
}
