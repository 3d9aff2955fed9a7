"""What the office does on a member's page, through the rooms whose matter it is."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.admissions import queries as admissions
from app.archive.models import PrintItem
from app.changes import actions as changes
from app.changes import queries as change_queries
from app.changes.models import ProposedChange
from app.core import files
from app.core.formats import amount, clock_time, count, euro, local, long_day, member_number
from app.core.formats import day as written
from app.core.uploads import CheckedFile, check_upload
from app.core.values import Actor, Cents, NotFound, PostalAddress
from app.dossiers import queries, rules
from app.dues import queries as dues
from app.dues.rules import check_may_request
from app.members import actions as members
from app.members import queries as member_queries
from app.members.models import Member
from app.organs import queries as organs
from app.parties import actions as parties
from app.parties import queries as party_queries
from app.parties.models import PartyAddress, PartyName, Representation
from app.parties.rules import PartyFacts, check_dated
from app.settlements import queries as settlements
from app.settlements.rules import LEDGER_WORDS, EntryKind
from app.shares import actions as shares
from app.shares import queries as share_queries
from app.shares.models import Certificate, PaymentReceived, ScaleQuantity, ShareEntry
from app.shares.queries import SheetRow
from app.shares.rules import (
    CreditGround,
    PaymentPurpose,
    ShareGround,
    TooMuch,
    check_both_legs,
    check_owes_by_then,
)
from app.statutes import queries as statutes
from app.statutes.rules import FiscalYear, check_ends_in_open_year, check_told_in_open_year
from documents import registry
from documents.record import Row
from documents.report import Align, Column, ReportFacts, Table


def issue_certificate(session: Session, member: Member, actor: Actor, now: datetime) -> int:
    """Issue the member's certificate; gives its id (R-DOC-04)."""
    return _issue_certificate(session, member, actor, now).id


def issue_certificates(session: Session, ids: Sequence[int], actor: Actor, now: datetime) -> int:
    """Issue what is missing or no longer agrees with the register among these members, and say how many."""
    today = local(now).date()
    missing = {member.id: member for member in share_queries.members_without_certificate(session, today)}
    missing |= {each.member_id: each.member for each in share_queries.under_former_name(session, today)}
    missing |= {each.member_id: each.member for each in share_queries.over_former_amount(session, today)}
    wanted = [missing[member_id] for member_id in sorted(set(ids)) if member_id in missing]
    for member in wanted:
        _issue_certificate(session, member, actor, now)
    return len(wanted)


def _issue_certificate(session: Session, member: Member, actor: Actor, now: datetime) -> Certificate:
    return shares.issue_certificate(session, member, actor, now, admissions.biased_towards(session, member.id))


def print_again(session: Session, member: Member, number: str, actor: Actor, now: datetime) -> PrintItem:
    """Lay a second copy of a member's certificate into the print tray."""
    certificate = share_queries.find_certificate(session, number)
    if certificate is None or certificate.member_id != member.id:
        raise NotFound
    return shares.print_certificate_again(session, certificate, actor, now)


def void_certificate(session: Session, member: Member, number: str, reason: str, actor: Actor, now: datetime) -> int:
    """Declare a member's certificate void, with the reason; gives its id."""
    certificate = share_queries.find_certificate(session, number)
    if certificate is None or certificate.member_id != member.id:
        raise NotFound
    shares.void_certificate(session, certificate, reason, actor, now)
    return certificate.id


def request_payment(session: Session, member: Member, actor: Actor, now: datetime) -> int:
    """Ask the member for what is due, or falls due next; gives the letter's id. What is late is dunned."""
    check_may_request(dues.history_of(session, member.id, local(now).date()).is_late)
    biased = admissions.biased_towards(session, member.id)
    shares.cover_by_now(session, member, actor, now)
    return shares.issue_payment_request(session, member, actor, now, biased).id


def record_payment(
    session: Session, member: Member, amount: Cents, received_on: date, purpose: PaymentPurpose, note: str,
    actor: Actor, now: datetime,
) -> PaymentReceived:
    """Record money that came in from this member; what it owes of a shortfall is noted elsewhere (R-PAY-06)."""
    try:
        return shares.record_payment(session, member, amount, received_on, purpose, note, actor, now)
    except TooMuch as refusal:
        raise refusal.where_owed(settlements.rests_of(session, member.id)) from refusal


def reverse_share_entry(
    session: Session, member: Member, entry_id: int, reason: str, actor: Actor, now: datetime
) -> ShareEntry:
    """Undo an entry of this member's share ledger; a transfer is undone as a whole, not by one of its legs."""
    entry = queries.get_share_entry(session, member, entry_id)
    check_both_legs(share_queries.has_other_leg(session, entry))
    return shares.reverse_share_entry(session, entry, reason, actor, now)


