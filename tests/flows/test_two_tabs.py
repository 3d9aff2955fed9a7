"""Two tabs, or two people, with the same form: nothing is overwritten unknowingly, nothing is entered twice."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.admissions.actions import ensure_clause_texts
from app.admissions.models import ClauseText
from app.core.values import Role
from app.members.models import Member
from app.members.queries import find_by_number
from app.organs import queries as organs
from app.organs.models import Item, Office, Resolution
from app.parties import queries as parties
from app.parties.models import PartyAddress, PartyName, Representation
from app.shares.models import PaymentReceived
from app.statutes import queries as statutes
from app.statutes.models import StatuteVersion
from tests.factories import TODAY, a_person, sign_in
from tests.shares.factories import a_house, a_member
from tests.statutes.factories import a_version
from tests.tabs import Tab, said, two_tabs
from tests.together import together
from tests.visitors import visitor

ROLES = (Role.OFFICE, Role.ADMINISTRATOR)


@dataclass(frozen=True)
class Edit:
    """A form that shows what is stored: where, what two people type into it, how the page calls it, what is stored."""

    name: str
    address: str
    theirs: dict[str, Any]
    mine: dict[str, Any]
    label: str
    now: str
    stored: Callable[[Session], object]
    first: object
    second: object
    form: str = ""
    both: dict[str, Any] = field(default_factory=dict)
    """Another field, which the other person changes and I leave alone."""


def party(session: Session) -> Any:
    """The party of member no. 1."""
    found = find_by_number(session, 1)
    assert found is not None
    return parties.get_party(session, found.party_id)


EDITS = (
    Edit("contact", "/mitglieder/1/kontakt", {"phone": "0711 1"}, {"phone": "0711 2"}, "Telefon", "0711 1",
         lambda session: party(session).phone, "0711 1", "0711 2", both={"region": "Rabental"}),
    Edit("house data", "/satzung/genossenschaft", {"iban": "DE75 5121 0800 1245 1261 99"},
         {"iban": "DE02120300000000202051"}, "IBAN", "DE75512108001245126199",
         lambda session: statutes.house(session).iban, "DE75512108001245126199", "DE02120300000000202051",
         form="genossenschaft$", both={"phone": "0711 5"}),
    Edit("statute", "/satzung/2/aendern", {"value_entry_fee": "100,00"}, {"value_entry_fee": "250,00"}, "Eintrittsgeld",
         "100,00", lambda session: statutes.values_of(statutes.get_version(session, 2)).get("entry_fee"), 100_00,
         250_00, both={"note": "Mit Anlage", "clause_object": "§ 2"}),
    Edit("address of a login", "/konto/personen/1", {"email": "eins@morgenau.example"},
         {"email": "zwei@morgenau.example"}, "E-Mail-Adresse", "eins@morgenau.example",
         lambda session: accounts.get_account(session, 1).email, "eins@morgenau.example", "zwei@morgenau.example",
         form="adresse"),
    Edit("end of an office", "/organe/aemter/1", {"last_day": "2026-12-31", "reason": "Rücktritt"},
         {"last_day": "2026-11-30", "reason": "Rücktritt"}, "Letzter Tag", "31.12.2026",
         lambda session: organs.get_office(session, 1).last_day, date(2026, 12, 31), date(2026, 11, 30),
         form="beenden"),
)
EVERY = pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.name)


@pytest.fixture
def house(app: Flask, session: Session) -> FlaskClient:
    """A cooperative with one member, a statute to come and somebody who may edit all of it, signed in."""
    a_house(session)
    a_member(session, shares=3)
    a_version(session, date(2026, 5, 2), title="Neufassung")
    ensure_clause_texts(session, TODAY)
    person = visitor(app)
    sign_in(session, person, a_person(session, "Ottilie", "Brandner"), *ROLES)
    return person


def now_stored(session: Session, edit: Edit) -> object:
    session.rollback()
    session.expire_all()
    return edit.stored(session)


@EVERY
def test_the_second_tab_is_told_what_was_changed_and_keeps_what_was_typed(
    house: FlaskClient, session: Session, edit: Edit
) -> None:
    first, second = two_tabs(house, edit.address, edit.form)
    assert first.send(**edit.theirs).status_code == 302
    answer = second.send(**edit.mine)
    assert (answer.status_code, now_stored(session, edit)) == (409, edit.first)
    assert "Inzwischen geändert, noch nicht gespeichert" in said(answer)
    assert edit.label in said(answer)
    assert edit.now in said(answer)
    assert {name: [value] for name, value in edit.mine.items()}.items() <= second.fields.items()


@EVERY
def test_whoever_saves_again_knows_what_is_overwritten(house: FlaskClient, session: Session, edit: Edit) -> None:
    first, second = two_tabs(house, edit.address, edit.form)
    first.send(**edit.theirs)
    second.send(**edit.mine)
    assert second.send().status_code == 302
    assert now_stored(session, edit) == edit.second


@EVERY
def test_what_is_stored_is_taken_over_on_wish_and_saved_only_then(
    house: FlaskClient, session: Session, edit: Edit
) -> None:
    first, second = two_tabs(house, edit.address, edit.form)
    first.send(**edit.theirs)
    field = next(iter(edit.mine))
    assert f'name="take_over" value="{field}"' in second.send(**edit.mine).text
    answer = second.send(take_over=field)
    assert (answer.status_code, "Übernommen, noch nicht gespeichert" in answer.text) == (200, True)
    assert second.send().status_code == 302
    assert now_stored(session, edit) == edit.first


@pytest.mark.parametrize("edit", [edit for edit in EDITS if edit.both], ids=lambda edit: edit.name)
def test_what_i_left_alone_keeps_what_another_entered(house: FlaskClient, session: Session, edit: Edit) -> None:
    first, second = two_tabs(house, edit.address, edit.form)
    first.send(**edit.both)
    answer = second.send(**edit.mine)
    assert answer.status_code == 409
    assert 'name="take_over"' not in answer.text
    assert {name: [value] for name, value in {**edit.both, **edit.mine}.items()}.items() <= second.fields.items()
    assert second.send().status_code == 302
    assert now_stored(session, edit) == edit.second


@EVERY
def test_the_same_entered_twice_is_no_matter(house: FlaskClient, session: Session, edit: Edit) -> None:
    first, second = two_tabs(house, edit.address, edit.form)
    assert [tab.send(**edit.theirs).status_code for tab in (first, second, second)] == [302, 302, 302]
    assert now_stored(session, edit) == edit.first


@EVERY
def test_of_two_who_save_at_the_same_moment_one_is_told(
    app: Flask, house: FlaskClient, session: Session, edit: Edit
) -> None:
    people = [visitor(app) for _ in range(2)]
    for number, person in enumerate(people):
        sign_in(session, person, a_person(session, "Anna", f"Ahorn{number}"), *ROLES)
    one, other = (Tab(person, edit.address, edit.form) for person in people)
    answers = together(partial(one.send, **edit.theirs), partial(other.send, **edit.mine))
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    assert now_stored(session, edit) in (edit.first, edit.second)


@EVERY
def test_a_form_that_does_not_say_what_it_showed_overwrites_nothing(
    house: FlaskClient, session: Session, edit: Edit
) -> None:
    Tab(house, edit.address, edit.form).send(**edit.theirs)
    blind = Tab(house, edit.address, edit.form)
    assert blind.send(**edit.mine, shown="").status_code == 409
    assert blind.send(**edit.mine, shown="[" * 19_000).status_code == 409
    assert now_stored(session, edit) == edit.first


@dataclass(frozen=True)
class Addition:
    """A form that adds an entry: what is typed, what else might be, how the page names what is there."""

    name: str
    address: str
    typed: dict[str, Any]
    other: dict[str, Any]
    now: str
    entries: type[Any]
    same_is_one: bool = True
    form: str = ""


ADDITIONS = (
    Addition("name", "/mitglieder/1/name", {"name": "Stadt Altenbruck", "valid_from": "2026-11-03",
              "no_proof": "Mündlich"},
             {"name": "Markt Altenbruck"}, "Stadt Altenbruck (03.11.2026)", PartyName),
    Addition("address", "/mitglieder/1/anschrift",
             {"street": "Markt 1", "postcode": "70997", "city": "Altenbruck", "valid_from": "2027-01-01"},
             {"street": "Markt 2"}, "Markt 1, 70997 Altenbruck (01.01.2027)", PartyAddress),
    Addition("representative", "/mitglieder/1/vertretung",
             {"first_names": "Anna", "last_name": "Ahorn", "function": "Kämmerin", "first_day": "2026-01-01",
              "no_proof": "Mündlich"},
             {"first_names": "Berta"}, "Anna Ahorn, Kämmerin (01.01.2026)", Representation, same_is_one=False),
    Addition("clause", "/antraege/klauseln/payment_undertaking/neu",
             {"heading": "Sie zahlen", "text": "{Ich verpflichte mich} zu zahlen.", "valid_from": "2026-12-01"},
             {"heading": "Sie zahlen ein"}, "Fassung 2, gilt ab 01.12.2026: Sie zahlen.", ClauseText,
             same_is_one=False, form="neu"),
)
SAME = (
    Addition("payment", "/mitglieder/1/zahlungen", {"amount": "100,00", "received_on": "2026-11-20"}, {},
             "100,00 €, Ottilie Brandner", PaymentReceived, form="zahlungen$"),
    Addition("payment of any member", "/zahlungen/eintragen",
             {"number": "1", "amount": "100,00", "received_on": "2026-11-20"}, {}, "100,00 €, Ottilie Brandner",
             PaymentReceived, form="eintragen"),
    Addition("founder", "/einrichtung/gruendungsmitglieder",
             {"kind": "natural_person", "first_names": "Anna", "last_name": "Ahorn", "street": "Weg 1",
              "postcode": "70990", "city": "Morgenau", "first_day": "2026-03-12", "shares": "1"}, {},
             "Anna Ahorn (0002)", Member),
    Addition("office of somebody new", "/organe/bestellen",
             {"organ": "supervisory_board", "party": "0", "first_names": "Anna", "last_name": "Ahorn",
              "of_member_cooperative": "y", "first_day": "2026-11-24"}, {}, "Anna Ahorn (24.11.2026)", Office,
             form="bestellen"),
    Addition("version", "/satzung/neu", {"title": "Zweite Neufassung", "resolved_on": "2026-06-01"}, {},
             "Zweite Neufassung (01.06.2026)", StatuteVersion),
    Addition("proposal", "/beschluesse/vorschlagen", {"text": "Wir kaufen einen Drucker."}, {},
             "Wir kaufen einen Drucker.", Item, form="vorschlagen"),
    Addition("resolution from elsewhere", "/beschluesse/nachtragen",
             {"organ": "board", "text": "Wir kaufen einen Drucker.", "outcome": "accepted",
              "decided_on": "2026-11-02"}, {}, "V-2026-001", Resolution, form="nachtragen"),
)
EACH = pytest.mark.parametrize("addition", ADDITIONS, ids=lambda addition: addition.name)


def rows(session: Session, table: type[Any]) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(table)) or 0


@EACH
def test_what_another_added_meanwhile_is_shown_before_a_second_is_added(
    house: FlaskClient, session: Session, addition: Addition
) -> None:
    first, second = two_tabs(house, addition.address, addition.form)
    assert first.send(**addition.typed).status_code == 302
    before = rows(session, addition.entries)
    answer = second.send(**{**addition.typed, **addition.other})
    assert (answer.status_code, rows(session, addition.entries)) == (409, before)
    assert addition.now in said(answer)
    assert second.send(**addition.other).status_code == 302
    assert rows(session, addition.entries) == before + 1


@EACH
def test_the_same_added_in_two_tabs_is_there_once(house: FlaskClient, session: Session, addition: Addition) -> None:
    first, second = two_tabs(house, addition.address, addition.form)
    first.send(**addition.typed)
    before = rows(session, addition.entries)
    answer = second.send(**addition.typed)
    assert answer.status_code in ({302} if addition.same_is_one else {409, 422})
    assert rows(session, addition.entries) == before


@pytest.fixture
def another(app: Flask, house: FlaskClient, session: Session) -> FlaskClient:
    """Somebody else who may edit all of it, signed in."""
    person = visitor(app)
    sign_in(session, person, a_person(session, "Nele", "Nussbaum"), *ROLES)
    return person


def sent_by_both(addition: Addition, *people: FlaskClient) -> list[int]:
    """People send the same at the same moment; gives how each was answered."""
    tabs = [Tab(each, addition.address, addition.form) for each in people]
    return [answer.status_code for answer in together(*(partial(tab.send, **addition.typed) for tab in tabs))]


@EACH
def test_the_same_added_by_two_at_the_same_moment_is_there_once(
    house: FlaskClient, another: FlaskClient, session: Session, addition: Addition
) -> None:
    before = rows(session, addition.entries)
    assert 302 in sent_by_both(addition, house, another)
    assert rows(session, addition.entries) == before + 1


@pytest.mark.parametrize("addition", SAME, ids=lambda addition: addition.name)
def test_the_very_same_is_entered_a_second_time_only_knowingly(
    house: FlaskClient, session: Session, addition: Addition
) -> None:
    first, second = two_tabs(house, addition.address, addition.form)
    assert [first.send(**addition.typed).status_code for _ in range(2)] == [302, 302]
    before = rows(session, addition.entries)
    answer = second.send(**addition.typed)
    assert (answer.status_code, rows(session, addition.entries)) == (409, before)
    assert addition.now in said(answer)
    assert second.send().status_code == 302
    assert rows(session, addition.entries) == before + 1


@pytest.mark.parametrize("addition", SAME, ids=lambda addition: addition.name)
def test_of_two_who_enter_the_very_same_at_the_same_moment_one_is_asked(
    house: FlaskClient, another: FlaskClient, addition: Addition
) -> None:
    assert sorted(sent_by_both(addition, house, another)) == [302, 409]
