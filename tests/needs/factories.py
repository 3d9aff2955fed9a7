"""Needs of every level, with their owners and who looks at them, made through the room's own actions; all invented."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core.values import Actor, PartyKind, Role
from app.members.models import Member
from app.needs import actions
from app.needs.actions import Owner
from app.needs.models import Need
from app.needs.rules import Field, Level, NeedState, Stated, Urgency
from app.prospects.models import Prospect
from tests.admissions.factories import a_house
from tests.factories import NOW, a_person, an_account, an_organisation
from tests.organs.factories import a_member
from tests.prospects.factories import TOWN, a_prospect

MINUTES = Stated(
    "Sitzungen verschriften", "Nach jeder Sitzung des Gemeinderats schreibt jemand drei Tage am Protokoll.",
    "Aus der Tonaufnahme entsteht am selben Abend ein Entwurf.", Field.ADMINISTRATION, "Tonaufnahmen",
    Urgency.THIS_YEAR, "Rabental", Level.MEMBERS,
)
COUNCIL = replace(
    MINUTES, title="Protokoll aus der Tonaufnahme",
    situation="Der Kreistag tagt, der Schriftführer hört alles zweimal.",
    effect="Die Sitzung liegt als Protokoll vor, Beschlüsse getrennt.",
)
LETTERS = replace(
    MINUTES, title="Arztbriefe diktieren", situation="Quasselmaschine: das Protokoll der Sitzung bleibt im Haus.",
    effect="Die Tonaufnahme verlässt das Klinikum nie.", level=Level.OFFICE,
)
ROADS = replace(
    MINUTES, title="Schlaglöcher finden", situation="Der Bauhof fährt die Straßen ab.", effect="Eine Kamera sieht den"
    " Asphalt an.", level=Level.PUBLIC,
)


@dataclass(frozen=True)
class House:
    """A town and a vineyard that are members, each with somebody who acts for it, and the office."""

    town: Member
    vineyard: Member
    mayor: Account
    vintner: Account
    office: Account


def a_network(session: Session) -> House:
    """Two members, each a person with a login, and somebody of the office."""
    a_house(session)
    mayor, vintner = a_person(session, "Berta", "Silbertal"), a_person(session, "Theodora", "Rebhang")
    town, vineyard = a_member(session, mayor, 1), a_member(session, vintner, 2)
    office = an_account(session, a_person(session, "Henrike", "Lautenschlag"), Role.OFFICE)
    found = House(town, vineyard, an_account(session, mayor), an_account(session, vintner), office)
    session.commit()
    return found


def actor_of(account: Account, *roles: Role) -> Actor:
    """Somebody with a login, as the web knows the person."""
    return Actor(account.party.display_name, account.id, account.party_id, frozenset(roles or (Role.MEMBER,)))


def a_need(
    session: Session, owner: Member | Prospect, account: Account, stated: Stated = MINUTES, now: datetime = NOW,
    seen: bool = True,
) -> Need:
    """A need that was raised, and that the office has looked at unless said otherwise."""
    whose = Owner(member_id=owner.id) if isinstance(owner, Member) else Owner(prospect_id=owner.id)
    actor = actor_of(account)
    draft = actions.begin(session, whose, stated, actor, now)
    need = actions.publish(session, draft.id, stated, False, actor, now)
    if seen:
        actions.move(session, need.id, NeedState.SEEN, "", need.steps[-1].id, actor_of(account, Role.OFFICE), now)
    return need


def a_firm(session: Session, number: int, name: str = "Klinikum Quellbach gGmbH") -> Member:
    """A company that is a member; nobody acts for it in the portal."""
    return a_member(session, an_organisation(session, name, PartyKind.COMPANY), number)


def an_interested(session: Session, house: House) -> Prospect:
    """A town that may join."""
    return a_prospect(session, actor_of(house.office, Role.OFFICE), about=TOWN)

