"""The office enters a declaration that came in: sees what follows, then lays it before the board."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.core import clock
from app.core.db import db, transaction
from app.core.uploads import CheckedFile
from app.core.values import Refusal
from app.core.web import RefusalsAt, _, current_actor, or_404, page, requires, status_of, translated
from app.members import queries as members
from app.subscriptions import actions, queries
from app.subscriptions.forms import ChooseForm, DeclarationForm, SheetForm
from app.subscriptions.queries import Member, Preview
from app.subscriptions.views.pieces import WORDS, WRITERS, blueprint, printed, shown, transfer_to


@blueprint.route("/beteiligungen/neu", methods=["GET", "POST"])
@requires(*WRITERS)
def choose() -> ResponseReturnValue:
    """Ask whose declaration came in."""
    form = ChooseForm(number=request.args.get("mitglied", type=int))
    if form.validate_on_submit():
        with RefusalsAt(form.number):
            member = members.get_by_number(db.session(), form.number.data)
            queries.check_may_declare(db.session(), member, clock.today())
            return redirect(url_for(".start", number=member.number))
    return page("subscriptions/choose.html", status_of(form), form=form, **WORDS)


def _member(session: Session, number: int) -> Member:
    return or_404(members.find_by_number(session, number))


@blueprint.get("/beteiligungen/neu/<int:number>")
@requires(*WRITERS)
def start(number: int) -> ResponseReturnValue:
    """The form, with what is known of the member."""
    member = _member(db.session(), number)
    queries.check_may_declare(db.session(), member, clock.today())
    form = DeclarationForm(received_on=clock.today(), declared_by=member.party.display_name)
    return _page(form, member)


def _page(
    form: DeclarationForm, member: Member, found: Preview | None = None, problem: str = ""
) -> ResponseReturnValue:
    session, today = db.session(), clock.today()
    form.show(queries.shown_of(session, member))
    return page(
        "subscriptions/give.html", status_of(form), form=form, member=member, sheet=SheetForm(),
        known=queries.circumstances_of(session, member, today, today),
        declarations=queries.subscriptions_of(session, member.id),
        **shown(found, problem, transfer_to(session, member)), **WORDS,
    )


@blueprint.get("/beteiligungen/neu/<int:number>/vordruck")
@requires(*WRITERS)
def form_to_sign(number: int) -> ResponseReturnValue:
    """The declaration for somebody who asks for it at the counter, to be signed by hand."""
    return printed(_member(db.session(), number))


@blueprint.post("/beteiligungen/neu/<int:number>/vorschau")
@requires(*WRITERS)
def preview(number: int) -> ResponseReturnValue:
    """Show what would follow; nothing is entered. A script asks for the panel alone."""
    form, member = DeclarationForm(), _member(db.session(), number)
    found, problem = _judged(form, member)
    if "HX-Request" in request.headers:
        beside = transfer_to(db.session(), member)
        return render_template("subscriptions/_preview.html", **shown(found, problem, beside), **WORDS)
    return _page(form, member, found, problem)


def _judged(form: DeclarationForm, member: Member) -> tuple[Preview | None, str]:
    """What would follow, or a sentence on why that cannot be said."""
    if not form.validate():
        return None, form.faults()
    try:
        return queries.preview(db.session(), member, form.declared(), clock.today()), ""
    except Refusal as refusal:
        return None, str(translated(refusal))


@blueprint.post("/beteiligungen/neu/<int:number>")
@requires(*WRITERS)
def give(number: int) -> ResponseReturnValue:
    """Enter the declaration and lay it before the board."""
    form, member = DeclarationForm(), _member(db.session(), number)
    if form.validate_on_submit():
        with RefusalsAt(form.document):
            paper = form.document.needed()
            with form.refusals():
                return redirect(url_for(".show", subscription_id=_enter(form, number, paper)))
    return _page(form, member)


def _enter(form: DeclarationForm, number: int, paper: CheckedFile) -> int:
    with transaction() as session:
        member = _member(session, number)
        subscription_id = form.add(
            session, f"subscriptions:{member.id}", lambda: queries.shown_of(session, member),
            lambda: actions.declare(session, member, form.declared(), paper, current_actor(), clock.now()).id,
        )
    flash(_("Die Erklärung ist erfasst und liegt dem Vorstand vor."), "success")
    return subscription_id
