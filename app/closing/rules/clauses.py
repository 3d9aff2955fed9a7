"""What the statute says on the use of a result: the key, payment before the share is full, interest (§§ 19, 21a)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from app.closing.rules.uses import InterestRateRefusal
from app.core.told import Told
from app.core.values import German
from app.statutes.rules import (
    MAX_INTEREST,
    ONE_DAY,
    FiscalYear,
    ParameterKey,
    ProfitKey,
    Statute,
    months_after,
    percent,
)

HUNDREDTHS = 100

STATUTE = "Satzung"
"""What is kept as the place where a version says something whose clause nobody recorded."""

_OF_STATUTE = " der Satzung"


class KeyUsed(StrEnum):
    """By what a result was parted among the members (§ 19 GenG; R-FIN-05)."""

    PAYMENTS = "payments"
    BALANCES = "balances"
    MONTHS = "months"


KEY_WORDS: Mapping[KeyUsed, str] = {
    KeyUsed.PAYMENTS: German("nach den Einzahlungen, denn es ist das erste Geschäftsjahr"),
    KeyUsed.BALANCES: German("nach den Guthaben am Ende des Vorjahrs"),
    KeyUsed.MONTHS: German("nach den Guthaben zeitanteilig, je Monat das zu dessen Beginn"),
}
"""How the keys are called."""


@dataclass(frozen=True)
class Clauses:
    """What the statute says on results, and where; without a clause of its own what the law says, and no place.

    A place is that in the statute, `§ 38`, or `STATUTE` where nobody recorded it.
    `fixed` and `least` are rates of interest in hundredths of a percent.
    """

    key: ProfitKey
    key_clause: str
    pays_early: bool
    early_clause: str
    fixed: int | None
    least: int | None
    interest_clause: str


def clauses_from(statute: Statute, said: Mapping[str, object], places: Mapping[str, str]) -> Clauses:
    """Read the clauses of the statute on results: what it says by key, and where (§§ 19, 21a GenG; R-FIN-05, -07, -08).
    """
    def place(*keys: ParameterKey) -> str:
        return next((places.get(key, "") or STATUTE for key in keys if key in said), "")

    return Clauses(
        key=statute.profit_key, key_clause=place(ParameterKey.PROFIT_KEY), pays_early=statute.profit_before_full,
        early_clause=place(ParameterKey.PROFIT_BEFORE_FULL), fixed=statute.interest_pct,
        least=statute.interest_min_pct,
        interest_clause=place(ParameterKey.INTEREST_PCT, ParameterKey.INTEREST_MIN_PCT),
    )


def place_told(clause: str) -> Told:
    """Name where the statute says something, to stand after „nach“; also as it was kept before (R-FIN-05).

    What somebody wrote about the statute in words of its own stays as it is.
    """
    bare = clause.removesuffix(_OF_STATUTE)
    if bare in ("", STATUTE, _OF_STATUTE.strip()):
        return Told("der Satzung")
    return Told("{clause}", clause=bare) if STATUTE in bare else Told("{clause} der Satzung", clause=bare)


def key_used(key: ProfitKey, is_first: bool) -> KeyUsed:
    """Name the key: the statute's, or the law's, which knows no year before the first one (§ 19 (1) GenG; R-FIN-05)."""
    if key is ProfitKey.MONTHS:
        return KeyUsed.MONTHS
    return KeyUsed.PAYMENTS if is_first else KeyUsed.BALANCES


def full_months(year: FiscalYear) -> list[date]:
    """Name the days on which the full months of a fiscal year begin; of one without any, its first day (R-FIN-05)."""
    days, day = [], year.first_day if year.first_day.day == 1 else _next_month(year.first_day)
    while _next_month(day) - ONE_DAY <= year.last_day:
        days.append(day)
        day = _next_month(day)
    return days or [year.first_day]


def _next_month(day: date) -> date:
    return months_after(day.replace(day=1), 1)


def interest_rate(clauses: Clauses, resolved: Fraction | None) -> Fraction:
    """Name the rate of interest in percent: the statute's, or what was resolved above its least (§ 21a (1); R-FIN-08).

    Refused where the statute says nothing, fixes another rate, or wants more. `resolved` is None where nothing was.
    """
    if clauses.fixed is not None:
        return _fixed(clauses.fixed, resolved)
    if clauses.least is None:
        if resolved:
            raise InterestRateRefusal(
                "Zinsen auf Geschäftsguthaben gibt es nur nach der Satzung, und die sagt dazu nichts (§ 21 GenG)."
            )
        return Fraction(0)
    if resolved is None or resolved * HUNDREDTHS < clauses.least:
        raise InterestRateRefusal(
            "Die Satzung verlangt mindestens {rate} Zinsen (§ 21a Abs. 1 GenG).", rate=percent(clauses.least)
        )
    if resolved * HUNDREDTHS > MAX_INTEREST:
        raise InterestRateRefusal("Prüfen Sie den Zinssatz.")
    return resolved


def _fixed(hundredths: int, resolved: Fraction | None) -> Fraction:
    fixed = Fraction(hundredths, HUNDREDTHS)
    if resolved is not None and resolved != fixed:
        raise InterestRateRefusal(
            "Die Satzung bestimmt den Zinssatz fest: {rate} (§ 21a Abs. 1 GenG).", rate=percent(hundredths)
        )
    return fixed
