"""Whether credit that took its weight along into the use of a result went back since (§§ 19, 76, 77; R-FIN-05)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.closing.models import Appropriation, AppropriationShare
from app.closing.queries.results import key_of, use_is_undone
from app.closing.queries.weights import weights_of
from app.core.values import Cents
from app.members.models import Member
from app.statutes import queries as statutes
from app.statutes.rules import FiscalYear


@dataclass(frozen=True)
class UndoneTransfer:
    """A transfer that was undone: the day on which it had taken place, from when until when the ledgers had it.

    `by_death`: the membership of who died, with which an heir went on (§ 77 (2) GenG).
    """

    number: str
    transferor: Member
    acquirer: Member
    day: date
    since: datetime
    until: datetime
    by_death: bool = False


Undone = Callable[[Session], Sequence[UndoneTransfer]]

_undone: Sequence[Undone] = ()


def hand_in(undone: Sequence[Undone]) -> None:
    """Name who knows which transfers were undone, and which heirs go on no more; called by the factory.

    Both are known in rooms above this one.
    """
    global _undone
    _undone = undone


@dataclass(frozen=True)
class HandedBack:
    """A use of a result that counts credit with who had acquired it; what that member has of it, interest too; cents.

    The transfer was undone after the use was booked. `part` is below zero where a loss was borne.
    """

    booked: Appropriation
    year: FiscalYear
    transfer: UndoneTransfer
    part: Cents


def handed_back_since(session: Session, booked: Appropriation) -> list[HandedBack]:
    """The transfers undone since the use of a result that parted it otherwise than the ledgers would now (R-FIN-05).

    None of those where the weights came to be the same again, as when it was entered anew.
    """
    return _beneath(session, booked, _of_all(session))


def uses_handed_back(session: Session) -> list[HandedBack]:
    """The same of all uses that stand, until the year in which the assembly decided on them is closed."""
    undone, closed = _of_all(session), statutes.closed_through(session)
    if not undone:
        return []
    stands = select(Appropriation).where(Appropriation.effective_on > (closed or date.min), ~use_is_undone())
    uses = session.scalars(stands.order_by(Appropriation.id)).all()
    return [each for booked in uses for each in _beneath(session, booked, undone)]


def _of_all(session: Session) -> Sequence[UndoneTransfer]:
    return [each for undone in _undone for each in undone(session)]


def _beneath(session: Session, booked: Appropriation, undone: Sequence[UndoneTransfer]) -> list[HandedBack]:
    day = booked.effective_on
    found = [each for each in undone if day and each.day < day and each.since < booked.recorded_at < each.until]
    year = next((each for each in statutes.fiscal_years(session) if each.last_day == booked.year_end), None)
    if not found or day is None or year is None:
        return []
    now = weights_of(session, year, booked.key or key_of(session, year), day)
    concerned = {member.id for each in found for member in (each.transferor, each.acquirer)}
    of_them = AppropriationShare.member_id.in_(concerned), AppropriationShare.appropriation_id == booked.id
    rows = session.scalars(select(AppropriationShare).where(*of_them)).all()
    parts = {row.member_id: row.portion + row.interest for row in rows}
    shifted = {row.member_id for row in rows if row.weight != max(now.get(row.member_id, 0), 0)}
    return [
        HandedBack(booked, year, each, parts.get(each.acquirer.id, 0))
        for each in found if not shifted.isdisjoint((each.transferor.id, each.acquirer.id))
    ]
