"""Who is a member, and when (Mitgliedschaft, §§ 4, 15, 30 GenG)."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from math import ceil

from app.core.formats import day as written
from app.core.values import German, Refusal

FOUNDING_MINIMUM = 3
"""Least number of members, without investing ones (§§ 4, 80 GenG)."""


MAX_DETAIL = 300
"""How many letters a further field of the register holds."""

MAX_DOCUMENT = 80
"""How many letters name what an entry rests on."""


def detail_field(name: str) -> str:
    """Name the form field of a further register field, by itself: its place changes with the statute (R-REG-02)."""
    return f"details-{hashlib.sha256(name.encode()).hexdigest()[:12]}"


class MemberClass(StrEnum):
    """Ordinary or investing member (investierendes Mitglied, § 8 (2) GenG; R-INV-01)."""

    ORDINARY = "ordinary"
    INVESTING = "investing"


class JoinGround(StrEnum):
    """By what a membership began (R-ADM-01, R-ADM-12, R-TRF-01, R-EXIT-11)."""

    ADMISSION = "admission"
    FOUNDER = "founder"
    TRANSFER = "transfer"
    SUCCESSION = "succession"


class ExitGround(StrEnum):
    """By what a membership ended (Grund des Ausscheidens, R-REG-04)."""

    NOTICE = "notice"
    TRANSFER = "transfer"
    DEATH = "death"
    DISSOLUTION = "dissolution"
    SUCCESSION = "universal_succession"
    EXCLUSION = "exclusion"
    SPECIAL_TERMINATION = "special_termination"
    OTHER = "other"


@dataclass(frozen=True)
class Unbound:
    """Who left because of an amendment of the statute, which works neither for nor against it (§ 67a GenG; R-EXIT-06).

    `resolved_on` is the day of the resolution, `last_day` the one with which the notice takes effect.
    """

    member_id: int
    resolved_on: date
    last_day: date


@dataclass(frozen=True)
class PastEnd:
    """The end of a membership as an old list tells it (R-REG-04)."""

    period_id: int
    last_day: date
    ground: ExitGround
    document: str


CLASS_WORDS: Mapping[MemberClass, str] = {
    MemberClass.ORDINARY: German("Ordentliches Mitglied"),
    MemberClass.INVESTING: German("Investierendes Mitglied"),
}
SHORT_CLASS_WORDS: Mapping[MemberClass, str] = {
    MemberClass.ORDINARY: German("Ordentlich"), MemberClass.INVESTING: German("Investierend"),
}
"""The classes for a narrow column of a list."""

JOIN_GROUND_WORDS: Mapping[JoinGround, str] = {
    JoinGround.ADMISSION: German("Zulassung"),
    JoinGround.FOUNDER: German("Gründung"),
    JoinGround.TRANSFER: German("Übertragung"),
    JoinGround.SUCCESSION: German("Erbfolge"),
}
EXIT_GROUND_WORDS: Mapping[ExitGround, str] = {
    ExitGround.NOTICE: German("Kündigung"),
    ExitGround.TRANSFER: German("Übertragung"),
    ExitGround.DEATH: German("Tod"),
    ExitGround.DISSOLUTION: German("Auflösung"),
    ExitGround.SUCCESSION: German("Gesamtrechtsnachfolge"),
    ExitGround.EXCLUSION: German("Ausschluss"),
    ExitGround.SPECIAL_TERMINATION: German("Außerordentliche Kündigung"),
    ExitGround.OTHER: German("Anderer Grund"),
}
"""How the grounds are called, on screens and in documents."""


def is_member_on(first_day: date, last_day: date | None, day: date) -> bool:
    """Say whether a membership covers a day; on its last day the person still is a member (R-REG-06)."""
    return first_day <= day and (last_day is None or day <= last_day)


def has_left_by(last_day: date | None, day: date) -> bool:
    """Say whether a membership is over on a day (§ 30 GenG; R-REG-06)."""
    return last_day is not None and last_day < day


def is_struck(first_day: date, last_day: date | None) -> bool:
    """Say whether a membership was entered by mistake and struck: it ended before it began (R-REG-05)."""
    return last_day is not None and last_day < first_day


def check_period(first_day: date, last_day: date | None) -> None:
    """Refuse a membership that ends before it begins (R-REG-04)."""
    if last_day is not None and last_day < first_day:
        raise Refusal("Die Mitgliedschaft kann nicht vor ihrem Beginn am {day} enden.", day=written(first_day))


def check_may_end(last_day: date | None) -> None:
    """Refuse to end a membership whose end is recorded already (R-REG-04); the former end is undone first."""
    if last_day is not None:
        raise Refusal("Diese Mitgliedschaft ist schon beendet.")


def check_may_go_on(last_day: date | None) -> None:
    """Refuse to undo an exit where none is recorded (R-REG-05, R-EXIT-13)."""
    if last_day is None:
        raise Refusal("Für diese Mitgliedschaft ist kein Ende eingetragen.")


def check_not_yet_member(is_member: bool) -> None:
    """Refuse a second membership of one party at the same time (R-REG-02)."""
    if is_member:
        raise Refusal("Wer schon Mitglied ist, kann nicht noch einmal beitreten, wohl aber weitere Anteile zeichnen.")


def is_near_minimum(ordinary_members: int) -> bool:
    """Say whether to warn: three or fewer members, investing ones not counted (§§ 4, 80 (1) GenG; R-STA-01)."""
    return ordinary_members <= FOUNDING_MINIMUM


def is_below_minimum(ordinary_members: int) -> bool:
    """Say whether the court would dissolve the cooperative (§ 80 (1) GenG; R-STA-01)."""
    return ordinary_members < FOUNDING_MINIMUM


def minority_quorum(members: int, fraction: Fraction) -> int:
    """Name how many members can demand that the assembly is convened: never a part of one (§ 45 (1) GenG; R-GV-08)."""
    return ceil(members * fraction)


_NUMBER = re.compile(r"(?:(?:mitglied|member|nr|no)\b\.?\s*)*([0-9]{1,9})", re.IGNORECASE)
_IBAN_ENDING = re.compile(r"(?=\w*[0-9])[A-Z0-9]{4,34}")


def number_meant(words: str) -> int | None:
    """The member number somebody looks for with `28`, `0028` or `Nr. 28`."""
    found = _NUMBER.fullmatch(words.strip())
    return int(found[1]) if found else None


def iban_ending(words: str) -> str:
    """The end of an IBAN, or a whole one, as somebody types it; empty where the words cannot be one."""
    plain = "".join(words.split()).upper()
    return plain if _IBAN_ENDING.fullmatch(plain) else ""


def check_detail(name: str, value: str) -> None:
    """Refuse to leave out a further field of the register that the statute names (§ 30 (2) sentence 2; R-REG-02)."""
    if not value.strip():
        raise Refusal("Geben Sie „{name}“ an; die Satzung verlangt es in der Mitgliederliste.", name=name)


def named_details(named: Iterable[str], given: Mapping[str, str]) -> dict[str, str]:
    """Keep what the statute names and is given; nothing else is part of the register (§ 30 (2); R-REG-02)."""
    return {name: given[name].strip()[:MAX_DETAIL] for name in named if given.get(name, "").strip()}


def list_number(year: int, number: int) -> str:
    """Write the number of a printed register, gapless per year: `ML-2026-004` (§ 30 GenG; R-DOC-10)."""
    return f"ML-{year}-{number:03d}"


def extract_number(year: int, number: int) -> str:
    """Write the number of a member's extract, gapless per year: `MA-2026-012` (§ 31 (1) GenG; R-DOC-10)."""
    return f"MA-{year}-{number:03d}"
