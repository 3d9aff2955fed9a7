"""The member's own page of notice: when it takes effect if given today, and giving it."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.core import clock
from app.core.db import db, transaction
from app.core.values import Refusal, Role
from app.core.web import RefusalsAt, _, current_actor, page, requires, status_of, translated
from app.departures import actions, queries
from app.departures.forms import KINDS, OwnNoticeForm
from app.departures.queries import Member, Preview
from app.departures.rules import PORTAL_KINDS, AboutAccount, NotMeant
from app.departures.views.pieces import WORDS, blueprint, shown, tell_left_out
from app.members import queries as members
from app.shares import queries as shares
from app.statutes import queries as statutes


def _own(session: Session, number: int) -> Member:
    """The member of this number, if the person is it or acts for it today; anybody else's is not found."""
    return members.get_own(session, current_actor().party_id, number, clock.today())


def _page(member: Member, form: OwnNoticeForm, found: Preview | None = None, problem: str = "") -> ResponseReturnValue:
    session, today = db.session(), clock.today()
    form.show(queries.shown_of(session, member, today))
    rights = queries.own_rights(session, member, current_actor().party_id, today)
    form.offer({kind: KINDS[kind] for kind in rights.kinds})
    return page(
        "departures/own.html", status_of(form), form=form, member=member, today=today, rights=rights,
        held=shares.shares_held(session, member.id, today),
        hindrance=translated(rights.hindrance) if rights.hindrance else "",
        notices=queries.notices_of(session, member.id), account=queries.account_of(session, member, today),
        office=statutes.house_facts(session),
        **shown(found, problem), **WORDS,
    )


def _form(member: Member) -> OwnNoticeForm:
    """The form with every right that a member may have; which one it has, the action asks.

    What was given and is sent again is the same act, also where the right is used up by it.
    """
    form = OwnNoticeForm()
    form.offer({kind: KINDS[kind] for kind in PORTAL_KINDS})
    form.special = queries.right_of(db.session(), member, clock.today())
    return form


@blueprint.get("/mein/<int:number>/kuendigung")
@requires(Role.MEMBER)
def own(number: int) -> ResponseReturnValue:
    """What would follow from a notice given today, and the form for it."""
    session = db.session()
    member = _own(session, number)
    form = _form(member)
    return _page(member, form, *_judged(session, member, form))


def _judged(session: Session, member: Member, form: OwnNoticeForm) -> tuple[Preview | None, str]:
    today, name = clock.today(), current_actor().name
    try:
        return queries.preview(session, member, form.declared(today, name), today), ""
    except Refusal as refusal:
        return None, str(translated(refusal))


@blueprint.post("/mein/<int:number>/kuendigung/vorschau")
@requires(Role.MEMBER)
def own_preview(number: int) -> ResponseReturnValue:
    """Show what would follow from what was chosen; nothing is entered."""
    session = db.session()
    member = _own(session, number)
    form = _form(member)
    return _page(member, form, *(_judged(session, member, form) if form.validate() else (None, "")))


@blueprint.post("/mein/<int:number>/kuendigung")
@requires(Role.MEMBER)
def own_give(number: int) -> ResponseReturnValue:
    """Give notice today, in Textform."""
    session = db.session()
    member = _own(session, number)
    form = _form(member)
    if form.validate_on_submit():
        with RefusalsAt(form.field), RefusalsAt(form.is_meant, NotMeant), RefusalsAt(form.iban, AboutAccount):
            left_out = _give(form, number)
            flash(_("Ihre Kündigung ist eingegangen. Die Bestätigung kommt mit der Post."), "success")
            tell_left_out(left_out)
            return redirect(url_for("portal.show", number=number))
    return _page(member, form)


def _give(form: OwnNoticeForm, number: int) -> Refusal | None:
    """Give it, and say why the account named with it is left out, if it is."""
    with transaction() as session:
        member, actor, now = _own(session, number), current_actor(), clock.now()
        form.add(
            session, f"notices:{member.id}", lambda: queries.shown_of(session, member, clock.today()),
            lambda: actions.give_own(
                session, member, form.declared(clock.today(), actor.name), bool(form.is_meant.data), actor, now,
                form.iban.data or "",
            ).id,
        )
        return queries.account_left_out(session, member, form.iban.data or "", clock.today())
