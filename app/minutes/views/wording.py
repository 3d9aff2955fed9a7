"""Wording a part of the minutes, or letting it read as drafted again."""

from flask import flash
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.db import db, transaction
from app.core.values import NotFound
from app.core.web import RefusalsAbove, RefusalsAt, _, current_actor, page, requires, status_of
from app.minutes import actions, queries
from app.minutes.forms import ActForm, WordingForm
from app.minutes.queries import Section
from app.minutes.rules import Part, check_wordable
from app.minutes.views.pieces import WORDS, WRITERS, back_to, blueprint, opened


def _named(part: str, item_id: int) -> tuple[Part, int | None]:
    """The part that an address names; raises NotFound."""
    if part not in set(Part):
        raise NotFound
    return Part(part), item_id or None


def _section(assembly_id: int, part: Part, item_id: int | None) -> Section:
    assembly, sitting = opened(assembly_id)
    return queries.get_section(queries.sections_of(db.session(), assembly, sitting), part, item_id)


@blueprint.route("/<int:assembly_id>/<part>/<int:item_id>", methods=["GET", "POST"])
@requires(*WRITERS)
def word(assembly_id: int, part: str, item_id: int) -> ResponseReturnValue:
    """Word a part; what happened in it since it was worded stands beside it."""
    assembly, _sitting = opened(assembly_id)
    place = _named(part, item_id)
    section = _section(assembly_id, *place)
    known = queries.shown_of_section(section)
    form = WordingForm(data={**known, "told_until": section.told_until})
    if not form.is_submitted():
        check_wordable(queries.state_of(queries.find_minutes(db.session(), assembly_id)))
    if form.validate_on_submit():
        with RefusalsAbove(form), RefusalsAt(form.text):
            _word(form, assembly_id, place)
            flash(_("Gespeichert."), "success")
            return back_to(assembly_id, f"{part}-{item_id}")
    return page(
        "minutes/word.html", status_of(form), form=form.show(known), assembly=assembly, section=section,
        act=ActForm(formdata=None), **WORDS,
    )


def _word(form: WordingForm, assembly_id: int, place: tuple[Part, int | None]) -> None:
    text, until, actor, now = form.text.data or "", form.until, current_actor(), clock.now()
    with transaction() as session:
        assembly = actions.hold(session, assembly_id)
        form.check_known(
            session, actions.matter_of(assembly_id), lambda: queries.shown_of_section(_section(assembly_id, *place))
        )
        actions.word(session, assembly, *place, text, until, actor, now)


@blueprint.post("/<int:assembly_id>/<part>/<int:item_id>/entwurf")
@requires(*WRITERS)
def draft_again(assembly_id: int, part: str, item_id: int) -> ResponseReturnValue:
    """Let a part read as it is drafted from the course of the meeting."""
    opened(assembly_id)
    place, form = _named(part, item_id), ActForm()
    if form.validate_on_submit():
        actor, now = current_actor(), clock.now()
        with transaction() as session:
            assembly = actions.hold(session, assembly_id)
            actions.draft_again(session, assembly, *place, actor, now)
        flash(_("Es gilt wieder der Entwurf aus dem Verlauf."), "success")
    return back_to(assembly_id, f"{part}-{item_id}")
