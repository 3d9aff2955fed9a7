"""A cooperative of any size to time pages and prints with."""

from datetime import date, timedelta

from app.core.db import transaction
from app.core.values import PartyKind, PostalAddress
from app.members import actions as members
from app.parties import actions as parties
from app.parties.rules import PartyFacts
from app.shares import actions as shares
from tests.factories import NOW, OFFICE
from tests.shares.factories import SHARE, a_house

FOUNDED = date(2006, 1, 1)
PLACES = ("Morgenau", "Lindenfurt", "Quellbach", "Eichenau", "Welldingen", "Altenbruck")


def a_cooperative(members_wanted: int) -> None:
    """Statute, house data, directors, and members with shares, of which every tenth still owes something."""
    with transaction() as session:
        a_house(session)
        wanted = [(_facts(number), FOUNDED) for number in range(members_wanted)]
        people = parties.add_parties(session, parties.rows_for(wanted, NOW))
        entries = [
            members.TakenOver(party_id, number, FOUNDED + timedelta(days=number % 7000))
            for number, party_id in enumerate(people, start=1)
        ]
        holdings = [
            shares.OpeningHolding(
                member_id, 1 + number % 20, (1 + number % 20) * SHARE - (number % 10 == 0) * SHARE // 2,
                FOUNDED + timedelta(days=number % 7000),
            )
            for number, member_id in enumerate(members.enter_many(session, entries, "alt.csv", OFFICE, NOW), start=1)
        ]
        shares.take_over_many(session, holdings, "alt.csv", OFFICE, NOW)


def _facts(number: int) -> PartyFacts:
    place = PLACES[number % len(PLACES)]
    address = PostalAddress(f"Kirchgasse {number % 300}", f"{70000 + number % 900}", place)
    return PartyFacts(PartyKind.COMPANY, name=f"Betrieb {number} {place} GmbH", address=address, region=place)
