"""A round of assessment: how far it is, and what may be done with it then (R-NEED-02)."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

from app.core.formats import day as written
from app.core.values import German, Refusal

MAX_TITLE = 150
MAX_ABOUT = 2000
MAX_SUBJECTS = 30
MAX_ASSESSORS = 60
MAX_DAYS = 180

REMIND_BEFORE = timedelta(days=3)
"""How long before its last day a round reminds who was asked; no law, a custom of the house."""
LAY_WITHIN = timedelta(days=14)
"""Within how many days the result of a round is laid before an organ; no law, a promise of the house."""


ASSESSED = "assess"
"""The act of the journal that an assessment came in: it changes nothing of the round, and says not whose."""


class RoundState(StrEnum):
    """How far a round is."""

    PREPARED = "prepared"
    OPEN = "open"
    CLOSED = "closed"
    DECIDED = "decided"
    CALLED_OFF = "called_off"


STATE_WORDS: Mapping[RoundState, str] = {
    RoundState.PREPARED: German("In Vorbereitung"),
    RoundState.OPEN: German("Läuft"),
    RoundState.CLOSED: German("Ausgewertet"),
    RoundState.DECIDED: German("Beschlossen"),
    RoundState.CALLED_OFF: German("Abgesagt"),
}
"""How the states are called."""

RESULT_SHOWN = (RoundState.CLOSED, RoundState.DECIDED)
"""The states in which scores are seen at all; before, nobody sees any but the own ones."""


class Overtaken(Refusal):
    """Somebody else changed the round since the page was shown."""


class DayRefusal(Refusal):
    """What is wrong with the last day of a round; shown at its field."""


def round_number(year: int, number: int) -> str:
    """Write a round's number, gapless per year: `BR-2026-01` (R-DOC-10)."""
    return f"BR-{year}-{number:02d}"


def check_prepared(state: RoundState) -> None:
    """Refuse to change what is assessed, by which criteria, of a round that has begun: all assess the same."""
    if state is RoundState.OPEN:
        raise Refusal("Die Runde hat begonnen; geändert wird nur noch der letzte Tag und wer bewertet.")
    if state is not RoundState.PREPARED:
        raise Refusal("Diese Runde ist vorbei und wird nicht mehr geändert.")


def check_open(state: RoundState) -> None:
    """Refuse what only a round that runs allows."""
    if state is RoundState.PREPARED:
        raise Refusal("Diese Runde hat noch nicht begonnen.")
    if state is not RoundState.OPEN:
        raise Refusal("Diese Runde ist schon geschlossen.")


def check_takes_assessors(state: RoundState) -> None:
    """Refuse to name or excuse somebody once the round is over."""
    if state not in (RoundState.PREPARED, RoundState.OPEN):
        raise Refusal("Diese Runde ist vorbei; wer bewertet hat, steht fest.")


def check_last_day(last_day: date | None, today: date) -> date:
    """Refuse a last day that is missing, over, or more than half a year ahead; give it otherwise."""
    if last_day is None:
        raise DayRefusal("Geben Sie an, bis wann bewertet wird.")
    if last_day < today:
        raise DayRefusal("Der letzte Tag liegt in der Vergangenheit.")
    if last_day > today + timedelta(days=MAX_DAYS):
        raise DayRefusal("Eine Runde läuft höchstens {days} Tage, also bis zum {day}.", days=MAX_DAYS,
                         day=written(today + timedelta(days=MAX_DAYS)))
    return last_day


def check_extended(last_day: date | None, present: date, today: date) -> date:
    """Refuse to shorten a round that runs: who planned to assess on its last day would come too late."""
    wanted = check_last_day(last_day, today)
    if wanted <= present:
        raise DayRefusal("Die Runde läuft bis zum {day}; verlängert wird auf einen späteren Tag.", day=written(present))
    return wanted


def check_may_close(state: RoundState, missing: int) -> None:
    """Refuse to close a round early while assessments are missing; its last day closes it in any case.

    How many are missing is not said: it would tell of whoever was excused just before.
    """
    check_open(state)
    if missing:
        raise Refusal(
            "Es fehlen noch Bewertungen. Die Runde schließt mit ihrem letzten Tag von selbst; früher nur, wenn alle da"
            " sind."
        )


def check_in_time(last_day: date | None, today: date) -> None:
    """Refuse an assessment after the last day, though the round may not be closed yet."""
    if last_day is not None and today > last_day:
        raise Refusal("Die Runde ist am {day} zu Ende gegangen. Diese Bewertung zählt nicht mehr.",
                      day=written(last_day))


NOBODY_ASSESSED = German(
    "In dieser Runde wurde keine Bewertung abgegeben, die zählt; es gibt kein Ergebnis. Bereiten Sie eine neue Runde"
    " vor, oder beantworten Sie die Bedarfe ohne gemeinsame Bewertung."
)
"""What is said of a round that is over and in which nobody assessed."""


def check_may_be_laid(state: RoundState, is_laid: bool, taken: int, heard: int) -> None:
    """Refuse to lay a result before an organ that is not there yet, lies there, or is decided: nothing is twice.

    Nor one of a round in which nobody assessed: `heard` is of how many assessors an assessment counts (R-NEED-02).
    """
    if state is RoundState.DECIDED:
        raise Refusal("Über diese Runde ist schon beschlossen.")
    if state is not RoundState.CLOSED:
        raise Refusal("Vorgelegt wird das Ergebnis, wenn die Runde geschlossen ist.")
    if is_laid:
        raise Refusal("Das Ergebnis liegt einem Organ schon vor.")
    if not heard:
        raise Refusal(NOBODY_ASSESSED)
    if not taken:
        raise Refusal("Wählen Sie, was aufgegriffen werden soll.")


def remind_on(last_day: date) -> date:
    """The day on which who was asked is reminded."""
    return last_day - REMIND_BEFORE


def lay_by(closed_on: date) -> date:
    """Until when a result is laid before an organ."""
    return closed_on + LAY_WITHIN
