"""Move a prospect from stage to stage, and undo that: each move is a row, and an undoing points back at its own."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.core.formats import at_hour, local
from app.core.told import Told
from app.core.values import MAX_REASON, Actor, Refusal
from app.prospects import queries
from app.prospects.actions.noting import note, standing, touch
from app.prospects.models import Prospect, StageMove
from app.prospects.rules import STAGE_WORDS, Overmoved, Stage, check_may_undo, check_move


def move(
    session: Session, prospect_id: int, to: Stage, seen: int, reason: str, actor: Actor, now: datetime
) -> StageMove | None:
    """Move a prospect to a stage; `seen` is the newest move its card knew of, 0 for none.

    Refused where somebody moved it since, and where the stage follows from an application. None where it stands there.
    """
    prospect = standing(session, prospect_id)
    newest = queries.last_move(session, prospect.id)
    if newest is not None and newest.id != seen:
        raise Overmoved(
            "Nicht verschoben. {who} hat {name} {when} nach „{stage}“ verschoben.", who=newest.moved_by,
            name=prospect.name, when=at_hour(newest.at, local(now).date()), stage=STAGE_WORDS[newest.to_stage],
        )
    check_move(queries.state_of(session, prospect), to, reason)
    found = bring_to(session, prospect, to, reason, actor, now)
    if found is not None:
        touch(prospect, now)
    return found


def bring_to(
    session: Session, prospect: Prospect, to: Stage, reason: str, actor: Actor, now: datetime,
    undoes: StageMove | None = None,
) -> StageMove | None:
    """Write the move of a prospect and its line in the journal; with an end its open step is done with."""
    if prospect.stage is to:
        return None
    if undoes is None:
        check_move(queries.state_of(session, prospect), to, reason)
    found = StageMove(
        prospect_id=prospect.id, from_stage=prospect.stage, to_stage=to, reason=reason.strip()[:MAX_REASON],
        undoes_id=undoes.id if undoes else None, at=now, moved_by=actor.name, moved_by_id=actor.user_id,
    )
    prospect.stage, prospect.end_reason = to, found.reason if to is Stage.ENDED else ""
    if to is Stage.ENDED and prospect.step is not None:
        prospect.step.done_at = now
    prospect.moves.insert(0, found)
    words = {"before": STAGE_WORDS[found.from_stage], "after": STAGE_WORDS[to]}
    summary = Told("Von „{before}“ nach „{after}“ verschoben", **words)
    if undoes is not None:
        summary = Told("Verschieben zurückgenommen: von „{before}“ nach „{after}“", **words)
    elif found.reason:
        summary = Told("Von „{before}“ nach „{after}“ verschoben: {reason}", reason=found.reason, **words)
    note(session, prospect, "move_prospect", summary, actor, now)
    return found


def undo(session: Session, prospect_id: int, move_id: int, actor: Actor, now: datetime) -> StageMove:
    """Take the newest move of a prospect back; done twice, it is the same act."""
    prospect = standing(session, prospect_id)
    done = next((each for each in prospect.moves if each.id == move_id), None)
    if done is None:
        raise Refusal("Diesen Schritt gibt es nicht.")
    already = next((each for each in prospect.moves if each.undoes_id == move_id), None)
    if already is not None:
        return already
    newest = queries.last_move(session, prospect.id)
    check_may_undo(newest is not None and newest.id == move_id, queries.state_of(session, prospect))
    came = next((each for each in prospect.moves if each.id < done.id and each.to_stage is done.from_stage), None)
    back = bring_to(session, prospect, done.from_stage, came.reason if came else "", actor, now, undoes=done)
    assert back is not None
    return back
