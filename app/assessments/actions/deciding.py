"""Lay a result before board or assembly, and let what is decided flow back: once (R-NEED-02, R-NEED-04)."""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from app.assessments import queries
from app.assessments.actions.noting import held, note
from app.assessments.models import Round, RoundSubject
from app.assessments.rules import RoundState, check_may_be_laid
from app.core.formats import local
from app.core.told import Told
from app.core.values import Actor, Refusal
from app.needs import actions as needs_actions
from app.needs import queries as needs
from app.needs.models import Need
from app.needs.rules import BEFORE_WORK, NeedState
from app.organs import actions as organs
from app.organs.models import Item, Resolution
from app.organs.rules import ItemKind, Organ, Outcome

Putter = Callable[[Session, int, str, str, Actor, datetime], int]
"""How a room above puts an item on the agenda of an assembly: its id, title and draft; gives the id of the item."""
Standing = Callable[[Session, int], bool]
"""Whether an item of an agenda, by its id, still stands there."""

_put_on_agenda: Putter | None = None
_stands_on_agenda: Standing | None = None


def hand_in(put_on_agenda: Putter, stands_on_agenda: Standing) -> None:
    """Name who writes agendas; called once by the application's factory."""
    global _put_on_agenda, _stands_on_agenda
    _put_on_agenda, _stands_on_agenda = put_on_agenda, stands_on_agenda


class AgendaRefusal(Refusal):
    """The assembly that was chosen cannot take the item; shown where it is chosen."""


# --- lay before an organ ----------------------------------------------------------------------------------------------


def lay_before_board(
    session: Session, round_id: int, taken: Collection[int], seen: int, actor: Actor, now: datetime
) -> Item:
    """Propose to the board to take up what was chosen (ids of subjects), with the list of priorities."""
    return _lay(session, held(session, round_id, seen), taken, Organ.BOARD, actor, now)


def lay_before_assembly(
    session: Session, round_id: int, taken: Collection[int], assembly_id: int, seen: int, actor: Actor, now: datetime
) -> Item:
    """The same to the general assembly: as an item of the agenda of one that is not convened yet (§ 46 GenG)."""
    found = held(session, round_id, seen)
    item = _lay(session, found, taken, Organ.GENERAL_ASSEMBLY, actor, now)
    assert _put_on_agenda is not None
    title = f"Bewertung der Bedarfe {found.number}"
    found.agenda_item_id = _put_on_agenda(session, assembly_id, title, item.text, actor, now)
    session.flush()
    return item


def _lay(
    session: Session, found: Round, taken: Collection[int], organ: Organ, actor: Actor, now: datetime
) -> Item:
    """Nobody is held to be biased by a need of the own member: priorities concern all (R-ORG-04); who is, says so."""
    item = queries.find_item(session, found.id)
    chosen = [each for each in found.subjects if each.id in taken]
    heard = queries.turnout_of(session, found).heard
    check_may_be_laid(found.state, item is not None and item.is_open, len(chosen), heard)
    _check_there(chosen)
    for each in found.subjects:
        each.is_proposed = each in chosen
    text = motion_of(session, found)
    laid = organs.propose(session, ItemKind.ASSESSMENT, found.id, text, organ, {}, actor, now)
    summary = Told("Ergebnis von {number} vorgelegt", number=found.number)
    note(session, found, "lay_round", summary, actor, now)
    return laid


def _check_there(chosen: Iterable[RoundSubject]) -> None:
    """Refuse to take up what is not there any more: a bundle that was dissolved, a need withdrawn or deleted."""
    for each in chosen:
        if each.bundle is not None and each.bundle.dissolved_at is not None:
            raise Refusal("{number} ist inzwischen aufgelöst. Wählen Sie es ab.", number=each.bundle.number)
        if each.need is not None and each.need.erased_at is not None:
            raise Refusal("{number} ist inzwischen gelöscht. Wählen Sie ihn ab.", number=each.need.number)
        if each.need is not None and each.need.state is NeedState.WITHDRAWN:
            raise Refusal("{number} ist inzwischen zurückgezogen. Wählen Sie ihn ab.", number=each.need.number)


