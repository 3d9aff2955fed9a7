"""What follows from the board's decision: admission with all it brings, or refusal (§ 15 (2) GenG; R-ADM-08 … 10)."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from app.accounts import actions as accounts
from app.accounts import queries as account_queries
from app.accounts.models import Account
from app.admissions import queries
from app.admissions.actions.office import ITEM_WORDS, drop_items
from app.admissions.actions.telling import applied_on, letter_to, letterhead, tell
from app.admissions.models import Application, Declarant
from app.admissions.queries.applications import subject_of
from app.admissions.rules import (
    ApplicationState,
    Channel,
    InvestingStep,
    Typed,
    UploadPurpose,
    check_member_class,
    check_still_covers,
    clauses_under,
    require_transition,
)
from app.archive import actions as archive
from app.core import jobs, journal
from app.core.formats import local, member_number
from app.core.told import Told
from app.core.values import Actor, German, PartyKind, Refusal
from app.members import actions as members
from app.members.models import Member
from app.members.rules import JoinGround, named_details
from app.organs import actions as organs
from app.organs import queries as organ_queries
from app.organs.rules import ABOUT_APPLICATIONS, check_decided_after_receipt
from app.parties import actions as parties
from app.parties import queries as party_queries
from app.parties.models import Party
from app.parties.rules import Authority, PartyFacts, Profile, article_of, likely_same
from app.shares import actions as shares
from app.shares import queries as share_queries
from app.shares.rules import ShareGround
from app.statutes import queries as statutes
from app.statutes.rules import Statute
from documents import mails, registry
from documents.facts import Payment
from documents.refusal_letter import RefusalFacts

NOTE_JOB, ERASE_JOB = "note_notified", "erase_refused"


def admit(session: Session, reference: int, resolution_number: str, actor: Actor, now: datetime) -> None:
    """Carry out the board's decision to admit: entry, shares, payments due, letters, login, notice; once.

    Judged by the statute of the day of the decision; takes effect on it, however late it is recorded (R-ADM-08).
    Where an investing member still lacks the consent the statute names, the board's approval is noted, and `consent`
    completes it (R-INV-03).
    """
    application = queries.get_application(session, reference, lock=True)
    if application.state in (ApplicationState.ADMITTED, ApplicationState.NOTIFIED):
        return
    require_transition(application.state, ApplicationState.ADMITTED)
    application.resolution_number = application.resolution_number or resolution_number
    waits_for = set(queries.missing_consents(session, application, local(now).date())) - {InvestingStep.BOARD_APPROVAL}
    if waits_for:
        summary = Told("Der Vorstand lässt zu; die Zustimmung zum investierenden Mitglied steht aus")
        journal.record(session, actor, "approve_application", subject_of(reference), now, summary)
        session.flush()
        return
    _take_in(session, application, actor, now)


def consent(session: Session, reference: int, resolution_number: str, actor: Actor, now: datetime) -> None:
    """Carry out the consent to an investing member: where the board has approved already, it is admitted (R-INV-03)."""
    application = queries.get_application(session, reference, lock=True)
    if application.state is not ApplicationState.PROPOSED:
        return
    summary = Told("Zustimmung zum investierenden Mitglied, {number}", number=resolution_number)
    journal.record(session, actor, "consent_to_investing", subject_of(reference), now, summary)
    if application.resolution_number:
        admit(session, reference, application.resolution_number, actor, now)


def _take_in(session: Session, application: Application, actor: Actor, now: datetime) -> None:
    typed = queries.typed_of(application)
    day = organ_queries.decision_day(session, ABOUT_APPLICATIONS, application.id, local(now).date())
    check_decided_after_receipt(day, applied_on(application))
    statute = statutes.statute_on(session, day)
    check_member_class(application.member_class, statute, typed.will_use_services)
    check_still_covers(clauses_under(statute), queries.declared_kinds(application))
    party = _party_of(session, application, typed, day, actor, now)
    people = _representatives(session, application, party, day, actor, now)
    member = members.enter(
        session, party.id, application.member_class, day, JoinGround.ADMISSION, application.resolution_number, actor,
        now,
    )
    members.note_details(
        session, member, named_details(statute.register_details, typed.details), day, actor, now
    )
    shares.subscribe(
        session, member, application.shares or 0, day, ShareGround.SUBSCRIPTION, application.resolution_number,
        statute, actor, now,
    )
    application.state, application.decided_at, application.member_id = ApplicationState.ADMITTED, now, member.id
    application.party_id = party.id
    session.flush()
    summary = Told(
        "Zugelassen mit {resolution}, Mitglied {number}",
        resolution=application.resolution_number, number=member_number(member.number),
    )
    journal.record(session, actor, "admit", subject_of(application.id), now, summary, member=member.id)
    payment = _print_letters(session, application, member, typed, actor, now)
    invitation = _open_logins(session, application, party, people, actor, now)
    _notify(session, application, member, payment, invitation, statute, now)


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
    """Enter who declared as representatives of the new member, each with the address for a login."""
    proofs = {upload.purpose: upload.sha256 for upload in application.uploads}
    people = []
    for declarant in application.declarants:
        person = _person_of(session, declarant, day, actor, now)
        by_power = declarant.authority is Authority.POWER_OF_ATTORNEY
        proof = proofs.get(UploadPurpose.POWER_OF_ATTORNEY if by_power else UploadPurpose.AUTHORITY)
        parties.add_representation(
            session, party.id, person.id, declarant.authority, declarant.function, day, actor, now, proof
        )
        people.append((person, declarant.email))
    return people


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


def _print_letters(
    session: Session, application: Application, member: Member, typed: Typed, actor: Actor, now: datetime
) -> Payment | None:
    """Lay certificate, welcome letter and payment request into the print tray, as far as the house is set up for it.

    What cannot be printed yet is left for later, and the lists of members without certificate or letter show it.
    Gives the payment asked for.
    """
    today, biased = local(now).date(), queries.biased_towards(session, member.id)
    if not share_queries.certificate_hindrances(session, today):
        shares.issue_certificate(session, member, actor, now, biased)
    if share_queries.letter_hindrances(session, today):
        return None
    needs = [str(need) for need in typed.needs]
    letter = shares.issue_welcome_letter(session, member, application.resolution_number, needs, actor, now, biased)
    if share_queries.open_payments(session, member_id=member.id):
        shares.issue_payment_request(session, member, actor, now, biased)
    payment: Payment | None = registry.load(letter.kind, letter.facts or {}).payment
    return payment


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
    session: Session, application: Application, member: Member, payment: Payment | None, invitation: str,
    statute: Statute, now: datetime,
) -> None:
    """Tell the new member at once; the state follows when the mail is sent or the letter posted (R-ADM-10)."""
    name, kind = member.party.display_name, member.party.kind
    addressed = "Sie" if kind is PartyKind.NATURAL_PERSON else f"{article_of(name, kind)[1]} {name}".strip()
    if application.email:
        facts = mails.Admitted(
            letterhead(session, now), addressed, member.number, local(now).date(), application.shares or 0,
            statute.share_amount, application.resolution_number, payment, invitation,
        )
        tell(session, application, facts, now)
    reference = str(application.id)
    jobs.enqueue(session, NOTE_JOB, [reference], key=f"{NOTE_JOB}:{reference}", actor=Actor.system(), now=now)


def mark_notified(session: Session, application_id: int, actor: Actor, now: datetime) -> None:
    """Note that the new member was told; doing it again changes nothing (§ 15 (2) sentence 1 GenG; R-ADM-10)."""
    application = queries.get_application(session, application_id, lock=True)
    if application.state is ApplicationState.NOTIFIED:
        return
    require_transition(application.state, ApplicationState.NOTIFIED)
    application.state, application.notified_at = ApplicationState.NOTIFIED, now
    journal.record(session, actor, "notify", subject_of(application.id), now, Told("Benachrichtigt"))


def turn_down(session: Session, reference: int, resolution_number: str, actor: Actor, now: datetime) -> None:
    """Carry out the board's decision not to admit: tell the applicant, then let a job delete the declaration; once.

    No reasons are given. Who declared on paper, or has no e-mail address, gets a letter (§ 15 (2) GenG; R-ADM-09).
    """
    application = queries.get_application(session, reference, lock=True)
    if application.state is ApplicationState.REFUSED:
        return
    require_transition(application.state, ApplicationState.REFUSED)
    application.state, application.decided_at = ApplicationState.REFUSED, now
    application.resolution_number = resolution_number
    drop_items(session, application, actor, now)
    for kind in ITEM_WORDS:
        organs.silence_all(session, kind, application.id, now)
    _tell_refusal(session, application, actor, now)
    subject, key = subject_of(application.id), f"{ERASE_JOB}:{application.id}"
    jobs.enqueue(session, ERASE_JOB, [str(application.id)], key=key, actor=Actor.system(), now=now)
    summary = Told("Nicht zugelassen, {number}", number=resolution_number)
    journal.record(session, actor, "turn_down", subject, now, summary)


def _tell_refusal(session: Session, application: Application, actor: Actor, now: datetime) -> None:
    number, day = application.number or "", applied_on(application)
    if application.email and application.channel is Channel.ONLINE:
        tell(session, application, mails.ApplicationRefused(letterhead(session, now), number, day), now)
        return
    _write_refusal(session, application, actor, now)


def print_refusal(session: Session, application_id: int, actor: Actor, now: datetime) -> None:
    """Write the refusal as a letter where the mail does not arrive; the erasure waits until it is posted (R-ADM-09)."""
    application = queries.get_application(session, application_id, lock=True)
    if not queries.may_print_refusal(session, application):
        raise Refusal("Zu diesem Antrag ist kein Ablehnungsbrief zu schreiben.")
    _write_refusal(session, application, actor, now)
    summary = Told("Ablehnung als Brief geschrieben")
    journal.record(session, actor, "print_refusal", subject_of(application.id), now, summary)


def _write_refusal(session: Session, application: Application, actor: Actor, now: datetime) -> None:
    number, day = application.number or "", applied_on(application)
    letter = letter_to(session, application, actor, now)
    facts = RefusalFacts(letter, number, day, returned=application.channel is Channel.PAPER)
    document = archive.issue(
        session, kind="refusal_letter", facts=facts, title=German("Ablehnung", number),
        subject=subject_of(application.id), actor=actor, now=now, number=letter.reference, print_for=application.name,
    )
    application.refusal_document_id = document.id
    session.flush()
