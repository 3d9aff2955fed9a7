"""The conduct of a meeting: opened, items called and withdrawn, breaks, notes, closed (§ 47 (1) GenG; R-MIN-01)."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.assemblies import actions as assemblies
from app.assemblies import queries as assembly_queries
from app.assemblies.models import AgendaItem, Assembly, Sitting
from app.assemblies.rules import MeetingForm
from app.attendance import actions as attendance
from app.core.db import one_at_a_time
from app.core.formats import day as written
from app.core.formats import local
from app.core.told import Told
from app.core.values import Actor, Refusal
from app.voting import queries, rules
from app.voting.actions.course import changed, happened, hold_held, matter_of, noted
from app.voting.models import MinutesAttendee, Poll
from app.voting.rules import CourseKind, PollState


def open_sitting(
    session: Session, assembly: Assembly, chair: str, minute_taker: str, actor: Actor, now: datetime
) -> Sitting:
    """Open a meeting, with who leads it and who takes its minutes (§ 47 (1), (2) GenG; R-MIN-01, R-MIN-03)."""
    assembly = assemblies.hold(session, assembly.id)
    one_at_a_time(session, matter_of(assembly.id))
    is_open = queries.find_sitting(session, assembly.id) is not None
    rules.check_opened(assembly.state, assembly.meets_on, assembly.votes_until or assembly.meets_on, now, is_open)
    rules.check_leads(chair, minute_taker)
    sitting = Sitting(
        assembly_id=assembly.id, chair=chair.strip(), minute_taker=minute_taker.strip(), opened_at=now,
        opened_by=actor.name, closed_by="", version=0,
    )
    session.add(sitting)
    session.flush()
    happened(session, sitting, CourseKind.OPENED, f"{sitting.chair}, {sitting.minute_taker}", actor, now)
    return sitting


def open_at_its_hour(
    session: Session, assembly: Assembly, chair: str, minute_taker: str, is_confirmed: bool, actor: Actor, now: datetime
) -> Sitting:
    """Open a meeting as `open_sitting` does; before its hour or after its day only where confirmed, and noted (§ 51).
    """
    meets_on, begins_at = assembly.meets_on, assembly.begins_at
    rules.check_hour(meets_on, begins_at, now, is_confirmed)
    sitting = open_sitting(session, assembly, chair, minute_taker, actor, now)
    opened, convened = f"Eröffnet um {local(now):%H:%M} Uhr", f"{begins_at:%H:%M} Uhr"
    if rules.opens_late(meets_on, now):
        note(session, sitting, f"{opened}; einberufen war auf den {written(meets_on)}, {convened}.", actor, now)
    elif rules.opens_early(meets_on, begins_at, now):
        note(session, sitting, f"{opened}, vor der einberufenen Stunde ({convened}).", actor, now)
    return sitting


def call_item(session: Session, sitting: Sitting, item: AgendaItem, actor: Actor, now: datetime) -> None:
    """Call an item; the one before is done. Out of its turn it changes the order (§ 47 (1) GenG; R-MIN-01).

    In a stretched meeting an item on which is voted stays open meanwhile, and the chair comes back to it (R-FORM-05):
    to a vote that is on nothing is called anew.
    """
    form = assembly_queries.get_assembly(session, sitting.assembly_id).form
    polls = queries.polls_of(session, sitting.assembly_id)
    if all(each.state not in rules.AWAITING for each in polls if each.item_id == item.id):
        others = [each for each in polls if each.item_id != item.id]
        rules.check_nothing_runs(_how_far(others), form is MeetingForm.STRETCHED)
    rules.check_item_called(item.withdrawn_at is not None)
    former = sitting.item
    if former is not None and former.id == item.id:
        return
    go_on(session, sitting, actor, now)
    voted_on = {each.item_id for each in polls if each.state in rules.RUNNING}
    if former is not None and former.id not in voted_on:
        happened(session, sitting, CourseKind.ITEM_DONE, former.title, actor, now, item=former)
    if item.id not in voted_on and _is_out_of_turn(session, sitting, item):
        happened(session, sitting, CourseKind.ORDER_CHANGED, item.title, actor, now, item=item)
    sitting.item_id = item.id
    if item.id in voted_on:
        noted(session, sitting, "turned_to", Told("Leitung bei: {text}", text=item.title), actor, now,
              item=item.id)
    else:
        happened(session, sitting, CourseKind.ITEM_CALLED, item.title, actor, now, item=item)
    session.refresh(sitting)


def _how_far(polls: Sequence[Poll]) -> list[tuple[PollState, int]]:
    return [(each.state, each.item.position) for each in polls]


def _check_idle(session: Session, sitting: Sitting) -> None:
    polls = queries.polls_of(session, sitting.assembly_id)
    rules.check_nothing_runs(_how_far(polls))


def _is_out_of_turn(session: Session, sitting: Sitting, item: AgendaItem) -> bool:
    assembly = assembly_queries.get_assembly(session, sitting.assembly_id)
    ids = queries.called_items(session, sitting.assembly_id)
    called = {each.position for each in assembly.items if each.id in ids}
    on = {each.position for each in assembly.items if each.withdrawn_at is None}
    former = sitting.item.position if sitting.item is not None else None
    return rules.is_out_of_turn(item.position, called, on, former)


def withdraw_item(
    session: Session, sitting: Sitting, item: AgendaItem, reason: str, actor: Actor, now: datetime
) -> None:
    """Take an item off the agenda in the meeting, with the reason; not while it is voted on (R-GV-06)."""
    polls = [each for each in queries.polls_of(session, sitting.assembly_id) if each.item_id == item.id]
    decided = [each for each in polls if each.motion_id is None and each.state is PollState.DECLARED]
    rules.check_item_withdrawn(bool(decided))
    rules.check_nothing_runs(_how_far(polls))
    if sitting.item_id == item.id:
        sitting.item_id = None
    assembly = assembly_queries.get_assembly(session, sitting.assembly_id)
    assemblies.withdraw_item(session, assembly, item, reason, actor, now, is_on=True)
    text = f"{item.title}: {item.withdraw_reason}"
    happened(session, sitting, CourseKind.ITEM_WITHDRAWN, text, actor, now, item=item)


def take_break(session: Session, sitting: Sitting, actor: Actor, now: datetime) -> None:
    """Interrupt the meeting; while votes are cast it goes on, but for a voting phase of days (R-MIN-01, R-FORM-05)."""
    is_phase = assembly_queries.get_assembly(session, sitting.assembly_id).form is MeetingForm.STRETCHED
    polls = queries.polls_of(session, sitting.assembly_id)
    rules.check_nothing_runs(_how_far(polls), is_phase)
    if sitting.break_since is None:
        sitting.break_since = now
        happened(session, sitting, CourseKind.BREAK_BEGUN, "", actor, now, item=sitting.item)


def go_on(session: Session, sitting: Sitting, actor: Actor, now: datetime) -> None:
    """Go on after a break."""
    if sitting.break_since is not None:
        sitting.break_since = None
        happened(session, sitting, CourseKind.BREAK_ENDED, "", actor, now, item=sitting.item)


def note(session: Session, sitting: Sitting, text: str, actor: Actor, now: datetime) -> None:
    """Note for the minutes what happened besides (§ 47 (1) GenG; R-MIN-01)."""
    if not text.strip():
        raise Refusal("Schreiben Sie, was vermerkt werden soll.")
    happened(session, sitting, CourseKind.NOTE, text.strip(), actor, now, item=sitting.item)


def note_there(
    session: Session, assembly_id: int, party_ids: Collection[int], chair_id: int | None, actor: Actor, now: datetime
) -> None:
    """Note who of the board is in a meeting though no door knows it, and which person leads it, instead of before.

    § 47 (2), § 43b (4) GenG; R-MIN-03, R-FORM-04: the chair's page shows it at once.
    """
    sitting = hold_held(session, assembly_id)
    session.execute(delete(MinutesAttendee).where(MinutesAttendee.assembly_id == assembly_id))
    session.add_all(
        MinutesAttendee(
            assembly_id=assembly_id, party_id=each, is_chair=each == chair_id, noted_at=now, noted_by=actor.name
        )
        for each in sorted({*party_ids, *filter(None, [chair_id])})
    )
    if sitting.closed_at is None:
        changed(session, sitting)
    session.flush()


def close_sitting(session: Session, sitting: Sitting, actor: Actor, now: datetime) -> None:
    """Close the meeting; nothing is resolved and no objection taken afterwards (§§ 47, 51 (2) GenG; R-MIN-01).

    Who is just being let in is waited for; nobody is after it.
    """
    _check_idle(session, sitting)
    attendance.hold(session, sitting.assembly_id)
    go_on(session, sitting, actor, now)
    if sitting.item is not None:
        happened(session, sitting, CourseKind.ITEM_DONE, sitting.item.title, actor, now, item=sitting.item)
    sitting.item_id = None
    happened(session, sitting, CourseKind.CLOSED, sitting.chair, actor, now)
    sitting.closed_at, sitting.closed_by = now, actor.name
    session.flush()
