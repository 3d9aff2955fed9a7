"""What an invitation must say, and on which way it goes (§§ 6 no. 4, 46 (1) GenG; R-GV-02, R-GV-03, R-DOC-06)."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.assemblies.rules.facts import AlsoVoting, DiscussionForm, MeetingForm
from app.assemblies.rules.meeting_form import needs_access, needs_place
from app.core.values import German, Refusal
from app.statutes.rules import ConvocationChannel, Statute


class InvitationPart(StrEnum):
    """What the law wants in the invitation (§ 46 (1) GenG; R-GV-03)."""

    AGENDA = "agenda"
    FORM = "form"
    DISCUSSION_FORM = "discussion_form"
    ACCESS = "electronic_access_details"


PART_WORDS: Mapping[InvitationPart, str] = {
    InvitationPart.AGENDA: German("die Tagesordnung"),
    InvitationPart.FORM: German("die Form der Versammlung"),
    InvitationPart.DISCUSSION_FORM: German("die Form der Erörterungsphase"),
    InvitationPart.ACCESS: German("wie sich die Mitglieder elektronisch zuschalten und abstimmen"),
}
"""How the parts are called."""


def required_parts(form: MeetingForm) -> tuple[InvitationPart, ...]:
    """Name what an invitation to a meeting of this form must say (§ 46 (1) GenG; R-GV-03)."""
    asked = {
        InvitationPart.AGENDA: True,
        InvitationPart.FORM: True,
        InvitationPart.DISCUSSION_FORM: form is MeetingForm.STRETCHED,
        InvitationPart.ACCESS: needs_access(form),
    }
    return tuple(part for part, is_asked in asked.items() if is_asked)


def missing_parts(form: MeetingForm, said: Collection[InvitationPart]) -> tuple[InvitationPart, ...]:
    """Name what an invitation to a meeting of this form leaves out (§ 46 (1) GenG; R-GV-03)."""
    return tuple(part for part in required_parts(form) if part not in said)


def channel_suffices(channel: str | None) -> bool:
    """Say whether members can be convened on this way (§ 6 no. 4 GenG; R-GV-02).

    The law knows two: a message to each in text form, or a public paper. A website or the Bundesanzeiger alone never
    suffices.
    """
    return channel in set(ConvocationChannel)


class AboutPaper(Refusal):
    """The paper in which something was announced is refused; shown at its field."""


_ADDRESS = re.compile(r"(https?://)?[\w-]+(\.[\w-]+)+(/\S*)?", re.IGNORECASE)
_NO_PAPER = re.compile(r"bundesanzeiger|\be?banz\b|internet|homepage|web-?(site|seite)", re.IGNORECASE)


def check_paper(paper: str) -> None:
    """Refuse what is no public paper: an address of the internet, the Bundesanzeiger (§ 6 no. 4 GenG; R-GV-02)."""
    if _NO_PAPER.search(paper) or _ADDRESS.fullmatch(paper.strip()):
        raise AboutPaper("Eine Internetseite oder der Bundesanzeiger genügt nicht (§ 6 Nr. 4 GenG). Nennen Sie das"
                         " Blatt, das die Satzung bestimmt.")


@dataclass(frozen=True)
class Invitation:
    """What an assembly's invitation says so far."""

    form: MeetingForm
    discussion: DiscussionForm | None
    access: str
    place: str
    items: int
    also_voting: AlsoVoting | None = None

    @property
    def parts(self) -> frozenset[InvitationPart]:
        """The parts that it says; the form it always does."""
        said = {
            InvitationPart.AGENDA: self.items > 0,
            InvitationPart.FORM: True,
            InvitationPart.DISCUSSION_FORM: self.discussion is not None,
            InvitationPart.ACCESS: bool(self.access.strip()),
        }
        return frozenset(part for part, is_said in said.items() if is_said)


def check_invitation(invitation: Invitation) -> None:
    """Refuse an invitation that leaves out what the law wants, or where people meet (§ 46 (1) GenG; R-DOC-06)."""
    missing = [PART_WORDS[part] for part in missing_parts(invitation.form, invitation.parts)]
    if missing:
        raise Refusal("In der Einladung fehlt noch: {parts} (§ 46 Abs. 1 GenG).", parts=German(*missing, joint=", "))
    if needs_place(invitation.form, invitation.discussion) and not invitation.place.strip():
        raise Refusal("In der Einladung fehlt noch der Ort der Versammlung (§ 46 Abs. 1 GenG).")
    if invitation.also_voting is not None and not invitation.access.strip():
        raise Refusal(
            "In der Einladung fehlt noch, wie neben dem Saal abgestimmt wird (§ 43b Abs. 2 GenG). Es steht beim Zugang."
        )


def convocation_channel(statute: Statute) -> ConvocationChannel:
    """Name the way on which members are convened; refuse while the statute does not say it (§ 6 no. 4; R-GV-02)."""
    if statute.gv_channel is None or not channel_suffices(statute.gv_channel):
        raise Refusal(
            "Die Satzung sagt nicht, wie die Generalversammlung einberufen wird (§ 6 Nr. 4 GenG). Ergänzen Sie die"
            " Fassung der Satzung."
        )
    return statute.gv_channel
