"""The words of removals: kinds, states, steps, who follows; and what was reported."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.core.values import German
from app.members.rules import ExitGround
from app.organs.rules import Organ

MAX_TEXT = 4000
MAX_REFERENCE = 120
MAX_POSTING = 40


class RemovalKind(StrEnum):
    """By what a membership ends without the member's word (R-EXIT-09 to R-EXIT-11)."""

    EXCLUSION = "exclusion"
    DEATH = "death"
    DISSOLUTION = "dissolution"
    SUCCESSION = "succession"


class RemovalState(StrEnum):
    """How far it has come; `undecided`: the statute lets heirs go on, and they have not said yet (§ 77 (2) GenG)."""

    HEARING = "hearing"
    PROPOSED = "proposed"
    RESOLVED = "resolved"
    ENTERED = "entered"
    APPEALED = "appealed"
    UNDECIDED = "undecided"
    CONTINUED = "continued"
    REJECTED = "rejected"
    LIFTED = "lifted"
    REVERSED = "reversed"


class StepKind(StrEnum):
    """What happened in the course of a removal."""

    REPORTED = "reported"
    HEARD = "heard"
    ANSWERED = "answered"
    PROPOSED = "proposed"
    RESOLVED = "resolved"
    WRITTEN = "written"
    DISPATCHED = "dispatched"
    OFFICE_ENDED = "office_ended"
    APPEALED = "appealed"
    APPEAL_WITHDRAWN = "appeal_withdrawn"
    APPEAL_DECIDED = "appeal_decided"
    JUDGED_VALID = "judged_valid"
    JUDGED_VOID = "judged_void"
    FOLLOWED = "followed"
    CONTINUED = "continued"
    ENDED = "ended"
    UNDONE = "undone"
    TAKEN_BACK = "taken_back"


class FollowerRole(StrEnum):
    """What somebody is to the member that is gone (§§ 77, 77a GenG)."""

    HEIR = "heir"
    REPRESENTATIVE = "representative"
    SUCCESSOR = "successor"


KIND_WORDS: Mapping[RemovalKind, str] = {
    RemovalKind.EXCLUSION: German("Ausschluss"),
    RemovalKind.DEATH: German("Tod"),
    RemovalKind.DISSOLUTION: German("Auflösung oder Erlöschen"),
    RemovalKind.SUCCESSION: German("Gesamtrechtsnachfolge"),
}
STATE_WORDS: Mapping[RemovalState, str] = {
    RemovalState.HEARING: German("Anhörung läuft"),
    RemovalState.PROPOSED: German("Zum Beschluss vorgelegt"),
    RemovalState.RESOLVED: German("Beschlossen, Brief abzusenden"),
    RemovalState.ENTERED: German("Eingetragen"),
    RemovalState.APPEALED: German("Beschwerde anhängig"),
    RemovalState.UNDECIDED: German("Erben am Zug"),
    RemovalState.CONTINUED: German("Von einem Erben fortgesetzt"),
    RemovalState.REJECTED: German("Nicht beschlossen"),
    RemovalState.LIFTED: German("Ausschluss aufgehoben"),
    RemovalState.REVERSED: German("Storniert"),
}
STEP_WORDS: Mapping[StepKind, str] = {
    StepKind.REPORTED: German("Erfasst"),
    StepKind.HEARD: German("Zur Äußerung eingeladen"),
    StepKind.ANSWERED: German("Geäußert"),
    StepKind.PROPOSED: German("Zum Beschluss vorgelegt"),
    StepKind.RESOLVED: German("Beschlossen"),
    StepKind.WRITTEN: German("Brief geschrieben"),
    StepKind.DISPATCHED: German("Eingeschrieben abgesandt"),
    StepKind.OFFICE_ENDED: German("Amt beendet"),
    StepKind.APPEALED: German("Beschwerde eingelegt"),
    StepKind.APPEAL_WITHDRAWN: German("Beschwerde zurückgenommen"),
    StepKind.APPEAL_DECIDED: German("Über die Beschwerde entschieden"),
    StepKind.JUDGED_VALID: German("Durch Urteil oder Schiedsspruch bestätigt"),
    StepKind.JUDGED_VOID: German("Durch Urteil oder Schiedsspruch für nichtig erklärt"),
    StepKind.FOLLOWED: German("Nachfolge eingetragen"),
    StepKind.CONTINUED: German("Fortgesetzt"),
    StepKind.ENDED: German("Ende eingetragen"),
    StepKind.UNDONE: German("Aufgehoben"),
    StepKind.TAKEN_BACK: German("Eintrag zurückgenommen"),
}
ROLE_WORDS: Mapping[FollowerRole, str] = {
    FollowerRole.HEIR: German("Erbe oder Erbin"),
    FollowerRole.REPRESENTATIVE: German("Gemeinsame Vertretung der Erben"),
    FollowerRole.SUCCESSOR: German("Gesamtrechtsnachfolge"),
}
"""How they are called, on screens and in documents."""

LAW: Mapping[RemovalKind, str] = {
    RemovalKind.EXCLUSION: "§ 68 GenG", RemovalKind.DEATH: "§ 77 GenG", RemovalKind.DISSOLUTION: "§ 77a GenG",
    RemovalKind.SUCCESSION: "§ 77a GenG",
}
"""The paragraph behind each kind."""

WANTED_PROOF: Mapping[RemovalKind, str] = {
    RemovalKind.DEATH: German("Sterbeurkunde oder Mitteilung des Nachlassgerichts"),
    RemovalKind.DISSOLUTION: German("Auszug aus dem Register oder Beschluss über die Auflösung"),
    RemovalKind.SUCCESSION: German("Auszug aus dem Register über Verschmelzung, Spaltung oder Eingliederung"),
}
"""What must be handed in with the report."""

EXIT_GROUNDS: Mapping[RemovalKind, ExitGround] = {
    RemovalKind.EXCLUSION: ExitGround.EXCLUSION, RemovalKind.DEATH: ExitGround.DEATH,
    RemovalKind.DISSOLUTION: ExitGround.DISSOLUTION, RemovalKind.SUCCESSION: ExitGround.SUCCESSION,
}
"""The ground that the register names (R-REG-04)."""

SETTLES_APPEAL = (StepKind.APPEAL_WITHDRAWN, StepKind.APPEAL_DECIDED)
"""The steps after which an appeal is pending no more."""

DECIDES: tuple[Organ, ...] = (Organ.BOARD, Organ.SUPERVISORY_BOARD, Organ.GENERAL_ASSEMBLY)
"""The organs that a statute may let decide on an exclusion (R-EXIT-09)."""

IN_FORCE = (RemovalState.ENTERED, RemovalState.APPEALED)
"""The states in which the end of the membership stands in the register."""

UNDER_WAY = (
    RemovalState.HEARING, RemovalState.PROPOSED, RemovalState.RESOLVED, *IN_FORCE, RemovalState.UNDECIDED,
    RemovalState.CONTINUED,
)
"""The states beside which no second removal of the same kind begins."""


@dataclass(frozen=True)
class Reported:
    """What became known: the day, how it is proven, and the successor's words where there is one."""

    kind: RemovalKind
    event_on: date
    reference: str = ""
    note: str = ""


@dataclass(frozen=True)
class Charge:
    """Why somebody is to be excluded: the clause of the statute, what happened, who decides, until when to answer."""

    clause: str
    reasons: str
    organ: Organ
    answer_until: date


def removal_number(year: int, number: int) -> str:
    """Write a removal's number, gapless per year: `AS-2026-003` (R-DOC-10)."""
    return f"AS-{year}-{number:03d}"
