"""The list of members: views, filters, order, totals, exports, who may open it."""

import io
from datetime import date

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.values import PartyKind, Role
from app.dossiers import queries
from app.dossiers.rules import MemberStanding, Totals, View, Wanted
from app.members import actions as members
from app.members.models import Member
from app.members.rules import ExitGround, MemberClass
from app.parties import actions as parties
from app.parties.rules import PartyFacts
from app.shares import actions as shares
from app.shares.models import Certificate
from tests.factories import NOW, OFFICE, TODAY, a_person, sign_in, sign_in_office
from tests.shares.factories import SHARE, a_house, a_member, paid
from tests.statements import statements


def a_register(session: Session) -> dict[str, Member]:
    """A town that paid and has its certificate, works that owe, an investor, one who leaves, one who left."""
    a_house(session)
    town = a_member(session, "Gemeinde Altenbruck", 3)
    paid(session, town, 3 * SHARE)
    shares.issue_certificate(session, town, OFFICE, NOW)
    works = a_member(session, "Stadtwerke Quellbach GmbH", 2, kind=PartyKind.COMPANY)
    paid(session, works, 400_00)
    bank = a_member(session, "Raiffeisenkasse Rabental eG", kind=PartyKind.COMPANY, member_class=MemberClass.INVESTING)
    leaving, left = a_member(session, "Bäckerei Hollerstrauch OHG"), a_member(session, "Kulturkreis Altenbruck")
    members.end(session, leaving, date(2026, 12, 31), ExitGround.NOTICE, "K-1", OFFICE, NOW)
    members.end(session, left, date(2026, 11, 3), ExitGround.DISSOLUTION, "K-1", OFFICE, NOW)
    session.commit()
    return {"town": town, "works": works, "bank": bank, "leaving": leaving, "left": left}


def rows_of(workbook: bytes) -> int:
    """Rows of a workbook's first sheet, its heading included."""
    return int(openpyxl.load_workbook(io.BytesIO(workbook)).worksheets[0].max_row)


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        (Wanted(), ["town", "works", "bank", "leaving"]),
        (Wanted(view=View.MUNICIPALITIES), ["town", "leaving"]),
        (Wanted(view=View.OPEN), ["works"]),
        (Wanted(view=View.UNCERTIFIED), ["works"]),
        (Wanted(view=View.INVESTING), ["bank"]),
        (Wanted(view=View.LEAVING), ["leaving"]),
        (Wanted(view=View.FORMER), ["left"]),
        (Wanted(words="quellbach stadtwerke"), ["works"]),
        (Wanted(words="baeckerei"), ["leaving"]),
        (Wanted(words="2"), ["works"]),
        (Wanted(kind=PartyKind.COMPANY, open_only=True), ["works"]),
        (Wanted(member_class=MemberClass.ORDINARY, uncertified_only=True), ["works"]),
        (Wanted(region="Nirgends"), []),
    ],
)
def test_views_and_filters_let_the_right_ones_through(session: Session, wanted: Wanted, names: list[str]) -> None:
    register = a_register(session)
    rows = queries.member_rows(session, wanted, TODAY)
    assert [row.number for row in rows] == [register[name].number for name in names]
    assert queries.counts_and_totals(session, wanted, TODAY)[1].members == len(names)


def test_a_row_says_what_is_held_paid_and_owed(session: Session) -> None:
    a_register(session)
    row = queries.member_rows(session, Wanted(words="stadtwerke"), TODAY, limit=50)[0]
    assert (row.shares, row.paid_in, row.open, row.certified) == (2, 400_00, 600_00, None)
    assert (row.next_due_on, row.city) == (date(2026, 11, 16), "Altenbruck")
    assert row.standing(TODAY) is MemberStanding.OVERDUE


def test_every_view_is_counted_and_the_hits_are_added_up(session: Session) -> None:
    a_register(session)
    counts, totals = queries.counts_and_totals(session, Wanted(), TODAY)
    assert list(counts.values()) == [4, 2, 1, 1, 1, 1, 1]
    assert totals == Totals(4, 5, 3 * SHARE + 400_00, 600_00)


def test_what_somebody_paid_who_has_left_is_not_added_to_what_the_members_hold(session: Session) -> None:
    a_house(session)
    staying, leaving = a_member(session, shares=2), a_member(session, "Kulturkreis Altenbruck", shares=1)
    for member in (staying, leaving):
        paid(session, member, SHARE)
    last_day = date(2026, 11, 20)
    members.end(session, leaving, last_day, ExitGround.DISSOLUTION, "K-1", OFFICE, NOW)
    shares.leave(session, leaving, last_day, "Auflösung", OFFICE, NOW)
    assert queries.counts_and_totals(session, Wanted(), TODAY)[1] == Totals(1, 2, SHARE, SHARE)
    assert queries.counts_and_totals(session, Wanted(words="gemeinde"), TODAY)[1] == Totals(1, 2, SHARE, SHARE)
    assert queries.counts_and_totals(session, Wanted(view=View.FORMER), TODAY)[1].paid_in == SHARE


