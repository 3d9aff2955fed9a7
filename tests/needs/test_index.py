"""An index of needs takes in what changes, and shows what it would show if it were made anew."""

import pytest

from app.needs.rules import Alike, Entry, Index, alike, index_of, with_changes
from app.needs.rules.likeness import meanings_of
from tests.needs.sets import WRITTEN, meanings, written
from tests.needs.test_likeness import told_by_length

WITH_AND_WITHOUT = pytest.mark.parametrize("is_told", [False, True], ids=["words", "model"])


def entries(is_told: bool) -> list[Entry]:
    """The written needs, by place as their ids."""
    meant = meanings(WRITTEN)
    return [
        Entry(place, need, meant[place : place + 1] if is_told else None)
        for place, need in enumerate(written(WRITTEN).needs)
    ]


def keys(found: list[Alike]) -> list[int]:
    return [each.key for each in found]


def from_the_group(index: Index, sought: Entry) -> float:
    groups = written(WRITTEN).groups
    found = alike(index, sought, 5)
    return sum(groups[each.key] == groups[sought.key] for each in found) / 5


@WITH_AND_WITHOUT
def test_a_need_of_the_index_finds_those_of_its_kind_with_the_reason(is_told: bool) -> None:
    all_of_them = entries(is_told)
    index = index_of(all_of_them)
    shares = [from_the_group(index, each) for each in all_of_them[::7]]
    assert sum(shares) / len(shares) > 0.5
    first = alike(index, all_of_them[0], 5)
    assert all_of_them[0].key not in keys(first)
    assert all(str(each.reason) for each in first)


@WITH_AND_WITHOUT
def test_what_is_taken_in_later_is_found_like_what_was_there_from_the_beginning(is_told: bool) -> None:
    all_of_them = entries(is_told)
    late = all_of_them[::18]
    grown = with_changes(index_of([each for each in all_of_them if each not in late]), late, ())
    whole = index_of(all_of_them)
    same = [len({*keys(alike(grown, each, 5))} & {*keys(alike(whole, each, 5))}) for each in late]
    assert sum(same) / len(same) >= 2.5


def test_what_is_gone_or_worded_anew_is_not_found_as_it_was() -> None:
    all_of_them = entries(False)
    index = index_of(all_of_them)
    away = keys(alike(index, all_of_them[0], 5))
    without = with_changes(index, (), away)
    assert not {*away} & {*keys(alike(without, all_of_them[0], 5))}
    assert alike(without, all_of_them[0], 5)
    anew = Entry(away[0], all_of_them[100].need)
    changed = with_changes(index, [anew], ())
    assert alike(changed, anew, 1)[0].key == 100


def test_an_empty_index_takes_in_its_first_need() -> None:
    empty = index_of([])
    assert alike(empty, entries(False)[0], 5) == []
    grown = with_changes(empty, entries(False)[:3], ())
    assert grown.is_worn
    assert set(grown.places) == {0, 1, 2}


def test_what_shares_next_to_nothing_is_not_shown() -> None:
    told = [Entry(number, each.need, meanings_of([each.need], told_by_length)) for number, each in
            enumerate(entries(False)[:2])]
    for found in (alike(index_of(told), each, 5) for each in told):
        assert all(each.score >= 0.25 for each in found)
