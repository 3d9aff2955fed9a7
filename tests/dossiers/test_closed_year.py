"""What is told of a member once a fiscal year is closed holds in the register from the first open day on."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.changes import actions as changes
from app.changes import queries as change_queries
from app.core.values import Actor, PostalAddress, Role
from app.dossiers import actions, queries
from app.members import queries as members
from app.members.models import Member
from app.members.rules import detail_field
from app.parties import actions as parties
from app.parties import queries as party_queries
from app.parties.rules import Authority, PartyFacts
from app.removals import actions as removals
from app.shares import queries as shares
from app.statutes import actions as statutes
from app.statutes.rules import ClosedYearRefusal, FiscalYear, check_ends_in_open_year, check_told_in_open_year
from tests.dossiers.test_refusals import at
from tests.factories import LONG_AGO, NOW, OFFICE, TODAY, a_person, sign_in, sign_in_office
from tests.removals.factories import PROOF, a_human, a_lasting_house, reported
from tests.shares.factories import BY_PEOPLE, a_member, measured
from tests.tabs import Tab, said
from tests.visitors import visitor

CLOSED, FIRST_OPEN = date(2025, 12, 31), date(2026, 1, 1)
FIELD = detail_field("Gemeindeschlüssel")
MOVED = PostalAddress("Markt 1", "70997", "Altenbruck")
PLACE = {"street": "Markt 1", "postcode": "70997", "city": "Altenbruck"}
GOING_ON = {"heirs_continue": True, "heirs_months": 3}
SENTENCE = "gilt im Register frühestens ab dem 01.01.2026; den wirklichen Tag nennt der Beleg"
FORMS: list[tuple[str, dict[str, str], str]] = [
    ("anschrift", PLACE, "valid_from"), ("name", {"name": "Stadt Altenbruck", "no_proof": "Amtsblatt"}, "valid_from"),
    ("weitere-angaben", {FIELD: "08 999 071"}, "valid_from"),
    ("massstab", {"quantity": "45000", "no_proof": "Auskunft am Telefon"}, "valid_from"),
    ("vertretung", {"first_names": "Berta", "last_name": "Birke", "function": "Kämmerin", "authority": "sole",
                    "no_proof": "bekannt"}, "first_day"),
]
"""What is entered of a member with a day, by the end of its address, and the field of the day."""


def close_2025(session: Session) -> None:
    statutes.close_year(session, FiscalYear(date(2025, 1, 1), CLOSED), OFFICE, NOW)
    session.commit()


def a_town(session: Session, **more: Any) -> Member:
    """A member since long ago, of a house with fiscal years."""
    a_lasting_house(session, extra_register_fields="Gemeindeschlüssel", **BY_PEOPLE, **more)
    return a_member(session, shares=1, first_day=date(2024, 5, 2))


def entries_of(session: Session, town: Member) -> tuple[int, ...]:
    """How many entries the register has of a member."""
    session.rollback()
    found = (
        party_queries.addresses_of(session, town.party_id), party_queries.names_of(session, town.party_id),
        members.details_of(session, town.id), shares.quantities_of(session, town.id),
        party_queries.representations_of(session, town.party_id),
    )
    return tuple(len(each) for each in found)


@pytest.mark.parametrize(("form", "typed", "day"), FORMS, ids=[form[0] for form in FORMS])
def test_what_holds_from_a_day_of_a_closed_year_is_refused_at_its_day_with_the_first_open_one(
    session: Session, client: FlaskClient, form: str, typed: dict[str, str], day: str
) -> None:
    town = a_town(session)
    close_2025(session)
    sign_in_office(session, client)
    known, tab = entries_of(session, town), Tab(client, f"/mitglieder/1/{form}")
    assert SENTENCE in at(tab.send(**typed, **{day: CLOSED.isoformat()}), day)
    assert entries_of(session, town) == known
    assert tab.send(**{day: FIRST_OPEN.isoformat()}).status_code == 302
    assert entries_of(session, town) != known


@pytest.mark.parametrize(("form", "typed", "day"), FORMS[:3] + FORMS[4:], ids=["address", "name", "details", "acting"])
def test_the_preview_refuses_a_day_of_a_closed_year_too(
    session: Session, client: FlaskClient, form: str, typed: dict[str, str], day: str
) -> None:
    a_town(session)
    close_2025(session)
    sign_in_office(session, client)
    sent = {**typed, day: CLOSED.isoformat()}
    answer = client.post(f"/mitglieder/1/{form}/vorschau", data=sent, headers={"HX-Request": "true"})
    assert SENTENCE in said(answer)


def test_a_representation_ends_with_the_last_closed_day_at_the_earliest(session: Session, client: FlaskClient) -> None:
    town = a_town(session)
    held = parties.add_representation(
        session, town.party_id, a_person(session, "Anna", "Ahorn").id, Authority.SOLE, "", LONG_AGO, OFFICE, NOW
    )
    close_2025(session)
    sign_in_office(session, client)
    address = f"/mitglieder/1/vertretung/{held.id}/ende"
    tab, early = Tab(client, address), {"last_day": "2025-10-31"}
    wanted = "Tragen Sie als letzten Tag den 31.12.2025 ein"
    assert wanted in at(tab.send(**early), "last_day")
    assert wanted in said(client.post(f"{address}/vorschau", data=early, headers={"HX-Request": "true"}))
    assert tab.send(last_day=CLOSED.isoformat()).status_code == 302


def test_who_died_in_a_closed_year_acts_for_another_member_until_its_end(session: Session) -> None:
    town = a_town(session, **GOING_ON)
    deceased = a_human(session)
    held = parties.add_representation(
        session, town.party_id, deceased.party_id, Authority.SOLE, "", LONG_AGO, OFFICE, NOW
    )
    close_2025(session)
    removals.report(session, deceased, reported(event_on=date(2025, 6, 1)), PROOF, OFFICE, NOW)
    assert held.last_day == CLOSED


def test_an_end_noted_in_a_closed_year_stays_when_who_acted_died_before_it(session: Session) -> None:
    town, noted = a_town(session, **GOING_ON), date(2025, 9, 30)
    deceased = a_human(session)
    held = parties.add_representation(
        session, town.party_id, deceased.party_id, Authority.SOLE, "", LONG_AGO, OFFICE, NOW
    )
    parties.end_representation(session, held, noted, OFFICE, NOW)
    close_2025(session)
    removals.report(session, deceased, reported(event_on=date(2025, 6, 1)), PROOF, OFFICE, NOW)
    assert held.last_day == noted


def test_a_wrong_entry_of_a_closed_year_is_still_taken_back(session: Session) -> None:
    town, day = a_town(session), date(2025, 6, 1)
    address = actions.change_address(session, town, MOVED, day, None, OFFICE, NOW)
    facts = PartyFacts(town.party.kind, "Stadt Altenbruck")
    name = actions.change_name(session, town, facts, day, None, OFFICE, NOW, "Amtsblatt")
    quantity = measured(session, town, 45_000, day)
    close_2025(session)
    for undo, entry in (
        (actions.undo_address, address.id), (actions.undo_name, name.id), (actions.undo_quantity, quantity.id),
    ):
        undo(session, town, entry, "Irrtum", OFFICE, NOW)
    found = party_queries.address_on(session, town.party_id, CLOSED)
    assert found is None or found.value() != MOVED
    assert queries.last_quantity_words(session, town).startswith("– Einwohner")


def test_the_portal_refuses_an_address_of_a_closed_year_at_its_day(session: Session, client: FlaskClient) -> None:
    town = a_town(session)
    person = a_person(session, "Theodora", "Quendel")
    parties.add_representation(session, town.party_id, person.id, Authority.SOLE, "", LONG_AGO, OFFICE, NOW)
    close_2025(session)
    sign_in(session, client, person)
    tab = Tab(client, "/mein/1/anschrift")
    assert SENTENCE in at(tab.send(**PLACE, valid_from=CLOSED.isoformat()), "valid_from")
    assert tab.send(valid_from=FIRST_OPEN.isoformat()).status_code == 302


def test_an_address_whose_year_was_closed_while_it_waited_is_not_confirmed_and_the_page_says_so(
    session: Session, app: Flask, client: FlaskClient
) -> None:
    town = a_town(session)
    actor = Actor("Theodora Quendel", 99, None, frozenset({Role.MEMBER}))
    change = changes.propose_address(session, town, MOVED, CLOSED, actor, NOW)
    session.commit()
    close_2025(session)
    sign_in_office(session, client)
    sentence, page = "Im Register gilt sie frühestens ab dem 01.01.2026", f"/aenderungen/{change.id}"
    shown = client.get(page)
    assert sentence in said(shown)
    assert "/bestaetigen" not in shown.text
    assert "/ablehnen" in shown.text
    answer = client.post(f"{page}/bestaetigen", data={"key": "key-of-this-form"})
    assert (answer.status_code, sentence in said(answer)) == (409, True)
    session.rollback()
    assert change_queries.get_change(session, change.id).outcome is None
    other = visitor(app)
    sign_in(session, other, a_person(session, "Nele", "Nussbaum"), Role.OFFICE)
    tab = Tab(other, f"{page}/ablehnen")
    assert tab.send(reason="Bitte ab dem 01.01.2026 neu vorschlagen").status_code == 302


def test_an_account_of_an_earlier_day_waits_and_is_confirmed_for_today(session: Session) -> None:
    """It counts from its confirmation at the earliest, and acts on no closed year."""
    town = a_town(session)
    close_2025(session)
    one, two = (Actor(name, number, None, frozenset({Role.OFFICE})) for name, number in (("Eins", 1), ("Zwei", 2)))
    iban = "DE75512108001245126199"
    change = changes.propose_bank_account(session, town, iban, CLOSED, None, True, one, NOW)
    changes.confirm(session, change, two, NOW)
    assert party_queries.bank_account_on(session, town.party_id, CLOSED) is None
    account = party_queries.bank_account_on(session, town.party_id, TODAY)
    assert account is not None
    assert account.valid_from == TODAY


def test_the_day_after_the_last_closed_one_is_open() -> None:
    check_told_in_open_year(FIRST_OPEN, CLOSED)
    check_told_in_open_year(CLOSED, None)
    check_ends_in_open_year(CLOSED, CLOSED)
    with pytest.raises(ClosedYearRefusal):
        check_told_in_open_year(CLOSED, CLOSED)
    with pytest.raises(ClosedYearRefusal):
        check_ends_in_open_year(date(2025, 12, 30), CLOSED)
