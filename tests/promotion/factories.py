"""A year of needs that goes by, made through the rooms' own actions; all invented."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session

from app.core.formats import beginning_of
from app.core.values import Actor, Role
from app.members.models import Member
from app.needs import actions as needs
from app.needs.models import Need
from app.needs.rules import Level, NeedState, Stated
from app.promotion.rules import Year
from app.statutes.rules import FiscalYear
from tests.needs.factories import MINUTES, House, a_need, actor_of

YEAR = FiscalYear(date(2025, 1, 1), date(2025, 12, 31))
DAYS = Year(YEAR.first_day, YEAR.last_day)
ENDING = "2025-12-31"


def at(year: int, month: int, day: int, hour: int = 12) -> datetime:
    """A moment of a day, by the house's clock."""
    return (beginning_of(date(year, month, day)) + timedelta(hours=hour)).astimezone(UTC)


def led(session: Session, need: Need, house: House, *steps: tuple[datetime, NeedState]) -> Need:
    """Lead a need on."""
    office = actor_of(house.office, Role.OFFICE)
    for moment, state in steps:
        words = "So geht es." if state in (NeedState.ANSWERED, NeedState.SET_ASIDE) else ""
        needs.move(session, need.id, state, words, need.steps[-1].id, office, moment)
    return need


def an_answered(
    session: Session, owner: Member, house: House, stated: Stated = MINUTES, raised: datetime | None = None,
    answered: datetime | None = None,
) -> Need:
    """A need that was raised in March and answered in June of 2025, unless said otherwise."""
    need = a_need(session, owner, house.office, stated, raised or at(2025, 3, 1), seen=False)
    steps = ((raised or at(2025, 3, 2), NeedState.SEEN), (answered or at(2025, 6, 9), NeedState.ANSWERED))
    return led(session, need, house, *steps)


def of_level(level: Level, word: str) -> Stated:
    """A need of a level with a word of its own."""
    return replace(MINUTES, title=f"Bedarf {word}", situation=f"Es fehlt {word}.", level=level)


def a_director(house: House) -> Actor:
    """Somebody of the board, as the actions know the person."""
    return actor_of(house.mayor, Role.BOARD)
