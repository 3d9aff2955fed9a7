"""By what the entries of the register came about (§ 30 (2) sentence 2 GenG; R-REG-02, R-REG-04)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.core.formats import count
from app.core.formats import day as written
from app.core.told import Told
from app.members.rules import EXIT_GROUND_WORDS, JOIN_GROUND_WORDS, ExitGround, JoinGround
from app.reports.rules.register import RegisterLine
from app.shares.rules import GROUND_WORDS, ShareGround, counts_from, further_shares


@dataclass(frozen=True)
class SharesBooked:
    """An entry of the share ledger that stands: when it takes effect, by how many shares, by what."""

    day: date
    change: int
    ground: ShareGround
    document: str

    def counts_from(self) -> date:
        """The day from which it counts: a reduction ends with the close of its own (R-REG-06)."""
        return counts_from(self.ground, self.change, self.day)


@dataclass(frozen=True)
class FurtherChange:
    """How many further shares there are from a day on, and by what (§ 30 (2) GenG); a reduction counts the day after.
    """

    day: date
    further: int
    ground: ShareGround
    document: str

    def words(self) -> Told:
        """Say number, day, ground and document."""
        values = {"further": count(self.further), "day": written(self.day), "ground": GROUND_WORDS[self.ground]}
        if not self.document:
            return Told("{further} ab {day}: {ground}", **values)
        return Told("{further} ab {day}: {ground}, {document}", **values, document=self.document)


@dataclass(frozen=True)
class Grounds:
    """The facts behind a line of the register: of the beginning, of each change of further shares, of the end."""

    join_ground: JoinGround
    join_document: str
    is_of_list: bool
    changes: tuple[FurtherChange, ...]
    exit_document: str

    def joined(self) -> Told:
        """By what the membership began: a list taken over does not know by which resolution somebody was admitted."""
        ground, document = JOIN_GROUND_WORDS[self.join_ground], self.join_document
        if self.is_of_list and self.join_ground is JoinGround.ADMISSION:
            return Told("Übernommen aus {document}", document=document)
        if self.is_of_list:
            return Told("{ground}, übernommen aus {document}", ground=ground, document=document)
        return Told("{ground}, {document}", ground=ground, document=document) if document else Told(ground)

    def left(self, last_day: date, ground: ExitGround) -> Told:
        """When and by what the membership ends."""
        values = {"day": written(last_day), "ground": EXIT_GROUND_WORDS[ground]}
        if not self.exit_document:
            return Told("{day}, {ground}", **values)
        return Told("{day}, {ground}, {document}", **values, document=self.exit_document)


def grounds_of(
    line: RegisterLine, join: tuple[JoinGround, str], booked: Iterable[SharesBooked], exit_document: str
) -> Grounds:
    """The facts behind a line (§ 30 (2) sentence 2 GenG; R-REG-02).

    `booked`: what stands in the member's share ledger by the day, in order, of other memberships too. That an end takes
    all shares is no change of further ones beside it.
    """
    last = line.last_day or date.max
    within = [entry for entry in booked if line.first_day <= entry.day <= last]
    changes, held = [], 0
    for entry in sorted(within, key=SharesBooked.counts_from):
        before, held = further_shares(held), held + entry.change
        after = further_shares(held)
        if after != before and (held or entry.day < last):
            document = "" if entry.document == join[1] else entry.document
            changes.append(FurtherChange(entry.counts_from(), after, entry.ground, document))
    is_of_list = any(entry.ground is ShareGround.TAKEN_OVER and entry.document == join[1] for entry in within)
    return Grounds(*join, is_of_list, tuple(changes), exit_document if line.last_day else "")
