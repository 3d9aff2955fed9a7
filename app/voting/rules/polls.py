"""The life of a poll and who may vote in it (§ 43 (2), (6) GenG; R-VOTE-04 to R-VOTE-07, R-ELE-04, R-MIN-01)."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.assemblies.rules import ELECTIONS, MeetingForm, Subject
from app.core.formats import count, local
from app.core.formats import day as written
from app.core.values import German, Refusal
from app.statutes.rules import ElectionMode
from app.voting.rules.elections import Asked, fits
from app.voting.rules.facts import (
    ANSWERED_BY_YES,
    ELECTING,
    MAX_OPTIONS,
    OPTIONLESS,
    Choice,
    HallWay,
    Method,
    MotionKind,
    PollState,
    Secrecy,
)

_NEXT: Mapping[PollState, frozenset[PollState]] = {
    PollState.PREPARED: frozenset({PollState.OPEN, PollState.VOID}),
    PollState.OPEN: frozenset({PollState.CLOSED, PollState.VOID}),
    PollState.CLOSED: frozenset({PollState.COUNTED, PollState.VOID}),
    PollState.COUNTED: frozenset({PollState.DECLARED, PollState.VOID}),
}
"""How a poll goes on; what was declared stands, and what is void stays so."""

UNDECIDED = frozenset({PollState.OPEN, PollState.CLOSED, PollState.COUNTED})
"""In which states votes may be given, and decide nothing yet."""

_NOT_YET: Mapping[PollState, str] = {
    PollState.OPEN: German("Diese Abstimmung wurde schon eröffnet."),
    PollState.CLOSED: German("Diese Abstimmung läuft nicht mehr oder noch nicht."),
    PollState.COUNTED: German("Ausgezählt wird einmal, nachdem die Abstimmung geschlossen ist."),
    PollState.DECLARED: German("Verkündet wird einmal, nachdem ausgezählt ist."),
    PollState.VOID: German("Diese Abstimmung ist schon verkündet oder abgebrochen."),
}


def check_step(state: PollState, then: PollState) -> None:
    """Refuse a step in the life of a poll that does not follow; to count and to declare are two acts (R-MIN-01)."""
    if then not in _NEXT.get(state, frozenset()):
        raise Refusal(_NOT_YET[then])


def check_not_given(has_voted: bool, position: int, name: str, is_phase: bool) -> None:
    """Refuse to bar somebody in a vote in which it has voted: a vote given is not taken out again (§ 43 (6) GenG).

    R-VOTE-06, R-VOTE-07. `is_phase`: is voted for days, and who voted may be gone.
    """
    if not has_voted:
        return
    if is_phase:
        raise Refusal(
            "Zu TOP {number} ist eine Stimme von {name} schon abgegeben und noch nichts verkündet. Brechen Sie die"
            " Abstimmung in der Leitung ab, benennen Sie dann die Person, und lassen Sie neu abstimmen, solange die"
            " Abstimmungsphase dauert (§ 43 Abs. 6 GenG). Sagen Sie es allen: Was abgegeben war, zählt dann nicht"
            " mehr.", number=count(position), name=name,
        )  # fmt: skip
    raise Refusal(
        "Zu TOP {number} ist eine Stimme von {name} schon abgegeben und noch nichts verkündet. Brechen Sie die"
        " Abstimmung in der Leitung ab, benennen Sie dann die Person, und lassen Sie neu abstimmen (§ 43 Abs. 6"
        " GenG).", number=count(position), name=name,
    )  # fmt: skip


@dataclass(frozen=True)
class PlannedPoll:
    """What is to be asked, how, and of what is to be chosen."""

    question: str
    method: Method
    options: tuple[str, ...]
    seats: int
    secrecy: Secrecy
    hall: HallWay
    motion_id: int | None = None


class AboutMethod(Refusal):
    """How is voted does not suit what is voted on; shown at its field."""


def methods_for(subject: Subject | None, kind: MotionKind | None, mode: ElectionMode) -> tuple[Method, ...]:
    """Which methods suit a vote: those that fill seats for an election alone, and for it no other (R-MAJ-04, R-ELE-01).

    What an election asks of its votes is no majority of law or statute for anything else. A motion on procedure, or to
    change a proposal, fills no seat. Votes are heaped only where by the statute most votes elect (R-ELE-02).
    """
    elects = subject in ELECTIONS and kind in (None, MotionKind.MAIN)
    out = () if mode is ElectionMode.RELATIVE else (Method.CUMULATIVE,)
    return tuple(each for each in Method if (each in ELECTING) == elects and each not in out)


def check_method(method: Method, subject: Subject | None, kind: MotionKind | None, mode: ElectionMode) -> None:
    """Refuse a method that would leave the majority of the matter out of account (§ 43 (2) GenG; R-MAJ-04, R-ELE-01).

    Of heaped votes nobody can say whether more than half of the votes cast are for somebody; one vote would elect.
    """
    if method in methods_for(subject, kind, mode):
        return
    elects = Method.ELECTION in methods_for(subject, kind, mode)
    if method in ELECTING and elects:
        raise AboutMethod("Häufeln lassen sich Stimmen nur, wo nach der Satzung gewählt ist, wer die meisten Stimmen "
                          "hat; hier ist mehr als die Hälfte nötig. Wählen Sie ein anderes Wahlverfahren.")
    if method in ELECTING:
        raise AboutMethod("Gewählt wird nur, wo Sitze zu besetzen sind. Über einen Beschluss stimmen Sie mit Ja oder "
                          "Nein oder zwischen mehreren Anträgen ab.")
    raise AboutMethod("Dieser Punkt ist eine Wahl. Wählen Sie eines der Wahlverfahren.")


class AboutOptions(Refusal):
    """What is to be chosen among is refused; shown at its field."""


def check_options(method: Method, options: Sequence[str], seats: int) -> None:
    """Refuse a poll without what is to be chosen among, or with the same name twice (R-ELE-02)."""
    if method in OPTIONLESS:
        return
    least = 2 if method is Method.ONE_OF_SEVERAL else 1
    if len(options) < least:
        raise AboutOptions("Nennen Sie, was zur Wahl steht, in jeder Zeile eins; mindestens {number}.",
                           number=count(least))
    if len(options) > MAX_OPTIONS:
        raise AboutOptions("Das sind zu viele. Höchstens {number} stehen zur Wahl.", number=count(MAX_OPTIONS))
    if len({" ".join(each.casefold().split()) for each in options}) < len(options):
        raise AboutOptions("Zweimal dasselbe steht zur Wahl. Unterscheiden Sie die beiden.")
    if method is Method.EN_BLOC and len(options) != seats:
        raise AboutOptions("Im Block wählen Sie genau so viele Personen, wie Sitze zu besetzen sind.")


class AboutSeats(Refusal):
    """More seats than were announced are to be filled; shown at its field."""


def check_seats(seats: int, announced: int, filled: int, are_all_there: Callable[[], bool]) -> None:
    """Refuse to fill more seats than were announced and are left of them (§ 46 (2) GenG; R-GV-06).

    To elect to a further one is a resolution on what was not announced: it takes that every member is there, which is
    asked only then.
    """
    if seats <= announced - filled or are_all_there():
        return
    raise AboutSeats("Angekündigte Sitze: {announced}, davon schon besetzt: {filled}. Für weitere wird hier nicht "
                     "gewählt; das muss angekündigt sein (§ 46 Abs. 2 GenG).",
                     announced=count(announced), filled=count(filled))


class AboutHall(Refusal):
    """How the hall votes is refused; shown at its field."""


def has_hall(form: MeetingForm) -> bool:
    """Say whether anybody votes in a hall: in a virtual and a stretched meeting all vote from afar (§ 43b (1) GenG).

    R-FORM-03, R-FORM-05.
    """
    return form not in (MeetingForm.VIRTUAL, MeetingForm.STRETCHED)


def halls_for(form: MeetingForm) -> tuple[HallWay, ...]:
    """How a hall can vote in a meeting of this form; without one there is the own device alone (§ 43b (1) GenG)."""
    return tuple(HallWay) if has_hall(form) else (HallWay.PHONE,)


def secrecies_for(form: MeetingForm) -> tuple[Secrecy, ...]:
    """How secret a vote can be in a meeting of this form: on paper only where there is a hall (R-ELE-04, R-VOTE-10)."""
    return tuple(each for each in Secrecy if has_hall(form) or each is not Secrecy.PAPER_ONLY)


def check_hall(hall: HallWay, form: MeetingForm) -> None:
    """Refuse hands and ballots where nobody votes in a hall, so that no vote is without voters (§ 43b (1) GenG)."""
    if hall not in halls_for(form):
        raise AboutHall("In dieser Versammlung stimmt niemand im Saal ab. Abgestimmt wird am eigenen Gerät.")


def check_secrecy(secrecy: Secrecy, hall: HallWay) -> None:
    """Refuse a secret vote on anything but paper, and a roll call that leaves no names (R-VOTE-10, R-ELE-04)."""
    if secrecy is Secrecy.PAPER_ONLY and hall is not HallWay.PAPER:
        raise AboutHall("Geheim wird hier nur auf Papier abgestimmt.")
    if secrecy is Secrecy.ROLL_CALL and hall is not HallWay.PHONE:
        raise AboutHall("Namentlich wird am eigenen Gerät abgestimmt: Handzeichen und Stimmzettel tragen keine Namen.")


def seats_of(method: Method, seats: int | None) -> int:
    """How many seats a poll fills; a vote on motions carries one of them."""
    return (seats or 1) if method in ELECTING and method is not Method.ELECTION else 1


@dataclass(frozen=True)
class RollEntry:
    """A member entitled in a poll, as it was written on the roll (§ 43 (3) to (7) GenG; R-VOTE-04).

    Barred is who cast for it then, or itself (§ 43 (6)); it gives a vote through somebody else who is not.
    """

    member_id: int
    weight: int
    is_barred: bool
    is_investing: bool
    is_in_hall: bool


class MayNotCast(Refusal):
    """A vote is not taken; the sentence says why."""


@dataclass(frozen=True)
class Standing:
    """How somebody stands to a member's vote at the moment it is to be cast (§ 43 (4) to (6) GenG; R-VOTE-07)."""

    is_barred: bool
    is_in_hall: bool
    is_on_paper: bool = False
    is_alone: bool = True


