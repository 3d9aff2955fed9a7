"""Work of the room outside a request: on the day from which a holding changes, the certificate follows."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.core.jobs import Handler
from app.core.values import Actor
from app.members import queries as members
from app.shares import actions


def _follow(session: Session, reference: str, _result: object, now: datetime) -> None:
    actions.let_certificate_follow(session, members.get_member(session, int(reference)), Actor.system(), now)


HANDLERS: dict[str, Handler] = {actions.FOLLOW_JOB: Handler(finish=_follow)}
