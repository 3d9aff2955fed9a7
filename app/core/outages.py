"""Which faults say that the database does not answer, and which of them whoever asks next meets as well."""

from sqlalchemy.exc import DatabaseError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

UNREACHABLE = (OperationalError, InterfaceError, PoolTimeout)
"""The faults of a database that does not answer: locked, lost, full, or without a connection to spare."""


def is_unreachable(fault: BaseException) -> bool:
    """Say whether the database does not answer, or what lies in its place is none."""
    return isinstance(fault, UNREACHABLE) or type(fault) is DatabaseError


def is_of_the_database(fault: BaseException) -> bool:
    """Say whether whoever asks next meets the same fault.

    Not so where PostgreSQL let one of two go first (class 40: deadlock, serialization): tried anew, that goes well.
    """
    class_of = str(getattr(getattr(fault, "orig", None), "sqlstate", None) or "")[:2]
    return is_unreachable(fault) and class_of != "40"
