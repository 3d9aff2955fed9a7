"""Reads of solutions: one, lists, the needs they answer with what owners say, partners, files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, String, func, select, type_coerce
from sqlalchemy.orm import Session, contains_eager, selectinload

from app.core.formats import fold
from app.core.lists import within
from app.core.values import NotFound
from app.needs import queries as needs
from app.needs.models import Need
from app.needs.rules import Viewer, may_see_of_then
from app.solutions.models import (
    Solution,
    SolutionFile,
    SolutionNeed,
    SolutionPartner,
    SolutionProgress,
    SolutionVerdict,
    is_linked,
    state_read,
)
from app.solutions.queries.viewing import answers_need_of, visible_to
from app.solutions.rules import (
    OPEN_PARTNERSHIPS,
    Outcome,
    PartnerState,
    SolutionState,
    tally,
    waits_for_reply,
)


def subject_of(solution_id: int) -> str:
    """How journal and outbox call a solution."""
    return f"solution:{solution_id}"


def get_solution(session: Session, solution_id: int, lock: bool = False) -> Solution:
    """A solution that must be there, whoever may see it; `lock` reads it afresh and keeps others from changing it."""
    more = {"populate_existing": True, "with_for_update": {"of": Solution}} if lock else {}
    found = session.get(Solution, solution_id, **more)  # type: ignore[arg-type]
    if found is None:
        raise NotFound("Diese Lösung gibt es nicht.")
    return found


def find_seen(session: Session, solution_id: int, viewer: Viewer) -> Solution | None:
    """A solution that somebody may see; None for any other."""
    return session.scalars(select(Solution).where(Solution.id == solution_id, visible_to(viewer))).first()


def get_seen(session: Session, solution_id: int, viewer: Viewer) -> Solution:
    """The same; raises NotFound for what somebody may not see as for what is not there."""
    found = find_seen(session, solution_id, viewer)
    if found is None:
        raise NotFound("Diese Lösung gibt es nicht, oder sie ist nicht für Sie bestimmt.")
    return found


def get_file(solution: Solution, file_id: int) -> SolutionFile:
    """A file of a solution; another one's, or one that was removed, is not found."""
    found = next((each for each in solution.files if each.id == file_id), None)
    if found is None:
        raise NotFound("Diese Anlage gibt es nicht.")
    return found


def is_file_needed(session: Session, sha256: str) -> bool:
    """Say whether a solution holds a file of these bytes."""
    held = select(SolutionFile.id).where(SolutionFile.sha256 == sha256, SolutionFile.removed_at.is_(None))
    return session.scalar(held.limit(1)) is not None


def progress_seen(viewer: Viewer, solution: Solution, is_ones_own: bool) -> list[SolutionProgress]:
    """The entries of progress that somebody may read: those written for its eyes."""
    return [each for each in solution.progress if may_see_of_then(viewer, is_ones_own, each.level)]


def is_ones_own(session: Session, viewer: Viewer, solution: Solution) -> bool:
    """Say whether a solution is to answer a need of one of the viewer's members, or has one of them as a partner."""
    if not viewer.own:
        return False
    mine = Viewer(own=viewer.own)
    is_partner = any(each.member_id in viewer.own and each.state in OPEN_PARTNERSHIPS for each in solution.partners)
    return is_partner or any(each.row.need.member_id in viewer.own for each in answered_by(session, mine, solution))


# --- the needs that a solution answers --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Answered:
    """A need that a solution is to answer, as somebody sees it, with what its owner says."""

    link: SolutionNeed
    row: needs.Row

    @property
    def may_judge(self) -> bool:
        """Whether its owner can give a verdict or change it: as long as the solution is the answer."""
        return self.link.answer_since is not None

    @property
    def waits_for_reply(self) -> bool:
        """Whether the office has still to take it up again, or to explain."""
        said = self.link.verdict
        return said is not None and waits_for_reply(said.outcome, said.replied_at)

    def verdict(self, viewer: Viewer) -> SolutionVerdict | None:
        """What its owner says, where it was said for somebody's eyes."""
        found = self.link.verdict
        is_ours = self.row.need.member_id in viewer.own
        return found if found is not None and may_see_of_then(viewer, is_ours, found.level) else None

    def earlier_verdicts(self, viewer: Viewer) -> list[SolutionVerdict]:
        """Its versions that do not count any more, or were about an earlier answer, the same way."""
        is_ours, said = self.row.need.member_id in viewer.own, self.link.verdict
        return [
            each for each in self.link.verdicts if each is not said and may_see_of_then(viewer, is_ours, each.level)
        ]


