"""Assemblies in lists: searched, sorted, by how far they are; which are still to be convened."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, lazyload

from app.assemblies.models import AgendaItem, Assembly, Paper
from app.assemblies.rules import NEAR_PAPERS, PAPER_DAYS, UNHELD, AssemblyKind, AssemblyState, PaperKind, Subject
from app.core.lists import counts_of, part_of
from app.organs.models import Office
from app.organs.rules import Organ

VIEWS: Mapping[str, Sequence[AssemblyState]] = {
    "planned": (AssemblyState.PLANNED,), "convened": (AssemblyState.CONVENED,),
    "ended": tuple(UNHELD),
}
"""The saved views of the list, by the states they show."""

SORTS: Mapping[str, InstrumentedAttribute[Any]] = {
    "day": Assembly.meets_on, "kind": Assembly.kind, "place": Assembly.place, "recorded": Assembly.recorded_at,
}
"""By what the list can be sorted."""

NEAR = timedelta(days=90)
"""So long before its day a planned assembly stands on the desk, until it is convened (§ 46 (1) GenG; R-GV-04)."""


def list_assemblies(
    session: Session, view: str = "", words: str = "", kind: str = "", sort: str = "day", descending: bool = True,
    offset: int = 0, limit: int | None = None,
) -> tuple[Sequence[Assembly], int]:
    """Assemblies of a view and a kind whose place or agenda has all of the words, with how many there are."""
    found = select(Assembly).options(lazyload("*"))
    for word in words.split():
        on_agenda = select(AgendaItem.id).where(
            AgendaItem.assembly_id == Assembly.id, AgendaItem.title.icontains(word, autoescape=True)
        )
        found = found.where(or_(Assembly.place.icontains(word, autoescape=True), on_agenda.exists()))
    if view in VIEWS:
        found = found.where(Assembly.state.in_(VIEWS[view]))
    if kind in list(AssemblyKind):
        found = found.where(Assembly.kind == AssemblyKind(kind))
    return part_of(session, found, SORTS[sort], Assembly.id, descending, offset, limit)


def counts(session: Session) -> dict[str, int]:
    """How many assemblies each view shows."""
    return counts_of(session, Assembly.state, VIEWS)


def to_lay_open(today: date) -> Select[Assembly]:
    """Ordinary assemblies whose accounts or supervisors' report are near and not handed in, the next first (R-GV-07).

    The report only where there is a supervisory board; as `papers_lacking` says it by the statute.
    """
    supervised = exists().where(
        Office.organ == Organ.SUPERVISORY_BOARD, Office.first_day <= today,
        or_(Office.last_day.is_(None), Office.last_day >= today),
    )
    last_day = today + timedelta(days=PAPER_DAYS + 1 + NEAR_PAPERS)
    found = select(Assembly).options(lazyload("*")).where(
        Assembly.kind == AssemblyKind.ORDINARY, Assembly.state.in_((AssemblyState.PLANNED, AssemblyState.CONVENED)),
        Assembly.meets_on.between(today, last_day),
        or_(_lacks(PaperKind.ACCOUNTS), supervised & _lacks(PaperKind.SB_REPORT)),
    )
    return found.order_by(Assembly.meets_on, Assembly.id)


def _lacks(kind: PaperKind) -> ColumnElement[bool]:
    return ~exists().where(Paper.assembly_id == Assembly.id, Paper.kind == kind, Paper.taken_back_at.is_(None))


def dissolution_on_agenda(session: Session, first_day: date, last_day: date) -> date | None:
    """The first day of a period on which an assembly has the dissolution on its agenda (§ 75 GenG; R-EXIT-12).

    Planned, convened or held; without what was called off, and items that were withdrawn. None where none has.
    """
    is_on = AgendaItem.subject == Subject.DISSOLUTION, AgendaItem.withdrawn_at.is_(None)
    stands = Assembly.state.in_((AssemblyState.PLANNED, AssemblyState.CONVENED))
    found = select(func.min(Assembly.meets_on)).join(AgendaItem, AgendaItem.assembly_id == Assembly.id)
    return session.scalar(found.where(*is_on, stands, Assembly.meets_on.between(first_day, last_day)))


def agendas_written(session: Session, today: date) -> Sequence[Assembly]:
    """Planned assemblies, whose agenda is still written and told to nobody, the next one first (§ 46 GenG).

    Without those whose day is over: nobody can be convened to them.
    """
    planned = select(Assembly).options(lazyload("*")).where(
        Assembly.state == AssemblyState.PLANNED, Assembly.meets_on >= today
    )
    return session.scalars(planned.order_by(Assembly.meets_on, Assembly.id)).all()


def find_on_agenda(session: Session, item_id: int, today: date) -> AgendaItem | None:
    """An item under which an assembly may still decide, as it stands on the agenda; None once it does not (§ 46 GenG).
    """
    found = select(AgendaItem).join(Assembly, Assembly.id == AgendaItem.assembly_id).where(
        AgendaItem.id == item_id, AgendaItem.withdrawn_at.is_(None),
        Assembly.state.in_((AssemblyState.PLANNED, AssemblyState.CONVENED)), Assembly.meets_on >= today,
    )
    return session.scalar(found)


def to_convene(today: date) -> Select[Assembly]:
    """Planned assemblies whose day is near or over, the first one first; nobody was told of them yet (R-GV-04)."""
    is_near = Assembly.state == AssemblyState.PLANNED, Assembly.meets_on <= today + NEAR
    return select(Assembly).options(lazyload("*")).where(*is_near).order_by(Assembly.meets_on, Assembly.id)
