"""How a membership ends otherwise than by notice: transfer, death, dissolution, exclusion (§§ 68, 76 to 77a GenG)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.core.values import Cents, German
from app.statutes.rules import FiscalYear, year_end_of


class OtherGround(StrEnum):
    """By what else a membership ends (R-EXIT-09 to R-EXIT-11, R-TRF-01)."""

    DEATH = "death"
    DISSOLUTION = "dissolution"
    SUCCESSION = "succession"
    EXCLUSION = "exclusion"
    TRANSFER = "transfer"


OTHER_GROUND_WORDS: Mapping[OtherGround, str] = {
    OtherGround.DEATH: German("Tod"),
    OtherGround.DISSOLUTION: German("Auflösung einer Organisation"),
    OtherGround.SUCCESSION: German("Verschmelzung, Gesamtrechtsnachfolge"),
    OtherGround.EXCLUSION: German("Ausschluss"),
    OtherGround.TRANSFER: German("Übertragung des Guthabens"),
}
OTHER_LAW: Mapping[OtherGround, str] = {
    OtherGround.DEATH: "§ 77 GenG", OtherGround.DISSOLUTION: "§ 77a GenG", OtherGround.SUCCESSION: "§ 77a GenG",
    OtherGround.EXCLUSION: "§ 68 GenG", OtherGround.TRANSFER: "§ 76 GenG",
}
"""How the grounds are called, and their paragraphs."""


@dataclass(frozen=True)
class OtherEvent:
    """What happened and when; of an exclusion the day it was resolved and its letter sent, of a transfer the amount.

    `acquirer` is the member number of whoever takes the balance over; cents.
    """

    ground: OtherGround
    event_on: date
    heirs_continue: bool = False
    sent_on: date | None = None
    meets_on: date | None = None
    amount: Cents = 0
    is_full: bool = False
    acquirer: int | None = None


@dataclass(frozen=True)
class OtherEnding:
    """When a membership ends so, whether it is settled, and what must be said besides; None: it goes on."""

    last_day: date | None
    is_settled: bool
    is_allowed: bool = True
    may_attend: bool | None = None


def may_transfer(
    statute_allows: bool, acquirer_is_member: bool, transferred: Cents, acquirer_balance: Cents, acquirer_nominal: Cents
) -> bool:
    """Say whether a balance may go to somebody (Übertragung, § 76 (1), (2), (5) GenG; R-TRF-01).

    To a member, or who becomes one with it; with what the acquirer has, it must not exceed the nominal of all shares
    held and newly taken.
    """
    fits = 0 < transferred <= acquirer_nominal - acquirer_balance
    return statute_allows and acquirer_is_member and fits


def last_day_by_transfer(agreed_on: date, is_full: bool) -> date | None:
    """Name the day a transferor leaves: at once with the whole balance; with a part not at all (§ 76; R-TRF-01)."""
    return agreed_on if is_full else None


def last_day_by_death(years: Iterable[FiscalYear], died_on: date, heirs_continue: bool) -> date | None:
    """Name the day the heirs' membership ends: with the year of the death (§ 77 (1), (2) GenG; R-EXIT-10).

    None where the statute lets it go on with the heirs.
    """
    return None if heirs_continue else year_end_of(years, died_on)


def last_day_by_dissolution(years: Iterable[FiscalYear], takes_effect_on: date) -> date:
    """Name the day a dissolved or merged organisation leaves: the end of that year (§ 77a GenG; R-EXIT-11).

    Until then a universal successor is the member.
    """
    return year_end_of(years, takes_effect_on)


def last_day_by_exclusion(years: Iterable[FiscalYear], resolved_on: date, sent_on: date | None) -> date:
    """Name the day somebody excluded leaves (§ 68 (1) GenG; R-EXIT-09).

    Only with the end of a fiscal year, and not before the letter is under way: a year already over does not count.
    """
    return year_end_of(years, sent_on or resolved_on)


def may_attend_assembly(sent_on: date | None, meets_on: date) -> bool:
    """Say whether somebody to be excluded may attend an assembly: until the letter is sent (§ 68 (2); R-EXIT-09)."""
    return sent_on is None or meets_on < sent_on


def settlement_follows(last_day: date | None, is_transfer: bool = False) -> bool:
    """Say whether an exit is settled: not where the balance went to somebody else (§§ 73, 76 GenG; R-TRF-01)."""
    return last_day is not None and not is_transfer
