"""Reads of what was done with bundles: the acts of one, who moved a need last, what keeps an act from being undone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.bundles.models import Bundle, BundleAct, BundledNeed, BundleMove, BundleTurn
from app.bundles.rules import Hindrance, Move, Standing, Turn, hindrance_of
from app.core.values import NotFound
from app.needs.models import Need


@dataclass(frozen=True)
class Places:
    """How needs and bundles stand now: need → bundle, bundle → standing, bundle → the needs in it."""

    places: dict[int, int | None]
    standing: dict[int, Standing]
    held: dict[int, list[int]]


def get_act(session: Session, act_id: int) -> BundleAct:
    """An act that must be there."""
    found = session.get(BundleAct, act_id)
    if found is None:
        raise NotFound("Diesen Schritt gibt es nicht.")
    return found


def acts_of(session: Session, bundle_id: int) -> Sequence[BundleAct]:
    """The acts that touched a bundle, the newest first."""
    found = select(BundleAct).join(BundleTurn, BundleTurn.act_id == BundleAct.id).where(
        BundleTurn.bundle_id == bundle_id
    )  # fmt: skip
    loaded = found.options(selectinload(BundleAct.moves), selectinload(BundleAct.turns))
    return session.scalars(loaded.order_by(BundleAct.turn.desc())).all()


def newest_act_on_bundle(session: Session, bundle_id: int) -> BundleAct | None:
    """The act that touched a bundle last."""
    found = select(BundleAct).join(BundleTurn, BundleTurn.act_id == BundleAct.id).where(
        BundleTurn.bundle_id == bundle_id
    )  # fmt: skip
    return session.scalars(found.order_by(BundleAct.turn.desc()).limit(1)).first()


def newest_act_on_need(session: Session, need_id: int) -> BundleAct | None:
    """The act that moved a need last."""
    found = select(BundleAct).join(BundleMove, BundleMove.act_id == BundleAct.id).where(BundleMove.need_id == need_id)
    return session.scalars(found.order_by(BundleAct.turn.desc()).limit(1)).first()


def undoing_of(session: Session, act_ids: Iterable[int]) -> dict[int, BundleAct]:
    """Act → the act that undid it."""
    found = select(BundleAct).where(BundleAct.undoes_id.in_(list(act_ids)))
    return {each.undoes_id: each for each in session.scalars(found) if each.undoes_id is not None}


def moves_of(act: BundleAct) -> list[Move]:
    """What an act moved."""
    return [Move(each.need_id, each.from_bundle_id, each.to_bundle_id) for each in act.moves]


def turns_of(act: BundleAct) -> list[Turn]:
    """The bundles that an act opened, worded or dissolved; those in which needs alone changed are none of it."""
    return [
        Turn(each.bundle_id, Standing.of(each.before) if each.before else None, Standing.of(each.after))
        for each in act.turns if each.before != each.after
    ]  # fmt: skip


def places_for(session: Session, acts: Sequence[BundleAct]) -> Places:
    """How things stand now of all that these acts touched."""
    need_ids = {move.need_id for act in acts for move in act.moves}
    bundle_ids = {turn.bundle_id for act in acts for turn in act.turns}
    lying = select(BundledNeed.need_id, BundledNeed.bundle_id)
    lies = dict(session.execute(lying.where(BundledNeed.need_id.in_(need_ids))).all())
    held: dict[int, list[int]] = {}
    for need_id, bundle_id in session.execute(lying.where(BundledNeed.bundle_id.in_(bundle_ids))):
        held.setdefault(bundle_id, []).append(need_id)
    bundles = session.scalars(select(Bundle).where(Bundle.id.in_(bundle_ids)))
    return Places({each: lies.get(each) for each in need_ids}, {each.id: each.standing() for each in bundles}, held)


def hindrance_to(act: BundleAct, now: Places) -> Hindrance | None:
    """What keeps an act from being undone as things stand; None where it can be."""
    return hindrance_of(moves_of(act), turns_of(act), now.places, now.standing, now.held)


def numbers_of(session: Session, need_ids: Iterable[int]) -> dict[int, str]:
    """Need → its number."""
    found = select(Need.id, Need.number).where(Need.id.in_(list(need_ids)))
    return dict(session.execute(found).all())


def bundle_numbers_of(session: Session, bundle_ids: Iterable[int]) -> dict[int, str]:
    """Bundle → its number."""
    found = select(Bundle.id, Bundle.number).where(Bundle.id.in_(list(bundle_ids)))
    return dict(session.execute(found).all())
