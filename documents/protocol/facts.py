"""What a protocol states (Protokoll eines Beschlusses): the resolution, who voted how, what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum

from app.core.formats import NBSP, euro
from app.core.values import Cents, PostalAddress
from documents.facts import Cooperative, Signatory
from documents.record import Row


class Organ(StrEnum):
    """Which organ decided."""

    BOARD = "board"
    SUPERVISORY_BOARD = "supervisory_board"
    GENERAL_ASSEMBLY = "general_assembly"


class Choice(StrEnum):
    """How a member of the organ voted; the biased take no part and do not count."""

    YES = "yes"
    NO = "no"
    ABSTENTION = "abstention"
    BIASED = "biased"
    NOT_CAST = "not_cast"


class Outcome(StrEnum):
    """What came of an item."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class Vote:
    """One member's vote, with the reason or the ground of bias where one was given."""

    name: str
    choice: Choice
    at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True)
class Item:
    """One item: what was to be resolved, what came of it, and the votes by name or, for an assembly, as numbers."""

    title: str
    text: str
    outcome: Outcome
    votes: tuple[Vote, ...] = ()
    counts: tuple[tuple[Choice, int], ...] = ()

    @property
    def tally(self) -> dict[Choice, int]:
        """How many votes fell on each choice."""
        return dict(self.counts) or {choice: sum(vote.choice is choice for vote in self.votes) for choice in Choice}


@dataclass(frozen=True)
class ProtocolFacts:
    """A resolution of an organ with all that proves it (Beschlussprotokoll, Zulassungsniederschrift, R-ADM-08).

    `subject` and `procedure` make the line below the title; `quorum` and `required` say in words what was needed and
    where it stands; `rows` are further facts; `closing` the paragraphs after the votes. Without a public address
    `check_url` is empty and the protocol bears no QR code.
    """

    number: str
    cooperative: Cooperative
    organ: Organ
    subject: str
    procedure: str
    opened_at: datetime
    decided_at: datetime
    quorum: str
    required: str
    items: tuple[Item, ...]
    place: str
    signed_on: date
    signatories: tuple[Signatory, ...]
    check_url: str
    rows: tuple[Row, ...] = ()
    closing: tuple[str, ...] = ()


def admission_item(
    application: str,
    applicant: str,
    address: PostalAddress,
    shares: int,
    nominal: Cents,
    outcome: Outcome,
    votes: Sequence[Vote],
) -> Item:
    """Word the item about one application; who is not admitted stands in it by number only (R-ADM-09).

    That takes the grounds given for votes and bias with it: they may say who the applicant was.
    """
    if outcome is not Outcome.ACCEPTED:
        silent = tuple(replace(vote, reason="") for vote in votes)
        refused = f"Der Beitritt nach dem Antrag {application} wird nicht zugelassen."
        text = refused if outcome is Outcome.REJECTED else f"Über den Antrag {application} ist nicht entschieden."
        return Item(f"Antrag {application}", text, outcome, silent)
    number = f"einem{NBSP}Geschäftsanteil" if shares == 1 else f"{shares}{NBSP}Geschäftsanteilen"
    each = f"zu {'je ' if shares > 1 else ''}{euro(nominal)}"
    text = f"{applicant}, {address}, wird mit {number} {each} als Mitglied zugelassen (Antrag {application})."
    return Item(f"Zulassung: {applicant}", text[0].upper() + text[1:], outcome, tuple(votes))


def awaiting_consent_item(application: str, votes: Sequence[Vote]) -> Item:
    """Word the board's approval of an investing member that still lacks the consent (§ 8 (2) GenG; R-INV-03).

    By number only, without reasons: without the consent there is no admission (R-ADM-09).
    """
    silent = tuple(replace(vote, reason="") for vote in votes)
    text = (
        f"Der Antrag {application} auf Beitritt als investierendes Mitglied wird angenommen. Die Zulassung wirkt mit"
        f" der Zustimmung nach §{NBSP}8 Abs.{NBSP}2 GenG."
    )
    return Item(f"Antrag {application}", text, Outcome.ACCEPTED, silent)


