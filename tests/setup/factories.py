"""Makes what a first run enters; all names are invented."""

from datetime import date

from sqlalchemy.orm import Session

from app.core.values import PartyKind, PostalAddress
from app.members.models import Member
from app.organs.rules import Organ, OrganFunction
from app.parties.rules import Authority, PartyFacts
from app.setup import actions, queries
from app.statutes.rules import HouseFacts
from tests.factories import NOW, TODAY
from tests.statutes.factories import ADMINISTRATOR, FOUNDED

HOUSE = HouseFacts(
    short_name="Morgenau", street="Kontorgasse 3", postcode="70990", city="Morgenau",
    register_court="Amtsgericht Lindenfurt", register_number="GnR 700412",
    auditing_association="Verband Rabentaler Prüfer", auditing_association_seat="Lindenfurt",
    iban="DE89370400440532013000", privacy_notice="Wir …",
    privacy_notice_version="November 2026",
)  # fmt: skip
PLACES = ("Altenbruck", "Quellbach", "Welldingen")


def a_founder(place: str = "Altenbruck", paid_in: int = 0) -> actions.FounderFacts:
    """A municipality with its mayor."""
    party = PartyFacts(PartyKind.MUNICIPALITY, name=f"Gemeinde {place}",
                       address=PostalAddress("Rathausplatz 1", "70991", place))
    mayor = actions.RepresentativeFacts("Adelgunde", f"Von {place}", f"rathaus@{place.lower()}.example",
                                        "Bürgermeisterin", Authority.APPOINTED)
    return actions.FounderFacts(party, FOUNDED, 2, paid_in, date(2021, 7, 1), mayor)


def founders(session: Session) -> list[Member]:
    """Three municipalities, enough for a cooperative."""
    return [actions.enter_founder(session, a_founder(place), ADMINISTRATOR, NOW) for place in PLACES]


def an_officer(session: Session, organ: Organ, index: int, function: OrganFunction) -> None:
    """One of those who may hold an office, in office since the founding."""
    party = queries.candidates_on(session, TODAY)[index]
    facts = actions.OfficerFacts(organ, party.id, function, FOUNDED, email=party.email)
    actions.appoint_officer(session, facts, ADMINISTRATOR, NOW)
