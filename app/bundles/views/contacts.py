"""Requests for contact: asked and answered in the portal; the office lists them and answers for who has no portal."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts import queries as accounts
from app.bundles import actions, queries
from app.bundles.forms import CONTACTS, ActForm, AnswerForm, DeclineForm, WishForm
from app.bundles.models import ContactRequest
from app.bundles.rules import ContactRefusal, ContactState, lapses_on
from app.bundles.views.pieces import WORDS, WRITERS, Side, acting, blueprint, office_side, own_side
from app.core import clock
from app.core.db import db, transaction
from app.core.formats import local
from app.core.values import NotFound, Role
from app.core.web import (
    Column,
    Form,
    Listing,
    RefusalsAbove,
    RefusalsAt,
    _,
    current_actor,
    export,
    id_in,
    page,
    requires,
    status_of,
    wanted_export,
)
from app.needs import queries as needs
from app.needs.queries import Row

# --- in the portal ----------------------------------------------------------------------------------------------------


@blueprint.get("/mein/<int:number>/kontakte")
@requires(Role.MEMBER)
def own_contacts(number: int) -> ResponseReturnValue:
    """The requests that a member made or got."""
    side = own_side(number)
    found = queries.contacts_of(db.session(), side.member.id, side.viewer)
    return page("bundles/own_contacts.html", side=side, contacts=found, lapses=_lapses, **WORDS)


def _lapses(contact: ContactRequest) -> Any:
    return lapses_on(local(contact.asked_at).date())


@blueprint.route("/mein/<int:number>/kontakte/neu", methods=["GET", "POST"])
@requires(Role.MEMBER)
def own_ask(number: int) -> ResponseReturnValue:
    """Ask the owner of another need in a bundle for contact."""
    side, form = acting(number), WishForm()
    own, asked = _asked_about(side)
    if request.method == "GET":
        form.name.data, form.email.data = _own_contact(side)
    elif form.validate_on_submit():
        with RefusalsAbove(form), RefusalsAt(form.email, ContactRefusal):
            wish, pair = _wish(form), (own.need.id, asked.need.id)
            with transaction() as session:
                actor, now = current_actor(), clock.now()
                contact_id = form.once(session, lambda: actions.ask(
                    session, side.member.id, pair, wish, side.viewer, actor, now
                ).id)  # fmt: skip
            flash(_("Anfrage gestellt"))
            return redirect(side.url("contact", contact_id=contact_id))
    return page("bundles/own_ask.html", status_of(form), form=form, side=side, own=own, asked=asked, **WORDS)


def _asked_about(side: Side) -> tuple[Row, Row]:
    """One's own need and the one that is asked about, which lie in one bundle; raises NotFound for any others."""
    session = db.session()
    own = needs.get_row(session, id_in(request.values.get("fuer")) or 0, side.viewer)
    asked = needs.get_row(session, id_in(request.values.get("bedarf")) or 0, side.viewer)
    bundle = queries.bundle_of(session, own.need.id, side.viewer)
    if not side.owns(own) or bundle is None or queries.bundle_of(session, asked.need.id, side.viewer) != bundle:
        raise NotFound("Diese Bedarfe liegen nicht in einem gemeinsamen Bündel.")
    return own, asked


def _own_contact(side: Side) -> tuple[str, str]:
    """Who is signed in, as the contact is told where nothing else is typed."""
    actor = current_actor()
    account = accounts.find_account(db.session(), actor.user_id) if actor.user_id else None
    return actor.name, account.email if account else side.member.party.email


def _wish(form: WishForm) -> actions.Wish:
    return actions.Wish(form.words.data or "", form.name.data or "", form.email.data or "")


@blueprint.route("/mein/<int:number>/kontakte/<int:contact_id>", methods=["GET", "POST"])
@requires(Role.MEMBER)
def own_contact(number: int, contact_id: int) -> ResponseReturnValue:
    """One request, as the member sees it that made or got it; who got it agrees here."""
    if request.method == "GET":
        return _own_page(own_side(number), contact_id)
    side, form = acting(number), AnswerForm()
    _check_asked(side, contact_id)
    if form.validate_on_submit():
        with RefusalsAbove(form), RefusalsAt(form.email, ContactRefusal):
            wish = _wish(form)
            with transaction() as session:
                actor, now = current_actor(), clock.now()
                form.once(session, lambda: actions.agree(
                    session, contact_id, side.member.id, wish, actor, now
                ).id)  # fmt: skip
            flash(_("Zugestimmt"))
            return redirect(side.url("contact", contact_id=contact_id))
    return _own_page(side, contact_id, form=form)


def _own_request(side: Side, contact_id: int) -> ContactRequest:
    return queries.get_own_contact(db.session(), contact_id, side.member.id)


def _check_asked(side: Side, contact_id: int) -> None:
    """Raise NotFound where the member whose pages these are is not the one that is asked."""
    if _own_request(side, contact_id).member_id == side.member.id:
        raise NotFound("Diese Kontaktanfrage gibt es nicht, oder sie ist nicht für Sie bestimmt.")


def _own_page(side: Side, contact_id: int, **given: Form) -> ResponseReturnValue:
    contact = _own_request(side, contact_id)
    form = AnswerForm(formdata=None)
    form.name.data, form.email.data = _own_contact(side)
    seen = queries.seen_contact(db.session(), contact, side.member.id, side.viewer)
    return page(
        "bundles/own_contact.html", status_of(*given.values()), side=side, seen=seen, contact=contact,
        lapses=_lapses(contact), act=ActForm(formdata=None), **{"form": form, **given}, **WORDS,
    )


