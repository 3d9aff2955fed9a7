"""What every act on the ledgers of a member begins with."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.members.models import Member

EVER = date.max

_EVERYBODY = select(Member.id).order_by(Member.id).with_for_update()
_ALONE = select(Member.id).where(Member.id == bindparam("member")).with_for_update()


def subject_of(member: Member) -> str:
    """How the journal and the archive call the member whose ledger this is."""
    return f"member:{member.id}"


def lock(session: Session, member: Member) -> None:
    """Let one transaction at a time change a member's ledgers, payments and certificates.

    On SQLite a writing transaction is alone anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(_ALONE, {"member": member.id})


def lock_many(session: Session, member_ids: Sequence[int]) -> None:
    """The same for an act on the ledgers of several members, one after the other by their ids."""
    if session.get_bind().dialect.name == "postgresql":
        named = select(Member.id).where(Member.id.in_(member_ids)).order_by(Member.id)
        session.execute(named.with_for_update()).all()


def lock_all(session: Session) -> None:
    """The same for an act on the ledgers of all members, one after the other by their ids."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(_EVERYBODY)