def motion_of(session: Session, found: Round) -> str:
    """The motion: what is proposed to be taken up, and the list it rests on; needs by their number alone.

    Their titles can be deleted at their owner's demand, a resolution cannot (R-GDPR-04). So do bundles that members may
    not see: motions are read in invitations and minutes by people who may not either (R-NEED-01, R-GDPR-02).
    Where too few assessed for any rank, it says so instead of a list, and calls it no joint assessment (R-NEED-02).
    """
    heard = queries.result_of(session, found)
    names = {each.subject.id: _named(each.subject) for each in heard}
    places = queries.priorities_of(heard, queries.weights_of(found.criteria)).places
    proposed = {each.id for each in found.subjects if each.is_proposed}
    taken = "; ".join(names[each.key] for each in places if each.key in proposed)
    ranked = "; ".join(f"{each.rank}. {names[each.key]}" for each in places if each.rank is not None)
    if not ranked:
        return (
            f"Zur Bewertungsrunde {found.number} „{found.title}“ kam keine gemeinsame Bewertung zustande:"
            f" {_took_part(queries.turnout_of(session, found))}, und für eine Rangliste reicht das nicht."
            f" Ohne Rangliste werden aufgegriffen: {taken}."
        )
    others = "; ".join(names[each.key] for each in places if each.rank is None)
    return (
        f"Nach der gemeinsamen Bewertung {found.number} „{found.title}“ werden aufgegriffen: {taken}."
        f" Rangliste der Bewertung: {ranked}."
        + (f" Ohne Rang, weil zu wenige es beurteilt haben: {others}." if others else "")
    )


def _named(subject: queries.Subject) -> str:
    return f"{subject.number} {subject.title}" if subject.is_shown and not subject.is_need else subject.number


def _took_part(turnout: queries.Turnout) -> str:
    return f"{turnout.heard} von {turnout.asked} Bewertenden {'hat' if turnout.heard == 1 else 'haben'} teilgenommen"


def take_back(session: Session, round_id: int, seen: int, actor: Actor, now: datetime) -> Round:
    """Take a result back that lies before an organ undecided; it can be laid anew."""
    found = held(session, round_id, seen)
    item = queries.find_item(session, found.id)
    if item is None or not item.is_open:
        raise Refusal("Das Ergebnis liegt keinem Organ mehr vor.")
    assert _stands_on_agenda is not None
    if found.agenda_item_id is not None and _stands_on_agenda(session, found.agenda_item_id):
        raise Refusal("Es steht auf einer Tagesordnung. Nehmen Sie den Punkt dort zuerst herunter.")
    organs.drop(session, item, actor, now)
    found.agenda_item_id = None
    for each in found.subjects:
        each.is_proposed = False
    summary = Told("Ergebnis von {number} zurückgenommen", number=found.number)
    note(session, found, "take_round_back", summary, actor, now)
    return found


def check_not_assessed(session: Session, bundle_id: int, lock: bool) -> None:
    """Refuse to change what lies in a bundle while it is assessed, or lies before an organ: what was assessed is
    decided, nothing else (R-NEED-02).

    With `lock` its rounds are held: who begins one or lays its result at the same moment waits, or is waited for.
    """
    for each in reversed(queries.rounds_of_bundle(session, bundle_id)):
        assert each.bundle is not None
        if lock and each.round.state is not RoundState.DECIDED:
            held(session, each.round_id)
        if each.round.state is RoundState.OPEN:
            raise Refusal(
                "{bundle} wird gerade bewertet ({round}). Bis die Runde schließt, bleiben seine Bedarfe, wie sie sind.",
                bundle=each.bundle.number, round=each.round.number,
            )
        item = queries.find_item(session, each.round_id)
        if each.round.state is RoundState.CLOSED and item is not None and item.is_open:
            raise Refusal(
                "{bundle} liegt mit {round} einem Organ vor. Bis es beschließt oder Sie das Ergebnis zurücknehmen,"
                " bleiben seine Bedarfe, wie sie sind.", bundle=each.bundle.number, round=each.round.number,
            )


