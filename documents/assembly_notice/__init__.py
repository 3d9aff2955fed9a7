"""Letters after the invitation: items added, something corrected, the assembly cancelled or put off (R-GV-03 ff.)."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum

from documents import assembly
from documents.assembly import NO_PAPERS, SHEETS, AgendaItem, ItemType, Meeting, MeetingForm, Papers
from documents.assembly_invitation import sample as invitation
from documents.assembly_invitation import variants as invitations
from documents.letter import Letter, print_letter

__all__ = ["Corrected", "Notice", "NoticeFacts", "build", "for_everybody", "sample", "variants"]


class Notice(StrEnum):
    """What is told after the invitation."""

    ADDITION = "addition"
    CANCELLATION = "cancellation"
    CORRECTION = "correction"
    POSTPONEMENT = "postponement"


@dataclass(frozen=True)
class Corrected:
    """What is corrected: a word for it, how it was told, how it is; without `before` it is new, without `now` it goes.
    """

    what: str
    before: str
    now: str


@dataclass(frozen=True)
class NoticeFacts:
    """What is told of a meeting that was convened by a letter of `invited_on`; `meeting` is as it stood there.

    Added are `items`, with their `papers`; `reason` is a sentence on why, such as who demanded them (R-GV-08). Put off
    is it to `moved_to`; to that day everybody is invited anew with the full period, and the invitation is enclosed or
    follows (R-GV-04). Corrected are `corrections`; `meeting` is then as it is now, day and hour as they were.
    """

    letter: Letter
    notice: Notice
    meeting: Meeting
    invited_on: date
    reason: str = ""
    items: tuple[AgendaItem, ...] = ()
    papers: Papers = NO_PAPERS
    moved_to: Meeting | None = None
    invitation_enclosed: bool = False
    own_page: str = ""
    corrections: tuple[Corrected, ...] = ()

    def __post_init__(self) -> None:
        if bool(self.items) != (self.notice is Notice.ADDITION):
            raise ValueError("Items are what an addition adds, and nothing else.")
        if (self.moved_to is not None) != (self.notice is Notice.POSTPONEMENT):
            raise ValueError("What is put off has a new day, and nothing else.")
        if bool(self.corrections) != (self.notice is Notice.CORRECTION):
            raise ValueError("A correction says what it corrects, and nothing else does.")

    @property
    def added(self) -> str:
        """What is added, without a full stop."""
        return assembly.added(self.items)

    @property
    def has_details(self) -> bool:
        """Whether drafts, explanations or synopses follow."""
        return any(item.has_details for item in self.items)


def build(facts: NoticeFacts) -> bytes:
    """Print the letter (PDF/A-3a, PDF/UA-1)."""
    return print_letter("assembly_notice", facts, facts.letter, *SHEETS)


def for_everybody(facts: NoticeFacts) -> NoticeFacts:
    """The same letter without an addressee: for mails, for every member's page, and to be published."""
    return assembly.for_everybody(facts)


def sample() -> NoticeFacts:
    """An addition of the fictional Digitalverbund Morgenau."""
    invited = invitation()
    item = replace(invitations()["minority"].items[0], number=11)
    reason = "47 Mitglieder, mehr als ein Zehntel, haben das in Textform verlangt (§ 45 Abs. 2 GenG)."
    letter = replace(invited.letter, reference="B-2027-0358", dated=date(2027, 6, 1))
    return NoticeFacts(
        letter, Notice.ADDITION, invited.meeting, invited.letter.dated, reason, (item,), own_page=invited.own_page
    )


def variants() -> dict[str, NoticeFacts]:
    """Samples: items added, few and with a synopsis; cancelled; put off, with the invitation and before it."""
    facts, long = sample(), invitations()["long"]
    reason = "Der Große Saal steht wegen eines Wasserschadens nicht zur Verfügung."
    cancelled = replace(facts, notice=Notice.CANCELLATION, items=(), reason=reason)
    moved = replace(
        facts.meeting, form=MeetingForm.HYBRID, begins_at=datetime(2027, 6, 26, 8, 0, tzinfo=UTC), doors_at=None,
        place="Stadthalle Lindenfurt, Am Wehr 12, 70995 Lindenfurt", access=long.meeting.access,
        voting=long.meeting.voting,
    )
    put_off = replace(cancelled, notice=Notice.POSTPONEMENT, moved_to=moved)
    corrections = (
        Corrected("Ort", facts.meeting.place, "Bürgerhaus Morgenau, Kleiner Saal, Marktplatz 1, 70990 Morgenau"),
        Corrected("TOP 7", "Entlastung der Mitglieder des Vorstands", ""),
        Corrected("Unterlage", "", "Jahresabschluss 2026, berichtigt, ab dem 28. Mai 2027"),
    )
    corrected = replace(
        cancelled, notice=Notice.CORRECTION, corrections=corrections,
        meeting=replace(facts.meeting, place=corrections[0].now),
    )
    amendment = replace(long.items[9], number=12)
    bare = AgendaItem(11, "Beschluss über den Netzausbau", ItemType.RESOLUTION)
    return {
        "addition": facts,
        "everybody": for_everybody(facts),
        "synopsis": replace(facts, items=(*facts.items, amendment), papers=long.papers, reason=""),
        "titles": replace(facts, items=(bare,), reason=""),
        "cancelled": cancelled,
        "corrected": corrected,
        "cancelled_stretched": replace(cancelled, meeting=invitations()["stretched"].meeting, reason="", own_page=""),
        "put_off": put_off,
        "put_off_enclosed": replace(put_off, invitation_enclosed=True),
    }
