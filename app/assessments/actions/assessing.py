"""Assess: keep what somebody writes, hand it in as a whole; then it stands (R-NEED-02)."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from app.assessments import queries
from app.assessments.actions.noting import held
from app.assessments.models import Assessment, AssessmentScore, Assessor
from app.assessments.rules import ASSESSED, MAX_WORDS, Score, check_complete, check_in_time, check_open
from app.core import journal
from app.core.formats import local
from app.core.told import Told
from app.core.values import Actor, NotFound, Refusal


class AlreadySubmitted(Refusal):
    """What was handed in stands."""


def keep(
    session: Session, round_id: int, member_id: int, subject_id: int, scores: Mapping[int, Score], actor: Actor,
    now: datetime,
) -> Assessment:
    """Keep what somebody wrote so far about one subject; nobody else sees it, and it may be changed."""
    found, assessment = _own(session, round_id, member_id, subject_id, actor, now)
    criteria = {each.id for each in found.round.criteria}
    there = {each.criterion_id: each for each in assessment.scores}
    for criterion_id, score in scores.items():
        if criterion_id not in criteria:
            raise NotFound("Dieses Kriterium gibt es in der Runde nicht.")
        row = there.get(criterion_id)
        if row is None:
            row = AssessmentScore(criterion_id=criterion_id)
            assessment.scores.append(row)
        row.step = None if score.cannot_judge else score.step
        row.cannot_judge, row.words = score.cannot_judge, score.words.strip()[:MAX_WORDS]
    assessment.kept_at = now
    session.flush()
    return assessment


def submit(
    session: Session, round_id: int, member_id: int, subject_id: int, scores: Mapping[int, Score], actor: Actor,
    now: datetime,
) -> Assessment:
    """Hand an assessment in, as a whole; after that it is not changed any more.

    The journal says that one came in and not whose: until the round is over, nobody reads there who has assessed.
    """
    assessment = keep(session, round_id, member_id, subject_id, scores, actor, now)
    found = assessment.assessor.round
    check_complete(scores, [each.id for each in found.criteria])
    assessment.submitted_at = now
    session.flush()
    summary = Told("{number}: eine Bewertung ist abgegeben", number=found.number)
    journal.record(session, Actor.system(), ASSESSED, queries.subject_of(found.id), now, summary)
    return assessment


def _own(
    session: Session, round_id: int, member_id: int, subject_id: int, actor: Actor, now: datetime
) -> tuple[Assessor, Assessment]:
    """The own assessment of one subject, begun where there is none; refused once the round or it is over.

    The round is held: whoever closes it waits, or is waited for.
    """
    found, today = held(session, round_id), local(now).date()
    assessor = queries.get_own(session, round_id, actor.party_id, member_id)
    check_open(found.state)
    check_in_time(found.last_day, today)
    task = queries.get_task(session, assessor, subject_id, today)
    if task.is_done:
        raise AlreadySubmitted("Diese Bewertung ist schon abgegeben und wird nicht mehr geändert.")
    if task.assessment is not None:
        return assessor, task.assessment
    begun = Assessment(subject_id=subject_id, assessor_id=assessor.id, kept_at=now)
    session.add(begun)
    session.flush()
    return assessor, begun
