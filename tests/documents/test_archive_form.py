"""Every print is an archive copy and readable for everybody: PDF/A-3a and PDF/UA-1 in one file."""

from pathlib import Path

import pytest

from documents import registry
from tests.documents import pages, verapdf
from tests.documents.conftest import NO_LANGUAGE

FILES = [f"{kind.name}-{variant}.pdf" for kind in registry.KINDS.values() for variant in kind.variants()]


def test_samples_are_written_for_every_kind(printed: Path) -> None:
    assert {file.name for file in printed.iterdir()} == {*FILES, NO_LANGUAGE}


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("profile", ["3a", "ua1"])
def test_every_sample_passes_verapdf(verdicts: verapdf.Verdicts, file: str, profile: str) -> None:
    assert verdicts[file, profile] == "ok"


def test_verapdf_finds_a_missing_language(verdicts: verapdf.Verdicts) -> None:
    assert "7.2" in verdicts[NO_LANGUAGE, "ua1"]


@pytest.mark.parametrize("file", FILES)
def test_only_the_vendored_fonts_are_used(printed: Path, file: str) -> None:
    names = pages.fonts((printed / file).read_bytes())
    assert names
    assert all(name.startswith("Source-Sans-3") for name in names)


@pytest.mark.parametrize("file", FILES)
def test_nothing_stands_outside_the_sheet(printed: Path, file: str) -> None:
    for word in pages.words((printed / file).read_bytes()):
        assert 15 <= word.left <= word.right <= 195, word
        assert 8 <= word.top <= word.bottom <= 294, word
