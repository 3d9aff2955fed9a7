"""The result of a year: what may be done with it, what each member gets, booked and undone (R-FIN-05, R-FIN-08)."""

from collections.abc import Mapping
from contextlib import ExitStack
from datetime import date
from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.closing import actions, queries
from app.closing.forms import ResultForm
from app.closing.models import Appropriation
from app.closing.queries import Accounts, Concerned, Draft, ResultLine
from app.closing.rules import (
    HUNDREDTHS,
    AccountsStep,
    InterestRateRefusal,
    LegalReserveRefusal,
    OtherReservesRefusal,
    RestRefusal,
    Terms,
    interest_payable_by,
)
from app.closing.views.pieces import READERS, WORDS, WRITERS, blueprint, year_of
from app.core import clock
from app.core.db import db, transaction
from app.core.values import Refusal
from app.core.web import (
    Column,
    Listing,
    ReasonForm,
    RefusalsAt,
    _,
    current_actor,
    export,
    may_open,
    page,
    requires,
    status_of,
    translated,
    wanted_export,
)
from app.statutes import queries as statutes
from app.statutes.rules import ONE_DAY, FiscalYear

FIELDS: Mapping[str, type[Refusal]] = {
    "legal_reserve": LegalReserveRefusal, "other_reserves": OtherReservesRefusal, "carried_forward": RestRefusal,
    "interest_pct": InterestRateRefusal,
}
"""Field of the form → the refusals that are about it; all others are about what the members get or bear."""

SHOWN = 50
"""How many members the preview lists; the rest is in its sums, and in the list once it is booked."""


@blueprint.get("/<ending>/ergebnis")
@requires(*READERS)
def result(ending: str) -> ResponseReturnValue:
    """What became of the result of a year, or what may be done with it."""
    session = db.session()
    accounts = queries.accounts_of(session, year_of(session, ending))
    booked = queries.find_appropriation(session, accounts.year.last_day)
    if booked is not None:
        return _booked_page(accounts, booked)
    return _form_page(accounts, ResultForm(formdata=None))


def _booked_page(accounts: Accounts, booked: Appropriation) -> ResponseReturnValue:
    session, listing = db.session(), Listing.of_request(tuple(queries.SORTS), ("view",))
    asked = (listing.query, listing.sort, listing.descending, listing.filters.get("view") == "claims")
    if kind := wanted_export():
        rows, _total = queries.lines_of(session, booked, *asked)
        return export(kind, f"ergebnis-{accounts.year.last_day}", _columns(), rows)
    listing.rows, listing.total = queries.lines_of(session, booked, *asked, listing.offset, listing.limit)
    return page(
        "closing/booked.html", accounts=accounts, booked=booked, listing=listing, sums=queries.sums_of(session, booked),
        payable_by=interest_payable_by(accounts.year.last_day), eve=accounts.year.first_day - ONE_DAY,
        handed_back=queries.handed_back_since(session, booked), undone=queries.undone_since(session, booked),
        may_write=current_actor().has_any(WRITERS),
        may_open_payouts=may_open("settlements.dividends"), entries=_entries_of(booked), **WORDS,
    )


def _entries_of(booked: Appropriation) -> str:
    """The address of the entries in the credit ledger that a use of a result made; empty where it may not be opened."""
    years = statutes.fiscal_years(db.session())
    year = next((each for each in years if booked.effective_on and each.covers(booked.effective_on)), None)
    if year is None or not may_open("reports.entries"):
        return ""
    return url_for("reports.entries", figure="credit", jahr=year.last_day, q=booked.number)


def _columns() -> list[Column[ResultLine]]:
    return [
        Column("number", _("Nr."), lambda row: row.number),
        Column("name", _("Mitglied"), lambda row: row.name),
        Column("weight", _("Schlüssel in €"), lambda row: row.weight / 100),
        Column("portion", _("Anteil in €"), lambda row: row.portion / 100),
        Column("credited", _("Zum Guthaben in €"), lambda row: row.credited / 100),
        Column("paid_out", _("Auszahlung in €"), lambda row: row.paid_out / 100),
        Column("interest", _("Zinsen in €"), lambda row: row.interest / 100),
        Column("claim", _("Forderung in €"), lambda row: row.claim / 100),
    ]


