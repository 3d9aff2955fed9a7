"""Scores of one criterion: their spread, and whether who gave them agrees (R-NEED-02). Exact numbers, no floats."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from app.assessments.rules.asking import has_enough
from app.assessments.rules.criteria import SCALE
from app.core.values import German, Refusal


class Agreement(StrEnum):
    """How far those who gave scores agree."""

    UNITED = "united"
    NEARLY = "nearly"
    SPLIT = "split"


AGREEMENT_WORDS: Mapping[Agreement, str] = {
    Agreement.UNITED: German("einig"), Agreement.NEARLY: German("ziemlich einig"), Agreement.SPLIT: German("uneinig"),
}
"""How agreement is called."""

CLOSE, NEAR, FAR = 1, 2, 2
"""Steps between which scores are close, near, or so far apart that an empty step lies between two groups."""


@dataclass(frozen=True)
class Groups:
    """Two groups of scores far apart: the steps up to which the lower one reaches, and from which the upper one does.
    """

    low: int
    high: int
    low_count: int
    high_count: int


@dataclass(frozen=True)
class Spread:
    """The scores of one criterion for one subject: how many at each step from 1 to 5, what lies in their middle.

    `abstained`: how many could not judge. `withheld`: how many scores are not told, as they are of one member alone.
    """

    counts: tuple[int, ...]
    abstained: int
    mean: Fraction | None
    median: Fraction | None
    agreement: Agreement | None
    groups: Groups | None
    withheld: int = 0

    @property
    def number(self) -> int:
        """How many scored."""
        return sum(self.counts)


def spread_of(scores: Sequence[int], abstained: int = 0) -> Spread:
    """Sum up the scores of one criterion; one score alone is no agreement."""
    counts = tuple(scores.count(step) for step in SCALE)
    groups = groups_of(scores)
    return Spread(counts, abstained, mean_of(scores), median_of(scores), agreement_of(scores), groups)


def spread_of_members(given: Sequence[tuple[int, int | None]]) -> Spread:
    """The same of scores, each with the member for which it was given; None where somebody could not judge.

    Those of one member alone are not told, nor do they count: it would be the word of one (R-NEED-02).
    """
    scores = [step for _member, step in given if step is not None]
    abstained = len(given) - len(scores)
    if has_enough(len({member for member, step in given if step is not None})):
        return spread_of(scores, abstained)
    return replace(spread_of([], abstained), withheld=len(scores))


def mean_of(scores: Sequence[int]) -> Fraction | None:
    """The arithmetic mean; None of no scores."""
    return Fraction(sum(scores), len(scores)) if scores else None


def median_of(scores: Sequence[int]) -> Fraction | None:
    """The score in the middle, or the mean of the two in the middle; None of no scores."""
    if not scores:
        return None
    ordered, half = sorted(scores), len(scores) // 2
    return Fraction(ordered[half]) if len(scores) % 2 else Fraction(ordered[half - 1] + ordered[half], 2)


def agreement_of(scores: Sequence[int]) -> Agreement | None:
    """Say whether scores agree; None of fewer than two.

    United: all lie on one step or on two neighbouring ones. Split: two groups lie far apart (`groups_of`), or fewer
    than three quarters lie within three neighbouring steps. Nearly united: all else.
    """
    if len(scores) < 2:
        return None
    if max(scores) - min(scores) <= CLOSE:
        return Agreement.UNITED
    together = max(sum(step <= each <= step + NEAR for each in scores) for step in SCALE)
    if groups_of(scores) is not None or 4 * together < 3 * len(scores):
        return Agreement.SPLIT
    return Agreement.NEARLY


def groups_of(scores: Sequence[int]) -> Groups | None:
    """Find two groups far apart: at least a step that nobody chose between them, at least a quarter in each."""
    ordered = sorted(scores)
    for place in range(1, len(ordered)):
        low, high = ordered[place - 1], ordered[place]
        smaller = min(place, len(ordered) - place)
        if high - low >= FAR and 4 * smaller >= len(ordered):
            return Groups(low, high, place, len(ordered) - place)
    return None


@dataclass(frozen=True)
class Score:
    """What somebody says by one criterion: a step from 1 to 5, or that it cannot judge; a few words where wanted."""

    step: int | None
    cannot_judge: bool
    words: str = ""

    @property
    def is_given(self) -> bool:
        """Whether it says anything."""
        return self.step is not None or self.cannot_judge


class Unscored(Refusal):
    """A criterion is left open; `criterion` is its id."""

    def __init__(self, message: str, criterion: int) -> None:
        super().__init__(message)
        self.criterion = criterion


def check_complete(scores: Mapping[int, Score], criteria: Sequence[int]) -> None:
    """Refuse to hand in an assessment that leaves a criterion open: it is handed in as a whole."""
    for criterion in criteria:
        if criterion not in scores or not scores[criterion].is_given:
            raise Unscored("Wählen Sie eine Stufe oder „kann ich nicht beurteilen“.", criterion)
