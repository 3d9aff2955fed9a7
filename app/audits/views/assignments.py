"""Audits: who audits which period until when, and what an auditor sees of it."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.audits import actions, queries
from app.audits.forms import GROUNDS, ActForm, AssignmentForm
from app.audits.queries import EntryRow
from app.audits.rules import GIVERS, READERS, AccessRefusal, AuditorRefusal, FirstDayRefusal, Period
from app.audits.views.pieces import blueprint, own
from app.core import clock
from app.core.db import db, transaction
from app.core.jobs import progress_of
from app.core.web import (
    Column,
    Listing,
    RefusalsAt,
    _,
    current_actor,
    export,
    page,
    requires,
    status_of,
    wanted_export,
)
from app.members import queries as members


@blueprint.get("/", strict_slashes=False)
@requires(*READERS)
def index() -> ResponseReturnValue:
    """The audits that the person who looks may see."""
    actor, today = current_actor(), clock.today()
    found = queries.assignments_for(db.session(), actor, today)
    return page(
        "audits/index.html", found=found, today=today, has_access=queries.has_access, may_give=actor.has_any(GIVERS)
    )


@blueprint.route("/neu", methods=["GET", "POST"])
@requires(*GIVERS)
def assign() -> ResponseReturnValue:
    """Let somebody audit a period."""
    session, today = db.session(), clock.today()
    auditors = [(each.id, each.party.display_name) for each in queries.auditors(session, today)]
    form = AssignmentForm().among(auditors)
    if form.validate_on_submit():
        with (
            RefusalsAt(form.last_day), RefusalsAt(form.first_day, FirstDayRefusal),
            RefusalsAt(form.access_until, AccessRefusal), RefusalsAt(form.account, AuditorRefusal),
        ):  # fmt: skip
            return redirect(url_for(".show", assignment_id=_assign(form)))
    return page("audits/new.html", status_of(form), form=form, has_auditors=bool(auditors))


def _assign(form: AssignmentForm) -> int:
    with transaction() as session:
        period, actor, now = form.period(), current_actor(), clock.now()
        given = form.once(session, lambda: actions.assign(
            session, form.account.data, form.occasion.data or "", period, form.access_until.day, actor, now
        ).id)
    flash(_("Die Prüfung ist übertragen."), "success")
    return given


@blueprint.get("/<int:assignment_id>")
@requires(*READERS)
def show(assignment_id: int) -> ResponseReturnValue:
    """One audit: its period, where to begin, the entries, and the folders made for it."""
    session, today, actor = db.session(), clock.today(), current_actor()
    assignment = own(session, assignment_id)
    folders = queries.folders_of(session, assignment)
    return page(
        "audits/show.html", assignment=assignment, is_open=queries.has_access(assignment, today), folders=folders,
        may_give=actor.has_any(GIVERS), act=ActForm(), places=_places(queries.period_of(assignment)),
        progress={job.id: progress_of(session, job.id) for job in folders if job.finished_at is None},
    )


def _places(period: Period) -> Sequence[dict[str, str]]:
    """Where the pages of the house show this period: its years, and the state at its end or of today."""
    until = min(period.last_day, clock.today())
    first, last = (f"{each:%d.%m.%Y}" for each in (period.first_day, until))
    days: dict[str, Any] = {"von": first, "bis": last}
    years = [each for each in members.years_until(db.session(), until) if each.last_day >= period.first_day]
    return (
        {"label": _("Mitgliederliste am ersten Tag"), "url": url_for("reports.index", am=first, former=1)},
        {"label": _("Mitgliederliste am letzten Tag"), "url": url_for("reports.index", am=last, former=1)},
        {"label": _("Veränderungen im Zeitraum"), "url": url_for("reports.changes", **days)},
        *({"label": _("Mitgliederbewegung %(year)s", year=str(each)),
           "url": url_for("reports.movement", jahr=each.last_day.isoformat())} for each in years),
        {"label": _("Entwicklung bis zum letzten Tag"), "url": url_for("reports.development", am=last)},
        {"label": _("Beteiligungen am letzten Tag"), "url": url_for("reports.owners", am=last)},
        *({"label": _("Beschlüsse %(year)s", year=each), "url": url_for("boardroom.register", year=each)}
          for each in range(period.first_day.year, until.year + 1)),
        {"label": _("Kündigungen"), "url": url_for("departures.index")},
        {"label": _("Anträge"), "url": url_for("admissions.index")},
        {"label": _("Urkunden"), "url": url_for("shares.certificates")},
        {"label": _("Journal"), "url": url_for("operations.journal", **days)},
        {"label": _("Einsichten"), "url": url_for("reports.inspections")},
    )


@blueprint.get("/<int:assignment_id>/buchungen")
@requires(*READERS)
def entries(assignment_id: int) -> ResponseReturnValue:
    """Every entry of both ledgers that counts in the period, or was recorded in it."""
    session = db.session()
    assignment = own(session, assignment_id)
    period, listing = queries.period_of(assignment), Listing.of_request(tuple(queries.SORTS))
    asked: dict[str, Any] = {"words": listing.query, "sort": listing.sort, "descending": listing.descending}
    if wanted := wanted_export():
        return export(wanted, f"buchungen-{period}", _columns(), queries.entries_within(session, period, **asked)[0])
    listing.rows, listing.total = queries.entries_within(
        session, period, **asked, offset=listing.offset, limit=listing.limit
    )
    return page("audits/entries.html", assignment=assignment, listing=listing, grounds=GROUNDS)


def _columns() -> list[Column[EntryRow]]:
    return [
        Column("number", _("Nr."), lambda row: row.number),
        Column("name", _("Name"), lambda row: row.name),
        Column("day", _("Wirksam"), lambda row: row.effective_on),
        Column("recorded", _("Erfasst"), lambda row: row.recorded_at),
        Column("by", _("Erfasst von"), lambda row: row.recorded_by),
        Column("ground", _("Vorgang"), lambda row: str(GROUNDS[row.ground])),
        Column("document", _("Beleg"), lambda row: row.document),
        Column("shares", _("Anteile"), lambda row: row.change or None),
        Column("amount", _("Betrag in €"), lambda row: row.amount / 100 if row.amount else None),
    ]


@blueprint.post("/<int:assignment_id>/ende")
@requires(*GIVERS)
def end(assignment_id: int) -> ResponseReturnValue:
    """End the auditor's access today."""
    with transaction() as session:
        found, actor, now = own(session, assignment_id), current_actor(), clock.now()
        ActForm().once(session, lambda: actions.end_assignment(session, found, actor, now).id)
    flash(_("Der Zugang ist beendet."), "success")
    return redirect(url_for(".show", assignment_id=assignment_id))
