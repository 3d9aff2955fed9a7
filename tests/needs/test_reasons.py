"""Why two needs are alike is said in words that both know."""

from app.needs.rules import NeedText, collect, meanings_of, outline_of, reason_of
from app.needs.rules.likeness import Collection
from tests.needs.test_likeness import PUPILS, ROAD, ROADS, told_by_length

PASS = NeedText("5", "Personalausweis", "Im Bürgerbüro dauert der Antrag lang.")
PASSES = NeedText("6", "Anträge im Bürgerbüro", "Wer einen Personalausweis braucht, wartet.")
POEM = NeedText("7", "Quaxeln", "Fritzige Mumpeln.")


def said(one: NeedText, other: NeedText, collection: Collection | None = None) -> str:
    """The reason, among a few needs by words alone unless a collection is given."""
    among = collection or collect([PASS, PASSES, ROAD, ROADS, PUPILS, POEM], None)
    return str(reason_of(outline_of(one, among), outline_of(other, among), among))


def test_words_of_both_are_named_as_they_are_spelt() -> None:
    for word in ("Personalausweis", "Bürgerbüro", "Antrag"):
        assert word in said(PASS, PASSES)
    assert said(PASS, PASSES).startswith("Beide nennen: ")


def test_parts_of_compounds_are_named_alone() -> None:
    assert "Straße" in said(ROAD, ROADS)
    assert "Gemeinsames Thema: Straßen und Wege" in said(ROAD, ROADS)


def test_where_nothing_is_shared_it_is_said() -> None:
    assert said(PASS, POEM) == "Kaum Gemeinsames; unter den übrigen noch das Ähnlichste."


def test_with_the_model_it_is_said_that_the_sense_is_alike() -> None:
    needs = [PASS, POEM, ROAD]
    among = collect(needs, meanings_of(needs, told_by_length))
    assert said(PASS, POEM, among) == "Ähnlicher Sinn, wenige gemeinsame Wörter."
