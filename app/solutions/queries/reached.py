"""What owners said of the solutions to their needs, for what counts a year (R-NEED-03, R-NEED-05)."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.formats import end_of
from app.needs.models import NeedStep
from app.needs.rules import NeedState
from app.solutions.models import SolutionNeed, SolutionVerdict
from app.solutions.rules import Outcome, is_about_answer_of


def judged(outcome: Outcome) -> Callable[[Session, date, datetime], frozenset[int]]:
    """Give what finds the needs of whose last answer until a day the owner says so, as known at a moment.

    The verdict may be of a later day; one on an earlier or later answer does not count.
    """

    def found(session: Session, day: date, known_at: datetime) -> frozenset[int]:
        answered, cut = _answered(session, known_at), end_of(day)
        said = (
            select(SolutionVerdict.link_id, SolutionNeed.need_id, SolutionVerdict.outcome, SolutionVerdict.at)
            .join(SolutionNeed, SolutionNeed.id == SolutionVerdict.link_id)
            .where(SolutionVerdict.at <= known_at)
            .order_by(SolutionVerdict.number)
        )
        last = {
            row.link_id: row for row in session.execute(said)
            if is_about_answer_of(answered.get(row.need_id, ()), cut, row.at)
        }
        return frozenset(row.need_id for row in last.values() if row.outcome is outcome)

    return found


def _answered(session: Session, known_at: datetime) -> Mapping[int, Sequence[datetime]]:
    """When each need of which something was said was answered, each time."""
    told = select(SolutionNeed.need_id).join(SolutionVerdict, SolutionVerdict.link_id == SolutionNeed.id)
    steps = select(NeedStep.need_id, NeedStep.at).where(
        NeedStep.to_state == NeedState.ANSWERED, NeedStep.at <= known_at, NeedStep.need_id.in_(told)
    )
    found: dict[int, list[datetime]] = defaultdict(list)
    for need_id, at in session.execute(steps.order_by(NeedStep.id)):
        found[need_id].append(at)
    return found
