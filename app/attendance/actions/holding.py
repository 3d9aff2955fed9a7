"""What every act on an assembly's attendance does first: wait for whoever acts on it at the same moment."""

from sqlalchemy.orm import Session

from app.assemblies.models import Assembly
from app.attendance import queries
from app.core.db import one_at_a_time


def matter_of(assembly_id: int) -> str:
    """What everybody who works on the attendance of an assembly waits for."""
    return f"attendance:{assembly_id}"


def subject_of(assembly: Assembly) -> str:
    """How the journal calls an assembly."""
    return f"assembly:{assembly.id}"


def hold(session: Session, assembly_id: int) -> Assembly:
    """An assembly as it stands now, whose attendance nobody else changes until the transaction is over (§ 47 GenG).

    Raises NotFound.
    """
    one_at_a_time(session, matter_of(assembly_id))
    return queries.get_meeting(session, assembly_id)
