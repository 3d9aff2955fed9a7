"""What every act on an assembly does first: hold it, so that two who work on it wait for each other."""

from sqlalchemy.orm import Session

from app.assemblies import queries
from app.assemblies.models import Assembly
from app.core.db import one_at_a_time


def matter_of(assembly_id: int) -> str:
    """What everybody who works on an assembly waits for."""
    return f"assembly:{assembly_id}"


def subject_of(assembly: Assembly) -> str:
    """How the journal calls an assembly."""
    return f"assembly:{assembly.id}"


def hold(session: Session, assembly_id: int) -> Assembly:
    """An assembly as it stands now, that nobody else works on until the transaction is over; raises NotFound."""
    one_at_a_time(session, matter_of(assembly_id))
    return queries.get_assembly(session, assembly_id)