def change_contact(
    session: Session, member: Member, contact: rules.Contact, actor: Actor, now: datetime
) -> None:
    """Change how a member is reached; of another e-mail address it is told at the former one."""
    former, told_to = member.party.email, change_queries.addresses_known(session, member.party, local(now).date())
    parties.change_contact(
        session, member.party, contact.email, contact.phone, contact.region, actor, now,
        register_court=contact.register_court, register_number=contact.register_number,
    )
    if former and member.party.email != former:
        changes.tell_of_new_contact(session, member, told_to, now)


def change_name(
    session: Session, member: Member, facts: PartyFacts, valid_from: date, proof: CheckedFile | None, actor: Actor,
    now: datetime, why_none: str = "",
) -> PartyName:
    """Enter a member's new name or legal form in the register, with its document; the very same again is one.

    Without a document it takes the reason why there is none.
    """
    last, today = party_queries.last_recorded_name(session, member.party_id), local(now).date()
    is_same = last.valid_from == valid_from and queries.last_name_words(session, member) == rules.named_since(
        facts.display_name, valid_from
    )
    if not is_same or facts.legal_form.strip() not in ("", last.legal_form):
        queries.preview_name(session, member, facts, valid_from, today)
    why_none = rules.reason_without_proof(proof is not None, why_none)
    return parties.change_name(session, member.party, facts, valid_from, actor, now, _kept(session, proof), why_none)


def change_address(
    session: Session, member: Member, address: PostalAddress, valid_from: date, proof: CheckedFile | None,
    actor: Actor, now: datetime,
) -> PartyAddress:
    """Enter a member's new address in the register; the very same again is one."""
    if queries.last_address_words(session, member) != rules.named_since(str(address), valid_from):
        queries.preview_address(session, member, address, valid_from, local(now).date())
    return parties.change_address(session, member.party, address, valid_from, actor, now, _kept(session, proof))


def _kept(session: Session, proof: CheckedFile | None) -> str | None:
    if proof is None:
        return None
    check_upload(proof.content)
    return files.keep(session, proof.content)


def undo_name(session: Session, member: Member, entry_id: int, reason: str, actor: Actor, now: datetime) -> int:
    """Take back the name of a member that was recorded last; gives the counter-entry's id."""
    return parties.undo_name(session, member.party, entry_id, reason, actor, now).id


def undo_address(session: Session, member: Member, entry_id: int, reason: str, actor: Actor, now: datetime) -> int:
    """Take back the address of a member that was recorded last; gives the counter-entry's id."""
    return parties.undo_address(session, member.party, entry_id, reason, actor, now).id


def note_details(
    session: Session, member: Member, details: Mapping[str, str], valid_from: date, actor: Actor, now: datetime
) -> int:
    """Enter what the register holds of a member by the statute's own fields, from a day on (R-REG-02)."""
    queries.preview_details(session, member, details, valid_from, local(now).date())
    return members.note_details(session, member, details, valid_from, actor, now)


def note_quantity(
    session: Session, member: Member, quantity: int, valid_from: date, proof: CheckedFile | None, actor: Actor,
    now: datetime, why_none: str = "",
) -> ScaleQuantity:
    """Enter how much of the statute's measure a member has from a day on, with its document (§ 7a (2); R-SHR-05).

    Without a document it takes the reason why there is none.
    """
    why_none = rules.reason_without_proof(proof is not None, why_none)
    today = local(now).date()
    check_dated(valid_from, today)
    check_owes_by_then(valid_from, member_queries.get_period_on(session, member.id, date.min).first_day, today)
    statute = statutes.statute_on(session, rules.day_of_measure(valid_from, today))
    return shares.note_quantity(
        session, member, quantity, valid_from, statute, actor, now, proof_sha256=_kept(session, proof),
        no_proof_why=why_none,
    )


def undo_quantity(session: Session, member: Member, entry_id: int, reason: str, actor: Actor, now: datetime) -> int:
    """Undo an entry on what a member has of the statute's measure; gives the counter-entry's id."""
    return shares.undo_quantity(session, member, entry_id, reason, actor, now).id


def propose_bank_account(
    session: Session, member: Member, iban: str, valid_from: date, proof: CheckedFile | None, actor: Actor,
    now: datetime,
) -> ProposedChange:
    """Enter an account for a member, from a day on; it counts once somebody else has confirmed it."""
    return changes.propose_bank_account(session, member, iban, valid_from, proof, False, actor, now)


