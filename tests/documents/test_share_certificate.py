"""The share certificate: one sheet, legible at every length of name and size of holding."""

import re
from dataclasses import replace

import pytest
import segno

from documents import share_certificate
from documents.facts import Signatory
from documents.share_certificate import Design, guilloche, set_name, signing_size, strands
from documents.share_certificate.facts import CertificateFacts
from tests.documents import pages

NOBLE = (
    "Prof. Dr. Dr. h. c. Maximiliane Friederike Wilhelmine Charlotte Freifrau von und zu"
    " Hohenrabenstein-Oberquellbach auf Lindenfurt und Nebelfurt, Edle von Altenbruck und Herrin zu Rabental"
)
VARIANTS = share_certificate.variants()
LONGEST = (
    "Arbeitsgemeinschaft der Städte, Gemeinden und Landkreise zur gemeinsamen Beschaffung digitaler Dienste (AGBD)"
)


@pytest.mark.parametrize("name", VARIANTS)
def test_a_certificate_is_one_page(name: str) -> None:
    assert pages.number_of(pages.printed("share_certificate", VARIANTS[name])) == 1


@pytest.mark.parametrize("name", VARIANTS)
def test_it_states_member_shares_and_register(name: str) -> None:
    facts, text = VARIANTS[name], pages.text(pages.printed("share_certificate", VARIANTS[name]))
    for part in (
        facts.name,
        str(facts.address),
        str(facts.shares),
        f"{facts.member_number:04d}",
        "GnR 700412",
        facts.number,
    ):
        assert part in text
    assert "Anteile sind keine Wertpapiere" in text
    assert "Maßgeblich ist das Register der Mitglieder." in text


@pytest.mark.parametrize(("shares", "words"), [(20, "zwanzig"), (61, "einundsechzig"), (250, "zweihundertfünfzig")])
@pytest.mark.parametrize("design", Design)
def test_the_number_of_shares_stands_in_words(design: Design, shares: int, words: str) -> None:
    text = pages.text(pages.printed("share_certificate", replace(VARIANTS["classic"], design=design, shares=shares)))
    assert words in text


def test_the_amount_stands_in_words() -> None:
    assert "10.000,00 € (zehntausend Euro)" in pages.text(pages.printed("share_certificate", VARIANTS["classic"]))


def test_one_share_is_singular() -> None:
    text = pages.text(pages.printed("share_certificate", VARIANTS["classic-one-share"]))
    assert "1 Geschäftsanteil in Worten: einem" in text


def test_a_second_copy_cannot_be_told_from_the_first() -> None:
    assert "Zweitschrift" not in pages.text(pages.printed("share_certificate", VARIANTS["classic"]))


def test_a_short_name_stands_in_one_line() -> None:
    assert set_name("Gemeinde Altenbruck", 146, (24, 18, 14), 27) == (24, ("Gemeinde Altenbruck",))


def test_a_long_name_stands_in_two_balanced_lines() -> None:
    size, lines = set_name(VARIANTS["classic-long"].name, 146, (24, 18, 14), 27)
    assert size == 18
    assert len(lines) == 2
    assert abs(len(lines[0]) - len(lines[1])) < 10


@pytest.mark.parametrize("name", [
    "Zweckverband Wasserversorgung Quellbach", "Raiffeisenkasse Rabental-Morgenau eG",
    "Institut für angewandte Sprachtechnik Welldingen e. V.",
])  # fmt: skip
def test_what_two_lines_can_hold_stands_in_two(name: str) -> None:
    size, lines = set_name(name, 146, (24, 18, 14), 27)
    assert size == 18
    assert len(lines) == 2


def test_an_abbreviation_of_two_letters_is_not_broken() -> None:
    for room in range(30, 90, 5):
        _size, lines = set_name("Institut für Sprachtechnik Welldingen e. V.", room, (17.5, 14, 12), 18)
        assert any(line.endswith("e.\u00a0V.") for line in lines)


