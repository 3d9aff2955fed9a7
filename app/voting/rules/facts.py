"""The words of the conduct: polls and their life, choices, motions, the course of a meeting (§§ 43, 47, 51 GenG)."""

from collections.abc import Mapping
from enum import StrEnum

from app.assemblies.rules import MAX_DRAFT
from app.core.values import German
from app.organs.rules import Outcome as Resolved

MAX_QUESTION, MAX_OPTION, MAX_MOTION, MAX_OBJECTION, MAX_DECLARATION = MAX_DRAFT, 200, 2_000, 1_000, 1_000
MAX_OPTIONS = 60


class Method(StrEnum):
    """How a poll is answered (§ 43 (2) GenG; R-MAJ-01, R-ELE-02)."""

    YES_NO = "yes_no"
    ONE_OF_SEVERAL = "one_of_several"
    ELECTION = "election"
    LIST = "list"
    APPROVAL = "approval"
    CUMULATIVE = "cumulative"
    EN_BLOC = "en_bloc"


class PollState(StrEnum):
    """How far a poll is; counting and declaring are two acts (R-MIN-01)."""

    PREPARED = "prepared"
    OPEN = "open"
    CLOSED = "closed"
    COUNTED = "counted"
    DECLARED = "declared"
    VOID = "void"


class Choice(StrEnum):
    """What one vote says: yes, no, marks beside options, abstention, or nothing that counts (R-MAJ-02)."""

    YES = "yes"
    NO = "no"
    MARKS = "marks"
    ABSTAIN = "abstain"
    INVALID = "invalid"


class Secrecy(StrEnum):
    """Who learns how a single vote went: its voter alone, everybody by roll call, or nobody (R-VOTE-10, R-ELE-04)."""

    OPEN = "open"
    ROLL_CALL = "roll_call"
    PAPER_ONLY = "paper_only"


class Demander(StrEnum):
    """Who can demand a secret vote: each organ by itself, members by a part of the votes cast on it (R-ELE-04)."""

    BOARD = "board"
    SUPERVISORY_BOARD = "supervisory_board"
    MEMBERS = "members"


class HallWay(StrEnum):
    """How members in the hall give their votes: on their device, by show of hands, or on paper."""

    PHONE = "phone"
    HAND = "hand"
    PAPER = "paper"


class Outcome(StrEnum):
    """What came of a poll."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    ELECTED = "elected"
    RUNOFF = "runoff"
    LOT = "lot"
    NOBODY = "nobody"


class MotionKind(StrEnum):
    """What a motion is about: the order of the meeting, another meeting, a change to a proposal, or the matter itself.
    """

    PROCEDURE = "procedure"
    CONVENING = "convening"
    AMENDMENT = "amendment"
    MAIN = "main"


class MotionState(StrEnum):
    """What became of a motion."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class CourseKind(StrEnum):
    """What happened in a meeting, as the minutes tell it (§ 47 (1) GenG; R-MIN-01)."""

    OPENED = "opened"
    ITEM_CALLED = "item_called"
    ITEM_DONE = "item_done"
    ITEM_WITHDRAWN = "item_withdrawn"
    ORDER_CHANGED = "order_changed"
    BREAK_BEGUN = "break_begun"
    BREAK_ENDED = "break_ended"
    MOTION_MADE = "motion_made"
    MOTION_WITHDRAWN = "motion_withdrawn"
    SPOKE = "spoke"
    SECRECY_DEMANDED = "secrecy_demanded"
    SECRECY_WITHDRAWN = "secrecy_withdrawn"
    POLL_OPENED = "poll_opened"
    POLL_CLOSED = "poll_closed"
    POLL_COUNTED = "poll_counted"
    LOT_DRAWN = "lot_drawn"
    DECLARED = "declared"
    POLL_VOID = "poll_void"
    ANSWERED = "answered"
    OBJECTION = "objection"
    NOTE = "note"
    ROOM_CHANGED = "room_changed"
    ACCESS_CHANGED = "access_changed"
    CLOSED = "closed"


class CastChannel(StrEnum):
    """On which way a vote came in (§ 47 (1) sentence 4 GenG; R-MIN-04)."""

    HALL = "hall"
    ONLINE = "online"


DECIDED: Mapping[Outcome, Resolved] = {
    Outcome.ACCEPTED: Resolved.ACCEPTED, Outcome.ELECTED: Resolved.ACCEPTED, Outcome.REJECTED: Resolved.REJECTED,
    Outcome.NOBODY: Resolved.REJECTED,
}
"""What ends a matter, as the register of resolutions has it; run-off and lot leave it open."""

