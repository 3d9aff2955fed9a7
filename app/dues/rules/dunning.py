"""Dunning in levels (Mahnstufen): when which letter may be written, and what it costs (§§ 286, 288 BGB)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import IntEnum

from app.core.formats import day as written
from app.core.values import Cents, German, Refusal
from app.statutes.rules import days_after

RUN_JOB = "dunning_run"
"""The job that writes many letters, one after the other."""
MAX_CLAUSE = 120
"""How many letters the name of a clause of the statute has at most."""


class DunningLevel(IntEnum):
    """How far a payment is dunned; the last letter warns of what follows."""

    REMINDER = 1
    FIRST = 2
    LAST = 3


LEVEL_WORDS: Mapping[DunningLevel, str] = {
    DunningLevel.REMINDER: German("Zahlungserinnerung"),
    DunningLevel.FIRST: German("1. Mahnung"),
    DunningLevel.LAST: German("2. Mahnung"),
}
"""How the letters are called."""


@dataclass(frozen=True)
class LevelTerms:
    """What a level asks: how many days after the day before it, until when is to be paid, what it costs.

    The day before it is that on which the payment fell due, then the one that the last letter named.
    """

    level: DunningLevel
    wait_days: int
    deadline_days: int
    fee: Cents = 0

    def payable_on(self, today: date) -> date:
        """The day that a letter of today sets for the payment."""
        return days_after(today, self.deadline_days)


@dataclass(frozen=True)
class DunningTerms:
    """The levels of a cooperative, and the clause of the statute that makes arrears a ground of exclusion (§ 68 GenG).

    Without a clause no letter warns of an exclusion: its grounds must stand in the statute.
    """

    levels: Mapping[DunningLevel, LevelTerms]
    clause: str = ""


USUAL_TERMS = DunningTerms({
    DunningLevel.REMINDER: LevelTerms(DunningLevel.REMINDER, 7, 14),
    DunningLevel.FIRST: LevelTerms(DunningLevel.FIRST, 7, 14),
    DunningLevel.LAST: LevelTerms(DunningLevel.LAST, 7, 14),
})  # fmt: skip
"""What holds until the cooperative has set its own; a letter costs nothing (the first one never may, § 286 BGB)."""


def check_terms(terms: DunningTerms) -> DunningTerms:
    """Refuse a fee for the first letter: only who is in default already owes its costs (§§ 280 (2), 286 BGB)."""
    if terms.levels[DunningLevel.REMINDER].fee:
        raise Refusal("Die Zahlungserinnerung kostet nichts: Erst im Verzug sind Kosten zu ersetzen (§ 286 BGB).")
    return replace(terms, clause=terms.clause.strip()[:MAX_CLAUSE])


def before_day(terms: LevelTerms, today: date) -> date:
    """Name the day on or before which the day before a level must lie, so that its letter may be written today."""
    return today - timedelta(days=max(terms.wait_days, 1))


@dataclass(frozen=True)
class Dunned:
    """A payment that is late, as a letter names it: the day it fell due, what is open of it; cents."""

    due_on: date
    open: Cents


def check_may_dun(level: DunningLevel, late: Sequence[Dunned], stopped: str) -> None:
    """Refuse a letter nobody may write: stopped, or nothing to be dunned by this level, or not yet; none is skipped."""
    if stopped:
        raise Refusal("Für dieses Mitglied wird nicht gemahnt: {reason}", reason=stopped)
    if not late:
        raise Refusal(
            "Für die Stufe „{level}“ ist nichts zu mahnen: Es ist bezahlt, schon gemahnt, die Frist läuft noch, oder"
            " die Stufe davor fehlt.", level=LEVEL_WORDS[level],
        )


def check_may_run(is_any_late: bool, is_under_way: bool) -> None:
    """Refuse a run with nobody to write to, and one beside another (Mahnung, § 286 BGB).

    A second one would write to the same members; the page of the first shows how far it is.
    """
    if is_under_way:
        raise Refusal("Ein Mahnlauf ist noch nicht zu Ende. Ein zweiter beginnt erst danach; es wurde keiner begonnen.")
    if not is_any_late:
        raise Refusal("Heute ist nichts zu mahnen.")


def check_may_request(is_late: bool) -> None:
    """Refuse a friendly request beside dunning: what is late is asked for in levels, by one letter (§ 286 BGB)."""
    if is_late:
        raise Refusal(
            "Das Mitglied ist mit einer Zahlung im Rückstand. Daran erinnert der nächste Brief unter „Mahnungen“,"
            " sobald er geschrieben werden darf."
        )


def check_stop_until(until: date | None, today: date) -> None:
    """Refuse to stop dunning until a day that is over."""
    if until is not None and until < today:
        raise Refusal("Die Sperre endete schon am {day}.", day=written(until))


def dunning_number(year: int, number: int) -> str:
    """Write the number of a dunning letter in the office's list, gapless per year: `MH-2026-003` (R-DOC-10)."""
    return f"MH-{year}-{number:03d}"
