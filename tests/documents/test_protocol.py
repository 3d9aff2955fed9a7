"""Protocols: who voted how, what came of it, and silence about who was not admitted."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.core.values import PostalAddress
from documents import protocol
from documents.protocol import Choice, Outcome, Vote, admission_item
from tests.documents import pages

ADDRESS = PostalAddress("Hafenweg 9", "70995", "Nebelfurt")
AT = datetime(2026, 11, 23, 15, 42, tzinfo=UTC)
VOTES = (
    Vote("Dr. Almut Weißdorn", Choice.NO, AT, "Nebelhorn ist mein Kunde"),
    Vote("Korbinian Talhammer", Choice.BIASED, AT, "Gesellschafter der Nebelhorn GmbH"),
)


def test_a_protocol_states_votes_bias_outcome_and_time() -> None:
    text = pages.text(protocol.build(protocol.sample()))
    assert "Korbinian Talhammer Befangen Mitglied des Gemeinderats Altenbruck 19.11.2026, 08:05" in text
    assert "2 Ja, 0 Nein 1 befangen, zählt nicht mit angenommen" in text
    assert "Zwei Ja-Stimmen (§ 14 Abs. 3 der Satzung vom 14. Juni 2025)" in text


def test_an_admitted_member_is_named_with_address_and_shares() -> None:
    text = pages.text(protocol.build(protocol.sample()))
    assert "Die Gemeinde Altenbruck, Kirchgasse 4, 70997 Altenbruck, wird mit 20 Geschäftsanteilen" in text


@pytest.mark.parametrize("outcome", [Outcome.REJECTED, Outcome.UNDECIDED])
def test_who_is_not_admitted_appears_by_number_only(outcome: Outcome) -> None:
    item = admission_item("A-2026-0072", "die Nebelhorn GmbH", ADDRESS, 3, 50_000, outcome, VOTES)
    text = pages.text(protocol.build(replace(protocol.sample(), items=(item,), rows=(), closing=())))
    assert "A-2026-0072" in text
    assert "Nebel" not in text
    assert "Hafenweg" not in text
    assert "Befangen" in text


def test_several_items_each_carry_their_own_votes() -> None:
    text = pages.text(protocol.build(protocol.variants()["batch"]))
    for part in (
        "Nr. 1",
        "Nr. 4",
        "0 Ja, 3 Nein abgelehnt",
        "0 Ja, 0 Nein 1 befangen, zählt nicht mit nicht entschieden",
    ):
        assert part in text


def test_a_resolution_of_the_assembly_counts_votes() -> None:
    text = pages.text(protocol.build(protocol.variants()["assembly"]))
    assert "Beschluss der Generalversammlung" in text
    assert "213 Ja, 29 Nein, 7 Enthaltungen angenommen" in text


def test_the_check_page_stands_in_words_beside_its_code() -> None:
    assert "Die Prüfseite pruefen.morgenau.example/b/V-2026-037 zeigt" in pages.text(protocol.build(protocol.sample()))


def test_every_page_bears_number_and_page() -> None:
    text = pages.text(protocol.build(protocol.variants()["batch"]))
    assert "Beschluss V-2026-038 Seite 1 von 2" in text
    assert "Beschluss V-2026-038 Seite 2 von 2" in text


@pytest.mark.parametrize("heads", range(3, 13))
def test_nobody_signs_a_page_without_a_vote_on_it(heads: int) -> None:
    votes = tuple(Vote(f"Mitglied {number}", Choice.YES, AT) for number in range(heads))
    item = replace(protocol.sample().items[0], votes=votes)
    printed = protocol.build(replace(protocol.sample(), items=(item,)))
    last = 1 if "Seite 1 von 1" in pages.text(printed) else 2
    assert "Ergebnis" in [word.text for word in pages.words(printed, last)]


def test_a_person_is_admitted_with_one_share_in_words() -> None:
    item = admission_item("A-2026-0074", "Wendelin Kornblum", ADDRESS, 1, 50_000, Outcome.ACCEPTED, ())
    assert item.text.replace("\u00a0", " ").startswith(
        "Wendelin Kornblum, Hafenweg 9, 70995 Nebelfurt, wird mit einem Geschäftsanteil zu 500,00 € als Mitglied"
    )
