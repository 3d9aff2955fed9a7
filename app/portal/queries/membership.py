"""One membership with everything its representatives may see, and whose they are."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.admissions.models import Application
from app.archive import queries as archive
from app.archive.models import IssuedDocument
from app.changes import queries as changes
from app.changes.models import ProposedChange
from app.changes.rules import Matter
from app.closing import queries as closing
from app.core.values import Cents, NotFound
from app.departures import queries as departures
from app.departures.models import Notice
from app.departures.rules import OfferedRight
from app.members import queries as members
from app.members.models import Member, MembershipPeriod
from app.parties import queries as parties
from app.parties.models import PartyAddress, PartyBankAccount, Representation
from app.portal.rules import is_own
from app.settlements import queries as settlements
from app.settlements.models import Settlement
from app.settlements.queries import Dividend
from app.settlements.rules import EntryKind
from app.shares import queries as shares
from app.shares.models import Certificate
from app.shares.queries import Holding, OpenPayment, SheetRow
from app.shares.rules import Owed, further_shares, nominal_of, transfer_text
from app.statutes import queries as statutes
from app.transfers import queries as transfers
from app.transfers.models import Transfer
from documents.pictures import transfer_code


@dataclass(frozen=True)
class ToPay:
    """What is to be transferred now: the sum in cents, until when, to whom, with which text, and its code."""

    amount: Cents
    due_on: date
    is_overdue: bool
    recipient: str
    iban: str
    bic: str
    text: str
    code: str


@dataclass(frozen=True)
class Membership:
    """One membership with everything its representatives may see; amounts in cents.

    `is_asked`: something is open whose claim has not lapsed (§ 22 (6) GenG). `takes_shares`: statute and membership let
    it take further ones (§ 7a (1) GenG). `special`: by which right it may leave after an amendment (§ 67a GenG).
    """

    member: Member
    period: MembershipPeriod
    address: PartyAddress | None
    details: Mapping[str, str]
    account: PartyBankAccount | None
    representations: Sequence[Representation]
    holding: Holding
    further_shares: int
    owed: Owed
    takes_shares: bool
    nominal: Cents
    open: Sequence[OpenPayment]
    is_asked: bool
    to_pay: ToPay | None
    certificate: Certificate | None
    documents: Sequence[IssuedDocument]
    sheet: Sequence[SheetRow]
    taken: Mapping[SheetRow, EntryKind]
    notices: Sequence[Notice]
    special: OfferedRight | None
    settlements: Sequence[Settlement]
    barred: Collection[int]
    """The settlements, by id, whose claim is barred: nothing of them is to be paid (§ 214 BGB)."""
    dividends: Sequence[Dividend]
    changes: Sequence[ProposedChange]

    @property
    def lacks_shares(self) -> int:
        """How many shares lack of those that the member owes (§ 7a (2) GenG; R-SHR-05)."""
        return self.owed.lacking(self.holding.shares)


def memberships_of(session: Session, party_id: int | None, today: date) -> Sequence[Member]:
    """The members somebody is, was or acts for today: present ones first, each by number."""
    return members.members_known_to(session, party_id, today) if party_id else []


def may_act(session: Session, party_id: int | None, member: Member, today: date) -> bool:
    """Say whether somebody still acts as a member for this one, which has not left."""
    return bool(party_id) and member in members.members_acted_for_on(session, party_id or 0, today)


def acts_for_any(session: Session, party_id: int | None, today: date) -> bool:
    """Say whether somebody still is a member, or acts for one."""
    return bool(party_id) and bool(members.members_acted_for_on(session, party_id or 0, today))


def offers_to(session: Session, party_id: int | None, shown: Member, today: date) -> Sequence[Transfer]:
    """The credits that wait for somebody's word for members that have not left (§ 76 GenG).

    Those of the member shown are its acts.
    """
    acted_for = members.members_acted_for_on(session, party_id or 0, today)
    return transfers.offered_to(session, [member.id for member in acted_for if member.id != shown.id])


def membership(session: Session, member: Member, today: date) -> Membership:
    """Everything about one membership."""
    holding, statute = shares.holding_of(session, member.id, today), statutes.statute_on(session, today)
    open_ones, sheet = shares.open_payments(session, member_id=member.id), shares.share_sheet(session, member.id)
    period, settled = members.get_period_on(session, member.id, today), settlements.confirmed_of(session, member.id)
    return Membership(
        member=member, period=period,
        address=parties.address_on(session, member.party_id, today),
        details=members.details_on(session, member.id, today),
        account=parties.bank_account_on(session, member.party_id, today),
        representations=parties.representations_on(session, member.party_id, today), holding=holding,
        further_shares=further_shares(holding.shares), owed=shares.owed_by(session, member, statute, today),
        takes_shares=statute.further_shares_allowed and period.last_day is None,
        nominal=nominal_of(holding.shares, statute.share_amount), open=open_ones,
        is_asked=any(not each.is_lapsed(today) for each in open_ones),
        to_pay=_to_pay(session, member, open_ones, today), certificate=shares.valid_certificate_of(session, member.id),
        documents=documents_of(session, member), sheet=sheet, taken=settlements.taken_in(session, sheet),
        notices=departures.notices_of(session, member.id), special=departures.right_of(session, member, today),
        settlements=settled, barred=settlements.barred_among(session, settled, today),
        dividends=settlements.dividends(session, closing.claims_of(session, Member.id == member.id)[::-1], today),
        changes=changes.waiting_of(session, member.id),
    )


def _to_pay(session: Session, member: Member, open_ones: Sequence[OpenPayment], today: date) -> ToPay | None:
    """What is due by now, or what falls due next; without the cooperative's account there is nothing to transfer to."""
    house = statutes.house(session)
    open_ones = [each for each in open_ones if not each.is_lapsed(today)]
    if not open_ones or not house.iban:
        return None
    due = [each for each in open_ones if each.due_on <= today]
    due = due or [each for each in open_ones if each.due_on == open_ones[0].due_on]
    firm, amount = statutes.statute_on(session, today).firm, sum(each.open for each in due)
    text = transfer_text(member.number, {each.purpose for each in due})
    code = transfer_code(firm, house.iban, house.bic, amount, text)
    return ToPay(amount, due[0].due_on, due[0].due_on < today, firm, house.iban, house.bic, text, code)


def documents_of(session: Session, member: Member) -> list[IssuedDocument]:
    """The documents that belong to a member, newest first; erased ones are gone."""
    applied = select(Application.id).where(Application.member_id == member.id)
    subjects = [f"member:{member.id}", *(f"application:{each}" for each in session.scalars(applied))]
    found = archive.documents_about(session, *subjects)
    return [each for each in found if each.erased_at is None and is_own(each.kind, each.facts)]


def own_document(session: Session, member: Member, document_id: int) -> IssuedDocument:
    """A document that belongs to a member; anybody else's is not found."""
    for document in documents_of(session, member):
        if document.id == document_id:
            return document
    raise NotFound


def own_change(session: Session, member: Member, change_id: int) -> ProposedChange:
    """A change proposed for this member; anybody else's is not found."""
    found = changes.get_change(session, change_id)
    if found.member_id != member.id:
        raise NotFound
    return found


def last_proposed(session: Session, member: Member, matter: Matter) -> str:
    """What was proposed last of a matter, as a form notes it."""
    return changes.last_words(session, member, matter)


def words_of(change: ProposedChange) -> str:
    """What a change proposes, in one line."""
    return changes.words_of(change.matter, change.content)
