"""How members, shares and credit have developed, added up from the ledgers by day."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.reports.queries.courses import steps_of_all
from app.reports.rules import OVER_TIME, GroupStep, HeldFigure, Standing, days_to_show, standing_at_close, standing_on


def development(
    session: Session, today: date, known_at: datetime | None = None,
    known: Mapping[HeldFigure, Sequence[GroupStep]] | None = None,
) -> list[tuple[date, Standing]]:
    """Members, shares and credit at the close of quarters or years up to today, and today.

    Whoever has read already what a figure changes, by kind and region, hands it in as `known`; of the others the sums
    of all are read.
    """
    read = {figure: [each.step for each in steps] for figure, steps in (known or {}).items()}
    found = {figure: read.get(figure) or steps_of_all(session, figure, known_at) for figure in OVER_TIME}
    steps = [step for figure in OVER_TIME for step in found[figure] if step.day <= today]
    days = days_to_show(min((step.day for step in steps), default=today), today)
    closed = [(day, standing_at_close(Standing(), steps, day)) for day in days if day < today]
    return [*closed, (today, standing_on(Standing(), steps, today))]
