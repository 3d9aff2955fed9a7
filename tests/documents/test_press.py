"""The press: the same facts give the same bytes, wherever and in whatever order they are printed."""

import hashlib
import io
import subprocess
import sys
import unicodedata
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pikepdf
import pytest
from fontTools.ttLib import TTFont
from jinja2 import UndefinedError
from weasyprint.urls import FatalURLFetchingError

from app.core.formats import PRINTABLE
from app.core.values import Refusal
from documents import press, share_certificate, welcome_letter
from tests.documents import pages
from tests.together import together

pytestmark = pytest.mark.usefixtures("printed_anew")

ROOT = Path(__file__).parents[2]
PRINT_ANEW = (
    "import hashlib; from documents import share_certificate as c; "
    "print(hashlib.sha256(c.build(c.sample())).hexdigest())"
)


def test_the_same_facts_give_the_same_bytes_in_another_process() -> None:
    here = hashlib.sha256(share_certificate.build(share_certificate.sample())).hexdigest()
    there = subprocess.run(
        [sys.executable, "-c", PRINT_ANEW], cwd=ROOT, env={"PYTHONHASHSEED": "7"}, capture_output=True, check=True
    )
    assert there.stdout.decode().strip() == here


def test_what_was_printed_before_leaves_no_trace() -> None:
    first = welcome_letter.build(welcome_letter.sample())
    share_certificate.build(share_certificate.variants()["modern"])
    assert welcome_letter.build(welcome_letter.sample()) == first


def test_threads_print_the_same_as_one() -> None:
    kinds = [(share_certificate, share_certificate.sample()), (welcome_letter, welcome_letter.sample())] * 3
    printed = together(*(partial(kind.build, facts) for kind, facts in kinds))
    assert printed == [kind.build(facts) for kind, facts in kinds]


def test_other_facts_give_other_bytes() -> None:
    facts = share_certificate.sample()
    assert share_certificate.build(replace(facts, shares=21)) != share_certificate.build(facts)


def test_a_bundle_holds_what_certificates_draw_alike_once() -> None:
    """Sixty borders in the file would choke the printer; steps of joining change nothing."""
    facts = share_certificate.sample()
    certificates = [share_certificate.build(replace(facts, shares=shares)) for shares in range(1, 4)]
    many = press.bundle(certificates * 20)
    assert pages.number_of(many) == 60
    assert len(many) < 60 * len(certificates[0]) / 3


def test_a_bundle_holds_every_page_in_order() -> None:
    letters = [welcome_letter.build(facts) for facts in welcome_letter.variants().values()]
    joined = press.bundle(letters)
    assert pages.number_of(joined) == sum(pages.number_of(letter) for letter in letters)
    assert press.bundle(letters) == joined


@pytest.mark.parametrize("address", ["https://example.org/logo.png", "file:///etc/hostname"])
def test_the_press_fetches_nothing_from_outside(address: str) -> None:
    with pytest.raises(FatalURLFetchingError):
        press._fetcher.fetch(address)


@pytest.mark.parametrize("number", [3, press.BUNDLE_STEP + 3])
def test_printed_on_both_sides_each_letter_begins_on_a_sheet_of_its_own(number: int) -> None:
    """Else the next member's letter stands on the back of the first one's, also where it is joined by and by."""
    one, two = a_letter_of(1), a_letter_of(2)
    assert press.bundle([two, two]) == press.bundle([two, two], is_duplex=True)
    joined = press.bundle([one, two, one] + [one] * (number - 3), is_duplex=True)
    with pikepdf.open(io.BytesIO(joined)) as pdf:
        words = ["/Contents" in page and bool(page.Contents.read_bytes().strip()) for page in pdf.pages]
        sizes = {tuple(round(float(edge)) for edge in page.mediabox) for page in pdf.pages}
    assert words == [True, False, True, True, True, False] + [True, False] * (number - 3)
    assert sizes == {(0, 0, 595, 842)}


def a_letter_of(number: int) -> bytes:
    """A letter of so many pages."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(welcome_letter.build(welcome_letter.sample()))) as pdf, pikepdf.new() as letter:
        letter.pages.extend([pdf.pages[0]] * number)
        letter.save(target)
    return target.getvalue()


def test_a_missing_fact_is_an_error_and_no_gap() -> None:
    with pytest.raises(UndefinedError):
        press.print_pdf("share_certificate/classic.html", object(), identifier="x", dated=date(2026, 11, 24))


def test_what_people_typed_is_text_and_never_markup() -> None:
    facts = replace(share_certificate.sample(), name="<b>Dick</b> & Söhne")
    assert "<b>Dick</b> & Söhne" in pages.text(share_certificate.build(facts))


@pytest.mark.parametrize("font", sorted((ROOT / "documents" / "fonts").glob("*.otf")), ids=lambda font: font.stem)
def test_every_letter_that_may_be_entered_is_in_every_font(font: Path) -> None:
    assert {chr(code) for code in TTFont(font).getBestCmap()} >= PRINTABLE


@pytest.mark.parametrize("name", ["Łukasz Đặng-Ģirts", "Ђорђе Їжак", "Ἀθηνᾶ Ώχρα", "Mārīja Şükrü"])
def test_names_of_all_europe_are_printed_as_they_are_written(name: str) -> None:
    printed = share_certificate.build(replace(share_certificate.sample(), name=name))
    assert unicodedata.normalize("NFC", name) in unicodedata.normalize("NFC", pages.text(printed))


@pytest.mark.parametrize("name", ["王小明", "محمد", "Räuber 😀", "გიორგი"])
def test_a_letter_that_no_font_has_is_never_printed_as_an_empty_box(name: str) -> None:
    with pytest.raises(Refusal, match="lässt sich nicht drucken"):
        share_certificate.build(replace(share_certificate.sample(), name=name))
