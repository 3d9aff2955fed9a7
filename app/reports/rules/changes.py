"""What is different in the register: known of one day later on, or between two days (§ 30 GenG; R-REG-06, R-MOV-02)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.core.values import German
from app.reports.rules.register import RegisterLine


class Difference(StrEnum):
    """In what the register differs."""

    ADDED = "added"
    DROPPED = "dropped"
    SHARES = "shares"
    EXIT = "exit"
    NAME = "name"
    ADDRESS = "address"
    DETAILS = "details"


DIFFERENCE_WORDS: Mapping[Difference, str] = {
    Difference.ADDED: German("heute als Mitglied bekannt"),
    Difference.DROPPED: German("heute nicht mehr als Mitglied bekannt"),
    Difference.SHARES: German("andere Anteile"),
    Difference.EXIT: German("anderes Ende"),
    Difference.NAME: German("anderer Name"),
    Difference.ADDRESS: German("andere Anschrift"),
    Difference.DETAILS: German("andere weitere Angabe"),
}
"""How the differences are called in what is known of one day."""

CHANGE_WORDS: Mapping[Difference, str] = {
    **DIFFERENCE_WORDS,
    Difference.ADDED: German("beigetreten"),
    Difference.DROPPED: German("ausgeschieden"),
    Difference.EXIT: German("Ende eingetragen"),
}
"""How they are called between two days."""


@dataclass(frozen=True)
class Change:
    """A member of whom something is different: what stood then, what stands now, and in what they differ.

    Between two days, `ended` is the last membership that ended in between, with its end; joining and leaving stand
    among the differences once for each membership that did, in their order.
    """

    number: int
    then: RegisterLine | None
    now: RegisterLine | None
    differences: tuple[Difference, ...]
    ended: RegisterLine | None = None

    @property
    def line(self) -> RegisterLine:
        """What stands now, or stood of somebody who is gone."""
        found = self.now or self.ended or self.then
        if found is None:
            raise ValueError("a change is about somebody")
        return found


def changes_since(then: Iterable[RegisterLine], now: Iterable[RegisterLine]) -> list[Change]:
    """List what is known differently now about one and the same day, by member number."""
    before, after = _by_number(then), _by_number(now)
    changes = [
        Change(number, before.get(number), after.get(number), _differences(before.get(number), after.get(number)))
        for number in sorted({*before, *after})
    ]
    return [change for change in changes if change.differences]


def changes_between(
    then: Iterable[RegisterLine], now: Iterable[RegisterLine], first: date, last: date
) -> list[Change]:
    """List what changed from the eve of a first day to the close of a last one, by member number (R-MOV-02, R-MOV-04).

    Both are the memberships at a close, past ones too. Who joined or left on either day did so in between, and who
    did both counts in both, as in the movement of the year.
    """
    before = _by_number(line for line in then if line.last_day is None or line.last_day >= first)
    lines: dict[int, list[RegisterLine]] = {}
    for line in now:
        lines.setdefault(line.number, []).append(line)
    changes = [_between(number, before.get(number), lines[number], (first, last)) for number in sorted(lines)]
    return [change for change in changes if change.differences]


def _between(number: int, then: RegisterLine | None, lines: Sequence[RegisterLine], days: tuple[date, date]) -> Change:
    first, last = days
    now = next((line for line in lines if line.last_day is None or line.last_day > last), None)
    ended = [line for line in lines if line.last_day is not None and first <= line.last_day <= last]
    steps = [(line.first_day, Difference.ADDED) for line in lines if first <= line.first_day <= last]
    steps += [(line.last_day, Difference.DROPPED) for line in ended if line.last_day]
    moved = tuple(difference for _, difference in sorted(steps, key=lambda step: step[0]))
    others = _differences(then, now) if then and now else ()
    kept = tuple(each for each in others if each is not Difference.EXIT or not moved)
    return Change(number, then, now, (*moved, *kept), ended[-1] if ended else None)


def _by_number(lines: Iterable[RegisterLine]) -> Mapping[int, RegisterLine]:
    return {line.number: line for line in lines}


def _differences(then: RegisterLine | None, now: RegisterLine | None) -> tuple[Difference, ...]:
    if then is None or now is None:
        return (Difference.ADDED if then is None else Difference.DROPPED,)
    compared = (
        (Difference.SHARES, then.shares != now.shares),
        (Difference.EXIT, (then.last_day, then.exit_ground) != (now.last_day, now.exit_ground)),
        (Difference.NAME, then.name != now.name),
        (Difference.ADDRESS, then.address != now.address),
        (Difference.DETAILS, then.details != now.details),
    )
    return tuple(difference for difference, differs in compared if differs)
