"""How an organ decides: quorum, majority, bias, meeting and circular (Beschlussfassung, §§ 27, 36 GenG)."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

from app.core.formats import day as written
from app.core.told import Told
from app.core.uploads import PDF_SIGNATURE, CheckedFile
from app.core.values import German, Refusal
from app.organs.rules.facts import Choice, ItemKind, Organ, Outcome, Procedure
from app.statutes.rules import BiasRule, DecidedBy, MajorityRule, QuorumRule, Statute, days_after

TEXTFORM_PERMISSION_ENDS = date(2029, 12, 31)
"""Last day on which a permission under § 177 (1) GenG helps (R-ADM-03)."""


@dataclass(frozen=True)
class OrganVote:
    """One vote of one member of an organ; `voter_id` is the party's id."""

    voter_id: int
    choice: Choice


@dataclass(frozen=True)
class Majority:
    """How many votes in favour an item needs; integers only (R-MAJ-01, R-MAJ-07)."""

    rule: MajorityRule

    def reached(self, in_favour: int, against: int, seats: int) -> bool:
        """Say whether the votes suffice; abstentions are not cast (R-MAJ-02), a tie rejects (R-MAJ-03)."""
        cast = in_favour + against
        match self.rule:
            case MajorityRule.SIMPLE:
                return in_favour > against
            case MajorityRule.TWO_THIRDS:
                return cast > 0 and 3 * in_favour >= 2 * cast
            case MajorityRule.THREE_QUARTERS:
                return cast > 0 and 4 * in_favour >= 3 * cast
            case MajorityRule.OF_MEMBERS:
                return 2 * in_favour > seats
            case MajorityRule.UNANIMOUS:
                return in_favour > 0 and against == 0


SIMPLE_MAJORITY = Majority(MajorityRule.SIMPLE)


@dataclass(frozen=True)
class Tally:
    """How the votes that count stand, and how many may still come."""

    in_favour: int
    against: int
    abstained: int
    outstanding: int

    @property
    def taking_part(self) -> int:
        """Members who have voted; an abstention takes part, silence does not."""
        return self.in_favour + self.against + self.abstained


