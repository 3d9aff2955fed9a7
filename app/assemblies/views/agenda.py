"""Writing the agenda: an item added, changed, moved, removed; the usual ones at once; what is withdrawn."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import flash
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.assemblies import actions, queries
from app.assemblies.forms import AgendaForm, ItemForm, MoveForm, NewItemForm
from app.assemblies.forms.agenda import UP
from app.assemblies.models import AgendaItem, Assembly
from app.assemblies.rules import (
    AMENDMENTS,
    AboutSeats,
    AboutSubject,
    ItemType,
    ProposedBy,
    check_not_announced,
    check_withdrawn,
)
from app.assemblies.views.pieces import WORDS, WRITERS, assembly_of, back_to, blueprint, item_of
from app.assemblies.views.register import shown
from app.core import clock
from app.core.db import db, transaction
from app.core.web import (
    ReasonForm,
    RefusalsAbove,
    RefusalsAt,
    _,
    current_actor,
    page,
    requires,
    status_of,
)


@blueprint.route("/<int:assembly_id>/tagesordnung/neu", methods=["GET", "POST"])
@requires(*WRITERS)
def add_item(assembly_id: int) -> ResponseReturnValue:
    """Put an item on the agenda."""
    assembly = assembly_of(assembly_id)
    place = queries.usual_place(assembly) or 0
    form = NewItemForm(item_type=ItemType.RESOLUTION, proposed_by=ProposedBy.BOTH, before=place)
    form.before.choices = _places(assembly, form)
    if not form.is_submitted():
        queries.check_agenda_open(db.session(), assembly, clock.today())
    if form.validate_on_submit():
        with RefusalsAbove(form), RefusalsAt(form.seats, AboutSeats), RefusalsAt(form.subject, AboutSubject):
            item_id = _add(form, assembly_id)
            flash(_("Aufgenommen."), "success")
            return back_to(assembly_id, f"top-{item_id}")
    form.show(queries.shown_of_agenda(assembly))
    return page("assemblies/item.html", status_of(form), form=form, assembly=assembly, item=None, **WORDS)


def _places(assembly: Assembly, form: NewItemForm) -> list[tuple[int, str]]:
    """Where an item can stand: at the end, or before one that is not announced; what was sent is offered again."""
    free = [(each.id, _("vor TOP %(number)s, %(title)s", number=each.position, title=each.title))
            for each in assembly.items if each.announced_by_id is None]
    sent = form.before.data
    gone = [(sent, _("vor einem Punkt, der nicht mehr da ist"))] if sent and sent not in dict(free) else []
    return [(0, _("am Ende")), *free, *gone]


def _add(form: NewItemForm, assembly_id: int) -> int:
    planned, before, actor, now = form.planned(), form.before.data or None, current_actor(), clock.now()
    with transaction() as session:
        assembly = actions.hold(session, assembly_id)
        return form.add(
            session, actions.matter_of(assembly_id), lambda: queries.shown_of_agenda(assembly),
            lambda: actions.add_item(session, assembly, planned, actor, now, before).id,
        )


@blueprint.route("/<int:assembly_id>/tagesordnung/<int:item_id>", methods=["GET", "POST"])
@requires(*WRITERS)
def change_item(assembly_id: int, item_id: int) -> ResponseReturnValue:
    """Change an item that nobody was told of yet."""
    assembly, item = item_of(assembly_id, item_id)
    known = queries.shown_of_item(item)
    form = ItemForm(data=known)
    if not form.is_submitted():
        _check_editable(assembly, item)
    if form.validate_on_submit():
        with RefusalsAbove(form), RefusalsAt(form.seats, AboutSeats), RefusalsAt(form.subject, AboutSubject):
            _change(form, assembly_id, item_id)
            flash(_("Geändert."), "success")
            return back_to(assembly_id, f"top-{item_id}")
    return page(
        "assemblies/item.html", status_of(form), form=form.show(known), assembly=assembly, item=item,
        has_synopsis=item.subject in AMENDMENTS, **WORDS,
    )


def _check_editable(assembly: Assembly, item: AgendaItem) -> None:
    queries.check_agenda_open(db.session(), assembly, clock.today())
    check_not_announced(item.announced_by_id is not None)


def _change(form: ItemForm, assembly_id: int, item_id: int) -> None:
    planned, actor, now = form.planned(), current_actor(), clock.now()
    with transaction() as session:
        assembly = actions.hold(session, assembly_id)
        item = queries.get_item(assembly, item_id)
        form.check_known(session, actions.matter_of(assembly_id), lambda: queries.shown_of_item(item))
        actions.change_item(session, assembly, item, planned, actor, now)


@blueprint.post("/<int:assembly_id>/tagesordnung/<int:item_id>/verschieben")
@requires(*WRITERS)
def move_item(assembly_id: int, item_id: int) -> ResponseReturnValue:
    """Move an item up or down by one."""
    item_of(assembly_id, item_id)
    form = MoveForm()
    if form.validate_on_submit():
        with RefusalsAbove(form):
            is_up = form.direction.data == UP
            _about_item(form, assembly_id, item_id, partial(actions.move_item, is_up=is_up))
            return back_to(assembly_id, f"top-{item_id}")
    return shown(assembly_id, form)


def _about_item(form: AgendaForm, assembly_id: int, item_id: int, act: Callable[..., Any]) -> None:
    """Carry out an act on an item, once, unless the agenda was another one meanwhile."""
    actor, now = current_actor(), clock.now()

    def on_the_item(session: Session, assembly: Assembly) -> int:
        act(session, assembly, queries.get_item(assembly, item_id), actor, now)
        return item_id

    with transaction() as session:
        assembly = actions.hold(session, assembly_id)
        form.add(
            session, actions.matter_of(assembly_id), lambda: queries.shown_of_agenda(assembly),
            lambda: on_the_item(session, assembly),
        )


@blueprint.route("/<int:assembly_id>/tagesordnung/<int:item_id>/entfernen", methods=["GET", "POST"])
@requires(*WRITERS)
def remove_item(assembly_id: int, item_id: int) -> ResponseReturnValue:
    """Ask once more, then remove an item that nobody was told of."""
    form, assembly = AgendaForm(), assembly_of(assembly_id)
    item = next((each for each in assembly.items if each.id == item_id), None)
    if item is None and form.is_submitted():
        return _is_gone(form, assembly_id, item_id)
    item = queries.get_item(assembly, item_id)
    if not form.is_submitted():
        _check_editable(assembly, item)
    if form.validate_on_submit():
        with RefusalsAbove(form):
            _about_item(form, assembly_id, item_id, actions.remove_item)
            flash(_("Entfernt."), "success")
            return back_to(assembly_id, "tagesordnung")
    form.show(queries.shown_of_agenda(assembly))
    return page("assemblies/remove_item.html", status_of(form), form=form, assembly=assembly, item=item, **WORDS)


def _is_gone(form: AgendaForm, assembly_id: int, item_id: int) -> ResponseReturnValue:
    """The same button pressed twice removes once; an item that was never there is not found."""
    _about_item(form, assembly_id, item_id, actions.remove_item)
    return back_to(assembly_id, "tagesordnung")


@blueprint.post("/<int:assembly_id>/tagesordnung/vorschlag")
@requires(*WRITERS)
def propose_agenda(assembly_id: int) -> ResponseReturnValue:
    """Put the usual items on an empty agenda."""
    assembly_of(assembly_id)
    form = AgendaForm()
    if form.validate_on_submit():
        with RefusalsAbove(form):
            _propose(form, assembly_id)
            flash(_("Die übliche Tagesordnung steht da. Passen Sie sie an."), "success")
            return back_to(assembly_id, "tagesordnung")
    return shown(assembly_id, form)


def _propose(form: AgendaForm, assembly_id: int) -> None:
    actor, now = current_actor(), clock.now()
    with transaction() as session:
        assembly = actions.hold(session, assembly_id)
        form.add(
            session, actions.matter_of(assembly_id), lambda: queries.shown_of_agenda(assembly),
            lambda: actions.propose_agenda(session, assembly, actor, now),
        )


@blueprint.route("/<int:assembly_id>/tagesordnung/<int:item_id>/absetzen", methods=["GET", "POST"])
@requires(*WRITERS)
def withdraw_item(assembly_id: int, item_id: int) -> ResponseReturnValue:
    """Ask for the reason, then withdraw an item that was announced."""
    form = ReasonForm()
    assembly, item = item_of(assembly_id, item_id)
    if not form.is_submitted():
        queries.check_agenda_open(db.session(), assembly, clock.today())
        check_withdrawn(item.announced_by_id is not None, item.withdrawn_at is not None)
    if form.validate_on_submit():
        with RefusalsAt(form.reason):
            _withdraw(form, assembly_id, item_id)
            flash(_("Abgesetzt."), "success")
            return back_to(assembly_id, f"top-{item_id}")
    return page("assemblies/withdraw_item.html", status_of(form), form=form, assembly=assembly, item=item, **WORDS)


@blueprint.route("/<int:assembly_id>/tagesordnung/<int:item_id>/herunternehmen", methods=["GET", "POST"])
@requires(*WRITERS)
def take_off_item(assembly_id: int, item_id: int) -> ResponseReturnValue:
    """Ask for the reason, then take a demanded item off an agenda that nobody was told of; once."""
    form, known = ReasonForm(), assembly_of(assembly_id)
    if form.is_submitted() and item_id not in {each.id for each in known.items}:
        return back_to(assembly_id, "tagesordnung")
    assembly, item = item_of(assembly_id, item_id)
    if not form.is_submitted():
        _check_editable(assembly, item)
    if form.validate_on_submit():
        with RefusalsAt(form.reason):
            _take_off(form, assembly_id, item_id)
            flash(_("Von der Tagesordnung genommen. Das Verlangen wartet wieder auf Antwort."), "success")
            return back_to(assembly_id, "tagesordnung")
    return page("assemblies/take_off_item.html", status_of(form), form=form, assembly=assembly, item=item, **WORDS)


def _take_off(form: ReasonForm, assembly_id: int, item_id: int) -> None:
    reason, actor, now = form.reason.data or "", current_actor(), clock.now()

    def act() -> int:
        actions.take_off(session, assembly, queries.get_item(assembly, item_id), reason, actor, now)
        return item_id

    with transaction() as session:
        assembly = actions.hold(session, assembly_id)
        form.once(session, act)


def _withdraw(form: ReasonForm, assembly_id: int, item_id: int) -> None:
    reason, actor, now = form.reason.data or "", current_actor(), clock.now()

    def act() -> int:
        assembly = actions.hold(session, assembly_id)
        actions.withdraw_item(session, assembly, queries.get_item(assembly, item_id), reason, actor, now)
        return item_id

    with transaction() as session:
        form.once(session, act)
