"""What came of a round: spread, words, priorities. The one place that reads scores of others; of a round that is over.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assessments.models import Assessment, Round, RoundCriterion, RoundSubject
from app.assessments.queries.rounds import Subject, subjects_of
from app.assessments.rules import (
    RESULT_SHOWN,
    Place,
    Rated,
    Reach,
    Spread,
    Swap,
    Weighed,
    has_enough,
    ranked,
    reaches_of,
    spread_of_members,
    swaps_of,
)
from app.core.values import NotFound
from app.organs import queries as organs
from app.organs.models import Item
from app.organs.rules import ItemKind

COUNTS = (Assessment.submitted_at.is_not(None), Assessment.is_left_out.is_(False))
"""Which assessments count in a round that is over."""


@dataclass(frozen=True)
class Voice:
    """What one assessor gave, for office and board alone: who, for which member, the step by each criterion."""

    name: str
    member: str
    member_number: int
    steps: dict[int, int | None]


@dataclass(frozen=True)
class Heard:
    """What was said about one subject: the spread by each criterion, words without names, from how many members.

    `members` counts those that gave a step; who could judge nothing is none of them. Where they are fewer than two,
    nothing of it is shown: it would be the word of one alone (R-NEED-02).
    """

    subject: Subject
    spreads: dict[int, Spread]
    words: dict[int, list[str]]
    members: int
    voices: tuple[Voice, ...]

    @property
    def is_enough(self) -> bool:
        """Whether enough different members assessed it."""
        return has_enough(self.members)

    def rated(self) -> Rated:
        """What of it counts on the list."""
        means = {key: each.mean for key, each in self.spreads.items() if each.mean is not None}
        return Rated(self.subject.id, means if self.is_enough else {})


def result_of(session: Session, found: Round) -> list[Heard]:
    """What was said in a round; raises NotFound as long as it is not over: nobody sees a score before (R-NEED-02)."""
    if found.state not in RESULT_SHOWN:
        raise NotFound("Ein Ergebnis gibt es, wenn die Runde geschlossen ist. Bis dahin bleibt alles verdeckt.")
    return [_heard(each, found, _counted(session, each.id)) for each in subjects_of(session, found)]


def _counted(session: Session, subject_id: int) -> Sequence[Assessment]:
    counted = select(Assessment).where(Assessment.subject_id == subject_id, *COUNTS)
    return session.scalars(counted.order_by(Assessment.id)).all()


@dataclass(frozen=True)
class Turnout:
    """How many assessors took part in a round that is over, so that an assessment of theirs counts; of how many named.

    Also of those who were excused: else the number would tell whether they had assessed (R-NEED-02).
    """

    heard: int
    asked: int


def turnout_of(session: Session, found: Round) -> Turnout:
    """How many took part in a round that is over."""
    counted = select(Assessment.assessor_id).join(RoundSubject, RoundSubject.id == Assessment.subject_id)
    heard = set(session.scalars(counted.where(RoundSubject.round_id == found.id, *COUNTS)))
    return Turnout(len(heard), len(found.assessors))


def _heard(subject: Subject, found: Round, counted: Sequence[Assessment]) -> Heard:
    members = {each.assessor.member_id for each in counted if any(score.step is not None for score in each.scores)}
    given = [(each.assessor.member_id, {score.criterion_id: score for score in each.scores}) for each in counted]
    spreads, words = {}, {}
    for criterion in found.criteria:
        scores = [(member_id, said[criterion.id]) for member_id, said in given if criterion.id in said]
        spreads[criterion.id] = spread_of_members([(member_id, score.step) for member_id, score in scores])
        words[criterion.id] = sorted(score.words for _member_id, score in scores if score.words)
    voices = tuple(
        Voice(each.assessor.party.display_name, each.assessor.member.party.display_name, each.assessor.member.number,
              {score.criterion_id: score.step for score in each.scores})
        for each in sorted(counted, key=lambda each: (each.assessor.member.number, each.assessor_id))
    )  # fmt: skip
    return Heard(subject, spreads, words, len(members), voices)


def weights_of(criteria: Sequence[RoundCriterion]) -> tuple[Weighed, ...]:
    """The criteria as they count."""
    return tuple(Weighed(each.id, Fraction(each.weight), each.high_is_worse) for each in criteria)


@dataclass(frozen=True)
class Priorities:
    """The list of priorities with what it owes to the weights."""

    places: list[Place]
    reaches: dict[int, Reach]
    swaps: dict[int, Swap | None]


def priorities_of(heard: Sequence[Heard], weights: Sequence[Weighed]) -> Priorities:
    """Put what was assessed in order by these weights."""
    rated = [each.rated() for each in heard]
    return Priorities(ranked(rated, weights), reaches_of(rated, weights), swaps_of(rated, weights))


def find_item(session: Session, round_id: int) -> Item | None:
    """What lies, or lay, before an organ about a round."""
    return organs.find_item(session, ItemKind.ASSESSMENT, round_id)


def waiting_on_agenda(session: Session, agenda_item_id: int) -> int:
    """The item, by its id, by which a round waits for what is decided under an item of an agenda; 0 where none does."""
    round_id = round_on_agenda(session, agenda_item_id)
    found = find_item(session, round_id) if round_id is not None else None
    return found.id if found is not None and found.is_open else 0


def round_on_agenda(session: Session, agenda_item_id: int) -> int | None:
    """The round that stands behind an item of an assembly's agenda, by its id; None behind any other."""
    return session.scalar(select(Round.id).where(Round.agenda_item_id == agenda_item_id))
