"""Reads of what members offer: one, lists, which are like a need and which needs are like one (R-NEED-03).

A process sets the offers of members beside the index of needs that members may see, and all of them beside that of
office and board. Whatever it finds is asked of `offers_visible_to` once more, so that what is withdrawn, over or of a
former member is not shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, Engine, Select, String, func, or_, select, type_coerce
from sqlalchemy.orm import Session

from app.core import horizon
from app.core.formats import fold
from app.core.values import NotFound
from app.members.models import Member
from app.needs import queries as needs
from app.needs.rules import (
    LEVELS_SEEN,
    Alike,
    Beside,
    Entry,
    Floats,
    Index,
    Level,
    Stated,
    Viewer,
    alike_beside,
    beside,
)
from app.parties.models import Party
from app.solutions.models import PartnerOffer, SolutionPartner
from app.solutions.queries.viewing import offers_visible_to, stands
from app.solutions.rules import OPEN_PARTNERSHIPS

SHOWN, AMONG = 5, 15
UNTOLD_AT_ONCE = 8
"""How many offers whose meaning is not kept yet are told while somebody waits; further ones wait for their job."""


def offer_subject_of(offer_id: int) -> str:
    """How journal and outbox call an offer."""
    return f"offer:{offer_id}"


def get_offer(session: Session, offer_id: int, lock: bool = False) -> PartnerOffer:
    """An offer that must be there, whoever may see it; `lock` reads it afresh and keeps others from changing it."""
    more = {"populate_existing": True, "with_for_update": {"of": PartnerOffer}} if lock else {}
    found = session.get(PartnerOffer, offer_id, **more)  # type: ignore[arg-type]
    if found is None:
        raise NotFound("Dieses Angebot gibt es nicht.")
    return found


def get_seen_offer(session: Session, offer_id: int, viewer: Viewer, day: date) -> PartnerOffer:
    """An offer that somebody may see on a day; raises NotFound for any other as for what is not there."""
    seen = select(PartnerOffer).where(PartnerOffer.id == offer_id, offers_visible_to(viewer, day))
    found = session.scalars(seen).unique().first()
    if found is None:
        raise NotFound("Dieses Angebot gibt es nicht, oder es ist nicht für Sie bestimmt.")
    return found


def does_stand(session: Session, offer_id: int, day: date) -> bool:
    """Say whether an offer is neither withdrawn nor over, and of a present member."""
    return session.scalar(select(PartnerOffer.id).where(PartnerOffer.id == offer_id, stands(day))) is not None


OFFER_SORTS: Mapping[str, ColumnElement[Any]] = {
    "stated": type_coerce(PartnerOffer.stated_at, PartnerOffer.stated_at.type),
    "number": type_coerce(PartnerOffer.number, String), "title": func.lower(PartnerOffer.title),
    "member": type_coerce(Party.sort_name, String), "until": type_coerce(PartnerOffer.until, PartnerOffer.until.type),
}
"""What lists of offers can be sorted by."""


@dataclass(frozen=True)
class AskedOffers:
    """What is looked for: words, kind, field, region, level, one member; `standing`: only what stands, or only not."""

    words: str = ""
    kind: str = ""
    field: str = ""
    region: str = ""
    level: str = ""
    member_id: int | None = None
    standing: bool | None = None


def list_offers(
    session: Session, viewer: Viewer, asked: AskedOffers, day: date, sort: str = "stated", descending: bool = False,
    offset: int = 0, limit: int | None = None,
) -> tuple[list[PartnerOffer], int]:
    """The offers that somebody looks for and may see on a day, in order, and how many there are in all."""
    found = _of_members(viewer, day).where(*_conditions(asked, day))
    total = session.scalar(found.with_only_columns(func.count(PartnerOffer.id)).order_by(None)) or 0
    column = OFFER_SORTS[sort]
    order = column.desc().nulls_last() if descending else column.asc().nulls_last()
    latest = PartnerOffer.id.desc() if descending else PartnerOffer.id
    rows = session.scalars(found.order_by(order, latest).offset(offset).limit(limit)).unique().all()
    return list(rows), total


def _of_members(viewer: Viewer, day: date) -> Select[PartnerOffer]:
    joined = select(PartnerOffer).join(Member, Member.id == PartnerOffer.member_id)
    return joined.join(Party, Party.id == Member.party_id).where(offers_visible_to(viewer, day))


def _conditions(asked: AskedOffers, day: date) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [
        or_(PartnerOffer.search_text.contains(word, autoescape=True), Party.sort_name.contains(word, autoescape=True))
        for word in fold(asked.words).split()
    ]
    exact: dict[Any, str] = {
        PartnerOffer.kind: asked.kind, PartnerOffer.field: asked.field, PartnerOffer.region: asked.region,
        PartnerOffer.level: asked.level,
    }
    found += [type_coerce(column, String) == wanted for column, wanted in exact.items() if wanted]
    if asked.member_id is not None:
        found.append(PartnerOffer.member_id == asked.member_id)
    if asked.standing is not None:
        found.append(stands(day) if asked.standing else ~stands(day))
    return found


def count_offers(session: Session, viewer: Viewer, asked: AskedOffers, day: date) -> int:
    """How many offers somebody looks for and may see on a day."""
    found = _of_members(viewer, day).where(*_conditions(asked, day))
    return session.scalar(found.with_only_columns(func.count(PartnerOffer.id))) or 0


def search_offers(session: Session, viewer: Viewer, words: str, day: date, limit: int) -> list[PartnerOffer]:
    """The offers that have all these words, the newest first."""
    if not words:
        return []
    return list_offers(session, viewer, AskedOffers(words=words), day, descending=True, limit=limit)[0]


def offer_regions(session: Session, viewer: Viewer, day: date) -> list[str]:
    """Every region of the offers that somebody may see, in order."""
    used = select(PartnerOffer.region).where(PartnerOffer.region != "", offers_visible_to(viewer, day)).distinct()
    return list(session.scalars(used.order_by(PartnerOffer.region)))


def partnerships_with(session: Session, viewer: Viewer, offer: PartnerOffer) -> list[SolutionPartner]:
    """For which solutions an offer is asked for or used, where office or its own member looks."""
    if not viewer.reads_all and offer.member_id not in viewer.own:
        return []
    found = select(SolutionPartner).where(SolutionPartner.offer_id == offer.id).order_by(SolutionPartner.id)
    return list(session.scalars(found).unique())


# --- likeness ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SimilarOffers:
    """Offers like a need, each with the reason; `is_ready`: the index of needs was there."""

    found: Sequence[tuple[PartnerOffer, Alike]] = ()
    is_ready: bool = True


@dataclass
class _Shelf:
    """Offers beside the needs of one kind of reader, and up to which change they are known."""

    others: Beside | None = None
    known: int = -1
    untold: int = 0
    lock: Lock = field(default_factory=Lock)


_SHELVES: WeakKeyDictionary[Engine, dict[bool, _Shelf]] = WeakKeyDictionary()
_SHELVES_LOCK = Lock()


def forget_offers() -> None:
    """Forget what this process holds, as if it had just begun."""
    with _SHELVES_LOCK:
        _SHELVES.clear()


def offers_like(session: Session, viewer: Viewer, row: needs.Row, day: date) -> SimilarOffers:
    """Up to five offers of other members that are like a need, and that somebody may see on a day.

    Nothing for who is neither member nor reader of all, and within an audit: what came later would bear on it.
    """
    may_ask = viewer.reads_all or viewer.is_member
    if not may_ask or row.need.erased_at is not None or horizon.present() is not None:
        return SimilarOffers()
    index = needs.index_for(session, viewer)
    if index is None:
        return SimilarOffers(is_ready=False)
    found = alike_beside(row.need.id, _beside_now(session, viewer.reads_all, index), AMONG)
    return SimilarOffers(_visible(session, viewer, found, row, day))


def _visible(
    session: Session, viewer: Viewer, found: Sequence[Alike], row: needs.Row, day: date
) -> list[tuple[PartnerOffer, Alike]]:
    if not found:
        return []
    asked = select(PartnerOffer).where(
        PartnerOffer.id.in_([each.key for each in found]), offers_visible_to(viewer, day), stands(day),
        PartnerOffer.member_id.is_distinct_from(row.need.member_id),
    )  # fmt: skip
    seen = {each.id: each for each in session.scalars(asked).unique()}
    return [(seen[each.key], each) for each in found if each.key in seen][:SHOWN]


def _beside_now(session: Session, reads_all: bool, index: Index) -> Beside:
    """The offers beside the needs as they stand; made anew when either changed, for offers are few."""
    bind = session.get_bind()
    engine = bind if isinstance(bind, Engine) else bind.engine
    with _SHELVES_LOCK:
        shelf = _SHELVES.setdefault(engine, {}).setdefault(reads_all, _Shelf())
    latest = session.scalar(select(func.max(PartnerOffer.changed))) or 0
    with shelf.lock:
        if shelf.others is None or shelf.others.index is not index or shelf.known != latest or shelf.untold:
            entries, shelf.untold = _entries(session, reads_all, index.collection.common_meaning is not None)
            shelf.others, shelf.known = beside(index, entries), latest
        return shelf.others


def _entries(session: Session, reads_all: bool, is_meant: bool) -> tuple[list[Entry], int]:
    """The offers of one kind of reader, and how many are left out until a job has told their meaning."""
    levels = tuple(Level) if reads_all else LEVELS_SEEN[True]
    there = select(PartnerOffer).where(PartnerOffer.level.in_(levels), PartnerOffer.withdrawn_at.is_(None))
    found = session.scalars(there.order_by(PartnerOffer.id)).unique().all()
    if not is_meant:
        return [Entry(each.id, each.offered().text()) for each in found], 0
    untold = [each for each in found if each.meant_by != needs.MODEL]
    waiting = {each.id for each in untold[UNTOLD_AT_ONCE:]}
    there_now = [each for each in found if each.id not in waiting]
    return [Entry(each.id, each.offered().text(), _meaning(each)) for each in there_now], len(waiting)


def _meaning(offer: PartnerOffer) -> Floats | None:
    is_kept = offer.meaning is not None and offer.meant_by == needs.MODEL
    return needs.from_stored(offer.meaning or b"") if is_kept else needs.meaning_of(offer.offered().text())


def needs_like(session: Session, viewer: Viewer, offer: PartnerOffer) -> needs.Similar:
    """Up to five needs of others that are like an offer, as far as somebody may see them, with the reason."""
    if offer.erased_at is not None:
        return needs.Similar()
    found = needs.similar_to(session, viewer, Stated(offer.title, offer.what))
    others = [(row, why) for row, why in found.found if row.need.member_id != offer.member_id]
    return needs.Similar(others, found.is_ready, found.is_meant)


def members_offers(session: Session, member_id: int, day: date) -> list[PartnerOffer]:
    """What a member offers on a day, for the office."""
    asked = AskedOffers(member_id=member_id, standing=True)
    return list_offers(session, Viewer(reads_all=True), asked, day)[0]


def open_partnership(session: Session, solution_id: int, member_id: int) -> SolutionPartner | None:
    """The partnership of a member in a solution that stands or is asked for."""
    return session.scalars(select(SolutionPartner).where(
        SolutionPartner.solution_id == solution_id, SolutionPartner.member_id == member_id,
        SolutionPartner.state.in_(OPEN_PARTNERSHIPS),
    )).unique().first()  # fmt: skip
