"""Reads of whom the assembly discharged, for which year (§§ 37 (2), 48 (1) GenG; R-ELE-05)."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.core.values import NotFound
from app.organs.models import Discharge
from app.organs.queries.offices import offices_of
from app.organs.rules import Organ
from app.statutes import queries as statutes

STANDING = Discharge.withdrawn_at.is_(None)
"""The condition that a discharge was not withdrawn as noted by mistake."""


def is_discharged(session: Session, party_id: int, day: date) -> bool:
    """Say whether who left the board before a day is discharged for its last year there (§ 37 (2) GenG; R-ELE-05).

    Of the years before nothing is asked: whoever left is discharged last of all for the year in which it left.
    """
    terms = [each.last_day for each in offices_of(session, party_id) if each.organ is Organ.BOARD]
    left_on = max((each for each in terms if each and each < day), default=None)
    year = next((each for each in statutes.fiscal_years(session) if left_on and each.covers(left_on)), None)
    if year is None:
        return False
    meant = or_(Discharge.party_id.is_(None), Discharge.party_id == party_id)
    found = select(Discharge.id).where(Discharge.organ == Organ.BOARD, Discharge.year_end == year.last_day, meant)
    return session.scalar(found.where(STANDING).limit(1)) is not None


def discharges(session: Session) -> Sequence[Discharge]:
    """Every discharge that was noted, withdrawn ones too; the latest year first (§ 48 (1) GenG)."""
    found = select(Discharge).order_by(Discharge.year_end.desc(), Discharge.organ, Discharge.id)
    return session.scalars(found).unique().all()


def discharges_of(session: Session, party_id: int) -> Sequence[Discharge]:
    """The discharges that name a person; those of a whole organ name nobody (§ 48 (1) GenG)."""
    found = select(Discharge).where(Discharge.party_id == party_id).order_by(Discharge.id)
    return session.scalars(found).unique().all()


def discharges_by(session: Session, resolution_id: int) -> Sequence[Discharge]:
    """What stands of what a resolution discharged (§ 48 (1) GenG)."""
    found = select(Discharge).where(Discharge.resolution_id == resolution_id, STANDING).order_by(Discharge.id)
    return session.scalars(found).unique().all()


def get_discharge(session: Session, discharge_id: int) -> Discharge:
    """A discharge that must be there."""
    found = session.get(Discharge, discharge_id)
    if found is None:
        raise NotFound
    return found
