"""What is wrong with the make-up of the organs, or soon will be (§§ 9, 24, 25a, 36 to 38 GenG)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from app.core.values import Refusal
from app.organs.rules.facts import Organ
from app.organs.rules.offices import (
    SMALL_COOPERATIVE,
    SUPERVISORY_BOARD_MINIMUM,
    check_board_size,
    composition_is_valid,
    one_person_board_is_allowed,
    supervisory_board_waiver_is_allowed,
)
from app.statutes.rules import Statute


@dataclass(frozen=True)
class Composition:
    """Who sits in the organs on a day, as numbers; `investing` and `delegated` count in the supervisory board."""

    members: int
    directors: int
    supervisors: int
    investing: int = 0
    delegated: int = 0
    has_chair: bool = True


@dataclass(frozen=True)
class Finding:
    """Something to put right: which organ, a sentence with placeholders, and the paragraph behind it."""

    organ: Organ
    message: str
    law: str
    values: Mapping[str, object] = field(default_factory=dict)


def findings_of(composition: Composition, statute: Statute) -> list[Finding]:
    """List what law and statute find fault with in the make-up of board and supervisory board."""
    return [*_of_the_board(composition, statute), *_of_the_supervisory_board(composition, statute)]


def _of_the_board(composition: Composition, statute: Statute) -> Iterator[Finding]:
    members = composition.members
    if not one_person_board_is_allowed(members, statute.one_person_board):
        yield Finding(
            Organ.BOARD, "Mit mehr als {limit} Mitgliedern genügt ein Vorstand aus einer Person nicht mehr.",
            "§ 24 Abs. 2 GenG", {"limit": SMALL_COOPERATIVE},
        )
    try:
        check_board_size(composition.directors, statute.board_size, members, statute.one_person_board)
    except Refusal as refusal:
        yield Finding(
            Organ.BOARD, "Dem Vorstand gehören mindestens {needed} Personen an; im Amt: {size}.",
            "§ 24 Abs. 2 GenG", {**refusal.values, "size": composition.directors},
        )


def _of_the_supervisory_board(composition: Composition, statute: Statute) -> Iterator[Finding]:
    organ, size = Organ.SUPERVISORY_BOARD, composition.supervisors
    if not statute.sb_required:
        yield from _of_the_waiver(composition)
        return
    if size < SUPERVISORY_BOARD_MINIMUM:
        yield Finding(
            organ, "Dem Aufsichtsrat gehören mindestens {needed} Personen an; im Amt: {size}.", "§ 36 Abs. 1 GenG",
            {"needed": SUPERVISORY_BOARD_MINIMUM, "size": size},
        )
    elif not composition_is_valid(size, composition.investing, composition.delegated):
        yield Finding(
            organ, "Investierende Mitglieder stellen höchstens ein Viertel des Aufsichtsrats, mit den entsandten"
            " zusammen höchstens ein Drittel.", "§§ 8 Abs. 2, 36 Abs. 5 GenG",
        )
    if SUPERVISORY_BOARD_MINIMUM <= size < statute.sb_size:
        yield Finding(
            organ, "Die Satzung verlangt einen Aufsichtsrat von {needed} Personen; im Amt: {size}.",
            "§ 36 Abs. 1 GenG", {"needed": statute.sb_size, "size": size},
        )
    if size and not composition.has_chair:
        yield Finding(organ, "Niemand hat den Vorsitz; Briefe müssen ihn nennen.", "§ 25a GenG")


def _of_the_waiver(composition: Composition) -> Iterator[Finding]:
    if not supervisory_board_waiver_is_allowed(composition.members, waived=True):
        yield Finding(
            Organ.SUPERVISORY_BOARD, "Mit mehr als {limit} Mitgliedern braucht die Genossenschaft einen Aufsichtsrat.",
            "§ 9 Abs. 1 GenG", {"limit": SMALL_COOPERATIVE},
        )
    elif composition.members == SMALL_COOPERATIVE:
        yield Finding(
            Organ.SUPERVISORY_BOARD, "Mit dem nächsten Mitglied braucht die Genossenschaft einen Aufsichtsrat.",
            "§ 9 Abs. 1 GenG",
        )
