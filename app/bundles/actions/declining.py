"""Say that a need does not fit into a bundle, and take that back."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.bundles.actions.enacting import held_bundle, note, take_turn
from app.bundles.models import BundleDecline
from app.core.told import Told
from app.core.values import Actor
from app.needs import queries as needs


def decline(session: Session, bundle_id: int, need_id: int, actor: Actor, now: datetime) -> None:
    """Remember that a need does not fit, so that it is not suggested there any more; said twice it is said once."""
    doing = take_turn(session, actor, now)
    bundle, need = held_bundle(session, bundle_id), needs.get_need(session, need_id)
    if session.get(BundleDecline, (bundle.id, need.id)) is None:
        session.add(BundleDecline(bundle_id=bundle.id, need_id=need.id, at=now, by=actor.name))
        summary = Told("Bedarf {need} passt nicht in {number}", need=need.number, number=bundle.number)
        note(session, bundle, "decline_in_bundle", summary, doing)


def suggest_again(session: Session, bundle_id: int, need_id: int, actor: Actor, now: datetime) -> None:
    """Take that back: the need is suggested again where it is alike."""
    doing = take_turn(session, actor, now)
    bundle, need = held_bundle(session, bundle_id), needs.get_need(session, need_id)
    found = session.get(BundleDecline, (bundle.id, need.id))
    if found is not None:
        session.delete(found)
        summary = Told("Bedarf {need} wird für {number} wieder vorgeschlagen", need=need.number, number=bundle.number)
        note(session, bundle, "suggest_in_bundle", summary, doing)
