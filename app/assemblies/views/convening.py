"""Telling everybody: the invitation, additions to the agenda, another day, the end of it; each looked at first."""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import date
from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from sqlalchemy.orm import Session

from app.assemblies import actions, queries
from app.assemblies.actions import NewDay, Way
from app.assemblies.forms import AdditionForm, CancelForm, ConveneForm, PostponeForm, ProofForm, TellForm
from app.assemblies.models import Assembly, Dispatch
from app.assemblies.rules import (
    AboutLetters,
    AboutMeetingDay,
    AboutPaper,
    AboutPlace,
    AboutPublication,
    AboutVotingEnd,
    AboutWording,
    AssemblyState,
    DispatchKind,
    ItemType,
    check_to_convene,
    deadlines_under,
)
from app.assemblies.views.pieces import (
    READERS,
    WORDS,
    WRITERS,
    assembly_of,
    back_to,
    blueprint,
    dispatch_of,
    from_above,
    in_one_piece,
)
from app.core import clock, files, links
from app.core.db import db, transaction
from app.core.uploads import FileRefusal
from app.core.values import NotFound, Refusal
from app.core.web import (
    ReasonForm,
    RefusalsAbove,
    RefusalsAt,
    _,
    current_actor,
    download,
    download_proof,
    keeps_mail,
    page,
    requires,
    status_of,
    translated,
)
from app.statutes import queries as statutes
from app.statutes.rules import ConvocationChannel

Act = Callable[[Session], Dispatch]


def way_of(form: TellForm) -> Way:
    """How everybody is told, as the form says."""
    return Way(
        bool(form.letters_for_all.data), form.published_in.data or "", form.published_on.data, form.proof.checked()
    )


def at_fields(form: TellForm) -> ExitStack:
    """Show each refusal at the field that it is about, any other above the form."""
    places = ExitStack()
    places.enter_context(RefusalsAbove(form))
    about: list[tuple[str, type[Refusal]]] = [
        ("published_on", AboutPublication), ("published_in", AboutPaper), ("proof", FileRefusal),
        ("meets_on", AboutMeetingDay), ("votes_until", AboutVotingEnd), ("place", AboutPlace),
        ("letters_for_all", AboutLetters),
        ("is_meant", AboutWording),
    ]  # fmt: skip
    for name, kind in about:
        if name in form:
            places.enter_context(RefusalsAt(form[name], kind))
    return places


def tell(form: TellForm, assembly_id: int, act: Act) -> ResponseReturnValue:
    """Carry out what the page showed, once, unless something was changed since; go on to how it arrives."""
    with transaction() as session:
        dispatch_id = form.add(
            session, actions.matter_of(assembly_id),
            lambda: queries.shown_of(session, queries.get_assembly(session, assembly_id)), lambda: act(session).id,
        )
    return redirect(url_for(".deliveries", versand=dispatch_id))


def _reached(session: Session, assembly: Assembly, kind: DispatchKind, today: date) -> queries.Reached:
    """Whom it reaches on which way: all members, of the end of it those who heard of it."""
    if kind is not DispatchKind.CANCELLATION:
        return queries.reached_on(session, today)
    return queries.summed(queries.recipients(session, queries.heard_of(assembly, today), today))


def shown_before(assembly: Assembly, form: TellForm, kind: DispatchKind) -> dict[str, Any]:
    """What every page before telling is given: whom it reaches, until when, and what stands against it."""
    session, today = db.session(), clock.today()
    form.show(queries.shown_of(session, assembly))
    statute = statutes.statute_on(session, today)
    return {
        "form": form, "assembly": assembly, "kind": kind, "last": deadlines_under(statute, assembly.meets_on),
        "is_direct": statute.gv_channel is not ConvocationChannel.PUBLIC_PAPER, "keeps_mail": keeps_mail(),
        "paper": statute.publication, "has_tickets": links.is_printable(),
        "reached": _reached(session, assembly, kind, today), "today": today, **WORDS,
    }


# --- convening --------------------------------------------------------------------------------------------------------


@blueprint.route("/<int:assembly_id>/einberufen", methods=["GET", "POST"])
@requires(*WRITERS)
def convene(assembly_id: int) -> ResponseReturnValue:
    """Show whom the invitation reaches and what it lacks; then invite everybody."""
    form, assembly = ConveneForm(), assembly_of(assembly_id)
    if not form.is_submitted():
        check_to_convene(assembly.state)
    if form.validate_on_submit():
        with at_fields(form):
            way, actor, now = way_of(form), current_actor(), clock.now()
            answer = tell(form, assembly_id, lambda session: actions.convene(session, assembly_id, way, actor, now))
            flash(_("Einberufen."), "success")
            return answer
    assembly = assembly_of(assembly_id)
    return page(
        "assemblies/convene.html", status_of(form), obstacles=_obstacles(assembly),
        is_open=assembly.state is AssemblyState.PLANNED, **shown_before(assembly, form, DispatchKind.CONVOCATION),
    )


