"""What is settled, how far it has come, why a payout waits, and the words for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import chain

from app.core.values import Cents, German
from app.members.rules import ExitGround
from app.settlements.rules.amounts import part_by_heads, withheld_of
from app.shares.rules import GROUND_WORDS, CreditGround, ShareGround


class SettlementKind(StrEnum):
    """Whether a whole membership is settled or shares that were given up (§§ 67b, 73 GenG)."""

    EXIT = "exit"
    PARTIAL = "partial"


class EntryKind(StrEnum):
    """What takes something from a credit: a loss, a part of a shortfall, set-off, a payout, or that it is barred."""

    DEDUCTION = "deduction"
    SHORTFALL = "shortfall"
    SET_OFF = "set_off"
    PAYOUT = "payout"
    LAPSE = "lapse"


class Acknowledgement(StrEnum):
    """By what the cooperative owns up to a claim: it pays or sets off a part, or states it by letter (§ 212 BGB)."""

    PAYOUT = "payout"
    SET_OFF = "set_off"
    STATEMENT = "statement"


class SettlementState(StrEnum):
    """How far a settlement has come."""

    PROPOSED = "proposed"
    OPEN = "open"
    OWED = "owed"
    CLEARED = "cleared"
    WRITTEN_OFF = "written_off"
    PAID = "paid"
    LAPSED = "lapsed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    REVERSED = "reversed"


class RestGround(StrEnum):
    """Why a rest that a leaver owes of a shortfall will never come in: barred, not to be had, or waived by resolution.

    §§ 195, 214, 397 BGB; R-PAY-06.
    """

    BARRED = "barred"
    UNCOLLECTABLE = "uncollectable"
    WAIVED = "waived"


class Hold(StrEnum):
    """Why a payout waits though it is confirmed; `seized`: nothing waits, but it goes to somebody else, one by one."""

    SEIZED = "seized"
    HEIRS = "heirs"
    RESULT = "result"
    CREDIT = "credit"
    ACCOUNT = "account"
    CAPITAL = "capital"


MAX_RESOLUTION = 30
"""How many letters the number of a resolution has at most."""

BEFORE_THE_CLAIM = (EntryKind.DEDUCTION, EntryKind.SHORTFALL)
"""What lessens the credit so that it is no part of the claim."""

UNDOABLE = (SettlementState.OPEN, SettlementState.OWED, SettlementState.CLEARED, SettlementState.PAID)
"""States of what a letter states and what may be taken back: confirmed, not closed as barred nor written off."""

CONFIRMED = (*UNDOABLE, SettlementState.LAPSED, SettlementState.WRITTEN_OFF)
"""States of what a second person confirmed and nobody took back."""

LIVE = (SettlementState.PROPOSED, *CONFIRMED)
"""States in which the same exit is not settled a second time."""

KIND_WORDS: Mapping[SettlementKind, str] = {
    SettlementKind.EXIT: German("Ausscheiden"), SettlementKind.PARTIAL: German("Kündigung einzelner Anteile"),
}
ENTRY_WORDS: Mapping[EntryKind, str] = {
    EntryKind.DEDUCTION: German("Verlustvortrag abgezogen"),
    EntryKind.SHORTFALL: German("Anteil am Fehlbetrag einbehalten"),
    EntryKind.SET_OFF: German("Aufgerechnet"),
    EntryKind.PAYOUT: German("Ausgezahlt"),
    EntryKind.LAPSE: German("Verjährt"),
}
_BY_SETTLEMENTS = {
    **{kind: ENTRY_WORDS[kind] for kind in BEFORE_THE_CLAIM}, EntryKind.SET_OFF: German("Aufrechnung"),
}
LEDGER_WORDS: Mapping[ShareGround | CreditGround | EntryKind, str] = dict(
    chain(GROUND_WORDS.items(), _BY_SETTLEMENTS.items())
)
"""How the entries of both ledgers are called; what a settlement kept back is no loss that was written off.

