"""How dates, amounts and names are written (R-DOC-09)."""

import copy
from datetime import UTC, date, datetime

import pytest

from app.core import formats

HALF_PAST_MIDNIGHT = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
"""In Berlin it is the 24th already."""


def test_the_day_of_a_moment_is_the_one_in_berlin() -> None:
    """What was issued after midnight was issued on the new day."""
    assert formats.day(HALF_PAST_MIDNIGHT) == "24.11.2026"
    assert formats.long_day(HALF_PAST_MIDNIGHT) == "24.\u00a0November 2026"
    assert formats.moment(HALF_PAST_MIDNIGHT) == "24.11.2026, 00:30\u00a0Uhr"


def test_a_day_begins_at_midnight_in_berlin() -> None:
    """In summer two hours before it does in UTC, in winter one."""
    assert formats.beginning_of(date(2026, 11, 24)) == datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
    assert formats.beginning_of(date(2026, 7, 1)) == datetime(2026, 6, 30, 22, 0, tzinfo=UTC)


def test_a_day_ends_where_the_next_begins_though_the_clocks_change() -> None:
    """The last Sunday of March has 23 hours."""
    assert formats.end_of(date(2026, 3, 29)) == formats.beginning_of(date(2026, 3, 30))
    assert formats.end_of(date(2026, 3, 29)) == datetime(2026, 3, 29, 22, 0, tzinfo=UTC)


def test_a_day_is_written_as_it_is() -> None:
    """A day has no time zone."""
    assert formats.day(date(2026, 3, 1)) == "01.03.2026"
    assert formats.long_day(date(2026, 3, 1), "en") == "1\u00a0March 2026"


def test_summer_time_is_told_from_winter_time() -> None:
    """Two hours ahead of UTC in July, one in January."""
    assert formats.clock_time(datetime(2026, 7, 1, 10, 0, tzinfo=UTC)) == "12:00\u00a0Uhr"
    assert formats.clock_time(datetime(2026, 1, 1, 10, 0, tzinfo=UTC)) == "11:00\u00a0Uhr"


def test_an_hour_is_told_with_its_day_where_that_is_another() -> None:
    """Half past midnight in Berlin is the day before in UTC, and yet the 24th."""
    that_day, before = date(2026, 11, 24), date(2026, 11, 23)
    assert formats.hour(HALF_PAST_MIDNIGHT, that_day) == formats.hour(HALF_PAST_MIDNIGHT, HALF_PAST_MIDNIGHT)
    assert formats.hour(HALF_PAST_MIDNIGHT, that_day) == "00:30\u00a0Uhr"
    assert formats.hour(HALF_PAST_MIDNIGHT, before) == "24.11.2026, 00:30\u00a0Uhr"
    assert [formats.narrow_hour(at, before) for at in (HALF_PAST_MIDNIGHT, None)] == ["24.11.2026, 00:30", ""]


def test_within_a_sentence_an_hour_has_its_word_before_it_in_each_language() -> None:
    """And it can be told again from what is kept of it."""
    told = [formats.at_hour(HALF_PAST_MIDNIGHT, day) for day in (date(2026, 11, 24), date(2026, 11, 23))]
    assert told == ["um 00:30\u00a0Uhr", "am 24.11.2026 um 00:30\u00a0Uhr"]
    english = [each.in_language("en").replace("\u00a0", " ") for each in told]
    assert english == ["at 00:30", "on 24 Nov 2026 at 00:30"]
    assert [formats.written_again(each.kind, each.of) for each in told] == told


@pytest.mark.parametrize(("said", "told"), [
    ("Kauf … .", "Kauf … ."), ("Kauf ….", "Kauf …"), ("Verein e.V..", "Verein e.V."), ("Und so...", "Und so..."),
    ("Ausgeschlossen: Radfreunde e. V.. Weiter", "Ausgeschlossen: Radfreunde e. V. Weiter"),
    ("„Radfreunde e. V..“", "„Radfreunde e. V.“"), ("Stand v1..v2 unter ../x", "Stand v1..v2 unter ../x"),
])
def test_only_a_second_full_stop_is_left_out(said: str, told: str) -> None:
    assert formats.one_stop(said) == told


