"""The agenda is written: items, their order, the usual ones at once, what is withdrawn (§ 46; R-GV-06, R-DOC-07)."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.assemblies import queries, rules
from app.assemblies.actions.holding import subject_of
from app.assemblies.models import AgendaItem, Assembly
from app.assemblies.rules import (
    MAX_ITEMS,
    AssemblyState,
    Channel,
    DraftItem,
    ItemType,
    PlannedItem,
    ProposedBy,
    Subject,
)
from app.core import journal
from app.core.formats import count, local
from app.core.told import Kept, Told
from app.core.values import Actor, check_reason
from app.statutes import queries as statutes


def add_item(
    session: Session, assembly: Assembly, item: PlannedItem, actor: Actor, now: datetime, before: int | None = None
) -> AgendaItem:
    """Put an item on the agenda, at its end or before one that is not announced yet (§ 46 (1), (2); R-GV-06)."""
    queries.check_agenda_open(session, assembly, local(now).date())
    rules.check_room(len(assembly.items), MAX_ITEMS)
    _check_item(item, 0)
    _check_in_time(session, assembly, item, now)
    position = len(assembly.items) + 1
    if before is not None:
        follower = queries.get_item(assembly, before)
        rules.check_not_announced(follower.announced_by_id is not None)
        position = follower.position
    _move_up_from(session, assembly, position)
    row = _append(session, assembly, item, position, actor, now)
    session.refresh(assembly)
    summary = Told("TOP {number} aufgenommen, {title}", **_named(row))
    journal.record(
        session, actor, "assembly.item_added", subject_of(assembly), now, summary, item=row.id, item_type=row.item_type,
        about=row.subject, seats=row.seats, draft=row.draft, proposed_by=row.proposed_by,
    )
    return row


def put_resolution(
    session: Session, assembly_id: int, title: str, draft: str, actor: Actor, now: datetime
) -> int:
    """Put a resolution with its draft, proposed by the board, on the agenda of a planned assembly (§ 46 GenG; R-GV-06).

    Gives the id of the item; refused once the assembly is convened, or its day is over.
    """
    assembly = queries.get_assembly(session, assembly_id)
    rules.check_takes_items(assembly.state, assembly.meets_on, local(now).date())
    item = PlannedItem(ItemType.RESOLUTION, title, ProposedBy.BOARD, Subject.OTHER, draft=draft)
    return add_item(session, assembly, item, actor, now).id


def _check_item(item: PlannedItem, synopsis: int) -> None:
    rules.check_item(DraftItem(item.title, item.item_type, item.subject, item.draft, synopsis, item.seats))
    rules.check_decided(item)
    rules.check_keeps_synopsis(item.subject, synopsis)


def _check_in_time(session: Session, assembly: Assembly, item: PlannedItem, now: datetime) -> None:
    """Refuse to let a convened assembly decide what even a mail of today announces too late (§ 46 (2); R-GV-06)."""
    if assembly.state is AssemblyState.CONVENED:
        today = local(now).date()
        statute = statutes.statute_on(session, today)
        rules.check_can_be_added(item.subject is not None, assembly.meets_on, today, statute, {Channel.MAIL})


def _append(
    session: Session, assembly: Assembly, item: PlannedItem, position: int, actor: Actor, now: datetime
) -> AgendaItem:
    row = AgendaItem(
        assembly_id=assembly.id, position=position, item_type=item.item_type, subject=item.subject, seats=item.seats,
        title=item.title.strip(), draft=item.draft.strip(), proposed_by=item.proposed_by, withdraw_reason="",
        recorded_at=now, recorded_by=actor.name,
    )
    session.add(row)
    session.flush()
    return row


def _move_up_from(session: Session, assembly: Assembly, position: int) -> None:
    """Make room at a position; one row after the other, since no two may stand at the same place."""
    for each in reversed(assembly.items[position - 1 :]):
        each.position += 1
        session.flush()


def change_item(
    session: Session, assembly: Assembly, item: AgendaItem, planned: PlannedItem, actor: Actor, now: datetime
) -> None:
    """Change an item that is not announced yet; the same once more changes nothing (§ 46 (2) GenG; R-GV-06)."""
    check_editable(session, assembly, item, now)
    _check_item(planned, len(item.synopsis))
    _check_in_time(session, assembly, planned, now)
    former = queries.shown_of_item(item)
    item.item_type, item.subject, item.seats = planned.item_type, planned.subject, planned.seats
    item.title, item.draft, item.proposed_by = planned.title.strip(), planned.draft.strip(), planned.proposed_by
    session.flush()
    changed = {name: value for name, value in queries.shown_of_item(item).items() if value != former[name]}
    if changed:
        summary = Told("TOP {number} geändert, {title}", **_named(item))
        before = {name: former[name] for name in changed}
        _note(session, assembly, item, "assembly.item_changed", summary, actor, now, changed=changed, former=before)


def check_editable(session: Session, assembly: Assembly, item: AgendaItem, now: datetime) -> None:
    """Refuse to change an item that is announced, or of an assembly that is over (§ 46 (2) GenG; R-GV-06)."""
    queries.check_agenda_open(session, assembly, local(now).date())
    rules.check_not_announced(item.announced_by_id is not None)


def move_item(
    session: Session, assembly: Assembly, item: AgendaItem, actor: Actor, now: datetime, is_up: bool
) -> None:
    """Let an item change places with the one before or after it; what is announced keeps its number (R-GV-06)."""
    check_editable(session, assembly, item, now)
    neighbour = queries.neighbour_of(assembly, item, is_up)
    rules.check_moved(neighbour is not None)
    if neighbour is None:
        return
    place, other = neighbour.position, item.position
    item.position = 0
    session.flush()
    neighbour.position = other
    session.flush()
    item.position = place
    session.flush()
    session.refresh(assembly)
    summary = Told("{title} ist jetzt TOP {number}", **_named(item))
    _note(session, assembly, item, "assembly.item_moved", summary, actor, now, former_position=other)


def remove_item(session: Session, assembly: Assembly, item: AgendaItem, actor: Actor, now: datetime) -> None:
    """Remove an item that nobody was told of; those after it move up (§ 46 (2) GenG; R-GV-06)."""
    check_editable(session, assembly, item, now)
    rules.check_removed(any(paper.item_id == item.id for paper in assembly.papers))
    rules.check_not_demanded(item.id in queries.requests_on_agenda(session, assembly))
    summary = Told("TOP {number} entfernt, {title}", **_named(item))
    _note(
        session, assembly, item, "assembly.item_removed", summary, actor, now, item_type=item.item_type,
        about=item.subject, draft=item.draft, synopsis=[[row.clause, row.new_text] for row in item.synopsis],
    )
    after = [each for each in assembly.items if each.position > item.position]
    session.delete(item)
    session.flush()
    for each in after:
        each.position -= 1
        session.flush()
    session.refresh(assembly)


def take_off(
    session: Session, assembly: Assembly, item: AgendaItem, reason: str, actor: Actor, now: datetime
) -> None:
    """Take an item that members demanded off an agenda nobody was told of, with the reason (§ 45 (2) GenG; R-GV-08).

    The demand waits for its answer again, and can be put on another one. The item is kept behind the agenda, under no
    number of it.
    """
    check_editable(session, assembly, item, now)
    rules.check_taken_off(item.id in queries.requests_on_agenda(session, assembly))
    rules.check_removed(any(paper.item_id == item.id for paper in assembly.papers))
    why, named = check_reason(reason), _named(item)
    after = [each for each in assembly.items if each.position > item.position]
    item.withdrawn_at, item.withdraw_reason, item.position = now, why, -item.id
    session.flush()
    for each in after:
        each.position -= 1
        session.flush()
    session.refresh(assembly)
    summary = Told("TOP {number} von der Tagesordnung genommen, {title}: {reason}", reason=Kept(why), **named)
    _note(session, assembly, item, "assembly.item_taken_off", summary, actor, now)


def propose_agenda(session: Session, assembly: Assembly, actor: Actor, now: datetime) -> int:
    """Put the usual items on an empty agenda, to be changed before anybody is told; gives how many (R-DOC-07)."""
    today = local(now).date()
    queries.check_agenda_open(session, assembly, today)
    rules.check_agenda_empty(len(assembly.items))
    seats = queries.seats_to_fill(session, assembly.meets_on, today)
    year = rules.year_behind(statutes.fiscal_years(session), assembly.meets_on)
    usual = rules.usual_agenda(assembly.kind, statutes.statute_on(session, today), seats, year)
    for position, each in enumerate(usual, start=1):
        planned = PlannedItem(each.type, str(each.title), each.proposed_by, each.subject, each.seats, str(each.draft))
        _append(session, assembly, planned, position, actor, now)
    session.refresh(assembly)
    summary = Told("Übliche Tagesordnung mit {number} Punkten vorgeschlagen", number=count(len(usual)))
    journal.record(session, actor, "assembly.agenda_proposed", subject_of(assembly), now, summary, assembly=assembly.id)
    return len(usual)


def withdraw_item(
    session: Session, assembly: Assembly, item: AgendaItem, reason: str, actor: Actor, now: datetime,
    is_on: bool = False,
) -> None:
    """Withdraw an item that was announced, with the reason; it stays to be seen under its number (R-GV-06).

    `is_on`: in the meeting itself, which may last past midnight.
    """
    if is_on:
        rules.check_open(assembly.state, assembly.meets_on, assembly.meets_on)
    else:
        queries.check_agenda_open(session, assembly, local(now).date())
    rules.check_withdrawn(item.announced_by_id is not None, item.withdrawn_at is not None)
    item.withdrawn_at, item.withdraw_reason = now, check_reason(reason)
    session.flush()
    summary = Told("TOP {number} abgesetzt, {title}: {reason}", reason=item.withdraw_reason, **_named(item))
    _note(session, assembly, item, "assembly.item_withdrawn", summary, actor, now)


def _named(item: AgendaItem) -> dict[str, object]:
    return {"number": count(item.position), "title": item.title}


def _note(
    session: Session, assembly: Assembly, item: AgendaItem, act: str, summary: Told, actor: Actor, now: datetime,
    **content: object,
) -> None:
    journal.record(session, actor, act, subject_of(assembly), now, summary, item=item.id, **content)
