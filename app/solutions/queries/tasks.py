"""What waits: verdicts and answers of members, and for the office needs to answer and verdicts to take up."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session, aliased

from app.needs import queries as needs
from app.needs.models import Need, NeedStep
from app.needs.rules import WAITING, NeedState, Viewer
from app.solutions.models import Solution, SolutionNeed, SolutionPartner, SolutionProgress, SolutionVerdict
from app.solutions.queries.solutions import OfNeed, of_need
from app.solutions.rules import Outcome, PartnerState, SolutionState

_LATER, _ASKED = aliased(SolutionVerdict), aliased(SolutionPartner)


def to_judge(session: Session, member_id: int) -> list[OfNeed]:
    """The solutions on which a member's verdict is awaited, the first answered first."""
    answered = select(SolutionNeed.need_id).join(Need, Need.id == SolutionNeed.need_id).where(
        Need.member_id == member_id, Need.erased_at.is_(None), SolutionNeed.unlinked_at.is_(None), _is_answer(),
    ).order_by(SolutionNeed.answered_at)  # fmt: skip
    viewer = Viewer(own=frozenset({member_id}))
    rows = [needs.find_row(session, need_id, viewer) for need_id in dict.fromkeys(session.scalars(answered))]
    return [each for row in rows if row for each in of_need(session, viewer, row) if each.answered.link.is_asked]


def _is_answer() -> ColumnElement[bool]:
    """The condition that a solution is the answer to a need, as `rules.answer_since` says it of one."""
    led = select(NeedStep.id).where(NeedStep.need_id == Need.id, NeedStep.at > SolutionNeed.answered_at)
    return and_(Need.state == NeedState.ANSWERED, SolutionNeed.answered_at.is_not(None), ~led.exists())


def asked_of(session: Session, member_id: int) -> Sequence[SolutionPartner]:
    """The solutions for which a member is asked to be a partner and has not answered, the first asked first."""
    asked = select(SolutionPartner).where(
        SolutionPartner.member_id == member_id, SolutionPartner.state == PartnerState.ASKED
    )
    return session.scalars(asked.order_by(SolutionPartner.id)).unique().all()


def partnerships_of(session: Session, member_id: int) -> Sequence[SolutionPartner]:
    """Every partnership of a member, the newest first."""
    own = select(SolutionPartner).where(SolutionPartner.member_id == member_id)
    return session.scalars(own.order_by(SolutionPartner.id.desc())).unique().all()


def without_reply() -> Select[*tuple[Any, ...]]:
    """Verdicts that nothing was helped, which the office has neither taken up nor explained, the earliest first.

    Id of the solution, number of the need, moment.
    """
    later = select(_LATER.id).where(_LATER.link_id == SolutionVerdict.link_id, _LATER.number > SolutionVerdict.number)
    said = select(SolutionNeed.solution_id, Need.number, SolutionVerdict.at).join(
        SolutionNeed, SolutionNeed.id == SolutionVerdict.link_id
    ).join(Need, Need.id == SolutionNeed.need_id)
    waiting = said.where(
        SolutionVerdict.outcome == Outcome.NO, SolutionVerdict.replied_at.is_(None), ~later.exists(),
        SolutionVerdict.at >= SolutionNeed.answered_at, SolutionNeed.unlinked_at.is_(None), Need.erased_at.is_(None),
        _is_answer(),
    )  # fmt: skip
    return waiting.order_by(SolutionVerdict.at, SolutionVerdict.id)


def without_partner() -> Select[*tuple[Any, ...]]:
    """Solutions under way that a partner declined, where since then nobody else was asked and nothing entered.

    Id and number of the solution, moment; the earliest first.
    """
    at = SolutionPartner.answered_at
    asked = select(_ASKED.id).where(_ASKED.solution_id == Solution.id, _ASKED.asked_at > at)
    entered = select(SolutionProgress.id).where(SolutionProgress.solution_id == Solution.id, SolutionProgress.at > at)
    found = select(Solution.id, Solution.number, at).join(SolutionPartner, SolutionPartner.solution_id == Solution.id)
    return found.where(
        Solution.state.in_((SolutionState.PLANNED, SolutionState.UNDER_WAY)),
        SolutionPartner.state == PartnerState.DECLINED, ~asked.exists(), ~entered.exists(),
    ).order_by(at, SolutionPartner.id)


def to_answer_with() -> Select[*tuple[Any, ...]]:
    """Solutions that are there while needs still wait for them as the answer: id, number, title, how many needs."""
    waiting = select(Solution.id, Solution.number, Solution.title, func.count(SolutionNeed.id).label("waiting")).join(
        SolutionNeed, SolutionNeed.solution_id == Solution.id
    ).join(Need, Need.id == SolutionNeed.need_id)
    there = waiting.where(
        Solution.state == SolutionState.THERE, SolutionNeed.unlinked_at.is_(None), Need.state.in_(WAITING),
        Need.erased_at.is_(None),
    )  # fmt: skip
    return there.group_by(Solution.id, Solution.number, Solution.title).order_by(Solution.id)