class OnPaperAlone(MayNotCast):
    """A vote is given on paper in the hall and on no device, because it is secret (R-VOTE-10)."""


def check_casts(standing: Standing | None, secrecy: Secrecy, hall: HallWay) -> None:
    """Refuse a vote of who does not cast for the member now, or not alone, is barred, or votes on paper or by hand.

    § 43 (3) to (6) GenG; R-VOTE-05 to R-VOTE-07, R-VOTE-09, R-VOTE-10.
    """
    if standing is None:
        raise MayNotCast("Für dieses Mitglied stimmen Sie hier nicht ab.")
    if not standing.is_alone:
        raise MayNotCast("Sie vertreten dieses Mitglied nur gemeinsam mit anderen. Geben Sie alle zusammen einer "
                         "Person Vollmacht; sie stimmt dann allein ab (§ 43 Abs. 5 GenG).")
    if standing.is_barred:
        raise MayNotCast("Bei dieser Abstimmung ist die Stimme ausgeschlossen (§ 43 Abs. 6 GenG).")
    if secrecy is Secrecy.PAPER_ONLY:
        raise OnPaperAlone("Diese Abstimmung ist geheim. Geben Sie Ihre Stimme auf Papier ab.")
    if standing.is_on_paper:
        raise MayNotCast("Für dieses Mitglied ist ein Stimmzettel ausgegeben; am Gerät zählt die Stimme nicht.")
    if standing.is_in_hall and hall is not HallWay.PHONE:
        raise MayNotCast("Im Saal wird mit Handzeichen oder auf Papier abgestimmt; am Gerät zählt die Stimme nicht.")


