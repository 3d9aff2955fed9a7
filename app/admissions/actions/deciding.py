"""What follows from the board's decision: admission with all it brings, or refusal (§ 15 (2) GenG; R-ADM-08 … 10)."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.admissions import queries
from app.admissions.actions.entering import Entry, enter, welcome
from app.admissions.actions.office import ITEM_WORDS, drop_items
from app.admissions.actions.telling import applied_on, letter_to, letterhead, tell
from app.admissions.models import Application
from app.admissions.queries.applications import subject_of
from app.admissions.rules import ApplicationState, Channel, InvestingStep, require_transition
from app.archive import actions as archive
from app.core import jobs, journal
from app.core.formats import local
from app.core.told import Told
from app.core.values import Actor, German, Refusal
from app.members.rules import JoinGround
from app.organs import actions as organs
from app.organs import queries as organ_queries
from app.organs.rules import ABOUT_APPLICATIONS
from app.shares import actions as shares
from app.shares.rules import ShareGround
from documents import mails
from documents.refusal_letter import RefusalFacts

ERASE_JOB = "erase_refused"


def admit(session: Session, reference: int, resolution_number: str, actor: Actor, now: datetime) -> None:
    """Carry out the board's decision to admit: entry, shares, payments due, letters, login, notice; once.

    Judged by the statute of the day of the decision; takes effect on it, however late it is recorded (R-ADM-08).
    Where an investing member still lacks the consent the statute names, the board's approval is noted, and `consent`
    completes it (R-INV-03).
    """
    application = queries.get_application(session, reference, lock=True)
    if application.state in (ApplicationState.ADMITTED, ApplicationState.NOTIFIED):
        return
    require_transition(application.state, ApplicationState.ADMITTED)
    application.resolution_number = application.resolution_number or resolution_number
    waits_for = set(queries.missing_consents(session, application, local(now).date())) - {InvestingStep.BOARD_APPROVAL}
    if waits_for:
        summary = Told("Der Vorstand lässt zu; die Zustimmung zum investierenden Mitglied steht aus")
        journal.record(session, actor, "approve_application", subject_of(reference), now, summary)
        session.flush()
        return
    _take_in(session, application, actor, now)


def consent(session: Session, reference: int, resolution_number: str, actor: Actor, now: datetime) -> None:
    """Carry out the consent to an investing member: where the board has approved already, it is admitted (R-INV-03)."""
    application = queries.get_application(session, reference, lock=True)
    if application.state is not ApplicationState.PROPOSED:
        return
    summary = Told("Zustimmung zum investierenden Mitglied, {number}", number=resolution_number)
    journal.record(session, actor, "consent_to_investing", subject_of(reference), now, summary)
    if application.resolution_number:
        admit(session, reference, application.resolution_number, actor, now)


def _take_in(session: Session, application: Application, actor: Actor, now: datetime) -> None:
    day = organ_queries.decision_day(session, ABOUT_APPLICATIONS, application.id, local(now).date())
    entered = enter(
        session, application, Entry(day, day, JoinGround.ADMISSION, application.resolution_number), actor, now
    )
    shares.subscribe(
        session, entered.member, entered.shares, day, ShareGround.SUBSCRIPTION,
        application.resolution_number, entered.statute, actor, now,
    )
    welcome(session, application, entered, actor, now)


def mark_notified(session: Session, application_id: int, actor: Actor, now: datetime) -> None:
    """Note that the new member was told; doing it again changes nothing (§ 15 (2) sentence 1 GenG; R-ADM-10)."""
    application = queries.get_application(session, application_id, lock=True)
    if application.state is ApplicationState.NOTIFIED:
        return
    require_transition(application.state, ApplicationState.NOTIFIED)
    application.state, application.notified_at = ApplicationState.NOTIFIED, now
    journal.record(session, actor, "notify", subject_of(application.id), now, Told("Benachrichtigt"))


def turn_down(session: Session, reference: int, resolution_number: str, actor: Actor, now: datetime) -> None:
    """Carry out the board's decision not to admit: tell the applicant, then let a job delete the declaration; once.

    No reasons are given. Who declared on paper, or has no e-mail address, gets a letter (§ 15 (2) GenG; R-ADM-09).
    """
    application = queries.get_application(session, reference, lock=True)
    if application.state is ApplicationState.REFUSED:
        return
    require_transition(application.state, ApplicationState.REFUSED)
    application.state, application.decided_at = ApplicationState.REFUSED, now
    application.resolution_number = resolution_number
    drop_items(session, application, actor, now)
    for kind in ITEM_WORDS:
        organs.silence_all(session, kind, application.id, now)
    _tell_refusal(session, application, actor, now)
    subject, key = subject_of(application.id), f"{ERASE_JOB}:{application.id}"
    jobs.enqueue(session, ERASE_JOB, [str(application.id)], key=key, actor=Actor.system(), now=now)
    summary = Told("Nicht zugelassen, {number}", number=resolution_number)
    journal.record(session, actor, "turn_down", subject, now, summary)


def _tell_refusal(session: Session, application: Application, actor: Actor, now: datetime) -> None:
    number, day = application.number or "", applied_on(application)
    if application.email and application.channel is Channel.ONLINE:
        tell(session, application, mails.ApplicationRefused(letterhead(session, now), number, day), now)
        return
    _write_refusal(session, application, actor, now)


def print_refusal(session: Session, application_id: int, actor: Actor, now: datetime) -> None:
    """Write the refusal as a letter where the mail does not arrive; the erasure waits until it is posted (R-ADM-09)."""
    application = queries.get_application(session, application_id, lock=True)
    if not queries.may_print_refusal(session, application):
        raise Refusal("Zu diesem Antrag ist kein Ablehnungsbrief zu schreiben.")
    _write_refusal(session, application, actor, now)
    summary = Told("Ablehnung als Brief geschrieben")
    journal.record(session, actor, "print_refusal", subject_of(application.id), now, summary)


def _write_refusal(session: Session, application: Application, actor: Actor, now: datetime) -> None:
    number, day = application.number or "", applied_on(application)
    letter = letter_to(session, application, actor, now)
    facts = RefusalFacts(letter, number, day, returned=application.channel is Channel.PAPER)
    document = archive.issue(
        session, kind="refusal_letter", facts=facts, title=German("Ablehnung", number),
        subject=subject_of(application.id), actor=actor, now=now, number=letter.reference, print_for=application.name,
    )
    application.refusal_document_id = document.id
    session.flush()
