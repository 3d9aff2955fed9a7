"""Handing shares and their credit over from one member to another (Übertragung, § 76 GenG; R-TRF-01, R-REG-06)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from typing import TypeVar

from app.core.formats import day as written
from app.core.formats import euro
from app.core.values import Cents, Refusal
from app.shares.rules.facts import CreditGround, ShareGround
from app.shares.rules.holding import FOREVER, at_the_close, nominal_of, on_the_day, so_many_shares

NEXT_DAY = timedelta(days=1)
COVER_JOB = "credit_covers"
"""The job that lets credit handed over cover what is open, on the day of the transfer."""

Moment = TypeVar("Moment", date, int)
_ACQUIRED = frozenset({ShareGround.TRANSFER_IN, CreditGround.TRANSFER_IN})


def acquired_on(day: date) -> date:
    """Name the day from which the acquirer holds what was handed over on a day: the next one (R-REG-06)."""
    return day + NEXT_DAY


def closes_on(ground: ShareGround | CreditGround, effective_on: date) -> date:
    """Name the day whose closing figures are the first to count an entry: its own (R-MOV-02, R-TRF-01).

    What was acquired counts when the day of the transfer is over, the day before, on which the transferor held: at
    every moment one of the two has it. For a reversal, `ground` is that of the entry that it undoes.
    """
    return effective_on - NEXT_DAY if ground in _ACQUIRED else effective_on


def credit_counts_from(ground: CreditGround, effective_on: date) -> date:
    """Name the day from which an entry of the credit ledger counts; credit handed on goes with the shares (R-REG-06).

    For a reversal, `ground` is that of the entry that it undoes.
    """
    return acquired_on(effective_on) if ground is CreditGround.TRANSFER_OUT else effective_on


def credit_moment_of(ground: CreditGround, effective_on: date) -> int:
    """Number the moment from which an act can build upon an entry of the credit ledger, in half days (R-REG-06).

    See `credit_counts_from`; closing figures follow `closes_on`.
    """
    is_later = credit_counts_from(ground, effective_on) > effective_on
    return at_the_close(effective_on) if is_later else on_the_day(effective_on)


def _most_of(changes: Iterable[tuple[int, int]]) -> int:
    """The most that changes ever add up to; each is named with the moment from which it counts."""
    moved: dict[int, int] = {}
    for since, change in changes:
        moved[since] = moved.get(since, 0) + change
    return max(accumulate(moved[each] for each in sorted(moved)), default=0)


def most_nominal(changes: Sequence[tuple[int, int]], amounts: Sequence[tuple[int, Cents]]) -> Cents:
    """The most that can stand on shares: each counts by the most that one came to while it was held (§ 22 (2) GenG).

    Changes and amounts are named with the half day from which they count; the first amount held before, too. Who had
    no share yet when the statute reduced the amount has nothing on its shares that a reduction set free.
    """
    by_moment = sorted(dict(amounts).items())
    held: dict[Cents, int] = {}
    for place, (since, amount) in enumerate(by_moment):
        begin = since if place else min([since, *(at for at, _change in changes)])
        end = by_moment[place + 1][0] if place + 1 < len(by_moment) else FOREVER
        before = sum(change for at, change in changes if at <= begin)
        most = before + _most_of([(begin, 0), *((at, change) for at, change in changes if begin < at < end)])
        held[amount] = max(held.get(amount, 0), most)
    total, counted = 0, 0
    for amount in sorted(held, reverse=True):
        total += nominal_of(max(held[amount] - counted, 0), amount)
        counted = max(held[amount], counted)
    return total


def check_still_fits(credit: Cents, nominal: Cents, came_by: Sequence[str]) -> None:
    """Refuse to take shares back which other credit has filled since (§§ 7 no. 1, 76 GenG; R-TRF-01).

    `nominal` is the most that can stand on the other shares (`most_nominal`); `came_by` are the documents by which
    credit came since.
    """
    if credit > nominal and came_by:
        raise Refusal(
            "Auf den Anteilen steht inzwischen anderes Guthaben, gekommen durch: {documents}. Ohne sie läge es {beyond}"
            " über dem Nennbetrag (§ 76 GenG). Stornieren Sie zuerst diesen Vorgang.",
            documents=", ".join(came_by), beyond=euro(credit - nominal),
        )


def least_from(changes: Iterable[tuple[Moment, int]], start: Moment) -> int:
    """The least that changes add up to at a moment or any later one; each is named with that from which it counts.

    Moments are days, or half days by their number.
    """
    ordered = sorted(changes)
    before = sum(change for since, change in ordered if since <= start)
    later: dict[Moment, int] = {}
    for since, change in ordered:
        if since > start:
            later[since] = later.get(since, 0) + change
    return min(accumulate(later.values(), initial=before))


def held_from(changes: Iterable[tuple[date, int]], day: date) -> list[tuple[date, int]]:
    """What changes add up to on a day, and from each later day on which that changes, in order."""
    ordered = sorted(changes)
    totals = {day: sum(change for since, change in ordered if since <= day)}
    for since, change in ordered:
        if since > day:
            totals[since] = totals.get(since, list(totals.values())[-1]) + change
    return list(totals.items())


def check_handing_over(is_same: bool, shares: int, amount: Cents, least_shares: int, least_credit: Cents) -> None:
    """Refuse to hand over nothing, to oneself, or more than is there on that day and ever after (R-TRF-01, R-SHR-02).

    `least_shares` and `least_credit` are the least that the transferor has on the day or any later one.
    """
    if is_same:
        raise Refusal("An sich selbst überträgt niemand Anteile. Wählen Sie ein anderes Mitglied.")
    if shares < 1 or amount < 0:
        raise Refusal("Geben Sie an, wie viele Anteile übertragen werden.")
    if shares > least_shares:
        raise Refusal(
            "Übertragen Sie höchstens {shares}: Mehr ist an diesem Tag oder nach einem späteren Vorgang nicht da.",
            shares=so_many_shares(max(least_shares, 0)),
        )
    if amount > least_credit:
        raise Refusal(
            "Übertragen Sie höchstens ein Guthaben von {credit}: Mehr ist an diesem Tag oder nach einem späteren"
            " Vorgang nicht da.", credit=euro(max(least_credit, 0)),
        )


def check_what_stays(credit_left: Cents, nominal_left: Cents) -> None:
    """Refuse to keep more credit than the shares that stay amount to (§ 76 (1), § 7 no. 1 GenG; R-TRF-01)."""
    if credit_left > nominal_left:
        raise Refusal(
            "Auf den verbleibenden Anteilen stünden {over} zu viel. Übertragen Sie mindestens dieses Guthaben mit.",
            over=euro(credit_left - nominal_left),
        )


def check_both_legs(is_one_of_two: bool) -> None:
    """Refuse to undo one leg of a transfer alone: the shares would be there twice, or nowhere (R-TRF-01, R-REG-06)."""
    if is_one_of_two:
        raise Refusal(
            "Diese Buchung ist die eine Seite einer Übertragung. Stornieren Sie die Übertragung im Ganzen, oder die"
            " Übernahme der Liste, aus der sie stammt."
        )


def check_acquirer(is_member: bool, day: date) -> None:
    """Refuse an acquirer who is no member on the day from which the shares are the acquirer's (§ 76 (1) GenG)."""
    if not is_member:
        raise Refusal(
            "Am {day} ist das erwerbende Mitglied nicht in der Mitgliederliste (§ 76 Abs. 1 GenG).", day=written(day)
        )


