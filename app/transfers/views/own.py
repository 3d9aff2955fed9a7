"""The members' own pages: handing the credit on, taking an offer back; agreeing to what was offered."""

from collections.abc import Sequence

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.core import clock
from app.core.db import db, transaction
from app.core.values import Refusal, Role
from app.core.web import KeyedForm, RefusalsAt, _, current_actor, page, requires, status_of, translated
from app.members import queries as members
from app.statutes import queries as statutes
from app.transfers import actions, queries
from app.transfers.forms import AgreeForm, FindForm, OwnTransferForm
from app.transfers.models import Transfer
from app.transfers.queries import Member, Preview
from app.transfers.rules import Consequences, NotMeant
from app.transfers.views.pieces import AGREED, WORDS, blueprint, shown


def _own(session: Session, number: int) -> Member:
    return members.get_own(session, current_actor().party_id, number, clock.today())


def _hindrance(session: Session, member: Member) -> str:
    found = queries.hindrance_of(session, member, current_actor().party_id, clock.today())
    return translated(found) if found else ""


@blueprint.get("/mein/<int:number>/uebertragung")
@requires(Role.MEMBER)
def own(number: int) -> ResponseReturnValue:
    """What waits and what was, and the question to whom the credit shall go."""
    form = FindForm(request.args if "acquirer" in request.args else None, meta={"csrf": False})
    if "acquirer" in request.args and form.validate():
        with RefusalsAt(form.acquirer):
            session = db.session()
            acquirer = members.get_by_number(session, form.acquirer.data)
            queries.check_own(session, _own(session, number), acquirer, clock.today())
            return redirect(url_for(".own_start", number=number, acquirer=acquirer.number))
    return _own_page(number, form)


def _own_page(number: int, form: FindForm, answered: int = 0, agree: AgreeForm | None = None) -> ResponseReturnValue:
    """The page; `agree` is the answer to the transfer of this id, which was not accepted as it came."""
    session = db.session()
    member = _own(session, number)
    found, today = queries.transfers_of(session, member.id), clock.today()
    meant = {each.id: queries.meant_by(session, each, today) for each in found}
    barred = {each: queries.stands_against_agreeing(session, each, today) for each in found}
    agrees = {each.id: AgreeForm(formdata=None).about(each.id) for each in queries.offered_to(session, [member.id])}
    too_late = ""
    if agree is not None:
        too_late = "" if answered in agrees else agree.faults()
        agrees[answered] = agree.about(answered)
    return page(
        "transfers/own.html", status_of(form, *agrees.values()), form=form, member=member, transfers=found,
        hindrance=_hindrance(session, member), too_late=too_late, act=KeyedForm(formdata=None), agrees=agrees,
        meant=meant, idle=_idle(session, member, meant, found),
        barred={each.id: translated(hindrance) for each, hindrance in barred.items() if hindrance},
        office=statutes.house_facts(session), statute=statutes.find_statute_on(session, today), **WORDS,
    )


def _idle(
    session: Session, member: Member, meant: dict[int, Consequences | None], transfers: Sequence[Transfer]
) -> dict[int, str]:
    """Why no credit could go over today, by transfer; what it would mean is not shown then.

    The transferor learns the reason, the acquirer that it lies with the transferor (R-GDPR-02).
    """
    found, today = {}, clock.today()
    for each in transfers:
        consequences = meant[each.id]
        if consequences is not None and consequences.amount <= 0:
            gives = each.transferor_id == member.id
            against = queries.stands_against if gives else queries.stands_against_agreeing
            hindrance = against(session, each, today)
            found[each.id], meant[each.id] = translated(hindrance) if hindrance else "", None
    return found


@blueprint.get("/mein/<int:number>/uebertragung/an/<int:acquirer>")
@requires(Role.MEMBER)
def own_start(number: int, acquirer: int) -> ResponseReturnValue:
    """What follows if the whole credit were handed on today, and the form for it."""
    session, form = db.session(), OwnTransferForm(wanted_on=clock.today())
    both = _own(session, number), members.get_by_number(session, acquirer)
    return _page(form, *both, *_judged(session, *both, form))


def _page(
    form: OwnTransferForm, member: Member, acquirer: Member, found: Preview | None = None, problem: str = ""
) -> ResponseReturnValue:
    session = db.session()
    form.show(queries.own_shown_of(session, member))
    return page(
        "transfers/own_give.html", status_of(form), form=form, member=member, acquirer=acquirer,
        hindrance=_hindrance(session, member), office=statutes.house_facts(session), **shown(found, problem), **WORDS,
    )


