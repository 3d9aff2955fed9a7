"""Dunning letter: reminds of what is late, sets a day, at last warns of what follows (§§ 286 BGB, 68 GenG)."""

from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum

from app.core.values import Cents
from documents.letter import Letter, Payment, print_letter, sample_letter
from documents.payment_request import Item


class Stage(IntEnum):
    """Which letter it is: the friendly reminder, the formal demand, the last one."""

    REMINDER = 1
    FIRST = 2
    LAST = 3


@dataclass(frozen=True)
class Before:
    """A letter that went before: how it is called, and its day."""

    word: str
    dated: date


@dataclass(frozen=True)
class DunningFacts:
    """What is late, each with what is open of it; `payment` states the sum with the fee, and until when.

    `clause` is where the statute makes arrears a ground of exclusion; without it the last letter does not warn of one.
    """

    letter: Letter
    stage: Stage
    items: tuple[Item, ...]
    payment: Payment
    fee: Cents = 0
    before: tuple[Before, ...] = ()
    clause: str = ""

    @property
    def word(self) -> str:
        """How the letter is called."""
        return {Stage.REMINDER: "Zahlungserinnerung", Stage.FIRST: "1. Mahnung", Stage.LAST: "2. Mahnung"}[self.stage]

    def __post_init__(self) -> None:
        if sum(item.cents for item in self.items) + self.fee != self.payment.cents:
            raise ValueError("The items with the fee must be what is asked for.")


def build(facts: DunningFacts) -> bytes:
    """Print the letter (PDF/A-3a, PDF/UA-1)."""
    return print_letter("dunning_letter", facts, facts.letter)


def sample() -> DunningFacts:
    """The first formal demand of the fictional Digitalverbund Morgenau."""
    return DunningFacts(
        letter=replace(sample_letter(), reference="B-2027-0031", dated=date(2027, 1, 29)), stage=Stage.FIRST,
        items=(
            Item("Einzahlung auf Geschäftsanteile, fällig am 15.12.2026", 500_000),
            Item("Eintrittsgeld, fällig am 15.12.2026", 25_000),
        ),
        payment=Payment(525_500, "", date(2027, 2, 12), "Mitglied 0413 Anteile und Eintrittsgeld und Kosten"), fee=500,
        before=(Before("Zahlungserinnerung", date(2027, 1, 4)),),
    )


def variants() -> dict[str, DunningFacts]:
    """Samples: the friendly reminder, the formal demand, the last one with and without a ground of exclusion."""
    first = sample()
    one = (Item("Einzahlung auf Geschäftsanteile, fällig am 15.12.2026", 500_000),)
    payment = Payment(500_000, "", date(2027, 1, 18), "Mitglied 0413 Anteile")
    early, late = (replace(first.letter, dated=day) for day in (date(2027, 1, 4), date(2027, 2, 26)))
    reminder = replace(first, letter=early, stage=Stage.REMINDER, items=one, payment=payment, fee=0, before=())
    last = replace(
        first, letter=late, stage=Stage.LAST, before=(*first.before, Before("1. Mahnung", first.letter.dated)),
        payment=replace(first.payment, due_on=date(2027, 3, 12)), clause="§ 11 Abs. 1 Buchst. b",
    )
    return {"reminder": reminder, "first": first, "last": last, "last-plain": replace(last, clause="")}
