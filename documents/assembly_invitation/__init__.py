"""Invitation to a general assembly (Einberufung, § 46 GenG; R-GV-03, R-DOC-06), with drafts and a proxy form.

The copy for everybody is the same letter by `for_everybody(facts)`: its form names no member.
"""

from documents.assembly import SHEETS
from documents.assembly_invitation.facts import InvitationFacts, ProxyRules, for_everybody, sample
from documents.assembly_invitation.samples import variants
from documents.letter import print_letter

__all__ = ["InvitationFacts", "ProxyRules", "build", "for_everybody", "sample", "variants"]


def build(facts: InvitationFacts) -> bytes:
    """Print the letter (PDF/A-3a, PDF/UA-1)."""
    return print_letter("assembly_invitation", facts, facts.letter, *SHEETS)
