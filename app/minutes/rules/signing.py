"""Who must sign the minutes (§ 47 (2) GenG)."""

from collections.abc import Collection
from enum import StrEnum

from app.core.formats import NBSP


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


def who_signs(chair_is_board_member: bool, others: int) -> str:
    """Say beneath minutes who signs them, of the chair and so many other board members present (§ 47 (2); R-MIN-03).

    Whether a chair who sits on the board signs as both is contested; so it is told, and others may sign beside.
    """
    both = " Die Leitung gehört dem Vorstand an; ihre Unterschrift gilt hier auch für ihn." * chair_is_board_member
    free = " Weitere Linien können frei bleiben." * (others > (0 if chair_is_board_member else 1))
    return (
        "Es unterschreiben die Leitung der Versammlung und mindestens ein anwesendes Mitglied des Vorstands"
        f" (§{NBSP}47 Abs.{NBSP}2 GenG).{both}{free}"
    )
