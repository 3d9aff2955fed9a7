"""Exclusion: heard, resolved, sent by registered letter (§ 68 GenG; R-EXIT-09)."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from app.archive import actions as archive
from app.core.formats import day as written
from app.core.formats import local
from app.core.told import Told
from app.core.uploads import CheckedFile
from app.core.values import Actor, Refusal
from app.members.models import Member
from app.organs import actions as organs
from app.organs import queries as organ_queries
from app.organs.rules import ItemKind, Outcome
from app.removals import queries
from app.removals.actions.entering import enter
from app.removals.actions.leaving_office import end_offices
from app.removals.actions.letters import tell, tell_anew
from app.removals.actions.recording import add_removal, lock_removal, note_step, turn
from app.removals.models import Removal
from app.removals.rules import (
    Charge,
    RemovalKind,
    RemovalState,
    StepKind,
    appeal_until,
    check_answered_on,
    check_charge,
    check_decides_exclusion,
    check_dispatch,
    check_heard,
    check_in_state,
    check_lies_before_assembly,
    check_lives,
    check_names_the_day,
    check_to_be_excluded,
)
from app.shares import actions as shares
from app.statutes import queries as statutes


def begin_exclusion(
    session: Session, member: Member, charge: Charge, file: CheckedFile | None, actor: Actor, now: datetime
) -> Removal:
    """Begin an exclusion: say what is held against the member, and invite it to answer (§ 68 (1) GenG)."""
    shares.lock(session, member)
    today = local(now).date()
    check_charge(charge, queries.circumstances_of(session, member, today, today))
    removal = add_removal(session, member, Removal(
        kind=RemovalKind.EXCLUSION, state=RemovalState.HEARING, clause=charge.clause.strip(),
        reasons=charge.reasons.strip(), organ=charge.organ, answer_until=charge.answer_until,
    ), today, actor, now)
    note_step(session, removal, StepKind.HEARD, today, actor, now, reference=removal.clause, file=file)
    tell(session, removal, actor, now)
    return removal


def note_answer(
    session: Session, removal: Removal, day: date, answer: str, file: CheckedFile | None, actor: Actor, now: datetime
) -> Removal:
    """Note what the member answered; while the organ decides, it may still say more."""
    removal = lock_removal(session, removal.id)
    check_in_state(removal.state, RemovalState.HEARING, RemovalState.PROPOSED)
    check_answered_on(day, local(removal.recorded_at).date(), local(now).date())
    if not answer.strip() and file is None:
        raise Refusal("Schreiben Sie, was das Mitglied geäußert hat, oder legen Sie sein Schreiben bei.")
    note_step(session, removal, StepKind.ANSWERED, day, actor, now, note=answer, file=file)
    return removal


def propose_exclusion(session: Session, removal: Removal, actor: Actor, now: datetime) -> Removal:
    """Lay the exclusion before the organ that the statute names, once the member was heard (R-EXIT-09)."""
    removal, today = lock_removal(session, removal.id), local(now).date()
    check_in_state(removal.state, RemovalState.HEARING)
    check_lives(queries.circumstances_of(session, removal.member, today, today, removal))
    answered = queries.step_of(removal, StepKind.ANSWERED)
    if removal.organ is None or removal.answer_until is None:
        raise Refusal("Dieser Schritt passt nicht mehr zum Stand. Laden Sie die Seite neu.")
    check_heard(removal.answer_until, answered is not None, today)
    said = f"hat sich am {written(answered.happened_on)} geäußert" if answered else "hat sich nicht geäußert"
    text = (
        f"Ausschluss {removal.number} von {removal.member.party.display_name} nach {removal.clause}: {removal.reasons}"
        f" Das Mitglied {said} (§ 68 GenG)."
    )
    biased = organ_queries.biased_officers(session, removal.member, today, removal.organ)
    organs.propose(session, ItemKind.EXCLUSION, removal.id, text, removal.organ, biased, actor, now)
    turn(session, removal, RemovalState.PROPOSED)
    note_step(session, removal, StepKind.PROPOSED, today, actor, now)
    return removal


def note_biases(session: Session, removal: Removal, now: datetime) -> None:
    """Note on what lies undecided before the organ who is biased by what is known today (R-ORG-04)."""
    item = queries.find_item(session, removal)
    if item is not None and item.is_open:
        biased = organ_queries.biased_officers(session, removal.member, local(now).date(), item.organ)
        organs.add_biases(session, item, biased, now)


def exclude(session: Session, reference: int, resolution_number: str, actor: Actor, now: datetime) -> None:
    """Carry out that the organ excludes: the letter is written; the register follows its dispatch (§ 68 (2) GenG)."""
    removal = lock_removal(session, reference)
    if removal.state is not RemovalState.PROPOSED:
        return
    _decided(session, removal, RemovalState.RESOLVED, resolution_number, actor, now)
    archive.withdraw(session, removal.letter_id, removal.number, actor, now)
    removal.letter_id = None
    if not _has_ended_meanwhile(session, removal, actor, now):
        tell(session, removal, actor, now)


def keep_member(session: Session, reference: int, resolution_number: str, actor: Actor, now: datetime) -> None:
    """Carry out that the organ does not exclude: the membership goes on as before, and the member is told."""
    removal = lock_removal(session, reference)
    if removal.state is RemovalState.PROPOSED:
        _decided(session, removal, RemovalState.REJECTED, resolution_number, actor, now)
        tell_anew(session, removal, removal.number, actor, now)


def decide_by_assembly(
    session: Session, removal: Removal, number: str, is_declared: bool | None, actor: Actor, now: datetime
) -> Removal:
    """Let the general assembly have decided by a resolution of its own on what lies before it (§ 43 GenG; R-EXIT-09).

    `is_declared`: it was voted on, on no other matter, and declared in an assembly held here; None where it was not:
    then its signed record is kept.
    """
    removal = lock_removal(session, removal.id)
    check_in_state(removal.state, RemovalState.PROPOSED)
    item = queries.find_item(session, removal)
    check_lies_before_assembly(item.organ if item and item.is_open else None)
    found, laid = organ_queries.find_named(session, number), queries.step_of(removal, StepKind.PROPOSED)
    assert item is not None
    assert laid is not None
    is_used = found is not None and queries.is_decided_by(session, found.number)
    kept = check_decides_exclusion(number.strip(), found, laid.happened_on, is_declared, is_used)
    is_accepted = kept.accepted_on is not None
    resolution = organ_queries.find_by_number(session, kept.number)
    assert resolution is not None
    organs.settle_by(session, item, resolution, Outcome.ACCEPTED if is_accepted else Outcome.REJECTED, actor, now)
    carry_out = exclude if is_accepted else keep_member
    carry_out(session, removal.id, kept.number, actor, now)
    return removal


def _decided(
    session: Session, removal: Removal, state: RemovalState, number: str, actor: Actor, now: datetime
) -> None:
    item = queries.find_item(session, removal)
    day = item.decided_on if item and item.decided_on else local(now).date()
    removal.resolution_number = number
    turn(session, removal, state)
    note_step(session, removal, StepKind.RESOLVED, day, actor, now, reference=number)


def _has_ended_meanwhile(session: Session, removal: Removal, actor: Actor, now: datetime) -> bool:
    """Whether somebody died, or the membership ended otherwise, while the organ decided; then nobody is excluded."""
    today = local(now).date()
    known = queries.circumstances_of(session, removal.member, today, today, removal)
    try:
        check_to_be_excluded(known)
    except Refusal as refusal:
        turn(session, removal, RemovalState.REJECTED)
        note_step(session, removal, StepKind.ENDED, today, actor, now, note=str(refusal))
        return True
    return False


def write_anew(session: Session, removal: Removal, actor: Actor, now: datetime) -> Removal:
    """Write the letter of an exclusion once more, with the day that follows from sending it today."""
    removal = lock_removal(session, removal.id)
    check_in_state(removal.state, RemovalState.RESOLVED)
    tell_anew(session, removal, Told("Neu geschrieben, {number}", number=removal.number), actor, now)
    return removal


def dispatch(
    session: Session, removal: Removal, sent_on: date, posting: str, file: CheckedFile | None, actor: Actor,
    now: datetime,
) -> Removal:
    """Note that the registered letter was sent: from that day on rights and offices end (§ 68 (2) GenG; R-EXIT-09).

    The end of the membership is entered, the time to appeal begins, and the letter lies in the tray no more.
    """
    removal, today = lock_removal(session, removal.id), local(now).date()
    check_in_state(removal.state, RemovalState.RESOLVED)
    letter = queries.step_of(removal, StepKind.WRITTEN)
    if removal.letter_id is None or letter is None:
        raise Refusal("Erst wird der Brief geschrieben, dann abgesandt.")
    check_dispatch(sent_on, letter.happened_on, posting, today)
    archive.check_sheets_made(session, removal.letter_id)
    meant = queries.preview_exclusion(session, removal.member, sent_on, removal)
    check_to_be_excluded(meant.known)
    if meant.ending.last_day is not None:
        check_names_the_day(removal.last_day, meant.ending.last_day)
    removal.event_on, removal.posting_number = sent_on, posting.strip()
    removal.appeal_until = appeal_until(sent_on, statutes.statute_on(session, sent_on))
    note_step(session, removal, StepKind.DISPATCHED, sent_on, actor, now, reference=posting, file=file)
    archive.mark_sheet_posted(session, removal.letter_id, sent_on, actor, now)
    enter(session, removal, meant.ending, actor, now)
    end_offices(session, removal, sent_on, actor, now)
    return removal
