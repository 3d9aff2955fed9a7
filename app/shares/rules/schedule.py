"""When what is owed on shares falls due: counted from the admission, and by day (§ 7 no. 1 GenG; R-SHR-06, R-DL-02)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.core.formats import euro
from app.core.values import Cents
from app.shares.rules.facts import PURPOSE_WORDS, PaymentPurpose
from app.shares.rules.holding import nominal_of
from app.statutes.rules import HOLIDAYS_FROM, Statute, days_after, months_after, working_day_on_or_after


@dataclass(frozen=True)
class Rate:
    """What a statute asks for at one time after an admission: `days` after it, and `months` after that.

    `times` says how often the amount is asked for, every so many `months`.
    """

    amount: Cents
    purpose: PaymentPurpose
    days: int
    months: int = 0
    times: int = 1


@dataclass(frozen=True, order=True)
class DuePayment:
    """An amount that a member owes from a day on."""

    due_on: date
    amount: Cents
    purpose: PaymentPurpose


def schedule(statute: Statute, shares: int, joins: bool = True) -> tuple[Rate, ...]:
    """List what a statute asks for on shares, counted from their admission (§ 7 no. 1 GenG; R-SHR-06).

    First the part to be paid at once, with the entry fee of somebody who joins; then the instalments until the shares
    are full. What the statute leaves to the assembly (§ 50 GenG) is not among them.
    """
    days, every = statute.payment_days, statute.instalment_months
    rates = [Rate(shares * statute.min_payment, PaymentPurpose.SHARES, days)]
    if joins and statute.entry_fee:
        rates.append(Rate(statute.entry_fee, PaymentPurpose.ENTRY_FEE, days))
    full, last = _instalments(statute)
    if full:
        rates.append(Rate(shares * statute.instalment_amount, PaymentPurpose.SHARES, days, every, full))
    if last:
        rates.append(Rate(shares * last, PaymentPurpose.SHARES, days, (full + 1) * every))
    return tuple(rates)


def _instalments(statute: Statute) -> tuple[int, Cents]:
    """How many whole instalments follow on one share, and what is left for a last one."""
    rest, part = statute.share_amount - statute.min_payment, statute.instalment_amount
    return divmod(rest, part) if part > 0 else (0, 0)


def left_to_assembly(statute: Statute, shares: int) -> Cents:
    """What of the shares the statute does not date, so that the assembly decides (§ 50 GenG)."""
    rates = schedule(statute, shares, joins=False)
    return nominal_of(shares, statute.share_amount) - sum(rate.amount * rate.times for rate in rates)


def payments_due(statute: Statute, shares: int, admitted_on: date, joins: bool = True) -> tuple[DuePayment, ...]:
    """List what falls due after an admission of shares, by day (§ 7 no. 1 GenG; R-SHR-06, R-DL-02)."""
    return tuple(
        DuePayment(_falls_due(rate, number, admitted_on, statute), rate.amount, rate.purpose)
        for rate in schedule(statute, shares, joins)
        for number in range(rate.times)
    )


def _falls_due(rate: Rate, number: int, admitted_on: date, statute: Statute) -> date:
    """The day, moved to a working day; not for shares of old lists, before the holidays known: long due either way."""
    first_day = days_after(admitted_on, rate.days)
    day = months_after(first_day, rate.months * (number + 1)) if rate.months else first_day
    return day if day.year < HOLIDAYS_FROM else working_day_on_or_after(day, statute.seat_state)


def schedule_words(rates: Sequence[Rate], rest: Cents = 0) -> str:
    """Write a schedule for print: `innerhalb von 14 Tagen nach der Zulassung 25.000,00 €, ein Jahr danach 25.000,00 €`.

    `rest` is what the assembly has still to ask for.
    """
    parts = [f"{_time_words(rate)} {_amount_words(rate)}" for rate in rates if rate.amount]
    return ", ".join([*parts, f"sobald die Generalversammlung es beschließt {euro(rest)}"] if rest else parts)


def _amount_words(rate: Rate) -> str:
    fee = " Eintrittsgeld" if rate.purpose is PaymentPurpose.ENTRY_FEE else ""
    return f"{rate.times} Raten zu je {euro(rate.amount)}" if rate.times > 1 else f"{euro(rate.amount)}{fee}"


def _time_words(rate: Rate) -> str:
    if not rate.months:
        return f"innerhalb von {rate.days} Tagen nach der Zulassung" if rate.days > 1 else "sofort nach der Zulassung"
    if rate.times > 1:
        return "danach " + {1: "jeden Monat", 12: "jedes Jahr"}.get(rate.months, f"alle {rate.months} Monate")
    return {1: "einen Monat", 12: "ein Jahr"}.get(rate.months, f"{rate.months} Monate") + " danach"


ASKED_BACK = "Rückzahlung von ausgezahltem Guthaben nach § 812 BGB"
"""How letters call a payout that is to be paid back; it is no payment on shares."""


def explained(
    parts: Mapping[PaymentPurpose, Cents], shares: int, share_amount: Cents, asked_back: Cents = 0
) -> str:
    """Say what an amount asked for is made of, so that it adds up: a part of the shares, all of them, what else.

    `asked_back` is what is asked for besides of credit paid out without a ground; cents.
    """
    words = {purpose: f" {word}" for purpose, word in PURPOSE_WORDS.items()}
    words[PaymentPurpose.SHARES] = f" {_shares_words(parts.get(PaymentPurpose.SHARES, 0), shares, share_amount)}"
    asked = [(words[purpose], parts[purpose]) for purpose in PaymentPurpose if parts.get(purpose)]
    asked += [(f" {ASKED_BACK}", asked_back)] if asked_back else []
    if len(asked) == 1:
        return asked[0][0].strip()
    *first, last = [f"{euro(cents)}{word}" for word, cents in asked]
    return f"{', '.join(first)} und {last}"


def _shares_words(cents: Cents, shares: int, share_amount: Cents) -> str:
    nominal = nominal_of(shares, share_amount)
    if cents > nominal:
        return "für Geschäftsanteile"
    part = "für" if cents == nominal else f"als Teil von {euro(nominal)} für"
    return f"{part} {'1 Anteil zu' if shares == 1 else f'{shares} Anteile zu je'} {euro(share_amount)}"
