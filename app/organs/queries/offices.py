"""Reads of offices: who sits where on a day, whether they may, and what is wrong with the make-up of the organs."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, case, func, nulls_last, or_, select
from sqlalchemy.orm import Session

from app.core.db import THE_DAY, Day
from app.core.formats import day as written
from app.core.formats import fold, member_number
from app.core.lists import Sortable
from app.core.values import NotFound, PartyKind, Role
from app.members import queries as members
from app.members.models import Member, MembershipPeriod
from app.members.rules import MemberClass
from app.organs.models import Office
from app.organs.queries.deaths import dead_on
from app.organs.rules import (
    Composition,
    EligibilityBasis,
    Finding,
    Organ,
    OrganFunction,
    barred_members,
    eligibility_basis,
    findings_of,
    terms_overlap,
)
from app.parties import queries as parties
from app.parties import rules as parties_rules
from app.parties.models import Party, PartyName, Representation
from app.parties.rules import Authority
from app.statutes import queries as statutes

ROLE_OF = {Organ.BOARD: Role.BOARD, Organ.SUPERVISORY_BOARD: Role.SUPERVISORY_BOARD}

_RANK = case({OrganFunction.CHAIR.value: 0, OrganFunction.DEPUTY.value: 1}, value=Office.function, else_=2)


def _held_on(day: Day) -> ColumnElement[bool]:
    return (Office.first_day <= day) & or_(Office.last_day.is_(None), Office.last_day >= day)


_ALL_HELD = select(Office).where(_held_on(THE_DAY)).order_by(_RANK, Office.first_day, Office.id)


def roles_on(session: Session, party_id: int, day: date) -> frozenset[Role]:
    """The roles that follow from a person's offices on a day."""
    held = select(Office.organ).where(Office.party_id == party_id, _held_on(day))
    return frozenset(ROLE_OF[organ] for organ in session.scalars(held))


def biased_officers(
    session: Session, member: Member, day: date, organ: Organ = Organ.BOARD
) -> dict[int, str]:
    """Whose vote in an organ on a member's matter does not count by the statute, with the ground (R-ORG-04)."""
    acting = {each.person_id for each in parties.representations_on(session, member.party_id, day)}
    concerned, representing = {}, {}
    for office in offices_on(session, organ, day):
        if office.party_id == member.party_id:
            concerned[office.party_id] = "Eigene Mitgliedschaft"
        elif office.party_id in acting:
            representing[office.party_id] = "Vertritt das Mitglied"
    rule = statutes.statute_on(session, day).bias_rule
    barred = barred_members(rule, frozenset(), frozenset(concerned), frozenset(representing))
    return {party_id: ground for party_id, ground in (concerned | representing).items() if party_id in barred}


def get_office(session: Session, office_id: int) -> Office:
    """An office that must be there."""
    found = session.get(Office, office_id)
    if found is None:
        raise NotFound
    return found


def offices_on(session: Session, organ: Organ, day: date) -> Sequence[Office]:
    """Who sits in an organ on a day: the chair, the deputy, then the others in the order of their terms."""
    held = select(Office).where(Office.organ == organ, _held_on(day))
    return session.scalars(held.order_by(_RANK, Office.first_day, Office.id)).all()


def all_offices_on(session: Session, day: date) -> dict[Organ, list[Office]]:
    """Who sits in which organ on a day, each in the order of `offices_on`."""
    found = session.scalars(_ALL_HELD, {"day": day}).all()
    return {organ: [office for office in found if office.organ is organ] for organ in Organ}


def namesake_in(session: Session, organ: Organ, first_names: str, last_name: str, day: date) -> str:
    """Somebody of this name who sits in an organ from a day on, and since when; empty where nobody does."""
    wanted = fold(f"{last_name} {first_names}")
    held = [*offices_on(session, organ, day), *offices_after(session, organ, day)]
    found = next((office for office in held if office.party.sort_name == wanted), None)
    return f"{found.party.display_name} ({written(found.first_day)})" if found else ""


def offices_of(session: Session, party_id: int) -> Sequence[Office]:
    """Every office a person has or had, newest first."""
    return session.scalars(select(Office).where(Office.party_id == party_id).order_by(Office.first_day.desc())).all()


def offices_after(session: Session, organ: Organ, day: date) -> Sequence[Office]:
    """Offices of an organ whose term begins after a day, the next one first."""
    coming = select(Office).where(Office.organ == organ, Office.first_day > day)
    return session.scalars(coming.order_by(Office.first_day, Office.id)).all()


