"""Money goes out, comes back, or is never asked for; a whole settlement is taken back (§§ 8a, 73 GenG)."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.archive import actions as archive
from app.archive import queries as archived
from app.core import journal
from app.core.db import one_at_a_time
from app.core.formats import day as written
from app.core.formats import euro, local
from app.core.told import Kept, Told
from app.core.values import Actor, Cents, Refusal, check_reason, plain_account
from app.organs import queries as organs
from app.settlements import queries, rules
from app.settlements.actions.opening import MATTER, hold, subject_of
from app.settlements.actions.taking import give_back, take
from app.settlements.models import Settlement, SettlementEntry, SettlementUndoing
from app.settlements.queries import Payout
from app.settlements.rules import EntryKind
from app.shares import actions as shares
from app.shares.rules import BlockedBooking, check_not_blocked


def pay_out(
    session: Session, settlement: Settlement, amount: Cents, paid_on: date, actor: Actor, now: datetime, iban: str = "",
) -> SettlementEntry:
    """Record that a claim was paid, whole or in part, to the account of today (§ 73 (2) GenG; R-PAY-01, R-PAY-05).

    `iban` is the account that was paid where the credit is seized; else the one on record is (§ 66 GenG; R-EXIT-08).

    Refused before a second person confirmed it, where the payout has to wait, and beyond what is owed or the minimum
    capital lets go.
    """
    found = queries.payout_of(session, settlement, local(now).date())
    return _pay(session, found, amount, paid_on, actor, now, iban)


def _pay(
    session: Session, found: Payout, amount: Cents, paid_on: date, actor: Actor, now: datetime, iban: str = ""
) -> SettlementEntry:
    today, settlement = local(now).date(), found.settlement
    rules.check_open(settlement.state)
    queries.basis_of(session, settlement)
    queries.check_year_stands(session, settlement, today)
    rules.check_paid_on(paid_on, settlement.adopted_on, settlement.confirmed_on or today, today)
    check_not_blocked(BlockedBooking.PAYOUT, paid_on <= settlement.last_day)
    rules.check_holds(found.waits_for)
    ours = organs.letterhead_on(session, today).iban
    account = rules.check_account(bool(found.seizures), iban, plain_account(ours)) or found.iban
    rules.check_amount(amount, found.payable, settlement.left)
    entry = take(session, settlement, EntryKind.PAYOUT, amount, paid_on, actor, now, iban=account)
    session.refresh(settlement)
    summary = Told(
        "Auszahlung {number} zu {settlement}: {amount} am {day}",
        number=entry.number, settlement=settlement.number, amount=euro(amount), day=written(paid_on),
    )
    journal.record(session, actor, "pay_out", subject_of(settlement), now, summary, entry=entry.id)
    return entry


def pay_together(session: Session, ids: Sequence[int], paid_on: date, actor: Actor, now: datetime) -> int:
    """Record that several claims were paid, each as far as it may be; all of them or none. Gives how many."""
    if not ids:
        raise Refusal("Wählen Sie aus, was ausgezahlt wurde.")
    one_at_a_time(session, MATTER)
    shares.lock_many(session, [queries.get_settlement(session, each).member_id for each in ids])
    for settlement_id in ids:
        found = queries.payout_of(session, hold(session, settlement_id), local(now).date())
        rules.check_holds(found.holds)
        _pay(session, found, found.payable, paid_on, actor, now)
    return len(ids)


def take_back(
    session: Session, settlement: Settlement, entry: SettlementEntry, reason: str, actor: Actor, now: datetime
) -> SettlementEntry:
    """Undo a payout that came back, or a claim closed by mistake, by counter-entries (R-REG-05, R-SEPA-10)."""
    rules.check_may_take_back(entry.kind)
    why = check_reason(reason)
    undone = give_back(session, settlement, entry, why, actor, now)
    summary = Told(
        "Storno {number}: {entry}, {amount}. {reason}",
        number=undone.number, entry=entry.number, amount=euro(entry.amount), reason=Kept(why),
    )
    journal.record(session, actor, "take_back_payout", subject_of(settlement), now, summary, entry=undone.id)
    return undone


def close_barred(
    session: Session, settlement: Settlement, reason: str, actor: Actor, now: datetime
) -> SettlementEntry:
    """Close a claim that is barred, and book out what is left of it; never by itself (§§ 195, 214 BGB)."""
    today = local(now).date()
    rules.check_open(settlement.state)
    found = queries.payout_of(session, settlement, today)
    rules.check_barred(found.barred_after, found.suspended, today)
    why = check_reason(reason)
    entry = take(session, settlement, EntryKind.LAPSE, settlement.left, today, actor, now, note=why)
    session.refresh(settlement)
    summary = Told(
        "Anspruch aus {settlement} verjährt, {amount} ausgebucht: {reason}",
        settlement=settlement.number, amount=euro(entry.amount), reason=Kept(why),
    )
    journal.record(session, actor, "close_barred", subject_of(settlement), now, summary, entry=entry.id)
    return entry


def reverse(session: Session, settlement: Settlement, reason: str, actor: Actor, now: datetime) -> Settlement:
    """Take a confirmed settlement back, with what it deducted and set off; refused once money has left (R-REG-05)."""
    rules.check_undoable(settlement.state, settlement.paid > 0, settlement.received > 0, settlement.forgone > 0)
    why = check_reason(reason)
    for entry in settlement.standing:
        give_back(session, settlement, entry, why, actor, now)
    session.add(SettlementUndoing(settlement_id=settlement.id, undone_at=now, undone_by=actor.name, reason=why))
    session.flush()
    letter = queries.statement_of(session, settlement)
    if letter is not None and all(copy.posted_at is None for copy in archived.items_of(session, letter.id)):
        archive.make_void(session, letter, why, actor, now)
    session.refresh(settlement)
    summary = Told("Auseinandersetzung {number} storniert: {reason}", number=settlement.number, reason=Kept(why))
    journal.record(session, actor, "reverse_settlement", subject_of(settlement), now, summary, settlement=settlement.id)
    return settlement
