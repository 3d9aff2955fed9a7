"""How alike needs are: what holds for any of them."""

import numpy as np
import pytest

from app.needs.queries import find_encoder
from app.needs.rules import Floats, Likeness, NeedText, collect, meanings_of, nearest, nearest_to
from app.needs.rules.likeness import THOROUGH_LETTERS
from tests.needs.sets import WRITTEN, meanings, written

ROAD = NeedText("1", "Schlaglöcher finden", "Die Straße ist kaputt, eine Kamera soll den Belag ansehen.")
ROADS = NeedText("2", "Strassenschäden erkennen", "Unser Fahrzeug nimmt den Asphalt auf.")
PUPILS = NeedText("3", "Nachhilfe in Mathematik", "Schülerinnen sollen nachmittags üben können.")
WITH_AND_WITHOUT = pytest.mark.parametrize("meant", [None, meanings(WRITTEN)], ids=["words", "model"])


def places(found: list[Likeness]) -> list[int]:
    return [each.place for each in found]


def told_by_length(texts: object) -> Floats:
    """A model that knows how long texts are, and nothing else."""
    return np.array([[len(str(text)), 1] for text in list(texts)], dtype=np.float32)  # type: ignore[call-overload]


@WITH_AND_WITHOUT
def test_the_five_shown_are_others_the_most_like_first(meant: Floats | None) -> None:
    for place, found in enumerate(nearest(collect(written(WRITTEN).needs, meant))):
        scores = [each.score for each in found]
        assert len({*places(found)} - {place}) == 5
        assert scores == sorted(scores, reverse=True)
        assert 0 <= scores[-1] <= scores[0] <= 1


@WITH_AND_WITHOUT
def test_the_same_needs_are_always_shown_alike(meant: Floats | None) -> None:
    needs = written(WRITTEN).needs
    assert [*nearest(collect(needs, meant))] == [*nearest(collect(needs, meant))]


def test_a_need_about_roads_is_like_another_and_not_like_one_about_pupils() -> None:
    assert [places(found)[0] for found in nearest(collect([PUPILS, ROAD, ROADS], None))][1:] == [2, 1]


def test_among_few_needs_the_score_tells_apart_what_is_alike_and_what_is_not() -> None:
    encode = find_encoder()
    assert encode
    needs = [ROAD, ROADS, PUPILS]
    found = [*nearest(collect(needs, meanings_of(needs, encode)))]
    alike, unlike = found[0]
    assert (alike.place, unlike.place) == (1, 2)
    assert unlike.score < alike.score - 0.1


def test_one_need_alone_is_like_none_and_a_few_are_all_shown() -> None:
    assert [*nearest(collect([], None))] == []
    assert [*nearest(collect([ROAD], None))] == [[]]
    assert [len(found) for found in nearest(collect([ROAD, ROADS, PUPILS], None))] == [2, 2, 2]


def test_the_same_text_once_more_is_the_most_like() -> None:
    again = NeedText("4", ROAD.title, ROAD.text)
    first = next(nearest(collect([ROAD, ROADS, PUPILS, again], None)))[0]
    assert first.place == 3
    assert first.score > 0.9


@WITH_AND_WITHOUT
def test_a_new_need_finds_what_it_would_find_in_the_collection(meant: Floats | None) -> None:
    needs = [*written(WRITTEN).needs]
    inside = collect(needs, meant)
    outside = collect(needs[1:], meant[1:] if meant is not None else None)
    found = nearest_to(needs[0], meant[:1] if meant is not None else None, outside)
    shown = places(next(nearest(inside)))
    assert len({place + 1 for place in places(found)} & {*shown}) >= 4


def test_a_new_need_finds_nothing_where_there_is_nothing() -> None:
    assert nearest_to(ROAD, None, collect([], None)) == []


def test_needs_without_a_word_are_like_none() -> None:
    signs = [NeedText(str(number), "???", "12 34") for number in range(3)]
    assert {each.score for found in nearest(collect(signs, None)) for each in found} == {0}


@pytest.mark.parametrize("count", [3, THOROUGH_LETTERS // 50])
def test_meanings_have_length_one_however_many_needs_there_are(count: int) -> None:
    told = meanings_of([ROAD] * count, told_by_length)
    assert told.shape == (count, 2)
    assert np.allclose(np.linalg.norm(told, axis=1), 1)