def quorum_heads(rule: QuorumRule, seats: int) -> int:
    """Count how many members must take part, of those in office (Beschlussfähigkeit; R-SB-02); at least one."""
    heads = {
        QuorumRule.HALF: -(-seats // 2),
        QuorumRule.MORE_THAN_HALF: seats // 2 + 1,
        QuorumRule.TWO_THIRDS: -(-2 * seats // 3),
        QuorumRule.ALL: seats,
    }
    return max(1, heads[rule])


def tally_of(votes: Iterable[OrganVote], barred: AbstractSet[int], seats: AbstractSet[int]) -> Tally:
    """Count the votes of those in office who are not biased; of two votes of one person the last counts (R-ORG-04)."""
    voters = seats - barred
    choices = {vote.voter_id: vote.choice for vote in votes if vote.voter_id in voters}
    given = list(choices.values())
    return Tally(
        given.count(Choice.YES), given.count(Choice.NO), given.count(Choice.ABSTAIN), len(voters) - len(choices)
    )


def outcome_of(
    votes: Sequence[OrganVote],
    barred: AbstractSet[int],
    seats: AbstractSet[int],
    quorum: int,
    majority: Majority = SIMPLE_MAJORITY,
    closed: bool = False,
    objected: bool = False,
) -> Outcome:
    """Say how an organ decided (Beschlussfassung, § 27 GenG; R-ADM-08, R-ORG-04); biased members' votes do not count.

    While the vote runs the item is decided as soon as no vote still to come could change the outcome: a circular
    takes effect with the last vote needed. Silence is no vote. It stays open without a quorum, also when closed, and
    as long as somebody objects to the circular procedure.
    """
    tally = tally_of(votes, barred, seats)
    if objected or tally.taking_part < quorum:
        return Outcome.OPEN
    outstanding = 0 if closed else tally.outstanding
    if majority.reached(tally.in_favour, tally.against + outstanding, len(seats)):
        return Outcome.ACCEPTED
    if not majority.reached(tally.in_favour + outstanding, tally.against, len(seats)):
        return Outcome.REJECTED
    return Outcome.OPEN


def votes_needed(barred: AbstractSet[int], seats: AbstractSet[int], quorum: int, majority: Majority) -> int | None:
    """Count the votes in favour that settle an item whatever the others do (R-ORG-04); None where none can."""
    voters = len(seats - barred)
    enough = (yes for yes in range(max(1, quorum), voters + 1) if majority.reached(yes, voters - yes, len(seats)))
    return next(enough, None)


def can_decide(barred: AbstractSet[int], seats: AbstractSet[int], quorum: int) -> bool:
    """Say whether enough members without bias are in office for the organ to decide at all (R-ORG-04)."""
    return len(seats - barred) >= quorum


def who_can_decide(
    organ: Organ, barred: AbstractSet[int], seats: AbstractSet[int], quorum: int, has_supervisory_board: bool = True
) -> Organ:
    """Name the organ that can decide: this one, or with too few unbiased the one above (§ 39 GenG; R-ORG-04).

    For the board that is the supervisory board, which represents the cooperative towards directors, or the assembly.
    """
    if organ is Organ.GENERAL_ASSEMBLY or can_decide(barred, seats, quorum):
        return organ
    if organ is Organ.BOARD and has_supervisory_board:
        return Organ.SUPERVISORY_BOARD
    return Organ.GENERAL_ASSEMBLY


def barred_members(
    rule: BiasRule,
    declared: AbstractSet[int],
    concerned: AbstractSet[int] = frozenset(),
    representing: AbstractSet[int] = frozenset(),
) -> frozenset[int]:
    """Name whose votes do not count (Befangenheit; R-ORG-04).

    `declared`: who said so; `concerned`: whose own application it is; `representing`: who acts for the applicant,
    as its organ or employee.
    """
    barred = set(declared)
    if rule is not BiasRule.DECLARED:
        barred |= concerned
    if rule is BiasRule.OWN_AND_REPRESENTED:
        barred |= representing
    return frozenset(barred)


def check_vote(voter_id: int, seats: AbstractSet[int], barred: AbstractSet[int], outcome: Outcome) -> None:
    """Refuse the vote of somebody not in office or biased, and any vote on a decided item (§ 27 GenG; R-ORG-04)."""
    if outcome is not Outcome.OPEN:
        raise Refusal("Dieser Punkt ist entschieden; eine Stimme ändert ihn nicht mehr.")
    if voter_id not in seats:
        raise Refusal("Abstimmen kann nur, wer diesem Organ heute angehört.")
    if voter_id in barred:
        raise Refusal("Wer befangen ist, stimmt nicht mit ab.")


def check_undecided(outcomes: Iterable[Outcome]) -> None:
    """Refuse to change a resolution once one of its items is decided; a mistake is a new resolution."""
    if any(outcome is not Outcome.OPEN for outcome in outcomes):
        raise Refusal("Ein gefasster Beschluss wird nicht geändert. Fassen Sie einen neuen Beschluss.")


def lack_kept(hindrance: Refusal) -> Told:
    """Say what keeps an item from being decided, in words that name nobody, for what stays (R-ADM-09, R-ADM-13).

    A sentence that is filled in may say who it is about, so of such a one only the matter is named.
    """
    missing = hindrance.values.get("missing")
    if missing is None and not hindrance.values:
        return Told(hindrance.message)
    if not isinstance(missing, German):
        missing = hindrance.about or German("Angaben zum Vorgang")
    return Told("Noch offen: {missing}.", missing=missing)


def check_procedure(organ: Organ, procedure: Procedure, statute: Statute) -> None:
    """Refuse a circular that the statute does not know, and any vote here for the assembly, which is only recorded."""
    if organ is Organ.GENERAL_ASSEMBLY:
        if procedure is not Procedure.RECORDED:
            raise Refusal("Beschlüsse der Generalversammlung werden hier nur nachgetragen.")
        return
    allowed = statute.board_circular_allowed if organ is Organ.BOARD else statute.sb_circular_allowed
    if procedure is Procedure.CIRCULAR and not allowed:
        raise Refusal("Die Satzung lässt Umlaufbeschlüsse dieses Organs nicht zu.")


def circular_deadline(started_on: date, statute: Statute) -> date:
    """Name the last day for votes in a circular (Umlauffrist); the day it starts is not counted (R-DL-01)."""
    return days_after(started_on, statute.circular_days)


def quorum_of(organ: Organ, statute: Statute, seats: int) -> int:
    """Count how many must take part in this organ, by the statute; the assembly is always quorate (R-GV-11, R-SB-02).

    A supervisory board whose quorum the statute does not fix (§ 36 (1) sentence 2 GenG) needs more than half.
    """
    if organ is Organ.GENERAL_ASSEMBLY:
        return 1
    rule = statute.board_quorum if organ is Organ.BOARD else statute.sb_quorum or QuorumRule.MORE_THAN_HALF
    return quorum_heads(rule, seats)


def majority_of(organ: Organ, statute: Statute) -> Majority:
    """Name the majority by which an organ resolves, by the statute (§§ 27, 36, 43 (2) GenG; R-MAJ-01)."""
    if organ is Organ.GENERAL_ASSEMBLY:
        return SIMPLE_MAJORITY
    return Majority(statute.board_majority if organ is Organ.BOARD else statute.sb_majority)


def deciding_organs(kind: ItemKind, statute: Statute) -> tuple[Organ, ...]:
    """Name the organs that must agree, in order (R-ADM-03, R-ADM-08, R-INV-03, R-SHR-04); any organ may resolve others.

    Who excludes stands in the statute (R-EXIT-09). Where it has no supervisory board, the assembly stands in for that
    (§ 9 (1) GenG).
    """
    supervisors = Organ.SUPERVISORY_BOARD if statute.sb_required else Organ.GENERAL_ASSEMBLY
    match kind:
        case ItemKind.ADMISSION | ItemKind.FURTHER_SHARES | ItemKind.EARLY_EXIT | ItemKind.CONTINUATION:
            return (Organ.BOARD,)
        case ItemKind.TRANSFER:
            return (Organ.BOARD,)
        case ItemKind.TEXTFORM_PERMISSION:
            return (Organ.BOARD, supervisors)
        case ItemKind.INVESTING_CONSENT:
            by_law = statute.investing_consent_by is DecidedBy.GENERAL_ASSEMBLY
            return (Organ.GENERAL_ASSEMBLY if by_law else supervisors,)
        case ItemKind.EXCLUSION | ItemKind.ASSESSMENT | ItemKind.OTHER:
            return (Organ.BOARD, Organ.SUPERVISORY_BOARD, Organ.GENERAL_ASSEMBLY)


def resolution_number(organ: Organ, year: int, number: int) -> str:
    """Write a resolution's number, gapless per organ and year: `V-2026-007` (R-DOC-10)."""
    return f"{organ.number_prefix}-{year}-{number:03d}"


def check_who_votes(voter_id: int, actor_party_id: int | None, procedure: Procedure, takes_minutes: bool) -> None:
    """Refuse a vote in somebody else's name; in a meeting who takes the minutes enters the votes (R-ADM-08)."""
    if voter_id == actor_party_id or (procedure is Procedure.MEETING and takes_minutes):
        return
    if procedure is Procedure.MEETING:
        raise Refusal("Die Stimmen der Sitzung trägt ein, wer das Protokoll führt.")
    raise Refusal("Im Umlaufverfahren stimmt jedes Mitglied selbst ab.")


def check_voting_day(today: date, meeting_on: date | None, deadline_on: date | None) -> None:
    """Refuse a vote before the day of the meeting or after the end of the circular's last day (Umlauffrist)."""
    if meeting_on is not None and today < meeting_on:
        raise Refusal("Die Sitzung ist am {day}; vorher stimmt niemand ab.", day=written(meeting_on))
    if deadline_on is not None and today > deadline_on:
        raise Refusal(
            "Die Umlauffrist ist am {day} abgelaufen. Ihre Stimme wurde nicht gezählt.", day=written(deadline_on)
        )


class DayRefusal(Refusal):
    """A refusal for the sake of the last day of a circular, or of the day of a meeting."""


MAX_CIRCULAR_DAYS = 90
"""Longest time for votes in a circular, as for the time a statute may give: seats and facts do not stand still."""


def check_deadline(deadline_on: date, started_on: date, statute: Statute) -> None:
    """Refuse a circular that leaves less time for votes than the statute gives, or runs too long (Umlauffrist)."""
    if deadline_on < started_on:
        raise DayRefusal("Der letzte Tag für Stimmen liegt in der Vergangenheit.")
    earliest, latest = circular_deadline(started_on, statute), days_after(started_on, MAX_CIRCULAR_DAYS)
    if deadline_on < earliest:
        raise DayRefusal("Die Satzung gibt für den Umlauf Zeit bis zum {day}.", day=written(earliest))
    if deadline_on > latest:
        raise DayRefusal(
            "Ein Umlauf läuft höchstens {days} Tage, also bis zum {day}.", days=MAX_CIRCULAR_DAYS, day=written(latest)
        )


def check_meeting_day(meeting_on: date, today: date) -> None:
    """Refuse a meeting of an earlier day: what takes effect on its decision is not dated back (R-ADM-08)."""
    if meeting_on < today:
        raise DayRefusal(
            "Die Sitzung liegt in der Vergangenheit. Abgestimmt wird hier ab dem Tag der Sitzung; was früher"
            " beschlossen wurde, wird nachgetragen."
        )


def needs_record(organ: Organ, kind: ItemKind, decides_item: bool) -> bool:
    """Say whether the signed record must come with a resolution recorded by hand (Niederschrift).

    What board or supervisory board could vote on here, with bias and quorum, is not settled by one person's word; nor
    is an exclusion by the general assembly, from whose dispatch rights end (§ 68 (2) GenG; R-EXIT-09).
    """
    has_effect = decides_item or kind is ItemKind.TEXTFORM_PERMISSION
    return has_effect and (organ is not Organ.GENERAL_ASSEMBLY or kind is ItemKind.EXCLUSION)


class RecordRefusal(Refusal):
    """A refusal that is about the file of the signed record."""


def check_signature(signed_on: date, closed_on: date, today: date, record: CheckedFile | None) -> None:
    """Refuse a signature before the decision or of a day to come, and one without the scan (Unterschrift)."""
    if signed_on < closed_on:
        raise Refusal("Unterschrieben wird nach der Entscheidung vom {day}.", day=written(closed_on))
    if signed_on > today:
        raise Refusal("Der Tag der Unterschrift kommt erst noch.")
    if record is None:
        raise RecordRefusal("Fügen Sie das unterschriebene Protokoll als PDF bei.")
    _check_file(record)


class DecidedOnRefusal(Refusal):
    """A refusal that is about the day on which something was resolved elsewhere."""


def check_decided_after_founding(decided_on: date, founded_on: date | None) -> None:
    """Refuse a resolution from before there was anybody to resolve anything; the year is mistyped (§ 11 GenG)."""
    if founded_on is not None and decided_on < founded_on:
        raise DecidedOnRefusal(
            "Vor dem {day} gab es weder Satzung noch Mitglieder. Prüfen Sie das Jahr.", day=written(founded_on)
        )


def check_decided_after_receipt(decided_on: date, received_on: date) -> None:
    """Refuse a decision older than the declaration it is about: there was nothing to decide on (§ 15 GenG)."""
    if decided_on < received_on:
        raise DecidedOnRefusal(
            "Beschlossen am {day}, aber erst am {received} eingegangen: Prüfen Sie den Tag des Beschlusses.",
            day=written(decided_on), received=written(received_on),
        )


def check_record(
    decided_on: date, outcome: Outcome, today: date, record: CheckedFile | None, must_be_proven: bool = False
) -> None:
    """Refuse to record a resolution of a day to come, one without a result, or a file that is no PDF."""
    if decided_on > today:
        raise DecidedOnRefusal("Nachgetragen wird, was schon beschlossen ist; dieser Tag kommt erst noch.")
    if outcome is Outcome.OPEN:
        raise Refusal("Geben Sie an, ob der Antrag angenommen oder abgelehnt wurde.")
    if record is None and must_be_proven:
        raise RecordRefusal("Fügen Sie die unterschriebene Niederschrift bei; sie belegt, wie das Organ entschied.")
    if record is not None:
        _check_file(record)


def check_later_record(number: str, procedure: Procedure, is_there: bool, record: CheckedFile | None) -> None:
    """Refuse a signed record handed in to what was voted on here, a second one, and a file that is no PDF."""
    if procedure is not Procedure.RECORDED:
        raise Refusal(
            "Eine Niederschrift reichen Sie nur zu einem nachgetragenen Beschluss nach; {number} hat sein Protokoll.",
            number=number,
        )
    if is_there:
        raise Refusal("Zu {number} liegt die unterschriebene Niederschrift schon vor.", number=number)
    if record is None:
        raise RecordRefusal("Fügen Sie die unterschriebene Niederschrift als PDF bei.")
    _check_file(record)


def check_unbiased(party_id: int | None, biased: AbstractSet[int]) -> None:
    """Refuse that somebody biased on an item records, or proves, how it was decided (R-ORG-04)."""
    if party_id in biased:
        raise Refusal("Wer befangen ist, trägt den Beschluss darüber nicht nach.")


def _check_file(record: CheckedFile) -> None:
    if not record.content.startswith(PDF_SIGNATURE):
        raise RecordRefusal("Die Niederschrift muss eine PDF-Datei sein.")
