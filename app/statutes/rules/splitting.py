"""Splitting the shares (Zerlegung): one share becomes several, and no cent moves (§§ 22b, 16 (2) no. 8 GenG)."""

from dataclasses import dataclass, field
from datetime import date, datetime

from app.core.formats import count, euro
from app.core.formats import day as written
from app.core.values import Cents, Refusal


@dataclass(frozen=True)
class Splitting:
    """From which day on each share is so many, and the version of the statute that says so.

    `noted_at` is the moment since which that is known here: what was entered by then was told in the former shares.
    """

    day: date
    parts: int
    version_id: int
    noted_at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True)
class ForeseenSplit:
    """What a splitting does: whose shares, how many there are before and after it, and how many amounts to come.

    `later` are entries that count only after that day, which are multiplied too; `above` are the members who hold more
    than the statute's maximum afterwards, which the splitting itself does not reach. `liability` is what a member with
    one share is liable for until then (Haftsumme, § 119 GenG), `liability_after` since; None where that is unlimited.
    """

    day: date
    parts: int
    members: int
    shares: int
    later: int = 0
    above: int = 0
    liability: Cents | None = 0
    liability_after: Cents | None = 0

    @property
    def shares_after(self) -> int:
        """How many shares the same members hold afterwards."""
        return self.shares * self.parts

    @property
    def shown(self) -> str:
        """What says on the page's form that these figures were seen, as long as they are the same."""
        return f"{self.day.isoformat()}:{self.parts}:{self.members}:{self.shares}:{self.later}"


def parts_of(before: Cents | None, after: Cents, title: str) -> int:
    """Say into how many each share is split: the former amount divided by the new one, a whole number (§ 22b GenG).

    `before` is None where no version held before; `title` is that of the version that splits. R-SHR-09.
    """
    if before is None:
        raise Refusal(
            "Vor der Fassung „{title}“ gilt keine andere, deren Geschäftsanteil sie zerlegen könnte (§ 22b GenG).",
            title=title,
        )
    if after >= before:
        raise Refusal(
            "Zerlegt wird ein Geschäftsanteil in kleinere (§ 22b GenG); die Fassung „{title}“ nennt {after}, und bisher"
            " sind es {before}. Berichtigen Sie den Geschäftsanteil oder die Angabe, dass die Fassung zerlegt.",
            title=title, before=euro(before), after=euro(after),
        )
    if before % after:
        raise Refusal(
            "Die Fassung „{title}“ zerlegt den Geschäftsanteil in gleiche Teile (§ 22b GenG): {before} lassen sich"
            " nicht ohne Rest durch {after} teilen. Berichtigen Sie den Geschäftsanteil oder die Angabe, dass die"
            " Fassung zerlegt.",
            title=title, before=euro(before), after=euro(after),
        )
    return before // after


def check_goes_on_split(splitting: Splitting, amount: Cents, later: str, later_amount: Cents) -> None:
    """Refuse a splitting to `amount` after which a version, here called `later`, still names the former share (§ 22b).

    The register would count the new shares and value them like the former ones. R-SHR-09.
    """
    if later_amount == amount * splitting.parts:
        raise Refusal(
            "Nach dem {day} ist schon „{later}“ eingetragen, und darin steht noch der Geschäftsanteil von {before}."
            " Berichtigen Sie zuerst diese Fassung auf {after}, oder prüfen Sie den Tag der Eintragung (§ 22b GenG).",
            day=written(splitting.day), later=later, before=euro(later_amount), after=euro(amount),
        )


def check_split_seen(foreseen: ForeseenSplit | None, seen: set[str]) -> None:
    """Refuse to register a version that splits the shares before its figures were seen (R-SHR-09)."""
    if foreseen is not None and foreseen.shown not in seen:
        raise Refusal(
            "Mit der Eintragung am {day} werden aus {before} Anteilen {after} (§ 22b GenG). Sehen Sie die Zerlegung an,"
            " die jetzt auf dieser Seite steht, und vermerken Sie die Eintragung dann noch einmal.",
            day=written(foreseen.day), before=count(foreseen.shares), after=count(foreseen.shares_after),
        )
