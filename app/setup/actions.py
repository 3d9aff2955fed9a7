"""What the set-up enters: founding members with their shares, first officers with their login."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.accounts import actions as accounts
from app.accounts import queries as account_queries
from app.core.formats import day as written
from app.core.formats import local
from app.core.values import Actor, Cents, PartyKind
from app.members import actions as members
from app.members.models import Member
from app.members.rules import JoinGround, MemberClass
from app.organs import actions as organs
from app.organs import queries as organ_queries
from app.organs.models import Office
from app.organs.rules import Organ, OrganFunction
from app.parties import actions as parties
from app.parties import queries as party_queries
from app.parties.rules import Authority, PartyFacts, check_address, check_no_other_names
from app.setup import rules
from app.shares import actions as shares
from app.shares.rules import PaymentPurpose, ShareGround
from app.statutes import queries as statutes
from app.statutes.actions import keep_shares_unsplit


@dataclass(frozen=True)
class RepresentativeFacts:
    """Who acts for a founding organisation; the same name and address again is the same person."""

    first_names: str
    last_name: str
    email: str
    function: str
    authority: Authority


@dataclass(frozen=True)
class FounderFacts:
    """A founding member as typed: who, since when, with how many shares, how much of them is paid in."""

    party: PartyFacts
    first_day: date
    shares: int
    paid_in: Cents = 0
    paid_on: date | None = None
    representative: RepresentativeFacts | None = None


def enter_founder(session: Session, facts: FounderFacts, actor: Actor, now: datetime) -> Member:
    """Enter a founding member with its shares and what is paid in; the statute of today says what is due."""
    keep_shares_unsplit(session)
    today = local(now).date()
    rules.check_founding_day(facts.first_day, today)
    check_no_other_names(facts.party)
    with rules.refused_as(rules.AddressRefusal):
        check_address(facts.party.address)
    statute = statutes.statute_on(session, today)
    party = parties.add_party(session, facts.party, facts.first_day, actor, now)
    if facts.representative is not None:
        rules.check_representative(facts.party.kind, facts.representative.first_names, facts.representative.last_name)
        with rules.refused_as(rules.RepresentativeRefusal):
            _add_representative(session, party.id, facts.representative, facts.first_day, actor, now)
    document = f"Gründung am {written(facts.first_day)}"
    member = members.enter(
        session, party.id, MemberClass.ORDINARY, facts.first_day, JoinGround.FOUNDER, document, actor, now
    )
    with rules.refused_as(rules.SharesRefusal):
        shares.subscribe(
            session, member, facts.shares, facts.first_day, ShareGround.SUBSCRIPTION, document, statute, actor, now
        )
    if facts.paid_in:
        with rules.refused_as(rules.PaidInRefusal):
            shares.record_payment(
                session, member, facts.paid_in, facts.paid_on or facts.first_day, PaymentPurpose.SHARES, document,
                actor, now,
            )
    return member


def _add_representative(
    session: Session, organisation_id: int, facts: RepresentativeFacts, day: date, actor: Actor, now: datetime
) -> None:
    person = PartyFacts(
        PartyKind.NATURAL_PERSON, last_name=facts.last_name, first_names=facts.first_names, email=facts.email
    )
    known = party_queries.likely_duplicates(session, person.profile()) if facts.email else []
    same = [party for party in known if party.email == facts.email and party.display_name == person.display_name]
    person_id = same[0].id if same else parties.add_party(session, person, day, actor, now).id
    parties.add_representation(
        session, organisation_id, person_id, facts.authority, facts.function, day, actor, now
    )


@dataclass(frozen=True)
class OfficerFacts:
    """A first officer as typed; with an address the person is invited to sign in."""

    organ: Organ
    party_id: int
    function: OrganFunction
    first_day: date
    last_day: date | None = None
    appointed_by: str = ""
    email: str = ""


def appoint_officer(session: Session, facts: OfficerFacts, actor: Actor, now: datetime) -> Office:
    """Give somebody an office and, where an address is given and no login exists, a login with an invitation."""
    office = organs.appoint(
        session, facts.organ, facts.party_id, facts.function, facts.first_day, facts.last_day, facts.appointed_by,
        actor, now,
    )
    if facts.email and account_queries.find_account_of_party(session, facts.party_id) is None:
        account = accounts.open_account(session, facts.party_id, facts.email, actor, now)
        if account.password_hash is None:
            letterhead = organ_queries.letterhead_on(session, local(now).date())
            accounts.invite(session, account, letterhead, actor, now)
    return office

