"""Facts of letters on a general assembly (Generalversammlung, §§ 43 to 48 GenG; R-GV-03, R-DOC-06)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol, TypeVar

from app.core.formats import NBSP, clock_time, local, long_day, weekday
from documents.assembly.differences import Piece, differences
from documents.letter import Letter


class AssemblyKind(StrEnum):
    """The assembly of every year, or one beside it (§§ 44, 48 GenG)."""

    ORDINARY = "ordinary"
    EXTRAORDINARY = "extraordinary"


class MeetingForm(StrEnum):
    """In which form an assembly is held (§ 43b (1) GenG; R-FORM-01)."""

    PHYSICAL = "physical"
    VIRTUAL = "virtual"
    HYBRID = "hybrid"
    STRETCHED = "stretched"


class ConvenedBy(StrEnum):
    """Who convenes it (§§ 38 (2), 44, 45 (3), 60 GenG)."""

    BOARD = "board"
    SUPERVISORY_BOARD = "supervisory_board"
    AUDITING_ASSOCIATION = "auditing_association"
    MINORITY_BY_COURT = "minority_by_court"


class ItemType(StrEnum):
    """What is done under an item of the agenda."""

    REPORT = "report"
    DISCUSSION = "discussion"
    RESOLUTION = "resolution"
    ELECTION = "election"


class ProposedBy(StrEnum):
    """Whose draft it is that the assembly votes on."""

    BOARD = "board"
    SUPERVISORY_BOARD = "supervisory_board"
    BOTH = "both"
    MINORITY = "minority"


ADJECTIVES: Mapping[AssemblyKind, str] = {
    AssemblyKind.ORDINARY: "ordentliche", AssemblyKind.EXTRAORDINARY: "außerordentliche",
}
CONVENERS: Mapping[ConvenedBy, tuple[str, str]] = {
    ConvenedBy.BOARD: ("der Vorstand", "beruft"),
    ConvenedBy.SUPERVISORY_BOARD: ("der Aufsichtsrat", "beruft"),
    ConvenedBy.AUDITING_ASSOCIATION: ("der Prüfungsverband", "beruft"),
    ConvenedBy.MINORITY_BY_COURT: ("die vom Gericht dazu ermächtigten Mitglieder", "berufen"),
}
FORMS: Mapping[MeetingForm, str] = {
    MeetingForm.PHYSICAL: "Präsenzversammlung, alle nehmen am Ort der Versammlung teil",
    MeetingForm.VIRTUAL: "virtuelle Versammlung, alle nehmen elektronisch teil",
    MeetingForm.HYBRID: "hybride Versammlung, Sie nehmen am Ort der Versammlung oder elektronisch teil",
    MeetingForm.STRETCHED: "Versammlung im gestreckten Verfahren",
}
DISCUSSIONS: Mapping[MeetingForm, str] = {
    MeetingForm.VIRTUAL: "mit virtueller Erörterungsphase", MeetingForm.HYBRID: "mit hybrider Erörterungsphase",
}
PROPOSERS: Mapping[ProposedBy, str] = {
    ProposedBy.BOARD: "des Vorstands",
    ProposedBy.SUPERVISORY_BOARD: "des Aufsichtsrats",
    ProposedBy.BOTH: "von Vorstand und Aufsichtsrat",
    ProposedBy.MINORITY: "der Mitglieder, die den Punkt verlangt haben",
}


@dataclass(frozen=True)
class Meeting:
    """An assembly: which, in which form, convened by whom, when, where, and how one takes part from elsewhere.

    Of the stretched procedure `begins_at` is the discussion phase, whose form is `discussion`; votes are cast from
    `voting_from` to `voting_until`. `place` is needed where people meet, `access` and `voting` (how one gets in, how
    one votes) where somebody takes part from elsewhere (§ 46 (1) GenG). `ground` is a sentence on why it is held, such
    as who demanded it. Who convenes by a court's word names the decision there. `ends_at` is when it is planned to end,
    for calendars. `streaming` says that a physical meeting is transmitted in picture and sound, and where (§ 43b (2)).
    """

    kind: AssemblyKind
    form: MeetingForm
    convened_by: ConvenedBy
    begins_at: datetime
    doors_at: datetime | None = None
    place: str = ""
    access: str = ""
    access_url: str = ""
    voting: str = ""
    discussion: MeetingForm | None = None
    voting_from: datetime | None = None
    voting_until: datetime | None = None
    ground: str = ""
    ends_at: datetime | None = None
    streaming: str = ""

    def __post_init__(self) -> None:
        if self.form is MeetingForm.STRETCHED:
            if self.discussion not in DISCUSSIONS or self.voting_from is None or self.voting_until is None:
                raise ValueError("The stretched procedure has a form of its discussion and a phase for voting.")
        elif self.discussion or self.voting_from or self.voting_until:
            raise ValueError("Only the stretched procedure has phases.")
        if self.has_place != bool(self.place):
            raise ValueError("A place is named where people meet, and there only.")
        if self.is_electronic and not (self.access and self.voting):
            raise ValueError("Who takes part from elsewhere is told how to get in and how to vote.")
        if self.is_electronic and self.streaming:
            raise ValueError("Only a meeting in a hall is streamed; any other is followed by who takes part.")

    @property
    def has_place(self) -> bool:
        """Whether people meet somewhere."""
        return MeetingForm.VIRTUAL not in (self.form, self.discussion)

    @property
    def is_electronic(self) -> bool:
        """Whether somebody takes part from elsewhere."""
        return self.form is not MeetingForm.PHYSICAL

    @property
    def name(self) -> str:
        """Which assembly, in the nominative and accusative: `ordentliche Generalversammlung`."""
        return f"{ADJECTIVES[self.kind]} Generalversammlung"

    @property
    def name_of(self) -> str:
        """The same in the genitive and dative."""
        return f"{ADJECTIVES[self.kind]}n Generalversammlung"

    @property
    def day(self) -> str:
        """The day on which it begins."""
        return long_day(self.begins_at)

    @property
    def begins(self) -> str:
        """Day and time at which it begins."""
        return when(self.begins_at)

    @property
    def convener(self) -> str:
        """Who convenes it, with the article."""
        return CONVENERS[self.convened_by][0]

    def convener_of(self, firm: str) -> str:
        """Who of a cooperative convenes it; the auditing association is none of it, but one to which it belongs."""
        if self.convened_by is ConvenedBy.AUDITING_ASSOCIATION:
            return f"{self.convener}, dem die {firm} angehört,"
        return f"{self.convener} der {firm}"

    @property
    def convenes(self) -> str:
        """The verb to the convener."""
        return CONVENERS[self.convened_by][1]

    @property
    def has(self) -> str:
        """The auxiliary verb to the convener."""
        return "haben" if self.convened_by is ConvenedBy.MINORITY_BY_COURT else "hat"

    @property
    def rows(self) -> tuple[tuple[str, str], ...]:
        """Label and text of what is to be known of it at once; the first row is when it begins."""
        is_stretched = self.form is MeetingForm.STRETCHED
        doors = f"ab {clock_time(self.doors_at)}" if self.doors_at else ""
        phases = f" {DISCUSSIONS[self.discussion]} und anschließender Abstimmungsphase" if self.discussion else ""
        rows = (
            ("Erörterung" if is_stretched else "Tag und Beginn", self.begins),
            ("Einlass", doors),
            ("Abstimmung", self.voted_between),
            ("Form", f"{FORMS[self.form]}{phases} (§{NBSP}43b Abs.{NBSP}1 GenG)"),
            ("Ort", self.place),
            ("Übertragung", f"in Bild und Ton (§{NBSP}43b Abs.{NBSP}2 GenG)" if self.streaming else ""),
            ("Zugang", self.access_url),
        )
        return tuple(row for row in rows if row[1])

    @property
    def voted_between(self) -> str:
        """From when to when votes are cast in the stretched procedure."""
        if self.voting_from is None or self.voting_until is None:
            return ""
        begin = "im Anschluss an die Erörterung" if self.voting_from == self.begins_at else when(self.voting_from)
        return f"{begin}, bis {when(self.voting_until)}"


def when(moment: datetime) -> str:
    """Write day of the week, day and time: `Samstag, 12. Juni 2027, 10:00 Uhr`."""
    return f"{weekday(local(moment).date())}, {long_day(moment)}, {clock_time(moment)}"


@dataclass(frozen=True)
class SynopsisRow:
    """A clause of the statute before and after: without `old` it is new, without `new` it is struck."""

    clause: str
    old: str
    new: str

    @property
    def pieces(self) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
        """Both wordings, cut where they differ."""
        return differences(self.old, self.new)

    @property
    def is_long(self) -> bool:
        """Whether the row may be divided between two pages."""
        return max(len(self.old), len(self.new)) > LONG_ROW


LONG_ROW = 1200
"""How many letters stand side by side on half a page, roughly; a longer row is divided."""
LONG_ITEM = 2400
"""How many letters of an item fill most of a page, roughly; a longer one is divided."""


@dataclass(frozen=True)
class AgendaItem:
    """An item of the agenda (Tagesordnungspunkt): what about, what is proposed, which majority it takes.

    `majority` says in words what is needed and by which clause; `seats` and `candidates` belong to an election.
    """

    number: int
    title: str
    type: ItemType
    explanation: str = ""
    draft: str = ""
    proposed_by: ProposedBy = ProposedBy.BOARD
    majority: str = ""
    synopsis: tuple[SynopsisRow, ...] = ()
    seats: int = 0
    candidates: tuple[str, ...] = ()

    @property
    def is_resolved(self) -> bool:
        """Whether something is resolved under it, as must be announced (§ 46 (2) GenG); an election says so itself."""
        return self.type is ItemType.RESOLUTION

    @property
    def proposer(self) -> str:
        """Whose draft it is, in the genitive."""
        return PROPOSERS[self.proposed_by]

    @property
    def has_details(self) -> bool:
        """Whether more is to be said than its title."""
        return bool(self.explanation or self.draft or self.majority or self.synopsis or self.seats or self.candidates)

    @property
    def is_long(self) -> bool:
        """Whether what is said of it, the synopsis apart, may be divided between two pages."""
        return len(self.explanation) + len(self.draft) > LONG_ITEM


def added(items: Sequence[AgendaItem]) -> str:
    """Say what is added to an agenda, without a full stop: only what comes in time is resolved on (R-GV-06)."""
    decided = [item.type in (ItemType.RESOLUTION, ItemType.ELECTION) for item in items]
    is_one = len(decided) == 1
    if all(decided):
        what = "wird ein weiterer Gegenstand" if is_one else "werden weitere Gegenstände"
        return f"Zur Beschlussfassung in dieser Versammlung {what} angekündigt (§{NBSP}46 Abs.{NBSP}2{NBSP}GenG)"
    what = "einen weiteren Gegenstand" if is_one else "weitere Gegenstände"
    if any(decided):
        return f"Die Tagesordnung wird um {what} ergänzt (§{NBSP}46 Abs.{NBSP}2{NBSP}GenG)"
    return f"Die Tagesordnung wird um {what} zur Beratung ergänzt; beschlossen wird darüber nicht"


@dataclass(frozen=True)
class Paper:
    """A paper for the members, and the day from which it lies ready (§ 48 (3) GenG; R-GV-07)."""

    title: str
    from_day: date


@dataclass(frozen=True)
class Papers:
    """The papers for the members, and where they lie: `in unserem Büro und auf Ihrer Seite`."""

    where: str = ""
    papers: tuple[Paper, ...] = ()

    @property
    def only_day(self) -> date | None:
        """The day from which they lie ready, where it is the same for all."""
        days = {paper.from_day for paper in self.papers}
        return days.pop() if len(days) == 1 else None


NO_PAPERS = Papers()


class WithLetter(Protocol):
    """Facts that are printed as a letter."""

    @property
    def letter(self) -> Letter:
        """What stands round the text."""


Facts = TypeVar("Facts", bound=WithLetter)


def for_everybody(facts: Facts, **changes: object) -> Facts:
    """The same letter without an addressee: to be attached to mails, shown on every member's page, or published."""
    letter = replace(
        facts.letter, recipient=("An alle Mitglieder",), salutation="Sehr geehrte Damen und Herren,", member_number=None
    )
    return replace(facts, letter=letter, **changes)  # type: ignore[type-var]
