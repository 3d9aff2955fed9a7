"""Showing the register to who asks, the log of it, and the copy of own entries (§ 31 GenG)."""

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app.archive.models import IssuedDocument
from app.core import journal
from app.core.values import NotFound, Refusal, Role
from app.members import actions as members
from app.members.models import Member
from app.reports import actions, queries
from app.reports.models import RegisterInspection
from app.reports.rules import (
    LEGAL_FIELDS,
    RegisterField,
    Requester,
    WantedCopy,
    check_copy,
    check_inspection,
    is_entitled,
    visible_fields,
)
from documents import registry
from tests.documents import pages
from tests.factories import NOW, OFFICE, TODAY, a_person, sign_in, sign_in_office
from tests.reports.factories import leaves
from tests.shares.factories import JOINED, a_house, a_member
from tests.tabs import wrong_fields

KEY = "einsicht-1234"


def asked(requester: Requester, member: Member | None = None, **more: object) -> actions.Request:
    """A request as the office takes it down."""
    values: dict[str, object] = {
        "name": "Neugier Verlag GmbH", "member": member, "agent": "", "interest": "Klage gegen ein Mitglied",
        "is_identified": True, "is_told_purpose": True, "register_on": TODAY, **more,
    }
    return actions.Request(requester, **values)  # type: ignore[arg-type]


def test_members_and_those_with_an_interest_see_the_register_s_fields_and_no_others() -> None:
    for requester in (Requester.MEMBER, Requester.INTERESTED):
        assert set(visible_fields(requester, RegisterField)) == LEGAL_FIELDS
    assert visible_fields(Requester.THIRD_PARTY, RegisterField) == []


def test_a_copy_is_given_of_own_entries_only() -> None:
    assert is_entitled(Requester.MEMBER, WantedCopy.OWN_ENTRIES)
    for requester, wanted in ((Requester.MEMBER, WantedCopy.FULL_LIST), (Requester.INTERESTED, WantedCopy.OWN_ENTRIES)):
        with pytest.raises(Refusal, match="Abschriften"):
            check_copy(requester, wanted)


@pytest.mark.parametrize(("requester", "name", "interest", "identified", "told", "lacks"), [
    (Requester.MEMBER, "", "", False, False, "Prüfen Sie zuerst"),
    (Requester.INTERESTED, "", "Klage", True, True, "wer Einsicht verlangt"),
    (Requester.INTERESTED, "Verlag", " ", True, True, "Interesse"),
    (Requester.INTERESTED, "Verlag", "Klage", True, False, "Zweckbindung"),
    (Requester.THIRD_PARTY, "Verlag", "", False, False, "Prüfen Sie zuerst"),
])
def test_what_is_missing_for_an_inspection_is_named(
    requester: Requester, name: str, interest: str, identified: bool, told: bool, lacks: str
) -> None:
    with pytest.raises(Refusal, match=lacks):
        check_inspection(requester, name, interest, identified, told)


def test_every_inspection_is_logged_a_refused_one_too(session: Session) -> None:
    a_house(session)
    member = a_member(session)
    granted = actions.note_inspection(session, asked(Requester.MEMBER, member), OFFICE, NOW)
    refused = actions.note_inspection(session, asked(Requester.THIRD_PARTY), OFFICE, NOW)
    assert [(each.name, each.was_granted) for each in queries.inspections(session)] == [
        ("Neugier Verlag GmbH", False), ("Gemeinde Altenbruck", True),
    ]
    assert granted.member_id == member.id
    session.commit()
    lines = journal.lines_about(session, f"inspection:{refused.id}")
    assert [line.act for line in lines] == ["inspect_register"]


def test_the_log_is_never_changed(session: Session) -> None:
    actions.note_inspection(session, asked(Requester.INTERESTED), OFFICE, NOW)
    with pytest.raises(DatabaseError, match="only grows"):
        session.execute(text("DELETE FROM register_inspection"))


