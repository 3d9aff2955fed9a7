"""What a draft of the minutes says of the course of a meeting, in sentences (§ 47 (1) GenG; R-MIN-01, R-DOC-08)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby

from app.core.formats import clock_time
from app.minutes.rules.facts import Happening, Part
from app.voting.rules import CourseKind


def part_of(happening: Happening) -> tuple[Part, int | None]:
    """Say in which part of the minutes something is told: under its item, else at the beginning or the end."""
    if happening.item_id is not None:
        return Part.ITEM, happening.item_id
    return (Part.CLOSING if happening.kind is CourseKind.CLOSED else Part.OPENING), None


def paragraphs_of(course: Iterable[Happening]) -> list[str]:
    """Tell one part of the course, in its order; who spoke in turn stands in one sentence.

    Votes, declarations and objections are not told here: the minutes state them as they are stored.
    """
    told: list[str] = []
    for kind, several in groupby(course, key=lambda each: each.kind):
        alike = list(several)
        if kind is CourseKind.SPOKE:
            told.append(f"Es sprechen: {', '.join(_names(alike))}.")
        elif kind in _SENTENCES:
            told += [_SENTENCES[kind](each) for each in alike]
    return told


def _names(alike: Sequence[Happening]) -> list[str]:
    return list(dict.fromkeys(each.who for each in alike))


def _with_stop(text: str) -> str:
    plain = text.strip()
    return plain if plain.endswith((".", "!", "?", "“")) else f"{plain}."


def _reason(text: str) -> str:
    return f" Grund: {_with_stop(text)}" if text.strip() else ""


def _made(happening: Happening) -> str:
    return f"{happening.who} beantragt um {clock_time(happening.at)}: „{happening.text.strip()}“"


def _broken_off(happening: Happening) -> str:
    at = clock_time(happening.at)
    return f"Die Abstimmung „{happening.about}“ wird um {at} abgebrochen.{_reason(happening.text)}"


def _demanded(happening: Happening) -> str:
    who, _, result = happening.text.rpartition("; ")
    return f"Geheime Abstimmung wird um {clock_time(happening.at)} verlangt ({who}). Es ist {_with_stop(result)}"


def _taken_back(happening: Happening) -> str:
    at = clock_time(happening.at)
    return f"Das Verlangen geheimer Abstimmung wird um {at} zurückgenommen: {_with_stop(happening.text)}"


_SENTENCES: Mapping[CourseKind, Callable[[Happening], str]] = {
    CourseKind.OPENED: lambda each: f"{each.who} eröffnet die Versammlung um {clock_time(each.at)}.",
    CourseKind.ITEM_WITHDRAWN: lambda each: f"Der Punkt wird um {clock_time(each.at)} abgesetzt.{_reason(each.text)}",
    CourseKind.ORDER_CHANGED: lambda _each: "Der Punkt wird außer der Reihe aufgerufen.",
    CourseKind.BREAK_BEGUN: lambda each: f"Die Versammlung wird um {clock_time(each.at)} unterbrochen.",
    CourseKind.BREAK_ENDED: lambda each: f"Die Versammlung wird um {clock_time(each.at)} fortgesetzt.",
    CourseKind.MOTION_MADE: _made,
    CourseKind.MOTION_WITHDRAWN: lambda each: f"{each.who} zieht den Antrag „{each.text.strip()}“ zurück.",
    CourseKind.SECRECY_DEMANDED: _demanded,
    CourseKind.SECRECY_WITHDRAWN: _taken_back,
    CourseKind.NOTE: lambda each: _with_stop(each.text),
    CourseKind.POLL_VOID: _broken_off,
    CourseKind.CLOSED: lambda each: f"{each.who} schließt die Versammlung um {clock_time(each.at)}.",
}
