"""What the statute adds to the register, the account and the needs: typed, required, kept with the member, erased."""

import io
import re
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.admissions import actions, queries
from app.admissions.rules import DETAILS
from app.core.values import Refusal, Role
from app.members import queries as members
from app.members.models import Member
from app.members.rules import detail_field
from app.organs import queries as organs
from app.organs.rules import Organ
from app.parties import actions as party_actions
from app.parties import queries as parties
from app.parties.rules import Authority
from tests.admissions.factories import PDF, a_complete_draft, a_house, a_proposed, a_statute, who
from tests.admissions.test_public import begin, ready
from tests.factories import NOW, OFFICE, TODAY, a_person, sign_in, sign_in_office

NAMED = "Gemeindeschlüssel, Telefon der Kämmerei (Vorwahl, Nummer)"
GIVEN = {"Gemeindeschlüssel": "08 999 071", "Telefon der Kämmerei (Vorwahl, Nummer)": "07009 3100"}
IBAN = "DE89370400440532013000"
KEY, PHONE = map(detail_field, GIVEN)


def admitted(session: Session) -> Member:
    """A member that said everything the statute asks for, an account and a need."""
    a_house(session, extra_register_fields=NAMED)
    application = a_proposed(session, who={**who(), DETAILS: GIVEN}, iban="DE89 3704 0044 0532 0130 00")
    actions.admit(session, application.id, "V-2026-001", OFFICE, NOW)
    session.commit()
    return members.get_member(session, application.member_id or 0)


def test_a_declaration_without_what_the_statute_names_is_refused(session: Session) -> None:
    a_house(session, extra_register_fields=NAMED)
    draft = a_complete_draft(session, who=who())
    with pytest.raises(Refusal, match="Gemeindeschlüssel"):
        actions.submit(session, draft.id, NOW)


def test_the_form_asks_for_each_of_them_at_its_own_field(session: Session, client: FlaskClient) -> None:
    a_house(session, extra_register_fields=NAMED)
    session.commit()
    home = begin(client)
    answer = client.post(f"{home}/angaben", data={**who(), KEY: "08 999 071"})
    assert answer.status_code == 422
    assert 'value="08 999 071"' in answer.text
    assert f"#{PHONE}" in answer.text
    assert f"#{KEY}" not in answer.text
    assert client.post(f"{home}/angaben", data={**who(), KEY: "1", PHONE: "2"}).status_code == 302


def test_a_statute_registered_while_the_form_is_open_mixes_no_fields(session: Session, client: FlaskClient) -> None:
    a_house(session, extra_register_fields=NAMED)
    session.commit()
    home = begin(client)
    a_statute(session, date(2026, 11, 1), extra_register_fields="Amtsbezirk; Gemeindeschlüssel")
    session.commit()
    answer = client.post(f"{home}/angaben", data={**who(), KEY: "08 999 071", PHONE: "07009 3100"})
    assert (answer.status_code, f"#{detail_field('Amtsbezirk')}" in answer.text) == (422, True)
    assert f'name="{KEY}" type="text" value="08 999 071"' in answer.text
    assert "07009 3100" not in answer.text


def test_a_statute_without_further_fields_asks_for_none(session: Session, client: FlaskClient) -> None:
    ready(session)
    assert "Weitere Angaben" not in client.get(f"{begin(client)}/angaben").text


def test_a_paper_declaration_needs_them_too(session: Session, client: FlaskClient) -> None:
    a_house(session, extra_register_fields=NAMED)
    sign_in_office(session, client)
    sent = {**who(), "kind": "municipality", "received_on": "2026-11-20", "shares": "1", "key": "k" * 20,
            "clauses": "payment_undertaking", "provision": "copy", KEY: "08 999 071"}
    answer = client.post("/antraege/papier", data={**sent, "scan": (io.BytesIO(PDF), "scan.pdf")})
    assert answer.status_code == 422
    assert f"#{PHONE}" in answer.text


def test_what_the_statute_names_stands_in_the_register_from_the_admission_on(session: Session) -> None:
    member = admitted(session)
    assert members.details_on(session, member.id, TODAY) == GIVEN
    assert members.details_on(session, member.id, TODAY - timedelta(days=1)) == {}


def test_the_account_and_the_needs_reach_the_member(session: Session) -> None:
    member = admitted(session)
    account = parties.bank_account_on(session, member.party_id, TODAY)
    assert account is not None
    assert account.iban == IBAN
    [(application, needs)] = queries.needs_of_member(session, member.id)
    assert (application.number, str(needs[0])) == ("A-2026-0001", "Protokolle: auch im Dialekt")


@pytest.mark.parametrize(("role", "sees"), [(Role.OFFICE, True), (Role.AUDITOR, True), (Role.BOARD, False)])
def test_whoever_pays_out_or_audits_sees_the_account(
    session: Session, client: FlaskClient, role: Role, sees: bool
) -> None:
    number = admitted(session).number
    if role is Role.BOARD:
        sign_in(session, client, organs.offices_on(session, Organ.BOARD, TODAY)[0].party)
    else:
        sign_in(session, client, a_person(session, "Anna", "Ahorn"), role)
    for page in (f"/mitglieder/{number}/stammdaten", "/antraege/1"):
        shown = client.get(page)
        assert (shown.status_code, "DE89" in shown.text) == (200, sees)


def test_the_member_sees_account_and_further_fields(session: Session, client: FlaskClient) -> None:
    member = admitted(session)
    treasurer = a_person(session, "Ignaz", "Quellbrunn")
    party_actions.add_representation(
        session, member.party_id, treasurer.id, Authority.SOLE, "Kämmerer", TODAY, OFFICE, NOW
    )
    sign_in(session, client, treasurer)
    shown = client.get(f"/mein/{member.number}").text
    assert "DE89" in shown
    assert "08 999 071" in shown


def test_the_members_page_lists_needs_and_further_fields(session: Session, client: FlaskClient) -> None:
    number = admitted(session).number
    sign_in_office(session, client)
    shown = client.get(f"/mitglieder/{number}/stammdaten").text
    assert "08 999 071" in shown
    assert "Protokolle: auch im Dialekt" in shown
    assert "Antrag A-2026-0001" in shown


def test_on_paper_the_register_is_called_needed_for_a_company(session: Session, client: FlaskClient) -> None:
    a_house(session)
    session.commit()
    sign_in_office(session, client)
    page = client.get("/antraege/papier").text
    assert "Bei einem Unternehmen nötig" in page
    labels = re.findall(r'<label[^>]*for="register_(?:court|number)"[^>]*>.*?</label>', page, re.DOTALL)
    assert len(labels) == 2
    assert not any("freiwillig" in label for label in labels)