@pytest.mark.parametrize("sort", queries.SORTS)
def test_every_column_sorts_both_ways_with_the_number_as_last_word(session: Session, sort: str) -> None:
    a_register(session)
    up = [row.number for row in queries.member_rows(session, Wanted(), TODAY, sort, limit=50)]
    down = [row.number for row in queries.member_rows(session, Wanted(), TODAY, sort, descending=True, limit=50)]
    assert sorted(up) == sorted(down) == [1, 2, 3, 4]
    assert up[0] != down[0] or sort in ("place", "joined")


def test_pages_do_not_overlap(session: Session) -> None:
    a_register(session)
    pages = [queries.member_rows(session, Wanted(), TODAY, offset=offset, limit=2) for offset in (0, 2, 4)]
    assert [[row.number for row in page] for page in pages] == [[1, 2], [3, 4], []]


def test_the_page_shows_the_list_and_the_empty_one_says_what_to_do(session: Session, client: FlaskClient) -> None:
    sign_in_office(session, client)
    assert "Noch ist niemand eingetragen" in client.get("/mitglieder/").text
    a_register(session)
    shown = client.get("/mitglieder/?sort=-shares").text
    assert "Überfällig seit 16.11.2026" in shown
    assert "Kein Mitglied passt dazu" in client.get("/mitglieder/?q=niemand").text
    assert client.get("/mitglieder/?sort=quatsch&page=999&view=x&kind=y").status_code == 200


def test_the_list_shows_what_was_done_a_moment_ago(session: Session, client: FlaskClient) -> None:
    """Sums are remembered only until somebody does something."""
    works = a_register(session)["works"]
    sign_in_office(session, client)
    for _ in range(2):
        assert "600,00\xa0€" in client.get("/mitglieder/?view=open").text
    paid(session, works, 600_00)
    session.commit()
    assert "Kein Mitglied passt dazu" in client.get("/mitglieder/?view=open").text


def test_a_page_of_members_takes_the_same_queries_however_many_there_are(session: Session, client: FlaskClient) -> None:
    sign_in_office(session, client)
    a_house(session)
    counted: list[int] = []
    for size in (2, 12):
        for number in range(size):
            a_member(session, f"Gemeinde {size}-{number}", 1)
        session.commit()
        client.get("/register/")
        counted.append(_statements(client, "/mitglieder/"))
    assert counted[0] == counted[1]


def _statements(client: FlaskClient, address: str) -> int:
    with statements() as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def test_the_export_holds_exactly_the_hits(session: Session, client: FlaskClient) -> None:
    a_register(session)
    sign_in_office(session, client)
    lines = client.get("/mitglieder/?view=open&format=csv").data.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("2;Stadtwerke Quellbach GmbH;Unternehmen;Altenbruck")
    assert rows_of(client.get("/mitglieder/?format=xlsx").data) == 5


def test_certificates_are_issued_for_those_who_lack_one_only(session: Session, client: FlaskClient) -> None:
    register = a_register(session)
    sign_in_office(session, client)
    ids = [register["town"].id, register["works"].id, register["bank"].id]
    for _ in range(2):
        assert client.post("/mitglieder/urkunden", data={"ids": ids}).status_code == 302
    assert session.scalar(select(func.count()).select_from(Certificate)) == 2


def test_a_misspelt_name_leads_to_the_member_it_resembles(session: Session, client: FlaskClient) -> None:
    """Likest first; the name that has been changed is found by the new one at once."""
    member = a_register(session)["town"]
    sign_in_office(session, client)
    assert f'href="/mitglieder/{member.number}"' in client.get("/mitglieder/?q=Gemeinde+Altnbrück").text
    renamed = PartyFacts(member.party.kind, name="Stadt Lindenfurt")
    parties.change_name(session, member.party, renamed, TODAY, OFFICE, NOW)
    session.commit()
    answer = client.get("/mitglieder/?q=Lindnfurt").text
    assert "Meinten Sie" in answer
    assert "Stadt Lindenfurt" in answer


def test_nothing_chosen_is_said(session: Session, client: FlaskClient) -> None:
    a_register(session)
    sign_in_office(session, client)
    answer = client.post("/mitglieder/urkunden", data={"ids": ["x", "999999"]}, follow_redirects=True)
    assert "haben schon eine gültige Urkunde" in answer.text
    assert "Wählen Sie zuerst" in client.post("/mitglieder/urkunden", follow_redirects=True).text


def test_the_chosen_ones_are_given_out_as_a_file(session: Session, client: FlaskClient) -> None:
    register = a_register(session)
    sign_in_office(session, client)
    for name in ("bank", "left"):
        answer = client.post("/mitglieder/ausgeben", data={"ids": [register[name].id]})
        assert rows_of(answer.data) == 2


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, None])
def test_other_roles_do_not_see_the_members(session: Session, client: FlaskClient, role: Role | None) -> None:
    sign_in(session, client, a_person(session, "Anna", "Ahorn"), *([role] if role else []))
    assert client.get("/mitglieder/").status_code == 403
    assert client.post("/mitglieder/urkunden").status_code == 403


def test_the_auditor_reads_and_issues_nothing(session: Session, client: FlaskClient) -> None:
    a_register(session)
    sign_in(session, client, a_person(session, "Anna", "Ahorn"), Role.AUDITOR)
    assert "Urkunden drucken" not in client.get("/mitglieder/").text
    assert client.post("/mitglieder/urkunden").status_code == 403
