"""Reads for the pages of one member."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.admissions import queries as admissions
from app.archive import queries as archive
from app.archive.models import IssuedDocument
from app.changes import queries as changes
from app.changes.rules import Matter
from app.core import files, journal
from app.core.db import DoneAct
from app.core.journal import JournalLine
from app.core.values import Cents, NotFound, Refusal
from app.departures import queries as departures
from app.departures.models import Notice
from app.departures.queries import BeneathOwed
from app.departures.rules import NoticeKind, may_give
from app.dossiers.rules import Contact, Step, day_of_measure, named_since, quantity_since, steps_of
from app.dues import queries as dues
from app.dues.queries import History
from app.imports import queries as imports
from app.imports.queries import TakenOver
from app.members import queries as members
from app.members.models import Member, MembershipPeriod
from app.parties import queries as parties
from app.parties.models import Party, PartyAddress, Representation
from app.parties.rules import PartyFacts
from app.removals import queries as removals
from app.removals.models import Removal
from app.settlements import queries as settlements
from app.settlements.models import Settlement
from app.shares import queries as shares
from app.shares import rules as share_rules
from app.shares.models import Certificate, ShareEntry
from app.shares.queries import Holding, OpenPayment
from app.shares.rules import Owed, PaymentPurpose
from app.statutes import queries as statutes
from app.subscriptions import queries as subscriptions
from app.subscriptions.models import Subscription
from app.transfers import queries as transfers
from app.transfers.models import Transfer


def get_member(session: Session, number: int) -> Member:
    """A member by the number in the address; raises NotFound."""
    found = members.find_by_number(session, number)
    if found is None:
        raise NotFound
    return found


def subjects_of(member: Member) -> tuple[str, str]:
    """How journal and archive call a member and its party."""
    return f"member:{member.id}", f"party:{member.party_id}"


def _letter_subjects(session: Session, member: Member) -> list[str]:
    """Under which subjects a member's documents stand; the declaration belongs to its application."""
    return [*subjects_of(member), *admissions.subjects_of_member(session, member.id)]


def get_document(session: Session, number: int, document_id: int) -> IssuedDocument:
    """A document about the member of this number, not about another one; raises NotFound."""
    found = archive.get_document(session, document_id)
    if found.subject not in _letter_subjects(session, get_member(session, number)):
        raise NotFound
    return found


def get_certificate(session: Session, member: Member, number: str) -> Certificate:
    """A certificate of this member; raises NotFound."""
    found = shares.find_certificate(session, number)
    if found is None or found.member_id != member.id:
        raise NotFound
    return found


def get_share_entry(session: Session, member: Member, entry_id: int) -> ShareEntry:
    """An entry of this member's share ledger; raises NotFound."""
    found = shares.find_share_entry(session, entry_id)
    if found is None or found.member_id != member.id:
        raise NotFound
    return found


def hindrance_to_reversal(session: Session, entry: ShareEntry, today: date) -> Refusal | None:
    """What keeps an entry of the share ledger from being undone by itself, and by which act it is undone."""
    try:
        share_rules.check_both_legs(shares.has_other_leg(session, entry))
    except Refusal as refusal:
        return refusal
    return shares.hindrance_to_reversal(session, entry, today)


def contact_of(member: Member) -> Contact:
    """How a member is reached and where else it is registered, as recorded."""
    return Contact(**{name: getattr(member.party, name) for name in Contact.__dataclass_fields__})


def last_name_words(session: Session, member: Member) -> str:
    """The name recorded last, and from when on it is borne."""
    name = parties.last_recorded_name(session, member.party_id)
    facts = PartyFacts(member.party.kind, name.name, name.last_name, name.first_names, name.title)
    return named_since(facts.display_name, name.valid_from)


def last_address_words(session: Session, member: Member) -> str:
    """The address recorded last, and from when on it holds; empty where there is none."""
    found = parties.last_recorded_address(session, member.party_id)
    return named_since(str(found.value()), found.valid_from) if found else ""


def last_quantity_words(session: Session, member: Member) -> str:
    """What was recorded last of what a member has of the statute's measure, and from when on; empty for nothing."""
    found = shares.quantities_of(session, member.id)
    if not found:
        return ""
    last = found[0]
    return quantity_since(last.quantity, last.measure, last.valid_from)


def quantity_words(session: Session, member: Member, quantity: int, valid_from: date, today: date) -> str:
    """How an entry reads that is about to be made, as `last_quantity_words` tells it then."""
    owed = shares.find_owed_on(session, member, day_of_measure(valid_from, today))
    return quantity_since(quantity, owed.scale.measure if owed and owed.scale else "", valid_from)


def last_bank_account_words(session: Session, member: Member) -> str:
    """The account proposed last and what became of it; else the one recorded last, and from when on it holds."""
    return changes.last_words(session, member, Matter.BANK_ACCOUNT)


