"""The end of the membership in register and share ledger, and its counter-entries (R-REG-04, R-REG-05)."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.archive import actions as archive
from app.core.formats import local
from app.core.values import Actor, Refusal
from app.departures import actions as departures
from app.departures import queries as notices
from app.members import actions as members
from app.members.models import Member
from app.removals import queries
from app.removals.actions.letters import correct_lifted, tell_anew
from app.removals.actions.recording import note_step, turn
from app.removals.models import Removal
from app.removals.rules import EXIT_GROUNDS, Ending, RemovalState, StepKind, ending_on, last_day_of
from app.shares import actions as shares
from app.shares import queries as share_queries
from app.statutes.rules import ONE_DAY, ClosedYearRefusal


def enter(session: Session, removal: Removal, ending: Ending, actor: Actor, now: datetime) -> None:
    """Enter the end with its ground, unless another end stands there that comes no later (§ 69 GenG; R-REG-04).

    Notices that would take effect later give way.
    """
    if ending.last_day is None:
        raise Refusal("Es fehlt der Tag, mit dem die Mitgliedschaft endet.")
    if ending.is_new:
        member, last_day = removal.member, ending.last_day
        later = notices.notices_from(session, member.id, last_day + ONE_DAY)
        departures.give_way(session, later, removal.number, actor, now)
        members.end(session, member, last_day, EXIT_GROUNDS[removal.kind], removal.number, actor, now)
        entry = shares.leave(session, member, last_day, removal.number, actor, now)
        removal.entered_at, removal.share_entry_id = now, entry.id if entry else None
        departures.tell_overtaken(session, member, removal.number, actor, now)
    removal.last_day, removal.state = ending.last_day, RemovalState.ENTERED
    session.flush()


def take_effect(session: Session, member: Member, actor: Actor, now: datetime) -> None:
    """Let a death or dissolution end the membership that another end, undone now, had ended before (§§ 77, 77a GenG).

    Called by whoever undoes an end: a notice, a transfer, an exclusion. Who died does not stay a member for ever; where
    a third end stands now, it goes along with that. What was told of it all follows.
    """
    for removal in queries.beside_another_end(session, member.id):
        event_on = removal.event_on or local(now).date()
        known = queries.circumstances_of(session, member, event_on, local(now).date(), removal)
        ended = queries.step_of(removal, StepKind.ENDED)
        last_day = last_day_of(
            removal.kind, event_on, known.years, known.statute.heirs_continue, removal.heirs_until,
            ended.happened_on if ended else None,
        )
        if last_day is None and known.ends_on is None:
            _let_heirs_speak(session, removal, actor, now)
        elif last_day is not None and ending_on(last_day, known.ends_on).is_new:
            _end_otherwise(session, removal, Ending(last_day, is_new=True), actor, now)
        elif known.ends_on != removal.last_day:
            _end_otherwise(session, removal, Ending(known.ends_on, is_new=False), actor, now)
    correct_lifted(session, member, actor, now)


def _end_otherwise(session: Session, removal: Removal, ending: Ending, actor: Actor, now: datetime) -> None:
    """Let it end the membership itself, or go along with the other end that stands now; tell who follows."""
    enter(session, removal, ending, actor, now)
    note_step(session, removal, StepKind.ENDED, local(now).date(), actor, now)
    tell_anew(session, removal, removal.number, actor, now)


def _let_heirs_speak(session: Session, removal: Removal, actor: Actor, now: datetime) -> None:
    """Nothing ends the membership any more before the heirs have said whether they go on (§ 77 (2) GenG)."""
    removal.last_day = None
    turn(session, removal, RemovalState.UNDECIDED)
    note = "Was die Mitgliedschaft vorher beendet hätte, ist aufgehoben; die Erben können fortsetzen."
    note_step(session, removal, StepKind.UNDONE, local(now).date(), actor, now, note=note)
    tell_anew(session, removal, removal.number, actor, now)


def undo(
    session: Session, removal: Removal, state: RemovalState, reason: str, document: str, actor: Actor, now: datetime
) -> None:
    """Undo by counter-entries what a removal entered; the notices that gave way take effect again (R-REG-05)."""
    if queries.has_joined_anew(session, removal):
        raise Refusal("Das Mitglied ist seitdem neu beigetreten. Dieses Ende bleibt, wie es ist.")
    if removal.entered_at is not None:
        members.undo_end(session, removal.member, reason, document, actor, now)
        entry = share_queries.find_share_entry(session, removal.share_entry_id) if removal.share_entry_id else None
        if entry is not None:
            shares.reverse_share_entry(session, entry, reason, actor, now)
    end(session, removal, state, reason, actor, now)
    archive.withdraw(session, removal.letter_id, reason, actor, now)
    _let_others_take_effect(session, removal, actor, now)


def end(session: Session, removal: Removal, state: RemovalState, reason: str, actor: Actor, now: datetime) -> None:
    """Note that a removal is over, and why."""
    removal.state, removal.ended_at, removal.ended_by, removal.end_reason = state, now, actor.name, reason
    session.flush()


def _let_others_take_effect(session: Session, removal: Removal, actor: Actor, now: datetime) -> None:
    """What else ends the membership does so; within a closed year it cannot before that is open again (R-REG-05)."""
    try:
        departures.revive(session, removal.member, removal.number, actor, now)
        take_effect(session, removal.member, actor, now)
    except ClosedYearRefusal as refusal:
        raise ClosedYearRefusal(
            "Ohne dieses Ende gilt wieder ein anderes, und das läge in einem Geschäftsjahr, das geschlossen ist (bis"
            " zum {day}). Öffnen Sie unter „Jahresabschlüsse“ das zuletzt geschlossene Jahr wieder, und tragen Sie"
            " dies dann noch einmal ein.", **refusal.values,
        ) from None
