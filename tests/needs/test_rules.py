"""What is said of a need, its way, who may see it: rules without a database."""

from dataclasses import replace
from datetime import date
from difflib import SequenceMatcher
from time import process_time

import pytest

from app.core.values import PartyKind, Refusal
from app.needs.rules import (
    LEADS_TO,
    Level,
    NeedState,
    Part,
    Stated,
    Step,
    Viewer,
    WordsRefusal,
    check_may_change,
    check_may_return,
    check_may_withdraw,
    check_move,
    differences,
    is_named,
    may_see,
    may_see_of_then,
    missing_of,
    need_number,
    track_of,
)
from tests.needs.factories import MINUTES

OFFICE, MEMBER, FORMER, STRANGER = Viewer(reads_all=True), Viewer(is_member=True, own=frozenset({1})), Viewer(
    own=frozenset({1})
), Viewer()  # fmt: skip


def test_a_need_says_title_situation_effect_field_and_urgency_before_it_is_raised() -> None:
    assert missing_of(MINUTES) == {}
    assert list(missing_of(Stated())) == ["title", "situation", "effect", "field", "urgency"]


def test_what_is_no_choice_of_ours_counts_as_not_said() -> None:
    read = Stated.of({"title": " Titel ", "field": "nonsense", "urgency": "sofort", "level": "everybody"})
    assert (read.title, read.field, read.urgency, read.level) == ("Titel", None, None, Level.OFFICE)
    assert Stated.of(MINUTES.content()) == MINUTES


def test_a_long_text_of_one_word_again_and_again_is_compared_as_quickly_as_any() -> None:
    """A comparison that begins at every place where the word stands takes seconds; this one begins at rare words."""
    before, after = {"situation": "a " * 1_900 + "x"}, {"situation": "b " + "a " * 1_900}
    begun = process_time()
    pieces = differences(before, after)[0].pieces
    spent = process_time() - begun
    assert "".join(each.text for each in pieces if each.part is not Part.GONE) == after["situation"]
    begun = process_time()
    SequenceMatcher(None, ["a"] * 1_900, ["a"] * 1_900 + ["b"], autojunk=False).get_opcodes()
    assert spent < process_time() - begun


def test_a_difference_names_what_went_and_what_came_word_by_word() -> None:
    before, after = MINUTES.content(), replace(MINUTES, effect="Am selben Abend liegt ein Entwurf vor.").content()
    changed = differences(before, {**after, "level": "public"})
    assert [each.name for each in changed] == ["effect", "level"]
    pieces = changed[0].pieces
    assert "".join(each.text for each in pieces if each.part is not Part.NEW) == MINUTES.effect
    assert "".join(each.text for each in pieces if each.part is not Part.GONE) == after["effect"]
    assert differences(before, before) == []


def test_a_need_goes_from_raised_to_answered_and_an_answer_has_words() -> None:
    check_move(NeedState.RAISED, NeedState.SEEN, "", True)
    check_move(NeedState.SEEN, NeedState.UNDER_WAY, "", True)
    check_move(NeedState.UNDER_WAY, NeedState.ANSWERED, "So geht es.", True)
    for state in (NeedState.ANSWERED, NeedState.SET_ASIDE):
        with pytest.raises(WordsRefusal):
            check_move(NeedState.SEEN, state, " ", True)
    with pytest.raises(Refusal, match="führt kein Schritt"):
        check_move(NeedState.RAISED, NeedState.ANSWERED, "Ja", True)


def test_nobody_but_its_owner_withdraws_a_need() -> None:
    assert all(NeedState.WITHDRAWN not in to for to in LEADS_TO.values())
    assert LEADS_TO[NeedState.WITHDRAWN] == ()
    check_may_withdraw(NeedState.ANSWERED)
    check_may_return(NeedState.WITHDRAWN)
    for check, state in (
        (check_may_withdraw, NeedState.WITHDRAWN), (check_may_return, NeedState.SEEN),
        (check_may_change, NeedState.WITHDRAWN),
    ):  # fmt: skip
        with pytest.raises(Refusal):
            check(state)


def test_the_need_of_who_is_no_member_is_served_only_under_a_clause() -> None:
    check_move(NeedState.RAISED, NeedState.SEEN, "", False)
    for state in (NeedState.UNDER_WAY, NeedState.ANSWERED):
        with pytest.raises(Refusal, match=r"§ 8 Abs\. 1 Nr\. 5 GenG"):
            check_move(NeedState.SEEN, state, "Antwort", False)


def test_the_track_dates_what_is_behind_and_puts_what_stopped_it_last() -> None:
    raised = Step(NeedState.RAISED, date(2026, 11, 1), "Berta")
    seen, aside = Step(NeedState.SEEN, date(2026, 11, 3), "Henrike"), Step(NeedState.SET_ASIDE, date(2026, 11, 9), "Al")
    shown = track_of(NeedState.SEEN, [raised, seen])
    assert [each.standing for each in shown] == ["done", "now", "coming", "coming"]
    assert shown[1].step == seen
    stopped = track_of(NeedState.SET_ASIDE, [raised, seen, aside])
    assert [(each.state, each.standing) for each in stopped][-1] == (NeedState.SET_ASIDE, "now")
    assert len(stopped) == 3


@pytest.mark.parametrize("state", list(NeedState))
@pytest.mark.parametrize("level", list(Level))
def test_a_confidential_need_is_for_its_owner_the_office_and_the_board_alone(level: Level, state: NeedState) -> None:
    assert may_see(OFFICE, level, state, 7)
    assert may_see(MEMBER, level, state, 1)
    assert may_see(FORMER, level, state, 1)
    assert may_see(MEMBER, level, state, 7) == (level is not Level.OFFICE and state is not NeedState.WITHDRAWN)
    is_public = level is Level.PUBLIC and state in (NeedState.SEEN, NeedState.UNDER_WAY, NeedState.ANSWERED)
    assert may_see(STRANGER, level, state, 7) == may_see(FORMER, level, state, 7) == is_public
    assert not may_see(MEMBER, level, state, 1, is_erased=True)


def test_what_was_written_for_fewer_eyes_stays_for_them_when_a_need_is_opened() -> None:
    assert may_see_of_then(MEMBER, False, Level.MEMBERS)
    assert not may_see_of_then(MEMBER, False, Level.OFFICE)
    assert may_see_of_then(MEMBER, True, Level.OFFICE)
    assert not may_see_of_then(STRANGER, False, Level.MEMBERS)


def test_who_may_join_is_named_to_the_office_alone_and_a_person_not_to_the_public() -> None:
    assert is_named(OFFICE, PartyKind.NATURAL_PERSON, False)
    assert not is_named(MEMBER, PartyKind.COMPANY, False)
    assert is_named(MEMBER, PartyKind.NATURAL_PERSON, True)
    assert is_named(STRANGER, PartyKind.COMPANY, True)
    assert not is_named(STRANGER, PartyKind.NATURAL_PERSON, True)


def test_needs_are_numbered_by_year() -> None:
    assert need_number(2026, 12) == "BE-2026-0012"