def last_representation_words(session: Session, member: Member) -> str:
    """Who was recorded last as acting for the member, and from when on; empty where nobody was."""
    found = parties.last_recorded_representation(session, member.party_id)
    return named_since(f"{found.person.display_name}, {found.function}", found.first_day) if found else ""


def get_representation(session: Session, member: Member, representation_id: int) -> Representation:
    """A representation of this member; raises NotFound."""
    found = parties.find_representation(session, representation_id)
    if found is None or found.organisation_id != member.party_id:
        raise NotFound
    return found


@dataclass(frozen=True)
class Dossier:
    """What every page of a member shows around its own content; cents.

    `liability` is None where the statute knows no sum, and of who holds no share; `statute_known` says whether a
    statute is registered at all.
    """

    member: Member
    period: MembershipPeriod
    is_member: bool
    holding: Holding
    nominal: Cents
    liability: Cents | None
    statute_known: bool
    owed: Owed | None
    open: Sequence[OpenPayment]
    dunning: History
    certificate: Certificate | None
    is_certified: bool
    address: PartyAddress | None
    representatives: Sequence[Representation]
    notices: Sequence[Notice]
    beneath_owed: Sequence[BeneathOwed]
    subscriptions: Sequence[Subscription]
    settlements: Sequence[Settlement]
    transfers: Sequence[Transfer]
    removals: Sequence[Removal]
    letters: int
    lines: int
    before: int | None
    after: int | None
    earlier: Cents = 0
    """What of the credit is left of memberships before this one (§ 73 GenG)."""
    bound: Cents = 0
    """What of the credit a reduction of the share amount left above the nominal (§ 22 (2) GenG)."""

    @property
    def seizures(self) -> Sequence[Notice]:
        """The notices by which the credit is due to somebody else (§§ 66, 66a GenG)."""
        return [notice for notice in self.notices if notice.seizes]

    @property
    def lacks_shares(self) -> int:
        """How many shares lack of those that a member of that day owes."""
        return self.owed.lacking(self.holding.shares) if self.owed and self.is_member else 0

    @property
    def open_sum(self) -> Cents:
        """What the member still has to pay."""
        return sum(payment.open for payment in self.open)

    def is_something_to_ask(self, day: date) -> bool:
        """Whether a letter may ask for any of that: not for what is barred (R-SHR-06)."""
        return any(not payment.is_lapsed(day) for payment in self.open)

    @property
    def open_on_shares(self) -> Cents:
        """What of that was asked for on shares, also on those that the member holds no more (R-PAY-07)."""
        return sum(payment.open for payment in self.open if payment.purpose is PaymentPurpose.SHARES)

    @property
    def missing_to_nominal(self) -> Cents:
        """What the paid-in credit lacks to the nominal of the shares; that of an earlier membership pays none of them.
        """
        return max(self.nominal - self.holding.credit + self.earlier, 0)


@dataclass(frozen=True)
class Offers:
    """What may still be entered of a member: further shares, a transfer, a notice, another end (R-REG-04)."""

    further_shares: bool
    transfer: bool
    notice: bool
    removal: bool


def offers_on(session: Session, member: Member, day: date) -> Offers:
    """What the pages of a member offer on a day; who has left can do little more."""
    last_day = members.get_period_on(session, member.id, day).last_day
    return Offers(
        further_shares=last_day is None, transfer=transfers.may_hand_on(session, member, day),
        notice=may_give(NoticeKind.PARTIAL, last_day, day), removal=removals.may_begin(session, member, day),
    )


def dossier_of(session: Session, member: Member, day: date) -> Dossier:
    """Everything the head and the side column of a member's pages show."""
    holding, statute = shares.holding_of(session, member.id, day), statutes.find_statute_on(session, day)
    certificate = shares.valid_certificate_of(session, member.id)
    nominal = share_rules.nominal_of(holding.shares, statute.share_amount) if statute else 0
    liability = None
    if statute is not None and holding.shares:
        liability = share_rules.liability_sum(
            statute.nachschuss, statute.share_amount, holding.shares, statute.haftsumme, statute.haftsumme_rule
        )
    return Dossier(
        member=member, period=members.get_period_on(session, member.id, day),
        is_member=members.is_member_on(session, member.party_id, day), holding=holding, nominal=nominal,
        liability=liability, statute_known=statute is not None, certificate=certificate,
        owed=shares.owed_by(session, member, statute, day) if statute else None,
        open=shares.open_payments(session, member_id=member.id), dunning=dues.history_of(session, member.id, day),
        is_certified=certificate is not None and shares.agrees_with_register(session, certificate, day),
        address=parties.address_on(session, member.party_id, day),
        representatives=parties.representations_on(session, member.party_id, day),
        notices=departures.notices_of(session, member.id),
        beneath_owed=departures.beneath_owed(session, day, member.id),
        subscriptions=subscriptions.subscriptions_of(session, member.id),
        settlements=settlements.settlements_of(session, member.id),
        transfers=transfers.transfers_of(session, member.id),
        removals=removals.removals_of(session, member.id),
        letters=len(archive.documents_about(session, *_letter_subjects(session, member))),
        lines=journal.count_about(session, *subjects_of(member), also=shares.split_acts_of(member.id))
        + len(imports.taken_over_for(session, member.id, day)),
        before=_neighbour(session, member, -1), after=_neighbour(session, member, 1),
        earlier=_of_earlier_memberships(session, member, day),
        bound=_bound(session, member, holding.credit, nominal, day) if holding.shares else 0,
    )


