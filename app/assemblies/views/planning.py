"""Planning an assembly, changing the plan, noting the form that is wanted, dropping the plan."""

from contextlib import ExitStack

from flask import flash
from flask.typing import ResponseReturnValue

from app.assemblies import actions, queries
from app.assemblies.forms import ChangePlanForm, FormVoteForm, PlanForm
from app.assemblies.models import AgendaRequest, Assembly
from app.assemblies.rules import (
    AboutAlsoVoting,
    AboutDiscussion,
    AboutForm,
    AboutMeetingDay,
    AboutStreaming,
    AboutVotingEnd,
    AboutWording,
    AssemblyKind,
    ConvenedBy,
    FormVoice,
    MeetingForm,
    check_discarded,
    check_planned,
    earliest_meeting,
    lets_stream,
    voices_on_form,
)
from app.assemblies.views.pieces import WORDS, WRITERS, assembly_of, back_to, blueprint
from app.core import clock
from app.core.db import db, transaction
from app.core.values import NotFound
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
from app.organs import queries as organs
from app.organs.rules import AboutResolution, NamedResolution
from app.statutes import queries as statutes


@blueprint.route("/neu", methods=["GET", "POST"])
@requires(*WRITERS)
def plan() -> ResponseReturnValue:
    """Plan an assembly."""
    form = PlanForm(kind=AssemblyKind.ORDINARY, convened_by=ConvenedBy.BOARD, form=MeetingForm.PHYSICAL)
    if form.validate_on_submit():
        with at_its_fields(form):
            assembly_id = _plan(form)
            flash(_("Geplant. Als Nächstes fehlt die Tagesordnung."), "success")
            return back_to(assembly_id)
    return plan_page(form, None)


def _plan(form: PlanForm) -> int:
    planned, actor, now = form.planned(), current_actor(), clock.now()
    with transaction() as session:
        return form.add(
            session, actions.PLANS, lambda: {"same": queries.same_plan(session, planned.kind, planned.meets_on)},
            lambda: actions.plan(session, planned, actor, now).id,
        )


def at_its_fields(form: PlanForm | ChangePlanForm) -> ExitStack:
    """Show each refusal of a plan at the field that it is about, any other above the form."""
    places = ExitStack()
    places.enter_context(RefusalsAbove(form))
    for field, kind in (
        (form.meets_on, AboutMeetingDay), (form.discussion_form, AboutDiscussion), (form.votes_until, AboutVotingEnd),
        (form.form, AboutForm), (form.also_voting, AboutAlsoVoting),
        (form.is_streamed, AboutStreaming),
    ):
        places.enter_context(RefusalsAt(field, kind))
    return places


def plan_page(
    form: PlanForm | ChangePlanForm, assembly: Assembly | None, demand: AgendaRequest | None = None
) -> ResponseReturnValue:
    """The form of a new plan or of one that is there, with the first day on which the assembly can meet.

    `demand` is what members want, where it is planned for that.
    """
    session, today = db.session(), clock.today()
    statute = statutes.find_statute_on(session, today)
    earliest = earliest_meeting(today, statute, queries.channels_on(session, statute, today)) if statute else None
    return page(
        "assemblies/plan.html", status_of(form), form=form, assembly=assembly, earliest=earliest, demand=demand,
        may_stream=lets_stream(statute), **WORDS,
    )


@blueprint.route("/<int:assembly_id>/aendern", methods=["GET", "POST"])
@requires(*WRITERS)
def change(assembly_id: int) -> ResponseReturnValue:
    """Change a plan of which nobody was told yet."""
    assembly = assembly_of(assembly_id)
    known = queries.shown_of_plan(assembly)
    form = ChangePlanForm(data=known)
    if not form.is_submitted():
        check_planned(assembly.state)
    if form.validate_on_submit():
        with at_its_fields(form):
            asked_again = _change(form, assembly_id)
            flash(_("Der Plan ist geändert."), "success")
            if asked_again:
                flash(_("Vermerken Sie die Form noch einmal: Ihr Beschluss nennt einen anderen Tag."), "warning")
            return back_to(assembly_id)
    return plan_page(form.show(known), assembly)


