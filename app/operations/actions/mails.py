"""A person's word on a mail that failed, or of which nobody knows whether it arrived."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.core import journal, outbox
from app.core.outbox import OutgoingMail
from app.core.told import Told
from app.core.values import Actor
from app.operations import queries


def send_mail_again(session: Session, mail_id: int, actor: Actor, now: datetime) -> OutgoingMail:
    """Give a mail to the sender again; Refusal unless it failed or is in doubt."""
    mail = queries.get_mail(session, mail_id, lock=True)
    outbox.send_again(session, mail, now)
    summary = Told("E-Mail {mail} noch einmal zum Versand gegeben", mail=mail.id)
    journal.record(session, actor, "mail.sent_again", mail.subject_ref, now, summary, mail=mail.id)
    return mail


def mark_mail_sent(session: Session, mail_id: int, actor: Actor, now: datetime) -> OutgoingMail:
    """Note that a mail in doubt did arrive; Refusal where there is no doubt."""
    mail = queries.get_mail(session, mail_id, lock=True)
    outbox.mark_sent(session, mail, now)
    summary = Told("E-Mail {mail} als gesendet vermerkt", mail=mail.id)
    journal.record(session, actor, "mail.marked_sent", mail.subject_ref, now, summary, mail=mail.id)
    return mail
