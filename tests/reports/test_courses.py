"""Members, shares and credit over time by kind and by region: charts on one scale with the table beside them."""

from datetime import date, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from sqlalchemy.orm import Session

from app.core.charts import chart_of
from app.reports import queries
from app.reports.rules import OVER_TIME, Common, Course, HeldFigure, Step, courses_of, side_by_side, with_rest
from tests.factories import NOW, TODAY, sign_in_office
from tests.reports.factories import a_holder
from tests.reports.test_held import a_cooperative
from tests.reports.test_lives import Act, lived, lives, many
from tests.shares.factories import a_house
from tests.statements import statements

LAST = date(2025, 12, 31)
MEMBERS, SHARES, CREDIT = OVER_TIME
ADDRESS = "/register/entwicklung"


def test_a_course_counts_closes_and_on_its_last_day_what_the_register_shows() -> None:
    steps = [Step(date(2024, 2, 1), members=2), Step(LAST, members=-1, ends_its_day=True), Step(TODAY, members=5)]
    days = [date(2024, 1, 1), date(2024, 12, 31), LAST]
    named = [("a", step) for step in steps]
    assert courses_of(named, MEMBERS, days) == [Course("a", [0, 2, 2])]
    assert courses_of(named, MEMBERS, [*days, date(2026, 1, 1)]) == [Course("a", [0, 2, 1, 1])]


def test_the_largest_at_last_stands_first_and_who_never_had_anything_nowhere() -> None:
    steps = [("a", Step(LAST, shares=1)), ("b", Step(LAST, shares=3)), ("c", Step(LAST, shares=0, members=1))]
    assert [course.name for course in courses_of(steps, SHARES, [LAST])] == ["b", "a"]


def test_charts_beside_each_other_have_one_scale() -> None:
    small, large = chart_of([("12/25", 1)], 40), chart_of([("12/25", 40)], 40)
    assert small.lines == large.lines
    assert small.points[0].y > large.points[0].y


def test_of_many_groups_the_largest_are_drawn_and_the_rest_as_one() -> None:
    """A region is free text: every spelling would be a chart and a column."""
    steps = [(f"Region {number:02}", Step(LAST, members=number)) for number in range(1, 16)]
    found = side_by_side(courses_of(steps, MEMBERS, [LAST]), Common.REGION, MEMBERS, [LAST])
    shown = [course for course, _chart in found.courses]
    assert [course.name for course in shown] == [f"Region {number:02}" for number in range(15, 5, -1)] + [""]
    assert shown[-1] == Course("", [1 + 2 + 3 + 4 + 5], others=5)
    assert len({chart.lines[-1] for _course, chart in found.courses}) == 1
    few = courses_of(steps[:11], MEMBERS, [LAST])
    assert with_rest(few) == few


def test_a_page_with_many_regions_tells_how_many_stand_together(session: Session, client: FlaskClient) -> None:
    a_house(session)
    for number in range(13):
        member = a_holder(session, f"Gemeinde {number}", 1, date(2024, 2, 1))
        member.party.region = f"Region {number}"
    session.commit()
    sign_in_office(session, client)
    shown = client.get(f"{ADDRESS}?am=2026-01-01").text
    by_region = shown.partition('id="by-region"')[2].partition("</table>")[0]
    assert by_region.count('<th scope="col"') == 1 + 10 + 1
    assert "3 weitere zusammen" in by_region
    assert "Region 12" in client.get(f"{ADDRESS}?am=2026-01-01&format=csv").data.decode("utf-8-sig")


def test_the_page_reads_each_ledger_once_for_all_its_courses(session: Session, client: FlaskClient) -> None:
    a_cooperative(session)
    sign_in_office(session, client)
    client.get(f"{ADDRESS}?zahl=credit")
    with statements() as seen:
        assert client.get(f"{ADDRESS}?zahl=credit").status_code == 200
    for ledger in ("credit_entry", "share_entry"):
        assert sum(f"SELECT {ledger}.effective_on, {ledger}.ground" in each for each in seen) == 1


def test_only_the_chosen_figure_is_read_by_kind_and_region(session: Session, client: FlaskClient) -> None:
    """Regions are free text: by them there may be as many rows as entries."""
    a_cooperative(session)
    sign_in_office(session, client)
    with statements() as seen:
        assert client.get(f"{ADDRESS}?zahl=shares").status_code == 200
    by_region = [each for each in seen if "party.region" in each.rpartition("GROUP BY")[2].partition("ORDER BY")[0]]
    assert len(by_region) == 1
    assert "share_entry" in by_region[0]


