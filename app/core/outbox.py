"""The outbox: a mail's text is frozen in the transaction of the act behind it; a job sends it, at most once."""

import secrets
import smtplib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import formataddr, formatdate
from enum import StrEnum

from sqlalchemy import Index, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core import jobs
from app.core.db import BigId, Model, UtcDateTime, enum_column
from app.core.jobs import Handler, InDoubt, ItemState
from app.core.values import Actor, Refusal

JOB_KIND = "mail"


class MailState(StrEnum):
    """Where a mail stands. KEPT: shown in the mailbox page instead of being sent (demo)."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    KEPT = "kept"
    FAILED = "failed"
    IN_DOUBT = "in_doubt"


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


@dataclass(frozen=True)
class MailServer:
    """Where mails are handed over; without a host they are kept for the mailbox page."""

    host: str = ""
    port: int = 587
    user: str = ""
    password: str = ""
    starttls: bool = True
    sender: str = "genokontor@localhost"
    sender_name: str = "Genokontor"


def put(
    session: Session, *, kind: str, to: str, subject: str, text: str, html: str = "", subject_ref: str, now: datetime,
    key: str = "",
) -> OutgoingMail:
    """Freeze a mail and queue it for sending; `subject_ref` is the matter it belongs to (`application:17`)."""
    mail = OutgoingMail(
        message_id=f"<{secrets.token_hex(16)}@genokontor>", kind=kind, subject_ref=subject_ref, to_address=to,
        subject=" ".join(subject.split()), text=text, html=html, created_at=now,
    )
    session.add(mail)
    session.flush()
    jobs.enqueue(session, JOB_KIND, [str(mail.id)], key=f"mail:{mail.id}", actor=Actor.system(), now=now, title=kind)
    return mail


def mails_about(session: Session, subject_ref: str) -> Sequence[OutgoingMail]:
    """All mails of a matter, oldest first."""
    found = select(OutgoingMail).where(OutgoingMail.subject_ref == subject_ref)
    return session.scalars(found.order_by(OutgoingMail.id)).all()


def is_settled(session: Session, subject_ref: str, kind: str) -> bool:
    """Say whether every mail of this kind about a matter went out (or was kept, in the demo)."""
    return all(mail.state in SETTLED for mail in mails_about(session, subject_ref) if mail.kind == kind)


def erase(session: Session, subject_ref: str, now: datetime) -> None:
    """Erase address and text of a matter's mails (R-ADM-09); the line that a mail was sent stays."""
    for mail in mails_about(session, subject_ref):
        mail.to_address, mail.subject, mail.text, mail.html, mail.erased_at = "", "", "", "", now


def send_again(session: Session, mail: OutgoingMail, now: datetime) -> None:
    """Send a failed mail, or one in doubt, again: never without a person's word."""
    if mail.state not in (MailState.FAILED, MailState.IN_DOUBT) or mail.erased_at:
        raise Refusal("Diese E-Mail ist unterwegs oder erledigt; sie wird nicht noch einmal gesendet.")
    mail.state = MailState.QUEUED
    for item in session.scalars(
        select(jobs.JobItem).join(jobs.Job).where(jobs.Job.kind == JOB_KIND, jobs.JobItem.reference == str(mail.id))
    ):
        jobs.retry(session, item, now)


def mark_sent(session: Session, mail: OutgoingMail, now: datetime) -> None:
    """Note a person's word that a mail in doubt did arrive."""
    if mail.state is not MailState.IN_DOUBT:
        raise Refusal("Nur eine E-Mail im Zweifel kann von Hand als gesendet vermerkt werden.")
    mail.state, mail.sent_at = MailState.SENT, now


def handler(server: MailServer, deliver: Callable[[MailServer, EmailMessage], None] | None = None) -> Handler:
    """The job handler that hands mails over to the mail server (or keeps them where none is set)."""
    hand_over = deliver or deliver_by_smtp

    def begin(session: Session, reference: str, now: datetime) -> object:
        mail = session.get_one(OutgoingMail, int(reference))
        if mail.state is not MailState.QUEUED:
            raise InDoubt("The mail was already being sent.")
        mail.state = MailState.SENDING
        return _message(mail, server, now)

    def work(payload: object) -> object:
        if server.host or deliver:
            assert isinstance(payload, EmailMessage)
            hand_over(server, payload)
        return None

    def finish(session: Session, reference: str, _result: object, now: datetime) -> None:
        mail = session.get_one(OutgoingMail, int(reference))
        mail.state, mail.sent_at = (MailState.SENT if server.host or deliver else MailState.KEPT), now

    def lost(session: Session, reference: str, _now: datetime) -> ItemState:
        mail = session.get_one(OutgoingMail, int(reference))
        if mail.state is MailState.QUEUED:
            return ItemState.WAITING
        mail.state = MailState.IN_DOUBT
        return ItemState.IN_DOUBT

    def gave_up(session: Session, reference: str, error: str, _now: datetime) -> None:
        mail = session.get_one(OutgoingMail, int(reference))
        mail.state, mail.error = MailState.FAILED, error

    def back(session: Session, reference: str, _now: datetime) -> None:
        session.get_one(OutgoingMail, int(reference)).state = MailState.QUEUED

    return Handler(begin=begin, work=work, finish=finish, lost=lost, gave_up=gave_up, failed=back)


def deliver_by_smtp(server: MailServer, message: EmailMessage) -> None:
    """Hand a mail over. Faults before the text is sent may be tried again; later ones leave the mail in doubt."""
    with smtplib.SMTP(server.host, server.port, timeout=30) as smtp:
        if server.starttls:
            smtp.starttls()
        if server.user:
            smtp.login(server.user, server.password)
        try:
            smtp.send_message(message)
        except smtplib.SMTPResponseException:
            raise
        except (smtplib.SMTPServerDisconnected, TimeoutError, ConnectionError) as fault:
            raise InDoubt(f"The mail server did not answer after the text was sent: {fault}") from fault


def _message(mail: OutgoingMail, server: MailServer, now: datetime) -> EmailMessage:
    message = EmailMessage()
    message["From"] = formataddr((server.sender_name, server.sender))
    message["To"] = mail.to_address
    message["Subject"] = mail.subject
    message["Message-ID"] = mail.message_id
    message["Date"] = formatdate(now.timestamp())
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    if mail.html:
        message.add_alternative(mail.html, subtype="html")
    return message
