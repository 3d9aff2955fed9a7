"""Who convenes and records for an organ, and how quorum and majority are said in words (§§ 25, 27, 36 GenG)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from app.admissions.rules import ApplicationState
from app.core.formats import NBSP
from app.core.told import Told
from app.core.values import Actor, German, Refusal, Role
from app.organs.rules import Choice, ItemKind, Laid, Organ, OrganVote, Outcome, Standing
from app.shares.rules import AboutShares
from app.statutes.rules import SPECS, MajorityRule, ParameterKey

ROLE_OF = {Organ.BOARD: Role.BOARD, Organ.SUPERVISORY_BOARD: Role.SUPERVISORY_BOARD, Organ.GENERAL_ASSEMBLY: Role.BOARD}
"""Whose members may convene an organ and record its resolutions, beside the office."""

SEE_APPLICATIONS = (Role.OFFICE, Role.BOARD, Role.AUDITOR)
"""Who may open an application's own page, and what was declared in it."""

MAJORITY_WORDS = {MajorityRule(option.value): option.label for option in SPECS[ParameterKey.BOARD_MAJORITY].options}


def may_convene(actor: Actor, organ: Organ) -> bool:
    """Say whether somebody may open, close and record resolutions of an organ: the office, or its own members."""
    return actor.has_any((Role.OFFICE, ROLE_OF[organ]))


def may_read_matter(actor: Actor, asked: Collection[Organ]) -> bool:
    """Say whether somebody may read the application behind an item; the supervisory board on task (R-GDPR-02).

    Its task are the applications it is asked about itself; of the board's it sees resolution and votes (§ 38 GenG).
    """
    return actor.has_any(SEE_APPLICATIONS) or Organ.SUPERVISORY_BOARD in asked


def check_may_convene(actor: Actor, organ: Organ) -> None:
    """Refuse opening, closing and recording to who is neither of the office nor of the organ (§ 27 GenG)."""
    if not may_convene(actor, organ):
        raise Refusal("Das ist der Geschäftsstelle und den Mitgliedern dieses Organs vorbehalten.")


class AboutAssembly(Refusal):
    """Of this assembly nothing can be recorded, whatever the form says; shown above it."""


class AboutRecorded(Refusal):
    """Something is recorded of the same item of an agenda already; shown where it is confirmed to be another."""


class AboutVotes(Refusal):
    """The votes contradict the result; shown where it is confirmed that it was declared so."""


@dataclass(frozen=True)
class Confirmed:
    """What is confirmed of a resolution that is recorded: that it is another one of its item, and was declared so."""

    is_another: bool = False
    is_declared: bool = False


class LacksPoints(Refusal):
    """A refusal of votes that would decide what cannot be carried out, since the application lacks something."""


NOT_COUNTED = German(
    "{reason} Damit kann noch nicht zugelassen werden, darum ist Ihre Stimme nicht gezählt. Die Geschäftsstelle klärt"
    " {number}; stimmen Sie danach noch einmal ab."
)
VOTES_NOT_ENTERED = German(
    "{reason} Mit diesen Stimmen wäre der Antrag angenommen, zugelassen werden kann aber noch nicht; darum sind sie"
    " nicht eingetragen. Tragen Sie sie noch einmal ein, sobald das zu {number} geklärt ist."
)
BIAS_NOT_ENTERED = German(
    "{reason} Mit dieser Befangenheit wäre der Antrag schon angenommen, darum ist sie noch nicht eingetragen. Tragen"
    " Sie sie noch einmal ein, sobald das zu {number} geklärt ist."
)
ATTENDANCE_NOT_ENTERED = German(
    "{reason} Mit diesen Teilnehmenden wäre der Antrag schon angenommen, darum sind sie noch nicht eingetragen. Tragen"
    " Sie sie noch einmal ein, sobald das zu {number} geklärt ist."
)
NOT_RECORDED = German(
    "{reason} Zugelassen wird auch nach einem Beschluss von anderswo erst, wenn das zu {number} geklärt ist; tragen Sie"
    " den Beschluss danach nach, mit seinem Tag."
)
"""What is said of votes by who votes, of votes by who enters them, and so on; who reads may be of office or board."""


def lacks_points(sentence: str, hindrance: Refusal, number: German) -> LacksPoints:
    """Say why what would admit an applicant, or shares, is not entered yet, and what helps (§§ 15, 15b; R-ADM-13)."""
    return LacksPoints(sentence, reason=reason_of(hindrance), number=number)


def reason_of(hindrance: Refusal) -> Told:
    """Say what hinders, without the advice that only the office can follow (R-ADM-13, R-SHR-05)."""
    if isinstance(hindrance, AboutShares):
        return Told("Vor der Zulassung ist noch offen: {missing}.", missing=hindrance.about)
    return Told(hindrance.message, **hindrance.values)