MOST_AT_ONCE = 100
"""For so many members somebody casts in one go."""


class NothingChosen(MayNotCast):
    """Somebody sent a ballot on which nothing is marked."""


def check_given(members: int) -> None:
    """Refuse to cast nothing, or for more members in one go than anybody acts for (R-VOTE-01)."""
    if not members:
        raise NothingChosen("Wählen Sie zuerst aus, wie Sie abstimmen.")
    check_named(members)


def check_named(members: int) -> None:
    """Refuse to read a ballot for more members in one go than anybody acts for (R-VOTE-01)."""
    if members > MOST_AT_ONCE:
        raise MayNotCast("Das sind zu viele auf einmal. Stimmen Sie für höchstens {number} Mitglieder zugleich ab.",
                         number=count(MOST_AT_ONCE))


def check_running(state: PollState) -> None:
    """Refuse a vote before a poll is opened and after it is closed."""
    if state is PollState.PREPARED:
        raise MayNotCast("Die Abstimmung ist noch nicht eröffnet.")
    if state is not PollState.OPEN:
        raise MayNotCast("Die Abstimmung ist bereits geschlossen. Diese Stimme wurde nicht abgegeben.")


def check_in_phase(votes_until: date | None, now: datetime) -> None:
    """Refuse a vote after the last day of the voting phase, closed by the chair or not (§ 43b (1) no. 4; R-FORM-05).

    `votes_until`: None in any but a stretched meeting.
    """
    if votes_until is not None and local(now).date() > votes_until:
        raise MayNotCast(
            "Die Abstimmungsphase endete mit dem {day}. Diese Stimme wurde nicht abgegeben.", day=written(votes_until)
        )


