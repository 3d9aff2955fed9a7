"""What waits: needs that nobody has looked at, questions without an answer."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session, aliased

from app.needs.models import Need, NeedComment
from app.needs.rules import NeedState

_ANSWER = aliased(NeedComment)


def to_look_at() -> Select[*tuple[Any, ...]]:
    """New needs that nobody of the office has looked at, the earliest first: id, number, title, moment of raising."""
    new = select(Need.id, Need.number, Need.title, Need.raised_at)
    return new.where(Need.state == NeedState.RAISED, Need.erased_at.is_(None)).order_by(Need.raised_at, Need.id)


def is_open() -> ColumnElement[bool]:
    """The condition that a question has no answer yet, and that its need goes on."""
    answered = select(_ANSWER.id).where(_ANSWER.answers_id == NeedComment.id, _ANSWER.taken_back_at.is_(None))
    going_on = select(Need.id).where(
        Need.id == NeedComment.need_id, Need.state != NeedState.WITHDRAWN, Need.erased_at.is_(None)
    )
    return (NeedComment.is_question & NeedComment.taken_back_at.is_(None) & ~answered.exists()
            & going_on.correlate(NeedComment).exists())


def to_answer() -> Select[*tuple[Any, ...]]:
    """Questions to the office without an answer, the earliest first: need, number, who asked and when."""
    asked = select(Need.id, Need.number, NeedComment.written_by, NeedComment.at).join(
        NeedComment, NeedComment.need_id == Need.id
    )
    return asked.where(is_open(), NeedComment.to_owner.is_(False)).order_by(NeedComment.at, NeedComment.id)


def questions_to(session: Session, member_id: int) -> Sequence[Need]:
    """The needs of a member to which questions wait for its answer, the earliest asked first."""
    asked = select(Need).join(NeedComment, NeedComment.need_id == Need.id)
    waiting = asked.where(Need.member_id == member_id, is_open(), NeedComment.to_owner)
    return list(dict.fromkeys(session.scalars(waiting.order_by(NeedComment.at)).unique()))
