"""Open a bundle, put needs in, take out, move, split, merge, word, dissolve (R-NEED-01)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.bundles import queries
from app.bundles.actions.enacting import (
    Doing,
    check_seen,
    enact,
    held_bundle,
    look_at_levels,
    lying,
    note,
    places_of,
    standing_needs,
    take_turn,
)
from app.bundles.models import Bundle, BundleAct
from app.bundles.rules import (
    ACT_WORDS,
    ActKind,
    Move,
    Overtaken,
    Standing,
    Wording,
    bundle_number,
    check_level,
    check_split,
    checked_wording,
)
from app.core.db import next_number
from app.core.formats import at_hour, fold, local
from app.core.told import Told
from app.core.values import Actor, NotFound, Refusal
from app.needs.models import Need
from app.needs.rules import Viewer

EVERYTHING = Viewer(reads_all=True)


def open_bundle(
    session: Session, wording: Wording, need_ids: Sequence[int], is_looked_at: bool, actor: Actor, now: datetime
) -> BundleAct:
    """Open a bundle with these needs, which lie in none yet; `is_looked_at`: its words tell nothing confidential."""
    doing = take_turn(session, actor, now)
    chosen = standing_needs(session, need_ids)
    if not chosen:
        raise Refusal("Wählen Sie mindestens einen Bedarf für das Bündel.")
    found = checked_wording(wording)
    check_level(found.level, [each.level for each in chosen], is_looked_at)
    _check_place(session, chosen, None, now)
    bundle = _new(session, found, doing)
    moves = [Move(each.id, None, bundle.id) for each in chosen]
    act = enact(session, doing, ActKind.OPEN, moves, {bundle.id: bundle.standing()}, [bundle])
    note(session, bundle, "open_bundle", Told("Bündel {number} eröffnet", number=bundle.number), doing)
    return act


def _new(session: Session, wording: Wording, doing: Doing) -> Bundle:
    year = local(doing.now).year
    number = bundle_number(year, next_number(session, f"bundle:{year}"))
    bundle = Bundle(
        number=number, title=wording.title, words=wording.words, level=wording.level, version=1,
        search_text=fold(f"{number} {wording.title} {wording.words}"), opened_at=doing.now,
        opened_by=doing.actor.name,
    )
    session.add(bundle)
    session.flush()
    return bundle


def _check_place(session: Session, chosen: Sequence[Need], seen: int | None, now: datetime) -> None:
    """Refuse where a need does not lie any more where the page showed it."""
    places = places_of(session, [each.id for each in chosen])
    for need in chosen:
        if places[need.id] != seen:
            raise _moved_since(session, need, now)


def _moved_since(session: Session, need: Need, now: datetime) -> Overtaken:
    newest = queries.newest_act_on_need(session, need.id)
    if newest is None:
        return Overtaken("Bedarf {number} liegt in keinem Bündel. Laden Sie die Seite neu.", number=need.number)
    return Overtaken(
        "Bedarf {number} liegt nicht mehr dort, wo die Seite ihn zeigte: {who}, {when}: {what}.",
        number=need.number, who=newest.by, when=at_hour(newest.at, local(now).date()), what=ACT_WORDS[newest.kind],
    )


def place(
    session: Session, need_id: int, seen: int | None, to_id: int | None, actor: Actor, now: datetime
) -> BundleAct | None:
    """Put a need into a bundle, take it out, or move it to another one.

    `seen` is where its page showed it, None for no bundle; refused where it lies elsewhere by now. What leads nowhere
    is no act.
    """
    return place_all(session, {need_id: seen}, to_id, actor, now)


def place_all(
    session: Session, chosen: Mapping[int, int | None], to_id: int | None, actor: Actor, now: datetime
) -> BundleAct | None:
    """The same of several needs at once, as one act; `chosen`: need → where its page showed it."""
    doing = take_turn(session, actor, now)
    if not chosen:
        raise Refusal("Wählen Sie mindestens einen Bedarf.")
    for seen in {*chosen.values()}:
        _check_place(session, _the_needs(session, [key for key, at in chosen.items() if at == seen]), seen, now)
    going = {need_id: seen for need_id, seen in chosen.items() if seen != to_id}
    if not going:
        return None
    target = held_bundle(session, to_id) if to_id is not None else None
    found = standing_needs(session, [*going]) if target is not None else _the_needs(session, [*going])
    kind = ActKind.MOVE
    if target is None:
        kind = ActKind.TAKE_OUT
    elif not any(going.values()):
        kind = ActKind.PUT_IN
    act = enact(session, doing, kind, [Move(need_id, seen, to_id) for need_id, seen in going.items()], {})
    _note_placing(session, found, going, target, doing)
    return act


def _the_needs(session: Session, need_ids: Sequence[int]) -> list[Need]:
    found = session.scalars(select(Need).where(Need.id.in_(need_ids)).order_by(Need.id)).unique().all()
    if len(found) != len(need_ids):
        raise NotFound("Diesen Bedarf gibt es nicht.")
    return list(found)


def _note_placing(
    session: Session, needs: Sequence[Need], going: Mapping[int, int | None], target: Bundle | None, doing: Doing
) -> None:
    """One line of the journal, on the bundle where they go, else on that where they were."""
    sources = sorted({each for each in going.values() if each is not None})
    numbers = queries.bundle_numbers_of(session, sources)
    names = {
        "need": ", ".join(each.number for each in needs), "to": target.number if target else "",
        "source": ", ".join(numbers[each] for each in sources),
    }
    if target is not None and sources:
        summary = Told("Von {source} nach {to} verschoben: {need}", **names)
        note(session, target, "move_in_bundles", summary, doing)
    elif target is not None:
        note(session, target, "put_in_bundle", Told("In {to} aufgenommen: {need}", **names), doing)
    else:
        source = session.get_one(Bundle, sources[0])
        note(session, source, "take_out_of_bundle", Told("Aus {source} herausgenommen: {need}", **names), doing)


def split(
    session: Session, bundle_id: int, need_ids: Sequence[int], wording: Wording, is_looked_at: bool, seen: int,
    actor: Actor, now: datetime,
) -> BundleAct:
    """Put some needs of a bundle into a new one; `seen` is the version that the page showed."""
    doing = take_turn(session, actor, now)
    bundle = held_bundle(session, bundle_id)
    check_seen(session, bundle, seen, now)
    check_split(need_ids, [each.need.id for each in queries.needs_in(session, bundle.id, EVERYTHING)])
    found = checked_wording(wording)
    check_level(found.level, [each.level for each in standing_needs(session, need_ids)], is_looked_at)
    new = _new(session, found, doing)
    moves = [Move(each, bundle.id, new.id) for each in set(need_ids)]
    act = enact(session, doing, ActKind.SPLIT, moves, {new.id: new.standing()}, [new])
    summary = Told("Bündel {number} geteilt: {new} eröffnet", number=bundle.number, new=new.number)
    note(session, bundle, "split_bundle", summary, doing)
    return act


def merge(
    session: Session, bundle_id: int, into_id: int, seen: int, actor: Actor, now: datetime
) -> BundleAct:
    """Put all needs of a bundle into another one and dissolve the first; `seen` is the version of the first."""
    doing = take_turn(session, actor, now)
    if bundle_id == into_id:
        raise Refusal("Wählen Sie ein anderes Bündel.")
    bundle, into = held_bundle(session, bundle_id), held_bundle(session, into_id)
    check_seen(session, bundle, seen, now)
    moves = [Move(each, bundle.id, into.id) for each in lying(session, bundle.id)]
    gone = Standing(bundle.title, bundle.words, bundle.level, True)
    act = enact(session, doing, ActKind.MERGE, moves, {bundle.id: gone})
    summary = Told("Bündel {number} in {into} aufgegangen", number=bundle.number, into=into.number)
    note(session, into, "merge_bundles", summary, doing)
    return act


def word(
    session: Session, bundle_id: int, wording: Wording, is_looked_at: bool, seen: int, actor: Actor, now: datetime
) -> BundleAct | None:
    """Give a bundle another title, description or level; what says the same is no act, but it was looked at."""
    doing = take_turn(session, actor, now)
    bundle = held_bundle(session, bundle_id)
    check_seen(session, bundle, seen, now)
    found = checked_wording(wording)
    levels = [each.need.level for each in queries.needs_in(session, bundle.id, EVERYTHING)]
    check_level(found.level, levels, is_looked_at)
    look_at_levels(session, bundle.id)
    after = Standing(found.title, found.words, found.level)
    if after == bundle.standing():
        return None
    act = enact(session, doing, ActKind.WORD, [], {bundle.id: after})
    note(session, bundle, "word_bundle", Told("Bündel {number} neu beschrieben", number=bundle.number), doing)
    return act


def dissolve(session: Session, bundle_id: int, seen: int, actor: Actor, now: datetime) -> BundleAct:
    """Dissolve a bundle: its needs lie in none from then on, and it stays readable for the office."""
    doing = take_turn(session, actor, now)
    bundle = held_bundle(session, bundle_id)
    check_seen(session, bundle, seen, now)
    moves = [Move(each, bundle.id, None) for each in lying(session, bundle.id)]
    gone = Standing(bundle.title, bundle.words, bundle.level, True)
    act = enact(session, doing, ActKind.DISSOLVE, moves, {bundle.id: gone})
    note(session, bundle, "dissolve_bundle", Told("Bündel {number} aufgelöst", number=bundle.number), doing)
    return act
