"""Declarations: exactly what was declared, and the form to sign where the statute demands it."""

from dataclasses import replace

from documents import declaration
from documents.declaration import Purpose
from tests.documents import pages

VARIANTS = declaration.variants()


def test_it_holds_every_clause_with_version_and_box() -> None:
    facts = VARIANTS["textform"]
    text = pages.text(declaration.build(facts))
    for clause in facts.clauses:
        assert clause.text.replace("\u00a0", " ") in text
    assert text.count("☑") == text.count("Bestätigt; Fassung 2026-1") == 3


def test_it_holds_statute_hash_time_and_declarant() -> None:
    text = pages.text(declaration.build(VARIANTS["textform"]))
    assert VARIANTS["textform"].statute.sha256 in text
    assert "Erklärt am 17. November 2026, 10:31 Uhr." in text
    assert "Walburga Ehrenpreis Bürgermeisterin Beschluss des Gemeinderats" in text
    assert "20 Geschäftsanteile zu je 500,00 €, zusammen 10.000,00 €" in text
    assert "Die Erklärung ist unbedingt." in text


def test_a_declaration_in_textform_has_no_lines_to_sign() -> None:
    assert "eigenhändige Unterschrift" not in pages.text(declaration.build(VARIANTS["textform"]))


def test_the_form_to_sign_has_open_boxes_and_a_line_for_each_declarant() -> None:
    text = pages.text(declaration.build(VARIANTS["by-hand"]))
    assert text.count("☐") == 3
    assert "eigenhändige Unterschrift" in text
    assert text.count("Mechthild Unterberger-Ostermann") == 2


def test_the_admission_block_is_empty() -> None:
    text = pages.text(declaration.build(VARIANTS["textform"]))
    assert "Vermerk der Genossenschaft Eingegangen am Zugelassen, Beschluss Mitgliedsnummer Vorstand" in text


def test_clauses_that_must_stand_out_do() -> None:
    facts = VARIANTS["textform"]
    plain = replace(facts, clauses=tuple(replace(clause, highlighted=False) for clause in facts.clauses))
    assert declaration.build(plain) != declaration.build(facts)


def test_further_shares_are_declared_as_such() -> None:
    text = pages.text(declaration.build(VARIANTS["further-shares"]))
    assert VARIANTS["further-shares"].purpose is Purpose.FURTHER_SHARES
    assert "Beteiligungserklärung" in text
    assert "beteiligt sich mit 1 weiterem Geschäftsanteil zu 500,00 €" in text


def test_the_remarks_stand_in_it_as_they_were_written() -> None:
    text = pages.text(declaration.build(VARIANTS["textform"]))
    assert "Anmerkungen" in text
    assert "an die Kämmerei" in text
    assert "Bestellnummer 4711-26" in text


def test_every_rate_stands_in_it() -> None:
    text = pages.text(declaration.build(VARIANTS["textform"]))
    assert "innerhalb von 14 Tagen nach der Zulassung 5.000,00 €, ein Jahr danach 5.000,00 €" in text
