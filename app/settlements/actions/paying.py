"""Money goes out, comes back, or is never asked for; a whole settlement is taken back (§§ 8a, 73 GenG)."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.archive import actions as archive
from app.archive import queries as archived
from app.changes.rules import may_confirm
from app.core import journal
from app.core.db import one_at_a_time
from app.core.formats import day as written
from app.core.formats import euro, local
from app.core.told import Kept, Told
from app.core.values import Actor, Cents, Refusal, check_reason, plain_account
from app.organs import queries as organs
from app.settlements import queries, rules
from app.settlements.actions.opening import MATTER, hold, reject, subject_of, withdraw
from app.settlements.actions.taking import give_back, let_come_back, take
from app.settlements.models import Settlement, SettlementEntry, SettlementUndoing
from app.settlements.queries import Payout
from app.settlements.rules import CONFIRMED, EntryKind, SettlementState
from app.shares import actions as shares
from app.shares.models import ShareEntry
from app.shares.rules import BlockedBooking, DuePayment, PaymentPurpose, check_not_blocked, check_reversible
from app.statutes.rules import days_after


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
    rules.check_open_then(amount, settlement.least_left(paid_on), paid_on)
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
        rules.check_not_barred(found.settlement.number, found.is_barred(local(now).date()))
        _pay(session, found, found.payable, paid_on, actor, now)
    return len(ids)


def check_takes_back(settlement: Settlement, entry: SettlementEntry) -> None:
    """Refuse to undo what undoes something itself or is undone, what came back, or belongs to the whole (R-REG-05)."""
    check_reversible(entry.reverses_id is not None, any(each.reverses_id == entry.id for each in settlement.entries))
    rules.check_may_take_back(entry.kind, settlement.undoing is not None)
    rules.check_not_back(_number_of_return(settlement, entry))


def take_back(
    session: Session, settlement: Settlement, entry: SettlementEntry, reason: str, actor: Actor, now: datetime
) -> SettlementEntry:
    """Undo a payout, its return or the closing of a claim that was a mistake, by counter-entries of its own day.

    R-REG-05; also where that day lies in a closed year. What the bank returned is booked by `come_back`.
    """
    check_takes_back(settlement, entry)
    if entry in settlement.came_back.values():
        rules.check_still_there(-entry.amount, settlement.left)
    why = check_reason(reason)
    undone = give_back(session, settlement, entry, why, actor, now)
    summary = Told(
        "Storno {number}: {entry}, {amount}. {reason}",
        number=undone.number, entry=entry.number, amount=euro(abs(entry.amount)), reason=Kept(why),
    )
    journal.record(session, actor, "take_back_payout", subject_of(settlement), now, summary, entry=undone.id)
    return undone


def come_back(
    session: Session, settlement: Settlement, entry: SettlementEntry, returned_on: date, reason: str, actor: Actor,
    now: datetime,
) -> SettlementEntry:
    """Book that a payout came back from the bank, on that day: until then it is paid, then owed again (R-SEPA-10).

    It is owed once, as before, by the same day and barred at the same time; what is paid again is a payout of its own.
    """
    rules.check_may_come_back(entry.kind, settlement.undoing is not None)
    rules.check_no_return(entry.returns_id is not None)
    rules.check_not_back(_number_of_return(settlement, entry))
    rules.check_stands(entry in settlement.standing)
    rules.check_came_back_on(returned_on, entry.effective_on, local(now).date())
    why = check_reason(reason)
    back = let_come_back(session, settlement, entry, returned_on, why, actor, now)
    summary = Told(
        "{number}: Auszahlung {entry} kam am {day} zurück, {amount}. {reason}", number=back.number, entry=entry.number,
        day=written(returned_on), amount=euro(entry.amount), reason=Kept(why),
    )
    journal.record(session, actor, "payout_came_back", subject_of(settlement), now, summary, entry=back.id)
    return back


def _number_of_return(settlement: Settlement, entry: SettlementEntry) -> str:
    back = settlement.came_back.get(entry.id)
    return back.number if back else ""


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
    """Take a confirmed settlement back, with what it deducted and set off; refused once money has left (R-REG-05).

    Refused before a further one that followed it is taken back: that one rests on its figures (R-PAY-06, R-PAY-07).
    """
    rules.check_not_followed(queries.following_number(session, settlement))
    rules.check_undoable(settlement.state, settlement.paid > 0, settlement.received > 0, settlement.forgone > 0)
    return _undo(session, settlement, settlement.standing, check_reason(reason), actor, now)


def _undo(
    session: Session, settlement: Settlement, entries: Sequence[SettlementEntry], why: str, actor: Actor, now: datetime
) -> Settlement:
    """Give back these entries, and let the settlement count no more; a letter that nobody has posted is void."""
    for entry in entries:
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


def let_go(
    session: Session, entry: ShareEntry, reason: str, is_void: bool, actor: Actor, now: datetime
) -> None:
    """Undo what was settled of an exit, or of shares given up, that is about to be undone (§§ 67b, 73 GenG; R-REG-05).

    What waits for a second person is turned down by whoever is signed in. Of a void end what was paid stays paid and
    is asked back; otherwise that stands in the way, as what is closed as barred does: the entry's reversal says so.
    """
    shares.lock_many(session, [entry.member_id])
    why = check_reason(reason)
    for found in queries.resting_on(session, entry):
        settlement = queries.get_settlement(session, found.id)
        if settlement.state is SettlementState.PROPOSED and actor.user_id is not None:
            _turn_down(session, settlement, why, actor, now)
        elif settlement.state in CONFIRMED and (is_void or not rules.has_moved(settlement.state, settlement.paid)):
            _let_confirmed_go(session, settlement, why, actor, now)


def _turn_down(session: Session, settlement: Settlement, why: str, actor: Actor, now: datetime) -> None:
    if may_confirm(settlement.entered_by, actor.user_id):
        reject(session, settlement, why, actor, now)
    else:
        withdraw(session, settlement, actor, now)


def _let_confirmed_go(session: Session, settlement: Settlement, why: str, actor: Actor, now: datetime) -> None:
    rules.check_nothing_came_in(settlement.received > 0, settlement.forgone > 0)
    due_on = days_after(local(now).date(), rules.DAYS_TO_PAY_BACK)
    paid = [each for each in settlement.standing if each.kind is EntryKind.PAYOUT]
    _undo(session, settlement, [each for each in settlement.standing if each not in paid], why, actor, now)
    for each in paid:
        due = DuePayment(due_on, each.amount, PaymentPurpose.SHARES)
        shares.ask_for(session, settlement.member, due, each.number, actor, now)
        summary = Told(
            "{amount} aus {settlement} sind bis zum {day} zurückzuzahlen, gezahlt mit {number}",
            amount=euro(each.amount), settlement=settlement.number, day=written(due_on), number=each.number,
        )
        journal.record(session, actor, "ask_payout_back", subject_of(settlement), now, summary, entry=each.id)
