"""How a transfer is taken back before the decision, or undone by counter-entries of both legs after it (R-REG-05)."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.admissions import actions as admissions
from app.core.formats import local
from app.core.told import Told
from app.core.values import Actor, NotFound, check_reason
from app.members import queries as members
from app.members.models import Member
from app.organs import actions as organs
from app.organs.rules import ItemKind
from app.parties import queries as parties
from app.removals import actions as removals
from app.transfers import queries
from app.transfers.actions.booking import unbook
from app.transfers.actions.deciding import lock_transfer
from app.transfers.actions.declaring import tell_journal
from app.transfers.actions.letters import correct
from app.transfers.models import Transfer
from app.transfers.rules import TransferState, check_alone, check_may_reverse, check_offered, check_undecided


def withdraw(session: Session, transfer_id: int, reason: str, actor: Actor, now: datetime) -> Transfer:
    """Take a transfer back before the board has decided; what lies before it is dropped, an application is freed."""
    transfer = lock_transfer(session, transfer_id)
    check_undecided(transfer.state)
    why = check_reason(reason)
    item = queries.find_item(session, transfer)
    if item is not None and item.is_open:
        organs.drop(session, item, actor, now)
    _end(session, transfer, TransferState.WITHDRAWN, why, actor, now)
    if transfer.application is not None:
        organs.silence_all(session, ItemKind.TRANSFER, transfer.id, now)
        admissions.release(session, transfer.application, why, actor, now)
    return transfer


def withdraw_own(session: Session, member_id: int, transfer_id: int, actor: Actor, now: datetime) -> Transfer:
    """Take a member's own offer back in the portal, as long as the acquirer has not agreed (§ 145 BGB)."""
    transfer = queries.get_transfer(session, transfer_id)
    if transfer.transferor_id != member_id:
        raise NotFound
    return _end_offer(session, transfer, transfer.transferor, "Vom Mitglied im Portal zurückgenommen", actor, now)


def refuse_own(session: Session, member_id: int, transfer_id: int, actor: Actor, now: datetime) -> Transfer:
    """Refuse in the portal what was offered to a member; nothing is laid before the board."""
    transfer = queries.get_transfer_to(session, member_id, transfer_id)
    acquirer = members.get_member(session, member_id)
    return _end_offer(session, transfer, acquirer, "Von der Erwerberin im Portal abgelehnt", actor, now)


def _end_offer(
    session: Session, transfer: Transfer, member: Member, why: str, actor: Actor, now: datetime
) -> Transfer:
    lock_transfer(session, transfer.id)
    check_offered(transfer.state)
    authority = parties.authority_of(session, member.party_id, actor.party_id, local(now).date())
    check_alone(authority, actor.party_id == member.party_id)
    _end(session, transfer, TransferState.WITHDRAWN, why, actor, now)
    return transfer


def reverse(session: Session, transfer_id: int, reason: str, actor: Actor, now: datetime) -> Transfer:
    """Undo a transfer entered by mistake: both legs, the exit, certificates, letters, in one act (R-REG-05)."""
    transfer = lock_transfer(session, transfer_id)
    check_may_reverse(transfer.state)
    why = check_reason(reason)
    unbook(session, transfer, why, actor, now)
    removals.take_effect(session, transfer.transferor, actor, now)
    _end(session, transfer, TransferState.REVERSED, why, actor, now)
    correct(session, transfer, actor, now)
    return transfer


def _end(session: Session, transfer: Transfer, state: TransferState, why: str, actor: Actor, now: datetime) -> None:
    transfer.state, transfer.ended_at, transfer.ended_by, transfer.end_reason = state, now, actor.name, why
    session.flush()
    summary = Told("Übertragung {number} aufgehoben: {reason}", number=transfer.number, reason=why)
    tell_journal(session, transfer, "undo_transfer", summary, actor, now)
