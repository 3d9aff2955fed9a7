"""Reads of who follows a member: heirs, who represents them, a successor, who is paid (§§ 77, 77a GenG)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from app.changes import queries as changes
from app.changes.models import ProposedChange
from app.closing.queries import UndoneTransfer
from app.core.values import Cents, NotFound
from app.members import queries as members
from app.members.models import Member
from app.parties import queries as parties
from app.parties.models import Party
from app.parties.rules import Profile
from app.removals.models import Follower, Removal
from app.removals.rules import IN_FORCE, ROLE_WORDS, FollowerRole, RemovalKind, RemovalState
from app.shares import queries as shares
from app.shares.models import CreditEntry, PaymentDue
from app.shares.queries import OpenPayment
from app.shares.rules import CreditGround


def followers_of(removal: Removal) -> list[Follower]:
    """Who follows the member as it is known now, without those taken back."""
    withdrawn = {each.withdraws_id for each in removal.followers}
    return [each for each in removal.followers if each.withdraws_id is None and each.id not in withdrawn]


def heirs_of(removal: Removal) -> list[Follower]:
    """The heirs that are known."""
    return [each for each in followers_of(removal) if each.role is FollowerRole.HEIR]


def get_follower(removal: Removal, follower_id: int) -> Follower:
    """One of those who follow; raises NotFound."""
    for each in followers_of(removal):
        if each.id == follower_id:
            return each
    raise NotFound


def find_continuing(session: Session, removal: Removal) -> Member | None:
    """Who took the shares of somebody dead and goes on with the membership (§ 77 (2) GenG)."""
    given = shares.find_share_entry(session, removal.share_entry_id or 0)
    if given is not None:
        return members.get_member(session, shares.legs_of(session, given).acquirer_id)
    known = (members.find_member_of_party(session, heir.party_id) for heir in heirs_of(removal))
    return next((each for each in known if each and _joined_by(each, removal)), None)


def continued_ends(session: Session) -> set[tuple[int, date]]:
    """Member and last day of every membership with which an heir goes on (§ 77 (2) GenG; R-EXIT-10)."""
    found = select(Removal.member_id, Removal.last_day).where(Removal.state == RemovalState.CONTINUED)
    return {(member_id, last_day) for member_id, last_day in session.execute(found) if last_day is not None}


def undone_continuations(session: Session) -> list[UndoneTransfer]:
    """The memberships with which an heir went on until that was undone, in order (§ 77 (2) GenG; R-REG-05)."""
    taken, undoing, deceased, heir = aliased(CreditEntry), aliased(CreditEntry), aliased(Member), aliased(Member)
    same = (taken.recorded_at == CreditEntry.recorded_at) & (taken.document == CreditEntry.document)
    found = (
        select(CreditEntry, deceased, heir, undoing.recorded_at)
        .join(Removal, Removal.number == CreditEntry.document)
        .join(taken, same & (taken.ground == CreditGround.TRANSFER_IN))
        .join(undoing, undoing.reverses_id == CreditEntry.id)
        .join(deceased, deceased.id == CreditEntry.member_id).join(heir, heir.id == taken.member_id)
        .where(CreditEntry.ground == CreditGround.TRANSFER_OUT, Removal.kind == RemovalKind.DEATH)
        .order_by(CreditEntry.recorded_at, CreditEntry.effective_on.desc())
    )
    told = {
        (given.document, given.recorded_at): UndoneTransfer(
            given.document, giver, taker, given.effective_on, given.recorded_at, until, by_death=True
        )
        for given, giver, taker, until in session.execute(found).unique()
    }
    return list(told.values())


def _joined_by(member: Member, removal: Removal) -> bool:
    """Whether a membership began with a removal, and was not struck since."""
    return any(each.join_document == removal.number for each in member.periods if not each.is_struck)


@dataclass(frozen=True)
class GoneOver:
    """What went over to the heir who goes on: shares, the credit on them, and what is open on them now; cents.

    The shares are those of a day: they may have been split since (R-SHR-09).
    """

    shares: int
    credit: Cents
    dues: Sequence[OpenPayment]


def gone_over(session: Session, removal: Removal, day: date) -> GoneOver:
    """What went over with a membership that an heir continues, in the shares of a day (§ 77 (2) GenG)."""
    given = shares.find_share_entry(session, removal.share_entry_id or 0)
    if given is None:
        return GoneOver(0, 0, ())
    legs = shares.legs_of(session, given)
    dues = select(PaymentDue.id).where(PaymentDue.share_entry_id == (legs.taken.id if legs.taken else 0))
    asked, open_now = set(session.scalars(dues)), shares.open_payments(session, member_id=legs.acquirer_id)
    number = -shares.change_of(session, given) * shares.parts_since(session, given.effective_on, day)
    return GoneOver(number, legs.amount, [each for each in open_now if each.due_id in asked])


def accounts_waiting(session: Session, removal: Removal) -> Mapping[int, ProposedChange]:
    """The accounts of who follows that a second person has not confirmed yet, by party (R-SEPA-01)."""
    found = {each.party_id: changes.waiting_of(session, removal.member_id, each.party_id)
             for each in followers_of(removal)}  # fmt: skip
    return {party_id: waiting[0] for party_id, waiting in found.items() if waiting}


def find_named_alike(session: Session, removal: Removal, profile: Profile) -> Party | None:
    """Somebody who follows already and seems to be who is to be entered; None where nobody does."""
    named = {each.party_id for each in followers_of(removal)}
    return next((each for each in parties.likely_duplicates(session, profile) if each.id in named), None)


def described_followers(session: Session, removal: Removal, day: date) -> Mapping[int, str]:
    """Party → how one who follows is told from others of the same name: with the address, else with a number."""
    found: dict[int, str] = {}
    for each in followers_of(removal):
        where = parties.address_on(session, each.party_id, day)
        words = ", ".join((each.party.display_name, *(where.value().lines() if where else ())))
        taken = sum(known.startswith(words) for party_id, known in found.items() if party_id != each.party_id)
        found.setdefault(each.party_id, f"{words} ({taken + 1})" if taken else words)
    return found


def shown_followers(removal: Removal) -> dict[str, object]:
    """What the page shows of who follows; whoever names somebody later is told where it has changed."""
    return {"named": [f"{each.party.display_name}, {ROLE_WORDS[each.role]}" for each in followers_of(removal)]}


def payee_of(removal: Removal) -> Party | None:
    """Whose the credit is, where it is known: the one heir, the heirs' representative, the successor, the member.

    None where heirs or a successor are unknown, or several heirs have no representative: nobody is paid (R-PAY-07).
    """
    found = {each.role: each.party for each in followers_of(removal)}
    if removal.kind is RemovalKind.DEATH:
        heirs = heirs_of(removal)
        alone = heirs[0].party if len(heirs) == 1 else None
        return found.get(FollowerRole.REPRESENTATIVE, alone)
    if removal.kind is RemovalKind.SUCCESSION:
        return found.get(FollowerRole.SUCCESSOR)
    return removal.member.party


_STANDING = (*IN_FORCE, RemovalState.UNDECIDED, RemovalState.CONTINUED)


def deaths() -> Select[int, date | None]:
    """Whose death stands recorded: the party and the day (§ 77 GenG; R-EXIT-10)."""
    found = select(Member.party_id, Removal.event_on).join(Removal, Removal.member_id == Member.id)
    return found.where(Removal.kind == RemovalKind.DEATH, Removal.state.in_(_STANDING))


def find_followed(session: Session, member_id: int) -> Removal | None:
    """The newest death or succession of a member that stands, on whose page is named who follows; else None."""
    kinds = (RemovalKind.DEATH, RemovalKind.SUCCESSION)
    found = select(Removal).where(
        Removal.member_id == member_id, Removal.state.in_(_STANDING), Removal.kind.in_(kinds)
    )
    return session.scalars(found.order_by(Removal.id.desc())).unique().first()


def followed_by(session: Session, party_id: int) -> list[tuple[Follower, Removal]]:
    """As what somebody follows a member, and the removal that says so, the latest first; without those taken back."""
    mine = select(Removal).join(Follower).where(Follower.party_id == party_id).order_by(Removal.id.desc())
    found = session.scalars(mine).unique()
    return [(each, removal) for removal in found for each in followers_of(removal) if each.party_id == party_id]


def payees_of(session: Session, member_ids: Collection[int]) -> dict[int, Party | None]:
    """Member → whose the credit is, of the members that died or went over into another; None while nobody knows."""
    found = select(Removal).where(
        Removal.member_id.in_(member_ids), Removal.state.in_(_STANDING), Removal.kind != RemovalKind.EXCLUSION,
    )
    return {each.member_id: payee_of(each) for each in session.scalars(found.order_by(Removal.id)).unique()}
