"""What of an assembly stands in the register of resolutions though it was not voted on here (§ 47 GenG; R-GV-11)."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assemblies.models import Assembly
from app.organs.models import Resolution
from app.organs.rules import Organ, Procedure
from app.voting.models import Declaration


def recorded_afterwards(session: Session, assembly: Assembly) -> Sequence[Resolution]:
    """The assembly's resolutions that were recorded of the days on which it met, by number: without what was declared
    here (§ 47 GenG).

    The register names no assembly; where two met on one day, both show what was recorded of it.
    """
    declared = select(Declaration.poll_id).where(Declaration.resolution_id == Resolution.id)
    last_day = assembly.votes_until or assembly.meets_on
    found = select(Resolution).where(
        Resolution.organ == Organ.GENERAL_ASSEMBLY, Resolution.procedure == Procedure.RECORDED,
        Resolution.meeting_on.between(assembly.meets_on, last_day), ~declared.exists(),
    )
    return session.scalars(found.order_by(Resolution.year, Resolution.ordinal)).unique().all()
