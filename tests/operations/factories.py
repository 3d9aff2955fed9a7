"""Mails in every state, made by the worker's own steps."""

from sqlalchemy.orm import Session

from app.core import outbox
from app.core.jobs import ItemState, Job, JobItem
from app.core.outbox import MailState, OutgoingMail
from tests.factories import NOW


def a_mail(
    session: Session, state: MailState = MailState.QUEUED, subject: str = "Ihr Antrag ist eingegangen",
    to: str = "walburga@ehrenpreis.example",
) -> OutgoingMail:
    """A mail with its job, both in the state asked for."""
    mail = outbox.put(
        session, kind="application_received", to=to, subject=subject, text="Guten Tag,\n\nvielen Dank.\nIhr Kontor",
        subject_ref="application:7", now=NOW,
    )
    mail.state = state
    item = session.query(JobItem).join(Job).filter(JobItem.reference == str(mail.id), Job.kind == "mail").one()
    if state in (MailState.FAILED, MailState.IN_DOUBT):
        item.state, mail.error = ItemState(state.value), "Der Mailserver lehnt ab: 550"
        item.finished_at = item.job.finished_at = NOW
    session.flush()
    return mail