def lasts_until(votes_until: date | None, kind: MotionKind | None) -> date | None:
    """Until the end of which day a poll is voted on; None where the chair closes it when all there had their turn.

    Of a stretched meeting that is its last day, but for a motion on procedure: that is for who takes part at the moment
    (§ 43b (1) no. 4 GenG; R-FORM-05, R-GV-11). `votes_until`: None in any other meeting.
    """
    return None if kind is MotionKind.PROCEDURE else votes_until


@dataclass(frozen=True)
class KeptOpen:
    """That a poll of a voting phase is not closed yet, and until the end of which day (§ 43b (1) no. 4 GenG).

    `others`: how many members may still vote through somebody else, where nobody but these is left; they are barred by
    who casts for them alone (§ 43 (6) GenG; R-VOTE-07).
    """

    until: date
    others: int


def check_phase_is_over(kept: KeptOpen | None) -> None:
    """Refuse to close a poll of a stretched meeting before all had the days they were told (§ 43b (1) no. 4 GenG).

    R-FORM-05: also who was not in the discussion votes until the last day of the phase.
    """
    if kept is None:
        return
    if kept.others:
        raise Refusal(
            "Abgestimmt wird bis zum Ende des {day}; so ist eingeladen (§ 43b Abs. 1 Nr. 4 GenG). Alle anderen Stimmen"
            " sind abgegeben. Mitglieder, die nur ausgeschlossen sind, weil der Punkt betrifft, wer für sie abstimmt,"
            " können noch jemand anderen abstimmen lassen: {number}.", day=written(kept.until),
            number=count(kept.others),
        )  # fmt: skip
    raise Refusal(
        "Abgestimmt wird bis zum Ende des {day}; so ist eingeladen (§ 43b Abs. 1 Nr. 4 GenG). Vorher wird nicht"
        " geschlossen, solange Stimmen fehlen.", day=written(kept.until),
    )  # fmt: skip


def check_choice(asked: Asked, choice: Choice, marks: Mapping[int, int]) -> None:
    """Refuse a vote that says nothing the poll asks for; on a device nobody spoils a ballot by accident (R-ELE-02)."""
    if choice is Choice.ABSTAIN and not marks:
        return
    method = asked.method
    if method in ANSWERED_BY_YES:
        if choice not in (Choice.YES, Choice.NO) or marks:
            raise MayNotCast("Wählen Sie Ja, Nein oder Enthaltung.")
        return
    if choice is Choice.NO and not marks and method is Method.ONE_OF_SEVERAL:
        return
    if choice is Choice.ABSTAIN:
        raise MayNotCast("Angekreuzt sind Enthaltung und etwas, das zur Wahl steht. Wählen Sie eines von beiden.")
    if choice is not Choice.MARKS or not marks.keys() <= asked.options:
        raise MayNotCast("Wählen Sie etwas von dem, was zur Wahl steht, oder Enthaltung.")
    if not fits(marks, asked.shape):
        raise MayNotCast("So viele Stimmen haben Sie nicht. Höchstens {number} auf diesem Stimmzettel.",
                         number=count(asked.shape.most_marks))


def digest_of(rows: Iterable[Sequence[object]]) -> str:
    """A hash of rows in their order of members, by which a roll is known again (R-VOTE-04)."""
    plain = sorted([str(each) for each in row] for row in rows)
    return hashlib.sha256(json.dumps(plain, ensure_ascii=False).encode()).hexdigest()


def seconds_left(ends_at: datetime | None, now: datetime) -> int | None:
    """How long a poll is to stay open, as the chair announced; None where no time was set."""
    return None if ends_at is None else max(0, int((ends_at - now).total_seconds()))