def _obstacles(assembly: Assembly) -> list[str]:
    session, today = db.session(), clock.today()
    channels = queries.reached_on(session, today).channels
    return [in_one_piece(translated(each)) for each in queries.obstacles(session, assembly, today, channels)]


@blueprint.get("/<int:assembly_id>/einberufen/entwurf")
@requires(*WRITERS)
def draft_invitation(assembly_id: int) -> Response:
    """The invitation as it would be issued now, to be looked at first."""
    session, assembly = db.session(), assembly_of(assembly_id)
    check_to_convene(assembly.state)
    for obstacle in queries.obstacles(session, assembly, clock.today(), ()):
        raise obstacle
    made = actions.draft_letter(session, assembly, DispatchKind.CONVOCATION, "", current_actor(), clock.now())
    return download(made, "Entwurf der Einladung.pdf")


# --- additions --------------------------------------------------------------------------------------------------------


@blueprint.route("/<int:assembly_id>/ergaenzen", methods=["GET", "POST"])
@requires(*WRITERS)
def announce(assembly_id: int) -> ResponseReturnValue:
    """Show what is new on the agenda; then announce it to everybody."""
    assembly = assembly_of(assembly_id)
    form = AdditionForm(reason=_demanded(assembly))
    if not form.is_submitted():
        queries.check_can_be_told(db.session(), assembly, clock.today())
    if form.validate_on_submit():
        with at_fields(form):
            why, way, actor, now = form.reason.data or "", way_of(form), current_actor(), clock.now()
            answer = tell(
                form, assembly_id,
                lambda session: actions.announce_additions(session, assembly_id, why, way, actor, now),
            )
            flash(_("Angekündigt."), "success")
            return answer
    assembly = assembly_of(assembly_id)
    return page(
        "assemblies/announce.html", status_of(form), new=queries.items_untold(assembly), types=ItemType,
        **shown_before(assembly, form, DispatchKind.ADDITION),
    )


def _demanded(assembly: Assembly) -> str:
    """The sentences on who demanded what is added, to begin with; which item each is about, where there are several."""
    session, new = db.session(), queries.items_untold(assembly)
    demands = queries.requests_on_agenda(session, assembly)
    said = {each: actions.demanded_by(session, demands[each.id]) for each in new if each.id in demands}
    return " ".join(f"TOP {each.position}: {why}" if len(new) > 1 else why for each, why in said.items() if why)


@blueprint.post("/<int:assembly_id>/ergaenzen/entwurf")
@requires(*WRITERS)
def draft_addition(assembly_id: int) -> Response:
    """The letter on what is added, with the occasion that was typed."""
    assembly = assembly_of(assembly_id)
    queries.check_can_be_told(db.session(), assembly, clock.today())
    if not queries.items_untold(assembly):
        raise NotFound
    why = AdditionForm().reason.data or ""
    made = actions.draft_letter(db.session(), assembly, DispatchKind.ADDITION, why, current_actor(), clock.now())
    return download(made, "Entwurf der Ergänzung.pdf")


# --- calling off, putting off -----------------------------------------------------------------------------------------


@blueprint.route("/<int:assembly_id>/absagen", methods=["GET", "POST"])
@requires(*WRITERS)
def cancel(assembly_id: int) -> ResponseReturnValue:
    """Ask for the reason, show who is told and what is recalled; then call the assembly off."""
    form, assembly = CancelForm(), assembly_of(assembly_id)
    if not form.is_submitted():
        queries.check_can_be_told(db.session(), assembly, clock.today())
    if form.validate_on_submit():
        with at_fields(form):
            why, way, actor, now = form.reason.data or "", way_of(form), current_actor(), clock.now()
            answer = tell(
                form, assembly_id, lambda session: actions.cancel(session, assembly_id, why, way, actor, now)
            )
            flash(_("Abgesagt."), "success")
            return answer
    return ending("assemblies/cancel.html", form, assembly_id, DispatchKind.CANCELLATION)


def ending(
    template: str, form: TellForm, assembly_id: int, kind: DispatchKind, **more: object
) -> ResponseReturnValue:
    """The page before a convened assembly is told otherwise: called off, put off, or corrected."""
    assembly = assembly_of(assembly_id)
    return page(
        template, status_of(form), is_open=assembly.state is AssemblyState.CONVENED,
        recallable=queries.count_recallable(db.session(), assembly), **shown_before(assembly, form, kind), **more,
    )


@blueprint.route("/<int:assembly_id>/nicht-stattgefunden", methods=["GET", "POST"])
@requires(*WRITERS)
def note_not_held(assembly_id: int) -> ResponseReturnValue:
    """Ask for the reason, then note that an assembly which nobody opened did not take place."""
    form, assembly = ReasonForm(), assembly_of(assembly_id)
    if not form.is_submitted():
        recorded = from_above().recorded(db.session(), assembly)
        queries.check_never_held(db.session(), assembly, clock.today(), recorded)
    if form.validate_on_submit():
        with RefusalsAt(form.reason):
            _note_not_held(form, assembly_id)
            flash(_("Festgehalten: Die Versammlung fand nicht statt."), "success")
            return back_to(assembly_id)
    return page("assemblies/not_held.html", status_of(form), form=form, assembly=assembly, **WORDS)


