"""The list of transfers, and one of them with what is done about it."""

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
from app.transfers import actions, queries
from app.transfers.forms import STATES
from app.transfers.models import Transfer
from app.transfers.views.pieces import READERS, WORDS, WRITERS, blueprint

TABS = {"": _l("Alle"), "open": _l("Offen"), "entered": _l("Eingetragen"), "ended": _l("Erledigt")}


@blueprint.get("/uebertragungen", strict_slashes=False)
@requires(*READERS)
def index() -> ResponseReturnValue:
    """Transfers by what became of them, searched and sorted."""
    session, listing = db.session(), Listing.of_request(tuple(queries.SORTS), ("view",), newest_first=True)
    asked = (listing.filters.get("view", ""), listing.query, listing.sort, listing.descending)
    if kind := wanted_export():
        return export(kind, "uebertragungen", _columns(), queries.list_transfers(session, *asked)[0])
    listing.rows, listing.total = queries.list_transfers(session, *asked, listing.offset, listing.limit)
    return page(
        "transfers/index.html", listing=listing, tabs=listing.tabs(TABS, queries.counts(session)),
        may_write=current_actor().has_any(WRITERS), **WORDS,
    )


def _columns() -> list[Column[Transfer]]:
    return [
        Column("number", _("Nummer"), lambda row: row.number),
        Column("from", _("Nr."), lambda row: row.transferor.number),
        Column("transferor", _("Überträgt"), lambda row: row.transferor.party.display_name),
        Column("to", _("An Nr."), lambda row: row.taker.number),
        Column("acquirer", _("Erwirbt"), lambda row: row.taker_name),
        Column("shares", _("Erklärte Anteile"), lambda row: row.shares or _("alle")),
        Column("received", _("Eingegangen am"), lambda row: row.received_on),
        Column("day", _("Übertragen am"), lambda row: row.effective_on),
        Column("resolution", _("Beschluss"), lambda row: row.resolution_number),
        Column("state", _("Stand"), lambda row: STATES[row.state]),
    ]


@blueprint.get("/uebertragungen/<int:transfer_id>")
@requires(*READERS)
def show(transfer_id: int) -> ResponseReturnValue:
    """One transfer: who holds what and when, letters, and what may be done."""
    return _page(transfer_id)


def _page(
    transfer_id: int, withdrawal: ReasonForm | None = None, reversal: ReasonForm | None = None
) -> ResponseReturnValue:
    session = db.session()
    found = queries.get_transfer(session, transfer_id)
    withdrawal, reversal = withdrawal or ReasonForm(formdata=None), reversal or ReasonForm(formdata=None)
    letters = [
        archive.with_corrections(session, letter_id)
        for letter_id in (found.transferor_letter_id, found.acquirer_letter_id)
    ]
    hindrance = queries.stands_against(session, found, reading_day())
    return page(
        "transfers/show.html", status_of(withdrawal, reversal), found=found, withdrawal=withdrawal,
        reversal=reversal, letters=letters, hindrance=translated(hindrance) if hindrance else "",
        meant=None if hindrance else queries.meant_by(session, found, reading_day()),
        seizures=queries.seizures_of(session, found), resting=queries.results_resting_on(session, found),
        further=queries.further_of(session, found.taker) if found.state in queries.WAITING else "",
        item=queries.find_item(session, found), version=statutes.get_version(session, found.statute_version_id),
        steps=queries.steps_open(found), act=KeyedForm(formdata=None),
        lacks_correction=queries.lacks_correction(session, found), may_write=current_actor().has_any(WRITERS), **WORDS,
    )


@blueprint.get("/uebertragungen/<int:transfer_id>/vereinbarung")
@requires(*READERS)
def paper(transfer_id: int) -> ResponseReturnValue:
    """The agreement on paper; only PDF and pictures are ever kept."""
    found = queries.get_transfer(db.session(), transfer_id)
    if found.paper_sha256 is None or found.erased_at is not None:
        raise NotFound
    return handed_in(files.get(found.paper_sha256), found.paper_name, found.paper_type)


@blueprint.post("/uebertragungen/<int:transfer_id>/briefe")
@requires(*WRITERS)
def write_letters(transfer_id: int) -> ResponseReturnValue:
    """Write the letters that could not be printed before."""
    with transaction() as session:
        transfer, actor, now = actions.lock_transfer(session, transfer_id), current_actor(), clock.now()
        KeyedForm().once(session, lambda: actions.write_letters(session, transfer, actor, now).id)
    flash(_("Die Briefe liegen im Druckkorb."), "success")
    return redirect(url_for(".show", transfer_id=transfer_id))


@blueprint.post("/uebertragungen/<int:transfer_id>/zuruecknehmen")
@requires(*WRITERS)
def withdraw(transfer_id: int) -> ResponseReturnValue:
    """Take a transfer back before the board has decided."""
    form = ReasonForm()
    if form.validate_on_submit():
        with RefusalsAt(form.reason), transaction() as session:
            why, actor, now = form.reason.data or "", current_actor(), clock.now()
            form.once(session, lambda: actions.withdraw(session, transfer_id, why, actor, now).id)
            flash(_("Die Übertragung ist zurückgenommen."), "success")
            return redirect(url_for(".show", transfer_id=transfer_id))
    return _page(transfer_id, withdrawal=form)


@blueprint.post("/uebertragungen/<int:transfer_id>/storno")
@requires(*WRITERS)
def reverse(transfer_id: int) -> ResponseReturnValue:
    """Undo a transfer that was entered by mistake."""
    form = ReasonForm()
    if form.validate_on_submit():
        with RefusalsAt(form.reason), transaction() as session:
            why, actor, now = form.reason.data or "", current_actor(), clock.now()
            form.once(session, lambda: actions.reverse(session, transfer_id, why, actor, now).id)
            flash(_("Storniert; die Gegenbuchungen stehen in beiden Anteilsblättern."), "success")
            return redirect(url_for(".show", transfer_id=transfer_id))
    return _page(transfer_id, reversal=form)
