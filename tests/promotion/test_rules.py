"""The rules of promotion: what counts in a year, what may be told on the map, shapes, regions by name."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.values import PartyKind, Refusal
from app.needs.rules import LEADS_TO, Field, Level, NeedState
from app.promotion import queries
from app.promotion.queries import areas
from app.promotion.rules import (
    DISTRICTS,
    FLOW,
    KEYS,
    OFF_THE_MAP,
    REGIONS,
    SOURCE,
    ConsentRefusal,
    Counted,
    ExampleRefusal,
    Figure,
    Way,
    Year,
    check_example,
    check_examples_stand,
    check_is_over,
    check_issued_again,
    check_may_be_told,
    check_words,
    chosen,
    falls_under,
    figures_of,
    finish_by,
    grouped,
    homes,
    joined,
    lines_of,
    may_be_told,
    median,
    region_key,
    report_number,
    step_of,
    steps_up_to,
    sum_of,
    told_of,
    written,
)
from tests.promotion.drawing import drawn

YEAR = Year(date(2025, 1, 1), date(2025, 12, 31))
RAISED, SEEN, UNDER_WAY, ANSWERED, SET_ASIDE, WITHDRAWN = NeedState


def way(*steps: tuple[date, NeedState], raised: date = date(2025, 3, 1), number: int = 1, **more: object) -> Way:
    """A need of a town that goes this way."""
    known: dict[str, object] = {"member_id": 1, "kind": PartyKind.MUNICIPALITY, **more}
    return Way(number, f"BE-2025-{number:04d}", raised, [(raised, RAISED), *steps], **known)  # type: ignore[arg-type]


@pytest.mark.parametrize(("case", "wanted"), [
    (way(), {Figure.RAISED, Figure.OPEN_AFTER}),
    (way((date(2025, 3, 2), SEEN)), {Figure.RAISED, Figure.LOOKED_AT, Figure.OPEN_AFTER}),
    (way((date(2025, 3, 2), SEEN), (date(2025, 12, 31), ANSWERED)), {Figure.RAISED, Figure.LOOKED_AT, Figure.ANSWERED}),
    (way((date(2025, 3, 2), SEEN), (date(2026, 1, 1), ANSWERED)), {Figure.RAISED, Figure.LOOKED_AT, Figure.OPEN_AFTER}),
    (way((date(2025, 1, 1), SEEN), raised=date(2024, 12, 31)),
     {Figure.OPEN_BEFORE, Figure.LOOKED_AT, Figure.OPEN_AFTER}),
    (way((date(2024, 6, 1), ANSWERED), raised=date(2024, 5, 1)), set()),
    (way((date(2024, 6, 1), ANSWERED), (date(2025, 2, 1), UNDER_WAY), (date(2025, 4, 1), ANSWERED),
         raised=date(2024, 5, 1)), {Figure.REOPENED, Figure.ANSWERED}),
    (way((date(2025, 6, 1), UNDER_WAY), (date(2025, 7, 1), ANSWERED), (date(2025, 8, 1), UNDER_WAY)),
     {Figure.RAISED, Figure.LOOKED_AT, Figure.OPEN_AFTER}),
    (way((date(2025, 6, 1), WITHDRAWN)), {Figure.RAISED, Figure.WITHDRAWN}),
    (way((date(2024, 6, 1), ANSWERED), (date(2025, 2, 1), WITHDRAWN), raised=date(2024, 5, 1)), set()),
    (way((date(2025, 6, 1), SET_ASIDE)), {Figure.RAISED, Figure.LOOKED_AT, Figure.SET_ASIDE}),
    (way(raised=date(2026, 1, 1)), set()),
])  # fmt: skip
def test_a_need_counts_in_the_year_in_which_its_step_was_taken(case: Way, wanted: set[Figure]) -> None:
    assert falls_under(case, YEAR) == wanted


@st.composite
def ways(draw: st.DrawFn) -> Way:
    """A need that goes any way that can be gone, across three years."""
    raised = date(2024, 1, 1) + timedelta(days=draw(st.integers(0, 1100)))
    at, state, steps = raised, RAISED, []
    for _step in range(draw(st.integers(0, 7))):
        ways_on = [RAISED] if state is WITHDRAWN else [*LEADS_TO[state], WITHDRAWN]
        at, state = at + timedelta(days=draw(st.integers(0, 300))), draw(st.sampled_from(ways_on))
        steps.append((at, state))
    return way(*steps, raised=raised, number=draw(st.integers(1, 10**6)))


@given(st.lists(ways(), max_size=12))
def test_what_was_open_what_came_and_what_ended_add_up_to_what_is_open(found: list[Way]) -> None:
    figures = figures_of(found, YEAR, {})
    flow = sum(sign * figures.number(figure) for figure, sign in FLOW)
    assert flow == figures.number(Figure.OPEN_AFTER)


@given(st.lists(ways(), max_size=8))
def test_the_open_ones_at_the_end_of_a_year_are_those_at_the_beginning_of_the_next(found: list[Way]) -> None:
    following = Year(date(2026, 1, 1), date(2026, 12, 31))
    after = figures_of(found, YEAR, {}).behind(Figure.OPEN_AFTER)
    assert after == figures_of(found, following, {}).behind(Figure.OPEN_BEFORE)


def test_a_member_benefits_once_and_a_prospect_is_no_member() -> None:
    answered = ((date(2025, 4, 1), SEEN), (date(2025, 4, 11), ANSWERED))
    found = [way(*answered, number=1), way(*answered, number=2), way(*answered, number=3, member_id=2),
             way(*answered, number=4, member_id=None)]  # fmt: skip
    figures = figures_of(found, YEAR, {})
    assert figures.members_served == {1, 2}
    assert figures.answered_of_prospects == 1
    assert figures.days_to_answer == 41


@pytest.mark.parametrize(("numbers", "wanted", "told"), [
    ([], None, "–"), ([7], Fraction(7), "7"), ([9, 1, 5], Fraction(5), "5"), ([1, 2], Fraction(3, 2), "1,5"),
    ([4, 10, 2, 30], Fraction(7), "7"), ([0, 1], Fraction(1, 2), "0,5"),
])  # fmt: skip
def test_the_median_is_exact_and_lies_between_the_two_middle_ones(
    numbers: list[int], wanted: Fraction | None, told: str
) -> None:
    assert median(numbers) == wanted
    assert written(median(numbers)) == told


def test_a_milestone_of_another_room_counts_in_the_year_in_which_it_was_reached() -> None:
    found = [way(number=1), way(number=2), way(number=3)]
    reached = {"bundled": {1: date(2025, 12, 31), 2: date(2026, 1, 1)}}
    figures = figures_of(found, YEAR, reached)
    assert [each.need_id for each in figures.behind("bundled")] == [1]
    assert figures.reached == ("bundled",)


def test_what_is_said_of_answers_counts_for_the_needs_answered_in_the_year() -> None:
    answered, before = (date(2025, 4, 1), ANSWERED), (date(2024, 4, 1), ANSWERED)
    found = [way(answered, number=1), way(answered, (date(2025, 6, 1), WITHDRAWN), number=2), way(answered, number=3),
             way(before, raised=date(2024, 3, 1), number=4), way(answered, number=5)]  # fmt: skip
    figures = figures_of(found, YEAR, {"bundled": {}}, {"helped": {1, 2, 3, 4}})
    assert [each.need_id for each in figures.behind("helped")] == [1, 3]
    assert [each.need_id for each in figures.behind(Figure.ANSWERED)] == [1, 3, 5]
    assert figures.reached == ("bundled", "helped")


def test_a_year_without_needs_is_empty_and_one_with_an_open_need_is_not() -> None:
    assert figures_of([way(raised=date(2026, 2, 2))], YEAR, {}).is_empty
    assert not figures_of([way(raised=date(2020, 2, 2))], YEAR, {}).is_empty


def test_breakdowns_count_every_need_once_and_the_list_behind_a_number_is_as_long_as_it() -> None:
    found = [way(number=1, field=Field.DATA, region="Rabental"), way(number=2, field=Field.DATA),
             way(number=3, kind=PartyKind.COMPANY)]  # fmt: skip
    figures = figures_of(found, YEAR, {})
    for name, key in KEYS.items():
        rows = grouped(figures, key)
        assert sum(row.numbers[Figure.RAISED] for row in rows) == figures.number(Figure.RAISED)
        for row in rows:
            assert len(chosen(figures.behind(Figure.RAISED), {name: row.key or "-"})) == row.numbers[Figure.RAISED]


# --- the report -------------------------------------------------------------------------------------------------------


def test_a_report_is_not_finished_before_its_year_is_over() -> None:
    check_is_over(date(2025, 12, 31), date(2026, 1, 1))
    with pytest.raises(Refusal, match="läuft noch"):
        check_is_over(date(2025, 12, 31), date(2025, 12, 31))


def test_a_report_has_an_introduction_and_a_further_issue_a_reason() -> None:
    check_words(has_introduction=True)
    check_issued_again(False, "")
    check_issued_again(True, "Eine Zahl war falsch.")
    with pytest.raises(Refusal):
        check_words(has_introduction=False)
    with pytest.raises(Refusal):
        check_issued_again(True, " ")


def test_an_example_has_words_and_a_name_only_with_consent() -> None:
    check_example("Gesucht, gefunden.", False, "", 0)
    check_example("Gesucht, gefunden.", True, "Bürgermeisterin, 3. Mai", 0)
    with pytest.raises(ExampleRefusal):
        check_example(" ", False, "", 0)
    with pytest.raises(ConsentRefusal):
        check_example("Gesucht, gefunden.", True, " ", 0)
    with pytest.raises(Refusal, match="höchstens"):
        check_example("Gesucht, gefunden.", False, "", 12)


def test_a_confidential_need_is_never_told_nor_one_without_its_answer() -> None:
    assert {level: may_be_told(level, True) for level in Level} == {
        Level.PUBLIC: True, Level.MEMBERS: True, Level.OFFICE: False,
    }
    assert not may_be_told(Level.PUBLIC, False)
    for level, is_answered in ((Level.OFFICE, True), (Level.PUBLIC, False)):
        with pytest.raises(Refusal):
            check_may_be_told("BE-2025-0001", level, is_answered)
    with pytest.raises(Refusal, match="BE-2025-0001"):
        check_examples_stand(["BE-2025-0001"])


def test_a_report_is_to_be_finished_half_a_year_after_its_year() -> None:
    assert finish_by(date(2025, 12, 31)) == date(2026, 6, 30)


def test_reports_are_numbered_by_the_year_of_issue() -> None:
    assert report_number(2026, 7) == "FB-2026-007"


# --- the map ----------------------------------------------------------------------------------------------------------


def test_members_are_told_no_number_of_a_region_with_fewer_than_three_owners() -> None:
    counted = [Counted("A", 5, 3), Counted("B", 9, 2), Counted("C", 1, 1), Counted("D", 0, 0)]
    told = {each.region: each for each in told_of(counted, reads_all=False)}
    assert (told["A"].number, told["A"].is_few) == (5, False)
    assert all(told[name].is_few and told[name].number is None for name in "BC")
    assert told["D"].is_empty
    assert sum_of(list(told.values())) is None


def test_the_office_is_told_every_number_and_their_sum() -> None:
    told = told_of([Counted("A", 1, 1), Counted("", 2, 1)], reads_all=True)
    assert [(each.region, each.number) for each in told] == [("", 2), ("A", 1)]
    assert sum_of(told) == 3


@pytest.mark.parametrize(("largest", "labels"), [
    (0, []), (1, ["1"]), (4, ["1", "2", "3", "4"]), (5, ["1–2", "3–4", "5–6"]), (9, ["1–3", "4–6", "7–9"]),
    (37, ["1–10", "11–20", "21–30", "31–40"]),
])  # fmt: skip
def test_the_legend_has_at_most_four_steps_in_round_numbers(largest: int, labels: list[str]) -> None:
    steps = steps_up_to(largest)
    assert [step.label for step in steps] == labels
    assert step_of(0, steps) == 0
    assert all(step_of(number, steps) for number in range(1, largest + 1))


def test_districts_are_known_by_their_key_each_once() -> None:
    assert len(DISTRICTS) == len({each.key for each in DISTRICTS}) == 44
    assert len(REGIONS) == 12
    assert all(queries.shape((each.key,)).rings for each in DISTRICTS)


@pytest.mark.parametrize(("names", "wanted"), [
    (["Neckar-Alb"], {"08415", "08416", "08417"}),
    (["Region Stuttgart"], {"08111", "08115", "08116", "08117", "08118", "08119"}),
    (["Stuttgart"], {"08111"}), (["Karlsruhe"], {"08212", "08215"}), (["Stadt Karlsruhe"], {"08212"}),
    (["Landkreis Karlsruhe"], {"08215"}), (["zollernalbkreis"], {"08417"}), (["Freiburg"], {"08311"}),
    (["Rabental"], set()), ([], set()),
])  # fmt: skip
def test_a_region_that_bears_a_name_of_the_map_lies_there(names: list[str], wanted: set[str]) -> None:
    assert set(homes(names, {})) == wanted


def test_a_district_by_name_goes_before_its_planning_region() -> None:
    found = homes(["Neckar-Alb", "Tübingen"], {})
    assert found == {"08415": "Neckar-Alb", "08416": "Tübingen", "08417": "Neckar-Alb"}


def test_what_the_office_chose_goes_before_names() -> None:
    said = {region_key("Neckar-Alb"): "Rabental", "08416": OFF_THE_MAP, "08417": "Tübingen", "08111": "Gibt es nicht"}
    found = homes(["Rabental", "Tübingen"], said)
    assert found == {"08415": "Rabental", "08417": "Tübingen"}


SQUARES = ([(0, 0), (2, 0), (2, 2), (0, 2)], [(2, 0), (4, 0), (4, 2), (2, 2)])


def test_neighbours_are_joined_along_the_line_they_share() -> None:
    (ring,) = joined(SQUARES)
    assert len(ring) == 6
    assert set(ring) == {(0, 0), (2, 0), (4, 0), (4, 2), (2, 2), (0, 2)}


def test_areas_apart_stay_apart_and_one_alone_is_as_it_was() -> None:
    apart = [(10, 10), (12, 10), (12, 12)]
    assert len(joined([SQUARES[0], apart])) == 2
    assert set(joined([apart])[0]) == set(apart)


@pytest.mark.parametrize("region", REGIONS)
def test_the_number_of_a_region_stands_inside_it(region: str) -> None:
    shape = queries.shape(tuple(each.key for each in DISTRICTS if each.region == region))
    assert shape.room > 8
    assert shape.path.startswith("M")


def test_a_town_in_a_district_is_cut_out_of_it_and_together_they_are_whole() -> None:
    assert len(queries.shape(("08125",)).rings) == 2
    assert len(queries.shape(("08121", "08125")).rings) == 1


@pytest.mark.parametrize(("name", "lines"), [
    ("Rabental", ["Rabental"]), ("Schwarzwald-Baar-Heuberg", ["Schwarzwald-", "Baar-Heuberg"]),
    ("Südlicher Oberrhein", ["Südlicher", "Oberrhein"]),
])  # fmt: skip
def test_a_long_name_stands_in_lines(name: str, lines: list[str]) -> None:
    assert lines_of(name) == lines


def test_a_drawing_made_small_keeps_the_line_that_neighbours_share() -> None:
    """Degrees become whole units, north above; points that lie almost on a line go, on both sides alike."""
    border = [[9.0 + step % 2 * 0.0003, 48.0 + step / 20] for step in range(9)]
    border[4] = [9.02, 48.2]
    west = [[8.0, 48.0], *border, [8.0, 48.4], [8.0, 48.0]]
    east = [*border[::-1], [10.0, 48.0], [10.0, 48.4], border[-1]]
    found = drawn({"features": [
        {"properties": {"AGS": key}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        for key, ring in (("08111", west), ("08115", east), ("09161", east))
    ]})  # fmt: skip
    assert (found["width"], sorted(found["districts"])) == (600, ["08111", "08115"])
    rings = [list(zip(ring[::2], ring[1::2], strict=True)) for each in found["districts"].values() for ring in each]
    assert len(rings) == 2
    assert len(joined(rings)) == 1
    assert sum(len(ring) for ring in rings) < len(west) + len(east) - 2


def test_the_vendored_districts_are_small_and_bear_their_licence() -> None:
    folder = areas.FILE.parent
    assert areas.FILE.stat().st_size < 60_000
    assert SOURCE in (folder / "LICENSE").read_text()
