"""How members, shares, credit and liability moved in a fiscal year (§§ 337, 338 HGB; R-MOV-01 to R-MOV-04)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from app.core.values import Cents, German
from app.statutes.rules import FiscalYear


@dataclass(frozen=True)
class Standing:
    """How many members and shares there are, and their paid-in credit in cents."""

    members: int = 0
    shares: int = 0
    credit: Cents = 0

    def and_also(self, step: "Step") -> "Standing":
        """The standing with a step taken."""
        return Standing(self.members + step.members, self.shares + step.shares, self.credit + step.credit)


@dataclass(frozen=True)
class Step:
    """What entries of one day change: members (+ joined, − left), shares, credit in cents.

    `ends_its_day`: a reduction, which ends with the close of its day and counts from the next one (R-REG-06).
    """

    day: date
    members: int = 0
    shares: int = 0
    credit: Cents = 0
    ends_its_day: bool = False

    def counts_on(self, day: date) -> bool:
        """Say whether the step counts in the register of a day (R-REG-06)."""
        return self.day < day or (self.day == day and not self.ends_its_day)


def standing_on(opening: Standing, steps: Iterable[Step], day: date) -> Standing:
    """What the register of a day shows; who leaves that day is still a member (§ 30 GenG; R-REG-06)."""
    return _after(opening, (step for step in steps if step.counts_on(day)))


def standing_at_close(opening: Standing, steps: Iterable[Step], day: date) -> Standing:
    """What is left when a day is over, as the year's closing figure counts (§ 338 (1) HGB; R-MOV-02)."""
    return _after(opening, (step for step in steps if step.day <= day))


def _after(opening: Standing, steps: Iterable[Step]) -> Standing:
    standing = opening
    for step in steps:
        standing = standing.and_also(step)
    return standing


@dataclass(frozen=True)
class Movement:
    """The movement of a year: what it began with, what came, what went, and what is left at its close (R-MOV-01)."""

    year: FiscalYear
    opening: Standing
    closing: Standing
    joined: int
    left: int
    shares_gained: int
    shares_lost: int


def movement_of(year: FiscalYear, opening: Standing, steps: Iterable[Step]) -> Movement:
    """Count what the steps of a year did; an exit on its last day is one of this year (§ 338 (1) HGB; R-MOV-02).

    Somebody who joins and leaves counts in both (R-MOV-04).
    """
    within = [step for step in steps if year.covers(step.day)]
    return Movement(
        year, opening, standing_at_close(opening, within, year.last_day),
        joined=sum(max(step.members, 0) for step in within), left=-sum(min(step.members, 0) for step in within),
        shares_gained=sum(max(step.shares, 0) for step in within),
        shares_lost=-sum(min(step.shares, 0) for step in within),
    )


def moves_up(changes: Iterable[tuple[StrEnum, int]]) -> dict[StrEnum, bool]:
    """Say of each ground whether all that was booked on it in a year adds or takes away (§ 338 (1) HGB; R-MOV-01)."""
    together: Counter[StrEnum] = Counter()
    for ground, change in changes:
        together[ground] += change
    return {ground: change > 0 for ground, change in together.items()}


class CreditPart(StrEnum):
    """Where the paid-in credit at the close of a year belongs (§ 337 (1) HGB; R-FIN-02, R-MOV-03)."""

    REMAINING = "remaining"
    LEFT = "left"
    CANCELLED = "cancelled"
    FORMER = "former"


CREDIT_PART_WORDS: Mapping[CreditPart, str] = {
    CreditPart.REMAINING: German("Verbleibende Mitglieder"),
    CreditPart.LEFT: German("Mit Ablauf des Jahres Ausgeschiedene"),
    CreditPart.CANCELLED: German("Gekündigte Anteile"),
    CreditPart.FORMER: German("Früher Ausgeschiedene, noch nicht ausgezahlt"),
}


@dataclass(frozen=True)
class ClosingHolding:
    """What one member holds when a year is over: shares left, credit in cents, last day where there is one.

    `earlier` is that part of the credit which is left of memberships before the last one, `released` that which shares
    given up by who stayed a member have released.
    """

    shares: int
    credit: Cents
    last_day: date | None
    earlier: Cents = field(default=0, kw_only=True)
    released: Cents = field(default=0, kw_only=True)

    def has_left(self, close: date) -> bool:
        """Say whether the membership is over at the close of a day (R-MOV-02)."""
        return self.last_day is not None and self.last_day <= close


def credit_parts(holding: ClosingHolding, close: date, share_amount: Cents | None) -> dict[CreditPart, Cents]:
    """Split a member's credit at the close of a year (§ 337 (1) HGB; R-MOV-03); cents.

    Of who stays, what cancelled shares have released belongs to them (R-PAY-04), and what exceeds the nominal of those
    left, where a share comes to `share_amount`: None without a statute, and once one reduced it, since what that set
    free belongs to who stays (§ 22 (2) GenG). What is left of an earlier membership belongs to who left before, also
    after a re-entry.
    """
    own = holding.credit - holding.earlier
    if holding.last_day is not None and holding.has_left(close):
        if holding.last_day < close:
            return {CreditPart.FORMER: holding.credit}
        return {CreditPart.LEFT: own, CreditPart.FORMER: holding.earlier}
    above = max(own - holding.shares * share_amount, 0) if share_amount is not None else 0
    above = max(above, holding.released)
    return {CreditPart.REMAINING: own - above, CreditPart.CANCELLED: above, CreditPart.FORMER: holding.earlier}


