"""How dates, amounts and names are written (R-DOC-09), on screen and in print, how names are folded, what prints."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from textwrap import shorten
from zoneinfo import ZoneInfo

from babel.dates import format_date
from num2words import num2words

from app.core.values import Cents, Refusal

NBSP = "\u00a0"
MINUS = "\u2212"
BERLIN = ZoneInfo("Europe/Berlin")


class Written(str):
    """A figure or a day in German, as print and mail need it, that a screen can show in its reader's language."""

    __slots__ = ("_write", "kind", "of")
    _write: Callable[[str], str]
    kind: str
    of: tuple[str | int, ...]

    def __new__(cls, write: Callable[[str], str], kind: str, *of: str | int) -> "Written":
        """Take how it is written in a language, and how to write it again; the text itself is the German one."""
        text = super().__new__(cls, write("de"))
        text._write, text.kind, text.of = write, kind, of
        return text

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        """A copy is the German text alone."""
        return str, (str(self),)

    def in_language(self, locale: str) -> str:
        """The same as another language writes it."""
        return str(self) if locale == "de" else self._write(locale)


def amount(cents: Cents, signed: bool = False) -> Written:
    """Write cents as `1.234,50`; negative with a real minus, gains with a plus where `signed`."""
    return Written(lambda locale: _sign(cents, signed) + _decimal(abs(cents), locale), "amount", cents, signed)


def euro(cents: Cents, signed: bool = False) -> Written:
    """Write cents as `1.234,50 €` with a no-break space, in English as `€1,234.50`."""
    return Written(
        lambda locale: (
            _sign(cents, signed)
            + (f"{_decimal(abs(cents), locale)}{NBSP}€" if locale == "de" else f"€{_decimal(abs(cents), locale)}")
        ),
        "euro", cents, signed,
    )  # fmt: skip


def count(number: int, signed: bool = False) -> Written:
    """Write a whole number as `1.234`."""
    return Written(lambda locale: _sign(number, signed) + _grouped(abs(number), locale), "count", number, signed)


def day(value: date) -> Written:
    """Write a day, or the day of a moment in Berlin, as `24.11.2026`, in English as `24 Nov 2026`."""
    return Written(lambda locale: _day_in(_day_of(value), locale), "day", _day_of(value).isoformat())


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


def beginning_of(day: date) -> datetime:
    """The moment a day begins where the cooperative sits (Europe/Berlin)."""
    return datetime.combine(day, time(), BERLIN)


def end_of(day: date) -> datetime:
    """The first moment after a day where the cooperative sits (Europe/Berlin)."""
    return beginning_of(day + timedelta(days=1))


def known_until(day: date | None, today: date) -> date | None:
    """The day up to whose end something was known; none where that is not over yet: then all that is known counts."""
    return day if day is not None and day < today else None


def close_of(day: date | None) -> datetime | None:
    """The last moment of a day where the cooperative sits; nothing for no day."""
    if day is None or day >= date.max:
        return None
    return (end_of(day) - timedelta(microseconds=1)).astimezone(UTC)


def clock_time(value: datetime) -> Written:
    """Write the time of a moment as `14:32 Uhr`; only German says `Uhr`."""
    return Written(
        lambda locale: f"{local(value):%H:%M}" + (f"{NBSP}Uhr" if locale == "de" else ""),
        "clock_time", value.isoformat(),
    )  # fmt: skip


def moment(value: datetime) -> Written:
    """Write a moment as `24.11.2026, 14:32 Uhr`, Berlin time."""
    return Written(
        lambda locale: ", ".join(each.in_language(locale) for each in (day(value), clock_time(value))),
        "moment", value.isoformat(),
    )  # fmt: skip


def hour(value: datetime, on: date) -> Written:
    """Write a moment of a day, or of the day of another moment, as `14:32 Uhr`; of any other day with that day."""
    return clock_time(value) if _day_of(value) == _day_of(on) else moment(value)


def at_hour(value: datetime, on: date) -> Written:
    """The same within a sentence: `um 14:32 Uhr`, `am 27.11.2026 um 14:32 Uhr`; in English `on 27 Nov 2026 at 14:32`.
    """
    is_that_day = _day_of(value) == _day_of(on)
    return Written(
        lambda locale: _at_hour_in(value, is_that_day, locale), "at_hour", value.isoformat(), _day_of(on).isoformat()
    )


def _at_hour_in(value: datetime, is_that_day: bool, locale: str) -> str:
    before, at = ("am", "um") if locale == "de" else ("on", "at")
    told = f"{at} {clock_time(value).in_language(locale)}"
    return told if is_that_day else f"{before} {day(value).in_language(locale)} {told}"


def narrow_hour(value: datetime | None, on: date) -> str:
    """The hour for a narrow column of a print, without `Uhr`; empty for no moment."""
    return hour(value, on).removesuffix(f"{NBSP}Uhr") if value is not None else ""


