"""Telling everybody what was told wrongly, or is no longer so, without touching the day: looked at first."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.assemblies import actions, queries
from app.assemblies.actions import Whereabouts
from app.assemblies.forms import CorrectForm
from app.assemblies.models import Assembly
from app.assemblies.rules import DispatchKind, are_letters_late
from app.assemblies.views.convening import at_fields, ending, tell, way_of
from app.assemblies.views.pieces import WRITERS, assembly_of, blueprint
from app.core import clock
from app.core.db import db
from app.core.web import _, current_actor, download, may_open, requires
from app.statutes import queries as statutes


@blueprint.route("/<int:assembly_id>/berichtigen", methods=["GET", "POST"])
@requires(*WRITERS)
def correct(assembly_id: int) -> ResponseReturnValue:
    """Ask what is right, show what else is no longer so; then tell everybody. What is on, its chair changes."""
    assembly = assembly_of(assembly_id)
    form = CorrectForm(place=assembly.place, access=assembly.access)
    if queries.has_begun(db.session(), assembly) and assembly.closed_at is None and may_open("voting.redirect_meeting"):
        return redirect(url_for("voting.redirect_meeting", assembly_id=assembly.id))
    if not form.is_submitted():
        queries.check_can_be_told(db.session(), assembly, clock.today())
    if form.validate_on_submit():
        with at_fields(form):
            to, why, way, actor, now = _typed(form), form.reason.data or "", way_of(form), current_actor(), clock.now()
            answer = tell(
                form, assembly_id, lambda session: actions.correct(session, assembly_id, to, why, way, actor, now)
            )
            flash(_("Die Berichtigung geht hinaus."), "success")
            return answer
    return _page(form, assembly_of(assembly_id))


def _typed(form: CorrectForm) -> Whereabouts:
    return Whereabouts(form.place.data or "", form.access.data or "")


def _page(form: CorrectForm, assembly: Assembly) -> ResponseReturnValue:
    today = clock.today()
    statute = statutes.statute_on(db.session(), today)
    return ending(
        "assemblies/correct.html", form, assembly.id, DispatchKind.CORRECTION,
        letters_are_late=are_letters_late(today, assembly.meets_on, statute),
        withdrawn=queries.items_withdrawn_untold(assembly), papers=queries.papers_changed(assembly),
        is_streaming_lost=queries.is_streaming_lost_untold(db.session(), assembly),
    )


@blueprint.post("/<int:assembly_id>/berichtigen/entwurf")
@requires(*WRITERS)
def draft_correction(assembly_id: int) -> ResponseReturnValue:
    """The letter as it would be issued, with what was typed."""
    form, assembly = CorrectForm(), assembly_of(assembly_id)
    queries.check_can_be_told(db.session(), assembly, clock.today())
    if not all(field.validate(form) for field in (form.place, form.access, form.reason)):
        return _page(form, assembly)
    actor, now = current_actor(), clock.now()
    with at_fields(form):
        made = actions.draft_letter(
            db.session(), assembly, DispatchKind.CORRECTION, form.reason.data or "", actor, now, _typed(form)
        )
        return download(made, "Entwurf der Berichtigung.pdf")
    return _page(form, assembly_of(assembly_id))
