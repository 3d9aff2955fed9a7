"""Reads of who is paid what a member is due, and on which account."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.changes import queries as changes
from app.changes.models import ProposedChange
from app.changes.rules import Matter
from app.core.values import PartyKind
from app.departures.models import Notice
from app.members.models import Member
from app.members.rules import ExitGround
from app.parties import queries as parties
from app.parties.models import Party, PartyBankAccount
from app.removals import queries as removals
from app.settlements.rules import Hold, heirs_are_unknown


@dataclass(frozen=True, kw_only=True)
class Payable:
    """Who is to be paid what a member is due, on which account, and what holds it up.

    `payee` is the member, or who follows it; None while nobody is known to whom the heirs let pay (§ 77 GenG).
    `seizures` are the notices by which it is paid to somebody else instead (§§ 66, 66a GenG); then no account is known.
    """

    payee: Party | None
    iban: str
    holds: Sequence[Hold]
    barred_after: date
    seizures: Sequence[Notice] = ()

    @property
    def payee_name(self) -> str:
        """Who is paid, by name: who seized it, else who follows, or the member; empty while nobody is known."""
        seizing = ", ".join(notice.declared_by for notice in self.seizures)
        return seizing or (self.payee.display_name if self.payee else "")

    @property
    def waits_for(self) -> Sequence[Hold]:
        """Why nothing may be paid yet; what is seized may, to who seized it."""
        return [hold for hold in self.holds if hold is not Hold.SEIZED]


def payees_of(session: Session, left: Sequence[tuple[Member, ExitGround | None]]) -> list[Party | None]:
    """Who is paid for each of these members and grounds of their exits: they, or who follows (§ 77 GenG; R-EXIT-10).

    None while that is not known.
    """
    followers = removals.payees_of(session, [member.id for member, _ground in left])
    found: list[Party | None] = []
    for member, ground in left:
        follower = followers.get(member.id)
        is_person, is_followed = member.party.kind is PartyKind.NATURAL_PERSON, member.id in followers
        is_unknown = heirs_are_unknown(is_person, ground, is_followed, follower is not None)
        found.append(None if is_unknown else follower or member.party)
    return found


def accounts_on(session: Session, party_ids: Sequence[int], day: date) -> dict[int, str]:
    """Party → the account it named last up to a day."""
    named = select(PartyBankAccount).where(
        PartyBankAccount.party_id.in_(party_ids), PartyBankAccount.valid_from <= day
    )
    in_order = named.order_by(PartyBankAccount.valid_from, PartyBankAccount.id)
    return {account.party_id: account.iban for account in session.scalars(in_order)}


def waiting_account(session: Session, member: Member, payee: Party | None) -> ProposedChange | None:
    """The account of who is paid that waits for a second person; None where none does (Vier-Augen-Prinzip)."""
    if payee is None:
        return None
    found = changes.waiting_of(session, member.id, None if payee.id == member.party_id else payee.id)
    return next((each for each in found if each.matter is Matter.BANK_ACCOUNT), None)


def account_holds_from(session: Session, payee: Party | None, today: date) -> date | None:
    """The day from which an account of who is paid holds that is entered and does not hold yet; None without one."""
    if payee is None:
        return None
    days = (each.valid_from for each in parties.bank_accounts_of(session, payee.id))
    return min((day for day in days if day > today), default=None)
