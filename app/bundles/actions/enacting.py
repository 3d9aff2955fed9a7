"""Carry an act out and write it down: needs moved, bundles opened, worded or dissolved; a line of the journal each.

Whoever acts takes the next turn first and so acts alone until the transaction ends; two at once follow one another.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.bundles import queries
from app.bundles.actions.holding import check_not_held
from app.bundles.models import Bundle, BundleAct, BundledNeed, BundleMove, BundleTurn
from app.bundles.rules import ACT_WORDS, ActKind, Move, Overtaken, Standing, check_room, is_wider, widest
from app.core import journal
from app.core.db import next_number
from app.core.formats import at_hour, fold, local
from app.core.told import Told
from app.core.values import Actor, NotFound, Refusal
from app.needs.models import Need, NeedVersion
from app.needs.rules import Level, NeedState

TURNS = "bundle_act"
"""The series of all acts on bundles."""


@dataclass(frozen=True)
class Doing:
    """An act that somebody is about to carry out: its turn, who, when."""

    turn: int
    actor: Actor
    now: datetime


def take_turn(session: Session, actor: Actor, now: datetime) -> Doing:
    """Take the next turn: nobody else acts on bundles until the transaction ends, so that all read here stays true."""
    turn = next_number(session, TURNS)
    session.expire_all()
    return Doing(turn, actor, now)


def held_bundle(session: Session, bundle_id: int) -> Bundle:
    """A bundle as it is now, that must be there; raises Refusal for a dissolved one."""
    found = session.get(Bundle, bundle_id, populate_existing=True)
    if found is None:
        raise NotFound("Dieses Bündel gibt es nicht, oder es ist nicht für Sie bestimmt.")
    if found.dissolved_at is not None:
        raise Refusal("Das Bündel {number} ist aufgelöst.", number=found.number)
    return found


def check_seen(session: Session, bundle: Bundle, seen: int, now: datetime) -> None:
    """Refuse where somebody else acted on a bundle since its page was shown."""
    if bundle.version != seen:
        newest = queries.newest_act_on_bundle(session, bundle.id)
        assert newest is not None
        raise Overtaken(
            "{who} hat das Bündel {when} geändert: {what}. Laden Sie die Seite neu.",
            who=newest.by, when=at_hour(newest.at, local(now).date()), what=ACT_WORDS[newest.kind],
        )


def lying(session: Session, bundle_id: int) -> list[int]:
    """The ids of all needs that lie in a bundle, seen or not."""
    found = select(BundledNeed.need_id).where(BundledNeed.bundle_id == bundle_id)
    return list(session.scalars(found.order_by(BundledNeed.need_id)))


def places_of(session: Session, need_ids: Iterable[int]) -> dict[int, int | None]:
    """Need → the bundle in which it lies."""
    wanted = list(need_ids)
    found = select(BundledNeed.need_id, BundledNeed.bundle_id).where(BundledNeed.need_id.in_(wanted))
    lies = dict(session.execute(found).all())
    return {each: lies.get(each) for each in wanted}


def standing_needs(session: Session, need_ids: Sequence[int]) -> list[Need]:
    """Needs that are put somewhere; raises Refusal for one that is withdrawn or deleted."""
    found = session.scalars(select(Need).where(Need.id.in_(need_ids)).order_by(Need.id)).unique().all()
    if len(found) != len(set(need_ids)):
        raise NotFound("Diesen Bedarf gibt es nicht.")
    gone = next((each for each in found if each.state is NeedState.WITHDRAWN or each.erased_at is not None), None)
    if gone is not None:
        raise Refusal("Bedarf {number} ist zurückgezogen und kommt in kein Bündel.", number=gone.number)
    return list(found)


def enact(
    session: Session, doing: Doing, kind: ActKind, moves: Sequence[Move], became: dict[int, Standing],
    opened: Sequence[Bundle] = (), undoes: BundleAct | None = None,
) -> BundleAct:
    """Write an act with what it moves and how bundles stand after it, and let all of that be so.

    `became`: bundle → how it stands from now on, where that changes; `opened`: the bundles that this act makes.
    Raises Refusal where a bundle is held in which needs change or that would be dissolved; its wording may change.
    """
    moved = {each for move in moves for each in (move.from_id, move.to_id) if each is not None}
    check_not_held(session, moved | {each for each, standing in became.items() if standing.is_dissolved})
    act = BundleAct(
        turn=doing.turn, kind=kind, at=doing.now, by=doing.actor.name, by_id=doing.actor.user_id,
        undoes_id=undoes.id if undoes else None,
    )
    session.add(act)
    session.flush()
    for bundle_id in sorted(moved | became.keys()):
        _turn(session, act, bundle_id, became.get(bundle_id), any(each.id == bundle_id for each in opened), doing.now)
    for move in sorted(moves, key=lambda each: each.need_id):
        _move(session, act, move)
    session.flush()
    for bundle_id in sorted({each.to_id for each in moves if each.to_id is not None}):
        check_room(len(lying(session, bundle_id)), 0)
    session.refresh(act, ["moves", "turns"])
    return act


def _turn(
    session: Session, act: BundleAct, bundle_id: int, after: Standing | None, is_new: bool, now: datetime
) -> None:
    bundle = session.get_one(Bundle, bundle_id)
    before = bundle.standing()
    if after is not None:
        stand(bundle, after, now)
    if not is_new:
        bundle.version += 1
    session.add(BundleTurn(
        act_id=act.id, bundle_id=bundle.id, version=bundle.version, before={} if is_new else before.content(),
        after=bundle.standing().content(),
    ))  # fmt: skip


def stand(bundle: Bundle, standing: Standing, now: datetime) -> None:
    """Let a bundle stand so."""
    bundle.title, bundle.words, bundle.level = standing.title, standing.words, standing.level
    bundle.search_text = fold(f"{bundle.number} {bundle.title} {bundle.words}")
    if standing.is_dissolved != (bundle.dissolved_at is not None):
        bundle.dissolved_at = now if standing.is_dissolved else None


def _move(session: Session, act: BundleAct, move: Move) -> None:
    session.add(BundleMove(
        act_id=act.id, need_id=move.need_id, from_bundle_id=move.from_id, to_bundle_id=move.to_id
    ))  # fmt: skip
    row = session.get(BundledNeed, move.need_id, populate_existing=True)
    if move.to_id is None:
        session.delete(row)
        return
    level = _level_for(session, act, move.need_id, move.to_id)
    if row is None:
        session.add(BundledNeed(need_id=move.need_id, bundle_id=move.to_id, level=level))
    else:
        row.bundle_id, row.level = move.to_id, level


def _level_for(session: Session, act: BundleAct, need_id: int, bundle_id: int) -> Level:
    """The level of a need; where it lay in the bundle before, the widest it ever had: the title may tell of it."""
    level = session.get_one(Need, need_id).level
    earlier = select(BundleMove.id).where(
        BundleMove.need_id == need_id, BundleMove.to_bundle_id == bundle_id, BundleMove.act_id != act.id
    )  # fmt: skip
    if session.scalars(earlier.limit(1)).first() is None:
        return level
    known = session.scalars(select(NeedVersion.content).where(NeedVersion.need_id == need_id))
    return widest([level, *(Level(each["level"]) for each in known if "level" in each)])


def look_at_levels(session: Session, bundle_id: int) -> None:
    """Note the levels of the needs in a bundle, whose wording somebody looks at now."""
    for row in session.scalars(select(BundledNeed).where(BundledNeed.bundle_id == bundle_id)).all():
        row.level = session.get_one(Need, row.need_id).level


def close_again(session: Session, bundle_ids: Iterable[int]) -> None:
    """Let nobody look at the wording of bundles that came back, where a need in them is for fewer people by now."""
    found = select(BundledNeed, Need.level, Bundle.level).join(Need, Need.id == BundledNeed.need_id).join(
        Bundle, Bundle.id == BundledNeed.bundle_id
    )  # fmt: skip
    for row, level, shown_to in session.execute(found.where(Bundle.id.in_(list(bundle_ids)))).all():
        if is_wider(shown_to, level):
            row.level = shown_to


def note(session: Session, bundle: Bundle, act: str, summary: Told, doing: Doing) -> None:
    """Write the line of the journal about an act; it names numbers alone, for others read the journal than bundles."""
    session.flush()
    journal.record(session, doing.actor, act, queries.subject_of(bundle.id), doing.now, summary)
