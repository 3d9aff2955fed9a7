"""The office enters how much of the statute's measure a member has, and takes back what was wrong."""

import io
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.dossiers import actions, queries
from app.members.models import Member
from app.shares import queries as shares
from tests.dossiers.test_refusals import at
from tests.factories import NOW, OFFICE, TODAY, a_pdf, sign_in, sign_in_office
from tests.shares.factories import BY_PEOPLE, JOINED, a_house, a_member, measured
from tests.statutes.factories import a_statute
from tests.tabs import Tab, said

ADDRESS = "/mitglieder/1/massstab"
TYPED = {"quantity": "45000", "valid_from": TODAY.isoformat(), "no_proof": "Auskunft am Telefon"}


def a_town(session: Session, client: FlaskClient, **statute: Any) -> Member:
    """The member number one with one share, looked at by the office."""
    a_house(session, **{"further_shares_allowed": True, **BY_PEOPLE, **statute})
    member = a_member(session, shares=1)
    session.commit()
    sign_in_office(session, client)
    return member


def test_the_number_is_entered_with_its_document_and_what_lacks_is_said(session: Session, client: FlaskClient) -> None:
    member = a_town(session, client)
    assert "noch nicht eingetragen ist: Einwohner" in said(client.get("/mitglieder/1"))
    paper = (io.BytesIO(a_pdf("Statistik")), "statistik.pdf")
    assert Tab(client, ADDRESS).send(**{**TYPED, "no_proof": "", "proof": paper}).status_code == 302
    entry = shares.quantities_of(session, member.id)[0]
    page = said(client.get("/mitglieder/1"))
    assert "5 Anteile (45.000 Einwohner seit 24.11.2026" in page
    assert "Es fehlen 4 Anteile." in page
    assert client.get(f"/mitglieder/1/angaben/{entry.proof_sha256}/beleg").mimetype == "application/pdf"
    assert shares.is_file_needed(session, entry.proof_sha256 or "")
    assert "45.000 Einwohner" in said(client.get("/mitglieder/1/stammdaten"))


def test_a_number_of_a_past_day_is_told_and_entered_by_the_measure_of_today(session: Session) -> None:
    a_house(session, **BY_PEOPLE)
    since, by = TODAY - timedelta(days=20), {"mandatory_measure": "Einwohner mit Hauptwohnsitz"}
    a_statute(session, TODAY - timedelta(days=2), TODAY, **{**BY_PEOPLE, **by})
    member = a_member(session)
    actions.note_quantity(session, member, 45_000, since, None, OFFICE, NOW, "Auskunft am Telefon")
    assert queries.last_quantity_words(session, member) == queries.quantity_words(session, member, 45_000, since, TODAY)
    assert "mit Hauptwohnsitz" in queries.last_quantity_words(session, member)


@pytest.mark.parametrize(("typed", "field", "answer"), [
    ({"quantity": ""}, "quantity", "Geben Sie die Zahl an"),
    ({"quantity": "-1"}, "quantity", "unter null gibt es nicht. Gibt es nichts zu zählen, tragen Sie 0 ein"),
    ({"quantity": "1e5"}, "quantity", "ganze Zahl"), ({"quantity": "99999999999"}, "quantity", "ganze Zahl"),
    ({"valid_from": ""}, "valid_from", "ab wann"), ({"valid_from": "1901-01-01"}, "valid_from", "zu weit von heute"),
    ({"valid_from": (TODAY + timedelta(days=999)).isoformat()}, "valid_from", "zu weit von heute"),
    ({"valid_from": (JOINED - timedelta(days=1)).isoformat()}, "valid_from", "davor schuldet das Mitglied keine"),
    ({"quantity": "999999999"}, "quantity", "wären 100.000 Anteile. Prüfen Sie die Zahl"),
    ({"no_proof": ""}, "proof", "Wählen Sie die Datei mit dem Beleg"),
])  # fmt: skip
def test_what_cannot_be_is_refused_at_its_field(
    session: Session, client: FlaskClient, typed: dict[str, str], field: str, answer: str
) -> None:
    member = a_town(session, client)
    assert answer in at(Tab(client, ADDRESS).send(**{**TYPED, **typed}), field)
    assert shares.quantities_of(session, member.id) == []


def test_sent_twice_it_is_entered_once_and_an_old_page_is_noticed(session: Session, client: FlaskClient) -> None:
    member = a_town(session, client)
    tab, late = Tab(client, ADDRESS), Tab(client, ADDRESS)
    assert [tab.send(**TYPED).status_code for _ in range(2)] == [302, 302]
    assert late.send(**{**TYPED, "quantity": "52000"}).status_code == 409
    assert len(shares.quantities_of(session, member.id)) == 1


def test_a_wrong_number_is_taken_back_with_its_reason(session: Session, client: FlaskClient) -> None:
    member = a_town(session, client)
    wrong = measured(session, member, 450_000)
    session.commit()
    address = f"{ADDRESS}/{wrong.id}/storno"
    assert Tab(client, address).send(reason="").status_code == 422
    assert Tab(client, address).send(reason="Eine Null zu viel").status_code == 302
    page = said(client.get("/mitglieder/1/stammdaten"))
    assert "Eine Null zu viel" in page
    assert "Einwohner: noch nicht eingetragen" in page
    assert Tab(client, address).send(reason="Noch einmal").status_code == 422
    assert client.get(f"{ADDRESS}/4711/storno").status_code == 404


def test_without_a_scale_the_page_says_so_and_takes_nothing(session: Session, client: FlaskClient) -> None:
    member = a_town(session, client, mandatory_measure=None, mandatory_per_share=None)
    assert "nennt keinen Maßstab" in said(client.get(ADDRESS))
    assert client.post(ADDRESS, data={"key": "made-up-key", "shown": "{}", **TYPED}).status_code == 422
    assert shares.quantities_of(session, member.id) == []


def test_the_member_reads_what_it_owes_and_why(session: Session, client: FlaskClient) -> None:
    member = a_town(session, client)
    measured(session, member, 45_000)
    session.commit()
    sign_in(session, client, member.party)
    assert "5 Anteile (45.000 Einwohner seit 24.11.2026" in said(client.get(f"/mein/{member.number}"))
    assert "45.000 Einwohner" in said(client.get(f"/mein/{member.number}/daten"))
    assert "5 Anteile (45.000 Einwohner" in said(client.get(f"/mein/{member.number}/anteile"))
