"""The register names by what each entry came about (§ 30 (2) sentence 2 GenG; R-REG-02, R-REG-04)."""

import json
from argparse import Namespace
from datetime import date, timedelta
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from app.members import actions as members
from app.members.models import Member
from app.members.rules import ExitGround, JoinGround, MemberClass
from app.reports import actions, commands, queries
from app.reports.queries import grounds as reading
from app.reports.rules import Grounds
from app.shares import actions as shares
from app.shares.rules import ShareGround
from app.statutes import queries as statutes
from documents import registry
from tests.documents import pages
from tests.factories import NOW, OFFICE, TODAY, an_organisation, sign_in_office
from tests.reports.factories import a_holder, booked
from tests.shares.factories import JOINED, a_house, a_member
from tests.statements import statements
from tests.tabs import said

GROWN, END = date(2026, 11, 20), date(2026, 12, 31)


def a_grown_member(session: Session, number: int = 2) -> Member:
    """One admitted with one share that took others since."""
    a_house(session, further_shares_allowed=True)
    member = a_member(session, shares=1)
    shares.subscribe(
        session, member, number, GROWN, ShareGround.MANDATORY, "V-2026-040", statutes.statute_on(session, GROWN),
        OFFICE, NOW,
    )
    return member


def grounds(session: Session, day: date = TODAY, with_former: bool = False) -> list[Grounds]:
    """The facts behind each line of the register."""
    lines = queries.register_on(session, day, with_former=with_former)
    return [each for _line, each in queries.with_facts(session, lines, day)]


def test_an_admission_is_named_by_its_resolution_and_a_change_by_day_ground_and_number(session: Session) -> None:
    a_grown_member(session)
    found = grounds(session)[0]
    assert found.joined() == "Zulassung, V-2026-036"
    assert [change.words() for change in found.changes] == ["2 ab 20.11.2026: Pflichtanteile, V-2026-040"]
    assert grounds(session, GROWN - timedelta(days=1))[0].changes == ()


def test_who_began_with_more_than_one_share_has_further_ones_since_that_day(session: Session) -> None:
    a_house(session, further_shares_allowed=True, max_shares=None)
    member = a_member(session, shares=12)
    found = grounds(session)[0]
    assert [(change.day, change.further) for change in found.changes] == [(JOINED, 11)]
    booked(session, member, -4, TODAY - timedelta(days=1), ShareGround.CANCELLATION)
    assert [(change.day, change.further) for change in grounds(session)[0].changes] == [(JOINED, 11), (TODAY, 7)]
    assert queries.register_on(session, TODAY)[0].further_shares_since == TODAY


@pytest.mark.parametrize(("ground", "words"), [
    (JoinGround.FOUNDER, "Gründung, Satzung 2021"), (JoinGround.TRANSFER, "Übertragung, Satzung 2021"),
    (JoinGround.SUCCESSION, "Erbfolge, Satzung 2021"),
])  # fmt: skip
def test_other_grounds_of_joining_are_called_by_their_names(session: Session, ground: JoinGround, words: str) -> None:
    party = an_organisation(session)
    members.enter(session, party.id, MemberClass.ORDINARY, JOINED, ground, "Satzung 2021", OFFICE, NOW)
    assert grounds(session)[0].joined() == words


def test_a_member_of_a_list_is_called_taken_over_and_not_admitted(session: Session) -> None:
    a_holder(session, "Gemeinde Quellbach", 3, JOINED)
    found = grounds(session)[0]
    assert found.joined() == "Übernommen aus Liste"
    assert [change.words() for change in found.changes] == [f"2 ab {JOINED:%d.%m.%Y}: Aus der alten Liste übernommen"]


def test_an_end_is_named_with_its_document_and_takes_no_further_shares_by_itself(session: Session) -> None:
    member = a_grown_member(session)
    members.end(session, member, END, ExitGround.NOTICE, "KÜ-2026-001", OFFICE, NOW)
    shares.leave(session, member, END, "KÜ-2026-001", OFFICE, NOW)
    found = grounds(session, END + timedelta(days=30), with_former=True)[0]
    assert found.left(END, ExitGround.NOTICE) == "31.12.2026, Kündigung, KÜ-2026-001"
    assert [change.further for change in found.changes] == [2]


