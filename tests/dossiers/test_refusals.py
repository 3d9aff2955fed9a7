"""What a rule turns down on a member's page stands at its field, and what was typed stays."""

import io
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.members.models import Member
from app.parties import actions as parties
from app.parties import queries as party_queries
from app.parties.models import Party
from app.parties.rules import Authority
from app.shares import actions as ledgers
from app.shares import queries as shares
from tests.factories import LONG_AGO, NOW, OFFICE, TODAY, a_person, sign_in_office
from tests.shares.factories import a_house, a_member, paid
from tests.tabs import Tab

PLACE = {"street": "Markt 1", "postcode": "70997", "city": "Altenbruck", "valid_from": TODAY.isoformat()}


def a_member_seen_by_the_office(session: Session, client: FlaskClient, party: Party | None = None) -> Member:
    """The member number one, looked at by the office."""
    a_house(session)
    member = a_member(session, shares=3, party=party)
    session.commit()
    sign_in_office(session, client)
    return member


def at(answer: TestResponse, field: str) -> str:
    """What stands as the error of a field; refuses a page without that field."""
    assert answer.status_code == 422
    assert f'id="{field}"' in answer.text
    found = answer.text.split(f'id="{field}-error"')
    return found[1].split("</div>")[0] if len(found) > 1 else ""


def test_a_wrong_postcode_is_said_at_its_field(session: Session, client: FlaskClient) -> None:
    a_member_seen_by_the_office(session, client)
    answer = Tab(client, "/mitglieder/1/anschrift").send(**{**PLACE, "postcode": "7099"})
    assert "fünf Ziffern" in at(answer, "postcode")
    assert all(f'value="{typed}"' in answer.text for typed in ("Markt 1", "7099", "Altenbruck"))


def test_a_name_that_is_not_borne_yet_is_said_at_its_day(session: Session, client: FlaskClient) -> None:
    a_member_seen_by_the_office(session, client)
    typed = {"name": "Stadt Altenbruck", "valid_from": (TODAY + timedelta(days=5)).isoformat()}
    answer = Tab(client, "/mitglieder/1/name").send(**typed)
    assert "sobald er gilt" in at(answer, "valid_from")
    assert 'value="Stadt Altenbruck"' in answer.text


def test_a_reversal_that_is_refused_keeps_the_reason(session: Session, client: FlaskClient) -> None:
    """What was paid for keeps its shares."""
    member = a_member_seen_by_the_office(session, client)
    entry = shares.share_entries_of(session, member.id)[0].id
    tab = Tab(client, f"/mitglieder/1/anteile/{entry}/storno")
    paid(session, member, 100_00)
    session.commit()
    answer = tab.send(reason="Falsch erfasst, siehe Brief.")
    assert at(answer, "reason")
    assert "Falsch erfasst, siehe Brief." in answer.text


def test_what_cannot_be_reversed_by_itself_is_not_offered_and_what_undoes_it_is_said(
    session: Session, client: FlaskClient
) -> None:
    """One leg of a transfer, and shares on which money is paid in."""
    member, other = a_member_seen_by_the_office(session, client), a_member(session, "Stadt Lindenfurt", 1)
    buyer = a_member(session, "Markt Rabental", 1)
    paid(session, buyer, 500_00)
    legs = ledgers.hand_over(session, member, other, 1, 0, TODAY, "Vertrag", OFFICE, NOW)
    session.commit()
    bought = shares.share_entries_of(session, buyer.id)[0]
    for number, entry, sentence in (
        (member.number, legs.given, "Stornieren Sie die Übertragung im Ganzen"),
        (buyer.number, bought, "Stornieren Sie zuerst die Zahlung"),
    ):
        shown = client.get(f"/mitglieder/{number}/anteile/{entry.id}/storno").text
        assert sentence in shown
        assert 'name="reason"' not in shown


@pytest.mark.parametrize("what", ["name", "anschrift"])
def test_what_cannot_be_taken_back_any_more_is_said_at_the_reason(
    session: Session, client: FlaskClient, what: str
) -> None:
    member = a_member_seen_by_the_office(session, client)
    find = party_queries.names_of if what == "name" else party_queries.addresses_of
    first = find(session, member.party_id)[-1].id
    tab = Tab(client, f"/mitglieder/1/{what}/{first}/storno")
    answer = tab.send(reason="Beim falschen Mitglied")
    assert "Davor stand nichts" in at(answer, "reason")
    assert "Beim falschen Mitglied" in answer.text


