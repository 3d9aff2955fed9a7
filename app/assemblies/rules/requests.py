"""What members demand of an assembly, whether enough of them do, and what the board may answer (§ 45 GenG; R-GV-08)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from app.assemblies.rules.facts import AssemblyState, ConvenedBy, ProposedBy
from app.core.formats import count, fold
from app.core.formats import day as written
from app.core.values import German, Refusal
from app.members.rules import minority_quorum

MAX_NAMED = 500
"""Members that are named in one go; whoever has more lists goes again."""


class RequestAim(StrEnum):
    """What is demanded: an assembly of its own, or an item on the agenda of the next one (§ 45 (1), (2) GenG)."""

    ASSEMBLY = "assembly"
    ITEM = "item"


class AnswerKind(StrEnum):
    """What the board answered (§ 45 GenG)."""

    PLANNED = "planned"
    PUT_ON = "put_on"
    REFUSED = "refused"


class RequestState(StrEnum):
    """How far a demand is; only what was handed in waits for an answer."""

    GATHERING = "gathering"
    GIVEN_UP = "given_up"
    OPEN = "open"
    PLANNED = "planned"
    PUT_ON = "put_on"
    REFUSED = "refused"


REQUEST_AIM_WORDS: Mapping[RequestAim, str] = {
    RequestAim.ASSEMBLY: German("Einberufung einer Versammlung"),
    RequestAim.ITEM: German("Punkt auf der Tagesordnung"),
}
REQUEST_STATE_WORDS: Mapping[RequestState, str] = {
    RequestState.GATHERING: German("Sammelt Mitglieder"),
    RequestState.GIVEN_UP: German("Zurückgezogen"),
    RequestState.OPEN: German("Wartet auf Antwort"),
    RequestState.PLANNED: German("Versammlung geplant"),
    RequestState.PUT_ON: German("Auf der Tagesordnung"),
    RequestState.REFUSED: German("Abgelehnt"),
}
"""How all of them are called."""


class AboutSupporters(Refusal):
    """The members who are named are refused; shown at their field."""


class AboutReceipt(Refusal):
    """The day of receipt is refused; shown at its field."""


class AboutDecision(Refusal):
    """The day of the court's decision is refused; shown at its field."""


class AboutConvener(Refusal):
    """Who is to convene is refused; shown at its field."""


@dataclass(frozen=True)
class Wanted:
    """What members want: what about, to which end, for which reasons, and the resolution they propose, if any."""

    aim: RequestAim
    title: str
    purpose: str
    reasons: str
    draft: str = ""


@dataclass(frozen=True)
class Backing:
    """How many members stand behind a demand on its day, of how many, and how many the law wants."""

    counted: int
    members: int
    needed: int

    @property
    def is_reached(self) -> bool:
        """Whether enough members demand it; of a house without members nobody does."""
        return 0 < self.needed <= self.counted

    @property
    def is_alone(self) -> bool:
        """Whether one member demands it, and nobody else."""
        return self.counted == 1


def backing(counted: int, members: int, fraction: Fraction) -> Backing:
    """Count who demands against the part of all members that the law or the statute wants (§ 45 (1) GenG; R-GV-08).

    All members count by heads, investing ones too (R-INV-05); a part of one is never enough.
    """
    return Backing(counted, members, minority_quorum(members, fraction))


@dataclass(frozen=True)
class Answered:
    """The last answer to a demand: what it was, and whether that assembly takes place and that item stands on it."""

    kind: AnswerKind
    assembly_state: AssemblyState | None = None
    is_withdrawn: bool = False

    @property
    def holds(self) -> bool:
        """Whether it still is so; a demand whose assembly was called off waits anew."""
        if self.kind is AnswerKind.REFUSED:
            return True
        return self.assembly_state in (AssemblyState.PLANNED, AssemblyState.CONVENED) and not self.is_withdrawn


def request_state(is_received: bool, is_given_up: bool, answer: Answered | None) -> RequestState:
    """Say how far a demand is (§ 45 GenG; R-GV-08)."""
    if not is_received:
        return RequestState.GIVEN_UP if is_given_up else RequestState.GATHERING
    return RequestState(answer.kind.value) if answer is not None and answer.holds else RequestState.OPEN


