"""Work of the room outside a request: what the language model tells of offers is kept, owners are reminded."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.core.jobs import Handler
from app.needs import queries as needs
from app.needs.rules import Floats, NeedText
from app.solutions import actions, queries


@dataclass(frozen=True)
class _Telling:
    """The words of an offer, and what the model told of them."""

    offer_id: int
    text: NeedText
    meaning: Floats | None = None


def _begin(session: Session, reference: str, _now: datetime) -> object:
    offer = queries.get_offer(session, int(reference))
    is_told = offer.erased_at is not None or offer.meant_by == needs.MODEL
    return None if is_told else _Telling(offer.id, offer.offered().text())


def _work(payload: object) -> object:
    if not isinstance(payload, _Telling):
        return None
    return _Telling(payload.offer_id, payload.text, needs.meaning_of(payload.text))


def _finish(session: Session, _reference: str, told: object, _now: datetime) -> None:
    if isinstance(told, _Telling) and told.meaning is not None:
        actions.keep_offer_meaning(session, told.offer_id, told.text, told.meaning)


def _remind(session: Session, reference: str, _result: object, now: datetime) -> None:
    actions.remind(session, int(reference), now)


HANDLERS: dict[str, Handler] = {
    actions.MEANING_JOB: Handler(begin=_begin, work=_work, finish=_finish),
    actions.REMIND_JOB: Handler(finish=_remind),
}
"""Job kind → how it is done, for the worker."""
