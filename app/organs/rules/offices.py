"""Who may sit in board and supervisory board, their size, and what letters say of them (§§ 9, 24, 25a, 36, 37 GenG)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.core.formats import day as written
from app.core.values import Refusal
from app.organs.rules.facts import EligibilityBasis, Organ
from app.statutes.rules import has_legal_form, months_after

SMALL_COOPERATIVE = 20
"""Up to this number of members the statute may relieve the organs (§§ 9 (1), 24 (2) GenG)."""

SUPERVISORY_BOARD_MINIMUM = 3

DELEGATES_ABOVE = 1500
"""Above this number of members the statute may let delegates meet in place of all (§ 43a (1) GenG)."""

SIGNATURES = 2
"""How many directors sign certificates and letters (joint representation, § 25 GenG; R-ORG-03)."""


def signing(directors: Sequence[int], barred: Collection[int]) -> tuple[int, ...]:
    """Choose who signs, of the directors in their order; who is barred only where nobody else can (R-ORG-03).

    `barred`: the member itself, who acts for it, and who was biased when its admission was decided.
    """
    return tuple(sorted(directors, key=lambda party_id: party_id in barred)[:SIGNATURES])


def eligibility_basis(
    natural: bool, member: bool, legal_representative_of_member: bool, member_of_member_cooperative: bool = False
) -> EligibilityBasis | None:
    """Say why a person may sit in board or supervisory board, or None if not (§ 9 (2) GenG; R-ORG-02).

    A natural person who is a member, or entitled to represent a member organisation as its organ or partner (an
    employee with a power of attorney is not), or a member of a member cooperative.
    """
    if not natural:
        return None
    if member:
        return EligibilityBasis.MEMBER
    if legal_representative_of_member:
        return EligibilityBasis.REPRESENTATIVE
    return EligibilityBasis.MEMBER_OF_MEMBER_COOPERATIVE if member_of_member_cooperative else None


def check_eligibility(basis: EligibilityBasis | None) -> EligibilityBasis:
    """Refuse an office to somebody without a basis for it (§ 9 (2) GenG; R-ORG-02)."""
    if basis is None:
        raise Refusal(
            "Vorstand und Aufsichtsrat gehören nur natürliche Personen an, die Mitglied sind oder ein Mitglied als"
            " dessen Organ vertreten (§ 9 Abs. 2 GenG)."
        )
    return basis


def check_alive(name: str, died_on: date | None, first_day: date, last_day: date | None) -> None:
    """Refuse an office to the dead, and a term beyond a recorded death (§ 9 (2) GenG; R-ORG-02).

    An office is a living person's; by § 77 (1) GenG the heirs have the membership, and no office.
    """
    if died_on is None:
        return
    if died_on <= first_day:
        raise _of_the_dead(name, died_on)
    if last_day is None or last_day > died_on:
        raise Refusal(
            "{name} ist am {day} verstorben; ein Amt endet spätestens an diesem Tag (§ 9 Abs. 2 GenG). Geben Sie ihn"
            " oder einen früheren als letzten Tag an.", name=name, day=written(died_on),
        )


def check_lived_through(name: str, ended_on: date | None, year_end: date | None) -> None:
    """Refuse an office that reaches into the year with which a membership ended by death (§ 9 (2) GenG; R-ORG-02).

    Of such a death an earlier list knows that end alone (§ 77 (1) GenG), not the day. `year_end` is the close of the
    fiscal year in which the term ends; None while it has no end.
    """
    if ended_on is not None and (year_end is None or year_end >= ended_on):
        raise _of_the_dead(name, ended_on)


def _of_the_dead(name: str, day: date) -> Refusal:
    return Refusal(
        "{name} ist verstorben (eingetragen: {day}). Ein Amt haben kann nur, wer lebt (§ 9 Abs. 2 GenG); es geht"
        " auch nicht auf Erben über.", name=name, day=written(day),
    )


def check_not_begun(first_day: date, today: date) -> None:
    """Refuse to strike an office that has begun: it was held, and is ended instead (Ende der Amtszeit)."""
    if first_day <= today:
        raise Refusal("Dieses Amt hat schon begonnen. Tragen Sie sein Ende ein.")


def check_one_organ(other_organs: Iterable[Organ]) -> None:
    """Refuse an office to somebody who sits in the other organ on those days (§ 37 (1) GenG; R-SB-02)."""
    if any(organ in (Organ.BOARD, Organ.SUPERVISORY_BOARD) for organ in other_organs):
        raise Refusal("Niemand gehört zugleich dem Vorstand und dem Aufsichtsrat an (§ 37 Abs. 1 GenG).")


def check_discharged(was_director: bool, discharged: bool) -> None:
    """Refuse the supervisory board to a former director before the discharge (Entlastung, § 37 (2) GenG; R-ELE-05)."""
    if was_director and not discharged:
        raise Refusal("Ausgeschiedene Vorstandsmitglieder sind erst nach ihrer Entlastung wählbar (§ 37 Abs. 2 GenG).")


def check_discharges(organ: Organ, resolved_by: Organ) -> None:
    """Refuse a discharge of the members themselves, or by another organ than theirs (§ 48 (1) GenG; R-ELE-05)."""
    if organ is Organ.GENERAL_ASSEMBLY or resolved_by is not Organ.GENERAL_ASSEMBLY:
        raise Refusal("Die Generalversammlung entlastet Vorstand und Aufsichtsrat (§ 48 Abs. 1 GenG).")


def is_small(members: int) -> bool:
    """Say whether the cooperative has no more than twenty members (§§ 9 (1), 24 (2) GenG; R-ORG-01, R-SB-01)."""
    return members <= SMALL_COOPERATIVE


def delegates_allowed(members_prior_year_end: int) -> bool:
    """Say whether delegates may meet in place of all (Vertreterversammlung, § 43a (1) GenG; R-VV-01).

    The statute has a clause for it; what counts is the number of members at the end of the last fiscal year.
    """
    return members_prior_year_end > DELEGATES_ABOVE


def one_person_board_is_allowed(members: int, one_person_board: bool) -> bool:
    """Say whether the clause on a board of one is admissible at this size; true without one (§ 24 (2); R-ORG-01)."""
    return is_small(members) or not one_person_board


def supervisory_board_waiver_is_allowed(members: int, waived: bool) -> bool:
    """Say whether doing without a supervisory board is admissible at this size; true with one (§ 9 (1); R-SB-01)."""
    return is_small(members) or not waived


def check_board_size(directors: int, minimum: int, members: int, one_person_board: bool) -> None:
    """Refuse a board smaller than law and statute ask for (§ 24 (2) GenG; R-ORG-01)."""
    if directors == 1 and one_person_board and is_small(members):
        return
    needed = max(2, minimum)
    if directors < needed:
        raise Refusal("Dem Vorstand gehören mindestens {needed} Personen an (§ 24 Abs. 2 GenG).", needed=needed)


def composition_is_valid(size: int, investing: int, delegated: int) -> bool:
    """Say whether a supervisory board may be made up like this (§§ 8 (2), 36 GenG; R-SB-02, R-SB-03, R-INV-04).

    At least three; investing members at most a quarter; with delegated ones at most a third.
    """
    return size >= SUPERVISORY_BOARD_MINIMUM and 4 * investing <= size and 3 * (investing + delegated) <= size


def term_last_day(first_day: date, years: int) -> date:
    """Name the last day of a term of office that begins on a day (Amtszeit; R-DL-01)."""
    return months_after(first_day, 12 * years) - timedelta(days=1)


def check_term(first_day: date, last_day: date | None) -> None:
    """Refuse a term that ends before it begins."""
    if last_day is not None and last_day < first_day:
        raise Refusal("Die Amtszeit endet vor dem {day}, an dem sie beginnt.", day=written(first_day))


def terms_overlap(first: tuple[date, date | None], second: tuple[date, date | None]) -> bool:
    """Say whether two terms, each first and last day, share a day."""
    return first[0] <= (second[1] or date.max) and second[0] <= (first[1] or date.max)


class Particular(StrEnum):
    """What every letter to a definite recipient must state (§ 25a GenG; R-DOC-01)."""

    FIRMA = "firma"
    LEGAL_FORM = "legal_form"
    SEAT = "seat"
    REGISTER_COURT = "register_court"
    REGISTER_NUMBER = "register_number"
    ALL_BOARD_MEMBERS_WITH_FULL_FIRST_NAME = "all_board_members_with_full_first_name"
    SUPERVISORY_BOARD_CHAIR = "supervisory_board_chair"


@dataclass(frozen=True)
class OfficerName:
    """Surname and first names of a director or of the chair of the supervisory board."""

    first_names: str
    last_name: str


@dataclass(frozen=True)
class Letterhead:
    """What a letter would say about the cooperative; empty where it says nothing."""

    firm: str
    seat: str
    register_court: str
    register_number: str
    directors: tuple[OfficerName, ...]
    chair: OfficerName | None


def has_full_first_name(name: OfficerName) -> bool:
    """Say whether surname and at least one first name are written in full, not as an initial (§ 25a GenG; R-DOC-01)."""
    in_full = any(len(word) > 1 and not word.endswith(".") for word in name.first_names.split())
    return in_full and bool(name.last_name.strip())


def particulars_of(letterhead: Letterhead) -> frozenset[Particular]:
    """List which particulars of § 25a GenG a letterhead states (R-DOC-01)."""
    board, chair = letterhead.directors, letterhead.chair
    stated = {
        Particular.FIRMA: bool(letterhead.firm.strip()),
        Particular.LEGAL_FORM: has_legal_form(letterhead.firm),
        Particular.SEAT: bool(letterhead.seat.strip()),
        Particular.REGISTER_COURT: bool(letterhead.register_court.strip()),
        Particular.REGISTER_NUMBER: bool(letterhead.register_number.strip()),
        Particular.ALL_BOARD_MEMBERS_WITH_FULL_FIRST_NAME: bool(board) and all(map(has_full_first_name, board)),
        Particular.SUPERVISORY_BOARD_CHAIR: chair is not None and has_full_first_name(chair),
    }
    return frozenset(particular for particular, is_stated in stated.items() if is_stated)


def missing_particulars(stated: Iterable[Particular], has_chair: bool = True) -> list[Particular]:
    """List the particulars of § 25a GenG that a letter lacks, in the order of the law (R-DOC-01).

    The chair of the supervisory board is named only where there is one (§ 25a (1)).
    """
    present = set(stated)
    if not has_chair:
        present.add(Particular.SUPERVISORY_BOARD_CHAIR)
    return [particular for particular in Particular if particular not in present]
