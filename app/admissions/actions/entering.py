"""An applicant becomes a member: party, register entry, letters, login, notice (§ 15 (2) GenG; R-ADM-08, R-ADM-10)."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.accounts import actions as accounts
from app.accounts import queries as account_queries
from app.accounts.models import Account
from app.admissions import queries
from app.admissions.actions.telling import applied_on, letterhead, tell
from app.admissions.models import Application, Declarant
from app.admissions.queries.applications import subject_of
from app.admissions.rules import (
    ApplicationState,
    Typed,
    UploadPurpose,
    check_member_class,
    check_still_covers,
    clauses_under,
)
from app.archive.models import IssuedDocument
from app.core import jobs, journal
from app.core.formats import fold, local, member_number
from app.core.told import Told
from app.core.values import Actor, PartyKind, Refusal
from app.members import actions as members
from app.members.models import Member
from app.members.rules import JoinGround, named_details
from app.organs.rules import check_decided_after_receipt
from app.parties import actions as parties
from app.parties import queries as party_queries
from app.parties.models import Party, Representation
from app.parties.rules import Authority, PartyFacts, Profile, article_of, likely_same
from app.shares import actions as shares
from app.shares import queries as share_queries
from app.shares.rules import check_owed_taken
from app.statutes import queries as statutes
from app.statutes.actions import keep_shares_unsplit
from app.statutes.rules import ONE_DAY, Statute
from documents import mails, registry
from documents.facts import Payment

NOTE_JOB = "note_notified"

Joined = Callable[[Session, int, int, Actor, datetime], object]
"""What a room above does once somebody has joined: session, ids of application and member, actor, moment."""

_carry_over: Joined | None = None


def hand_in(carry_over: Joined) -> None:
    """Name what the room above carries over from an application; called once by the application's factory."""
    global _carry_over
    _carry_over = carry_over



@dataclass(frozen=True)
class Entry:
    """When the board decided, from which day the applicant is a member, by what, and which document says so."""

    decided_on: date
    first_day: date
    ground: JoinGround
    document: str


@dataclass(frozen=True)
class Entered:
    """The new member with who acts for it, each with the address for a login, and the shares it joins with.

    They are of the statute by which it was decided.
    """

    member: Member
    shares: int
    statute: Statute
    people: list[tuple[Party, str]]
    first_day: date


def enter(session: Session, application: Application, entry: Entry, actor: Actor, now: datetime) -> Entered:
    """Enter an applicant in the register, judged by the statute of the day of the decision; the shares come after it.

    Refused where the declaration does not do any more (R-ADM-05, R-INV-01, R-SHR-05), or for who is a member already.
    """
    keep_shares_unsplit(session)
    typed, day = queries.typed_of(application), entry.decided_on
    check_decided_after_receipt(day, applied_on(application))
    statute = statutes.statute_on(session, day)
    check_member_class(application.member_class, statute, typed.will_use_services)
    check_still_covers(clauses_under(statute), queries.declared_kinds(application))
    owed = queries.owed_by(session, application, statute, day)
    taken = queries.shares_on(session, application, day)
    check_owed_taken(owed, taken)
    party = _party_of(session, application, typed, day, actor, now)
    people = _representatives(session, application, party, day, actor, now)
    member = members.enter(
        session, party.id, application.member_class, entry.first_day, entry.ground, entry.document, actor, now
    )
    members.note_details(
        session, member, named_details(statute.register_details, typed.details), entry.first_day, actor, now
    )
    if owed.scale and application.quantity is not None and application.measure == owed.scale.measure:
        shares.note_quantity(
            session, member, application.quantity, entry.first_day, statute, actor, now, application.number or "",
        )
    application.party_id = party.id
    return Entered(member, taken, statute, people, entry.first_day)


