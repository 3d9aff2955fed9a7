"""The office enters an agreement that came in: sees who holds what, then lays it before the board or carries it out."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.admissions import queries as applications
from app.core import clock
from app.core.db import db, transaction
from app.core.uploads import CheckedFile
from app.core.values import NotFound, Refusal
from app.core.web import RefusalsAt, _, current_actor, or_404, page, requires, status_of, translated
from app.members import queries as members
from app.statutes import queries as statutes
from app.transfers import actions, queries
from app.transfers.forms import ChooseForm, TransferForm
from app.transfers.queries import Acquirer, Application, Member, Preview
from app.transfers.rules import AboutAcquirer, ToOneself
from app.transfers.views.pieces import DECLARED, WORDS, WRITERS, blueprint, shown


@blueprint.route("/uebertragungen/neu", methods=["GET", "POST"])
@requires(*WRITERS)
def choose() -> ResponseReturnValue:
    """Ask who hands the credit on, and to whom."""
    asked = request.args.get("mitglied", type=int), request.args.get("antrag", "")
    form, session = ChooseForm(number=asked[0], application=asked[1]), db.session()
    form.offer((each.number or "", each.name) for each in applications.open_applications(session))
    if form.validate_on_submit():
        at_fault = form.application if form.application.data else form.acquirer
        with RefusalsAt(form.number):
            member = members.get_by_number(session, form.number.data)
            with RefusalsAt(at_fault, NotFound), RefusalsAt(at_fault, AboutAcquirer), RefusalsAt(at_fault, ToOneself):
                acquirer = (
                    applications.get_by_number(session, form.application.data) if form.application.data
                    else members.get_by_number(session, form.acquirer.data)
                )
                queries.check_members(session, member, acquirer, clock.today())
                return redirect(_address(member, acquirer))
    return page("transfers/choose.html", status_of(form), form=form, **WORDS)


def _address(member: Member, acquirer: Acquirer) -> str:
    """Where both are entered."""
    if isinstance(acquirer, Application):
        return url_for(".start", number=member.number, application=acquirer.id)
    return url_for(".start", number=member.number, acquirer=acquirer.number)


@dataclass(frozen=True)
class _Way:
    """Both as the address names them: the acquirer by its number, or by the application by which it joins."""

    number: int
    acquirer: int = 0
    application: int = 0

    def both(self, session: Session) -> tuple[Member, Acquirer]:
        """Who hands on and who acquires; drafts are their writers' own, of an erased application only a number is."""
        member = or_404(members.find_by_number(session, self.number))
        if not self.application:
            return member, or_404(members.find_by_number(session, self.acquirer))
        found = or_404(applications.find_application(session, self.application))
        return member, or_404(found if found.number and found.erased_at is None else None)


@blueprint.get("/uebertragungen/neu/<int:number>/<int:acquirer>")
@blueprint.get("/uebertragungen/neu/<int:number>/antrag/<int:application>")
@requires(*WRITERS)
def start(**way: int) -> ResponseReturnValue:
    """The form, with what is known of both."""
    both, today = _Way(**way).both(db.session()), clock.today()
    queries.check_members(db.session(), *both, today)
    form = TransferForm(received_on=today, wanted_on=today, declared_by=both[0].party.display_name)
    return _page(form, way, *both)


def _page(
    form: TransferForm, way: dict[str, int], transferor: Member, acquirer: Acquirer, found: Preview | None = None,
    problem: str = "",
) -> ResponseReturnValue:
    session, today = db.session(), clock.today()
    form.show(queries.shown_of(session, transferor, acquirer))
    return page(
        "transfers/give.html", status_of(form), form=form, way=way, transferor=transferor, acquirer=acquirer,
        taker_name=queries.name_of(acquirer), statute=statutes.statute_on(session, today),
        given=queries.held_on(session, transferor, today),
        taken=queries.held_on(session, acquirer, today) if isinstance(acquirer, Member) else None,
        transfers=queries.transfers_of(session, transferor.id),
        **shown(found, problem, queries.further_of(session, acquirer)), **WORDS,
    )


@blueprint.post("/uebertragungen/neu/<int:number>/<int:acquirer>/vorschau")
@blueprint.post("/uebertragungen/neu/<int:number>/antrag/<int:application>/vorschau")
@requires(*WRITERS)
def preview(**way: int) -> ResponseReturnValue:
    """Show who would hold what; nothing is entered. A script asks for the panel alone."""
    form, both = TransferForm(), _Way(**way).both(db.session())
    found, problem = _judged(form, *both)
    if "HX-Request" in request.headers:
        further = queries.further_of(db.session(), both[1])
        return render_template("transfers/_preview.html", **shown(found, problem, further), **WORDS)
    return _page(form, way, *both, found, problem)


def _judged(form: TransferForm, transferor: Member, acquirer: Acquirer) -> tuple[Preview | None, str]:
    """What would follow, or a sentence on why that cannot be said."""
    if not form.validate():
        return None, form.faults()
    try:
        return queries.preview(db.session(), transferor, acquirer, form.declared(), clock.today()), ""
    except Refusal as refusal:
        return None, str(translated(refusal))


@blueprint.post("/uebertragungen/neu/<int:number>/<int:acquirer>")
@blueprint.post("/uebertragungen/neu/<int:number>/antrag/<int:application>")
@requires(*WRITERS)
def give(**way: int) -> ResponseReturnValue:
    """Enter the agreement: it is laid before the board, or carried out where it needs no consent."""
    form, both = TransferForm(), _Way(**way).both(db.session())
    if form.validate_on_submit():
        with RefusalsAt(form.document):
            paper = form.document.needed()
            with form.refusals():
                return redirect(url_for(".show", transfer_id=_enter(form, _Way(**way), paper)))
    return _page(form, way, *both)


def _enter(form: TransferForm, way: _Way, paper: CheckedFile) -> int:
    with transaction() as session:
        both = way.both(session)
        transfer_id = form.add(
            session, f"transfers:{both[0].id}", lambda: queries.shown_of(session, *both),
            lambda: actions.declare(session, *both, form.declared(), paper, current_actor(), clock.now()).id,
        )
        said = DECLARED.get(queries.get_transfer(session, transfer_id).state, _("Die Übertragung ist erfasst."))
    flash(str(said), "success")
    return transfer_id
