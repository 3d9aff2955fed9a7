"""The office notes what happened: chooses what, sees what follows, enters it."""

from collections.abc import Sequence
from contextlib import ExitStack

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.core import clock
from app.core.db import db, transaction
from app.core.uploads import CheckedFile
from app.core.values import NotFound, Refusal
from app.core.web import RefusalsAt, _, current_actor, or_404, page, requires, status_of, translated
from app.members import queries as members
from app.parties.rules import PartyFacts, PostcodeRefusal
from app.removals import actions, queries
from app.removals.forms import BEGIN_FORMS, BeginForm, ChooseForm, ExclusionForm, ReportForm, SuccessionForm
from app.removals.models import Removal
from app.removals.queries import Member, Preview
from app.removals.rules import AboutClause, AboutDay, AboutSuccessor, RemovalKind, check_successor
from app.removals.views.pieces import WORDS, WRITERS, blueprint, kind_of


@blueprint.route("/ausscheiden/neu", methods=["GET", "POST"])
@requires(*WRITERS)
def choose() -> ResponseReturnValue:
    """Ask whose membership ends, and by what."""
    form = ChooseForm(number=request.args.get("mitglied", type=int))
    if form.validate_on_submit():
        with RefusalsAt(form.number):
            member = members.get_by_number(db.session(), form.number.data)
            with RefusalsAt(form.kind):
                queries.check_may_begin(db.session(), member, form.kind.data, clock.today())
                return redirect(url_for(".start", number=member.number, kind=form.kind.data))
    return page("removals/choose.html", status_of(form), form=form, **WORDS)


def _member(session: Session, number: int) -> Member:
    return or_404(members.find_by_number(session, number))


@blueprint.get("/ausscheiden/neu/<int:number>/<kind>")
@requires(*WRITERS)
def start(number: int, kind: str) -> ResponseReturnValue:
    """The form of a kind, with what is known of the member."""
    member = _member(db.session(), number)
    queries.check_may_begin(db.session(), member, kind_of(kind), clock.today())
    return _page(BEGIN_FORMS[kind_of(kind)](), member)


def _page(form: BeginForm, member: Member, found: Preview | None = None, problem: str = "") -> ResponseReturnValue:
    session, today = db.session(), clock.today()
    form.show(queries.shown_of(session, member, today))
    return page(
        "removals/begin.html", status_of(form), form=form, member=member, kind=form.kind, preview=found,
        problem=problem, known=queries.circumstances_of(session, member, today, today),
        removals=queries.removals_of(session, member.id), **WORDS,
    )


@blueprint.post("/ausscheiden/neu/<int:number>/<kind>/vorschau")
@requires(*WRITERS)
def preview(number: int, kind: str) -> ResponseReturnValue:
    """Show what would follow; nothing is entered. A script asks for the panel alone."""
    form, member = BEGIN_FORMS[kind_of(kind)](), _member(db.session(), number)
    found, problem = _judged(form, member)
    if "HX-Request" in request.headers:
        return render_template("removals/_preview.html", preview=found, problem=problem, kind=form.kind, **WORDS)
    return _page(form, member, found, problem)


def _judged(form: BeginForm, member: Member) -> tuple[Preview | None, str]:
    """What would follow, or a sentence on why that cannot be said."""
    if not form.validate():
        return None, form.faults()
    try:
        return _preview(form, member), ""
    except Refusal as refusal:
        return None, str(translated(refusal))


def _preview(form: BeginForm, member: Member) -> Preview | None:
    session, today = db.session(), clock.today()
    match form:
        case ExclusionForm():
            return queries.preview_charge(session, member, form.charge(), today)
        case ReportForm():
            check_successor(form.kind, _successor(session, form.successor()), member.party_id)
            return queries.preview(session, member, form.reported(), today)
    return None


@blueprint.post("/ausscheiden/neu/<int:number>/<kind>")
@requires(*WRITERS)
def begin(number: int, kind: str) -> ResponseReturnValue:
    """Enter what happened, or begin an exclusion with the invitation to be heard."""
    form, member = BEGIN_FORMS[kind_of(kind)](), _member(db.session(), number)
    if form.validate_on_submit():
        with RefusalsAt(form.document):
            file = form.document.checked() if form.kind is RemovalKind.EXCLUSION else form.document.needed()
            with ExitStack() as places:
                for field, about in _refused_at(form):
                    places.enter_context(RefusalsAt(form[field], about))
                return redirect(url_for(".show", removal_id=_enter(form, number, file)))
    return _page(form, member)


def _refused_at(form: BeginForm) -> Sequence[tuple[str, type[Refusal]]]:
    """At which field each kind of refusal is shown; the last is asked first."""
    match form:
        case ExclusionForm():
            return ("reasons", Refusal), ("clause", AboutClause), ("answer_until", AboutDay)
        case SuccessionForm():
            return (
                ("event_on", Refusal), ("successor_number", AboutSuccessor), ("successor_number", NotFound),
                ("postcode", PostcodeRefusal),
            )
    return (("event_on", Refusal),)


def _enter(form: BeginForm, number: int, file: CheckedFile | None) -> int:
    with transaction() as session:
        member = _member(session, number)
        removal_id = form.add(
            session, f"removals:{member.id}", lambda: queries.shown_of(session, member, clock.today()),
            lambda: _act(session, member, form, file).id,
        )
    flash(_("Der Vorgang ist angelegt."), "success")
    return removal_id


def _act(session: Session, member: Member, form: BeginForm, file: CheckedFile | None) -> Removal:
    actor, now = current_actor(), clock.now()
    match form:
        case ExclusionForm():
            return actions.begin_exclusion(session, member, form.charge(), file, actor, now)
        case ReportForm() if file is not None:
            successor = _successor(session, form.successor())
            return actions.report(session, member, form.reported(), file, actor, now, successor)
    raise form.document.refusal()


def _successor(session: Session, named: int | PartyFacts | None) -> int | PartyFacts | None:
    """A member named by its number is known as a party."""
    return members.get_by_number(session, named).party_id if isinstance(named, int) else named
