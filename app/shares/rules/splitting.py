"""Splitting the shares in the ledger: each member's number is multiplied, no cent moves (§ 22b GenG; R-SHR-09)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import prod

from app.core.formats import count, euro
from app.core.formats import day as written
from app.core.values import Cents, Refusal
from app.shares.rules.holding import AboutShares, so_many_shares
from app.statutes.rules import ONE_DAY, Splitting

LARGEST = 1_000_000_000
"""More shares are not entered of one member: the ledgers hold whole numbers up to twice as many."""


@dataclass(frozen=True)
class Counted:
    """An entry of a member's share ledger as a splitting counts it.

    `closes_on` is the first day whose closing figure counts it, `multiplies` the entry whose change it multiplies.
    """

    id: int
    change: int
    closes_on: date
    multiplies: int | None = None
    is_split: bool = False


MOST_NAMED = 5
"""So many documents are named in a sentence."""


@dataclass(frozen=True)
class ShareUnit:
    """In which shares a number was written down: `parts` of them stand for one before all splittings told until then.

    `splittings` are those known now. A declaration means what its words meant when it came in (§ 133 BGB; R-SHR-09).
    """

    parts: int = 1
    splittings: Sequence[Splitting] = ()

    def on(self, shares: int, day: date) -> int:
        """The same in shares of a day; refused where a splitting told before is no more, and leaves a remainder."""
        whole = self.find_on(shares, day)
        if whole is None:
            raise AboutShares(
                "Die Erklärung lautet auf {shares} einer Zerlegung, die berichtigt ist; ganze Anteile sind das nicht"
                " mehr. Lassen Sie neu erklären (§ 22b GenG).", shares=so_many_shares(shares),
            )
        return whole

    def find_on(self, shares: int, day: date) -> int | None:
        """The same where they are whole shares; None where they are not."""
        whole, rest = divmod(shares * parts_between(self.splittings, date.min, day), self.parts)
        return None if rest else whole

    def shown(self, shares: int, day: date) -> int:
        """The same to be read; what are no whole shares any more as it was told, so that it can be taken back."""
        whole = self.find_on(shares, day)
        return shares if whole is None else whole


def become(numbers: Iterable[tuple[int, int]], each: Cents) -> str:
    """Say what numbers of shares, as they were declared, have become, and the amount of one; empty where none changed.

    Fewer they become where the splitting is corrected in whose shares they were declared (§ 22b GenG; R-SHR-09).
    """
    changed = [pair for pair in dict.fromkeys(numbers) if pair[0] != pair[1]]
    if not changed:
        return ""
    grown = all(declared < counted for declared, counted in changed)
    lead = "Nach der Zerlegung" if grown else "Nach der Berichtigung der Zerlegung"
    named = ", ".join(
        f"aus {count(declared)} {'Anteil' if declared == 1 else 'Anteilen'} {count(counted)}"
        for declared, counted in changed
    )
    return f"{lead} der Geschäftsanteile werden {named}, je {euro(each)} (§ 22b GenG)."


def split_document(day: date) -> str:
    """Name in the ledger the splitting of a day (R-SHR-09)."""
    return f"Zerlegung {written(day)}"


def added_by(parts: int, shares: int) -> int:
    """How many shares come to those held where each becomes so many (§ 22b GenG; R-SHR-09)."""
    return (parts - 1) * shares


def check_split_fits(parts: int, most: int) -> None:
    """Refuse to split into so many parts that one member would hold more shares than can be entered (R-SHR-09)."""
    if parts * most > LARGEST:
        raise Refusal(
            "Aus jedem Anteil würden {parts}, ein Mitglied hielte {shares} Anteile. Mehr als {largest} lassen sich"
            " nicht eintragen; prüfen Sie den Geschäftsanteil der Fassung.",
            parts=count(parts), shares=count(parts * most), largest=count(LARGEST),
        )


def eve_of(splitting: Splitting) -> date:
    """The day at whose close the shares are counted that are split with the next one (R-SHR-09, R-TRF-01)."""
    return splitting.day - ONE_DAY


def with_multiples(entries: Iterable[Counted], ids: Collection[int]) -> set[int]:
    """These entries and those that multiply them; who takes one back takes all of them back (R-REG-05)."""
    found, links = set(ids), [(each.id, each.multiplies) for each in entries if each.multiplies is not None]
    for entry_id, multiplied in sorted(links):
        if multiplied in found:
            found.add(entry_id)
    return found


def changes_without(entries: Sequence[Counted], gone: Collection[int]) -> dict[int, int]:
    """What each entry would change, were some not there: what was split of them would not be, either (R-SHR-09).

    Entries are in the order of their days; those that are gone are not named.
    """
    left = with_multiples(entries, gone) if gone else set()
    changes = {each.id: each.change for each in entries if each.id not in left}
    for split in (each for each in entries if each.is_split and each.id in changes):
        before = [each for each in entries if each.closes_on < split.closes_on]
        held = sum(each.change for each in before)
        stays = sum(changes.get(each.id, 0) for each in before)
        changes[split.id] = split.change * stays // held if held else split.change
    return changes


def parts_between(splittings: Iterable[Splitting], first_day: date, day: date) -> int:
    """How many shares of a day stand for one of an earlier day (§ 22b GenG; R-SHR-09)."""
    return prod(each.parts for each in splittings if first_day < each.day <= day)


def former_shares(shares: int, parts: int) -> int:
    """How many shares of before a splitting these were; what is a part of one counts as one (§ 22b GenG; R-SHR-09).

    So nobody who leaves keeps a part of a former share: where these were not all there then, that is refused.
    """
    return -(-shares // parts)


def shares_then(
    changes: Iterable[tuple[int, int]], start: int, splittings: Sequence[Splitting]
) -> tuple[int, int]:
    """The least and the most that is held from a moment on, in shares of that moment (R-SHR-02, R-SHR-09).

    Moments are half days by their number; what was split later counts as what it was.
    """
    ordered = list(changes)
    moments = sorted({start, *(since for since, _change in ordered if since > start)})
    held = [held_at(ordered, moment, start, splittings) for moment in moments]
    return min(total // parts for total, parts in held), max(former_shares(total, parts) for total, parts in held)


def held_at(
    changes: Sequence[tuple[int, int]], moment: int, start: int, splittings: Sequence[Splitting]
) -> tuple[int, int]:
    """What is held at a moment, and in how many parts a share of the first moment is divided by then."""
    total = sum(change for since, change in changes if since <= moment)
    return total, parts_between(splittings, date.fromordinal(start // 2), date.fromordinal(moment // 2))


def check_not_of_split(is_split: bool) -> None:
    """Refuse to undo an entry by which a splitting multiplied shares: it follows the statute (R-REG-05, R-SHR-09)."""
    if is_split:
        raise Refusal(
            "Diese Buchung gehört zu einer Zerlegung der Geschäftsanteile. Sie folgt der eingetragenen Satzung: Ist die"
            " Fassung falsch erfasst, tragen Sie eine berichtigte ein."
        )


def check_split_follows(day: date, later: Sequence[str]) -> None:
    """Refuse to take a splitting back on which later entries build, here by their documents (R-REG-05, R-SHR-09)."""
    if later:
        named = ", ".join(later[:MOST_NAMED]) + (" …" if len(later) > MOST_NAMED else "")
        raise Refusal(
            "Auf der Zerlegung vom {day} bauen schon spätere Buchungen auf: {documents}. Stornieren Sie zuerst diese.",
            day=written(day), documents=named,
        )


def check_after_splits(splittings: Collection[Splitting], earliest: date) -> None:
    """Refuse a list that tells of days before the shares were split: its numbers are of other shares (R-SHR-09)."""
    after = [each.day for each in splittings if each.day > earliest]
    if after:
        raise Refusal(
            "Am {day} wurden die Geschäftsanteile zerlegt. Eine Liste mit Vorgängen vor diesem Tag wird nicht mehr"
            " übernommen; tragen Sie diese einzeln ein.", day=written(max(after)),
        )
