"""A change goes from the form over the desk to its confirmation, in the browsers of several people."""

import io
import re
from functools import partial

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.changes.models import ChangeDecision, ProposedChange
from app.core.values import Role
from app.members.models import Member
from app.parties import actions as parties
from app.parties import queries as party_queries
from app.parties.rules import Authority
from tests.factories import LONG_AGO, NOW, OFFICE, TODAY, a_pdf, a_person, sign_in
from tests.shares.factories import a_house, a_member
from tests.together import together
from tests.visitors import visitor

FORMER, NEW = "DE89370400440532013000", "DE75 5121 0800 1245 1261 99"
KEY = "key-of-this-form"


@pytest.fixture
def town(session: Session) -> Member:
    """A member with an account, whose representative may sign in."""
    a_house(session)
    member = a_member(session)
    parties.add_bank_account(session, member.party_id, FORMER, LONG_AGO, OFFICE, NOW)
    session.commit()
    return member


@pytest.fixture
def office(app: Flask, session: Session) -> FlaskClient:
    return signed_in(app, session, "Henrike", "Lautenschlag", Role.OFFICE)


@pytest.fixture
def colleague(app: Flask, session: Session) -> FlaskClient:
    return signed_in(app, session, "Nele", "Nussbaum", Role.OFFICE)


def signed_in(app: Flask, session: Session, first_names: str, last_name: str, *roles: Role) -> FlaskClient:
    person = visitor(app)
    sign_in(session, person, a_person(session, first_names, last_name), *roles)
    return person


def proposed_by(office: FlaskClient, iban: str = NEW, key: str = KEY) -> int:
    form = {"iban": iban, "valid_from": "24.11.2026", "key": key, "proof": (io.BytesIO(a_pdf("Brief")), "brief.pdf")}
    return office.post("/mitglieder/1/bankverbindung", data=form).status_code


def decisions(session: Session) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(ChangeDecision)) or 0


def iban_of(session: Session, town: Member) -> str:
    session.rollback()
    found = party_queries.bank_account_on(session, town.party_id, TODAY)
    return found.iban if found else ""


def test_an_account_waits_on_the_desk_of_another_and_not_on_ones_own(
    office: FlaskClient, colleague: FlaskClient, town: Member
) -> None:
    assert proposed_by(office) == 302
    assert "Bankverbindung: Gemeinde Altenbruck" not in office.get("/").text
    desk = colleague.get("/").text
    assert "Bankverbindung: Gemeinde Altenbruck" in desk
    assert "/aenderungen/1" in desk
    assert "/aenderungen/1/bestaetigen" in colleague.get("/aenderungen/1").text
    own = office.get("/aenderungen/1").text
    assert "/aenderungen/1/bestaetigen" not in own
    assert "/aenderungen/1/zurueckziehen" in own


def test_confirming_ones_own_is_refused_and_changes_nothing(
    office: FlaskClient, session: Session, town: Member
) -> None:
    proposed_by(office)
    assert office.post("/aenderungen/1/bestaetigen").status_code == 409
    assert (decisions(session), iban_of(session, town)) == (0, FORMER)


def test_a_confirmed_account_holds_and_a_second_click_says_so(
    office: FlaskClient, colleague: FlaskClient, session: Session, town: Member
) -> None:
    proposed_by(office)
    assert [colleague.post("/aenderungen/1/bestaetigen").status_code for _ in range(2)] == [302, 409]
    assert (decisions(session), iban_of(session, town)) == (1, NEW.replace(" ", ""))


def test_a_confirmed_change_shows_what_it_replaced(
    office: FlaskClient, colleague: FlaskClient, session: Session, town: Member
) -> None:
    proposed_by(office)
    assert "<dt>Gilt heute</dt><dd>DE89 3704 0044 0532 0130 00</dd>" in without_space(office.get("/aenderungen/1").text)
    colleague.post("/aenderungen/1/bestaetigen")
    confirmed = without_space(office.get("/aenderungen/1").text)
    assert "Gilt heute" not in confirmed
    assert "<dt>Bisher</dt><dd>DE89 3704 0044 0532 0130 00</dd>" in confirmed
    assert "<dt>Neu</dt><dd>DE75 5121 0800 1245 1261 99</dd>" in confirmed


def without_space(page: str) -> str:
    """A page without the space between its tags, and with plain spaces."""
    return re.sub(r">\s+<", "><", page.replace("\xa0", " ").replace("&nbsp;", " "))


@pytest.mark.parametrize(
    ("email", "said"),
    [("rathaus@altenbruck.example", "Mitteilung an rathaus@altenbruck.example"),
     ("", "Mitteilung an niemanden: keine E-Mail-Adresse bekannt")],
)
def test_who_confirms_is_told_who_learns_of_it(
    office: FlaskClient, colleague: FlaskClient, session: Session, town: Member, email: str, said: str
) -> None:
    parties.change_contact(session, town.party, email, "", "", OFFICE, NOW)
    session.commit()
    proposed_by(office)
    confirmed = colleague.post("/aenderungen/1/bestaetigen", follow_redirects=True).text
    assert f"Bestätigt. Die Änderung ist eingetragen. {said}." in confirmed


