"""A new name or address: what the register will say is shown before, and what cannot stand there is refused."""

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core.values import Refusal
from app.dossiers.rules import check_within_membership
from app.parties import queries as parties
from app.parties.rules import DayRefusal, check_country, check_dated, check_listed_country, country_as_kept
from tests.dossiers.test_refusals import PLACE, a_member_seen_by_the_office, at
from tests.factories import TODAY
from tests.shares.factories import JOINED
from tests.tabs import Tab, said

HELD = {"street": "Kirchgasse 4", "postcode": "70997", "city": "Altenbruck"}


@pytest.mark.parametrize("country", ["DE", "AT", "CH", "Österreich", "Vereinigtes Königreich", "Côte d\u2019Ivoire"])
def test_a_country_is_named_by_its_code_or_its_name(country: str) -> None:
    check_country(country)


@pytest.mark.parametrize("country", ["AT", "Österreich", "austria", "USA", "Großbritannien", "Holland", "Türkei"])
def test_a_country_is_one_of_the_list_in_german_or_english(country: str) -> None:
    check_listed_country(country)


@pytest.mark.parametrize("country", ["Absurdistan", "Deutchland", "Europäische Union", "Welt", "Lindenfurt"])
def test_what_stands_in_no_list_is_refused_unless_it_is_held_already(country: str) -> None:
    """Lists from elsewhere may name countries there are no more; who lives there keeps them."""
    check_country(country)
    with pytest.raises(Refusal, match="Dieses Land gibt es nicht"):
        check_listed_country(country, "Preußen")
    check_listed_country(country, country)


@pytest.mark.parametrize("country", ["XX", "ZZ", "EU", "A", "", "12", "<b>AT</b>"])
def test_what_is_no_country_is_refused(country: str) -> None:
    with pytest.raises(Refusal, match="Dieses Land gibt es nicht"):
        check_country(country)


def test_a_country_is_kept_in_one_way() -> None:
    typed = ("", "de", "Deutschland", "at", " Schweiz ", "ÖSTERREICH", "Switzerland", "USA", "Preußen")
    kept = ["DE", "DE", "DE", "AT", "Schweiz", "Österreich", "Schweiz", "Vereinigte Staaten", "Preußen"]
    assert [country_as_kept(each) for each in typed] == kept


def test_a_day_lies_no_more_than_ten_years_back_and_one_ahead() -> None:
    for days in (-3653, 0, 366):
        check_dated(TODAY + timedelta(days=days), TODAY)
    for days in (-3654, 367):
        with pytest.raises(DayRefusal):
            check_dated(TODAY + timedelta(days=days), TODAY)


def test_the_register_holds_nothing_from_before_the_membership() -> None:
    """Of a membership to come, what holds from today on."""
    day = date(2026, 9, 25)
    check_within_membership(day, day, TODAY)
    check_within_membership(TODAY, TODAY + timedelta(days=40), TODAY)
    for too_early, joined in ((day - timedelta(days=1), day), (TODAY - timedelta(days=1), TODAY + timedelta(days=9))):
        with pytest.raises(DayRefusal, match="davor führt die Mitgliederliste nichts"):
            check_within_membership(too_early, joined, TODAY)


@pytest.mark.parametrize(("typed", "field", "sentence"), [
    ({"country": "XX"}, "country", "Dieses Land gibt es nicht"),
    ({"country": "Absurdistan"}, "country", "Dieses Land gibt es nicht"),
    ({"valid_from": (JOINED - timedelta(days=1)).isoformat()}, "valid_from", "davor führt die Mitgliederliste nichts"),
    ({"valid_from": (TODAY + timedelta(days=400)).isoformat()}, "valid_from", "zu weit von heute entfernt"),
    (HELD, "street", "Das ist schon so eingetragen"),
])
def test_an_address_that_cannot_stand_in_the_register_is_said_at_its_field(
    session: Session, client: FlaskClient, typed: dict[str, str], field: str, sentence: str
) -> None:
    member = a_member_seen_by_the_office(session, client)
    assert sentence in at(Tab(client, "/mitglieder/1/anschrift").send(**{**PLACE, **typed}), field)
    assert len(parties.addresses_of(session, member.party_id)) == 1


def test_an_unchanged_name_is_no_entry(session: Session, client: FlaskClient) -> None:
    member = a_member_seen_by_the_office(session, client)
    answer = Tab(client, "/mitglieder/1/name").send(name="Gemeinde Altenbruck", valid_from=TODAY.isoformat())
    assert "Das ist schon so eingetragen" in at(answer, "name")
    assert len(parties.names_of(session, member.party_id)) == 1


def test_the_preview_shows_what_holds_before_and_from_the_day_on_and_enters_nothing(
    session: Session, client: FlaskClient
) -> None:
    member = a_member_seen_by_the_office(session, client)
    later = {**PLACE, "street": "Markt 9", "valid_from": (TODAY + timedelta(days=30)).isoformat()}
    assert Tab(client, "/mitglieder/1/anschrift").send(**later).status_code == 302
    answer = client.post("/mitglieder/1/anschrift/vorschau", data=PLACE)
    assert answer.status_code == 200
    for words in ("Kirchgasse 4, 70997 Altenbruck", "Markt 1, 70997 Altenbruck", "Markt 9, 70997 Altenbruck"):
        assert words in said(answer)
    assert 'value="Markt 1"' in answer.text
    assert len(parties.addresses_of(session, member.party_id)) == 2


def test_the_preview_of_a_name_says_why_it_cannot_stand_there(session: Session, client: FlaskClient) -> None:
    a_member_seen_by_the_office(session, client)
    typed = {"name": "Stadt Altenbruck", "valid_from": (TODAY + timedelta(days=3)).isoformat()}
    panel = client.post("/mitglieder/1/name/vorschau", data=typed, headers={"HX-Request": "true"})
    assert "sobald er gilt" in panel.text
    assert "<form" not in panel.text
    typed["valid_from"] = TODAY.isoformat()
    assert "Stadt Altenbruck" in client.post("/mitglieder/1/name/vorschau", data=typed).text
    assert client.post("/mitglieder/1/name/vorschau", data={}).status_code == 422