def welcome(
    session: Session, application: Application, entered: Entered, actor: Actor, now: datetime
) -> IssuedDocument | None:
    """Note that an applicant is a member, whose shares are entered, and tell it: letters, login, notice (R-ADM-10).

    Gives the letter of welcome; what cannot be printed yet is left for later.
    """
    member = entered.member
    application.state, application.decided_at, application.member_id = ApplicationState.ADMITTED, now, member.id
    session.flush()
    summary = Told(
        "Zugelassen mit {resolution}, Mitglied {number}",
        resolution=application.resolution_number, number=member_number(member.number),
    )
    journal.record(session, actor, "admit", subject_of(application.id), now, summary, member=member.id)
    assert _carry_over is not None
    _carry_over(session, application.id, member.id, actor, now)
    _issue_certificate(session, entered, actor, now)
    letter = write_welcome(session, application, member, actor, now)
    payment: Payment | None = registry.load(letter.kind, letter.facts or {}).payment if letter else None
    invitation = _open_logins(session, application, member.party, entered.people, actor, now)
    _notify(session, application, entered, payment, invitation, now)
    return letter


def _party_of(
    session: Session, application: Application, typed: Typed, today: date, actor: Actor, now: datetime
) -> Party:
    """The applicant as a party: the one the office named, or a new one."""
    party = party_queries.get_party(session, application.party_id) if application.party_id else None
    if party is None:
        party = parties.add_party(session, _facts_of(typed), today, actor, now)
    elif typed.address.street:
        known = party_queries.address_on(session, party.id, today)
        if known is None or known.value() != typed.address:
            parties.change_address(session, party, typed.address, today, actor, now)
    if typed.iban.strip():
        parties.add_bank_account(session, party.id, typed.iban, today, actor, now)
    return party


def _facts_of(typed: Typed) -> PartyFacts:
    texts = ("name", "last_name", "first_names", "title", "email", "phone", "region", "register_court")
    named = {key: typed.who.get(key, "") for key in texts}
    return PartyFacts(
        kind=typed.kind, address=typed.address, register_number=typed.who.get("register_number", ""), **named
    )


def _representatives(
    session: Session, application: Application, party: Party, day: date, actor: Actor, now: datetime
) -> list[tuple[Party, str]]:
    """Enter who declared as representatives of the new member, each with the address for a login.

    Who acts for it already, as from an earlier membership, stays one person, and acts as it declared now.
    """
    proofs = {upload.purpose: upload.sha256 for upload in application.uploads}
    people, held = [], party_queries.representations_on(session, party.id, day)
    for declarant in application.declarants:
        acting = [each for each in held if _is_of(declarant, each)]
        person = acting[0].person if acting else _person_of(session, declarant, day, actor, now)
        for former in acting:
            now_acts_as = (declarant.authority, declarant.function.strip())
            if (former.authority, former.function) != now_acts_as and former.first_day < day:
                parties.end_representation(session, former, day - ONE_DAY, actor, now)
        by_power = declarant.authority is Authority.POWER_OF_ATTORNEY
        proof = proofs.get(UploadPurpose.POWER_OF_ATTORNEY if by_power else UploadPurpose.AUTHORITY)
        parties.add_representation(
            session, party.id, person.id, declarant.authority, declarant.function, day, actor, now, proof
        )
        people.append((person, declarant.email))
    return people


def _is_of(declarant: Declarant, held: Representation) -> bool:
    """Whether somebody who acts already seems to be who declared: by the name, and no other e-mail address."""
    person, name = held.person, f"{declarant.first_names} {declarant.last_name}"
    emails = {fold(email) for email in (declarant.email, person.email) if email}
    return fold(name) == fold(person.display_name) and len(emails) < 2