def _note_not_held(form: ReasonForm, assembly_id: int) -> None:
    reason, actor, now = form.reason.data or "", current_actor(), clock.now()

    def act() -> int:
        actions.note_not_held(session, assembly_id, reason, from_above().recorded, actor, now)
        return assembly_id

    with transaction() as session:
        form.once(session, act)


@blueprint.post("/<int:assembly_id>/absagen/entwurf")
@requires(*WRITERS)
def draft_cancellation(assembly_id: int) -> Response:
    """The letter that calls the assembly off, with the reason that was typed."""
    assembly = assembly_of(assembly_id)
    queries.check_can_be_told(db.session(), assembly, clock.today())
    why = CancelForm().reason.data or ""
    made = actions.draft_letter(db.session(), assembly, DispatchKind.CANCELLATION, why, current_actor(), clock.now())
    return download(made, "Entwurf der Absage.pdf")


@blueprint.route("/<int:assembly_id>/verlegen", methods=["GET", "POST"])
@requires(*WRITERS)
def postpone(assembly_id: int) -> ResponseReturnValue:
    """Ask for the new day and the reason; then invite everybody anew."""
    assembly = assembly_of(assembly_id)
    form = PostponeForm(
        begins_at=assembly.begins_at, place=assembly.place, access=assembly.access, meets_on=assembly.meets_on,
        votes_until=assembly.votes_until,
    )
    if not form.is_submitted():
        queries.check_can_be_told(db.session(), assembly, clock.today())
    if form.validate_on_submit():
        with at_fields(form):
            to, why, way = _new_day(form), form.reason.data or "", way_of(form)
            actor, now = current_actor(), clock.now()
            answer = tell(
                form, assembly_id, lambda session: actions.postpone(session, assembly_id, to, why, way, actor, now)
            )
            flash(_("Verlegt."), "success")
            return answer
    return _postponing(form, assembly)


def _postponing(form: PostponeForm, assembly: Assembly) -> ResponseReturnValue:
    by_day = queries.chosen_for_another_day(db.session(), assembly, None)
    return ending("assemblies/postpone.html", form, assembly.id, DispatchKind.POSTPONEMENT, by_day=by_day)


def _new_day(form: PostponeForm) -> NewDay:
    begins_at = form.begins_at.data
    assert begins_at is not None
    return NewDay(
        form.meets_on.day, begins_at, form.place.data or "", form.access.data or "", form.votes_until.data,
        bool(form.is_meant.data),
    )


@blueprint.post("/<int:assembly_id>/verlegen/entwurf")
@requires(*WRITERS)
def draft_postponement(assembly_id: int) -> ResponseReturnValue:
    """The new invitation as it would be issued, with the day and the reason that were typed."""
    form, assembly = PostponeForm(), assembly_of(assembly_id)
    queries.check_can_be_told(db.session(), assembly, clock.today())
    typed = form.meets_on, form.begins_at, form.place, form.access, form.votes_until
    if not all(field.validate(form) for field in typed):
        return _postponing(form, assembly)
    made = actions.draft_letter(
        db.session(), assembly, DispatchKind.POSTPONEMENT, form.reason.data or "", current_actor(), clock.now(),
        _new_day(form),
    )
    return download(made, "Entwurf der neuen Einladung.pdf")


# --- what was told ----------------------------------------------------------------------------------------------------


@blueprint.get("/versand/<int:dispatch_id>/ausfertigung")
@requires(*READERS)
def told_copy(dispatch_id: int) -> Response:
    """The copy for everybody, as it was told."""
    dispatch = dispatch_of(dispatch_id)
    return download(actions.copy_of(dispatch), f"{WORDS['words'].NOTICES[dispatch.kind]}.pdf")


@blueprint.route("/versand/<int:dispatch_id>/beleg", methods=["GET", "POST"])
@requires(*WRITERS)
def prove(dispatch_id: int) -> ResponseReturnValue:
    """Ask for the page of the paper in which it stood, and keep it."""
    form, dispatch = ProofForm(), dispatch_of(dispatch_id)
    if form.validate_on_submit():
        with RefusalsAt(form.proof):
            proof, actor, now = form.proof.needed(), current_actor(), clock.now()
            with transaction() as session:
                again = queries.find_dispatch(session, dispatch_id)
                form.once(session, lambda: actions.add_proof(session, again, proof, actor, now).id)
            flash(_("Abgelegt."), "success")
            return back_to(dispatch.assembly_id, "mitteilungen")
    return page(
        "assemblies/prove.html", status_of(form), form=form, dispatch=dispatch, assembly=dispatch.assembly, **WORDS
    )


@blueprint.get("/versand/<int:dispatch_id>/bekanntmachung")
@requires(*READERS)
def proof(dispatch_id: int) -> Response:
    """The page of the paper in which something stood."""
    dispatch = dispatch_of(dispatch_id)
    if dispatch.proof_sha256 is None:
        raise NotFound
    return download_proof(files.get(dispatch.proof_sha256), f"Bekanntmachung-{dispatch.id}")
