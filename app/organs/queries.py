"""Reads of offices and resolutions."""

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.core.values import Role
from app.organs.models import Office
from app.organs.rules import Organ

ROLE_OF = {Organ.BOARD: Role.BOARD, Organ.SUPERVISORY_BOARD: Role.SUPERVISORY_BOARD}


def roles_on(session: Session, party_id: int, day: date) -> frozenset[Role]:
    """The roles that follow from a person's offices on a day."""
    held = select(Office.organ).where(
        Office.party_id == party_id, Office.first_day <= day, or_(Office.last_day.is_(None), Office.last_day >= day)
    )
    return frozenset(ROLE_OF[organ] for organ in session.scalars(held))
