"""Which bundles somebody may see: the one condition that every page, list, search and suggestion asks."""

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.orm import aliased
from sqlalchemy.sql.selectable import Subquery

from app.bundles.models import Bundle, BundledNeed, BundleMove
from app.core import horizon
from app.needs.models import Need, as_read
from app.needs.queries import visible_to
from app.needs.rules import LEVELS_SEEN, Level, NeedState, Viewer


def placed() -> Subquery:
    """Where each need lies, as need_id and bundle_id: now, or for who audits a period where it lay at its close."""
    if horizon.present() is None:
        return select(BundledNeed.need_id, BundledNeed.bundle_id).subquery()
    later = aliased(BundleMove)
    last = select(func.max(later.id)).group_by(later.need_id)
    lay = select(BundleMove.need_id, BundleMove.to_bundle_id.label("bundle_id"))
    return lay.where(BundleMove.id.in_(last), BundleMove.to_bundle_id.is_not(None)).subquery()


def is_there() -> ColumnElement[bool]:
    """The condition that a need goes on: what is withdrawn or deleted keeps its place in a bundle, and is not shown."""
    return and_(as_read("state") != NeedState.WITHDRAWN, Need.erased_at.is_(None))


def visible_bundles(viewer: Viewer) -> ColumnElement[bool]:
    """The condition that somebody may see a bundle, as `rules.may_see_bundle` says it of one."""
    if viewer.reads_all:
        return true()
    lie_here = _lying_here()
    sees_one = lie_here.where(visible_to(viewer), is_there()).correlate(Bundle).exists()
    is_closed = lie_here.where(became_closed()).correlate(Bundle).exists()
    for_it = Bundle.level.in_(LEVELS_SEEN[viewer.is_member])
    return and_(for_it, Bundle.dissolved_at.is_(None), sees_one, ~is_closed)


def _lying_here() -> Select[int]:
    return select(Need.id).join(BundledNeed, BundledNeed.need_id == Need.id).where(BundledNeed.bundle_id == Bundle.id)


def became_closed() -> ColumnElement[bool]:
    """The condition that a need is for fewer people than when the wording of its bundle was last looked at, and than
    the bundle itself.
    """
    to_office = and_(Need.level == Level.OFFICE, BundledNeed.level != Level.OFFICE, Bundle.level != Level.OFFICE)
    from_public = and_(Need.level == Level.MEMBERS, BundledNeed.level == Level.PUBLIC, Bundle.level == Level.PUBLIC)
    return or_(to_office, from_public)
