"""What may be done about a settlement: open, confirm, pay, take back (§§ 8a, 22, 73 GenG)."""

from collections.abc import Sequence
from datetime import date

from app.changes.rules import ChangeOutcome, may_confirm
from app.core.formats import day as written
from app.core.formats import euro
from app.core.values import Cents, Refusal, iban_is_valid, plain_account
from app.settlements.rules.facts import (
    HOLD_WORDS,
    STATE_WORDS,
    UNDOABLE,
    EntryKind,
    Hold,
    SettlementState,
)

DAYS_TO_PAY_BACK = 30
"""How long who was paid though the end was void has to pay it back before being late (§ 286 (3) BGB)."""


def state_of(
    outcome: ChangeOutcome | None, is_undone: bool, left: Cents, is_barred: bool, owed: Cents = 0, received: Cents = 0,
    forgone: Cents = 0,
) -> SettlementState:
    """Say how far a settlement has come; `left` is what is still to be paid, `is_barred` why nothing is.

    `owed` is what the leaver owes of a shortfall beyond the credit, `received` what came in of it, `forgone` what was
    written off (§ 73 (2) sentence 4 GenG; R-PAY-06).
    """
    if outcome is None:
        return SettlementState.PROPOSED
    if outcome is not ChangeOutcome.CONFIRMED:
        return SettlementState.REJECTED if outcome is ChangeOutcome.REJECTED else SettlementState.WITHDRAWN
    if is_undone:
        return SettlementState.REVERSED
    if left:
        return SettlementState.OPEN
    if owed > received + forgone:
        return SettlementState.OWED
    if owed:
        return SettlementState.WRITTEN_OFF if forgone else SettlementState.CLEARED
    return SettlementState.LAPSED if is_barred else SettlementState.PAID


def check_over(last_day: date, today: date) -> None:
    """Refuse to settle what is not over yet: until then no credit is paid (§ 22 (4) GenG; R-SHR-07)."""
    if today <= last_day:
        raise Refusal(
            "Bis zum Ablauf des {day} wird kein Guthaben ausgezahlt (§ 22 Abs. 4 GenG).", day=written(last_day)
        )


def check_not_settled(number: str) -> None:
    """Refuse a second settlement of the same exit, or of the same shares."""
    if number:
        raise Refusal("Darüber gibt es schon eine Auseinandersetzung: {number}.", number=number)


def check_something_to_settle(claim: Cents, deducted: Cents, borne: Cents, settled_by: str = "") -> None:
    """Refuse a settlement of nothing: no claim, none that a loss carried forward takes, no part of a shortfall owed.

    R-PAY-02 to -04, -06.

    `settled_by` is the number of a settlement of the same before, after which nothing came; empty without one.
    """
    if claim <= 0 and deducted <= 0 and borne <= 0:
        check_not_settled(settled_by)
        raise Refusal("Es ist nichts auszuzahlen: Das Guthaben liegt nicht über dem, was bleiben muss (§ 73 GenG).")


def check_proposed(state: SettlementState) -> None:
    """Refuse to decide twice."""
    if state is not SettlementState.PROPOSED:
        raise Refusal("Darüber ist schon entschieden: {state}.", state=STATE_WORDS[state])


def check_another(entered_by: int, user_id: int) -> None:
    """Refuse that the same person opens and confirms (Vier-Augen-Prinzip)."""
    if not may_confirm(entered_by, user_id):
        raise Refusal("Diese Auseinandersetzung haben Sie selbst eröffnet. Bestätigen muss sie jemand anderes.")


def check_unchanged(is_same: bool) -> None:
    """Refuse to confirm figures that the ledger no longer gives."""
    if not is_same:
        raise Refusal(
            "Die Zahlen haben sich inzwischen geändert. Lehnen Sie diese Auseinandersetzung ab, und eröffnen Sie sie"
            " neu."
        )


def check_open(state: SettlementState) -> None:
    """Refuse to pay what is not confirmed, or paid already."""
    if state is not SettlementState.OPEN:
        raise Refusal("Hier ist nichts auszuzahlen: {state}.", state=STATE_WORDS[state])


