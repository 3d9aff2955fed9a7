"""The register of a day, as known on a day: page, export, command."""

import csv
import json
from argparse import ArgumentTypeError, Namespace
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core.values import PartyKind, PostalAddress, Role
from app.members import actions as members
from app.members.rules import ExitGround, MemberClass
from app.parties import actions as parties
from app.parties.rules import PartyFacts
from app.reports import commands, queries
from app.reports.rules import Difference, RegisterLine, changes_since, in_order, sums_of
from app.shares import actions as shares
from app.shares import queries as share_queries
from tests.factories import NOW, OFFICE, TODAY, a_person, sign_in, sign_in_office
from tests.reports.factories import booked
from tests.shares.factories import JOINED, SHARE, a_house, a_member, paid

LATER = NOW + timedelta(days=30)


def test_a_line_has_the_legal_fields(session: Session) -> None:
    a_house(session)
    a_member(session, shares=3, party=a_person(session, "Ottilie", "Brandner"))
    line = queries.register_on(session, TODAY)[0]
    assert (line.name, line.address) == ("Brandner, Ottilie", "Kirchgasse 4, 70997 Altenbruck")
    assert (line.shares, line.further_shares, line.first_day) == (3, 2, JOINED)


def test_the_day_decides_who_is_in_it(session: Session) -> None:
    a_house(session)
    member = a_member(session, shares=1)
    members.end(session, member, date(2026, 12, 31), ExitGround.NOTICE, "K-1", OFFICE, NOW)
    shares.leave(session, member, date(2026, 12, 31), "Kündigung", OFFICE, NOW)
    numbers = {day: len(queries.register_on(session, day)) for day in (JOINED, date(2026, 12, 31), date(2027, 1, 1))}
    assert list(numbers.values()) == [1, 1, 0]
    assert queries.register_on(session, JOINED - timedelta(days=1)) == []
    sums = sums_of(queries.register_on(session, date(2026, 12, 31)), date(2026, 12, 31))
    assert (sums.shares, sums.leaving_that_day) == (1, 1)


def test_names_and_addresses_are_those_of_the_day(session: Session) -> None:
    member = a_member(session)
    facts = PartyFacts(PartyKind.MUNICIPALITY, "Stadt Altenbruck")
    parties.change_name(session, member.party, facts, TODAY, OFFICE, NOW)
    parties.change_address(session, member.party, PostalAddress("Markt 1", "70997", "Altenbruck"), TODAY, OFFICE, NOW)
    before, after = (queries.register_on(session, day)[0] for day in (JOINED, TODAY))
    assert (before.name, after.name) == ("Gemeinde Altenbruck", "Stadt Altenbruck")
    assert (before.address, after.address) == ("Kirchgasse 4, 70997 Altenbruck", "Markt 1, 70997 Altenbruck")


def test_what_is_known_differently_today_is_listed(session: Session) -> None:
    a_house(session)
    one, other = a_member(session, shares=2), a_member(session, "Kulturkreis Altenbruck")
    shares.reverse_share_entry(session, share_queries.share_entries_of(session, one.id)[0], "Irrtum", OFFICE, LATER)
    members.end(session, other, TODAY, ExitGround.DISSOLUTION, "K-1", OFFICE, LATER)
    parties.change_address(session, one.party, PostalAddress("Markt 1", "70997", "Ort"), JOINED, OFFICE, LATER)
    then, now = queries.register_on(session, TODAY, NOW), queries.register_on(session, TODAY)
    assert [line.shares for line in then] == [2, 0]
    found = {change.number: change.differences for change in changes_since(then, now)}
    assert found == {1: (Difference.SHARES, Difference.ADDRESS), 2: (Difference.EXIT,)}


def test_who_was_entered_later_was_not_in_it(session: Session) -> None:
    a_house(session)
    a_member(session)
    before, now = queries.register_on(session, TODAY, NOW - timedelta(days=1)), queries.register_on(session, TODAY)
    assert [change.differences for change in changes_since(before, now)] == [(Difference.ADDED,)]
    assert changes_since(now, [])[0].differences == (Difference.DROPPED,)


