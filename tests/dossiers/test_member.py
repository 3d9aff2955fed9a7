"""The pages of one member: what they show, what may be done there, once, and by whom."""

import io
import re
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.archive.models import IssuedDocument
from app.changes import queries as changes
from app.core import clock, outbox
from app.core.values import PostalAddress, Role
from app.members import queries as members
from app.members.models import Member
from app.members.rules import detail_field
from app.parties import actions as party_actions
from app.parties import queries as parties
from app.parties.models import Party, PartyAddress, Representation
from app.parties.rules import Authority, PartyFacts
from app.shares import actions as shares
from app.shares import queries
from app.shares.models import Certificate, PaymentReceived, ShareEntry
from tests.admissions.factories import a_submitted
from tests.factories import LONG_AGO, NOW, OFFICE, TODAY, a_pdf, a_person, an_organisation, sign_in, sign_in_office
from tests.shares.factories import SHARE, a_house, a_member, paid
from tests.tabs import Tab, two_tabs

KEY = "key-of-this-form"
KEY_OF_TOWN = detail_field("Gemeindeschlüssel")
PAGES = ("", "/stammdaten", "/zahlungen", "/schriftverkehr", "/verlauf")
FORMS = ("/kontakt", "/name", "/anschrift", "/vertretung", "/weitere-angaben", "/bankverbindung")
FORM = re.compile(r'<form method="post" action="([^"]+)"(?:(?!</form>).)*?name="key" value="([^"]*)"', re.DOTALL)
PDF = a_pdf("Vollmacht")


def a_town(session: Session, client: FlaskClient, shares_held: int = 3) -> Member:
    """A town with shares, looked at by the office."""
    a_house(session)
    town = a_member(session, shares=shares_held)
    session.commit()
    sign_in_office(session, client)
    return town


