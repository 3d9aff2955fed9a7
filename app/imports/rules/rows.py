"""Judging the rows of a list: what each says, what is wrong with it, what is odd (R-REG-02, R-SHR-02)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from app.core.formats import day as written
from app.core.formats import fold, plain_line, unprintable
from app.core.told import Told
from app.core.values import Cents, PartyKind, PostalAddress, iban_is_valid, plain_account
from app.imports.rules.columns import FIELD_NAMES, OF_MEMBERS, Field, Layout, check_map, map_from, recognise
from app.imports.rules.deaths import Calendar, doubt_of_end
from app.imports.rules.files import Table, read_table
from app.imports.rules.findings import EventError, Faulty, Remark
from app.imports.rules.kinds import doubt_of_ground, ground_of, kind_of
from app.imports.rules.readings import read_cents, read_count, read_day
from app.imports.rules.remarks import ERROR_WORDS, WARNING_WORDS, RowError, RowWarning
from app.members.rules import MAX_DETAIL, ExitGround
from app.parties.rules import PartyFacts


class ImportState(StrEnum):
    """Where an import stands: being prepared, ordered, taken over, failed as a whole."""

    OPEN = "open"
    ORDERED = "ordered"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True)
class ExitFacts:
    """When and why a membership ended."""

    last_day: date
    ground: ExitGround


@dataclass(frozen=True)
class MemberFacts:
    """What a good row says of a member; amounts in cents."""

    number: int
    party: PartyFacts
    joined_on: date
    shares: int
    paid_in: Cents
    left: ExitFacts | None
    iban: str
    details: Mapping[str, str] = field(default_factory=dict)
    """What the statute adds to the register, under the headings of the list."""


@dataclass(frozen=True)
class Listed:
    """A list as it was read, which of its headings is which field, and what one share is worth in it."""

    table: Table
    columns: Mapping[str, Field]
    share_amount: Cents


def listed(content: bytes, columns: object, share_amount: Cents, form: Layout = OF_MEMBERS) -> Listed:
    """Read a list, its columns by a map or, without one, as recognised; refused where they do not suffice."""
    table = read_table(content)
    known = map_from(columns, table.headings, form) if columns is not None else recognise(table.headings, form)
    check_map(known, form)
    return Listed(table, known, share_amount)


@dataclass
class Verdict:
    """What became of one row; `row` counts from 1 below the headings."""

    row: int
    label: str
    number: int = 0
    """The member number, where the row names one."""
    facts: MemberFacts | None = None
    errors: list[RowError] = field(default_factory=list)
    warnings: list[RowWarning] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)
    """What is to be looked at of this very row, though it is taken."""
    said: dict[RowError, Told] = field(default_factory=dict)
    """What is said of an error of this very row, where more is known than that it is one."""
    joined_on: date | None = None
    shares: int = 0
    paid_in: Cents | None = None
    left: ExitFacts | None = None
    """What the list says, also where the row is faulty."""

    @property
    def faults(self) -> list[Told]:
        """Why the row is refused, in words."""
        return [self.said.get(error) or Told(str(ERROR_WORDS[error])) for error in dict.fromkeys(self.errors)]

    @property
    def hints(self) -> list[Told]:
        """What is odd about the row, or to be looked at, in words."""
        return [*(Told(str(WARNING_WORDS[each])) for each in self.warnings), *(each.said for each in self.notes)]

    @property
    def is_there(self) -> bool:
        """Whether the register has this member already, so that the row is passed over."""
        return any(each.code is EventError.ALREADY_THERE for each in self.notes)

    def refuse(self, error: RowError, said: Told) -> None:
        """Refuse the row for what is known of it."""
        self.errors.append(error)
        self.said[error] = said


_LONGEST: Mapping[Field, int] = {
    Field.NAME: 300, Field.FIRM: 300, Field.LAST_NAME: 149, Field.FIRST_NAME: 149, Field.STREET: 180,
    Field.HOUSE_NUMBER: 20, Field.POSTCODE: 20, Field.CITY: 150, Field.POSTCODE_CITY: 150, Field.EMAIL: 320,
    Field.REGION: 120, Field.REPRESENTED_BY: 200,
}
"""How many characters the register has room for."""

NOTHING = frozenset(
    ("-", "--", "---", "–", "—", ".", "./.", "/", "n/a", "N/A", "#N/A", "#NV", "NULL", "k.A.", "k. A.", "entfällt")
)
"""What people and programs write where there is nothing to say."""


_OPEN = Calendar()
_THERE = Faulty(
    EventError.ALREADY_THERE, Field.MEMBER_NUMBER,
    "Steht schon im Register und wird nicht noch einmal eingetragen.",
)


def judge(
    table: Table, columns: Mapping[str, Field], share_amount: Cents, today: date,
    taken: Mapping[int, str] | None = None, calendar: Calendar = _OPEN,
) -> list[Verdict]:
    """Judge every row; `taken` names the members already in the register (number → folded name).

    Nobody new joins in a fiscal year that is closed for entries, and a death ends a membership with the close of its
    fiscal year, by the `calendar`.

    A row whose number and name stand in the register already is good: it is skipped when the list is taken over, so
    that a list can be imported again.
    """
    headings = {column: heading for heading, column in columns.items()}
    positions = {column: table.headings.index(heading) for column, heading in headings.items()}
    numbers: set[int] = set()
    further = [index for index, heading in enumerate(table.headings) if columns.get(heading) is Field.DETAIL]
    people: dict[str, int] = {}
    verdicts = []
    for index, cells in enumerate(table.rows, start=1):
        row = _Row({column: cells[position] for column, position in positions.items()}, headings, share_amount, today)
        row.details = {table.headings[at]: plain_line(cells[at]) for at in further if plain_line(cells[at])}
        verdict = row.verdict(index)
        _check_number(verdict, row.number, numbers, taken or {})
        is_good = not verdict.errors
        if row.number not in (taken or {}):
            _check_year_open(verdict, calendar.closed_through)
            _look_at_exit(verdict, row.text(Field.EXIT_GROUND), calendar, headings)
        if is_good:
            _note_person(verdict, people)
            if row.number in (taken or {}):
                verdict.notes.append(_THERE.under(headings))
        else:
            verdict.warnings, verdict.notes = [], []
        if verdict.errors:
            verdict.facts = None
        verdicts.append(verdict)
    return verdicts


def _check_number(verdict: Verdict, number: int, numbers: set[int], taken: Mapping[int, str]) -> None:
    """Of two rows with one number the later is refused; so is a number that somebody else holds already."""
    facts = verdict.facts
    held_by_another = facts is not None and taken.get(facts.number, facts.party.sort_name) != facts.party.sort_name
    if number and (number in numbers or held_by_another):
        verdict.errors.insert(0, RowError.DUPLICATE_NUMBER)
    numbers.add(number)


def _check_year_open(verdict: Verdict, closed_through: date | None) -> None:
    """Said beside whatever else is wrong or odd: to open the year is not to come back for the next fault."""
    if verdict.joined_on and closed_through and verdict.joined_on <= closed_through:
        verdict.refuse(RowError.YEAR_CLOSED, Told(
            "Die Geschäftsjahre bis zum {day} sind geschlossen, der Beitritt liegt in einem davon; öffnen Sie es"
            " zuerst.", day=written(closed_through),
        ))


def _look_at_exit(verdict: Verdict, ground: str, calendar: Calendar, headings: Mapping[Field, str]) -> None:
    """Hold an exit against the law as a history is held: its ground, and what `doubt_of_end` says of its day.

    §§ 65, 67a, 68, 77, 77a GenG; R-REG-04, R-EXIT-01, R-EXIT-10.
    """
    left = verdict.left
    if left is None:
        return
    doubts = [doubt_of_ground(ground)]
    try:
        doubts.append(doubt_of_end(left.ground, left.last_day, calendar))
    except Faulty as fault:
        verdict.refuse(RowError.DEATH_WITHIN_YEAR, fault.said)
    verdict.notes.extend(doubt.under(headings) for doubt in doubts if doubt)


def _note_person(verdict: Verdict, people: dict[str, int]) -> None:
    facts = verdict.facts
    assert facts is not None
    address = facts.party.address
    street = re.sub(r"str(\.|asse)? ?(?=\d|$)", "str", fold(address.street)).replace(" ", "")
    key = f"{facts.party.sort_name}|{street}|{address.postcode}|{fold(address.city)}"
    if street and people.setdefault(key, facts.number) != facts.number:
        verdict.warnings.append(RowWarning.POSSIBLE_DUPLICATE)


class _Row:
    """One row being read; errors and warnings gather as its fields are read."""

    def __init__(
        self, cells: Mapping[Field, str], headings: Mapping[Field, str], share_amount: Cents, today: date
    ) -> None:
        self.cells, self.headings = cells, headings
        self.no_days: list[Field] = []
        self.share_amount = share_amount
        self.today = today
        self.details: Mapping[str, str] = {}
        self.errors: list[RowError] = []
        self.warnings: list[RowWarning] = []
        self.number = self._number()

    def text(self, column: Field) -> str:
        """A cell as text, empty where the list has no such column or says that there is nothing."""
        text = plain_line(self.cells.get(column, ""))
        return "" if text in NOTHING else text

    def verdict(self, row: int) -> Verdict:
        """Read all fields."""
        if self._is_too_long():
            self.errors.append(RowError.TOO_LONG)
        if any(unprintable(self.text(column)) for column in Field):
            self.errors.append(RowError.UNPRINTABLE)
        party = self._party()
        joined_on = self._joining_day()
        left = self._exit(joined_on)
        shares = self._shares()
        paid_in = self._paid_in(shares)
        iban = self._iban()
        facts = None
        if not self.errors and party and self.number and joined_on and shares and paid_in is not None:
            facts = MemberFacts(self.number, party, joined_on, shares, paid_in, left, iban, self.details)
        name = party.display_name if party else ""
        return Verdict(
            row, name, self.number, facts, self.errors, self.warnings, said=self._said(), joined_on=joined_on,
            shares=shares, paid_in=paid_in, left=left,
        )

    def _said(self) -> dict[RowError, Told]:
        """Name the columns in which a day is missing or none."""
        if not self.no_days:
            return {}
        columns = ", ".join(f"„{self.headings.get(column) or FIELD_NAMES[column]}“" for column in self.no_days)
        return {RowError.INVALID_DATE: Told("Ein Datum fehlt oder gibt es nicht: {columns}.", columns=columns)}

    def _is_too_long(self) -> bool:
        """Whether the register has no room for what a cell says."""
        if any(len(value) > MAX_DETAIL for value in self.details.values()):
            return True
        return any(len(self.text(column)) > longest for column, longest in _LONGEST.items())

    def _number(self) -> int:
        number = read_count(self.text(Field.MEMBER_NUMBER))
        if not number:
            self.errors.append(RowError.INVALID_NUMBER)
        return number

    def _party(self) -> PartyFacts | None:
        firm = self.text(Field.FIRM)
        first_names, last_name = self._person()
        is_split = bool(self.text(Field.FIRST_NAME))
        designation = firm or self.text(Field.NAME) or ("" if is_split else last_name)
        kind = kind_of(self.text(Field.KIND), firm, "" if is_split else designation)
        is_named = bool(first_names and last_name) if kind is PartyKind.NATURAL_PERSON else bool(designation)
        if not is_named:
            self.errors.append(RowError.MISSING_NAME)
            return None
        if kind is PartyKind.NATURAL_PERSON:
            return self._facts(kind, last_name=last_name, first_names=first_names)
        return self._facts(kind, name=designation)

    def _person(self) -> tuple[str, str]:
        """First and last name, from columns of their own or from `Last, First`."""
        first, last = self.text(Field.FIRST_NAME), self.text(Field.LAST_NAME)
        whole = self.text(Field.NAME)
        if not (first or last) and whole:
            if "," in whole:
                last, _comma, first = (part.strip() for part in whole.partition(","))
            else:
                first, _space, last = (part.strip() for part in whole.rpartition(" "))
        return first, last

    def _facts(self, kind: PartyKind, name: str = "", last_name: str = "", first_names: str = "") -> PartyFacts:
        return PartyFacts(
            kind=kind, name=name, last_name=last_name, first_names=first_names, address=self._address(),
            email=self.text(Field.EMAIL), region=self.text(Field.REGION),
            represented_by=self.text(Field.REPRESENTED_BY),
        )

    def _address(self) -> PostalAddress:
        postcode, city = self.text(Field.POSTCODE), self.text(Field.CITY)
        joined = self.text(Field.POSTCODE_CITY)
        if joined and not postcode:
            postcode, _space, city = joined.partition(" ")
        postcode = re.sub(r"^(?:DE?|de?)[- ]?(?=[0-9]{4,5}$)", "", postcode)
        if re.fullmatch(r"[0-9]{4}", postcode):
            postcode = f"0{postcode}"
            self.warnings.append(RowWarning.POSTCODE_ZERO_LOST)
        street = f"{self.text(Field.STREET)} {self.text(Field.HOUSE_NUMBER)}".strip()
        return PostalAddress(street, postcode, city)

    def _day(self, column: Field, required: bool = False) -> date | None:
        text = self.text(column)
        day = read_day(text, self.today)
        if day is None and (text or required):
            self._refuse_day(column)
        return day

    def _refuse_day(self, column: Field) -> None:
        self.errors.append(RowError.INVALID_DATE)
        self.no_days.append(column)

    def _joining_day(self) -> date | None:
        """When somebody joined; a register names members, not who is to become one (§ 30 GenG)."""
        day = self._day(Field.JOINED_ON, required=True)
        if day and day > self.today:
            self.errors.append(RowError.ENTRY_IN_FUTURE)
        return day

    def _exit(self, joined_on: date | None) -> ExitFacts | None:
        text, ground = self.text(Field.LEFT_ON), self.text(Field.EXIT_GROUND)
        if ground and not text:
            self._refuse_day(Field.LEFT_ON)
        last_day = self._day(Field.LEFT_ON)
        if last_day is None:
            return None
        if joined_on and last_day < joined_on:
            self.errors.append(RowError.EXIT_BEFORE_ENTRY)
        if not ground:
            self.errors.append(RowError.EXIT_WITHOUT_GROUND)
        return ExitFacts(last_day, ground_of(ground))

    def _shares(self) -> int:
        shares = read_count(self.text(Field.SHARES))
        if not shares:
            self.errors.append(RowError.SHARES_NOT_POSITIVE)
        return shares

    def _paid_in(self, shares: int) -> Cents | None:
        text = self.text(Field.PAID_IN)
        cents = read_cents(text) if text else 0
        if cents is None:
            self.errors.append(RowError.INVALID_AMOUNT)
        elif shares and cents > shares * self.share_amount:
            self.errors.append(RowError.PAID_MORE_THAN_NOMINAL)
        return cents

    def _iban(self) -> str:
        text = self.text(Field.IBAN)
        if text and not iban_is_valid(text):
            self.warnings.append(RowWarning.INVALID_IBAN)
            return ""
        return plain_account(text) if text else ""
