"""Where an item stands while the organ votes: who counts, what is needed, what has come of it (§§ 27, 36 GenG)."""

from dataclasses import dataclass, field

from app.organs.rules.facts import Organ, Outcome
from app.organs.rules.voting import (
    SIMPLE_MAJORITY,
    Majority,
    OrganVote,
    Tally,
    can_decide,
    outcome_of,
    tally_of,
    votes_needed,
    who_can_decide,
)


@dataclass(frozen=True)
class Standing:
    """The vote on one item: seats of the day, who is biased or absent, the votes, quorum and majority of the statute.

    `seats`, `biased` and `absent` hold party ids; who is absent from a meeting takes no part, like somebody biased.
    `objected`: somebody objects to the circular procedure. `closed`: no vote may come any more.
    """

    organ: Organ
    seats: frozenset[int]
    quorum: int
    votes: tuple[OrganVote, ...] = ()
    biased: frozenset[int] = field(default_factory=frozenset)
    absent: frozenset[int] = field(default_factory=frozenset)
    majority: Majority = SIMPLE_MAJORITY
    has_supervisory_board: bool = True
    objected: bool = False
    closed: bool = False

    @property
    def barred(self) -> frozenset[int]:
        """Whose votes do not count: the biased, and in a meeting those who are not there."""
        return self.biased | self.absent

    @property
    def voters(self) -> frozenset[int]:
        """Whose votes count."""
        return self.seats - self.barred

    @property
    def tally(self) -> Tally:
        """How the votes that count stand."""
        return tally_of(self.votes, self.barred, self.seats)

    @property
    def needed(self) -> int | None:
        """Votes in favour that settle the item whatever the others do; None where none can (R-ORG-04)."""
        return votes_needed(self.barred, self.seats, self.quorum, self.majority)

    @property
    def can_decide(self) -> bool:
        """Whether enough members without bias are in office for this organ to decide at all (R-ORG-04)."""
        return can_decide(self.biased, self.seats, self.quorum)

    @property
    def who_can_decide(self) -> Organ:
        """The organ that can decide: this one, or with too few unbiased the one above (§ 39 GenG; R-ORG-04)."""
        return who_can_decide(self.organ, self.biased, self.seats, self.quorum, self.has_supervisory_board)

    @property
    def outcome(self) -> Outcome:
        """What has come of it so far; open without a quorum (R-ADM-08, R-ORG-04)."""
        return outcome_of(
            self.votes, self.barred, self.seats, self.quorum, self.majority, closed=self.closed, objected=self.objected
        )
