"""The figures of a year's promotion report: what became of needs within it (§ 58 (1) sentence 3 GenG; R-AUD-03).

Days are those of the house's clock; of everything only what was known at a moment counts.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

from app.core.values import German, PartyKind
from app.needs.rules import WAITING, Field, NeedState


class Figure(StrEnum):
    """What of the needs is counted in a year."""

    OPEN_BEFORE = "open_before"
    RAISED = "raised"
    REOPENED = "reopened"
    LOOKED_AT = "looked_at"
    ANSWERED = "answered"
    SET_ASIDE = "set_aside"
    WITHDRAWN = "withdrawn"
    OPEN_AFTER = "open_after"


FIGURE_WORDS: Mapping[Figure, str] = {
    Figure.OPEN_BEFORE: German("Offen am Anfang des Jahres"),
    Figure.RAISED: German("Eingebracht"),
    Figure.REOPENED: German("Wieder aufgenommen"),
    Figure.LOOKED_AT: German("Gesichtet"),
    Figure.ANSWERED: German("Beantwortet"),
    Figure.SET_ASIDE: German("Zurückgestellt"),
    Figure.WITHDRAWN: German("Zurückgezogen"),
    Figure.OPEN_AFTER: German("Offen am Ende des Jahres"),
}
"""How the figures are called."""

FLOW: Sequence[tuple[Figure, int]] = (
    (Figure.OPEN_BEFORE, 1), (Figure.RAISED, 1), (Figure.REOPENED, 1), (Figure.ANSWERED, -1), (Figure.SET_ASIDE, -1),
    (Figure.WITHDRAWN, -1),
)  # fmt: skip
"""What leads from the needs open before a year to those open after it, with its sign."""

VERDICTS_SO = German(
    "Urteile zählen bei den Bedarfen, die im Jahr beantwortet wurden, auch wenn sie später abgegeben wurden; ein Bedarf"
    " mit mehreren Lösungen kann unter mehreren Urteilen stehen."
)
"""How the verdicts of owners are counted, as page and report say it."""

COMPARED = (Figure.RAISED, Figure.ANSWERED, Figure.OPEN_AFTER)
"""What is told by field, region and kind of owner."""


@dataclass(frozen=True)
class Way:
    """A need as it was known: when it was raised, the days of its steps, whose it is, what it was about then.

    `member_id` is None where a prospect owns it; `field` is None and `region` empty where nothing is said of them. Of
    what `kind` its owner is nobody is told who audits a period after which that one was entered in the register.
    """

    need_id: int
    number: str
    raised_on: date
    steps: Sequence[tuple[date, NeedState]]
    member_id: int | None
    kind: PartyKind | None
    field: Field | None = None
    region: str = ""

    def state_on(self, day: date) -> NeedState | None:
        """Its state when a day was over; None before it was raised."""
        if self.raised_on > day:
            return None
        return next((state for on, state in reversed(self.steps) if on <= day), NeedState.RAISED)


@dataclass(frozen=True)
class Year:
    """The days of a fiscal year, both inclusive, and the last day before it."""

    first_day: date
    last_day: date

    @property
    def eve(self) -> date:
        """The day before its first one."""
        return date.fromordinal(self.first_day.toordinal() - 1)

    def covers(self, day: date) -> bool:
        """Say whether a day lies in it."""
        return self.first_day <= day <= self.last_day


def falls_under(way: Way, year: Year) -> frozenset[Figure]:
    """The figures of a year under which a need counts.

    Whatever is open before, raised or reopened in the year ends it open, answered, set aside or withdrawn, each once:
    so that the figures add up (`FLOW`). A need whose answer was taken back within the year is not answered in it.
    """
    before, after = way.state_on(year.eve), way.state_on(year.last_day)
    if after is None:
        return frozenset()
    steps = [state for on, state in way.steps if year.covers(on)]
    was_open, is_new = before in WAITING, year.covers(way.raised_on)
    came_back = before is not None and not was_open and any(state in WAITING for state in steps)
    found = {
        Figure.OPEN_BEFORE: was_open, Figure.RAISED: is_new, Figure.REOPENED: came_back,
        Figure.LOOKED_AT: year.covers(_looked_at_on(way) or date.max), Figure.OPEN_AFTER: after in WAITING,
    }
    ended = was_open or is_new or came_back
    ends = {
        Figure.ANSWERED: NeedState.ANSWERED, Figure.SET_ASIDE: NeedState.SET_ASIDE,
        Figure.WITHDRAWN: NeedState.WITHDRAWN,
    }
    found |= {figure: ended and after is state for figure, state in ends.items()}
    return frozenset(figure for figure, counts in found.items() if counts)


def _looked_at_on(way: Way) -> date | None:
    """The day on which the office first led a need on."""
    led = (NeedState.SEEN, NeedState.UNDER_WAY, NeedState.ANSWERED, NeedState.SET_ASIDE)
    return next((on for on, state in way.steps if state in led), None)


def days_to_answer(way: Way, year: Year) -> int:
    """How many days lay between raising a need and its answer in a year."""
    answered = [on for on, state in way.steps if state is NeedState.ANSWERED and on <= year.last_day]
    return (answered[-1] - way.raised_on).days


def median(numbers: Iterable[int]) -> Fraction | None:
    """The middle of numbers, exactly; between the two middle ones where their number is even; None of none."""
    ordered = sorted(numbers)
    if not ordered:
        return None
    half = len(ordered) // 2
    return Fraction(ordered[half]) if len(ordered) % 2 else Fraction(ordered[half - 1] + ordered[half], 2)


Reached = Mapping[str, Mapping[int, date]]
"""What other rooms know of needs, by the key of each milestone: the day on which a need came there first."""


@dataclass(frozen=True)
class Figures:
    """What a year's report states of needs: those behind each figure, and behind each milestone of other rooms."""

    year: Year
    needs: Mapping[str, Sequence[Way]]
    reached: Sequence[str] = field(default=())
    """The keys of the milestones among them, in order."""

    def behind(self, name: str) -> Sequence[Way]:
        """The needs behind a figure or milestone."""
        return self.needs.get(name, ())

    def number(self, name: str) -> int:
        """How many there are."""
        return len(self.behind(name))

    @property
    def is_empty(self) -> bool:
        """Whether nothing happened in the year and nothing was open."""
        return not any(self.needs.values())

    @property
    def members_served(self) -> frozenset[int]:
        """The ids of the members who benefited: a need of theirs was answered in the year."""
        return frozenset(way.member_id for way in self.behind(Figure.ANSWERED) if way.member_id is not None)

    @property
    def answered_of_prospects(self) -> int:
        """How many needs were answered whose owner is no member (§ 8 (1) no. 5 GenG)."""
        return sum(way.member_id is None for way in self.behind(Figure.ANSWERED))

    @property
    def days_to_answer(self) -> Fraction | None:
        """The median of the days from raising to answering."""
        return median(days_to_answer(way, self.year) for way in self.behind(Figure.ANSWERED))