METHOD_WORDS: Mapping[Method, str] = {
    Method.YES_NO: German("Ja oder Nein"),
    Method.ONE_OF_SEVERAL: German("Einer von mehreren Anträgen"),
    Method.ELECTION: German("Einzelwahl"),
    Method.LIST: German("Listenwahl"),
    Method.APPROVAL: German("Zustimmungswahl"),
    Method.CUMULATIVE: German("Wahl mit Häufeln"),
    Method.EN_BLOC: German("Blockwahl"),
}
STATE_WORDS: Mapping[PollState, str] = {
    PollState.PREPARED: German("Vorbereitet"),
    PollState.OPEN: German("Abstimmung läuft"),
    PollState.CLOSED: German("Geschlossen"),
    PollState.COUNTED: German("Ausgezählt"),
    PollState.DECLARED: German("Verkündet"),
    PollState.VOID: German("Abgebrochen"),
}
CHOICE_WORDS: Mapping[Choice, str] = {
    Choice.YES: German("Ja"),
    Choice.NO: German("Nein"),
    Choice.MARKS: German("Auswahl"),
    Choice.ABSTAIN: German("Enthaltung"),
    Choice.INVALID: German("Ungültig"),
}
SECRECY_WORDS: Mapping[Secrecy, str] = {
    Secrecy.OPEN: German("Offen"),
    Secrecy.ROLL_CALL: German("Namentlich"),
    Secrecy.PAPER_ONLY: German("Geheim, auf Papier"),
}
DEMANDER_WORDS: Mapping[Demander, str] = {
    Demander.BOARD: German("Vorstand"),
    Demander.SUPERVISORY_BOARD: German("Aufsichtsrat"),
    Demander.MEMBERS: German("Mitglieder"),
}
HALL_WAY_WORDS: Mapping[HallWay, str] = {
    HallWay.PHONE: German("Am eigenen Gerät"),
    HallWay.HAND: German("Mit Handzeichen"),
    HallWay.PAPER: German("Auf Papier"),
}
OUTCOME_WORDS: Mapping[Outcome, str] = {
    Outcome.ACCEPTED: German("Angenommen"),
    Outcome.REJECTED: German("Abgelehnt"),
    Outcome.ELECTED: German("Gewählt"),
    Outcome.RUNOFF: German("Nötige Mehrheit nicht erreicht"),
    Outcome.LOT: German("Das Los entscheidet"),
    Outcome.NOBODY: German("Niemand gewählt"),
}
MOTION_KIND_WORDS: Mapping[MotionKind, str] = {
    MotionKind.PROCEDURE: German("Antrag zur Geschäftsordnung"),
    MotionKind.CONVENING: German("Antrag auf Einberufung einer Generalversammlung"),
    MotionKind.AMENDMENT: German("Änderungsantrag"),
    MotionKind.MAIN: German("Sachantrag"),
}
MOTION_STATE_WORDS: Mapping[MotionState, str] = {
    MotionState.OPEN: German("Offen"),
    MotionState.ACCEPTED: German("Angenommen"),
    MotionState.REJECTED: German("Abgelehnt"),
    MotionState.WITHDRAWN: German("Zurückgezogen"),
}
COURSE_WORDS: Mapping[CourseKind, str] = {
    CourseKind.OPENED: German("Versammlung eröffnet"),
    CourseKind.ITEM_CALLED: German("Aufgerufen"),
    CourseKind.ITEM_DONE: German("Erledigt"),
    CourseKind.ITEM_WITHDRAWN: German("Abgesetzt"),
    CourseKind.ORDER_CHANGED: German("Reihenfolge geändert"),
    CourseKind.BREAK_BEGUN: German("Pause"),
    CourseKind.BREAK_ENDED: German("Fortgesetzt"),
    CourseKind.MOTION_MADE: German("Antrag gestellt"),
    CourseKind.MOTION_WITHDRAWN: German("Antrag zurückgezogen"),
    CourseKind.SPOKE: German("Wortmeldung"),
    CourseKind.SECRECY_DEMANDED: German("Geheime Abstimmung verlangt"),
    CourseKind.SECRECY_WITHDRAWN: German("Verlangen geheimer Abstimmung zurückgenommen"),
    CourseKind.POLL_OPENED: German("Abstimmung eröffnet"),
    CourseKind.POLL_CLOSED: German("Abstimmung geschlossen"),
    CourseKind.POLL_COUNTED: German("Ausgezählt"),
    CourseKind.LOT_DRAWN: German("Los gezogen"),
    CourseKind.DECLARED: German("Ergebnis verkündet"),
    CourseKind.POLL_VOID: German("Abstimmung abgebrochen"),
    CourseKind.ANSWERED: German("Erklärung zur Wahl"),
    CourseKind.OBJECTION: German("Widerspruch zur Niederschrift"),
    CourseKind.NOTE: German("Vermerk"),
    CourseKind.ROOM_CHANGED: German("Raum geändert"),
    CourseKind.ACCESS_CHANGED: German("Zugang geändert"),
    CourseKind.CLOSED: German("Versammlung geschlossen"),
}
CAST_CHANNEL_WORDS: Mapping[CastChannel, str] = {
    CastChannel.HALL: German("Im Saal"), CastChannel.ONLINE: German("Online"),
}
"""How all of them are called, on screens and in documents."""

OPTIONLESS = frozenset({Method.YES_NO})
"""What is answered by yes or no alone, without anything to choose among."""

BESIDE_THE_MATTER = frozenset({MotionKind.PROCEDURE, MotionKind.CONVENING})
"""Motions that need no announcement and are no matter of the item under which they are made (§ 46 (2) GenG; R-GV-06).
"""

CONVENING_TITLE = German("Einberufung einer Generalversammlung")
"""By which title a decision to convene another assembly stands in the register of resolutions."""

DECIDING = frozenset({MotionKind.MAIN, MotionKind.CONVENING})
"""Motions whose result stands in the register of resolutions; the others only prepare one."""

ANSWERED_BY_YES = frozenset({Method.YES_NO, Method.EN_BLOC})
"""What is answered by yes, no or abstention; en bloc for all candidates at once."""

ELECTING = frozenset({Method.ELECTION, Method.LIST, Method.APPROVAL, Method.CUMULATIVE, Method.EN_BLOC})
"""What fills seats (§§ 24 (2), 36 (1) GenG; R-ELE-01)."""
