"""Whose death is recorded: nobody is given an office after it (§§ 9 (2), 77 GenG; R-ORG-02)."""

from collections.abc import Callable
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.core.formats import local
from app.members.models import Member, MembershipExit, MembershipPeriod
from app.members.rules import ExitGround
from app.organs import rules
from app.parties import queries as parties

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
    """The day of a recorded death, or the day by which it had happened; None of the living.

    Of an earlier list that is the end of the membership, which may be to come (§ 77 (1) GenG), or the day on which that
    was recorded.
    """
    if _deaths is not None:
        deaths = _deaths().subquery()
        recorded = select(deaths.c.event_on).where(deaths.c.party_id == party_id)
        found: date | None = session.scalar(recorded.limit(1))
        if found is not None:
            return found
    ended = _ENDED_BY_DEATH.with_only_columns(MembershipExit.last_day, MembershipExit.recorded_at)
    newest = ended.join(MembershipExit, MembershipExit.period_id == MembershipPeriod.id)
    row = session.execute(newest.where(Member.party_id == party_id).order_by(MembershipExit.id.desc())).first()
    return min(row.last_day, local(row.recorded_at).date()) if row else None


def check_alive(session: Session, party_id: int, first_day: date, last_day: date | None) -> None:
    """Refuse a term to the dead, and one beyond a recorded death (§ 9 (2) GenG; R-ORG-02)."""
    name = parties.get_party(session, party_id).display_name
    rules.check_alive(name, died_on(session, party_id), first_day, last_day)


def dead_on(day: date) -> list[Select[int]]:
    """The parties that are dead on a day by what is recorded, as conditions of a query take them."""
    found = [_ENDED_BY_DEATH.with_only_columns(Member.party_id)]
    if _deaths is not None:
        deaths = _deaths().subquery()
        found.append(select(deaths.c.party_id).where(deaths.c.event_on <= day))
    return found
