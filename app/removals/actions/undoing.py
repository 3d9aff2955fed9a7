"""A removal entered by mistake is taken back by counter-entries; what ended besides is appointed anew (R-REG-05)."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.changes import actions as changes
from app.core.formats import local
from app.core.values import Actor, check_reason
from app.organs import actions as organs
from app.parties import actions as parties
from app.parties import queries as party_queries
from app.removals import queries
from app.removals.actions.entering import undo
from app.removals.actions.following import REPRESENTS
from app.removals.actions.letters import correct, tell_anew
from app.removals.actions.recording import lock_removal, note_step
from app.removals.models import Removal
from app.removals.rules import RemovalKind, RemovalState, StepKind, check_may_reverse, is_told_lifted


def reverse(session: Session, removal: Removal, reason: str, actor: Actor, now: datetime) -> Removal:
    """Take back a removal; what lies before an organ is dropped, and who got a letter about it is told.

    Of a death that was none nobody acted for heirs, as known from now on; another removal leaves who acts for those of
    a death beside it (§ 77 GenG). The accounts of who followed wait for nobody any more.
    """
    removal, today = lock_removal(session, removal.id), local(now).date()
    check_may_reverse(removal.state)
    why = check_reason(reason)
    item = queries.find_item(session, removal)
    if item is not None and item.is_open:
        organs.drop(session, item, actor, now)
    undo(session, removal, RemovalState.REVERSED, why, actor, now)
    if removal.kind is RemovalKind.DEATH:
        _strike_representatives(session, removal, why, actor, now)
    for waiting in queries.accounts_waiting(session, removal).values():
        changes.take_back(session, waiting, why, actor, now)
    note_step(session, removal, StepKind.UNDONE, today, actor, now, note=why)
    if is_told_lifted(removal.kind, removal.state, removal.event_on):
        tell_anew(session, removal, why, actor, now)
    else:
        correct(session, removal, actor, now)
    return removal


def _strike_representatives(session: Session, removal: Removal, why: str, actor: Actor, now: datetime) -> None:
    for held in party_queries.representations_of(session, removal.member.party_id):
        if held.function == REPRESENTS and held.struck_at is None:
            parties.strike_representation(session, held, why, actor, now)
