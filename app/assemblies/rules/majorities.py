"""Which majority a resolution of the assembly needs (§§ 16, 36 (3), 43 (2), (3), 78, 79a, 87a GenG; R-MAJ-01 to 06)."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import total_ordering

from app.assemblies.rules.facts import AMENDMENTS, ELECTIONS, Subject
from app.core.told import Told
from app.core.values import German
from app.statutes.rules import AmendmentMajority, ElectionMode, Statute


@total_ordering
@dataclass(frozen=True)
class Threshold:
    """How many of the votes cast must be in favour: at least this share of them, or more than half of them.

    None as share stands for the simple majority: more votes in favour than against (R-MAJ-01).
    """

    share: Fraction | None = None

    def __str__(self) -> str:
        return "simple" if self.share is None else f"{self.share.numerator}/{self.share.denominator}"

    def __lt__(self, other: "Threshold") -> bool:
        return self._strictness < other._strictness

    @property
    def _strictness(self) -> tuple[Fraction, bool]:
        """What is more than half is stricter than half itself, and less strict than any share above it."""
        return (Fraction(1, 2), True) if self.share is None else (self.share, False)

    @property
    def word(self) -> str:
        """How the threshold is called (R-MAJ-08)."""
        named = _SHARE_WORDS.get(self.share)
        return named or Told("mindestens {share} der abgegebenen Stimmen", share=str(self))


_SHARE_WORDS: Mapping[Fraction | None, str] = {
    None: German("mehr Ja- als Neinstimmen"),
    Fraction(2, 3): German("mindestens zwei Drittel der abgegebenen Stimmen"),
    Fraction(3, 4): German("mindestens drei Viertel der abgegebenen Stimmen"),
    Fraction(9, 10): German("mindestens neun Zehntel der abgegebenen Stimmen"),
}

SIMPLE, THREE_QUARTERS, NINE_TENTHS = Threshold(), Threshold(Fraction(3, 4)), Threshold(Fraction(9, 10))

_BY_LAW: Mapping[Subject, Threshold] = {
    Subject.OBJECT: THREE_QUARTERS,
    Subject.OBJECT_MATERIAL: THREE_QUARTERS,
    Subject.SHARE_INCREASE: THREE_QUARTERS,
    Subject.MANDATORY_PARTICIPATION: THREE_QUARTERS,
    Subject.NACHSCHUSS: THREE_QUARTERS,
    Subject.LONG_NOTICE: THREE_QUARTERS,
    Subject.RESERVE_PARTICIPATION: THREE_QUARTERS,
    Subject.PLURAL_VOTES: THREE_QUARTERS,
    Subject.SHARE_SPLIT: THREE_QUARTERS,
    Subject.MINIMUM_CAPITAL: THREE_QUARTERS,
    Subject.PAYOUT_RESTRICTION: THREE_QUARTERS,
    Subject.INVESTING_MEMBERS: THREE_QUARTERS,
    Subject.CONTRIBUTIONS: THREE_QUARTERS,
    Subject.SERVICE_DUTY: NINE_TENTHS,
    Subject.REMOVE_SUPERVISORY_BOARD_MEMBER: THREE_QUARTERS,
    Subject.DISSOLUTION: THREE_QUARTERS,
    Subject.CONTINUATION: THREE_QUARTERS,
    Subject.FURTHER_PAYMENTS: THREE_QUARTERS,
}
"""What the law demands, and the statute can only make stricter (R-MAJ-04, R-MAJ-05)."""

_WITHIN: Mapping[Subject, Subject] = {
    Subject.OBJECT_MATERIAL: Subject.OBJECT,
    Subject.PLURAL_VOTES_ABOLISHED: Subject.OTHER_AMENDMENT,
    Subject.DISCHARGE_BOARD: Subject.DISCHARGE,
    Subject.DISCHARGE_SUPERVISORY_BOARD: Subject.DISCHARGE,
}
"""What a clause on the wider matter concerns too, where none names the narrower one."""


@dataclass(frozen=True)
class RequiredMajority:
    """The majority that a resolution needs.

    `is_mandatory`: the law demands three quarters or more, and the statute cannot go below. `one_vote_each`: plural
    votes do not count.
    """

    threshold: Threshold
    is_mandatory: bool
    one_vote_each: bool


def required_majority(subject: Subject, clauses: Mapping[Subject, Threshold]) -> RequiredMajority:
    """Say which majority a resolution needs, heeding the statute as far as the law leaves it room (§ 18 GenG).

    Where the law demands three quarters or nine tenths, the statute can only be stricter (§ 16 (2), (3), § 36 (3),
    §§ 78, 79a, 87a; R-MAJ-04, R-MAJ-05). Other amendments need three quarters unless the statute says otherwise, but
    never less than the simple majority (§§ 16 (4), 43 (2); R-MAJ-06). All else needs the simple one, or what the
    statute demands beyond it (R-MAJ-01); for elections it is free (§ 43 (2) sentence 2; R-ELE-01). Plural votes
    vanish where the law demands three quarters, and in what abolishes or limits them (§ 43 (3) no. 1; R-VOTE-02).
    """
    by_law = _BY_LAW.get(subject)
    clause = clauses.get(subject, clauses.get(_WITHIN.get(subject, subject)))
    one_vote_each = by_law is not None or subject is Subject.PLURAL_VOTES_ABOLISHED
    if by_law is not None:
        return RequiredMajority(max(by_law, clause or by_law), True, one_vote_each)
    if clause is None:
        return RequiredMajority(THREE_QUARTERS if subject in AMENDMENTS else SIMPLE, False, one_vote_each)
    return RequiredMajority(clause if subject in ELECTIONS else max(SIMPLE, clause), False, one_vote_each)


_AMENDED_BY: Mapping[AmendmentMajority, Threshold] = {
    AmendmentMajority.SIMPLE: SIMPLE,
    AmendmentMajority.TWO_THIRDS: Threshold(Fraction(2, 3)),
    AmendmentMajority.THREE_QUARTERS: THREE_QUARTERS,
    AmendmentMajority.NINE_TENTHS: NINE_TENTHS,
}


def majority_under(statute: Statute, subject: Subject) -> RequiredMajority:
    """Say which majority a resolution needs under the statute of the day (R-STA-03, R-MAJ-04 to R-MAJ-06).

    The statute in force counts until an amendment is registered, also in the assembly that resolves on it (§ 16 (6)).
    """
    return required_majority(subject, {Subject.OTHER_AMENDMENT: _AMENDED_BY[statute.amendment_majority]})


def election_majority(mode: ElectionMode) -> str:
    """Name what somebody needs to be elected, in words that end "is elected who has" (§ 43 (2) GenG; R-ELE-01)."""
    if mode is ElectionMode.RELATIVE:
        return German("die meisten Stimmen")
    return German("mehr als die Hälfte der gültigen Stimmen")


def majority_word(statute: Statute, subject: Subject) -> str:
    """Name in words the majority that a resolution or an election needs under the statute (R-MAJ-08, R-ELE-01)."""
    if subject in ELECTIONS:
        return election_majority(statute.election_mode)
    return majority_under(statute, subject).threshold.word
