"""The board's answer to what members demand: an assembly planned, an item put on an agenda, a refusal; the court."""

from collections.abc import Mapping

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.assemblies import actions, queries
from app.assemblies.forms import CourtForm, PlanForm, PutOnForm, RefuseForm
from app.assemblies.forms.requests import GRANTED
from app.assemblies.models import AgendaRequest
from app.assemblies.rules import (
    AboutConvener,
    AboutDecision,
    AboutSeats,
    AboutSubject,
    AssemblyKind,
    AssemblyState,
    ConvenedBy,
    MeetingForm,
    ProposedBy,
    check_calls_for_assembly,
    check_can_be_met,
    check_can_be_refused,
)
from app.assemblies.views.pieces import WORDS, WRITERS, back_to, blueprint
from app.assemblies.views.planning import at_its_fields, plan_page
from app.assemblies.views.requests import back_to_request, request_of
from app.core import clock
from app.core.db import db, transaction
from app.core.values import Unsaid
from app.core.web import RefusalsAbove, RefusalsAt, _, current_actor, page, requires, status_of, told


def _shown(request: AgendaRequest) -> Mapping[str, object]:
    """What a page shows of a demand before it is answered; whoever confirms it later is told what changed."""
    standing = [each.id for each in request.supports if each.withdrawn_at is None]
    return {"answer": Unsaid(([each.id for each in request.answers], standing))}


# --- an assembly of their own ----------------------------------------------------------------------------------------


@blueprint.route("/verlangen/<int:request_id>/versammlung", methods=["GET", "POST"])
@requires(*WRITERS)
def plan_for(request_id: int) -> ResponseReturnValue:
    """Plan the assembly that members demand."""
    request = request_of(request_id)
    is_granted = request.court is not None and request.court.is_granted
    form = PlanForm(
        kind=AssemblyKind.EXTRAORDINARY, form=MeetingForm.PHYSICAL,
        convened_by=ConvenedBy.MINORITY_BY_COURT if is_granted else ConvenedBy.BOARD,
    )
    if not form.is_submitted():
        check_can_be_met(queries.state_of_request(request))
        check_calls_for_assembly(request.aim)
    if form.validate_on_submit():
        with at_its_fields(form), RefusalsAt(form.convened_by, AboutConvener):
            assembly_id = _plan(form, request_id)
            flash(_("Geplant; was die Mitglieder verlangen, steht auf der Tagesordnung."), "success")
            return back_to(assembly_id)
    return plan_page(form, None, demand=request_of(request_id))


def _plan(form: PlanForm, request_id: int) -> int:
    planned, actor, now = form.planned(), current_actor(), clock.now()
    with transaction() as session:
        request = actions.hold_request(session, request_id)
        return form.add(
            session, actions.PLANS, lambda: {"same": queries.same_plan(session, planned.kind, planned.meets_on)},
            lambda: actions.plan_for(session, request, planned, actor, now).id,
        )


# --- an item on the agenda -------------------------------------------------------------------------------------------


@blueprint.route("/verlangen/<int:request_id>/tagesordnung", methods=["GET", "POST"])
@requires(*WRITERS)
def put_on(request_id: int) -> ResponseReturnValue:
    """Put what members demand on the agenda of an assembly to come."""
    session, today, request = db.session(), clock.today(), request_of(request_id)
    wanted = actions.wanted_item(session, request, today)
    form = PutOnForm(item_type=wanted.item_type, title=wanted.title, draft=wanted.draft, subject=wanted.subject)
    found = queries.assemblies_open_to_items(session, today)
    form.assembly.choices = [(each.id, f"{told(queries.title_of(each))}") for each in found]
    if not form.is_submitted():
        check_can_be_met(queries.state_of_request(request))
    if form.validate_on_submit():
        with RefusalsAbove(form), RefusalsAt(form.seats, AboutSeats), RefusalsAt(form.subject, AboutSubject):
            return _on_the_agenda(form.assembly.data, _put_on(form, request_id))
    form.show(_shown(request))
    return page(
        "assemblies/put_on.html", status_of(form), form=form, demand=request, proposer=wanted.proposed_by,
        minority=ProposedBy.MINORITY, **WORDS,
    )


def _put_on(form: PutOnForm, request_id: int) -> int:
    item, assembly_id, actor, now = form.planned_by(ProposedBy.BOARD), form.assembly.data, current_actor(), clock.now()
    with transaction() as session:
        request = actions.hold_request(session, request_id)
        assembly = actions.hold(session, assembly_id)
        return form.add(
            session, actions.request_matter(request_id), lambda: _shown(request),
            lambda: actions.put_on(session, request, assembly, item, actor, now).id,
        )


def _on_the_agenda(assembly_id: int, item_id: int) -> ResponseReturnValue:
    """Go on to the agenda; of a convened assembly to where everybody is told of the addition."""
    if queries.get_assembly(db.session(), assembly_id).state is AssemblyState.CONVENED:
        flash(_("Aufgenommen. Kündigen Sie die Ergänzung jetzt allen Mitgliedern an."), "success")
        return redirect(url_for(".announce", assembly_id=assembly_id))
    flash(_("Aufgenommen."), "success")
    return back_to(assembly_id, f"top-{item_id}")


# --- no; and the court -----------------------------------------------------------------------------------------------


@blueprint.route("/verlangen/<int:request_id>/ablehnen", methods=["GET", "POST"])
@requires(*WRITERS)
def refuse_request(request_id: int) -> ResponseReturnValue:
    """Ask for the reasons, then turn the demand down."""
    form, request = RefuseForm(), request_of(request_id)
    if not form.is_submitted():
        check_can_be_refused(queries.state_of_request(request))
    if form.validate_on_submit():
        with RefusalsAbove(form):
            _refuse(form, request_id)
            flash(_("Abgelehnt. Die Mitglieder dahinter werden benachrichtigt."), "success")
            return back_to_request(request_id)
    form.show(_shown(request))
    return page(
        "assemblies/refuse_request.html", status_of(form), form=form, demand=request,
        backing=queries.backing_of(db.session(), request, clock.today()), **WORDS,
    )


def _refuse(form: RefuseForm, request_id: int) -> None:
    reasons, actor, now = form.reasons.data or "", current_actor(), clock.now()
    with transaction() as session:
        request = actions.hold_request(session, request_id)
        form.add(
            session, actions.request_matter(request_id), lambda: _shown(request),
            lambda: actions.refuse_request(session, request, reasons, actor, now).id,
        )


@blueprint.route("/verlangen/<int:request_id>/gericht", methods=["GET", "POST"])
@requires(*WRITERS)
def note_court(request_id: int) -> ResponseReturnValue:
    """Ask for the court's decision, and note it; sent twice, it is noted once."""
    form, request = CourtForm(), request_of(request_id)
    if form.validate_on_submit():
        with RefusalsAbove(form), RefusalsAt(form.decided_on, AboutDecision):
            _note(form, request_id)
            flash(_("Vermerkt."), "success")
            return back_to_request(request_id)
    return page("assemblies/note_court.html", status_of(form), form=form, demand=request, **WORDS)


def _note(form: CourtForm, request_id: int) -> None:
    said = form.court.data or "", form.file_number.data or "", form.decided_on.day, form.outcome.data == GRANTED
    actor, now = current_actor(), clock.now()
    with transaction() as session:
        form.once(session, lambda: actions.note_court(
            session, actions.hold_request(session, request_id), *said, actor, now
        ).request_id)  # fmt: skip
