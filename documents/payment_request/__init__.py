"""Payment request: asks a member for what it owes on its shares (Einzahlung, § 15a GenG), or reminds of it."""

from dataclasses import dataclass, replace
from datetime import date

from app.core.values import Cents
from documents.facts import Later
from documents.letter import Letter, Payment, print_letter, sample_letter


@dataclass(frozen=True)
class Item:
    """One thing that is owed, in words and cents."""

    label: str
    cents: Cents


@dataclass(frozen=True)
class PaymentRequestFacts:
    """What is owed and for what; `paid` is what came in already, `asked_back` a payout among the items (§ 812 BGB).

    The letter is a reminder where it was asked for before (`asked_on`), or is late without that (`due_since`).
    `payment` states what is still to be paid: the sum of the items less what was paid.
    """

    letter: Letter
    items: tuple[Item, ...]
    payment: Payment
    paid: Cents = 0
    asked_on: date | None = None
    due_since: date | None = None
    asked_back: Cents = 0

    @property
    def word(self) -> str:
        """What the letter calls that which is to be paid: of a payout asked back nothing is paid in."""
        if not self.asked_back:
            return "Einzahlung"
        return "Rückzahlung" if self.asked_back == sum(item.cents for item in self.items) else "Zahlung"

    @property
    def is_reminder(self) -> bool:
        """Say whether the letter reminds of what should be there already."""
        return self.asked_on is not None or self.due_since is not None

    def __post_init__(self) -> None:
        if sum(item.cents for item in self.items) - self.paid != self.payment.cents:
            raise ValueError("The items less what was paid must be what is asked for.")


def build(facts: PaymentRequestFacts) -> bytes:
    """Print the payment request (PDF/A-3a, PDF/UA-1)."""
    return print_letter("payment_request", facts, facts.letter)


def sample() -> PaymentRequestFacts:
    """A payment request of the fictional Digitalverbund Morgenau."""
    return PaymentRequestFacts(
        letter=replace(sample_letter(), reference="B-2026-1203"),
        items=(Item("20 Geschäftsanteile zu je 500,00 €, Pflichteinzahlung in voller Höhe", 1_000_000),),
        payment=Payment(1_000_000, "20 Anteile zu je 500,00 €", date(2026, 12, 15), "Mitglied 0413 Anteile"),
    )


def variants() -> dict[str, PaymentRequestFacts]:
    """Samples that try the layout: a request, one of several rates, reminders after a letter and without one."""
    first = sample()
    items = (*first.items, Item("Eintrittsgeld nach § 9 der Satzung", 25_000))
    payment = Payment(525_000, "", date(2027, 1, 15), "Mitglied 0413 Anteile und Eintrittsgeld")
    letter = replace(first.letter, reference="B-2026-1311", dated=date(2026, 12, 29))
    reminder = replace(first, letter=letter, items=items, payment=payment, paid=500_000, asked_on=date(2026, 11, 24))
    rate = Payment(
        2_500_000, "als Teil von 50.000,00 € für 2 Anteile zu je 25.000,00 €", date(2026, 12, 15),
        "Mitglied 0413 Anteile", (Later(1_250_000, date(2027, 12, 15)), Later(1_250_000, date(2028, 12, 15))),
    )
    rates = replace(first, items=(Item("Einzahlung, fällig am 15.12.2026", 2_500_000),), payment=rate)
    late = replace(first, due_since=date(2026, 10, 28))
    words = "Rückzahlung von ausgezahltem Guthaben nach § 812 BGB"
    asked_back = replace(
        first, items=(Item(f"{words}, fällig am 15.12.2026", 1_000_000),), asked_back=1_000_000,
        payment=replace(first.payment, explanation=words),
    )
    return {"first": first, "rates": rates, "reminder": reminder, "late": late, "asked_back": asked_back}
