"""What may fit: needs without a bundle, those like a bundle, and groups of them that may become one.

Likeness is asked of the index of needs; groups are made of the newest ones alone, so that no page compares all.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.bundles.models import BundleDecline
from app.bundles.queries.bundles import needs_in
from app.bundles.queries.viewing import is_there, placed
from app.bundles.rules import LEAST_ALIKE, groups_in
from app.core.formats import fold
from app.needs import queries as needs
from app.needs.models import Need
from app.needs.queries import Row, Similar
from app.needs.rules import WAITING, Viewer

ALL = Viewer(reads_all=True)
GROUPED = 300
"""Of how many of the newest needs without a bundle groups are made."""


def _has_none() -> ColumnElement[bool]:
    lies = placed()
    return ~select(lies.c.need_id).where(lies.c.need_id == Need.id).correlate(Need).exists()


def unbundled(
    session: Session, words: str = "", with_over: bool = False, offset: int = 0, limit: int | None = None
) -> tuple[list[Row], int]:
    """The needs without a bundle, the newest first, and how many; `with_over`: also answered and set aside ones."""
    found = needs.rows(ALL).where(is_there(), _has_none())
    if not with_over:
        found = found.where(Need.state.in_(WAITING))
    for word in fold(words).split():
        found = found.where(Need.search_text.contains(word, autoescape=True))
    total = session.scalar(found.with_only_columns(func.count(Need.id)).order_by(None)) or 0
    newest = found.order_by(Need.raised_at.desc(), Need.id.desc())
    return needs.as_rows(session, newest.offset(offset).limit(limit)), total


def free_rows(session: Session, need_ids: Sequence[int]) -> list[Row]:
    """Those of these needs that go on and lie in no bundle, in the order they are named."""
    found = needs.as_rows(session, needs.rows(ALL).where(Need.id.in_(need_ids), is_there(), _has_none()))
    rows = {row.need.id: row for row in found}
    return [rows[each] for each in dict.fromkeys(need_ids) if each in rows]


@dataclass(frozen=True)
class Group:
    """Needs that may become a bundle, the middle of them first."""

    rows: Sequence[Row]


def groups_to_bundle(session: Session) -> list[Group] | None:
    """Groups of needs without a bundle that are alike; None while needs are being made comparable."""
    newest = select(Need.id).where(is_there(), _has_none(), Need.state.in_(WAITING))
    ids = list(session.scalars(newest.order_by(Need.raised_at.desc(), Need.id.desc()).limit(GROUPED)))
    pairs = needs.alike_among(session, ALL, ids, LEAST_ALIKE) if len(ids) > 1 else []
    if pairs is None:
        return None
    groups = groups_in(pairs)
    shown = needs.rows(ALL).where(Need.id.in_([each for group in groups for each in group]))
    rows = {each.need.id: each for each in needs.as_rows(session, shown)}
    return [Group([rows[each] for each in group]) for group in groups]


def like_bundle(session: Session, bundle_id: int) -> Similar:
    """Needs without a bundle that are like those in one and were not declined there, for who reads all."""
    lies = placed()
    away = {*session.scalars(select(lies.c.need_id)), *declined_in(session, bundle_id)}
    inside = [each.need.id for each in needs_in(session, bundle_id, ALL)]
    return needs.similar_to_all(session, ALL, inside, sorted(away))


def declined_in(session: Session, bundle_id: int) -> dict[int, BundleDecline]:
    """Need → who said that it does not fit into a bundle, and when."""
    found = select(BundleDecline).where(BundleDecline.bundle_id == bundle_id)
    return {each.need_id: each for each in session.scalars(found)}


def declined_rows(session: Session, bundle_id: int) -> list[tuple[Row, BundleDecline]]:
    """The needs declined in a bundle that go on, with who said so."""
    known = declined_in(session, bundle_id)
    found = needs.as_rows(session, needs.rows(ALL).where(Need.id.in_(known), is_there()).order_by(Need.id))
    return [(each, known[each.need.id]) for each in found]
