"""Shares that somebody had cancelled end on the same day with the heir who goes on with the membership (§ 77 (2))."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.core.values import Actor
from app.departures import queries
from app.departures.models import Notice
from app.members.models import Member
from app.shares import actions as shares
from app.shares import queries as share_queries
from app.statutes.rules import ONE_DAY


def lift_cancellations(
    session: Session, member: Member, day: date, reason: str, actor: Actor, now: datetime
) -> Sequence[Notice]:
    """Undo by counter-entries what a member's notices cancel after a day; `cancel_for` enters it anew.

    The notices stand, and stay with who gave them, wherever their entry stands.
    """
    ahead = [each for each in queries.notices_from(session, member.id, day + ONE_DAY) if not each.ends_membership]
    for notice in reversed(ahead):
        entry = share_queries.find_share_entry(session, notice.share_entry_id) if notice.share_entry_id else None
        if entry is not None:
            shares.reverse_share_entry(session, entry, reason, actor, now)
    return ahead


def cancel_for(session: Session, member: Member, notices: Sequence[Notice], actor: Actor, now: datetime) -> None:
    """Enter for a member what these notices cancel, on their own days (§ 67b GenG; R-EXIT-07)."""
    for notice in notices:
        given_up = queries.shares_given_up(session, notice)
        if notice.last_day is not None and given_up is not None:
            entry = shares.cancel(session, member, given_up, notice.last_day, notice.number, actor, now)
            notice.share_entry_id = entry.id
    session.flush()