def test_who_cannot_represent_is_said_at_the_authority(session: Session, client: FlaskClient) -> None:
    """A person declares for itself, or through who acts for it by law; an agent is none of these (R-VOTE-09)."""
    a_member_seen_by_the_office(session, client, a_person(session, "Anna", "Ahorn"))
    typed = {"first_names": "Berta", "last_name": "Birke", "function": "Tochter", "first_day": TODAY.isoformat(),
             "no_proof": "Mündlich", "authority": "power_of_attorney"}
    answer = Tab(client, "/mitglieder/1/vertretung").send(**typed)
    assert "Wählen Sie eine der Möglichkeiten" in at(answer, "authority")
    assert 'value="Birke"' in answer.text


def test_a_representation_that_begins_years_ahead_is_said_at_the_day(session: Session, client: FlaskClient) -> None:
    a_member_seen_by_the_office(session, client)
    typed = {"first_names": "Berta", "last_name": "Birke", "function": "Kämmerin", "no_proof": "Mündlich"}
    far = (TODAY + timedelta(days=9 * 365)).isoformat()
    answer = Tab(client, "/mitglieder/1/vertretung").send(**typed, first_day=far)
    assert "mehr als ein Jahr voraus" in at(answer, "first_day")


@pytest.mark.parametrize(("page", "typed"), [
    ("anschrift", PLACE), ("name", {"name": "Stadt Altenbruck", "valid_from": TODAY.isoformat()}),
    ("bankverbindung", {"iban": "DE75512108001245126199", "valid_from": TODAY.isoformat()}),
    ("vertretung", {"first_names": "Berta", "last_name": "Birke", "function": "Kämmerin", "first_day": "2026-01-01"}),
])
def test_a_proof_that_is_no_paper_is_said_at_its_field(
    session: Session, client: FlaskClient, page: str, typed: dict[str, str]
) -> None:
    a_member_seen_by_the_office(session, client)
    answer = Tab(client, f"/mitglieder/1/{page}").send(**typed, proof=(io.BytesIO(b"MZ\x90"), "brief.pdf"))
    assert "PDF, PNG und JPEG" in at(answer, "proof")


def test_an_end_before_the_beginning_is_said_at_the_day(session: Session, client: FlaskClient) -> None:
    member = a_member_seen_by_the_office(session, client)
    person = a_person(session, "Berta", "Birke")
    held = parties.add_representation(
        session, member.party_id, person.id, Authority.SOLE, "Kämmerin", LONG_AGO, OFFICE, NOW
    )
    session.commit()
    tab = Tab(client, f"/mitglieder/1/vertretung/{held.id}/ende")
    answer = tab.send(last_day=(LONG_AGO - timedelta(days=1)).isoformat())
    assert "nicht vor ihrem Beginn" in at(answer, "last_day")


def test_a_certificate_is_declared_void_once_however_often_it_is_sent(session: Session, client: FlaskClient) -> None:
    member = a_member_seen_by_the_office(session, client)
    certificate = client.post("/mitglieder/1/urkunde", data={"key": "key-of-this-form"})
    assert certificate.status_code == 302
    issued = shares.valid_certificate_of(session, member.id)
    assert issued is not None
    one, other = (Tab(client, f"/mitglieder/1/urkunde/{issued.number}/ungueltig") for _ in range(2))
    assert [one.send(reason="Verloren").status_code for _ in range(2)] == [302, 302]
    answer = other.send(reason="Auch verloren")
    assert at(answer, "reason")
    assert "Auch verloren" in answer.text




@pytest.mark.parametrize("phone", ["<script>alert(1)</script>", "ruf mich an", "12"])
def test_a_telephone_number_that_nobody_can_dial_is_said_at_its_field(
    session: Session, client: FlaskClient, phone: str
) -> None:
    a_member_seen_by_the_office(session, client)
    answer = Tab(client, "/mitglieder/1/kontakt").send(phone=phone)
    assert "Schreiben Sie die Telefonnummer in Ziffern" in at(answer, "phone")
    assert Tab(client, "/mitglieder/1/kontakt").send(phone="+49 (7361) 12-34").status_code == 302


def test_a_telephone_number_from_before_stays_where_it_is_not_touched(session: Session, client: FlaskClient) -> None:
    """An old list may have brought it."""
    member = a_member_seen_by_the_office(session, client)
    member.party.phone = "07361 1234, vormittags"
    session.commit()
    assert Tab(client, "/mitglieder/1/kontakt").send(email="post@altenbruck.example").status_code == 302
