"""When needs were first assessed together, for what counts a year (R-NEED-02, R-NEED-05)."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.assessments.models import AssessedNeed, Assessment, AssessmentScore, Assessor, Round, RoundSubject
from app.assessments.rules import FEWEST


def first_assessed(session: Session, known_at: datetime) -> Mapping[int, datetime]:
    """Each need that several members assessed, by itself or in its bundle, and when its first such round was closed."""
    counted = (
        select(RoundSubject.id)
        .join(Round, Round.id == RoundSubject.round_id)
        .join(Assessment, Assessment.subject_id == RoundSubject.id)
        .join(Assessor, Assessor.id == Assessment.assessor_id)
        .join(AssessmentScore, AssessmentScore.assessment_id == Assessment.id)
        .where(Round.closed_at <= known_at, Assessment.submitted_at.is_not(None), Assessment.is_left_out.is_(False))
        .where(AssessmentScore.step.is_not(None))
        .group_by(RoundSubject.id)
        .having(func.count(Assessor.member_id.distinct()) >= FEWEST)
    )
    kept = (
        select(AssessedNeed.need_id, func.min(Round.closed_at))
        .join(RoundSubject, RoundSubject.id == AssessedNeed.subject_id)
        .join(Round, Round.id == RoundSubject.round_id)
        .where(AssessedNeed.subject_id.in_(counted))
        .group_by(AssessedNeed.need_id)
    )
    return {need_id: closed_at for need_id, closed_at in session.execute(kept) if closed_at is not None}
