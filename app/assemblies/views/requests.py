"""What members demand: the list, one demand with who stands behind it, recording what came in."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from app.assemblies import actions, queries
from app.assemblies.actions import Received
from app.assemblies.forms import AIMS, REQUEST_STATES, NewRequestForm, SupportersForm
from app.assemblies.models import AgendaRequest
from app.assemblies.rules import AboutReceipt, AboutSupporters, RequestAim, RequestState
from app.assemblies.views.pieces import READERS, WORDS, WRITERS, blueprint
from app.core import clock, files, journal
from app.core.db import db, transaction
from app.core.uploads import FileRefusal
from app.core.values import NotFound
from app.core.web import (
    Column,
    KeyedForm,
    Listing,
    RefusalsAbove,
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
    wanted_export,
)

TABS = {
    "": _l("Alle"), "open": _l("Ohne Antwort"), "met": _l("Entsprochen"), "refused": _l("Abgelehnt"),
    "gathering": _l("Sammelt Mitglieder"),
}  # fmt: skip


def request_of(request_id: int) -> AgendaRequest:
    """The demand that an address names; raises NotFound, also for what was given up."""
    found = queries.get_request(db.session(), request_id)
    if found.given_up_at is not None:
        raise NotFound
    return found


def back_to_request(request_id: int, anchor: str | None = None) -> ResponseReturnValue:
    """Go back to the page of a demand."""
    return redirect(url_for(".show_request", request_id=request_id, _anchor=anchor))


@blueprint.get("/verlangen")
@requires(*READERS)
def requests() -> ResponseReturnValue:
    """Demands by how far they are, searched and sorted."""
    session = db.session()
    listing = Listing.of_request(tuple(queries.REQUEST_SORTS), ("view",), newest_first=True)
    asked = (listing.filters.get("view", ""), listing.query, listing.sort, listing.descending)
    if wanted := wanted_export():
        return export(wanted, "verlangen", _columns(), queries.list_requests(session, *asked)[0])
    listing.rows, listing.total = queries.list_requests(session, *asked, listing.offset, listing.limit)
    return page(
        "assemblies/requests.html", listing=listing, tabs=listing.tabs(TABS, queries.count_requests(session)),
        states={each.id: queries.state_of_request(each) for each in listing.rows},
        counted=queries.supports_counted(session, listing.rows), may_write=current_actor().has_any(WRITERS), **WORDS,
    )


def _columns() -> Sequence[Column[AgendaRequest]]:
    return (
        Column("received", _("Eingegangen am"), lambda row: row.received_on),
        Column("title", _("Gegenstand"), lambda row: row.title),
        Column("aim", _("Verlangt wird"), lambda row: str(AIMS[row.aim])),
        Column("purpose", _("Zweck"), lambda row: row.purpose),
        Column("reasons", _("Gründe"), lambda row: row.reasons),
        Column("state", _("Stand"), lambda row: str(REQUEST_STATES[queries.state_of_request(row)])),
    )


# --- one demand ------------------------------------------------------------------------------------------------------


@blueprint.get("/verlangen/<int:request_id>")
@requires(*READERS)
def show_request(request_id: int) -> ResponseReturnValue:
    """One demand: what is wanted, by how many, and what the board answered."""
    return _request_page(request_id, SupportersForm(formdata=None))


def _request_page(request_id: int, form: SupportersForm) -> ResponseReturnValue:
    session, today, request = db.session(), reading_day(), request_of(request_id)
    state, may_write = queries.state_of_request(request), current_actor().has_any(WRITERS)
    return page(
        "assemblies/show_request.html", status_of(form), demand=request, form=form, state=state,
        backing=queries.backing_of(session, request, today), day=queries.counting_day(request, today),
        fraction=queries.fraction_on(session, queries.counting_day(request, today)),
        supporters=queries.supporters_of(session, request, today), act=KeyedForm(formdata=None),
        lines=journal.lines_about(session, f"agenda_request:{request.id}"), aims=RequestAim,
        may_add=may_write and state is RequestState.OPEN, **_steps(request, state, may_write), **WORDS,
    )


def _steps(request: AgendaRequest, state: RequestState, may_write: bool) -> dict[str, Any]:
    """What can be done about it: met while it is open or refused, refused and told to the court only so."""
    is_unmet = may_write and state in (RequestState.OPEN, RequestState.REFUSED)
    return {
        "may_plan": is_unmet and request.aim is RequestAim.ASSEMBLY, "may_put_on": is_unmet,
        "may_refuse": may_write and state is RequestState.OPEN, "may_note_court": is_unmet,
        "may_end": may_write and state in (RequestState.OPEN, RequestState.GATHERING),
    }


@blueprint.get("/verlangen/<int:request_id>/schreiben")
@requires(*READERS)
def request_document(request_id: int) -> Response:
    """The document in which members demand it."""
    found = request_of(request_id)
    if found.sha256 is None:
        raise NotFound
    return handed_in(files.get(found.sha256), found.file_name, found.media_type)


# --- recording -------------------------------------------------------------------------------------------------------


@blueprint.route("/verlangen/neu", methods=["GET", "POST"])
@requires(*WRITERS)
def add_request() -> ResponseReturnValue:
    """Record a demand that came in, with its document and who supports it."""
    form = NewRequestForm(received_on=clock.today(), aim=RequestAim.ITEM)
    if form.validate_on_submit():
        with (
            RefusalsAbove(form), RefusalsAt(form.received_on, AboutReceipt), RefusalsAt(form.members, AboutSupporters),
            RefusalsAt(form.document, FileRefusal),
        ):
            request_id = _add(form)
            flash(_("Das Verlangen ist erfasst."), "success")
            return back_to_request(request_id)
    return page("assemblies/add_request.html", status_of(form), form=form, **WORDS)


def _add(form: NewRequestForm) -> int:
    aim, day, actor, now = form.aim.data, form.received_on.day, current_actor(), clock.now()
    named = SupportersForm(formdata=None, members=form.members.data).named()
    received = Received(form.wanted(aim), day, form.document.needed(), named)
    with transaction() as session:
        return form.add(
            session, actions.REQUESTS, lambda: {"same": queries.same_request(session, received.wanted.title, day)},
            lambda: actions.record_request(session, received, actor, now).id,
        )


@blueprint.post("/verlangen/<int:request_id>/mitglieder")
@requires(*WRITERS)
def add_supporters(request_id: int) -> ResponseReturnValue:
    """Note further members who demand it too; sent twice, they are noted once."""
    form = SupportersForm()
    if form.validate_on_submit():
        with RefusalsAbove(form), RefusalsAt(form.members, AboutSupporters):
            named, actor, now = form.named(), current_actor(), clock.now()
            with transaction() as session:
                form.once(session, lambda: actions.add_supporters(
                    session, actions.hold_request(session, request_id), named, actor, now
                ))  # fmt: skip
            flash(_("Eingetragen."), "success")
            return back_to_request(request_id, "mitglieder")
    return _request_page(request_id, form)


@blueprint.post("/verlangen/<int:request_id>/mitglieder/<int:support_id>/zuruecknehmen")
@requires(*WRITERS)
def withdraw_support(request_id: int, support_id: int) -> ResponseReturnValue:
    """Note that a member no longer demands it; pressed twice, it is noted once."""
    form, actor, now = KeyedForm(), current_actor(), clock.now()

    def act() -> int:
        actions.hold_request(session, request_id)
        actions.withdraw_support(session, queries.get_support(session, request_id, support_id), actor, now)
        return support_id

    with transaction() as session:
        form.once(session, act)
    flash(_("Vermerkt: Dieses Mitglied verlangt es nicht mehr."), "success")
    return back_to_request(request_id, "mitglieder")
