"""Work of the room outside a request: a round reminds before its last day, and closes after it."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from app.assessments import actions
from app.core.jobs import Handler


def _read(reference: str) -> tuple[int, date]:
    round_id, last_day = reference.split(":")
    return int(round_id), date.fromisoformat(last_day)


def _close(session: Session, reference: str, _result: object, now: datetime) -> None:
    actions.close_in_time(session, *_read(reference), now)


def _remind(session: Session, reference: str, _result: object, now: datetime) -> None:
    actions.remind_in_time(session, *_read(reference), now)


HANDLERS: dict[str, Handler] = {
    actions.CLOSE_JOB: Handler(finish=_close), actions.REMIND_JOB: Handler(finish=_remind),
}
