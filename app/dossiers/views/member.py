"""One member: shares, register entry, payments, letters, timeline."""

from collections.abc import Mapping

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.admissions import queries as admissions
from app.archive import queries as archive
from app.archive.rules import Standing, check_reads_tickets, refuse_unless_valid
from app.assemblies import queries as assemblies
from app.changes import queries as changes
from app.core import clock, horizon
from app.core.db import db, transaction
from app.core.web import (
    Column,
    ReasonForm,
    RefusalsAt,
    _,
    current_actor,
    download,
    export,
    reading_day,
    requires,
    status_of,
    translated,
    wanted_export,
)
from app.dossiers import actions, queries
from app.dossiers.forms import GROUNDS, ActForm, PaymentForm
from app.dossiers.views.base import ISSUERS, READERS, WRITERS, blueprint, member_page
from app.dues import queries as dues
from app.members import queries as members
from app.needs import queries as needs
from app.parties import queries as parties
from app.parties.rules import register_fields
from app.settlements import queries as settlements
from app.settlements.rules import EntryKind
from app.shares import queries as shares
from app.shares.queries import SheetRow
from app.shares.rules import ReceiptDayRefusal
from app.solutions import queries as solutions


@blueprint.get("/<int:number>")
@requires(*READERS)
def show(number: int) -> ResponseReturnValue:
    """What the member holds, how it came about, and what it may show for it."""
    session, today = db.session(), reading_day()
    member = queries.get_member(session, number)
    sheet, kind = shares.share_sheet(session, member.id), wanted_export()
    taken = settlements.taken_in(session, sheet)
    if kind is not None:
        return export(kind, f"anteilsblatt-{member.number:04d}", _columns(taken), sheet)
    return member_page(
        "dossiers/show.html", number, tab="shares", sheet=sheet, taken=taken,
        steps=queries.steps_to_credit(session, member, today),
        certificates=shares.certificates_of(session, member.id), lines=queries.timeline_of(session, member, today, 6),
        hindrances=shares.certificate_hindrances(session, today), valid=Standing.VALID,
        astray=settlements.paid_astray(session, member),
    )


def _columns(taken: Mapping[SheetRow, EntryKind]) -> list[Column[SheetRow]]:
    return [
        Column("effective_on", _("Wirksam"), lambda row: row.effective_on),
        Column("recorded_at", _("Erfasst"), lambda row: row.recorded_at),
        Column("ground", _("Vorgang"), lambda row: GROUNDS[taken.get(row, row.ground)]),
        Column("document", _("Beleg"), lambda row: row.document),
        Column("change", _("Anteile"), lambda row: row.change or None),
        Column("shares", _("Bestand"), lambda row: row.shares),
        Column("amount", _("Betrag in €"), lambda row: row.amount / 100 if row.amount else None),
        Column("credit", _("Guthaben in €"), lambda row: row.credit / 100),
        Column("note", _("Vermerk"), lambda row: row.note),
    ]


@blueprint.get("/<int:number>/stammdaten")
@requires(*READERS)
def register_entry(number: int) -> ResponseReturnValue:
    """What the register holds of a member, everything with its day, and how the member is reached."""
    session, today = db.session(), reading_day()
    member = queries.get_member(session, number)
    return member_page(
        "dossiers/register_entry.html", number, tab="register", names=parties.names_of(session, member.party_id),
        addresses=parties.addresses_of(session, member.party_id), fields=register_fields(member.party.kind),
        details=members.details_of(session, member.id), quantities=shares.quantities_of(session, member.id),
        details_today=queries.details_on(session, member, today),
        representations=parties.representations_of(session, member.party_id),
        accounts=parties.bank_accounts_of(session, member.party_id),
        account=parties.bank_account_on(session, member.party_id, today),
        needs=admissions.needs_of_member(session, member.id), raised=needs.of_member(session, member.id),
        partner_offers=solutions.members_offers(session, member.id, today),
        papers_until=queries.register_papers_until(members.get_period_on(session, member.id, today).last_day),
        waiting=changes.waiting_of(session, member.id), words_of=changes.words_of,
        shows_contact=horizon.present() is None,
    )


@blueprint.get("/<int:number>/zahlungen")
@requires(*READERS)
def payments(number: int) -> ResponseReturnValue:
    """What is expected of the member and what came in."""
    return _payments(number, PaymentForm(received_on=clock.today()))


def _payments(number: int, form: PaymentForm) -> ResponseReturnValue:
    session = db.session()
    member = queries.get_member(session, number)
    form.offer(shares.purposes_to_offer(session, member.id))
    return member_page(
        "dossiers/payments.html", number, status_of(form), tab="payments", form=form,
        expected=shares.expected_payments_of(session, member.id), receipts=shares.receipts_of(session, member.id),
        overpaid=dues.overpaid_by(session, member.id), returns=dues.returns_by_booking(session, member.id),
        refunds=dues.refunds_of(session, member.id), closed_claims=dues.closed_claims_of(session, member.id),
        rests=settlements.rests_of(session, member.id), set_off=settlements.set_off_payments(session, member.id),
    )


@blueprint.post("/<int:number>/zahlungen")
@requires(*WRITERS)
def record_payment(number: int) -> ResponseReturnValue:
    """Record money that came in."""
    form = PaymentForm()
    if form.validate_on_submit():
        with RefusalsAt(form.amount), RefusalsAt(form.received_on, ReceiptDayRefusal):
            _record_payment(form, number)
            flash(_("Zahlung eingetragen."), "success")
            return redirect(url_for(".payments", number=number))
    return _payments(number, form)


