"""Decisions about minutes and about challenging what they record (§§ 47, 51 GenG)."""

from app.minutes.rules.content import Annex, Place, annexes_of, place_of
from app.minutes.rules.signing import Signer, missing_signer
from app.minutes.rules.standing import Presence, may_challenge

__all__ = [
    "Annex",
    "Place",
    "Presence",
    "Signer",
    "annexes_of",
    "may_challenge",
    "missing_signer",
    "place_of",
]
