"""Assemblies that meet today, with members, proxies and whoever comes; all people and places are invented."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.assemblies.models import AgendaItem, Assembly
from app.assemblies.rules import Subject
from app.attendance.models import PluralVotes, Presence, ProxyGrant
from app.attendance.rules import Capacity, Mode, ProxyForm
from app.core.values import DeclarationChannel
from app.members.models import Member
from app.parties.models import Party, Representation
from app.parties.rules import Authority
from tests.assemblies.factories import a_convening_house, an_assembly, an_item, convened
from tests.factories import LONG_AGO, NOW, OFFICE, TODAY, a_person
from tests.removals.factories import a_human
from tests.shares.factories import a_member


def a_meeting(session: Session, subject: Subject = Subject.ADOPT_ACCOUNTS, **more: Any) -> Assembly:
    """A convened assembly that meets today, with one item."""
    assembly = an_assembly(session, **{"meets_on": TODAY, **more})
    an_item(session, assembly, subject=subject)
    convened(session, assembly)
    return assembly


def a_meeting_house(session: Session, **statute: Any) -> Assembly:
    """A house set up, and its assembly of today."""
    a_convening_house(session, **statute)
    return a_meeting(session)


def the_item(assembly: Assembly) -> AgendaItem:
    """The only item of the agenda."""
    return assembly.items[0]


def humans(session: Session, number: int = 3) -> list[Member]:
    """Natural persons that are members."""
    names = (("Adelheid", "Ahorn"), ("Bertram", "Birke"), ("Clothilde", "Cypress"), ("Dietmar", "Distel"),
             ("Edeltraud", "Eibe"))  # fmt: skip
    return [a_human(session, *name, shares=0) for name in names[:number]]


def a_town(session: Session, name: str = "Gemeinde Altenbruck", **person: Any) -> tuple[Member, Party]:
    """A municipality that is a member, and its mayor."""
    town = a_member(session, name)
    mayor = a_person(session, **{"first_names": "Konrad", "last_name": f"Schultheiß {town.number}", **person})
    acting(session, town, mayor)
    return town, mayor


def acting(session: Session, member: Member, person: Party, authority: Authority = Authority.SOLE) -> Representation:
    """Somebody acts for a member."""
    held = Representation(
        organisation_id=member.party_id, person_id=person.id, authority=authority, function="", first_day=LONG_AGO,
        recorded_at=NOW,
    )
    session.add(held)
    session.flush()
    return held


def granted(session: Session, assembly: Assembly, principal: Member, proxy: Party, slot: int = 1) -> ProxyGrant:
    """A power of attorney, put there without asking the rules."""
    grant = ProxyGrant(
        assembly_id=assembly.id, principal_id=principal.id, proxy_id=proxy.id, slot=slot, form=ProxyForm.SCHRIFTFORM,
        channel=DeclarationChannel.OFFICE, dated_on=TODAY, conditions="", document_name="", document_type="",
        recorded_at=NOW, recorded_by=OFFICE.name, revoke_reason="", revoke_recorded_by="",
    )
    session.add(grant)
    session.flush()
    return grant


def there(
    session: Session, assembly: Assembly, member: Member, who: Party | None = None, at: datetime = NOW,
    grant: ProxyGrant | None = None, **more: Any,
) -> Presence:
    """A member is there, itself or through somebody; put there without asking the rules."""
    person = who or member.party
    capacity = Capacity.PROXY if grant else Capacity.SELF if who is None else Capacity.LEGAL
    presence = Presence(**{
        "assembly_id": assembly.id, "member_id": member.id, "party_id": person.id, "name": person.display_name,
        "capacity": capacity, "mode": Mode.HALL, "grant_id": grant.id if grant else None, "came_at": at,
        "recorded_by": OFFICE.name, "left_recorded_by": "", **more,
    })
    session.add(presence)
    session.flush()
    return presence


def with_votes(session: Session, member: Member, votes: int, valid_from: date = LONG_AGO) -> None:
    """A member has so many votes from a day on."""
    session.add(PluralVotes(
        member_id=member.id, votes=votes, valid_from=valid_from, ground="GV-2025-03", recorded_at=NOW,
        recorded_by=OFFICE.name,
    ))  # fmt: skip
    session.flush()
