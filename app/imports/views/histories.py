"""Pages of a history: what each row would enter, the totals before and after, undoing it, a sample of each kind."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.db import db, transaction
from app.core.formats import member_number
from app.core.values import NotFound
from app.core.web import (
    Column,
    Listing,
    ReasonForm,
    RefusalsAt,
    _,
    amount,
    current_actor,
    day,
    download,
    export,
    page,
    requires,
    told,
    wanted_export,
)
from app.imports import actions, queries
from app.imports.forms import EVENTS, GROUNDS, KINDS, AmountForm
from app.imports.models import ImportRun
from app.imports.rules import SAMPLE_NAMES, SAMPLES, EventVerdict, Listed, ListKind, mark_of_faults
from app.imports.views.pieces import OFFICE, after_undoing, amount_asked, blueprint, matching, said_of


def show_history(
    run: ImportRun, form: ReasonForm | None = None, status: int = 200, agreement: AmountForm | None = None
) -> ResponseReturnValue:
    """Every row with what it would enter or has entered, and what register and ledgers add up to."""
    listed = queries.listed_in(run)
    verdicts, totals = _judged(run, listed)
    listing: Listing[EventVerdict] = Listing.of_request(("row",), ("only",))
    chosen = matching([each for each in verdicts if _is_asked_for(each, listing.filters.get("only", ""))], listing)
    if wanted := wanted_export():
        return export(wanted, f"import-{run.id}", _exported(), chosen)
    listing.rows, listing.total = chosen[listing.offset : listing.offset + listing.limit], len(chosen)
    counts = {
        "all": len(verdicts), "entered": sum(each.is_entered for each in verdicts),
        "errors": sum(bool(each.errors) for each in verdicts),
        "hints": sum(bool(each.hints) and not each.errors for each in verdicts),
        "notes": sum(bool(each.notes) and each.is_entered for each in verdicts),
    }
    return page(
        "imports/show_history.html", status, run=run, listing=listing, counts=counts, events=EVENTS, grounds=GROUNDS,
        kinds=KINDS,
        form=form or ReasonForm(formdata=None), mark=mark_of_faults(verdicts), hindrance=said_of(run.error),
        **amount_asked(run, listed, agreement), **totals,
    )


def _judged(run: ImportRun, listed: Listed) -> tuple[Sequence[EventVerdict], Mapping[str, Any]]:
    """The rows as they are judged today, or as they were when the list was taken over."""
    session = db.session()
    if run.result is not None:
        verdicts = queries.events_of(session, run, listed, clock.today())
        return verdicts, {"before": run.result["before"], "after": run.result["after"]}
    prepared = actions.prepare_history(session, listed, run.kind, run.filename, clock.now())
    return prepared.verdicts, {"before": prepared.before, "after": prepared.after}


def _is_asked_for(verdict: EventVerdict, only: str) -> bool:
    kinds = {
        "errors": verdict.errors, "hints": verdict.hints and not verdict.errors, "entered": verdict.is_entered,
        "notes": verdict.notes and verdict.is_entered,
    }
    return bool(kinds.get(only, True))


def _exported() -> list[Column[EventVerdict]]:
    return [
        Column("row", _("Zeile"), lambda each: each.row),
        Column("event", _("Vorgang"), lambda each: str(EVENTS[each.event.kind]) if each.event else ""),
        Column("number", _("Mitglied"), lambda each: member_number(each.number) if each.number else ""),
        Column("label", _("Name"), lambda each: each.label),
        Column("acquirer", _("An Mitglied"), _acquirer),
        Column("day", _("Tag"), lambda each: day(each.day) if each.day else ""),
        Column("shares", _("Anteile"), lambda each: each.told_shares or ""),
        Column("amount", _("Betrag €"), lambda each: amount(each.told_amount) if each.told_amount else ""),
        Column("ground", _("Grund"), _ground),
        Column("errors", _("Fehler"), lambda each: _in_words(each.errors)),
        Column("hints", _("Hinweise"), lambda each: _in_words([*each.hints, *each.notes])),
    ]


def _ground(verdict: EventVerdict) -> str:
    return str(GROUNDS[verdict.told.ground]) if verdict.told and verdict.told.ground else ""


def _acquirer(verdict: EventVerdict) -> str:
    return member_number(verdict.told.acquirer) if verdict.told and verdict.told.acquirer else ""


def _in_words(findings: Sequence[Any]) -> str:
    return " ".join(f"{each.column}: {told(each.said)}" if each.column else str(told(each.said)) for each in findings)


@blueprint.post("/<int:run_id>/storno")
@requires(*OFFICE)
def undo(run_id: int) -> ResponseReturnValue:
    """Undo all that a history has made, by counter-entries in one act."""
    form = ReasonForm()
    if form.validate_on_submit():
        with RefusalsAt(form.reason):
            with transaction() as session:
                run = queries.get_run(session, run_id)
                reason, actor, now = str(form.reason.data), current_actor(), clock.now()

                def undone() -> int:
                    actions.undo_history(session, run, reason, actor, now)
                    after_undoing(session, run, actor, now)
                    return run.id

                form.once(session, undone)
            flash(_("Die Übernahme ist storniert; Bestand und Guthaben sind wie davor."), "ok")
            return redirect(url_for(".show", run_id=run_id))
    return show_history(queries.get_run(db.session(), run_id), form, 422)


@blueprint.get("/muster/<kind>.csv")
@requires(*OFFICE)
def sample(kind: str) -> ResponseReturnValue:
    """A small list of a kind, to see how one may look."""
    if kind not in list(ListKind):
        raise NotFound
    return download(SAMPLES[ListKind(kind)].encode("utf-8-sig"), SAMPLE_NAMES[ListKind(kind)], "text/csv", inline=False)
