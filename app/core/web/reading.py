"""Figures, days and messages as the reader's language writes them; prints and mails stay German."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime

from flask_babel import get_domain
from markupsafe import Markup

from app.core import formats
from app.core.formats import Written
from app.core.jobs import HINDRANCE_WORDS, hindrance_of
from app.core.journal import JournalLine
from app.core.told import Kept, Told
from app.core.values import Cents, German, Refusal, country_names
from app.core.web.language import _, choose_locale

Translate = Callable[[str], str]
"""What says a text of ours in the reader's language."""


def amount(cents: Cents, signed: bool = False) -> str:
    """Cents as `1.234,50`, in English as `1,234.50`."""
    return formats.amount(cents, signed).in_language(choose_locale())


def euro(cents: Cents, signed: bool = False) -> str:
    """Cents as `1.234,50 €`, in English as `€1,234.50`."""
    return formats.euro(cents, signed).in_language(choose_locale())


def count(number: int, signed: bool = False) -> str:
    """A whole number as `1.234`, in English as `1,234`."""
    return formats.count(number, signed).in_language(choose_locale())


def day(value: date) -> str:
    """A day as `24.11.2026`, in English as `24 Nov 2026`."""
    return formats.day(value).in_language(choose_locale())


def short_day(value: date) -> str:
    """A day of this year as `24.11.`, in English as `24 Nov`."""
    return day(value).removesuffix(f"{value.year}").rstrip()


def long_day(value: date, locale: str | None = None) -> str:
    """A day as `24. November 2026`."""
    return formats.long_day(value, locale or choose_locale())


def weekday(value: date, locale: str | None = None) -> str:
    """The day of the week: `Dienstag`."""
    return formats.weekday(value, locale or choose_locale())


def moment(value: datetime) -> str:
    """A moment as `24.11.2026, 14:32 Uhr`; only German says `Uhr`."""
    return formats.moment(value).in_language(choose_locale())


def clock_time(value: datetime) -> str:
    """The time of a moment as `14:32 Uhr`."""
    return formats.clock_time(value).in_language(choose_locale())


def hour(value: datetime, on: date) -> str:
    """A moment as `14:32 Uhr`, with its day where that is another than `on`, such as the meeting's."""
    return formats.hour(value, on).in_language(choose_locale())


def at_hour(value: datetime, on: date) -> str:
    """The same within a sentence: `um 14:32 Uhr`, in English `at 14:32`."""
    return formats.at_hour(value, on).in_language(choose_locale())


def file_size(size: int) -> str:
    """A number of bytes as `1,4 MB`, in English as `1.4 MB`."""
    return formats.file_size(size).in_language(choose_locale())


def countries() -> list[str]:
    """The names of all countries to choose from, in their order."""
    return sorted(country_names(choose_locale()).values(), key=formats.fold)


def ngettext(one: str, many: str, number: int, /, **values: object) -> str:
    """A sentence in the singular or plural; its number stands there as numbers are written."""
    chosen = get_domain().get_translations().ngettext(one, many, number)
    return str(chosen) % {"num": count(number), **values}


def sentence(message: str, values: Mapping[str, object], translate: Translate = _) -> str:
    """A message of a rule in the reader's language, with the values in its placeholders; one full stop ends it."""
    words = translate(message) if message else ""
    if not values:
        return words
    return formats.one_stop(words.format(**{name: _worded(value, translate) for name, value in values.items()}))


def translated(refusal: Refusal) -> str:
    """A refusal's sentence in the reader's language."""
    return sentence(refusal.message, refusal.values)


def told(said: JournalLine | Told, translate: Translate = _) -> str:
    """What a sentence or a line of the journal says, in the reader's language; lines of text alone stay German.

    Long lists name a `translate` that remembers what it was asked before.
    """
    kept = said if isinstance(said, Told) else said.told()
    return sentence(kept.message, kept.values, translate)


_REFERENCE = re.compile(r"(\b[A-Z]{1,4}-\d{4}-\d+\b|§§? \d+[a-z]?)")
_UNBROKEN = Markup('<span class="reference">{}</span>')


def unbroken(text: str) -> Markup:
    """A text whose references (`V-2022-001`, `§ 73`) stay on one line; copied from the page they are what they were."""
    parts = _REFERENCE.split(text)
    return Markup("").join(_UNBROKEN.format(part) if place % 2 else part for place, part in enumerate(parts))


def titled(text: str) -> str:
    """A title, text or reason in the reader's language where it is ours: whole, before a reference or days, or counted.

    What somebody wrote stays as it is.
    """
    number = re.search(r"\d+", text)
    counted = text.replace(number[0], "{number}", 1) if number else ""
    days = re.search(r" [\d\W]+$", text)
    before_days = (text[: days.start()], days[0], "") if days else ("", "", "")
    for words, space, reference in ((text, "", ""), text.rpartition(" "), before_days, (counted, "", "")):
        if words and _(words) != words:
            return f"{_(words)}{space}{reference}".replace("{number}", number[0] if number else "")
    return text


def hindrance(error: str, number: object) -> str:
    """What hindered a step, in words; `number` is what the server's log calls it."""
    found = hindrance_of(error)
    return sentence(HINDRANCE_WORDS[found], {"number": number}) if found else titled(error)


def _worded(value: object, translate: Translate) -> object:
    if isinstance(value, Told):
        return sentence(value.message, value.values, translate)
    if isinstance(value, Kept):
        return titled(value)
    if isinstance(value, Written):
        return value.in_language(choose_locale())
    if isinstance(value, German):
        parts = (_worded(part, translate) if isinstance(part, Written) else translate(part) for part in value.parts)
        return value.joint.join(map(str, parts))
    return value