@dataclass(frozen=True)
class CoverAhead:
    """What of a credit that comes on a day ahead goes on the acquirer's own shares: there it covers what is open then.

    `entry_id` is the transferor's entry of the shares, with which it is undone; cents (§ 76 GenG; R-TRF-01).
    """

    member_id: int
    entry_id: int
    amount: Cents
    day: date

    @property
    def reference(self) -> str:
        """How the step of a job names it."""
        return f"{self.member_id}:{self.entry_id}:{self.amount}:{self.day.isoformat()}"

    @classmethod
    def named(cls, reference: str) -> "CoverAhead":
        """The one that the step of a job names."""
        member_id, entry_id, amount, day = reference.split(":")
        return cls(int(member_id), int(entry_id), int(amount), date.fromisoformat(day))


def check_beside_cover(amount: Cents, room: Cents, ahead: Cents, day: date, numbers: Sequence[str]) -> None:
    """Refuse to pay what credit handed over covers on a day ahead: it would be more than the nominal (§ 7 no. 1 GenG).

    `ahead` is what it covers, `room` what may be paid beside it, `numbers` those of the transfers. Until that day it is
    owed all the same: who pays it now needs another share for the credit, and so another transfer (§ 76 GenG).
    """
    if room < amount <= room + ahead:
        raise Refusal(
            "Am {day} deckt das Guthaben aus {numbers} noch {ahead}; daneben ist auf den Anteilen Platz für {room}"
            " (§ 7 Nr. 1 GenG). Zahlt das Mitglied mehr, stornieren Sie zuerst die Übertragung, und tragen Sie sie"
            " danach neu ein.",
            day=written(day), numbers=", ".join(numbers), ahead=euro(ahead), room=euro(room),
        )
