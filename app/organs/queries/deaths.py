"""Whose death is recorded: nobody is given an office after it (§§ 9 (2), 77 GenG; R-ORG-02)."""

from collections.abc import Callable
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.members.models import Member, MembershipPeriod
from app.members.rules import ExitGround
from app.organs import rules
from app.parties import queries as parties
from app.statutes import queries as statutes
from app.statutes.rules import year_end_of

Deaths = Callable[[], Select[int, date | None]]

_deaths: Deaths | None = None


def hand_in(deaths: Deaths) -> None:
    """Name whose death stands recorded, and its day; called by the factory.

    Deaths are known in a room above this one.
    """
    global _deaths
    _deaths = deaths


_ENDED_BY_DEATH = (
    select(Member.party_id, MembershipPeriod.last_day)
    .join(MembershipPeriod).where(MembershipPeriod.exit_ground == ExitGround.DEATH)
)  # fmt: skip
"""Who left by death as the register has it: of an earlier list only the end of the membership is known."""


def died_on(session: Session, party_id: int) -> date | None:
    """The day of a recorded death, or the day by which it had happened; None of the living."""
    return _recorded(session, party_id) or _by_the_register(session, party_id)


def _recorded(session: Session, party_id: int) -> date | None:
    if _deaths is None:
        return None
    deaths = _deaths().subquery()
    found: date | None = session.scalar(select(deaths.c.event_on).where(deaths.c.party_id == party_id).limit(1))
    return found


def _by_the_register(session: Session, party_id: int) -> date | None:
    ended = _ENDED_BY_DEATH.with_only_columns(MembershipPeriod.last_day).where(Member.party_id == party_id)
    return session.scalar(ended.limit(1))


def check_alive(session: Session, party_id: int, first_day: date, last_day: date | None) -> None:
    """Refuse a term to the dead, and one beyond a recorded death (§ 9 (2) GenG; R-ORG-02)."""
    name, recorded = parties.get_party(session, party_id).display_name, _recorded(session, party_id)
    rules.check_alive(name, recorded, first_day, last_day)
    if recorded is None:
        year_end = _close_of(session, last_day) if last_day else None
        rules.check_lived_through(name, _by_the_register(session, party_id), year_end)


def dead_on(session: Session, day: date) -> list[Select[int]]:
    """The parties that are dead on a day by what is recorded, or may be, as conditions of a query take them."""
    may_be = MembershipPeriod.last_day <= _close_of(session, day)
    found = [_ENDED_BY_DEATH.with_only_columns(Member.party_id).where(may_be)]
    if _deaths is not None:
        deaths = _deaths().subquery()
        found.append(select(deaths.c.party_id).where(deaths.c.event_on <= day))
    return found


def _close_of(session: Session, day: date) -> date:
    """The close of the fiscal year in which a day lies; none can be told where no years are entered."""
    years = statutes.fiscal_years(session)
    return year_end_of(years, day) if years else date.max
