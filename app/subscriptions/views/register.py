"""The list of declarations on further shares, and one of them with what is done about it."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.archive import queries as archive
from app.core import clock, files
from app.core.db import db, transaction
from app.core.values import NotFound
from app.core.web import (
    Column,
    KeyedForm,
    Listing,
    ReasonForm,
    RefusalsAt,
    _,
    _l,
    current_actor,
    export,
    handed_in,
    page,
    reading_day,
    requires,
    status_of,
    translated,
    wanted_export,
)
from app.statutes import queries as statutes
from app.subscriptions import actions, queries
from app.subscriptions.forms import KINDS, STATES
from app.subscriptions.models import Subscription
from app.subscriptions.rules import SubscriptionState
from app.subscriptions.views.pieces import READERS, WORDS, WRITERS, blueprint, transfer_to

TABS = {"": _l("Alle"), "open": _l("Beim Vorstand"), "admitted": _l("Zugelassen"), "ended": _l("Erledigt")}


@blueprint.get("/beteiligungen", strict_slashes=False)
@requires(*READERS)
def index() -> ResponseReturnValue:
    """Declarations by what became of them, searched and sorted."""
    session, listing = db.session(), Listing.of_request(tuple(queries.SORTS), ("view",), newest_first=True)
    asked = (listing.filters.get("view", ""), listing.query, listing.sort, listing.descending)
    if kind := wanted_export():
        return export(kind, "beteiligungen", _columns(), queries.list_subscriptions(session, *asked)[0])
    listing.rows, listing.total = queries.list_subscriptions(session, *asked, listing.offset, listing.limit)
    return page(
        "subscriptions/index.html", listing=listing, tabs=listing.tabs(TABS, queries.counts(session)),
        may_write=current_actor().has_any(WRITERS), **WORDS,
    )


def _columns() -> list[Column[Subscription]]:
    return [
        Column("number", _("Nummer"), lambda row: row.number),
        Column("member", _("Nr."), lambda row: row.member.number),
        Column("name", _("Mitglied"), lambda row: row.member.party.display_name),
        Column("kind", _("Beteiligung"), lambda row: KINDS[row.kind]),
        Column("shares", _("Erklärte Anteile"), lambda row: row.shares),
        Column("received", _("Eingegangen am"), lambda row: row.received_on),
        Column("admitted", _("Zugelassen am"), lambda row: row.admitted_on),
        Column("resolution", _("Beschluss"), lambda row: row.resolution_number),
        Column("state", _("Stand"), lambda row: STATES[row.state]),
    ]


@blueprint.get("/beteiligungen/<int:subscription_id>")
@requires(*READERS)
def show(subscription_id: int) -> ResponseReturnValue:
    """One declaration: wording, amounts, days, letter, and what may be done."""
    return _page(subscription_id)


def _page(
    subscription_id: int, withdrawal: ReasonForm | None = None, reversal: ReasonForm | None = None
) -> ResponseReturnValue:
    session = db.session()
    found = queries.get_subscription(session, subscription_id)
    withdrawal, reversal = withdrawal or ReasonForm(formdata=None), reversal or ReasonForm(formdata=None)
    hindrance = queries.stands_against(session, found, reading_day())
    lacking = queries.lacks_clause(session, found, reading_day())
    return page(
        "subscriptions/show.html", status_of(withdrawal, reversal), found=found, withdrawal=withdrawal,
        lacking=translated(lacking) if lacking else "", act=KeyedForm(formdata=None),
        hindrance=translated(hindrance) if hindrance else "",
        reversal=reversal, meant=queries.meant_by(session, found, reading_day()),
        transfer=transfer_to(session, found.member) if found.state is SubscriptionState.PROPOSED else "",
        item=queries.find_item(session, found),
        letters=archive.with_corrections(session, found.letter_id),
        lacks_correction=queries.lacks_correction(session, found),
        version=statutes.get_version(session, found.statute_version_id), steps=queries.steps_open(found),
        may_write=current_actor().has_any(WRITERS), **WORDS,
    )


@blueprint.get("/beteiligungen/<int:subscription_id>/erklaerung")
@requires(*READERS)
def paper(subscription_id: int) -> ResponseReturnValue:
    """The declaration on paper; only PDF and pictures are ever kept."""
    found = queries.get_subscription(db.session(), subscription_id)
    if found.paper_sha256 is None or found.erased_at is not None:
        raise NotFound
    return handed_in(files.get(found.paper_sha256), found.paper_name, found.paper_type)


@blueprint.post("/beteiligungen/<int:subscription_id>/brief")
@requires(*WRITERS)
def write_letter(subscription_id: int) -> ResponseReturnValue:
    """Write the letter that could not be printed before."""
    with transaction() as session:
        found, actor, now = actions.lock_subscription(session, subscription_id), current_actor(), clock.now()
        KeyedForm().once(session, lambda: actions.write_letter(session, found, actor, now).id)
    flash(_("Der Brief liegt im Druckkorb."), "success")
    return redirect(url_for(".show", subscription_id=subscription_id))


@blueprint.post("/beteiligungen/<int:subscription_id>/zuruecknehmen")
@requires(*WRITERS)
def withdraw(subscription_id: int) -> ResponseReturnValue:
    """Take a declaration back before the board has decided."""
    form = ReasonForm()
    if form.validate_on_submit():
        with RefusalsAt(form.reason), transaction() as session:
            found, actor, now = queries.get_subscription(session, subscription_id), current_actor(), clock.now()
            form.once(session, lambda: actions.withdraw(session, found, form.reason.data or "", actor, now).id)
            flash(_("Die Erklärung ist zurückgenommen."), "success")
            return redirect(url_for(".show", subscription_id=subscription_id))
    return _page(subscription_id, withdrawal=form)


@blueprint.post("/beteiligungen/<int:subscription_id>/storno")
@requires(*WRITERS)
def reverse(subscription_id: int) -> ResponseReturnValue:
    """Undo shares that were admitted by mistake."""
    form = ReasonForm()
    if form.validate_on_submit():
        with RefusalsAt(form.reason), transaction() as session:
            found, actor, now = queries.get_subscription(session, subscription_id), current_actor(), clock.now()
            form.once(session, lambda: actions.reverse(session, found, form.reason.data or "", actor, now).id)
            flash(_("Storniert; die Gegenbuchung steht im Anteilsblatt."), "success")
            return redirect(url_for(".show", subscription_id=subscription_id))
    return _page(subscription_id, reversal=form)
