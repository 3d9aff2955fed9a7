"""The conduct of a meeting: who opens it, which item is on, which motion goes first (§§ 43, 47 GenG; R-MIN-01)."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from app.assemblies.rules import AssemblyState, Stage, opens_before
from app.attendance.rules import Held
from app.core.formats import count, local, member_number
from app.core.formats import day as written
from app.core.values import German, Refusal
from app.organs.rules import Organ
from app.voting.rules.facts import BESIDE_THE_MATTER, MotionKind, MotionState, Outcome, PollState

_NUMBER = re.compile(r"(?:Nr\.?\s*)?([0-9]+)", re.IGNORECASE)

RUNNING = (PollState.OPEN, PollState.CLOSED, PollState.COUNTED)
"""States in which a poll awaits its next step by the chair."""

AWAITING = (PollState.CLOSED, PollState.COUNTED)
"""States in which it awaits nothing but that: no vote comes in any more."""


ALL_THERE = German(
    "Alle Mitglieder sind anwesend oder vertreten; über den nicht angekündigten Punkt wird beschlossen"
    " (§ 46 Abs. 2 GenG)."
)
"""What the minutes say of a vote on an item that was not announced (R-GV-06)."""


class AboutChair(Refusal):
    """The chair or the minute taker is refused; shown at its field."""


def check_opened(state: AssemblyState, meets_on: date, last_day: date, now: datetime, is_open: bool) -> None:
    """Refuse to open a meeting that was not convened, before its day or after it, or twice (§§ 44, 46 GenG; R-GV-02).

    To another day it is convened anew (R-GV-04).
    """
    if is_open:
        raise Refusal("Diese Versammlung ist schon eröffnet.")
    if state is not AssemblyState.CONVENED:
        raise Refusal("Eröffnet wird eine Versammlung, die einberufen und nicht abgesagt ist.")
    if local(now).date() < meets_on:
        raise Refusal("Eröffnet wird am Tag der Versammlung.")
    if now >= opens_before(last_day):
        raise Refusal("Der Tag dieser Versammlung ist vorbei; nachträglich wird sie nicht eröffnet. Planen Sie eine "
                      "neue und berufen Sie sie mit voller Frist ein (§ 46 Abs. 1 GenG).")


class AboutHour(Refusal):
    """A meeting is to be opened before its hour, or after its day; shown at its field."""


def opens_early(meets_on: date, begins_at: time, now: datetime) -> bool:
    """Say whether the hour is still to come to which a meeting is convened (§ 46 (1) GenG; R-GV-02)."""
    moment = local(now)
    return (moment.date(), moment.time()) < (meets_on, begins_at)


def opens_late(meets_on: date, now: datetime) -> bool:
    """Say whether the day to which a meeting is convened is over (§ 46 (1) GenG; R-GV-02, R-FORM-05)."""
    return local(now).date() > meets_on


def check_hour(meets_on: date, begins_at: time, now: datetime, is_confirmed: bool) -> None:
    """Refuse to open a meeting before its hour or after its day, unless that is confirmed (§ 46 (1), § 51 GenG).

    Who comes at that hour finds it begun, or none, and may challenge what is resolved (R-CHL-02).
    """
    if opens_late(meets_on, now) and not is_confirmed:
        raise AboutHour("Einberufen war auf den {day} um {time} Uhr. Wer da kam, fand keine Versammlung; was jetzt"
                        " beschlossen wird, ist anfechtbar (§ 51 GenG). Berufen Sie neu ein, oder bestätigen Sie es.",
                        day=written(meets_on), time=f"{begins_at:%H:%M}")
    if opens_early(meets_on, begins_at, now) and not is_confirmed:
        raise AboutHour("Einberufen ist auf {time} Uhr. Wer dann kommt, findet die Versammlung schon begonnen; was bis "
                        "dahin beschlossen ist, ist anfechtbar (§ 51 GenG). Warten Sie, oder bestätigen Sie es.",
                        time=f"{begins_at:%H:%M}")


_CHAIRED = {Organ.SUPERVISORY_BOARD: "aufsichtsrat", Organ.BOARD: "vorstand"}


def chaired_by(clause: str) -> Organ | None:
    """Which organ's chair leads assemblies by the words of the statute (§ 6 no. 4 GenG; R-MIN-01); None by any others.
    """
    words = clause.casefold()
    named = [organ for organ, word in _CHAIRED.items() if "vorsitz" in words and word in words]
    return named[0] if len(named) == 1 else None


def check_leads(chair: str, minute_taker: str) -> None:
    """Refuse a meeting without chair or minute taker (§ 47 (1), (2) GenG; R-MIN-01, R-MIN-03)."""
    if not chair.strip():
        raise AboutChair("Nennen Sie, wer die Versammlung leitet.")
    if not minute_taker.strip():
        raise AboutChair("Nennen Sie, wer die Niederschrift führt.")


def check_sits(is_open: bool, is_closed: bool) -> None:
    """Refuse an act of the conduct before the meeting is opened and after it is closed (R-MIN-01)."""
    if not is_open:
        raise Refusal("Die Versammlung ist noch nicht eröffnet.")
    if is_closed:
        raise Refusal("Die Versammlung ist geschlossen.")


def check_sits_no_more(stage: Stage) -> None:
    """Refuse to take over what a meeting left open before it is over: it can still vote on it (§ 46 GenG; R-GV-11)."""
    if stage in (Stage.PLANNED, Stage.CONVENED):
        raise Refusal("Die Versammlung steht noch bevor. Übernommen wird erst, was sie offen lässt.")
    if stage is Stage.GOES_ON:
        raise Refusal(
            "Die Versammlung läuft noch und kann über jeden Punkt abstimmen. Schließen Sie sie zuerst; übernommen wird"
            " dann, was offen geblieben ist."
        )


def check_not_over(held: Held, today: date) -> None:
    """Refuse to open a poll of a meeting that is over, although nobody closed it (§ 47 (1) GenG; R-MIN-01, R-FORM-05).

    One that was opened goes on past midnight until the next day is over, a voting phase until its last day.
    """
    if not held.is_over(today):
        return
    if held.votes_until is not None:
        raise Refusal(
            "Die Abstimmungsphase endete am {day}; danach wird keine Abstimmung mehr eröffnet. Schließen Sie die"
            " Versammlung.", day=written(held.last_day),
        )
    raise Refusal(
        "Die Versammlung war am {day}. Abstimmungen werden an diesem Tag eröffnet und, wenn sie über Mitternacht geht,"
        " noch am nächsten; danach nicht mehr. Schließen Sie die Versammlung.", day=written(held.last_day),
    )


def check_nothing_runs(polls: Sequence[tuple[PollState, int]], may_stay_open: bool = False) -> None:
    """Refuse to go on while a poll is open or its result is not declared yet, and say under which item (R-MIN-01).

    `polls`: how far each is, and the place of its item. `may_stay_open`: in the voting phase of a stretched meeting
    several are open beside each other (R-FORM-05).
    """
    for state, position in polls:
        if state in RUNNING and not (may_stay_open and state is PollState.OPEN):
            raise Refusal("Die Abstimmung zu TOP {number} ist noch nicht verkündet. Schließen, zählen und verkünden "
                          "Sie sie erst.", number=count(position))


def check_resolvable(
    is_resolved_on: bool, is_announced: bool, are_all_there: bool, kind: MotionKind | None
) -> None:
    """Refuse to vote on the matter of an item that was not announced, unless every member is there (R-GV-06).

    § 46 (2) GenG. An item on which nothing is resolved takes motions on procedure alone, and those to convene another
    assembly; so does any other one.
    """
    if kind in BESIDE_THE_MATTER:
        return
    if not is_resolved_on:
        raise Refusal("Dieser Punkt ist nicht angekündigt. Hier wird beraten, nicht beschlossen (§ 46 Abs. 2 GenG).")
    if not is_announced and not are_all_there:
        raise Refusal("Dieser Punkt ist nicht angekündigt. Hier wird beraten; beschlossen wird nur, wenn alle"
                      " Mitglieder anwesend oder vertreten sind (§ 46 Abs. 2 GenG).")


def is_out_of_turn(position: int, called: Collection[int], on: Collection[int], former: int | None = None) -> bool:
    """Say whether calling an item changes the order: a later one was called, or one is passed over (§ 47 (1) GenG).

    R-MIN-01. `called`: the places of the items called so far; `on`: of those that are on the agenda still. What was
    passed over on the way to an item called before was noted then; what follows it in order is no further change, nor
    is one that comes back. `former`: the place of the item that is on; what follows it in order was passed over before.
    """
    if former is not None and former < position and not any(former < place < position for place in on):
        return False
    last = max(called, default=0)
    return position not in called and (position < last or any(last < place < position for place in on))


_FIRST = (MotionKind.PROCEDURE, MotionKind.AMENDMENT, MotionKind.MAIN, MotionKind.CONVENING)


@dataclass(frozen=True)
class Confirmed:
    """What the chair confirms when opening a vote: why it is voted on though fewer are there than the statute wants.

    That an item which bars votes concerns nobody who has one (§ 43 (6) GenG); that motions which go first wait on.
    """

    despite: str = ""
    concerns_nobody: bool = False
    motions_wait: bool = False


NOTHING_CONFIRMED = Confirmed()

BROKEN_OFF_LATE = "nach der Auszählung, "
"""Begins the reason for which a vote was broken off that was counted already (R-MIN-01)."""
CONCERNS_NOBODY = German(
    "Als betroffen ist niemand benannt; die Versammlungsleitung stellt fest, dass der Punkt niemanden betrifft, der"
    " hier abstimmt (§ 43 Abs. 6 GenG)."
)
"""What the minutes say of a vote that could bar somebody and for which nobody was named (R-VOTE-06)."""


def check_concern_said(is_unnamed: bool, position: int, confirmed: Confirmed) -> None:
    """Refuse to open a vote while nobody said whom its item concerns, unless that is confirmed to be nobody (§ 43 (6)).

    A vote that must not count is not taken out again once it is given (R-VOTE-06, R-VOTE-07).
    """
    if is_unnamed and not confirmed.concerns_nobody:
        raise Refusal(
            "Noch ist nicht festgehalten, wen TOP {number} betrifft. Benennen Sie die Person unter Stimmverbote, oder"
            " bestätigen Sie, dass er niemanden betrifft, der hier abstimmt (§ 43 Abs. 6 GenG).", number=count(position)
        )


def goes_before(kind: MotionKind, other: MotionKind | None) -> bool:
    """Say whether a motion is voted on before another one, or before the proposal of the agenda (None) (§ 43 (2) GenG).

    Of procedure and changes alone: which of several motions on the matter comes first, the chair decides.
    """
    then = MotionKind.MAIN if other is None else other
    return kind in (MotionKind.PROCEDURE, MotionKind.AMENDMENT) and _FIRST.index(kind) < _FIRST.index(then)


def check_motions_first(waiting: int, confirmed: Confirmed) -> None:
    """Refuse to open a vote while motions wait that go first, unless that is confirmed (§ 43 (2) GenG; R-MIN-01)."""
    if waiting and not confirmed.motions_wait:
        raise Refusal(
            "Zu diesem Punkt sind Anträge offen, über die vorher abgestimmt wird: {number}. Stimmen Sie darüber ab,"
            " vermerken Sie, dass sie zurückgezogen sind, oder bestätigen Sie, dass sie offen bleiben.",
            number=count(waiting),
        )


def check_on_agenda(is_withdrawn: bool) -> None:
    """Refuse to vote under an item that is off the agenda (R-GV-06)."""
    if is_withdrawn:
        raise Refusal("Dieser Punkt ist abgesetzt.")


def check_item_called(is_withdrawn: bool) -> None:
    """Refuse to call an item that is off the agenda (R-GV-06)."""
    if is_withdrawn:
        raise Refusal("Dieser Punkt ist abgesetzt; er wird nicht aufgerufen.")


def check_item_withdrawn(is_decided: bool) -> None:
    """Refuse to take an item off the agenda on which a result was declared: it stands (§ 47 (1) GenG; R-MIN-01)."""
    if is_decided:
        raise Refusal("Zu diesem Punkt ist schon ein Ergebnis verkündet; er wird nicht mehr abgesetzt.")


def check_motion_suits(item_id: int, motion_item_id: int) -> None:
    """Refuse to vote under one item on a motion to another (§ 46 (2) GenG)."""
    if item_id != motion_item_id:
        raise Refusal("Dieser Antrag gehört zu einem anderen Punkt.")


def check_motion_open(state: MotionState, is_polled: bool) -> None:
    """Refuse to withdraw a motion that is settled or voted on, or to vote on it once more (§ 43 (2) GenG)."""
    if state is not MotionState.OPEN or is_polled:
        raise Refusal("Über diesen Antrag wird schon abgestimmt, oder er ist erledigt.")


def leaves_matter(kind: MotionKind, is_phase: bool) -> bool:
    """Say whether a vote of its own on a motion leaves one for the matter: on each item is voted once, for days.

    § 43b (1) no. 4 GenG; R-FORM-05. `is_phase`: in a stretched meeting.
    """
    return not (is_phase and kind is MotionKind.AMENDMENT)


def check_leaves_matter(kind: MotionKind, is_phase: bool) -> None:
    """Refuse a vote of its own on a change to a proposal where none is left then for the matter (R-FORM-05)."""
    if not leaves_matter(kind, is_phase):
        raise Refusal("In der Abstimmungsphase wird zu jedem Punkt einmal abgestimmt. Stellen Sie den Vorschlag und "
                      "seine Änderung als mehrere Anträge zur Wahl, oder nehmen Sie die Änderung in den Wortlaut auf.")


class AboutObjector(Refusal):
    """Who objects never appeared; shown at its field."""


class AboutObjected(Refusal):
    """What is objected to was not resolved; shown at its field."""


def check_says_nothing_new(text: str, known: str) -> None:
    """Refuse a second ground of an objection that stands: it would be lost, and § 51 (2) GenG asks for none (R-CHL-02).
    """
    if text.strip() and text.strip() != known:
        raise AboutObjected(
            "Dieser Widerspruch steht schon in der Niederschrift, mit seinem ersten Wortlaut; der neue kommt nicht"
            " hinzu. Einen Grund braucht er nicht (§ 51 Abs. 2 GenG). Soll der Satz in die Niederschrift, bitten Sie"
            " die Leitung um einen Vermerk."
        )


def check_objects(has_appeared: bool, is_resolved: bool) -> None:
    """Refuse an objection of who never appeared, and one to what was not resolved (§ 51 (2) GenG; R-CHL-02, R-MIN-07).

    Who is absent challenges without one, where it was wrongly not let in or not duly convened. Online or in writing
    one appears as well (§ 43b (7) GenG; R-FORM-07).
    """
    if not has_appeared:
        raise AboutObjector("Widersprechen kann nur, wer erschienen ist, selbst oder vertreten; dieses Mitglied war "
                            "nicht da und hat nicht abgestimmt. Wer nicht erschienen ist, kann einen Beschluss ohne "
                            "Widerspruch anfechten, wenn er zu Unrecht nicht zugelassen oder die Versammlung nicht "
                            "ordnungsgemäß einberufen oder angekündigt worden ist (§ 51 Abs. 2 GenG).")
    if not is_resolved:
        raise AboutObjected("Zu diesem Punkt ist noch kein Beschluss verkündet. Widersprochen wird gegen einen "
                            "Beschluss (§ 51 Abs. 2 GenG).")


def number_in(name: str) -> int | None:
    """The number of a member that stands for its name: `9`, `0009`, `Nr. 9`; None for a name."""
    found = _NUMBER.fullmatch(name.strip())
    return int(found[1]) if found else None


def check_member_of(number: int, is_member: bool) -> None:
    """Refuse a number that no member has (§ 43 (2) GenG)."""
    if not is_member:
        raise Refusal("Ein Mitglied mit der Nummer {number} gibt es nicht. Nennen Sie, wer sprechen möchte.",
                      number=member_number(number))


def told_motion(mover: str, text: str) -> str:
    """How the course of a meeting keeps a motion, in one line with who made it (R-MIN-01)."""
    return f"{mover}: {text}"


def motion_after(outcome: Outcome) -> MotionState:
    """What becomes of a motion by what is declared; it stays open while a run-off follows (R-MIN-01)."""
    if outcome is Outcome.RUNOFF:
        return MotionState.OPEN
    passed = outcome in (Outcome.ACCEPTED, Outcome.ELECTED)
    return MotionState.ACCEPTED if passed else MotionState.REJECTED


def goes_first(motions: Sequence[tuple[MotionKind, MotionState]]) -> int | None:
    """Which motion is voted on next: on procedure before amendments, these before the matter, else the earlier one.

    To convene another assembly last, when it is known what is left for it. None where nothing is open.
    """
    waiting = [
        (_FIRST.index(kind), number) for number, (kind, state) in enumerate(motions) if state is MotionState.OPEN
    ]
    return min(waiting)[1] if waiting else None


def told_change(before: str, now: str, reason: str) -> str:
    """How the course keeps that room or access of a meeting changed, and why: nobody's language (§ 43b (3) GenG)."""
    return f"{' '.join(before.split())} → {' '.join(now.split())}\n{' '.join(reason.split())}"


def change_told(text: str) -> tuple[str, str, str]:
    """What was, what is, and why, of a change that the course keeps (R-MIN-01)."""
    change, _line, reason = text.partition("\n")
    before, _arrow, now = change.partition(" → ")
    return before, now, reason
