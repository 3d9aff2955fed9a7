"""What becomes of a profit or a loss: reserve, key, crediting, interest (§§ 7 no. 2, 19, 21a, 48 GenG)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TypeVar

from app.closing.rules.uses import Uses
from app.core.formats import euro, member_number
from app.core.values import Cents, Refusal
from app.statutes.rules import annual_duties

Key = TypeVar("Key")

PATRONAGE_PCT = 5
"""Of the patronage refund so many percent go into the legal reserve besides (catalogue, section 1)."""


def rounded(amount: Fraction) -> Cents:
    """Round to the cent, half up; the sign does not matter (R-FIN-08)."""
    sign = -1 if amount < 0 else 1
    return sign * int(abs(amount) + Fraction(1, 2))


def legal_reserve_allocation(
    surplus: Cents, carried_forward: Cents, patronage_refund: Cents, rate_pct: Fraction, target_pct: Fraction,
    balance_total: Cents, reserve: Cents,
) -> Cents:
    """Name what goes into the legal reserve, until it reaches the statute's target (§ 7 no. 2 GenG; R-FIN-04).

    The rate is of the surplus after a loss, or with a profit, carried forward; of a patronage refund a part on top.
    """
    wanted = max(0, surplus + carried_forward) * rate_pct / 100 + Fraction(patronage_refund * PATRONAGE_PCT, 100)
    missing = balance_total * target_pct / 100 - reserve
    return rounded(max(Fraction(0), min(wanted, missing)))


def distribute(amount: Cents, weights: Mapping[Key, int]) -> dict[Key, Cents]:
    """Part an amount by weights so that the sum is exact: largest remainder, the first of equals (§ 19 (1); R-FIN-05).

    A loss, below zero, is parted as a profit of the same size is. With nothing to go by nobody gets anything.
    """
    total, size = sum(weights.values()), abs(amount)
    if total <= 0:
        return dict.fromkeys(weights, 0)
    portions = {key: size * weight // total for key, weight in weights.items()}
    remainders = {key: size * weight % total for key, weight in weights.items()}
    left = size - sum(portions.values())
    for key in sorted(remainders, key=lambda key: -remainders[key])[:left]:
        portions[key] += 1
    return {key: portion if amount >= 0 else -portion for key, portion in portions.items()}


def weight_of(credit: Cents, nominal: Cents, is_reduced: bool = False) -> Cents:
    """Name by what somebody takes part: the credit at the end of the previous year, on shares then held (R-FIN-05).

    What lies above the shares is to be paid out, and who holds none has left: neither takes part. But what a reduction
    of the share amount (`is_reduced`) left above it stays credit, bears losses and takes profit (§§ 19 (1), 22 GenG).
    """
    return max(0, credit if is_reduced and nominal else min(credit, nominal))


@dataclass(frozen=True)
class Credited:
    """What becomes of one member's profit: credited on the shares, or paid out."""

    credited: Cents
    paid_out: Cents


def credit_profit(nominal: Cents, balance: Cents, profit: Cents, pays_early: bool, unrestored: Cents) -> Credited:
    """Credit profit until the shares are full and pay the rest (§ 19 (1) sentence 3, (2) GenG; R-FIN-07).

    Where the statute pays before (`pays_early`), only what a loss once took off and profit has not restored yet
    (`unrestored`) is credited first.
    """
    room = max(0, nominal - balance)
    credited = min(profit, room, unrestored) if pays_early else min(profit, room)
    return Credited(credited, profit - credited)


def unrestored_loss(changes: Iterable[Cents]) -> Cents:
    """Name what losses took off a balance and later profits have not restored, by their entries in order (R-FIN-07)."""
    missing = 0
    for change in changes:
        missing = max(0, missing - change)
    return missing


def interest_on(balance: Cents, rate_pct: Fraction) -> Cents:
    """Name a year's interest on the balance at the end of the previous year (§ 21a (1) GenG; R-FIN-08)."""
    return rounded(balance * rate_pct / 100)


def payable_interest(total: Cents, uncovered_deficit: Cents) -> Cents:
    """Name what of all interest may be paid: nothing up to a deficit that nothing covers (§ 21a (2); R-FIN-08)."""
    return max(0, total - uncovered_deficit)


def interest_payable_by(year_end: date) -> date:
    """Name the day by which interest is paid: six months after the year (§ 21a (1) sentence 4 GenG; R-FIN-08)."""
    return annual_duties(year_end).ordinary_gv_by


@dataclass(frozen=True)
class Terms:
    """What the assembly resolved: the amounts, and interest in percent where the statute leaves it a choice."""

    uses: Uses
    interest_pct: Fraction | None = None


@dataclass(frozen=True)
class Participant:
    """Somebody whom a result concerns, in cents: by what the key counts, what is there, on which nominal.

    `balance` is the most that is there on the day of the booking or after all that is recorded, which a profit fills
    up; `least` the least, of which a loss is written off, the same where nothing is said.
    `unrestored` is what losses took off and profit has not restored; `interest_base` the balance that bears interest.
    """

    member_id: int
    number: int
    name: str
    weight: Cents
    balance: Cents
    nominal: Cents
    interest_base: Cents = 0
    unrestored: Cents = 0
    least: Cents | None = None

    @property
    def bears(self) -> Cents:
        """Up to what a loss can be written off."""
        return self.balance if self.least is None else self.least