def is_declared_anew(state: ApplicationState, proposed_at: datetime | None) -> bool:
    """Say whether an application was given back since the vote on it was over, though nobody is asked yet (R-ADM-01).

    What lies with the office or the applicant was, and what was withdrawn there: it is proposed no more.
    """
    if state is ApplicationState.WITHDRAWN:
        return proposed_at is None
    return state in (ApplicationState.SUBMITTED, ApplicationState.RETURNED)


def overtakes(laid: Iterable[Laid], kind: ItemKind, item_id: int, over_at: datetime | None) -> bool:
    """Say whether an application was laid before an organ anew after an item about it was over (R-ADM-01, R-INV-03).

    The same organ was asked again, or the board: who wants to join as an ordinary member now needs no consent any more.
    """
    return any(
        each.id > item_id if each.kind is kind
        else each.kind is ItemKind.ADMISSION and over_at is not None and each.proposed_at > over_at
        for each in laid
    )  # fmt: skip


def count_of(standing: Standing) -> Told:
    """Say who takes part: members in office, biased, absent, and how many are left to vote."""
    values = {
        "seats": len(standing.seats), "biased": len(standing.seats & standing.biased),
        "absent": len((standing.seats & standing.absent) - standing.biased), "voters": len(standing.voters),
    }
    if values["absent"]:
        return Told("{seats} im Amt, {biased} befangen, {absent} nicht anwesend: {voters} stimmen ab.", **values)
    return Told("{seats} im Amt, {biased} befangen: {voters} stimmen ab.", **values)


def quorum_of(standing: Standing) -> Told:
    """Say how many must take part (Beschlussfähigkeit, R-SB-02)."""
    if standing.quorum == 1:
        return Told("Beschlussfähig, wenn ein unbefangenes Mitglied mitwirkt.")
    return Told("Beschlussfähig, wenn {quorum} unbefangene Mitglieder mitwirken.", quorum=standing.quorum)


def majority_of(standing: Standing) -> Told:
    """Say by which majority the organ resolves (Mehrheit, R-MAJ-01 to R-MAJ-03)."""
    return {
        MajorityRule.SIMPLE: Told("Angenommen mit mehr Ja- als Neinstimmen; Enthaltungen zählen nicht."),
        MajorityRule.TWO_THIRDS: Told("Angenommen mit zwei Dritteln der Ja- und Neinstimmen."),
        MajorityRule.THREE_QUARTERS: Told("Angenommen mit drei Vierteln der Ja- und Neinstimmen."),
        MajorityRule.OF_MEMBERS: Told("Angenommen mit mehr als der Hälfte aller Mitglieder des Organs."),
        MajorityRule.UNANIMOUS: Told("Angenommen, wenn niemand dagegen stimmt."),
    }[standing.majority.rule]


def in_print(standing: Standing, clauses: Mapping[str, str], dated: str) -> tuple[str, str]:
    """Word quorum and majority for the protocol, with the clauses of the statute; dated: `vom 14. Juni 2025`."""
    prefix = "sb" if standing.organ is Organ.SUPERVISORY_BOARD else "board"
    heads = "ein unbefangenes Mitglied" if standing.quorum == 1 else f"{standing.quorum} unbefangene Mitglieder"
    required = MAJORITY_WORDS[standing.majority.rule]
    return _cited(heads, clauses.get(f"{prefix}_quorum")), _cited(required, clauses.get(f"{prefix}_majority"), dated)


def _cited(words: str, clause: str | None, dated: str = "") -> str:
    words = words[0].upper() + words[1:]
    return f"{words} ({clause} der Satzung{NBSP + dated if dated else ''})" if clause else words


def with_yes_of(standing: Standing, party_id: int) -> Standing:
    """How the vote would stand with one more vote in favour."""
    return replace(standing, votes=(*standing.votes, OrganVote(party_id, Choice.YES)))


def would_decide(standing: Standing, party_id: int) -> bool:
    """Say whether a person's vote in favour is the last one needed (R-ADM-08)."""
    return with_yes_of(standing, party_id).outcome is Outcome.ACCEPTED


def consequence_of(kind: ItemKind) -> Told:
    """What follows when an item is accepted, of kinds that say the same of every item (R-ADM-03, R-NEED-02)."""
    if kind is ItemKind.TEXTFORM_PERMISSION:
        return Told("Textform genügt bis 31.12.2029, sobald beide Organe zugestimmt haben")
    if kind is ItemKind.ASSESSMENT:
        return Told("Was aufgegriffen wird, ist vermerkt; seine Bedarfe sind in Arbeit, soweit sie dürfen")
    return Told("Der Beschluss ist gefasst")
