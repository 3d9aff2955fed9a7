"""Letters about a transfer, one to each side: entered, with who holds what, or not agreed to (R-DOC-05)."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from app.core.formats import local
from app.core.values import Actor, German, Refusal
from app.members.models import Member
from app.shares import actions as shares
from app.shares import queries as share_queries
from app.transfers import queries
from app.transfers.models import Transfer
from app.transfers.rules import Side, TransferState, reason_told
from documents.letter import Letter
from documents.transfer_entered import TransferEnteredFacts
from documents.transfer_refused import TransferRefusedFacts

ENTERED, REFUSED = German("Bestätigung der Übertragung"), German("Ablehnung der Übertragung")
"""How the letters are called."""


def write_letters(session: Session, transfer: Transfer, actor: Actor, now: datetime) -> Transfer:
    """Write the letters that could not be printed with the decision; refused where none is missing."""
    if not queries.steps_open(transfer).may_write_letters:
        raise Refusal("Zu dieser Übertragung fehlt kein Brief.")
    told = tell if transfer.state is TransferState.ENTERED else tell_refusal
    told(session, transfer, actor, now)
    shares.check_written(transfer.transferor_letter_id)
    shares.check_written(transfer.acquirer_letter_id)
    return transfer


def tell(session: Session, transfer: Transfer, actor: Actor, now: datetime) -> None:
    """Tell both that the transfer is entered, as far as the house is set up for letters."""
    _write(
        session, transfer, "transfer_entered", ENTERED,
        lambda letter, member: _entered(session, transfer, letter, member, now), actor, now,
    )


def tell_refusal(session: Session, transfer: Transfer, actor: Actor, now: datetime) -> None:
    """Tell both that the transfer does not take place."""
    _write(session, transfer, "transfer_refused", REFUSED, lambda letter, member: TransferRefusedFacts(
        letter=letter, transfer=transfer.number, received_on=transfer.received_on,
        is_acquirer=_acquires(transfer, member), other=_other(transfer, member).party.display_name,
        resolution=transfer.resolution_number,
        reason=reason_told(
            transfer.refusal_reason, transfer.refused_about,
            Side.ACQUIRER if _acquires(transfer, member) else Side.TRANSFEROR,
        ),
    ), actor, now)


def _write(
    session: Session, transfer: Transfer, kind: str, word: German, facts_of: Callable[[Letter, Member], object],
    actor: Actor, now: datetime,
) -> None:
    def to(member: Member, written: int | None) -> int | None:
        if written is not None:
            return written
        letter = shares.issue_letter_if_possible(
            session, member, kind, word, lambda letter: facts_of(letter, member), actor, now
        )
        return letter.id if letter else None

    transfer.transferor_letter_id = to(transfer.transferor, transfer.transferor_letter_id)
    transfer.acquirer_letter_id = to(transfer.acquirer, transfer.acquirer_letter_id)
    session.flush()


def _acquires(transfer: Transfer, member: Member) -> bool:
    return member.id == transfer.acquirer_id


def _other(transfer: Transfer, member: Member) -> Member:
    return transfer.transferor if _acquires(transfer, member) else transfer.acquirer


def _entered(
    session: Session, transfer: Transfer, letter: Letter, member: Member, now: datetime
) -> TransferEnteredFacts:
    meant = queries.meant_by(session, transfer, local(now).date())
    if meant is None:
        raise Refusal("Nur was eingetragen ist, wird bestätigt.")
    before, after = meant.taker if _acquires(transfer, member) else meant.giver
    changes_shares = not _acquires(transfer, member) or bool(meant.gained)
    certificate = share_queries.valid_certificate_of(session, member.id) if changes_shares else None
    return TransferEnteredFacts(
        letter=letter, transfer=transfer.number, is_acquirer=_acquires(transfer, member),
        other=_other(transfer, member).party.display_name, other_number=_other(transfer, member).number,
        resolution=transfer.resolution_number, day=meant.day, since=meant.since, amount=meant.amount,
        shares_before=before.shares, shares_after=after.shares, credit_after=after.credit, is_whole=transfer.is_whole,
        certificate=certificate.number if certificate and certificate.shares == after.shares else "",
        changes_shares=changes_shares,
    )
