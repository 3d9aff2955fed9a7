"""What is to be paid, and how much of it now: losses, remaining shares, minimum capital (§§ 8a, 67b, 73 GenG)."""

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction

from app.closing.rules import distribute, rounded
from app.core.values import Cents
from app.statutes.rules import SuspensionOrder

NOTHING = Fraction(0)


def part_borne(loss: Cents, balances: Cents) -> Fraction:
    """Say what part of each balance a loss takes: leavers bear the same as those who stay (§ 73 (2); R-PAY-03)."""
    return min(Fraction(loss, balances), Fraction(1)) if balances > 0 else NOTHING


def carry_forward_part(loss: Cents, balances: Cents, deducts: bool) -> Fraction:
    """Say what part of a credit a loss carried forward takes: only where the statute deducts it (R-PAY-03).

    `deducts` is the statute's clause (§ 73 (4) GenG); a loss that nobody wrote off takes nothing else.
    """
    return part_borne(loss, balances) if deducts else NOTHING


def left_after(credit: Cents, part: Fraction) -> Cents:
    """Say what remains of a credit once a part of it is lost, to the cent, half a cent lost as one (R-PAY-02)."""
    return credit - int(credit * part + Fraction(1, 2))


def bears_of_shortfall(is_exit: bool, is_continued: bool) -> bool:
    """Say whether who is settled bears of a shortfall as a leaver (§§ 73 (2) sentence 4, 77 (2) GenG; R-PAY-06).

    Who only gave up shares bears it as a member, and so does the heir who goes on in the place of somebody dead.
    """
    return is_exit and not is_continued


def part_by_heads(shortfall: Cents, heads: int) -> Cents:
    """Say what of a shortfall falls on each member, by heads, to the cent (§ 73 (2) sentence 4 GenG; R-PAY-06)."""
    return rounded(Fraction(shortfall, heads)) if heads else 0


def withheld_of(credit: Cents, kept: Cents, deducted: Cents, claim: Cents) -> Cents:
    """Say what of a part that is owed was taken from the credit, so that only the rest is a debt (R-PAY-06)."""
    return max(credit - kept, 0) - deducted - claim


def part_owed(part: Cents, liability: Cents | None) -> Cents:
    """Say what of its part a leaver owes: as far as a Nachschuss would be (§ 73 (2) sentence 4 GenG; R-PAY-06).

    `liability` is the liability sum (Haftsumme): 0 where the statute excludes it, None where it has no limit.
    """
    return part if liability is None else min(part, liability)


def stood_opposite(lapses_on: date, last_day: date) -> bool:
    """Say whether what a member owes may be set off, also once it is barred (§§ 215, 387 BGB; R-PAY-07).

    It was not barred when the claim to the credit arose, with the end of the last day (§ 73 GenG).
    """
    return lapses_on > last_day


def barred_part(claims: Iterable[tuple[Cents, bool]], set_off: Cents) -> Cents:
    """Say what of a set-off falls on claims that are barred; `claims`: each with whether it is, the oldest first.

    They are set off in that order (R-PAY-07).
    """
    barred, left = 0, set_off
    for amount, is_barred in claims:
        taken = min(left, amount)
        barred, left = barred + taken * is_barred, left - taken
    return barred


def payable_within(balances: Cents, minimum: Cents, claims: Cents) -> Cents:
    """Say how much of all claims may be paid without falling below the minimum capital (§ 8a (2) GenG; R-PAY-05).

    `balances` are those of all members together, with the claims still in them.
    """
    return min(max(balances - minimum, 0), claims)


def payable_of_each(claims: Sequence[Cents], payable: Cents, order: SuspensionOrder) -> list[Cents]:
    """Divide what may be paid among the claims, the oldest first in the list (§ 8a (2) GenG; R-PAY-05).

    Either each in proportion, cents by the largest remainder, or one after the other; the statute says which.
    """
    if order is SuspensionOrder.BY_AGE:
        return _one_after_another(claims, payable)
    return list(distribute(payable, dict(enumerate(claims))).values())


def payable_now(
    claims: Sequence[Cents], paid: Sequence[Cents], payable: Cents, order: SuspensionOrder
) -> list[Cents]:
    """Say what of each claim may be paid now, of which parts were paid before (§ 8a (2) GenG; R-PAY-05).

    In proportion the whole is divided, and what somebody had already is taken off, so that it matters to nobody who is
    paid first. Who had more than that, as before the minimum capital was raised, gets nothing now, and all the others
    are short of it in the same proportion. Together it is `payable`, as far as the claims go.
    """
    if order is SuspensionOrder.BY_AGE:
        return payable_of_each([claim - before for claim, before in zip(claims, paid, strict=True)], payable, order)
    short = list(range(len(claims)))
    while True:
        whole = payable + sum(paid[each] for each in short)
        parts = dict(zip(short, payable_of_each([claims[each] for each in short], whole, order), strict=True))
        had_less = [each for each in short if parts[each] >= paid[each]]
        if had_less == short:
            return [parts[each] - paid[each] if each in parts else 0 for each in range(len(claims))]
        short = had_less


def _one_after_another(claims: Sequence[Cents], payable: Cents) -> list[Cents]:
    parts: list[Cents] = []
    for claim in claims:
        parts.append(min(claim, payable))
        payable -= parts[-1]
    return parts