SaidOfAnswered = Mapping[str, Set[int]]
"""What they know of answered needs, by the key of each milestone: the needs of whose answer it is said."""

_NOTHING: SaidOfAnswered = MappingProxyType({})


def figures_of(ways: Sequence[Way], year: Year, reached: Reached, said: SaidOfAnswered = _NOTHING) -> Figures:
    """Count a year: milestones by the day on which each need came there first.

    What is `said` of answers counts for the needs that are answered in the year, on whatever day it was said: so it can
    be held against the number of answers, also where owners say it in the next year.
    """
    needs: dict[str, list[Way]] = {figure.value: [] for figure in Figure}
    for way in ways:
        for figure in falls_under(way, year):
            needs[figure.value].append(way)
    for key, days in reached.items():
        needs[key] = [way for way in ways if year.covers(days.get(way.need_id, date.max))]
    for key, need_ids in said.items():
        needs[key] = [way for way in needs[Figure.ANSWERED] if way.need_id in need_ids]
    return Figures(year, needs, (*reached, *said))


@dataclass(frozen=True)
class Group:
    """A row of a breakdown: what its needs have in common, and how many there are of each figure."""

    key: str
    numbers: Mapping[Figure, int]


def grouped(figures: Figures, key: Callable[[Way], str]) -> list[Group]:
    """The compared figures by what needs have in common, those with most raised first."""
    keys = {key(way) for figure in COMPARED for way in figures.behind(figure)}
    rows = [Group(each, {figure: sum(key(way) == each for way in figures.behind(figure)) for figure in COMPARED})
            for each in keys]  # fmt: skip
    return sorted(rows, key=lambda row: (tuple(-row.numbers[figure] for figure in COMPARED), row.key == "", row.key))


KEYS: Mapping[str, Callable[[Way], str]] = {
    "field": lambda way: way.field.value if way.field else "",
    "region": lambda way: way.region,
    "kind": lambda way: way.kind.value if way.kind else "",
}
"""By what needs are told apart, as an address calls it."""

NONE = "-"
"""How an address says that nothing is named."""


def chosen(ways: Sequence[Way], wanted: Mapping[str, str]) -> list[Way]:
    """The needs that have this in common: `field`, `region`, `kind`; what is empty does not matter."""
    asked = {name: "" if value == NONE else value for name, value in wanted.items() if value}
    return [way for way in ways if all(KEYS[name](way) == value for name, value in asked.items())]


def written(days: Fraction | None) -> str:
    """Days as they are told: `12`, `37,5`; a dash for none."""
    if days is None:
        return "–"
    return str(days.numerator) if days.denominator == 1 else f"{days.numerator // 2},5"
