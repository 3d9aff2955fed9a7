"""Runs of the printer: started from the tray, shown while they go on, fetched as one file."""

from collections.abc import Sequence
from typing import Any

from flask import flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.archive import actions, queries
from app.archive.forms import RunForm
from app.archive.models import PrintItem, PrintRun
from app.archive.views.pieces import KIND_ICONS, KIND_NAMES, addressee, blueprint, chosen_ids, progress_of
from app.core import clock, files
from app.core.db import db, transaction
from app.core.values import NotFound, Role
from app.core.web import Column, Listing, _, _n, current_actor, download, export, page, requires, wanted_export


@blueprint.post("/druck/auftraege")
@requires(Role.OFFICE)
def run_start() -> ResponseReturnValue:
    """Start a run with the chosen sheets, or with all not printed yet; lead to the run that has them already."""
    form = RunForm()
    if not form.validate_on_submit():
        return redirect(url_for(".tray"))
    is_all, ids, now = request.form.get("all") == "1", chosen_ids(), clock.now()
    asked = (current_actor(), now, form.duplex.data)
    with transaction() as session:
        run_id = form.once(session, lambda: (
            actions.print_all(session, *asked) if is_all else actions.start_run(session, ids, *asked)
        ).id)
        run = queries.get_run(session, run_id)
    if run.created_at < now:
        flash(_("Diese Schreiben stehen schon in diesem Druckauftrag. Es entsteht kein zweiter."), "info")
    elif left_out := len(set(ids)) - len(run.sheets) if ids else 0:
        flash(_n("Ein Schreiben steht schon in einem laufenden Druckauftrag und ist hier nicht dabei.",
                 "%(num)s Schreiben stehen schon in einem laufenden Druckauftrag und sind hier nicht dabei.",
                 left_out), "info")
    return redirect(url_for(".run", run_id=run_id))


@blueprint.get("/druck/auftraege")
@requires(Role.OFFICE)
def runs() -> ResponseReturnValue:
    """All runs of the printer, the newest first."""
    listing, session = Listing.of_request(tuple(queries.RUN_SORTS), ("file",)), db.session()
    if "sort" not in request.args:
        listing.descending = True
    has_file = {"yes": True, "no": False}.get(listing.filters.get("file", ""))
    asked = (session, listing.query, has_file, listing.sort, listing.descending)
    if kind := wanted_export():
        return export(kind, "druckauftraege", _columns(), queries.list_runs(*asked)[0])
    found, listing.total = queries.list_runs(*asked, listing.offset, listing.limit)
    listing.rows = [
        (run, queries.state_of_run(session, run, queries.run_progress(session, run))) for run in found
    ]
    files_of = [("yes", _("liegt bereit")), ("no", _("fehlt"))]
    return page("archive/runs.html", listing=listing, choices=[
        {"name": "file", "label": _("Druckdatei"), "options": files_of},
    ])  # fmt: skip


def _columns() -> Sequence[Column[PrintRun]]:
    return (
        Column("number", _("Auftrag"), lambda run: run.id, is_number=True),
        Column("created", _("Gestartet"), lambda run: run.created_at),
        Column("by", _("Von"), lambda run: run.created_by),
        Column("sheets", _("Schreiben"), lambda run: len(run.sheets), is_number=True),
        Column("sha256", "SHA-256", lambda run: run.sha256),
    )


@blueprint.get("/druck/auftraege/<int:run_id>")
@requires(Role.OFFICE)
def run(run_id: int) -> ResponseReturnValue:
    """One run: how far it is, its sheets, its file, and how they are ticked off together."""
    listing, session = Listing.of_request(tuple(queries.SHEET_SORTS)), db.session()
    found = queries.get_run(session, run_id)
    asked = (session, found, listing.query, listing.sort, listing.descending)
    if kind := wanted_export():
        return export(kind, f"druckauftrag-{run_id}", _sheet_columns(), queries.list_sheets(*asked)[0])
    listing.rows, listing.total = queries.list_sheets(*asked, listing.offset, listing.limit)
    return page("archive/run.html", listing=listing, **_shown(found))


def _sheet_columns() -> Sequence[Column[PrintItem]]:
    return (
        Column("kind", _("Dokument"), lambda item: KIND_NAMES.get(item.document.kind, item.document.kind)),
        Column("recipient", _("Empfängerin"), lambda item: addressee(item.recipient)),
        Column("number", _("Nummer"), lambda item: item.document.number),
        Column("printed", _("Gedruckt"), lambda item: item.printed_at),
        Column("posted", _("Versandt"), lambda item: item.posted_at),
        Column("discarded", _("Verworfen"), lambda item: item.discarded_at),
    )


@blueprint.get("/druck/auftraege/<int:run_id>/stand")
@requires(Role.OFFICE)
def run_progress(run_id: int) -> ResponseReturnValue:
    """The part of the page that renews itself while the run goes on; at its end the whole page does, with its acts."""
    shown = _shown(queries.get_run(db.session(), run_id))
    answer = make_response(page("archive/_run_progress.html", **shown))
    if shown["progress"].is_finished:
        answer.headers["HX-Refresh"] = "true"
    return answer


def _shown(run: PrintRun) -> dict[str, Any]:
    items = [sheet.item for sheet in run.sheets]
    waiting = [item for item in items if item.posted_at is None and item.discarded_at is None]
    made = [item for item in waiting if queries.is_made(item)]
    return {
        **progress_of(run), "icons": KIND_ICONS, "made": [item.id for item in made],
        "printed": [item.id for item in made if item.printed_at],
        "unprinted": [item.id for item in made if item.printed_at is None and run.sha256],
    }


@blueprint.get("/druck/auftraege/<int:run_id>/pdf")
@requires(Role.OFFICE)
def run_file(run_id: int) -> ResponseReturnValue:
    """The file for the printer."""
    found = queries.get_run(db.session(), run_id)
    if found.sha256 is None:
        raise NotFound("Die Druckdatei gibt es noch nicht, oder sie enthielt ein gelöschtes Dokument.")
    return download(files.get(found.sha256), f"Druckauftrag-{run_id}.pdf")
