"""Search over people, matters and papers: a few of each kind, only in the rooms the person may open."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.accounts.models import Account
from app.admissions import queries as admissions
from app.admissions.models import Application
from app.archive import queries as archive
from app.archive.models import IssuedDocument
from app.assessments import queries as assessments
from app.assessments.models import Round
from app.bundles import queries as bundles
from app.bundles.queries import BundleRow
from app.core.formats import fold
from app.core.values import Actor, Cents
from app.departures import queries as departures
from app.departures.models import Notice
from app.members import queries as members
from app.members.models import Member
from app.needs import queries as needs
from app.needs.queries import Row as NeedRow
from app.organs import queries as organs
from app.organs.models import Office, Resolution
from app.parties import queries as parties
from app.prospects import queries as prospects
from app.prospects.queries import Row
from app.removals import queries as removals
from app.removals.models import Removal
from app.settlements import queries as settlements
from app.settlements.models import Settlement
from app.shares import queries as shares
from app.shares.models import Certificate, PaymentReceived, ShareEntry
from app.solutions import queries as solutions
from app.solutions.models import PartnerOffer, Solution
from app.subscriptions import queries as subscriptions
from app.subscriptions.models import Subscription
from app.transfers import queries as transfers
from app.transfers.models import Transfer

MOST = 6
"""Hits of each kind."""


@dataclass(frozen=True)
class FoundPayment:
    """A payment by its number; cents."""

    number: str
    member_number: int
    amount: Cents
    received_on: date


@dataclass(frozen=True)
class FoundCertificate:
    """A share certificate by its number."""

    number: str
    shares: int
    issued_at: datetime


@dataclass(frozen=True)
class Found:
    """What was found, by kind; by member id `shares`, and in `represented` who was found in the member's stead.

    `members_needs`, `members_bundles`: what members see, each with the number of the membership in whose pages it is.
    """

    members: Sequence[Member] = ()
    shares: dict[int, int] = field(default_factory=dict)
    represented: dict[int, str] = field(default_factory=dict)
    own: Sequence[Member] = ()
    offices: Sequence[Office] = ()
    people: Sequence[Account] = ()
    applications: Sequence[Application] = ()
    resolutions: Sequence[Resolution] = ()
    certificates: Sequence[FoundCertificate] = ()
    payments: Sequence[FoundPayment] = ()
    documents: Sequence[IssuedDocument] = ()
    notices: Sequence[Notice] = ()
    subscriptions: Sequence[Subscription] = ()
    transfers: Sequence[Transfer] = ()
    removals: Sequence[Removal] = ()
    settlements: Sequence[Settlement] = ()
    prospects: Sequence[Row] = ()
    needs: Sequence[NeedRow] = ()
    rounds: Sequence[Round] = ()
    members_needs: Sequence[tuple[int, NeedRow]] = ()
    bundles: Sequence[BundleRow] = ()
    members_bundles: Sequence[tuple[int, BundleRow]] = ()
    solutions: Sequence[Solution] = ()
    members_solutions: Sequence[tuple[int, Solution]] = ()
    offers: Sequence[PartnerOffer] = ()
    members_offers: Sequence[tuple[int, PartnerOffer]] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found."""
        return not any(vars(self).values())


NUMBER = re.compile(r"([A-Z]{1,2})-?(\d{1,4})(?:-?(\d*))?")
"""How registers number: `V-2026-007`, or the beginning of it; typed without hyphens too."""


def search(session: Session, words: str, rooms: Collection[str], actor: Actor, today: date) -> Found:
    """Look for all of these words in the rooms named; what the person may not open is not looked for."""
    if not fold(words):
        return Found()
    if NUMBER.fullmatch(_number(words)):
        return _numbered(session, _number(words), rooms, actor, today)
    found = members.search(session, words, MOST) if "dossiers" in rooms else ()
    has_digits = bool(re.search(r"\d", words))
    return Found(
        members=found, shares=_shares(session, found, today), represented=_represented(session, found, words, today),
        own=_own(session, words, actor, today) if "portal" in rooms else (),
        offices=organs.search_offices(session, words, today, MOST) if "organs" in rooms else (),
        people=accounts.search_accounts(session, words, "", today, 0, MOST)[0] if "accounts" in rooms else (),
        applications=_applications(session, words) if "admissions" in rooms else (),
        resolutions=organs.register(session, words=words, limit=MOST)[0] if "boardroom" in rooms else (),
        certificates=_certificates(session, words) if "shares" in rooms and has_digits else (),
        payments=_payments(session, words) if "shares" in rooms and has_digits else (),
        documents=_documents(session, words) if "archive" in rooms else (),
        notices=_notices(session, words) if "departures" in rooms else (),
        subscriptions=_subscriptions(session, words) if "subscriptions" in rooms else (),
        transfers=_transfers(session, words) if "transfers" in rooms else (),
        removals=_removals(session, words) if "removals" in rooms else (),
        settlements=settlements.search(session, words, MOST) if "settlements" in rooms else (),
        prospects=prospects.search(session, words, MOST) if "prospects" in rooms else (),
        rounds=assessments.search(session, words, MOST) if "assessments" in rooms else (),
        **_needs(session, words, rooms, actor, today),
    )


def resembling(session: Session, words: str, rooms: Collection[str], today: date) -> Found:
    """The members who may be meant by a misspelt name, for where nothing was found."""
    found = members.resembling(session, words) if "dossiers" in rooms else ()
    return Found(members=found, shares=_shares(session, found, today))


