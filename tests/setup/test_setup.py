"""The first run: from an installation without a login to the first certificate that may be issued."""

import re
from argparse import Namespace
from dataclasses import replace
from datetime import date
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.accounts import actions as account_actions
from app.accounts import commands
from app.accounts import queries as accounts
from app.core import clock
from app.core.outbox import OutgoingMail
from app.core.values import PartyKind, PostalAddress, Refusal, Role
from app.members import queries as members
from app.organs import queries as organs
from app.organs.rules import Organ, OrganFunction
from app.parties.rules import PartyFacts
from app.setup import actions, queries
from app.setup.rules import Gap, Step, StepKey, gaps_of_statute, next_step
from app.shares import queries as shares
from app.statutes import actions as statutes
from app.statutes.rules import HouseFacts
from tests.factories import NOW, TODAY, a_person, an_account, sign_in
from tests.organs.factories import an_office
from tests.setup.factories import HOUSE, a_founder, an_officer, founders
from tests.statutes.factories import ADMINISTRATOR, FOUNDED, a_statute, a_version
from tests.tabs import Tab

AT_HOME = PostalAddress("Weg 1", "70991", "Altenbruck")


def an_administrator(session: Session, client: FlaskClient) -> None:
    sign_in(session, client, a_person(session, "Ottilie", "Brandner"), Role.ADMINISTRATOR)


def gaps_at(session: Session, key: StepKey) -> list[str]:
    step = next(step for step in queries.steps_on(session, TODAY) if step.key is key)
    return [gap.message.format(**gap.values) for gap in step.gaps]


def test_without_any_login_the_login_page_says_how_the_first_one_is_made(client: FlaskClient, session: Session) -> None:
    assert client.get("/").location.startswith("/konto/anmelden")
    assert client.get("/konto/anmelden").location == "/einrichtung/beginn"
    assert "python3 -m app administrator" in client.get("/einrichtung/beginn").text


def test_before_anything_is_entered_the_administrators_first_page_is_the_set_up(
    client: FlaskClient, session: Session
) -> None:
    an_administrator(session, client)
    assert client.get("/").location == "/einrichtung/"
    statutes.change_house_data(session, HouseFacts(short_name="Digitalverbund"), ADMINISTRATOR, NOW)
    session.commit()
    assert client.get("/").status_code == 200


def test_whoever_cannot_set_anything_up_is_not_led_there(client: FlaskClient, session: Session) -> None:
    sign_in(session, client, a_person(session), Role.OFFICE)
    assert client.get("/").status_code == 200


def test_giving_oneself_the_role_of_the_office_leads_back_to_the_set_up(client: FlaskClient, session: Session) -> None:
    an_administrator(session, client)
    own = next(link for link in re.findall(r'href="([^"]*/personen/\d+[^"]*)"', client.get("/einrichtung/").text))
    assert Tab(client, unescape(own), "rollen$").send(roles=["office"]).location == "/einrichtung/"


def test_a_visitor_gains_nothing_on_an_installation_without_a_login(client: FlaskClient, session: Session) -> None:
    for path in ("/einrichtung/", "/einrichtung/gruendungsmitglieder", "/konto/personen", "/satzung/neu"):
        assert client.get(path).status_code == 302
        assert client.post(path).status_code in (401, 405)
    assert not accounts.is_there_an_account(session)


def test_the_first_page_is_gone_once_there_is_a_login(client: FlaskClient, session: Session) -> None:
    sign_in(session, client, a_person(session), Role.OFFICE)
    client.post("/konto/abmelden")
    assert client.get("/einrichtung/beginn").location == "/konto/anmelden"
    assert client.get("/konto/anmelden").status_code == 200


