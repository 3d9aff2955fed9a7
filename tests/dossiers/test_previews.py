"""Who will act for a member, where it will be paid, what else the register will say: shown before, nothing entered."""

import io
from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.changes import queries as changes
from app.core.values import PartyKind
from app.dossiers.rules import CASTING_WORDS, Casting, casting_of
from app.members import queries as members
from app.members.models import Member
from app.members.rules import detail_field
from app.parties import actions as party_actions
from app.parties.models import Party, Representation
from app.parties.rules import Authority, PartyFacts
from app.settlements import actions as settlements
from tests.dossiers.test_refusals import a_member_seen_by_the_office, at
from tests.factories import LONG_AGO, NOW, OFFICE, TODAY, a_pdf, a_person, sign_in_office
from tests.settlements.factories import TWO, a_leaver, a_paying_house, opened
from tests.shares.factories import a_house, a_member
from tests.tabs import Tab, said

PERSON, TOWN = PartyKind.NATURAL_PERSON, PartyKind.MUNICIPALITY
SCRIPT = {"HX-Request": "true"}
REPRESENTATIVE, ACCOUNT, DETAILS = (f"/mitglieder/1/{name}" for name in (
    "vertretung", "bankverbindung", "weitere-angaben",
))
BIRKE = {"first_names": "Berta", "last_name": "Birke", "function": "Kämmerin", "authority": "sole",
         "first_day": TODAY.isoformat()}
IBAN = {"iban": "DE75 5121 0800 1245 1261 99", "valid_from": TODAY.isoformat()}


def acts(
    session: Session, member: Member, first: str = "Anna", last: str = "Ahorn", authority: Authority = Authority.SOLE,
    since: date = LONG_AGO,
) -> Representation:
    """Somebody who acts for a member since a day."""
    person = a_person(session, first, last)
    found = party_actions.add_representation(
        session, member.party_id, person.id, authority, "Vorstand", since, OFFICE, NOW
    )
    session.commit()
    return found


def panel(client: FlaskClient, address: str, typed: dict[str, Any]) -> str:
    """What the panel alone says, as a script asks for it."""
    answer: TestResponse = client.post(f"{address}/vorschau", data=typed, headers=SCRIPT)
    assert answer.status_code == 200
    assert "<form" not in answer.text
    return said(answer)


def number_of(session: Session, table: type[Any]) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


@pytest.mark.parametrize(("kind", "acting", "casting"), [
    (PERSON, [], Casting.ITSELF), (PERSON, [(1, Authority.APPOINTED)], Casting.BESIDE),
    (PERSON, [(1, Authority.SOLE)], Casting.ALONE), (PERSON, [(1, Authority.JOINT)], Casting.TOO_FEW),
    (PERSON, [(1, Authority.JOINT), (2, Authority.JOINT)], Casting.TOGETHER),
    (PERSON, [(1, Authority.POWER_OF_ATTORNEY)], Casting.ITSELF),
    (TOWN, [], Casting.NOBODY), (TOWN, [(1, Authority.APPOINTED)], Casting.ALONE),
    (TOWN, [(1, Authority.JOINT)], Casting.TOO_FEW), (TOWN, [(1, Authority.JOINT)] * 2, Casting.TOO_FEW),
    (TOWN, [(1, Authority.JOINT), (2, Authority.JOINT)], Casting.TOGETHER),
    (TOWN, [(1, Authority.JOINT), (2, Authority.SOLE)], Casting.ALONE),
    (TOWN, [(1, Authority.POWER_OF_ATTORNEY)], Casting.AGENTS),
    (TOWN, [(1, Authority.POWER_OF_ATTORNEY), (2, Authority.JOINT)], Casting.TOO_FEW),
])
def test_who_votes_follows_from_who_acts_by_law_and_not_by_a_power_of_attorney(
    kind: PartyKind, acting: list[tuple[int, Authority]], casting: Casting
) -> None:
    assert casting_of(kind, acting) is casting
    assert CASTING_WORDS[casting]


def test_the_preview_names_who_acts_before_from_the_day_on_and_later_and_enters_nobody(
    session: Session, client: FlaskClient
) -> None:
    member = a_member_seen_by_the_office(session, client)
    acts(session, member)
    acts(session, member, "Clara", "Dorn", since=TODAY + timedelta(days=40))
    people, before = number_of(session, Party), number_of(session, Representation)
    answer = client.post(f"{REPRESENTATIVE}/vorschau", data=BIRKE)
    assert answer.status_code == 200
    shown = said(answer)
    for words in ("Anna Ahorn, Vorstand", "Berta Birke, Kämmerin", "Clara Dorn", "allein oder kraft Amtes"):
        assert words in shown
    assert 'value="Birke"' in answer.text
    assert (number_of(session, Party), number_of(session, Representation)) == (people, before)