And what it set off is no payout.
"""
STATE_WORDS: Mapping[SettlementState, str] = {
    SettlementState.PROPOSED: German("wartet auf Bestätigung"),
    SettlementState.OPEN: German("auszuzahlen"),
    SettlementState.OWED: German("Rest geschuldet"),
    SettlementState.CLEARED: German("Rest beglichen"),
    SettlementState.WRITTEN_OFF: German("Rest ausgebucht"),
    SettlementState.PAID: German("ausgezahlt"),
    SettlementState.LAPSED: German("verjährt"),
    SettlementState.REJECTED: German("abgelehnt"),
    SettlementState.WITHDRAWN: German("zurückgezogen"),
    SettlementState.REVERSED: German("storniert"),
}
REST_WORDS: Mapping[RestGround, str] = {
    RestGround.BARRED: German("verjährt"),
    RestGround.UNCOLLECTABLE: German("uneinbringlich"),
    RestGround.WAIVED: German("erlassen"),
}
HOLD_WORDS: Mapping[Hold, str] = {
    Hold.SEIZED: German("Guthaben gepfändet, einzeln an den Gläubiger zu zahlen"),
    Hold.HEIRS: German("Erben oder Nachfolge nicht bekannt"),
    Hold.RESULT: German("Ergebnis des Jahres nicht verwendet"),
    Hold.CREDIT: German("Guthaben deckt den Anspruch nicht mehr"),
    Hold.ACCOUNT: German("keine Bankverbindung"),
    Hold.CAPITAL: German("Mindestkapital"),
}
ACKNOWLEDGEMENT_WORDS: Mapping[Acknowledgement, str] = {
    Acknowledgement.PAYOUT: German("Zahlung"),
    Acknowledgement.SET_OFF: German("Aufrechnung"),
    Acknowledgement.STATEMENT: German("Brief mit der Abrechnung"),
}
"""How kinds, entries, states, what ends a rest, what holds a payout up and what owns up to a claim are called."""


def holds_of(
    has_heirs_unknown: bool, is_result_open: bool, has_account: bool, payable: Cents, is_seized: bool = False,
    is_covered: bool = True,
) -> tuple[Hold, ...]:
    """Name what keeps a payout waiting: heirs, result of the year, credit, account, minimum capital (§§ 8a, 73, 77).

    R-EXIT-08, R-EXIT-10, R-PAY-02, R-PAY-05. What is seized is paid to who seized it, whoever follows the member, and
    never to the member's account (§ 66 GenG, § 829 ZPO). `is_covered`: the credit still holds what is to be paid; a
    payment that came back takes it away (R-SEPA-10).
    """
    found = {
        Hold.SEIZED: is_seized, Hold.HEIRS: has_heirs_unknown and not is_seized, Hold.RESULT: is_result_open,
        Hold.CREDIT: not is_covered,
        Hold.ACCOUNT: not has_account and not is_seized, Hold.CAPITAL: payable <= 0,
    }
    return tuple(hold for hold, holds in found.items() if holds)


def heirs_are_unknown(
    is_person: bool, ground: ExitGround | None, is_followed: bool, has_representative: bool
) -> bool:
    """Say whether nobody is known who is paid in the place of a member that is no more (§§ 77, 77a GenG; R-EXIT-10).

    Only a human has heirs, whatever ground an old list gives for an organisation; one that went over has a successor.
    `is_followed`: the member died or went over into another, whatever else had ended the membership before;
    `has_representative`: it is known who is paid for it.
    """
    is_no_more = is_followed or ground is ExitGround.SUCCESSION or (is_person and ground is ExitGround.DEATH)
    return is_no_more and not has_representative


@dataclass(frozen=True)
class Figures:
    """What a settlement comes to, step by step; cents.

    `before` is the credit before `written_off`, `credit` what the ledger holds of it, `kept` the nominal of the shares
    that remain with what earlier settlements still owe, `deducted` the loss carried forward, `claim` what is left.
    Of it `set_off` goes against claims of the cooperative. `shortfall` is what the cooperative lacks to cover its
    debts, parted by `heads`; `borne` is what of the part is owed.
    """

    before: Cents
    written_off: Cents
    credit: Cents
    kept: Cents
    deducted: Cents
    claim: Cents
    set_off: Cents
    due_on: date
    shortfall: Cents = 0
    heads: int = 0
    borne: Cents = 0

    @property
    def part(self) -> Cents:
        """What of the shortfall falls on the leaver by heads."""
        return part_by_heads(self.shortfall, self.heads)

    @property
    def withheld(self) -> Cents:
        """What of that is taken from the credit."""
        return withheld_of(self.credit, self.kept, self.deducted, self.claim)

    @property
    def owed(self) -> Cents:
        """What the leaver still owes of it once the credit is used up."""
        return self.borne - self.withheld

    @property
    def to_pay(self) -> Cents:
        """What is paid in the end."""
        return self.claim - self.set_off


def settlement_number(year: int, number: int) -> str:
    """Write a settlement's number, gapless per year: `AG-2026-003` (R-DOC-10)."""
    return f"AG-{year}-{number:03d}"


def payout_number(year: int, number: int) -> str:
    """Write the number of what was taken from a claim, gapless per year: `Z-2026-0012` (R-DOC-10)."""
    return f"Z-{year}-{number:04d}"
