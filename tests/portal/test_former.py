"""Who has left still sees all that is kept about the membership (Art. 15 GDPR), and acts for it no more."""

import json
from collections.abc import Sequence
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.changes import queries as changes
from app.core.values import Actor, NotFound, Refusal
from app.members import actions as members
from app.members import queries as register
from app.members.models import Member
from app.members.rules import ExitGround
from app.parties import actions as parties
from app.parties.rules import Authority
from app.portal.rules import Standing, standing_of
from app.reports import actions as reports
from app.rooms import derived_roles_on
from app.transfers import actions as transfers
from tests.factories import LONG_AGO, NOW, OFFICE, TODAY, a_person, sign_in
from tests.portal.test_pages import a_represented_member
from tests.shares.factories import a_house, a_member, paid
from tests.tabs import Tab
from tests.transfers.factories import declared, two_holders

LEFT = TODAY - timedelta(days=1)
KEY = {"key": "former-member-1"}


def ended(session: Session, *left: Member) -> None:
    """Their memberships ended yesterday."""
    for member in left:
        members.end(session, member, LEFT, ExitGround.NOTICE, "KD-2024-001", OFFICE, NOW)
    session.commit()


def a_former_member(session: Session, client: FlaskClient) -> Member:
    """A member that paid, left yesterday, and is signed in."""
    a_house(session)
    member = a_member(session, party=a_person(session, "Walburga", "Ehrenpreis"), shares=3)
    paid(session, member, 400_00)
    ended(session, member)
    sign_in(session, client, member.party)
    return member


def test_who_has_left_sees_the_own_data_and_takes_them_along(session: Session, client: FlaskClient) -> None:
    member = a_former_member(session, client)
    assert client.get("/").location == "/mein/"
    assert client.get("/mein/").location == f"/mein/{member.number}"
    for page in ("", "/daten", "/daten.json"):
        answer = client.get(f"/mein/{member.number}{page}")
        assert answer.status_code == 200
        assert "Walburga Ehrenpreis" in answer.text
    data = client.get(f"/mein/{member.number}/daten").text
    assert "400,00" in data
    assert "gedruckte Abschrift" not in data
    assert client.get(f"/register/eigener-eintrag/{member.number}").status_code == 200


def test_who_has_left_is_offered_no_act_of_a_member(session: Session, client: FlaskClient) -> None:
    member = a_former_member(session, client)
    shown = client.get(f"/mein/{member.number}").text
    assert "am 23.11.2026 zu Ende gegangen" in shown
    for address in (*acts_of(member), "/register/einsicht/eigene"):
        assert address not in shown, address
    entry = client.get(f"/register/eigener-eintrag/{member.number}").text
    for address in ("/register/einsicht/eigene", "/auszug"):
        assert address not in entry, address


def test_an_act_of_a_member_is_refused_to_who_has_left_with_a_sentence(session: Session, client: FlaskClient) -> None:
    member = a_former_member(session, client)
    for address in acts_of(member):
        answer = client.get(address)
        assert answer.status_code == 409, address
        assert "ist mit dem 23.11.2026 zu Ende" in answer.text, address
    for address in (*acts_of(member)[:2], f"/register/einsicht/eigene/{member.number}",
                    f"/register/eigener-eintrag/{member.number}/auszug"):
        answer = client.post(address, data=KEY)
        assert (answer.status_code, "ist mit dem 23.11.2026 zu Ende" in answer.text) == (409, True), address


def test_who_has_left_still_opens_the_extracts_it_had(session: Session, client: FlaskClient) -> None:
    a_house(session)
    member = a_member(session, party=a_person(session, "Walburga", "Ehrenpreis"))
    extract = reports.issue_extract(session, member, OFFICE, NOW, is_posted=False)
    ended(session, member)
    sign_in(session, client, member.party)
    there = f"/mein/{member.number}/dokumente/{extract.id}"
    assert there in client.get(f"/register/eigener-eintrag/{member.number}").text
    assert client.get(there).status_code == 200


def acts_of(member: Member) -> Sequence[str]:
    """The pages on which a member acts as one."""
    return [f"/mein/{member.number}/{page}" for page in ("kuendigung", "anteile", "uebertragung")]


def test_who_has_left_may_still_say_where_the_money_goes_and_where_letters_do(
    session: Session, client: FlaskClient
) -> None:
    member = a_former_member(session, client)
    account = Tab(client, f"/mein/{member.number}/bankverbindung")
    assert account.send(iban="DE02 1203 0000 0000 2020 51", valid_from="24.11.2026").status_code == 302
    address = Tab(client, f"/mein/{member.number}/anschrift")
    where = {"street": "Gartenweg 3", "postcode": "70990", "city": "Morgenau", "country": "DE"}
    assert address.send(valid_from="24.11.2026", **where).status_code == 302
    assert len(changes.waiting_of(session, member.id)) == 2


