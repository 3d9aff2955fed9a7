"""Cases of votes, majorities and elections in the product's words; no rule stands here."""

from collections.abc import Callable, Mapping

from app.assemblies.rules import Subject, required_majority
from app.attendance.rules import PluralRegime, weight_of
from app.statutes.rules import ElectionMode, InvestingPolicy, TieRule
from app.voting.rules import (
    Choice,
    CountedVote,
    Frame,
    Method,
    Outcome,
    SplitTally,
    Tally,
    count_votes,
    elect_absolutely,
    elect_relatively,
    is_reached,
)
from tests.cases.assembly import threshold_of
from tests.cases.values import Answer, Input

MOST_VOTES = 3
"""How many votes the law lets a member have at most (§ 43 (3) sentence 3 no. 1 GenG)."""


def majority(given: Input) -> Answer:
    """Is a majority reached?"""
    tally = Tally(given["yes"], given["no"], given.get("abstain", 0), given.get("invalid", 0))
    return {"votes_cast": tally.cast, "passed": is_reached(threshold_of(given["threshold"]), tally)}


def vote_weighted(given: Input) -> Answer:
    """Do plural votes count, and what do they carry?"""
    required = required_majority(Subject(given["resolution"]), {})
    votes = [
        CountedVote(Choice(each["choice"]), weight_of(each["votes"], MOST_VOTES, required.one_vote_each,
                                                      PluralRegime.MAX_THREE))
        for each in given["ballots"]
    ]
    result = count_votes(Frame(Method.YES_NO, required.threshold), votes)
    tally = result.tally.together
    return {"yes": tally.yes, "no": tally.no, "passed": result.outcome is Outcome.ACCEPTED}


def vote_investing(given: Input) -> Answer:
    """What decides where investing members voted too?"""
    InvestingPolicy(given["policy"])
    ordinary, investing = (Tally(given[each]["yes"], given[each]["no"]) for each in ("ordinary", "investing"))
    return {"passed": is_reached(threshold_of(given["threshold"]), SplitTally(ordinary, investing).deciding)}


MODES: Mapping[str, ElectionMode | None] = {
    "absolute_then_runoff": ElectionMode.ABSOLUTE_THEN_RUNOFF, "relative": ElectionMode.RELATIVE, "runoff": None,
}


def election(given: Input) -> Answer:
    """Who is elected, who goes into a run-off, between whom is the lot drawn?"""
    votes = given["round2"] if given["mode"] == "runoff" else given["round1"]
    names = dict(enumerate(votes))
    numbers = {number: votes[name] for number, name in names.items()}
    tie, mode = TieRule(given.get("tie") or "not_elected"), MODES[given["mode"]]
    if mode is ElectionMode.ABSOLUTE_THEN_RUNOFF:
        result = elect_absolutely(numbers, sum(numbers.values()), given["seats"], True, tie)
    else:
        result = elect_relatively(numbers, given["seats"], tie)
    named = {
        "elected": [names[each] for each in result.elected],
        "draw_lot_between": [names[each] for each in result.draw_lot_between],
    }
    if mode is not ElectionMode.ABSOLUTE_THEN_RUNOFF:
        return named
    first = {"valid": result.valid, "needed": result.needed, "runoff": [names[each] for each in result.runoff]}
    return {**named, **first}


SERVED: Mapping[str, Callable[[Input], Answer]] = {
    "election": election,
    "majority": majority,
    "vote.investing": vote_investing,
    "vote.weighted": vote_weighted,
}
"""Each kind of case with the adapter that answers it."""
