"""Changes between two days, development, large holdings, thresholds."""

import re
from datetime import date, timedelta

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core.charts import chart_of, ticks_of
from app.core.values import PartyKind, PostalAddress
from app.parties import actions as parties
from app.parties.rules import PartyFacts
from app.reports import queries
from app.reports.rules import (
    AuditCycle,
    Owner,
    Standing,
    Step,
    audit_duty,
    days_to_show,
    large_owners,
    share_bands,
    standing_at_close,
    standing_on,
)
from app.shares import queries as shares
from tests.factories import NOW, OFFICE, TODAY, sign_in_office
from tests.reports.factories import YEAR, a_holder, booked, leaves
from tests.shares.factories import SHARE, a_house

LAST = date(2025, 12, 31)


def test_a_leaver_stands_on_the_list_of_the_last_day_and_not_on_the_next() -> None:
    steps = [Step(LAST, members=-1, shares=-2, ends_its_day=True)]
    opening = Standing(5, 9)
    assert standing_on(opening, steps, LAST) == opening
    assert standing_on(opening, steps, LAST + timedelta(days=1)) == Standing(4, 7)
    assert standing_at_close(opening, steps, LAST) == Standing(4, 7)


def test_more_than_a_quarter_is_large_and_exactly_a_quarter_is_not() -> None:
    owners = [Owner(number, "Kiesel", True, credit, 100, 1, 100) for number, credit in ((1, 25), (2, 26), (3, 49))]
    assert [owner.number for owner in large_owners(owners)] == [3, 2]
    few = [Owner(number, "Kiesel", True, 25, 100, 1, 3) for number in (1, 2, 3)]
    assert [owner.by_votes for owner in large_owners(few)] == [True, True, True]


def test_the_audit_follows_balance_sheet_and_revenue() -> None:
    assert audit_duty(2_000_000_00, 0).cycle is AuditCycle.EVERY_SECOND_YEAR
    assert audit_duty(2_000_000_01, 0).cycle is AuditCycle.EVERY_YEAR
    assert not audit_duty(1_500_000_00, 9_000_000_00).accounts
    assert audit_duty(1_500_000_01, 3_000_000_01).accounts


def test_a_chart_begins_at_zero_and_its_lines_are_round() -> None:
    assert ticks_of(31) == [0, 10, 20, 30, 40]
    assert ticks_of(0) == [0, 1]
    drawn = chart_of([("a", 10), ("b", 40)])
    assert [point.y for point in drawn.points] == [150, 0]
    assert chart_of([]).path == ""


def test_quarters_are_shown_and_of_many_years_their_ends() -> None:
    assert days_to_show(date(2025, 5, 1), date(2026, 1, 15)) == [date(2025, 6, 30), date(2025, 9, 30), LAST]
    assert days_to_show(date(2001, 5, 1), TODAY)[:2] == [date(2001, 12, 31), date(2002, 12, 31)]


def test_members_are_counted_in_bands_of_shares() -> None:
    assert [(band.label, band.members, band.shares) for band in share_bands([1, 1, 4, 120])] == [
        ("1", 2, 2), ("2", 0, 0), ("3–5", 1, 4), ("6–10", 0, 0), ("11–20", 0, 0), ("21–50", 0, 0), ("51–100", 0, 0),
        ("101+", 1, 120),
    ]
    assert share_bands([]) == []


def test_the_development_agrees_with_the_register_of_each_day(session: Session) -> None:
    a_house(session)
    a_holder(session, "Gemeinde Altenbruck", 3, date(2025, 2, 15))
    leaves(session, a_holder(session, "Stadt Lindenfurt", 2, date(2025, 4, 15)), LAST)
    for day, standing in queries.development(session, TODAY):
        after = day + timedelta(days=1) if day < TODAY else day
        lines = queries.register_on(session, after)
        assert (standing.members, standing.shares) == (len(lines), sum(line.shares for line in lines)), day


