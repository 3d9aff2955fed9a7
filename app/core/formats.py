"""How dates, amounts and names are written (R-DOC-09), on screen and in print, and how names are folded for search."""

import re
import unicodedata
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date
from num2words import num2words

from app.core.values import Cents

NBSP = "\u00a0"
MINUS = "\u2212"
BERLIN = ZoneInfo("Europe/Berlin")


def amount(cents: Cents, signed: bool = False) -> str:
    """Write cents as `1.234,50`; negative with a real minus, gains with a plus where `signed`."""
    euros, rest = divmod(abs(cents), 100)
    grouped = f"{euros:,}".replace(",", ".")
    sign = MINUS if cents < 0 else "+" if signed and cents > 0 else ""
    return f"{sign}{grouped},{rest:02d}"


def euro(cents: Cents) -> str:
    """Write cents as `1.234,50 €` with a no-break space."""
    return f"{amount(cents)}{NBSP}€"


def count(number: int, signed: bool = False) -> str:
    """Write a whole number as `1.234`."""
    sign = MINUS if number < 0 else "+" if signed and number > 0 else ""
    return f"{sign}{abs(number):,}".replace(",", ".")


def day(value: date) -> str:
    """Write a day, or the day of a moment in Berlin, as `24.11.2026`."""
    return _day_of(value).strftime("%d.%m.%Y")


def _day_of(value: date) -> date:
    return local(value).date() if isinstance(value, datetime) else value


def long_day(value: date, locale: str = "de") -> str:
    """Write a day, or the day of a moment in Berlin, as `24. November 2026`."""
    pattern = "d. MMMM y" if locale == "de" else "d MMMM y"
    return format_date(_day_of(value), pattern, locale=locale).replace(" ", NBSP, 1)


def weekday(value: date, locale: str = "de") -> str:
    """Write the day of the week: `Dienstag`."""
    return format_date(value, "EEEE", locale=locale)


def local(value: datetime) -> datetime:
    """Turn a UTC moment into the cooperative's wall-clock time (Europe/Berlin)."""
    return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(BERLIN)


def clock_time(value: datetime) -> str:
    """Write the time of a moment as `14:32 Uhr`."""
    return f"{local(value):%H:%M}{NBSP}Uhr"


def moment(value: datetime) -> str:
    """Write a moment as `24.11.2026, 14:32 Uhr`, Berlin time."""
    return f"{day(local(value).date())}, {clock_time(value)}"


def iban(text: str) -> str:
    """Group an IBAN in fours."""
    plain = re.sub(r"\s", "", text).upper()
    return NBSP.join(plain[start : start + 4] for start in range(0, len(plain), 4))


def in_words(number: int) -> str:
    """Write a whole number in German words: `zwanzig`."""
    return str(num2words(number, lang="de"))


def euros_in_words(cents: Cents) -> str:
    """Write an amount in German words: `zehntausend Euro`, with the cents where there are any."""
    euros, rest = divmod(cents, 100)
    words = f"{'ein' if euros == 1 else in_words(euros)} Euro"
    return f"{words} und {'ein' if rest == 1 else in_words(rest)} Cent" if rest else words


def member_number(number: int) -> str:
    """Write a member number with at least four places: `0413`."""
    return f"{number:04d}"


def file_size(size: int) -> str:
    """Write a number of bytes as `312 KB` or `1,4 MB`."""
    if size < 1024 * 1024:
        return f"{max(1, round(size / 1024))}{NBSP}KB"
    return f"{size / 1024 / 1024:.1f}{NBSP}MB".replace(".", ",")


_FOLDS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ł": "l", "ø": "oe", "æ": "ae", "đ": "d", "ı": "i"})


def fold(text: str) -> str:
    """Fold a name for search and comparison: lower case, ä→ae, ß→ss, ł→l, other marks off, single spaces.

    The same on every database, which neither LIKE nor a collation is.
    """
    lowered = unicodedata.normalize("NFC", text).lower().translate(_FOLDS)
    plain = "".join(char for char in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(char))
    return " ".join(re.sub(r"[^\w@.]+", " ", plain).split())


def initials(name: str) -> str:
    """The first letters of a person's first and last name, for the small round picture."""
    words = [word for word in name.split() if word[0].isalpha() and not word.endswith(".")]
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper() if words else "?"