def split_credit(
    holdings: Iterable[ClosingHolding], close: date, share_amount: Cents | None
) -> dict[CreditPart, Cents]:
    """Add up the parts of all holdings; together they are the credit ledger's sum (§ 337 (1) HGB; R-MOV-03)."""
    parts = dict.fromkeys(CreditPart, 0)
    for holding in holdings:
        for part, amount in credit_parts(holding, close, share_amount).items():
            parts[part] += amount
    return parts


class Figure(StrEnum):
    """A figure of the movement, behind which stand entries."""

    OPENING_MEMBERS = "opening_members"
    JOINED = "joined"
    LEFT = "left"
    CLOSING_MEMBERS = "closing_members"
    OPENING_SHARES = "opening_shares"
    SHARES = "shares"
    SHARES_GAINED = "shares_gained"
    SHARES_LOST = "shares_lost"
    CLOSING_SHARES = "closing_shares"
    OPENING_CREDIT = "opening_credit"
    CREDIT = "credit"
    CREDIT_CHANGE = "credit_change"
    REMAINING_CREDIT = "remaining_credit"
    LEFT_CREDIT = "left_credit"
    CANCELLED_CREDIT = "cancelled_credit"
    FORMER_CREDIT = "former_credit"
    OVERDUE = "overdue"
    OPENING_LIABILITY = "opening_liability"
    LIABILITY_CHANGE = "liability_change"
    CLOSING_LIABILITY = "closing_liability"


FIGURE_WORDS: Mapping[Figure, str] = {
    Figure.OPENING_MEMBERS: German("Mitglieder am Anfang des Jahres"),
    Figure.JOINED: German("Beigetretene Mitglieder"),
    Figure.LEFT: German("Ausgeschiedene Mitglieder"),
    Figure.CLOSING_MEMBERS: German("Mitglieder am Ende des Jahres"),
    Figure.OPENING_SHARES: German("Anteile am Anfang des Jahres"),
    Figure.SHARES: German("Buchungen auf Anteile"),
    Figure.SHARES_GAINED: German("Zugänge an Anteilen"),
    Figure.SHARES_LOST: German("Abgänge an Anteilen"),
    Figure.CLOSING_SHARES: German("Anteile am Ende des Jahres"),
    Figure.OPENING_CREDIT: German("Guthaben der Mitglieder am Anfang des Jahres"),
    Figure.CREDIT: German("Buchungen auf Guthaben"),
    Figure.CREDIT_CHANGE: German("Veränderung des Guthabens der verbleibenden Mitglieder"),
    Figure.REMAINING_CREDIT: German("Guthaben der verbleibenden Mitglieder"),
    Figure.LEFT_CREDIT: German("Guthaben der mit Ablauf des Jahres Ausgeschiedenen"),
    Figure.CANCELLED_CREDIT: German("Guthaben aus gekündigten Anteilen"),
    Figure.FORMER_CREDIT: German("Guthaben früher Ausgeschiedener"),
    Figure.OVERDUE: German("Rückständige fällige Einzahlungen"),
    Figure.OPENING_LIABILITY: German("Haftsummen am Anfang des Jahres"),
    Figure.LIABILITY_CHANGE: German("Veränderung der Haftsummen"),
    Figure.CLOSING_LIABILITY: German("Haftsummen am Ende des Jahres"),
}

PARTS: Mapping[Figure, CreditPart] = {
    Figure.OPENING_CREDIT: CreditPart.REMAINING, Figure.REMAINING_CREDIT: CreditPart.REMAINING,
    Figure.LEFT_CREDIT: CreditPart.LEFT, Figure.CANCELLED_CREDIT: CreditPart.CANCELLED,
    Figure.FORMER_CREDIT: CreditPart.FORMER,
}  # fmt: skip
"""Figures that are a part of the credit at one of the year's ends."""

GAINED_OR_LOST = frozenset({Figure.SHARES_GAINED, Figure.SHARES_LOST})

ENTRIES = frozenset({Figure.JOINED, Figure.LEFT, Figure.SHARES, Figure.CREDIT}) | GAINED_OR_LOST
"""Figures behind which stand entries of the year; behind the others stands what each member had at one of its ends."""

CHANGES: Mapping[Figure, Figure] = {
    Figure.CREDIT_CHANGE: Figure.REMAINING_CREDIT, Figure.LIABILITY_CHANGE: Figure.CLOSING_LIABILITY,
}
"""Figures that say how much another one changed in the year; behind them stands what each member had more or less."""

OPENING = frozenset({
    Figure.OPENING_MEMBERS, Figure.OPENING_SHARES, Figure.OPENING_CREDIT, Figure.OPENING_LIABILITY,
})  # fmt: skip
"""Figures of the moment before the year began."""
