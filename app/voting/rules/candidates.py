"""Whether whom a ballot is to name may hold the office: said before the vote, refused on appointing (§§ 9, 37 GenG)."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.core.formats import count
from app.core.told import Told
from app.core.values import German
from app.organs.rules import ORGAN_WORDS, Organ


@dataclass(frozen=True)
class Candidate:
    """What is known of somebody who stands for an organ; `known_as`: how many people here are called so.

    The rest is said of the one person of that name: dead, without ground for an office, in the other organ, or a former
    director without a discharge that is noted.
    """

    name: str
    organ: Organ
    known_as: int
    is_dead: bool = False
    is_eligible: bool = True
    sits_in: Organ | None = None
    is_undischarged: bool = False


def doubts_about(candidate: Candidate) -> Iterator[Told]:
    """Say what speaks against appointing somebody, were it elected (§§ 9 (2), 37 GenG; R-ORG-02, R-SB-02, R-ELE-05).

    No refusal: whoever is elected may join, or leave the other organ, before the office begins. Of namesakes nobody can
    tell who is meant.
    """
    if candidate.known_as == 0:
        yield Told(
            "{name} ist hier unter diesem Namen nicht bekannt. Dem {organ} gehört nur an, wer Mitglied ist oder ein"
            " Mitglied als dessen Organ vertritt (§ 9 Abs. 2 GenG).", name=candidate.name, organ=_word(candidate.organ),
        )
    if candidate.known_as != 1:
        return
    if candidate.is_dead:
        yield Told("{name} ist verstorben (§ 9 Abs. 2 GenG).", name=candidate.name)
    elif not candidate.is_eligible:
        yield Told(
            "{name} ist kein Mitglied und vertritt keines als dessen Organ. Bestellt wird nur, wer das bis dahin ist"
            " (§ 9 Abs. 2 GenG).", name=candidate.name,
        )
    if candidate.sits_in is not None:
        yield Told(
            "{name} gehört dem {other} an. Niemand gehört zugleich Vorstand und Aufsichtsrat an; vorher endet das"
            " andere Amt (§ 37 Abs. 1 GenG).", name=candidate.name, other=_word(candidate.sits_in),
        )
    if candidate.is_undischarged:
        yield Told(
            "{name} war im Vorstand, und eine Entlastung ist nicht vermerkt. In den Aufsichtsrat wählbar ist erst, wer"
            " entlastet ist (§ 37 Abs. 2 GenG).", name=candidate.name,
        )


def about_seats(seats: int, left: int) -> Iterator[Told]:
    """Say that an election of a voting phase leaves seats unfilled, whoever is elected (§ 43b (1) no. 4; R-FORM-05).

    No other is opened on its item beside it or after it. `left`: how many seats are to be filled still.
    """
    if seats < left:
        yield Told(
            "Diese Wahl besetzt weniger Sitze, als zu besetzen sind ({seats} von {left}). In der Abstimmungsphase wird"
            " zu jedem Punkt einmal gewählt: Die übrigen Sitze bleiben unbesetzt. Verwerfen Sie sie, und bereiten Sie"
            " eine Wahl für alle Sitze vor.", seats=count(seats), left=count(left),
        )  # fmt: skip


def _word(organ: Organ) -> German:
    return German(ORGAN_WORDS[organ])