def test_an_auditor_prints_the_register(session: Session, client: FlaskClient) -> None:
    a_house(session)
    a_member(session)
    sign_in(session, client, a_person(session), Role.AUDITOR)
    assert "Als PDF ausgeben" in client.get("/register/").text
    answer = client.post("/register/drucken", data={"key": KEY, "am": "2026-11-24"}, follow_redirects=True)
    assert answer.status_code == 200
    assert "ML-2026-001" in answer.text


def test_who_has_left_is_no_member_who_may_see_it_without_reasons(session: Session) -> None:
    a_house(session)
    member = a_member(session, first_day=date(2024, 1, 1))
    leaves(session, member, date(2025, 12, 31))
    with pytest.raises(Refusal, match="nicht mehr Mitglied"):
        actions.note_inspection(session, asked(Requester.MEMBER, member), OFFICE, NOW)
    with pytest.raises(Refusal, match="kein Mitglied"):
        actions.note_inspection(session, asked(Requester.MEMBER), OFFICE, NOW)
    with pytest.raises(Refusal, match="Abschriften"):
        actions.issue_extract(session, member, OFFICE, NOW)


def test_the_form_shows_the_register_or_says_no(session: Session, client: FlaskClient) -> None:
    a_house(session)
    a_member(session, shares=2)
    sign_in_office(session, client)
    sent = {"key": KEY, "requester": "member", "number": "1", "register_on": "2026-11-24", "identified": "y"}
    shown = client.post("/register/einsicht/neu", data=sent, follow_redirects=True).text
    assert "Einsicht gewährt" in shown
    assert "Kirchgasse 4" in shown
    sent = {**sent, "key": KEY + "x", "requester": "third_party", "name": "Verlag"}
    refused = client.post("/register/einsicht/neu", data=sent, follow_redirects=True).text
    assert "Einsicht verweigert" in refused
    assert "Kirchgasse 4" not in refused
    assert "Verlag" in client.get("/register/einsicht?q=verlag&format=csv").text


@pytest.mark.parametrize("day", ["2027-12-31", "1801-01-01", "2026-11-01"])
def test_a_day_without_a_register_is_refused_at_its_field(session: Session, client: FlaskClient, day: str) -> None:
    a_house(session)
    a_member(session)
    sign_in_office(session, client)
    sent = {"key": KEY, "requester": "member", "number": "1", "register_on": day, "identified": "y"}
    answer = client.post("/register/einsicht/neu", data=sent)
    assert answer.status_code == 422
    assert 'id="register_on-error"' in answer.text
    assert queries.inspections(session) == []


@pytest.mark.parametrize(("change", "field"), [
    ({"number": "77"}, "number"), ({"number": ""}, "number"), ({"identified": ""}, "identified"),
    ({"requester": "third_party_with_interest"}, "name"),
    ({"requester": "third_party_with_interest", "name": "Verlag Abc"}, "interest"),
    ({"requester": "third_party_with_interest", "name": "Verlag Abc", "interest": "Klage"}, "told"),
])
def test_what_an_inspection_lacks_is_said_at_its_field(
    session: Session, client: FlaskClient, change: dict[str, str], field: str
) -> None:
    a_house(session)
    a_member(session)
    sign_in_office(session, client)
    sent = {"key": KEY, "requester": "member", "number": "1", "register_on": "2026-11-24", "identified": "y"}
    answer = client.post("/register/einsicht/neu", data={**sent, **change})
    assert (answer.status_code, wrong_fields(answer.text)) == (422, [field])


def test_who_inspects_sees_the_further_fields_of_the_statute(session: Session, client: FlaskClient) -> None:
    a_house(session)
    members.note_details(session, a_member(session), {"Kämmerei": "Frau Sand"}, JOINED, OFFICE, NOW)
    sign_in_office(session, client)
    sent = {"key": KEY, "requester": "member", "number": "1", "register_on": "2026-11-24", "identified": "y"}
    shown = client.post("/register/einsicht/neu", data=sent, follow_redirects=True).text
    assert "Frau Sand" in shown


