"""What a member sees of its own documents, and what its membership has become."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from app.core.values import German
from app.members.rules import is_member_on, is_struck

OWN_DOCUMENTS = (
    "share_certificate", "welcome_letter", "payment_request", "declaration", "notice_confirmation", "notice_refusal",
    "notice_continuation", "shares_admitted", "shares_refused", "shares_split", "settlement_statement", "entry_undone",
    "transfer_entered", "transfer_refused", "dunning_letter", "instalment_plan", "hearing_invitation",
    "exclusion_letter", "exclusion_lifted", "exclusion_refused", "assembly_invitation",
    "assembly_notice", "demand_refusal", "report",
)
"""Kinds of documents that belong to the member: what was sent to it, and what it declared itself.

A report about a member is the copy of its entries in the register (§ 31 (1) GenG).
"""


def is_own(kind: str, facts: Mapping[str, Any] | None) -> bool:
    """Say whether a document belongs to the member; a correction to somebody else, who acted in its place, does not."""
    is_to_another = kind == "entry_undone" and bool((facts or {}).get("member"))
    return kind in OWN_DOCUMENTS and not is_to_another


class Standing(StrEnum):
    """What became of somebody's membership; `struck`: it was entered by mistake and lasted on no day."""

    PRESENT = "present"
    PAST = "past"
    STRUCK = "struck"


GROUND_OF_ROLE: Mapping[Standing, str] = {
    Standing.PRESENT: German("%(name)s, Nr. %(number)s"),
    Standing.PAST: German("%(name)s, Nr. %(number)s, ausgeschieden"),
    Standing.STRUCK: German("%(name)s, Nr. %(number)s, irrtümlich eingetragen und gestrichen"),
}
"""From which membership the role of a member follows, in words."""
NO_MEMBER_NOW = German("Kein Mitglied mehr")


def standing_of(periods: Sequence[tuple[date, date | None]], day: date) -> Standing:
    """What became by a day of memberships, each with its first and its last day, if it has one (R-REG-05, R-REG-06)."""
    if any(is_member_on(first_day, last_day, day) for first_day, last_day in periods):
        return Standing.PRESENT
    return Standing.STRUCK if all(is_struck(first, last) for first, last in periods) else Standing.PAST
