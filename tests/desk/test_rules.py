"""What is urgent, in which order it stands, and what a search marks."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.formats import fold
from app.core.values import Actor, Role
from app.desk.rules import Task, TaskKind, Urgency, by_deadline, by_kind, is_only_member, spans, urgency_of

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("due_on", "urgency"),
    [
        (date(2026, 11, 23), Urgency.OVERDUE), (TODAY, Urgency.THIS_WEEK), (date(2026, 12, 1), Urgency.THIS_WEEK),
        (date(2026, 12, 2), Urgency.LATER), (None, Urgency.NO_DEADLINE),
    ],
)  # fmt: skip
def test_a_day_is_overdue_only_once_it_is_over(due_on: date | None, urgency: Urgency) -> None:
    """What is due today is not overdue yet; the week is the seven days from today on."""
    assert urgency_of(due_on, TODAY) is urgency


def test_the_earliest_deadline_stands_first() -> None:
    """Groups follow urgency, tasks their day, equal days their kind; empty groups are left out."""
    late = Task(TaskKind.REMIND_PAYER, due_on=date(2026, 11, 1))
    later = Task(TaskKind.NOTIFY, due_on=date(2026, 11, 20))
    free, vote = Task(TaskKind.PRINT), Task(TaskKind.VOTE, due_on=date(2026, 11, 20))
    assert by_deadline([free, later, late, vote], TODAY) == [
        (Urgency.OVERDUE, [late, vote, later]), (Urgency.NO_DEADLINE, [free]),
    ]  # fmt: skip


def test_tasks_of_a_kind_stand_together() -> None:
    """Kinds follow their own order, within a kind the earliest deadline is first."""
    first, second = Task(TaskKind.CHECK, target=1, due_on=TODAY), Task(TaskKind.CHECK, target=2)
    assert by_kind([second, Task(TaskKind.VOTE), first]) == [
        (TaskKind.VOTE, [Task(TaskKind.VOTE)]), (TaskKind.CHECK, [first, second]),
    ]  # fmt: skip


def test_only_who_has_no_other_role_is_led_to_the_portal() -> None:
    """A director who is a member, too, works at the desk."""
    assert is_only_member(Actor("Quendel", roles=frozenset({Role.MEMBER})))
    assert not is_only_member(Actor("Weißdorn", roles=frozenset({Role.MEMBER, Role.BOARD})))
    assert not is_only_member(Actor("Niemand"))


@pytest.mark.parametrize(
    ("text", "words", "marked"),
    [
        ("Stadtwerke Quellbach GmbH", "quell", ["Quell"]), ("Groß und gross", "gross", ["Groß", "gross"]),
        ("Müller", "mueller", ["Müller"]), ("V-2026-007", "2026", ["2026"]), ("Verein e. V.", "v", []),
        ("Altenbruck", "", []), ("anna", "an na", ["anna"]),
    ],
)  # fmt: skip
def test_a_hit_is_marked_as_it_is_found(text: str, words: str, marked: list[str]) -> None:
    """Folded alike: ß as ss, ü as ue; neighbouring hits are one mark, single letters mark nothing."""
    assert [text[start:end] for start, end in spans(text, words)] == marked


@given(st.text(max_size=40), st.text(max_size=10))
def test_marks_lie_within_the_text_and_never_overlap(text: str, words: str) -> None:
    """Whatever is typed, the runs are in order and apart; everything marked was asked for."""
    found = spans(text, words)
    assert all(0 <= start < end <= len(text) for start, end in found)
    assert all(one[1] < other[0] for one, other in pairwise(found))
    assert not found or fold(words)