def proposer_of(reached: Backing) -> ProposedBy:
    """Whose item it is: of the minority that may demand it; what too few want the board takes up as its own (§ 45)."""
    return ProposedBy.MINORITY if reached.is_reached else ProposedBy.BOARD


# --- recording -------------------------------------------------------------------------------------------------------


def check_wanted(wanted: Wanted) -> None:
    """Refuse a demand that names no purpose or no reasons (§ 45 (1) GenG; R-GV-08)."""
    if not wanted.title.strip() or not wanted.purpose.strip() or not wanted.reasons.strip():
        raise Refusal("Ein Verlangen nennt den Gegenstand, den Zweck und die Gründe (§ 45 Abs. 1 GenG).")


_LONG_AGO = 366


def check_receipt(received_on: date, today: date) -> None:
    """Refuse a demand that is to come, or that came so long ago that the year was mistyped (R-GV-08)."""
    if received_on > today:
        raise AboutReceipt("Dieser Tag liegt in der Zukunft. Tragen Sie ein, wann das Verlangen eingegangen ist.")
    if (today - received_on).days > _LONG_AGO:
        raise AboutReceipt("Das liegt mehr als ein Jahr zurück. Prüfen Sie das Jahr.")


_NUMBERS, _NUMBER = re.compile(r"[\d\s,]+"), re.compile(r"\d{1,9}")


def named_in(typed: str) -> list[str]:
    """Take apart who is named: one member a line, by number or name; a line of numbers names several.

    A dot makes no two numbers of one: 1.234 is read as a name, and nobody has it.
    """
    found: list[str] = []
    for line in re.split(r"[\n;]", typed):
        found += re.findall(r"\d+", line) if _NUMBERS.fullmatch(line) else [line.strip()]
    return [each for each in found if each]


def number_of(named: str) -> int | None:
    """The number of a member that is typed; None for a name, and for more digits than any number has (R-GV-08)."""
    return int(named) if _NUMBER.fullmatch(named) else None


def is_whole_name(typed: str, *names: str) -> bool:
    """Say whether somebody is called by the whole of one of these names, in whatever order of its words (R-GV-08).

    Supporting is no search: a part of a name would count a member who never signed.
    """
    return sorted(fold(typed).split()) in [sorted(fold(name).split()) for name in names]


def check_named(named: Sequence[str], strange: Sequence[str]) -> None:
    """Refuse names that the register does not know, or that more than one member has; each is shown (R-GV-08)."""
    if not named:
        raise AboutSupporters("Nennen Sie, wer es verlangt: je Zeile ein Mitglied, mit Nummer oder Namen.")
    if len(named) > MAX_NAMED:
        raise AboutSupporters("Mehr als {most} Mitglieder lassen sich nicht auf einmal nennen.", most=count(MAX_NAMED))
    if strange:
        raise AboutSupporters(
            "Im Register nicht oder nicht eindeutig gefunden: {names}. Schreiben Sie die Mitgliedsnummer.",
            names="; ".join(strange),
        )


# --- supporters ------------------------------------------------------------------------------------------------------


def check_takes_supporters(state: RequestState) -> None:
    """Refuse further supporters of a demand that was answered, or that still gathers them online (R-GV-08)."""
    if state is RequestState.GATHERING:
        raise Refusal("Dieser Antrag sammelt noch selbst; beitreten können Mitglieder auf ihrer eigenen Seite.")
    if state is not RequestState.OPEN:
        raise Refusal("Dieses Verlangen ist beantwortet. Wer es noch unterstützt, ändert daran nichts.")


def check_supports(is_supporter: bool) -> None:
    """Refuse to support the same demand twice (§ 45 (1) GenG: heads count)."""
    if is_supporter:
        raise AboutSupporters("Alle Genannten unterstützen das Verlangen schon.")


def check_support_ends(state: RequestState, is_withdrawn: bool) -> None:
    """Refuse to take one's support back twice, or once the demand was answered (R-GV-08)."""
    if is_withdrawn:
        raise Refusal("Diese Unterstützung ist schon zurückgenommen.")
    if state not in (RequestState.GATHERING, RequestState.OPEN):
        raise Refusal("Dieses Verlangen ist beantwortet; zurücknehmen lässt sich die Unterstützung nicht mehr.")