def together(session: Session, figure: HeldFigure, known_at: datetime | None = None) -> None:
    """The courses of all kinds, and those of all regions, add up to what the development tells of each day."""
    for day in (LAST, TODAY):
        points = queries.development(session, day, known_at)
        days = [on for on, _standing in points]
        steps = queries.steps_by_group(session, figure, known_at)
        of_all = [getattr(standing, figure.value) for _on, standing in points]
        for names in ([each.kind for each in steps], [each.region for each in steps]):
            named = zip(names, (each.step for each in steps), strict=True)
            courses = courses_of(((str(name), step) for name, step in named), figure, days)
            assert [sum(course.amounts[at] for course in courses) for at in range(len(days))] == of_all, figure


@pytest.mark.parametrize("figure", OVER_TIME)
def test_the_courses_of_all_add_up_to_the_development(session: Session, figure: HeldFigure) -> None:
    a_cooperative(session)
    together(session, figure)


@many
@given(acts=lives)
def test_in_random_lives_the_courses_add_up_to_the_development_as_known_then(session: Session, acts: list[Act]) -> None:
    known = lived(session, acts, lambda _session: None)
    for figure in OVER_TIME:
        together(session, figure)
        together(session, figure, known[len(known) // 2][0])


def test_what_is_recorded_later_changes_no_course_as_it_was_known_then(session: Session) -> None:
    a_cooperative(session)
    a_holder(session, "Gemeinde Quell", 7, date(2024, 3, 1), at=NOW + timedelta(hours=1))
    of_all = [sum(each.step.shares for each in queries.steps_by_group(session, SHARES, at)) for at in (NOW, None)]
    assert of_all[1] - of_all[0] == 7


def test_the_page_shows_a_chart_and_a_column_for_each_kind_and_region(session: Session, client: FlaskClient) -> None:
    a_cooperative(session)
    sign_in_office(session, client)
    shown = client.get(f"{ADDRESS}?am=2026-01-01").text
    by_kind = shown.partition('id="by-kind"')[2].partition("</table>")[0]
    by_region = shown.partition('id="by-region"')[2].partition("</table>")[0]
    assert shown.count('aria-describedby="by-kind"') == by_kind.count('<th scope="col"') - 1 == 2
    assert shown.count('aria-describedby="by-region"') == by_region.count('<th scope="col"') - 1 == 2
    assert "kind=association" in by_kind
    assert "ohne=region" in by_region
    assert "Rabental: Mitglieder im Lauf der Zeit, zuletzt 2" in shown


def test_the_course_of_the_capital_is_shown_where_it_is_chosen(session: Session, client: FlaskClient) -> None:
    a_cooperative(session)
    sign_in_office(session, client)
    shown = client.get(f"{ADDRESS}?am=2026-01-01&zahl=credit").text
    assert "<h3>Geschäftsguthaben im Lauf der Zeit</h3>" in shown
    assert "/register/bestand/credit?am=2025-12-31&amp;ende=1&amp;alle=1&amp;region=Rabental" in shown
    table = client.get(f"{ADDRESS}?am=2026-01-01&zahl=credit&format=csv").data.decode("utf-8-sig").splitlines()
    head, *rows = [line.split(";") for line in table]
    at = head.index("Geschäftsguthaben: Rabental")
    assert {row[at] for row in rows if row[0] == "31.03.2024"} == {"1500,00"}
    assert {len(row) for row in (head, *rows)} == {len(head)}


def test_as_known_before_anything_was_recorded_there_is_no_course(session: Session, client: FlaskClient) -> None:
    a_house(session)
    a_holder(session, "Gemeinde Altenbruck", 3, date(2024, 2, 1))
    sign_in_office(session, client)
    assert 'id="by-kind"' in client.get(ADDRESS).text
    shown = client.get(f"{ADDRESS}?kenntnis=2020-01-01")
    assert (shown.status_code, 'id="by-kind"' in shown.text) == (200, False)


@pytest.mark.parametrize("sent", ["paid_in", "Mitglieder", "' OR 1=1 --", "<script>"])
def test_a_course_of_no_such_figure_is_refused(session: Session, client: FlaskClient, sent: str) -> None:
    a_cooperative(session)
    sign_in_office(session, client)
    for kind in ("", "csv", "xlsx"):
        answer = client.get(ADDRESS, query_string={"zahl": sent, "format": kind})
        assert (answer.status_code, answer.mimetype) == (422, "text/html")
        assert "<script>" not in answer.text.partition("<main")[2].partition("</main")[0]
