"""Statement of a settlement: how the claim of somebody who left came about (Auseinandersetzung, §§ 67b, 73 GenG).

Tells the credit, losses written off, what was set off, what the minimum capital holds back, and by when what is paid.
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from app.core.values import Cents
from documents.letter import Letter, print_letter, sample_letter


class Hindrance(StrEnum):
    """What the member has to tell before anything can be paid."""

    HEIRS = "heirs"
    SUCCESSOR = "successor"
    ACCOUNT = "account"


@dataclass(frozen=True)
class StatementFacts:
    """What a settlement comes to; cents.

    `before` is the credit before the loss `written_off`, `kept` stays for the shares that remain, `deducted` is a loss
    carried forward that the statute takes off. Of `to_pay` the minimum capital holds `suspended` back.
    Of a `shortfall` of the cooperative a `part` falls on each of `heads`; `borne` is what the leaver owes of it,
    `withheld` what was taken from the credit for that, `owed` the rest. Of it `received` is here already,
    `waived` is owed no more, and `forgone` was written off otherwise, which waives nothing; what is `asked` for is to
    be paid by the day `pay_by`.
    `seized_by` names who is paid in the member's place, on an account that is not the member's. `follows` is the number
    of the settlement after which more came to the credit, of which this one tells alone. `member` names who left where
    the letter goes to who follows: an heir, a successor. Of what is `kept`, `bound` lies above the nominal of the
    shares that remain, since that was reduced; `keeps_for_others`: other settlements claim a part. A claim that
    was barred before it was settled has been so since `barred_after`. Of what is `set_off`, `barred_set_off` is barred,
    which does not stand in the way (§ 215 BGB). `apart` came in in a later year and is settled by itself. `replaces`:
    the letters in whose place this one comes.
    """

    letter: Letter
    settlement: str
    last_day: date
    adopted_on: date
    is_partial: bool
    before: Cents
    written_off: Cents
    kept: Cents
    deducted: Cents
    claim: Cents
    set_off: Cents
    to_pay: Cents
    suspended: Cents
    due_on: date
    iban: str
    waits_for: tuple[Hindrance, ...] = ()
    seized_by: tuple[str, ...] = ()
    shortfall: Cents = 0
    heads: int = 0
    part: Cents = 0
    borne: Cents = 0
    withheld: Cents = 0
    owed: Cents = 0
    received: Cents = 0
    forgone: Cents = 0
    waived: Cents = 0
    pay_by: date | None = None
    follows: str = ""
    member: str = ""
    bound: Cents = 0
    keeps_for_others: bool = False
    barred_after: date | None = None
    barred_set_off: Cents = 0
    apart: Cents = 0
    replaces: tuple[str, ...] = ()

    @property
    def asked(self) -> Cents:
        """What is to be paid of the rest."""
        return self.owed - self.received - self.forgone - self.waived

    @property
    def is_overdue(self) -> bool:
        """Whether the day to pay by has passed when the letter is written."""
        return self.due_on < self.letter.dated

    @property
    def is_late(self) -> bool:
        """Whether the settlement itself is late; what came since is settled as it came."""
        return self.is_overdue and not self.follows


def build(facts: StatementFacts) -> bytes:
    """Print the statement (PDF/A-3a, PDF/UA-1)."""
    return print_letter("settlement_statement", facts, facts.letter)


def sample() -> StatementFacts:
    """A statement by the fictional Digitalverbund Morgenau."""
    return StatementFacts(
        letter=replace(sample_letter(), reference="B-2027-0412", dated=date(2027, 6, 14)),
        settlement="AG-2027-003", last_day=date(2026, 12, 31), adopted_on=date(2027, 6, 11), is_partial=False,
        before=1_000_000, written_off=0, kept=0, deducted=0, claim=1_000_000, set_off=0, to_pay=1_000_000,
        suspended=0, due_on=date(2027, 6, 30), iban="DE89370400440532013000",
    )


def variants() -> dict[str, StatementFacts]:
    """Samples with every kind of line."""
    whole = sample()
    lacking = replace(whole, shortfall=26_800_000, heads=67, part=400_000)
    owing = replace(
        lacking, written_off=900_000, borne=400_000, withheld=100_000, owed=300_000, claim=0, to_pay=0, iban="",
        pay_by=date(2027, 6, 28),
    )
    return {
        "whole": whole,
        "loss": replace(
            whole, written_off=100_000, deducted=45_000, claim=855_000, set_off=25_000, to_pay=830_000,
        ),
        "partial": replace(whole, is_partial=True, kept=750_000, claim=250_000, to_pay=250_000),
        "barred": replace(
            whole, barred_after=date(2030, 12, 31), letter=replace(whole.letter, dated=date(2031, 6, 23)),
        ),
        "barred_apart": replace(
            whole, barred_after=date(2030, 12, 31), letter=replace(whole.letter, dated=date(2031, 6, 23)),
            apart=500_000,
        ),
        "made_anew": replace(whole, settlement="AG-2027-021", replaces=("B-2027-0398",)),
        "barred_set_off": replace(
            whole, barred_after=date(2030, 12, 31), letter=replace(whole.letter, dated=date(2031, 6, 23)),
            set_off=30_000, barred_set_off=30_000, to_pay=970_000,
        ),
        "reduced": replace(
            whole, is_partial=True, kept=900_000, claim=100_000, to_pay=100_000, bound=600_000,
        ),
        "suspended": replace(whole, suspended=400_000, waits_for=(Hindrance.ACCOUNT,), iban=""),
        "all_suspended": replace(whole, suspended=1_000_000),
        "heirs": replace(whole, waits_for=(Hindrance.HEIRS, Hindrance.ACCOUNT), iban=""),
        "successor": replace(whole, waits_for=(Hindrance.SUCCESSOR, Hindrance.ACCOUNT), iban=""),
        "seized": replace(whole, seized_by=("Raiffeisenkasse Rabental-Morgenau eG",), iban=""),
        "late": replace(whole, letter=replace(whole.letter, dated=date(2027, 7, 1))),
        "shortfall": replace(lacking, borne=400_000, withheld=400_000, claim=600_000, to_pay=600_000),
        "shortfall_limited": replace(lacking, borne=250_000, withheld=250_000, claim=750_000, to_pay=750_000),
        "shortfall_without_duty": lacking,
        "shortfall_owed": owing,
        "shortfall_paid_in_part": replace(owing, received=100_000),
        "shortfall_written_off_in_part": replace(owing, received=50_000, forgone=70_000, waived=80_000),
        "shortfall_paid": replace(owing, received=300_000),
        "further": replace(
            whole, settlement="AG-2027-019", follows="AG-2027-003", before=250_000, claim=250_000, to_pay=250_000,
            letter=replace(whole.letter, dated=date(2027, 8, 2)), due_on=date(2027, 7, 26),
        ),
        "to_heirs": replace(
            whole, member="Balthasar Lindwurm", waits_for=(Hindrance.ACCOUNT,), iban="",
            letter=replace(
                whole.letter, salutation="Guten Tag Rosalinde Lindwurm,",
                recipient=("Rosalinde Lindwurm", "für die Erben nach Balthasar Lindwurm", "Am Anger 9",
                           "70997 Altenbruck"),
            ),
        ),
        "further_before_its_day": replace(
            whole, settlement="AG-2027-019", follows="AG-2027-003", before=250_000, claim=250_000, to_pay=250_000,
        ),
        "further_suspended": replace(
            whole, settlement="AG-2027-019", follows="AG-2027-003", before=250_000, claim=250_000, to_pay=250_000,
            suspended=100_000, letter=replace(whole.letter, dated=date(2027, 8, 2)), due_on=date(2027, 7, 26),
        ),
        "all_set_off": replace(whole, set_off=1_000_000, to_pay=0),
    }
