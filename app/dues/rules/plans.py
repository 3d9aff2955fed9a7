"""Instalments agreed with one member, or set by the assembly (Ratenplan, §§ 7, 22 (4), (6), 50 GenG; R-SHR-06)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.core.formats import day as written
from app.core.formats import euro
from app.core.values import Cents, German, Refusal
from app.dues.rules.contributions import LONGEST_AHEAD
from app.shares.rules import DuePayment, PaymentPurpose, claim_lapses_on
from app.statutes.rules import FederalState, months_after, working_day_on_or_after

MAX_REFERENCE = 80
"""How many letters the reference of an agreement has at most."""

MOST_INSTALMENTS = 120
"""A claim lapses after ten years (§ 22 (6) GenG); more months there are not."""


class PlanBasis(StrEnum):
    """What a plan rests on: an agreement of the board with the member, or a resolution of the assembly (§ 50 GenG)."""

    AGREEMENT = "agreement"
    ASSEMBLY = "assembly"


BASIS_WORDS: Mapping[PlanBasis, str] = {
    PlanBasis.AGREEMENT: German("Vereinbarung mit dem Mitglied"),
    PlanBasis.ASSEMBLY: German("Beschluss der Generalversammlung"),
}
"""What a plan rests on, in words."""


@dataclass(frozen=True)
class PlanTerms:
    """How what is open is to be paid: in how many instalments, from which day, every so many months.

    `after` is the number of the plan that stood when it was agreed, whose place it takes; empty where none did.
    """

    number: int
    first_on: date
    months: int
    basis: PlanBasis
    reference: str
    decided_on: date
    after: str = ""


@dataclass(frozen=True)
class Owed:
    """What is known of a member that is to pay in instalments; days and cents.

    `covered_until` is the latest due day that is paid, wholly or in part; `oldest` is the first due day still open, and
    `tenth_until` the last on which an instalment may still pay the tenth.
    """

    today: date
    open: Cents
    nominal: Cents
    paid: Cents
    oldest: date | None
    tenth_until: date
    covered_until: date | None
    ends_on: date | None


class FirstDayRefusal(Refusal):
    """A refusal that is about the day of the first instalment."""


class GroundRefusal(Refusal):
    """A refusal that is about what a plan rests on."""


class DecidedOnRefusal(Refusal):
    """A refusal that is about the day of what a plan rests on."""


def instalments(terms: PlanTerms, total: Cents, state: FederalState) -> tuple[DuePayment, ...]:
    """Divide an amount into equal instalments, to the cent: the last one takes the rest (R-SHR-06, R-DL-02)."""
    part = total // terms.number
    amounts = [part] * (terms.number - 1) + [total - part * (terms.number - 1)]
    days = [months_after(terms.first_on, terms.months * each) for each in range(terms.number)]
    return tuple(
        DuePayment(working_day_on_or_after(day, state), amount, PaymentPurpose.SHARES)
        for day, amount in zip(days, amounts, strict=True)
    )


def check_plan(terms: PlanTerms, plan: Sequence[DuePayment], known: Owed) -> None:
    """Refuse a plan that law or statute does not allow; nothing owed is waived by it (§§ 7 no. 1, 22 (4), (6) GenG)."""
    if known.oldest is None:
        raise Refusal("Auf die Anteile ist nichts offen.")
    if any(not each.amount for each in plan):
        raise Refusal("So viele Raten ergeben keinen ganzen Cent.")
    if terms.decided_on > known.today:
        raise DecidedOnRefusal("Vereinbarung oder Beschluss liegen in der Zukunft.")
    if not terms.reference.strip():
        raise GroundRefusal("Geben Sie an, welche Vereinbarung oder welcher Beschluss dem Plan zugrunde liegt.")
    _check_first_day(terms, known)
    _check_tenth(terms, plan, known)
    latest = months_after(max(known.today, known.oldest), LONGEST_AHEAD)
    if terms.first_on > latest:
        sentence = German("Die erste Rate ist spätestens am {day} fällig. Prüfen Sie das Jahr.")
        raise FirstDayRefusal(sentence, day=written(latest))
    last, about = plan[-1].due_on, FirstDayRefusal if terms.number == 1 else Refusal
    if last > claim_lapses_on(PaymentPurpose.SHARES, known.oldest):
        raise about(
            German("Die letzte Rate wäre erst nach der Verjährung am {day} fällig (§ 22 Abs. 6 GenG)."),
            day=written(claim_lapses_on(PaymentPurpose.SHARES, known.oldest)),
        )
    if known.ends_on is not None and last > known.ends_on:
        sentence = German("Die Anteile enden am {day}; bis dahin muss der Plan erfüllt sein.")
        raise about(sentence, day=written(known.ends_on))


def _check_first_day(terms: PlanTerms, known: Owed) -> None:
    if terms.first_on < known.today:
        raise FirstDayRefusal("Die erste Rate wäre schon fällig gewesen.")
    if known.covered_until is not None and terms.first_on < known.covered_until:
        raise FirstDayRefusal(
            "Bis zum {day} ist schon gezahlt; die erste Rate folgt danach.", day=written(known.covered_until)
        )


def _check_tenth(terms: PlanTerms, plan: Sequence[DuePayment], known: Owed) -> None:
    """Keep the tenth that every statute must fix by amount and day in the first instalment, soon (§ 7 no. 1 GenG)."""
    missing = -(-known.nominal // 10) - known.paid
    if missing > 0 and terms.first_on > known.tenth_until:
        raise FirstDayRefusal(
            "Ein Zehntel des Geschäftsanteils lässt sich nicht aufschieben (§ 7 Nr. 1 GenG): Die erste Rate ist"
            " spätestens am {day} fällig.", day=written(known.tenth_until),
        )
    if plan[0].amount < missing:
        raise Refusal(
            "Ein Zehntel des Geschäftsanteils lässt sich nicht aufschieben (§ 7 Nr. 1 GenG): Die erste Rate beträgt"
            " mindestens {amount}.", amount=euro(missing),
        )


def check_follows(after: str, standing: str) -> None:
    """Refuse a plan agreed on without knowing of the one that stands: a debt is not put off twice (R-SHR-06)."""
    if after == standing:
        return
    if standing:
        raise Refusal(
            "Inzwischen gilt der Ratenplan {number}. Laden Sie die Seite neu und sehen Sie nach, ob ein weiterer an"
            " seine Stelle treten soll.", number=standing,
        )
    raise Refusal("Der Ratenplan {number} gilt nicht mehr. Laden Sie die Seite neu.", number=after)


def check_plan_stands(is_ended: bool) -> None:
    """Refuse to undo a plan twice."""
    if is_ended:
        raise Refusal("Dieser Ratenplan ist schon aufgehoben.")


def plan_number(year: int, number: int) -> str:
    """Write the number of a plan, gapless per year: `RP-2026-001` (R-DOC-10)."""
    return f"RP-{year}-{number:03d}"
