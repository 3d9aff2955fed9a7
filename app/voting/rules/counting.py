"""Counting a poll: once, exactly, and again with the same result (§§ 8 (2), 43 (2) GenG; R-MAJ-07)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.assemblies.rules import Threshold
from app.statutes.rules import ElectionMode, TieRule
from app.voting.rules.elections import ElectionResult, elect_relatively, is_each, result_of_election
from app.voting.rules.facts import ANSWERED_BY_YES, Choice, Method, Outcome
from app.voting.rules.majorities import SplitTally, Tally, is_reached, needed_of


@dataclass(frozen=True)
class CountedVote:
    """One vote as it is stored, or a number of them that tellers counted.

    `marks`: how often each option was marked, on all these ballots together, where the poll is answered by marks.
    `against`: how often each was voted against, where each is voted on by itself.
    """

    choice: Choice
    weight: int = 1
    is_investing: bool = False
    marks: Mapping[int, int] = field(default_factory=dict)
    number: int = 1
    against: Mapping[int, int] = field(default_factory=dict)

    @property
    def votes(self) -> int:
        """How many votes it stands for."""
        return self.weight * self.number


@dataclass(frozen=True)
class Frame:
    """What a poll was asked under, frozen when it was prepared."""

    method: Method
    threshold: Threshold
    seats: int = 1
    options: tuple[int, ...] = ()
    mode: ElectionMode = ElectionMode.MORE_THAN_HALF
    tie: TieRule = TieRule.NOT_ELECTED
    is_runoff: bool = False

    @property
    def is_each(self) -> bool:
        """Whether each option is voted on by yes or no."""
        return is_each(self.method, self.seats, len(self.options), self.mode)


@dataclass(frozen=True)
class Count:
    """The result of a poll: votes counted, what was needed, what came of it.

    `for_options`: votes for each option of all members; `deciding` those of the members whose votes decide; `against`
    theirs against each, where each is voted on by itself.
    """

    tally: SplitTally
    for_options: Mapping[int, int]
    deciding: Mapping[int, int]
    valid: int
    needed: int
    outcome: Outcome
    election: ElectionResult | None = None
    against: Mapping[int, int] | None = None

    @property
    def chosen(self) -> tuple[int, ...]:
        """The options elected or accepted by votes."""
        return self.election.elected if self.election else ()


def count_votes(frame: Frame, votes: Sequence[CountedVote]) -> Count:
    """Count a poll from its votes alone; the same votes give the same result whenever and in whatever order (R-MAJ-07).

    Of marks no more than those beside options of this poll count. Ordinary members' votes decide (R-INV-02).
    """
    ordinary = [vote for vote in votes if not vote.is_investing]
    investing = [vote for vote in votes if vote.is_investing]
    voters = sum(vote.number for vote in ordinary), sum(vote.number for vote in investing)
    tally = SplitTally(_tally(ordinary), _tally(investing), voters)
    if frame.method in ANSWERED_BY_YES:
        return _answered(frame, tally)
    deciding, everybody = _marked(frame, ordinary), _marked(frame, votes)
    valid = sum(vote.votes for vote in ordinary if vote.choice is Choice.MARKS)
    if frame.is_each:
        return _each(frame, tally, everybody, deciding, _against(frame, ordinary), valid)
    if frame.method is Method.ONE_OF_SEVERAL:
        return _one_of_several(frame, tally, everybody, deciding, valid)
    if frame.is_runoff or frame.method is Method.CUMULATIVE:
        result = elect_relatively(deciding, frame.seats, frame.tie)
    else:
        result = result_of_election(deciding, valid, frame.seats, frame.mode, frame.tie)
    return Count(tally, everybody, deciding, valid, result.needed, result.outcome, result)


def _tally(votes: Iterable[CountedVote]) -> Tally:
    sums: Counter[Choice] = Counter()
    for vote in votes:
        sums[vote.choice] += vote.votes
    return Tally(sums[Choice.YES], sums[Choice.NO], sums[Choice.ABSTAIN], sums[Choice.INVALID])


def _marked(frame: Frame, votes: Iterable[CountedVote]) -> dict[int, int]:
    sums = dict.fromkeys(frame.options, 0)
    for vote in votes:
        for option, number in vote.marks.items():
            if vote.choice is Choice.MARKS and option in sums:
                sums[option] += number * vote.weight
    return sums


def _against(frame: Frame, votes: Iterable[CountedVote]) -> dict[int, int]:
    sums = dict.fromkeys(frame.options, 0)
    for vote in votes:
        for option, number in vote.against.items():
            if vote.choice is Choice.MARKS and option in sums:
                sums[option] += number * vote.weight
    return sums


def _each(
    frame: Frame, tally: SplitTally, everybody: Mapping[int, int], deciding: Mapping[int, int],
    against: Mapping[int, int], valid: int,
) -> Count:
    """Who reaches the majority of the votes cast on it is elected, each by itself (§ 43 (2) sentence 1; R-ELE-01).

    How many are needed is one number where one stands alone.
    """
    tallies = {option: Tally(yes=number, no=against[option]) for option, number in deciding.items()}
    elected = tuple(option for option, each in tallies.items() if is_reached(frame.threshold, each))
    needed = needed_of(frame.threshold, sum(each.cast for each in tallies.values())) if len(tallies) == 1 else 0
    result = ElectionResult(elected, valid=valid, needed=needed)
    return Count(tally, everybody, deciding, valid, needed, result.outcome, result, against)


def _answered(frame: Frame, tally: SplitTally) -> Count:
    deciding = tally.deciding
    passed, needed = is_reached(frame.threshold, deciding), needed_of(frame.threshold, deciding.cast)
    if frame.method is Method.EN_BLOC:
        result = ElectionResult(frame.options if passed else (), valid=deciding.cast, needed=needed)
        return Count(tally, {}, {}, deciding.cast, needed, result.outcome, result)
    return Count(tally, {}, {}, deciding.cast, needed, Outcome.ACCEPTED if passed else Outcome.REJECTED)


def _one_of_several(
    frame: Frame, tally: SplitTally, everybody: Mapping[int, int], deciding: Mapping[int, int], valid: int
) -> Count:
    """The motion that reaches the majority of all votes cast; who wants none of them votes against each (R-MAJ-01)."""
    cast = valid + tally.deciding.no
    reaching = [option for option, number in deciding.items()
                if is_reached(frame.threshold, Tally(yes=number, no=cast - number))]
    outcome = Outcome.ACCEPTED if reaching else Outcome.REJECTED
    needed = needed_of(frame.threshold, cast)
    chosen = ElectionResult(tuple(reaching[:1]), valid=cast, needed=needed)
    return Count(tally, everybody, deciding, cast, needed, outcome, chosen)