@pytest.mark.parametrize("act", ["bestaetigen", "ablehnen", "zurueckziehen"])
def test_the_same_click_twice_is_one_decision_and_no_refusal(
    office: FlaskClient, colleague: FlaskClient, session: Session, town: Member, act: str
) -> None:
    proposed_by(office)
    who, form = office if act == "zurueckziehen" else colleague, {"key": "decide-this-change", "reason": "Kein Beleg"}
    assert [who.post(f"/aenderungen/1/{act}", data=form).status_code for _ in range(2)] == [302, 302]
    assert decisions(session) == 1


def test_the_document_behind_a_change_comes_as_what_it_is(office: FlaskClient, town: Member) -> None:
    proposed_by(office)
    sent = office.get("/aenderungen/1/beleg")
    assert sent.mimetype == "application/pdf"
    assert sent.headers["Content-Disposition"] == "attachment; filename=beleg-1.pdf"
    assert "sandbox" in sent.headers["Content-Security-Policy"]


def test_a_document_of_another_kind_is_refused(office: FlaskClient, session: Session, town: Member) -> None:
    letter = (io.BytesIO(b"PK\x03\x04 letter"), "brief.docx")
    form = {"iban": NEW, "valid_from": "24.11.2026", "key": KEY, "proof": letter}
    answer = office.post("/mitglieder/1/bankverbindung", data=form)
    assert answer.status_code == 422
    assert "Angenommen werden PDF, PNG und JPEG" in answer.text


def test_two_who_decide_at_the_same_moment_make_one_decision(
    app: Flask, office: FlaskClient, colleague: FlaskClient, session: Session, town: Member
) -> None:
    proposed_by(office)
    third = signed_in(app, session, "Wendelin", "Kornblum", Role.OFFICE)
    why = {"reason": "Kein Beleg", "key": KEY + "2"}
    answers = together(
        partial(colleague.post, "/aenderungen/1/bestaetigen"), partial(third.post, "/aenderungen/1/ablehnen", data=why)
    )
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    assert decisions(session) == 1


def test_two_who_enter_at_the_same_moment_make_one_proposal(
    office: FlaskClient, colleague: FlaskClient, session: Session, town: Member
) -> None:
    together(partial(proposed_by, office), partial(proposed_by, colleague, "DE02120300000000202051", "another-key-1"))
    session.rollback()
    assert session.scalar(select(func.count()).select_from(ProposedChange)) == 1


def test_a_rejection_asks_for_its_reason(
    office: FlaskClient, colleague: FlaskClient, session: Session, town: Member
) -> None:
    proposed_by(office)
    assert colleague.post("/aenderungen/1/ablehnen", data={"key": KEY + "2", "reason": " "}).status_code == 422
    why = {"key": KEY + "2", "reason": "Kein Beleg"}
    sent = colleague.post("/aenderungen/1/ablehnen", data=why, follow_redirects=True)
    assert "Kein Beleg" in sent.text
    assert (decisions(session), iban_of(session, town)) == (1, FORMER)


def test_others_read_the_end_of_an_account_only(
    app: Flask, office: FlaskClient, session: Session, town: Member
) -> None:
    """In list, timeline and member's page; whoever compares it with the document reads all of it."""
    proposed_by(office)
    for address in ("/aenderungen", "/mitglieder/1/verlauf", "/mitglieder/1/stammdaten"):
        page = office.get(address).text.replace("\u00a0", "")
        assert "DE…6199" in page
        assert NEW.replace(" ", "") not in page
    assert NEW in office.get("/aenderungen/1").text.replace("\u00a0", " ")
    assert office.get("/aenderungen/1/beleg").data.startswith(b"%PDF-")


def test_a_member_proposes_in_the_portal_and_the_office_confirms(
    app: Flask, office: FlaskClient, session: Session, town: Member
) -> None:
    """The member needs no document, may take back its own, and never another member's."""
    person, other = a_person(session, "Theodora", "Quendel"), a_member(session, "Stadt Lindenfurt")
    authority = Authority.SOLE
    parties.add_representation(session, town.party_id, person.id, authority, "Leiterin", LONG_AGO, OFFICE, NOW)
    session.commit()
    member = visitor(app)
    sign_in(session, member, person)
    form = {"iban": NEW, "valid_from": "24.11.2026", "key": KEY}
    assert member.post(f"/mein/{other.number}/bankverbindung", data=form).status_code == 404
    assert member.post("/mein/1/bankverbindung", data=form).status_code == 302
    assert "wartet auf Bestätigung" in member.get("/mein/1").text
    assert member.post("/aenderungen/1/bestaetigen").status_code == 403
    assert member.post(f"/mein/{other.number}/aenderungen/1/zurueckziehen").status_code == 404
    assert member.post("/mein/1/aenderungen/1/zurueckziehen").status_code == 302
    place = {"street": "Markt 1", "postcode": "70997", "city": "Altenbruck", "valid_from": "24.11.2026"}
    place["key"] = KEY + "1"
    assert member.post("/mein/1/anschrift", data={**place, "postcode": "7"}).status_code == 422
    assert member.post("/mein/1/anschrift", data=place).status_code == 302
    reach = {"email": "rathaus@altenbruck.example", "phone": "", "key": KEY + "2"}
    assert member.post("/mein/1/kontakt", data=reach).status_code == 302
    assert [office.post(f"/aenderungen/{number}/bestaetigen").status_code for number in (2, 3)] == [302, 302]
    assert "Markt 1" in member.get("/mein/1").text
