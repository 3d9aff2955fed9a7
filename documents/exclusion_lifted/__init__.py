"""Letter on an exclusion that is lifted, on appeal or by a judgment: what holds after it (§ 68 GenG; R-EXIT-09)."""

from dataclasses import dataclass, replace
from datetime import date

from documents.facts import EndedBy, Payment
from documents.letter import Letter, print_letter, sample_letter


@dataclass(frozen=True)
class LiftedFacts:
    """Which exclusion, which appeal, by what decision; without an appeal, a court or an arbitrator declared it void.

    `is_mistake`: nobody decided, the exclusion was a mistake, and was taken back on `decided_on`.
    `last_day` and `ended_by` tell the end that holds without the exclusion. `member` names whose membership it is where
    the letter goes to the heirs or the successor. `payment` asks back what was paid out of the credit meanwhile.
    """

    letter: Letter
    removal: str
    appealed_on: date | None
    decided_on: date
    decision: str
    is_officer: bool = False
    last_day: date | None = None
    ended_by: EndedBy | None = None
    member: str = ""
    is_mistake: bool = False
    payment: Payment | None = None

    @property
    def is_over(self) -> bool:
        """Whether something else has ended the membership by now."""
        return self.last_day is not None and self.last_day < self.letter.dated

    @property
    def goes_on(self) -> bool:
        """Whether who reads it is a member still, and not for the rest of the year alone in which it was dissolved."""
        return not self.member and not self.is_over and self.ended_by is not EndedBy.LAW


def build(facts: LiftedFacts) -> bytes:
    """Print the letter (PDF/A-3a, PDF/UA-1)."""
    return print_letter("exclusion_lifted", facts, facts.letter)


def sample() -> LiftedFacts:
    """A letter of the fictional Digitalverbund Morgenau."""
    letter = replace(sample_letter(), reference="B-2026-1222", dated=date(2026, 12, 15))
    return LiftedFacts(letter, "AS-2026-002", date(2026, 11, 30), date(2026, 12, 14), "A-2026-012")


def variants() -> dict[str, LiftedFacts]:
    """Samples: of a member, of an officer, by a judgment; of an end to come or come, to heirs."""
    mistake = replace(sample(), appealed_on=None, decision="", is_mistake=True)
    judged = replace(sample(), appealed_on=None, decision="Landgericht Quellbach, 3 O 118/26")
    to_come = replace(sample(), last_day=date(2027, 12, 31), ended_by=EndedBy.NOTICE)
    late = replace(judged.letter, dated=date(2028, 3, 1))
    heirs = replace(judged, member="Balthasar Lindwurm", letter=replace(
        judged.letter, salutation="Sehr geehrte Damen und Herren,",
        recipient=("Erben nach Balthasar Lindwurm", "Am Anger 9", "70997 Altenbruck"),
    ))
    back = Payment(12_308_98, "Rückzahlung von ausgezahltem Guthaben", date(2027, 8, 13), "Mitglied 0020 Anteile")
    return {
        "member": sample(), "officer": replace(sample(), is_officer=True), "judgment": judged, "to-come": to_come,
        "paid-out": replace(judged, payment=back),
        "mistake": mistake, "mistake-heirs": replace(heirs, is_mistake=True, decision=""),
        "over": replace(to_come, letter=late, appealed_on=None), "heirs": heirs,
        "estate": replace(heirs, appealed_on=sample().appealed_on, last_day=date(2026, 12, 31), ended_by=EndedBy.LAW),
    }
