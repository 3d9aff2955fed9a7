"""Work of the room outside a request: what the language model tells of a need is kept beside it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.core.jobs import Handler
from app.needs import actions, queries
from app.needs.rules import Floats, NeedText


@dataclass(frozen=True)
class _Telling:
    """The words of a need, and what the model told of them."""

    need_id: int
    text: NeedText
    meaning: Floats | None = None


def _begin(session: Session, reference: str, _now: datetime) -> object:
    need = queries.get_need(session, int(reference))
    is_told = need.erased_at is not None or need.meant_by == queries.MODEL
    return None if is_told else _Telling(need.id, need.stated().text())


def _work(payload: object) -> object:
    if not isinstance(payload, _Telling):
        return None
    return _Telling(payload.need_id, payload.text, queries.meaning_of(payload.text))


def _finish(session: Session, _reference: str, told: object, _now: datetime) -> None:
    if isinstance(told, _Telling) and told.meaning is not None:
        actions.keep_meaning(session, told.need_id, told.text, told.meaning)


HANDLERS: dict[str, Handler] = {actions.MEANING_JOB: Handler(begin=_begin, work=_work, finish=_finish)}
