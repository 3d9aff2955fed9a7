"""Behind every number stand the members that make it up: the page a number opens adds up to the number."""

import re
from datetime import date
from html import unescape

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from sqlalchemy.orm import Session

from app.core.values import PartyKind
from app.members import actions as members
from app.members.rules import JoinGround, MemberClass
from app.reports import queries
from app.reports.queries import HeldOn
from app.reports.rules import Among, Figure, HeldFigure, HeldRow, moves_up, share_bands
from app.shares.rules import ShareGround
from tests.factories import NOW, OFFICE, TODAY, an_organisation, sign_in_office
from tests.reports.factories import YEAR, a_holder, booked, leaves
from tests.reports.test_lives import DAYS, YEARS, Act, lived, lives, many
from tests.shares.factories import SHARE, a_house

LAST = YEAR.last_day
MEMBERS, SHARES, CREDIT, PAID_IN = HeldFigure


def a_row(**more: object) -> HeldRow:
    """A municipality with two shares, of which one is paid."""
    values: dict[str, object] = {
        "number": 1, "name": "Gemeinde Altenbruck", "kind": PartyKind.MUNICIPALITY,
        "member_class": MemberClass.ORDINARY, "region": "Rabental", "first_day": TODAY, "shares": 2, "amount": SHARE,
    }
    return HeldRow(**{**values, **more})  # type: ignore[arg-type]


def a_cooperative(session: Session) -> None:
    """Who stays, who has left with the year and is not paid out, who left a part, who has no share, in two regions."""
    a_house(session, nachschuss="limited", haftsumme=SHARE, further_shares_allowed=True)
    for name, held, region in (("Gemeinde Altenbruck", 3, "Rabental"), ("Stadt Lindenfurt", 2, "")):
        a_holder(session, name, held, date(2024, 2, 1)).party.region = region
    leaves(session, a_holder(session, "Hollerstrauch GmbH", 4, date(2024, 4, 1)), LAST)
    parted = a_holder(session, "Wasserwerk GmbH", 5, date(2024, 5, 1))
    booked(session, parted, -2, LAST, ShareGround.CANCELLATION)
    booked(session, parted, 1, date(2025, 7, 1))
    party = an_organisation(session, "Kulturkreis Altenbruck", PartyKind.ASSOCIATION, region="Rabental")
    members.enter(session, party.id, MemberClass.INVESTING, date(2025, 3, 1), JoinGround.ADMISSION, "", OFFICE, NOW)
    session.commit()


@pytest.mark.parametrize(("among", "kept"), [
    (Among(), True), (Among(kind="company"), False), (Among(member_class="investing"), False),
    (Among(region="Rabental"), True), (Among(region="Quelltal"), False), (Among(without_region=True), False),
    (Among(least=2, most=2), True), (Among(least=3), False), (Among(most=1), False),
])
def test_a_figure_counts_those_of_a_kind_a_class_a_region_and_so_many_shares(among: Among, kept: bool) -> None:
    assert bool(among.keep([a_row()])) is kept


def test_who_has_no_part_of_a_figure_does_not_stand_behind_it() -> None:
    empty = a_row(shares=0, amount=0)
    assert [empty.is_part_of(figure) for figure in HeldFigure] == [True, False, False, False]


def test_a_ground_moves_up_where_all_that_was_booked_on_it_adds() -> None:
    one, other = ShareGround.TRANSFER_IN, ShareGround.CANCELLATION
    assert moves_up([(one, 3), (other, -2), (one, -1)]) == {one: True, other: False}


def added_up(session: Session, figure: HeldFigure, asked: HeldOn, among: Among | None = None) -> int:
    """What the lines behind a figure add up to."""
    rows = (among or Among()).keep(queries.rows_behind(session, figure, asked))
    return {MEMBERS: len(rows), SHARES: sum(row.shares for row in rows)}.get(figure, sum(row.amount for row in rows))


@many
@given(acts=lives)
def test_the_members_behind_a_number_add_up_to_it_whatever_has_happened(session: Session, acts: list[Act]) -> None:
    moments = [moment for moment, _registers in lived(session, acts)]
    for known_at in (None, moments[-2]):
        for at, standing in queries.development(session, DAYS[-1], known_at)[-5:]:
            asked = HeldOn(at, known_at, at_close=at < DAYS[-1], of_everybody=True)
            behind = [added_up(session, figure, asked) for figure in (MEMBERS, SHARES, CREDIT)]
            assert behind == [standing.members, standing.shares, standing.credit], (at, known_at)
    for day in DAYS[1:3]:
        asked = HeldOn(day)
        for band in share_bands(each.shares for each in queries.holdings_on(session, day)):
            among = Among(least=band.first, most=band.last)
            assert added_up(session, MEMBERS, asked, among) == band.members
            assert added_up(session, SHARES, asked, among) == band.shares
        lines = queries.register_on(session, day)
        assert added_up(session, PAID_IN, asked) == sum(line.paid_in for line in lines)