def _judged(
    session: Session, member: Member, acquirer: Member, form: OwnTransferForm
) -> tuple[Preview | None, str]:
    today, name = clock.today(), current_actor().name
    try:
        return queries.own_preview(session, member, acquirer, form.declared(today, name), today), ""
    except Refusal as refusal:
        return None, str(translated(refusal))


@blueprint.post("/mein/<int:number>/uebertragung/an/<int:acquirer>/vorschau")
@requires(Role.MEMBER)
def own_preview(number: int, acquirer: int) -> ResponseReturnValue:
    """Show what would follow from what was chosen; nothing is entered."""
    session, form = db.session(), OwnTransferForm()
    both = _own(session, number), members.get_by_number(session, acquirer)
    return _page(form, *both, *(_judged(session, *both, form) if form.validate() else (None, "")))


@blueprint.post("/mein/<int:number>/uebertragung/an/<int:acquirer>")
@requires(Role.MEMBER)
def own_give(number: int, acquirer: int) -> ResponseReturnValue:
    """Declare today, in Textform; the acquirer is asked next."""
    session, form = db.session(), OwnTransferForm()
    both = _own(session, number), members.get_by_number(session, acquirer)
    if form.validate_on_submit():
        with form.refusals(), RefusalsAt(form.is_meant, NotMeant):
            _give(form, number, acquirer)
            flash(_("Ihre Erklärung ist eingegangen und wartet auf die Erwerberin."), "success")
            return redirect(url_for(".own", number=number))
    return _page(form, *both)


def _give(form: OwnTransferForm, number: int, acquirer: int) -> None:
    with transaction() as session:
        both = _own(session, number), members.get_by_number(session, acquirer)
        actor, now, is_meant = current_actor(), clock.now(), bool(form.is_meant.data)
        form.add(
            session, f"transfers:{both[0].id}", lambda: queries.own_shown_of(session, both[0]),
            lambda: actions.declare_own(
                session, *both, form.declared(clock.today(), actor.name), is_meant, actor, now
            ).id,
        )


@blueprint.post("/mein/<int:number>/uebertragung/<int:transfer_id>/zustimmen")
@requires(Role.MEMBER)
def own_agree(number: int, transfer_id: int) -> ResponseReturnValue:
    """Agree to what was offered; then the board decides, or it is entered."""
    form = AgreeForm()
    queries.get_transfer_to(db.session(), _own(db.session(), number).id, transfer_id)
    with RefusalsAt(form.is_meant), transaction() as session:
        member, actor, now, is_meant = _own(session, number), current_actor(), clock.now(), bool(form.is_meant.data)
        form.once(session, lambda: actions.agree_own(session, member, transfer_id, is_meant, actor, now).id)
        state = queries.get_transfer_to(session, member.id, transfer_id).state
        flash(str(AGREED.get(state, _("Sie haben zugestimmt."))), "success")
        return redirect(url_for(".own", number=number))
    return _own_page(number, FindForm(None, meta={"csrf": False}), transfer_id, form)


@blueprint.post("/mein/<int:number>/uebertragung/<int:transfer_id>/ablehnen")
@requires(Role.MEMBER)
def own_refuse(number: int, transfer_id: int) -> ResponseReturnValue:
    """Refuse what was offered."""
    form = KeyedForm()
    with transaction() as session:
        member, actor, now = _own(session, number), current_actor(), clock.now()
        form.once(session, lambda: actions.refuse_own(session, member.id, transfer_id, actor, now).id)
    flash(_("Sie haben abgelehnt."), "success")
    return redirect(url_for(".own", number=number))


@blueprint.post("/mein/<int:number>/uebertragung/<int:transfer_id>/zuruecknehmen")
@requires(Role.MEMBER)
def own_withdraw(number: int, transfer_id: int) -> ResponseReturnValue:
    """Take the own offer back, as long as the acquirer has not agreed."""
    form = KeyedForm()
    with transaction() as session:
        member, actor, now = _own(session, number), current_actor(), clock.now()
        form.once(session, lambda: actions.withdraw_own(session, member.id, transfer_id, actor, now).id)
    flash(_("Ihre Erklärung ist zurückgenommen."), "success")
    return redirect(url_for(".own", number=number))
