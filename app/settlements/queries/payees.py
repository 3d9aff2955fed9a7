"""Reads of who is paid what a member is due, and on which account."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.values import PartyKind
from app.members.models import Member
from app.members.rules import ExitGround
from app.parties.models import Party, PartyBankAccount
from app.removals import queries as removals
from app.settlements.rules import heirs_are_unknown


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
