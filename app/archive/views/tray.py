"""The print tray: what waits to be printed and posted, ticked off one by one or together, and what left it."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.archive import actions, queries
from app.archive.forms import DiscardForm, RunForm
from app.archive.models import PrintItem
from app.archive.rules import Copies
from app.archive.views.pieces import KIND_ICONS, KIND_NAMES, addressee, blueprint, chosen_ids, progress_of
from app.core import clock
from app.core.db import db, transaction
from app.core.values import Role
from app.core.web import (
    Column,
    Listing,
    _,
    _n,
    current_actor,
    export,
    local_path,
    page,
    requires,
    status_of,
    titled,
    wanted_export,
)


def _columns() -> Sequence[Column[PrintItem]]:
    return (
        Column("kind", _("Dokument"), lambda row: str(KIND_NAMES.get(row.document.kind, row.document.kind))),
        Column("copy", _("Ausfertigung"), lambda row: row.copy),
        Column("recipient", _("Empfängerin"), lambda row: addressee(row.recipient)),
        Column("number", _("Nummer"), lambda row: row.document.number),
        Column("since", _("Im Korb seit"), lambda row: row.ready_at),
        Column("printed", _("Gedruckt"), lambda row: row.printed_at),
        Column("posted", _("Versandt"), lambda row: row.posted_at),
        Column("discarded", _("Verworfen"), lambda row: row.discarded_at),
        Column("reason", _("Grund"), lambda row: titled(row.discard_reason)),
        Column("by", _("Vermerkt von"), lambda row: row.settled_by),
    )


@blueprint.get("/druck")
@requires(Role.OFFICE)
def tray() -> ResponseReturnValue:
    """What waits to be printed and posted, with the run of the printer that is under way."""
    return _list(Copies.WAITING, ("since", "recipient", "kind", "number"), "druck")


@blueprint.get("/druck/versandt")
@requires(Role.OFFICE, Role.AUDITOR)
def tray_posted() -> ResponseReturnValue:
    """What was posted, when and by whom."""
    return _list(Copies.POSTED, ("left", "recipient", "kind", "number"), "versandt")


@blueprint.get("/druck/verworfen")
@requires(Role.OFFICE, Role.AUDITOR)
def tray_discarded() -> ResponseReturnValue:
    """What was taken out of the tray without being posted, and why."""
    return _list(Copies.DISCARDED, ("left", "recipient", "kind", "number"), "verworfen")


def _list(shown: Copies, sorts: Sequence[str], name: str) -> ResponseReturnValue:
    session, listing = db.session(), Listing.of_request(sorts, ("kind",))
    if shown is not Copies.WAITING and "sort" not in request.args:
        listing.descending = True
    asked: dict[str, Any] = {"words": listing.query, "kind": listing.filters.get("kind", "")}
    asked |= {"sort": listing.sort, "descending": listing.descending}
    if kind := wanted_export():
        return export(kind, name, _columns(), queries.list_items(session, shown, **asked)[0])
    listing.rows, listing.total = queries.list_items(
        session, shown, **asked, offset=listing.offset, limit=listing.limit
    )
    unmade = [item.document_id for item in listing.rows if not item.document.sha256]
    return page(
        "archive/tray.html", failed=queries.failed_jobs_of(session, unmade),
        listing=listing, shown=shown, kinds=_kinds(), icons=KIND_ICONS,
        run_form=RunForm(duplex=queries.prints_duplex(session, current_actor().name)),
        waiting=queries.count_waiting(session), printable=len(queries.printable_items(session)),
        may_do=current_actor().has_any((Role.OFFICE,)), **_run_under_way(shown),
    )


def _run_under_way(shown: Copies) -> dict[str, Any]:
    """The newest run while it goes on, above the tray."""
    run = queries.latest_run(db.session()) if shown is Copies.WAITING else None
    found = progress_of(run) if run else {}
    return found if found and not found["progress"].is_finished else {"run": None, "names": KIND_NAMES}


def _kinds() -> list[tuple[str, Any]]:
    return [(kind, KIND_NAMES.get(kind, kind)) for kind in queries.kinds_in_use(db.session())]


def _tick_off(act: Callable[..., int], sentence: Callable[[int], str]) -> ResponseReturnValue:
    with transaction() as session:
        count = act(session, chosen_ids(), current_actor(), clock.now())
    flash(sentence(count), "success")
    back = request.form.get("back", "")
    return redirect(back if _is_own(back) else url_for(".tray"))


def _is_own(address: str) -> bool:
    """Whether an address leads back into the tray, and nowhere else."""
    return local_path(address, "").startswith("/druck")


@blueprint.post("/druck/gedruckt")
@requires(Role.OFFICE)
def tray_printed() -> ResponseReturnValue:
    """Note the chosen sheets as printed."""
    return _tick_off(
        actions.tick_off_printed,
        lambda count: _n("%(num)s Schreiben als gedruckt vermerkt", "%(num)s Schreiben als gedruckt vermerkt", count),
    )


@blueprint.post("/druck/versenden")
@requires(Role.OFFICE)
def tray_post() -> ResponseReturnValue:
    """Tick the chosen sheets off as posted; of a run, those that its page showed as printed."""
    return _tick_off(
        lambda session, ids, *by: actions.tick_off_posted(session, ids, request.form.get("printed") == "1", *by),
        lambda count: _n("%(num)s Schreiben als versandt vermerkt", "%(num)s Schreiben als versandt vermerkt", count),
    )


@blueprint.post("/druck/zurueck")
@requires(Role.OFFICE)
def tray_put_back() -> ResponseReturnValue:
    """Let the chosen sheets wait again."""
    return _tick_off(
        actions.put_back,
        lambda count: _n("%(num)s Schreiben wieder im Korb", "%(num)s Schreiben wieder im Korb", count),
    )


@blueprint.post("/druck/verwerfen")
@requires(Role.OFFICE)
def tray_discard() -> ResponseReturnValue:
    """Ask for the reason, then take the chosen sheets out of the tray."""
    form = DiscardForm()
    if "reason" not in request.form or not form.validate_on_submit():
        if "reason" not in request.form:
            form = DiscardForm(formdata=None)
        items = [queries.get_item(db.session(), item_id) for item_id in chosen_ids()]
        return page("archive/tray_discard.html", status_of(form), form=form, items=items, names=KIND_NAMES)
    with transaction() as session:
        count = actions.discard(session, chosen_ids(), form.reason.data or "", current_actor(), clock.now())
    flash(_n("%(num)s Schreiben verworfen", "%(num)s Schreiben verworfen", count), "success")
    return redirect(url_for(".tray"))
