"""Work of the room outside a request: on its day a certificate follows, credit covers, and who is to be told is."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.core.jobs import Handler
from app.core.values import Actor
from app.members import queries as members
from app.shares import actions
from app.shares.rules import COVER_JOB, CoverAhead


def _follow(session: Session, reference: str, _result: object, now: datetime) -> None:
    actions.let_certificate_follow(session, members.get_member(session, int(reference)), Actor.system(), now)


def _tell(session: Session, reference: str, _result: object, now: datetime) -> None:
    member, day = actions.member_and_day(session, reference)
    actions.tell_of_split(session, member, day, Actor.system(), now)


def _cover(session: Session, reference: str, _result: object, now: datetime) -> None:
    actions.cover_as_planned(session, CoverAhead.named(reference), Actor.system(), now)


HANDLERS: dict[str, Handler] = {
    actions.FOLLOW_JOB: Handler(finish=_follow),
    actions.TOLD_JOB: Handler(finish=_tell),
    COVER_JOB: Handler(finish=_cover),
}