def count(session: Session, table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


@pytest.mark.parametrize("page", [*PAGES, *FORMS])
def test_every_page_of_a_member_opens_and_an_unknown_number_is_not_there(
    session: Session, client: FlaskClient, page: str
) -> None:
    a_town(session, client)
    assert client.get(f"/mitglieder/1{page}").status_code == 200
    assert client.get(f"/mitglieder/4711{page}").status_code == 404


@pytest.mark.parametrize("page", [*PAGES, *FORMS])
def test_other_roles_see_none_of_them(session: Session, client: FlaskClient, page: str) -> None:
    a_town(session, client)
    sign_in(session, client, a_person(session, "Anna", "Ahorn"), Role.ADMINISTRATOR)
    assert client.get(f"/mitglieder/1{page}").status_code == 403


def test_the_auditor_reads_and_changes_nothing(session: Session, client: FlaskClient) -> None:
    town = a_town(session, client)
    entry = queries.share_entries_of(session, town.id)[0].id
    sign_in(session, client, a_person(session, "Anna", "Ahorn"), Role.AUDITOR)
    assert [client.get(f"/mitglieder/1{page}").status_code for page in PAGES] == [200] * len(PAGES)
    acts = (*FORMS, "/zahlungen", "/urkunde", "/zahlungsaufforderung", f"/anteile/{entry}/storno")
    assert {client.post(f"/mitglieder/1{act}").status_code for act in acts} == {403}


def test_the_figures_are_shown_and_explained(session: Session, client: FlaskClient) -> None:
    town = a_town(session, client)
    paid(session, town, 400_00)
    wrong = queries.find_payment(session, paid(session, town, 100_00))
    assert wrong is not None
    shares.reverse_payment(session, wrong, "Doppelt gebucht", OFFICE, NOW)
    session.commit()
    shown = client.get("/mitglieder/1").text
    assert "So kommt 400,00\xa0€ zustande" in shown
    assert "1 Buchung, zuletzt 24.11.2026" in shown
    assert "Noch 1.100,00\xa0€ bis zum Nennbetrag" in shown
    assert "Storno der Buchung vom 24.11.2026" in shown


def test_a_payment_sent_twice_is_one_payment(session: Session, client: FlaskClient) -> None:
    a_town(session, client)
    typed = {"key": KEY, "amount": "1.000,50", "received_on": "23.11.2026", "purpose": "shares", "note": "Überweisung"}
    for _ in range(2):
        assert client.post("/mitglieder/1/zahlungen", data=typed).status_code == 302
    assert session.scalars(select(PaymentReceived.amount)).all() == [1_000_50]


def test_a_wrong_payment_says_what_is_wrong(session: Session, client: FlaskClient) -> None:
    a_town(session, client)
    wrong = {"amount": "viel", "received_on": "32.1.", "purpose": "spende"}
    answer = client.post("/mitglieder/1/zahlungen", data=wrong)
    assert answer.status_code == 422
    assert "Schreiben Sie den Betrag als 1.234,50." in answer.text
    too_much = {"key": KEY, "amount": "9.999", "received_on": "23.11.2026", "purpose": "shares", "note": ""}
    refused = client.post("/mitglieder/1/zahlungen", data=too_much)
    assert refused.status_code == 422
    assert 'value="9.999"' in refused.text
    assert "überweisen Sie 8.499,00\xa0€ zurück" in refused.text


def test_two_clicks_issue_one_certificate_that_opens_as_pdf(session: Session, client: FlaskClient) -> None:
    a_town(session, client)
    for _ in range(2):
        assert client.post("/mitglieder/1/urkunde", data={"key": KEY}).status_code == 302
    certificate = session.scalars(select(Certificate)).one()
    answer = client.get(f"/mitglieder/1/dokumente/{certificate.document_id}")
    assert answer.data.startswith(b"%PDF")
    assert client.get(f"/mitglieder/1/dokumente/{certificate.document_id}").data == answer.data
    assert client.post("/mitglieder/1/urkunde", data={"key": "another-key"}).status_code == 409


def test_two_acts_of_one_page_are_two_acts(session: Session, client: FlaskClient) -> None:
    """A page that stands open in the browser still does the second one."""
    a_house(session)
    a_member(session, shares=3, first_day=clock.today())
    session.commit()
    sign_in_office(session, client)
    shown = client.get("/mitglieder/1").text
    keys = [(address, key) for address, key in FORM.findall(shown) if key]
    assert len(keys) == 2
    for address, key in keys:
        assert client.post(address, data={"key": key}).status_code == 302
    assert count(session, Certificate) == 1
    assert count(session, IssuedDocument) == 2


def test_a_second_copy_is_laid_into_the_tray_once(session: Session, client: FlaskClient) -> None:
    a_town(session, client)
    client.post("/mitglieder/1/urkunde", data={"key": KEY})
    for _ in range(2):
        client.post("/mitglieder/1/urkunde/U-2026-0001/zweitschrift", data={"key": "copy-of-it"})
    shown = client.get("/mitglieder/1/schriftverkehr").text
    assert "Anteilsurkunde U-2026-0001" in shown
    a_member(session, "Stadt Lindenfurt", 1)
    session.commit()
    assert client.post("/mitglieder/2/urkunde/U-2026-0001/zweitschrift", data={"key": "x" * 10}).status_code == 404


def test_what_belongs_to_another_member_is_not_there(session: Session, client: FlaskClient) -> None:
    town = a_town(session, client)
    a_member(session, "Stadt Lindenfurt", 1)
    document = shares.issue_certificate(session, town, OFFICE, NOW).document_id
    entry = queries.share_entries_of(session, town.id)[0].id
    session.commit()
    assert client.get(f"/mitglieder/2/dokumente/{document}").status_code == 404
    assert client.get("/mitglieder/2/dokumente/4711").status_code == 404
    assert client.get(f"/mitglieder/2/anteile/{entry}/storno").status_code == 404
    assert client.get("/mitglieder/2/anteile/4711/storno").status_code == 404


def test_an_entry_is_reversed_with_a_reason_and_once(session: Session, client: FlaskClient) -> None:
    town = a_town(session, client)
    address = f"/mitglieder/1/anteile/{queries.share_entries_of(session, town.id)[0].id}/storno"
    assert "Beide Buchungen bleiben sichtbar" in client.get(address).text
    assert client.post(address, data={"key": KEY}).status_code == 422
    for _ in range(2):
        assert client.post(address, data={"key": KEY, "reason": "Zahlendreher"}).status_code == 302
    assert count(session, ShareEntry) == 2
    assert "Zahlendreher" in client.get("/mitglieder/1").text


def test_one_leg_of_a_transfer_is_not_reversed_alone(session: Session, client: FlaskClient) -> None:
    """The shares would be there twice, or nowhere."""
    town, other = a_town(session, client), a_member(session, "Stadt Lindenfurt", 1)
    legs = shares.hand_over(session, town, other, 1, 0, TODAY, "Vertrag", OFFICE, NOW)
    session.commit()
    address = f"/mitglieder/1/anteile/{legs.given.id}/storno"
    answer = client.post(address, data={"key": KEY, "reason": "Irrtum"})
    assert answer.status_code == 422
    assert "die eine Seite einer Übertragung" in answer.text
    assert count(session, ShareEntry) == 4


def test_the_payment_request_is_written_once(session: Session, client: FlaskClient) -> None:
    a_house(session)
    a_member(session, shares=3, first_day=clock.today())
    session.commit()
    sign_in_office(session, client)
    assert "Zahlung anfordern" in client.get("/mitglieder/1").text
    for _ in range(2):
        assert client.post("/mitglieder/1/zahlungsaufforderung", data={"key": KEY}).status_code == 302
    assert len(re.findall(r"Zahlungsaufforderung B-\d{4}-0001", client.get("/mitglieder/1/schriftverkehr").text)) == 1


def test_whoever_is_late_is_reminded_by_dunning_alone(session: Session, client: FlaskClient) -> None:
    """A friendly letter beside the second one would take back what that says."""
    a_town(session, client)
    page = client.get("/mitglieder/1").text
    assert ("/mahnungen/1/stufe/1" in page, "Zahlungserinnerung schreiben" in page) == (True, True)
    assert "zahlungsaufforderung" not in page
    answer = client.post("/mitglieder/1/zahlungsaufforderung", data={"key": KEY})
    assert (answer.status_code, "im Rückstand" in answer.text) == (409, True)
    assert count(session, IssuedDocument) == 0


def test_contact_name_and_address_are_changed_with_their_day(session: Session, client: FlaskClient) -> None:
    town = a_town(session, client)
    Tab(client, "/mitglieder/1/kontakt").send(email="post@altenbruck.example", region="Rabental")
    Tab(client, "/mitglieder/1/name").send(name="Stadt Altenbruck", valid_from="03.11.2026", no_proof="Mündlich")
    tab, place = Tab(client, "/mitglieder/1/anschrift"), {"postcode": "70997", "city": "Altenbruck"}
    for _ in range(2):
        tab.send(**place, street="Markt 1", valid_from="2027-01-01")
    shown = client.get("/mitglieder/1/stammdaten").text
    assert all(text in shown for text in ("Stadt Altenbruck", "Gemeinde Altenbruck", "post@altenbruck.example"))
    assert count(session, PartyAddress) == 5
    assert parties.address_on(session, town.party_id, TODAY).street == "Kirchgasse 4"  # type: ignore[union-attr]


def test_wrong_changes_are_said(session: Session, client: FlaskClient) -> None:
    a_town(session, client)
    for page, sentence in (
        ("kontakt", "Diese E-Mail-Adresse stimmt nicht"), ("name", "Geben Sie den Namen an"),
        ("anschrift", "Geben Sie die Straße an"), ("vertretung", "Geben Sie an, in welcher Funktion"),
    ):
        answer = client.post(f"/mitglieder/1/{page}", data={"email": "kein"})
        assert (answer.status_code, sentence in answer.text) == (422, True)


def test_a_representative_is_recorded_with_proof_and_ended(session: Session, client: FlaskClient) -> None:
    a_town(session, client)
    typed = {"key": KEY, "first_names": "Walburga", "last_name": "Ehrenpreis", "function": "Bürgermeisterin",
             "authority": "appointed", "first_day": "2026-01-01"}
    for _ in range(2):
        upload = (io.BytesIO(PDF), "ernennung.pdf")
        assert client.post("/mitglieder/1/vertretung", data={**typed, "proof": upload}).status_code == 302
    held = session.scalars(select(Representation)).one()
    assert client.get(f"/mitglieder/1/vertretung/{held.id}/nachweis").data == PDF
    ended = client.post(f"/mitglieder/1/vertretung/{held.id}/ende", data={"last_day": "30.06.2026"})
    assert ended.status_code == 302
    session.refresh(held)
    assert held.last_day == date(2026, 6, 30)
    assert client.get("/mitglieder/1/vertretung/4711/ende").status_code == 404


def test_the_representative_a_list_named_is_shown(session: Session, client: FlaskClient) -> None:
    """Until the person is recorded as one."""
    a_house(session)
    a_member(session, party=an_organisation(session, represented_by="Bürgermeisterin W. Ehrenpreis"))
    sign_in_office(session, client)
    for page in ("", "/stammdaten"):
        shown = client.get(f"/mitglieder/1{page}").text
        assert "Laut übernommener Liste: Bürgermeisterin W. Ehrenpreis" in shown


def test_somebody_of_that_name_is_offered_first(session: Session, client: FlaskClient) -> None:
    a_town(session, client)
    known = a_person(session)
    session.commit()
    typed = {"key": KEY, "first_names": "Walburga", "last_name": "Ehrenpreis", "function": "Bürgermeisterin",
             "authority": "sole", "first_day": "2026-01-01", "no_proof": "Mündlich"}
    asked = client.post("/mitglieder/1/vertretung", data=typed)
    assert "schon erfasst" in asked.text
    people = count(session, Party)
    assert client.post("/mitglieder/1/vertretung", data={**typed, "same_as": "999"}).status_code == 422
    assert client.post("/mitglieder/1/vertretung", data={**typed, "same_as": str(known.id)}).status_code == 302
    assert count(session, Party) == people
    other = {**typed, "key": "another-key", "same_as": "0"}
    assert Tab(client, "/mitglieder/1/vertretung").send(**other).status_code == 302
    assert count(session, Party) == people + 1


def test_people_of_the_same_name_are_told_apart_by_address_or_organisation(
    session: Session, client: FlaskClient
) -> None:
    a_town(session, client)
    here, there = a_person(session), a_person(session)
    where = PostalAddress("Gartenweg 3", "70990", "Morgenau")
    party_actions.change_address(session, here, where, TODAY, OFFICE, NOW)
    club = an_organisation(session, "Kulturkreis Altenbruck")
    acts = party_actions.add_representation
    acts(session, club.id, there.id, Authority.SOLE, "Vorstand", LONG_AGO, OFFICE, NOW)
    session.commit()
    asked = Tab(client, "/mitglieder/1/vertretung").send(
        first_names="Walburga", last_name="Ehrenpreis", function="Bürgermeisterin", authority="sole",
        first_day="2026-01-01", no_proof="Mündlich",
    )
    assert asked.status_code == 422
    assert "Walburga Ehrenpreis, Gartenweg 3, 70990 Morgenau" in asked.text
    home = parties.address_on(session, there.id, TODAY)
    assert home is not None
    assert f"Walburga Ehrenpreis, {home.value()}, vertritt Kulturkreis Altenbruck" in asked.text
    assert 'id="error-summary"' in asked.text
    assert "Sagen Sie, ob es eine dieser Personen ist." in asked.text


def test_a_proof_that_is_a_program_is_refused(session: Session, client: FlaskClient) -> None:
    a_town(session, client)
    typed = {"key": KEY, "first_names": "Walburga", "last_name": "Ehrenpreis", "function": "Bürgermeisterin",
             "authority": "sole", "first_day": "2026-01-01", "proof": (io.BytesIO(b"MZ\x90"), "ernennung.pdf")}
    assert client.post("/mitglieder/1/vertretung", data=typed).status_code == 422
    assert count(session, Representation) == 0


def test_a_person_has_its_own_register_fields(session: Session, client: FlaskClient) -> None:
    a_house(session)
    a_member(session, party=a_person(session, "Ottilie", "Brandner"))
    sign_in_office(session, client)
    assert "Familienname" in client.get("/mitglieder/1/stammdaten").text
    typed = {"key": KEY, "first_names": "Ottilie", "last_name": "Immergrün", "valid_from": "2026-11-03",
             "no_proof": "Mündlich"}
    assert Tab(client, "/mitglieder/1/name").send(**typed).status_code == 302
    assert "Ottilie Immergrün" in client.get("/mitglieder/1").text
    acting = {"key": "another-key", "function": "Freundin", "authority": "power_of_attorney", "first_day": TODAY,
              "same_as": "0"}
    assert client.post("/mitglieder/1/vertretung", data={**typed, **acting}).status_code == 422


def test_the_share_sheet_is_given_out_as_a_file(session: Session, client: FlaskClient) -> None:
    town = a_town(session, client)
    paid(session, town, SHARE)
    session.commit()
    lines = client.get("/mitglieder/1?format=csv").data.decode("utf-8-sig").splitlines()
    assert lines[1].startswith("24.11.2026;")
    assert "Einzahlung;K-2026-0001;;3;500,00;500,00;" in lines[1]


def test_a_certificate_under_a_former_name_is_replaced(session: Session, client: FlaskClient) -> None:
    town = a_town(session, client)
    shares.issue_certificate(session, town, OFFICE, NOW)
    facts = PartyFacts(town.party.kind, name="Stadt Altenbruck")
    party_actions.change_name(session, town.party, facts, TODAY, OFFICE, NOW + timedelta(minutes=1))
    session.commit()
    assert "entspricht nicht mehr dem Register" in client.get("/mitglieder/1").text
    assert [each.number for each in queries.under_former_name(session, TODAY)] == ["U-2026-0001"]
    client.post("/mitglieder/urkunden", data={"ids": str(town.id)})
    assert [each.document.standing for each in queries.certificates_of(session, town.id)] == ["valid", "replaced"]
    assert "entspricht nicht mehr dem Register" not in client.get("/mitglieder/1").text


def test_the_letters_of_a_member_begin_with_the_declaration(session: Session, client: FlaskClient) -> None:
    member = a_town(session, client)
    declared = a_submitted(session)
    declared.member_id = member.id
    session.commit()
    shown = client.get("/mitglieder/1/schriftverkehr").text
    assert f"Beitrittserklärung {declared.number}" in shown
    document = f"/mitglieder/1/dokumente/{declared.declaration_document_id}"
    assert document in shown
    assert client.get(document).data.startswith(b"%PDF")


def test_a_lost_certificate_is_declared_void_with_its_reason(session: Session, client: FlaskClient) -> None:
    certificate = shares.issue_certificate(session, a_town(session, client), OFFICE, NOW)
    session.commit()
    address = f"/mitglieder/1/urkunde/{certificate.number}/ungueltig"
    assert client.post(address, data={"key": KEY}).status_code == 422
    assert client.post(address, data={"key": KEY, "reason": "Verloren"}).status_code == 302
    session.expire_all()
    assert (certificate.document.standing, certificate.document.standing_reason) == ("void", "Verloren")
    assert "Urkunde ausstellen" in client.get("/mitglieder/1").text
    again = client.get(address)
    assert (again.status_code, "gilt nicht mehr" in again.text) == (409, True)


def test_too_high_a_payment_is_refused_at_its_field(session: Session, client: FlaskClient) -> None:
    a_town(session, client)
    typed = {"key": KEY, "amount": "60.000,00", "received_on": "24.11.2026", "purpose": "shares", "note": "Sammler"}
    answer = client.post("/mitglieder/1/zahlungen", data=typed)
    assert answer.status_code == 422
    assert "fehlen nur noch" in answer.text
    assert "Sammler" in answer.text


def test_a_further_register_field_changes_with_its_day_and_the_former_stays(
    session: Session, client: FlaskClient
) -> None:
    a_house(session, extra_register_fields="Gemeindeschlüssel; Kämmerei")
    town = a_member(session, shares=1)
    session.commit()
    sign_in_office(session, client)
    assert client.get("/mitglieder/1/stammdaten").text.count("fehlt noch") == 2
    for value, day in (("08 999 071", "24.11.2020"), ("08 999 072", "24.11.2026")):
        sent = {KEY_OF_TOWN: value, detail_field("Kämmerei"): "Frau Sand", "valid_from": day}
        assert Tab(client, "/mitglieder/1/weitere-angaben").send(**sent).status_code == 302
    rows = members.details_of(session, town.id)
    assert [(row.name, row.value) for row in rows] == [
        ("Gemeindeschlüssel", "08 999 072"), ("Kämmerei", "Frau Sand"), ("Gemeindeschlüssel", "08 999 071"),
    ]  # fmt: skip
    shown = client.get("/mitglieder/1/stammdaten").text
    assert "08 999 071" in shown
    assert "fehlt noch" not in shown


def test_a_further_register_field_entered_by_another_meanwhile_is_shown_first(
    session: Session, client: FlaskClient
) -> None:
    a_house(session, extra_register_fields="Gemeindeschlüssel")
    town = a_member(session, shares=1)
    session.commit()
    sign_in_office(session, client)
    first, second = two_tabs(client, "/mitglieder/1/weitere-angaben")
    assert first.send(**{KEY_OF_TOWN: "08 999 071", "valid_from": "24.11.2026"}).status_code == 302
    answer = second.send(**{KEY_OF_TOWN: "08 999 072", "valid_from": "24.11.2026"})
    assert (answer.status_code, "08 999 071" in answer.text, "08 999 072" in answer.text) == (409, True, True)
    assert [row.value for row in members.details_of(session, town.id)] == ["08 999 071"]
    assert second.send().status_code == 302
    session.expire_all()
    assert members.details_on(session, town.id, date(2026, 11, 24)) == {"Gemeindeschlüssel": "08 999 072"}


def test_a_further_register_field_left_out_is_asked_for(session: Session, client: FlaskClient) -> None:
    a_house(session, extra_register_fields="Gemeindeschlüssel")
    town = a_member(session, shares=1)
    session.commit()
    sign_in_office(session, client)
    sent = {KEY_OF_TOWN: " ", "valid_from": "24.11.2026", "key": KEY}
    assert client.post("/mitglieder/1/weitere-angaben", data=sent).status_code == 422
    assert members.details_of(session, town.id) == []


def test_an_account_is_proposed_once_with_its_document_and_a_wrong_iban_is_refused(
    session: Session, client: FlaskClient
) -> None:
    town = a_town(session, client)
    address = "/mitglieder/1/bankverbindung"
    wrong = client.post(address, data={"iban": "DE88370400440532013000", "valid_from": "24.11.2026", "key": KEY})
    assert wrong.status_code == 422
    assert "DE88370400440532013000" in wrong.text
    ours = {"iban": "DE89 3704 0044 0532 0130 00", "valid_from": "24.11.2026", "key": "key-of-our-account"}
    answer = client.post(address, data={**ours, "proof": (io.BytesIO(PDF), "brief.pdf")})
    assert re.search(r'id="iban-error"[^>]*>[^<]*(<[^>]*>)*[^<]*Konto der Genossenschaft', answer.text)
    right = {"iban": "DE75 5121 0800 1245 1261 99", "valid_from": "24.11.2026", "key": KEY}
    assert "Beleg" in client.post(address, data=right).text
    answers = [client.post(address, data={**right, "proof": (io.BytesIO(PDF), "brief.pdf")}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert [each.content["iban"] for each in changes.changes_of(session, town.id)] == ["DE75512108001245126199"]
    assert parties.bank_accounts_of(session, town.party_id) == []


def test_a_wrong_address_is_taken_back_with_its_reason_and_its_document_opens(
    session: Session, client: FlaskClient
) -> None:
    town = a_town(session, client)
    typed = {"street": "Irrweg 1", "postcode": "70997", "city": "Altenbruck", "valid_from": "2026-11-20", "key": KEY}
    sent = Tab(client, "/mitglieder/1/anschrift").send(**typed, proof=(io.BytesIO(PDF), "brief.pdf"))
    assert sent.status_code == 302
    wrong = parties.addresses_of(session, town.party_id)[0]
    assert client.get(f"/mitglieder/1/angaben/{wrong.proof_sha256}/beleg").data == PDF
    assert client.get(f"/mitglieder/1/angaben/{'0' * 64}/beleg").status_code == 404
    undo = f"/mitglieder/1/anschrift/{wrong.id}/storno"
    assert undo in client.get("/mitglieder/1/stammdaten").text
    assert client.post(undo, data={"key": "another-key"}).status_code == 422
    for _ in range(2):
        assert client.post(undo, data={"key": "another-key", "reason": "Falsches Mitglied"}).status_code == 302
    page = client.get("/mitglieder/1/stammdaten").text
    assert "zurückgenommen" in page
    assert undo not in page
    held = parties.address_on(session, town.party_id, TODAY)
    assert held is not None
    assert held.street == "Kirchgasse 4"


def test_of_another_e_mail_address_the_member_is_told_at_the_former_one(
    session: Session, client: FlaskClient
) -> None:
    town = a_town(session, client)
    town.party.email = "rathaus@altenbruck.example"
    session.commit()
    for email in ("post@altenbruck.example", "post@altenbruck.example"):
        assert Tab(client, "/mitglieder/1/kontakt").send(email=email).status_code == 302
    told = [mail.to_address for mail in outbox.mails_about(session, f"member:{town.id}")]
    assert told == ["rathaus@altenbruck.example"]


def test_a_new_legal_form_stands_with_its_day(session: Session, client: FlaskClient) -> None:
    a_town(session, client)
    typed = {"name": "Stadtwerk Altenbruck AöR", "legal_form": "Anstalt des öffentlichen Rechts", "key": KEY,
             "valid_from": "2026-11-20", "no_proof": "Mündlich"}
    assert Tab(client, "/mitglieder/1/name").send(**typed).status_code == 302
    assert "Anstalt des öffentlichen Rechts" in client.get("/mitglieder/1/stammdaten").text
    later = {"name": "Stadtwerk Morgenau AöR", "valid_from": "2026-11-21", "key": "a-third-key",
             "no_proof": "Mündlich"}
    assert Tab(client, "/mitglieder/1/name").send(**later).status_code == 302
    assert client.get("/mitglieder/1/stammdaten").text.count("<dd>Anstalt des öffentlichen Rechts</dd>") == 1
    wrong = Tab(client, "/mitglieder/1/name").send(**{**typed, "valid_from": "1950-01-01", "key": "another-key"})
    assert wrong.status_code == 422
    assert "zu weit von heute entfernt" in wrong.text
