"""What is wrong or odd about a row that tells of an event: where it stands, and what to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.core.told import Told, as_stored, from_stored
from app.imports.rules.columns import Field


class EventError(StrEnum):
    """Why a row is refused; `already_there` and `exit_by_transfer` are hints, such a row is passed over.

    `ground_not_known` and `year_not_known` are notes: the row is entered. `within_year` is either, and of a transfer
    `exit_by_transfer` is a note.
    """

    INVALID_NUMBER = "invalid_member_number"
    UNKNOWN_MEMBER = "unknown_member"
    UNKNOWN_EVENT = "unknown_event"
    INVALID_DATE = "invalid_date"
    IN_FUTURE = "day_in_future"
    BEFORE_JOINING = "before_joining"
    NOT_A_MEMBER = "not_a_member"
    WRONG_ORDER = "wrong_order_of_days"
    INVALID_SHARES = "shares_not_positive"
    INVALID_AMOUNT = "invalid_amount"
    MORE_THAN_HELD = "more_shares_than_held"
    MORE_THAN_CREDIT = "more_credit_than_there"
    BEYOND_NOMINAL = "paid_more_than_nominal"
    OWED_ON_GIVEN_UP = "owed_on_shares_given_up"
    CREDIT_WITHOUT_SHARES = "credit_without_shares"
    BLOCKED_PAYOUT = "payout_to_member"
    ALL_SHARES = "cancellation_of_all_shares"
    TO_ONESELF = "transfer_to_oneself"
    ENDED_ALREADY = "ended_already"
    LATER_ENTRIES = "later_entries"
    IN_CLOSED_YEAR = "day_in_closed_year"
    WITHOUT_GROUND = "exit_without_ground"
    WITHOUT_TRANSFER = "exit_without_transfer"
    TWICE = "twice"
    UNREADABLE = "value_not_usable"
    ALREADY_THERE = "already_there"
    BY_TRANSFER = "exit_by_transfer"
    WITHIN_YEAR = "within_year"
    YEAR_UNKNOWN = "year_not_known"
    OTHER_GROUND = "ground_not_known"


@dataclass(frozen=True)
class Remark:
    """A remark on a row: what kind, under which heading, in words that say what to do."""

    code: EventError
    column: str
    said: Told


class Faulty(Exception):
    """Raised over a row that cannot be entered; nothing of it is."""

    def __init__(self, code: EventError, column: Field, message: str, /, **values: object) -> None:
        self.code, self.column, self.said = code, column, Told(message, **values)
        super().__init__(str(self.said))

    def under(self, headings: Mapping[Field, str]) -> Remark:
        """The remark with the heading as the list writes it."""
        return Remark(self.code, headings.get(self.column, ""), self.said)


def remarks_as_stored(findings: Sequence[Remark]) -> list[dict[str, Any]]:
    """Remarks as JSON can hold them."""
    return [{"code": each.code.value, "column": each.column, "said": as_stored(each.said)} for each in findings]


def remarks_from_stored(stored: Sequence[Mapping[str, Any]]) -> list[Remark]:
    """The remarks that were stored."""
    return [Remark(EventError(each["code"]), each["column"], from_stored(each["said"])) for each in stored]
