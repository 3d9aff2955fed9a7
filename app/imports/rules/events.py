"""Reading the rows of a list of events: what each tells, before anything is compared with the ledgers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from app.core.formats import day as written
from app.core.formats import plain_line, unprintable
from app.core.values import MAX_CENTS, Cents, German
from app.imports.rules.columns import Field
from app.imports.rules.findings import EventError, Faulty, Remark
from app.imports.rules.kinds import doubt_of_ground, ground_of
from app.imports.rules.lists import EVENT_NAMES, EVENTS_OF, EventKind, ListKind, event_of
from app.imports.rules.readings import read_cents, read_count, read_day
from app.imports.rules.rows import NOTHING, Listed
from app.members.rules import MAX_DOCUMENT, ExitGround
from app.statutes.rules import months_after

Read = TypeVar("Read")

MAX_REFERENCE = 60
LONGEST_NOTICE = 120
"""Months; nobody gives notice for longer ahead (§ 65 (2) GenG; R-EXIT-02)."""

_OF_SHARES = frozenset({EventKind.SUBSCRIPTION, EventKind.CANCELLATION, EventKind.TRANSFER})
_MAY_COME = frozenset({EventKind.EXIT, EventKind.CANCELLATION})
"""What may be known before its day comes (R-EXIT-01, R-EXIT-07)."""


@dataclass(frozen=True)
class Event:
    """What a row tells; cents. A transfer without an amount leaves it to be found (§ 76 GenG)."""

    row: int
    kind: EventKind
    number: int
    day: date
    shares: int = 0
    amount: Cents | None = None
    acquirer: int = 0
    ground: ExitGround | None = None
    declared_on: date | None = None
    reference: str = ""

    def source(self, filename: str) -> str:
        """Name the line that tells of it, as ledgers keep it."""
        return f"{filename[:50]}, Zeile {self.row}"

    def document(self, filename: str) -> str:
        """Name the line and what the list says stands behind it, where there is room for one text only."""
        source = self.source(filename[:30])
        return f"{self.remark[: MAX_DOCUMENT - len(source) - 3]} · {source}" if self.remark else source

    @property
    def remark(self) -> str:
        """What the list says stands behind it, and when it was declared."""
        declared = f"erklärt am {written(self.declared_on)}" if self.declared_on else ""
        return ", ".join(part for part in (self.reference, declared) if part)

    @property
    def key(self) -> "Event":
        """What makes two rows the same event."""
        return replace(self, row=0)


@dataclass
class EventVerdict:
    """What became of one row; `row` counts from 1 below the headings. Shares and amount are what would be entered."""

    row: int
    number: int
    event: Event | None = None
    errors: list[Remark] = field(default_factory=list)
    hints: list[Remark] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)
    """What is to be looked at though the row is entered."""
    shares: int = 0
    amount: Cents = 0
    label: str = ""
    """The member's name, as the register has it."""
    day: date | None = None
    """The day that the row names, also where it is faulty."""
    told: Event | None = None
    """What the row says as far as it could be read, also where it is faulty."""

    @property
    def is_entered(self) -> bool:
        """Whether the row makes an entry; one that is there already makes none."""
        return not self.errors and not self.hints

    @property
    def told_shares(self) -> int:
        """The shares that would be entered; of a faulty row those that the list names."""
        return self.told.shares if self.errors and self.told else self.shares

    @property
    def told_amount(self) -> Cents:
        """The amount that would be entered; of a faulty row the one that the list names."""
        return (self.told.amount or 0) if self.errors and self.told else self.amount


def read_events(listed: Listed, kind: ListKind, today: date) -> list[EventVerdict]:
    """Read every row; of two that tell the same the later is refused."""
    headings = {column: heading for heading, column in listed.columns.items()}
    positions = {column: listed.table.headings.index(heading) for column, heading in headings.items()}
    first: dict[Event, int] = {}
    verdicts = []
    for index, cells in enumerate(listed.table.rows, start=1):
        row = _Row({column: cells[position] for column, position in positions.items()}, headings, kind, today)
        verdict = row.verdict(index)
        if verdict.event is not None and (earlier := first.setdefault(verdict.event.key, index)) != index:
            verdict.errors.append(_twice(earlier, headings))
            verdict.event = None
        verdicts.append(verdict)
    return verdicts


def _twice(earlier: int, headings: Mapping[Field, str]) -> Remark:
    return Faulty(
        EventError.TWICE, Field.MEMBER_NUMBER,
        "Dasselbe steht schon in Zeile {row}. Streichen Sie eine der beiden, oder unterscheiden Sie sie im Beleg.",
        row=earlier,
    ).under(headings)


