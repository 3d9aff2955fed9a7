"""What is done with bundles: open, put in, take out, split, merge, word, dissolve, decline, undo."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.bundles import actions, queries
from app.bundles.forms import NEW, ActForm, AddForm, IntoForm, SplitForm, WordForm
from app.bundles.models import Bundle, BundleAct
from app.bundles.rules import LevelRefusal, TitleRefusal, narrowest
from app.bundles.views.pieces import WORDS, WRITERS, after, blueprint, id_of, office_side, once, seen_bundle
from app.bundles.views.showing import show_page
from app.core import clock
from app.core.db import db, transaction
from app.core.values import Actor, Refusal
from app.core.web import (
    RefusalsAbove,
    RefusalsAt,
    SeenForm,
    current_actor,
    id_in,
    page,
    requires,
    status_of,
    translated,
)
from app.needs import queries as needs
from app.needs.queries import Row

Act = Callable[[Session, Actor, datetime], BundleAct | None]


def _carried_out(form: Any, act: Act) -> int:
    """Carry out what a form asks for, once; the id of the act, 0 where nothing was to be done."""
    with transaction() as session:
        actor, now = current_actor(), clock.now()
        return int(form.once(session, lambda: id_of(act(session, actor, now))))


def _bundle_after(act_id: int, bundle_id: int) -> ResponseReturnValue:
    return after(url_for(".show", bundle_id=bundle_id), act_id)


# --- open -------------------------------------------------------------------------------------------------------------


@blueprint.route("/bedarfe/buendel/neu", methods=["GET", "POST"])
@requires(*WRITERS)
def open_bundle() -> ResponseReturnValue:
    """Open a bundle with chosen needs, or with one and those like it."""
    form, rows = WordForm(), _rows_named()
    if request.method == "GET" and rows:
        form.title.data = rows[0].need.title
        form.level.data = narrowest([row.need.level for row in rows]).value
    elif form.validate_on_submit():
        with RefusalsAbove(form), RefusalsAt(form.title, TitleRefusal), RefusalsAt(form.is_looked_at, LevelRefusal):
            chosen, looked = _ids("need"), bool(form.is_looked_at.data)
            act_id = _carried_out(form, lambda session, actor, now: actions.open_bundle(
                session, form.wording(), chosen, looked, actor, now
            ))  # fmt: skip
            return _bundle_after(act_id, queries.get_act(db.session(), act_id).turns[0].bundle_id)
    like = _like(rows)
    return page("bundles/open.html", status_of(form), form=form, rows=rows, like=like, side=office_side(),
                chosen=[row.need.id for row in rows] if request.method == "GET" else _ids("need"), **WORDS)


def _ids(name: str) -> list[int]:
    sent = request.form.getlist(name) if request.method == "POST" else request.args.getlist(name)
    return [found for each in sent[:200] if (found := id_in(each)) is not None]


def _rows_named() -> list[Row]:
    """The needs that the address names, or the form offered; what lies in a bundle already is left out."""
    return queries.free_rows(db.session(), _ids("offered") if request.method == "POST" else _ids("bedarf"))


def _like(rows: list[Row]) -> list[Row]:
    """Needs without a bundle like the named ones, to be chosen as well."""
    ids, session = [row.need.id for row in rows], db.session()
    found = needs.similar_to_all(session, office_side().viewer, ids).found if ids else ()
    return queries.free_rows(session, [row.need.id for row, _alike in found])


# --- put in, take out -------------------------------------------------------------------------------------------------


@blueprint.post("/bedarfe/buendel/<int:bundle_id>/aufnehmen")
@requires(*WRITERS)
def put_in(bundle_id: int) -> ResponseReturnValue:
    """Put a need into a bundle, by its number or from a suggestion."""
    form = AddForm()
    seen_bundle(office_side(), bundle_id)
    if form.validate_on_submit():
        with RefusalsAt(form.number):
            need_id = _numbered(form.number.data or "")
            act_id = _carried_out(form, lambda session, actor, now: actions.place(
                session, need_id, None, bundle_id, actor, now
            ))  # fmt: skip
            return _bundle_after(act_id, bundle_id)
    return show_page(bundle_id, add_form=form)


def _numbered(number: str) -> int:
    found = needs.find_numbered(db.session(), number)
    if found is None:
        raise Refusal("Einen Bedarf mit dieser Nummer gibt es nicht. Sie sieht so aus: BE-2026-0012.")
    return found


@blueprint.post("/bedarfe/buendel/<int:bundle_id>/herausnehmen/<int:need_id>")
@requires(*WRITERS)
def take_out(bundle_id: int, need_id: int) -> ResponseReturnValue:
    """Take a need out of a bundle."""
    seen_bundle(office_side(), bundle_id)
    act_id = _carried_out(ActForm(), lambda session, actor, now: actions.place(
        session, need_id, bundle_id, None, actor, now
    ))  # fmt: skip
    return _bundle_after(act_id, bundle_id)


@blueprint.post("/bedarfe/<int:need_id>/buendel")
@requires(*WRITERS)
def place(need_id: int) -> ResponseReturnValue:
    """Put a need into a bundle from its own page; a new one is opened on a page of its own."""
    needs.get_row(db.session(), need_id, office_side().viewer)
    to = request.form.get("to", "")
    if to == NEW:
        return redirect(url_for(".open_bundle", bedarf=need_id))
    bundle_id = id_in(to)
    if bundle_id is None:
        raise Refusal("Wählen Sie ein Bündel.")
    act_id = _carried_out(ActForm(), lambda session, actor, now: actions.place(
        session, need_id, None, bundle_id, actor, now
    ))  # fmt: skip
    return _bundle_after(act_id, bundle_id)


# --- the bundle as a whole --------------------------------------------------------------------------------------------


@blueprint.route("/bedarfe/buendel/<int:bundle_id>/benennen", methods=["GET", "POST"])
@requires(*WRITERS)
def word(bundle_id: int) -> ResponseReturnValue:
    """Give a bundle another title, description or level."""
    bundle, form = seen_bundle(office_side(), bundle_id), WordForm()
    if request.method == "GET":
        form.title.data, form.words.data, form.level.data = bundle.title, bundle.words, bundle.level.value
        form.seen.data = str(bundle.version)
    elif form.validate_on_submit():
        with RefusalsAbove(form), RefusalsAt(form.title, TitleRefusal), RefusalsAt(form.is_looked_at, LevelRefusal):
            wording, looked, seen = form.wording(), bool(form.is_looked_at.data), form.seen_version
            act_id = _carried_out(form, lambda session, actor, now: actions.word(
                session, bundle_id, wording, looked, seen, actor, now
            ))  # fmt: skip
            return _bundle_after(act_id, bundle_id)
    rows = queries.needs_in(db.session(), bundle_id, office_side().viewer)
    return page("bundles/word.html", status_of(form), form=form, bundle=bundle, rows=rows, side=office_side(), **WORDS)


@blueprint.route("/bedarfe/buendel/<int:bundle_id>/teilen", methods=["GET", "POST"])
@requires(*WRITERS)
def split(bundle_id: int) -> ResponseReturnValue:
    """Choose which needs go into a new bundle, and what that is called."""
    side = office_side()
    bundle, form = seen_bundle(side, bundle_id), SplitForm()
    rows = queries.needs_in(db.session(), bundle_id, side.viewer)
    form.offer([(row.need.id, f"{row.need.title} ({side.owner_of(row)}, {row.need.number})") for row in rows])
    if request.method == "GET":
        form.level.data, form.seen.data = bundle.level.value, str(bundle.version)
    elif form.validate_on_submit():
        with RefusalsAbove(form), RefusalsAt(form.title, TitleRefusal), RefusalsAt(form.is_looked_at, LevelRefusal):
            chosen, looked, seen = form.chosen(), bool(form.is_looked_at.data), form.seen_version
            act_id = _carried_out(form, lambda session, actor, now: actions.split(
                session, bundle_id, chosen, form.wording(), looked, seen, actor, now
            ))  # fmt: skip
            return _bundle_after(act_id, bundle_id)
    return page("bundles/split.html", status_of(form), form=form, bundle=bundle, rows=rows, side=side, **WORDS)


@blueprint.route("/bedarfe/buendel/<int:bundle_id>/zusammenlegen", methods=["GET", "POST"])
@requires(*WRITERS)
def merge(bundle_id: int) -> ResponseReturnValue:
    """Put all needs of a bundle into another one."""
    bundle, form = seen_bundle(office_side(), bundle_id), IntoForm()
    every = queries.list_bundles(db.session(), office_side().viewer, sort="title")[0]
    form.offer([
        (each.bundle.id, f"{each.bundle.title} ({each.bundle.number})") for each in every if each.bundle.id != bundle_id
    ])  # fmt: skip
    if request.method == "GET":
        form.seen.data = str(bundle.version)
    elif form.validate_on_submit():
        with RefusalsAbove(form):
            into, seen = id_in(form.into.data) or 0, form.seen_version
            act_id = _carried_out(form, lambda session, actor, now: actions.merge(
                session, bundle_id, into, seen, actor, now
            ))  # fmt: skip
            return _bundle_after(act_id, into)
    return page("bundles/merge.html", status_of(form), form=form, bundle=bundle, side=office_side(), **WORDS)


@blueprint.route("/bedarfe/buendel/<int:bundle_id>/aufloesen", methods=["GET", "POST"])
@requires(*WRITERS)
def dissolve(bundle_id: int) -> ResponseReturnValue:
    """Say what becomes of the needs, then dissolve the bundle."""
    bundle, form = seen_bundle(office_side(), bundle_id), SeenForm()
    if request.method == "GET":
        form.seen.data = str(bundle.version)
    elif form.validate_on_submit():
        with RefusalsAbove(form):
            seen = form.seen_version
            act_id = _carried_out(form, lambda session, actor, now: actions.dissolve(
                session, bundle_id, seen, actor, now
            ))  # fmt: skip
            return after(url_for(".index"), act_id)
    rows = queries.needs_in(db.session(), bundle_id, office_side().viewer)
    return page("bundles/dissolve.html", status_of(form), form=form, bundle=bundle, rows=rows, side=office_side(),
                **WORDS)


# --- suggestions ------------------------------------------------------------------------------------------------------


@blueprint.post("/bedarfe/buendel/<int:bundle_id>/passt-nicht/<int:need_id>")
@requires(*WRITERS)
def decline(bundle_id: int, need_id: int) -> ResponseReturnValue:
    """Say that a need does not fit; it is not suggested here any more."""
    return _suggestion(bundle_id, need_id, actions.decline)


@blueprint.post("/bedarfe/buendel/<int:bundle_id>/passt-doch/<int:need_id>")
@requires(*WRITERS)
def suggest_again(bundle_id: int, need_id: int) -> ResponseReturnValue:
    """Take that back."""
    return _suggestion(bundle_id, need_id, actions.suggest_again)


def _suggestion(
    bundle_id: int, need_id: int, act: Callable[[Session, int, int, Actor, datetime], None]
) -> ResponseReturnValue:
    seen_bundle(office_side(), bundle_id)

    def done(session: Session, actor: Actor, now: datetime) -> None:
        act(session, bundle_id, need_id, actor, now)

    with transaction() as session:
        actor, now = current_actor(), clock.now()
        once(session, lambda: done(session, actor, now))
    return redirect(url_for(".show", bundle_id=bundle_id, _anchor="vorschlaege"))


# --- undo -------------------------------------------------------------------------------------------------------------


@blueprint.post("/bedarfe/buendel/schritte/<int:act_id>/zurueck")
@requires(*WRITERS)
def undo(act_id: int) -> ResponseReturnValue:
    """Undo an act, or do again what was undone; where that does not go any more it is said who changed what."""
    act = queries.get_act(db.session(), act_id)
    bundle_id, back = act.turns[0].bundle_id, request.form.get("back", "")
    try:
        undoing_id = _carried_out(ActForm(), lambda session, actor, now: actions.undo(session, act_id, actor, now))
    except Refusal as refusal:
        return page("bundles/not_undone.html", 409, refused=translated(refusal), bundle=_named(bundle_id),
                    side=office_side(), **WORDS)
    if back == "board":
        return after(url_for(".board"), undoing_id)
    return _bundle_after(undoing_id, bundle_id)


def _named(bundle_id: int) -> Bundle:
    return queries.get_bundle(db.session(), bundle_id, office_side().viewer)