def test_whoever_only_acts_together_is_told_to_lack_a_second_person(session: Session, client: FlaskClient) -> None:
    member = a_member_seen_by_the_office(session, client)
    assert "kann niemand für das Mitglied handeln" in panel(client, REPRESENTATIVE, {**BIRKE, "authority": "joint"})
    acts(session, member, authority=Authority.JOINT)
    shown = panel(client, REPRESENTATIVE, {**BIRKE, "authority": "joint"})
    assert "nur gemeinsam mit anderen" in shown
    assert "kann niemand" not in shown
    typed = {**BIRKE, "authority": "power_of_attorney"}
    assert "eine zweite Person" in panel(client, REPRESENTATIVE, typed), "an agent is no second one"


def test_a_minor_votes_through_its_parents_and_a_carer_acts_beside(session: Session, client: FlaskClient) -> None:
    a_member_seen_by_the_office(session, client, a_person(session, "Mia", "Ahorn"))
    shown = panel(client, REPRESENTATIVE, BIRKE)
    assert "das Mitglied selbst" in shown
    assert "wer es allein oder kraft Amtes vertritt" in shown
    assert "oder für es, wer neben ihm handelt" in panel(client, REPRESENTATIVE, {**BIRKE, "authority": "appointed"})


def test_the_preview_says_that_somebody_of_that_name_is_recorded_and_shows_whom_one_chose(
    session: Session, client: FlaskClient
) -> None:
    member = a_member_seen_by_the_office(session, client)
    facts = PartyFacts(PERSON, last_name="Birke", first_names="Berta", title="Dr.")
    known = party_actions.add_party(session, facts, LONG_AGO, OFFICE, NOW)
    session.commit()
    assert "schon erfasst" in panel(client, REPRESENTATIVE, BIRKE)
    page = client.post(f"{REPRESENTATIVE}/vorschau", data=BIRKE)
    assert "Ist es eine dieser Personen?" in page.text
    chosen = panel(client, REPRESENTATIVE, {**BIRKE, "same_as": str(known.id)})
    assert "Dr. Berta Birke" in chosen
    assert "schon erfasst" not in chosen
    other = panel(client, REPRESENTATIVE, {**BIRKE, "same_as": str(member.party_id)})
    assert "Altenbruck" not in other, "nobody else can be chosen by a number"
    assert "schon erfasst" in other
    assert "schon erfasst" not in panel(client, REPRESENTATIVE, {**BIRKE, "same_as": "0"})


def test_nobody_is_asked_about_a_name_that_nobody_bears(session: Session, client: FlaskClient) -> None:
    a_member_seen_by_the_office(session, client)
    for typed in (BIRKE, {}):
        answer = client.post(f"{REPRESENTATIVE}/vorschau", data=typed)
        assert "schon erfasst" not in answer.text
        assert "same_as" not in answer.text
    refused = Tab(client, REPRESENTATIVE).send(**BIRKE)
    assert "Beleg" in at(refused, "proof")
    assert "schon erfasst" not in refused.text


def test_what_is_entered_of_somebody_already_is_no_second_row_and_the_preview_says_so(
    session: Session, client: FlaskClient
) -> None:
    member = a_member_seen_by_the_office(session, client)
    held = acts(session, member, "Berta", "Birke")
    typed = {**BIRKE, "function": "Vorstand", "same_as": str(held.person_id)}
    shown = panel(client, REPRESENTATIVE, typed)
    assert "schon eingetragen; hinzu kommt höchstens der Nachweis" in shown
    assert Tab(client, REPRESENTATIVE).send(**typed, no_proof="Mündlich").status_code == 302
    assert number_of(session, Representation) == 1


@pytest.mark.parametrize(("typed", "sentence"), [
    ({"first_day": (TODAY + timedelta(days=500)).isoformat()}, "mehr als ein Jahr voraus"),
    ({"last_name": ""}, "Geben Sie den Familiennamen an"),
    ({"first_day": "31.02.2026"}, "Schreiben Sie den Tag"),
])
def test_what_the_entry_would_refuse_the_preview_refuses_too(
    session: Session, client: FlaskClient, typed: dict[str, str], sentence: str
) -> None:
    a_member_seen_by_the_office(session, client)
    assert sentence in panel(client, REPRESENTATIVE, {**BIRKE, **typed})


def test_the_preview_of_an_end_names_who_still_acts_and_warns_where_nobody_does(
    session: Session, client: FlaskClient
) -> None:
    member = a_member_seen_by_the_office(session, client)
    held = acts(session, member)
    address, typed = f"{REPRESENTATIVE}/{held.id}/ende", {"last_day": TODAY.isoformat()}
    shown = panel(client, address, typed)
    assert "Anna Ahorn" in shown
    assert "kann niemand für das Mitglied handeln" in shown
    acts(session, member, "Berta", "Birke")
    shown = panel(client, address, typed)
    assert "Berta Birke" in shown
    assert "kann niemand" not in shown
    early = {"last_day": (LONG_AGO - timedelta(days=1)).isoformat()}
    assert "nicht vor ihrem Beginn" in panel(client, address, early)
    page = client.post(f"{address}/vorschau", data=typed)
    assert "Vertretung beenden" in page.text
    session.refresh(held)
    assert held.last_day is None
    assert client.post("/mitglieder/1/vertretung/4711/ende/vorschau", data=typed).status_code == 404


