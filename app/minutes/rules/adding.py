"""When an addendum to signed minutes can be worded, printed, taken back and signed (§ 47 (2), (4) GenG)."""

from collections.abc import Iterable
from itertools import count

from app.minutes.rules.facts import MinutesState
from app.minutes.rules.fixing import NotDone


def next_number(taken: Iterable[int]) -> int:
    """Number the next addendum: the first number that no other one has, from one on (R-MIN-06)."""
    known = {*taken}
    return next(number for number in count(1) if number not in known)


def check_addendum_draft(state: MinutesState) -> None:
    """Refuse to change, print or discard an addendum that lies for signature or is signed (§ 47 (2) GenG; R-MIN-03)."""
    if state is MinutesState.FIXED:
        raise NotDone("Der Nachtrag liegt zur Unterschrift. Nehmen Sie ihn zurück, um ihn zu ändern.")
    if state is MinutesState.SEALED:
        raise NotDone("Der Nachtrag ist unterschrieben. Berichtigt wird er durch einen weiteren.")


def check_addendum_printed(state: MinutesState) -> None:
    """Refuse to take back or to sign an addendum that is a draft, or signed already (§ 47 (2) GenG; R-MIN-03)."""
    if state is MinutesState.DRAFT:
        raise NotDone("Der Nachtrag ist noch ein Entwurf. Unterschrieben wird, was gedruckt ist.")
    if state is MinutesState.SEALED:
        raise NotDone("Der Nachtrag ist unterschrieben. Berichtigt wird er durch einen weiteren.")
