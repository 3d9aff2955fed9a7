"""The search finds people, matters, papers and commands, for each person only what this person may open."""

import html
import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core.values import Role
from app.desk.views.searching import marked
from app.organs import queries as organs
from app.organs.rules import Organ
from app.parties import actions as parties
from app.parties.rules import Authority
from app.settlements import actions as settlements
from app.shares import actions as shares
from tests.admissions.factories import a_submitted
from tests.boardroom.factories import a_board_of_three, an_application_in_circular, directors
from tests.factories import LONG_AGO, NOW, OFFICE, TODAY, a_person, an_organisation, sign_in, sign_in_office
from tests.settlements.factories import ONE, PAID_ON, a_leaver, a_paying_house, confirmed
from tests.shares.factories import SHARE, a_house, a_member, paid


def palette(client: FlaskClient, words: str) -> str:
    """What the command palette is answered."""
    answer = client.get("/suche/palette", query_string={"q": words})
    assert answer.status_code == 200
    return answer.text


def test_a_settlement_is_found_by_its_number_that_of_a_payout_and_its_member(
    client: FlaskClient, session: Session
) -> None:
    a_paying_house(session)
    settlement = confirmed(session, a_leaver(session))
    settlements.pay_out(session, settlement, 100_00, PAID_ON, ONE, NOW)
    sign_in_office(session, client)
    session.commit()
    for words in ("AG-2026-001", "ag2026001", "Z-2026-0001", "altenbruck"):
        assert f"/auseinandersetzung/{settlement.id}" in palette(client, words)
    assert "/auseinandersetzung/" not in palette(client, "AG-2025-001")


def a_filled_house(session: Session) -> None:
    """A member with a payment and a certificate, an application in a circular."""
    a_board_of_three(session)
    member = a_member(session, "Stadtwerke Quellbach GmbH", shares=2)
    paid(session, member, SHARE)
    shares.issue_certificate(session, member, OFFICE, NOW)
    an_application_in_circular(session)
    session.commit()


@pytest.mark.parametrize(
    ("words", "address", "text"),
    [
        ("quellbach", "/mitglieder/1", "Nr. 0001, 2 Anteile"), ("1", "/mitglieder/1", "Stadtwerke"),
        ("altenbruck", "/antraege/", "Antrag A-2026-0001"), ("A-2026-0001", "/antraege/", "Gemeinde Altenbruck"),
        ("v-2026-001", "/beschluesse/", "Zulassung eines Mitglieds"), ("V-2026", "/beschluesse/", "24.11.2026"),
        ("U-2026-0001", "/urkunden/U-2026-0001", "2 Anteile"), ("K-2026", "/mitglieder/1/zahlungen", "500,00"),
        ("zahlung eintragen", "/zahlungen/eintragen", "Befehle"), (">beschluss", "/beschluesse/neu", "Befehle"),
        ("quellbach schriftverkehr", "/mitglieder/1/schriftverkehr", "Befehle für Stadtwerke Quellbach GmbH"),
        ("", "/mitglieder/", "Heute"),
    ],
)  # fmt: skip
def test_the_office_finds_what_it_looks_for(
    session: Session, client: FlaskClient, words: str, address: str, text: str
) -> None:
    """By name, number, place or command; each hit leads to its page."""
    a_filled_house(session)
    sign_in_office(session, client)
    answer = palette(client, words).replace("\u00a0", " ")
    assert f'href="{address}' in answer
    assert text in answer.replace("<mark>", "").replace("</mark>", "")


def test_nothing_found_is_an_empty_answer(session: Session, client: FlaskClient) -> None:
    """The palette then says so itself; the page says what to try."""
    a_filled_house(session)
    sign_in_office(session, client)
    assert palette(client, "xyzzy").strip() == ""
    assert "Nichts gefunden" in client.get("/suche?q=xyzzy").text


def test_an_administrator_finds_people_but_no_members(session: Session, client: FlaskClient) -> None:
    """Logins are the administrator's matter, members and applicants are not."""
    a_filled_house(session)
    sign_in(session, client, a_person(session, "Ottilie", "Quellbacher"), Role.ADMINISTRATOR)
    answer = palette(client, "quellbach")
    assert "/konto/personen/" in answer
    assert "/mitglieder/1" not in answer
    assert palette(client, "altenbruck").strip() == ""


