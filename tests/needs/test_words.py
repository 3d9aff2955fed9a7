"""German words, however they are spelt, joined and bent."""

import pytest

from app.needs.rules.words import Wordbook, wordbook_of, words_in

BOOK = wordbook_of(["Straße und Zustand, Schäden", "Bürger und Büro"])


def parts_of(word: str, book: Wordbook = BOOK) -> tuple[str, ...]:
    return book.read(word).parts


@pytest.mark.parametrize(("one", "other"), [
    ("Straße", "Strasse"), ("Straße", "Straßen"), ("Schäden", "Schaeden"), ("Bürger", "Buerger"), ("Bürgern", "BÜRGER"),
    ("Straßenzustand", "Strassenzustandes"),
])  # fmt: skip
def test_spelling_and_endings_make_no_difference(one: str, other: str) -> None:
    assert parts_of(one) == parts_of(other)


@pytest.mark.parametrize(("compound", "parts"), [
    ("Straßenzustand", ("Straße", "Zustand")), ("Straßenschäden", ("Straße", "Schäden")),
    ("Bürgerbüro", ("Bürger", "Büro")), ("Straßenzustandsbürger", ("Straße", "Zustand", "Bürger")),
    ("Lindenfurtstraße", ("Lindenfurt", "Straße")),
])  # fmt: skip
def test_compounds_are_taken_apart_by_words_that_are_known(compound: str, parts: tuple[str, ...]) -> None:
    book = wordbook_of(["Straße Zustand Schäden Bürger Büro"])
    assert parts_of(compound, book) == tuple(part for each in parts for part in parts_of(each, book))


def test_an_unknown_word_stays_whole() -> None:
    assert parts_of("Quaxelfritzig") == ("quaxelfritz",)


def test_hyphens_join_what_is_read_singly_but_for_single_letters() -> None:
    assert [*words_in("KI-Verordnung, E-Mail und Start-up; Räum- und Streuplan")] == [
        "Verordnung", "EMail", "Startup", "Räum", "Streuplan",
    ]


def test_what_every_wish_says_is_left_out() -> None:
    assert [*words_in("Wir suchen dringend eine Lösung für 140 Brücken, es fehlt die Zeit.")] == [
        "dringend", "Lösung", "Brücken",
    ]


def test_a_compound_tells_the_themes_of_its_parts() -> None:
    known = wordbook_of([])
    assert {*known.read("Straße").themes} <= {*known.read("Quaxelstraßen").themes}
    assert known.read("Straße").themes
    assert known.read("Quaxelfritzig").themes == ()
