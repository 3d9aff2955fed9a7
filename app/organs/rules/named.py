"""A resolution that another matter names by its number and rests on: it is kept here, accepted and proven."""

from dataclasses import dataclass
from datetime import date

from app.core.values import Refusal
from app.organs.rules.facts import Organ


@dataclass(frozen=True)
class NamedResolution:
    """What is kept of a resolution that is named by its number.

    `is_free`: something is decided that no application or notice asks for. Of that, `accepted_on` is the day on which
    it was accepted first, None where it was not, and `is_open` says whether it still may be. `is_proven`: it was voted
    on here, or the signed record came with it. `handed_by`: which organs could not decide it and handed it over.
    `decided_on`: the days on which something free was decided, whichever way. `wording`: what was accepted, in words.
    """

    number: str
    organ: Organ
    is_free: bool
    accepted_on: date | None
    is_open: bool
    is_proven: bool
    handed_by: frozenset[Organ] = frozenset()
    decided_on: frozenset[date] = frozenset()
    wording: str = ""


class AboutResolution(Refusal):
    """A refusal because of the resolution that is named."""


def check_kept(number: str, found: NamedResolution | None) -> NamedResolution:
    """Refuse a number under which no resolution is kept; one on paper is recorded before anything rests on it.

    R-DOC-10; what an organ could vote on here is not settled by one person's word (§§ 27, 39 GenG; R-ORG-04).
    """
    if found is None:
        raise AboutResolution(
            "Einen Beschluss {number} gibt es hier nicht. Steht er nur auf Papier, tragen Sie ihn zuerst unter"
            " Beschlüsse nach, mit der unterschriebenen Niederschrift.",
            number=number,
        )
    return found


def check_accepted(found: NamedResolution) -> date:
    """Refuse a resolution that was not accepted; gives the day on which it was (§ 43 (2) GenG)."""
    if found.accepted_on is None and found.is_open:
        raise AboutResolution("Über {number} ist noch nicht entschieden.", number=found.number)
    if found.accepted_on is None:
        raise AboutResolution("{number} wurde nicht angenommen.", number=found.number)
    return found.accepted_on


def check_proven(found: NamedResolution) -> None:
    """Refuse a resolution recorded from paper without its signed record (R-ORG-04)."""
    if not found.is_proven:
        raise AboutResolution(
            "Zu {number} fehlt die unterschriebene Niederschrift. Reichen Sie sie auf der Seite des Beschlusses nach.",
            number=found.number,
        )
