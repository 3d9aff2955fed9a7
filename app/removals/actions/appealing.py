"""Against an exclusion: an appeal, taken back or decided, and what a court said (§ 68 GenG; R-EXIT-09)."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from app.core.formats import local
from app.core.told import Told
from app.core.uploads import CheckedFile
from app.core.values import Actor, German, Refusal
from app.organs import queries as organ_queries
from app.removals import queries
from app.removals.actions.entering import end, take_out
from app.removals.actions.letters import tell
from app.removals.actions.recording import lock_removal, note_step, turn
from app.removals.models import Removal
from app.removals.rules import (
    APPEAL_OUTCOME_WORDS,
    AppealBody,
    AppealDecision,
    Judgment,
    RemovalKind,
    RemovalState,
    StepKind,
    check_answered_on,
    check_appeal,
    check_decided_outside,
    check_decides_appeal,
    check_in_state,
    check_judged,
    check_lifts_after_all,
    check_not_overruled,
    check_taken_back,
)


def note_appeal(
    session: Session, removal: Removal, day: date, words: str, file: CheckedFile | None, actor: Actor, now: datetime
) -> Removal:
    """Note an appeal that came in time; until it is decided the exclusion stands (R-EXIT-09)."""
    removal = lock_removal(session, removal.id)
    sent_on = _sent_on(removal, German("Beschwerde gibt es nur gegen einen Ausschluss."))
    settled_on = queries.appeal_settled_on(removal)
    check_appeal(day, sent_on, removal.appeal_until, local(now).date(), settled_on)
    turn(session, removal, RemovalState.APPEALED)
    note_step(session, removal, StepKind.APPEALED, day, actor, now, note=words, file=file)
    return removal


def withdraw_appeal(
    session: Session, removal: Removal, day: date, words: str, file: CheckedFile | None, actor: Actor, now: datetime
) -> Removal:
    """Note that the member takes its appeal back: the exclusion stands, as if it had been dismissed (R-EXIT-09)."""
    removal = lock_removal(session, removal.id)
    check_in_state(removal.state, RemovalState.APPEALED)
    check_answered_on(day, _appealed_on(removal, day), local(now).date())
    check_taken_back(words, file is not None)
    turn(session, removal, RemovalState.ENTERED)
    note_step(session, removal, StepKind.APPEAL_WITHDRAWN, day, actor, now, note=words, file=file)
    return removal


def decide_appeal(
    session: Session, removal: Removal, decision: AppealDecision, file: CheckedFile | None, actor: Actor, now: datetime
) -> Removal:
    """Note how an appeal was decided: dismissed, the exclusion stands; upheld, it is void and undone (R-EXIT-09).

    An organ of the house decided by a resolution kept here, a court or an arbitrator by a paper that is handed in.
    """
    removal = lock_removal(session, removal.id)
    check_in_state(removal.state, RemovalState.APPEALED)
    day = decision.decided_on
    check_answered_on(day, _appealed_on(removal, day), local(now).date())
    reference = decision.reference.strip()
    if decision.by is AppealBody.ORGAN:
        found = organ_queries.find_named(session, reference)
        reference = check_decides_appeal(decision, found, queries.organ_of(session, removal))
    else:
        check_not_overruled(day, queries.last_decided_outside(session, removal))
        check_decided_outside(reference, file is not None)
    words = APPEAL_OUTCOME_WORDS[decision.is_upheld]
    note_step(session, removal, StepKind.APPEAL_DECIDED, day, actor, now, reference=reference, file=file, words=words)
    if not decision.is_upheld:
        turn(session, removal, RemovalState.ENTERED)
        return removal
    _lift(session, removal, Told("Auf Beschwerde aufgehoben, {decision}", decision=reference), actor, now)
    return removal


def note_judgment(
    session: Session, removal: Removal, judgment: Judgment, file: CheckedFile | None, actor: Actor, now: datetime
) -> Removal:
    """Note what a court or an arbitrator said of an exclusion no appeal is pending against (§ 68 GenG; R-EXIT-09).

    Void, it is undone as by an appeal that is upheld; confirmed, it stands, and the history tells so.
    """
    removal = lock_removal(session, removal.id)
    sent_on = _sent_on(removal, German("Ein Urteil wird hier nur über einen Ausschluss eingetragen."))
    check_judged(judgment, sent_on, local(now).date(), file is not None)
    check_not_overruled(judgment.decided_on, queries.last_decided_outside(session, removal))
    reference = judgment.reference.strip()
    kind = StepKind.JUDGED_VOID if judgment.is_void else StepKind.JUDGED_VALID
    note_step(session, removal, kind, judgment.decided_on, actor, now, reference=reference, file=file)
    if judgment.is_void:
        _lift(session, removal, Told("Für nichtig erklärt, {decision}", decision=reference), actor, now)
    return removal


def _sent_on(removal: Removal, otherwise: German) -> date:
    """The day on which the letter of an exclusion in force was sent; refused so of any other removal."""
    check_in_state(removal.state, RemovalState.ENTERED)
    if removal.kind is not RemovalKind.EXCLUSION or removal.event_on is None:
        raise Refusal(otherwise)
    return removal.event_on


def _appealed_on(removal: Removal, day: date) -> date:
    appealed = queries.step_of(removal, StepKind.APPEALED)
    return appealed.happened_on if appealed else day


def _lift(session: Session, removal: Removal, reason: str, actor: Actor, now: datetime) -> None:
    """Undo what a void exclusion entered, and tell what holds of the membership now (§ 68 GenG; R-EXIT-09).

    What was decided binds also where the member has joined anew; then the register stays as it is, and the page says
    what is left to do by hand.
    """
    end(session, removal, RemovalState.LIFTED, reason, actor, now)
    if not queries.has_joined_anew(session, removal):
        _take_out_and_tell(session, removal, reason, actor, now)


def lift_after_all(session: Session, removal: Removal, actor: Actor, now: datetime) -> Removal:
    """Undo in the books what a void exclusion entered, once the later membership is struck that stood in the way."""
    removal = lock_removal(session, removal.id)
    check_lifts_after_all(queries.stays_entered(session, removal), queries.has_joined_anew(session, removal))
    note_step(session, removal, StepKind.UNDONE, local(now).date(), actor, now)
    _take_out_and_tell(session, removal, removal.end_reason, actor, now)
    return removal


def _take_out_and_tell(session: Session, removal: Removal, reason: str, actor: Actor, now: datetime) -> None:
    take_out(session, removal, reason, actor, now)
    removal.letter_id = None
    tell(session, removal, actor, now)