def _form_page(
    accounts: Accounts, form: ResultForm, draft: Draft | None = None, problem: str = "",
    concerned: Concerned | None = None,
) -> ResponseReturnValue:
    """The form, with the proposal of the law where nothing is typed yet, and the preview of what would be booked."""
    session, adopted_on = db.session(), accounts.days.get(AccountsStep.ADOPTED)
    about: dict[str, Any] = {"found": None, "draft": draft, "problem": problem}
    if adopted_on is not None:
        year, who = accounts.year, concerned or Concerned(session, accounts.year, adopted_on)
        about |= {"clauses": queries.clauses_on(session, year), "key": queries.key_of(session, year)}
        form.show(queries.shown_of_result(session, year, adopted_on, who))
        if not form.is_submitted():
            about["draft"], about["problem"] = _proposed(accounts, form, adopted_on, who)
        known, resolved = about["draft"], form.terms().interest_pct
        about["found"] = known.result if known else queries.result_with_interest(session, accounts, resolved, who)
    return page(
        "closing/result.html", status_of(form), accounts=accounts, form=form, adopted_on=adopted_on, most=SHOWN,
        eve=accounts.year.first_day - ONE_DAY, may_write=current_actor().has_any(WRITERS), **about, **WORDS,
    )


def _proposed(
    accounts: Accounts, form: ResultForm, adopted_on: date, concerned: Concerned
) -> tuple[Draft | None, str]:
    try:
        terms = queries.proposal_of(db.session(), accounts, adopted_on, concerned)
    except Refusal as refusal:
        return None, str(translated(refusal))
    for name in ("legal_reserve", "other_reserves", "members", "carried_forward"):
        form[name].data = getattr(terms.uses, name)
    form.interest_pct.data = None if terms.interest_pct is None else int(terms.interest_pct * HUNDREDTHS)
    return _drafted(accounts, terms, adopted_on, concerned)


def _drafted(
    accounts: Accounts, terms: Terms, adopted_on: date, concerned: Concerned
) -> tuple[Draft | None, str]:
    """What would be booked, or a sentence on why that cannot be."""
    try:
        return queries.draft_of(db.session(), accounts, terms, adopted_on, concerned), ""
    except Refusal as refusal:
        return None, str(translated(refusal))


@blueprint.post("/<ending>/ergebnis/vorschau")
@requires(*WRITERS)
def preview_result(ending: str) -> ResponseReturnValue:
    """Show what would be booked; nothing is."""
    form, session = ResultForm(), db.session()
    accounts = queries.accounts_of(session, year_of(session, ending))
    adopted_on = accounts.days.get(AccountsStep.ADOPTED)
    if adopted_on is None or not form.validate():
        return _form_page(accounts, form)
    who = Concerned(session, accounts.year, adopted_on)
    return _form_page(accounts, form, *_drafted(accounts, form.terms(), adopted_on, who), who)


@blueprint.post("/<ending>/ergebnis")
@requires(*WRITERS)
def use_result(ending: str) -> ResponseReturnValue:
    """Book what the assembly resolved, for all members at once."""
    form, year = ResultForm(), year_of(db.session(), ending)
    if form.validate_on_submit():
        with RefusalsAt(form.members), ExitStack() as fields:
            for name, kind in FIELDS.items():
                fields.enter_context(RefusalsAt(form[name], kind))
            with transaction() as session:
                _use(session, form, year)
            flash(_("Gebucht. Der Nachweis für die Niederschrift wird erstellt."), "success")
            return redirect(url_for(".result", ending=ending))
    return _form_page(queries.accounts_of(db.session(), year), form)


def _use(session: Session, form: ResultForm, year: FiscalYear) -> int:
    adopted_on = queries.adoption_of(session, year) or year.last_day
    return form.add(
        session, actions.matter_of(year), lambda: queries.shown_of_result(session, year, adopted_on),
        lambda: actions.use_result(session, year, form.terms(), current_actor(), clock.now()).id,
    )


@blueprint.route("/<ending>/ergebnis/storno", methods=["GET", "POST"])
@requires(*WRITERS)
def undo_result(ending: str) -> ResponseReturnValue:
    """Ask for the reason, then undo the use of a result by counter-entries."""
    form, year = ReasonForm(), year_of(db.session(), ending)
    if form.validate_on_submit():
        with RefusalsAt(form.reason), transaction() as session:
            actor, now, reason = current_actor(), clock.now(), form.reason.data or ""
            form.once(session, lambda: actions.undo_result(session, year, reason, actor, now).id)
            flash(_("Storniert; jede Buchung hat eine Gegenbuchung."), "success")
            return redirect(url_for(".result", ending=ending))
    accounts, booked = queries.accounts_of(db.session(), year), queries.get_appropriation(db.session(), year.last_day)
    problem = _hindrance(booked, year)
    return page(
        "closing/undo_result.html", status_of(form), form=form, accounts=accounts, booked=booked, problem=problem,
        **WORDS,
    )


def _hindrance(booked: Appropriation, year: FiscalYear) -> str:
    """What must be undone before the use of a result; empty where nothing must."""
    try:
        actions.check_may_undo_result(db.session(), booked, year)
    except Refusal as refusal:
        return str(translated(refusal))
    return ""
