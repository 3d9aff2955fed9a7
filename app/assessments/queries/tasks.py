"""What waits for the office: rounds whose assessments are all in, results that lie before no organ."""

from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.assessments.models import Assessment, Round, RoundSubject
from app.assessments.queries.results import COUNTS
from app.assessments.queries.rounds import progress_of, sum_of
from app.assessments.rules import RoundState
from app.organs.models import Item
from app.organs.rules import ItemKind, Outcome


def to_lay() -> Select[Round]:
    """Rounds that are over and whose result was not laid before an organ, the one closed first before others.

    One in which nobody assessed has no result that could be laid.
    """
    laid = select(Item.id).where(
        Item.kind == ItemKind.ASSESSMENT, Item.reference == Round.id, Item.dropped_at.is_(None),
        Item.outcome == Outcome.OPEN,
    )
    heard = select(Assessment.id).join(RoundSubject).where(RoundSubject.round_id == Round.id, *COUNTS)
    waits = select(Round).where(
        Round.state == RoundState.CLOSED, ~laid.correlate(Round).exists(), heard.correlate(Round).exists()
    )
    return waits.order_by(Round.closed_at, Round.id)


def to_close(session: Session, today: date) -> list[Round]:
    """Rounds that run and have all assessments that somebody was named for, so that the office may close them early."""
    running = session.scalars(select(Round).where(Round.state == RoundState.OPEN).order_by(Round.last_day, Round.id))
    return [each for each in running if sum_of(progress_of(session, each, today).values()).is_complete]
