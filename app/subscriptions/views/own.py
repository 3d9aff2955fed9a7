"""The member's own page: what further shares would bring about, declaring them, taking the declaration back."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.core import clock
from app.core.db import db, transaction
from app.core.values import Refusal, Role
from app.core.web import KeyedForm, RefusalsAt, _, current_actor, page, requires, status_of, translated
from app.members import queries as members
from app.statutes import queries as statutes
from app.subscriptions import actions, queries
from app.subscriptions.forms import OwnForm, SheetForm
from app.subscriptions.queries import Member, Preview
from app.subscriptions.rules import NotMeant
from app.subscriptions.views.pieces import WORDS, blueprint, printed, shown


def _own(session: Session, number: int) -> Member:
    """The member of this number, if the person is it or acts for it today; anybody else's is not found."""
    return members.get_own(session, current_actor().party_id, number, clock.today())


def _page(member: Member, form: OwnForm, found: Preview | None = None, problem: str = "") -> ResponseReturnValue:
    session, today = db.session(), clock.today()
    form.show(queries.shown_of(session, member))
    known = queries.circumstances_of(session, member, today, today)
    hindrance = queries.hindrance_of(session, member, current_actor().party_id, today)
    return page(
        "subscriptions/own.html", status_of(form), form=form, member=member, take_back=KeyedForm(formdata=None),
        sheet=SheetForm(), may_sign=known.statute.further_shares_allowed and known.ends_on is None,
        known=known, office=statutes.house_facts(session),
        hindrance=translated(hindrance) if hindrance else "",
        acts_alone=queries.acts_alone(session, member, current_actor().party_id, today),
        declarations=queries.subscriptions_of(session, member.id), **shown(found, problem), **WORDS,
    )


@blueprint.get("/mein/<int:number>/anteile")
@requires(Role.MEMBER)
def own(number: int) -> ResponseReturnValue:
    """What one further share, or those that lack, would bring about, and the form for it."""
    session, today = db.session(), clock.today()
    member = _own(session, number)
    known = queries.circumstances_of(session, member, today, today)
    form = OwnForm(shares=max(known.owed.lacking(known.shares), 1))
    return _page(member, form, *_judged(session, member, form))


def _judged(session: Session, member: Member, form: OwnForm) -> tuple[Preview | None, str]:
    today, name = clock.today(), current_actor().name
    try:
        return queries.preview(session, member, form.declared(today, name), today), ""
    except Refusal as refusal:
        return None, str(translated(refusal))


@blueprint.get("/mein/<int:number>/anteile/vordruck")
@requires(Role.MEMBER)
def own_form(number: int) -> ResponseReturnValue:
    """The declaration to be signed by hand, where Textform or one person alone does not do."""
    return printed(_own(db.session(), number))


@blueprint.post("/mein/<int:number>/anteile/vorschau")
@requires(Role.MEMBER)
def own_preview(number: int) -> ResponseReturnValue:
    """Show what would follow from the number typed; nothing is entered."""
    session = db.session()
    member, form = _own(session, number), OwnForm()
    return _page(member, form, *(_judged(session, member, form) if form.validate() else (None, "")))


@blueprint.post("/mein/<int:number>/anteile")
@requires(Role.MEMBER)
def own_give(number: int) -> ResponseReturnValue:
    """Declare today, in Textform."""
    session = db.session()
    member, form = _own(session, number), OwnForm()
    if form.validate_on_submit():
        with RefusalsAt(form.shares), RefusalsAt(form.is_meant, NotMeant):
            _give(form, number)
            flash(_("Ihre Erklärung ist eingegangen; der Vorstand entscheidet darüber."), "success")
            return redirect(url_for(".own", number=number))
    return _page(member, form, *(_judged(session, member, form) if form.shares.data else (None, "")))


def _give(form: OwnForm, number: int) -> None:
    with transaction() as session:
        member, actor, now = _own(session, number), current_actor(), clock.now()
        form.add(
            session, f"subscriptions:{member.id}", lambda: queries.shown_of(session, member),
            lambda: actions.declare_own(
                session, member, form.declared(clock.today(), actor.name), bool(form.is_meant.data), actor, now
            ).id,
        )


@blueprint.post("/mein/<int:number>/anteile/<int:subscription_id>/zuruecknehmen")
@requires(Role.MEMBER)
def own_withdraw(number: int, subscription_id: int) -> ResponseReturnValue:
    """Take the own declaration back before the board has decided."""
    form = KeyedForm()
    with transaction() as session:
        member, actor, now = _own(session, number), current_actor(), clock.now()
        form.once(session, lambda: actions.withdraw_own(session, member.id, subscription_id, actor, now).id)
    flash(_("Ihre Erklärung ist zurückgenommen."), "success")
    return redirect(url_for(".own", number=number))
