"""Reads of items that one assembly left open and another takes up: where to, and from where (R-GV-11)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, aliased, lazyload

from app.assemblies.models import AgendaItem, Assembly, Sitting
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


def numbers_by_title(items: Collection[AgendaItem], recorded: Collection[Resolution]) -> Mapping[int, str]:
    """Item → the number of the recorded resolution that bears its title, as one gets it that is recorded from its item.

    Of several items of one title each has one of its own, in their order. Another title may mean the same matter: what
    none is named for may be decided nevertheless.
    """
    numbers: dict[str, list[str]] = {}
    for resolution in recorded:
        numbers.setdefault(" ".join(resolution.title.split()), []).append(resolution.number)
    in_order = sorted(items, key=lambda each: each.position)
    return {
        each.id: left.pop(0) for each in in_order if (left := numbers.get(" ".join(each.title.split())))
    }


def recorded_of(session: Session, assembly: Assembly) -> Sequence[str]:
    """The numbers of the recorded resolutions of an assembly's days that bear the title of one of its items."""
    last_day = assembly.votes_until or assembly.meets_on
    found = session.scalars(select(Resolution).where(
        Resolution.organ == Organ.GENERAL_ASSEMBLY, Resolution.procedure == Procedure.RECORDED,
        Resolution.meeting_on.between(assembly.meets_on, last_day),
    ).order_by(Resolution.id)).unique().all()
    return sorted(numbers_by_title(assembly.items, found).values())


def to_settle(today: date) -> Select[Assembly]:
    """Convened assemblies with something to resolve whose last day passed unopened, the oldest first (§ 47; R-GV-11).

    Until something of their days is recorded, or taken over into another assembly, and for `WITHIN` at most.
    """
    last_day, copy, to = func.coalesce(Assembly.votes_until, Assembly.meets_on), aliased(AgendaItem), aliased(Assembly)
    opened = select(Sitting.assembly_id).where(Sitting.assembly_id == Assembly.id).exists()
    to_resolve = select(AgendaItem.id).where(
        AgendaItem.assembly_id == Assembly.id, AgendaItem.subject.is_not(None), AgendaItem.withdrawn_at.is_(None)
    ).exists()
    taken = select(copy.id).join(AgendaItem, AgendaItem.id == copy.taken_from_id).join(
        to, to.id == copy.assembly_id
    ).where(AgendaItem.assembly_id == Assembly.id, copy.withdrawn_at.is_(None), to.state.not_in(UNHELD)).exists()
    recorded = select(Resolution.id).where(
        Resolution.organ == Organ.GENERAL_ASSEMBLY, Resolution.procedure == Procedure.RECORDED,
        Resolution.meeting_on.between(Assembly.meets_on, last_day),
    ).exists()
    found = select(Assembly).options(lazyload("*")).where(
        Assembly.state == AssemblyState.CONVENED, last_day < today, last_day >= today - WITHIN, ~opened, to_resolve,
        ~taken, ~recorded,
    )
    return found.order_by(Assembly.meets_on, Assembly.id)
