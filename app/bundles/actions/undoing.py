"""Undo an act on bundles, by an act of its own; to undo that one is to do it again."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.bundles import queries
from app.bundles.actions.enacting import close_again, enact, note, take_turn
from app.bundles.models import Bundle, BundleAct
from app.bundles.rules import ACT_WORDS, ActKind, Hindrance, Overtaken, reversed_moves, undone
from app.core.formats import at_hour, local
from app.core.told import Told
from app.core.values import Actor


def undo(session: Session, act_id: int, actor: Actor, now: datetime) -> BundleAct:
    """Undo an act as long as all that it moved stands where it put it; else say who changed what, and when."""
    doing = take_turn(session, actor, now)
    act = queries.get_act(session, act_id)
    _check_not_undone(session, act, now)
    hindrance = queries.hindrance_to(act, queries.places_for(session, [act]))
    if hindrance is not None:
        raise _hindered(session, hindrance, now)
    became = {turn.bundle_id: undone(turn) for turn in queries.turns_of(act)}
    undoing = enact(session, doing, ActKind.UNDO, reversed_moves(queries.moves_of(act)), became, undoes=act)
    close_again(session, became)
    bundle = session.get_one(Bundle, act.turns[0].bundle_id)
    summary = Told("Zurückgenommen in {number}: {what}", number=bundle.number, what=ACT_WORDS[act.kind])
    note(session, bundle, "undo_in_bundles", summary, doing)
    return undoing


def _check_not_undone(session: Session, act: BundleAct, now: datetime) -> None:
    known = session.scalars(select(BundleAct).where(BundleAct.undoes_id == act.id)).first()
    if known is not None:
        raise Overtaken(
            "Dieser Schritt ist schon zurückgenommen: von {who}, {when}.", who=known.by,
            when=at_hour(known.at, local(now).date()),
        )


def _hindered(session: Session, hindrance: Hindrance, now: datetime) -> Overtaken:
    if hindrance.need_id is not None:
        newest = queries.newest_act_on_need(session, hindrance.need_id)
        about = queries.numbers_of(session, [hindrance.need_id])[hindrance.need_id]
    else:
        assert hindrance.bundle_id is not None
        newest = queries.newest_act_on_bundle(session, hindrance.bundle_id)
        about = queries.bundle_numbers_of(session, [hindrance.bundle_id])[hindrance.bundle_id]
    assert newest is not None
    return Overtaken(
        "Nicht zurückgenommen: {about} wurde seither geändert. {who}, {when}: {what}. Nehmen Sie erst das zurück.",
        about=about, who=newest.by, when=at_hour(newest.at, local(now).date()), what=ACT_WORDS[newest.kind],
    )
