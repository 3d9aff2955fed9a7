"""The rules of bundles: who sees one, what a wording may be, what can be undone; no database."""

from dataclasses import replace
from datetime import date

import pytest

from app.bundles.rules import (
    ContactRefusal,
    ContactState,
    Hindrance,
    LevelRefusal,
    Move,
    Standing,
    TitleRefusal,
    Turn,
    Wording,
    bundle_number,
    check_contact,
    check_level,
    check_open,
    check_room,
    check_split,
    check_words,
    checked_wording,
    hindrance_of,
    is_wider,
    lapses_on,
    may_see_bundle,
    narrowest,
    reversed_moves,
    undone,
    widest,
)
from app.core.values import Refusal
from app.needs.rules import Level, Viewer

OFFICE, MEMBER, LEFT, PUBLIC = Viewer(reads_all=True), Viewer(is_member=True), Viewer(own=frozenset({3})), Viewer()
THERE = Standing("Protokolle", "", Level.MEMBERS)


def test_a_number_tells_year_and_place() -> None:
    assert bundle_number(2026, 3) == "BD-2026-0003"


@pytest.mark.parametrize(
    ("viewer", "seen"),
    [(OFFICE, list(Level)), (MEMBER, [Level.PUBLIC, Level.MEMBERS]), (LEFT, [Level.PUBLIC]), (PUBLIC, [Level.PUBLIC])],
)
def test_each_sees_the_bundles_of_its_levels(viewer: Viewer, seen: list[Level]) -> None:
    assert [each for each in Level if may_see_bundle(viewer, each, True)] == seen


def test_a_bundle_in_which_a_member_sees_no_need_is_not_there_for_it() -> None:
    assert not may_see_bundle(MEMBER, Level.PUBLIC, sees_a_need=False)
    assert may_see_bundle(OFFICE, Level.OFFICE, sees_a_need=False)


def test_a_dissolved_bundle_and_one_whose_title_may_tell_of_a_closed_need_are_for_the_office_alone() -> None:
    assert not may_see_bundle(MEMBER, Level.MEMBERS, True, is_dissolved=True)
    assert not may_see_bundle(MEMBER, Level.MEMBERS, True, is_closed=True)
    assert may_see_bundle(OFFICE, Level.MEMBERS, True, is_dissolved=True, is_closed=True)


def test_the_narrowest_level_is_that_which_the_fewest_see() -> None:
    assert narrowest([Level.PUBLIC, Level.OFFICE, Level.MEMBERS]) is Level.OFFICE
    assert narrowest([]) is Level.MEMBERS
    assert is_wider(Level.PUBLIC, Level.MEMBERS)
    assert not is_wider(Level.OFFICE, Level.OFFICE)


def test_the_widest_level_is_that_which_the_most_see() -> None:
    assert widest([Level.MEMBERS, Level.PUBLIC, Level.OFFICE]) is Level.PUBLIC
    assert widest([]) is Level.OFFICE


def test_a_bundle_wider_than_a_need_in_it_is_opened_only_when_somebody_has_looked() -> None:
    check_level(Level.OFFICE, [Level.OFFICE], False)
    check_level(Level.MEMBERS, [Level.PUBLIC, Level.MEMBERS], False)
    check_level(Level.MEMBERS, [Level.OFFICE], True)
    with pytest.raises(LevelRefusal, match="verraten"):
        check_level(Level.MEMBERS, [Level.PUBLIC, Level.OFFICE], False)


def test_a_wording_has_a_title_of_some_length() -> None:
    assert checked_wording(Wording("  Rats\n protokolle ", " so ")) == Wording("Rats protokolle", "so")
    with pytest.raises(TitleRefusal, match="Titel"):
        checked_wording(Wording("  "))
    with pytest.raises(TitleRefusal, match="150"):
        checked_wording(Wording("x" * 151))
    with pytest.raises(Refusal, match="2000"):
        checked_wording(Wording("x", "y" * 2001))


def test_a_split_moves_some_and_leaves_some() -> None:
    check_split([1], [1, 2])
    for chosen, there, word in (([], [1], "Wählen"), ([3], [1, 2], "nicht mehr"), ([1, 2], [1, 2], "bleibt")):
        with pytest.raises(Refusal, match=word):
            check_split(chosen, there)


def test_a_bundle_has_room_for_what_somebody_can_look_over() -> None:
    check_room(499, 1)
    with pytest.raises(Refusal, match="500"):
        check_room(499, 2)


# --- undoing ----------------------------------------------------------------------------------------------------------


def test_an_act_is_undone_as_long_as_all_stands_where_it_put_it() -> None:
    moves = [Move(1, None, 7), Move(2, 6, 7)]
    standing = {6: THERE, 7: THERE}
    assert hindrance_of(moves, [], {1: 7, 2: 7}, standing, {}) is None
    assert hindrance_of(moves, [], {1: 7, 2: 6}, standing, {}) == Hindrance(need_id=2)
    gone = {**standing, 6: replace(THERE, is_dissolved=True)}
    assert hindrance_of(moves, [], {1: 7, 2: 7}, gone, {}) == Hindrance(bundle_id=6)


def test_a_wording_is_undone_unless_it_was_worded_anew() -> None:
    turn = Turn(7, THERE, replace(THERE, title="Sitzungen"))
    assert hindrance_of([], [turn], {}, {7: turn.after}, {}) is None
    assert hindrance_of([], [turn], {}, {7: replace(THERE, title="Räte")}, {}) == Hindrance(bundle_id=7)
    assert undone(turn) == THERE


def test_an_opening_is_undone_unless_something_else_was_put_in() -> None:
    turn, moves = Turn(7, None, THERE), [Move(1, None, 7)]
    assert hindrance_of(moves, [turn], {1: 7}, {7: THERE}, {7: [1]}) is None
    assert hindrance_of(moves, [turn], {1: 7}, {7: THERE}, {7: [1, 5]}) == Hindrance(need_id=5)
    assert undone(turn).is_dissolved


def test_a_dissolution_is_undone_with_all_that_lay_there() -> None:
    turn, moves = Turn(7, THERE, replace(THERE, is_dissolved=True)), [Move(1, 7, None)]
    assert hindrance_of(moves, [turn], {1: None}, {7: turn.after}, {}) is None
    assert reversed_moves(moves) == [Move(1, None, 7)]


def test_how_a_bundle_stands_is_kept_and_read_again() -> None:
    assert Standing.of(THERE.content()) == THERE


# --- contact ----------------------------------------------------------------------------------------------------------


def test_a_request_has_words_and_lapses_after_thirty_days() -> None:
    assert check_words(" Wie macht ihr das? ") == "Wie macht ihr das?"
    for words in ("  ", "x" * 1001):
        with pytest.raises(Refusal):
            check_words(words)
    assert lapses_on(date(2026, 11, 30)) == date(2026, 12, 30)


def test_a_contact_is_somebody_with_an_address() -> None:
    assert check_contact(" Berta  Silbertal ", " b@silbertal.example ") == ("Berta Silbertal", "b@silbertal.example")
    for name, email in (("", "b@s.example"), ("Berta", "silbertal"), ("Berta", "@s.example"), ("Berta", "b c@s.de")):
        with pytest.raises(ContactRefusal):
            check_contact(name, email)


def test_what_is_over_is_not_answered_again() -> None:
    check_open(ContactState.OPEN)
    with pytest.raises(Refusal, match="Abgelehnt"):
        check_open(ContactState.DECLINED)
