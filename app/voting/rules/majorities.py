"""Whether a majority is reached, in integers alone (§§ 8 (2), 43 (2) GenG; R-MAJ-01 to 03, R-MAJ-07, R-INV-02)."""

from dataclasses import dataclass

from app.assemblies.rules import Threshold


@dataclass(frozen=True)
class Tally:
    """Votes counted by what they say."""

    yes: int = 0
    no: int = 0
    abstain: int = 0
    invalid: int = 0

    @property
    def cast(self) -> int:
        """Votes cast: yes and no; abstentions and invalid votes are not cast (R-MAJ-02)."""
        return self.yes + self.no

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.yes + other.yes, self.no + other.no, self.abstain + other.abstain,
                     self.invalid + other.invalid)


def is_reached(threshold: Threshold, tally: Tally) -> bool:
    """Say whether a motion passes: never by a tie, never without a vote cast (R-MAJ-01, R-MAJ-03, R-MAJ-07)."""
    if threshold.share is None:
        return tally.yes > tally.no
    reaches = threshold.share.denominator * tally.yes >= threshold.share.numerator * tally.cast
    return reaches and tally.yes > 0 and tally.yes != tally.no


def needed_of(threshold: Threshold, cast: int) -> int:
    """Say how many of the votes cast have to be in favour (R-MAJ-07); one at least."""
    if threshold.share is None:
        return cast // 2 + 1
    most, whole = threshold.share.numerator, threshold.share.denominator
    needed = max(1, -(-most * cast // whole))
    return needed + 1 if 2 * needed == cast else needed


LEAST_IN_CLASS = 3
"""With fewer voters in a class its sums would tell how a single one of them voted (R-VOTE-10)."""


@dataclass(frozen=True)
class SplitTally:
    """The votes of ordinary and of investing members, counted apart (§ 8 (2) sentence 2 GenG; R-INV-02).

    `voters`: how many ordinary and how many investing members these votes are of.
    """

    ordinary: Tally = Tally()
    investing: Tally = Tally()
    voters: tuple[int, int] = (0, 0)

    @property
    def tells_nobody_apart(self) -> bool:
        """Whether the votes of both classes can be shown without showing those of a single member (R-VOTE-10)."""
        return min(self.voters) >= LEAST_IN_CLASS

    @property
    def together(self) -> Tally:
        """All votes given, as they are shown."""
        return self.ordinary + self.investing

    @property
    def deciding(self) -> Tally:
        """The votes that decide: investing members neither outvote the others nor prevent what these resolve.

        Whether they have a vote at all is the statute's matter; where they have, both are counted and the ordinary
        members' result holds.
        """
        return self.ordinary
