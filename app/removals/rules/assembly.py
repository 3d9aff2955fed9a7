"""By which resolution the general assembly excludes a member (§§ 43, 68 GenG; R-EXIT-09)."""

from datetime import date

from app.core.formats import day as written
from app.core.values import Refusal
from app.organs.rules import AboutResolution, NamedResolution, Organ, check_kept, check_proven


def check_lies_before_assembly(organ: Organ | None) -> None:
    """Refuse to name a resolution of the assembly for what lies before another organ, which votes on it here."""
    if organ is not Organ.GENERAL_ASSEMBLY:
        raise Refusal("Dieser Gegenstand liegt dem Organ nicht mehr vor.")


def check_decides_exclusion(
    number: str, found: NamedResolution | None, proposed_on: date, is_declared: bool | None, is_used: bool
) -> NamedResolution:
    """Refuse what is no resolution of the assembly on this exclusion, declared there or proven by its record.

    `is_declared`: the chair declared the result of a vote held here, on no other matter; None where none was held.
    `is_used`: another exclusion rests on it already.
    """
    kept = check_kept(number, found)
    if kept.organ is not Organ.GENERAL_ASSEMBLY:
        raise AboutResolution("{number} ist kein Beschluss der Generalversammlung.", number=kept.number)
    if not kept.is_free or is_used or is_declared is False:
        raise AboutResolution(
            "Mit {number} ist über etwas anderes entschieden, nicht über diesen Ausschluss.", number=kept.number
        )
    if not kept.decided_on:
        raise AboutResolution("Über {number} ist noch nicht entschieden.", number=kept.number)
    if min(kept.decided_on) < proposed_on:
        raise AboutResolution(
            "{number} ist vom {day}; erst am {proposed} ist der Ausschluss nach der Anhörung vorgelegt worden.",
            number=kept.number, day=written(min(kept.decided_on)), proposed=written(proposed_on),
        )
    if not is_declared:
        check_proven(kept)
    return kept
