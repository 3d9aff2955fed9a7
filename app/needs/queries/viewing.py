"""Who looks at needs, and the one condition by which every page, list, search and file asks what that person sees."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, false, or_, true
from sqlalchemy.orm import Session

from app.core.values import Actor, NotFound, Role
from app.members import queries as members
from app.members.models import Member
from app.needs.models import Need
from app.needs.rules import LEVELS_SEEN, SHOWN_PUBLICLY, Level, NeedState, Viewer

READING_ALL = (Role.OFFICE, Role.BOARD, Role.AUDITOR)
"""Who reads every need in the pages of the office; in the portal the same person sees what its members see."""


def office_viewer(actor: Actor) -> Viewer:
    """Who looks at the pages of the office."""
    return Viewer(reads_all=actor.has_any(READING_ALL))


def member_viewer(session: Session, party_id: int | None, day: date) -> Viewer:
    """Who looks at the member's pages: for all memberships that somebody is, was or acts for on a day."""
    if party_id is None:
        return Viewer()
    known = members.members_known_to(session, party_id, day)
    return _viewer(known, members.members_acted_for_on(session, party_id, day))


def _viewer(known: Sequence[Member], present: Sequence[Member]) -> Viewer:
    return Viewer(is_member=bool(present), own=frozenset(each.id for each in known))


def own_pages(session: Session, party_id: int | None, number: int, day: date) -> tuple[Viewer, bool, Member]:
    """The pages of the membership of a number, which somebody is, was or acts for on a day.

    What it may see there, whether it acts for the member on the day, the member; raises NotFound for anybody else's.
    """
    known = members.members_known_to(session, party_id, day) if party_id else ()
    member = next((each for each in known if each.number == number), None)
    if member is None:
        raise NotFound
    present = members.members_acted_for_on(session, party_id or 0, day)
    return _viewer(known, present), member in present, member


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """The condition that somebody may see a need, as `rules.may_see` says it of one."""
    if viewer.reads_all:
        return true()
    own = Need.member_id.in_(sorted(viewer.own)) if viewer.own else false()
    if viewer.is_member:
        for_all = and_(Need.level.in_(LEVELS_SEEN[True]), Need.state != NeedState.WITHDRAWN)
    else:
        for_all = and_(Need.level == Level.PUBLIC, Need.state.in_(SHOWN_PUBLICLY))
    return and_(Need.erased_at.is_(None), or_(own, for_all))


def withdrawn_before(viewer: Viewer) -> ColumnElement[bool]:
    """The condition that a need was for somebody and is withdrawn or deleted since: that much may be told of it."""
    gone = or_(Need.state == NeedState.WITHDRAWN, Need.erased_at.is_not(None))
    return and_(Need.level.in_(LEVELS_SEEN[viewer.is_member]), gone)
