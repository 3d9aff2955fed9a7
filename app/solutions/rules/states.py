"""How far a solution is, told by entries that only grow; partners' roles and answers (R-NEED-03)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.core.values import German, Refusal


class SolutionState(StrEnum):
    """How far a solution is."""

    PLANNED = "planned"
    UNDER_WAY = "under_way"
    THERE = "there"
    ENDED = "ended"


STATE_WORDS: Mapping[SolutionState, str] = {
    SolutionState.PLANNED: German("Geplant"),
    SolutionState.UNDER_WAY: German("In Arbeit"),
    SolutionState.THERE: German("Vorhanden"),
    SolutionState.ENDED: German("Beendet"),
}
"""How the states are called."""

WAY = (SolutionState.PLANNED, SolutionState.UNDER_WAY, SolutionState.THERE)
"""The way a solution goes where nothing ends it."""


class Overstepped(Refusal):
    """Somebody else led it on since the page was shown."""


BEFORE_THERE = (SolutionState.PLANNED, SolutionState.UNDER_WAY)
"""The states in which a solution answers nothing yet."""

MOST_NAMED = 10
"""How many needs a refusal names."""


class StateRefusal(Refusal):
    """What is wrong with the state to which an entry leads."""


class DayRefusal(Refusal):
    """What is wrong with the day of an entry."""


@dataclass(frozen=True)
class Entry:
    """An entry of progress: its id, the day it is about, what state it led to, what entry it takes back."""

    id: int
    day: date
    by: str
    to: SolutionState | None = None
    takes_back: int | None = None


def standing(entries: Sequence[Entry]) -> list[Entry]:
    """The entries that hold, in the order in which they were made: none that was taken back, none that takes back."""
    gone = {each.takes_back for each in entries if each.takes_back is not None}
    return [each for each in entries if each.id not in gone and each.takes_back is None]


def state_of(entries: Sequence[Entry]) -> SolutionState:
    """The state to which the last standing entry led; planned where none did."""
    led = [each.to for each in standing(entries) if each.to is not None]
    return led[-1] if led else SolutionState.PLANNED


def check_entry(state: SolutionState, to: SolutionState | None, words: str, day: date, today: date) -> None:
    """Refuse an entry of progress that says nothing, leads to where it stands, or is about a day to come."""
    if day > today:
        raise DayRefusal("Eingetragen wird, was geschehen ist: Der Tag liegt in der Zukunft.")
    if to is state:
        raise Refusal("Die Lösung steht schon auf „{state}“.", state=STATE_WORDS[state])
    if not words.strip() and to is not SolutionState.UNDER_WAY:
        raise Refusal("Schreiben Sie, was geschehen ist.")


def check_take_back(entries: Sequence[Entry], entry_id: int) -> None:
    """Refuse to take back the first entry, one that takes another back, and one that is taken back already."""
    found = next((each for each in entries if each.id == entry_id), None)
    if found is None or found.takes_back is not None:
        raise Refusal("Diesen Eintrag gibt es nicht.")
    if found.id == entries[0].id:
        raise Refusal("Der erste Eintrag bleibt: Mit ihm wurde die Lösung angelegt.")
    if found not in standing(entries):
        raise Refusal("Dieser Eintrag ist schon zurückgenommen.")


def check_goes_back(state: SolutionState, to: SolutionState, answered: Sequence[str]) -> None:
    """Refuse to lead a solution back to before it was there while it is the answer to needs, named by their numbers."""
    if answered and to in BEFORE_THERE and state not in BEFORE_THERE:
        numbers = ", ".join(answered[:MOST_NAMED]) + (", …" if len(answered) > MOST_NAMED else "")
        raise StateRefusal(
            "Mit dieser Lösung ist beantwortet: {numbers}. Nehmen Sie das erst wieder auf (Stand „In Arbeit“); solange"
            " sie die Antwort ist, bleibt sie vorhanden oder beendet.", numbers=numbers,
        )


@dataclass(frozen=True)
class Mark:
    """A place on the way of a solution as it is shown: behind it (`done`), where it stands (`now`), or to come."""

    state: SolutionState
    standing: str
    entry: Entry | None = None


def track_of(entries: Sequence[Entry]) -> list[Mark]:
    """The way of a solution with the last entry that led to each place; an end stands in the place of what may come."""
    state = state_of(entries)
    last = {each.to: each for each in standing(entries) if each.to is not None}
    if state is SolutionState.ENDED:
        reached = [each for each in WAY if each in last]
        return [*(Mark(each, "done", last[each]) for each in reached), Mark(state, "now", last.get(state))]
    at = WAY.index(state)
    return [
        Mark(each, "done", last.get(each)) if place < at else Mark(each, "now", last.get(each)) if place == at
        else Mark(each, "coming")
        for place, each in enumerate(WAY)
    ]  # fmt: skip


# --- partners ---------------------------------------------------------------------------------------------------------


class PartnerRole(StrEnum):
    """What a partner does for a solution."""

    LEADS = "leads"
    CONTRIBUTES = "contributes"
    ADVISES = "advises"


PARTNER_ROLE_WORDS: Mapping[PartnerRole, str] = {
    PartnerRole.LEADS: German("führt"),
    PartnerRole.CONTRIBUTES: German("trägt bei"),
    PartnerRole.ADVISES: German("berät"),
}
"""How the roles are called."""


class PartnerState(StrEnum):
    """How far a partnership is."""

    ASKED = "asked"
    AGREED = "agreed"
    DECLINED = "declined"
    ENDED = "ended"


PARTNER_STATE_WORDS: Mapping[PartnerState, str] = {
    PartnerState.ASKED: German("Angefragt"),
    PartnerState.AGREED: German("Partner"),
    PartnerState.DECLINED: German("Abgelehnt"),
    PartnerState.ENDED: German("Beendet"),
}
"""How that is called."""

OPEN_PARTNERSHIPS = (PartnerState.ASKED, PartnerState.AGREED)
"""The states in which a member is a partner, or may become one: it is asked once at a time."""

PARTNER_LEADS_TO: Mapping[PartnerState, tuple[PartnerState, ...]] = {
    PartnerState.ASKED: (PartnerState.AGREED, PartnerState.DECLINED, PartnerState.ENDED),
    PartnerState.AGREED: (PartnerState.ENDED,),
    PartnerState.DECLINED: (),
    PartnerState.ENDED: (),
}
"""Where a partnership can be led; an end of what was only asked is the office taking its question back."""


def check_partner_step(state: PartnerState, to: PartnerState) -> None:
    """Refuse an answer to what is not open any more."""
    if to not in PARTNER_LEADS_TO[state]:
        raise Refusal("Das ist nicht mehr offen: „{state}“.", state=PARTNER_STATE_WORDS[state])
