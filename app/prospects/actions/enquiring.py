"""Take an enquiry: by the public form, out of a mail, by the office; and keep what is known of a prospect right."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.admissions import actions as admissions
from app.admissions.rules import PublicAct, check_email
from app.core.db import next_number
from app.core.formats import local
from app.core.told import Told
from app.core.values import Actor, PartyKind, Refusal, check_phone
from app.prospects import queries
from app.prospects.actions.keeping import ask
from app.prospects.actions.noting import INTERESTED, find_again, note, standing, touch
from app.prospects.actions.telling import confirm_receipt, tell_new_address
from app.prospects.models import Enquiry, Prospect, ProspectContact
from app.prospects.rules import (
    WAY_WORDS,
    ConsentHow,
    Source,
    Stage,
    Way,
    check_no_advertising,
    check_received_on,
    check_same_notice,
    prospect_number,
)
from app.statutes import queries as statutes

MOST_CONTACTS = 12


class EmailRefusal(Refusal):
    """What is wrong with an e-mail address."""


class PhoneRefusal(Refusal):
    """What is wrong with a telephone number."""


@dataclass(frozen=True)
class Person:
    """Somebody by whom a prospect is reached."""

    first_names: str = ""
    last_name: str = ""
    function: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True)
class About:
    """Who a prospect is; a natural person is called by the name of its contact."""

    kind: PartyKind
    name: str = ""
    region: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    source: Source = Source.WEBSITE
    source_note: str = ""


@dataclass(frozen=True)
class Request:
    """What is asked: the day, the way, and in which words."""

    received_on: date
    way: Way
    subject: str
    text: str


@dataclass(frozen=True)
class PublicEnquiry:
    """What the public form brings, with the version of the privacy notice that was agreed to."""

    about: About
    person: Person
    subject: str
    text: str
    consent_version: str


def enquire(session: Session, asked: PublicEnquiry, sender: str, now: datetime) -> Prospect:
    """Take an enquiry of the public form and confirm it by mail; refused where an address asks too often.

    Whoever is under way already is asked by the same address for a further enquiry, not for a second entry.
    """
    admissions.count_use(session, PublicAct.ENQUIRE, sender, now)
    check_no_advertising(f"{asked.subject} {asked.text}")
    house = statutes.house(session)
    if not (house.privacy_notice and house.privacy_notice_version):
        raise Refusal("Das Formular ist noch nicht freigeschaltet: Die Genossenschaft hat ihre Datenschutzhinweise hier"
                      " noch nicht hinterlegt.")
    check_same_notice(asked.consent_version, house.privacy_notice_version)
    _check_reach(asked.person, needs_email=True)
    request = Request(local(now).date(), Way.FORM, asked.subject, asked.text)
    known = queries.find_by_email(session, asked.person.email)
    if known is not None:
        add_enquiry(session, known.id, request, INTERESTED, now)
        prospect = known
    else:
        prospect = _enter(session, asked.about, asked.person, request, INTERESTED, now)
        prospect.consented_on, prospect.consent_version = request.received_on, asked.consent_version
        prospect.consent_how = ConsentHow.FORM
        session.flush()
    confirm_receipt(session, prospect, asked.subject, now)
    return prospect


def enter(
    session: Session, about: About, person: Person, request: Request, tells: bool, actor: Actor, now: datetime
) -> Prospect:
    """Enter an enquiry that reached the office; `tells`: the sender gets a confirmation with the personal link."""
    check_received_on(request.received_on, local(now).date())
    _check_reach(person, needs_email=tells)
    prospect = _enter(session, about, person, request, actor, now)
    if tells:
        confirm_receipt(session, prospect, request.subject, now)
    return prospect


def _check_reach(person: Person, needs_email: bool) -> None:
    if person.email.strip() or needs_email:
        try:
            check_email(person.email)
        except Refusal as refusal:
            raise EmailRefusal(refusal.message, **refusal.values) from refusal
    if person.phone.strip():
        try:
            check_phone(person.phone)
        except Refusal as refusal:
            raise PhoneRefusal(refusal.message, **refusal.values) from refusal


def _enter(
    session: Session, about: About, person: Person, request: Request, actor: Actor, now: datetime
) -> Prospect:
    year = local(now).year
    prospect = Prospect(
        number=prospect_number(year, next_number(session, f"prospect:{year}")), stage=Stage.NEW, recorded_at=now,
        recorded_by=actor.name, touched_at=now, kind=about.kind, source=about.source,
    )
    _describe(prospect, about, person)
    if any(vars(person).values()):
        prospect.contacts.append(_contact(person))
    session.add(prospect)
    session.flush()
    _add(session, prospect, request, actor, now)
    find_again(prospect)
    summary = Told("Anfrage eingegangen ({way})", way=WAY_WORDS[request.way])
    note(session, prospect, "enter_prospect", summary, actor, now)
    return prospect


def _describe(prospect: Prospect, about: About, person: Person) -> None:
    name = about.name
    if about.kind is PartyKind.NATURAL_PERSON:
        name = f"{person.first_names} {person.last_name}"
    if not name.strip():
        raise Refusal("Geben Sie an, wer anfragt.")
    prospect.kind, prospect.name, prospect.region = about.kind, name.strip(), about.region
    prospect.street, prospect.postcode, prospect.city = about.street, about.postcode, about.city
    prospect.source, prospect.source_note = about.source, about.source_note


def _contact(person: Person) -> ProspectContact:
    return ProspectContact(
        first_names=person.first_names.strip(), last_name=person.last_name.strip(), function=person.function.strip(),
        email=person.email.strip(), phone=person.phone.strip(),
    )


def _add(session: Session, prospect: Prospect, request: Request, actor: Actor, now: datetime) -> Enquiry:
    enquiry = Enquiry(
        prospect_id=prospect.id, received_on=request.received_on, way=request.way, subject=request.subject.strip(),
        text=request.text.strip(), recorded_at=now, recorded_by=actor.name,
    )
    prospect.enquiries.append(enquiry)
    session.flush()
    return enquiry


def add_enquiry(session: Session, prospect_id: int, request: Request, actor: Actor, now: datetime) -> Enquiry:
    """Add a further enquiry of a prospect."""
    check_received_on(request.received_on, local(now).date())
    prospect = standing(session, prospect_id)
    enquiry = _add(session, prospect, request, actor, now)
    touch(prospect, now)
    summary = Told("Weitere Anfrage eingegangen ({way})", way=WAY_WORDS[request.way])
    note(session, prospect, "add_enquiry", summary, actor, now)
    return enquiry


def change(session: Session, prospect_id: int, about: About, actor: Actor, now: datetime) -> None:
    """Correct who a prospect is; a natural person goes by the name of its first contact."""
    prospect = standing(session, prospect_id)
    first = next(iter(prospect.contacts), None)
    person = Person(first.first_names, first.last_name) if first else Person()
    _describe(prospect, about, person)
    find_again(prospect)
    note(session, prospect, "change_prospect", Told("Angaben geändert"), actor, now)


def add_contact(session: Session, prospect_id: int, person: Person, actor: Actor, now: datetime) -> ProspectContact:
    """Add somebody by whom a prospect is reached."""
    prospect = standing(session, prospect_id)
    if len(prospect.contacts) >= MOST_CONTACTS:
        raise Refusal("Zu einem Interessenten gehören höchstens {most} Ansprechpartner.", most=MOST_CONTACTS)
    _check_person(person)
    before, contact = prospect.email, _contact(person)
    prospect.contacts.append(contact)
    session.flush()
    find_again(prospect)
    note(session, prospect, "add_contact", Told("Ansprechpartner hinzugefügt"), actor, now)
    _reach_anew(session, prospect, before, actor, now)
    return contact


def _check_person(person: Person) -> None:
    if not person.last_name.strip():
        raise Refusal("Geben Sie den Nachnamen an.")
    _check_reach(person, needs_email=False)


def change_contact(
    session: Session, prospect_id: int, contact_id: int, person: Person, actor: Actor, now: datetime
) -> None:
    """Correct how somebody is reached; with another first address old links end, and the new one gets a link."""
    prospect = standing(session, prospect_id)
    contact = next((each for each in prospect.contacts if each.id == contact_id), None)
    if contact is None:
        raise Refusal("Diesen Ansprechpartner gibt es nicht mehr.")
    _check_person(person)
    before, kept = prospect.email, _contact(person)
    for name in ("first_names", "last_name", "function", "email", "phone"):
        setattr(contact, name, getattr(kept, name))
    _follow(prospect)
    note(session, prospect, "change_contact", Told("Ansprechpartner geändert"), actor, now)
    _reach_anew(session, prospect, before, actor, now)


def remove_contact(session: Session, prospect_id: int, contact_id: int, actor: Actor, now: datetime) -> None:
    """Delete somebody by whom a prospect is no longer reached; one stays."""
    prospect = standing(session, prospect_id)
    contact = next((each for each in prospect.contacts if each.id == contact_id), None)
    if contact is None:
        return
    if len(prospect.contacts) == 1:
        raise Refusal("Ein Ansprechpartner muss bleiben. Ändern Sie ihn, statt ihn zu entfernen.")
    before = prospect.email
    prospect.contacts.remove(contact)
    _follow(prospect)
    note(session, prospect, "remove_contact", Told("Ansprechpartner entfernt"), actor, now)
    _reach_anew(session, prospect, before, actor, now)


def _follow(prospect: Prospect) -> None:
    if prospect.kind is PartyKind.NATURAL_PERSON and prospect.contacts[0].name:
        prospect.name = prospect.contacts[0].name
    find_again(prospect)


def _reach_anew(session: Session, prospect: Prospect, email_before: str, actor: Actor, now: datetime) -> None:
    """Give whoever has a link one that leads on at a new address, with all days to confirm or to answer (R-GDPR-03).

    Who confirmed before did so of the enquiry, which no correction by the office takes away.
    """
    if prospect.email.lower() == email_before.lower():
        return
    if prospect.asked_until is not None:
        prospect.asked_at = prospect.asked_until = None
        ask(session, prospect.id, actor, now)
        return
    if not queries.kept_of(session, prospect).is_confirmed:
        touch(prospect, now)
    tell_new_address(session, prospect, now)
