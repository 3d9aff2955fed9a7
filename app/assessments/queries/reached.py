"""When needs were first assessed together, for what counts a year (R-NEED-02, R-NEED-05)."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.assessments.models import Assessment, AssessmentScore, Assessor, Round, RoundSubject
from app.bundles.models import BundleAct, BundleMove

LEAST = 2
"""How many members assess something together at least."""


def first_assessed(session: Session, known_at: datetime) -> Mapping[int, datetime]:
    """Each need that several members assessed, by itself or in its bundle, and when its first such round was closed."""
    counted = (
        select(Round.closed_at, RoundSubject.bundle_id, RoundSubject.need_id)
        .join(RoundSubject, RoundSubject.round_id == Round.id)
        .join(Assessment, Assessment.subject_id == RoundSubject.id)
        .join(Assessor, Assessor.id == Assessment.assessor_id)
        .join(AssessmentScore, AssessmentScore.assessment_id == Assessment.id)
        .where(Round.closed_at <= known_at, Assessment.submitted_at.is_not(None), Assessment.is_left_out.is_(False))
        .where(AssessmentScore.step.is_not(None))
        .group_by(RoundSubject.id, Round.closed_at, RoundSubject.bundle_id, RoundSubject.need_id)
        .having(func.count(Assessor.member_id.distinct()) >= LEAST)
        .order_by(Round.closed_at)
    )
    found: dict[int, datetime] = {}
    for closed_at, bundle_id, need_id in session.execute(counted).all():
        assert closed_at is not None
        for each in _lying_in(session, bundle_id, closed_at) if bundle_id is not None else (need_id or 0,):
            found.setdefault(each, closed_at)
    return found


def _lying_in(session: Session, bundle_id: int, moment: datetime) -> Iterator[int]:
    """The needs that lay in a bundle at a moment, by the last move of each."""
    moves = select(BundleMove.need_id, BundleMove.to_bundle_id).join(BundleAct, BundleAct.id == BundleMove.act_id)
    once = select(BundleMove.need_id).where(BundleMove.to_bundle_id == bundle_id)
    told = moves.where(BundleAct.at <= moment, BundleMove.need_id.in_(once)).order_by(BundleAct.turn)
    last: dict[int, int | None] = dict(session.execute(told).all())
    yield from (need_id for need_id, lies_in in last.items() if lies_in == bundle_id)
