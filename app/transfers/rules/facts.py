"""The words of transfers, and the frozen facts that their rules decide on (§ 76 GenG)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.core.values import Cents, German, Refusal, WrittenForm
from app.members.rules import ExitGround
from app.shares.rules import Owed, acquired_on, credit_on_shares, nominal_of
from app.statutes.rules import Statute


class TransferState(StrEnum):
    """What became of a transfer; `offered`: the acquirer has not agreed yet; `reversed`: it was entered by mistake."""

    OFFERED = "offered"
    PROPOSED = "proposed"
    ENTERED = "entered"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    REVERSED = "reversed"


class Side(StrEnum):
    """One of the two whom a transfer is about."""

    TRANSFEROR = "transferor"
    ACQUIRER = "acquirer"


class Extent(StrEnum):
    """Whether the whole credit is handed on, and the membership with it, or what belongs to some shares."""

    WHOLE = "whole"
    PART = "part"


STATE_WORDS: Mapping[TransferState, str] = {
    TransferState.OFFERED: German("Wartet auf die Erwerberin"),
    TransferState.PROPOSED: German("Liegt dem Vorstand vor"),
    TransferState.ENTERED: German("Eingetragen"),
    TransferState.REJECTED: German("Abgelehnt"),
    TransferState.WITHDRAWN: German("Zurückgenommen"),
    TransferState.REVERSED: German("Storniert"),
}
EXTENT_WORDS: Mapping[Extent, str] = {
    Extent.WHOLE: German("Das ganze Guthaben"), Extent.PART: German("Einzelne Anteile"),
}
"""How they are called, on screens and in documents."""


@dataclass(frozen=True)
class Declared:
    """A transfer as it was declared; `shares` are those handed on, None with the whole credit."""

    shares: int | None
    wanted_on: date
    received_on: date
    written_form: WrittenForm
    declared_by: str
    dated_on: date | None = None

    @property
    def is_whole(self) -> bool:
        """Whether the membership of the transferor ends with it (§ 76 (1) GenG)."""
        return self.shares is None


@dataclass(frozen=True)
class Claim:
    """By which notice the credit is due to a creditor or an administrator, and to whom (§§ 66, 66a GenG)."""

    number: str
    by: str
    is_insolvency: bool


@dataclass(frozen=True)
class Giver:
    """What is known of the transferor: least of shares and credit from the day on, what is due and not paid; cents.

    `held` are the shares there when the day is over, of which some may be given up for a later day.

    `ends_on` is the end already recorded; `gives_way`: it rests on notice or exclusion, which the transfer overtakes.
    `heirs_undecided`: the member has died and it is open who goes on. `waits` is the number of a transfer under way.
    `claim` stands against every transfer of this membership. `owed` is what must stay (§ 7a (2) GenG).
    """

    member_since: date
    ends_on: date | None
    ground: ExitGround | None
    gives_way: bool
    heirs_undecided: bool
    waits: str
    claim: Claim | None
    held: int
    shares: int
    credit: Cents
    owes: Cents
    owed: Owed


@dataclass(frozen=True)
class Joining:
    """What is known of the application by which the acquirer joins: its number, the shares declared, what hinders it.

    `hindrance` keeps it from the board (R-ADM-13); None where nothing does.
    """

    application: str
    shares: int
    hindrance: Refusal | None = None


@dataclass(frozen=True)
class Taker:
    """What is known of the acquirer: most shares from the next day on, and credit; cents.

    `is_member`: on the next day. `ends_on` is the end of the last membership, where one is recorded. `joining` is there
    where the acquirer becomes a member by the transfer (§ 76 (1) GenG). `owed` is what it must hold (§ 7a (2) GenG),
    `to_pay` what is open on its shares and no other credit covers.
    """

    is_same: bool
    is_member: bool
    ends_on: date | None
    ground: ExitGround | None
    heirs_undecided: bool
    shares: int
    credit: Cents
    owed: Owed
    joining: Joining | None = None
    to_pay: Cents = 0


@dataclass(frozen=True)
class Circumstances:
    """What is known when a transfer is judged; `day` is the one on which the transferor still holds.

    The statute is that of this day, `then` that of the receipt, which says what form was needed (R-STA-03).
    """

    today: date
    day: date
    statute: Statute
    then: Statute
    textform_permitted: bool
    giver: Giver
    taker: Taker


@dataclass(frozen=True)
class Standing:
    """Shares and credit of one side; cents."""

    shares: int
    credit: Cents


@dataclass(frozen=True)
class Consequences:
    """Who holds what on the day of a transfer and from the next day on, and what this transfer does to it; cents.

    `shares` and `amount` are handed on, `gained` are the shares that the acquirer gets for it. Of several transfers of
    one day the standings hold them all, these three the one alone.
    """

    day: date
    giver: tuple[Standing, Standing]
    taker: tuple[Standing, Standing]
    share_amount: Cents
    shares: int
    gained: int
    amount: Cents
    is_whole: bool
    """Whether nothing is left to the transferor, so that the membership ends (§ 76 (1) GenG)."""
    entry_fee: Cents = 0
    """What the statute asks of an acquirer who joins by it, besides the shares."""
    covered: Cents = 0
    """What is open on the acquirer's shares and the credit covers on that day (§ 76 GenG)."""
    needs_consent: bool = True
    """Whether the board decides on it (§§ 15, 15b, 76 (2) GenG)."""

    @property
    def since(self) -> date:
        """The day from which the acquirer holds (R-REG-06)."""
        return acquired_on(self.day)

    @property
    def missing(self) -> Cents:
        """What the acquirer's shares still lack up to their nominal, where some are taken for the transfer; cents."""
        if not self.gained:
            return 0
        before = self.taker[0]
        credit = credit_on_shares(before.credit, before.shares, self.share_amount) + self.amount
        return max(nominal_of(before.shares + self.gained, self.share_amount) - credit, 0)
