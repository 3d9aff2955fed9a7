"""Transfers, ends of membership without a notice, and settlements of the period, with the papers (R-AUD-02)."""

from collections.abc import Iterator, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.audits.queries.parts import (
    Cells,
    Letters,
    Listed,
    Paper,
    Part,
    counts_within,
    letter,
    letters_of,
    recorded_within,
)
from app.audits.queries.then import Then, of_the_period
from app.audits.rules import Period, plain_amount, safe_stem
from app.removals.models import Removal
from app.removals.rules import KIND_WORDS as REMOVAL_WORDS
from app.removals.rules import STATE_WORDS as REMOVAL_STATES
from app.removals.rules import STEP_WORDS, RemovalState
from app.settlements.models import DebtPayment, Settlement, SettlementEntry
from app.settlements.rules import ENTRY_WORDS, REST_WORDS
from app.settlements.rules import KIND_WORDS as SETTLEMENT_WORDS
from app.transfers.models import Transfer
from app.transfers.rules import STATE_WORDS as TRANSFER_STATES
from app.transfers.rules import TransferState

BOOKED = (TransferState.ENTERED, TransferState.REVERSED)
"""The states of a transfer whose legs stand, or stood, in the ledgers."""


def parts(session: Session, period: Period) -> list[Part]:
    """Transfers, removals and settlements, each as a list, the first two with their papers."""
    return [*_transfers(session, period), *_removals(session, period), *_settlements(session, period)]


def _transfers(session: Session, period: Period) -> list[Part]:
    then = Then(session, period)
    within = of_the_period(Transfer.received_on, Transfer.recorded_at, period, Transfer.effective_on)
    found: Sequence[Transfer] = session.scalars(select(Transfer).where(within).order_by(Transfer.number)).unique().all()
    listed = Listed(
        f"16_Uebertragungen/Uebertragungen_{period}.csv", "Übertragungen des Geschäftsguthabens (§ 76 GenG)",
        ("Nummer", "Von Nr.", "Von", "An Nr.", "An", "Erklärte Anteile", "Eingegangen", "Wirksam", "Beschluss", "Stand",
         "Aufgehoben", "Warum"), lambda: (_transfer(each, then) for each in found),
    )  # fmt: skip
    ids = (letter_id for each in found for letter_id in (each.transferor_letter_id, each.acquirer_letter_id))
    letters = letters_of(session, ids, period)
    return [listed, *(paper for each in found for paper in _papers_of_transfer(letters, each))]


def _transfer(each: Transfer, then: Then) -> Cells:
    """Who joins by it bears the number of the application until it is entered."""
    state, giver = then.transfer(each), each.transferor
    is_entered, waits = state in BOOKED, state in (TransferState.OFFERED, TransferState.PROPOSED)
    taker = each.taker if is_entered or each.application is None else each.application
    name = each.taker_name if taker is each.taker else (each.application.name if each.application else "")
    shares = each.shares if each.shares is not None else "alle"
    return (each.number, giver.number, giver.party.display_name, taker.number, name, shares,
            each.received_on, each.effective_on if is_entered else None, "" if waits else each.resolution_number,
            TRANSFER_STATES[state], *then.if_known(each.ended_at, each.end_reason))  # fmt: skip


def _papers_of_transfer(letters: Letters, each: Transfer) -> Iterator[Part]:
    stem, title = f"16_Uebertragungen/{safe_stem(each.number)}", f"Übertragung {each.number}"
    if each.paper_sha256 and each.erased_at is None:
        yield Paper(f"{stem}_Vereinbarung", f"{title}: Vereinbarung", each.paper_sha256)
    yield from letter(letters, each.transferor_letter_id, f"{stem}_Schreiben_1", f"{title}: an den Übertragenden")
    yield from letter(letters, each.acquirer_letter_id, f"{stem}_Schreiben_2", f"{title}: an den Erwerber")


def _removals(session: Session, period: Period) -> list[Part]:
    within = or_(recorded_within(Removal.recorded_at, period), counts_within(Removal.last_day, period))
    found: Sequence[Removal] = session.scalars(select(Removal).where(within).order_by(Removal.number)).unique().all()
    listed = Listed(
        f"17_Ausscheiden/Ausscheiden_{period}.csv", "Ausschluss, Tod, Auflösung, Rechtsnachfolge: jeder Schritt",
        ("Nummer", "Nr.", "Name", "Art", "Stand", "Letzter Tag", "Beschluss", "Schritt", "Am", "Beleg", "Bemerkung",
         "Erfasst", "Erfasst von"), lambda: _steps(found, Then(session, period)),
    )  # fmt: skip
    letters = letters_of(session, (step.document_id for each in found for step in each.steps), period)
    return [listed, *(paper for each in found for paper in _papers_of_removal(letters, each))]


def _papers_of_removal(letters: Letters, each: Removal) -> Iterator[Part]:
    for step in each.steps:
        stem = f"17_Ausscheiden/{safe_stem(each.number)}_{step.id:06d}"
        title = f"Ausscheiden {each.number}: {STEP_WORDS[step.kind]}"
        if step.paper_sha256 and step.erased_at is None:
            yield Paper(stem, title, step.paper_sha256)
        yield from letter(letters, step.document_id, f"{stem}_Schreiben", f"{title}, Schreiben")


