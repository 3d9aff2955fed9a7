"""What was noted of an exclusion by mistake is taken back by a step that points at it (§ 68 GenG; R-REG-05)."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.core.formats import local
from app.core.values import Actor, German, check_reason
from app.removals import queries
from app.removals.actions.entering import enter_again
from app.removals.actions.recording import lock_removal, note_step, turn
from app.removals.models import Removal
from app.removals.rules import LEADS_BACK_TO, STEP_WORDS, RemovalState, StepKind, check_last_entry


def take_back_step(
    session: Session, removal: Removal, step_id: int, reason: str, actor: Actor, now: datetime
) -> Removal:
    """Take back the answer, appeal, withdrawal, decision or judgment noted last: the exclusion stands as before it.

    Where that had lifted the exclusion, the end is entered again.
    """
    removal = lock_removal(session, removal.id)
    step = queries.find_last_entry(removal)
    check_last_entry(step is not None and step.id == step_id)
    assert step is not None
    why = check_reason(reason)
    note_step(
        session, removal, StepKind.TAKEN_BACK, local(now).date(), actor, now, reference=German(STEP_WORDS[step.kind]),
        note=why, takes_back=step,
    )
    if removal.state is RemovalState.LIFTED:
        enter_again(session, removal, why, actor, now)
    turn(session, removal, LEADS_BACK_TO[step.kind])
    return removal