def _person_of(session: Session, declarant: Declarant, day: date, actor: Actor, now: datetime) -> Party:
    """A declarant as a person: one known by this name and e-mail address, who acts for others already, or a new one."""
    name = f"{declarant.first_names} {declarant.last_name}"
    profile = Profile(PartyKind.NATURAL_PERSON, name, email=declarant.email)
    for known in party_queries.likely_duplicates(session, profile) if declarant.email else ():
        borne = party_queries.names_of(session, known.id)[0]
        plain = Profile(known.kind, f"{borne.first_names} {borne.last_name}", email=known.email)
        if known.kind is PartyKind.NATURAL_PERSON and likely_same(profile, plain):
            return known
    facts = PartyFacts(
        kind=PartyKind.NATURAL_PERSON, first_names=declarant.first_names, last_name=declarant.last_name,
        title=declarant.title, email=declarant.email,
    )
    return parties.add_party(session, facts, day, actor, now)


def _issue_certificate(session: Session, entered: Entered, actor: Actor, now: datetime) -> None:
    """Issue the certificate as far as the house is set up for it.

    Where not, the list of members without one shows it; of a membership that begins later it follows on its first day.
    """
    member, today = entered.member, local(now).date()
    if entered.first_day <= today and not share_queries.certificate_hindrances(session, today):
        shares.issue_certificate(session, member, actor, now, queries.biased_towards(session, member.id))


def write_welcome(
    session: Session, application: Application, member: Member, actor: Actor, now: datetime
) -> IssuedDocument | None:
    """Lay welcome letter and payment request into the print tray; None where the house cannot write letters yet."""
    if share_queries.letter_hindrances(session, local(now).date()):
        return None
    needs = [str(need) for need in queries.typed_of(application).needs]
    biased = queries.biased_towards(session, member.id)
    letter = shares.issue_welcome_letter(session, member, application.resolution_number, needs, actor, now, biased)
    if share_queries.open_payments(session, member_id=member.id):
        # Written later, it may have been asked for already.
        with suppress(Refusal), session.begin_nested():
            shares.issue_payment_request(session, member, actor, now, biased)
    return letter


def _open_logins(
    session: Session, application: Application, party: Party, people: list[tuple[Party, str]], actor: Actor,
    now: datetime,
) -> str:
    """Open a login for the member or for whoever acts for it; gives the link for whoever reads the notice."""
    own = [(party, application.email)] if party.kind is PartyKind.NATURAL_PERSON else people
    invitation = ""
    for person, email in own:
        if not email or _belongs_to_another(session, person, email):
            continue
        account = accounts.open_account(session, person.id, email, actor, now)
        if not _waits_for_invitation(account):
            continue
        if account.email == application.email.lower() and not invitation:
            invitation, account.invited_at = accounts.invitation_link(account), now
        else:
            accounts.invite(session, account, letterhead(session, now), actor, now)
    return invitation


def _belongs_to_another(session: Session, person: Party, email: str) -> bool:
    """Whether somebody else signs in with this address: then it opens no login, and does not stop the admission."""
    holder = account_queries.find_account_by_email(session, email)
    return holder is not None and holder.party_id != person.id


def _waits_for_invitation(account: Account) -> bool:
    return account.password_hash is None and account.disabled_at is None and account.invited_at is None


def _notify(
    session: Session, application: Application, entered: Entered, payment: Payment | None, invitation: str,
    now: datetime,
) -> None:
    """Tell the new member at once; the state follows when the mail is sent or the letter posted (R-ADM-10)."""
    member = entered.member
    name, kind = member.party.display_name, member.party.kind
    addressed = "Sie" if kind is PartyKind.NATURAL_PERSON else f"{article_of(name, kind)[1]} {name}".strip()
    if application.email:
        facts = mails.Admitted(
            letterhead(session, now), addressed, member.number, entered.first_day,
            entered.shares, entered.statute.share_amount,
            application.resolution_number, payment, invitation, application.transfer_number,
        )
        tell(session, application, facts, now)
    reference = str(application.id)
    jobs.enqueue(session, NOTE_JOB, [reference], key=f"{NOTE_JOB}:{reference}", actor=Actor.system(), now=now)
