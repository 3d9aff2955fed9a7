"""Letter to the heirs of a member: the membership passed to them, when it ends, who acts (§ 77 GenG; R-EXIT-10)."""

from dataclasses import dataclass, replace
from datetime import date

from app.core.values import Cents
from documents.facts import EndedBy
from documents.letter import Letter, print_letter, sample_letter


@dataclass(frozen=True)
class EstateFacts:
    """Who died when; the last day, or until when the heirs may leave the membership to one of them; cents.

    `heirs` counts those known; `representative` acts for them where one is named. `might_go_on` where the
    statute lets the heirs continue, `goes_on` while they still may, `heirs_until` by when one of several must do so
    alone; `ended_by` where the membership ends by another act, after a transfer nothing is paid. `has_account`: the
    one heir's is known.
    """

    letter: Letter
    removal: str
    deceased: str
    died_on: date
    shares: int
    credit: Cents
    last_day: date | None = None
    payable_by: date | None = None
    goes_on: bool = False
    might_go_on: bool = False
    heirs_until: date | None = None
    heirs: int = 0
    representative: str = ""
    ended_by: EndedBy | None = None
    has_account: bool = False

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left of a membership that was over before the death."""
        return self.is_former and not self.credit

    @property
    def is_former(self) -> bool:
        """Whether the membership was over before the death, so that only what is still due passes to the heirs."""
        return self.last_day is not None and self.last_day < self.died_on


def build(facts: EstateFacts) -> bytes:
    """Print the letter (PDF/A-3a, PDF/UA-1)."""
    return print_letter("estate_letter", facts, facts.letter)


def sample() -> EstateFacts:
    """A letter of the fictional Digitalverbund Morgenau."""
    letter = replace(
        sample_letter(), reference="B-2026-1225", salutation="Sehr geehrte Damen und Herren,",
        recipient=("Erben nach Balthasar Lindwurm", "Am Anger 9", "70997 Altenbruck"),
    )
    return EstateFacts(
        letter, "AS-2026-001", "Balthasar Lindwurm", date(2026, 11, 3), 3, 150_000, date(2026, 12, 31),
        date(2027, 6, 30),
    )


def variants() -> dict[str, EstateFacts]:
    """Samples: heirs unknown, one heir, several, those who may go on, a membership that ended otherwise or before."""
    known = replace(sample(), heirs=1)
    several = replace(sample(), heirs=3, representative="Rosalinde Lindwurm")
    going_on = replace(several, goes_on=True, last_day=None, payable_by=None)
    return {
        "unknown": sample(), "one": known, "several": several, "open": replace(sample(), heirs=2),
        "one_share": replace(known, shares=1), "going_on": going_on,
        "former": replace(known, last_day=date(2025, 12, 31), ended_by=EndedBy.NOTICE),
        "settled": replace(known, last_day=date(2025, 12, 31), ended_by=EndedBy.NOTICE, shares=0, credit=0),
        "overdue": replace(known, last_day=date(2025, 12, 31), payable_by=date(2026, 6, 30), has_account=True),
        "notice": replace(known, ended_by=EndedBy.NOTICE),
        "transfer": replace(known, ended_by=EndedBy.TRANSFER, last_day=date(2026, 11, 20), payable_by=None),
        "within": replace(going_on, heirs_until=date(2027, 5, 3)),
        "nobody_goes_on": replace(several, might_go_on=True),
        "nobody_went_on": replace(
            several, might_go_on=True, heirs_until=date(2027, 5, 3), last_day=date(2027, 12, 31),
            payable_by=date(2028, 6, 30),
        ),
    }