def _numbered(session: Session, number: str, rooms: Collection[str], actor: Actor, today: date) -> Found:
    """What bears a number, or a number that begins so."""
    begins = Application.number.startswith(number, autoescape=True)
    applied = select(Application).where(begins).order_by(Application.number.desc()).limit(MOST)
    resolved = select(Resolution).where(Resolution.number.startswith(number, autoescape=True))
    newest = resolved.order_by(Resolution.year.desc(), Resolution.ordinal.desc()).limit(MOST)
    return Found(
        applications=session.scalars(applied).all() if "admissions" in rooms else (),
        resolutions=session.scalars(newest).all() if "boardroom" in rooms else (),
        certificates=_certificates(session, number) if "shares" in rooms else (),
        payments=_payments(session, number) if "shares" in rooms else (),
        documents=_documents(session, number) if "archive" in rooms else (),
        notices=_notices(session, number) if "departures" in rooms else (),
        subscriptions=_subscriptions(session, number) if "subscriptions" in rooms else (),
        transfers=_transfers(session, number) if "transfers" in rooms else (),
        removals=_removals(session, number) if "removals" in rooms else (),
        settlements=settlements.search(session, number, MOST) if "settlements" in rooms else (),
        prospects=prospects.search(session, number, MOST) if "prospects" in rooms else (),
        rounds=assessments.search(session, number, MOST) if "assessments" in rooms else (),
        **_needs(session, number, rooms, actor, today),
    )


def _needs(
    session: Session, words: str, rooms: Collection[str], actor: Actor, today: date
) -> dict[str, Any]:
    """Needs, bundles, solutions, offers that somebody may see: in the pages of the office, or in its membership's."""
    if "needs" in rooms:
        viewer = needs.office_viewer(actor)
        return {
            "needs": needs.search(session, viewer, words, MOST),
            "bundles": bundles.search(session, viewer, words, MOST),
            "solutions": solutions.search(session, viewer, words, MOST),
            "offers": [each for each in solutions.search_offers(session, viewer, words, today, MOST) if each.title],
        }
    known = members.members_known_to(session, actor.party_id, today) if "portal" in rooms and actor.party_id else ()
    if not known:
        return {}
    viewer, number = needs.member_viewer(session, actor.party_id, today), known[0].number
    return {
        "members_needs": [(number, row) for row in needs.search(session, viewer, words, MOST)],
        "members_bundles": [(number, row) for row in bundles.search(session, viewer, words, MOST)],
        "members_solutions": [(number, each) for each in solutions.search(session, viewer, words, MOST)],
        "members_offers": [
            (number, each) for each in solutions.search_offers(session, viewer, words, today, MOST)
        ],
    }


def _shares(session: Session, found: Sequence[Member], today: date) -> dict[int, int]:
    """The shares of the members found, and of nobody else."""
    ids = [member.id for member in found]
    if not ids:
        return {}
    held = shares.share_sums(today).where(ShareEntry.member_id.in_(ids))
    return {row.member_id: row.shares for row in session.execute(held)}


def _represented(session: Session, found: Sequence[Member], words: str, today: date) -> dict[int, str]:
    """Who acts for the members that do not have the words themselves but by their representative's name."""
    wanted = fold(words).split()
    return {
        member.id: held.person.display_name
        for member in found if not all(word in member.party.search_text for word in wanted)
        for held in parties.representations_on(session, member.party_id, today)
        if all(word in held.person.sort_name for word in wanted)
    }  # fmt: skip


def _own(session: Session, words: str, actor: Actor, today: date) -> list[Member]:
    """The memberships one acts for oneself."""
    own = members.members_known_to(session, actor.party_id, today) if actor.party_id else []
    wanted = fold(words).split()
    return [member for member in own if all(word in f"{member.number} {member.party.search_text}" for word in wanted)]


def _applications(session: Session, words: str) -> Sequence[Application]:
    return admissions.list_applications(session, words=words, descending=True, limit=MOST)[0]


def _notices(session: Session, words: str) -> Sequence[Notice]:
    return departures.list_notices(session, words=words, limit=MOST)[0]


def _transfers(session: Session, words: str) -> Sequence[Transfer]:
    return transfers.list_transfers(session, words=words, limit=MOST)[0]


def _subscriptions(session: Session, words: str) -> Sequence[Subscription]:
    return subscriptions.list_subscriptions(session, words=words, limit=MOST)[0]


def _removals(session: Session, words: str) -> Sequence[Removal]:
    return removals.list_removals(session, words=words, limit=MOST)[0]


def _documents(session: Session, words: str) -> Sequence[IssuedDocument]:
    found = archive.list_documents(session, words=words, descending=True, limit=MOST)[0]
    return [document for document in found if document.erased_at is None]


def _number(words: str) -> str:
    """A number as registers write it, without blanks and with the hyphens that nobody likes to type."""
    plain = re.sub(r"\s", "", words).upper()
    found = NUMBER.fullmatch(plain)
    return "-".join(filter(None, found.groups())) if found else plain


def _certificates(session: Session, words: str) -> list[FoundCertificate]:
    fits = Certificate.number.contains(_number(words), autoescape=True)
    found = select(Certificate.number, Certificate.shares, IssuedDocument.issued_at).join(
        IssuedDocument, IssuedDocument.id == Certificate.document_id
    )
    newest = found.where(fits).order_by(Certificate.id.desc()).limit(MOST)
    return [FoundCertificate(*row) for row in session.execute(newest)]


def _payments(session: Session, words: str) -> list[FoundPayment]:
    fits = PaymentReceived.number.contains(_number(words), autoescape=True)
    columns = (PaymentReceived.number, Member.number, PaymentReceived.amount, PaymentReceived.received_on)
    found = select(*columns).join(Member, Member.id == PaymentReceived.member_id)
    newest = found.where(fits).order_by(PaymentReceived.id.desc()).limit(MOST)
    return [FoundPayment(*row) for row in session.execute(newest)]
