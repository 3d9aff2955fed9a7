"""Nothing a person reads is left in one language only."""

import re

from tests.translations import FOLDER, compiled, english_catalogue, source_catalogue, untranslated


def test_every_sentence_has_an_english_translation() -> None:
    """German is the source; English is complete."""
    assert untranslated(source_catalogue(), english_catalogue()) == []


def test_placeholders_survive_the_translation() -> None:
    """A translation names the same values as its source."""
    names = re.compile(r"\{(\w+)\}|%\((\w+)\)[sd]")
    for message in english_catalogue():
        if isinstance(message.id, str) and message.id and message.string:
            assert set(names.findall(message.id)) == set(names.findall(str(message.string))), message.id


def test_the_compiled_catalogue_is_the_written_one() -> None:
    """What the program reads is what the translator wrote."""
    assert (FOLDER / "messages.mo").read_bytes() == compiled(english_catalogue())