def check_gathers(state: RequestState) -> None:
    """Refuse to join, hand in or give up a proposal that was handed in or given up already (R-GV-08)."""
    if state is RequestState.GIVEN_UP:
        raise Refusal("Dieser Antrag ist zurückgezogen.")
    if state is not RequestState.GATHERING:
        raise Refusal("Dieser Antrag ist schon eingereicht.")


def check_own_support(is_proposer: bool) -> None:
    """Refuse whoever proposed it to leave it alone: given up it is as a whole (R-GV-08)."""
    if is_proposer:
        raise Refusal("Es ist Ihr eigener Antrag. Ziehen Sie ihn ganz zurück, wenn Sie ihn nicht mehr wollen.")


# --- answering -------------------------------------------------------------------------------------------------------


def check_can_be_met(state: RequestState) -> None:
    """Refuse to meet a demand twice, and one that was not handed in; what was refused can still be met (§ 45)."""
    if state in (RequestState.PLANNED, RequestState.PUT_ON):
        raise Refusal("Diesem Verlangen ist schon entsprochen.")
    if state not in (RequestState.OPEN, RequestState.REFUSED):
        raise Refusal("Dieser Antrag ist nicht eingereicht.")


def check_calls_for_assembly(aim: RequestAim) -> None:
    """Refuse to plan an assembly for those who want an item on the agenda of the next one (§ 45 (2) GenG)."""
    if aim is not RequestAim.ASSEMBLY:
        raise Refusal("Verlangt ist ein Punkt auf der Tagesordnung, keine eigene Versammlung.")


def check_item_is_enough(aim: RequestAim, reached: Backing) -> None:
    """Refuse to put off with an item whoever may demand an assembly of their own (§ 45 (1) GenG)."""
    if aim is RequestAim.ASSEMBLY and reached.is_reached:
        raise Refusal("Genug Mitglieder verlangen eine eigene Versammlung (§ 45 Abs. 1 GenG). Planen Sie sie.")


def check_can_be_refused(state: RequestState) -> None:
    """Refuse to turn down what was answered, or not handed in (§ 45 GenG)."""
    if state is not RequestState.OPEN:
        raise Refusal("Ablehnen lässt sich nur, was eingereicht und noch nicht beantwortet ist.")


def check_court(
    state: RequestState, is_noted: bool, decided_on: date, received_on: date | None, today: date
) -> None:
    """Refuse a court's decision on what was not demanded or was met, the last one again, and a wrong day (§ 45 (3))."""
    if is_noted:
        raise Refusal("Diese Entscheidung des Gerichts ist schon vermerkt.")
    if received_on is None or state not in (RequestState.OPEN, RequestState.REFUSED):
        raise Refusal("Das Gericht entscheidet nur, wo einem Verlangen nicht entsprochen wurde (§ 45 Abs. 3 GenG).")
    if decided_on > today:
        raise AboutDecision("Dieser Tag liegt in der Zukunft.")
    if decided_on < received_on:
        raise AboutDecision("Das Verlangen ist erst am {day} eingegangen.", day=written(received_on))


def check_minority_convenes(convened_by: ConvenedBy, is_granted: bool) -> None:
    """Refuse that members convene whom no court empowered: the invitation names its decision (§ 45 (3) GenG; R-GV-01).
    """
    if convened_by is ConvenedBy.MINORITY_BY_COURT and not is_granted:
        raise AboutConvener(
            "Mitglieder berufen nur ein, wenn das Gericht sie ermächtigt hat (§ 45 Abs. 3 GenG). Erfassen Sie ihr"
            " Verlangen mit der Entscheidung, und planen Sie die Versammlung von dort aus."
        )


def check_not_demanded(is_demanded: bool) -> None:
    """Refuse to remove an item that members demanded: nobody was told that it vanished (§ 45 (2) GenG; R-GV-08)."""
    if is_demanded:
        raise Refusal(
            "Diesen Punkt haben Mitglieder beantragt. Ändern Sie ihn, oder nehmen Sie ihn mit Grund von der"
            " Tagesordnung (§ 45 Abs. 2 GenG)."
        )


def check_taken_off(is_demanded: bool) -> None:
    """Refuse to take off with a reason what nobody demanded: that is removed (§ 45 (2) GenG; R-GV-08)."""
    if not is_demanded:
        raise Refusal("Diesen Punkt hat niemand verlangt; entfernen Sie ihn einfach.")
