"""What the board's decision on a transfer brings about: both legs and letters, or a refusal (§§ 15b, 76 GenG)."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.admissions import actions as admissions
from app.admissions.actions import Entered
from app.admissions.models import Application
from app.core.formats import local
from app.core.told import Told
from app.core.values import Actor, Refusal
from app.organs import actions as organs
from app.organs import queries as organ_queries
from app.organs.rules import ABOUT_TRANSFERS, ItemKind
from app.transfers import queries
from app.transfers.actions.booking import book
from app.transfers.actions.declaring import biased_in, lock_both, tell_journal
from app.transfers.actions.letters import tell, tell_refusal
from app.transfers.models import Transfer
from app.transfers.rules import (
    AboutAcquirer,
    Consequences,
    TransferState,
    check_admissible,
    consequences_of,
    side_of,
)


def lock_transfer(session: Session, transfer_id: int) -> Transfer:
    """Let nobody else change the two sides of a transfer meanwhile, and read it as it stands now."""
    transfer = queries.get_transfer(session, transfer_id)
    lock_both(session, transfer.transferor, transfer.taker)
    session.refresh(transfer)
    return transfer


def note_biases(session: Session, transfer: Transfer, now: datetime) -> None:
    """Note on what lies undecided before the board who is biased by what is known today (R-ORG-04)."""
    item = queries.find_item(session, transfer)
    if item is not None and item.is_open:
        organs.add_biases(session, item, biased_in(session, transfer, local(now).date()), now)


def admit(session: Session, reference: int, resolution_number: str, actor: Actor, now: datetime) -> None:
    """Carry out the board's consent: both legs in one act, on the agreed day but not before today (R-TRF-01).

    Where an applicant acquires, it is a member from the next day on. Where something has come in between so that it may
    not take place any more, nothing is booked and both are told.
    """
    transfer = lock_transfer(session, reference)
    if transfer.state is not TransferState.PROPOSED:
        return
    transfer.resolution_number = resolution_number
    today = local(now).date()
    try:
        declared = queries.declared_of(session, transfer, today)
        known = queries.circumstances_of(session, transfer.transferor, transfer.taker, declared, today, transfer)
        check_admissible(declared, known)
        with session.begin_nested():
            entered = _enter(session, transfer, consequences_of(declared, known), actor, now)
    except Refusal as hindrance:
        session.refresh(transfer)
        transfer.resolution_number = resolution_number
        _reject(session, transfer, hindrance, actor, now)
        return
    summary = Told("Übertragung {number} eingetragen, {resolution}", number=transfer.number,
                   resolution=resolution_number)
    tell_journal(session, transfer, "enter_transfer", summary, actor, now)
    if entered is not None and transfer.application is not None:
        letter = admissions.welcome(session, transfer.application, entered, actor, now)
        transfer.acquirer_letter_id = letter.id if letter else None
    tell(session, transfer, actor, now)


def _enter(
    session: Session, transfer: Transfer, meant: Consequences, actor: Actor, now: datetime
) -> Entered | None:
    """Book both legs; an applicant is entered in the register first, and given back to be told."""
    taker = transfer.taker
    if not isinstance(taker, Application):
        book(session, transfer, taker, meant, actor, now)
        return None
    decided_on = organ_queries.decision_day(session, ABOUT_TRANSFERS, transfer.id, local(now).date())
    try:
        entered = admissions.admit_by_transfer(
            session, taker, transfer.resolution_number, decided_on, meant.since, actor, now
        )
    except Refusal as refusal:
        raise AboutAcquirer(refusal.message, **refusal.values) from None
    book(session, transfer, entered.member, meant, actor, now)
    return entered


def turn_down(session: Session, reference: int, resolution_number: str, actor: Actor, now: datetime) -> None:
    """Carry out that the board does not agree; both are told, nothing is booked."""
    transfer = lock_transfer(session, reference)
    if transfer.state is TransferState.PROPOSED:
        transfer.resolution_number = resolution_number
        _reject(session, transfer, None, actor, now)


def _reject(session: Session, transfer: Transfer, hindrance: Refusal | None, actor: Actor, now: datetime) -> None:
    reason = str(hindrance) if hindrance else ""
    transfer.state, transfer.refusal_reason = TransferState.REJECTED, reason
    transfer.refused_about = side_of(hindrance) if hindrance else None
    session.flush()
    summary = Told("Übertragung {number} abgelehnt, {resolution}", number=transfer.number,
                   resolution=transfer.resolution_number)
    tell_journal(session, transfer, "turn_down_transfer", summary, actor, now, reason=reason)
    if transfer.application is not None:
        why = Told("abgelehnt, {resolution}", resolution=transfer.resolution_number)
        organs.silence_all(session, ItemKind.TRANSFER, transfer.id, now)
        admissions.release(session, transfer.application, why, actor, now)
    tell_refusal(session, transfer, actor, now)
