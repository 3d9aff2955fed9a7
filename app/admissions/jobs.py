"""Work of the room outside a request: forget drafts, note who was told, erase what was refused."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.admissions import actions, queries
from app.admissions.rules import WITHDRAWN_KEPT, ApplicationState
from app.core.jobs import Handler, NotYet
from app.core.values import Actor

LOOK_AGAIN = timedelta(seconds=20)
"""How soon a posted letter or sent mail is noticed: who ticks it off should find the application notified."""


def _wait_for_expiry(session: Session, reference: str, now: datetime) -> object:
    draft = queries.find_application(session, int(reference))
    if draft is not None and draft.state is ApplicationState.DRAFT and not actions.is_expired(session, draft, now):
        raise NotYet("Der Entwurf ist noch in Arbeit.", after=timedelta(days=1))
    return None


def _expire(session: Session, reference: str, _result: object, now: datetime) -> None:
    actions.expire_draft(session, int(reference), now)


def _wait_for_notice(session: Session, reference: str, _now: datetime) -> object:
    application = queries.get_application(session, int(reference))
    if application.state is ApplicationState.ADMITTED and not queries.was_notified(session, application):
        raise NotYet("Weder E-Mail noch Brief ist hinausgegangen.", after=LOOK_AGAIN)
    return None


def _note_notified(session: Session, reference: str, _result: object, now: datetime) -> None:
    actions.mark_notified(session, int(reference), Actor.system(), now)


def _wait_for_refusal(session: Session, reference: str, _now: datetime) -> object:
    application = queries.get_application(session, int(reference))
    if application.erased_at is None and not queries.refusal_is_sent(session, application):
        raise NotYet("Die Ablehnung ist noch nicht abgesandt.")
    return None


def _erase_refused(session: Session, reference: str, _result: object, now: datetime) -> None:
    actions.erase_refused(session, int(reference), now)


def _wait_until_forgotten(session: Session, reference: str, now: datetime) -> object:
    application = queries.get_application(session, int(reference))
    if application.erased_at is None and now < application.changed_at + WITHDRAWN_KEPT:
        raise NotYet("Die Frist läuft noch.", after=timedelta(days=1))
    return None


def _erase_withdrawn(session: Session, reference: str, _result: object, now: datetime) -> None:
    actions.erase_withdrawn(session, int(reference), now)


def _remind(session: Session, reference: str, _result: object, now: datetime) -> None:
    actions.remind(session, int(reference), now)


HANDLERS: dict[str, Handler] = {
    "expire_draft": Handler(begin=_wait_for_expiry, finish=_expire),
    "note_notified": Handler(begin=_wait_for_notice, finish=_note_notified),
    "erase_withdrawn": Handler(begin=_wait_until_forgotten, finish=_erase_withdrawn),
    "remind_returned": Handler(finish=_remind),
    "erase_refused": Handler(begin=_wait_for_refusal, finish=_erase_refused),
}
