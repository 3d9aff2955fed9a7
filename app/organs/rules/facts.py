"""The words of the organs: which organ, which office, which procedure, which vote."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.core.values import German


class Organ(StrEnum):
    """An organ of the cooperative (Vorstand, Aufsichtsrat, Generalversammlung; §§ 9, 43 GenG)."""

    BOARD = "board"
    SUPERVISORY_BOARD = "supervisory_board"
    GENERAL_ASSEMBLY = "general_assembly"

    @property
    def number_prefix(self) -> str:
        """Letters before the number of this organ's resolutions (R-DOC-10): V, A or GV."""
        return {"board": "V", "supervisory_board": "A", "general_assembly": "GV"}[self.value]


class OrganFunction(StrEnum):
    """Function within board or supervisory board."""

    CHAIR = "chair"
    DEPUTY = "deputy"
    MEMBER = "member"


WITH_OFFICES = (Organ.BOARD, Organ.SUPERVISORY_BOARD)
"""The organs in which people hold an office."""

ORGAN_WORDS: Mapping[Organ, str] = {
    Organ.BOARD: German("Vorstand"),
    Organ.SUPERVISORY_BOARD: German("Aufsichtsrat"),
    Organ.GENERAL_ASSEMBLY: German("Generalversammlung"),
}
FUNCTION_WORDS: Mapping[OrganFunction, str] = {
    OrganFunction.CHAIR: German("Vorsitz"),
    OrganFunction.DEPUTY: German("Stellvertretung"),
    OrganFunction.MEMBER: German("Mitglied"),
}
"""How organs and functions are called: the one place, German; screens show it in the reader's language."""


class EligibilityBasis(StrEnum):
    """Why a person may hold an office (§ 9 (2) GenG; R-ORG-02)."""

    MEMBER = "member"
    REPRESENTATIVE = "representative"
    MEMBER_OF_MEMBER_COOPERATIVE = "member_of_member_cooperative"


BASIS_WORDS: Mapping[EligibilityBasis, str] = {
    EligibilityBasis.MEMBER: German("ist Mitglied"), EligibilityBasis.REPRESENTATIVE: German("vertritt ein Mitglied"),
    EligibilityBasis.MEMBER_OF_MEMBER_COOPERATIVE: German("Mitglied einer Mitgliedsgenossenschaft"),
}
"""How the grounds are called."""


class Procedure(StrEnum):
    """How a resolution comes about: in a meeting, by circular (Umlauf), or recorded from elsewhere."""

    MEETING = "meeting"
    CIRCULAR = "circular"
    RECORDED = "recorded"


class ItemKind(StrEnum):
    """What an item of a resolution decides."""

    ADMISSION = "admission"
    INVESTING_CONSENT = "investing_consent"
    TEXTFORM_PERMISSION = "textform_permission"
    FURTHER_SHARES = "further_shares"
    EARLY_EXIT = "early_exit"
    CONTINUATION = "continuation"
    TRANSFER = "transfer"
    EXCLUSION = "exclusion"
    ASSESSMENT = "assessment"
    OTHER = "other"


ABOUT_APPLICATIONS = (ItemKind.ADMISSION, ItemKind.INVESTING_CONSENT)
"""Kinds behind which an application stands; what is said on them may say who it was (R-ADM-09)."""


@dataclass(frozen=True)
class Laid:
    """That a matter was laid before an organ by itself, without taking up an undecided item, and when."""

    id: int
    kind: ItemKind
    reference: int
    proposed_at: datetime


ABOUT_NOTICES = (ItemKind.EARLY_EXIT, ItemKind.CONTINUATION)
"""Kinds behind which a notice stands."""

ABOUT_SUBSCRIPTIONS = (ItemKind.FURTHER_SHARES,)
"""Kinds behind which a declaration to take further shares stands."""

ABOUT_TRANSFERS = (ItemKind.TRANSFER,)
"""Kinds behind which a transfer of the credit stands."""

ABOUT_REMOVALS = (ItemKind.EXCLUSION,)
"""Kinds behind which a removal stands."""

ABOUT_ASSESSMENTS = (ItemKind.ASSESSMENT,)
"""Kinds behind which a round of joint assessment stands (R-NEED-02)."""

PROCEDURE_WORDS: Mapping[Procedure, str] = {
    Procedure.CIRCULAR: German("Umlaufverfahren"),
    Procedure.MEETING: German("Sitzung"),
    Procedure.RECORDED: German("Nachgetragen"),
}


def procedure_word(organ: Organ, procedure: Procedure) -> German:
    """How a resolution came about, in words; the general assembly resolves in assemblies alone (§ 43 (1) GenG)."""
    return German("Versammlung") if organ is Organ.GENERAL_ASSEMBLY else German(PROCEDURE_WORDS[procedure])


ITEM_KIND_WORDS: Mapping[ItemKind, str] = {
    ItemKind.ADMISSION: German("Zulassung"),
    ItemKind.INVESTING_CONSENT: German("Zustimmung zum investierenden Mitglied"),
    ItemKind.TEXTFORM_PERMISSION: German("Textform statt Schriftform"),
    ItemKind.FURTHER_SHARES: German("Weitere Anteile"),
    ItemKind.EARLY_EXIT: German("Vorzeitige Kündigung"),
    ItemKind.CONTINUATION: German("Aufhebung einer Kündigung"),
    ItemKind.TRANSFER: German("Übertragung des Guthabens"),
    ItemKind.EXCLUSION: German("Ausschluss"),
    ItemKind.ASSESSMENT: German("Ergebnis einer Bewertung"),
    ItemKind.OTHER: German("Anderes"),
}
"""How procedures and kinds of items are called."""


class Choice(StrEnum):
    """How somebody votes (Ja, Nein, Enthaltung)."""

    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"


CHOICE_WORDS: Mapping[Choice, str] = {
    Choice.YES: German("Ja"), Choice.NO: German("Nein"), Choice.ABSTAIN: German("Enthaltung"),
}
"""How a vote is called."""


class Outcome(StrEnum):
    """How an item stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
