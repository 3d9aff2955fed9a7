"""The synopsis of an amendment: clauses set against what they read now."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.assemblies import actions, queries
from app.assemblies.forms import ClauseForm, NewClauseForm, RemoveClauseForm
from app.assemblies.rules import check_not_announced, check_takes_synopsis
from app.assemblies.views.pieces import WORDS, WRITERS, blueprint, item_of
from app.core import clock
from app.core.db import db, transaction
from app.core.web import RefusalsAbove, _, current_actor, page, requires, status_of


@blueprint.route("/<int:assembly_id>/tagesordnung/<int:item_id>/synopse", methods=["GET", "POST"])
@requires(*WRITERS)
def synopsis(assembly_id: int, item_id: int) -> ResponseReturnValue:
    """All clauses of an amendment, and a further one."""
    form = NewClauseForm()
    assembly, item = item_of(assembly_id, item_id)
    if not form.is_submitted():
        queries.check_agenda_open(db.session(), assembly, clock.today())
        check_not_announced(item.announced_by_id is not None)
        check_takes_synopsis(item.subject)
    if form.validate_on_submit():
        with RefusalsAbove(form):
            _add(form, assembly_id, item_id)
            flash(_("Gegenübergestellt."), "success")
            return _back(assembly_id, item_id)
    return _synopsis_page(assembly_id, item_id, form)


def _synopsis_page(
    assembly_id: int, item_id: int, form: NewClauseForm, sent: RemoveClauseForm | None = None
) -> ResponseReturnValue:
    """The clauses with a form for a further one; `sent` is a removal that came back with what is wrong."""
    assembly, item = item_of(assembly_id, item_id)
    form.show(queries.shown_of_clauses(item))
    removals = {row.id: RemoveClauseForm(formdata=None).show(queries.shown_of_clause(row)) for row in item.synopsis}
    status = status_of(form, *([sent] if sent else []))
    return page("assemblies/synopsis.html", status, form=form, assembly=assembly, item=item, removals=removals,
                sent=sent, **WORDS)


def _add(form: NewClauseForm, assembly_id: int, item_id: int) -> None:
    wording, actor, now = form.wording(), current_actor(), clock.now()
    with transaction() as session:
        assembly = actions.hold(session, assembly_id)
        item = queries.get_item(assembly, item_id)
        form.add(
            session, actions.matter_of(assembly_id), lambda: queries.shown_of_clauses(item),
            lambda: actions.add_clause(session, assembly, item, wording, actor, now).id,
        )


def _back(assembly_id: int, item_id: int) -> ResponseReturnValue:
    return redirect(url_for(".synopsis", assembly_id=assembly_id, item_id=item_id))


@blueprint.route("/<int:assembly_id>/tagesordnung/<int:item_id>/synopse/<int:row_id>", methods=["GET", "POST"])
@requires(*WRITERS)
def change_clause(assembly_id: int, item_id: int, row_id: int) -> ResponseReturnValue:
    """Change the wording of one clause."""
    assembly, item = item_of(assembly_id, item_id)
    row = queries.get_clause(item, row_id)
    known = queries.shown_of_clause(row)
    form = ClauseForm(data=known)
    if not form.is_submitted():
        queries.check_agenda_open(db.session(), assembly, clock.today())
        check_not_announced(item.announced_by_id is not None)
    if form.validate_on_submit():
        with RefusalsAbove(form):
            _change(form, assembly_id, item_id, row_id)
            flash(_("Geändert."), "success")
            return _back(assembly_id, item_id)
    return page("assemblies/clause.html", status_of(form), form=form.show(known), assembly=assembly, item=item, row=row,
                **WORDS)


def _change(form: ClauseForm, assembly_id: int, item_id: int, row_id: int) -> None:
    wording, actor, now = form.wording(), current_actor(), clock.now()
    with transaction() as session:
        assembly = actions.hold(session, assembly_id)
        item = queries.get_item(assembly, item_id)
        row = queries.get_clause(item, row_id)
        form.check_known(session, actions.matter_of(assembly_id), lambda: queries.shown_of_clause(row))
        actions.change_clause(session, assembly, item, row, wording, actor, now)


@blueprint.post("/<int:assembly_id>/tagesordnung/<int:item_id>/synopse/<int:row_id>/entfernen")
@requires(*WRITERS)
def remove_clause(assembly_id: int, item_id: int, row_id: int) -> ResponseReturnValue:
    """Take a clause out of the synopsis."""
    item_of(assembly_id, item_id)
    form = RemoveClauseForm()
    if form.validate_on_submit():
        with RefusalsAbove(form):
            _remove(form, assembly_id, item_id, row_id)
            flash(_("Entfernt."), "success")
            return _back(assembly_id, item_id)
    return _synopsis_page(assembly_id, item_id, NewClauseForm(formdata=None), form)


def _remove(form: RemoveClauseForm, assembly_id: int, item_id: int, row_id: int) -> None:
    actor, now = current_actor(), clock.now()

    def act() -> int:
        actions.remove_clause(session, assembly, item, queries.get_clause(item, row_id), actor, now)
        return row_id

    with transaction() as session:
        assembly = actions.hold(session, assembly_id)
        item = queries.get_item(assembly, item_id)
        form.add(
            session, actions.matter_of(assembly_id),
            lambda: queries.shown_of_clause(queries.get_clause(item, row_id)), act,
        )
