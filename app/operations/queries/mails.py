"""Outgoing mails, as the mailbox shows them."""

from collections.abc import Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.core.outbox import MailAttachment, MailState, OutgoingMail
from app.core.values import NotFound
from app.operations.queries.words import says

MAIL_SORTS = {
    "created": (OutgoingMail.created_at, OutgoingMail.id),
    "to": (func.lower(OutgoingMail.to_address), OutgoingMail.id),
    "subject": (func.lower(OutgoingMail.subject), OutgoingMail.id),
    "sent": (OutgoingMail.sent_at, OutgoingMail.id),
}
"""By what the mailbox can be sorted."""


def list_mails(
    session: Session, *, state: str = "", words: str = "", sort: str = "created", descending: bool = True,
    offset: int = 0, limit: int | None = None,
) -> tuple[Sequence[OutgoingMail], int]:
    """Mails that fit, one page of them, and how many there are in all."""
    found = _matching(state, words)
    total = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    order = [column.desc() if descending else column.asc() for column in MAIL_SORTS[sort]]
    return session.scalars(found.order_by(*order).offset(offset).limit(limit)).all(), total


def _matching(state: str, words: str) -> Select[OutgoingMail]:
    found = select(OutgoingMail)
    if state in list(MailState):
        found = found.where(OutgoingMail.state == MailState(state))
    return found.where(*says((OutgoingMail.to_address, OutgoingMail.subject), words))


def count_mails(session: Session) -> dict[MailState, int]:
    """How many mails stand where."""
    counted = select(OutgoingMail.state, func.count()).group_by(OutgoingMail.state)
    return {row.state: row[1] for row in session.execute(counted)}


def find_attachment(session: Session, mail_id: int, position: int) -> MailAttachment | None:
    """What a mail carries at a place; None where there is nothing, or where it was erased."""
    found = session.get(MailAttachment, (mail_id, position))
    return found if found and found.erased_at is None else None


def get_mail(session: Session, mail_id: int, lock: bool = False) -> OutgoingMail:
    """One mail, locked where it is to be changed; NotFound where there is none."""
    found = select(OutgoingMail).where(OutgoingMail.id == mail_id)
    mail = session.scalar(found.with_for_update() if lock else found)
    if mail is None:
        raise NotFound
    return mail
