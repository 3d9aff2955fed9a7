"""Votes in the hall beside those on devices: who votes on paper, what tellers counted (§ 43 (3) GenG; R-VOTE-01)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.core.formats import count
from app.core.values import Refusal
from app.voting.rules.elections import BallotShape
from app.voting.rules.facts import Choice, HallWay, PollState, Secrecy
from app.voting.rules.majorities import LEAST_IN_CLASS
from app.voting.rules.polls import AboutHall, RollEntry

Group = tuple[int, bool]
"""Members of one weight and class, whose ballots say no more of whose they are."""


class AboutBallot(Refusal):
    """A ballot is not handed out, or not taken back; shown at the field that says to whom."""


def check_hands_out(state: PollState, secrecy: Secrecy, hall: HallWay) -> None:
    """Refuse a single ballot where no devices are voted on, or names are called: paper bears none (R-VOTE-10)."""
    if hall is not HallWay.PHONE:
        raise AboutBallot("Hier stimmt der ganze Saal mit Handzeichen oder auf Papier ab; die Zählenden zählen alle.")
    if secrecy is Secrecy.ROLL_CALL:
        raise AboutBallot("Namentlich abgestimmt wird mit Namen: Tragen Sie ein, was angesagt wird.")
    if state is not PollState.OPEN:
        raise AboutBallot("Stimmzettel gehen aus und kommen zurück, solange abgestimmt wird.")


def check_calls_out(state: PollState, secrecy: Secrecy) -> None:
    """Refuse to write down a vote said aloud where none is to bear a name, or nothing is voted on (R-VOTE-10)."""
    if secrecy is not Secrecy.ROLL_CALL:
        raise AboutBallot("Nur in einer namentlichen Abstimmung wird eine Stimme mit Namen eingetragen.")
    if state is not PollState.OPEN:
        raise AboutBallot("Stimmen werden eingetragen, solange abgestimmt wird.")


@dataclass(frozen=True)
class Asking:
    """How somebody stands to a ballot on paper: there or not, in the hall, barred, on a device or paper already."""

    is_there: bool
    is_online: bool = False
    is_barred: bool = False
    has_cast: bool = False
    has_ballot: bool = False


def check_may_have_ballot(asking: Asking) -> None:
    """Refuse a ballot to who gives no vote here, gave it already, or has a ballot (§ 43 (3), (6); R-VOTE-01)."""
    if not asking.is_there:
        raise AboutBallot("Dieses Mitglied ist nicht da oder hat hier keine Stimme.")
    if asking.is_online:
        raise AboutBallot("Dieses Mitglied nimmt online teil und stimmt am Gerät ab. Tragen Sie es erst am Einlass um.")
    if asking.is_barred:
        raise AboutBallot("Bei dieser Abstimmung ist die Stimme ausgeschlossen (§ 43 Abs. 6 GenG).")
    if asking.has_cast:
        raise AboutBallot("Für dieses Mitglied ist schon abgestimmt; es bleibt bei dieser Stimme.")
    if asking.has_ballot:
        raise AboutBallot("Dieses Mitglied hat schon einen Stimmzettel.")


@dataclass(frozen=True)
class TellerGroup:
    """What tellers counted among members of one weight and class: hands or ballots, and marks beside each option.

    `against`: how often was voted against an option, where each is voted on by itself.
    """

    weight: int
    is_investing: bool
    counted: Mapping[Choice, int]
    marks: Mapping[int, int] = field(default_factory=dict)
    against: Mapping[int, int] = field(default_factory=dict)

    @property
    def ballots(self) -> int:
        """Hands or ballots in all, whatever they say."""
        return sum(self.counted.values())


def hall_groups(roll: Iterable[RollEntry]) -> dict[Group, int]:
    """How many members of each weight and class vote in the hall: not online, not barred (§ 43 (6); R-VOTE-07)."""
    there = [(entry.weight, entry.is_investing) for entry in roll if entry.is_in_hall and not entry.is_barred]
    return {group: there.count(group) for group in sorted(set(there))}


def tells_a_voter(groups: Mapping[Group, int]) -> bool:
    """Say whether ballots of few members with equal votes would tell how one of them voted (R-VOTE-10)."""
    return any(0 < number < LEAST_IN_CLASS for number in groups.values())


def may_be_told(state: PollState, secrecy: Secrecy) -> bool:
    """Say whether tellers enter a sheet now: until the count, of a secret vote once it is closed (R-MIN-01, R-VOTE-10).
    """
    return state is PollState.CLOSED or (state is PollState.OPEN and secrecy is not Secrecy.PAPER_ONLY)


def check_told_in_time(state: PollState, secrecy: Secrecy) -> None:
    """Refuse a sheet of tellers before the poll is opened and after it is counted; a secret one before it is closed.

    Sheets stay, with their moments: from two of a secret vote that goes on could be told how somebody voted who came
    between them (R-MIN-01, R-VOTE-10).
    """
    if state is PollState.OPEN and secrecy is Secrecy.PAPER_ONLY:
        raise Refusal("Bei einer geheimen Abstimmung werden die Stimmzettel gezählt, wenn sie geschlossen ist.")
    if not may_be_told(state, secrecy):
        raise Refusal("Gezählt wird im Saal, solange abgestimmt und noch nicht ausgezählt ist.")


class AboutSheet(Refusal):
    """A sheet of the tellers is to take the place of another one; shown at the field that says why."""


def check_replaced(has_former: bool, reason: str) -> None:
    """Refuse a further sheet of tellers without a reason: it decides in the place of the former (R-MIN-01, R-VOTE-01).
    """
    if has_former and not reason.strip():
        raise AboutSheet("Ein Zählzettel ist schon eingetragen. Sagen Sie, warum er nicht gilt.")


def check_hands_shown(hall: HallWay, shape: BallotShape) -> None:
    """Refuse to vote by one show of hands on several candidates by yes and no; each has one of its own (R-ELE-02)."""
    if hall is HallWay.HAND and shape.is_each and shape.most_options > 1:
        raise AboutHall("Mit Handzeichen stimmen Sie über jede Person eigens ab, oder im Block über alle.")


def check_told(groups: Sequence[TellerGroup], there: Mapping[Group, int], shape: BallotShape) -> None:
    """Refuse hand counts and ballots that those there cannot have given, so that nobody votes twice (R-VOTE-01).

    For each weight and class no more than members who vote by hand or on paper, and on their marked ballots no more
    marks than these bear, and no fewer than one on each.
    """
    if not there:
        raise Refusal("In dieser Abstimmung stimmen alle am eigenen Gerät ab; zu zählen ist nichts.")
    for group in groups:
        room = there.get((group.weight, group.is_investing), 0)
        if group.ballots > room:
            raise Refusal("Gezählt: {number}. Im Saal können hier höchstens abstimmen: {room}. Zählen Sie noch einmal.",
                          number=count(group.ballots), room=count(room))
        _check_marks(group, shape)


def _check_marks(group: TellerGroup, shape: BallotShape) -> None:
    marked = group.counted.get(Choice.MARKS, 0)
    by_option = [number + group.against.get(option, 0) for option, number in group.marks.items()]
    if sum(by_option) > marked * shape.most_marks or any(number > marked * shape.most_each for number in by_option):
        raise Refusal("Auf {number} gültigen Stimmzetteln kann nicht so oft angekreuzt sein. "
                      "Zählen Sie noch einmal.", number=count(marked))
    if group.marks and sum(by_option) < marked:
        raise Refusal("Auf {number} gültigen Stimmzetteln ist öfter angekreuzt, als hier steht. "
                      "Zählen Sie noch einmal.", number=count(marked))