class AboutAccount(Refusal):
    """A refusal because of the account that was paid."""


def check_account(is_seized: bool, iban: str, ours: str) -> str:
    """Refuse to pay what is seized to an account that nobody named, or to our own; give the account as it is stored.

    Empty where nothing is seized: then the account on record is paid (§ 66 GenG; R-EXIT-08, R-SEPA-01).
    """
    if not is_seized:
        return ""
    if not iban.strip():
        raise AboutAccount("Das Guthaben ist gepfändet. Geben Sie das Konto an, auf das Sie gezahlt haben.")
    if not iban_is_valid(iban):
        raise AboutAccount("Diese IBAN stimmt nicht. Prüfen Sie Länge und Prüfziffern.")
    if plain_account(iban) == ours:
        raise AboutAccount("Das ist das Konto der Genossenschaft. Geben Sie das Konto an, auf das Sie gezahlt haben.")
    return plain_account(iban)


def check_holds(holds: Sequence[Hold]) -> None:
    """Refuse a payout that has to wait, naming why (§§ 8a, 77 GenG; R-PAY-05, R-EXIT-10)."""
    if holds:
        raise Refusal("Diese Auszahlung muss warten: {why}.", why=HOLD_WORDS[holds[0]])


def check_not_barred(number: str, is_barred: bool) -> None:
    """Refuse to pay a barred claim among others: that is decided for each by itself (§ 214 BGB)."""
    if is_barred:
        raise Refusal(
            "{number} ist verjährt. Soll trotzdem gezahlt werden, buchen Sie es auf der Seite dieser"
            " Auseinandersetzung.", number=number,
        )


def check_dividend_not_barred(name: str, is_barred: bool) -> None:
    """Refuse to pay a barred claim from a result among others; `name` is who has it (§ 214 BGB)."""
    if is_barred:
        raise Refusal(
            "Der Anspruch von {name} ist verjährt. Soll trotzdem gezahlt werden, buchen Sie es auf der Seite dieses"
            " Anspruchs.", name=name,
        )


def check_amount(amount: Cents, payable: Cents, left: Cents) -> None:
    """Refuse to pay nothing, or more than is owed, or than the minimum capital lets go (§ 8a GenG; R-PAY-05)."""
    if amount <= 0:
        raise Refusal("Geben Sie einen Betrag über null an.")
    if amount > left:
        raise Refusal("So viel ist nicht offen: noch {left}.", left=euro(left))
    if amount > payable:
        raise Refusal(
            "Mehr als {payable} lässt das Mindestkapital jetzt nicht zu (§ 8a Abs. 2 GenG).", payable=euro(payable)
        )


def check_undoable(state: SettlementState, has_paid: bool, has_received: bool, has_forgone: bool) -> None:
    """Refuse to take back a settlement that is none any more, upon which money has moved, or was written off."""
    check_nothing_came_in(has_received, has_forgone)
    if state not in UNDOABLE:
        raise Refusal("Hier ist nichts zu stornieren: {state}.", state=STATE_WORDS[state])
    if has_paid:
        raise Refusal("Davon ist schon ausgezahlt. Stornieren Sie zuerst die Auszahlungen.")


def check_not_followed(number: str) -> None:
    """Refuse to take back a settlement after which another one told of what came since: it bore the rest (R-PAY-06)."""
    if number:
        raise Refusal("Darauf folgt die Auseinandersetzung {number}. Stornieren Sie zuerst diese.", number=number)


def check_debt_payment(state: SettlementState, amount: Cents, debt: Cents) -> None:
    """Refuse to note a payment where nothing is owed, of nothing, or of more than is owed (§ 73 (2) GenG; R-PAY-06)."""
    check_owes(state)
    if amount <= 0:
        raise Refusal("Geben Sie einen Betrag über null an.")
    if amount > debt:
        raise Refusal("So viel ist nicht geschuldet: noch {left}. Zahlen Sie den Rest zurück.", left=euro(debt))


def check_debt_stands(is_undone: bool) -> None:
    """Refuse to undo a payment of the rest, or its writing off, twice (R-REG-05)."""
    if is_undone:
        raise Refusal("Das ist schon storniert.")