def test_a_transfer_offered_to_who_has_left_since_asks_for_no_answer(session: Session, client: FlaskClient) -> None:
    one, other = two_holders(session)
    offered = transfers.declare_own(session, one, other, declared(), True, Actor("Gemeinde", None, one.party_id), NOW)
    person = a_person(session, "Theodora", "Quendel")
    third = a_represented_member(session, person, "Kulturkreis Altenbruck")
    parties.add_representation(
        session, other.party_id, person.id, Authority.SOLE, "Bürgermeisterin", LONG_AGO, OFFICE, NOW
    )
    session.commit()
    sign_in(session, client, person)
    for number in (other.number, third.number):
        assert f"/mein/{other.number}/uebertragung" in client.get(f"/mein/{number}").text
    ended(session, other)
    shown = client.get(f"/mein/{other.number}").text
    assert offered.number in shown
    assert "Wartet auf die Erwerberin" in shown
    for page in (shown, client.get(f"/mein/{third.number}").text):
        for words in (f"/mein/{other.number}/uebertragung", "wartet auf Ihre Zustimmung", "Stimmen Sie zu",
                      "Beantworten"):
            assert words not in page, words


def test_who_acts_for_a_present_and_a_former_member_sees_both_and_the_present_one_first(
    session: Session, client: FlaskClient
) -> None:
    a_house(session)
    person = a_person(session, "Theodora", "Quendel")
    one, other = a_represented_member(session, person), a_represented_member(session, person, "Kulturkreis Altenbruck")
    ended(session, one)
    sign_in(session, client, person)
    assert client.get("/mein/").location == f"/mein/{other.number}"
    assert client.get(f"/mein/{one.number}").status_code == 200
    assert register.get_own(session, person.id, other.number, TODAY) == other
    with pytest.raises(Refusal, match="zu Ende"):
        register.get_own(session, person.id, one.number, TODAY)


def test_who_was_entered_by_mistake_and_struck_sees_what_is_kept_and_acts_no_more(
    session: Session, client: FlaskClient
) -> None:
    """Letters and perhaps a payment are kept, and its own (Art. 15 GDPR)."""
    a_house(session)
    person = a_person(session, "Walburga", "Ehrenpreis")
    member = a_member(session, party=person, shares=0)
    first_day = member.periods[0].first_day
    members.strike(session, member, "Verwechslung", OFFICE, NOW)
    session.commit()
    assert register.members_known_to(session, person.id, TODAY) == [member]
    with pytest.raises(Refusal, match="irrtümlich eingetragen und ist gestrichen"):
        register.get_own(session, person.id, member.number, TODAY)
    sign_in(session, client, person)
    assert client.get("/mein/").location == f"/mein/{member.number}"
    for page in ("", "/daten"):
        shown = client.get(f"/mein/{member.number}{page}").text
        assert "rrtümlich eingetragen und" in shown, page
        assert f"{first_day - timedelta(days=1):%d.%m.%Y}" not in shown, page
    told = json.loads(client.get(f"/mein/{member.number}/daten.json").text)
    assert told["memberships"][0]["is_struck"] is True
    assert client.get(f"/register/eigener-eintrag/{member.number}").status_code == 200
    for address in acts_of(member):
        assert client.get(address).status_code == 409, address


def test_a_struck_entry_gives_no_page_before_another_membership_begins(session: Session) -> None:
    a_house(session)
    member = a_member(session, party=a_person(session, "Walburga", "Ehrenpreis"), shares=0)
    members.strike(session, member, "Verwechslung", OFFICE, NOW)
    begins = TODAY + timedelta(days=10)
    a_member(session, party=member.party, first_day=begins)
    session.commit()
    assert register.members_known_to(session, member.party_id, TODAY) == []
    assert register.members_known_to(session, member.party_id, begins) == [member]


def test_a_membership_is_past_once_none_covers_the_day_and_struck_where_none_ever_did() -> None:
    struck, past, lasting = (TODAY, TODAY - timedelta(days=1)), (LONG_AGO, LEFT), (TODAY, None)
    assert standing_of([struck], TODAY) is Standing.STRUCK
    assert standing_of([struck, past], TODAY) is Standing.PAST
    assert standing_of([struck, past], LEFT) is Standing.PRESENT
    assert standing_of([past, lasting], TODAY) is Standing.PRESENT


@pytest.mark.parametrize(("end", "standing"), [
    (None, ""), ("left", ", ausgeschieden"), ("struck", ", irrtümlich eingetragen und gestrichen"),
])
def test_who_is_no_member_any_more_is_called_none(
    session: Session, client: FlaskClient, end: str | None, standing: str
) -> None:
    a_house(session)
    person = a_person(session, "Walburga", "Ehrenpreis")
    member = a_member(session, party=person)
    if end == "left":
        ended(session, member)
    elif end == "struck":
        members.strike(session, member, "Verwechslung", OFFICE, NOW)
    grounds = [each.ground for each in derived_roles_on(session, person.id, TODAY)]
    assert grounds == [f"Walburga Ehrenpreis, Nr. 0001{standing}"]
    sign_in(session, client, person)
    called = "Kein Mitglied mehr" if end else "Mitglied"
    shown = client.get("/mein/", follow_redirects=True).text
    assert f'<span class="person-note">{called}</span>' in shown


def test_what_another_had_is_found_by_nobody_else(session: Session) -> None:
    a_house(session)
    member = a_represented_member(session, a_person(session, "Theodora", "Quendel"))
    ended(session, member)
    with pytest.raises(NotFound):
        register.get_known(session, a_person(session, "Anna", "Ahorn").id, member.number, TODAY)
