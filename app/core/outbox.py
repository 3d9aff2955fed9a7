"""The outbox: a mail's text is frozen in the transaction of the act behind it; a job sends it, at most once."""

import contextlib
import secrets
import smtplib
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import formataddr, formatdate
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core import jobs
from app.core.db import BigId, Model, UtcDateTime, enum_column
from app.core.jobs import Handler, Hopeless, InDoubt, ItemState
from app.core.values import Actor, German, Refusal

JOB_KIND = "mail"


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
    timeout_seconds: float = 30


def put(
    session: Session, *, kind: str, to: str, subject: str, text: str, html: str = "", subject_ref: str, now: datetime,
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
    """Erase address and text of a matter's mails (R-ADM-09); the line that a mail was sent stays.

    One that still waits is not sent any more; one that is being sent is waited for (Refusal).
    """
    for mail in mails_about(session, subject_ref):
        if mail.state is MailState.SENDING:
            raise Refusal("Eine E-Mail dieser Sache wird gerade gesendet; gelöscht wird sie danach.")
        mail.to_address, mail.subject, mail.text, mail.html, mail.error = "", "", "", "", ""
        mail.erased_at = now
        if mail.state not in SETTLED:
            mail.state = MailState.FAILED
        for item in _items_of(session, mail):
            item.error = ""


def send_again(session: Session, mail: OutgoingMail, now: datetime) -> None:
    """Send a failed mail, or one in doubt, again: never without a person's word."""
    if mail.state not in (MailState.FAILED, MailState.IN_DOUBT) or mail.erased_at:
        raise Refusal("Diese E-Mail ist unterwegs oder erledigt; sie wird nicht noch einmal gesendet.")
    mail.state, mail.error = MailState.QUEUED, ""
    for item in _items_of(session, mail):
        jobs.retry(session, item, now)


def mark_sent(session: Session, mail: OutgoingMail, now: datetime) -> None:
    """Note a person's word that a mail in doubt did arrive."""
    if mail.state is not MailState.IN_DOUBT:
        raise Refusal("Nur eine E-Mail im Zweifel kann von Hand als gesendet vermerkt werden.")
    mail.state, mail.sent_at = MailState.SENT, now
    for item in _items_of(session, mail):
        jobs.mark_done(session, item, now)


def doubt_waiting(session: Session, why: str, now: datetime) -> int:
    """Put every mail that waits or is on its way in doubt, and say how many; a person decides about each.

    For an outbox put back from a backup: what waited then may have gone out since.
    """
    waiting = select(OutgoingMail).where(OutgoingMail.state.in_((MailState.QUEUED, MailState.SENDING)))
    mails = session.scalars(waiting.order_by(OutgoingMail.id)).all()
    for mail in mails:
        put_in_doubt(session, mail, why, now)
    return len(mails)


def put_in_doubt(session: Session, mail: OutgoingMail, why: str, now: datetime) -> None:
    """Let a mail that waits or is on its way wait for a person's word, as nobody knows whether it arrived."""
    mail.state, mail.error = MailState.IN_DOUBT, why
    for item in _items_of(session, mail):
        if item.state in jobs.OPEN_STATES:
            jobs.put_in_doubt(session, item, why, now)


def give_up(session: Session, mail: OutgoingMail, why: str, now: datetime) -> None:
    """Let a mail that waits fail for good; a person may have it sent again."""
    mail.state, mail.error = MailState.FAILED, why
    for item in _items_of(session, mail):
        jobs.give_up(session, item, why, now)


def _items_of(session: Session, mail: OutgoingMail) -> Sequence[jobs.JobItem]:
    found = select(jobs.JobItem).join(jobs.Job).where(jobs.Job.kind == JOB_KIND)
    return session.scalars(found.where(jobs.JobItem.reference == str(mail.id))).all()


class _Delivery:
    """The steps of the job that hands a mail over, or keeps it where no mail server is set."""

    def __init__(self, server: MailServer, hand_over: Callable[[MailServer, EmailMessage], None] | None) -> None:
        self.server = server
        self.hand_over = hand_over or deliver_by_smtp
        self.is_sending = bool(server.host or hand_over)

    def begin(self, session: Session, reference: str, now: datetime) -> object:
        """Mark the mail as on its way before anything leaves; what is settled or erased is not sent."""
        mail = _mail(session, reference)
        if mail.state in SETTLED or mail.erased_at:
            return None
        if mail.state is not MailState.QUEUED:
            raise InDoubt("Die E-Mail war schon unterwegs.")
        mail.state = MailState.SENDING
        return _message(mail, self.server, now)

    def work(self, payload: object) -> object:
        """Hand it over."""
        if isinstance(payload, EmailMessage) and self.is_sending:
            self.hand_over(self.server, payload)
        return payload

    def finish(self, session: Session, reference: str, sent: object, now: datetime) -> None:
        """Note that it went out, or that it is kept; what is kept was not sent at any time."""
        if sent is not None:
            mail = _mail(session, reference)
            mail.state, mail.sent_at = (MailState.SENT, now) if self.is_sending else (MailState.KEPT, None)
            mail.error = ""


def _mail(session: Session, reference: str) -> OutgoingMail:
    return session.get_one(OutgoingMail, int(reference))


def _lost(session: Session, reference: str, _now: datetime) -> ItemState:
    """Nobody knows whether a mail on its way arrived; one that still waits is simply sent."""
    mail = _mail(session, reference)
    if mail.state is not MailState.SENDING:
        return ItemState.WAITING
    mail.state = MailState.IN_DOUBT
    return ItemState.IN_DOUBT


def _failed(session: Session, reference: str, _now: datetime) -> None:
    mail = _mail(session, reference)
    if mail.state is MailState.SENDING:
        mail.state = MailState.QUEUED


def _gave_up(session: Session, reference: str, error: str, _now: datetime) -> None:
    mail = _mail(session, reference)
    mail.state, mail.error = MailState.FAILED, error


def handler(server: MailServer, deliver: Callable[[MailServer, EmailMessage], None] | None = None) -> Handler:
    """The job handler that hands mails over to the mail server (or keeps them where none is set)."""
    delivery = _Delivery(server, deliver)
    return Handler(
        begin=delivery.begin, work=delivery.work, finish=delivery.finish, lost=_lost, failed=_failed, gave_up=_gave_up
    )


class _Smtp(smtplib.SMTP):
    """Notes when the text of a mail begins to be sent: from then on a fault leaves it in doubt."""

    is_text_begun = False

    def data(self, msg: Any) -> tuple[int, bytes]:
        self.is_text_begun = True
        return super().data(msg)


def deliver_by_smtp(server: MailServer, message: EmailMessage) -> None:
    """Hand a mail over.

    What the server turns down, and faults before the text is sent, may be tried again (Hopeless where it says never);
    a fault between the first byte of the text and the server's answer leaves the mail in doubt; after the answer
    nothing matters any more.
    """
    smtp = _Smtp(server.host, server.port, timeout=server.timeout_seconds)
    try:
        if server.starttls:
            smtp.starttls(context=ssl.create_default_context())
        if server.user:
            smtp.login(server.user, server.password)
        smtp.send_message(message)
        with contextlib.suppress(Exception):
            smtp.quit()
    except smtplib.SMTPRecipientsRefused as refused:
        raise _turned_down([code for code, _ in refused.recipients.values()], refused) from refused
    except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as refused:
        raise _turned_down([refused.smtp_code], refused) from refused
    except Exception as fault:
        if smtp.is_text_begun:
            raise InDoubt(f"Der Mailserver hat nach dem Text nicht geantwortet: {fault}") from fault
        raise
    finally:
        smtp.close()


def _turned_down(codes: Sequence[int], refused: smtplib.SMTPException) -> Exception:
    """Codes from 500 on are final: no further attempt is made."""
    if min(codes) >= 500:
        return Hopeless(f"Der Mailserver lehnt ab: {refused}")
    return refused


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