@dataclass(frozen=True)
class Portion:
    """What a result means for one member, in cents; of a loss below zero. What is paid out is a claim."""

    participant: Participant
    portion: Cents
    credited: Cents
    paid_out: Cents
    interest: Cents

    @property
    def weight(self) -> Cents:
        """By what the key counts."""
        return self.participant.weight

    @property
    def interest_base(self) -> Cents:
        """The balance that bears the interest."""
        return self.participant.interest_base

    @property
    def claim(self) -> Cents:
        """What the cooperative owes the member by this."""
        return self.paid_out + self.interest


def interest_of(participants: Sequence[Participant], rate_pct: Fraction, uncovered: Cents) -> dict[int, Cents]:
    """Name each member's interest, lessened alike where a deficit stands against it (§ 21a GenG; R-FIN-08)."""
    full = {each.member_id: interest_on(each.interest_base, rate_pct) for each in participants}
    total = sum(full.values())
    return distribute(payable_interest(total, uncovered), full)


def portions_of(
    participants: Sequence[Participant], amount: Cents, interest: Mapping[int, Cents], pays_early: bool
) -> list[Portion]:
    """Say what each member gets or bears; who is not concerned is left out (§§ 19, 21a GenG; R-FIN-05 to R-FIN-08)."""
    parts = distribute(amount, {each.member_id: each.weight for each in participants})
    if sum(parts.values()) != amount:
        raise Refusal(
            "Niemand hatte ein Guthaben, nach dem verteilt werden könnte (§ 19 Abs. 1 GenG). Stehen Einzahlungen von"
            " damals nicht in den Büchern, übernehmen Sie sie zuerst mit dem Import."
        )
    _check_borne(participants, parts)
    found = [_portion(each, parts[each.member_id], interest[each.member_id], pays_early) for each in participants]
    return [each for each in found if each.portion or each.interest]


def _portion(who: Participant, part: Cents, interest: Cents, pays_early: bool) -> Portion:
    if part >= 0:
        got = credit_profit(who.nominal, who.balance, part, pays_early, who.unrestored)
        return Portion(who, part, got.credited, got.paid_out, interest)
    return Portion(who, part, part, 0, interest)


def _check_borne(participants: Sequence[Participant], parts: Mapping[int, Cents]) -> None:
    """Refuse to write more off a balance than is there, and say how much all of them bear (§ 19 (1) GenG; R-FIN-05)."""
    short = [each for each in participants if each.bears + parts[each.member_id] < 0]
    if not short:
        return
    who, most = min(short, key=lambda each: Fraction(each.bears, each.weight)), _most_to_write_off(participants)
    known: dict[str, object] = {
        "number": member_number(who.number), "name": who.name, "amount": euro(-parts[who.member_id]),
        "balance": euro(who.bears), "most": euro(most), "weight": euro(who.weight),
    }
    if not most:
        raise Refusal(
            "Von Mitglied {number}, {name}, lassen sich {amount} nicht abschreiben; da sind nur {balance}, denn von den"
            " {weight}, nach denen verteilt wird, ging inzwischen etwas ab. Stornieren Sie das zuerst, oder schreiben"
            " Sie nichts ab, und tragen Sie den Verlust auf neue Rechnung vor.", **known,
        )
    if who.bears < who.weight:
        raise Refusal(
            "Von Mitglied {number}, {name}, lassen sich {amount} nicht abschreiben; da sind nur {balance}, denn von den"
            " {weight}, nach denen verteilt wird, ging inzwischen etwas ab. Stornieren Sie das zuerst, oder schreiben"
            " Sie im Ganzen {most} ab, und tragen Sie den Rest auf neue Rechnung vor.", **known,
        )
    raise Refusal(
        "Von Mitglied {number}, {name}, lassen sich {amount} nicht abschreiben; da sind nur {balance}. Ein Verlust wird"
        " nur bis zur Höhe der Guthaben abgeschrieben: Schreiben Sie im Ganzen {most} ab. Den Rest decken Rücklagen,"
        " oder tragen Sie ihn auf neue Rechnung vor.", **known,
    )


def _most_to_write_off(participants: Sequence[Participant]) -> Cents:
    """How much of a loss, parted by the key, takes from nobody more than is there."""
    total = sum(each.weight for each in participants)
    return min(max(each.bears, 0) * total // each.weight for each in participants if each.weight > 0)


def check_may_use(adopted_on: date | None, is_used: bool) -> date:
    """Refuse to use a result before the assembly adopted the accounts, and twice (§ 48 (1) GenG; R-FIN-05)."""
    if adopted_on is None:
        raise Refusal("Zuerst stellt die Generalversammlung den Abschluss fest (§ 48 Abs. 1 GenG).")
    if is_used:
        raise Refusal("Über dieses Ergebnis ist schon verfügt.")
    return adopted_on


def check_result_unused(is_used: bool) -> None:
    """Refuse to take back an adoption on which the use of the result rests (§ 48 (1) GenG; R-FIN-05)."""
    if is_used:
        raise Refusal("Das Ergebnis ist schon verwendet. Stornieren Sie das zuerst.")


def check_is_used(is_used: bool) -> None:
    """Refuse to undo a use of the result that is undone, or was never booked (R-REG-05)."""
    if not is_used:
        raise Refusal("Hier ist nichts gebucht, oder es ist schon storniert.")


def appropriation_number(year: int, number: int) -> str:
    """Write the number of a use of a result, gapless per year: `EV-2026-001` (R-FIN-05)."""
    return f"EV-{year}-{number:03d}"
