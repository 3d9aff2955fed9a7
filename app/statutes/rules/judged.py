"""What another version of the statute has judged, seen from a version registered for a past day (R-STA-03)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.core.formats import day as written
from app.core.values import Refusal


@dataclass(frozen=True)
class JudgedAct:
    """An act since the day of registration that another version judged: what, its number, of whom, and its page."""

    word: str
    number: str
    name: str
    day: date
    endpoint: str
    values: Mapping[str, object]


def check_seen(acts: Sequence[JudgedAct], seen: Collection[str], registered_on: date) -> None:
    """Refuse to register a version for a past day unseen: acts since then rest on another version (R-STA-03)."""
    unseen = [act for act in acts if act.number not in seen]
    if unseen:
        raise Refusal(
            "Seit dem {day} wurde schon nach der anderen Fassung geurteilt (zuletzt: {word} {number}). Sehen"
            " Sie die Vorgänge an, die jetzt auf dieser Seite stehen, und vermerken Sie die Eintragung dann noch"
            " einmal.",
            day=written(registered_on), word=unseen[0].word, number=unseen[0].number,
        )
