"""Payments of all members, and the register of certificates."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, Flask, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.archive.rules import Standing
from app.core import clock
from app.core.db import db, transaction
from app.core.values import Cents, NotFound, Refusal, Role
from app.core.web import (
    PERIOD,
    Column,
    Listing,
    PeriodForm,
    ReasonForm,
    RefusalsAt,
    _,
    _n,
    current_actor,
    export,
    or_404,
    page,
    reading_day,
    requires,
    status_of,
    translated,
    wanted_export,
)
from app.members import queries as members
from app.shares import actions, forms, queries
from app.shares.forms import PURPOSES, STANDINGS, AnyReceiptForm
from app.shares.queries import CertificateRow, Covered, Member, OpenPayment, Ordered, PaymentReceived, Receipt
from app.shares.rules import OwedRest, PaymentPurpose, ReceiptDayRefusal, SeveralOpen, TooMuch

blueprint = Blueprint("shares", __name__)

READERS = (Role.OFFICE, Role.BOARD, Role.AUDITOR)
WRITERS = (Role.OFFICE,)

RestsOf = Callable[[Session, int], Sequence[OwedRest]]
ClaimsOn = Callable[[Session, PaymentReceived], Sequence[tuple[str, Cents]]]
PaidOutWith = Callable[[Session, PaymentReceived, date], Sequence[tuple[str, Cents]]]


@dataclass(frozen=True)
class FromAbove:
    """What higher rooms know: what a member that left owes of a shortfall, which result was parted by a payment.

    And what was paid out that its credit would no more cover without the payment.
    """

    rests_of: RestsOf
    claims_on: ClaimsOn
    paid_out_with: PaidOutWith


def hand_in(app: Flask, known: FromAbove) -> None:
    """Name who knows what this room cannot; called once by the factory."""
    app.extensions["shares"] = known


def _from_above() -> FromAbove:
    known: FromAbove = current_app.extensions["shares"]
    return known


def _rests_of(member: Member | None) -> Sequence[OwedRest]:
    return _from_above().rests_of(db.session(), member.id) if member else ()


def _ordered(listing: Listing[Any], whole: bool) -> Ordered:
    """What of the list is asked for; an export takes all of it."""
    part = (0, None) if whole else (listing.offset, listing.limit)
    return Ordered(listing.query, listing.sort, listing.descending, *part)


def _listing(sorts: tuple[str, ...], filters: tuple[str, ...]) -> Listing[Any]:
    """The state of a list; a leading minus on the first sort says that it begins with the greatest."""
    listing = Listing.of_request([sort.removeprefix("-") for sort in sorts], filters)
    if "sort" not in request.args:
        listing.descending = sorts[0].startswith("-")
    return listing


def _purpose(listing: Listing[Any]) -> PaymentPurpose | None:
    return next((each for each in PaymentPurpose if each == listing.filters.get("purpose")), None)


def _choices(*more: dict[str, object]) -> list[dict[str, object]]:
    return [{"name": "purpose", "label": _("Wofür"), "options": list(PURPOSES.items())}, *more]


def _tabs(active: str) -> list[dict[str, object]]:
    session = db.session()
    still_open, late, lapsed = queries.counts_of_expected(session, reading_day())
    tabs = [
        ("open", _("Offen"), url_for(".index"), still_open),
        ("overdue", _("Überfällig"), url_for(".index", view="overdue"), late),
        ("lapsed", _("Verjährt"), url_for(".index", view="lapsed"), lapsed),
        ("received", _("Eingegangen"), url_for(".received"), queries.count_received(session)),
    ]
    return [
        {"label": word, "url": url, "count": number, "active": key == active} for key, word, url, number in tabs
        if number or key != "lapsed" or active == "lapsed"
    ]


@blueprint.get("/zahlungen", strict_slashes=False)
@requires(*READERS)
def index() -> ResponseReturnValue:
    """Payments that are still expected."""
    listing, kind, today = _listing(queries.EXPECTED_SORTS, ("view", "purpose")), wanted_export(), reading_day()
    view = next((each for each in ("overdue", "lapsed") if each == listing.filters.get("view")), "")
    ordered = _ordered(listing, kind is not None)
    rows, sums = queries.expected_payments(db.session(), today, ordered, view, _purpose(listing))
    if kind is not None:
        return export(kind, f"offene-zahlungen-{today:%Y-%m-%d}", _expected_columns(), rows)
    listing.rows, listing.total = rows, sums.rows
    return page(
        "shares/index.html", listing=listing, sums=sums, today=today, tabs=_tabs(view or "open"),
        words=forms, choices=_choices(), may_write=current_actor().has_any(WRITERS),
    )


def _expected_columns() -> list[Column[OpenPayment]]:
    return [
        Column("number", _("Nr."), lambda row: row.number),
        Column("name", _("Mitglied"), lambda row: row.name),
        Column("purpose", _("Wofür"), lambda row: PURPOSES[row.purpose]),
        Column("document", _("Beleg"), lambda row: row.document),
        Column("due", _("Fällig am"), lambda row: row.due_on),
        Column("amount", _("Betrag in €"), lambda row: row.amount / 100),
        Column("open", _("Offen in €"), lambda row: row.open / 100),
        Column("lapses", _("Verjährt nach"), lambda row: row.lapses_on),
    ]


@blueprint.get("/zahlungen/eingegangen")
@requires(*READERS)
def received() -> ResponseReturnValue:
    """Payments that came in; taken-back ones stay in the list."""
    session, kind = db.session(), wanted_export()
    listing = _listing(queries.RECEIVED_SORTS, ("purpose", "year"))
    said, ordered = listing.filters.get("year", ""), _ordered(listing, kind is not None)
    year = int(said) if len(said) == 4 and said.isdecimal() and 1900 < int(said) < 2200 else None
    rows, sums = queries.received_payments(session, ordered, _purpose(listing), year)
    if kind is not None:
        return export(kind, f"eingegangene-zahlungen-{reading_day():%Y-%m-%d}", _received_columns(), rows)
    listing.rows, listing.total = rows, sums.rows
    years = {"name": "year", "label": _("Jahr"), "options": [(each, each) for each in queries.years_received(session)]}
    return page(
        "shares/received.html", listing=listing, sums=sums, tabs=_tabs("received"), words=forms,
        choices=_choices(years), may_write=current_actor().has_any(WRITERS),
    )


def _received_columns() -> list[Column[Receipt]]:
    return [
        Column("receipt", _("Zahlung"), lambda row: row.number),
        Column("received", _("Eingegangen am"), lambda row: row.received_on),
        Column("number", _("Nr."), lambda row: row.member_number),
        Column("name", _("Mitglied"), lambda row: row.name),
        Column("purpose", _("Wofür"), lambda row: PURPOSES[row.purpose]),
        Column("amount", _("Betrag in €"), lambda row: row.amount / 100),
        Column("note", _("Vermerk"), lambda row: row.note),
        Column("reverses", _("Storno von"), lambda row: row.reverses),
        Column("returns", _("Rückgabe von"), lambda row: row.returns),
        Column("by", _("Erfasst von"), lambda row: row.recorded_by),
    ]


@blueprint.route("/zahlungen/eintragen", methods=["GET", "POST"])
@requires(*WRITERS)
def record() -> ResponseReturnValue:
    """Record money that came in from any member."""
    form = AnyReceiptForm(number=request.args.get("mitglied", type=int), received_on=clock.today())
    if form.validate_on_submit():
        with _refusals_at(form):
            number = _record(form)
            told = _n("%(num)s Zahlung ist eingetragen.", "%(num)s Zahlungen sind eingetragen, je Zweck eine.", number)
            flash(told, "success")
            return redirect(url_for(".received"))
    return _record_page(form)


@blueprint.post("/zahlungen/eintragen/vorschau")
@requires(*WRITERS)
def preview() -> ResponseReturnValue:
    """Show what a payment would cover, and what would stay open; nothing is recorded."""
    form, session = AnyReceiptForm(), db.session()
    if form.validate():
        with _refusals_at(form):
            member = members.get_by_number(session, form.number.data)
            amount, day = form.amount.data or 0, form.received_on.day
            covered = queries.covered_by(session, member, amount, day, form.meant, clock.today())
            return _record_page(form, member, covered)
    return _record_page(form)


@contextmanager
def _refusals_at(form: AnyReceiptForm) -> Iterator[None]:
    """Show what refuses a payment at the number or the day where it is about that, else at the amount.

    What who left owes of a shortfall is not sent back.
    """
    at_number, at_day = RefusalsAt(form.number, NotFound), RefusalsAt(form.received_on, ReceiptDayRefusal)
    with RefusalsAt(form.amount), at_day, at_number:
        try:
            yield
        except SeveralOpen as refusal:
            raise refusal.or_everything() from refusal
        except TooMuch as refusal:
            raise refusal.where_owed(_rests_of(_member_named_in(form))) from refusal


def _member_named_in(form: AnyReceiptForm) -> Member | None:
    return members.find_by_number(db.session(), form.number.data) if form.number.data else None


def _record_page(
    form: AnyReceiptForm, payer: Member | None = None, covered: Sequence[Covered] = ()
) -> ResponseReturnValue:
    """The form with what is open of the member it names, as far as there is one of that number."""
    member = _member_named_in(form)
    form.offer(queries.purposes_to_offer(db.session(), member.id if member else None))
    return page(
        "shares/record.html", status_of(form), form=form, payer=payer, covered=covered, rests=_rests_of(member),
        words=forms,
    )


def _record(form: AnyReceiptForm) -> int:
    """Record the payment, one for each purpose; gives how many."""
    with transaction() as session:
        member = members.get_by_number(session, form.number.data)
        return form.add(
            session, f"payments:{member.id}", lambda: {"same": _same(session, form, member)},
            lambda: _act(session, form, member),
        )


def _same(session: Session, form: AnyReceiptForm, member: Member) -> str:
    """The very same payments, where they stand already; asked before what is open, which they may have used up."""
    amount, day, _purpose_said, _note = form.facts()
    if form.meant is None:
        return queries.same_spread(session, member.id, amount, day)
    return queries.same_payment(session, member.id, amount, day, form.meant)


def _act(session: Session, form: AnyReceiptForm, member: Member) -> int:
    amount, day, _purpose_said, note = form.facts()
    actor, now = current_actor(), clock.now()
    if form.meant is None:
        return len(actions.record_spread(session, member, amount, day, note, actor, now))
    actions.record_payment(session, member, amount, day, form.meant, note, actor, now)
    return 1


@blueprint.route("/zahlungen/<int:payment_id>/storno", methods=["GET", "POST"])
@requires(*WRITERS)
def reverse(payment_id: int) -> ResponseReturnValue:
    """Ask for the reason, then take a payment back by a row that points at it."""
    form, payment = ReasonForm(), or_404(queries.find_payment(db.session(), payment_id))
    if form.validate_on_submit():
        with RefusalsAt(form.reason), transaction() as session:
            again, reason, actor = queries.get_payment(session, payment_id), form.reason.data, current_actor()
            form.once(session, lambda: actions.reverse_payment(session, again, reason, actor, clock.now()).id)
            flash(_("Die Zahlung %(number)s ist storniert.", number=payment.number), "success")
            return redirect(url_for(".received", q=payment.number))
    session, found, problem = db.session(), None, ""
    try:
        found = queries.preview_reversal(session, payment, clock.today())
    except Refusal as refusal:
        problem = str(translated(refusal))
    return page(
        "shares/reverse.html", status_of(form), form=form, payment=payment, words=forms, problem=problem, preview=found,
        member=members.get_member(session, payment.member_id), reversal=queries.reversal_of(session, payment_id),
        back=queries.return_of(session, payment_id), claims=_from_above().claims_on(session, payment),
        paid_out=_from_above().paid_out_with(session, payment, clock.today()),
    )


@blueprint.get("/urkunden", strict_slashes=False)
@requires(*READERS)
def certificates() -> ResponseReturnValue:
    """The numbered register of certificates."""
    session, kind = db.session(), wanted_export()
    listing = _listing(queries.CERTIFICATE_SORTS, ("view", *PERIOD))
    period = PeriodForm.of_request()
    standing = next((each for each in Standing if each == listing.filters.get("view")), None)
    rows, total = queries.certificate_rows(
        session, _ordered(listing, kind is not None), standing, period.first_day.data, period.last_day.data
    )
    if kind is not None and not period.errors:
        return export(kind, f"urkunden-{reading_day():%Y-%m-%d}", _certificate_columns(), rows)
    listing.rows, listing.total = rows, total
    words = {"": _("Alle"), **{each.value: STANDINGS[each] for each in Standing}}
    tabs = listing.tabs(words, queries.counts_of_certificates(session))
    missing = queries.count_without_certificate(session, reading_day())
    return page("shares/certificates.html", status_of(period), listing=listing, period=period, tabs=tabs, words=forms,
        missing=missing,
    )


def _certificate_columns() -> list[Column[CertificateRow]]:
    return [
        Column("certificate", _("Urkunde"), lambda row: row.number),
        Column("number", _("Nr."), lambda row: row.member_number),
        Column("name", _("Mitglied"), lambda row: row.name),
        Column("shares", _("Anteile"), lambda row: row.shares),
        Column("issued", _("Ausgestellt am"), lambda row: row.issued_on),
        Column("standing", _("Stand"), lambda row: STANDINGS[row.standing]),
        Column("replaced_by", _("Ersetzt durch"), lambda row: row.replaced_by),
        Column("reason", _("Grund"), lambda row: row.reason),
        Column("sha256", _("Prüfsumme (SHA-256)"), lambda row: row.sha256),
    ]


@blueprint.get("/urkunden/<number>")
@requires(*READERS)
def certificate(number: str) -> ResponseReturnValue:
    """A certificate by its number leads to the page of its member."""
    found = or_404(queries.find_certificate(db.session(), number))
    return redirect(url_for("dossiers.document", number=found.member.number, document_id=found.document_id))
