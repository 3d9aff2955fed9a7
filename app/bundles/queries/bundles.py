"""Reads of bundles: one, the needs in it, lists."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, String, func, or_, select, type_coerce
from sqlalchemy.orm import Session

from app.bundles.models import Bundle, BundledNeed
from app.bundles.models import as_read as bundle_as_read
from app.bundles.queries.viewing import became_closed, is_there, placed, visible_bundles
from app.core.formats import fold
from app.core.lists import within
from app.core.values import NotFound
from app.needs import queries as needs
from app.needs.models import Need, as_read
from app.needs.queries import Row, visible_to
from app.needs.rules import NeedState, Viewer


def subject_of(bundle_id: int) -> str:
    """How the journal calls a bundle."""
    return f"bundle:{bundle_id}"


def find_bundle(session: Session, bundle_id: int, viewer: Viewer) -> Bundle | None:
    """A bundle that somebody may see; None for any other."""
    return session.scalars(select(Bundle).where(Bundle.id == bundle_id, visible_bundles(viewer))).first()


def seen_among(session: Session, bundle_ids: Sequence[int], viewer: Viewer) -> set[int]:
    """Of several bundles those that somebody may see."""
    return set(session.scalars(select(Bundle.id).where(Bundle.id.in_(bundle_ids), visible_bundles(viewer))))


def get_bundle(session: Session, bundle_id: int, viewer: Viewer) -> Bundle:
    """The same; raises NotFound for what somebody may not see as for what is not there."""
    found = find_bundle(session, bundle_id, viewer)
    if found is None:
        raise NotFound("Dieses Bündel gibt es nicht, oder es ist nicht für Sie bestimmt.")
    return found


def needs_in(session: Session, bundle_id: int, viewer: Viewer) -> list[Row]:
    """The needs in a bundle that somebody may see and that go on, the earliest raised first."""
    return needs_in_each(session, [bundle_id], viewer)[bundle_id]


def needs_in_each(session: Session, bundle_ids: Sequence[int], viewer: Viewer) -> dict[int, list[Row]]:
    """The same of several bundles, by one statement."""
    lies = placed()
    found = needs.rows(viewer).join(lies, lies.c.need_id == Need.id).where(
        lies.c.bundle_id.in_(bundle_ids), is_there()
    ).add_columns(lies.c.bundle_id)  # fmt: skip
    lying: dict[int, list[Row]] = {each: [] for each in bundle_ids}
    for *told, bundle_id in session.execute(found.order_by(Need.raised_at, Need.id)).unique():
        lying[bundle_id].append(Row(*told))
    return lying


@dataclass(frozen=True)
class Dot:
    """What a picture shows of a need: what it is called, where it stands, since when, and whose it is."""

    title: str
    state: NeedState
    raised_at: datetime
    owner: tuple[int | None, int | None]
    """By the id of its member or prospect."""


def dots_in_each(session: Session, bundle_ids: Sequence[int], viewer: Viewer) -> dict[int, list[Dot]]:
    """Bundle → the needs in it that `needs_in_each` gives, as a picture shows them: by columns, as there are many."""
    lies = placed()
    told = as_read("title"), as_read("state"), Need.raised_at, Need.member_id, Need.prospect_id
    found = select(lies.c.bundle_id, *told).join(Need, lies.c.need_id == Need.id).where(
        lies.c.bundle_id.in_(bundle_ids), visible_to(viewer), is_there()
    )  # fmt: skip
    lying: dict[int, list[Dot]] = {each: [] for each in bundle_ids}
    for bundle_id, title, state, raised_at, *owner in session.execute(found.order_by(Need.raised_at, Need.id)):
        lying[bundle_id].append(Dot(title, state, raised_at, (owner[0], owner[1])))
    return lying


def gone_in(session: Session, bundle_id: int) -> list[Row]:
    """The needs that lie in a bundle and are withdrawn or deleted, for who reads all."""
    lies, viewer = placed(), Viewer(reads_all=True)
    found = needs.rows(viewer).join(lies, lies.c.need_id == Need.id).where(lies.c.bundle_id == bundle_id, ~is_there())
    return needs.as_rows(session, found.order_by(Need.id))


def bundle_of(session: Session, need_id: int, viewer: Viewer) -> Bundle | None:
    """The bundle in which a need lies, where somebody may see both; None else."""
    lies = placed()
    found = select(Bundle).join(lies, lies.c.bundle_id == Bundle.id).join(Need, Need.id == lies.c.need_id)
    seen = found.where(Need.id == need_id, visible_to(viewer), is_there(), visible_bundles(viewer))
    return session.scalars(seen).first()


def bundles_of(session: Session, need_ids: Sequence[int], viewer: Viewer) -> dict[int, Bundle]:
    """Need → the bundle in which it lies, as far as somebody may see both."""
    if not need_ids:
        return {}
    lies = placed()
    found = select(Need.id, Bundle).join(lies, lies.c.need_id == Need.id).join(Bundle, Bundle.id == lies.c.bundle_id)
    seen = found.where(Need.id.in_(need_ids), visible_to(viewer), is_there(), visible_bundles(viewer))
    return dict(session.execute(seen).all())


def owners_in(session: Session, bundle_ids: Sequence[int]) -> dict[int, set[int]]:
    """Bundle → the members whose needs lie in it, by id: all of them, so nothing of it is shown to members."""
    lies = placed()
    found = select(lies.c.bundle_id, Need.member_id).join(lies, lies.c.need_id == Need.id)
    lying = found.where(lies.c.bundle_id.in_(bundle_ids), is_there(), Need.member_id.is_not(None))
    owners: dict[int, set[int]] = {each: set() for each in bundle_ids}
    for bundle_id, member_id in session.execute(lying):
        owners[bundle_id].add(member_id)
    return owners


def closed_since(session: Session, bundle_id: int) -> list[str]:
    """The numbers of the needs in a bundle that are for fewer people than it is, and of which nobody has looked yet
    whether its wording tells of them.
    """
    found = select(Need.number).join(BundledNeed, BundledNeed.need_id == Need.id)
    found = found.join(Bundle, Bundle.id == BundledNeed.bundle_id)
    return list(session.scalars(found.where(Bundle.id == bundle_id, became_closed()).order_by(Need.id)))


# --- lists ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class BundleRow:
    """A bundle as a list shows it, with what somebody sees of its needs: how many, and how many are answered."""

    bundle: Bundle
    needs: int
    answered: int


SORTS = ("opened", "number", "title", "needs")
"""What the list can be sorted by."""
OPEN, DISSOLVED = "", "dissolved"


@dataclass(frozen=True)
class Asked:
    """What is looked for: words, whether dissolved ones, a level, a field and region of needs, days of opening."""

    words: str = ""
    is_dissolved: bool = False
    level: str = ""
    field: str = ""
    region: str = ""
    first_day: date | None = None
    last_day: date | None = None


def list_bundles(
    session: Session, viewer: Viewer, asked: Asked | None = None, sort: str = "opened", descending: bool = False,
    offset: int = 0, limit: int | None = None,
) -> tuple[list[BundleRow], int]:
    """The bundles that somebody looks for and may see, in order, and how many there are in all."""
    lies = placed()
    seen = select(lies.c.bundle_id, Need.id, as_read("state").label("state")).join(Need, Need.id == lies.c.need_id)
    each = seen.where(visible_to(viewer), is_there()).subquery()
    counted = select(
        each.c.bundle_id, func.count().label("needs"),
        func.count().filter(type_coerce(each.c.state, String) == NeedState.ANSWERED.value).label("answered"),
    ).group_by(each.c.bundle_id).subquery()  # fmt: skip
    needs_here = func.coalesce(counted.c.needs, 0)
    found = select(Bundle, needs_here, func.coalesce(counted.c.answered, 0)).outerjoin(
        counted, counted.c.bundle_id == Bundle.id
    ).where(*_conditions(viewer, asked or Asked()))  # fmt: skip
    total = session.scalar(found.with_only_columns(func.count(Bundle.id)).order_by(None)) or 0
    sorts: Mapping[str, ColumnElement[Any]] = {
        "opened": type_coerce(Bundle.opened_at, Bundle.opened_at.type), "number": type_coerce(Bundle.number, String),
        "title": func.lower(bundle_as_read("title")), "needs": needs_here,
    }
    order = sorts[sort].desc() if descending else sorts[sort].asc()
    latest = Bundle.id.desc() if descending else Bundle.id
    rows = session.execute(found.order_by(order, latest).offset(offset).limit(limit))
    return [BundleRow(*row) for row in rows], total


def _conditions(viewer: Viewer, asked: Asked) -> list[ColumnElement[bool]]:
    gone = bundle_as_read("dissolved")
    found = [visible_bundles(viewer), gone if asked.is_dissolved else ~gone]
    found += [_has(viewer, word) for word in fold(asked.words).split()]
    if asked.level:
        found.append(type_coerce(bundle_as_read("level"), String) == asked.level)
    if asked.field:
        found.append(_holds(viewer, type_coerce(as_read("field"), String) == asked.field))
    if asked.region:
        found.append(_holds(viewer, as_read("region") == asked.region))
    return [*found, *within(Bundle.opened_at, asked.first_day, asked.last_day)]


def _has(viewer: Viewer, word: str) -> ColumnElement[bool]:
    """Whether a bundle has a word: itself, or a need in it that somebody may see."""
    own = Bundle.search_text.contains(word, autoescape=True)
    return or_(own, _holds(viewer, Need.search_text.contains(word, autoescape=True)))


def _holds(viewer: Viewer, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    lies = placed()
    found = select(Need.id).join(lies, lies.c.need_id == Need.id).where(lies.c.bundle_id == Bundle.id)
    return found.where(visible_to(viewer), is_there(), condition).correlate(Bundle).exists()


def count_bundles(session: Session, viewer: Viewer) -> dict[bool, int]:
    """How many bundles that somebody may see are there (False) and dissolved (True)."""
    seen = select(bundle_as_read("dissolved").label("is_gone")).where(visible_bundles(viewer)).subquery()
    found = select(seen.c.is_gone, func.count()).group_by(seen.c.is_gone)
    counted = {bool(gone): count for gone, count in session.execute(found)}
    return {gone: counted.get(gone, 0) for gone in (False, True)}


def search(session: Session, viewer: Viewer, words: str, limit: int) -> list[BundleRow]:
    """The bundles that have all these words in title, description or a need that is seen, the newest first."""
    return list_bundles(session, viewer, Asked(words=words), descending=True, limit=limit)[0] if words else []
