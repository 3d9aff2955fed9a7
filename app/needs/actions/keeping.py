"""What is done beside: meanings kept for comparing, what the night sees to."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.needs import queries
from app.needs.actions.drafting import forget_forgotten
from app.needs.actions.raising import carry_over_left
from app.needs.rules import Floats, NeedText


def keep_meaning(session: Session, need_id: int, told: NeedText, meaning: Floats) -> None:
    """Keep what the model told of a need, unless its words were changed since."""
    need = queries.get_need(session, need_id, lock=True)
    if need.erased_at is None and need.stated().text() == told:
        need.meaning, need.meant_by = queries.as_stored(meaning), queries.MODEL


def keep_in_time(session: Session, now: datetime) -> int:
    """What the night sees to: drafts that nobody goes on with go, what applications told is carried over.

    Gives how many drafts were deleted (R-GDPR-03).
    """
    forgotten = forget_forgotten(session, now)
    carry_over_left(session, now)
    return forgotten
