"""The list of notices, and one notice with what is done about it."""

from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.archive import queries as archive
from app.core import clock, files
from app.core.db import db, transaction
from app.core.web import (
    PERIOD,
    Column,
    KeyedForm,
    Listing,
    PeriodForm,
    ReasonForm,
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
from app.departures import actions, queries
from app.departures.forms import KINDS, STATES, ContinueForm
from app.departures.models import Notice
from app.departures.views.pieces import READERS, WORDS, WRITERS, after_undoing, asked_too_much, blueprint, paid_astray
from app.statutes import queries as statutes

TABS = {
    "": _l("Alle"), "open": _l("Beim Vorstand"), "entered": _l("Eingetragen"), "rejected": _l("Zurückgewiesen"),
    "undone": _l("Aufgehoben"),
}  # fmt: skip


@blueprint.get("/kuendigungen", strict_slashes=False)
@requires(*READERS)
def index() -> ResponseReturnValue:
    """Notices by what became of them, searched and sorted."""
    session, listing = db.session(), Listing.of_request(tuple(queries.SORTS), ("view", *PERIOD), newest_first=True)
    asked = (listing.filters.get("view", ""), listing.query, listing.sort, listing.descending)
    form = PeriodForm.of_request()
    days: dict[str, Any] = {"first_day": form.first_day.data, "last_day": form.last_day.data}
    if (kind := wanted_export()) and not form.errors:
        return export(kind, "kuendigungen", _columns(), queries.list_notices(session, *asked, **days)[0])
    listing.rows, listing.total = queries.list_notices(session, *asked, listing.offset, listing.limit, **days)
    return page(
        "departures/index.html", status_of(form), listing=listing, period=form,
        tabs=listing.tabs(TABS, queries.counts(session)), today=reading_day(), has_rights=bool(queries.rights(session)),
        may_write=current_actor().has_any(WRITERS), **WORDS,
    )


def _columns() -> list[Column[Notice]]:
    return [
        Column("number", _("Nummer"), lambda row: row.number),
        Column("member", _("Nr."), lambda row: row.member.number),
        Column("name", _("Mitglied"), lambda row: row.member.party.display_name),
        Column("kind", _("Kündigung"), lambda row: KINDS[row.kind]),
        Column("received", _("Eingegangen am"), lambda row: row.received_on),
        Column("last_day", _("Wirksam zum"), lambda row: row.last_day),
        Column("shares", _("Erklärte Anteile"), lambda row: row.shares),
        Column("state", _("Stand"), lambda row: STATES[row.state]),
    ]


@blueprint.get("/kuendigungen/<int:notice_id>")
@requires(*READERS)
def show(notice_id: int) -> ResponseReturnValue:
    """One notice: days, rule, amounts, papers, letters, and what may be done."""
    return _page(notice_id)


def _page(notice_id: int, form: ContinueForm | None = None, reason: ReasonForm | None = None) -> ResponseReturnValue:
    session, today = db.session(), reading_day()
    notice = queries.get_notice(session, notice_id)
    form, reason = form or ContinueForm(formdata=None), reason or ReasonForm(formdata=None)
    return page(
        "departures/show.html", status_of(form, reason), notice=notice, form=form, reason=reason, today=today,
        act=KeyedForm(formdata=None),
        meant=queries.consequences_on(session, notice, today),
        lacks_amendment=queries.rests_on_nothing(session, notice),
        beneath=queries.find_beneath_owed(session, notice, today), asked=asked_too_much(session, notice, today),
        astray=paid_astray(session, notice),
        item=queries.find_item(session, notice), organ=queries.find_organ_behind_end(session, notice),
        account=queries.payee_account(session, notice, today),
        letters=archive.with_corrections(session, notice.letter_id, notice.sender_letter_id),
        lacks_correction=queries.lacks_correction(session, notice),
        version=statutes.get_version(session, notice.statute_version_id), steps=queries.steps_open(notice, today),
        may_write=current_actor().has_any(WRITERS), **WORDS,
    )


@blueprint.get("/kuendigungen/<int:notice_id>/unterlagen/<int:paper_id>")
@requires(*READERS)
def paper(notice_id: int, paper_id: int) -> ResponseReturnValue:
    """A paper kept with a notice; only PDF and pictures are ever kept."""
    found = queries.get_paper(db.session(), queries.get_notice(db.session(), notice_id), paper_id)
    return handed_in(files.get(found.sha256), found.filename, found.mimetype)


@blueprint.post("/kuendigungen/<int:notice_id>/brief")
@requires(*WRITERS)
def write_letter(notice_id: int) -> ResponseReturnValue:
    """Write the letter that could not be printed before."""
    with transaction() as session:
        notice, actor, now = actions.lock_notice(session, notice_id), current_actor(), clock.now()
        KeyedForm().once(session, lambda: actions.write_letter(session, notice, actor, now).id)
    flash(_("Der Brief liegt im Druckkorb."), "success")
    return redirect(url_for(".show", notice_id=notice_id))


@blueprint.post("/kuendigungen/<int:notice_id>/fortsetzen")
@requires(*WRITERS)
def ask_to_continue(notice_id: int) -> ResponseReturnValue:
    """Lay before the board that a notice shall be undone by consent."""
    form = ContinueForm()
    if form.validate_on_submit():
        with RefusalsAt(form.document):
            agreement = form.document.needed()
            with RefusalsAt(form.agreed), transaction() as session:
                notice, actor, now = queries.get_notice(session, notice_id), current_actor(), clock.now()
                form.once(session, lambda: actions.ask_to_continue(
                    session, notice, form.agreed.data or "", agreement, actor, now
                ).id)
                flash(_("Dem Vorstand vorgelegt."), "success")
                return redirect(url_for(".show", notice_id=notice_id))
    return _page(notice_id, form=form)


@blueprint.post("/kuendigungen/<int:notice_id>/storno")
@requires(*WRITERS)
def reverse(notice_id: int) -> ResponseReturnValue:
    """Take a notice back that was entered by mistake."""
    form = ReasonForm()
    if form.validate_on_submit():
        with RefusalsAt(form.reason), transaction() as session:
            notice, actor, now = queries.get_notice(session, notice_id), current_actor(), clock.now()
            account = queries.payee_account(session, notice, clock.today())
            form.once(session, lambda: actions.reverse(
                session, notice, form.reason.data or "", actor, now, after_undoing
            ).id)
            flash(_("Die Kündigung ist storniert; die Gegenbuchung steht im Anteilsblatt."), "success")
            if account and account.in_force:
                flash(_(
                    "Das mit ihr angegebene Konto %(account)s gilt nicht mehr. Ausgezahlt wird erst wieder, wenn ein"
                    " anderes gilt; was nicht schon für später eingetragen ist, bestätigt eine zweite Person.",
                    account=account.masked,
                ), "warning")
            return redirect(url_for(".show", notice_id=notice_id))
    return _page(notice_id, reason=form)
