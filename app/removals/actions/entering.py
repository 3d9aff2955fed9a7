"""The end of the membership in register and share ledger, and its counter-entries (R-REG-04, R-REG-05)."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from app.archive import actions as archive
from app.core.values import Actor, Refusal
from app.departures import actions as departures
from app.members import actions as members
from app.members import queries as member_queries
from app.removals.models import Removal
from app.removals.rules import EXIT_GROUNDS, Ending, RemovalState
from app.shares import actions as shares
from app.shares import queries as share_queries


def enter(session: Session, removal: Removal, ending: Ending, actor: Actor, now: datetime) -> None:
    """Enter the end with its ground, unless another end stands there that comes no later (§ 69 GenG; R-REG-04).

    Notices that would take effect later give way.
    """
    if ending.last_day is None:
        raise Refusal("Es fehlt der Tag, mit dem die Mitgliedschaft endet.")
    if ending.is_new:
        member, last_day = removal.member, ending.last_day
        departures.give_way(session, member, last_day, removal.number, actor, now)
        members.end(session, member, last_day, EXIT_GROUNDS[removal.kind], removal.number, actor, now)
        entry = shares.leave(session, member, last_day, removal.number, actor, now)
        removal.entered_at, removal.share_entry_id = now, entry.id if entry else None
    removal.last_day, removal.state = ending.last_day, RemovalState.ENTERED
    session.flush()


def undo(
    session: Session, removal: Removal, state: RemovalState, reason: str, document: str, actor: Actor, now: datetime
) -> None:
    """Undo by counter-entries what a removal entered; the notices that gave way take effect again (R-REG-05)."""
    if removal.entered_at is not None:
        _check_ends_the_last_membership(session, removal)
        members.undo_end(session, removal.member, reason, document, actor, now)
        entry = share_queries.find_share_entry(session, removal.share_entry_id) if removal.share_entry_id else None
        if entry is not None:
            shares.reverse_share_entry(session, entry, reason, actor, now)
    removal.state, removal.ended_at, removal.ended_by, removal.end_reason = state, now, actor.name, reason
    session.flush()
    departures.revive(session, removal.member, removal.number, actor, now)
    archive.withdraw(session, removal.letter_id, reason, actor, now)


def _check_ends_the_last_membership(session: Session, removal: Removal) -> None:
    last = member_queries.get_period_on(session, removal.member_id, date.max)
    if removal.last_day is not None and last.first_day > removal.last_day:
        raise Refusal("Das Mitglied ist seitdem neu beigetreten. Dieses Ende bleibt, wie es ist.")