class _Row:
    """One row being read; what is wrong gathers as its fields are read."""

    def __init__(
        self, cells: Mapping[Field, str], headings: Mapping[Field, str], kind: ListKind, today: date
    ) -> None:
        self.cells, self.headings, self.kind, self.today = cells, headings, kind, today
        self.errors: list[Remark] = []
        self.notes: list[Remark] = []

    def text(self, column: Field) -> str:
        """A cell as text, empty where the list has no such column or says that there is nothing."""
        text = plain_line(self.cells.get(column, ""))
        return "" if text in NOTHING else text

    def verdict(self, index: int) -> EventVerdict:
        """Read all fields."""
        number = self._read(self._number, Field.MEMBER_NUMBER)
        kind = self._read(self._kind, Field.EVENT)
        day = self._read(self._day, Field.DAY)
        verdict = EventVerdict(index, number or 0, errors=self.errors, notes=self.notes, day=day)
        if kind is None:
            return verdict
        event = Event(
            row=index, kind=kind, number=number or 0, day=day or self.today,
            shares=self._read(self._shares, Field.SHARES) or 0 if kind in _OF_SHARES else 0,
            amount=self._amount(kind),
            acquirer=self._read(self._number, Field.ACQUIRER) or 0 if kind is EventKind.TRANSFER else 0,
            ground=self._read(self._ground, Field.EXIT_GROUND) if kind is EventKind.EXIT else None,
            declared_on=self._read(self._declared, Field.DECLARED_ON),
            reference=self._read(self._reference, Field.REFERENCE) or "",
        )
        if not self.errors:
            self._check_days(event)
        verdict.event, verdict.told = None if self.errors else event, event
        return verdict

    def _read(self, reading: Callable[[Field], Read], column: Field) -> Read | None:
        try:
            return reading(column)
        except Faulty as fault:
            self.errors.append(fault.under(self.headings))
            return None

    def _number(self, column: Field) -> int:
        number = read_count(self.text(column))
        if not number:
            raise Faulty(
                EventError.INVALID_NUMBER, column,
                "Die Mitgliedsnummer fehlt oder ist keine Zahl. Tragen Sie die Nummer aus dem Register ein.",
            )
        return number

    def _kind(self, column: Field) -> EventKind:
        kind = event_of(self.text(column), self.kind)
        if kind is None:
            raise Faulty(
                EventError.UNKNOWN_EVENT, column,
                "Der Vorgang fehlt oder passt nicht in diese Liste. Möglich sind: {events}.",
                events=German(*(str(EVENT_NAMES[each]) for each in EVENTS_OF[self.kind]), joint=", "),
            )
        return kind

    def _day(self, column: Field) -> date:
        day = read_day(self.text(column), self.today)
        if day is None:
            raise Faulty(
                EventError.INVALID_DATE, column,
                "Der Tag fehlt, oder es gibt ihn nicht. Schreiben Sie ihn als 31.12.2019 oder 2019-12-31.",
            )
        return day

    def _declared(self, column: Field) -> date | None:
        return self._day(column) if self.text(column) else None

    def _shares(self, column: Field) -> int:
        shares = read_count(self.text(column))
        if not shares:
            raise Faulty(
                EventError.INVALID_SHARES, column,
                "Die Zahl der Anteile ist keine ganze Zahl ab 1. Das Vorzeichen ergibt sich aus dem Vorgang.",
            )
        return shares

    def _amount(self, kind: EventKind) -> Cents | None:
        if kind in _OF_SHARES - {EventKind.TRANSFER} or kind is EventKind.EXIT:
            return None
        return self._read(self._may_be_empty if kind is EventKind.TRANSFER else self._cents, Field.AMOUNT)

    def _may_be_empty(self, column: Field) -> Cents | None:
        text = self.text(column)
        return self._cents(column) if text and read_cents(text) != 0 else 0 if text else None

    def _cents(self, column: Field) -> Cents:
        cents = read_cents(self.text(column))
        if not cents or cents >= MAX_CENTS:
            raise Faulty(
                EventError.INVALID_AMOUNT, column,
                "Der Betrag fehlt oder ist keiner. Schreiben Sie ihn ohne Vorzeichen, als 1.234,56 oder 1234.56; die"
                " Richtung ergibt sich aus dem Vorgang.",
            )
        return cents

    def _ground(self, column: Field) -> ExitGround:
        text = self.text(column)
        if not text:
            raise Faulty(
                EventError.WITHOUT_GROUND, column,
                "Der Grund des Ausscheidens fehlt. Schreiben Sie zum Beispiel Kündigung, Tod oder Ausschluss.",
            )
        if doubt := doubt_of_ground(text):
            self.notes.append(doubt.under(self.headings))
        return ground_of(text)

    def _reference(self, column: Field) -> str:
        text = self.text(column)
        if unprintable(text):
            raise Faulty(
                EventError.UNREADABLE, column,
                "Der Beleg lässt sich nicht drucken. Schreiben Sie ihn in lateinischen Buchstaben.",
            )
        return text[:MAX_REFERENCE]

    def _check_days(self, event: Event) -> None:
        """Refuse what has not happened yet, and what was declared after its day."""
        latest = months_after(self.today, LONGEST_NOTICE) if event.kind in _MAY_COME else self.today
        declared = event.declared_on
        if event.day > latest:
            self._refuse(EventError.IN_FUTURE, Field.DAY, event.day)
        if declared is not None and declared > self.today:
            self._refuse(EventError.IN_FUTURE, Field.DECLARED_ON, declared)
        elif declared is not None and declared > event.day:
            self.errors.append(Faulty(
                EventError.WRONG_ORDER, Field.DECLARED_ON,
                "Erklärt wurde am {declared}, wirksam ist es schon am {day}. Prüfen Sie beide Tage.",
                declared=written(declared), day=written(event.day),
            ).under(self.headings))

    def _refuse(self, code: EventError, column: Field, day: date) -> None:
        self.errors.append(Faulty(
            code, column, "Der {day} liegt in der Zukunft. Prüfen Sie das Jahr.", day=written(day)
        ).under(self.headings))
