"""Who sits in board and supervisory board, since when and why; appointing, extending, ending."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.core import clock, journal
from app.core.db import db, transaction
from app.core.values import Role
from app.core.web import (
    Column,
    Listing,
    ReasonForm,
    RefusalsAt,
    _,
    current_actor,
    export,
    page,
    reading_day,
    requires,
    sentence,
    status_of,
    wanted_export,
)
from app.organs import actions, queries
from app.organs.forms import BASIS_NAMES, FUNCTION_NAMES, ORGAN_NAMES, STANDING_NAMES, AppointForm, EndForm, ExtendForm
from app.organs.models import Office
from app.organs.rules import Organ, OrganFunction, term_last_day
from app.statutes import queries as statutes

blueprint = Blueprint("organs", __name__, url_prefix="/organe")

CHANGERS = (Role.OFFICE, Role.ADMINISTRATOR)
READERS = (*CHANGERS, Role.BOARD, Role.SUPERVISORY_BOARD, Role.AUDITOR)
WORDS: dict[str, Any] = {"organ_names": ORGAN_NAMES, "function_names": FUNCTION_NAMES, "basis_names": BASIS_NAMES}


def may_change() -> bool:
    """Whether the signed-in person may appoint and end."""
    return current_actor().has_any(CHANGERS)


@blueprint.get("/")
@requires(*READERS)
def index() -> ResponseReturnValue:
    """Both organs today, what is wrong with them, who comes and who was."""
    session, today = db.session(), reading_day()
    findings = [
        (ORGAN_NAMES[finding.organ], sentence(finding.message, finding.values), finding.law)
        for finding in queries.findings_on(session, today)
    ]
    return page(
        "organs/index.html", findings=findings, today=today, may_change=may_change(),
        held={organ: queries.offices_on(session, organ, today) for organ in ORGAN_NAMES},
        coming=[office for organ in ORGAN_NAMES for office in queries.offices_after(session, organ, today)],
        past=[office for organ in ORGAN_NAMES for office in queries.offices_before(session, organ, today)],
        doubtful=queries.no_longer_eligible_on(session, today), ending=queries.ending_soon(session, today), **WORDS,
    )


@blueprint.get("/aemter")
@requires(*READERS)
def register() -> ResponseReturnValue:
    """Every office anybody holds, held or will hold, as a list."""
    listing = Listing.of_request(tuple(queries.OFFICE_SORTS), ("organ", "standing"))
    if "sort" not in request.args:
        listing.descending = True
    asked: dict[str, Any] = {"words": listing.query, "sort": listing.sort, "descending": listing.descending}
    asked |= {name: listing.filters.get(name, "") for name in ("organ", "standing")}
    session, today = db.session(), reading_day()
    if kind := wanted_export():
        return export(kind, "aemter", _columns(), queries.list_offices(session, today, **asked)[0])
    listing.rows, listing.total = queries.list_offices(
        session, today, **asked, offset=listing.offset, limit=listing.limit
    )
    choices = [
        {"name": "organ", "label": _("Organ"), "options": ORGAN_NAMES.items()},
        {"name": "standing", "label": _("Stand"), "options": STANDING_NAMES.items()},
    ]
    return page("organs/register.html", listing=listing, choices=choices, today=today, **WORDS)


def _columns() -> Sequence[Column[Office]]:
    return (
        Column("name", _("Name"), lambda row: row.party.display_name),
        Column("organ", _("Organ"), lambda row: str(ORGAN_NAMES[row.organ])),
        Column("function", _("Funktion"), lambda row: str(FUNCTION_NAMES[row.function])),
        Column("first", _("Von"), lambda row: row.first_day),
        Column("last", _("Bis"), lambda row: row.last_day),
        Column("basis", _("Wählbar, weil"), lambda row: str(BASIS_NAMES[row.basis])),
        Column("appointed_by", _("Bestellt durch"), lambda row: row.appointed_by),
    )


@blueprint.get("/entlastungen")
@requires(*READERS)
def discharges() -> ResponseReturnValue:
    """Whom the assembly discharged, by year."""
    return page(
        "organs/discharges.html", found=queries.discharges(db.session()), may_change=may_change(), **WORDS
    )


@blueprint.route("/entlastungen/<int:discharge_id>/zuruecknehmen", methods=["GET", "POST"])
@requires(*CHANGERS)
def withdraw_discharge(discharge_id: int) -> ResponseReturnValue:
    """Ask for the reason, then withdraw a discharge that was noted by mistake."""
    form, discharge = ReasonForm(), queries.get_discharge(db.session(), discharge_id)
    if form.validate_on_submit():
        with RefusalsAt(form.reason):
            _withdraw(form, discharge_id)
            flash(_("Der Vermerk ist zurückgenommen."), "info")
            return redirect(url_for(".discharges"))
    return page("organs/withdraw_discharge.html", status_of(form), form=form, discharge=discharge, **WORDS)


def _withdraw(form: ReasonForm, discharge_id: int) -> None:
    reason, actor, now = form.reason.data or "", current_actor(), clock.now()

    def act() -> int:
        actions.withdraw_discharge(session, queries.get_discharge(session, discharge_id), reason, actor, now)
        return discharge_id

    with transaction() as session:
        form.once(session, act)


@blueprint.route("/bestellen", methods=["GET", "POST"])
@requires(*CHANGERS)
def appoint() -> ResponseReturnValue:
    """Give somebody an office."""
    session, today, words = db.session(), clock.today(), request.args.get("q", "").strip()[:100]
    form = AppointForm(organ=_organ_asked_for(), function=OrganFunction.MEMBER, first_day=today)
    people = queries.candidates_on(session, today, words)
    form.party.choices = [(0, _("niemand von diesen")), *queries.told_apart_on(session, people, today)]
    if form.validate_on_submit():
        with RefusalsAt(form.party):
            office_id = _appoint(form)
            flash(_("Bestellt."), "info")
            return redirect(url_for(".show", office_id=office_id))
    return page(
        "organs/appoint.html", status_of(form), form=form, words=words, terms=_terms(session, today),
        **WORDS,
    )


def _organ_asked_for() -> Organ:
    wanted = request.args.get("organ", "")
    return Organ(wanted) if wanted in set(ORGAN_NAMES) else Organ.BOARD


def _terms(session: Session, today: date) -> dict[Organ, date | None]:
    """The last day of a term that begins today, by the statute; None where it says nothing."""
    statute = statutes.find_statute_on(session, today)
    years = {Organ.BOARD: statute.board_term_years, Organ.SUPERVISORY_BOARD: statute.sb_term_years} if statute else {}
    return {organ: term_last_day(today, length) if length else None for organ, length in years.items()}


def _appoint(form: AppointForm) -> int:
    with transaction() as session:
        return form.add(
            session, f"appoint:{form.organ.data}", lambda: {"same": _namesake(session, form)},
            lambda: _appoint_in(session, form).id,
        )


def _namesake(session: Session, form: AppointForm) -> str:
    """Who holds an office of this organ under the name of a new person."""
    known = form.party.data
    return "" if known else queries.namesake_in(session, form.organ.data, *form.names(), form.first_day.day)


def _appoint_in(session: Session, form: AppointForm) -> Office:
    actor, now = current_actor(), clock.now()
    party_id = form.party.data or actions.add_person(session, *form.names(), actor, now)
    return actions.appoint(
        session, form.organ.data, party_id, form.function.data, form.first_day.day, form.last_day.data,
        form.appointed_by.data or "", actor, now, is_delegated=form.is_delegated.data,
        of_member_cooperative=form.of_member_cooperative.data, discharged=form.discharged.data,
    )


@blueprint.get("/aemter/<int:office_id>")
@requires(*READERS)
def show(office_id: int) -> ResponseReturnValue:
    """One office: term, ground, what was done; its end and its extension."""
    return _show(office_id)


def _show(
    office_id: int, end_form: EndForm | None = None, extend_form: ExtendForm | None = None,
    strike_form: ReasonForm | None = None,
) -> ResponseReturnValue:
    session, today = db.session(), reading_day()
    office = queries.get_office(session, office_id)
    end_form = end_form or EndForm(formdata=None, last_day=today).show(_known(office))
    extend_form = extend_form or ExtendForm(formdata=None).show(_known(office))
    strike_form = strike_form or ReasonForm(formdata=None)
    return page(
        "organs/show.html", status_of(end_form, extend_form, strike_form), strike_form=strike_form,
        office=office, today=today, may_change=may_change(),
        full_name=queries.full_name_on(session, office.party_id, today),
        others=[each for each in queries.offices_of(session, office.party_id) if each.id != office.id],
        lines=journal.lines_about(session, f"party:{office.party_id}"),
        end_form=end_form, extend_form=extend_form, **WORDS,
    )


def _known(office: Office) -> dict[str, object]:
    """What the forms of an office's end show of it."""
    return {"last_day": office.last_day}


