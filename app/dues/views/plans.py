"""Instalment plans: the guided form with its preview, one plan with its instalments, undoing it, the list."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.archive import queries as archive
from app.core import clock
from app.core.db import db, transaction
from app.core.values import Refusal
from app.core.web import (
    Column,
    ReasonForm,
    RefusalsAt,
    _,
    current_actor,
    export,
    page,
    reading_day,
    requires,
    status_of,
    translated,
    wanted_export,
)
from app.dues import actions, queries
from app.dues.forms import BASES, PlanForm
from app.dues.models import PaymentPlan
from app.dues.queries import Member, PlanPreview
from app.dues.rules import DecidedOnRefusal, FirstDayRefusal, GroundRefusal
from app.dues.views.pieces import READERS, WORDS, WRITERS, blueprint, listing_of, member_of, ordered, tabs


@blueprint.get("/raten", strict_slashes=False)
@requires(*READERS)
def plans() -> ResponseReturnValue:
    """Plans by number, the latest first; those undone stay in the list."""
    listing, kind = listing_of(queries.PLAN_SORTS), wanted_export()
    rows, listing.total = queries.list_plans(db.session(), ordered(listing, kind is not None))
    followers = queries.followers_of(db.session(), rows)
    if kind is not None:
        return export(kind, f"ratenplaene-{reading_day():%Y-%m-%d}", _columns(followers), rows)
    listing.rows = rows
    return page("dues/plans.html", listing=listing, tabs=tabs("plans"), followers=followers, **WORDS)


def _columns(followers: Mapping[int, PaymentPlan]) -> list[Column[PaymentPlan]]:
    return [
        Column("plan", _("Nummer"), lambda row: row.number),
        Column("number", _("Nr."), lambda row: row.member.number),
        Column("name", _("Mitglied"), lambda row: row.member.party.display_name),
        Column("amount", _("Betrag in €"), lambda row: row.amount / 100),
        Column("instalments", _("Raten"), lambda row: row.instalments),
        Column("basis", _("Grundlage"), lambda row: BASES[row.basis]),
        Column("reference", _("Vereinbarung oder Beschluss"), lambda row: row.reference),
        Column("follower", _("Abgelöst durch"), lambda row: followers[row.id].number if row.id in followers else ""),
        Column("reason", _("Aufgehoben"), lambda row: row.end_reason),
    ]


@blueprint.get("/raten/neu/<int:number>")
@requires(*WRITERS)
def plan_start(number: int) -> ResponseReturnValue:
    """The form, with what is open on the member's shares."""
    member = member_of(db.session(), number)
    stands = queries.standing_number(db.session(), member.id)
    return _page(PlanForm(decided_on=clock.today(), after=stands), member)


def _page(form: PlanForm, member: Member, found: PlanPreview | None = None, problem: str = "") -> ResponseReturnValue:
    session = db.session()
    form.show(queries.owed_shown(session, member))
    return page(
        "dues/plan_start.html", status_of(form), form=form, member=member, today=clock.today(),
        known=queries.owed_by(session, member, clock.today()), left=queries.open_on_shares(session, member.id),
        plans=queries.plans_of(session, member.id), **_shown(found, problem), **WORDS,
    )


def _shown(found: PlanPreview | None, problem: str = "") -> dict[str, object]:
    objection = translated(found.objection) if found and found.objection else ""
    return {"preview": found, "objection": objection, "problem": problem}


@blueprint.post("/raten/neu/<int:number>/vorschau")
@requires(*WRITERS)
def plan_preview(number: int) -> ResponseReturnValue:
    """Show the instalments; nothing is entered. A script asks for the panel alone."""
    form, member = PlanForm(), member_of(db.session(), number)
    found, problem = _judged(form, member)
    if "HX-Request" in request.headers:
        return render_template("dues/_plan_preview.html", **_shown(found, problem), **WORDS)
    return _page(form, member, found, problem)


def _judged(form: PlanForm, member: Member) -> tuple[PlanPreview | None, str]:
    """What would be entered, or a sentence on why that cannot be said."""
    if not form.validate():
        return None, " ".join(dict.fromkeys(sentence for _field, sentence in form.error_list()))
    try:
        return queries.preview_plan(db.session(), member, form.terms(), clock.today()), ""
    except Refusal as refusal:
        return None, str(translated(refusal))


@blueprint.post("/raten/neu/<int:number>")
@requires(*WRITERS)
def agree(number: int) -> ResponseReturnValue:
    """Enter the plan and write it out."""
    form, member = PlanForm(), member_of(db.session(), number)
    if form.validate_on_submit():
        with (
            RefusalsAt(form.number), RefusalsAt(form.first_on, FirstDayRefusal),
            RefusalsAt(form.reference, GroundRefusal), RefusalsAt(form.decided_on, DecidedOnRefusal),
        ):  # fmt: skip
            return redirect(url_for(".plan", plan_id=_enter(form, number)))
    return _page(form, member)


def _enter(form: PlanForm, number: int) -> int:
    with transaction() as session:
        member = member_of(session, number)
        plan_id = form.add(
            session, f"dues:{member.id}", lambda: queries.owed_shown(session, member),
            lambda: actions.agree_plan(session, member, form.terms(), current_actor(), clock.now()).id,
        )
    flash(_("Der Ratenplan ist eingetragen."), "success")
    return plan_id


@blueprint.get("/raten/<int:plan_id>")
@requires(*READERS)
def plan(plan_id: int) -> ResponseReturnValue:
    """One plan: its instalments, what is open of them, the letter, and undoing it."""
    return _plan_page(plan_id, ReasonForm(formdata=None))


def _plan_page(plan_id: int, reversal: ReasonForm) -> ResponseReturnValue:
    session = db.session()
    found = queries.get_plan(session, plan_id)
    return page(
        "dues/plan.html", status_of(reversal), found=found, reversal=reversal, today=reading_day(),
        instalments=queries.paid_by_plan(session, found), follower=queries.followers_of(session, [found]).get(found.id),
        letter=archive.get_document(session, found.letter_id) if found.letter_id else None,
        may_write=current_actor().has_any(WRITERS), **WORDS,
    )


@blueprint.post("/raten/<int:plan_id>/aufheben")
@requires(*WRITERS)
def undo_plan(plan_id: int) -> ResponseReturnValue:
    """Undo a plan: the former days hold again."""
    form = ReasonForm()
    if form.validate_on_submit():
        with RefusalsAt(form.reason), transaction() as session:
            found, actor, now = queries.get_plan(session, plan_id), current_actor(), clock.now()
            form.once(session, lambda: actions.undo_plan(session, found, form.reason.data or "", actor, now).id)
            flash(_("Der Ratenplan ist aufgehoben; es gelten die früheren Tage."), "success")
            return redirect(url_for(".plan", plan_id=plan_id))
    return _plan_page(plan_id, form)
