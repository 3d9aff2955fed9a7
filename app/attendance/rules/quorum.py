"""Whether enough members are there to resolve, where the statute wants some (§ 43 (2) sentence 1 GenG; R-GV-11)."""

from dataclasses import dataclass
from fractions import Fraction

from app.core.formats import count
from app.core.values import Refusal
from app.statutes.rules import QuorumOf, Statute


@dataclass(frozen=True)
class Strength:
    """How many members with a vote, and how many votes they have as granted."""

    members: int
    votes: int

    def of(self, counted: QuorumOf) -> int:
        """What of it a clause counts."""
        return self.votes if counted is QuorumOf.VOTES else self.members


@dataclass(frozen=True)
class Quorum:
    """What the statute wants to be there, and what is: a part of the members with a vote, or of all votes."""

    share: Fraction
    counted: QuorumOf
    there: int
    everybody: int

    @property
    def needed(self) -> int:
        """The least number that is the part, or more than it."""
        return -(-self.everybody * self.share.numerator // self.share.denominator)

    @property
    def is_reached(self) -> bool:
        """Whether so many are there; exactly the part is enough, and of nobody there is none (R-MAJ-08)."""
        return self.there >= max(1, self.needed)


def quorum_of(statute: Statute, there: Strength, everybody: Strength) -> Quorum | None:
    """Say what must be there and what is; None where the statute wants nothing: the law does not either (R-GV-11).

    Who is represented is there; who takes part without a vote counts on neither side (§ 8 (2) GenG).
    """
    if statute.gv_quorum is None:
        return None
    counted = statute.gv_quorum_of
    return Quorum(statute.gv_quorum, counted, there.of(counted), everybody.of(counted))


def check_quorate(quorum: Quorum | None, despite: str) -> None:
    """Refuse to vote where too few are there, unless the chair says why it may be done all the same (R-GV-11).

    Such a reason may stand in the statute: of a second assembly many want nobody in particular.
    """
    if quorum is None or quorum.is_reached or despite.strip():
        return
    raise Refusal(
        "Die Versammlung ist nach der Satzung nicht beschlussfähig: {there} von {everybody} sind da, nötig sind"
        " {needed}. Darf hier trotzdem abgestimmt werden, etwa in einer zweiten Versammlung, nennen Sie den Grund.",
        there=count(quorum.there), everybody=count(quorum.everybody), needed=count(quorum.needed),
    )
