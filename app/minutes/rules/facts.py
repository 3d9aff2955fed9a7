"""The words of minutes: their parts, their state, and what happened as a draft tells it (§ 47 GenG; R-MIN-01)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.core.values import German
from app.voting.rules import CourseKind

MAX_SECTION, MAX_ADDENDUM = 20_000, 5_000


class Part(StrEnum):
    """A part of the minutes: how it began, an item of the agenda, how it ended."""

    OPENING = "opening"
    ITEM = "item"
    CLOSING = "closing"


PART_WORDS: Mapping[Part, str] = {
    Part.OPENING: German("Eröffnung"),
    Part.ITEM: German("Punkt der Tagesordnung"),
    Part.CLOSING: German("Schluss"),
}
"""How the parts are called."""


class MinutesState(StrEnum):
    """How far minutes are: they are written, lie for signature, or are signed and sealed (§ 47 (2) GenG; R-MIN-03)."""

    DRAFT = "draft"
    FIXED = "fixed"
    SEALED = "sealed"


MINUTES_STATE_WORDS: Mapping[MinutesState, str] = {
    MinutesState.DRAFT: German("Entwurf"),
    MinutesState.FIXED: German("Zur Unterschrift"),
    MinutesState.SEALED: German("Unterschrieben"),
}
"""How the states are called."""


class CastWay(StrEnum):
    """In which way a member took part in a vote (§ 47 (1) sentence 4, (2) GenG; R-MIN-04)."""

    DEVICE = "device"
    CALLED = "called"
    HAND = "hand"
    PAPER = "paper"
    ONLINE = "online"
    WRITTEN = "written"


CAST_WAY_WORDS: Mapping[CastWay, str] = {
    CastWay.DEVICE: "Im Saal, am eigenen Gerät",
    CastWay.CALLED: "Im Saal, namentlich",
    CastWay.HAND: "Im Saal, mit Handzeichen",
    CastWay.PAPER: "Im Saal, auf Papier",
    CastWay.ONLINE: "Online",
    CastWay.WRITTEN: "Schriftlich",
}
"""How the ways are called in print."""


@dataclass(frozen=True)
class Piece:
    """A stretch of a part in the order of time: paragraphs, votes declared after them, objections raised after these.

    Votes and objections stand by their numbers in the part, from one on.
    """

    paragraphs: Sequence[str] = ()
    polls: Sequence[int] = ()
    objections: Sequence[int] = ()


@dataclass(frozen=True)
class Happening:
    """What happened at a moment of the meeting, under which item, by whom, about which motion, vote or item."""

    id: int
    kind: CourseKind
    at: datetime
    item_id: int | None
    text: str
    who: str = ""
    about: str = ""
    poll_id: int | None = None
