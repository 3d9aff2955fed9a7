"""The register as of a day: its lines, their order and their sums (§ 30 GenG; R-REG-02, R-REG-06)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol, TypeVar

from app.core.formats import fold
from app.core.values import Cents, PartyKind
from app.members.rules import ExitGround, MemberClass, has_left_by
from app.shares.rules import further_shares


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """A member of a day: `name` is firm, designation or `last name, first names`.

    `paid_in` (cents) is no field of the register. `last_day` and `exit_ground` are there where the exit was noted
    by then, or the membership has ended by then.
    """

    number: int
    name: str
    kind: PartyKind
    address: str
    member_class: MemberClass
    first_day: date
    last_day: date | None
    exit_ground: ExitGround | None
    shares: int
    paid_in: Cents
    details: Mapping[str, str] = field(default_factory=dict)
    """The further fields that the statute names, by name (§ 30 (2) sentence 2 GenG; R-REG-02)."""
    shares_since: date | None = field(default=None, compare=False)
    """Since when the number of shares is what it is; no difference by itself."""

    @property
    def further_shares(self) -> int:
        """Shares beyond the first, as the register counts them (R-REG-03)."""
        return further_shares(self.shares)

    @property
    def further_shares_since(self) -> date | None:
        """Since when the number of further shares is what it is, where it changed after the beginning (§ 30 (2) GenG).

        None of who has left and of whom it is the same since the beginning (R-REG-02).
        """
        is_later = self.shares_since is not None and self.shares_since > self.first_day
        return self.shares_since if is_later and self.shares else None

    def has_left_by(self, day: date) -> bool:
        """Say whether the membership is over on a day (R-REG-06)."""
        return has_left_by(self.last_day, day)


@dataclass(frozen=True)
class Asked:
    """Which lines of the register: of a day as known at a moment, with these words, of one kind and class or of all.

    `with_former` adds who has left by then.
    """

    day: date
    known_at: datetime | None = None
    words: str = ""
    kind: str = ""
    member_class: str = ""
    with_former: bool = False


class Ordered(Protocol):
    """What a line is put in order by."""

    @property
    def number(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def first_day(self) -> date: ...
    @property
    def last_day(self) -> date | None: ...
    @property
    def shares(self) -> int: ...


AnyLine = TypeVar("AnyLine", bound=Ordered)

SORTS: Mapping[str, Callable[[Ordered], object]] = {
    "number": lambda line: line.number, "name": lambda line: fold(line.name), "joined": lambda line: line.first_day,
    "shares": lambda line: line.shares, "left": lambda line: line.last_day or date.max,
}
"""By what the register can be ordered."""


def in_order(lines: Iterable[AnyLine], sort: str, descending: bool = False) -> list[AnyLine]:
    """The lines ordered by one of SORTS, alike ones by number; who has no end comes last either way."""
    by_number = sorted(lines, key=lambda line: line.number)
    key: Callable[[AnyLine], Any] = SORTS[sort]
    ordered = sorted(by_number, key=key, reverse=descending)
    return sorted(ordered, key=lambda line: sort == "left" and line.last_day is None)


def of_kind(lines: Iterable[RegisterLine], kind: str, member_class: str) -> list[RegisterLine]:
    """The lines of one kind of party and one class of members; empty means all."""
    return [line for line in lines if kind in ("", line.kind) and member_class in ("", line.member_class)]


@dataclass(frozen=True)
class RegisterSums:
    """What the lines add up to; cents."""

    members: int = 0
    shares: int = 0
    paid_in: Cents = 0
    leaving_that_day: int = 0

    def with_line(self, line: RegisterLine, day: date) -> "RegisterSums":
        """The same with a line more: whose last day it is still is a member, who has left before is none (R-REG-06)."""
        if line.has_left_by(day):
            return self
        return RegisterSums(
            self.members + 1, self.shares + line.shares, self.paid_in + line.paid_in,
            self.leaving_that_day + (line.last_day == day),
        )


def sums_of(lines: Sequence[RegisterLine], day: date) -> RegisterSums:
    """Count the lines and add up what they hold; those whose last day it is still are members (R-REG-06)."""
    sums = RegisterSums()
    for line in lines:
        sums = sums.with_line(line, day)
    return sums


def detail_names(lines: Iterable[RegisterLine]) -> list[str]:
    """Name the further fields that at least one line holds, in the order in which they first appear (R-REG-02)."""
    return list(dict.fromkeys(name for line in lines for name in line.details))
