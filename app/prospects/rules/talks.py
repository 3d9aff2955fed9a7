"""Talks and next steps: a talk ends in a dated next step, or in an end with its reason (R-NEED-06)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.core.values import German, Refusal

FURTHEST = timedelta(days=730)
"""How far ahead a next step may lie; what is further off is a slip of the finger."""

MAX_NOTES = 6000


class Then(StrEnum):
    """What a talk leads to."""

    STEP = "step"
    WANTS = "wants"
    END = "end"


THEN_WORDS: Mapping[Then, str] = {
    Then.STEP: German("Es geht weiter"),
    Then.WANTS: German("Will beitreten"),
    Then.END: German("Es geht nicht weiter"),
}
"""How that is called."""


class HeldOnRefusal(Refusal):
    """What is wrong with the day of a talk."""


class DueOnRefusal(Refusal):
    """What is wrong with the day of a next step."""


class OwnerRefusal(Refusal):
    """What is wrong with who takes a next step."""


@dataclass(frozen=True)
class Planned:
    """A next step: what, until when, and the account of who does it."""

    what: str
    due_on: date | None
    owner_id: int | None


@dataclass(frozen=True)
class Held:
    """A talk as it is entered: the day, who took part on either side, what was said, what came of it."""

    held_on: date
    ours: str
    theirs: str
    notes: str
    outcome: str


def check_held_on(held_on: date, today: date) -> None:
    """Refuse a talk that has not taken place yet (R-NEED-06)."""
    if held_on > today:
        raise HeldOnRefusal("Das Gespräch liegt in der Zukunft. Tragen Sie es als nächsten Schritt ein.")


def check_planned(planned: Planned, today: date) -> None:
    """Refuse a next step without words, without an owner, or without a day that is still to come (R-NEED-06)."""
    if not planned.what.strip():
        raise Refusal("Geben Sie an, was als Nächstes geschieht.")
    if planned.due_on is None:
        raise DueOnRefusal("Geben Sie an, bis wann der nächste Schritt getan wird.")
    if planned.due_on < today:
        raise DueOnRefusal("Dieser Tag ist schon vorbei.")
    if planned.due_on > today + FURTHEST:
        raise DueOnRefusal("Dieser Tag liegt mehr als zwei Jahre voraus.")
    if planned.owner_id is None:
        raise OwnerRefusal("Wählen Sie, wer den nächsten Schritt tut.")


def is_overdue(due_on: date, today: date) -> bool:
    """Say whether a next step should have been done before today (R-NEED-06)."""
    return due_on < today