def _at(day: int, hour: int, minute: int) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def sample() -> ProtocolFacts:
    """A circular of the fictional Digitalverbund Morgenau that admits a municipality."""
    votes = (
        Vote("Dr. Almut Weißdorn (Vorsitzende)", Choice.YES, _at(23, 15, 42)),
        Vote("Korbinian Talhammer", Choice.BIASED, _at(19, 7, 5), "Mitglied des Gemeinderats Altenbruck"),
        Vote("Cosima Rehbein", Choice.YES, _at(24, 14, 20)),
    )
    address = PostalAddress("Kirchgasse 4", "70997", "Altenbruck")
    admitted = admission_item("A-2026-0071", "die Gemeinde Altenbruck", address, 20, 50_000, Outcome.ACCEPTED, votes)
    return ProtocolFacts(
        number="V-2026-037",
        cooperative=Cooperative("Digitalverbund Morgenau eG", "Morgenau", "Amtsgericht Lindenfurt", "GnR 700412"),
        organ=Organ.BOARD,
        subject="Zulassung eines Mitglieds nach §\u00a015 GenG",
        procedure="im Umlaufverfahren",
        opened_at=_at(18, 8, 12),
        decided_at=_at(24, 14, 20),
        quorum="Zwei unbefangene Mitglieder des Vorstands (§\u00a014 Abs.\u00a02 der Satzung)",
        required="Zwei Ja-Stimmen (§\u00a014 Abs.\u00a03 der Satzung vom 14.\u00a0Juni 2025)",
        items=(admitted,),
        place="Morgenau",
        signed_on=date(2026, 11, 24),
        signatories=(
            Signatory("Dr. Almut Weißdorn", "Vorsitzende des Vorstands"),
            Signatory("Cosima Rehbein", "Mitglied des Vorstands"),
        ),
        check_url="https://pruefen.morgenau.example/b/V-2026-037",
        rows=(
            Row("Unterlagen", "Antrag A-2026-0071 mit Beitrittserklärung vom 17.\u00a0November 2026, vier Nachweise"),
        ),
        closing=(
            "Alle Mitglieder des Vorstands waren beteiligt. Der Umlauf ist mit der zweiten Ja-Stimme geschlossen.",
            "Das Mitglied ist mit dem Tag des Beschlusses unter der Nummer\u00a00413 im Register eingetragen.",
        ),
    )


def variants() -> dict[str, ProtocolFacts]:
    """Samples: one admission; a meeting with several items, one not admitted; a resolution of the assembly."""
    circular = sample()
    votes = circular.items[0].votes
    refused = tuple(replace(vote, choice=Choice.NO, reason="Kein Bezug zum Gegenstand") for vote in votes)
    address = PostalAddress("Hafenweg 9", "70995", "Nebelfurt")
    items = (
        circular.items[0],
        admission_item("A-2026-0072", "die Nebelhorn GmbH", address, 1, 50_000, Outcome.REJECTED, refused),
        admission_item("A-2026-0073", "die Windrad Morgenau GbR", address, 1, 50_000, Outcome.UNDECIDED, votes[1:2]),
        admission_item("A-2026-0074", "Wendelin Kornblum", address, 1, 50_000, Outcome.ACCEPTED, votes[::2]),
    )
    batch = replace(
        circular,
        number="V-2026-038",
        items=items,
        subject="Vier Anträge auf Beitritt",
        procedure="in einer Sitzung",
        check_url="https://pruefen.morgenau.example/b/V-2026-038",
    )
    consent = Item(
        "Investierende Mitglieder",
        "Die Generalversammlung stimmt der Zulassung der Rabenbank eG als investierendes Mitglied zu.",
        Outcome.ACCEPTED,
        counts=((Choice.YES, 213), (Choice.NO, 29), (Choice.ABSTENTION, 7)),
    )
    assembly = replace(
        circular,
        number="GV-2026-02",
        organ=Organ.GENERAL_ASSEMBLY,
        items=(consent,),
        subject="Zustimmung nach §\u00a08 Abs.\u00a02 GenG",
        procedure="in der Generalversammlung",
        closing=(),
        rows=(),
        quorum="",
        check_url="https://pruefen.morgenau.example/b/GV-2026-02",
        required="Die einfache Mehrheit der abgegebenen Stimmen",
    )
    return {"circular": circular, "batch": batch, "assembly": assembly}