def offices_before(session: Session, organ: Organ, day: date) -> Sequence[Office]:
    """Offices of an organ whose term was over before a day, the last one first."""
    past = select(Office).where(Office.organ == organ, Office.last_day < day)
    return session.scalars(past.order_by(Office.last_day.desc(), Office.id.desc())).all()


OFFICE_SORTS: Mapping[str, Callable[[], Sortable]] = {
    "first": lambda: Office.first_day, "last": lambda: Office.last_day, "name": lambda: Party.sort_name,
    "organ": lambda: Office.organ,
}
"""By what the list of offices can be ordered."""


def list_offices(
    session: Session, day: date, words: str = "", organ: str = "", standing: str = "", sort: str = "first",
    descending: bool = False, offset: int = 0, limit: int | None = None,
) -> tuple[Sequence[Office], int]:
    """All offices, past and coming ones too, whose holder's name has all these words; and how many there are.

    `standing`: `held` on the day, `coming`, `past`, or empty for all.
    """
    named = [Party.sort_name.contains(word, autoescape=True) for word in fold(words).split()]
    found = select(Office).join(Party, Party.id == Office.party_id).where(*named)
    standings = {"held": _held_on(day), "coming": Office.first_day > day, "past": Office.last_day < day}
    found = found.where(standings[standing]) if standing in standings else found
    found = found.where(Office.organ == Organ(organ)) if organ in set(Organ) else found
    order = nulls_last(OFFICE_SORTS[sort]().desc() if descending else OFFICE_SORTS[sort]().asc())
    total = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    page = found.order_by(order, Party.sort_name, Office.id).offset(offset).limit(limit)
    return session.scalars(page).all(), total


def search_offices(session: Session, words: str, day: date, limit: int) -> Sequence[Office]:
    """Offices held on a day by people whose name has all of these words."""
    named = [Party.sort_name.contains(word, autoescape=True) for word in fold(words).split()]
    held = select(Office).join(Party, Party.id == Office.party_id).where(_held_on(day), *named)
    return session.scalars(held.order_by(Party.sort_name, Office.id).limit(limit)).all() if named else []


def organs_of_within(
    session: Session, party_id: int, first_day: date, last_day: date | None, apart_from: int | None = None
) -> Sequence[Organ]:
    """The organs a person sits in on any day of a term."""
    return [
        office.organ for office in offices_of(session, party_id)
        if office.id != apart_from and terms_overlap((first_day, last_day), (office.first_day, office.last_day))
    ]


def was_director_before(session: Session, party_id: int, day: date) -> bool:
    """Say whether a person left the board before a day (§ 37 (2) GenG; R-ELE-05)."""
    past = select(Office.id).where(Office.party_id == party_id, Office.organ == Organ.BOARD, Office.last_day < day)
    return session.scalar(past.limit(1)) is not None


def seats_on(session: Session, organ: Organ, day: date) -> frozenset[int]:
    """The party ids of those who sit in an organ on a day."""
    return frozenset(session.scalars(select(Office.party_id).where(Office.organ == organ, _held_on(day))))


def full_name_on(session: Session, party_id: int, day: date) -> str:
    """A person's name with title and all first names, as letters and protocols state it (§ 25a GenG)."""
    return full_name_of(parties.name_on(session, party_id, day))


def full_name_of(name: PartyName) -> str:
    """A name of a party with title and all first names, as `full_name_on`."""
    return name.name or parties_rules.display_name(name.first_names, name.last_name, name.title)


def eligibility_on(
    session: Session, party_id: int, day: date, of_member_cooperative: bool = False
) -> EligibilityBasis | None:
    """Why a person may hold an office on a day, from register and representations (§ 9 (2) GenG; R-ORG-02).

    That somebody is a member of a member cooperative stands in no table of ours; it is handed in.
    """
    represented = [
        held.organisation_id for held in parties.organisations_of_on(session, party_id, day)
        if parties_rules.is_legal_representative(held.authority)
        and parties_rules.is_organisation(held.organisation.kind)
    ]
    return eligibility_basis(
        parties.get_party(session, party_id).kind is PartyKind.NATURAL_PERSON,
        members.is_member_on(session, party_id, day),
        any(members.is_member_on(session, organisation, day) for organisation in represented),
        of_member_cooperative,
    )