def _change(form: ChangePlanForm, assembly_id: int) -> list[FormVoice]:
    planned, actor, now = form.planned(), current_actor(), clock.now()
    with transaction() as session:
        assembly = actions.hold(session, assembly_id)
        form.check_known(session, actions.matter_of(assembly_id), lambda: queries.shown_of_plan(assembly))
        return actions.change(session, assembly, planned, actor, now)


@blueprint.route("/<int:assembly_id>/form/<voice>", methods=["GET", "POST"])
@requires(*WRITERS)
def say_form(assembly_id: int, voice: str) -> ResponseReturnValue:
    """Note which form the board, the supervisory board or the representative wants."""
    assembly, who = assembly_of(assembly_id), _voice(voice)
    known = queries.shown_of_form(assembly, who)
    form = FormVoteForm(data=known)
    if not form.is_submitted():
        check_planned(assembly.state)
    if form.validate_on_submit():
        with (
            RefusalsAbove(form), RefusalsAt(form.form, AboutForm), RefusalsAt(form.resolution, AboutResolution),
            RefusalsAt(form.also_voting, AboutAlsoVoting), RefusalsAt(form.is_meant, AboutWording),
        ):
            _say_form(form, assembly_id, who)
            flash(_("Vermerkt."), "success")
            return back_to(assembly_id, "form")
    return page("assemblies/say_form.html", status_of(form), form=form.show(known), assembly=assembly, voice=who,
                doubted=_doubted(form), **WORDS)


def _doubted(form: FormVoteForm) -> NamedResolution | None:
    """The resolution that is to be confirmed to mean what was chosen, where that is asked."""
    is_asked = bool(form.is_meant.errors or form.is_meant.data)
    return organs.find_named(db.session(), form.resolution.data or "") if is_asked else None


def _voice(word: str) -> FormVoice:
    """One of the two that choose the form by the statute of today; raises NotFound."""
    statute = statutes.find_statute_on(db.session(), clock.today())
    found = next((each for each in voices_on_form(statute) if each == word), None) if statute else None
    if found is None:
        raise NotFound
    return found


def _say_form(form: FormVoteForm, assembly_id: int, voice: FormVoice) -> None:
    wanted, number, actor, now = form.wanted(), form.resolution.data or "", current_actor(), clock.now()
    with transaction() as session:
        assembly = actions.hold(session, assembly_id)
        known = queries.shown_of_form(assembly, voice)
        form.check_known(session, actions.matter_of(assembly_id), lambda: known, form.as_kept())
        actions.say_form(session, assembly, voice, wanted, number, actor, now, form.also(),
                         bool(form.is_meant.data))


@blueprint.route("/<int:assembly_id>/verwerfen", methods=["GET", "POST"])
@requires(*WRITERS)
def discard(assembly_id: int) -> ResponseReturnValue:
    """Ask for the reason, then drop a plan of which nobody was told."""
    form, assembly = ReasonForm(), assembly_of(assembly_id)
    if not form.is_submitted():
        check_discarded(assembly.state, bool(assembly.dispatches))
    if form.validate_on_submit():
        with RefusalsAt(form.reason):
            _discard(form, assembly_id)
            flash(_("Der Plan ist verworfen."), "success")
            return back_to(assembly_id)
    return page("assemblies/discard.html", status_of(form), form=form, assembly=assembly, **WORDS)


def _discard(form: ReasonForm, assembly_id: int) -> None:
    reason, actor, now = form.reason.data or "", current_actor(), clock.now()

    def act() -> int:
        actions.discard(session, actions.hold(session, assembly_id), reason, actor, now)
        return assembly_id

    with transaction() as session:
        form.once(session, act)
