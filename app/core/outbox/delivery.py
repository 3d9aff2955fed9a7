"""Handing mails over to the mail server, each at most once; without one they are kept."""

import contextlib
import smtplib
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import formataddr, formatdate
from typing import Any

from sqlalchemy.orm import Session

from app.core import files
from app.core.jobs import Handler, Hopeless, InDoubt, ItemState
from app.core.outbox.mails import SETTLED, MailAttachment, MailState, OutgoingMail
from app.core.values import German


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


@dataclass(frozen=True)
class _Enclosure:
    """An attachment on its way: the bytes are read where no transaction waits for them."""

    sha256: str
    name: str
    kind: str
    subtype: str
    parameters: Mapping[str, str]


@dataclass(frozen=True)
class _Written:
    """A mail on its way, and what is still to be put in."""

    message: EmailMessage
    enclosures: tuple[_Enclosure, ...]


def _enclosure(attachment: MailAttachment) -> _Enclosure:
    kind, *parameters = attachment.media_type.split("; ")
    main, _, subtype = kind.partition("/")
    named = dict(part.split("=", 1) for part in parameters)
    return _Enclosure(attachment.sha256, attachment.name, main, subtype, named)


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
        return _Written(_message(mail, self.server, now), tuple(_enclosure(each) for each in mail.attachments))

    def work(self, payload: object) -> object:
        """Put in what is attached, and hand it over."""
        if isinstance(payload, _Written) and self.is_sending:
            for each in payload.enclosures:
                payload.message.add_attachment(
                    files.get(each.sha256), each.kind, each.subtype, filename=each.name, params=each.parameters
                )
            self.hand_over(self.server, payload.message)
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
        raise _turned_down(_NO_SUCH_ADDRESS, [code for code, _ in refused.recipients.values()], refused) from refused
    except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as refused:
        raise _turned_down(_NOT_TAKEN, [refused.smtp_code], refused) from refused
    except Exception as fault:
        if smtp.is_text_begun:
            raise InDoubt(f"Der Mailserver hat nach dem Text nicht geantwortet: {fault}") from fault
        raise
    finally:
        smtp.close()


_NO_SUCH_ADDRESS = German("Der Mailserver kennt diese Adresse nicht oder nimmt für sie nichts an")
_NOT_TAKEN = German("Der Mailserver nimmt diese E-Mail nicht an")


def _turned_down(said: German, codes: Sequence[int], refused: smtplib.SMTPException) -> Exception:
    """Codes from 500 on are final: no further attempt is made. In words; what the server wrote stands in the log."""
    if min(codes) >= 500:
        return Hopeless(f"{said} ({codes[0]})")
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