def test_the_page_compares_two_days(session: Session, client: FlaskClient) -> None:
    a_house(session)
    holder = a_holder(session, "Gemeinde Altenbruck", 3, date(2024, 2, 1))
    booked(session, holder, 2, date(2025, 7, 1))
    leaves(session, a_holder(session, "Stadt Lindenfurt", 2, date(2024, 4, 1)), LAST)
    a_holder(session, "Hollerstrauch GmbH", 1, date(2025, 8, 1))
    sign_in_office(session, client)
    there = "/register/veraenderungen?von=2025-01-01&bis=2026-01-01"
    lines = client.get(f"{there}&format=csv").data.decode("utf-8-sig").splitlines()[1:]
    assert [line.split(";")[:5] for line in lines] == [
        ["1", "Gemeinde Altenbruck", "andere Anteile", "3", "5"], ["2", "Stadt Lindenfurt", "ausgeschieden", "2", ""],
        ["3", "Hollerstrauch GmbH", "beigetreten", "", "1"],
    ]
    assert "Hollerstrauch" not in client.get(f"{there}&was=shares").text
    assert client.get("/register/veraenderungen?von=31.31.2025").status_code == 422
    swapped = client.get("/register/veraenderungen?von=31.12.2025&bis=01.01.2025")
    assert (swapped.status_code, "Der letzte Tag liegt vor dem ersten." in swapped.text) == (422, True)


def test_who_took_another_name_and_moved_is_one_member_of_the_tile(session: Session, client: FlaskClient) -> None:
    a_house(session)
    both, moved = (a_holder(session, name, 3, date(2024, 2, 1)) for name in ("Wasserwerk GmbH", "Stadt Lindenfurt"))
    called = PartyFacts(both.party.kind, "Wasser und Wärme GmbH")
    parties.change_name(session, both.party, called, date(2025, 7, 1), OFFICE, NOW)
    for holder in (both, moved):
        there = PostalAddress("Am Wehr 2", "70998", "Neubruck")
        parties.change_address(session, holder.party, there, date(2025, 7, 1), OFFICE, NOW)
    sign_in_office(session, client)
    shown = client.get("/register/veraenderungen?von=2025-01-01&bis=2026-01-01").text
    tile = " ".join(re.sub(r"<[^>]*>", " ", shown.split("Anderer Name oder andere Anschrift")[1][:300]).split())
    assert tile.split()[0] == "2"


def test_a_year_s_changes_are_those_of_its_movement(session: Session, client: FlaskClient) -> None:
    a_house(session)
    a_holder(session, "Gemeinde Altenbruck", 3, date(2025, 1, 1))
    leaves(session, a_holder(session, "Stadt Lindenfurt", 2, date(2024, 4, 1)), LAST)
    leaves(session, a_holder(session, "Hollerstrauch GmbH", 1, date(2024, 4, 1)), date(2024, 12, 31))
    leaves(session, a_holder(session, "Kulturkreis Altenbruck", 1, date(2025, 3, 1)), date(2025, 6, 30))
    a_holder(session, "Wasserwerk GmbH", 1, date(2026, 1, 1))
    sign_in_office(session, client)
    there = "/register/veraenderungen?von=01.01.2025&bis=31.12.2025"
    lines = client.get(f"{there}&format=csv").data.decode("utf-8-sig").splitlines()[1:]
    assert [line.split(";")[1:5] for line in lines] == [
        ["Gemeinde Altenbruck", "beigetreten", "", "3"], ["Stadt Lindenfurt", "ausgeschieden", "2", ""],
        ["Kulturkreis Altenbruck", "beigetreten, ausgeschieden", "", ""],
    ]
    moved = queries.year_report(session, YEAR).movement
    shown = client.get(there).text
    for was, number in (("added", moved.joined), ("dropped", moved.left)):
        assert f'was={was}">{number}</a>' in shown, was
    assert "Ende 31.12.2025, Kündigung" in shown


