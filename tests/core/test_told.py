"""Sentences written down in German, with what it takes to tell them in another language."""

import json
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.core import formats, journal
from app.core.journal import JournalDetails, JournalLine
from app.core.told import Kept, Told, as_stored, from_stored
from app.core.values import Actor, German
from app.core.web import titled, told
from tests.factories import NOW

ENGLISH = {"Accept-Language": "en"}
ACTOR = Actor("Henrike Lautenschlag", user_id=3)
DAY, MOMENT = date(2026, 3, 1), datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
SENTENCE = Told(
    "{name}: {vote}, {shares} ab {day}, {amount}, {size}, {moment}, {time}, {count}, {office}, {number}", name="Ingo",
    vote=German("Ja"), shares=Told("{number} Anteile", number=formats.count(1234)), day=formats.day(DAY),
    amount=formats.euro(1_234_50), size=formats.file_size(3_500_000), moment=formats.moment(MOMENT),
    time=formats.clock_time(MOMENT), count=formats.amount(-50, signed=True), number=7,
    office=German("Vorsitz", formats.day(DAY), joint=" / "),
)


def the_line(session: Session, summary: str) -> JournalLine:
    """The line of an act recorded with this summary."""
    journal.record(session, ACTOR, "tested", "test:1", NOW, summary, more="x")
    session.commit()
    return journal.lines_about(session, "test:1")[0]


def test_a_sentence_is_german_text_that_survives_being_stored() -> None:
    """Its values as well: figures, days, words and sentences inside it."""
    again = from_stored(json.loads(json.dumps(as_stored(SENTENCE))))
    assert again == SENTENCE
    assert again.startswith("Ingo: Ja, 1.234 Anteile ab 01.03.2026, 1.234,50")
    assert as_stored(again) == as_stored(SENTENCE)
    for name in ("day", "amount", "size", "moment", "time", "count"):
        assert again.values[name].in_language("en") == SENTENCE.values[name].in_language("en")  # type: ignore[attr-defined]


def test_the_journal_keeps_german_text_and_tells_it_in_the_language_of_the_reader(app: Flask, session: Session) -> None:
    """Days and amounts as that language writes them, words of enums translated, names as they are."""
    summary = Told("Urkunde {number} ausgestellt über {shares} am {day}", number="U-1",
                   shares=Told("{number} Anteile", number=formats.count(1234)), day=formats.day(DAY))
    line = the_line(session, summary)
    assert line.summary() == "Urkunde U-1 ausgestellt über 1.234 Anteile am 01.03.2026"
    with app.test_request_context():
        assert told(line) == line.summary()
    with app.test_request_context(headers=ENGLISH):
        assert "01.03." not in told(line)
        assert "1,234" in told(line)
    assert list(journal.faults(session)) == []


def test_a_line_written_as_text_alone_stays_as_it_is(app: Flask, session: Session) -> None:
    """Whatever braces it holds: it is no sentence with values."""
    line = the_line(session, "Früher {so} geschrieben")
    with app.test_request_context(headers=ENGLISH):
        assert told(line) == "Früher {so} geschrieben"


@pytest.mark.parametrize("forged", ["no json", "[]", '{"told": 7}', '{"told": {"told": "{a}", "values": {"b": 1}}}'])
def test_a_forged_line_can_still_be_read(app: Flask, session: Session, forged: str) -> None:
    """Whoever looks for what was changed must see the page."""
    line = the_line(session, Told("{name} eingeladen", name="Walburga"))
    session.execute(update(JournalDetails).values(content=forged))
    session.commit()
    with app.test_request_context(headers=ENGLISH):
        assert told(line) == "Walburga eingeladen"


def test_what_somebody_typed_is_never_read_as_a_sentence(app: Flask, session: Session) -> None:
    """Braces in a value stay braces."""
    line = the_line(session, Told("Zurückgezogen: {note}", note="{number}"))
    with app.test_request_context(headers=ENGLISH):
        assert told(line).endswith(": {number}")


def test_erased_details_leave_nothing_to_tell(app: Flask, session: Session) -> None:
    """Neither the text nor the sentence with its values."""
    line = the_line(session, Told("{name} eingeladen", name="Walburga"))
    journal.erase_details(session, "test:1", NOW)
    session.commit()
    session.expire_all()
    with app.test_request_context(headers=ENGLISH):
        assert told(line) == ""
        assert line.told() == ""


def test_a_title_begins_with_a_word_of_ours_and_its_reference_stays(app: Flask) -> None:
    """A German reader sees it as it was written; words the house does not know stay."""
    with app.test_request_context(headers=ENGLISH):
        assert titled(German("Anteilsurkunde", "U-2026-0001")) == "Share certificate U-2026-0001"
        assert titled("Gelöscht") == "Erased"
        assert titled("Prüfungsordner 01.01.2025 – 31.12.2025") == "Audit folder 01.01.2025 – 31.12.2025"
        assert titled("Satzung vom Frühjahr") == "Satzung vom Frühjahr"
        assert titled("") == ""
        assert titled("Satzung 2026 {number}") == "Satzung 2026 {number}"
    with app.test_request_context():
        assert titled("Anteilsurkunde U-2026-0001") == "Anteilsurkunde U-2026-0001"


def test_a_text_kept_elsewhere_is_told_where_it_is_ours(app: Flask, session: Session) -> None:
    """What somebody wrote stays as it is, also inside a sentence of the journal."""
    ours = the_line(session, Told("Zurückgenommen: {item}", item=Kept("Anteilsurkunde U-1")))
    theirs = the_line(session, Told("Zurückgenommen: {item}", item=Kept("Kauf einer Waage")))
    with app.test_request_context(headers=ENGLISH):
        assert told(ours).endswith(": Share certificate U-1")
        assert told(theirs).endswith(": Kauf einer Waage")
    assert ours.summary() == "Zurückgenommen: Anteilsurkunde U-1"
