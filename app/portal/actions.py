"""What a member proposes about itself; the office or the board confirms it."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from app.changes import actions as changes
from app.changes.models import ProposedChange
from app.core.uploads import CheckedFile
from app.core.values import Actor, PostalAddress
from app.members.models import Member
from app.portal import queries


def propose_bank_account(
    session: Session, member: Member, iban: str, valid_from: date, proof: CheckedFile | None, actor: Actor,
    now: datetime,
) -> ProposedChange:
    """Propose the account to which the member is to be paid."""
    return changes.propose_bank_account(session, member, iban, valid_from, proof, True, actor, now)


def propose_address(
    session: Session, member: Member, address: PostalAddress, valid_from: date, actor: Actor, now: datetime
) -> ProposedChange:
    """Propose the member's new address."""
    return changes.propose_address(session, member, address, valid_from, actor, now)


def propose_contact(
    session: Session, member: Member, email: str, phone: str, actor: Actor, now: datetime
) -> ProposedChange:
    """Propose how the member is reached from now on."""
    return changes.propose_contact(session, member, email, phone, actor, now)


def withdraw(session: Session, member: Member, change_id: int, actor: Actor, now: datetime) -> ProposedChange:
    """Take back what one proposed for this member oneself."""
    return changes.withdraw(session, queries.own_change(session, member, change_id), actor, now)