def _steps(found: Sequence[Removal], then: Then) -> Iterator[Cells]:
    for each in found:
        state = then.removal(each)
        last_day = each.last_day if then.came(each.last_day) or then.knew(each.entered_at) else None
        resolution = each.resolution_number if state is not RemovalState.PROPOSED else ""
        head = (each.number, each.member.number, each.member.party.display_name, REMOVAL_WORDS[each.kind],
                REMOVAL_STATES[state], last_day, resolution)  # fmt: skip
        for step in each.steps:
            yield (*head, STEP_WORDS[step.kind], step.happened_on, step.reference, step.note, step.recorded_at,
                   step.recorded_by)  # fmt: skip


def _settlements(session: Session, period: Period) -> list[Part]:
    paid = select(SettlementEntry.settlement_id).where(counts_within(SettlementEntry.effective_on, period))
    rest = select(DebtPayment.settlement_id).where(counts_within(DebtPayment.received_on, period))
    within = or_(recorded_within(Settlement.entered_at, period), counts_within(Settlement.last_day, period),
                 Settlement.id.in_(paid), Settlement.id.in_(rest))  # fmt: skip
    ordered = select(Settlement).where(within).order_by(Settlement.number)
    found: Sequence[Settlement] = session.scalars(ordered).unique().all()
    settled = Listed(
        f"18_Auseinandersetzungen/Auseinandersetzungen_{period}.csv", "Auseinandersetzungen (§ 73 GenG)",
        ("Nummer", "Nr.", "Name", "Art", "Ausgeschieden", "Festgestellt", "Fällig", "Guthaben in Euro",
         "Verlust abgeschrieben in Euro", "Anspruch in Euro", "Verrechnet in Euro", "Eingetragen",
         "Eingetragen von", "Bestätigt", "Bestätigt von", "Zurückgenommen"),
        lambda: (_settlement(each, Then(session, period)) for each in found),
    )  # fmt: skip
    booked = Listed(
        f"18_Auseinandersetzungen/Auszahlungen_{period}.csv", "Auszahlungen und Verrechnungen dazu",
        ("Nummer", "Auseinandersetzung", "Art", "Betrag in Euro", "Am", "IBAN", "Storniert", "Rückgabe von",
         "Bemerkung", "Erfasst", "Erfasst von"), lambda: _payouts(found, Then(session, period)),
    )  # fmt: skip
    rests = Listed(
        f"18_Auseinandersetzungen/Reste_vom_Fehlbetrag_{period}.csv",
        "Eingänge vom Rest, den Ausgeschiedene vom Fehlbetrag schulden, und Ausgebuchtes (§ 73 Abs. 2 Satz 4 GenG)",
        ("Nummer", "Auseinandersetzung", "Geschuldet in Euro", "Betrag in Euro", "Am", "Ausgebucht, weil", "Beschluss",
         "Storniert", "Bemerkung", "Erfasst", "Erfasst von"), lambda: _rests(found, Then(session, period)),
    )  # fmt: skip
    return [settled, booked, rests]


def _settlement(each: Settlement, then: Then) -> Cells:
    decision, undoing = each.decision, each.undoing
    amounts = (plain_amount(cents) for cents in (each.credit, each.written_off, each.claim, each.set_off))
    return (each.number, each.member.number, each.member.party.display_name, SETTLEMENT_WORDS[each.kind],
            each.last_day, each.adopted_on, each.due_on, *amounts, each.entered_at, each.entered_by_name,
            *then.if_known(decision.decided_at if decision else None, decision.decided_by_name if decision else ""),
            *then.if_known(undoing.undone_at if undoing else None))  # fmt: skip


def _payouts(found: Sequence[Settlement], then: Then) -> Iterator[Cells]:
    """What was taken by then, also where it was entered later: a payout that came back later was paid (R-SEPA-10)."""
    for each in found:
        numbers = {entry.id: entry.number for entry in each.entries}
        for entry in each.entries:
            if not then.came(entry.effective_on) and not then.knew(entry.recorded_at):
                continue
            kind = "Storno" if entry.reverses_id else "Kam zurück" if entry.returns_id else ENTRY_WORDS[entry.kind]
            undone, back = (numbers.get(of or 0, "") for of in (entry.reverses_id, entry.returns_id))
            yield (entry.number, each.number, kind, plain_amount(entry.amount), entry.effective_on, entry.iban, undone,
                   back, entry.note, entry.recorded_at, entry.recorded_by)  # fmt: skip


def _rests(found: Sequence[Settlement], then: Then) -> Iterator[Cells]:
    for each in found:
        for row in each.debt_payments:
            if not then.came(row.received_on) and not then.knew(row.recorded_at):
                continue
            ground = REST_WORDS[row.ground] if row.ground else ""
            yield (row.id, each.number, plain_amount(each.owed), plain_amount(row.amount), row.received_on, ground,
                   row.resolution, row.reverses_id, row.note, row.recorded_at, row.recorded_by)  # fmt: skip
