"""Letters about a transfer, one to each side: entered, with who holds what, or not agreed to (R-DOC-05)."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.admissions import actions as admissions
from app.core.formats import local
from app.core.values import Actor, Cents, German, Refusal
from app.members.models import Member
from app.shares import actions as shares
from app.shares import queries as share_queries
from app.transfers import queries
from app.transfers.models import Transfer
from app.transfers.queries import Acquirer, Application
from app.transfers.rules import Side, TransferState, reason_told
from documents.entry_undone import Matter
from documents.facts import Later
from documents.letter import Letter
from documents.transfer_entered import TransferEnteredFacts
from documents.transfer_refused import TransferRefusedFacts

ENTERED, REFUSED = German("Bestätigung der Übertragung"), German("Ablehnung der Übertragung")
"""How the letters are called."""


def write_letters(session: Session, transfer: Transfer, actor: Actor, now: datetime) -> Transfer:
    """Write the letters that could not be printed with the decision; refused where none is missing."""
    if queries.lacks_correction(session, transfer):
        correct(session, transfer, actor, now)
        shares.check_written(not queries.lacks_correction(session, transfer))
        return transfer
    if not queries.steps_open(transfer).may_write_letters:
        raise Refusal("Zu dieser Übertragung fehlt kein Brief.")
    told = tell if transfer.state is TransferState.ENTERED else tell_refusal
    told(session, transfer, actor, now)
    shares.check_written(transfer.transferor_letter_id is not None)
    if transfer.tells_acquirer:
        shares.check_written(transfer.acquirer_letter_id is not None)
    return transfer


def correct(session: Session, transfer: Transfer, actor: Actor, now: datetime) -> None:
    """Tell both, as far as they hold a letter, that a transfer was entered by mistake (R-REG-05, R-DOC-05)."""
    undone = shares.Undone(Matter.TRANSFER, transfer.number, transfer.end_reason)
    shares.correct_letter(session, transfer.transferor, transfer.transferor_letter_id, undone, actor, now)
    if transfer.acquirer is not None:
        shares.correct_letter(session, transfer.acquirer, transfer.acquirer_letter_id, undone, actor, now)


def tell(session: Session, transfer: Transfer, actor: Actor, now: datetime) -> None:
    """Tell both that the transfer is entered, as far as the house is set up for letters.

    Who joined by it is told by the letter that welcomes it, which names the transfer (R-ADM-10).
    """
    def write(member: Member) -> int | None:
        if transfer.application is not None and member is transfer.acquirer:
            letter = admissions.write_welcome(session, transfer.application, member, actor, now)
        else:
            letter = shares.issue_letter_if_possible(
                session, member, "transfer_entered", ENTERED,
                lambda letter: _entered(session, transfer, letter, member, now), actor, now,
            )
        return letter.id if letter else None

    transfer.transferor_letter_id = transfer.transferor_letter_id or write(transfer.transferor)
    if transfer.acquirer is not None:
        transfer.acquirer_letter_id = transfer.acquirer_letter_id or write(transfer.acquirer)
    session.flush()


def tell_refusal(session: Session, transfer: Transfer, actor: Actor, now: datetime) -> None:
    """Tell both that the transfer does not take place; an applicant also whether the application goes on without it."""
    goes_on = transfer.application if transfer.frees_application else None

    def facts(letter: Letter, is_acquirer: bool) -> TransferRefusedFacts:
        return TransferRefusedFacts(
            letter=letter, transfer=transfer.number, received_on=transfer.received_on, is_acquirer=is_acquirer,
            other=transfer.transferor.party.display_name if is_acquirer else transfer.taker_name,
            resolution=transfer.resolution_number,
            reason=reason_told(
                transfer.refusal_reason, transfer.refused_about, Side.ACQUIRER if is_acquirer else Side.TRANSFEROR
            ),
            application=goes_on.number or "" if is_acquirer and goes_on else "",
        )

    def write(taker: Acquirer, is_acquirer: bool) -> int | None:
        about = "transfer_refused", REFUSED, lambda letter: facts(letter, is_acquirer)
        letter = (
            admissions.write_if_possible(session, taker, *about, actor, now) if isinstance(taker, Application)
            else shares.issue_letter_if_possible(session, taker, *about, actor, now)
        )
        return letter.id if letter else None

    transfer.transferor_letter_id = transfer.transferor_letter_id or write(transfer.transferor, False)
    transfer.acquirer_letter_id = transfer.acquirer_letter_id or write(transfer.taker, True)
    session.flush()


def _entered(
    session: Session, transfer: Transfer, letter: Letter, member: Member, now: datetime
) -> TransferEnteredFacts:
    meant, acquirer = queries.meant_by(session, transfer, local(now).date()), transfer.acquirer
    if meant is None or acquirer is None:
        raise Refusal("Nur was eingetragen ist, wird bestätigt.")
    acquires = member is acquirer
    other = transfer.transferor if acquires else acquirer
    before, after = meant.taker if acquires else meant.giver
    changes_shares = not acquires or bool(meant.gained)
    certificate = share_queries.valid_certificate_of(session, member.id) if changes_shares else None
    return TransferEnteredFacts(
        letter=letter, transfer=transfer.number, is_acquirer=acquires, other=other.party.display_name,
        other_number=other.number, resolution=transfer.resolution_number, day=meant.day, since=meant.since,
        amount=meant.amount, shares_before=before.shares, shares_after=after.shares, credit_after=after.credit,
        is_whole=transfer.is_whole,
        certificate=certificate.number if certificate and certificate.shares == after.shares else "",
        changes_shares=changes_shares, asked_no_more=meant.covered if acquires else _fallen(session, transfer),
        shares_given=meant.shares, dues=_dues(session, transfer, acquirer) if acquires else (),
    )


def _dues(session: Session, transfer: Transfer, acquirer: Member) -> tuple[Later, ...]:
    """What the acquirer still owes on the shares that it took, where the credit does not fill them (§ 76 GenG)."""
    taken = queries.legs_of(session, transfer).taken
    found = share_queries.open_on_shares(session, acquirer.id, taken.id) if taken else []
    return tuple(Later(each.open, each.due_on) for each in found)


def _fallen(session: Session, transfer: Transfer) -> Cents:
    """What would have fallen due of the transferor after that day, and is not asked for any more; cents."""
    given = queries.legs_of(session, transfer).given
    return share_queries.asked_no_more(session, given, transfer.transferor_id)
