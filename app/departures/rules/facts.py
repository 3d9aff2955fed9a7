"""The words of notices: kinds, states, ways, papers; and what was declared."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.core.values import German, Refusal, WrittenForm
from app.departures.rules.special import Amendment
from app.members.rules import ExitGround


class NoticeKind(StrEnum):
    """By what right somebody gives notice (R-EXIT-01, R-EXIT-05 to R-EXIT-08)."""

    ORDINARY = "ordinary"
    PARTIAL = "partial"
    HARDSHIP = "hardship"
    SPECIAL = "special"
    RESIDENCE = "residence"
    CREDITOR = "creditor"
    INSOLVENCY = "insolvency"


class NoticeState(StrEnum):
    """What became of a notice; `continued`: both sides agreed to go on; `overtaken`: something else goes before it.

    R-EXIT-13, R-REG-04.
    """

    PROPOSED = "proposed"
    ENTERED = "entered"
    REJECTED = "rejected"
    CONTINUED = "continued"
    OVERTAKEN = "overtaken"
    REVERSED = "reversed"


class PaperPurpose(StrEnum):
    """What a paper kept with a notice shows."""

    NOTICE = "notice"
    PROOF = "proof"
    AGREEMENT = "agreement"


class Attended(StrEnum):
    """How a member stood to a resolution: objected, was kept away, or neither (§ 67a (1) GenG; R-EXIT-06)."""

    OBJECTED = "objected"
    KEPT_AWAY = "kept_away"
    NEITHER = "neither"


KIND_WORDS: Mapping[NoticeKind, str] = {
    NoticeKind.ORDINARY: German("Kündigung der Mitgliedschaft"),
    NoticeKind.PARTIAL: German("Kündigung einzelner Anteile"),
    NoticeKind.HARDSHIP: German("Vorzeitige Kündigung"),
    NoticeKind.SPECIAL: German("Kündigung nach Satzungsänderung"),
    NoticeKind.RESIDENCE: German("Kündigung bei Wegzug"),
    NoticeKind.CREDITOR: German("Kündigung durch einen Gläubiger"),
    NoticeKind.INSOLVENCY: German("Kündigung durch die Insolvenzverwaltung"),
}
STATE_WORDS: Mapping[NoticeState, str] = {
    NoticeState.PROPOSED: German("Liegt dem Vorstand vor"),
    NoticeState.ENTERED: German("Eingetragen"),
    NoticeState.REJECTED: German("Zurückgewiesen"),
    NoticeState.CONTINUED: German("Einvernehmlich aufgehoben"),
    NoticeState.OVERTAKEN: German("Überholt"),
    NoticeState.REVERSED: German("Storniert"),
}
PAPER_WORDS: Mapping[PaperPurpose, str] = {
    PaperPurpose.NOTICE: German("Kündigung"), PaperPurpose.PROOF: German("Nachweis"),
    PaperPurpose.AGREEMENT: German("Vereinbarung"),
}
ATTENDED_WORDS: Mapping[Attended, str] = {
    Attended.OBJECTED: German("War dabei; Widerspruch ist in der Niederschrift oder wurde nicht aufgenommen"),
    Attended.KEPT_AWAY: German("War nicht dabei: zu Unrecht nicht zugelassen oder nicht richtig eingeladen"),
    Attended.NEITHER: German("Keines von beiden"),
}
FORM_WORDS: Mapping[WrittenForm, str] = {
    WrittenForm.TEXTFORM: German("Textform (zum Beispiel E-Mail)"),
    WrittenForm.SCHRIFTFORM: German("Schriftform (eigenhändig unterschrieben)"),
    WrittenForm.QUALIFIED_SIGNATURE: German("Qualifizierte elektronische Signatur"),
}
"""How they are called, on screens and in documents."""

BY_OTHERS = (NoticeKind.CREDITOR, NoticeKind.INSOLVENCY)
"""Notices given in the member's stead, by whom the credit is due to then (§§ 66, 66a GenG; R-EXIT-08)."""

ASKS_ACCOUNT = frozenset(NoticeKind).difference(BY_OTHERS)
"""Notices by the member itself, of single shares too: with them it may say where the credit is to be paid."""


class AboutAccount(Refusal):
    """A refusal that is about the account named with a notice."""


def check_account_asked(kind: NoticeKind) -> None:
    """Refuse an account with a notice by somebody in the member's stead, to whom the credit is due then (§ 66 GenG)."""
    if kind not in ASKS_ACCOUNT:
        raise AboutAccount(
            "Ein Konto wird hier nur mit der Kündigung des Mitglieds selbst angegeben. Ändern Sie die"
            " Bankverbindung sonst auf ihrer eigenen Seite."
        )


LAW: Mapping[NoticeKind, str] = {
    NoticeKind.ORDINARY: "§ 65 Abs. 2 GenG",
    NoticeKind.PARTIAL: "§ 67b GenG",
    NoticeKind.HARDSHIP: "§ 65 Abs. 3 GenG",
    NoticeKind.SPECIAL: "§ 67a GenG",
    NoticeKind.RESIDENCE: "§ 67 GenG",
    NoticeKind.CREDITOR: "§ 66 GenG",
    NoticeKind.INSOLVENCY: "§ 66a GenG",
}
"""The paragraph that gives the right."""

WANTED_PROOF: Mapping[NoticeKind, str] = {
    NoticeKind.RESIDENCE: German("Bescheinigung einer Behörde über den Wegzug"),
    NoticeKind.CREDITOR: German("Titel und Urkunden über die erfolglose Vollstreckung, beglaubigt"),
    NoticeKind.INSOLVENCY: German("Bestellung zur Insolvenzverwaltung"),
}
"""What must be handed in with the notice (§§ 66 (2), 66a, 67 GenG; R-EXIT-08)."""

EXIT_GROUNDS: Mapping[NoticeKind, ExitGround] = {
    kind: ExitGround.SPECIAL_TERMINATION if kind is NoticeKind.SPECIAL else ExitGround.NOTICE
    for kind in NoticeKind if kind is not NoticeKind.PARTIAL
}
"""The ground that the register names (R-REG-04)."""

STATUTE_SETS_FORM = frozenset(
    {NoticeKind.ORDINARY, NoticeKind.PARTIAL, NoticeKind.HARDSHIP, NoticeKind.CREDITOR, NoticeKind.INSOLVENCY}
)
"""Kinds for which the statute may ask for Schriftform; the others are content with Textform (§ 65 (2) GenG)."""


@dataclass(frozen=True)
class AmendedBy:
    """The resolution against which somebody gives special notice, and how the member stood to it (§ 67a GenG).

    `known_on`: the day on which somebody who was kept away learnt of it. `right_id`: the right that the resolution
    opened, where it is recorded.
    """

    amendment: Amendment
    resolved_on: date
    attended: Attended
    known_on: date | None = None
    right_id: int | None = None


@dataclass(frozen=True)
class Seizure:
    """What a creditor shows: when enforcement failed, when the credit was seized, a final title (§ 66 GenG)."""

    failed_on: date
    seized_on: date
    is_final: bool


@dataclass(frozen=True)
class Declared:
    """A notice as it came in.

    `shares` are those given up in a partial notice, `bound_shares` those that an agreement or a used service wants.
    `sender_address` says, line by line, where somebody is answered who gave it in the member's stead.
    """

    kind: NoticeKind
    received_on: date
    written_form: WrittenForm
    declared_by: str
    dated_on: date | None = None
    shares: int = 0
    bound_shares: int = 0
    reasons: str = ""
    amended_by: AmendedBy | None = None
    seizure: Seizure | None = None
    sender_address: str = ""
