"""Splitting the shares (Zerlegung): one share becomes several, and no cent moves (§§ 22b, 16 (2) no. 8 GenG)."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

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
    `certificates` are the valid ones of these members; `until` is the day of the last of the later entries.
    """

    day: date
    parts: int
    members: int
    shares: int
    later: int = 0
    above: int = 0
    liability: Cents | None = 0
    liability_after: Cents | None = 0
    certificates: int = 0
    until: date | None = None

    @property
    def eve(self) -> date:
        """The day at whose close the shares are counted."""
        return self.day - timedelta(days=1)

    @property
    def shares_after(self) -> int:
        """How many shares the same members hold afterwards."""
        return self.shares * self.parts

    @property
    def shown(self) -> str:
        """What says on the page's form that these figures were seen, as long as they are the same."""
        return f"{self.day.isoformat()}:{self.parts}:{self.members}:{self.shares}:{self.later}"


@dataclass(frozen=True)
class UndoneSplit:
    """What becomes of a splitting that no version in force says any more, once the one at hand is registered.

    `shares` are those counted with it of its members, `shares_after` those that are left; `later` are the entries of
    later days that are no longer multiplied. `certificates` are the valid ones of these members; `told` are the letters
    on their way, which are answered by another, `waiting` those still in the print tray, which are withdrawn.
    """

    day: date
    members: int
    shares: int
    shares_after: int
    later: int = 0
    certificates: int = 0
    told: int = 0
    waiting: int = 0
    until: date | None = None

    @property
    def eve(self) -> date:
        """The day at whose close the shares stand that are left."""
        return self.day - timedelta(days=1)

    @property
    def shown(self) -> str:
        """What says on the page's form that these figures were seen, as long as they are the same."""
        return f"undone:{self.day.isoformat()}:{self.members}:{self.shares}:{self.shares_after}:{self.later}"


@dataclass(frozen=True)
class SplitPreview:
    """What a registration does to the shares: the splitting that the version says, and those that it undoes."""

    foreseen: ForeseenSplit | None = None
    undone: tuple[UndoneSplit, ...] = ()

    @property
    def shown(self) -> list[str]:
        """What says on the page's form that all this was seen."""
        return [*(each.shown for each in self.undone), *([self.foreseen.shown] if self.foreseen else [])]


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


@dataclass(frozen=True)
class Reduction:
    """A share that becomes smaller by a whole number without being split: meant so, or the splitting was forgotten."""

    before: Cents
    after: Cents

    @property
    def parts(self) -> int:
        """Into how many it would be split."""
        return self.before // self.after


class ReductionRefusal(Refusal):
    """A refusal that is about whether a smaller share is meant as a reduction (Herabsetzung, § 22 GenG)."""


def reduction_of(before: Cents | None, after: Cents, splits: bool) -> Reduction | None:
    """Say whether a version makes the share so much smaller that it could as well split it (§§ 22, 22b GenG; R-SHR-09).
    """
    if splits or before is None or after >= before or before % after:
        return None
    return Reduction(before, after)


def check_reduction_meant(reduction: Reduction | None, is_meant: bool) -> None:
    """Refuse to register a smaller share that nobody has said is not a splitting (§§ 22, 22b GenG; R-SHR-09).

    Every member's credit would at once lie above the nominal of its shares.
    """
    if reduction is not None and not is_meant:
        raise ReductionRefusal(
            "Der Geschäftsanteil sinkt von {before} auf {after}, und die Zahl der Anteile bliebe, wie sie ist. Zerlegt"
            " die Fassung die Anteile, werden aus jedem {parts}: Geben Sie das unter „Ändern“ an (§ 22b GenG). Setzt"
            " sie den Geschäftsanteil herab, bestätigen Sie das hier (§ 22 GenG).",
            before=euro(reduction.before), after=euro(reduction.after), parts=count(reduction.parts),
        )


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


def check_goes_on_unsplit(corrected: Cents, amount: Cents, later: str, later_day: date, later_amount: Cents) -> None:
    """Refuse to take a splitting to `corrected` back after which a version, here `later`, still names the split share.

    `amount` is the share that then holds again. The later version would lower it to what it is not split to, and
    nobody resolved that (§§ 22, 22b GenG). R-SHR-09.
    """
    if later_amount == corrected < amount:
        raise Refusal(
            "Seit dem {day} gilt „{later}“, und darin steht noch der zerlegte Geschäftsanteil von {after}. Berichtigen"
            " Sie zuerst diese Fassung auf {before}, und dann die, deren Zerlegung nicht galt (§ 22b GenG).",
            day=written(later_day), later=later, before=euro(amount), after=euro(later_amount),
        )


def check_split_seen(preview: SplitPreview, seen: set[str]) -> None:
    """Refuse to register a version that splits the shares, or undoes that, before its figures were seen (R-SHR-09)."""
    for undone in preview.undone:
        if undone.shown not in seen:
            raise Refusal(
                "Mit der Eintragung wird die Zerlegung vom {day} zurückgenommen: Aus {before} Anteilen werden wieder"
                " {after}. Sehen Sie an, was jetzt auf dieser Seite steht, und vermerken Sie die Eintragung dann noch"
                " einmal.", day=written(undone.day), before=count(undone.shares), after=count(undone.shares_after),
            )
    foreseen = preview.foreseen
    if foreseen is not None and foreseen.shown not in seen:
        raise Refusal(
            "Mit der Eintragung am {day} werden aus {before} Anteilen {after} (§ 22b GenG). Sehen Sie die Zerlegung an,"
            " die jetzt auf dieser Seite steht, und vermerken Sie die Eintragung dann noch einmal.",
            day=written(foreseen.day), before=count(foreseen.shares), after=count(foreseen.shares_after),
        )
