"""The way of a need from raised to answered, and who may lead it on (R-NEED-04)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.core.values import German, Refusal


class NeedState(StrEnum):
    """How far a need is."""

    RAISED = "raised"
    SEEN = "seen"
    UNDER_WAY = "under_way"
    ANSWERED = "answered"
    SET_ASIDE = "set_aside"
    WITHDRAWN = "withdrawn"


STATE_WORDS: Mapping[NeedState, str] = {
    NeedState.RAISED: German("Eingebracht"),
    NeedState.SEEN: German("Gesichtet"),
    NeedState.UNDER_WAY: German("In Arbeit"),
    NeedState.ANSWERED: German("Beantwortet"),
    NeedState.SET_ASIDE: German("Zurückgestellt"),
    NeedState.WITHDRAWN: German("Zurückgezogen"),
}
"""How the states are called."""

WAY = (NeedState.RAISED, NeedState.SEEN, NeedState.UNDER_WAY, NeedState.ANSWERED)
"""The way a need goes where nothing stops it."""

LEADS_TO: Mapping[NeedState, tuple[NeedState, ...]] = {
    NeedState.RAISED: (NeedState.SEEN, NeedState.UNDER_WAY, NeedState.SET_ASIDE),
    NeedState.SEEN: (NeedState.UNDER_WAY, NeedState.ANSWERED, NeedState.SET_ASIDE),
    NeedState.UNDER_WAY: (NeedState.ANSWERED, NeedState.SEEN, NeedState.SET_ASIDE),
    NeedState.ANSWERED: (NeedState.UNDER_WAY,),
    NeedState.SET_ASIDE: (NeedState.SEEN,),
    NeedState.WITHDRAWN: (),
}
"""Where office and board lead a need from each state; its owner alone withdraws it, and brings it in again."""

SERVED = (NeedState.UNDER_WAY, NeedState.ANSWERED)
"""The states in which the cooperative works for the owner."""

WITH_WORDS = (NeedState.ANSWERED, NeedState.SET_ASIDE)
"""The states whose words the owner reads: the answer, or why it does not go on."""

BEFORE_WORK = (NeedState.RAISED, NeedState.SEEN)
"""The states from which the cooperative begins to work on a need."""

WAITING = (*BEFORE_WORK, NeedState.UNDER_WAY)
"""The states in which a need waits for its answer."""

OVER = (NeedState.ANSWERED, NeedState.SET_ASIDE, NeedState.WITHDRAWN)
"""The states in which nothing more is to be done at present."""

LOOK_WITHIN = timedelta(days=14)
"""Within how many days the office looks at a new need; no law, a promise of the house."""
ANSWER_WITHIN = timedelta(days=7)
"""Within how many days a question to the office is answered; no law, a promise of the house."""


class WordsRefusal(Refusal):
    """What is wrong with the words that a step needs."""


class Overstepped(Refusal):
    """Somebody else led the need on since the page was shown."""


def check_move(state: NeedState, to: NeedState, words: str, may_be_served: bool) -> None:
    """Refuse a step that does not follow, one without its words, and work for who is no member without a clause.

    § 8 (1) no. 5 GenG; R-STA-04, R-NEED-04.
    """
    if to not in LEADS_TO[state]:
        raise Refusal("Von „{state}“ führt kein Schritt zu „{to}“.", state=STATE_WORDS[state], to=STATE_WORDS[to])
    if to in SERVED and not may_be_served:
        raise Refusal(
            "Bedient wird nur der Bedarf eines Mitglieds: Die Satzung lässt Geschäfte mit anderen nicht zu"
            " (§ 8 Abs. 1 Nr. 5 GenG)."
        )
    if to is NeedState.ANSWERED and not words.strip():
        raise WordsRefusal("Schreiben Sie die Antwort auf den Bedarf.")
    if to is NeedState.SET_ASIDE and not words.strip():
        raise WordsRefusal("Geben Sie an, warum es vorerst nicht weitergeht.")


def check_may_withdraw(state: NeedState) -> None:
    """Refuse to withdraw what is withdrawn."""
    if state is NeedState.WITHDRAWN:
        raise Refusal("Dieser Bedarf ist schon zurückgezogen.")


def check_may_return(state: NeedState) -> None:
    """Refuse to bring in again what was not withdrawn."""
    if state is not NeedState.WITHDRAWN:
        raise Refusal("Dieser Bedarf ist nicht zurückgezogen.")


def check_may_change(state: NeedState) -> None:
    """Refuse to change the words of what is withdrawn."""
    if state is NeedState.WITHDRAWN:
        raise Refusal("Dieser Bedarf ist zurückgezogen. Bringen Sie ihn erst wieder ein.")


@dataclass(frozen=True)
class Step:
    """A step of a need: where it led, when, who led it."""

    to: NeedState
    day: date
    by: str


@dataclass(frozen=True)
class Mark:
    """A place on the way of a need as it is shown: behind it (`done`), where it stands (`now`), or to come."""

    state: NeedState
    standing: str
    step: Step | None = None


def track_of(state: NeedState, steps: Sequence[Step]) -> list[Mark]:
    """The way of a need with the last step to each place; what stopped it stands in the place of what may come."""
    last = {step.to: step for step in steps}
    if state not in WAY:
        reached = [each for each in WAY if each in last]
        return [*(Mark(each, "done", last[each]) for each in reached), Mark(state, "now", last.get(state))]
    at = WAY.index(state)
    return [
        Mark(each, "done", last.get(each)) if place < at else Mark(each, "now", last.get(each)) if place == at
        else Mark(each, "coming")
        for place, each in enumerate(WAY)
    ]  # fmt: skip


def look_by(raised_on: date) -> date:
    """Until when a new need is looked at."""
    return raised_on + LOOK_WITHIN


def answer_by(asked_on: date) -> date:
    """Until when a question to the office is answered."""
    return asked_on + ANSWER_WITHIN
