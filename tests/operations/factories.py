"""Mails in every state, made by the worker's own steps."""

from sqlalchemy.orm import Session

from app.core import jobs, outbox
from app.core.jobs import ItemState, Job, JobItem
from app.core.outbox import MailState, OutgoingMail
from tests.factories import NOW, OFFICE


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


def a_job(session: Session, *states: ItemState, kind: str = "render", title: str = "Anteilsurkunden 2026") -> Job:
    """A job with one step in each of these states."""
    steps = [str(number) for number, _ in enumerate(states, start=1)]
    key = f"{kind}:{title}"
    job = session.get_one(Job, jobs.enqueue(session, kind, steps, key=key, actor=OFFICE, now=NOW, title=title))
    items = session.query(JobItem).filter(JobItem.job_id == job.id).order_by(JobItem.position).all()
    for item, state in zip(items, states, strict=True):
        item.state = state
        if state is ItemState.RUNNING:
            item.lease_until = NOW
        if state in (ItemState.FAILED, ItemState.IN_DOUBT):
            item.error = "ValueError: kein Papier"
    session.flush()
    return job