def _record_payment(form: PaymentForm, number: int) -> None:
    facts = form.facts()
    with transaction() as session:
        member = queries.get_member(session, number)
        form.add(
            session, f"payments:{member.id}",
            lambda: {"same": shares.same_payment(session, member.id, *facts[:3])},
            lambda: actions.record_payment(session, member, *facts, current_actor(), clock.now()).id,
        )


@blueprint.post("/<int:number>/zahlungsaufforderung")
@requires(*WRITERS)
def request_payment(number: int) -> ResponseReturnValue:
    """Write the letter that asks for what is due."""
    form = ActForm()
    with transaction() as session:
        member, actor, now = queries.get_member(session, number), current_actor(), clock.now()
        form.once(session, lambda: actions.request_payment(session, member, actor, now))
    flash(_("Der Brief liegt im Druckkorb."), "success")
    return redirect(url_for(".letters", number=number))


@blueprint.get("/<int:number>/schriftverkehr")
@requires(*READERS)
def letters(number: int) -> ResponseReturnValue:
    """Certificates, letters and other documents about the member."""
    session = db.session()
    member = queries.get_member(session, number)
    return member_page("dossiers/letters.html", number, tab="letters", documents=queries.letters_of(session, member))


@blueprint.get("/<int:number>/verlauf")
@requires(*READERS)
def timeline(number: int) -> ResponseReturnValue:
    """What was done about the member, and by whom."""
    session = db.session()
    member = queries.get_member(session, number)
    lines = queries.timeline_of(session, member, reading_day())
    return member_page("dossiers/timeline.html", number, tab="timeline", lines=lines)


@blueprint.get("/<int:number>/dokumente/<int:document_id>")
@requires(*READERS)
def document(number: int, document_id: int) -> ResponseReturnValue:
    """The exact bytes of a document about this member."""
    found = queries.get_document(db.session(), number, document_id)
    check_reads_tickets(assemblies.lets_in(db.session(), found, clock.today()), current_actor())
    return download(archive.content_of(found), f"{found.number or found.kind}.pdf")


@blueprint.post("/<int:number>/urkunde")
@requires(*ISSUERS)
def issue_certificate(number: int) -> ResponseReturnValue:
    """Issue the member's certificate; a second click is the same act."""
    form = ActForm()
    with transaction() as session:
        member, actor, now = queries.get_member(session, number), current_actor(), clock.now()
        form.once(session, lambda: actions.issue_certificate(session, member, actor, now))
    flash(_("Die Urkunde ist ausgestellt und liegt im Druckkorb."), "success")
    return redirect(url_for(".show", number=number))


@blueprint.post("/<int:number>/urkunde/<certificate>/zweitschrift")
@requires(*ISSUERS)
def print_again(number: int, certificate: str) -> ResponseReturnValue:
    """Lay a second copy of the same bytes into the print tray."""
    form = ActForm()
    with transaction() as session:
        member, actor, now = queries.get_member(session, number), current_actor(), clock.now()
        form.once(session, lambda: actions.print_again(session, member, certificate, actor, now).id)
    flash(_("Eine weitere Ausfertigung liegt im Druckkorb."), "success")
    return redirect(url_for(".show", number=number))


@blueprint.route("/<int:number>/urkunde/<certificate>/ungueltig", methods=["GET", "POST"])
@requires(*ISSUERS)
def void_certificate(number: int, certificate: str) -> ResponseReturnValue:
    """Ask for the reason, then declare a lost or wrong certificate void."""
    form = ReasonForm()
    issued = queries.get_certificate(db.session(), queries.get_member(db.session(), number), certificate)
    if not form.is_submitted():
        refuse_unless_valid(issued.document.standing)
    if form.validate_on_submit():
        with RefusalsAt(form.reason):
            _void_certificate(form, number, certificate)
            flash(_("Die Urkunde %(number)s ist ungültig.", number=certificate), "success")
            return redirect(url_for(".show", number=number))
    return member_page(
        "dossiers/void_certificate.html", number, status_of(form), tab="shares", form=form, void=certificate
    )


def _void_certificate(form: ReasonForm, number: int, certificate: str) -> None:
    with transaction() as session:
        member, actor, reason = queries.get_member(session, number), current_actor(), form.reason.data
        form.once(session, lambda: actions.void_certificate(session, member, certificate, reason, actor, clock.now()))


@blueprint.route("/<int:number>/anteile/<int:entry_id>/storno", methods=["GET", "POST"])
@requires(*WRITERS)
def reverse(number: int, entry_id: int) -> ResponseReturnValue:
    """Ask for the reason, then undo an entry of the share ledger by one that points at it; or say what undoes it."""
    form, member = ReasonForm(), queries.get_member(db.session(), number)
    entry = queries.get_share_entry(db.session(), member, entry_id)
    if form.validate_on_submit():
        with RefusalsAt(form.reason):
            _reverse(form, number, entry_id)
            flash(_("Die Gegenbuchung steht im Anteilsblatt."), "success")
            return redirect(url_for(".show", number=number))
    hindrance = None if form.is_submitted() else queries.hindrance_to_reversal(db.session(), entry, clock.today())
    return member_page(
        "dossiers/reverse.html", number, status_of(form), tab="shares", form=form, entry=entry,
        hindrance=translated(hindrance) if hindrance else "",
    )


def _reverse(form: ReasonForm, number: int, entry_id: int) -> None:
    with transaction() as session:
        member, reason, actor = queries.get_member(session, number), form.reason.data, current_actor()
        form.once(session, lambda: actions.reverse_share_entry(
            session, member, entry_id, reason, actor, clock.now()
        ).id)
