"""What the minutes of a general assembly state (Niederschrift, § 47 GenG; R-MIN-01, R-DOC-08)."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from app.core.formats import NBSP
from documents import report
from documents.assembly.facts import SynopsisRow
from documents.facts import Cooperative, Signatory
from documents.record import Row
from documents.report import ReportFacts

_MOST_KEPT = 1_800
"""How many letters of what was resolved are kept on one page with the vote on it."""


class Tone(StrEnum):
    """How a declaration stands out: something was accepted, rejected, or neither."""

    ACCEPTED = "ok"
    REJECTED = "stop"
    NEITHER = ""


@dataclass(frozen=True)
class TallyRow:
    """Votes of all, or of one class of members, counted as they weigh; never those of one way of casting (R-VOTE-10).
    """

    label: str
    yes: int
    no: int
    abstained: int
    invalid: int

    @property
    def cast(self) -> int:
        """Valid votes without abstentions: those that are cast (R-MAJ-02)."""
        return self.yes + self.no


@dataclass(frozen=True)
class CandidateRow:
    """What one candidate, list or motion got, and what is said of it: elected, run-off, accepts."""

    name: str
    votes: int
    note: str = ""


@dataclass(frozen=True)
class Ballot:
    """One vote or election: what was asked, which majority it took, how it was cast and counted, what was declared.

    `wording` is what was resolved, word for word. `rules` are sentences on majority, weights, barred votes and the way
    of voting; `needed` says what would have been enough. A yes/no vote has `tally`, an election `candidates`, one en
    bloc both; `beside` says how many chose nobody.
    `declared` leads to `declaration`, the words of the chair. `number` is that of the resolution. Where the statute is
    worded anew, `synopsis` sets its clauses against each other, and `compared` says where else that lies, and what was
    changed in it before.
    """

    wording: str
    rules: tuple[str, ...]
    declared: str
    declaration: str
    tone: Tone
    tally: tuple[TallyRow, ...] = ()
    candidates: tuple[CandidateRow, ...] = ()
    beside: str = ""
    needed: str = ""
    number: str = ""
    synopsis: tuple[SynopsisRow, ...] = ()
    compared: str = ""

    @property
    def is_long(self) -> bool:
        """Whether its wording fills so much of a page that it may begin on the one before its vote."""
        return len(self.wording) > _MOST_KEPT

    @property
    def total(self) -> TallyRow:
        """All classes of members together."""
        sums = (sum(getattr(row, name) for row in self.tally) for name in ("yes", "no", "abstained", "invalid"))
        return TallyRow("Zusammen", *sums)


@dataclass(frozen=True)
class Stretch:
    """A stretch of the course of an item: what was said, voted after that, objected to after these (R-MIN-07)."""

    paragraphs: tuple[str, ...] = ()
    ballots: tuple[Ballot, ...] = ()
    objections: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """An item of the agenda in the minutes: the course of it, its votes, the objections raised to it (R-MIN-07).

    `later` is what happened after its first votes and objections, in the order of time.
    """

    mark: str
    title: str
    paragraphs: tuple[str, ...] = ()
    ballots: tuple[Ballot, ...] = ()
    objections: tuple[str, ...] = ()
    later: tuple[Stretch, ...] = ()

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        """All of its course."""
        return Stretch(self.paragraphs, self.ballots, self.objections), *self.later


@dataclass(frozen=True)
class Annex:
    """What is annexed; its print lies in the file of the minutes (§ 47 (2), (3) GenG; R-MIN-04, R-MIN-05)."""

    title: str
    file_name: str
    report: ReportFacts


@dataclass(frozen=True)
class MinutesFacts:
    """The minutes of an assembly with head, items, end and who signs (§ 47 (1), (2) GenG).

    `heading` names the assembly in the accusative, `subtitle` its form with the clause; `annexes` are named in their
    order and lie in the file. `signing` says who signs. Minutes that nobody signed yet say so by `is_draft`.
    """

    number: str
    cooperative: Cooperative
    heading: str
    subtitle: str
    rows: tuple[Row, ...]
    sections: tuple[Section, ...]
    closing: tuple[str, ...]
    annexes: tuple[Annex, ...]
    place: str
    dated: date
    signatories: tuple[Signatory, ...]
    is_draft: bool = False
    signing: str = ""


def sample() -> MinutesFacts:
    """An extraordinary assembly of the fictional Digitalverbund Morgenau."""
    amendment = Ballot(
        wording=(
            f"§{NBSP}37 Abs.{NBSP}2 der Satzung erhält folgende Fassung: „Der Geschäftsanteil beträgt 500,00{NBSP}€."
            f" Ein Mitglied kann sich mit höchstens 200{NBSP}Geschäftsanteilen beteiligen.“"
        ),
        rules=(
            (f"Die Mehrheit beträgt drei Viertel der abgegebenen Stimmen (§{NBSP}16 Abs.{NBSP}2 GenG). Mehrstimmrechte"
            f" bestehen hierbei nicht (§{NBSP}43 Abs.{NBSP}3 GenG); jedes Mitglied hat eine Stimme."),
        ),
        tally=(TallyRow("Zusammen", 213, 29, 7, 1),),
        needed=f"Nötig waren 182{NBSP}Ja-Stimmen.",
        declared=f"Der Leiter stellt um 14:58{NBSP}Uhr fest und verkündet:",
        declaration="Der Antrag ist angenommen.",
        tone=Tone.ACCEPTED,
        number="GV-2026-002",
        synopsis=(
            SynopsisRow(
                f"§{NBSP}37 Abs.{NBSP}2", f"Der Geschäftsanteil beträgt 100,00{NBSP}€.",
                (f"Der Geschäftsanteil beträgt 500,00{NBSP}€. Ein Mitglied kann sich mit höchstens 200{NBSP}"
                 "Geschäftsanteilen beteiligen."),
            ),
        ),
        compared=f"Alter und neuer Wortlaut, auch als Anlage{NBSP}3:",
    )
    election = Ballot(
        wording="",
        rules=(f"Gewählt ist, wer mehr als die Hälfte der abgegebenen Stimmen erhält (§{NBSP}43 Abs.{NBSP}2 GenG).",),
        candidates=(
            CandidateRow("Berthold Nagelfluh", 187, "gewählt, nimmt die Wahl an"),
            CandidateRow("Irmela Quendel", 164, "gewählt, nimmt die Wahl an"),
            CandidateRow("Fridolin Binsenweg", 71),
        ),
        beside="Enthaltungen: 6; ungültig: 2.",
        declared=f"Der Leiter stellt um 14:31{NBSP}Uhr fest und verkündet:",
        declaration="Gewählt sind Berthold Nagelfluh und Irmela Quendel.",
        tone=Tone.ACCEPTED,
        number="GV-2026-001",
    )
    return MinutesFacts(
        number="GV 12.12.2026",
        cooperative=Cooperative("Digitalverbund Morgenau eG", "Morgenau", "Amtsgericht Lindenfurt", "GnR 700412"),
        heading="die außerordentliche Generalversammlung",
        subtitle=f"nach §{NBSP}47 GenG, in hybrider Form (§{NBSP}43b Abs.{NBSP}1 Nr.{NBSP}3 GenG)",
        rows=(
            Row("Tag und Zeit", f"Samstag, 12.{NBSP}Dezember 2026, 14:02 bis 16:21{NBSP}Uhr"),
            Row("Ort", "Stadthalle Lindenfurt, Großer Saal, und im Videoraum der Genossenschaft"),
            Row("Leitung", "Prof. Dr. Ansgar Feldhüter, Vorsitzender des Aufsichtsrats"),
            Row("Schriftführung", "Henrike Lautenschlag"),
            Row("Einberufung", f"Durch den Vorstand, in Textform am 24.{NBSP}November 2026"),
            Row(
                "Teilnahme",
                f"198{NBSP}Mitglieder anwesend (111 im Saal, 87 online), 61 durch Vollmacht vertreten; Verzeichnis als"
                f" Anlage{NBSP}2",
            ),
        ),
        sections=(
            Section(
                f"TOP{NBSP}1", "Eröffnung und Feststellungen",
                (
                    (f"Der Leiter eröffnet die Versammlung um 14:02{NBSP}Uhr. Er stellt fest, dass sie form- und"
                    " fristgerecht einberufen und beschlussfähig ist. Einwände werden nicht erhoben."),
                ),
            ),
            Section(f"TOP{NBSP}2", "Bericht des Vorstands", (
                "Dr. Almut Weißdorn berichtet. Drei Fragen werden beantwortet.",
            )),
            Section(f"TOP{NBSP}3", "Wahl zweier Mitglieder des Aufsichtsrats", (), (election,)),
            Section(
                f"TOP{NBSP}4", f"Änderung der Satzung, §§{NBSP}12 und 37", (), (amendment,),
                (
                    (f"Die Tannhofer Maschinenbau GmbH & Co. KG (Nr.{NBSP}0018) erklärt um 15:02{NBSP}Uhr Widerspruch"
                    " zur Niederschrift."),
                ),
                (Stretch((f"Die Versammlung wird um 15:04{NBSP}Uhr unterbrochen.",)),),
            ),
        ),
        closing=(f"Der Leiter schließt die Versammlung um 16:21{NBSP}Uhr.",),
        annexes=(
            Annex("Nachweis der Einberufung", "anlage-1-nachweis-der-einberufung.pdf", report.sample()),
            Annex("Mitglieder mit der Art ihrer Stimmabgabe", "anlage-2-verzeichnis.pdf", report.sample()),
            Annex("Gegenüberstellung des Wortlauts zu TOP 4", "anlage-3.pdf", report.sample()),
        ),
        place="Morgenau",
        dated=date(2026, 12, 14),
        signatories=(
            Signatory("Prof. Dr. Ansgar Feldhüter", "Leiter der Versammlung"),
            Signatory("Dr. Almut Weißdorn", "Mitglied des Vorstands"),
            Signatory("Cosima Rehbein", "Mitglied des Vorstands"),
        ),
        signing=(
            "Es unterschreiben die Leitung der Versammlung und mindestens ein anwesendes Mitglied des Vorstands"
            f" (§{NBSP}47 Abs.{NBSP}2 GenG). Weitere Linien können frei bleiben."
        ),
    )


def variants() -> dict[str, MinutesFacts]:
    """Samples: to be signed; a draft; a vote that failed, without a number; many items; nothing resolved."""
    signed = sample()
    amended = signed.sections[3]
    failed = replace(
        amended.ballots[0], number="", declaration="Der Antrag ist abgelehnt.", tone=Tone.REJECTED,
        tally=(TallyRow("Ordentliche Mitglieder", 12, 118, 4, 1), TallyRow("Investierende Mitglieder", 9, 3, 0, 0)),
        needed=f"Nötig waren 98{NBSP}Ja-Stimmen.",
    )
    rejected = replace(amended, ballots=(failed, amended.ballots[0]))
    many = tuple(replace(rejected, mark=f"TOP{NBSP}{number}") for number in range(1, 13))
    return {
        "signed": signed,
        "draft": replace(signed, is_draft=True),
        "rejected": replace(signed, sections=(*signed.sections[:3], rejected)),
        "many": replace(signed, sections=many),
        "reports": replace(signed, sections=signed.sections[:2], annexes=signed.annexes[:1]),
    }
