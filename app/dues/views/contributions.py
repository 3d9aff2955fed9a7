"""The contributions of a year: the list, the run over all members, a member freed."""

from datetime import date, timedelta

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.db import db, transaction
from app.core.formats import day as written
from app.core.formats import euro
from app.core.web import (
    Column,
    Listing,
    ReasonForm,
    RefusalsAt,
    _,
    _n,
    current_actor,
    export,
    page,
    reading_day,
    requires,
    status_of,
    told,
    wanted_export,
)
from app.dues import actions, queries
from app.dues.forms import ContributionForm, TakeBackForm
from app.dues.queries import AskedFor, ContributionRow, FiscalYear
from app.dues.views.pieces import READERS, WORDS, WRITERS, blueprint, ordered, tabs


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None


def _year(said: str) -> FiscalYear:
    """The fiscal year in the address, by its first day; without one the latest."""
    session, today, day = db.session(), reading_day(), _day(said)
    if day is None:
        return queries.contribution_years(session, today)[0]
    return queries.get_year(session, day, today)


def _lacks_year(said: str) -> bool:
    """Whether the year shown is not the one of today, since that is not entered; who chose a year is shown it."""
    return _day(said) is None and not queries.is_year_entered(db.session(), reading_day())


@blueprint.get("/beitraege", strict_slashes=False)
@requires(*READERS)
def contributions() -> ResponseReturnValue:
    """The contributions of a year, with what became of each."""
    session, today, kind = db.session(), reading_day(), wanted_export()
    listing = Listing.of_request(queries.CONTRIBUTION_SORTS, ("jahr",))
    year = _year(listing.filters.get("jahr", ""))
    rows, sums = queries.list_contributions(session, year, ordered(listing, kind is not None))
    if kind is not None:
        return export(kind, f"jahresbeitraege-{year.last_day:%Y}", _columns(), rows)
    listing.rows, listing.total = rows, sums.rows
    years = [(each.first_day.isoformat(), told(each.name)) for each in queries.contribution_years(session, today)]
    return page(
        "dues/contributions.html", listing=listing, sums=sums, year=year, today=today, tabs=tabs("contributions"),
        choices=[{"name": "jahr", "label": _("Jahr"), "options": years}],
        amount=queries.contribution_of(session, year, today),
        lacks_year=_lacks_year(listing.filters.get("jahr", "")),
        too_much={each.contribution.id: each.owed for each in queries.asked_too_much(session, today)},
        may_take_back=bool(queries.unpaid_by_day(session, year)), may_write=current_actor().has_any(WRITERS), **WORDS,
    )


def _columns() -> list[Column[ContributionRow]]:
    return [
        Column("number", _("Nr."), lambda row: row.number),
        Column("name", _("Mitglied"), lambda row: row.name),
        Column("due", _("Fällig am"), lambda row: row.due_on),
        Column("amount", _("Betrag in €"), lambda row: row.amount / 100),
        Column("open", _("Offen in €"), lambda row: row.open / 100),
        Column("reason", _("Befreit"), lambda row: row.waiver_reason),
        Column("back", _("Zurückgenommen"), lambda row: row.taken_back_why),
    ]


@blueprint.route("/beitraege/lauf", methods=["GET", "POST"])
@requires(*WRITERS)
def ask_all() -> ResponseReturnValue:
    """Show what a run would ask for, and have it asked; sent twice, it is one run."""
    year, today = _year(request.values.get("jahr", "")), clock.today()
    form = ContributionForm(due_on=today + timedelta(days=30))
    if form.validate_on_submit():
        with RefusalsAt(form.due_on), transaction() as session:
            key, actor, day, now = str(form.key.data), current_actor(), form.due_on.day, clock.now()
            job_id = form.once(session, lambda: actions.order_contributions(session, year, day, key, actor, now))
            flash(_("Der Auftrag bittet alle Mitglieder um den Beitrag."), "success")
            return redirect(url_for("operations.job", job_id=job_id))
    found = queries.preview_contributions(db.session(), year, today)
    lacks_year = _lacks_year(request.values.get("jahr", ""))
    return page(
        "dues/ask_all.html", status_of(form), form=form, found=found, year=year, lacks_year=lacks_year, **WORDS
    )


def _asked_for(each: AskedFor) -> str:
    sentence: str = _n(
        "Fällig am %(day)s: %(num)s Forderung, %(amount)s", "Fällig am %(day)s: %(num)s Forderungen, %(amount)s",
        each.unpaid, day=written(each.due_on), amount=euro(each.amount),
    )
    return sentence


@blueprint.route("/beitraege/zurueck", methods=["GET", "POST"])
@requires(*WRITERS)
def take_back() -> ResponseReturnValue:
    """Ask which demands of a year were a mistake and why, and have them taken back; sent twice, it is done once."""
    year, form = _year(request.values.get("jahr", "")), TakeBackForm()
    found = queries.unpaid_by_day(db.session(), year)
    form.due_on.choices = [(each.due_on, _asked_for(each)) for each in found]
    if form.validate_on_submit():
        with RefusalsAt(form.due_on), transaction() as session:
            key, actor, day, now = str(form.key.data), current_actor(), form.due_on.data, clock.now()
            why = form.reason.data or ""
            job_id = form.once(session, lambda: actions.order_taking_back(session, year, day, why, key, actor, now))
            flash(_("Der Auftrag nimmt die Forderungen zurück."), "success")
            return redirect(url_for("operations.job", job_id=job_id))
    return page("dues/take_back.html", status_of(form), form=form, found=found, year=year, **WORDS)


@blueprint.route("/beitraege/<int:contribution_id>/befreien", methods=["GET", "POST"])
@requires(*WRITERS)
def waive(contribution_id: int) -> ResponseReturnValue:
    """Ask for the reason, then free a member of the contribution of a year."""
    form, found = ReasonForm(), queries.get_contribution(db.session(), contribution_id)
    if form.validate_on_submit():
        with RefusalsAt(form.reason), transaction() as session:
            again, actor, now = queries.get_contribution(session, contribution_id), current_actor(), clock.now()
            why = form.reason.data or ""
            form.once(session, lambda: actions.waive_contribution(session, again, why, actor, now).id)
            flash(_("Diese Forderung ist aufgehoben."), "success")
            return redirect(url_for(".contributions", jahr=found.first_day.isoformat()))
    owed = queries.owed_instead(db.session(), found, clock.today())
    return page("dues/waive.html", status_of(form), form=form, found=found, owed=owed, **WORDS)