def candidates_on(session: Session, day: date, words: str = "", limit: int = 100) -> Sequence[Party]:
    """Natural persons who may hold an office by register or representation on a day, sorted by name (R-ORG-02).

    Whose death is recorded is none of them, though the membership goes on to the end of the year (§ 77 (1) GenG).
    """
    current = select(Member.party_id).join(MembershipPeriod).where(members.covers(day))
    organisations = select(Party.id).where(Party.kind != PartyKind.NATURAL_PERSON)
    acting = select(Representation.person_id).where(
        Representation.organisation_id.in_(current), Representation.organisation_id.in_(organisations),
        parties.covers(day),
        Representation.authority.in_([each for each in Authority if parties_rules.is_legal_representative(each)]),
    )
    eligible = select(Party).where(
        Party.kind == PartyKind.NATURAL_PERSON, or_(Party.id.in_(current), Party.id.in_(acting)),
        *(Party.id.not_in(dead) for dead in dead_on(session, day)), *parties.matches(words),
    )
    return session.scalars(eligible.order_by(Party.sort_name, Party.id).limit(limit)).all()


def told_apart_on(session: Session, people: Sequence[Party], day: date) -> list[tuple[int, str]]:
    """People as choices of a form; of namesakes each with place, or whom the person represents, and member number."""
    often = Counter(person.sort_name for person in people)
    return [
        (person.id, _told_apart(session, person, day) if often[person.sort_name] > 1 else person.display_name)
        for person in people
    ]


def _told_apart(session: Session, person: Party, day: date) -> str:
    address = parties.address_on(session, person.id, day)
    acted_for = members.members_acted_for_on(session, person.id, day)
    represented = [each.party.display_name for each in acted_for if each.party_id != person.id]
    known = [address.city if address else "", *represented, *(member_number(each.number) for each in acted_for)]
    return ", ".join([person.display_name, *filter(None, known)])


def no_longer_eligible_on(session: Session, day: date) -> list[Office]:
    """Offices whose holder has lost the basis for it: the member or its organ changed (R-ORG-02)."""
    held = select(Office).where(_held_on(day)).order_by(Office.organ, _RANK, Office.id)
    return [
        office for office in session.scalars(held)
        if eligibility_on(
            session, office.party_id, day, office.basis is EligibilityBasis.MEMBER_OF_MEMBER_COOPERATIVE
        ) is None
    ]


def ending_soon(session: Session, day: date, within_days: int = 90) -> Sequence[Office]:
    """Offices that end within some days, for which nobody was appointed again yet; the earliest first."""
    ending = select(Office).where(Office.last_day >= day, Office.last_day <= day + timedelta(days=within_days))
    return [
        office for office in session.scalars(ending.order_by(Office.last_day, Office.id))
        if not any(
            other.organ is office.organ and office.last_day and other.first_day > office.last_day
            for other in offices_of(session, office.party_id)
        )
    ]


def _is_investing(session: Session, party_id: int, day: date) -> bool:
    """Whether somebody sits there for investing members only (§ 8 (2) sentence 4 GenG; R-INV-04)."""
    classes = {
        members.class_on(session, member.id, day)
        for member in members.members_acted_for_on(session, party_id, day)
    }
    return classes == {MemberClass.INVESTING}


def composition_on(session: Session, day: date) -> Composition:
    """The numbers by which the make-up of the organs is judged on a day."""
    supervisors = offices_on(session, Organ.SUPERVISORY_BOARD, day)
    return Composition(
        members=members.count_on(session, day),
        directors=len(offices_on(session, Organ.BOARD, day)),
        supervisors=len(supervisors),
        investing=sum(_is_investing(session, office.party_id, day) for office in supervisors),
        delegated=sum(office.is_delegated for office in supervisors),
        has_chair=any(office.function is OrganFunction.CHAIR for office in supervisors),
    )


def findings_on(session: Session, day: date) -> list[Finding]:
    """What is wrong with the make-up of the organs on a day (R-ORG-01, R-SB-01 to 03, R-INV-04)."""
    statute = statutes.find_statute_on(session, day)
    return findings_of(composition_on(session, day), statute) if statute else []


def names_of(session: Session, offices: Iterable[Office], day: date) -> dict[int, str]:
    """Full names of officers by party id, as borne on a day."""
    return {office.party_id: full_name_on(session, office.party_id, day) for office in offices}
