"""Rounds of assessment of the story: one that is over, with a disagreement; one that runs, half of it in."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.assessments import actions, queries
from app.assessments.models import Assessor, Round
from app.assessments.rules import Score
from app.bundles import queries as bundles
from app.core.values import Actor
from app.demo.actions.applications import ago
from app.demo.actions.register import Cast

ASSESSING = (
    "Kulturkreis Altenbruck e. V.", "Stadt Lindenfurt", "Gemeinde Quellbach", "Handwerkskammer Rabental",
    "Hochschule Welldingen", "Stadtwerke Quellbach GmbH", "Landkreis Rabental",
)
"""The members whose people assess; whoever has a need in a bundle is not asked about it."""

CRITERIA = ("use", "feasible", "urgent", "effort")
STEPS: Sequence[Sequence[Sequence[int | None]]] = (
    ((5, 4, 4, 1), (5, 4, 5, 5), (4, 4, 4, 1), (5, 3, 4, 5), (4, 4, 3, 1), (5, 4, 4, 5), (4, 5, 4, 2)),
    ((4, 3, 5, 3), (4, 3, 4, 3), (3, 4, 5, 4), (4, None, 4, 3), (5, 3, 4, 3), (4, 3, 5, 2), (4, 2, 4, 3)),
    ((4, 5, 3, 2), (4, 5, 3, 2), (4, 5, 2, 2), (3, 4, 2, 3), (4, 5, 3, 2), (3, 5, 2, 2), (4, 5, 3, 1)),
)
"""What is said of each bundle, by assessor and criterion; of the first all agree but on what it costs."""

WORDS: Mapping[tuple[int, int, int], str] = {
    (0, 0, 3): "Mit einem fertigen Programm ist das in einer Woche eingeführt.",
    (0, 1, 3): "Die Saalanlage muss erneuert werden, und der Personalrat ist zu beteiligen. Das dauert.",
    (0, 3, 0): "Spart in jeder Gemeinde Tage, jeden Monat.",
    (2, 2, 2): "Bei uns bleibt gerade liegen, was nicht am selben Tag beantwortet ist.",
}
"""What some write beside: bundle, assessor, criterion."""


def assess_together(session: Session, cast: Cast, now: datetime) -> None:
    """A round about the first bundles is over and waits for the board; one about the others runs."""
    found = [row.bundle for row in bundles.list_bundles(session, queries.ANY_MEMBER)[0]]
    first, others = found[:3], found[3:6]
    opened = max(each.opened_at for each in first)
    begun = min(max(opened + timedelta(days=1), ago(cast, 30, 9)), ago(cast, 6, 9))
    over = _prepare(session, cast, "Was gehen wir zuerst an?", [each.id for each in first], begun)
    _assess(session, over, STEPS, begun + timedelta(days=1))
    actions.close(session, over.id, over.version, cast.office, begun + timedelta(days=3))
    running = _prepare(session, cast, "Was nehmen wir uns für das Frühjahr vor?", [each.id for each in others],
                       ago(cast, 3, 9))
    _assess(session, running, STEPS[:2], ago(cast, 2, 9), until=4)


def _prepare(session: Session, cast: Cast, title: str, bundle_ids: Sequence[int], at: datetime) -> Round:
    about = actions.About(
        title, "Bitte nehmen Sie sich eine halbe Stunde. Das Ergebnis legt die Geschäftsstelle dem Vorstand vor.",
        (at + timedelta(days=14)).date(),
    )
    found = actions.prepare(session, about, CRITERIA, cast.office, at)
    actions.choose_subjects(session, found.id, bundle_ids, [], found.version, cast.office, at)
    for name in ASSESSING:
        member = cast.members[name]
        party_id = queries.acting_for(session, member, at.date())[0][0]
        actions.name_assessor(session, found.id, member.id, party_id, cast.office, at)
    actions.begin(session, found.id, found.version, cast.office, at)
    return found


def _assess(
    session: Session, found: Round, steps: Sequence[Sequence[Sequence[int | None]]], at: datetime,
    until: int = len(ASSESSING),
) -> None:
    """Each of the first assessors hands in what it is asked about; the first one only begins where not all do."""
    for place, assessor in enumerate(found.assessors[:until]):
        person = Actor(assessor.party.display_name, None, assessor.party_id)
        for number, task in enumerate(queries.tasks_of(session, assessor, at.date())):
            row = next(place for place, each in enumerate(found.subjects) if each.id == task.subject.id)
            given = _scores(found, steps[row % len(steps)][place], row, place)
            is_begun_only = until < len(ASSESSING) and place == 0 and number > 0
            _write(session, found, assessor, task.subject.id, given, person, at, is_begun_only)


def _write(
    session: Session, found: Round, assessor: Assessor, subject_id: int, given: Mapping[int, Score], person: Actor,
    at: datetime, is_begun_only: bool,
) -> None:
    act = actions.keep if is_begun_only else actions.submit
    act(session, found.id, assessor.member_id, subject_id, given, person, at)


def _scores(found: Round, steps: Sequence[int | None], row: int, place: int) -> dict[int, Score]:
    return {
        criterion.id: Score(step, step is None, WORDS.get((row, place, number), ""))
        for number, (criterion, step) in enumerate(zip(found.criteria, steps, strict=True))
    }