def test_a_member_finds_only_its_own_membership(session: Session, client: FlaskClient) -> None:
    """Neither other members nor applications nor papers of the house."""
    a_filled_house(session)
    own, person = an_organisation(session, "Gemeinde Quellbach"), a_person(session, "Theodora", "Quendel")
    a_member(session, party=own, shares=1)
    parties.add_representation(session, own.id, person.id, Authority.APPOINTED, "Amtsleiterin", LONG_AGO, OFFICE, NOW)
    sign_in(session, client, person)
    answer = palette(client, "quellbach").replace("<mark>", "").replace("</mark>", "")
    assert "Gemeinde Quellbach" in answer
    assert "Stadtwerke" not in answer
    assert palette(client, "altenbruck").strip() == palette(client, "V-2026-001").strip() == ""


def test_an_officer_of_the_supervisory_board_finds_no_applicants(session: Session, client: FlaskClient) -> None:
    """Applications and members open to office, board and audit only."""
    a_filled_house(session)
    chair = organs.offices_on(session, Organ.SUPERVISORY_BOARD, TODAY)[0].party
    sign_in(session, client, chair)
    assert "/antraege/" not in palette(client, "altenbruck")
    assert "/mitglieder/" not in palette(client, "quellbach")


def test_the_search_works_without_scripts(session: Session, client: FlaskClient) -> None:
    """The page shows the same hits under headings."""
    a_filled_house(session)
    sign_in_office(session, client)
    answer = client.get("/suche?q=quellbach")
    assert "<mark>Quellbach</mark>" in answer.text
    assert "Mitglieder" in answer.text


def test_what_is_typed_never_becomes_markup(session: Session, client: FlaskClient) -> None:
    """Names and words are escaped, the marks are not."""
    a_house(session)
    a_member(session, "<b>Wicht</b> & Söhne", shares=1)
    sign_in_office(session, client)
    answer = palette(client, "wicht")
    assert "<b>" not in answer
    assert "&lt;b&gt;<mark>Wicht</mark>&lt;/b&gt; &amp; Söhne" in answer
    assert "<script>" not in client.get("/suche?q=<script>alert(1)</script>").text


def test_a_text_without_a_hit_is_only_escaped() -> None:
    """Nothing is marked where nothing was hit."""
    assert marked("Müller & Co", "xy") == "Müller &amp; Co"
    assert marked("Müller & Co", "mueller") == "<mark>Müller</mark> &amp; Co"


def test_an_erased_application_is_not_found_by_name(session: Session, client: FlaskClient) -> None:
    """What was erased stays erased; the number still leads to what remains (R-ADM-09)."""
    a_board_of_three(session)
    application = a_submitted(session)
    application.name = application.search_text = ""
    session.commit()
    sign_in_office(session, client)
    assert "/antraege/" not in palette(client, "altenbruck")
    assert f"/antraege/{application.id}" in palette(client, application.number or "")


def test_directors_search_like_the_office(session: Session, client: FlaskClient) -> None:
    """They may open members and applications, but are offered no payment form."""
    a_filled_house(session)
    director = directors(session)[0]
    sign_in(session, client, director)
    assert "/mitglieder/1" in palette(client, "quellbach")
    assert "/zahlungen/eintragen" not in palette(client, "zahlung eintragen")


@pytest.mark.parametrize("address", ["/suche", "/mitglieder/", "/zahlungen/"])
@pytest.mark.parametrize("words", ["²", "٣", "9" * 90, "%", "\\"])
def test_odd_digits_are_looked_for_like_words(session: Session, client: FlaskClient, address: str, words: str) -> None:
    """No number of ours, and no fault of ours."""
    a_house(session)
    sign_in_office(session, client)
    assert client.get(address, query_string={"q": words}).status_code == 200


def hits(client: FlaskClient, words: str) -> list[str]:
    """The names of the hits in their order."""
    names = re.findall(r'palette-name">(.*?)</span>', palette(client, words))
    return [html.unescape(re.sub("<[^>]*>", "", name)) for name in names]


