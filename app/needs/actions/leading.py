"""Lead a need on, withdraw it, bring it in again, delete its words (R-NEED-04, R-GDPR-04)."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import journal, outbox
from app.core.formats import at_hour, local
from app.core.told import Told
from app.core.values import MAX_REASON, Actor, German, Refusal
from app.needs import queries
from app.needs.actions.drafting import blank_file, forget_draft
from app.needs.actions.following import let_follow
from app.needs.actions.noting import mark_changed, note, own, standing, write_step
from app.needs.actions.telling import tell_owner
from app.needs.models import Need, NeedDraft, NeedFile, NeedStep
from app.needs.rules import (
    OVER,
    STATE_WORDS,
    WAITING,
    WITH_WORDS,
    NeedState,
    Overstepped,
    check_may_return,
    check_may_withdraw,
    check_move,
)


def move(
    session: Session, need_id: int, to: NeedState, words: str, seen: int, actor: Actor, now: datetime,
    tells: bool = True,
) -> NeedStep:
    """Lead a need to its next state; `seen` is the newest step its page knew. The owner hears of it.

    Refused where somebody led it on since. `tells` False: who calls tells the owner, and more than the state.
    """
    need = standing(session, need_id)
    newest = need.steps[-1]
    if newest.id != seen:
        raise Overstepped(
            "{who} hat den Bedarf {when} auf „{state}“ gesetzt.", who=newest.led_by,
            when=at_hour(newest.at, local(now).date()), state=STATE_WORDS[newest.to_state],
        )
    check_move(need.state, to, words, queries.may_be_served(session, need, local(now).date()))
    step = write_step(session, need, to, words, actor, now)
    need.words = step.words if to in WITH_WORDS else ""
    summary = Told("Bedarf {number}: {state}", number=need.number, state=STATE_WORDS[to])
    note(session, need, "move_need", summary, actor, now)
    if tells and (to in OVER or to is NeedState.UNDER_WAY):
        tell_owner(session, need, STATE_WORDS[to], now)
    return step


def withdraw(
    session: Session, need_id: int, member_id: int | None, reason: str, actor: Actor, now: datetime
) -> NeedStep:
    """Take a need back at its owner's word; others do not see its words any more, only that it was there.

    `member_id` None: office or board, at the word of who has no portal.
    """
    need = standing(session, need_id) if member_id is None else own(session, need_id, member_id)
    check_may_withdraw(need.state)
    step = write_step(session, need, NeedState.WITHDRAWN, reason[:MAX_REASON], actor, now)
    note(session, need, "withdraw_need", Told("Bedarf {number} zurückgezogen", number=need.number), actor, now)
    return step


def bring_back(session: Session, need_id: int, member_id: int | None, actor: Actor, now: datetime) -> NeedStep:
    """Bring a need in again that was withdrawn."""
    need = standing(session, need_id) if member_id is None else own(session, need_id, member_id)
    check_may_return(need.state)
    step = write_step(session, need, NeedState.RAISED, "", actor, now)
    note(session, need, "return_need", Told("Bedarf {number} wieder eingebracht", number=need.number), actor, now)
    return step


# --- deletion ---------------------------------------------------------------------------------------------------------

ASKED_FOR = German("Auf Verlangen")
WITH_PROSPECT = German("Die Angaben des Interessenten wurden gelöscht")


def erase(session: Session, need_id: int, actor: Actor, now: datetime) -> None:
    """Delete the words of a need that was withdrawn, at its owner's demand (Art. 17 (1) DSGVO; R-GDPR-04)."""
    need = standing(session, need_id)
    if need.state is not NeedState.WITHDRAWN:
        raise Refusal("Gelöscht wird nur, was zurückgezogen ist.")
    _erase(session, need, ASKED_FOR, actor, now)


def hold_of_prospects(session: Session, prospect_ids: Iterable[int]) -> None:
    """Hold the needs of prospects, all of them before the words of the first are deleted, as `hold_needs` asks."""
    queries.hold_needs(session, [row.need.id for each in prospect_ids for row in queries.of_prospect(session, each)])


def erase_of_prospect(session: Session, prospect_id: int, actor: Actor, now: datetime) -> None:
    """Delete the words of all needs of a prospect whose data are deleted, and its drafts; none waits on (R-GDPR-03)."""
    for draft in queries.drafts_for_prospect(session, prospect_id):
        forget_draft(session, draft, now)
    for need in queries.hold_needs(session, [row.need.id for row in queries.of_prospect(session, prospect_id)]):
        if need.erased_at is None:
            if need.state in WAITING:  # nobody can lead it on any more
                write_step(session, need, NeedState.WITHDRAWN, "", actor, now)
            _erase(session, need, WITH_PROSPECT, actor, now)


def _erase(session: Session, need: Need, why: str, actor: Actor, now: datetime) -> None:
    """Delete words, versions, comments, files and mails; number, state, level, steps and days remain."""
    for draft in session.scalars(select(NeedDraft).where(NeedDraft.need_id == need.id)).all():
        forget_draft(session, draft, now)
    need.title = need.situation = need.effect = need.material = need.region = need.words = need.search_text = ""
    need.field = need.urgency = need.meaning = None
    need.meant_by, need.erased_at = "", now
    for version in need.versions:
        version.content = {}
    for step in need.steps:
        step.words = ""
    for comment in need.comments:
        comment.text, comment.taken_back_at = "", comment.taken_back_at or now
    for file in session.scalars(select(NeedFile).where(NeedFile.need_id == need.id)).all():
        file.file_name = ""
        if file.removed_at is None:
            blank_file(session, file, now)
    mark_changed(session, need)
    subject = queries.subject_of(need.id)
    outbox.erase(session, subject, now)
    let_follow(session, need.id, now)
    session.flush()
    journal.erase_details(session, subject, now)
    summary = Told("Angaben des Bedarfs {number} gelöscht. {why}", number=need.number, why=why)
    journal.record(session, actor, "erase_need", subject, now, summary)
