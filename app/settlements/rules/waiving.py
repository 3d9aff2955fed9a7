"""By whose resolution a rest that a leaver owes is waived (§ 397 BGB, §§ 27, 39 GenG; R-PAY-06, R-ORG-04)."""

from dataclasses import dataclass
from datetime import date

from app.core.formats import day as written
from app.organs.rules import (
    ORGAN_WORDS,
    AboutResolution,
    NamedResolution,
    Organ,
    check_accepted,
    check_kept,
    check_proven,
)
from app.settlements.rules.facts import RestGround


@dataclass(frozen=True)
class Debtor:
    """Whether one of those who owe sits on the board on a day or sat there before, and who else could waive.

    The member owes, or after a death or a merger who follows it (§ 1967 BGB, §§ 77, 77a GenG).
    """

    is_director: bool
    was_director: bool
    has_supervisory_board: bool = True


def check_names_resolution(ground: RestGround, number: str) -> None:
    """Refuse to waive what a leaver owes in law without a resolution of who represents, or to name one for nothing.

    § 397 BGB, §§ 27, 39 GenG; R-PAY-06, R-ORG-04.
    """
    if ground is RestGround.WAIVED and not number:
        raise AboutResolution(
            "Erlassen kann nur der Vorstand, gegenüber eigenen Mitgliedern der Aufsichtsrat (§ 39 Abs. 1 GenG). Geben"
            " Sie die Nummer des Beschlusses an."
        )
    if ground is not RestGround.WAIVED and number:
        raise AboutResolution("Einen Beschluss nennen Sie nur, wenn der Rest erlassen ist.")


def check_waives(number: str, found: NamedResolution | None, debtor: Debtor, forgone_on: date) -> str:
    """Refuse a waiver by what is no resolution that stood on its day, of the board or of who represents in its place.

    One on paper is recorded among the others before anything rests on it, with its signed record: what the board could
    vote on here is not settled by one person's word (§ 397 BGB, §§ 27, 39 GenG; R-PAY-06). Gives the number as it is
    kept.
    """
    kept = check_kept(number, found)
    _check_represents(kept, debtor)
    if not kept.is_free:
        raise AboutResolution(
            "{number} entscheidet über Anträge von Mitgliedern, nicht über einen Erlass.", number=kept.number
        )
    accepted_on = check_accepted(kept)
    check_proven(kept)
    if forgone_on < accepted_on:
        raise AboutResolution(
            "{number} ist vom {day}; vorher ist nichts erlassen.", number=kept.number, day=written(accepted_on)
        )
    return kept.number


def _check_represents(found: NamedResolution, debtor: Debtor) -> None:
    """Refuse a resolution of an organ that does not represent the cooperative in this (§§ 24, 39 GenG; R-ORG-04).

    Towards a member of the board the supervisory board does, or the assembly where there is none; towards a former one
    it may as well as the board. What an organ that may waive could not decide is decided by the one it was handed to;
    the board, which may not towards its own member, has nothing of that kind to hand on.
    """
    beside = Organ.SUPERVISORY_BOARD if debtor.has_supervisory_board else Organ.GENERAL_ASSEMBLY
    own = frozenset() if debtor.is_director else frozenset({Organ.BOARD})
    may_waive = own | {beside} if debtor.is_director or debtor.was_director else own
    if found.organ in may_waive or found.handed_by & may_waive:
        return
    if debtor.is_director:
        raise AboutResolution(
            "Wer den Rest schuldet, war am Tag von {number} Mitglied des Vorstands. Erlassen kann ihn dann nur, wer die"
            " Genossenschaft ihm gegenüber vertritt (§ 39 Abs. 1 GenG): {beside}, nicht {organ}.",
            number=found.number, beside=ORGAN_WORDS[beside], organ=ORGAN_WORDS[found.organ],
        )
    raise AboutResolution(
        "{number} ist kein Beschluss des Vorstands ({organ}). Ein anderes Organ erlässt nur, was der Vorstand hier an"
        " dieses abgegeben hat, der Aufsichtsrat auch, was jetzige und frühere Mitglieder des Vorstands schulden"
        " (§ 39 Abs. 1 GenG).",
        number=found.number, organ=ORGAN_WORDS[found.organ],
    )
