"""Prospects in every stage, made through the room's own actions; all names are invented."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core.values import Actor, PartyKind, Role
from app.prospects import actions
from app.prospects.actions import About, Person, Request
from app.prospects.models import Prospect, ProspectTalk
from app.prospects.rules import Held, Planned, Source, Then, Way
from tests.factories import NOW, TODAY

TOWN = About(
    PartyKind.MUNICIPALITY, "Gemeinde Silbertal", "Rabental", "Rathausplatz 1", "70991", "Silbertal", Source.EVENT
)
SOON = TODAY + timedelta(days=3)
BERTA = Person("Berta", "Hufnagel", "Kämmerin", "b.hufnagel@silbertal.example", "07999 1234-56")


def actor_of(account: Account) -> Actor:
    """Somebody of the office, as the web knows the person."""
    return Actor(account.party.display_name, account.id, account.party_id, frozenset({Role.OFFICE}))


def a_prospect(
    session: Session, actor: Actor, now: datetime = NOW, about: About = TOWN, person: Person = BERTA,
    received_on: date | None = None, tells: bool = False, way: Way = Way.MAIL,
) -> Prospect:
    """An enquiry that the office entered."""
    asked = Request(received_on or now.date(), way, "Mitgliedschaft", "Was kostet ein Anteil?")
    return actions.enter(session, about, person, asked, tells, actor, now)


def a_talk(
    session: Session, prospect: Prospect, actor: Actor, then: Then = Then.STEP, due_on: date = SOON,
    now: datetime = NOW, reason: str = "",
) -> ProspectTalk:
    """A talk that leads to a step of the same person."""
    held = Held(now.date(), actor.name, "Berta Hufnagel", "Vertrauliche Notiz", "Sie will Zahlen sehen")
    planned = Planned("Zahlen senden", due_on, actor.user_id)
    return actions.hold(session, prospect.id, held, then, planned, reason, actor, now)
