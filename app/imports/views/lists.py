"""Pages of a list: hand it over, map its columns, look at every row, take it over."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.db import db, transaction
from app.core.formats import member_number
from app.core.web import (
    Column,
    Listing,
    RefusalsAt,
    _,
    _l,
    current_actor,
    export,
    page,
    requires,
    status_of,
    told,
    wanted_export,
)
from app.imports import actions, queries
from app.imports.forms import GROUNDS, KINDS, AmountForm, ColumnsForm, UploadForm, columns_form
from app.imports.models import ImportRun
from app.imports.rules import (
    SAMPLE_NAMES,
    AmountNotAgreed,
    Incoming,
    Listed,
    ListKind,
    OtherShareAmount,
    Verdict,
    check_amount,
    map_from,
)
from app.imports.views.histories import show_history
from app.imports.views.pieces import OFFICE, amount_asked, amount_known, blueprint, matching, said_of
from app.statutes import queries as statutes


@blueprint.get("/")
@requires(*OFFICE)
def index() -> ResponseReturnValue:
    """Earlier imports, and the form for a new one."""
    statute = statutes.find_statute_on(db.session(), clock.today())
    return _index(UploadForm(share_amount=statute.share_amount if statute else None))


def _index(form: UploadForm, status: int = 200) -> ResponseReturnValue:
    runs = queries.runs(db.session())
    return page("imports/index.html", status, form=form, runs=runs, names=KINDS, samples=SAMPLE_NAMES)


@blueprint.post("/")
@requires(*OFFICE)
def hand_over() -> ResponseReturnValue:
    """Keep a list and go on to its columns."""
    form = UploadForm()
    chosen, amount = form.file.content(), form.share_amount.data
    if not form.validate_on_submit() or chosen is None or amount is None:
        return _index(form, 422)
    with RefusalsAt(form.file) as refusals, RefusalsAt(form.share_amount, OtherShareAmount):
        received, actor, now = actions.receive(*chosen, ListKind(form.kind.data)), current_actor(), clock.now()
        _check_amount(Listed(received.table, received.columns, amount), received.kind)
        with transaction() as session:
            run_id = form.once(session, lambda: actions.hand_over(session, received, amount, actor, now).id)
        return redirect(url_for(".columns", run_id=run_id))
    return _index(form, refusals.status)


def _check_amount(listed: Listed, kind: ListKind) -> None:
    """Refuse a list in an amount that no statute of its days states."""
    check_amount(queries.other_amount(db.session(), listed, kind, clock.today()))


@blueprint.get("/<int:run_id>/spalten")
@requires(*OFFICE)
def columns(run_id: int) -> ResponseReturnValue:
    """Which column is which field, with what stands in it."""
    run = queries.get_run(db.session(), run_id)
    headings = list(queries.table_of(run).headings)
    return _columns(run, columns_form(headings, queries.columns_of(run), run.share_amount, queries.layout_of(run)))


def _columns(run: ImportRun, form: ColumnsForm) -> ResponseReturnValue:
    table = queries.table_of(run)
    samples = [[row[index] for row in table.rows[:50] if row[index]][:3] for index in range(len(table.headings))]
    selects = [form[f"column_{index}"] for index in range(len(table.headings))]
    shown = list(zip(selects, samples, strict=True))
    return page("imports/columns.html", status_of(form), run=run, form=form, columns=shown)


@blueprint.post("/<int:run_id>/spalten")
@requires(*OFFICE)
def map_columns(run_id: int) -> ResponseReturnValue:
    """Keep the mapping and go on to the rows."""
    run = queries.get_run(db.session(), run_id)
    table, layout = queries.table_of(run), queries.layout_of(run)
    headings = list(table.headings)
    form = columns_form(headings, {}, run.share_amount, layout)
    if form.validate_on_submit() and (amount := form.share_amount.data) is not None:
        chosen = {heading: form[f"column_{index}"].data for index, heading in enumerate(headings)}
        with RefusalsAt(form["column_0"]), RefusalsAt(form.share_amount, OtherShareAmount):
            _check_amount(Listed(table, map_from(chosen, headings, layout), amount), run.kind)
            with transaction() as session:
                actions.map_columns(session, queries.get_run(session, run_id), chosen, headings, amount)
            return redirect(url_for(".show", run_id=run_id))
    return _columns(queries.get_run(db.session(), run_id), form)


@blueprint.get("/<int:run_id>")
@requires(*OFFICE)
def show(run_id: int) -> ResponseReturnValue:
    """The dry run with every row, the order to take it over, the result; while that goes on, how far it is."""
    return _show(queries.get_run(db.session(), run_id))


def _show(run: ImportRun, agreement: AmountForm | None = None, status: int = 200) -> ResponseReturnValue:
    if not queries.is_mapped(run):
        return redirect(url_for(".columns", run_id=run.id))
    if run.erased_at is not None:
        return page("imports/erased.html", run=run)
    if run.state == "ordered":
        return page("imports/show.html", **_progress(run))
    if run.kind is not ListKind.MEMBERS:
        return show_history(run, status=status, agreement=agreement)
    return _show_members(run, agreement, status)


def _show_members(run: ImportRun, agreement: AmountForm | None, status: int) -> ResponseReturnValue:
    session, read = db.session(), queries.listed_in(run)
    verdicts = queries.verdicts_of(session, run, read, clock.today())
    listing = Listing.of_request(("row",), ("only",))
    chosen = _chosen(verdicts, listing)
    if wanted := wanted_export():
        return export(wanted, f"import-{run.id}", _exported(), chosen)
    listing.rows, listing.total = chosen[listing.offset : listing.offset + listing.limit], len(chosen)
    counts = {
        "all": len(verdicts),
        "errors": sum(bool(each.errors) for each in verdicts),
        "warnings": sum(bool(each.hints) for each in verdicts),
        "there": sum(each.is_there for each in verdicts),
        "fresh": sum(not each.errors and not each.is_there for each in verdicts),
    }
    lacking = queries.lacking_details_on(session, queries.columns_of(run), clock.today())
    return page(
        "imports/show.html", status, run=run, listing=listing, counts=counts, grounds=GROUNDS, lacking=lacking,
        hindrance=said_of(run.error), incoming=_incoming(run, verdicts), **amount_asked(run, read, agreement),
    )


def _incoming(run: ImportRun, verdicts: list[Verdict]) -> Incoming | None:
    """What a list would bring in; None for one that is taken over."""
    return queries.incoming(db.session(), run, verdicts, clock.today()) if run.result is None else None


@blueprint.get("/<int:run_id>/stand")
@requires(*OFFICE)
def progress(run_id: int) -> ResponseReturnValue:
    """The part of the page that renews itself while the list is taken over; the rows are not looked at."""
    return page("imports/_progress.html", **_progress(queries.get_run(db.session(), run_id)))


def _progress(run: ImportRun) -> dict[str, Any]:
    """What the page shows of a list being taken over, from its job alone."""
    attempt = queries.attempt_of(db.session(), run)
    return {"run": run, "attempt": attempt, "hindrance": said_of(attempt.error)}


def _chosen(verdicts: list[Verdict], listing: Listing[Verdict]) -> list[Verdict]:
    """The rows the address asks for, in its order."""
    only = listing.filters.get("only", "")
    kept = [
        each for each in verdicts
        if (only != "errors" or each.errors) and (only != "warnings" or each.hints)
    ]
    return matching(kept, listing)


def _exported() -> list[Column[Verdict]]:
    return [
        Column("row", _("Zeile"), lambda each: each.row),
        Column("number", _("Mitglied"), lambda each: member_number(each.number) if each.number else ""),
        Column("label", _("Name"), lambda each: each.label),
        Column("errors", _("Fehler"), lambda each: " ".join(map(told, each.faults))),
        Column("warnings", _("Hinweise"), lambda each: " ".join(map(told, each.hints))),
    ]


@blueprint.post("/<int:run_id>")
@requires(*OFFICE)
def take_over(run_id: int) -> ResponseReturnValue:
    """Order the good rows to be taken over; the worker does it in one transaction."""
    form, run = AmountForm(), queries.get_run(db.session(), run_id)
    table = queries.table_of(run) if run.state == "open" else None
    with RefusalsAt(form.is_agreed, AmountNotAgreed), RefusalsAt(form.is_agreed, OtherShareAmount):
        with transaction() as session:
            run = queries.held_run(session, run_id)
            if run.state == "open":
                other = amount_known(session, run, table or queries.table_of(run), form)
                actions.order(session, run, current_actor(), clock.now(), *_agreed(), other, bool(form.is_agreed.data))
        flash(_("Die Übernahme läuft. Sie können die Seite verlassen."), "ok")
        return redirect(url_for(".show", run_id=run_id))
    return _show(queries.get_run(db.session(), run_id), form, status_of(form))


def _agreed() -> tuple[int | None, str]:
    """How many faulty rows are left out, and which, as the page has shown them."""
    return request.form.get("left_out", type=int), request.form.get("mark", "")


@blueprint.post("/<int:run_id>/noch-einmal")
@requires(*OFFICE)
def try_again(run_id: int) -> ResponseReturnValue:
    """Have a list that failed taken over once more."""
    with transaction() as session:
        run = actions.try_again(session, queries.get_run(session, run_id), current_actor(), clock.now())
        is_ordered = run.state == "ordered"
    flash(_AGAIN if is_ordered else _LOOK_AGAIN, "info")
    return redirect(url_for(".show", run_id=run_id))


_AGAIN = _l("Die Übernahme läuft. Sie können die Seite verlassen.")
_LOOK_AGAIN = _l("Die Zeilen sind neu geprüft. Sehen Sie sie an, bevor Sie die Liste noch einmal übernehmen.")


@blueprint.post("/<int:run_id>/verwerfen")
@requires(*OFFICE)
def discard(run_id: int) -> ResponseReturnValue:
    """Discard a list that is not to be taken over."""
    with transaction() as session:
        actions.discard(session, queries.get_run(session, run_id), current_actor(), clock.now())
    flash(_("Die Liste ist verworfen; nichts davon steht im Register."), "info")
    return redirect(url_for(".index"))
