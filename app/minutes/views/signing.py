"""Printing minutes for signature, taking them back, noting who signed."""

from flask import flash
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.db import db, transaction
from app.core.uploads import FileRefusal
from app.core.web import ReasonForm, RefusalsAbove, RefusalsAt, _, current_actor, page, requires, status_of, translated
from app.minutes import actions, queries
from app.minutes.forms import ActForm, PresentForm, SealForm
from app.minutes.rules import AboutSignatures, NobodyOfBoard, check_unsealed
from app.minutes.views.pieces import WORDS, WRITERS, back_to, blueprint, opened
from app.minutes.views.reading import offer_present, offer_signers, shown


@blueprint.post("/<int:assembly_id>/drucken")
@requires(*WRITERS)
def fix(assembly_id: int) -> ResponseReturnValue:
    """Print the minutes for signature; pressed twice, it is one print."""
    opened(assembly_id)
    form = ActForm()
    if form.validate_on_submit():
        try:
            _fix(form, assembly_id)
        except NobodyOfBoard as refusal:
            flash(translated(refusal), "error")
            return back_to(assembly_id, "anwesend")
        flash(_("Die Niederschrift liegt zur Unterschrift im Druckkorb."), "success")
    return back_to(assembly_id)


def _fix(form: ActForm, assembly_id: int) -> None:
    actor, now = current_actor(), clock.now()
    with transaction() as session:
        form.once(session, lambda: actions.fix(session, actions.hold(session, assembly_id), actor, now).id)


@blueprint.post("/<int:assembly_id>/anwesend")
@requires(*WRITERS)
def note_present(assembly_id: int) -> ResponseReturnValue:
    """Note who of the board was in the meeting, and which person led it."""
    assembly, _sitting = opened(assembly_id)
    form = PresentForm()
    offer_present(form, assembly)
    if form.validate_on_submit():
        with RefusalsAbove(form):
            _note_present(form, assembly_id)
            flash(_("Gespeichert."), "success")
            return back_to(assembly_id, "anwesend")
    return shown(assembly_id, present=form)


def _note_present(form: PresentForm, assembly_id: int) -> None:
    present, chair, actor, now = form.present.data or [], form.chair.data or None, current_actor(), clock.now()

    def act() -> int:
        actions.note_present(session, assembly, present, chair, actor, now)
        return assembly_id

    with transaction() as session:
        assembly = actions.hold(session, assembly_id)
        form.add(
            session, actions.matter_of(assembly_id), lambda: queries.shown_of_attending(session, assembly), act
        )


@blueprint.route("/<int:assembly_id>/zuruecknehmen", methods=["GET", "POST"])
@requires(*WRITERS)
def take_back(assembly_id: int) -> ResponseReturnValue:
    """Ask for the reason, then take back what lies for signature."""
    assembly, _sitting = opened(assembly_id)
    form = ReasonForm()
    if not form.is_submitted():
        check_unsealed(queries.state_of(queries.find_minutes(db.session(), assembly_id)))
    if form.validate_on_submit():
        with RefusalsAt(form.reason):
            _take_back(form, assembly_id)
            flash(_("Zurückgenommen. Die Niederschrift ist wieder ein Entwurf."), "success")
            return back_to(assembly_id)
    return page("minutes/take_back.html", status_of(form), form=form, assembly=assembly, **WORDS)


def _take_back(form: ReasonForm, assembly_id: int) -> None:
    reason, actor, now = form.reason.data or "", current_actor(), clock.now()

    def act() -> int:
        actions.take_back(session, actions.hold(session, assembly_id), reason, actor, now)
        return assembly_id

    with transaction() as session:
        form.once(session, act)


@blueprint.post("/<int:assembly_id>/unterschrift")
@requires(*WRITERS)
def seal(assembly_id: int) -> ResponseReturnValue:
    """Note who signed, and keep the signed copy."""
    form = SealForm()
    offer_signers(form, assembly_id)
    if form.validate_on_submit():
        with RefusalsAbove(form), RefusalsAt(form.scan, FileRefusal), RefusalsAt(form.signed_on, AboutSignatures):
            _seal(form, assembly_id)
            flash(_("Unterschrieben. Die Mitglieder sehen die Niederschrift jetzt auf ihrer Seite."), "success")
            return back_to(assembly_id)
    return shown(assembly_id, seal=form)


def _seal(form: SealForm, assembly_id: int) -> None:
    scan, signed, day, actor, now = form.scan.needed(), form.signed, form.signed_on.day, current_actor(), clock.now()

    def act() -> int:
        actions.seal(session, assembly, signed, day, scan, actor, now)
        return assembly_id

    with transaction() as session:
        assembly = actions.hold(session, assembly_id)
        matter = actions.matter_of(assembly_id)
        form.add(session, matter, lambda: queries.shown_of_minutes(session, assembly_id), act)
