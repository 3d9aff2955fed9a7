"""Reads for the emergency folder: who is there with which votes, for whom by what power of attorney (R-VOTE-01)."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assemblies.models import Assembly
from app.attendance import queries as attendance
from app.attendance.models import Guest, ProxyGrant
from app.voting.models import Poll
from app.voting.rules import PollState


def folder_of(session: Session, assembly: Assembly, now: datetime) -> dict[str, Any]:
    """What a meeting needs on paper to go on by itself: roll, powers of attorney, guests, items and candidates."""
    granted = select(ProxyGrant).where(ProxyGrant.assembly_id == assembly.id, ProxyGrant.revoked_at.is_(None))
    guests = select(Guest).where(Guest.assembly_id == assembly.id, Guest.left_at.is_(None)).order_by(Guest.name)
    waiting = select(Poll).where(Poll.assembly_id == assembly.id, Poll.state.in_((PollState.PREPARED, PollState.OPEN)))
    return {
        "voters": attendance.voters_present(session, assembly, None, now),
        "grants": session.scalars(granted.order_by(ProxyGrant.id)).all(), "guests": session.scalars(guests).all(),
        "asked": session.scalars(waiting.order_by(Poll.id)).unique().all(),
        "decided_items": [each for each in assembly.items if each.subject and not each.withdrawn_at],
    }