def iban(text: str) -> str:
    """Group an IBAN in fours."""
    plain = re.sub(r"\s", "", text).upper()
    return NBSP.join(plain[start : start + 4] for start in range(0, len(plain), 4))


def masked_iban(text: str) -> str:
    """Country and last four places of an IBAN, for whoever need not know all of it: `DE … 3000`."""
    plain = re.sub(r"\s", "", text).upper()
    return f"{plain[:2]}{NBSP}…{NBSP}{plain[-4:]}"


def masked_email(text: str) -> str:
    """First letter and domain of a mail address: `w…@altenbruck.example`; empty where there is none."""
    name, at, domain = text.strip().partition("@")
    return f"{name[:1]}…{at}{domain}" if name else ""


def masked_phone(text: str) -> str:
    """The last three digits of a telephone number: `… 421`; empty where there is none."""
    digits = re.sub(r"\D", "", text)
    return f"…{NBSP}{digits[-3:]}" if digits else ""


def number_in_words(number: int) -> str:
    """Write a whole number in German words: `zwanzig`."""
    return str(num2words(number, lang="de"))


def euros_in_words(cents: Cents) -> str:
    """Write an amount in German words: `zehntausend Euro`, with the cents where there are any."""
    euros, rest = divmod(cents, 100)
    words = f"{'ein' if euros == 1 else number_in_words(euros)} Euro"
    return f"{words} und {'ein' if rest == 1 else number_in_words(rest)} Cent" if rest else words


def member_number(number: int) -> str:
    """Write a member number with at least four places: `0413`."""
    return f"{number:04d}"


def file_size(size: int) -> Written:
    """Write a number of bytes as `312 KB` or `1,4 MB`."""
    if size < 1024 * 1024:
        return Written(lambda _locale: f"{max(1, round(size / 1024))}{NBSP}KB", "file_size", size)
    megabytes = f"{size / 1024 / 1024:.1f}{NBSP}MB"
    return Written(
        lambda locale: megabytes.replace(".", ",") if locale == "de" else megabytes, "file_size", size
    )


_WRITE: dict[str, Callable[..., Written]] = {
    "amount": amount, "euro": euro, "count": count, "file_size": file_size,
    "day": lambda text: day(date.fromisoformat(text)),
    "clock_time": lambda text: clock_time(datetime.fromisoformat(text)),
    "moment": lambda text: moment(datetime.fromisoformat(text)),
    "at_hour": lambda text, on: at_hour(datetime.fromisoformat(text), date.fromisoformat(on)),
}  # fmt: skip


def written_again(kind: str, of: Sequence[str | int]) -> Written:
    """Write a figure or a day again that was kept by its kind and value."""
    return _WRITE[kind](*of)


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


def shortened(text: str, most: int) -> str:
    """The beginning of a text, in so many signs at most; it ends with a whole word and an ellipsis, if it was cut."""
    return shorten(text, most, placeholder=" …") if len(text) > most else text


_SECOND_STOP = re.compile(r"(…|(?<!\.)\.)\.(?![.\w/])")


def one_stop(said: str) -> str:
    """A sentence whose full stop follows a name that ends with one (`e. V.`), or what was left out, without the second.
    """
    return _SECOND_STOP.sub(r"\1", said)


_FOLDS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ł": "l", "ø": "oe", "æ": "ae", "đ": "d", "ı": "i"})


def fold(text: str) -> str:
    """Fold a name for search and comparison: lower case, ä→ae, ß→ss, ł→l, other marks off, single spaces.

    The same on every database, which neither LIKE nor a collation is.
    """
    plain = unicodedata.normalize("NFC", text).lower().translate(_FOLDS)
    if not plain.isascii():
        plain = "".join(char for char in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(char))
    return " ".join(re.sub(r"[^\w@.]+", " ", plain).split())


_BEGINS_A_FORMULA = "=+-@\t\r\n＝＋－＠"


def defused(text: str) -> str:
    """Text for a table that a spreadsheet opens: what it would take for a formula begins with an apostrophe."""
    return f"'{text}" if text and text[0] in _BEGINS_A_FORMULA else text


def initials(name: str) -> str:
    """The first letters of a person's first and last name, for the small round picture."""
    words = [word for word in name.split() if word[0].isalpha() and not word.endswith(".")]
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper() if words else "?"