# --- what was decided -------------------------------------------------------------------------------------------------


def lock_round(session: Session, round_id: int) -> None:
    """Let nobody change a round while an organ decides on it."""
    held(session, round_id)


def take_up(session: Session, reference: int, number: str, actor: Actor, now: datetime) -> None:
    """Carry out that the organ agreed: what was proposed is taken up, and its needs are under way, as far as they may.

    § 8 (1) no. 5 GenG; R-NEED-04.
    """
    found = held(session, reference)
    if found.state is RoundState.CLOSED:
        _decide(session, found, number, True, actor, now)
        for each in found.subjects:
            each.is_taken_up = each.is_proposed
        moved, left = _lead_on(session, found, actor, now)
        summary = Told("{number}: aufgegriffen mit {resolution}; in Arbeit {moved}, nicht bedient {left}",
                       number=found.number, resolution=number, moved=moved, left=left)
        note(session, found, "take_round_up", summary, actor, now)


def turn_down(session: Session, reference: int, number: str, actor: Actor, now: datetime) -> None:
    """Carry out that the organ did not agree: nothing is taken up, and the needs stay as they are."""
    found = held(session, reference)
    if found.state is RoundState.CLOSED:
        _decide(session, found, number, False, actor, now)
        summary = Told("{number}: abgelehnt mit {resolution}", number=found.number, resolution=number)
        note(session, found, "turn_round_down", summary, actor, now)


def decide_on_agenda(
    session: Session, agenda_item_id: int, resolution: Resolution, outcome: Outcome, actor: Actor, now: datetime
) -> None:
    """Let what the assembly resolved under an item of its agenda decide the round that stands behind it (§ 43 GenG).

    Where none stands there, or it is decided, nothing happens.
    """
    round_id = queries.round_on_agenda(session, agenda_item_id)
    if round_id is None:
        return
    found, item = held(session, round_id), queries.find_item(session, round_id)
    if found.state is RoundState.CLOSED and item is not None and item.is_open:
        organs.settle_by(session, item, resolution, outcome, actor, now)
        carry_out = take_up if outcome is Outcome.ACCEPTED else turn_down
        carry_out(session, found.id, resolution.number, actor, now)


def _decide(
    session: Session, found: Round, number: str, was_accepted: bool, actor: Actor, now: datetime
) -> None:
    item = queries.find_item(session, found.id)
    found.state, found.resolution_number, found.was_accepted = RoundState.DECIDED, number, was_accepted
    found.decided_on = item.decided_on if item is not None and item.decided_on else local(now).date()
    session.flush()


def _lead_on(session: Session, found: Round, actor: Actor, now: datetime) -> tuple[int, int]:
    """Lead the needs that were assessed and taken up to "under way", in one order; gives how many were, and how many
    may not be.

    Those that the bundle had when the round began, wherever they lie by now; what came into it later was not assessed.
    What is answered, set aside, withdrawn or under way already stays.
    """
    assessed = queries.assessed_ids(session, found)
    taken = {need_id for each in found.subjects if each.is_taken_up for need_id in assessed[each.id]}
    held_needs = needs.hold_needs(session, taken)
    going = [each for each in held_needs if each.state in BEFORE_WORK and each.erased_at is None]
    served = needs.served_among(session, going, local(now).date())
    for need in going:
        if need.id in served:
            needs_actions.move(session, need.id, NeedState.UNDER_WAY, "", _newest(need), actor, now)
    return len(served), len(going) - len(served)


def _newest(need: Need) -> int:
    return need.steps[-1].id
