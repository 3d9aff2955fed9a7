"""Mails as they are kept: frozen text, frozen attachments, and where each of them stands."""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship, selectinload

from app.core import files, jobs
from app.core.db import BigId, Model, UtcDateTime, enum_column
from app.core.formats import plain_line
from app.core.values import Actor, German, Refusal

JOB_KIND = "mail"

MAX_ATTACHED_BYTES = 7 * 1024 * 1024
"""What a mail's attachments may weigh together: written for the way they grow by a third and a bit, and many mail
servers, those of small municipalities among them, take ten megabytes and no more."""

MAX_NAME = 120
"""How many letters the name of an attachment has at most, and its media type."""


@dataclass(frozen=True)
class Attachment:
    """A stored file that is to go with a mail; the media type may have parameters (`text/calendar; method=REQUEST`).

    It holds no link that signs somebody in or stands for somebody: whoever reads the mailbox may open it.
    """

    sha256: str
    name: str
    media_type: str = "application/pdf"

    def __post_init__(self) -> None:
        if not _MEDIA_TYPE.fullmatch(self.media_type) or len(self.media_type) > MAX_NAME:
            raise ValueError(f"no media type: {self.media_type}")
        if not self.name or self.name != plain_line(self.name) or not {"/", "\\"}.isdisjoint(self.name):
            raise ValueError("the name of an attachment is one line without a path")
        if len(self.name) > MAX_NAME:
            raise ValueError("the name of an attachment is short")


_MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+(; [a-z]+=[A-Za-z0-9.-]+)*")


class MailState(StrEnum):
    """Where a mail stands. KEPT: shown in the mailbox page instead of being sent (demo)."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    KEPT = "kept"
    FAILED = "failed"
    IN_DOUBT = "in_doubt"


MAIL_WORDS: Mapping[MailState, str] = {
    MailState.QUEUED: German("Wartet"),
    MailState.SENDING: German("Wird versandt"),
    MailState.SENT: German("Versandt"),
    MailState.KEPT: German("Einbehalten"),
    MailState.FAILED: German("Nicht versandt"),
    MailState.IN_DOUBT: German("Im Zweifel"),
}
"""How the states are called."""

SETTLED = (MailState.SENT, MailState.KEPT)


class OutgoingMail(Model):
    """A mail with its frozen text; address and text can be erased once it is settled."""

    __tablename__ = "outgoing_mail"
    __table_args__ = (Index("ix_outgoing_mail_subject_ref", "subject_ref"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    message_id: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[str] = mapped_column(String(60))
    subject_ref: Mapped[str] = mapped_column(String(80))
    to_address: Mapped[str] = mapped_column(String(320))
    subject: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[MailState] = mapped_column(enum_column(MailState), default=MailState.QUEUED, index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str] = mapped_column(Text, default="")

    attachments: Mapped[list["MailAttachment"]] = relationship(
        order_by="MailAttachment.position", cascade="all, delete-orphan"
    )

    @property
    def attached(self) -> list[str]:
        """The names of what is attached."""
        return [each.name for each in self.attachments]


class MailAttachment(Model):
    """A file that goes with a mail: bytes by their hash, name and media type, frozen with the text.

    Once the mail is erased the hash stays as a record of what was sent, without name and bytes.
    """

    __tablename__ = "mail_attachment"
    __table_args__ = (CheckConstraint("position > 0", name="position_counts"),)

    mail_id: Mapped[int] = mapped_column(BigId, ForeignKey("outgoing_mail.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[str] = mapped_column(String(MAX_NAME))
    media_type: Mapped[str] = mapped_column(String(MAX_NAME))
    size: Mapped[int]
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


def put(
    session: Session, *, kind: str, to: str, subject: str, text: str, html: str = "", subject_ref: str, now: datetime,
    attachments: Sequence[Attachment] = (),
) -> OutgoingMail:
    """Freeze a mail with what is attached, and queue it; `subject_ref` is the matter it belongs to (`application:17`).

    Refusal where the attachments weigh more than a mail carries.
    """
    mail = OutgoingMail(
        message_id=f"<{secrets.token_hex(16)}@genokontor>", kind=kind, subject_ref=subject_ref, to_address=to,
        subject=" ".join(subject.split()), text=text, html=html, created_at=now,
        attachments=_attached(session, attachments),
    )
    session.add(mail)
    session.flush()
    jobs.enqueue(session, JOB_KIND, [str(mail.id)], key=f"mail:{mail.id}", actor=Actor.system(), now=now, title=kind)
    return mail


def _attached(session: Session, attachments: Sequence[Attachment]) -> list[MailAttachment]:
    sizes = [_claimed(session, each.sha256) for each in attachments]
    if sum(sizes) > MAX_ATTACHED_BYTES:
        most = MAX_ATTACHED_BYTES // 1024 // 1024
        raise Refusal("Die Anhänge sind zusammen größer als {most} MB; so viel trägt eine E-Mail nicht.", most=most)
    return [
        MailAttachment(position=position, sha256=each.sha256, name=each.name, media_type=each.media_type, size=size)
        for position, (each, size) in enumerate(zip(attachments, sizes, strict=True), start=1)
    ]


def _claimed(session: Session, sha256: str) -> int:
    """How large a stored file is that nobody may erase before this transaction is over."""
    files.claim(session, sha256)
    return files.path_of(sha256).stat().st_size


def is_file_needed(session: Session, sha256: str) -> bool:
    """Say whether a mail that was not erased carries these bytes."""
    carried = select(MailAttachment.mail_id).where(MailAttachment.sha256 == sha256, MailAttachment.erased_at.is_(None))
    return session.scalar(carried.limit(1)) is not None


def mails_about(session: Session, subject_ref: str, with_attachments: bool = False) -> Sequence[OutgoingMail]:
    """All mails of a matter, oldest first; where asked for, what is attached to them is read in one go."""
    found = select(OutgoingMail).where(OutgoingMail.subject_ref == subject_ref).order_by(OutgoingMail.id)
    if with_attachments:
        found = found.options(selectinload(OutgoingMail.attachments))
    return session.scalars(found).all()


def is_settled(session: Session, subject_ref: str, kind: str) -> bool:
    """Say whether every mail of this kind about a matter went out (or was kept, in the demo)."""
    return all(mail.state in SETTLED for mail in mails_about(session, subject_ref) if mail.kind == kind)
