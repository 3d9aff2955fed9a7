"""Who may vote on the day, and with how many votes (§§ 8 (2), 43 (3), 68 (2), 77 (1) GenG; R-VOTE-01 to 05, 09)."""

from dataclasses import dataclass
from datetime import date

from app.attendance.rules.facts import Entitlement, PluralRegime
from app.core.formats import day as written
from app.core.values import Refusal
from app.members.rules import MemberClass
from app.statutes.rules import InvestingPolicy, Statute


class AboutVotes(Refusal):
    """A number of votes is refused; shown at its field."""



@dataclass(frozen=True)
class VoterFacts:
    """What the register knows of a member on the day; what is owed is of no account (§ 43 GenG; R-VOTE-04)."""

    first_day: date | None
    last_day: date | None = None
    excluded_on: date | None = None
    """The day on which the letter of the exclusion was sent."""
    is_investing: bool = False
    died_on: date | None = None
    heirs: int = 0
    has_joint_representative: bool = False


def entitlement_of(facts: VoterFacts, day: date, policy: InvestingPolicy) -> Entitlement:
    """Say whether a member votes on a day, and why not (R-VOTE-04, R-VOTE-05, R-VOTE-09, R-INV-02).

    On its last day it still is a member; from the dispatch of its exclusion on it attends no assembly (§ 68 (2)). One
    heir alone votes, several through their joint representative (§ 77 (1) sentence 3).
    """
    if facts.first_day is None or facts.first_day > day:
        return Entitlement.NOT_ADMITTED
    if facts.last_day is not None and facts.last_day < day:
        return Entitlement.LEFT
    if facts.excluded_on is not None and facts.excluded_on <= day:
        return Entitlement.EXCLUDED
    if facts.died_on is not None and facts.died_on <= day and not _heirs_can_act(facts):
        return Entitlement.HEIRS_UNREPRESENTED
    if facts.is_investing and policy is InvestingPolicy.NO_VOTE:
        return Entitlement.ATTENDS
    return Entitlement.VOTES


def _heirs_can_act(facts: VoterFacts) -> bool:
    return facts.heirs == 1 or facts.has_joint_representative


def regime_of(members: int, entrepreneurs: int) -> PluralRegime:
    """Say which rule on plural votes holds: more than three quarters entrepreneurs, or not (§ 43 (3); R-VOTE-03).

    Exactly three quarters are not more (R-MAJ-08).
    """
    return PluralRegime.ENTREPRENEUR_CAP if entrepreneurs * 4 > members * 3 else PluralRegime.MAX_THREE


def exercisable(granted: int, votes_present: int) -> int:
    """Say how many plural votes a member exercises among entrepreneurs: up to a tenth of those present (R-VOTE-03).

    § 43 (3) sentence 3 no. 2 GenG; the votes present are counted as granted. Nobody loses the one vote of every member.
    """
    return min(granted, max(1, votes_present // 10))


def weight_of(granted: int, most: int, one_vote_each: bool, regime: PluralRegime, votes_present: int = 0) -> int:
    """Say how many votes a member has in a resolution (§ 43 (3) GenG; R-VOTE-01 to R-VOTE-03).

    `most` is what the statute allows at most. Where the law demands three quarters, and in what abolishes or limits
    plural votes, each member has one, but not among entrepreneurs: there no. 1 does not apply.
    """
    allowed = max(1, min(granted, most))
    if regime is PluralRegime.ENTREPRENEUR_CAP:
        return exercisable(allowed, votes_present)
    return 1 if one_vote_each else allowed


def check_votes(votes: int, statute: Statute) -> None:
    """Refuse more votes than the statute has, or plural votes where it has none (§ 43 (3) GenG; R-VOTE-02)."""
    if statute.plural_votes == 1 and votes > 1:
        raise AboutVotes("Die Satzung kennt keine Mehrstimmrechte.")
    if not 1 <= votes <= statute.plural_votes:
        raise AboutVotes("Ein Mitglied hat nach der Satzung höchstens {most} Stimmen.", most=statute.plural_votes)


def check_taken_away(name: str, had_more: bool) -> None:
    """Refuse to take plural votes from who never had any: each member has the one vote (§ 43 (3) GenG; R-VOTE-01)."""
    if not had_more:
        raise AboutVotes(
            "{name} hat keine weiteren Stimmen; es bleibt bei der einen, die jedes Mitglied hat.", name=name
        )


def check_has_vote(
    name: str, day: date, member_class: MemberClass | None, is_excluded: bool, policy: InvestingPolicy
) -> None:
    """Refuse plural votes to who has no vote at all on that day (§§ 8 (2), 43 (3), 68 (2) GenG; R-VOTE-02, R-INV-02).

    `member_class`: None of who is no member then.
    """
    if member_class is None:
        raise AboutVotes("{name} ist am {day} kein Mitglied und hat keine Stimme.", name=name, day=written(day))
    if is_excluded:
        raise AboutVotes("{name} ist ausgeschlossen und stimmt nicht mehr mit ab (§ 68 Abs. 2 GenG).", name=name)
    if member_class is MemberClass.INVESTING and policy is InvestingPolicy.NO_VOTE:
        raise AboutVotes(
            "{name} hat als investierendes Mitglied nach der Satzung keine Stimme (§ 8 Abs. 2 GenG).", name=name
        )


def check_ground(ground: str) -> str:
    """Refuse plural votes without the resolution or clause that grants them (§ 43 (3) GenG; R-VOTE-02)."""
    if not ground.strip():
        raise Refusal("Geben Sie den Beschluss oder die Bestimmung der Satzung an.")
    return ground.strip()
