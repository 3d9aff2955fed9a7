"""Nothing a person reads is left in one language only."""

import re
from collections import Counter

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.demo.rules import PASSWORD
from tests.reading import entered_texts, german_in, read_in_english
from tests.story import put_story_in_place
from tests.translations import FOLDER, compiled, english_catalogue, source_catalogue, untranslated

READERS = (
    "h.lautenschlag@digitalverbund.example", "a.weissdorn@lindenfurt.example", "o.brandner@digitalverbund.example",
    "g.pruefenstein@pruefer-rabental.example", "t.quendel@silberdistel.example",
)  # fmt: skip
"""Office, board, administration, auditor and a member of the fictional cooperative."""


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


@pytest.mark.parametrize("installation", ["sqlite"], indirect=True)
def test_no_page_speaks_german_to_an_english_reader(app: Flask, session: Session) -> None:
    """Office, board, administration, auditor and member find no word that waits for its translation."""
    put_story_in_place()
    entered, seen, found = entered_texts(), Counter[str](), []
    for email in READERS:
        for address, page in read_in_english(app, email, PASSWORD, seen):
            found += [f"{address}: {words}" for words in german_in(page, entered)]
    assert found == []