def answered_by(session: Session, viewer: Viewer, solution: Solution) -> list[Answered]:
    """The needs that a solution is to answer and somebody may see; of others not even the number is told."""
    links = {each.need_id: each for each in solution.needs}
    if not links:
        return []
    wanted = needs.rows(viewer).where(Need.id.in_(list(links))).options(selectinload(Need.steps))
    found = needs.as_rows(session, wanted)
    return sorted((Answered(links[row.need.id], row) for row in found), key=lambda each: each.link.id)


def find_answered(session: Session, viewer: Viewer, solution: Solution, link_id: int) -> Answered:
    """One of them by the id of its link; NotFound for any other."""
    found = next((each for each in answered_by(session, viewer, solution) if each.link.id == link_id), None)
    if found is None:
        raise NotFound("Diesen Bedarf beantwortet die Lösung nicht, oder er ist nicht für Sie bestimmt.")
    return found


@dataclass(frozen=True)
class OfNeed:
    """A solution of a need, with what its owner says, as far as somebody may know."""

    solution: Solution
    answered: Answered


def of_need(session: Session, viewer: Viewer, row: needs.Row) -> list[OfNeed]:
    """The solutions of a need that somebody may see, the first linked first."""
    linked = select(SolutionNeed, Solution).join(Solution, Solution.id == SolutionNeed.solution_id).where(
        SolutionNeed.need_id == row.need.id, is_linked(), visible_to(viewer)
    )
    found = session.execute(linked.order_by(SolutionNeed.id))
    return [OfNeed(solution, Answered(link, row)) for link, solution in found]


def answered_with(session: Session, solution: Solution) -> list[str]:
    """The numbers of the needs to which a solution is the answer, the first linked first."""
    linked = select(SolutionNeed).join(Need, Need.id == SolutionNeed.need_id).where(
        SolutionNeed.solution_id == solution.id, SolutionNeed.unlinked_at.is_(None), Need.erased_at.is_(None),
        SolutionNeed.answered_at.is_not(None),
    ).options(contains_eager(SolutionNeed.need).selectinload(Need.steps))  # fmt: skip
    found = session.scalars(linked.order_by(SolutionNeed.id).execution_options(populate_existing=True)).unique()
    return [each.need.number for each in found if each.answer_since is not None]


def get_link(session: Session, solution: Solution, link_id: int) -> SolutionNeed:
    """A need's link to a solution that stands, read afresh."""
    found = session.scalars(select(SolutionNeed).where(
        SolutionNeed.id == link_id, SolutionNeed.solution_id == solution.id, SolutionNeed.unlinked_at.is_(None)
    ).execution_options(populate_existing=True)).first()  # fmt: skip
    if found is None:
        raise NotFound("Diesen Bedarf beantwortet die Lösung nicht mehr.")
    return found


# --- partners ---------------------------------------------------------------------------------------------------------


def get_partner(solution: Solution, partner_id: int) -> SolutionPartner:
    """A partner of a solution, asked or agreed or past."""
    found = next((each for each in solution.partners if each.id == partner_id), None)
    if found is None:
        raise NotFound("Diesen Partner gibt es hier nicht.")
    return found


def partners_seen(viewer: Viewer, solution: Solution) -> list[SolutionPartner]:
    """The partners that somebody may know of: who takes part; who was only asked, or left, office and member know."""
    return [
        each for each in solution.partners
        if viewer.reads_all or each.member_id in viewer.own or each.state is PartnerState.AGREED
    ]


# --- lists ------------------------------------------------------------------------------------------------------------

SORTS: Mapping[str, ColumnElement[Any]] = {
    "opened": type_coerce(Solution.opened_at, Solution.opened_at.type), "number": type_coerce(Solution.number, String),
    "title": func.lower(Solution.title), "responsible": func.lower(Solution.responsible),
    "kind": type_coerce(Solution.kind, String),
}
"""What the lists can be sorted by."""


