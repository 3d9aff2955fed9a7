"""The office enters an agreement that came in: sees who holds what, then lays it before the board."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.core import clock
from app.core.db import db, transaction
from app.core.uploads import CheckedFile
from app.core.values import NotFound, Refusal
from app.core.web import RefusalsAt, _, current_actor, or_404, page, requires, status_of, translated
from app.members import queries as members
from app.statutes import queries as statutes
from app.transfers import actions, queries
from app.transfers.forms import ChooseForm, TransferForm
from app.transfers.queries import Member, Preview
from app.transfers.rules import AboutAcquirer, ToOneself
from app.transfers.views.pieces import WORDS, WRITERS, blueprint, shown


@blueprint.route("/uebertragungen/neu", methods=["GET", "POST"])
@requires(*WRITERS)
def choose() -> ResponseReturnValue:
    """Ask who hands the credit on, and to whom."""
    form = ChooseForm(number=request.args.get("mitglied", type=int))
    if form.validate_on_submit():
        with RefusalsAt(form.number):
            member = members.get_by_number(db.session(), form.number.data)
            with (
                RefusalsAt(form.acquirer, NotFound), RefusalsAt(form.acquirer, AboutAcquirer),
                RefusalsAt(form.acquirer, ToOneself),
            ):
                acquirer = members.get_by_number(db.session(), form.acquirer.data)
                queries.check_members(db.session(), member, acquirer, clock.today())
                return redirect(url_for(".start", number=member.number, acquirer=acquirer.number))
    return page("transfers/choose.html", status_of(form), form=form, **WORDS)


def _both(session: Session, number: int, acquirer: int) -> tuple[Member, Member]:
    return or_404(members.find_by_number(session, number)), or_404(members.find_by_number(session, acquirer))


@blueprint.get("/uebertragungen/neu/<int:number>/<int:acquirer>")
@requires(*WRITERS)
def start(number: int, acquirer: int) -> ResponseReturnValue:
    """The form, with what is known of both."""
    both, today = _both(db.session(), number, acquirer), clock.today()
    queries.check_members(db.session(), *both, today)
    form = TransferForm(received_on=today, wanted_on=today, declared_by=both[0].party.display_name)
    return _page(form, *both)


def _page(
    form: TransferForm, transferor: Member, acquirer: Member, found: Preview | None = None, problem: str = ""
) -> ResponseReturnValue:
    session, today = db.session(), clock.today()
    form.show(queries.shown_of(session, transferor, acquirer))
    return page(
        "transfers/give.html", status_of(form), form=form, transferor=transferor, acquirer=acquirer,
        sides=queries.sides_on(session, transferor, acquirer, today), statute=statutes.statute_on(session, today),
        transfers=queries.transfers_of(session, transferor.id), **shown(found, problem), **WORDS,
    )


@blueprint.post("/uebertragungen/neu/<int:number>/<int:acquirer>/vorschau")
@requires(*WRITERS)
def preview(number: int, acquirer: int) -> ResponseReturnValue:
    """Show who would hold what; nothing is entered. A script asks for the panel alone."""
    form, both = TransferForm(), _both(db.session(), number, acquirer)
    found, problem = _judged(form, *both)
    if "HX-Request" in request.headers:
        return render_template("transfers/_preview.html", **shown(found, problem), **WORDS)
    return _page(form, *both, found, problem)


def _judged(form: TransferForm, transferor: Member, acquirer: Member) -> tuple[Preview | None, str]:
    """What would follow, or a sentence on why that cannot be said."""
    if not form.validate():
        return None, form.faults()
    try:
        return queries.preview(db.session(), transferor, acquirer, form.declared(), clock.today()), ""
    except Refusal as refusal:
        return None, str(translated(refusal))


@blueprint.post("/uebertragungen/neu/<int:number>/<int:acquirer>")
@requires(*WRITERS)
def give(number: int, acquirer: int) -> ResponseReturnValue:
    """Enter the agreement and lay it before the board."""
    form, both = TransferForm(), _both(db.session(), number, acquirer)
    if form.validate_on_submit():
        with RefusalsAt(form.document):
            paper = form.document.needed()
            with form.refusals():
                return redirect(url_for(".show", transfer_id=_enter(form, number, acquirer, paper)))
    return _page(form, *both)


def _enter(form: TransferForm, number: int, acquirer: int, paper: CheckedFile) -> int:
    with transaction() as session:
        both = _both(session, number, acquirer)
        transfer_id = form.add(
            session, f"transfers:{both[0].id}", lambda: queries.shown_of(session, *both),
            lambda: actions.declare(session, *both, form.declared(), paper, current_actor(), clock.now()).id,
        )
    flash(_("Die Übertragung ist erfasst und liegt dem Vorstand vor."), "success")
    return transfer_id
