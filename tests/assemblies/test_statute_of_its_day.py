"""The page of a held assembly speaks of majorities and periods by the statute of its day (§ 16 (6) GenG; R-STA-03)."""

from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.assemblies.models import Assembly
from app.assemblies.rules import ItemType, Subject
from tests.assemblies.factories import a_convening_house, an_assembly, an_item, convened
from tests.factories import NOW, TODAY, sign_in_office
from tests.statutes.factories import a_statute
from tests.tabs import said

LATER = NOW + timedelta(hours=1)
HALF, MOST = "mehr als die Hälfte", "die meisten Stimmen"


def an_election_on(session: Session, days: int) -> Assembly:
    """An assembly with an election so many days from today, under a statute that was changed since it was convened."""
    a_convening_house(session, election_mode="absolute_then_runoff")
    assembly = an_assembly(session, TODAY + timedelta(days=days))
    an_item(session, assembly, item_type=ItemType.ELECTION, seats=1, subject=Subject.ELECT_SUPERVISORY_BOARD,
            title="Wahlen zum Aufsichtsrat", draft="")
    convened(session, assembly)
    a_statute(session, TODAY - timedelta(days=2), TODAY - timedelta(days=1), at=LATER, gv_channel="direct_textform",
              election_mode="relative", posting_fiction_days=2)
    return assembly


def page_of(session: Session, client: FlaskClient, assembly: Assembly) -> str:
    """The words of its page for the office."""
    sign_in_office(session, client)
    return said(client.get(f"/versammlungen/{assembly.id}"))


def test_a_held_assembly_keeps_the_majorities_and_periods_of_its_day(session: Session, client: FlaskClient) -> None:
    page = page_of(session, client, an_election_on(session, -10))
    assert HALF in page
    assert MOST not in page
    assert "2 Tage" not in page


def test_what_is_to_come_goes_by_the_statute_of_today(session: Session, client: FlaskClient) -> None:
    page = page_of(session, client, an_election_on(session, 60))
    assert MOST in page
    assert "2 Tage" in page
