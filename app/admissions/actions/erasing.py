"""Erasure: of a refused application once the refusal is sent, of a withdrawn one in time (§ 15 (2) GenG; R-ADM-09)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.admissions import queries
from app.admissions.actions.drafts import forget_upload
from app.admissions.actions.office import ITEM_WORDS
from app.admissions.models import Application
from app.admissions.queries.applications import subject_of
from app.admissions.rules import check_may_erase, check_may_forget
from app.archive import actions as archive
from app.core import journal, outbox
from app.core.jobs import Job, JobItem
from app.core.told import Told
from app.core.values import Actor
from app.organs import actions as organs


def erase_refused(session: Session, application_id: int, now: datetime) -> None:
    """Delete all that a refused applicant declared and handed in, and every copy of it.

    What was typed, who declared, uploads and their bytes, the declaration's PDF, letters and print files, mails, and
    the details in the journal. Number, state and days remain. Refused before the refusal is sent.
    """
    application = queries.get_application(session, application_id, lock=True)
    if application.erased_at is not None:
        return
    check_may_erase(application.state, queries.refusal_is_sent(session, application))
    _erase(session, application, now)


def erase_withdrawn(session: Session, application_id: int, now: datetime) -> None:
    """Delete what a withdrawn application holds, as after a refusal; number, state and days remain (R-GDPR-03)."""
    application = queries.get_application(session, application_id, lock=True)
    if application.erased_at is not None:
        return
    check_may_forget(application.state, application.changed_at, now)
    for kind in ITEM_WORDS:
        organs.silence_all(session, kind, application.id, now)
    _erase(session, application, now)


def _erase(session: Session, application: Application, now: datetime) -> None:
    for upload in list(application.uploads):
        forget_upload(session, application, upload, now)
    for document in queries.documents_of(session, application):
        archive.erase(session, document, now)
    _erase_columns(application, now)
    _erase_mails(session, application, now)
    session.flush()
    subject = subject_of(application.id)
    journal.erase_details(session, subject, now)
    journal.record(session, Actor.system(), "erase_application", subject, now, Told("Daten der Erklärung gelöscht"))


def _erase_columns(application: Application, now: datetime) -> None:
    application.declarants.clear()
    application.clauses.clear()
    application.ticks.clear()
    application.content, application.name, application.email, application.search_text = {}, "", "", ""
    application.shares = application.party_kind = application.party_id = application.email_confirmed_at = None
    application.quantity = None
    application.return_reason = application.entered_by = application.measure = ""
    application.erased_at = now


def _erase_mails(session: Session, application: Application, now: datetime) -> None:
    """Mails keep only that they were sent; what a mail server answered may name the address."""
    subject = subject_of(application.id)
    outbox.erase(session, subject, now)
    mails = {str(mail.id): mail for mail in outbox.mails_about(session, subject)}
    for mail in mails.values():
        mail.error = ""
    sending = select(JobItem).join(Job).where(Job.kind == outbox.JOB_KIND, JobItem.reference.in_(list(mails)))
    for item in session.scalars(sending):
        item.error = ""
