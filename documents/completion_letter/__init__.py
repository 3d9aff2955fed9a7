"""Completion letter: returns an application for completion and lists what is missing (R-ADM-01)."""

from dataclasses import dataclass, replace
from datetime import date

from documents.letter import Letter, print_letter, sample_letter


@dataclass(frozen=True)
class CompletionFacts:
    """What an application lacks; `link` is the applicant's personal page, `until` the day after which it lapses."""

    letter: Letter
    application: str
    applied_on: date
    missing: tuple[str, ...]
    link: str = ""
    until: date | None = None
    is_reminder: bool = False


def build(facts: CompletionFacts) -> bytes:
    """Print the completion letter (PDF/A-3a, PDF/UA-1)."""
    return print_letter("completion_letter", facts, facts.letter)


def sample() -> CompletionFacts:
    """A letter of the fictional Digitalverbund Morgenau about two missing papers."""
    return CompletionFacts(
        letter=replace(sample_letter(), reference="B-2026-1175", member_number=None, dated=date(2026, 11, 18)),
        application="A-2026-0071",
        applied_on=date(2026, 11, 17),
        missing=(
            "Der Beschluss des Gemeinderats über den Beitritt",
            "Ein Nachweis, dass der Beschluss der Rechtsaufsicht angezeigt ist",
        ),
        link="https://kontor.morgenau.example/antrag/Fq3vN8-beispiel-Zx71",
        until=date(2027, 1, 18),
    )


def variants() -> dict[str, CompletionFacts]:
    """Samples: with a personal link, without one, and a reminder."""
    paper = replace(sample(), link="", until=None)
    return {"link": sample(), "paper": paper, "reminder": replace(paper, is_reminder=True)}
