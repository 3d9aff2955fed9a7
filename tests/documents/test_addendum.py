"""The addendum to minutes in print (§ 47 GenG; R-MIN-06)."""

import pytest

from documents import addendum
from tests.documents import pages


def test_an_addendum_says_what_it_corrects_and_who_signs_it() -> None:
    text = pages.text(addendum.build(addendum.sample()))
    for part in ("Nachtrag\u00a01 zur Niederschrift", "über die Generalversammlung am 12. Dezember 2026",
                 "Berichtigt und ergänzt wird", "nicht 231", "mindestens ein anwesendes Mitglied des Vorstands",
                 "Morgenau, den 8. Januar 2027", "Leitung der Versammlung"):
        assert part.replace("\u00a0", " ") in " ".join(text.split())


def test_an_addendum_is_no_sample_and_a_draft_says_that_it_is_one() -> None:
    assert "Muster" not in pages.text(addendum.build(addendum.sample()))
    assert "Entwurf" not in pages.text(addendum.build(addendum.sample()))
    assert "Entwurf: Nachtrag" in pages.text(addendum.build(addendum.variants()["draft"]))


@pytest.mark.usefixtures("printed_anew")
def test_the_same_addendum_is_the_same_file() -> None:
    assert addendum.build(addendum.sample()) == addendum.build(addendum.sample())
