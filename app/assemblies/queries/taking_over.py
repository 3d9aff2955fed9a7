"""Reads of items that one assembly left open and another takes up: where to, and from where (R-GV-11)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased, lazyload

from app.assemblies.models import AgendaItem, Assembly, RecordedItem, Sitting
from app.assemblies.rules import UNHELD, AssemblyState
from app.organs.models import Resolution
from app.organs.rules import Organ, Procedure

WITHIN = timedelta(days=90)
"""So long after its day an assembly that nobody opened stands on the desk."""


@dataclass(frozen=True)
class Elsewhere:
    """Where a matter stands beside: in which assembly, on which day, under which number."""

    assembly_id: int
    meets_on: date
    position: int


def taken_over_to(session: Session, item_ids: Collection[int]) -> Mapping[int, Sequence[Elsewhere]]:
    """Item → where it was taken over to, by day: seats that fell empty one after the other may stand in several places.

    Not into what ended without a meeting, nor where it was withdrawn again.
    """
    found = select(AgendaItem.taken_from_id, Assembly.id, Assembly.meets_on, AgendaItem.position).join(
        Assembly, Assembly.id == AgendaItem.assembly_id
    ).where(*_is_copy_of(item_ids)).order_by(Assembly.meets_on, AgendaItem.id)
    places: dict[int, list[Elsewhere]] = {each: [] for each in item_ids}
    for item_id, assembly_id, meets_on, position in session.execute(found):
        if item_id is not None:
            places[item_id].append(Elsewhere(assembly_id, meets_on, position))
    return {item_id: there for item_id, there in places.items() if there}


def seats_taken_over(session: Session, item_ids: Collection[int]) -> Mapping[int, int]:
    """Item → how many of its seats other assemblies are to fill, not counting what `taken_over_to` leaves out."""
    found = select(AgendaItem.taken_from_id, func.sum(AgendaItem.seats)).join(
        Assembly, Assembly.id == AgendaItem.assembly_id
    ).where(*_is_copy_of(item_ids), AgendaItem.seats.is_not(None)).group_by(AgendaItem.taken_from_id)
    return {item_id: int(seats or 0) for item_id, seats in session.execute(found) if item_id is not None}


def _is_copy_of(item_ids: Collection[int]) -> tuple[ColumnElement[bool], ...]:
    return (
        AgendaItem.taken_from_id.in_(item_ids), AgendaItem.withdrawn_at.is_(None), Assembly.state.not_in(UNHELD)
    )


def taken_over_from(session: Session, assembly_id: int) -> Mapping[int, Elsewhere]:
    """Item of an agenda → where it was left open."""
    origin = aliased(AgendaItem)
    found = select(AgendaItem.id, Assembly.id, Assembly.meets_on, origin.position).join(
        origin, origin.id == AgendaItem.taken_from_id
    ).join(Assembly, Assembly.id == origin.assembly_id).where(AgendaItem.assembly_id == assembly_id)
    return {
        item_id: Elsewhere(assembly_id, meets_on, position)
        for item_id, assembly_id, meets_on, position in session.execute(found)
    }


def numbers_under(
    session: Session, items: Collection[AgendaItem], recorded: Collection[Resolution]
) -> Mapping[int, str]:
    """Item → the numbers of the resolutions that were recorded from it, or else the one that bears its title.

    Of several items of one title each has one of its own, in their order. What was recorded from no item and bears
    another title may mean the same matter: what none is named for may be decided nevertheless.
    """
    under = {each.resolution_id: each.item_id for each in _links(session, [each.id for each in recorded])}
    named: dict[int, list[str]] = {}
    titled: dict[str, list[str]] = {}
    for resolution in recorded:
        if resolution.id in under:
            named.setdefault(under[resolution.id], []).append(resolution.number)
        else:
            titled.setdefault(resolution.title, []).append(resolution.number)
    for each in sorted(items, key=lambda each: each.position):
        if each.id not in named and (left := titled.get(each.title)):
            named[each.id] = [left.pop(0)]
    return {item_id: ", ".join(numbers) for item_id, numbers in named.items()}


def _links(session: Session, resolution_ids: Collection[int]) -> Sequence[RecordedItem]:
    return session.scalars(select(RecordedItem).where(RecordedItem.resolution_id.in_(resolution_ids))).all()


def recorded_from(session: Session, item_id: int) -> Sequence[str]:
    """The numbers of the resolutions that were recorded from an item, in their order."""
    found = select(Resolution.number).join(RecordedItem, RecordedItem.resolution_id == Resolution.id)
    return session.scalars(found.where(RecordedItem.item_id == item_id).order_by(Resolution.id)).all()


def is_recorded_within(
    first_day: date | InstrumentedAttribute[date], last_day: date | ColumnElement[date]
) -> ColumnElement[bool]:
    """The condition that a resolution of the general assembly was recorded afterwards, of one of these days."""
    return and_(
        Resolution.organ == Organ.GENERAL_ASSEMBLY, Resolution.procedure == Procedure.RECORDED,
        Resolution.meeting_on.between(first_day, last_day),
    )


def to_settle(today: date) -> Select[Assembly]:
    """Convened assemblies with something to resolve whose last day passed unopened, the oldest first (§ 47; R-GV-11).

    Until each of its items is recorded, or taken over into another assembly, and for `WITHIN` at most.
    """
    last_day, copy, to = func.coalesce(Assembly.votes_until, Assembly.meets_on), aliased(AgendaItem), aliased(Assembly)
    opened = select(Sitting.assembly_id).where(Sitting.assembly_id == Assembly.id).exists()
    taken = select(copy.id).join(to, to.id == copy.assembly_id).where(
        copy.taken_from_id == AgendaItem.id, copy.withdrawn_at.is_(None), to.state.not_in(UNHELD)
    ).exists()
    waits = select(AgendaItem.id).where(
        AgendaItem.assembly_id == Assembly.id, AgendaItem.subject.is_not(None), AgendaItem.withdrawn_at.is_(None),
        ~taken, ~_is_linked(AgendaItem.id), ~_is_found_by_title(last_day),
    ).exists()
    found = select(Assembly).options(lazyload("*")).where(
        Assembly.state == AssemblyState.CONVENED, last_day < today, last_day >= today - WITHIN, ~opened, waits,
    )
    return found.order_by(Assembly.meets_on, Assembly.id)


def _is_linked(item_id: ColumnElement[int] | InstrumentedAttribute[int]) -> ColumnElement[bool]:
    return select(RecordedItem.resolution_id).where(RecordedItem.item_id == item_id).exists()


def _is_found_by_title(last_day: ColumnElement[date]) -> ColumnElement[bool]:
    """The condition that an item is found recorded as `numbers_under` finds it by its title: the n-th by n of them.

    The assembly is named two statements further out: left to itself, the count would be of all assemblies.
    """
    twin, linked = aliased(AgendaItem), RecordedItem.resolution_id == Resolution.id
    bearing = select(func.count()).select_from(Resolution).where(
        is_recorded_within(Assembly.meets_on, last_day), Resolution.title == AgendaItem.title,
        ~select(RecordedItem.item_id).where(linked).exists(),
    ).correlate(Assembly, AgendaItem).scalar_subquery()
    turn = select(func.count()).select_from(twin).where(
        twin.assembly_id == AgendaItem.assembly_id, twin.title == AgendaItem.title,
        twin.position <= AgendaItem.position, ~_is_linked(twin.id),
    ).scalar_subquery()
    return bearing >= turn
