"""A cooperative whose board of three has an application before it; all people are invented."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.admissions.models import Application
from app.boardroom import actions
from app.core.values import Actor, Role
from app.organs import queries as organs
from app.organs.models import Item, Resolution
from app.organs.rules import Choice, ItemKind, Organ, Outcome, Procedure
from app.parties.models import Party
from tests.admissions.factories import a_house, a_proposed, an_officer
from tests.factories import NOW, OFFICE, TODAY, a_person


def a_board_of_three(session: Session, **statute: Any) -> list[Party]:
    """A house set up, with three directors: Weißdorn in the chair, Talhammer, Rehbein."""
    a_house(session, **statute)
    an_officer(session, a_person(session, "Cosima", "Rehbein"))
    return directors(session)


def directors(session: Session) -> list[Party]:
    """Who sits on the board today, the chair first."""
    return [office.party for office in organs.offices_on(session, Organ.BOARD, TODAY)]


def as_officer(person: Party, role: Role = Role.BOARD) -> Actor:
    """Somebody of an organ who acts."""
    return Actor(person.display_name, party_id=person.id, roles=frozenset({role}))


def admission_of(session: Session, application: Application, kind: ItemKind = ItemKind.ADMISSION) -> Item:
    """The item that lays an application before an organ."""
    return session.scalars(
        select(Item).where(Item.kind == kind, Item.reference == application.id, Item.dropped_at.is_(None))
    ).one()


def a_circular(session: Session, *items: Item, organ: Organ = Organ.BOARD, now: datetime = NOW) -> Resolution:
    """A circular opened by the office."""
    opening = actions.Opening(organ, Procedure.CIRCULAR, "", [item.id for item in items])
    return actions.open_resolution(session, opening, OFFICE, now)


def a_meeting(session: Session, *items: Item, attending: list[Party]) -> Resolution:
    """A meeting of today, opened by the office."""
    opening = actions.Opening(
        Organ.BOARD, Procedure.MEETING, "Sitzung im November", [item.id for item in items], meeting_on=TODAY,
        place="Morgenau", attending=[person.id for person in attending],
    )
    return actions.open_resolution(session, opening, OFFICE, NOW)


def an_application_in_circular(session: Session, **more: Any) -> tuple[Application, Item]:
    """An application on which the board votes by circular."""
    application = a_proposed(session, **more)
    item = admission_of(session, application)
    a_circular(session, item)
    return application, item


def vote(
    session: Session, item: Item, person: Party, choice: str = "yes", reason: str = "", now: datetime = NOW
) -> Outcome:
    """A member of the item's organ votes."""
    role = Role.BOARD if item.organ is Organ.BOARD else Role.SUPERVISORY_BOARD
    return actions.vote(session, item, person.id, Choice(choice), reason, as_officer(person, role), now)
