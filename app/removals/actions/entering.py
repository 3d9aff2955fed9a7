"""The end of the membership in register and share ledger, and its counter-entries (R-REG-04, R-REG-05)."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from app.archive import actions as archive
from app.core.formats import day as written
from app.core.formats import local
from app.core.told import Told
from app.core.values import Actor, Refusal
from app.departures import actions as departures
from app.departures import queries as notices
from app.members import actions as members
from app.members.models import Member
from app.removals import queries
from app.removals.actions.letters import correct_lifted, tell_anew
from app.removals.actions.recording import note_step, turn
from app.removals.models import Removal
from app.removals.rules import (
    EXIT_GROUNDS,
    UNDER_WAY,
    Ending,
    RemovalKind,
    RemovalState,
    StepKind,
    check_goes_before,
    check_takes_effect_again,
    ending_on,
    exclusion_ends_on,
    last_day_of,
)
from app.shares import actions as shares
from app.shares import queries as share_queries
from app.statutes import queries as statutes
from app.statutes.rules import ONE_DAY, ClosedYearRefusal, check_leaves_in_open_year


def enter(session: Session, removal: Removal, ending: Ending, actor: Actor, now: datetime) -> None:
    """Enter the end with its ground, unless another end stands there that comes no later (§ 69 GenG; R-REG-04).

    Notices that would take effect later give way; an appeal against an exclusion stays pending.
    """
    if ending.last_day is None:
        raise Refusal("Es fehlt der Tag, mit dem die Mitgliedschaft endet.")
    if ending.is_new:
        member, last_day = removal.member, ending.last_day
        check_leaves_in_open_year(last_day, statutes.closed_through(session))
        later = notices.notices_from(session, member.id, last_day + ONE_DAY)
        departures.give_way(session, later, removal.number, actor, now)
        members.end(session, member, last_day, EXIT_GROUNDS[removal.kind], removal.number, actor, now)
        entry = shares.leave(session, member, last_day, removal.number, actor, now)
        removal.entered_at, removal.share_entry_id = now, entry.id if entry else None
        departures.tell_overtaken(session, member, removal.number, actor, now)
    removal.last_day = ending.last_day
    if removal.state is not RemovalState.APPEALED:
        removal.state = RemovalState.ENTERED
    session.flush()


def take_effect(session: Session, member: Member, actor: Actor, now: datetime) -> None:
    """Let a removal end the membership that another end, undone now, had ended before (§§ 68, 77, 77a GenG).

    Called by whoever undoes an end, a notice, a transfer, an exclusion, or enters one before an exclusion's. Who died
    does not stay a member for ever; where a third end stands now, it goes along with that. What was told of it follows.
    """
    for removal in queries.beside_another_end(session, member.id):
        event_on = removal.event_on or local(now).date()
        known = queries.circumstances_of(session, member, event_on, local(now).date(), removal)
        ended = queries.step_of(removal, StepKind.ENDED)
        last_day = last_day_of(
            removal.kind, event_on, known.years, known.statute.heirs_continue, removal.heirs_until,
            ended.happened_on if ended else None,
        )
        if last_day is None and known.ends_on is None and removal.last_day is not None:
            _let_heirs_speak(session, removal, actor, now)
        elif last_day is not None and ending_on(last_day, known.ends_on).is_new:
            _end_after_all(session, removal, Ending(last_day, is_new=True), actor, now)
        elif known.ends_on is not None and known.ends_on != removal.last_day:
            _go_along(session, removal, known.ends_on, actor, now)
    correct_lifted(session, member, actor, now)


def _end_after_all(session: Session, removal: Removal, ending: Ending, actor: Actor, now: datetime) -> None:
    enter(session, removal, ending, actor, now)
    note_step(session, removal, StepKind.ENDED, local(now).date(), actor, now)
    _tell_who_follows(session, removal, actor, now)


def _go_along(session: Session, removal: Removal, ends_on: date, actor: Actor, now: datetime) -> None:
    """Another end stands now that comes first, or before the heirs have said whether they go on (§ 77 (2) GenG)."""
    enter(session, removal, Ending(ends_on, is_new=False), actor, now)
    note = f"Die Mitgliedschaft endet jetzt durch etwas anderes, mit Ablauf des {written(ends_on)}."
    note_step(session, removal, StepKind.UNDONE, local(now).date(), actor, now, note=note)
    _tell_who_follows(session, removal, actor, now)


def _tell_who_follows(session: Session, removal: Removal, actor: Actor, now: datetime) -> None:
    """The letter of an exclusion is out, and stays: it names the end that the exclusion brings about by itself."""
    if removal.kind is not RemovalKind.EXCLUSION:
        tell_anew(session, removal, removal.number, actor, now)


def _let_heirs_speak(session: Session, removal: Removal, actor: Actor, now: datetime) -> None:
    """Nothing ends the membership any more before the heirs have said whether they go on (§ 77 (2) GenG)."""
    removal.last_day = None
    turn(session, removal, RemovalState.UNDECIDED)
    note = "Was die Mitgliedschaft vorher beendet hätte, ist aufgehoben; die Erben können fortsetzen."
    note_step(session, removal, StepKind.UNDONE, local(now).date(), actor, now, note=note)
    tell_anew(session, removal, removal.number, actor, now)


def undo(
    session: Session, removal: Removal, state: RemovalState, reason: str, actor: Actor, now: datetime
) -> None:
    """Note that a removal is over, and undo what it entered; refused after a later membership began (R-REG-05)."""
    if queries.has_joined_anew(session, removal):
        raise Refusal("Das Mitglied ist seitdem neu beigetreten. Dieses Ende bleibt, wie es ist.")
    end(session, removal, state, reason, actor, now)
    take_out(session, removal, reason, actor, now)


def give_way(session: Session, member: Member, day: date, to: str, actor: Actor, now: datetime) -> bool:
    """Undo the end by an exclusion for a transfer of that day or before, named by its number (§ 76 (1) GenG; R-TRF-01).

    The exclusion stands: `take_effect` enters its end anew, or lets it go along with that of the transfer. Notices that
    had given way to it stand in the way of the transfer themselves. Says whether there was such an exclusion.
    """
    removal = queries.find_exclusion_ahead(session, member.id, day)
    if removal is None:
        return False
    _counter(session, removal, Told("{number} geht vor", number=to), to, actor, now)
    removal.entered_at = removal.share_entry_id = None
    session.flush()
    departures.revive(session, member, removal.number, actor, now)
    return True


def _counter(session: Session, removal: Removal, reason: str, document: str, actor: Actor, now: datetime) -> None:
    entry = share_queries.find_share_entry(session, removal.share_entry_id) if removal.share_entry_id else None
    if entry is not None:
        is_void = removal.state is RemovalState.LIFTED
        shares.let_settlement_go(session, entry, reason, actor, now, is_void)
    members.undo_end(session, removal.member, reason, document, actor, now)
    if entry is not None:
        shares.reverse_share_entry(session, entry, reason, actor, now)


def take_out(session: Session, removal: Removal, reason: str, actor: Actor, now: datetime) -> None:
    """Undo by counter-entries what a removal entered; the notices that gave way take effect again (R-REG-05)."""
    if removal.entered_at is not None:
        _counter(session, removal, reason, removal.number, actor, now)
    archive.withdraw(session, removal.letter_id, reason, actor, now)
    _let_others_take_effect(session, removal, actor, now)


def enter_again(session: Session, removal: Removal, why: str, actor: Actor, now: datetime) -> None:
    """Let an exclusion end the membership again that was lifted by mistake (§ 68 GenG; R-REG-05).

    What had been told of it is withdrawn where nobody has posted it yet; the letter of the exclusion speaks again.
    """
    _check_takes_effect_again(session, removal)
    stays = queries.stays_entered(session, removal)
    removal.state, removal.ended_at, removal.ended_by, removal.end_reason = RemovalState.ENTERED, None, "", ""
    archive.withdraw(session, removal.letter_id, why, actor, now)
    removal.letter_id = queries.find_letter(session, removal, "exclusion_letter")
    if not stays:
        _end_once_more(session, removal, actor, now)
    session.flush()
    take_effect(session, removal.member, actor, now)


def _check_takes_effect_again(session: Session, removal: Removal) -> None:
    known = queries.removals_of(session, removal.member_id)
    joined_anew = queries.has_later_membership(session, removal) and not queries.stays_entered(session, removal)
    going_on = next((each.number for each in known if each.state is RemovalState.CONTINUED), "")
    anew = next((each.number for each in known if each.kind is removal.kind and each.state in UNDER_WAY), "")
    check_takes_effect_again(joined_anew, going_on, anew)


def _end_once_more(session: Session, removal: Removal, actor: Actor, now: datetime) -> None:
    sent_on, today = removal.event_on or local(now).date(), local(now).date()
    known = queries.circumstances_of(session, removal.member, sent_on, today, removal)
    last_day = exclusion_ends_on(known.years, sent_on)
    ending = ending_on(last_day, known.ends_on, known.ends_by)
    if ending.is_new:
        check_goes_before(last_day, known)
    removal.entered_at = removal.share_entry_id = None
    enter(session, removal, ending, actor, now)


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