def add_representative(
    session: Session, member: Member, facts: PartyFacts, same_as: int | None, wanted: rules.WantedRepresentation,
    proof: CheckedFile | None, actor: Actor, now: datetime, why_none: str = "",
) -> Representation:
    """Record who acts for a member: somebody known already, or a new person; the proof is kept by its hash.

    Without a proof it takes the reason why there is none.
    """
    check_told_in_open_year(wanted.first_day, statutes.closed_through(session))
    why_none = rules.reason_without_proof(proof is not None, why_none)
    person = party_queries.get_party(session, same_as) if same_as else None
    person = person or parties.add_party(session, facts, wanted.first_day, actor, now)
    digest = _kept(session, proof)
    return parties.add_representation(
        session, member.party_id, person.id, wanted.authority, wanted.function, wanted.first_day, actor, now,
        digest, no_proof_why=why_none,
    )


def end_representative(
    session: Session, member: Member, representation_id: int, last_day: date, actor: Actor, now: datetime
) -> None:
    """Note the last day on which somebody acts for this member."""
    found = queries.get_representation(session, member, representation_id)
    check_ends_in_open_year(last_day, statutes.closed_through(session))
    parties.end_representation(session, found, last_day, actor, now)


def strike_representative(
    session: Session, member: Member, representation_id: int, reason: str, actor: Actor, now: datetime
) -> Representation:
    """Strike who was entered by mistake as acting for this member: it counts on no day, as is known from now on."""
    found = queries.get_representation(session, member, representation_id)
    parties.strike_representation(session, found, reason, actor, now)
    return found


def print_share_sheet(
    session: Session, member: Member, year: FiscalYear, known_at: datetime | None, now: datetime
) -> bytes:
    """Print a member's share sheet of a year (Anteilsblatt, R-SHR-02), reversed lines and their reversals in it."""
    sheet, at = queries.year_sheet(session, member, year, known_at), min(known_at or now, now)
    known_on = local(at).date()
    rows = [Row("Mitglied", f"{member.party.display_name}, Nr. {member_number(member.number)}")]
    rows += [Row("Nach Kenntnis vom", f"{long_day(at)}, {clock_time(at)}")]
    rows += [Row("Nennbetrag der Anteile", euro(sheet.nominal))] if sheet.nominal is not None else []
    rows += [Row("Haftsumme", euro(sheet.liability))] if sheet.liability else []
    facts = ReportFacts(
        cooperative=organs.letterhead_on(session, local(now).date()).cooperative, number="", heading="Anteilsblatt",
        subtitle=f"Geschäftsjahr {year}", made_at=now, rows=tuple(rows), tables=(_sheet_table(sheet, known_on),),
        closing=(f"Die Belege dieses Jahres sind bis zum {written(sheet.vouchers_until)} aufzubewahren.",)
        if sheet.vouchers_until else (),
    )
    return registry.build("report", facts)


def _sheet_table(sheet: queries.YearSheet, known_on: date) -> Table:
    columns = (
        Column("Wirksam", 13), Column("Vorgang", 31), Column("Beleg", 15), Column("Anteile", 9, Align.RIGHT),
        Column("Bestand", 9, Align.RIGHT), Column("Betrag €", 11, Align.RIGHT), Column("Guthaben €", 12, Align.RIGHT),
    )
    before = _balance_row(f"Stand vor dem {written(sheet.year.first_day)}", sheet.shares_before, sheet.credit_before)
    is_over = sheet.year.last_day < known_on
    until = "" if is_over else f", soweit am {written(known_on)} gebucht"
    last = f"Stand nach dem {written(sheet.year.last_day)}{until}"
    after = _balance_row(last, sheet.shares_after, sheet.credit_after)
    rows = (_sheet_row(row, sheet.taken.get(row, row.ground)) for row in sheet.rows)
    return Table("", columns, (before, *rows), (after,))


def _balance_row(label: str, held: int, credit: Cents) -> tuple[str, ...]:
    return "", label, "", "", count(held), "", amount(credit)


def _sheet_row(row: SheetRow, booked_as: ShareGround | CreditGround | EntryKind) -> tuple[str, ...]:
    ground = str(LEDGER_WORDS[booked_as])
    what = f"Storno der Buchung vom {written(row.undoes_on)}" if row.undoes_on else ground
    return (
        written(row.effective_on), f"{what}, storniert" if row.is_reversed else what, row.document,
        count(row.change, signed=True) if row.change else "", count(row.shares),
        amount(row.amount, signed=True) if row.amount else "", amount(row.credit),
    )