@pytest.mark.parametrize("design", Design)
def test_the_longest_name_keeps_clear_of_what_follows(design: Design) -> None:
    facts = replace(VARIANTS["classic-long"], design=design, name=LONGEST)
    words = pages.words(pages.printed("share_certificate", facts))
    name_ends = next(word.bottom for word in words if word.text == "(AGBD)")
    street_begins = next(word.top for word in words if word.text == "Güterbahnhof")
    assert name_ends < street_begins + 1.5


@pytest.mark.parametrize(("design", "code_begins"), [(Design.CLASSIC, 247.0), (Design.MODERN, 254.2)])
def test_the_longest_signatory_keeps_clear_of_the_code(design: Design, code_begins: float) -> None:
    signing = (Signatory(NOBLE, "Stellvertretender Vorsitz des Vorstands"), Signatory("Cosima Rehbein", "Schlusswort"))
    facts = replace(VARIANTS["classic"], design=design, signatories=signing)
    words = pages.words(pages.printed("share_certificate", facts))
    name_ends = next(word.bottom for word in reversed(words) if word.text == "Vorstands")
    assert name_ends < code_begins
    names = [word for word in words if word.text in NOBLE.split() and 215 < word.top < code_begins]
    assert max(word.right for word in names) < 85


def test_a_usual_signatory_stands_in_full_letters() -> None:
    assert signing_size(VARIANTS["classic"].signatories, Design.CLASSIC) == 10.5


@pytest.mark.parametrize("name", [LONGEST, VARIANTS["modern-long"].name, LONGEST[:60], LONGEST[:34]])
def test_the_particulars_of_the_modern_design_stay_above_the_rule(name: str) -> None:
    words = pages.words(pages.printed("share_certificate", replace(VARIANTS["modern-long"], name=name)))
    assert next(word.bottom for word in words if word.text == "Lindenfurt") < 195


def test_the_border_file_is_what_the_formula_draws() -> None:
    kept, computed = guilloche.FILE.read_text(encoding="utf-8"), guilloche.border()
    numbers = [[int(number) for number in re.findall(r"(?<![#\w])-?\d+", svg)] for svg in (kept, computed)]
    assert re.sub(r"\d+", "", kept) == re.sub(r"\d+", "", computed)
    assert all(abs(one - other) <= 1 for one, other in zip(*numbers, strict=True))


def test_the_border_closes_and_keeps_inside_its_frame() -> None:
    start, end = guilloche.MAIN.strand(3)(0.0), guilloche.MAIN.strand(3)(1.0)
    assert start == pytest.approx(end, abs=1e-6)
    line_x = [guilloche.MAIN.strand(0)(step / 5000)[0] for step in range(5000)]
    assert min(line_x) > guilloche.EDGE - 6.3


@pytest.mark.parametrize(("shares", "number"), [(1, 1), (60, 60), (61, 7), (250, 25)])
def test_every_share_has_a_strand_up_to_sixty(shares: int, number: int) -> None:
    assert strands.number_of_strands(shares) == number


@pytest.mark.parametrize(
    ("design", "left", "top", "size"), [(Design.CLASSIC, 44.0, 247.0, 21.3), (Design.MODERN, 22.2, 254.2, 26.2)]
)
def test_the_printed_code_leads_to_the_check_page(design: Design, left: float, top: float, size: float) -> None:
    facts = replace(VARIANTS["classic"], design=design)
    assert read_code(facts, left, top, size) == expected_code(facts.check_url)


def read_code(facts: CertificateFacts, left: float, top: float, size: float) -> list[list[bool]]:
    """Sample the middle of each module of the printed code, its quiet zone included."""
    dots = 600
    page = pages.picture(pages.printed("share_certificate", facts), dots)
    modules = len(expected_code(facts.check_url))
    places = [(module + 0.5) * size / modules for module in range(modules)]
    pixel = [[(round((left + x) * dots / 25.4), round((top + y) * dots / 25.4)) for x in places] for y in places]
    return [[pages.grey(page, *place) < 128 for place in row] for row in pixel]


def expected_code(url: str) -> list[list[bool]]:
    """The modules of the code for an address, with four white ones round it."""
    rows = segno.make_qr(url, error="m", boost_error=False).matrix_iter(border=4)
    return [[bool(module) for module in row] for row in rows]
