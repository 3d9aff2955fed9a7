"""By what is assessed: criteria with a scale from 1 to 5 whose ends are explained, weights, directions (R-NEED-02)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.core.values import German, Refusal

LOWEST, HIGHEST = 1, 5
SCALE = tuple(range(LOWEST, HIGHEST + 1))
MAX_CRITERIA = 10
MAX_WEIGHT = 100
MAX_NAME = 60
MAX_END = 160
MAX_QUESTION = 200
MAX_WORDS = 1000
"""Signs of what somebody writes beside a score."""


class CriterionRefusal(Refusal):
    """What is wrong with a criterion."""


@dataclass(frozen=True)
class Criterion:
    """A criterion as it is set: what 1, 3 and 5 mean, how much it counts, whether much of it is worse."""

    name: str
    question: str
    low: str
    middle: str
    high: str
    weight: int = 1
    high_is_worse: bool = False


PROPOSED: Mapping[str, Criterion] = {
    "use": Criterion(
        German("Nutzen"), German("Wie viel hilft eine Lösung denen, die den Bedarf haben?"),
        German("kaum spürbar"), German("erleichtert die Arbeit deutlich"), German("löst ein drückendes Problem"), 3,
    ),
    "feasible": Criterion(
        German("Machbarkeit"), German("Lässt es sich mit dem, was es gibt, umsetzen?"),
        German("heute nicht zu machen"), German("mit Partnern und etwas Zeit"), German("sofort, mit Bekanntem"), 2,
    ),
    "reach": Criterion(
        German("Reichweite"), German("Wie viele Mitglieder hätten etwas davon?"),
        German("nur einzelne"), German("etwa die Hälfte"), German("fast alle"), 2,
    ),
    "urgent": Criterion(
        German("Dringlichkeit"), German("Wie lange kann es warten?"),
        German("noch Jahre"), German("bis zum nächsten Jahr"), German("gar nicht mehr"), 2,
    ),
    "risk": Criterion(
        German("Risiko"), German("Was steht auf dem Spiel, wenn es misslingt?"),
        German("fast nichts"), German("Fehler wären lästig"), German("Menschen oder Rechte kämen zu Schaden"), 1, True,
    ),
    "effort": Criterion(
        German("Aufwand"), German("Wie viel Arbeit und Geld kostet es?"),
        German("wenige Tage"), German("einige Monate"), German("mehr als ein Jahr"), 1, True,
    ),
}  # fmt: skip
"""The criteria that the house proposes; each round chooses from them, changes them or sets its own."""


def check_criterion(wanted: Criterion, others: Sequence[str]) -> None:
    """Refuse a criterion without a name, with one that is there already, unexplained, or with no whole weight."""
    if not wanted.name.strip():
        raise CriterionRefusal("Geben Sie dem Kriterium einen Namen.")
    if wanted.name.strip().casefold() in {each.casefold() for each in others}:
        raise CriterionRefusal("Ein Kriterium „{name}“ gibt es in dieser Runde schon.", name=wanted.name.strip())
    if not wanted.low.strip() or not wanted.high.strip():
        raise CriterionRefusal("Sagen Sie, was 1 und was 5 heißt; sonst versteht jeder etwas anderes darunter.")
    if not 1 <= wanted.weight <= MAX_WEIGHT:
        raise CriterionRefusal("Das Gewicht ist eine ganze Zahl von 1 bis {most}.", most=MAX_WEIGHT)


def check_room_for_criterion(number: int) -> None:
    """Refuse more criteria than anybody reads."""
    if number >= MAX_CRITERIA:
        raise CriterionRefusal("Eine Runde hat höchstens {most} Kriterien.", most=MAX_CRITERIA)
