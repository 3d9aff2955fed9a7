"""Who asked to see the register: the log, a new request, and what is then shown; the copy of own entries."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.db import db, transaction
from app.core.formats import fold
from app.core.values import Role
from app.core.web import (
    Column,
    KeyedForm,
    Listing,
    RefusalsAt,
    _,
    current_actor,
    export,
    or_404,
    page,
    requires,
    status_of,
    wanted_export,
)
from app.members import queries as members
from app.reports import actions, forms, queries
from app.reports.forms import REQUESTERS, InspectionForm
from app.reports.models import RegisterInspection
from app.reports.rules import (
    Asked,
    IdentityRefusal,
    InterestRefusal,
    MemberNumberRefusal,
    NameRefusal,
    PurposeRefusal,
    RegisterDayRefusal,
    RegisterField,
    Requester,
    WantedCopy,
    is_entitled,
    visible_fields,
)
from app.reports.views.base import KEEPERS, READERS, blueprint, tabs

SORTS = ("recorded", "name", "requester")


@blueprint.get("/einsicht")
@requires(*READERS)
def inspections() -> ResponseReturnValue:
    """The log of inspections, newest first."""
    listing, kind = Listing.of_request(SORTS, ("requester",)), wanted_export()
    wanted = listing.filters.get("requester", "")
    found = [each for each in queries.inspections(db.session(), listing.query) if wanted in ("", each.requester)]
    rows = _in_order(found, listing)
    if kind is not None:
        return export(kind, "einsichten", _columns(), rows)
    listing.total, listing.rows = len(rows), rows[listing.offset : listing.offset + listing.limit]
    return page(
        "reports/inspections.html", listing=listing, tabs=tabs("inspections"), words=forms,
        may_write=current_actor().has_any(KEEPERS),
        choices=[{"name": "requester", "label": _("Wer"), "options": REQUESTERS.items()}],
    )


def _in_order(found: Sequence[RegisterInspection], listing: Listing[Any]) -> list[RegisterInspection]:
    """Newest first unless the list is sorted by something else."""
    keys: dict[str, Any] = {
        "recorded": lambda each: -each.id, "name": lambda each: fold(each.name),
        "requester": lambda each: each.requester,
    }
    return sorted(found, key=keys[listing.sort], reverse=listing.descending)


@blueprint.route("/einsicht/neu", methods=["GET", "POST"])
@requires(*KEEPERS)
def new_inspection() -> ResponseReturnValue:
    """Log a request to see the register, and say whether it is shown."""
    form = InspectionForm(register_on=clock.today())
    if form.validate_on_submit() and form.register_on.data is not None:
        with (
            RefusalsAt(form.requester), RefusalsAt(form.register_on, RegisterDayRefusal),
            RefusalsAt(form.name, NameRefusal), RefusalsAt(form.number, MemberNumberRefusal),
            RefusalsAt(form.identified, IdentityRefusal), RefusalsAt(form.interest, InterestRefusal),
            RefusalsAt(form.told, PurposeRefusal), transaction() as session,
        ):  # fmt: skip
            asked, actor, now = _request(form, form.register_on.data), current_actor(), clock.now()
            noted = form.once(session, lambda: actions.note_inspection(session, asked, actor, now).id)
            return redirect(url_for(".inspection", inspection_id=noted))
    return page("reports/new_inspection.html", status_of(form), form=form)


def _request(form: InspectionForm, day: date) -> actions.Request:
    return actions.Request(
        Requester(form.requester.data), form.name.data or "", queries.find_member(db.session(), form.number.data),
        form.agent.data or "", form.interest.data or "", bool(form.identified.data), bool(form.told.data), day,
    )


@blueprint.get("/einsicht/<int:inspection_id>")
@requires(*READERS)
def inspection(inspection_id: int) -> ResponseReturnValue:
    """What is shown to who asked: the register's own fields, or nothing."""
    found = queries.get_inspection(db.session(), inspection_id)
    return page(
        "reports/inspection.html", **_shown(found), act=KeyedForm(), may_write=current_actor().has_any(KEEPERS),
        gets_extract=is_entitled(found.requester, WantedCopy.OWN_ENTRIES),
    )


def _shown(inspection: RegisterInspection) -> dict[str, Any]:
    """What a page shows of the register to who asked: the fields for its eyes, as known at the moment of asking."""
    visible, listing = visible_fields(inspection.requester, RegisterField), Listing.of_request(("number", "name"))
    has_details = False
    if visible:
        asked = Asked(inspection.register_on, inspection.recorded_at, listing.query)
        part = queries.register_part(
            db.session(), asked, listing.sort, listing.descending, listing.offset, listing.limit
        )
        listing.total, listing.rows = part.tally.lines, part.lines
        has_details = RegisterField.DETAILS in visible and part.tally.has_details
    return {
        "inspection": inspection, "listing": listing, "visible": visible, "has_details": has_details, "words": forms,
    }


@blueprint.post("/einsicht/eigene/<int:number>")
@requires(Role.MEMBER)
def inspect_as_member(number: int) -> ResponseReturnValue:
    """A member asks to see the register; the log notes who asked for it."""
    form, actor, now = KeyedForm(), current_actor(), clock.now()
    with transaction() as session:
        member = members.get_own(session, actor.party_id, number, clock.today())
        noted = form.once(session, lambda: actions.inspect_as_member(session, member, actor, now).id)
    return redirect(url_for(".own_inspection", inspection_id=noted))


@blueprint.get("/einsicht/eigene/<int:inspection_id>")
@requires(Role.MEMBER)
def own_inspection(inspection_id: int) -> ResponseReturnValue:
    """The register as a member sees it, on the day of asking."""
    found = queries.get_own_inspection(db.session(), current_actor().party_id, inspection_id, clock.today())
    return page("reports/own_inspection.html", **_shown(found))


@blueprint.post("/auszug/<int:number>")
@requires(*KEEPERS)
def extract(number: int) -> ResponseReturnValue:
    """Lay the copy of a member's own entries into the print tray."""
    form = KeyedForm()
    with transaction() as session:
        member, actor, now = or_404(queries.find_member(session, number)), current_actor(), clock.now()
        form.once(session, lambda: actions.issue_extract(session, member, actor, now).id)
    flash(_("Der Auszug liegt im Druckkorb."), "success")
    return redirect(url_for("dossiers.letters", number=number))


def _columns() -> list[Column[RegisterInspection]]:
    return [
        Column("recorded", _("Wann"), lambda each: each.recorded_at),
        Column("requester", _("Wer"), lambda each: REQUESTERS[each.requester]),
        Column("name", _("Name"), lambda each: each.name),
        Column("agent", _("Handelt durch"), lambda each: each.agent),
        Column("interest", _("Berechtigtes Interesse"), lambda each: each.interest),
        Column("register_on", _("Register vom"), lambda each: each.register_on),
        Column("granted", _("Ergebnis"), lambda each: _("gewährt") if each.was_granted else _("verweigert")),
        Column("by", _("Vermerkt von"), lambda each: each.recorded_by),
    ]
