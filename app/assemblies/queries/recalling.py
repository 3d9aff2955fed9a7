"""Reads of what was told of an assembly as a whole: what could be recalled, what was not told as it is (R-GV-02)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, exists, func, or_, select
from sqlalchemy.orm import Session, lazyload

from app.archive.models import IssuedDocument, PrintItem
from app.archive.rules import Standing
from app.assemblies.models import Assembly, Dispatch, Notification, Undelivered
from app.assemblies.rules import AssemblyState, DispatchKind
from app.core.outbox import MailState, OutgoingMail


def told_so_far(session: Session, assembly: Assembly) -> Sequence[Row[*tuple[Any, ...]]]:
    """Each attempt to tell somebody of an assembly that was neither recalled nor came back, with its mail or letter."""
    return session.execute(_standing(assembly)).all()


def _standing(assembly: Assembly) -> Select[*tuple[Any, ...]]:
    told = select(Notification.id, Notification.mail_id, Notification.letter_id).join(Dispatch).outerjoin(Undelivered)
    return told.where(Dispatch.assembly_id == assembly.id, Undelivered.notification_id.is_(None))


def count_recallable(session: Session, assembly: Assembly) -> int:
    """How many mails of an assembly still wait, and how many letters lie in the tray: those would be recalled."""
    found = _standing(assembly).outerjoin(OutgoingMail, OutgoingMail.id == Notification.mail_id).outerjoin(
        IssuedDocument, IssuedDocument.id == Notification.letter_id
    )
    posted = exists().where(PrintItem.document_id == Notification.letter_id, PrintItem.posted_at.is_not(None))
    waits = or_(
        OutgoingMail.state == MailState.QUEUED, (IssuedDocument.standing == Standing.VALID) & ~posted
    )
    return session.scalar(select(func.count()).select_from(found.where(waits).subquery())) or 0


def without_telling(session: Session) -> Sequence[Assembly]:
    """Assemblies convened or called off of which nothing was told, another day, or that they take place (R-GV-02)."""
    last = select(func.max(Dispatch.id)).where(
        Dispatch.assembly_id == Assembly.id, Dispatch.kind != DispatchKind.ADDITION
    )
    said = exists().where(
        Dispatch.id == last.correlate(Assembly).scalar_subquery(), Dispatch.meets_on == Assembly.meets_on,
        (Dispatch.kind == DispatchKind.CANCELLATION) == (Assembly.state == AssemblyState.CANCELLED),
    )
    found = select(Assembly).where(Assembly.convened_at.is_not(None), ~said).order_by(Assembly.id)
    return session.scalars(found.options(lazyload("*"))).unique().all()
