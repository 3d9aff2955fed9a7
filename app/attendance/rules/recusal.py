"""Who may not vote on what concerns it (Stimmverbot, § 43 (6) GenG; R-VOTE-06 to R-VOTE-08)."""

from collections.abc import Set
from typing import TypeVar

from app.assemblies.rules import Subject
from app.organs.rules import Organ

BANNING = frozenset({
    Subject.DISCHARGE, Subject.DISCHARGE_BOARD, Subject.DISCHARGE_SUPERVISORY_BOARD, Subject.RELEASE_FROM_LIABILITY,
    Subject.ASSERT_CLAIM,
})  # fmt: skip
"""What nobody votes on whom it concerns; nothing else bars: not the own election, removal, a contract (R-VOTE-08)."""

ORGAN_DISCHARGED = {
    Subject.DISCHARGE_BOARD: Organ.BOARD, Subject.DISCHARGE_SUPERVISORY_BOARD: Organ.SUPERVISORY_BOARD,
}  # fmt: skip
"""Whose members are concerned all together when an organ is discharged en bloc (R-VOTE-07)."""

Person = TypeVar("Person")


def is_barred(subject: Subject | None, concerned: Set[Person], member: Person, *casters: Person | None) -> bool:
    """Say whether a vote does not count: the member is concerned, or whoever casts it (§ 43 (6); R-VOTE-06, 07).

    Of those who cast together one is enough. A member that is not concerned itself votes through somebody who is not.
    """
    return subject in BANNING and any(each in concerned for each in (member, *casters))