def test_the_command_makes_an_administrator_who_chooses_a_password_by_the_link(
    client: FlaskClient, session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    commands.administrator(Namespace(email="o.brandner@morgenau.example", name="Ottilie Brandner"))
    path = capsys.readouterr().out.strip().removeprefix("https://genokontor.example")
    password = "Zwiebel Kaktus 7 Fahrrad"
    assert client.post(path, data={"password": password, "repeated": password}).location == "/"
    assert client.get("/einrichtung/").status_code == 200
    account = accounts.find_account_by_email(session, "o.brandner@morgenau.example")
    assert account is not None
    assert accounts.granted_roles_on(session, account.id, clock.today()) == {Role.ADMINISTRATOR}


def test_the_command_needs_a_name_for_somebody_new_and_none_for_somebody_known(
    session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(Refusal):
        commands.administrator(Namespace(email="o.brandner@morgenau.example", name=""))
    for name in ("Ottilie Brandner", ""):
        commands.administrator(Namespace(email="o.brandner@morgenau.example", name=name))
    assert len(set(capsys.readouterr().out.split())) >= 1


def test_a_new_installation_lacks_everything(session: Session) -> None:
    steps = queries.steps_on(session, TODAY)
    assert [step.key for step in steps] == list(StepKey)
    assert not any(step.is_done for step in steps)
    assert gaps_at(session, StepKey.STATUTE) == ["Die Satzung ist noch nicht erfasst."]


def test_the_house_step_names_each_piece_that_is_missing(session: Session) -> None:
    statutes.change_house_data(session, HouseFacts(street="Kontorgasse 3"), ADMINISTRATOR, NOW)
    assert "Die Anschrift fehlt." in gaps_at(session, StepKey.HOUSE)
    statutes.change_house_data(session, HOUSE, ADMINISTRATOR, NOW)
    assert gaps_at(session, StepKey.HOUSE) == []


def test_the_statute_step_wants_registration_completeness_and_the_pdf(session: Session) -> None:
    version = a_version(session, publication=None)
    assert gaps_at(session, StepKey.STATUTE) == [
        "Der Tag der Eintragung der Satzung ist noch nicht vermerkt.",
        "Die Satzung sagt noch nichts zu: Öffentliches Blatt für Bekanntmachungen.",
        "Das PDF der Satzung ist noch nicht abgelegt.",
    ]
    statutes.drop_version(session, version, ADMINISTRATOR, NOW)
    a_statute(session)
    assert gaps_at(session, StepKey.STATUTE) == []


def test_the_year_step_wants_a_year_that_covers_today(session: Session) -> None:
    statutes.set_fiscal_year(session, date(2025, 1, 1), date(2025, 12, 31), ADMINISTRATOR, NOW)
    assert len(gaps_at(session, StepKey.YEARS)) == 1
    statutes.set_fiscal_year(session, date(2026, 1, 1), date(2026, 12, 31), ADMINISTRATOR, NOW)
    assert gaps_at(session, StepKey.YEARS) == []


def test_three_founders_make_a_cooperative(session: Session) -> None:
    a_statute(session)
    actions.enter_founder(session, a_founder("Rabental"), ADMINISTRATOR, NOW)
    assert "eingetragen: 1" in gaps_at(session, StepKey.FOUNDERS)[0]
    founders(session)
    assert gaps_at(session, StepKey.FOUNDERS) == []


def test_a_founder_has_shares_from_the_founding_day_and_what_was_paid(session: Session) -> None:
    a_statute(session)
    member = actions.enter_founder(session, a_founder(paid_in=25_000_00), ADMINISTRATOR, NOW)
    holding = shares.holding_of(session, member.id, TODAY)
    assert (holding.shares, holding.paid_in) == (2, 25_000_00)
    assert member.periods[0].first_day == FOUNDED


def test_a_person_who_acts_for_two_founders_is_one_person(session: Session) -> None:
    a_statute(session)
    one, other = a_founder("Altenbruck"), replace(a_founder("Quellbach"), representative=a_founder().representative)
    for founder in (one, other):
        actions.enter_founder(session, founder, ADMINISTRATOR, NOW)
    assert len(queries.candidates_on(session, TODAY)) == 1


def test_no_founder_is_entered_before_the_statute_says_what_a_share_is(session: Session) -> None:
    with pytest.raises(Refusal, match="keine eingetragene Satzung"):
        actions.enter_founder(session, a_founder(), ADMINISTRATOR, NOW)


def test_no_founder_is_a_member_from_a_day_to_come(session: Session) -> None:
    a_statute(session)
    with pytest.raises(Refusal, match="Zukunft"):
        actions.enter_founder(session, replace(a_founder(), first_day=date(2026, 11, 25)), ADMINISTRATOR, NOW)
    actions.enter_founder(session, replace(a_founder(), first_day=TODAY), ADMINISTRATOR, NOW)


def test_a_founding_person_has_no_firm_and_an_organisation_no_surname(session: Session) -> None:
    """Otherwise the firm would go before the person's own name in lists and on the certificate."""
    a_statute(session)
    human = PartyFacts(PartyKind.NATURAL_PERSON, last_name="Clausen", first_names="Bert", address=AT_HOME)
    for party in (replace(human, name="Firma X"), replace(a_founder().party, last_name="Clausen")):
        with pytest.raises(Refusal, match="ändern Sie die Art"):
            actions.enter_founder(session, replace(a_founder(), party=party), ADMINISTRATOR, NOW)


def test_a_founder_lives_where_a_letter_arrives(session: Session) -> None:
    a_statute(session)
    party = replace(a_founder().party, address=PostalAddress("Rathausplatz 1", "746", "Altenbruck"))
    with pytest.raises(Refusal, match="fünf Ziffern"):
        actions.enter_founder(session, replace(a_founder(), party=party), ADMINISTRATOR, NOW)


def test_who_represents_a_founder_is_named_whole_or_not_at_all(session: Session) -> None:
    """What was typed of a representative is not dropped in silence."""
    a_statute(session)
    mayor = a_founder().representative
    assert mayor is not None
    with pytest.raises(Refusal, match="Vor- und Familiennamen"):
        actions.enter_founder(
            session, replace(a_founder(), representative=replace(mayor, last_name="")), ADMINISTRATOR, NOW
        )
    human = PartyFacts(PartyKind.NATURAL_PERSON, last_name="Clausen", first_names="Bert", address=AT_HOME)
    with pytest.raises(Refusal, match="handelt selbst"):
        actions.enter_founder(session, replace(a_founder(), party=human), ADMINISTRATOR, NOW)


def test_candidates_are_members_and_who_represents_one_by_law(session: Session) -> None:
    a_statute(session)
    a_person(session, "Fremde", "Person")
    founders(session)
    assert len(queries.candidates_on(session, TODAY)) == 3
    assert [party.display_name for party in queries.candidates_on(session, TODAY, "quellbach")] == [
        "Adelgunde Von Quellbach"
    ]


def test_a_first_officer_is_appointed_and_invited(session: Session) -> None:
    a_statute(session)
    founders(session)
    an_officer(session, Organ.BOARD, 0, OrganFunction.CHAIR)
    assert organs.offices_on(session, Organ.BOARD, TODAY)[0].function is OrganFunction.CHAIR
    assert session.query(OutgoingMail).one().to_address == "rathaus@altenbruck.example"


def test_an_officer_does_not_get_the_login_of_somebody_else(session: Session) -> None:
    a_statute(session)
    founders(session)
    an_officer(session, Organ.BOARD, 0, OrganFunction.CHAIR)
    other = queries.candidates_on(session, TODAY)[1]
    email = "rathaus@altenbruck.example"
    facts = actions.OfficerFacts(Organ.BOARD, other.id, OrganFunction.MEMBER, FOUNDED, email=email)
    with pytest.raises(Refusal, match="gehört schon zum Zugang"):
        actions.appoint_officer(session, facts, ADMINISTRATOR, NOW)


def test_an_officer_without_an_address_is_named_as_lacking_a_login(session: Session) -> None:
    a_statute(session)
    founders(session)
    party = queries.candidates_on(session, TODAY)[0]
    facts = actions.OfficerFacts(Organ.BOARD, party.id, OrganFunction.MEMBER, FOUNDED)
    actions.appoint_officer(session, facts, ADMINISTRATOR, NOW)
    assert f"{party.display_name} hat noch keinen Zugang." in gaps_at(session, StepKey.OFFICERS)


def test_when_everything_is_entered_certificates_may_be_issued(session: Session) -> None:
    statutes.change_house_data(session, HOUSE, ADMINISTRATOR, NOW)
    a_statute(session, sb_required=False)
    statutes.set_fiscal_year(session, date(2026, 1, 1), date(2026, 12, 31), ADMINISTRATOR, NOW)
    founders(session)
    an_officer(session, Organ.BOARD, 0, OrganFunction.CHAIR)
    an_officer(session, Organ.BOARD, 1, OrganFunction.MEMBER)
    assert gaps_at(session, StepKey.OFFICE) == ["Noch hat niemand die Rolle Geschäftsstelle."]
    account_actions.grant(session, an_account(session, a_person(session)), Role.OFFICE, TODAY, ADMINISTRATOR, NOW)
    assert {step.key: list(step.gaps) for step in queries.steps_on(session, TODAY) if step.gaps} == {}
    assert shares.certificate_hindrances(session, TODAY) == []


def test_the_next_step_is_the_first_that_lacks_something() -> None:
    done, open_one = Step(StepKey.HOUSE), Step(StepKey.STATUTE, [Gap("Es fehlt etwas.")])
    assert next_step([done, open_one]) is open_one
    assert next_step([done]) is None


def test_a_complete_registered_statute_with_its_pdf_lacks_nothing() -> None:
    assert gaps_of_statute(True, True, (), True) == []


def test_the_page_lists_the_steps_and_what_they_lack(client: FlaskClient, session: Session) -> None:
    a_statute(session)
    an_administrator(session, client)
    text = client.get("/einrichtung/").text
    assert "1 von 7 Schritten erledigt" in text
    assert "Die Anschrift fehlt." in text
    assert "/satzung/genossenschaft?next=/einrichtung/" in text


def test_a_step_done_leads_back_to_the_steps(client: FlaskClient, session: Session) -> None:
    an_administrator(session, client)
    answer = client.post("/satzung/geschaeftsjahre?next=/einrichtung/",
                         data={"first_day": "01.01.2026", "last_day": "31.12.2026"})
    assert answer.location == "/einrichtung/"


def test_a_founder_is_entered_by_hand_once(client: FlaskClient, session: Session) -> None:
    a_statute(session)
    an_administrator(session, client)
    data = {"key": "a-key-of-the-form", "kind": "municipality", "name": "Gemeinde Altenbruck",
            "street": "Rathausplatz 1", "postcode": "70991", "city": "Altenbruck", "first_day": "12.03.2021",
            "shares": "2", "paid_in": "50.000,00", "representative_first_names": "Adelgunde",
            "representative_last_name": "Feld", "authority": "appointed"}
    for _ in range(2):
        assert client.post("/einrichtung/gruendungsmitglieder", data=data).status_code == 302
    assert members.count_on(session, TODAY) == 1
    assert "Gemeinde Altenbruck" in client.get("/einrichtung/gruendungsmitglieder").text


def test_half_a_representative_typed_is_not_lost_on_the_page(client: FlaskClient, session: Session) -> None:
    a_statute(session)
    an_administrator(session, client)
    data = {"key": "a-key-of-the-form", "kind": "municipality", "name": "Gemeinde Altenbruck",
            "street": "Rathausplatz 1", "postcode": "70991", "city": "Altenbruck", "first_day": "12.03.2021",
            "shares": "2", "representative_email": "rathaus@altenbruck.example", "authority": "appointed"}
    assert client.post("/einrichtung/gruendungsmitglieder", data=data).status_code == 422
    assert members.count_on(session, TODAY) == 0


def test_a_founder_without_a_name_or_with_too_many_shares_is_refused(client: FlaskClient, session: Session) -> None:
    a_statute(session)
    an_administrator(session, client)
    data = {"key": "a-key-of-the-form", "kind": "municipality", "street": "Rathausplatz 1", "postcode": "70991",
            "city": "Altenbruck", "first_day": "12.03.2021", "shares": "2", "authority": "appointed"}
    assert client.post("/einrichtung/gruendungsmitglieder", data=data).status_code == 422
    data |= {"name": "Gemeinde Altenbruck", "shares": "201"}
    assert client.post("/einrichtung/gruendungsmitglieder", data=data).status_code == 422
    assert members.count_on(session, TODAY) == 0


@pytest.mark.parametrize(("typed", "field"), [
    ({"shares": "201"}, "shares"), ({"first_day": "01.01.2199"}, "first_day"), ({"postcode": "709"}, "postcode"),
    ({"paid_in": "900.000,00"}, "paid_in"), ({"paid_in": "500,00", "paid_on": "01.01.2199"}, "paid_on"),
    ({"representative_function": "Bürgermeister"}, "representative_last_name"), ({"name": ""}, "name"),
])  # fmt: skip
def test_what_is_refused_of_a_founder_stands_at_its_field(
    client: FlaskClient, session: Session, typed: dict[str, str], field: str
) -> None:
    a_statute(session)
    an_administrator(session, client)
    data = {"key": "a-key-of-the-form", "kind": "municipality", "name": "Gemeinde Altenbruck",
            "street": "Rathausplatz 1", "postcode": "70991", "city": "Altenbruck", "first_day": "12.03.2021",
            "shares": "2", "authority": "appointed"}
    answer = client.post("/einrichtung/gruendungsmitglieder", data=data | typed)
    assert (answer.status_code, re.findall(r'<li><a href="#(\w+)">', answer.text)) == (422, [field])


def test_an_officer_is_entered_on_the_page(client: FlaskClient, session: Session) -> None:
    a_statute(session)
    founders(session)
    an_administrator(session, client)
    party = queries.candidates_on(session, TODAY)[0]
    data = {"key": "a-key-of-the-form", "organ": "board", "party_id": party.id, "function": "chair",
            "first_day": "12.03.2021", "email": "vorstand@morgenau.example"}
    assert client.post("/einrichtung/organe", data=data).status_code == 302
    assert "Eingeladen" in client.get("/einrichtung/organe").text


def test_an_office_that_begins_later_is_shown_to_who_entered_it(client: FlaskClient, session: Session) -> None:
    """It is in the way of another chair, and a year typed wrongly would otherwise be nowhere to be seen."""
    a_statute(session)
    founders(session)
    an_administrator(session, client)
    party = queries.candidates_on(session, TODAY)[0]
    data = {"key": "a-key-of-the-form", "organ": "board", "party_id": party.id, "function": "chair",
            "first_day": "12.03.2099"}
    assert client.post("/einrichtung/organe", data=data).status_code == 302
    assert "12.03.2099" in client.get("/einrichtung/organe").text


def test_the_head_of_every_page_names_the_cooperative(app: Flask, client: FlaskClient, session: Session) -> None:
    a_statute(session)
    an_administrator(session, client)
    assert "Digitalverbund Morgenau eG" in client.get("/konto/").text
    statutes.change_house_data(session, HOUSE, ADMINISTRATOR, NOW)
    session.commit()
    assert "<title>Ihr Konto · Morgenau</title>" in client.get("/konto/").text


def test_a_director_is_led_to_no_step_that_only_an_administrator_may_do(client: FlaskClient, session: Session) -> None:
    director = a_person(session, "Almut", "Weißdorn")
    an_office(session, director)
    sign_in(session, client, director)
    steps = re.findall(r'href="(/[^"#]*)"[^>]* aria-label="[^"]*: ', client.get("/einrichtung/").text)
    assert steps
    for address in steps:
        assert client.get(unescape(address)).status_code == 200, address


@pytest.mark.parametrize("role", [Role.OFFICE, Role.AUDITOR])
def test_the_set_up_is_not_the_office_s_matter(client: FlaskClient, session: Session, role: Role) -> None:
    sign_in(session, client, a_person(session), role)
    for path in ("/einrichtung/", "/einrichtung/gruendungsmitglieder", "/einrichtung/organe"):
        assert client.get(path).status_code == 403
