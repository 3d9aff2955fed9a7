"""Who is elected: absolute majority and run-off, relative list ballot, approval, lot (§ 43 (2); R-ELE-01 to 03)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from app.assemblies.rules import election_majority
from app.core.formats import count
from app.core.values import German, Refusal
from app.statutes.rules import ElectionMode, TieRule
from app.voting.rules.facts import Method, Outcome

LEAST_FOR_RUNOFF = 2


@dataclass(frozen=True)
class ElectionResult:
    """Who is elected, between whom a run-off or the lot has to decide.

    `valid` votes of which `needed` elect, where more than half is asked for. `by_lot`: seats that the lot gives.
    """

    elected: tuple[int, ...] = ()
    runoff: tuple[int, ...] = ()
    draw_lot_between: tuple[int, ...] = ()
    by_lot: int = 0
    valid: int = 0
    needed: int = 0

    @property
    def outcome(self) -> Outcome:
        """What came of it; who is elected already stays so while others wait for lot or run-off."""
        if self.draw_lot_between:
            return Outcome.LOT
        if self.runoff:
            return Outcome.RUNOFF
        return Outcome.ELECTED if self.elected else Outcome.NOBODY


def elect_absolutely(
    votes: Mapping[int, int], valid: int, seats: int, has_runoff: bool, tie: TieRule
) -> ElectionResult:
    """Elect who has more than half of the valid votes (§ 43 (2) sentence 1; R-ELE-01), the others by a run-off.

    `valid`: the votes of all valid ballots, each counted once; abstentions and invalid ones are not among them. Where
    more reach it than there are seats, those with most are elected. For the seats left the best go into the run-off,
    two where one seat is left, with all who have as many votes as the last of them (R-ELE-02); who reached it beside
    equals and was not elected is among these.
    """
    needed = valid // 2 + 1
    reaching = {who: number for who, number in votes.items() if number >= needed}
    chosen = elect_relatively(reaching, seats, tie)
    left = seats - len(chosen.elected) - chosen.by_lot
    others = {who: number for who, number in votes.items() if who not in chosen.elected}
    runoff = _best(others, left + 1) if has_runoff and left > 0 and not chosen.draw_lot_between else ()
    if len(runoff) < LEAST_FOR_RUNOFF:
        runoff = ()
    return ElectionResult(chosen.elected, runoff, chosen.draw_lot_between, chosen.by_lot, valid, needed)


def elect_relatively(votes: Mapping[int, int], seats: int, tie: TieRule) -> ElectionResult:
    """Elect those with most votes, also in a run-off (R-ELE-02); nobody without a vote.

    Equal votes for the last seat give it to none of them, or let the lot decide where the statute says so (R-ELE-03).
    """
    backed = {who: number for who, number in votes.items() if number > 0}
    ranked = sorted(backed, key=lambda who: -backed[who])
    if len(ranked) <= seats:
        return ElectionResult(tuple(ranked), valid=sum(votes.values()))
    last = backed[ranked[seats - 1]]
    equal = tuple(who for who in ranked if backed[who] == last)
    above = tuple(who for who in ranked if backed[who] > last)
    if len(above) + len(equal) == seats:
        return ElectionResult(above + equal, valid=sum(votes.values()))
    drawn = (equal, seats - len(above)) if tie is TieRule.LOT else ((), 0)
    return ElectionResult(above, (), *drawn, valid=sum(votes.values()))


def _best(votes: Mapping[int, int], number: int) -> tuple[int, ...]:
    """The best, and all who have as many votes as the last of them."""
    ranked = sorted(votes, key=lambda who: -votes[who])
    if len(ranked) <= number:
        return tuple(ranked)
    return tuple(who for who in ranked if votes[who] >= votes[ranked[number - 1]])


def result_of_election(
    votes: Mapping[int, int], valid: int, seats: int, mode: ElectionMode, tie: TieRule
) -> ElectionResult:
    """Elect as the statute has it (§ 43 (2) sentence 2 GenG; R-ELE-01 to R-ELE-03)."""
    if mode is ElectionMode.RELATIVE:
        return elect_relatively(votes, seats, tie)
    return elect_absolutely(votes, valid, seats, mode is ElectionMode.ABSOLUTE_THEN_RUNOFF, tie)


def elected_by(mode: ElectionMode, method: Method | None = None, is_each: bool = False, is_runoff: bool = False) -> str:
    """What somebody needs to be elected, in words that end "is elected who has" (§ 43 (2) GenG; R-ELE-01, R-ELE-02)."""
    if is_each:
        return German("mehr Ja- als Neinstimmen")
    counts_most = is_runoff or method is Method.CUMULATIVE
    return election_majority(ElectionMode.RELATIVE if counts_most else mode)


def tied_for_seats(votes: Mapping[int, int], elected: Collection[int], seats: int, needed: int) -> tuple[int, ...]:
    """Say between whom equal votes left seats empty, where no lot decides; nobody where that is not why (R-ELE-03).

    `votes` that decided on each; `needed` of them elect, where more than half is asked for.
    """
    left = seats - len(elected)
    others = {who: number for who, number in votes.items() if who not in elected and number >= max(needed, 1)}
    most = max(others.values(), default=0)
    equal = tuple(who for who, number in others.items() if number == most)
    return equal if 0 < left < len(equal) else ()


def check_drawn(result: ElectionResult, drawn: Sequence[int]) -> None:
    """Refuse a lot that names others than those between whom it decides, or not as many as it gives seats (R-ELE-03).
    """
    if not result.draw_lot_between:
        raise Refusal("Hier entscheidet kein Los: Die Satzung sieht es nicht vor, oder niemand liegt gleichauf.")
    if len(set(drawn)) != result.by_lot or not set(drawn) <= set(result.draw_lot_between):
        raise Refusal("Nennen Sie genau {number} der Personen, zwischen denen das Los entscheidet.",
                      number=count(result.by_lot))


@dataclass(frozen=True)
class BallotShape:
    """How a ballot of a method may be marked: how many options, how often one of them, how many marks in all.

    `is_each`: each option is answered by yes (a mark) or no (none of it), or left out by who abstains on it.
    """

    most_options: int
    most_each: int
    most_marks: int
    is_each: bool = False


@dataclass(frozen=True)
class Asked:
    """What a ballot answers: by which method, beside which options, and how it may be marked."""

    method: Method
    options: frozenset[int]
    shape: BallotShape


_MARKED = frozenset({Method.ELECTION, Method.LIST, Method.APPROVAL})


def is_each(method: Method, seats: int, options: int, mode: ElectionMode) -> bool:
    """Say whether each candidate is voted on by yes or no: where there are no more of them than seats (R-ELE-01).

    A cross alone could only be in favour, so that one vote would elect; more than half of the votes cast is asked for.
    Where most votes elect the statute wants it so.
    """
    return method in _MARKED and mode is not ElectionMode.RELATIVE and options <= seats


def shape_of(method: Method, seats: int, options: int, mode: ElectionMode) -> BallotShape:
    """Say how a ballot may be marked (R-ELE-02).

    One cross in a single election and between motions; as many as there are seats on a list, each for another; any
    number where each is approved of or not; as many as seats, heaped as one likes, where votes may be heaped. Yes or
    no for each where nobody could be rejected otherwise.
    """
    if is_each(method, seats, options, mode):
        return BallotShape(options, 1, options, is_each=True)
    match method:
        case Method.LIST:
            return BallotShape(seats, 1, seats)
        case Method.APPROVAL:
            return BallotShape(options, 1, options)
        case Method.CUMULATIVE:
            return BallotShape(seats, seats, seats)
    return BallotShape(1, 1, 1)


def fits(marks: Mapping[int, int], shape: BallotShape) -> bool:
    """Say whether the marks of a ballot are as the method allows; a ballot without any mark is none."""
    least = 0 if shape.is_each else 1
    return (
        0 < len(marks) <= shape.most_options
        and all(least <= number <= shape.most_each for number in marks.values())
        and sum(marks.values()) <= shape.most_marks
    )