@blueprint.post("/aemter/<int:office_id>/beenden")
@requires(*CHANGERS)
def end(office_id: int) -> ResponseReturnValue:
    """End an office on a day, with the reason."""
    form = EndForm()
    if form.validate_on_submit():
        with RefusalsAt(form.last_day):
            with transaction() as session:
                office, reason = queries.get_office(session, office_id), form.reason.data or ""
                form.check_known(session, f"office:{office_id}", lambda: _known(office))
                actions.end_office(session, office, form.last_day.day, reason, current_actor(), clock.now())
            flash(_("Das Ende ist eingetragen."), "info")
            return redirect(url_for(".show", office_id=office_id))
    return _show(office_id, end_form=form)


@blueprint.post("/aemter/<int:office_id>/verlaengern")
@requires(*CHANGERS)
def extend(office_id: int) -> ResponseReturnValue:
    """Let an office go on to a later day, or without end."""
    form = ExtendForm()
    if form.validate_on_submit():
        with RefusalsAt(form.until):
            with transaction() as session:
                office = queries.get_office(session, office_id)
                wanted = {"last_day": form.until.data}
                form.check_known(session, f"office:{office_id}", lambda: _known(office), wanted)
                actions.extend_office(session, office, form.until.data, current_actor(), clock.now())
            flash(_("Die Amtszeit ist verlängert."), "info")
            return redirect(url_for(".show", office_id=office_id))
    return _show(office_id, extend_form=form)


@blueprint.post("/aemter/<int:office_id>/streichen")
@requires(*CHANGERS)
def strike(office_id: int) -> ResponseReturnValue:
    """Strike an office entered by mistake, before it begins."""
    form = ReasonForm()
    if form.validate_on_submit():
        with transaction() as session:
            office, reason = queries.get_office(session, office_id), form.reason.data or ""
            actions.strike_office(session, office, reason, current_actor(), clock.now())
        flash(_("Das Amt ist gestrichen."), "info")
        return redirect(url_for(".index"))
    return _show(office_id, strike_form=form)
