"""What a draft says of the course of a meeting (§ 47 (1) GenG; R-MIN-01)."""

from datetime import date, timedelta

import pytest

from app.minutes.rules import Happening, Part, Piece, lines_of, paragraphs_of, part_of, pieces_of
from app.voting.rules import CourseKind
from tests.factories import NOW, TODAY


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
    assert paragraphs_of([happening], TODAY) == [sentence]


def test_who_spoke_in_turn_stands_in_one_sentence_and_once() -> None:
    spoke = [happens(CourseKind.SPOKE, who=name) for name in ("Ahorn", "Birke", "Ahorn")]
    assert paragraphs_of(spoke, TODAY) == ["Es sprechen: Ahorn, Birke."]


def test_a_club_that_spoke_last_ends_the_sentence_with_its_own_stop() -> None:
    spoke = [happens(CourseKind.SPOKE, who=name) for name in ("Ahorn", "Radfreunde e. V.")]
    assert paragraphs_of(spoke, TODAY) == ["Es sprechen: Ahorn, Radfreunde e. V."]


def test_who_spoke_after_something_else_stands_after_it() -> None:
    course = [happens(CourseKind.SPOKE, who="Ahorn"), happens(CourseKind.NOTE, "Pause"),
              happens(CourseKind.SPOKE, who="Birke")]
    assert paragraphs_of(course, TODAY) == ["Es sprechen: Ahorn.", "Pause.", "Es sprechen: Birke."]


@pytest.mark.parametrize("kind", [
    CourseKind.ITEM_CALLED, CourseKind.ITEM_DONE, CourseKind.POLL_OPENED, CourseKind.POLL_CLOSED,
    CourseKind.POLL_COUNTED, CourseKind.DECLARED, CourseKind.OBJECTION, CourseKind.ANSWERED, CourseKind.LOT_DRAWN,
])
def test_votes_and_objections_are_not_told_twice(kind: CourseKind) -> None:
    assert paragraphs_of([happens(kind, "etwas")], TODAY) == []


def test_events_and_votes_are_told_in_the_order_of_time() -> None:
    course = [
        happens(CourseKind.NOTE, "Eine Frage"), happens(CourseKind.DECLARED), happens(CourseKind.OBJECTION),
        happens(CourseKind.BREAK_BEGUN), happens(CourseKind.DECLARED), happens(CourseKind.SPOKE, who="Ahorn"),
    ]
    pause = "Die Versammlung wird um 11:00\xa0Uhr unterbrochen."
    assert lines_of(course, TODAY) == [
        "Eine Frage.", "[Abstimmung 1]", "[Widerspruch 1]", pause, "[Abstimmung 2]", "Es sprechen: Ahorn.",
    ]
    assert pieces_of(lines_of(course, TODAY), 2, 1) == [
        Piece(("Eine Frage.",), (1,), (1,)), Piece((pause,), (2,)), Piece(("Es sprechen: Ahorn.",)),
    ]


def test_who_speaks_before_and_after_a_vote_stands_on_both_sides_of_it() -> None:
    course = [happens(CourseKind.SPOKE, who="Ahorn"), happens(CourseKind.POLL_OPENED), happens(CourseKind.DECLARED),
              happens(CourseKind.SPOKE, who="Birke")]
    assert lines_of(course, TODAY) == ["Es sprechen: Ahorn.", "[Abstimmung 1]", "Es sprechen: Birke."]


@pytest.mark.parametrize(("lines", "pieces"), [
    ([], [Piece((), (1, 2), (1,))]),
    (["Anders."], [Piece(("Anders.",), (1, 2), (1,))]),
    (["[Abstimmung 2]", "Anders.", "[Abstimmung 2]", "[Abstimmung 9]"],
     [Piece((), (2,)), Piece(("Anders.",), (1,), (1,))]),
    (["[Widerspruch 1]", "[Abstimmung 1]"], [Piece((), (), (1,)), Piece((), (1, 2))]),
])
def test_no_vote_and_no_objection_is_lost_or_told_twice_however_a_part_is_worded(
    lines: list[str], pieces: list[Piece]
) -> None:
    assert pieces_of(lines, 2, 1) == pieces


def test_where_nothing_happened_nothing_stands() -> None:
    assert pieces_of([], 0, 0) == []


def test_every_kind_of_the_course_is_told_or_left_to_votes_on_purpose() -> None:
    told = {kind for kind in CourseKind if paragraphs_of([happens(kind, "etwas", "jemand")], TODAY)}
    assert len(told) == 15
    assert len(set(CourseKind) - told) == 9


def test_what_has_an_item_is_told_there_and_the_rest_at_beginning_or_end() -> None:
    assert part_of(happens(CourseKind.NOTE)) == (Part.ITEM, 7)
    assert part_of(happens(CourseKind.NOTE, item_id=None)) == (Part.OPENING, None)
    assert part_of(happens(CourseKind.CLOSED, item_id=None)) == (Part.CLOSING, None)


def test_times_are_told_as_the_clock_on_the_wall_shows_them() -> None:
    summer = Happening(1, CourseKind.BREAK_BEGUN, NOW - timedelta(days=150), None, "")
    assert paragraphs_of([summer], date(2026, 6, 27)) == ["Die Versammlung wird um 12:00\xa0Uhr unterbrochen."]