def test_who_holds_more_than_a_quarter_is_named(session: Session, client: FlaskClient) -> None:
    a_house(session)
    for number in range(5):
        a_holder(session, f"Gemeinde Quell {number}", 1, date(2024, 2, 1))
    large = a_holder(session, "Wasserwerk GmbH", 3, date(2024, 2, 1))
    assert [owner.name for owner in queries.large_owners_on(session, TODAY)] == ["Wasserwerk GmbH"]
    assert shares.large_holders_on(session, TODAY) == [large.id]
    sign_in_office(session, client)
    assert "Wasserwerk GmbH" in client.get("/register/beteiligungen").text
    assert "jedes Jahr geprüft" in client.get("/register/beteiligungen?bilanzsumme=2.000.001&umsatz=0").text


def test_the_thresholds_count_the_heads_of_the_day_as_it_was_known(session: Session, client: FlaskClient) -> None:
    a_house(session)
    early = NOW - timedelta(days=30)
    a_holder(session, "Gemeinde Altenbruck", 1, date(2021, 2, 1), at=early)
    a_holder(session, "Hollerstrauch GmbH", 1, date(2024, 2, 1), at=early)
    leaves(session, a_holder(session, "Stadt Lindenfurt", 1, date(2020, 2, 1), at=early), date(2021, 12, 31), at=early)
    a_holder(session, "Kulturkreis Altenbruck", 1, date(2020, 3, 1))
    then, known = queries.heads_on(session, date(2021, 6, 30)), queries.heads_on(session, date(2021, 6, 30), early)
    assert (then.all, then.ordinary, then.last_year_end, then.year_end) == (3, 3, 2, date(2020, 12, 31))
    assert (known.all, known.ordinary, known.last_year_end) == (2, 2, 1)
    sign_in_office(session, client)
    shown = client.get("/register/beteiligungen?am=2021-06-30&kenntnis=2026-11-01").text
    for link in ("am=2021-06-30", "am=2020-12-31"):
        assert f"/register/?{link}&amp;kenntnis=2026-11-01" in shown, link
    assert "kenntnis=2026-11-01&amp;class=ordinary" in shown
    assert shown.count('name="am"') == 2


def test_who_leaves_with_the_year_stands_on_the_list_of_its_last_day_and_counts_for_an_assembly_of_delegates(
    session: Session,
) -> None:
    """§ 43a (1) GenG asks for the number at the year's end, R-REG-06 says who is on the list of that day."""
    a_house(session)
    a_holder(session, "Gemeinde Altenbruck", 1, date(2024, 2, 1))
    leaves(session, a_holder(session, "Stadt Lindenfurt", 1, date(2024, 4, 1)), LAST)
    heads = queries.heads_on(session, TODAY)
    assert (heads.year_end, heads.last_year_end, heads.all) == (LAST, 2, 1)
    assert heads.last_year_end == len(queries.register_on(session, LAST))


def test_the_page_of_the_development_shows_its_figures(session: Session, client: FlaskClient) -> None:
    a_house(session)
    a_holder(session, "Gemeinde Altenbruck", 3, date(2025, 2, 1))
    sign_in_office(session, client)
    shown = client.get("/register/entwicklung").text
    assert shown.count("<svg viewBox=\"-72") == 3 + 2
    assert "Mitglieder im Lauf der Zeit, zuletzt 1" in shown
    assert "/register/?am=2026-11-24&amp;kind=municipality" in shown
    assert client.get("/register/entwicklung?format=xlsx").data.startswith(b"PK")
    assert queries.grouped(queries.holdings_on(session, TODAY), lambda held: held.kind.value) == [
        queries.Group(PartyKind.MUNICIPALITY.value, 1, 3, 3 * SHARE)
    ]
    assert queries.heads_on(session, NOW.date()).last_year_end == 1
