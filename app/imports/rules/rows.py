"""Judging the rows of a list: what each says, what is wrong with it, what is odd (R-REG-02, R-SHR-02)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum

from app.core.formats import fold
from app.core.values import Cents, PartyKind, PostalAddress, Refusal, iban_is_valid, plain_account
from app.imports.rules.columns import Field
from app.imports.rules.files import Table
from app.members.rules import ExitGround, is_member_on
from app.parties.rules import PartyFacts


class RowError(StrEnum):
    """Why a row is refused."""

    INVALID_NUMBER = "invalid_member_number"
    DUPLICATE_NUMBER = "duplicate_member_number"
    MISSING_NAME = "missing_name"
    INVALID_DATE = "invalid_date"
    SHARES_NOT_POSITIVE = "shares_not_positive"
    EXIT_BEFORE_ENTRY = "exit_before_entry"
    INVALID_AMOUNT = "invalid_amount"
    PAID_MORE_THAN_NOMINAL = "paid_more_than_nominal"
    EXIT_WITHOUT_GROUND = "exit_without_ground"
    TOO_LONG = "value_too_long"


class RowWarning(StrEnum):
    """What is odd about a row that is taken nevertheless."""

    INVALID_IBAN = "invalid_iban"
    POSTCODE_ZERO_LOST = "postcode_leading_zero_lost"
    POSSIBLE_DUPLICATE = "possible_duplicate_person"


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


@dataclass
class Verdict:
    """What became of one row; `row` counts from 1 below the headings."""

    row: int
    label: str
    facts: MemberFacts | None = None
    errors: list[RowError] = field(default_factory=list)
    warnings: list[RowWarning] = field(default_factory=list)


_LONGEST: Mapping[Field, int] = {
    Field.NAME: 300, Field.FIRM: 300, Field.LAST_NAME: 149, Field.FIRST_NAME: 149, Field.STREET: 200,
    Field.POSTCODE: 20, Field.CITY: 150, Field.POSTCODE_CITY: 150, Field.EMAIL: 320, Field.REGION: 120,
}
"""How many characters the register has room for."""

_KIND_WORDS: Sequence[tuple[PartyKind, str]] = (
    (PartyKind.NATURAL_PERSON, r"natuerlich|person\b|privat"),
    (PartyKind.MUNICIPALITY, r"kommun|gemeinde|stadt\b|landkreis|kreis\b|gebietskoerperschaft"),
    (PartyKind.RESEARCH, r"forschung|hochschul|universit|institut|wissenschaft"),
    (PartyKind.PUBLIC_BODY, r"kammer|koerperschaft|oeffentlich|anstalt|behoerde|zweckverband"),
    (PartyKind.ASSOCIATION, r"verein|verband|gbr|e\.? ?v\b|gesellschaft buergerlichen"),
)
_GROUNDS: Sequence[tuple[ExitGround, str]] = (
    (ExitGround.NOTICE, r"kuendig|notice"),
    (ExitGround.TRANSFER, r"uebertrag|transfer"),
    (ExitGround.DEATH, r"tod|verstorben|gestorben|death"),
    (ExitGround.DISSOLUTION, r"aufloes|erlosch|insolven|liquid|dissol"),
    (ExitGround.EXCLUSION, r"ausschl|exclu"),
)


def kind_of(text: str, has_firm: bool) -> PartyKind:
    """Read what sort of member it is, by words; a legal person without nearer word is a company."""
    folded = fold(text)
    if re.search(r"juristisch|firma|unternehmen|gmbh|ag\b", folded):
        return PartyKind.COMPANY
    found = next((kind for kind, words in _KIND_WORDS if re.search(words, folded)), None)
    return found or (PartyKind.COMPANY if has_firm else PartyKind.NATURAL_PERSON)


def judge(
    table: Table, columns: Mapping[str, Field], share_amount: Cents, today: date,
    taken: Mapping[int, str] | None = None,
) -> list[Verdict]:
    """Judge every row; `taken` names the members already in the register (number → folded name).

    A row whose number and name stand in the register already is good: it is skipped when the list is taken over, so
    that a list can be imported again.
    """
    positions = {column: table.headings.index(heading) for heading, column in columns.items()}
    numbers: set[str] = set()
    people: dict[str, int] = {}
    verdicts = []
    for index, cells in enumerate(table.rows, start=1):
        row = _Row({column: cells[position] for column, position in positions.items()}, share_amount, today)
        verdict = row.verdict(index)
        _check_number(verdict, row.text(Field.MEMBER_NUMBER), numbers, taken or {})
        if verdict.errors:
            verdict.facts, verdict.warnings = None, []
        else:
            _note_person(verdict, people)
        verdicts.append(verdict)
    return verdicts


def _check_number(verdict: Verdict, text: str, numbers: set[str], taken: Mapping[int, str]) -> None:
    """Of two rows with one number the later is refused; so is a number that somebody else holds already."""
    key = text.lstrip("0")
    facts = verdict.facts
    held_by_another = facts is not None and taken.get(facts.number, facts.party.sort_name) != facts.party.sort_name
    if key and (key in numbers or held_by_another):
        verdict.errors.insert(0, RowError.DUPLICATE_NUMBER)
    numbers.add(key)


def _note_person(verdict: Verdict, people: dict[str, int]) -> None:
    facts = verdict.facts
    assert facts is not None
    key = f"{facts.party.sort_name}|{fold(str(facts.party.address))}"
    if facts.party.address.street and people.setdefault(key, facts.number) != facts.number:
        verdict.warnings.append(RowWarning.POSSIBLE_DUPLICATE)


class _Row:
    """One row being read; errors and warnings gather as its fields are read."""

    def __init__(self, cells: Mapping[Field, str], share_amount: Cents, today: date) -> None:
        self.cells = cells
        self.share_amount = share_amount
        self.today = today
        self.errors: list[RowError] = []
        self.warnings: list[RowWarning] = []

    def text(self, column: Field) -> str:
        """A cell as text, empty where the list has no such column."""
        return self.cells.get(column, "").strip()

    def verdict(self, row: int) -> Verdict:
        """Read all fields."""
        number = self._number()
        if any(len(self.text(column)) > longest for column, longest in _LONGEST.items()):
            self.errors.append(RowError.TOO_LONG)
        party = self._party()
        joined_on = self._day(Field.JOINED_ON, required=True)
        left = self._exit(joined_on)
        shares = self._shares()
        paid_in = self._paid_in(shares)
        iban = self._iban()
        facts = None
        if not self.errors and party and number and joined_on and shares and paid_in is not None:
            facts = MemberFacts(number, party, joined_on, shares, paid_in, left, iban)
        return Verdict(row, party.display_name if party else "", facts, self.errors, self.warnings)

    def _number(self) -> int:
        text = self.text(Field.MEMBER_NUMBER)
        if not re.fullmatch(r"0{0,20}[1-9][0-9]{0,8}", text):
            self.errors.append(RowError.INVALID_NUMBER)
            return 0
        return int(text)

    def _party(self) -> PartyFacts | None:
        firm = self.text(Field.FIRM)
        kind = kind_of(self.text(Field.KIND), bool(firm))
        if kind is PartyKind.NATURAL_PERSON:
            first_names, last_name = self._person()
            if not first_names or not last_name:
                self.errors.append(RowError.MISSING_NAME)
                return None
            return self._facts(kind, last_name=last_name, first_names=first_names)
        name = firm or self.text(Field.NAME) or self.text(Field.LAST_NAME)
        if not name:
            self.errors.append(RowError.MISSING_NAME)
            return None
        return self._facts(kind, name=name)

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
        if re.fullmatch(r"\d{4}", postcode):
            postcode = f"0{postcode}"
            self.warnings.append(RowWarning.POSTCODE_ZERO_LOST)
        return PostalAddress(self.text(Field.STREET), postcode, city.strip())

    def _day(self, column: Field, required: bool = False) -> date | None:
        text = self.text(column)
        day = _read_day(text, self.today)
        if day is None and (text or required):
            self.errors.append(RowError.INVALID_DATE)
        return day

    def _exit(self, joined_on: date | None) -> ExitFacts | None:
        text, ground = self.text(Field.LEFT_ON), self.text(Field.EXIT_GROUND)
        if ground and not text:
            self.errors.append(RowError.INVALID_DATE)
        last_day = self._day(Field.LEFT_ON)
        if last_day is None:
            return None
        if joined_on and last_day < joined_on:
            self.errors.append(RowError.EXIT_BEFORE_ENTRY)
        if not ground:
            self.errors.append(RowError.EXIT_WITHOUT_GROUND)
        folded = fold(ground)
        found = next((each for each, words in _GROUNDS if re.search(words, folded)), ExitGround.OTHER)
        return ExitFacts(last_day, found)

    def _shares(self) -> int:
        text = re.sub(r"[.\s]", "", self.text(Field.SHARES)).removesuffix(",00").removesuffix(",0")
        if not re.fullmatch(r"\d{1,9}", text) or int(text) < 1:
            self.errors.append(RowError.SHARES_NOT_POSITIVE)
            return 0
        return int(text)

    def _paid_in(self, shares: int) -> Cents | None:
        text = self.text(Field.PAID_IN)
        cents = _read_cents(text) if text else 0
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


def _read_day(text: str, today: date) -> date | None:
    """A day as 24.11.2026, 24.11.26, 2026-11-24 or 24/11/2026; two-digit years so that none lies in the future."""
    found = re.fullmatch(r"(\d{1,2})[./](\d{1,2})[./](\d{4}|\d{2})", text)
    iso = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?", text)
    if not (found or iso):
        return None
    first, second, third = found.groups() if found else iso.groups() if iso else ("", "", "")
    day, month, year = (int(third), int(second), int(first)) if iso else (int(first), int(second), int(third))
    try:
        if found and len(found[3]) == 2:
            recent = datetime(2000 + year, month, day, tzinfo=UTC).date()
            return recent if recent <= today else datetime(1900 + year, month, day, tzinfo=UTC).date()
        return date(year, month, day) if year >= 1850 else None
    except ValueError:
        return None


def _read_cents(text: str) -> Cents | None:
    """An amount as 1.000,00 or 1000 or 1000.50 or 1.000,00 €."""
    plain = re.sub(r"(?i)[\s\u00a0\u202f€]|eur(o)?", "", text)
    found = re.fullmatch(r"(\d{1,3}(?:[.' ]\d{3})+|\d{1,12})(?:,(\d{1,2}))?", plain)
    found = found or re.fullmatch(r"(\d{1,12})\.(\d{1,2})", plain)
    if not found:
        return None
    return int(re.sub(r"\D", "", found[1])) * 100 + int((found[2] or "0").ljust(2, "0"))


def share_amount_of(text: str) -> Cents:
    """Read the amount of one share as a person types it; refused where it is none."""
    cents = _read_cents(text)
    if not cents:
        raise Refusal("Geben Sie den Betrag eines Anteils an, zum Beispiel 500,00.")
    return cents


def report_days(facts: Iterable[MemberFacts], today: date) -> list[date]:
    """The days a report counts the register on: the end of each half-year and each first of January, until today."""
    years = {each.joined_on.year for each in facts}
    span = range(min(years), today.year + 1) if years else range(0)
    days = [day for year in span for day in (date(year, 1, 1), date(year, 6, 30), date(year, 12, 31))]
    return [*(day for day in days if day <= today), *([today] if years else [])]


def report(verdicts: Sequence[Verdict], share_amount: Cents, days: Iterable[date]) -> dict[str, object]:
    """What the list holds, as an object: rows, errors and warnings by row, and the register on some days."""
    facts = [verdict.facts for verdict in verdicts if verdict.facts]
    return {
        "share_amount": _written(share_amount),
        "rows": len(verdicts),
        "importable_rows": len(facts),
        "errors_by_data_row": {str(each.row): [*each.errors] for each in verdicts if each.errors},
        "warnings_by_data_row": {str(each.row): [*each.warnings] for each in verdicts if each.warnings},
        "register_on": {day.isoformat(): _on(facts, day) for day in sorted(set(days))},
    }


def _on(facts: Iterable[MemberFacts], day: date) -> dict[str, object]:
    present = [each for each in facts if is_member_on(each.joined_on, each.left.last_day if each.left else None, day)]
    return {
        "members": len(present),
        "shares": sum(each.shares for each in present),
        "paid_in": _written(sum(each.paid_in for each in present)),
    }


def _written(cents: Cents) -> str:
    return f"{cents // 100}.{cents % 100:02d}"
