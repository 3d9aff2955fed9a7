"""What every act on the ledgers of a member begins with."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.members.models import Member

EVER = date.max


def subject_of(member: Member) -> str:
    """How the journal and the archive call the member whose ledger this is."""
    return f"member:{member.id}"


def lock(session: Session, member: Member) -> None:
    """Let one transaction at a time change a member's ledgers, payments and certificates."""
    session.execute(select(Member.id).where(Member.id == member.id).with_for_update())
