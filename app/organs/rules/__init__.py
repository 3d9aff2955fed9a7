"""The rules of the organs: eligibility, size, voting and outcome (§§ 9, 24 to 40 GenG)."""

from app.organs.rules.facts import Choice, EligibilityBasis, ItemKind, Organ, OrganFunction, Outcome, Procedure

__all__ = ["Choice", "EligibilityBasis", "ItemKind", "Organ", "OrganFunction", "Outcome", "Procedure"]