def test_a_form_sent_twice_is_one_inspection(session: Session, client: FlaskClient) -> None:
    a_house(session)
    a_member(session)
    sign_in_office(session, client)
    sent = {"key": KEY, "requester": "member", "number": "1", "register_on": "2026-11-24", "identified": "y"}
    for _ in range(2):
        assert client.post("/register/einsicht/neu", data=sent).status_code == 302
    assert len(session.scalars(select(RegisterInspection)).unique().all()) == 1
    incomplete = {**sent, "key": KEY + "y", "identified": ""}
    assert client.post("/register/einsicht/neu", data=incomplete).status_code == 422


def test_the_extract_holds_each_own_entry_with_its_day(session: Session) -> None:
    a_house(session)
    document = actions.issue_extract(session, a_member(session, shares=3), OFFICE, NOW)
    assert (document.number, document.subject) == ("MA-2026-001", "member:1")
    printed = pages.text(registry.build("report", registry.load("report", document.facts or {})))
    assert "Kirchgasse 4, 70997 Altenbruck" in printed
    assert f"{JOINED:%d.%m.%Y} Zeichnung bei Beitritt 2" in printed


def test_the_printed_list_is_numbered_and_holds_the_law_s_fields_alone(session: Session, client: FlaskClient) -> None:
    a_house(session)
    a_member(session, shares=3)
    leaves(session, a_member(session, "Stadt Lindenfurt", 1, date(2024, 1, 1)), date(2025, 12, 31))
    sign_in_office(session, client)
    for key, former in ((KEY, ""), (KEY + "z", "1")):
        sent = {"key": key, "am": "2026-11-24", "kenntnis": "", "former": former}
        assert client.post("/register/drucken", data=sent).status_code == 302
    issued = session.scalars(select(IssuedDocument).where(IssuedDocument.kind == "report")).all()
    assert [document.number for document in issued] == ["ML-2026-001", "ML-2026-002"]
    plain, complete = (
        pages.text(registry.build("report", registry.load("report", document.facts or {}))) for document in issued
    )
    assert "Gemeinde Altenbruck Kirchgasse 4, 70997 Altenbruck 02.11.2026 Zulassung, V-2026-036 2 ab 02.11" in plain
    assert "Stadt Lindenfurt" not in plain
    assert "500,00" not in plain
    address = "Stadt Lindenfurt Kirchgasse 4, 70997 Altenbruck"
    assert f"{address} 01.01.2024 Zulassung, V-2026-036 0 31.12.2025, Kündigung" in complete


def test_a_member_looks_into_the_register_and_is_logged(session: Session, client: FlaskClient) -> None:
    a_house(session)
    person = a_person(session, "Ottilie", "Brandner")
    a_member(session, shares=2, party=person)
    a_member(session, "Stadt Lindenfurt")
    sign_in(session, client, person)
    assert "/register/einsicht/eigene/1" in client.get("/mein/1").text
    assert client.post("/register/einsicht/eigene/2", data={"key": KEY}).status_code == 404
    shown = client.post("/register/einsicht/eigene/1", data={"key": KEY}, follow_redirects=True)
    assert "Stadt Lindenfurt" in shown.text
    assert "500,00" not in shown.text
    assert client.get("/register/einsicht").status_code == 403
    assert [(each.member_id, each.recorded_by) for each in queries.inspections(session)] == [(1, "Ottilie Brandner")]


def test_an_inspection_shows_the_register_on_its_day_only(session: Session) -> None:
    a_house(session)
    person = a_person(session, "Ottilie", "Brandner")
    member = a_member(session, party=person)
    noted = actions.inspect_as_member(session, member, OFFICE, NOW)
    assert queries.get_own_inspection(session, person.id, noted.id, TODAY) is noted
    for asker, day in ((person.id, TODAY + timedelta(days=1)), (None, TODAY)):
        with pytest.raises(NotFound):
            queries.get_own_inspection(session, asker, noted.id, day)