def _bound(session: Session, member: Member, credit: Cents, nominal: Cents, day: date) -> Cents:
    if credit <= nominal:
        return 0
    beside = max(shares.credit_beside_shares_of(session, member.id, day), 0)
    return shares.bound_above_nominal(session, credit - beside, nominal, day)


def _of_earlier_memberships(session: Session, member: Member, day: date) -> Cents:
    if len(member.periods) < 2 or not members.is_member_on(session, member.party_id, day):
        return 0
    return settlements.earlier_credit_at_close(session, day, ids=[member.id]).get(member.id, 0)


def _neighbour(session: Session, member: Member, step: int) -> int | None:
    numbers = select(Member.number)
    if step < 0:
        found = numbers.where(Member.number < member.number).order_by(Member.number.desc())
    else:
        found = numbers.where(Member.number > member.number).order_by(Member.number)
    return session.scalar(found.limit(1))


def details_on(session: Session, member: Member, day: date) -> dict[str, str]:
    """The further register fields that the statute of a day names, empty where nothing is entered (R-REG-02).

    What the register holds under a name that the statute has given up stands after them.
    """
    statute, held = statutes.find_statute_on(session, day), members.details_on(session, member.id, day)
    return {**dict.fromkeys(statute.register_details if statute else (), ""), **held}


def steps_to_credit(session: Session, member: Member, day: date) -> list[Step]:
    """How the member's paid-in credit came about up to a day: entries not undone, added up by their ground."""
    entries = shares.credit_entries_of(session, member.id)
    undone = {entry.reverses_id for entry in entries}
    kept = [
        entry for entry in entries if entry.reverses_id is None and entry.id not in undone
        and share_rules.credit_counts_from(entry.ground, entry.effective_on) <= day
    ]
    taken = settlements.taken_of(session, kept)
    return steps_of((taken.get(entry.id, entry.ground), entry.effective_on, entry.amount) for entry in kept)


def timeline_of(
    session: Session, member: Member, day: date, limit: int = 200
) -> Sequence[JournalLine | TakenOver]:
    """What was done about a member and its party, newest first; of a list that entered something, as known on a day.

    The journal has one line for a whole list, or a splitting of all shares, and none for each member concerned.
    """
    found: list[JournalLine | TakenOver] = [
        *journal.lines_about(session, *subjects_of(member), limit=limit, also=shares.split_acts_of(member.id)),
        *imports.taken_over_for(session, member.id, day),
    ]
    return sorted(found, key=lambda each: each.at, reverse=True)[:limit]


def letters_of(session: Session, member: Member) -> Sequence[IssuedDocument]:
    """Every document about a member, newest first."""
    return archive.documents_about(session, *_letter_subjects(session, member))


@dataclass(frozen=True)
class LikelyPerson:
    """Somebody recorded already, and what tells people of one name apart: the address, for whom they act."""

    party: Party
    address: str
    acts_for: Sequence[str]


def likely_people(
    session: Session, first_names: str, last_name: str, email: str, today: date
) -> Sequence[LikelyPerson]:
    """People recorded already under this name, or with this e-mail address."""
    found = parties.people_named(session, first_names, last_name, email)
    return [_likely_person(session, each, today) for each in found]


def _likely_person(session: Session, party: Party, today: date) -> LikelyPerson:
    address, held = parties.address_on(session, party.id, today), parties.represented_ever(session, party.id)
    acting = [each.organisation.display_name for each in held if each.last_day is None or each.last_day >= today]
    return LikelyPerson(party, str(address.value()) if address else "", acting)


def was_sent(session: Session, key: str) -> bool:
    """Say whether a form of this key was carried out already, so that a second click asks nothing new."""
    return session.get(DoneAct, key) is not None


def has_document(session: Session, member: Member, sha256: str) -> bool:
    """Say whether a name, an address or a quantity of this member rests on these bytes."""
    names, addresses = parties.names_of(session, member.party_id), parties.addresses_of(session, member.party_id)
    quantities = shares.quantities_of(session, member.id)
    return sha256 in {
        *(name.proof_sha256 for name in names), *(each.proof_sha256 for each in addresses),
        *(each.proof_sha256 for each in quantities),
    }


def proof_of(sha256: str) -> bytes:
    """The bytes of a proof of authority."""
    return files.get(sha256)