@blueprint.post("/mein/<int:number>/kontakte/<int:contact_id>/ablehnen")
@requires(Role.MEMBER)
def own_decline(number: int, contact_id: int) -> ResponseReturnValue:
    """Decline; nobody has to say why."""
    side, form = acting(number), DeclineForm()
    _check_asked(side, contact_id)
    if form.validate_on_submit():
        with RefusalsAbove(form):
            words = form.words.data or ""
            with transaction() as session:
                actor, now = current_actor(), clock.now()
                form.once(session, lambda: actions.decline_contact(
                    session, contact_id, side.member.id, words, actor, now
                ).id)  # fmt: skip
            flash(_("Abgelehnt"))
            return redirect(side.url("contact", contact_id=contact_id))
    return _own_page(side, contact_id, form=_refused(form))


def _refused(declining: DeclineForm) -> AnswerForm:
    """The form of the page, with what was typed, and with why it was not declined."""
    form = AnswerForm()
    for field in declining:
        form[field.name].errors = field.errors
    form.form_errors = declining.form_errors
    return form


@blueprint.post("/mein/<int:number>/kontakte/<int:contact_id>/zurueckziehen")
@requires(Role.MEMBER)
def own_withdraw(number: int, contact_id: int) -> ResponseReturnValue:
    """Take back a request that is not answered yet; also who has left may."""
    side = own_side(number)
    _own_request(side, contact_id)
    with transaction() as session:
        actor, now = current_actor(), clock.now()
        ActForm().once(session, lambda: actions.withdraw(session, contact_id, side.member.id, actor, now).id)
    flash(_("Zurückgezogen"))
    return redirect(side.url("contacts"))


# --- for the office ---------------------------------------------------------------------------------------------------


def columns() -> Sequence[Column[ContactRequest]]:
    """The columns of the office's list as a file; contacts are told to those whom they are for, not to a file."""
    return (
        Column("asked", _("Gefragt"), lambda each: each.asked_at),
        Column("bundle", _("Bündel"), lambda each: each.bundle.number),
        Column("asking", _("Von"), lambda each: each.member.party.display_name),
        Column("need", _("Für Bedarf"), lambda each: each.asking_need.number),
        Column("about", _("An Bedarf"), lambda each: each.asked_need.number),
        Column("state", _("Stand"), lambda each: str(CONTACTS[each.state])),
        Column("ended", _("Beendet"), lambda each: each.ended_at),
    )


@blueprint.get("/bedarfe/kontakte")
@requires(*WRITERS)
def contacts() -> ResponseReturnValue:
    """All requests with their state; as a file, too."""
    session, side = db.session(), office_side()
    listing = Listing.of_request(queries.CONTACT_SORTS, ("stand",), newest_first=True)
    state = listing.filters.get("stand", "")
    order = (session, listing.query, state, listing.sort, listing.descending)
    if kind := wanted_export():
        return export(kind, "kontakte", columns(), queries.list_contacts(*order)[0])
    listing.rows, listing.total = queries.list_contacts(*order, listing.offset, listing.limit)
    counts = queries.count_contacts(session)
    views = {"": _("Alle"), **{each.value: CONTACTS[each] for each in ContactState}}
    tabs = [tab for tab in listing.tabs(views, counts, "stand") if tab["count"] or tab["active"]]
    return page("bundles/contacts.html", listing=listing, side=side, tabs=tabs, all_count=sum(counts.values()),
                lapses=_lapses, **WORDS)


@blueprint.route("/bedarfe/kontakte/<int:contact_id>", methods=["GET", "POST"])
@requires(*WRITERS)
def contact(contact_id: int) -> ResponseReturnValue:
    """One request, and the answer that the office notes at the word of the owner."""
    form = AnswerForm()
    if request.method == "POST" and form.validate_on_submit():
        with RefusalsAbove(form), RefusalsAt(form.email, ContactRefusal):
            wish = _wish(form)
            with transaction() as session:
                actor, now = current_actor(), clock.now()
                form.once(session, lambda: actions.agree(session, contact_id, None, wish, actor, now).id)
            flash(_("Zustimmung vermerkt"))
            return redirect(url_for(".contact", contact_id=contact_id))
    return _contact_page(contact_id, form)


def _contact_page(contact_id: int, form: AnswerForm) -> ResponseReturnValue:
    session, side = db.session(), office_side()
    found = queries.get_contact(session, contact_id)
    return page(
        "bundles/contact.html", status_of(form), contact=found, side=side, form=form, lapses=_lapses(found),
        asking=needs.find_row(session, found.asking_need_id, side.viewer), act=ActForm(formdata=None),
        asked=needs.find_row(session, found.asked_need_id, side.viewer),
        is_to_mediate=queries.is_to_mediate(session, found, clock.today()), **WORDS,
    )


@blueprint.post("/bedarfe/kontakte/<int:contact_id>/ablehnen")
@requires(*WRITERS)
def contact_decline(contact_id: int) -> ResponseReturnValue:
    """Note that the owner declines."""
    form = DeclineForm()
    if form.validate_on_submit():
        with RefusalsAbove(form):
            words = form.words.data or ""
            with transaction() as session:
                actor, now = current_actor(), clock.now()
                form.once(session, lambda: actions.decline_contact(
                    session, contact_id, None, words, actor, now
                ).id)  # fmt: skip
            flash(_("Ablehnung vermerkt"))
            return redirect(url_for(".contact", contact_id=contact_id))
    return _contact_page(contact_id, _refused(form))