def test_a_name_comes_before_a_place(session: Session, client: FlaskClient) -> None:
    """Half the members sit in the town that one member is named after."""
    a_house(session)
    for name in ("Bäckerei Hollerstrauch", "Neu Morgenau", "Stadt Morgenau", "Morgenau Energie eG"):
        member = a_member(session, name)
        member.party.search_text += " 70990 morgenau"
    session.commit()
    sign_in_office(session, client)
    names = ["Morgenau Energie eG", "Neu Morgenau", "Stadt Morgenau", "Bäckerei Hollerstrauch"]
    assert [hit for hit in hits(client, "morgenau") if hit in names] == names


def test_a_name_among_the_matters_comes_before_a_place_among_the_members(
    session: Session, client: FlaskClient
) -> None:
    """The applicant bears the name; the member only lives there."""
    a_filled_house(session)
    member = a_member(session, "Walburga Ehrenpreis")
    member.party.search_text += " altenbruck"
    session.commit()
    sign_in_office(session, client)
    assert hits(client, "altenbruck")[0] == "Gemeinde Altenbruck"


@pytest.mark.parametrize("words", ["wölfe", "woelfe", "WÖLFE"])
def test_umlauts_are_found_however_they_are_typed(session: Session, client: FlaskClient, words: str) -> None:
    """As the keyboard at hand allows."""
    a_house(session)
    a_member(session, "Wölfe & Söhne KG")
    session.commit()
    sign_in_office(session, client)
    assert hits(client, words)[0] == "Wölfe & Söhne KG"


@pytest.mark.parametrize(("words", "hit"), [
    ("Nr. 1", "Stadtwerke Quellbach GmbH"), ("0001", "Stadtwerke Quellbach GmbH"),
    ("u20260001", "Urkunde U-2026-0001"), ("v 2026 001", "Beschluss V-2026-001"), ("k2026", "Zahlung K-2026-0001"),
])  # fmt: skip
def test_a_number_is_found_however_it_is_typed(session: Session, client: FlaskClient, words: str, hit: str) -> None:
    """With blanks, without hyphens, with or without noughts."""
    a_filled_house(session)
    sign_in_office(session, client)
    assert hits(client, words)[0] == hit


def test_who_acts_for_a_member_leads_to_it(session: Session, client: FlaskClient) -> None:
    """And the hit says why it is one; a term of office is a hit of its own."""
    a_board_of_three(session)
    mayor, town = a_person(session, "Almut", "Weißdorn"), an_organisation(session, "Stadt Lindenfurt")
    authority = Authority.APPOINTED
    parties.add_representation(session, town.id, mayor.id, authority, "Bürgermeisterin", LONG_AGO, OFFICE, NOW)
    a_member(session, party=town)
    session.commit()
    sign_in_office(session, client)
    answer = palette(client, "weissdorn")
    assert "Stadt Lindenfurt" in answer
    assert "vertreten durch Almut <mark>Weißdorn</mark>" in answer
    director = directors(session)[0]
    assert director.display_name in hits(client, director.display_name)


def test_the_end_of_an_iban_leads_to_its_owner(session: Session, client: FlaskClient) -> None:
    """Bank statements often show no more."""
    a_house(session)
    member = a_member(session, "Gemeinde Tannwies")
    parties.add_bank_account(session, member.party_id, "DE89 3704 0044 0532 0130 00", LONG_AGO, OFFICE, NOW)
    session.commit()
    sign_in_office(session, client)
    assert hits(client, "3201 3000")[0] == "Gemeinde Tannwies"


def test_a_misspelt_name_is_offered_as_it_is_written(session: Session, client: FlaskClient) -> None:
    """Where nothing has the words, the likest names are offered; whoever may not open members is offered none."""
    a_filled_house(session)
    sign_in_office(session, client)
    answer = palette(client, "stadtwerke kwellbach")
    assert "Meinten Sie" in answer
    assert 'href="/mitglieder/1"' in answer
    assert "Meinten Sie" in client.get("/suche?q=quelbach stadtwerk").text
    assert "Meinten Sie" not in palette(client, "stadtwerke quellbach")
    assert "Meinten Sie" not in palette(client, "zzyzx qqq")
