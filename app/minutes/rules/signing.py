"""Who must sign the minutes (§ 47 (2) GenG)."""

from collections.abc import Collection
from enum import StrEnum


class Signer(StrEnum):
    """In which function somebody signs."""

    CHAIR = "chair"
    BOARD_MEMBER = "management_board_member"


def missing_signer(signed_by: Collection[Signer], chair_is_board_member: bool) -> Signer | None:
    """Name whose signature is missing first: the chair's, then that of a board member present (§ 47 (2); R-MIN-03).

    A chair who sits on the board signs as both.
    """
    if Signer.CHAIR not in signed_by:
        return Signer.CHAIR
    if Signer.BOARD_MEMBER not in signed_by and not chair_is_board_member:
        return Signer.BOARD_MEMBER
    return None