def test_an_amount_is_written_with_points_and_a_comma() -> None:
    """A negative one with a real minus."""
    assert formats.euro(1_234_50) == "1.234,50\u00a0€"
    assert formats.amount(-5) == "\u22120,05"
    assert formats.amount(1_000_000_00, signed=True) == "+1.000.000,00"


def test_an_amount_in_words_names_the_cents_where_there_are_any() -> None:
    """One euro and one cent are singular."""
    assert formats.euros_in_words(25_000_00) == "fünfundzwanzigtausend Euro"
    assert formats.euros_in_words(1_01) == "ein Euro und ein Cent"


def test_names_are_folded_alike_on_every_database() -> None:
    """Umlauts, ß and foreign marks do not hide anybody from a search."""
    assert formats.fold("  Älteste   Straße, Łódź ") == "aelteste strasse lodz"
    assert formats.fold("A\u0308nne") == formats.fold("Änne") == "aenne"


def test_a_size_is_written_in_kb_or_mb() -> None:
    """Never as nothing."""
    assert [formats.file_size(size) for size in (1, 320_000, 1_500_000)] == [
        "1\u00a0KB", "312\u00a0KB", "1,4\u00a0MB",
    ]  # fmt: skip


def test_a_figure_is_german_and_knows_how_english_writes_it() -> None:
    """Print takes the text as it is; a screen asks for the reader's language."""
    assert formats.euro(-1_234_50).in_language("en") == "\u2212€1,234.50"
    assert formats.count(12_345, signed=True).in_language("en") == "+12,345"
    assert formats.day(date(2026, 3, 1)).in_language("en") == "1\u00a0Mar\u00a02026"
    assert formats.moment(HALF_PAST_MIDNIGHT).in_language("en") == "24\u00a0Nov\u00a02026, 00:30"
    assert formats.file_size(1_500_000).in_language("en") == "1.4\u00a0MB"


def test_a_copy_of_a_figure_is_its_german_text() -> None:
    """Facts of a document are copied before they are kept."""
    assert copy.deepcopy(formats.euro(5)) == "0,05\u00a0€"


def test_what_nobody_sees_is_left_out_of_a_text() -> None:
    """Control signs, turned writing, spaces without width, a soft hyphen, half a pair; lines stay."""
    unseen = "\x00\x07\x1b\x7f\x90\u00ad\u200b\u200f\u202e\u2066\ufeff\ud800\u034f"
    assert formats.plain_text(f"Wal{unseen}burga\r\nEhren\u2028preis") == "Walburga\nEhren\npreis"
    assert formats.plain_line(f" Wal{unseen}burga\n Ehrenpreis\t") == "Walburga Ehrenpreis"


def test_a_mark_is_joined_with_its_letter() -> None:
    """The same name, typed on another system, is the same text."""
    assert formats.plain_line("Mu\u0308ller") == "M\u00fcller"
    assert formats.plain_line("Strasse 4\u00a0a") == "Strasse 4\u00a0a"


def test_letters_that_no_print_can_show_are_named_once() -> None:
    """Latin, Greek and Cyrillic print; signs that are never seen are no letters."""
    assert formats.unprintable("Łódź Ǆ​ Dvořák\n Имя Ώ   „–“") == "Ǆ"
    assert formats.unprintable("王王 & 明 👍") == "王明👍"


def test_what_is_cut_ends_with_a_whole_word_and_an_ellipsis() -> None:
    assert formats.shortened("Ende zum 26.11.2026 (V-1)", 20) == "Ende zum …"
    assert formats.shortened("Ende  zum 26.11.2026", 20) == "Ende  zum 26.11.2026"