@dataclass(frozen=True)
class Asked:
    """What is looked for: words, kind, state, level, days of opening; for whose needs, where a member is named."""

    words: str = ""
    kind: str = ""
    state: str = ""
    level: str = ""
    first_day: date | None = None
    last_day: date | None = None
    member_id: int | None = None


@dataclass(frozen=True)
class Listed:
    """A solution in a list: how many needs it is to answer and what owners say, as far as somebody may know."""

    solution: Solution
    needs: int = 0
    said: Mapping[Outcome, int] = field(default_factory=dict)


def list_solutions(
    session: Session, viewer: Viewer, asked: Asked, sort: str = "opened", descending: bool = False, offset: int = 0,
    limit: int | None = None,
) -> tuple[list[Listed], int]:
    """The solutions that somebody looks for and may see, in order, and how many there are in all."""
    found = select(Solution).where(visible_to(viewer), *_conditions(asked))
    total = session.scalar(found.with_only_columns(func.count(Solution.id)).order_by(None)) or 0
    order = SORTS[sort].desc() if descending else SORTS[sort].asc()
    latest = Solution.id.desc() if descending else Solution.id
    rows = session.scalars(found.order_by(order, latest).offset(offset).limit(limit)).all()
    return _listed(session, viewer, rows), total


def _conditions(asked: Asked) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [
        Solution.search_text.contains(word, autoescape=True) for word in fold(asked.words).split()
    ]
    exact: dict[Any, str] = {Solution.kind: asked.kind, state_read(): asked.state, Solution.level: asked.level}
    found += [type_coerce(column, String) == wanted for column, wanted in exact.items() if wanted]
    if asked.member_id is not None:
        found.append(answers_need_of([asked.member_id]))
    return [*found, *within(Solution.opened_at, asked.first_day, asked.last_day)]


def _listed(session: Session, viewer: Viewer, rows: Sequence[Solution]) -> list[Listed]:
    """With the counts of needs that somebody may see, and of what their owners say for its eyes."""
    if not rows:
        return []
    linked = select(SolutionNeed).join(Need, Need.id == SolutionNeed.need_id).where(
        SolutionNeed.solution_id.in_([each.id for each in rows]), is_linked(),
        needs.visible_to(viewer),
    ).options(contains_eager(SolutionNeed.need).selectinload(Need.steps))  # fmt: skip
    by_solution: dict[int, list[SolutionNeed]] = {}
    for link in session.scalars(linked).unique():
        by_solution.setdefault(link.solution_id, []).append(link)
    return [
        Listed(each, len(by_solution.get(each.id, ())), said_of(viewer, by_solution.get(each.id, ()))) for each in rows
    ]


def said_of(viewer: Viewer, links: Sequence[SolutionNeed]) -> dict[Outcome, int]:
    """How many owners of these needs, which somebody may see, said what for its eyes."""
    return tally(
        said.outcome for link in links if (said := link.verdict) and said.outcome
        and may_see_of_then(viewer, link.need.member_id in viewer.own, said.level)
    )


def count_by_state(session: Session, viewer: Viewer, member_id: int | None = None) -> dict[str, int]:
    """How many solutions that somebody may see stand in each state; for the needs of one member where one is named."""
    seen = select(type_coerce(state_read(), String).label("state")).where(
        visible_to(viewer), *([answers_need_of([member_id])] if member_id is not None else [])
    ).subquery()  # fmt: skip
    found: Select[*tuple[Any, ...]] = select(seen.c.state, func.count()).group_by(seen.c.state)
    return dict(session.execute(found).all())


def search(session: Session, viewer: Viewer, words: str, limit: int) -> list[Solution]:
    """The solutions that have all these words, the newest first."""
    if not words:
        return []
    found = list_solutions(session, viewer, Asked(words=words), descending=True, limit=limit)[0]
    return [each.solution for each in found]


def to_choose(session: Session, need_id: int) -> Sequence[Solution]:
    """Solutions that a need is not linked to and that go on, for the office, the newest first."""
    linked = select(SolutionNeed.id).where(
        SolutionNeed.solution_id == Solution.id, SolutionNeed.need_id == need_id, SolutionNeed.unlinked_at.is_(None)
    )
    return session.scalars(
        select(Solution).where(Solution.state != SolutionState.ENDED, ~linked.correlate(Solution).exists())
        .order_by(Solution.id.desc()).limit(200)
    ).all()
