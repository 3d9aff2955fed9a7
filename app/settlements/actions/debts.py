"""The rest of a shortfall comes in or is written off, or that is undone (§ 73 (2) sentence 4 GenG; R-PAY-06)."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from app.core import journal
from app.core.formats import day as written
from app.core.formats import euro, local
from app.core.told import Kept, Told
from app.core.values import Actor, Cents, German, check_reason
from app.organs import queries as organs
from app.settlements import queries, rules
from app.settlements.actions.opening import subject_of
from app.settlements.models import DebtPayment, Settlement
from app.settlements.rules import REST_WORDS, RestGround


def note_debt_paid(
    session: Session, settlement: Settlement, amount: Cents, received_on: date, note: str, actor: Actor, now: datetime
) -> DebtPayment:
    """Note that a leaver paid of the rest it owes; `note` says where the payment is found (R-PAY-06).

    It is no credit: nothing is booked in the member's ledgers.
    """
    rules.check_debt_payment(settlement.state, amount, settlement.debt)
    rules.check_received_on(received_on, settlement.adopted_on, local(now).date())
    payment = _add(session, settlement, amount, received_on, check_reason(note), actor, now)
    summary = Told(
        "Vom Rest aus {settlement} eingegangen: {amount} am {day}",
        settlement=settlement.number, amount=euro(amount), day=written(received_on),
    )
    journal.record(session, actor, "note_debt_paid", subject_of(settlement), now, summary, payment=payment.id)
    return payment


def undo_debt_paid(
    session: Session, settlement: Settlement, payment: DebtPayment, sent_back_on: date, reason: str, actor: Actor,
    now: datetime,
) -> DebtPayment:
    """Undo a payment of the rest that was noted by mistake, or came back, by a row that points at it (R-REG-05).

    `sent_back_on` is the day on which the money went back: from then on it is owed again. What never came in is undone
    as of its own day.
    """
    rules.check_debt_stands(payment.is_undone)
    rules.check_sent_back_on(sent_back_on, payment.received_on, local(now).date())
    undone = _undo(session, settlement, payment, sent_back_on, reason, actor, now)
    same_day = German("Eingang vom Rest aus {settlement} storniert, {amount} vom {day}: {reason}")
    later = German(
        "Eingang vom Rest aus {settlement} storniert, {amount} vom {day}, zurückgegangen am {back}: {reason}"
    )
    words, values = _told_of(settlement, payment, undone, same_day, later)
    summary = Told(words, **values)
    journal.record(session, actor, "undo_debt_paid", subject_of(settlement), now, summary, payment=undone.id)
    return undone


def write_off_debt(
    session: Session, settlement: Settlement, ground: RestGround, resolution: str, forgone_on: date, why: str,
    actor: Actor, now: datetime,
) -> DebtPayment:
    """Write off what a leaver still owes, since it will never come in; never by itself (§§ 195, 397 BGB; R-PAY-06).

    The cooperative waives by its board, or by whoever represents it in the board's place (§ 39 GenG; R-ORG-04): then
    the number of the resolution is kept, one of those kept here.
    """
    rules.check_owes(settlement.state)
    number = resolution.strip()
    rules.check_names_resolution(ground, number)
    last_on = max((each.received_on for each in settlement.debt_payments), default=None)
    rules.check_forgone_on(forgone_on, settlement.adopted_on, last_on, local(now).date())
    if ground is RestGround.BARRED:
        rules.check_rest_barred(settlement.rest_barred_after, forgone_on)
    if ground is RestGround.WAIVED:
        found = organs.find_named(session, number)
        resolved_on = found.accepted_on if found and found.accepted_on else forgone_on
        number = rules.check_waives(number, found, queries.debtor_on(session, settlement, resolved_on), forgone_on)
    reason = check_reason(why)
    row = _add(session, settlement, settlement.debt, forgone_on, reason, actor, now, ground=ground, resolution=number)
    values: dict[str, object] = {
        "settlement": settlement.number, "amount": euro(row.amount), "day": written(forgone_on),
        "ground": German(REST_WORDS[ground]), "reason": Kept(reason),
    }
    if number:
        summary = Told(
            "Rest aus {settlement} ausgebucht, {amount} zum {day}, {ground} mit Beschluss {resolution}: {reason}",
            resolution=number, **values,
        )
    else:
        summary = Told("Rest aus {settlement} ausgebucht, {amount} zum {day}, {ground}: {reason}", **values)
    journal.record(session, actor, "write_off_debt", subject_of(settlement), now, summary, payment=row.id)
    return row


def undo_written_off(
    session: Session, settlement: Settlement, row: DebtPayment, owed_again_on: date, reason: str, actor: Actor,
    now: datetime,
) -> DebtPayment:
    """Undo that a rest was written off, by a row that points at it: it is owed again from that day on (R-REG-05).

    What was never to be written off is undone as of its own day, and a waiver is undone for nothing else (§ 397 BGB).
    """
    rules.check_debt_stands(row.is_undone)
    is_waived = row.ground is RestGround.WAIVED
    rules.check_owed_again_on(owed_again_on, row.received_on, local(now).date(), is_waived)
    undone = _undo(session, settlement, row, owed_again_on, reason, actor, now)
    same_day = German("Ausbuchen des Rests aus {settlement} storniert, {amount} zum {day}: {reason}")
    later = German(
        "Ausbuchen des Rests aus {settlement} storniert, {amount} zum {day}, wieder geschuldet ab {back}: {reason}"
    )
    words, values = _told_of(settlement, row, undone, same_day, later)
    summary = Told(words, **values)
    journal.record(session, actor, "undo_written_off", subject_of(settlement), now, summary, payment=undone.id)
    return undone


def _undo(
    session: Session, settlement: Settlement, row: DebtPayment, undone_on: date, reason: str, actor: Actor,
    now: datetime,
) -> DebtPayment:
    """The row that points at another and takes it back, with what that one said of ground and resolution."""
    why = check_reason(reason)
    return _add(session, settlement, -row.amount, undone_on, why, actor, now, row.id, row.ground, row.resolution)


def _told_of(
    settlement: Settlement, row: DebtPayment, undone: DebtPayment, same_day: German, later: German
) -> tuple[German, dict[str, object]]:
    """What the journal tells of a row taken back: the sentence, `later` with the day `back` where that is another."""
    values: dict[str, object] = {
        "settlement": settlement.number, "amount": euro(row.amount), "day": written(row.received_on),
        "reason": Kept(undone.note),
    }
    if undone.received_on == row.received_on:
        return same_day, values
    return later, {**values, "back": written(undone.received_on)}


def _add(
    session: Session, settlement: Settlement, amount: Cents, received_on: date, note: str, actor: Actor, now: datetime,
    reverses_id: int | None = None, ground: RestGround | None = None, resolution: str = "",
) -> DebtPayment:
    payment = DebtPayment(
        settlement_id=settlement.id, amount=amount, received_on=received_on, note=note, recorded_at=now,
        recorded_by=actor.name, reverses_id=reverses_id, ground=ground, resolution=resolution,
    )
    session.add(payment)
    session.flush()
    session.refresh(settlement)
    return payment
