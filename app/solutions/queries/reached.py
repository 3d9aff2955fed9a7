"""What owners said of the solutions to their needs, for what counts a year (R-NEED-03, R-NEED-05)."""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.solutions.models import SolutionNeed, SolutionVerdict
from app.solutions.rules import Outcome


def first_judged(outcome: Outcome) -> Callable[[Session, datetime], Mapping[int, datetime]]:
    """Give what finds each need of which the owner says so, and since when, as known at a moment."""

    def found(session: Session, known_at: datetime) -> Mapping[int, datetime]:
        said = (
            select(SolutionVerdict.link_id, SolutionNeed.need_id, SolutionVerdict.outcome, SolutionVerdict.at)
            .join(SolutionNeed, SolutionNeed.id == SolutionVerdict.link_id)
            .where(SolutionVerdict.at <= known_at)
        )
        last = {row.link_id: row for row in session.execute(said.order_by(SolutionVerdict.number)).all()}
        since: dict[int, datetime] = {}
        for row in sorted(last.values(), key=lambda each: each.at):
            if row.outcome is outcome:
                since.setdefault(row.need_id, row.at)
        return since

    return found
