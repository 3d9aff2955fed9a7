"""What a stranger reads in the demo's statute is what the form says; what applicants hand in is a page each."""

from collections.abc import Mapping
from datetime import date

import pytest

from app.admissions.rules import UploadPurpose
from app.demo.actions import papers
from app.demo.actions.house import CLAUSES, FOUNDING, PRESENT
from app.demo.actions.proofs import PROOFS, declaration_on_paper, proof
from app.demo.actions.statute import statute_pdf, statute_sections
from app.demo.rules import Paper
from tests.documents import pages

DAY = date(2026, 11, 24)
SAID = {
    "firm": "Digitalverbund Morgenau eG", "seat": "Ihr Sitz ist Morgenau", "publication": "Morgenauer Bote",
    "object": "Gemeinsame Entwicklung und gemeinsamer Betrieb digitaler Dienste der Mitglieder",
    "share_amount": "Der Geschäftsanteil beträgt 25.000,00 €", "max_shares": "mit bis zu 200 Anteilen",
    "nachschuss": "Eine Nachschusspflicht der Mitglieder besteht nicht", "legal_reserve_pct": "mindestens 10 Prozent",
    "legal_reserve_target": "bis sie 25 Prozent der Bilanzsumme", "notice_months": "beträgt 24 Monate",
    "gv_channel": "unmittelbar in Textform benachrichtigt", "gv_chair": "leitet der Vorsitz des Aufsichtsrats",
    "gv_form": "bestimmen Vorstand und Aufsichtsrat gemeinsam",
    "amendment_majority": "Änderungen der Satzung, Verschmelzung und Auflösung brauchen drei Viertel",
    "minutes_rule": "unterzeichnet von Vorsitz und Vorstand", "board_size": "mindestens drei Personen",
    "board_appointed_by": "Der Aufsichtsrat bestellt sie", "circular_days": "beträgt 7 Tage",
    "sb_size": "mindestens fünf Personen", "sb_term_years": "Die Amtszeit beträgt vier Jahre",
    "sb_quorum": "wenn mehr als die Hälfte seiner Mitglieder teilnimmt",
    "board_quorum": "wenn mehr als die Hälfte seiner Mitglieder teilnimmt",
    "bias_rule": "in der eines Mitglieds, für das er handelt, betroffen",
    "board_circular_allowed": "wenn kein Mitglied des Vorstands dem Verfahren widerspricht",
    "further_shares_allowed": "mit einem weiteren aber erst", "appeal_days": "binnen 30 Tagen Beschwerde",
}  # fmt: skip
BOTH = pytest.mark.parametrize("values", [FOUNDING, PRESENT], ids=["founding", "present"])
ONLY = {
    "founding": {
        "form_join": "unbedingte Erklärung in Schriftform", "min_payment": "Jeder Anteil ist voll einzuzahlen",
        "payment_days": "binnen 30 Tagen",
    },
    "present": {
        "form_join": "unbedingte Erklärung in Textform", "min_payment": "Auf jeden Anteil sind 12.500,00 €",
        "payment_days": "binnen 14 Tagen", "instalment_amount": "Der Rest von 12.500,00 €",
        "instalment_months": "12 Monate danach", "investing_members": "kann als investierendes Mitglied zugelassen",
        "gv_streaming": "darf in Bild und Ton übertragen werden",
        "investing_policy": "haben kein Stimmrecht", "investing_consent_by": "bedarf der Zustimmung des Aufsichtsrats",
    },
}  # fmt: skip


def clauses_of(values: Mapping[str, object]) -> dict[str, str]:
    """Place in the statute → its text, as `§ 37 Abs. 1` or, where a section has one paragraph, `§ 40`."""
    found = {}
    for section in statute_sections(values):
        number = " ".join(section.heading.split()[:2])
        for paragraph in section.paragraphs:
            place = f"{number} Abs. {paragraph.mark[1:-1]}" if paragraph.mark else number
            found[place] = paragraph.text.replace("\u00a0", " ")
    return found


@pytest.mark.parametrize(("name", "values"), [("founding", FOUNDING), ("present", PRESENT)])
def test_the_statute_says_at_the_place_cited_what_is_recorded(name: str, values: Mapping[str, object]) -> None:
    clauses, expected = clauses_of(values), SAID | ONLY[name]
    assert set(values) - {"seat_state"} == set(expected)
    for key, words in expected.items():
        assert words in clauses[CLAUSES[key]], key


@BOTH
def test_the_statute_has_all_that_the_law_demands_and_says_that_it_is_a_sample(values: Mapping[str, object]) -> None:
    pdf = statute_pdf("Satzung", values, DAY)
    text = pages.text(pdf)
    assert 4 <= pages.number_of(pdf) <= 8
    assert text.count("Muster: frei erfunden, ohne Rechtswirkung") == pages.number_of(pdf)
    assert "{" not in text


@pytest.mark.parametrize("applied", [papers.COMPLETE, papers.IN_VOTE, papers.ON_PAPER], ids=["town", "firm", "club"])
def test_what_is_handed_in_is_one_page_that_names_the_applicant(applied: Paper) -> None:
    proofs = [purpose for purpose in PROOFS if "register_court" in applied.who or "REGISTER" not in purpose.name]
    for name, pdf in [*(proof(purpose, applied, DAY) for purpose in proofs), declaration_on_paper(applied, DAY)]:
        text = pages.text(pdf)
        assert name.endswith(".pdf")
        assert pages.number_of(pdf) == 1
        assert applied.who["name"] in text
        assert "Muster: frei erfunden" in text


def test_the_council_resolves_what_the_form_then_says() -> None:
    _name, pdf = proof(UploadPurpose.COUNCIL_RESOLUTION, papers.COMPLETE, DAY)
    text = pages.text(pdf)
    assert "tritt dem Digitalverbund Morgenau eG mit zwei Geschäftsanteilen zu je 25.000,00 € bei" in text
    assert "Hildrun Steinbrück" in text
