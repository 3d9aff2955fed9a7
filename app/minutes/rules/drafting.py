"""What a draft of the minutes says of the course of a meeting, in sentences (§ 47 (1) GenG; R-MIN-01, R-DOC-08)."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby

from app.core.formats import clock_time, one_stop
from app.minutes.rules.facts import Happening, Part, Piece
from app.minutes.rules.phases import other_day
from app.voting.rules import CourseKind, MotionKind, change_told


def part_of(happening: Happening) -> tuple[Part, int | None]:
    """Say in which part of the minutes something is told: under its item, else at the beginning or the end."""
    if happening.item_id is not None:
        return Part.ITEM, happening.item_id
    return (Part.CLOSING if happening.kind is CourseKind.CLOSED else Part.OPENING), None


_POLL, _OBJECTION = "Abstimmung", "Widerspruch"
_MARK = re.compile(rf"\[({_POLL}|{_OBJECTION}) ([1-9]\d{{0,3}})\]")
_MARKED: Mapping[CourseKind, str] = {CourseKind.DECLARED: _POLL, CourseKind.OBJECTION: _OBJECTION}


def paragraphs_of(course: Iterable[Happening], met_on: date) -> list[str]:
    """Tell one part of the course without its votes and objections."""
    return [line for line in lines_of(course, met_on) if not is_mark(line)]


def is_mark(line: str) -> bool:
    """Whether a line is no paragraph, but says where a vote or an objection stands: `[Abstimmung 1]`."""
    return _MARK.fullmatch(line) is not None


def pieces_of(lines: Iterable[str], polls: int, objections: int) -> list[Piece]:
    """Put votes and objections of a part where its lines say that they stand; what none names stands at the end.

    `polls` and `objections`: how many there are.
    """
    left = [_mark(_POLL, number) for number in range(1, polls + 1)]
    left += [_mark(_OBJECTION, number) for number in range(1, objections + 1)]
    told: list[str] = []
    for line in lines:
        if line in left:
            left.remove(line)
            told.append(line)
        elif not is_mark(line):
            told.append(line)
    pieces = [Piece()]
    for line in (*told, *left):
        pieces[-1:] = _with(pieces[-1], line)
    return [each for each in pieces if each != Piece()]


def _with(piece: Piece, line: str) -> Sequence[Piece]:
    """A piece with one more line; a further piece follows it where what stands after the line is told already."""
    marked = _MARK.fullmatch(line)
    if marked is None:
        has_more, added = piece.polls or piece.objections, Piece((line,))
    elif marked[1] == _POLL:
        has_more, added = piece.objections, Piece((), (int(marked[2]),))
    else:
        has_more, added = (), Piece((), (), (int(marked[2]),))
    if has_more:
        return piece, added
    return (Piece((*piece.paragraphs, *added.paragraphs), (*piece.polls, *added.polls),
                  (*piece.objections, *added.objections)),)


def _mark(what: str, number: int) -> str:
    return f"[{what} {number}]"


def lines_of(course: Iterable[Happening], met_on: date) -> list[str]:
    """Tell one part of the course, in its order; who spoke in turn stands in one sentence.

    What happened on another day than `met_on` is told with it. Of votes and objections only where they stand is told
    here: the minutes state them as they are stored.
    """
    told: list[str] = []
    numbers = dict.fromkeys(_MARKED.values(), 0)
    for (kind, day), several in groupby(course, key=lambda each: (each.kind, other_day(each.at, met_on))):
        alike = list(several)
        if kind is CourseKind.SPOKE:
            told.append(one_stop(f"Es sprechen{day}: {', '.join(_names(alike))}."))
        elif kind in _MARKED:
            what, known = _MARKED[kind], numbers[_MARKED[kind]]
            told += [_mark(what, number) for number in range(known + 1, known + len(alike) + 1)]
            numbers[what] = known + len(alike)
        elif kind in _SENTENCES:
            told += [_SENTENCES[kind](each, day) for each in alike]
    return told


def _names(alike: Sequence[Happening]) -> list[str]:
    return list(dict.fromkeys(each.who for each in alike))


def _with_stop(text: str) -> str:
    plain = text.strip()
    return plain if plain.endswith((".", "!", "?", "“")) else f"{plain}."


def _reason(text: str) -> str:
    return f" Grund: {_with_stop(text)}" if text.strip() else ""


def _made(happening: Happening, day: str) -> str:
    when, text = f"{day} um {clock_time(happening.at)}", happening.text.strip()
    if happening.about in _MOVED_AS:
        return f"{happening.who} stellt{when} {_MOVED_AS[happening.about]}: „{text}“"
    return f"{happening.who} beantragt{when}: „{text}“"


_MOVED_AS: Mapping[str, str] = {
    MotionKind.PROCEDURE: "den Antrag zur Geschäftsordnung", MotionKind.AMENDMENT: "den Änderungsantrag",
}
"""Kind of a motion → what is moved, where it is not the matter itself."""


def never_voted_on(text: str, mover: str) -> str:
    """Say of a motion that the meeting closed without a vote on it, and with none withdrawing it (R-MIN-01)."""
    return f"Über diesen Antrag von {mover} wird nicht eigens abgestimmt: „{text.strip()}“"


def _moved_back(happening: Happening, day: str) -> str:
    return f"{happening.who} zieht{day} den Antrag „{happening.text.strip()}“ zurück."


def _broken_off(happening: Happening, day: str) -> str:
    at = clock_time(happening.at)
    return f"Die Abstimmung „{happening.about}“ wird{day} um {at} abgebrochen.{_reason(happening.text)}"


def _taken_off(happening: Happening, day: str) -> str:
    return f"Der Punkt wird{day} um {clock_time(happening.at)} abgesetzt.{_reason(happening.text)}"


def _demanded(happening: Happening, day: str) -> str:
    who, _, result = happening.text.rpartition("; ")
    return f"Geheime Abstimmung wird{day} um {clock_time(happening.at)} verlangt ({who}). Es ist {_with_stop(result)}"


def without_hall(demanded: str) -> str:
    """What the course keeps of a demand of a secret vote, where nobody votes in a hall and none can be (R-ELE-04)."""
    is_granted = demanded.endswith("; geheim abzustimmen")
    return f"{demanded}, was in dieser Versammlung ohne Saal nicht möglich ist" if is_granted else demanded


def _taken_back(happening: Happening, day: str) -> str:
    at = clock_time(happening.at)
    return f"Das Verlangen geheimer Abstimmung wird{day} um {at} zurückgenommen: {_with_stop(happening.text)}"


def _led_elsewhere(happening: Happening, day: str) -> str:
    """Room and access changed; how one gets in, and its password, stands in the course alone: every member reads these.
    """
    before, now, reason = change_told(happening.text)
    at = clock_time(happening.at)
    if happening.kind is CourseKind.ROOM_CHANGED:
        return f"Der Raum wird{day} um {at} geändert: bisher „{before}“, nun „{now}“.{_reason(reason)}"
    return f"Der Zugang wird{day} um {at} geändert.{_reason(reason)}"


def _noted(happening: Happening, day: str) -> str:
    return f"{f'Vermerkt wird{day}: ' if day else ''}{_with_stop(happening.text)}"


_SENTENCES: Mapping[CourseKind, Callable[[Happening, str], str]] = {
    CourseKind.OPENED: lambda each, day: f"{each.who} eröffnet die Versammlung{day} um {clock_time(each.at)}.",
    CourseKind.ITEM_WITHDRAWN: _taken_off,
    CourseKind.ORDER_CHANGED: lambda _each, day: f"Der Punkt wird{day} außer der Reihe aufgerufen.",
    CourseKind.BREAK_BEGUN: lambda each, day: f"Die Versammlung wird{day} um {clock_time(each.at)} unterbrochen.",
    CourseKind.BREAK_ENDED: lambda each, day: f"Die Versammlung wird{day} um {clock_time(each.at)} fortgesetzt.",
    CourseKind.MOTION_MADE: _made,
    CourseKind.MOTION_WITHDRAWN: _moved_back,
    CourseKind.SECRECY_DEMANDED: _demanded,
    CourseKind.SECRECY_WITHDRAWN: _taken_back,
    CourseKind.NOTE: _noted,
    CourseKind.ROOM_CHANGED: _led_elsewhere,
    CourseKind.ACCESS_CHANGED: _led_elsewhere,
    CourseKind.POLL_VOID: _broken_off,
    CourseKind.CLOSED: lambda each, day: f"{each.who} schließt die Versammlung{day} um {clock_time(each.at)}.",
}
"""What is told of each kind, with the day after the verb where it is another than the meeting's."""


def is_nothing_resolved(is_to_be_resolved: bool, is_over: bool, has_result: bool, course: Iterable[Happening]) -> bool:
    """Whether minutes say of an item that nothing was resolved under it: the meeting ended without (R-MIN-01).

    Of what the meeting took off its agenda they tell that already.
    """
    is_told = any(each.kind is CourseKind.ITEM_WITHDRAWN for each in course)
    return is_to_be_resolved and is_over and not has_result and not is_told
