"""How members, shares and credit have developed, added up from the ledgers by day."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.reports.queries.courses import steps_by_group
from app.reports.rules import OVER_TIME, GroupStep, HeldFigure, Standing, days_to_show, standing_at_close, standing_on

StepsByFigure = Mapping[HeldFigure, Sequence[GroupStep]]


def steps_by_figure(session: Session, known_at: datetime | None = None) -> StepsByFigure:
    """Every day's changes of members, shares and credit, by kind and region, as known at a moment (R-REG-06)."""
    return {figure: steps_by_group(session, figure, known_at) for figure in OVER_TIME}


def development(
    session: Session, today: date, known_at: datetime | None = None, known: StepsByFigure | None = None
) -> list[tuple[date, Standing]]:
    """Members, shares and credit at the close of quarters or years up to today, and today.

    Whoever has read what the figures change already hands it in as `known`.
    """
    found = known or steps_by_figure(session, known_at)
    steps = [each.step for figure in OVER_TIME for each in found[figure] if each.step.day <= today]
    days = days_to_show(min((step.day for step in steps), default=today), today)
    closed = [(day, standing_at_close(Standing(), steps, day)) for day in days if day < today]
    return [*closed, (today, standing_on(Standing(), steps, today))]