def test_of_who_joined_again_each_membership_has_its_own_facts(session: Session) -> None:
    member = a_holder(session, "Gemeinde Quellbach", 3, date(2020, 1, 1))
    members.end(session, member, date(2022, 12, 31), ExitGround.NOTICE, "KÜ-1", OFFICE, NOW)
    booked(session, member, -3, date(2022, 12, 31), ShareGround.EXIT)
    members.enter(
        session, member.party_id, MemberClass.ORDINARY, date(2025, 1, 1), JoinGround.ADMISSION, "V-2025-001", OFFICE,
        NOW,
    )
    booked(session, member, 2, date(2025, 1, 1), ShareGround.SUBSCRIPTION)
    first, second = grounds(session, with_former=True)
    assert (first.joined(), second.joined()) == ("Übernommen aus Liste", "Zulassung, V-2025-001")
    assert [[change.further for change in each.changes] for each in (first, second)] == [[2], [1]]


def test_page_files_and_command_name_the_facts(
    session: Session, client: FlaskClient, capsys: pytest.CaptureFixture[str]
) -> None:
    a_grown_member(session)
    session.commit()
    sign_in_office(session, client)
    change = "2 ab 20.11.2026: Pflichtanteile, V-2026-040"
    page = said(client.get(f"/register/?am={TODAY}"))
    assert ("Zulassung, V-2026-036" in page, change in page) == (True, True)
    assert f";Zulassung, V-2026-036;{change};" in client.get(f"/register/?am={TODAY}&format=csv").text
    sheet = load_workbook(BytesIO(client.get(f"/register/?am={TODAY}&format=xlsx").data)).active
    assert sheet is not None
    assert change in [cell.value for row in sheet.iter_rows() for cell in row]
    command = commands.COMMANDS[0]
    command.run(Namespace(on=TODAY, format="json", known_at=None))
    row = json.loads(capsys.readouterr().out)["rows"][0]
    assert (row["join_ground"], row["join_document"]) == ("admission", "V-2026-036")
    assert row["changes"] == [
        {"day": "2026-11-20", "further_shares": 2, "ground": "mandatory", "document": "V-2026-040"}
    ]
    command.run(Namespace(on=TODAY, format="csv", known_at=None))
    assert "admission;V-2026-036;2026-11-20 2 mandatory V-2026-040;" in capsys.readouterr().out


def test_the_printed_list_names_the_facts_and_who_invests(session: Session) -> None:
    a_grown_member(session)
    a_member(session, "Sparstrumpf Morgenau", shares=1, member_class=MemberClass.INVESTING)
    issued = actions.issue_register(session, TODAY, None, False, OFFICE, NOW)
    text = " ".join(pages.text(registry.build(issued.kind, registry.load(issued.kind, issued.facts or {}))).split())
    assert "Zulassung, V-2026-036" in text
    assert "2 ab 20.11.2026: Pflichtanteile, V-2026-040" in text
    assert text.count("investierendes Mitglied") == 1
    assert "mit den Tatsachen, die jede Eintragung begründen" in text


def test_the_facts_of_all_lines_are_read_by_and_by(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        a_holder(session, f"Gemeinde Nummer {number}", 2, JOINED)
    lines = queries.register_on(session, TODAY)
    at_once = list(queries.with_facts(session, lines, TODAY))
    monkeypatch.setattr(reading, "AT_ONCE", 2)
    with statements() as seen:
        assert list(queries.with_facts(session, lines, TODAY)) == at_once
    assert (len(at_once), len(seen)) == (5, 6)


def test_the_facts_of_all_lines_come_with_two_statements(session: Session) -> None:
    for number in range(30):
        a_holder(session, f"Gemeinde Nummer {number}", 2, JOINED)
    lines = queries.register_on(session, TODAY)
    with statements() as seen:
        assert len(queries.facts_behind(session, lines, TODAY)) == 30
    assert len(seen) == 2
