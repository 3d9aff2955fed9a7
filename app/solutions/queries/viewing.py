"""The conditions by which every page, list, search and suggestion asks what somebody sees (R-GDPR-02)."""

from datetime import date

from sqlalchemy import ColumnElement, and_, false, or_, select, true

from app.members import queries as members
from app.needs.models import Need
from app.needs.rules import LEVELS_SEEN, Viewer
from app.solutions.models import PartnerOffer, Solution, SolutionNeed, SolutionPartner, is_linked
from app.solutions.rules import OPEN_PARTNERSHIPS


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """The condition that somebody may see a solution, as `rules.may_see` says it of one."""
    if viewer.reads_all:
        return true()
    return or_(Solution.level.in_(LEVELS_SEEN[viewer.is_member]), is_own(sorted(viewer.own)))


def is_own(member_ids: list[int]) -> ColumnElement[bool]:
    """The condition that a solution is to answer a need of one of these members, or has one of them as a partner."""
    if not member_ids:
        return false()
    return or_(answers_need_of(member_ids), _has_partner(member_ids))


def answers_need_of(member_ids: list[int]) -> ColumnElement[bool]:
    """The condition that a solution is to answer a need of one of these members."""
    linked = select(SolutionNeed.id).join(Need, Need.id == SolutionNeed.need_id).where(
        SolutionNeed.solution_id == Solution.id, is_linked(), Need.member_id.in_(member_ids),
        Need.erased_at.is_(None),
    )  # fmt: skip
    return linked.correlate(Solution).exists()


def _has_partner(member_ids: list[int]) -> ColumnElement[bool]:
    found = select(SolutionPartner.id).where(
        SolutionPartner.solution_id == Solution.id, SolutionPartner.member_id.in_(member_ids),
        SolutionPartner.state.in_(OPEN_PARTNERSHIPS),
    )
    return found.correlate(Solution).exists()


def stands(day: date) -> ColumnElement[bool]:
    """The condition that an offer is neither withdrawn nor over, and of somebody who is a member on a day."""
    return and_(
        PartnerOffer.withdrawn_at.is_(None), or_(PartnerOffer.until.is_(None), PartnerOffer.until >= day),
        PartnerOffer.member_id.not_in(members.outsiders(day)),
    )


def offers_visible_to(viewer: Viewer, day: date) -> ColumnElement[bool]:
    """The condition that somebody may see an offer, as `rules.may_see_offer` says it of one."""
    if viewer.reads_all:
        return true()
    own = PartnerOffer.member_id.in_(sorted(viewer.own)) if viewer.own else false()
    for_others = and_(PartnerOffer.level.in_(LEVELS_SEEN[viewer.is_member]), stands(day))
    return and_(PartnerOffer.erased_at.is_(None), or_(own, for_others))
