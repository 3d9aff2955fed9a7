"""What stands behind a number of members, shares or euros on a day: each member with its part of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.core.formats import fold
from app.core.values import Cents, German, PartyKind
from app.members.rules import MemberClass


class HeldFigure(StrEnum):
    """A figure of a day that adds up from what each member has."""

    MEMBERS = "members"
    SHARES = "shares"
    CREDIT = "credit"
    PAID_IN = "paid_in"


HELD_WORDS: Mapping[HeldFigure, str] = {
    HeldFigure.MEMBERS: German("Mitglieder"),
    HeldFigure.SHARES: German("Anteile"),
    HeldFigure.CREDIT: German("Geschäftsguthaben"),
    HeldFigure.PAID_IN: German("Eingezahlt"),
}


@dataclass(frozen=True)
class HeldRow:
    """A member behind a figure: since when it is one, its shares, and its credit or what it paid in, in cents."""

    number: int
    name: str
    kind: PartyKind
    member_class: MemberClass
    region: str
    first_day: date
    shares: int
    amount: Cents

    def holds(self, words: Sequence[str]) -> bool:
        """Whether each of the folded words stands in number or name."""
        text = fold(f"{self.number:04d} {self.name}")
        return all(word in text for word in words)

    def is_part_of(self, figure: HeldFigure) -> bool:
        """Whether the member has a part of a figure; every member has one of their number."""
        return figure is HeldFigure.MEMBERS or bool(self.shares if figure is HeldFigure.SHARES else self.amount)


@dataclass(frozen=True)
class Among:
    """Whom a figure counts: of one kind, class or region, with so many shares; empty and None mean all.

    `without_region` keeps those that have none.
    """

    kind: str = ""
    member_class: str = ""
    region: str = ""
    without_region: bool = False
    least: int | None = None
    most: int | None = None

    def keep(self, rows: Iterable[HeldRow]) -> list[HeldRow]:
        """Those of the rows that are counted."""
        return [row for row in rows if self._is_of(row) and self._holds_as_many(row)]

    def _is_of(self, row: HeldRow) -> bool:
        if self.without_region and row.region:
            return False
        return (
            self.kind in ("", row.kind) and self.member_class in ("", row.member_class)
            and self.region in ("", row.region)
        )

    def _holds_as_many(self, row: HeldRow) -> bool:
        return (self.least is None or row.shares >= self.least) and (self.most is None or row.shares <= self.most)
