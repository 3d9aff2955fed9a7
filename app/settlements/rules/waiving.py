"""By which resolution a rest that a leaver owes is waived (§ 397 BGB, § 27 GenG; R-PAY-06)."""

from dataclasses import dataclass
from datetime import date

from app.core.formats import day as written
from app.core.values import Refusal
from app.organs.rules import ORGAN_WORDS, Organ
from app.settlements.rules.facts import RestGround


@dataclass(frozen=True)
class NamedResolution:
    """What is kept of the resolution that a waiver names.

    `is_free`: something is decided that no application or notice asks for. Of that, `accepted_on` is the day on which
    it was accepted first, None where it was not, and `is_open` says whether it still may be. `is_proven`: it was voted
    on here, or the signed record came with it.
    """

    number: str
    organ: Organ
    is_free: bool
    accepted_on: date | None
    is_open: bool
    is_proven: bool


class AboutResolution(Refusal):
    """A refusal because of the resolution by which a rest is waived."""


def check_names_resolution(ground: RestGround, number: str) -> None:
    """Refuse to waive what a leaver owes in law without a resolution of the board, or to name one for nothing.

    § 397 BGB, § 27 GenG; R-PAY-06.
    """
    if ground is RestGround.WAIVED and not number:
        raise AboutResolution("Erlassen kann nur der Vorstand. Geben Sie die Nummer seines Beschlusses an.")
    if ground is not RestGround.WAIVED and number:
        raise AboutResolution("Einen Beschluss nennen Sie nur, wenn der Rest erlassen ist.")


def check_waives(number: str, found: NamedResolution | None, forgone_on: date) -> str:
    """Refuse a waiver by what is no resolution of the board that stood on its day; give the number as it is kept.

    One on paper is recorded among the others before anything rests on it, with its signed record: what the board could
    vote on here is not settled by one person's word (§ 397 BGB, § 27 GenG; R-PAY-06).
    """
    if found is None:
        raise AboutResolution(
            "Einen Beschluss {number} gibt es hier nicht. Steht er nur auf Papier, tragen Sie ihn zuerst unter"
            " Beschlüsse nach, mit der unterschriebenen Niederschrift.",
            number=number,
        )
    if found.organ is not Organ.BOARD:
        raise AboutResolution(
            "{number} ist kein Beschluss des Vorstands ({organ}). Erlassen kann nur er.",
            number=found.number,
            organ=ORGAN_WORDS[found.organ],
        )
    if not found.is_free:
        raise AboutResolution(
            "{number} entscheidet über Anträge von Mitgliedern, nicht über einen Erlass.", number=found.number
        )
    if found.accepted_on is None and found.is_open:
        raise AboutResolution("Über {number} ist noch nicht entschieden.", number=found.number)
    if found.accepted_on is None:
        raise AboutResolution("{number} wurde nicht angenommen.", number=found.number)
    if not found.is_proven:
        raise AboutResolution(
            "Zu {number} fehlt die unterschriebene Niederschrift. Reichen Sie sie auf der Seite des Beschlusses nach.",
            number=found.number,
        )
    if forgone_on < found.accepted_on:
        raise AboutResolution(
            "{number} ist vom {day}; vorher ist nichts erlassen.", number=found.number, day=written(found.accepted_on)
        )
    return found.number
