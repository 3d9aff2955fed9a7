"""Needs that resemble one, among those that somebody may see, with the reason (R-NEED-03).

A process holds an index for members and one for office and board, made when it is first asked for: about 14 kB a need
in each. What changed since is taken in before each answer. A large one, and the first of a process while the model
reads itself in, is made in the background, and until then it is said that it is not ready. Whatever it finds is asked
of `visible_to` once more.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Lock, Thread
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, Row, Select, and_, func, select
from sqlalchemy.orm import Session

from app.core import horizon
from app.needs.models import Need
from app.needs.queries import needs as reads
from app.needs.queries.encoder import MODEL, find_encoder, from_stored, is_warm, meaning_of, warm_up
from app.needs.queries.needs import as_rows, rows
from app.needs.rules import (
    LEVELS_SEEN,
    Alike,
    Entry,
    Floats,
    Index,
    Level,
    NeedState,
    NeedText,
    Stated,
    Viewer,
    alike,
    alike_to_all,
    index_of,
    pairs_among,
    with_changes,
)

SHOWN = 5
AMONG = 15
"""How many are looked through, should some of them not be for whoever asks."""
AT_ONCE, UNTOLD_AT_ONCE = 400, 8
"""Up to how many needs, and needs without a kept meaning, an index is made while somebody waits."""


@dataclass(frozen=True)
class Similar:
    """Needs like one: each with the reason. `is_ready`: the index was there; `is_meant`: a model told meanings."""

    found: Sequence[tuple[reads.Row, Alike]] = ()
    is_ready: bool = True
    is_meant: bool = True


@dataclass
class _Shelf:
    """The index of one kind of reader, and up to which change it knows."""

    index: Index | None = None
    known: int = 0
    lock: Lock = field(default_factory=Lock)


_SHELVES: WeakKeyDictionary[Engine, dict[bool, _Shelf]] = WeakKeyDictionary()
_SHELVES_LOCK = Lock()


def forget_indexes() -> None:
    """Forget what this process holds, as if it had just begun."""
    with _SHELVES_LOCK:
        _SHELVES.clear()


def similar_to(session: Session, viewer: Viewer, stated: Stated, need_id: int = 0) -> Similar:
    """Up to five needs like what is typed, or like a need itself, that somebody may see.

    Nothing for who is neither member nor reader of all, and within an audit: what came later would bear on it.
    """
    if not _may_compare(viewer) or stated.is_empty:
        return Similar(is_meant=find_encoder() is not None)
    index = _index_now(session, viewer.reads_all)
    if index is None:
        return Similar(is_ready=False)
    text = stated.text()
    found = alike(index, Entry(need_id, text, None if need_id in index.places else meaning_of(text)), AMONG)
    return Similar(_visible(session, viewer, found), is_meant=index.collection.common_meaning is not None
                   or find_encoder() is not None)


def similar_to_all(
    session: Session, viewer: Viewer, need_ids: Sequence[int], without: Sequence[int] = ()
) -> Similar:
    """Up to five needs like several taken together, none of these and none of `without`; else as `similar_to`."""
    index = _index_for_group(session, viewer) if need_ids else None
    if index is None:
        return Similar(is_ready=not need_ids or not _may_compare(viewer))
    found = alike_to_all(index, need_ids, AMONG, without)
    return Similar(_visible(session, viewer, found), is_meant=index.collection.common_meaning is not None)


def alike_among(
    session: Session, viewer: Viewer, need_ids: Sequence[int], least: float
) -> list[tuple[int, int, float]] | None:
    """Every two of these needs that are at least so much alike; None while the index is being made."""
    index = _index_for_group(session, viewer)
    if index is None:
        return None if _may_compare(viewer) else []
    return pairs_among(index, need_ids, least)


def index_for(session: Session, viewer: Viewer) -> Index | None:
    """The index of needs by which somebody may compare, for rooms that set other texts beside them.

    None where it is being made, or nothing is compared. What is found by it is asked of `visible_to` once more.
    """
    return _index_for_group(session, viewer)


def _may_compare(viewer: Viewer) -> bool:
    return (viewer.reads_all or viewer.is_member) and horizon.present() is None


def _index_for_group(session: Session, viewer: Viewer) -> Index | None:
    return _index_now(session, viewer.reads_all) if _may_compare(viewer) else None


def _visible(session: Session, viewer: Viewer, found: Sequence[Alike]) -> list[tuple[reads.Row, Alike]]:
    asked = rows(viewer).where(Need.id.in_([each.key for each in found]), Need.state != NeedState.WITHDRAWN)
    seen = {row.need.id: row for row in as_rows(session, asked)} if found else {}
    return [(seen[each.key], each) for each in found if each.key in seen][:SHOWN]


# --- the index --------------------------------------------------------------------------------------------------------


def _index_now(session: Session, reads_all: bool) -> Index | None:
    """The index as things stand; None where it is being made."""
    bind = session.get_bind()
    engine = bind if isinstance(bind, Engine) else bind.engine
    with _SHELVES_LOCK:
        shelf = _SHELVES.setdefault(engine, {}).setdefault(reads_all, _Shelf())
    latest = session.scalar(select(func.max(Need.changed))) or 0
    if shelf.index is not None and shelf.known == latest:
        return shelf.index
    if not shelf.lock.acquire(blocking=shelf.index is None and latest <= AT_ONCE):
        return shelf.index
    make: Callable[[], Index] | None = None
    try:
        if shelf.index is None or shelf.known != latest:
            make = _bring_up(session, shelf, reads_all, latest)
    finally:
        if make is None:
            shelf.lock.release()
    there = shelf.index
    if make is not None:
        _make_beside(shelf, latest, make)
    return there


def _bring_up(session: Session, shelf: _Shelf, reads_all: bool, latest: int) -> Callable[[], Index] | None:
    """Take in what changed, or make the index anew; gives how to, where that takes too long for who waits."""
    if shelf.index is not None and shelf.known < latest and not shelf.index.is_worn:
        fresh, gone = _changes(session, reads_all, shelf.known)
        if _untold(fresh) <= UNTOLD_AT_ONCE:
            shelf.index, shelf.known = with_changes(shelf.index, _entries(fresh), gone), latest
            return None
    found = session.execute(_texts(reads_all)).all()
    if len(found) > AT_ONCE or _untold(found) > UNTOLD_AT_ONCE or not is_warm():
        return lambda: index_of(_entries(found))
    shelf.index, shelf.known = index_of(_entries(found)), latest
    return None


def _untold(found: Sequence["Text"]) -> int:
    """Of how many needs the model has still to tell the meaning."""
    return sum(each.meant_by != MODEL for each in found) if find_encoder() else 0


def _make_beside(shelf: _Shelf, latest: int, make: Callable[[], Index]) -> None:
    """Make an index in a thread of its own, which gives the lock back; all texts were read before."""

    def work() -> None:
        try:
            warm_up()
            shelf.index, shelf.known = make(), latest
        finally:
            shelf.lock.release()

    Thread(target=work, name="needs-index", daemon=True).start()


def _texts(reads_all: bool) -> Select[int, str, str, str, bytes | None, str]:
    """What is compared of the needs of one kind of reader."""
    levels = tuple(Level) if reads_all else LEVELS_SEEN[True]
    there = and_(Need.level.in_(levels), Need.state != NeedState.WITHDRAWN, Need.erased_at.is_(None))
    compared = (Need.id, Need.title, Need.situation, Need.effect, Need.meaning, Need.meant_by)
    return select(*compared).where(there).order_by(Need.id)


Text = Row[int, str, str, str, bytes | None, str]


def _changes(session: Session, reads_all: bool, known: int) -> tuple[Sequence[Text], set[int]]:
    """What is to be taken in since a change, and what is not there for these readers any more."""
    fresh = session.execute(_texts(reads_all).where(Need.changed > known)).all()
    changed = set(session.scalars(select(Need.id).where(Need.changed > known)))
    return fresh, changed - {each.id for each in fresh}


def _entries(found: Sequence[Text]) -> list[Entry]:
    """Texts with their meanings: those that are kept, and those that are told now."""
    is_told = find_encoder() is not None
    entries = list[Entry]()
    for each in found:
        text = Stated(each.title, each.situation, each.effect).text()
        kept = each.meaning if each.meant_by == MODEL else None
        entries.append(Entry(each.id, text, _meaning(text, kept) if is_told else None))
    return entries


def _meaning(text: NeedText, kept: bytes | None) -> Floats | None:
    return from_stored(kept) if kept else meaning_of(text)