def test_the_page_says_that_it_shows_an_earlier_state(session: Session, client: FlaskClient) -> None:
    a_house(session)
    a_member(session, shares=2)
    sign_in_office(session, client)
    assert "früheren Stand" not in client.get("/register/").text
    earlier = client.get("/register/?am=10.11.2026&kenntnis=2026-11-01").text
    assert "fehlt hier, auch wenn es vorher wirksam war" in earlier
    assert "heute als Mitglied bekannt" in earlier
    assert client.get("/register/?am=31.13.2026").status_code == 422
    assert "früheren Stand" not in client.get("/register/?kenntnis=2027-12-31").text
    for page in ("beteiligungen", "entwicklung", "bewegung", "veraenderungen"):
        assert "früheren Stand" not in client.get(f"/register/{page}?kenntnis=2027-12-31").text
    assert "Die erste Mitgliedschaft begann am 02.11.2026." in client.get("/register/?am=01.01.1800").text


def test_the_page_searches_and_exports_the_day(session: Session, client: FlaskClient) -> None:
    a_house(session)
    a_member(session, shares=2)
    a_member(session, "Stadt Lindenfurt")
    sign_in_office(session, client)
    lines = client.get("/register/?q=lindenfurt&format=csv").data.decode("utf-8-sig").splitlines()
    told = "2;Stadt Lindenfurt;Kirchgasse 4, 70997 Altenbruck;Ordentlich;02.11.2026;0;0;;;;Zulassung, V-2026-036;;"
    assert lines[1:] == [told]
    assert client.get("/register/?format=xlsx").data.startswith(b"PK")


def test_the_sums_open_what_they_count(session: Session, client: FlaskClient) -> None:
    a_house(session)
    a_member(session, shares=2)
    sign_in_office(session, client)
    shown = client.get("/register/?am=2026-11-20").text
    assert 'href="?am=2026-11-20&amp;sort=-shares#register">2</a>' in shown
    assert "/register/veraenderungen?von=2026-11-20&amp;bis=2026-11-20&amp;was=dropped" in shown


def test_other_roles_do_not_read_the_register(session: Session, client: FlaskClient) -> None:
    sign_in(session, client, a_person(session), Role.ADMINISTRATOR)
    assert client.get("/register/").status_code == 403


def test_the_command_prints_sums_and_lines(session: Session, capsys: pytest.CaptureFixture[str]) -> None:
    a_house(session)
    paid(session, a_member(session, shares=2), SHARE)
    session.commit()
    command = commands.COMMANDS[0]
    assert command.run(Namespace(on=TODAY, format="json", known_at=None)) == 0
    printed = json.loads(capsys.readouterr().out)
    assert (printed["members"], printed["shares"], printed["paid_in"]) == (1, 2, "500.00")
    assert printed["rows"][0]["further_shares"] == 1
    command.run(Namespace(on=TODAY, format="csv", known_at=None))
    assert capsys.readouterr().out.splitlines()[1].startswith("1;Gemeinde Altenbruck;municipality;")


def test_the_command_writes_euros_and_texts_for_a_german_spreadsheet(
    session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    a_house(session)
    paid(session, a_member(session, "=Summe GmbH", shares=2), SHARE)
    session.commit()
    commands.COMMANDS[0].run(Namespace(on=TODAY, format="csv", known_at=None))
    line = next(csv.DictReader(capsys.readouterr().out.splitlines(), delimiter=";"))
    assert (line["number"], line["name"], line["paid_in"], line["last_day"]) == ("1", "'=Summe GmbH", "500,00", "")


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (date(1800, 1, 1), "Am 01.01.1800 gab es noch kein Mitglied. Die erste Mitgliedschaft begann am"),
        (date(2999, 12, 31), "Das ist ein künftiger Stand: der 31.12.2999, wie er heute bekannt ist."), (TODAY, ""),
    ],
)
def test_the_command_says_beside_the_list_what_the_page_says_of_the_day(
    session: Session, capsys: pytest.CaptureFixture[str], day: date, told: str
) -> None:
    a_house(session)
    a_member(session)
    session.commit()
    assert commands.COMMANDS[0].run(Namespace(on=day, format="json", known_at=None)) == 0
    said = capsys.readouterr()
    assert (said.err.startswith(told), bool(said.err)) == (True, bool(told))
    assert json.loads(said.out)["on"] == day.isoformat()