def test_the_end_of_the_parents_warns_that_the_member_acts_itself_from_then_on(
    session: Session, client: FlaskClient
) -> None:
    member = a_member_seen_by_the_office(session, client, a_person(session, "Mia", "Ahorn"))
    held = acts(session, member)
    address, typed = f"{REPRESENTATIVE}/{held.id}/ende", {"last_day": TODAY.isoformat()}
    assert "nur, wenn es dann volljährig ist" in panel(client, address, typed)
    acts(session, member, "Bert", "Ahorn")
    assert "volljährig" not in panel(client, address, typed)


def test_the_preview_of_an_account_shows_it_masked_with_who_confirms_and_who_is_told(
    session: Session, client: FlaskClient
) -> None:
    member = a_member_seen_by_the_office(session, client)
    party_actions.add_bank_account(session, member.party_id, "DE89370400440532013000", LONG_AGO, OFFICE, NOW)
    party_actions.change_contact(session, member.party, "post@altenbruck.example", "", "", OFFICE, NOW)
    session.commit()
    shown = panel(client, ACCOUNT, IBAN)
    for words in ("3000", "6199", "zweite Person", "post@altenbruck.example"):
        assert words in shown
    assert "5121" not in shown
    assert "auszuzahlen" not in shown
    later = panel(client, ACCOUNT, {**IBAN, "valid_from": (TODAY + timedelta(days=9)).isoformat()})
    assert "zweite Person" in later
    assert client.post(f"{ACCOUNT}/vorschau", data=IBAN).status_code == 200
    assert changes.changes_of(session, member.id) == []


@pytest.mark.parametrize(("typed", "sentence"), [
    ({"iban": "DE88370400440532013000"}, "Diese IBAN stimmt nicht"),
    ({"iban": "DE89370400440532013000"}, "Konto der Genossenschaft"),
    ({"valid_from": (TODAY + timedelta(days=500)).isoformat()}, "mehr als ein Jahr"),
])
def test_an_account_that_cannot_be_proposed_is_refused_in_its_preview(
    session: Session, client: FlaskClient, typed: dict[str, str], sentence: str
) -> None:
    a_member_seen_by_the_office(session, client)
    assert sentence in panel(client, ACCOUNT, {**IBAN, **typed})


def test_an_account_is_not_previewed_while_another_waits(session: Session, client: FlaskClient) -> None:
    member = a_member_seen_by_the_office(session, client)
    from_paper = {**IBAN, "proof": (io.BytesIO(a_pdf("Brief")), "brief.pdf")}
    assert Tab(client, ACCOUNT).send(**from_paper).status_code == 302
    assert len(changes.changes_of(session, member.id)) == 1
    assert "wartet schon auf Bestätigung" in panel(client, ACCOUNT, {**IBAN, "iban": "DE02120300000000202051"})


def test_the_preview_of_an_account_names_what_would_be_paid_to_it(session: Session, client: FlaskClient) -> None:
    """Once it is confirmed; before, nobody knows whether it is to be paid at all."""
    a_paying_house(session)
    settlement = opened(session, a_leaver(session))
    session.commit()
    sign_in_office(session, client)
    assert "auszuzahlen" not in panel(client, ACCOUNT, IBAN)
    settlements.confirm(session, settlement, TWO, NOW)
    session.commit()
    shown = panel(client, ACCOUNT, IBAN)
    assert settlement.number in shown
    assert "2.500,00" in shown
    assert "ist noch auszuzahlen" in shown


def test_the_preview_of_further_fields_shows_only_what_changes_with_what_held_and_what_is_to_come(
    session: Session, client: FlaskClient
) -> None:
    a_house(session, extra_register_fields="Gemeindeschlüssel; Kämmerei")
    town = a_member(session, shares=1)
    key, chamber = detail_field("Gemeindeschlüssel"), detail_field("Kämmerei")
    session.commit()
    sign_in_office(session, client)
    for value, day in (("08 999 071", TODAY), ("08 999 073", TODAY + timedelta(days=60))):
        sent = {key: value, chamber: "Frau Sand", "valid_from": day.isoformat()}
        assert Tab(client, DETAILS).send(**sent).status_code == 302
    typed = {key: "08 999 072", chamber: "Frau Sand", "valid_from": (TODAY + timedelta(days=9)).isoformat()}
    shown = panel(client, DETAILS, typed)
    for words in ("Gemeindeschlüssel", "08 999 071", "08 999 072", "08 999 073"):
        assert words in shown
    assert "Kämmerei" not in shown
    assert "ändert sich nichts" in panel(client, DETAILS, {**typed, key: "08 999 071"})
    assert "Machen Sie diese Angabe" in panel(client, DETAILS, {**typed, key: ""})
    assert "zu weit von heute entfernt" in panel(client, DETAILS, {**typed, "valid_from": "2046-01-01"})
    refused = Tab(client, DETAILS).send(**{**typed, "valid_from": "2046-01-01"})
    assert "zu weit von heute entfernt" in at(refused, "valid_from")
    assert client.post(f"{DETAILS}/vorschau", data=typed).status_code == 200
    assert len(members.details_of(session, town.id)) == 3
