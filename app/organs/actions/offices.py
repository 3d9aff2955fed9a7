"""Appointing to offices and ending them (Bestellung und Abberufung, §§ 24, 36 GenG)."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from app.core import journal
from app.core.db import next_number
from app.core.formats import day as written
from app.core.formats import local
from app.core.told import Told
from app.core.values import Actor, German, PartyKind, Refusal
from app.organs import queries
from app.organs.models import Office
from app.organs.rules import (
    Organ,
    OrganFunction,
    check_discharged,
    check_eligibility,
    check_not_begun,
    check_one_organ,
    check_term,
)
from app.parties import actions as party_actions
from app.parties import queries as parties
from app.parties.rules import PartyFacts
from app.statutes.rules import ONE_DAY

IN_ORGAN = {Organ.BOARD: German("im Vorstand"), Organ.SUPERVISORY_BOARD: German("im Aufsichtsrat")}


def subject_of(office: Office) -> str:
    """How the journal calls the offices of a person."""
    return f"party:{office.party_id}"


def appoint(
    session: Session, organ: Organ, party_id: int, function: OrganFunction, first_day: date, last_day: date | None,
    appointed_by: str, actor: Actor, now: datetime, is_delegated: bool = False, of_member_cooperative: bool = False,
    discharged: bool = False, resolution_id: int | None = None,
) -> Office:
    """Give a person an office for a term; open-ended without a last day.

    Refused to who may not hold it or has died (R-ORG-02), sits in the other organ (R-SB-02) or left the board without
    discharge (R-ELE-05). `of_member_cooperative` and `discharged` are the office's word for what no table holds; the
    resolution is that of the assembly which elected, where it stands in the register.
    """
    if organ not in IN_ORGAN:
        raise Refusal("Der Generalversammlung gehören die Mitglieder an; in sie wird niemand bestellt.")
    _let_nobody_else_appoint(session)
    check_term(first_day, last_day)
    basis = check_eligibility(queries.eligibility_on(session, party_id, first_day, of_member_cooperative))
    queries.check_alive(session, party_id, first_day, last_day)
    _check_free(session, organ, party_id, function, first_day, last_day)
    if organ is Organ.SUPERVISORY_BOARD:
        is_discharged = discharged or queries.is_discharged(session, party_id, first_day)
        check_discharged(queries.was_director_before(session, party_id, first_day), is_discharged)
    office = Office(
        organ=organ, party_id=party_id, function=function, basis=basis, is_delegated=is_delegated,
        first_day=first_day, last_day=last_day, appointed_by=appointed_by.strip(), recorded_at=now,
        resolution_id=resolution_id,
    )
    session.add(office)
    session.flush()
    journal.record(
        session, actor, "appoint", subject_of(office), now,
        Told("{name}: {office} ab {day}", **_title(session, office), day=written(first_day)),
        office=office.id, organ=organ, function=function, first_day=first_day, last_day=last_day,
        resolution=resolution_id,
    )
    return office


def add_person(session: Session, first_names: str, last_name: str, actor: Actor, now: datetime) -> int:
    """Record a person who is in no table yet, as a member of a member cooperative may be; gives the party's id."""
    facts = PartyFacts(kind=PartyKind.NATURAL_PERSON, first_names=first_names, last_name=last_name)
    return party_actions.add_party(session, facts, local(now).date(), actor, now).id


def _let_nobody_else_appoint(session: Session) -> None:
    """Wait for whoever appoints or extends at the same moment: the counter's row is the lock."""
    next_number(session, "office")


def _check_free(
    session: Session, organ: Organ, party_id: int, function: OrganFunction, first_day: date, last_day: date | None,
    apart_from: int | None = None,
) -> None:
    """Refuse a second office of the same person, and a second chair of the same organ, in the same days."""
    held = queries.organs_of_within(session, party_id, first_day, last_day, apart_from)
    if organ in held:
        raise Refusal("Diese Person gehört dem Organ in dieser Zeit schon an.")
    check_one_organ(held)
    if function is OrganFunction.CHAIR:
        chairs = [*queries.offices_on(session, organ, first_day), *queries.offices_after(session, organ, first_day)]
        for other in chairs:
            is_later = last_day is not None and other.first_day > last_day
            if other.function is OrganFunction.CHAIR and other.id != apart_from and not is_later:
                raise Refusal("Den Vorsitz hat in dieser Zeit schon {name}.", name=other.party.display_name)


def extend_office(session: Session, office: Office, last_day: date | None, actor: Actor, now: datetime) -> None:
    """Set a later last day of a term, or none (Verlängerung); the same once more changes nothing."""
    if last_day == office.last_day:
        return
    if office.last_day is None or (last_day is not None and last_day <= office.last_day):
        raise Refusal("Verlängert wird auf einen späteren Tag als bisher.")
    _let_nobody_else_appoint(session)
    queries.check_alive(session, office.party_id, office.last_day + ONE_DAY, last_day)
    _check_free(session, office.organ, office.party_id, office.function, office.first_day, last_day, office.id)
    former, office.last_day = office.last_day, last_day
    values = {**_title(session, office), "former": written(former)}
    summary = Told("{name}: {office} ohne Ende, zuvor bis {former}", **values)
    if last_day:
        summary = Told("{name}: {office} bis {day}, zuvor bis {former}", **values, day=written(last_day))
    journal.record(
        session, actor, "extend_office", subject_of(office), now, summary, office=office.id, last_day=last_day,
    )


def end_office(session: Session, office: Office, last_day: date, reason: str, actor: Actor, now: datetime) -> None:
    """End a term early or at all: resigned, removed, died; the reason stands in the journal (Ende der Amtszeit)."""
    check_term(office.first_day, last_day)
    if office.last_day is not None and last_day > office.last_day:
        raise Refusal("Die Amtszeit endet schon am {day}.", day=written(office.last_day))
    office.last_day = last_day
    journal.record(
        session, actor, "end_office", subject_of(office), now,
        Told(
            "{name}: {office} endet am {day}: {reason}",
            **_title(session, office), day=written(last_day), reason=reason.strip(),
        ),
        office=office.id, last_day=last_day, reason=reason.strip(),
    )


def strike_office(session: Session, office: Office, reason: str, actor: Actor, now: datetime) -> None:
    """Strike an office that was entered by mistake, before it begins; the journal keeps it."""
    session.refresh(office, with_for_update=True)
    check_not_begun(office.first_day, local(now).date())
    journal.record(
        session, actor, "strike_office", subject_of(office), now,
        Told(
            "{name}: {office} ab {day} gestrichen: {reason}",
            **_title(session, office), day=written(office.first_day), reason=reason.strip(),
        ),
        office=office.id, organ=office.organ, function=office.function, first_day=office.first_day,
        last_day=office.last_day,
    )
    session.delete(office)


def _title(session: Session, office: Office) -> dict[str, str]:
    word = {OrganFunction.CHAIR: German("Vorsitz"), OrganFunction.DEPUTY: German("Stellvertretender Vorsitz")}.get(
        office.function, German("Amt")
    )
    name = parties.get_party(session, office.party_id).display_name
    return {"name": name, "office": German(word, IN_ORGAN[office.organ])}
