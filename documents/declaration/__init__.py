"""Declaration: what an applicant declared, frozen (Beitritts- oder Beteiligungserklärung, §§ 15 to 15b GenG, R-DOC-03).

Where the statute demands Schriftform, the same sheet is the form that is printed and signed by hand.
"""

from app.core.values import WrittenForm
from documents import press
from documents.declaration.facts import (
    Clause,
    Declarant,
    DeclarationFacts,
    Purpose,
    StatuteProvided,
    sample,
    variants,
)
from documents.facts import Signatory

__all__ = [
    "Clause",
    "Declarant",
    "DeclarationFacts",
    "Purpose",
    "StatuteProvided",
    "build",
    "sample",
    "variants",
]

TITLES = {Purpose.JOINING: "Beitrittserklärung", Purpose.FURTHER_SHARES: "Beteiligungserklärung"}
PARAGRAPHS = {Purpose.JOINING: "§§\u00a015, 15a", Purpose.FURTHER_SHARES: "§\u00a015b"}
FORMS = {
    WrittenForm.TEXTFORM: "in Textform (§\u00a0126b BGB), ohne Unterschrift gültig",
    WrittenForm.SCHRIFTFORM: "in Schriftform (§\u00a0126 BGB), von Hand zu unterschreiben",
    WrittenForm.QUALIFIED_SIGNATURE: "mit qualifizierter elektronischer Signatur (§\u00a0126a BGB)",
}


def build(facts: DeclarationFacts) -> bytes:
    """Print the declaration (PDF/A-3a, PDF/UA-1)."""
    return press.print_pdf(
        "declaration/declaration.html",
        facts,
        identifier=facts.number,
        dated=facts.printed_on,
        sheets=("record/record.css", "declaration/declaration.css"),
        title=TITLES[facts.purpose],
        paragraphs=PARAGRAPHS[facts.purpose],
        form=FORMS[facts.form],
        rows=[(row.label, row.text) for row in facts.particulars],
        signers=[Signatory(declarant.name, declarant.function) for declarant in facts.declarants],
    )
