"""Work outside a request: close a circular when its time is up, or a resolution of which nothing is left to decide."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.boardroom import actions
from app.core.jobs import Handler
from app.organs import actions as organs
from app.organs import queries as organ_queries


def _close(session: Session, reference: str, _result: object, now: datetime) -> None:
    actions.close_in_time(session, organ_queries.get_resolution(session, int(reference)), now)


HANDLERS: dict[str, Handler] = {organs.CLOSE_JOB: Handler(finish=_close)}