def test_of_a_day_to_come_the_command_says_as_of_when_it_is_known(
    session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    a_house(session)
    a_member(session)
    session.commit()
    known_at = commands.moment_of("2026-01-15T18:00")
    assert commands.COMMANDS[0].run(Namespace(on=date(2999, 12, 31), format="json", known_at=known_at)) == 0
    told = capsys.readouterr().err
    assert ("wie er am 15.01.2026, 18:00\u00a0Uhr bekannt war." in told, "heute" in told) == (True, False)


def test_the_day_of_the_last_change_of_further_shares_is_told_everywhere(
    session: Session, client: FlaskClient, capsys: pytest.CaptureFixture[str]
) -> None:
    a_house(session, further_shares_allowed=True)
    a_member(session, shares=1)
    booked(session, a_member(session, "Stadt Lindenfurt", shares=1), 2, date(2026, 11, 20), is_paid=False)
    since = [line.further_shares_since for line in queries.register_on(session, TODAY)]
    assert since == [None, date(2026, 11, 20)]
    assert queries.register_on(session, date(2026, 11, 19))[1].further_shares_since is None
    sign_in_office(session, client)
    assert "Weitere Anteile seit" in client.get("/register/").text
    lines = client.get("/register/?format=csv").data.decode("utf-8-sig").splitlines()
    assert lines[0].split(";")[7] == "Weitere Anteile seit"
    assert [line.split(";")[7] for line in lines[1:]] == ["", "20.11.2026"]
    for form in ("json", "csv"):
        assert commands.COMMANDS[0].run(Namespace(on=TODAY, format=form, known_at=None)) == 0
        printed = capsys.readouterr().out
        assert "further_shares_since" in printed
        assert "2026-11-20" in printed


def test_the_command_reads_days_and_moments_as_people_write_them() -> None:
    assert commands.day_of("31.12.2025") == commands.day_of("2025-12-31") == date(2025, 12, 31)
    assert commands.moment_of("2026-01-15T18:00").isoformat() == "2026-01-15T18:00:00+01:00"
    for reader, text in ((commands.day_of, "gestern"), (commands.moment_of, "neulich")):
        with pytest.raises(ArgumentTypeError):
            reader(text)


def test_the_register_is_sorted_and_filtered_and_exported_so(session: Session, client: FlaskClient) -> None:
    a_house(session)
    a_member(session, shares=1)
    a_member(session, "Stadt Lindenfurt", shares=3)
    a_member(session, "Hollerstrauch GmbH", shares=2, kind=PartyKind.COMPANY)
    sign_in_office(session, client)
    lines = client.get("/register/?kind=municipality&sort=-shares&format=csv").data.decode("utf-8-sig").splitlines()
    assert [line.split(";")[0] for line in lines[1:]] == ["2", "1"]
    assert "Hollerstrauch" not in client.get("/register/?class=investing").text


def test_what_the_statute_adds_stands_in_the_register_of_its_day(session: Session, client: FlaskClient) -> None:
    a_house(session)
    member = a_member(session, shares=1)
    members.note_details(session, member, {"Kämmerei": "Frau Sand"}, JOINED, OFFICE, NOW)
    members.note_details(session, member, {"Kämmerei": "Herr Kies"}, TODAY, OFFICE, LATER)
    held = [queries.register_on(session, *asked)[0].details for asked in ((JOINED,), (TODAY,), (TODAY, NOW))]
    assert [each["Kämmerei"] for each in held] == ["Frau Sand", "Herr Kies", "Frau Sand"]
    differences = changes_since(queries.register_on(session, TODAY, NOW), queries.register_on(session, TODAY))
    assert [change.differences for change in differences] == [(Difference.DETAILS,)]
    session.commit()
    sign_in_office(session, client)
    assert "Herr Kies" in client.get("/register/").text
    assert "Kämmerei" in client.get("/register/?format=csv").text.splitlines()[0]


def test_who_has_no_end_comes_last_in_either_order_of_ends() -> None:
    lines = [
        RegisterLine(
            number, "Kiesel GmbH", PartyKind.COMPANY, "", MemberClass.ORDINARY, JOINED, last_day,
            ExitGround.NOTICE if last_day else None, 1, 0,
        )
        for number, last_day in enumerate((date(2026, 12, 31), None, date(2027, 12, 31)), start=1)
    ]
    orders = [[line.number for line in in_order(lines, "left", descending)] for descending in (False, True)]
    assert orders == [[1, 3, 2], [3, 1, 2]]