def check_owes(state: SettlementState) -> None:
    """Refuse to write off where nothing is owed (§ 73 (2) sentence 4 GenG; R-PAY-06)."""
    if state is not SettlementState.OWED:
        raise Refusal("Hier ist nichts mehr geschuldet: {state}.", state=STATE_WORDS[state])


def has_moved(state: SettlementState, paid: Cents) -> bool:
    """Say whether a settlement cannot be taken back by itself: money left, or the claim was closed as barred."""
    return paid > 0 or state not in UNDOABLE


def check_nothing_came_in(has_received: bool, has_forgone: bool) -> None:
    """Refuse to take back a settlement upon whose owed rest money came in, or which was written off (R-PAY-06)."""
    if has_forgone:
        raise Refusal("Der geschuldete Rest ist ausgebucht. Stornieren Sie zuerst das Ausbuchen.")
    if has_received:
        raise Refusal("Vom geschuldeten Rest ist schon etwas eingegangen. Stornieren Sie zuerst diese Eingänge.")


def check_may_take_back(kind: EntryKind, is_undone: bool = False) -> None:
    """Refuse to take back alone what belongs to the settlement as a whole, or what is asked back from who got it."""
    _check_not_asked_back(is_undone)
    if kind not in (EntryKind.PAYOUT, EntryKind.LAPSE):
        raise Refusal("Das gehört zur Auseinandersetzung. Stornieren Sie sie im Ganzen.")


def _check_not_asked_back(is_undone: bool) -> None:
    if is_undone:
        raise Refusal(
            "Diese Auszahlung ist zurückzuzahlen. Kommt das Geld, tragen Sie es beim Mitglied als Zahlung ein."
        )


def check_may_come_back(kind: EntryKind, is_undone: bool) -> None:
    """Refuse that anything but a payout comes back from the bank, or what is asked back from who got it (R-SEPA-10)."""
    _check_not_asked_back(is_undone)
    if kind is not EntryKind.PAYOUT:
        raise Refusal("Zurückkommen kann nur eine Auszahlung.")


def check_no_return(is_return: bool) -> None:
    """Refuse that the return of a payout comes back from the bank: it may only be undone (R-REG-05, R-SEPA-10)."""
    if is_return:
        raise Refusal(
            "Das ist die Rückgabe einer Auszahlung. War sie ein Irrtum, stornieren Sie sie; die Auszahlung gilt dann"
            " wieder."
        )


def check_not_back(returned_by: str) -> None:
    """Refuse to undo a payout that came back, or to let it come back again (R-SEPA-10).

    `returned_by` is the number of the return; empty without one.
    """
    if returned_by:
        raise Refusal(
            "Diese Auszahlung kam schon zurück: {number}. Was wieder gezahlt wird, ist eine neue Auszahlung.",
            number=returned_by,
        )


def check_still_there(amount: Cents, left: Cents) -> None:
    """Refuse to undo a return of which the money left again, or is owed no more (R-REG-05, R-SEPA-10)."""
    if amount > left:
        raise Refusal(
            "Was zurückkam, ist seitdem wieder ausgezahlt oder als verjährt geschlossen. Stornieren Sie zuerst das."
        )


def check_stands(is_standing: bool) -> None:
    """Refuse that a payout comes back which was undone as a mistake: it never left the bank (R-REG-05, R-SEPA-10)."""
    if not is_standing:
        raise Refusal("Diese Auszahlung ist storniert: Es ging nichts hinaus, was zurückkommen könnte.")


def check_own(entered_by: int, user_id: int) -> None:
    """Refuse that somebody withdraws what another person opened."""
    if entered_by != user_id:
        raise Refusal("Zurückziehen kann eine Auseinandersetzung nur, wer sie eröffnet hat.")


def check_in_order(earlier: date | None) -> None:
    """Refuse to settle an exit before what was over earlier of the same member: the credit is one (R-PAY-02)."""
    if earlier is not None:
        raise Refusal(
            "Von diesem Mitglied ist noch abzurechnen, was davor zum {day} endete. Eröffnen Sie das zuerst.",
            day=written(earlier),
        )
