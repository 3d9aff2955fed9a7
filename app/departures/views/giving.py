"""The office enters a notice that came in: chooses the right, sees what follows, enters it or turns it down."""

from datetime import date, datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.core import clock
from app.core.db import db, transaction
from app.core.uploads import CheckedFile
from app.core.values import DeclarationChannel, Refusal
from app.core.web import RefusalsAt, _, current_actor, or_404, page, requires, status_of, translated
from app.departures import actions, queries
from app.departures.forms import NOTICE_FORMS, ChooseForm, NoticeForm, SpecialForm
from app.departures.models import Notice
from app.departures.queries import Member, Preview
from app.departures.rules import ASKS_ACCOUNT, LAW, WANTED_PROOF, NoticeKind, PaperPurpose
from app.departures.views.pieces import WORDS, WRITERS, blueprint, kind_of, shown, tell_left_out
from app.members import queries as members

REJECT = "reject"
"""The button that turns a notice down instead of entering it."""


@blueprint.route("/kuendigungen/neu", methods=["GET", "POST"])
@requires(*WRITERS)
def choose() -> ResponseReturnValue:
    """Ask who gives notice, and by what right."""
    form = ChooseForm(number=request.args.get("mitglied", type=int))
    if form.validate_on_submit():
        with RefusalsAt(form.number):
            member = members.get_by_number(db.session(), form.number.data)
            queries.check_may_begin(db.session(), member, form.kind.data, clock.today())
            return redirect(url_for(".start", number=member.number, kind=form.kind.data))
    return page("departures/choose.html", status_of(form), form=form, notes=_notes(clock.today()), **WORDS)


def _notes(today: date) -> dict[NoticeKind, str]:
    """The paragraph of each right, and that the statute of today leaves no room for an early notice (§ 65 (3) GenG)."""
    months = queries.months_too_short_on(db.session(), today)
    why = _(
        "%(law)s; bei der heutigen Frist der Satzung von %(months)s Monaten nicht möglich",
        law=LAW[NoticeKind.HARDSHIP], months=months,
    )
    return {**LAW, NoticeKind.HARDSHIP: why} if months is not None else dict(LAW)


def _member(session: Session, number: int) -> Member:
    return or_404(members.find_by_number(session, number))


def _form(kind: str, member: Member) -> NoticeForm:
    form = NOTICE_FORMS[kind_of(kind)]()
    if isinstance(form, SpecialForm):
        form.offer(queries.rights_offered(db.session(), member))
    form.received_on.data = form.received_on.data if form.is_submitted() else clock.today()
    return form


@blueprint.get("/kuendigungen/neu/<int:number>/<kind>")
@requires(*WRITERS)
def start(number: int, kind: str) -> ResponseReturnValue:
    """The form of a right, with what is known of the member."""
    member = _member(db.session(), number)
    form = _form(kind, member)
    queries.check_may_begin(db.session(), member, form.kind, clock.today())
    form.declared_by.data = member.party.display_name
    return _page(form, member)


def _page(form: NoticeForm, member: Member, found: Preview | None = None, problem: str = "") -> ResponseReturnValue:
    session, today = db.session(), clock.today()
    form.show(queries.shown_of(session, member, today))
    return page(
        "departures/give.html", status_of(form), form=form, member=member, kind=form.kind, today=today,
        known=queries.circumstances_of(session, member, today, today), notices=queries.notices_of(session, member.id),
        held=queries.shares_ahead(session, member, today), wants_proof=form.kind in WANTED_PROOF,
        too_short=queries.months_too_short_on(session, today) if form.kind is NoticeKind.HARDSHIP else None,
        account=queries.account_of(session, member, today), asks_account=form.kind in ASKS_ACCOUNT,
        **shown(found, problem, may_reject=True),
        **WORDS,
    )


@blueprint.post("/kuendigungen/neu/<int:number>/<kind>/vorschau")
@requires(*WRITERS)
def preview(number: int, kind: str) -> ResponseReturnValue:
    """Show what would follow; nothing is entered. A script asks for the panel alone."""
    member = _member(db.session(), number)
    form = _form(kind, member)
    found, problem = _judged(form, member)
    if "HX-Request" in request.headers:
        return render_template("departures/_preview.html", **shown(found, problem, may_reject=True), **WORDS)
    return _page(form, member, found, problem)


def _judged(form: NoticeForm, member: Member) -> tuple[Preview | None, str]:
    """What would follow, or a sentence on why that cannot be said."""
    return _meant(form, member) if form.validate() else (None, form.faults())


def _meant(form: NoticeForm, member: Member) -> tuple[Preview | None, str]:
    """The same of a form that was found right; with a notice that has no effect stands the button to turn it down."""
    try:
        return queries.preview(db.session(), member, form.declared(), clock.today()), ""
    except Refusal as refusal:
        return None, str(translated(refusal))


@blueprint.post("/kuendigungen/neu/<int:number>/<kind>")
@requires(*WRITERS)
def give(number: int, kind: str) -> ResponseReturnValue:
    """Enter the notice, or record it and turn it down."""
    member = _member(db.session(), number)
    form = _form(kind, member)
    if form.validate_on_submit():
        with RefusalsAt(form.document):
            papers = {PaperPurpose.NOTICE: form.document.needed()}
            with RefusalsAt(form.proof):
                papers |= _proof(form)
                with form.refusals():
                    return redirect(url_for(".show", notice_id=_enter(form, number, papers)))
        return _page(form, member, *_meant(form, member))
    return _page(form, member)


def _proof(form: NoticeForm) -> dict[PaperPurpose, CheckedFile]:
    """What must be handed in besides, or was."""
    if form.proof.checked() is None and form.kind not in WANTED_PROOF:
        return {}
    return {PaperPurpose.PROOF: form.proof.needed()}


def _enter(form: NoticeForm, number: int, papers: actions.Papers) -> int:
    with transaction() as session:
        member = _member(session, number)
        notice_id = form.add(
            session, f"notices:{member.id}", lambda: queries.shown_of(session, member, clock.today()),
            lambda: _act(session, member, form, papers, clock.now()).id,
        )
        left_out = queries.account_left_out(session, member, form.iban.data or "", clock.today())
    flash(_("Die Kündigung ist eingetragen."), "success")
    tell_left_out(left_out)
    return notice_id


def _act(session: Session, member: Member, form: NoticeForm, papers: actions.Papers, now: datetime) -> Notice:
    if request.form.get("act") == REJECT:
        return actions.turn_down(session, member, form.declared(), papers, current_actor(), now)
    channel = DeclarationChannel.OFFICE
    iban = form.iban.data or ""
    return actions.give(session, member, form.declared(), papers, channel, current_actor(), now, iban)
