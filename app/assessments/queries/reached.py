"""When needs were first assessed together, for what counts a year (R-NEED-02, R-NEED-05)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.assessments.models import Assessment, AssessmentScore, Assessor, Round, RoundSubject
from app.assessments.rules import FEWEST
from app.bundles.models import BundleAct, BundleMove


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
        .having(func.count(Assessor.member_id.distinct()) >= FEWEST)
        .order_by(Round.closed_at)
    )
    rows = session.execute(counted).all()
    moves = _moves(session, {row.bundle_id for row in rows if row.bundle_id is not None})
    found: dict[int, datetime] = {}
    for closed_at, bundle_id, need_id in rows:
        assert closed_at is not None
        for each in (need_id or 0,) if bundle_id is None else _lying_in(moves, bundle_id, closed_at):
            found.setdefault(each, closed_at)
    return found


Moved = tuple[int, int | None, datetime]
"""A need, the bundle into which it went (None is no bundle), and when."""


def _moves(session: Session, bundle_ids: Collection[int]) -> Sequence[Moved]:
    """Every move of the needs that ever lay in one of these bundles, in order."""
    moves = select(BundleMove.need_id, BundleMove.to_bundle_id, BundleAct.at)
    told = moves.join(BundleAct, BundleAct.id == BundleMove.act_id)
    once = select(BundleMove.need_id).where(BundleMove.to_bundle_id.in_(bundle_ids))
    return [(*each,) for each in session.execute(told.where(BundleMove.need_id.in_(once)).order_by(BundleAct.turn))]


def _lying_in(moves: Sequence[Moved], bundle_id: int, moment: datetime) -> Iterator[int]:
    """The needs that lay in a bundle at a moment, by the last move of each."""
    last = {need_id: lies_in for need_id, lies_in, at in moves if at <= moment}
    yield from (need_id for need_id, lies_in in last.items() if lies_in == bundle_id)
