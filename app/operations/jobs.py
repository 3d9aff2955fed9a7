"""Work of operations outside a request: the check of the whole installation, asked for by somebody or by the night."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.core import files, jobs
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


def _begin_erasing(session: Session, _reference: str, now: datetime) -> datetime:
    actions.ask_for_nightly_erasure(session, now)
    return now


def _look_for_left_over(now: object) -> list[str]:
    """Files that no row names any more, looked for while others go on working; half-written ones go at once."""
    assert isinstance(now, datetime)
    files.erase_half_written(now)
    with queries.snapshot() as connection, Session(connection) as session:
        return files.left_over(session, now)


def _erase(session: Session, reference: str, left_over: object, now: datetime) -> None:
    assert isinstance(left_over, list)
    jobs.job_of(session, reference).outcome = {"erased": actions.erase_expired(session, now)}
    for digest in left_over[:MANY]:
        files.erase_unneeded(session, digest)


MANY = 1000
"""Files deleted in one night at most: each is held until all are, and the next night takes the others."""

HANDLERS: dict[str, Handler] = {
    CHECK_JOB: Handler(begin=_begin, work=_check, finish=_keep),
    ERASE_EXPIRED_JOB: Handler(begin=_begin_erasing, work=_look_for_left_over, finish=_erase),
}