_PRINTED = (
    "20-7e a0-181 186 18a 18d-190 192-194 196-197 19a-19b 19e 1a0-1a1 1af-1b1 1b7 1bf-1c3 1cd-1dd 1e2-1e7 1ea-1eb "
    "1ee-1f0 1f4-1f5 1f7-201 204-205 208-209 20c-20d 218-220 222-223 226-227 237 23a-23e 241-245 248-249 250-27b "
    "27d-285 287-292 294-295 298-299 29b-29f 2a1-2a8 2b0-2b4 2b7-2b9 2bb-2c1 2c6-2cc 2d0-2de 2e0-2e4 2ed 300-30d "
    "30f-313 315 318-320 323-32a 32c 32e-332 334 337-33d 342-345 34f 357-358 35c 35e-35f 361 374-375 37a 37e 384-38a "
    "38c 38e-3a1 3a3-3d1 3d5 3d7 3d9 3db 3dd 3e1 3f4 3f7-3f8 400-45f 462-463 472-475 490-493 496-49b 4a0-4a3 4aa-4ab "
    "4ae-4b3 4b6-4b7 4ba-4bb 4c0-4c4 4c7-4c8 4cf-4d1 4d4-4d9 4e2-4e3 4e6-4e9 4ee-4ef 4f2-4f3 4f6-4f7 1d25 1d2c 1d2e "
    "1d30-1d31 1d33-1d3a 1d3c 1d3e-1d43 1d47-1d4b 1d4d 1d4f-1d52 1d56-1d58 1d5b 1d6f-1d70 1d79 1d7b 1d7f 1d9c 1da0 "
    "1dac 1dae 1db0 1dbb 1dbf 1dcd 1e02-1e03 1e06-1e07 1e0a-1e11 1e16-1e17 1e1e-1e2b 1e32-1e3b 1e3e-1e49 1e52-1e53 "
    "1e56-1e63 1e66-1e67 1e6a-1e6f 1e72-1e73 1e7e-1e85 1e8e-1e97 1e9e-1ef9 1f00-1f15 1f18-1f1d 1f20-1f45 1f48-1f4d "
    "1f50-1f57 1f59 1f5b 1f5d 1f5f-1f7d 1f80-1fb4 1fb6-1fc4 1fc6-1fd3 1fd6-1fdb 1fdd-1fef 1ff2-1ff4 1ff6-1ffe 2007 "
    "2009-200b 2010-201e 2020-2023 2026 202f-2033 2035 2039-203a 203c-203f 2044 2047-204a 2070-2071 2074-208e 20a1 "
    "20a3-20a4 20a6-20a7 20a9 20ab-20ac 20ae 20b1-20b2 20b4-20b5 20b8-20ba 20bd 2105 2113 2116-2117 211e 2120 2122 "
    "2126 212e 2150-215e 2189 2190-2199 21a8 21d0-21d3 21e7 2200 2202-2203 2206 220f 2211-2212 2215 2219-221a "
    "221e-221f 2229 222b 2236-2237 2248 2260-2261 2264-2265 2302-2303 2310 2318 231c-2321 2325-2326 232b 25a0-25a1 "
    "25aa-25ac 25b2-25ba 25bc-25c4 25c6 25c9-25cc 25cf 25d8-25d9 25e6 2610-2611 2615 263a-263c 263f-2642 2660 2663 "
    "2665-2666 266a-266b 2713-2714 2717-2718 2752 275b-2760 2764 27e6-27e9 2c60-2c62 2c65-2c66 2c71 2c7d 2e18 "
    "2e22-2e25 2e3a-2e3b 2e52 a71c a722-a725 a74e-a74f a75a-a75b a764-a765 a779-a787 a789 a7ad-a7ae a7b3 a7b5 "
   "a7f2-a7f4 ab53 ab66-ab67"
)
"""What every font of `documents/fonts` holds, as ranges of code points: Latin with every mark, Greek, Cyrillic.

Registers and passports of other scripts hold a Latin spelling beside the own one (DIN 91379, the letters of German
registers); that spelling is asked for where a name is entered.
"""


def _listed(ranges: str) -> frozenset[str]:
    ends = (each.partition("-") for each in ranges.split())
    return frozenset(chr(code) for first, _, last in ends for code in range(int(first, 16), int(last or first, 16) + 1))


PRINTABLE = _listed(_PRINTED)


def unprintable(text: str) -> str:
    """The letters of a text that no print can show, each once; what is never seen (line ends, marks) is left aside."""
    if text.isascii():
        return ""
    foreign = dict.fromkeys(char for char in unicodedata.normalize("NFC", text) if char not in PRINTABLE)
    return "".join(char for char in foreign if unicodedata.category(char) not in ("Cc", "Cf", "Zs", "Zl", "Zp"))


def check_letters(text: str) -> None:
    """Refuse a text with letters that no print can show, and name them."""
    if foreign := unprintable(text):
        raise Refusal(
            "Das lässt sich nicht drucken: {letters}. Lassen Sie Bildzeichen weg, und schreiben Sie in lateinischen "
            "Buchstaben, Namen wie im Ausweis oder im Register.",
            letters=" ".join(foreign[:10]),
        )
