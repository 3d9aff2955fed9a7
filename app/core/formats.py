"""How dates, amounts and names are written (R-DOC-09), on screen and in print, and how names are folded for search."""

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date
from num2words import num2words

from app.core.values import Cents

NBSP = "\u00a0"
MINUS = "\u2212"
BERLIN = ZoneInfo("Europe/Berlin")


class Written(str):
    """A figure or a day in German, as print and mail need it, that a screen can show in its reader's language."""

    __slots__ = ("_write",)
    _write: Callable[[str], str]

    def __new__(cls, write: Callable[[str], str]) -> "Written":
        """Take how it is written in a language; the text itself is the German one."""
        text = super().__new__(cls, write("de"))
        text._write = write
        return text

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        """A copy is the German text alone."""
        return str, (str(self),)

    def in_language(self, locale: str) -> str:
        """The same as another language writes it."""
        return self._write(locale)


def amount(cents: Cents, signed: bool = False) -> Written:
    """Write cents as `1.234,50`; negative with a real minus, gains with a plus where `signed`."""
    return Written(lambda locale: _sign(cents, signed) + _decimal(abs(cents), locale))


def euro(cents: Cents, signed: bool = False) -> Written:
    """Write cents as `1.234,50 €` with a no-break space, in English as `€1,234.50`."""
    return Written(
        lambda locale: (
            _sign(cents, signed)
            + (f"{_decimal(abs(cents), locale)}{NBSP}€" if locale == "de" else f"€{_decimal(abs(cents), locale)}")
        )
    )


def count(number: int, signed: bool = False) -> Written:
    """Write a whole number as `1.234`."""
    return Written(lambda locale: _sign(number, signed) + _grouped(abs(number), locale))


def day(value: date) -> Written:
    """Write a day, or the day of a moment in Berlin, as `24.11.2026`, in English as `24 Nov 2026`."""
    return Written(lambda locale: _day_in(_day_of(value), locale))


def _sign(number: int, signed: bool) -> str:
    return MINUS if number < 0 else "+" if signed and number > 0 else ""


def _grouped(number: int, locale: str) -> str:
    return f"{number:,}".replace(",", ".") if locale == "de" else f"{number:,}"


def _decimal(cents: Cents, locale: str) -> str:
    euros, rest = divmod(cents, 100)
    return f"{_grouped(euros, locale)}{',' if locale == 'de' else '.'}{rest:02d}"


def _day_in(value: date, locale: str) -> str:
    if locale == "de":
        return value.strftime("%d.%m.%Y")
    return format_date(value, "d MMM y", locale=locale).replace(" ", NBSP)


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


def clock_time(value: datetime) -> Written:
    """Write the time of a moment as `14:32 Uhr`; only German says `Uhr`."""
    return Written(lambda locale: f"{local(value):%H:%M}" + (f"{NBSP}Uhr" if locale == "de" else ""))


def moment(value: datetime) -> Written:
    """Write a moment as `24.11.2026, 14:32 Uhr`, Berlin time."""
    return Written(lambda locale: ", ".join(each.in_language(locale) for each in (day(value), clock_time(value))))


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


def file_size(size: int) -> Written:
    """Write a number of bytes as `312 KB` or `1,4 MB`."""
    if size < 1024 * 1024:
        return Written(lambda _locale: f"{max(1, round(size / 1024))}{NBSP}KB")
    megabytes = f"{size / 1024 / 1024:.1f}{NBSP}MB"
    return Written(lambda locale: megabytes.replace(".", ",") if locale == "de" else megabytes)


_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
"""Signs that count as letters or marks and yet show nothing."""


def plain_text(text: str) -> str:
    """Take out of a text what nobody can see, and join marks with their letters (NFC); its lines stay.

    Control signs, signs that turn the direction of writing, spaces without width: with them two names look the same
    and are not, or a line reads otherwise than it is stored.
    """
    if text.isprintable() and _INVISIBLE.isdisjoint(text):
        return unicodedata.normalize("NFC", text)
    lines = re.sub("\r\n?|[\u0085\u2028\u2029\v\f]", "\n", text)
    kept = "".join(char for char in lines if char in "\n\t" or not _is_invisible(char))
    return unicodedata.normalize("NFC", kept)


def _is_invisible(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cf", "Cs") or char in _INVISIBLE


def plain_line(text: str) -> str:
    """The same for a text of one line, without space around it."""
    return re.sub(r"\s*[\n\t]\s*", " ", plain_text(text).strip())


_FOLDS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ł": "l", "ø": "oe", "æ": "ae", "đ": "d", "ı": "i"})


def fold(text: str) -> str:
    """Fold a name for search and comparison: lower case, ä→ae, ß→ss, ł→l, other marks off, single spaces.

    The same on every database, which neither LIKE nor a collation is.
    """
    plain = unicodedata.normalize("NFC", text).lower().translate(_FOLDS)
    if not plain.isascii():
        plain = "".join(char for char in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(char))
    return " ".join(re.sub(r"[^\w@.]+", " ", plain).split())


def initials(name: str) -> str:
    """The first letters of a person's first and last name, for the small round picture."""
    words = [word for word in name.split() if word[0].isalpha() and not word.endswith(".")]
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper() if words else "?"