@many
@given(acts=lives)
def test_the_entries_behind_a_change_of_a_year_add_up_to_it(session: Session, acts: list[Act]) -> None:
    lived(session, acts)
    for year in YEARS:
        report = queries.year_report(session, year)
        amounts = {
            figure: sum(row.amount for row in queries.entries_behind(session, year, figure))
            for figure in (Figure.CREDIT_CHANGE, Figure.LIABILITY_CHANGE)
        }
        assert amounts[Figure.CREDIT_CHANGE] == report.after.standing.credit - report.before.standing.credit
        assert amounts[Figure.LIABILITY_CHANGE] == (report.after.liability or 0) - (report.before.liability or 0)
        for figure, moved in ((Figure.SHARES_GAINED, report.movement.shares_gained),
                              (Figure.SHARES_LOST, -report.movement.shares_lost)):
            assert sum(row.shares for row in queries.entries_behind(session, year, figure)) == moved


def cells_of(page: str) -> list[tuple[str, str]]:
    """The linked figures of a page: where each leads, and what it says."""
    found = re.findall(r'<a href="(/register/(?:bestand|bewegung)/[^"]+)">([^<]+)</a>', page)
    return [(unescape(address), shown) for address, shown in found]


def number_in(shown: str) -> int:
    """A figure as a whole number, of euros in cents."""
    return int(re.sub(r"[^0-9-]", "", shown.replace("\u2212", "-")))


def total_of(client: FlaskClient, address: str) -> int:
    """What the list at an address adds up to in the file that is made of it."""
    table = client.get(address + "&format=csv").data.decode("utf-8-sig").splitlines()
    rows = [line.split(";") for line in table[1:]]
    what = re.split(r"[/?]", address)[3]
    if what == "members" or what in ("joined", "left") or what.endswith("_members"):
        return -len(rows) if what == "left" else len(rows)
    column = -2 if "shares" in what else -1
    return round(sum(float(row[column].replace(",", ".") or 0) for row in rows) * (1 if column == -2 else 100))


@pytest.mark.parametrize("page", [
    "/register/entwicklung", "/register/entwicklung?am=2025-12-31&zahl=credit",
    "/register/entwicklung?am=2026-01-01&zahl=shares",
    "/register/bewegung?jahr=2025-12-31", "/register/?am=2025-12-31", "/register/?am=2026-01-01&q=gemeinde",
    "/register/?kind=association",
])
def test_each_linked_number_of_a_page_is_what_the_list_it_opens_adds_up_to(
    session: Session, client: FlaskClient, page: str
) -> None:
    a_cooperative(session)
    sign_in_office(session, client)
    linked = cells_of(client.get(page).text)
    assert linked
    for address, shown in linked:
        assert client.get(address).status_code == 200, address
        assert total_of(client, address) == number_in(shown), (address, shown)


def test_every_number_of_the_development_opens_what_is_behind_it(session: Session, client: FlaskClient) -> None:
    a_cooperative(session)
    sign_in_office(session, client)
    shown = client.get("/register/entwicklung?am=2026-01-01&kenntnis=2026-11-24").text
    cells = re.findall(r'<td class="num">(.*?)</td>', shown)
    assert cells
    assert [cell for cell in cells if not cell.startswith('<a href="/register/bestand/')] == []
    assert all("am=" in address for address, _shown in cells_of(shown))


def test_a_list_behind_a_number_is_of_no_other_figure_and_of_a_whole_number_of_shares(
    session: Session, client: FlaskClient
) -> None:
    a_cooperative(session)
    sign_in_office(session, client)
    assert client.get("/register/bestand/nichts").status_code == 404
    for asked in ("ab=viele", "am=31.02.2025", "am=31.02.2025&format=csv"):
        assert client.get(f"/register/bestand/shares?{asked}").status_code == 422, asked
    assert "ohne Region" in client.get("/register/bestand/members?ohne=region").text
