"""Payments that come back, and what was paid in advance (§ 22 (4) GenG; R-SEPA-10, R-SHR-07)."""

from dataclasses import dataclass
from datetime import date

from app.core.formats import day as written
from app.core.formats import euro
from app.core.values import Cents, Refusal
from app.shares.rules import BlockedBooking, PaymentPurpose, check_not_blocked

MOST_COSTS = 1_000_00
"""A bank's costs of one returned payment never come near this; more is a slip of the finger. Cents."""


class CostsRefusal(Refusal):
    """A refusal that is about what the bank asked for."""


def check_returned_on(returned_on: date, received_on: date, today: date) -> None:
    """Refuse a return before the payment, or in the future (R-SEPA-10)."""
    if returned_on > today:
        raise Refusal("Der Tag der Rückgabe liegt in der Zukunft.")
    if returned_on < received_on:
        raise Refusal("Die Zahlung ging erst am {day} ein.", day=written(received_on))


def check_costs(costs: Cents) -> None:
    """Refuse costs that no bank asks for (§ 280 BGB: only what it really cost)."""
    if costs > MOST_COSTS:
        raise CostsRefusal("Prüfen Sie den Betrag: Mehr als {most} kostet keine Rückgabe.", most=euro(MOST_COSTS))


class RefundDayRefusal(Refusal):
    """A refusal that is about the day on which something was sent back."""


def check_refunded_on(refunded_on: date, too_much_since: date | None, today: date) -> None:
    """Refuse a refund in the future, or before the money was there that goes back (§ 812 BGB; R-SEPA-10).

    `too_much_since` is the day of the last payment of which something goes back; what came in since, and pays what was
    asked for since, is none of it.
    """
    if refunded_on > today:
        raise RefundDayRefusal("Der Tag der Erstattung liegt in der Zukunft.")
    if too_much_since is not None and refunded_on < too_much_since:
        raise RefundDayRefusal("Die Zahlung ging erst am {day} ein.", day=written(too_much_since))


_PAID_ONCE = (PaymentPurpose.COSTS, PaymentPurpose.ENTRY_FEE)


@dataclass(frozen=True)
class Overpaid:
    """What a member has paid for a purpose beyond what was asked for; cents."""

    purpose: PaymentPurpose
    amount: Cents

    @property
    def is_advance(self) -> bool:
        """Say whether it covers what is asked for next; a fee and costs are paid once, and nothing follows them."""
        return self.purpose not in _PAID_ONCE

    @property
    def goes_back(self) -> bool:
        """Say whether it may be sent back; what was paid on shares is credit (§§ 22 (4), 73 GenG; R-SHR-07)."""
        return self.purpose is not PaymentPurpose.SHARES


def check_may_refund(purpose: PaymentPurpose, advance: Cents, is_member: bool) -> None:
    """Refuse to refund what was not paid in advance; on shares nothing while the membership lasts (§ 22 (4) GenG)."""
    if not Overpaid(purpose, advance).goes_back:
        check_not_blocked(BlockedBooking.PAYOUT, is_member)
        raise Refusal("Was auf Anteile gezahlt ist, wird mit der Auseinandersetzung ausgezahlt (§ 73 GenG).")
    if advance <= 0:
        raise Refusal("Dafür ist nichts zu viel gezahlt.")


def check_return_stands(is_undone: bool) -> None:
    """Refuse to undo a return twice; a ledger only grows (R-REG-05)."""
    if is_undone:
        raise Refusal("Diese Rückgabe ist schon storniert.")


def check_refund_stands(is_undone: bool) -> None:
    """Refuse to undo a refund twice; a ledger only grows (R-REG-05)."""
    if is_undone:
        raise Refusal("Diese Erstattung ist schon storniert.")


def check_closing_stands(is_undone: bool) -> None:
    """Refuse to undo twice that a lapsed claim was closed; a ledger only grows (R-REG-05)."""
    if is_undone:
        raise Refusal("Dieser Anspruch ist schon wieder geschuldet.")


def check_ground_stands(is_gone: bool) -> None:
    """Refuse to ask again for what is owed no more: its contribution, letter or return was taken back since."""
    if is_gone:
        raise Refusal("Der Vorgang, aus dem dieser Anspruch kam, ist inzwischen zurückgenommen: Es ist nichts mehr zu"
                      " fordern.")
