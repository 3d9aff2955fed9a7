"""What an invitation to a general assembly states."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from app.core.formats import NBSP
from app.core.values import WrittenForm
from documents import assembly
from documents.assembly import (
    NO_PAPERS,
    AgendaItem,
    AssemblyKind,
    ConvenedBy,
    ItemType,
    Meeting,
    MeetingForm,
    Paper,
    Papers,
    ProposedBy,
)
from documents.letter import Letter, sample_letter


@dataclass(frozen=True)
class ProxyRules:
    """How a member is represented by the statute (§ 43 (5) GenG; R-PRX-01, R-PRX-02, R-PRX-04).

    `clause` is where the statute says so; `conditions` are sentences on who may be a proxy, `permission` one on why
    Textform does where the statute says Schriftform (§ 177 GenG), `hand_in` one on whom the proxy is shown to and when.
    """

    form: WrittenForm = WrittenForm.TEXTFORM
    max_principals: int = 2
    clause: str = ""
    conditions: str = ""
    permission: str = ""
    hand_in: str = ""

    @property
    def is_signed(self) -> bool:
        """Whether the form is signed by hand."""
        return self.form is not WrittenForm.TEXTFORM


@dataclass(frozen=True)
class InvitationFacts:
    """Who is invited to what, with which agenda, and what to know before (R-GV-03, R-DOC-06).

    `items_until` is the last day on which members (`items_by`: so many, in the dative) may demand items; `objection`
    says how one objects to a resolution from elsewhere, and is needed where one takes part so (R-FORM-07). `member` is
    the name on the proxy form and the ticket, `own_page` the address of the member's page, for which one signs in,
    `ticket` what the code of the member's ticket leads to; `quorum` a sentence on how
    many have to be there; all four may be empty.
    """

    letter: Letter
    meeting: Meeting
    items: tuple[AgendaItem, ...]
    proxy: ProxyRules
    papers: Papers = NO_PAPERS
    items_until: date | None = None
    items_by: str = "einem Zehntel der Mitglieder"
    objection: str = ""
    remarks: tuple[str, ...] = ()
    member: str = ""
    own_page: str = ""
    ticket: str = ""
    quorum: str = ""

    def __post_init__(self) -> None:
        if not self.items:
            raise ValueError("An assembly has an agenda.")
        if self.meeting.is_electronic and not self.objection:
            raise ValueError("Who takes part from elsewhere is told how to object.")

    @property
    def has_details(self) -> bool:
        """Whether drafts, explanations or synopses follow."""
        return any(item.has_details for item in self.items)


def for_everybody(facts: InvitationFacts) -> InvitationFacts:
    """The same invitation without an addressee: for mails, for every member's page, and to be published."""
    return assembly.for_everybody(facts, member="", ticket="")


SIMPLE = f"einfache Mehrheit der abgegebenen Stimmen (§{NBSP}43 Abs.{NBSP}2 GenG)"


def items() -> tuple[AgendaItem, ...]:
    """The usual agenda of an ordinary assembly (R-DOC-07)."""
    both, resolution = ProposedBy.BOTH, ItemType.RESOLUTION
    return (
        AgendaItem(1, "Eröffnung und Feststellung der ordnungsgemäßen Einberufung", ItemType.DISCUSSION),
        AgendaItem(2, "Bericht des Vorstands über das Geschäftsjahr 2026", ItemType.REPORT),
        AgendaItem(3, "Bericht des Aufsichtsrats über seine Tätigkeit", ItemType.REPORT),
        AgendaItem(4, "Bericht über die gesetzliche Prüfung nach § 53 GenG", ItemType.REPORT,
                   "Der Aufsichtsrat nimmt zum zusammengefassten Prüfungsergebnis Stellung; es wird verlesen."),
        AgendaItem(5, "Feststellung des Jahresabschlusses 2026", resolution, proposed_by=both, majority=SIMPLE,
                   draft="Der Jahresabschluss zum 31. Dezember 2026 wird in der vorgelegten Fassung festgestellt."),
        AgendaItem(6, "Verwendung des Jahresüberschusses", resolution, proposed_by=both, majority=SIMPLE,
                   draft="Vom Jahresüberschuss von 48.210,55 € werden 4.821,06 € der gesetzlichen Rücklage zugewiesen, "
                         "43.389,49 € werden auf neue Rechnung vorgetragen."),
        AgendaItem(7, "Entlastung der Mitglieder des Vorstands", resolution, majority=SIMPLE,
                   proposed_by=ProposedBy.SUPERVISORY_BOARD,
                   draft="Den Mitgliedern des Vorstands wird für das Geschäftsjahr 2026 Entlastung erteilt."),
        AgendaItem(8, "Entlastung der Mitglieder des Aufsichtsrats", resolution, majority=SIMPLE,
                   draft="Den Mitgliedern des Aufsichtsrats wird für das Geschäftsjahr 2026 Entlastung erteilt."),
        AgendaItem(9, "Wahlen zum Aufsichtsrat", ItemType.ELECTION, seats=2, majority=SIMPLE,
                   explanation="Die Amtszeit von Ortrun Silberdistel und Wendelin Kornblum endet mit dieser "
                               "Versammlung. Weitere Vorschläge sind bis zur Wahl möglich.",
                   candidates=("Ortrun Silberdistel, Kämmerin, Silberdistel (Wiederwahl)",
                               "Dr. Isidor Brandtner, Leiter des Rechenzentrums Quellbach")),
        AgendaItem(10, "Verschiedenes", ItemType.DISCUSSION, "Beschlüsse werden unter diesem Punkt nicht gefasst."),
    )


def meeting() -> Meeting:
    """An ordinary assembly where everybody meets."""
    return Meeting(
        AssemblyKind.ORDINARY, MeetingForm.PHYSICAL, ConvenedBy.BOARD, datetime(2027, 6, 12, 8, 0, tzinfo=UTC),
        doors_at=datetime(2027, 6, 12, 7, 15, tzinfo=UTC),
        place="Bürgerhaus Morgenau, Großer Saal, Marktplatz 1, 70990 Morgenau",
    )


def sample() -> InvitationFacts:
    """An invitation of the fictional Digitalverbund Morgenau."""
    letter = replace(sample_letter(), reference="B-2027-0311", dated=date(2027, 5, 10))
    ready = date(2027, 5, 21)
    named = ("Jahresabschluss 2026", "Lagebericht", "Bericht des Aufsichtsrats")
    return InvitationFacts(
        letter, meeting(), items(), papers=Papers(
            "in unserem Büro, Kontorgasse 3 in Morgenau, und auf Ihrer Mitgliederseite",
            tuple(Paper(title, ready) for title in named),
        ),
        proxy=ProxyRules(
            clause="§ 26 Abs. 4 der Satzung", hand_in="Zeigen Sie die Vollmacht beim Einlass vor.",
            conditions="Bevollmächtigt werden können Mitglieder, Ehegatten und Beschäftigte des Mitglieds.",
        ),
        items_until=date(2027, 6, 2), member="Gemeinde Altenbruck", own_page="https://kontor.morgenau.example/mein",
        ticket="https://kontor.morgenau.example/teilnahme/einlass/IjEuNDIuMCI.aTRc0Q.7mJ3Hn0bW1cPq2rS5tU8vX0yZ1a",
    )
