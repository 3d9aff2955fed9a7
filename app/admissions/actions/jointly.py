"""An application goes together with the transfer of a credit: bound to it, freed again, admitted by it (§ 76 GenG)."""

from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.admissions import queries
from app.admissions.actions.entering import Entered, Entry, enter
from app.admissions.actions.telling import letter_to
from app.admissions.models import Application
from app.admissions.queries.applications import subject_of
from app.admissions.rules import ApplicationState, check_may_join_by_transfer
from app.archive import actions as archive
from app.archive.models import IssuedDocument
from app.core import journal
from app.core.formats import day as written
from app.core.formats import local
from app.core.told import Told
from app.core.values import Actor, German, Refusal
from app.members.rules import JoinGround
from app.shares import queries as shares
from documents.letter import Letter


def bind(
    session: Session, application: Application, transfer_id: int, number: str, actor: Actor, now: datetime
) -> None:
    """Let a complete application be decided as one with a transfer; it goes no other way meanwhile (R-TRF-01).

    The caller has it locked and lays the transfer before the board.
    """
    check_may_join_by_transfer(application.state, application.member_class, application.transfer_number)
    queries.check_ready(session, application, local(now).date())
    application.state, application.proposed_at = ApplicationState.PROPOSED, now
    application.transfer_id, application.transfer_number = transfer_id, number
    session.flush()
    summary = Told("Mit der Übertragung {number} dem Vorstand vorgelegt", number=number)
    journal.record(session, actor, "propose_application", subject_of(application.id), now, summary)


def release(session: Session, application: Application, why: str, actor: Actor, now: datetime) -> None:
    """Free an application from a transfer that does not take place; it stays as it was handed in (R-ADM-01)."""
    number = application.transfer_number
    application.state, application.proposed_at = ApplicationState.SUBMITTED, None
    application.transfer_id, application.transfer_number = None, ""
    session.flush()
    summary = Told("Ohne die Übertragung {number} wieder offen: {reason}", number=number, reason=why)
    journal.record(session, actor, "release_application", subject_of(application.id), now, summary)


def admit_by_transfer(
    session: Session, application: Application, resolution_number: str, decided_on: date, first_day: date,
    actor: Actor, now: datetime,
) -> Entered:
    """Enter the applicant in the register from the day after the transfer on (§ 76 GenG; R-REG-06).

    The caller hands the shares over next and then lets `welcome` tell the new member.
    """
    application.resolution_number = resolution_number
    entry = Entry(decided_on, first_day, JoinGround.TRANSFER, application.transfer_number)
    return enter(session, application, entry, actor, now)


def note_struck(session: Session, application: Application, reason: str, actor: Actor, now: datetime) -> None:
    """Note with an application that what it led to was a mistake and is undone; it stays decided (R-REG-05).

    Nobody waits any more to be told of the admission.
    """
    if application.state is ApplicationState.ADMITTED:
        application.state = ApplicationState.NOTIFIED
        session.flush()
    summary = Told(
        "Eintragung mit der Übertragung {number} am {day} storniert: {reason}", number=application.transfer_number,
        day=written(local(now).date()), reason=reason,
    )
    journal.record(session, actor, "undo_admission", subject_of(application.id), now, summary)


def write_if_possible(
    session: Session, application: Application, kind: str, word: German, facts_of: Callable[[Letter], object],
    actor: Actor, now: datetime,
) -> IssuedDocument | None:
    """Write a letter to an applicant about what another room did; None where one is written later, or to nobody."""
    if application.erased_at is not None or shares.letter_hindrances(session, local(now).date()):
        return None
    try:
        letter = letter_to(session, application, actor, now)
    except Refusal:
        return None
    return archive.issue(
        session, kind=kind, facts=facts_of(letter), title=German(word, letter.reference),
        subject=subject_of(application.id), actor=actor, now=now, number=letter.reference, print_for=application.name,
    )
