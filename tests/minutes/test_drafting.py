"""What a draft says of the course of a meeting (§ 47 (1) GenG; R-MIN-01)."""

from datetime import timedelta

import pytest

from app.minutes.rules import Happening, Part, paragraphs_of, part_of
from app.voting.rules import CourseKind
from tests.factories import NOW


def happens(kind: CourseKind, text: str = "", who: str = "", about: str = "", item_id: int | None = 7) -> Happening:
    """Something that happens at eleven o'clock, local time."""
    return Happening(1, kind, NOW, item_id, text, who, about)


@pytest.mark.parametrize(
    ("happening", "sentence"),
    [
        (happens(CourseKind.OPENED, who="Almut Weißdorn"), "Almut Weißdorn eröffnet die Versammlung um 11:00\xa0Uhr."),
        (happens(CourseKind.CLOSED, who="Almut Weißdorn"), "Almut Weißdorn schließt die Versammlung um 11:00\xa0Uhr."),
        (happens(CourseKind.NOTE, "Drei Fragen werden beantwortet"), "Drei Fragen werden beantwortet."),
        (happens(CourseKind.NOTE, "Warum erst jetzt?"), "Warum erst jetzt?"),
        (
            happens(CourseKind.ITEM_WITHDRAWN, "Unterlagen fehlen"),
            "Der Punkt wird um 11:00\xa0Uhr abgesetzt. Grund: Unterlagen fehlen.",
        ),
        (
            happens(CourseKind.MOTION_MADE, "Schluss der Debatte", "Gemeinde Eichenau"),
            "Gemeinde Eichenau beantragt um 11:00\xa0Uhr: „Schluss der Debatte“",
        ),
        (
            happens(CourseKind.MOTION_WITHDRAWN, "Schluss der Debatte", "Gemeinde Eichenau"),
            "Gemeinde Eichenau zieht den Antrag „Schluss der Debatte“ zurück.",
        ),
        (
            happens(CourseKind.POLL_VOID, "Das Netz fiel aus", about="Entlastung"),
            "Die Abstimmung „Entlastung“ wird um 11:00\xa0Uhr abgebrochen. Grund: Das Netz fiel aus.",
        ),
        (happens(CourseKind.BREAK_BEGUN), "Die Versammlung wird um 11:00\xa0Uhr unterbrochen."),
        (happens(CourseKind.BREAK_ENDED), "Die Versammlung wird um 11:00\xa0Uhr fortgesetzt."),
        (happens(CourseKind.ORDER_CHANGED), "Der Punkt wird außer der Reihe aufgerufen."),
    ],
)
def test_what_happened_becomes_a_sentence(happening: Happening, sentence: str) -> None:
    assert paragraphs_of([happening]) == [sentence]


def test_who_spoke_in_turn_stands_in_one_sentence_and_once() -> None:
    spoke = [happens(CourseKind.SPOKE, who=name) for name in ("Ahorn", "Birke", "Ahorn")]
    assert paragraphs_of(spoke) == ["Es sprechen: Ahorn, Birke."]


def test_who_spoke_after_something_else_stands_after_it() -> None:
    course = [happens(CourseKind.SPOKE, who="Ahorn"), happens(CourseKind.NOTE, "Pause"),
              happens(CourseKind.SPOKE, who="Birke")]
    assert paragraphs_of(course) == ["Es sprechen: Ahorn.", "Pause.", "Es sprechen: Birke."]


@pytest.mark.parametrize("kind", [
    CourseKind.ITEM_CALLED, CourseKind.ITEM_DONE, CourseKind.POLL_OPENED, CourseKind.POLL_CLOSED,
    CourseKind.POLL_COUNTED, CourseKind.DECLARED, CourseKind.OBJECTION, CourseKind.ANSWERED, CourseKind.LOT_DRAWN,
])
def test_votes_and_objections_are_not_told_twice(kind: CourseKind) -> None:
    assert paragraphs_of([happens(kind, "etwas")]) == []


def test_every_kind_of_the_course_is_told_or_left_to_votes_on_purpose() -> None:
    told = {kind for kind in CourseKind if paragraphs_of([happens(kind, "etwas", "jemand")])}
    assert len(told) == 13
    assert len(set(CourseKind) - told) == 9


def test_what_has_an_item_is_told_there_and_the_rest_at_beginning_or_end() -> None:
    assert part_of(happens(CourseKind.NOTE)) == (Part.ITEM, 7)
    assert part_of(happens(CourseKind.NOTE, item_id=None)) == (Part.OPENING, None)
    assert part_of(happens(CourseKind.CLOSED, item_id=None)) == (Part.CLOSING, None)


def test_times_are_told_as_the_clock_on_the_wall_shows_them() -> None:
    summer = Happening(1, CourseKind.BREAK_BEGUN, NOW - timedelta(days=150), None, "")
    assert paragraphs_of([summer]) == ["Die Versammlung wird um 12:00\xa0Uhr unterbrochen."]
