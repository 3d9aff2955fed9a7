"""Work of the room outside a request: the folder of an audit is written from one and the same state of everything."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.audits import actions, queries
from app.audits.actions.writing import Cover
from app.audits.models import AuditAssignment
from app.audits.rules import FOLDER_JOB, Period
from app.core import files, horizon, jobs
from app.core.formats import local
from app.core.horizon import Horizon
from app.core.jobs import Handler
from app.operations import queries as operations
from app.statutes import queries as statutes


@dataclass(frozen=True)
class _Order:
    """What is to be written, and how far is read for it."""

    cover: Cover
    now: datetime
    horizon: Horizon


@dataclass(frozen=True)
class _Written:
    """The folder, already stored, and its period."""

    sha256: str
    period: Period


def _begin(session: Session, reference: str, now: datetime) -> _Order:
    assignment = session.get_one(AuditAssignment, int(jobs.job_of(session, reference).asked))
    name = statutes.name_on(session, local(now).date())
    period = queries.period_of(assignment)
    read = Horizon(assignment.account_id, period.first_day, period.last_day)
    return _Order(Cover(name, period, now), now, read)


def _write(order: object) -> _Written:
    """Read one and the same state, while others go on working, and write past any transaction.

    The check comes first, where the period goes on: it holds the journal against what is kept outside the database,
    which may move on. It looks at the whole house; all else ends with the period, as on the pages of who audits it
    (R-GDPR-02).
    """
    assert isinstance(order, _Order)
    period = order.cover.period
    with operations.snapshot() as connection, Session(connection) as session:
        is_over = period.last_day < local(order.now).date()
        found = None if is_over else list(operations.findings(session, order.now))
        session.expunge_all()
        with horizon.within(order.horizon):
            parts = queries.contents(session, period, found)
            missing = queries.absent(session, period)
            sha256 = files.put_written(
                lambda path: actions.write_folder(path, parts, missing, order.cover, jobs.tell)
            )
    return _Written(sha256, period)


def _keep(session: Session, reference: str, written: object, now: datetime) -> None:
    assert isinstance(written, _Written)
    actions.keep_folder(session, jobs.job_of(session, reference), written.period, written.sha256, now)


HANDLERS: dict[str, Handler] = {FOLDER_JOB: Handler(begin=_begin, work=_write, finish=_keep)}
"""The letters that were due to be printed before it are in the folder: it gives way as they do."""
