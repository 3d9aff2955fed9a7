"""What members are due from used results: the list, one claim, noting what was paid (§§ 19, 21a GenG)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.closing import queries as closing
from app.closing.rules import ClaimEnd
from app.core import clock
from app.core.db import db, transaction
from app.core.web import (
    Column,
    Listing,
    Overtaken,
    ReasonForm,
    RefusalsAt,
    _,
    _l,
    _n,
    current_actor,
    export,
    page,
    reading_day,
    requires,
    status_of,
    wanted_export,
)
from app.settlements import actions, queries
from app.settlements.forms import CLAIM_ENDS, HOLDS, ComeBackForm, DividendForm
from app.settlements.queries import Dividend
from app.settlements.rules import AboutAccount, ReturnedOnRefusal
from app.settlements.views.pieces import READERS, WORDS, WRITERS, blueprint
from app.settlements.views.register import tabs_of
from app.statutes import queries as statutes
from app.statutes.rules import ClosedYearRefusal

VIEWS = {"": _l("Auszuzahlen"), "paid": _l("Ausgezahlt"), "barred": _l("Verjährt")}


@blueprint.get("/aus-ergebnissen")
@requires(*READERS)
def dividends() -> ResponseReturnValue:
    """What members are due from results, or were paid, searched and sorted; as a file the whole list."""
    session, today = db.session(), reading_day()
    listing = Listing.of_request(queries.DIVIDEND_SORTS, ("view",))
    view = listing.filters.get("view", "") if listing.filters.get("view") in VIEWS else ""
    asked = (view, listing.query, listing.sort, listing.descending, today)
    if kind := wanted_export():
        return export(kind, "auszahlungen-aus-ergebnissen", _columns(today), queries.list_dividends(session, *asked))
    listing.rows = queries.list_dividends(session, *asked, listing.offset, listing.limit)
    listing.total, together = queries.sum_of_dividends(session, view, listing.query)
    is_to_pay = any(row.is_open and not row.is_barred(today) for row in listing.rows)
    return page(
        "settlements/dividends.html", listing=listing, tabs=tabs_of(".dividends"), view=view, views=VIEWS, today=today,
        together=together, may_pay=current_actor().has_any(WRITERS) and is_to_pay, **WORDS,
    )


def _columns(today: date) -> list[Column[Dividend]]:
    return [
        Column("number", _("Ergebnisverwendung"), lambda row: row.claim.appropriation.number),
        Column("member", _("Nr."), lambda row: row.claim.member.number),
        Column("name", _("Mitglied"), lambda row: row.claim.member.party.display_name),
        Column("due", _("Beschlossen am"), lambda row: queries.decided(row.claim)),
        Column("payable_by", _("Zahlbar bis"), lambda row: row.claim.payable_by or ""),
        Column("profit", _("Gewinnanteil in €"), lambda row: row.claim.paid_out / 100),
        Column("interest", _("Zinsen in €"), lambda row: row.claim.interest / 100),
        Column("amount", _("Betrag in €"), lambda row: row.claim.amount / 100),
        Column("payee", _("Empfänger"), lambda row: row.payee_name),
        Column("iban", _("IBAN"), lambda row: row.paid_to),
        Column("waits", _("Wartet"), lambda row: ", ".join(str(HOLDS[hold]) for hold in row.holds)),
        Column("barred", _("Verjährt nach"), lambda row: row.barred_after),
        Column("state", _("Stand"), lambda row: _state_of(row, today)),
        Column("paid_on", _("Am"), lambda row: row.claim.ended_by.effective_on if row.claim.ended_by else ""),
        Column("payout", _("Buchung"), lambda row: row.claim.ended_by.number if row.claim.ended_by else ""),
        Column("back", _("Kam zurück"), lambda row: row.claim.came_back.effective_on if row.claim.came_back else ""),
    ]


def _state_of(row: Dividend, today: date) -> str:
    if row.claim.ended_by:
        return str(CLAIM_ENDS[row.claim.ended_by.kind])
    return str(VIEWS["barred" if row.is_barred(today) else ""])


@blueprint.post("/aus-ergebnissen/auszahlen")
@requires(*WRITERS)
def pay_dividends() -> ResponseReturnValue:
    """Ask for the day, then note that every claim chosen was paid."""
    is_sent, keys = "paid_on" in request.form, request.form.getlist("ids")
    form = DividendForm() if is_sent else DividendForm(formdata=None, paid_on=clock.today())
    if is_sent and form.validate_on_submit():
        with _refusals_at(form), suppress(Overtaken):
            number = _pay_together(form, keys)
            flash(_n("%(num)s Auszahlung ist gebucht.", "%(num)s Auszahlungen sind gebucht.", number), "success")
            return redirect(url_for(".dividends"))
    today = clock.today()
    chosen = queries.chosen_dividends(db.session(), keys, today)
    form.show(queries.shown_dividends(chosen))
    return page(
        "settlements/dividends_together.html", status_of(form), form=form, chosen=chosen, today=today,
        may_pay=not all(each.is_barred(today) for each in chosen),
        to_pay=sum(each.claim.amount for each in chosen if not each.holds and not each.is_barred(today)), **WORDS,
    )


def _pay_together(form: DividendForm, keys: list[str]) -> int:
    actor, now, today = current_actor(), clock.now(), clock.today()
    with transaction() as session:
        return form.add(
            session, "dividends", lambda: queries.shown_dividends(queries.chosen_dividends(session, keys, today)),
            lambda: actions.pay_dividends(session, keys, form.paid_on.day, actor, now),
        )


@blueprint.get("/aus-ergebnissen/<int:appropriation_id>/<int:member_id>")
@requires(*READERS)
def dividend(appropriation_id: int, member_id: int) -> ResponseReturnValue:
    """One claim: how it came about, what became of it, and the next step."""
    return _shown(appropriation_id, member_id)


def _shown(
    appropriation_id: int, member_id: int, form: DividendForm | None = None, reason: ReasonForm | None = None
) -> ResponseReturnValue:
    session, today = db.session(), reading_day()
    found = queries.dividend_of(session, appropriation_id, member_id, today)
    form = form or DividendForm(formdata=None, paid_on=today)
    reason = reason or ReasonForm(formdata=None)
    form.show(queries.shown_dividends([found]))
    closed, ended = statutes.closed_through(session), found.claim.ended_by
    entries = closing.ends_of(session, found.claim)
    astray = queries.paid_astray(session, found.claim.member)
    return page(
        "settlements/dividend.html", status_of(form, reason), found=found, form=form, reason=reason, today=today,
        entries=entries, returns=closing.returns_among(entries), decided_on=queries.decided(found.claim),
        astray=[each for each in astray if each.paid.appropriation_id == appropriation_id],
        is_closed=closed is not None and ended is not None and ended.effective_on <= closed,
        waiting=queries.waiting_account(session, found.claim.member, found.payee),
        holds_from=queries.account_holds_from(session, found.payee, today),
        may_write=current_actor().has_any(WRITERS), **WORDS,
    )


@blueprint.post("/aus-ergebnissen/<int:appropriation_id>/<int:member_id>/auszahlung")
@requires(*WRITERS)
def pay_dividend(appropriation_id: int, member_id: int) -> ResponseReturnValue:
    """Note that it was paid, whole."""
    form, actor, now, today = DividendForm(), current_actor(), clock.now(), clock.today()
    if form.validate_on_submit():
        with _refusals_at(form), suppress(Overtaken):
            with transaction() as session:
                found = actions.hold_dividend(session, appropriation_id, member_id, today)
                form.add(
                    session, f"dividend:{found.claim.key}", lambda: queries.shown_dividends([found]),
                    lambda: actions.pay_dividend(session, found, form.paid_on.day, actor, now, form.iban.data or "").id,
                )
            flash(_("Die Auszahlung ist gebucht."), "success")
            return redirect(url_for(".dividend", appropriation_id=appropriation_id, member_id=member_id))
    return _shown(appropriation_id, member_id, form=form)


@blueprint.route(
    "/aus-ergebnissen/<int:appropriation_id>/<int:member_id>/buchungen/<int:entry_id>/rueckgabe",
    methods=["GET", "POST"],
)
@requires(*WRITERS)
def come_back_dividend(appropriation_id: int, member_id: int, entry_id: int) -> ResponseReturnValue:
    """Ask when and why a payout came back from the bank, then let it be owed again from that day on."""
    form = ComeBackForm(returned_on=clock.today())
    if form.validate_on_submit():
        at_day = RefusalsAt(form.returned_on, ReturnedOnRefusal), RefusalsAt(form.returned_on, ClosedYearRefusal)
        with RefusalsAt(form.reason), at_day[0], at_day[1]:
            _come_back(form, appropriation_id, member_id, entry_id)
            flash(_("Die Rückgabe ist eingetragen; der Betrag ist wieder auszuzahlen."), "success")
            return redirect(url_for(".dividend", appropriation_id=appropriation_id, member_id=member_id))
    found = queries.dividend_of(db.session(), appropriation_id, member_id, clock.today())
    entry, back = queries.entry_of(db.session(), found, entry_id)
    ended = found.claim.ended_by
    may_come_back = ended is not None and ended.id == entry.id and ended.kind is ClaimEnd.PAYOUT
    return page(
        "settlements/come_back_dividend.html", status_of(form) if may_come_back or form.is_submitted() else 409,
        form=form, found=found, entry=entry, back=back, may_come_back=may_come_back, **WORDS,
    )


def _come_back(form: ComeBackForm, appropriation_id: int, member_id: int, entry_id: int) -> None:
    day, why, actor, now = form.returned_on.day, form.reason.data or "", current_actor(), clock.now()
    with transaction() as session:
        found = actions.hold_dividend(session, appropriation_id, member_id, clock.today())
        entry, _back = queries.entry_of(session, found, entry_id)
        form.once(session, lambda: actions.come_back_dividend(session, found, entry, day, why, actor, now).id)


@blueprint.route(
    "/aus-ergebnissen/<int:appropriation_id>/<int:member_id>/buchungen/<int:entry_id>/storno", methods=["GET", "POST"]
)
@requires(*WRITERS)
def undo_dividend_return(appropriation_id: int, member_id: int, entry_id: int) -> ResponseReturnValue:
    """Ask for the reason, then undo a return that was entered by mistake."""
    form, actor, now, today = ReasonForm(), current_actor(), clock.now(), clock.today()
    if form.validate_on_submit():
        with RefusalsAt(form.reason), transaction() as session:
            found, why = actions.hold_dividend(session, appropriation_id, member_id, today), form.reason.data or ""
            back = queries.return_of(session, found, entry_id)
            form.once(session, lambda: actions.undo_dividend_return(session, found, back, why, actor, now).id)
            flash(_("Storniert; die Auszahlung gilt wieder."), "success")
            return redirect(url_for(".dividend", appropriation_id=appropriation_id, member_id=member_id))
    found = queries.dividend_of(db.session(), appropriation_id, member_id, today)
    entry, closed = queries.return_of(db.session(), found, entry_id), statutes.closed_through(db.session())
    return page(
        "settlements/undo_dividend_return.html", status_of(form), form=form, found=found, entry=entry,
        is_closed=closed is not None and entry.effective_on <= closed,
    )


@blueprint.post("/aus-ergebnissen/<int:appropriation_id>/<int:member_id>/storno")
@requires(*WRITERS)
def undo_dividend(appropriation_id: int, member_id: int) -> ResponseReturnValue:
    """Undo what was noted by mistake, with the reason."""
    def undo(session: Session, found: Dividend, why: str) -> int:
        return actions.undo_dividend(session, found, why, current_actor(), clock.now()).id

    return _with_reason(appropriation_id, member_id, undo, _("Storniert; der Betrag ist wieder offen."))


@blueprint.post("/aus-ergebnissen/<int:appropriation_id>/<int:member_id>/verjaehrt")
@requires(*WRITERS)
def close_dividend(appropriation_id: int, member_id: int) -> ResponseReturnValue:
    """Close a claim that is barred, with the reason."""
    def close(session: Session, found: Dividend, why: str) -> int:
        return actions.close_dividend(session, found, why, current_actor(), clock.now()).id

    return _with_reason(appropriation_id, member_id, close, _("Der verjährte Anspruch ist ausgebucht."))


def _with_reason(
    appropriation_id: int, member_id: int, act: Callable[[Session, Dividend, str], int], told: str
) -> ResponseReturnValue:
    form = ReasonForm()
    if form.validate_on_submit():
        with RefusalsAt(form.reason), transaction() as session:
            found = actions.hold_dividend(session, appropriation_id, member_id, clock.today())
            form.once(session, lambda: act(session, found, form.reason.data or ""))
            flash(told, "success")
            return redirect(url_for(".dividend", appropriation_id=appropriation_id, member_id=member_id))
    return _shown(appropriation_id, member_id, reason=form)


@contextmanager
def _refusals_at(form: DividendForm) -> Iterator[None]:
    """Show what refuses a payout at the account where it is about that, else at the day."""
    with RefusalsAt(form.paid_on), RefusalsAt(form.iban, AboutAccount):
        yield
