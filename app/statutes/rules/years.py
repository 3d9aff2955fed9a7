"""Fiscal years (Geschäftsjahre, § 8 (1) no. 3 GenG, § 240 (2) HGB) and the days of a version of the statute."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from app.core.formats import count
from app.core.formats import day as written
from app.core.told import Told
from app.core.values import NotFound, Refusal
from app.statutes.rules.calendar import months_after

ONE_DAY = timedelta(days=1)
FIRST_LAW = date(1867, 3, 27)
"""The first law by which cooperatives are registered, the Prussian one; no day of theirs lies before it."""

LONGEST_UNDERWAY = 24
"""So many months at most lie between the day a writing bears and the day it comes in; more is a slip of the year."""


@dataclass(frozen=True, order=True)
class FiscalYear:
    """A fiscal year with its first and last day, both inclusive; it may be a short one (Rumpfgeschäftsjahr)."""

    first_day: date
    last_day: date

    @property
    def is_short(self) -> bool:
        """Whether the year is shorter than twelve months."""
        return self.last_day < longest_last_day(self.first_day)

    def covers(self, day: date) -> bool:
        """Say whether a day lies in this year."""
        return self.first_day <= day <= self.last_day

    @property
    def name(self) -> Told:
        """What it is called: by its year where it is the calendar's, else by its days."""
        if (self.first_day, self.last_day) == (date(self.last_day.year, 1, 1), date(self.last_day.year, 12, 31)):
            return Told("{year}", year=self.last_day.year)
        return Told("{first} – {last}", first=written(self.first_day), last=written(self.last_day))

    def __str__(self) -> str:
        return str(self.name)


def year_called(years: Iterable[FiscalYear], called: str) -> FiscalYear:
    """Find a year by its last day (`2025-12-31`) or its name (`2025`); NotFound where it is none of them."""
    found = next((year for year in years if called in (year.last_day.isoformat(), str(year))), None)
    if found is None:
        raise NotFound("Dieses Geschäftsjahr gibt es nicht. Wählen Sie eines aus der Liste der Geschäftsjahre.")
    return found


def longest_last_day(first_day: date) -> date:
    """Name the last day of a full year of twelve months that begins on a day (§ 240 (2) sentence 2 HGB).

    The eve of the same day a year later; a year that begins on 29 February ends on 28 February.
    """
    return last_day_of_months(first_day, 12)


def last_day_of_months(first_day: date, months: int) -> date:
    """Name the last day of a time of months that begins with a day (§§ 187 (2), 188 (2), (3) BGB)."""
    same_day = months_after(first_day, months)
    return same_day - ONE_DAY if same_day.day == first_day.day else same_day


class ResolvedDayRefusal(Refusal):
    """A refusal that is about the day on which a version of the statute was resolved."""


def is_before_first_law(day: date) -> bool:
    """Say whether a day lies before there was any registered cooperative: the year is mistyped (§ 10 GenG)."""
    return day < FIRST_LAW


def is_too_long_underway(dated_on: date, received_on: date) -> bool:
    """Say whether a writing would have been on its way for years: one of its days is mistyped (§ 130 BGB)."""
    return months_after(dated_on, LONGEST_UNDERWAY) < received_on


def check_fiscal_year(year: FiscalYear) -> None:
    """Refuse a fiscal year that ends before it begins or lasts longer than twelve months (§ 240 (2) HGB)."""
    if is_before_first_law(year.first_day):
        raise Refusal(
            "Vor dem {day} gab es keine eingetragene Genossenschaft. Prüfen Sie das Jahr.", day=written(FIRST_LAW)
        )
    if year.last_day < year.first_day:
        raise Refusal("Das Geschäftsjahr endet vor seinem Beginn.")
    if year.last_day > longest_last_day(year.first_day):
        raise Refusal(
            "Ein Geschäftsjahr dauert höchstens zwölf Monate (§ 240 Abs. 2 HGB): spätestens bis {day}.",
            day=written(longest_last_day(year.first_day)),
        )


def check_next_fiscal_year(known: Iterable[FiscalYear], year: FiscalYear) -> None:
    """Refuse a fiscal year that leaves a gap after the known ones or overlaps them (R-EXIT-04)."""
    check_fiscal_year(year)
    last = max((each.last_day for each in known), default=None)
    if last is not None and year.first_day != last + ONE_DAY:
        raise Refusal(
            "Das nächste Geschäftsjahr beginnt am {day}, ohne Lücke und Überschneidung.", day=written(last + ONE_DAY)
        )


def check_beginning(first: FiscalYear, first_day: date, first_entry: date | None) -> FiscalYear:
    """Give the earliest fiscal year with another beginning, as after a founding in mid-year (§ 240 (2) HGB).

    Refused where the year would be too long, or where register or ledgers have an entry in the days it would lose;
    `first_entry` is the earliest one there.
    """
    year = FiscalYear(first_day, first.last_day)
    check_fiscal_year(year)
    if first_entry is not None:
        raise Refusal(
            "Seit dem {day} gibt es Eintragungen in Mitgliederliste oder Konten. Das erste Geschäftsjahr beginnt "
            "spätestens an diesem Tag.", day=written(first_entry),
        )
    return year


class ClosedYearRefusal(Refusal):
    """A refusal that is about a day within a closed fiscal year."""


def check_year_open(day: date, closed_through: date | None) -> None:
    """Refuse an entry that would count within a closed fiscal year; what is undone there still is (R-REG-05)."""
    if closed_through is not None and day <= closed_through:
        raise ClosedYearRefusal(
            "Bis zum {day} sind die Geschäftsjahre geschlossen. Stornieren geht noch; sonst muss ein Vorgang an einem "
            "späteren Tag wirken.", day=written(closed_through),
        )


def check_leaves_in_open_year(last_day: date, closed_through: date | None) -> None:
    """Refuse an end, or a giving up of shares, within a closed year, whose day nobody can choose, and name the way.

    The year that was closed last is opened again (§§ 65, 68 GenG; R-REG-05).
    """
    if closed_through is not None and last_day <= closed_through:
        raise ClosedYearRefusal(
            "Das wirkt mit Ablauf des {last}, und die Geschäftsjahre bis zum {day} sind geschlossen. Öffnen Sie unter"
            " „Jahresabschlüsse“ das zuletzt geschlossene Jahr wieder, und tragen Sie dies dann noch einmal ein.",
            last=written(last_day), day=written(closed_through),
        )


def check_told_in_open_year(valid_from: date, closed_through: date | None) -> None:
    """Refuse that something holds in the register from a day within a closed year; it is told too late (R-REG-05).

    It is entered from the first open day, and its document names the real one; to take back a wrong entry stays open.
    """
    if closed_through is not None and valid_from <= closed_through:
        raise ClosedYearRefusal(
            "Bis zum {day} sind die Geschäftsjahre geschlossen. Was erst jetzt bekannt wird, gilt im Register"
            " frühestens ab dem {first}; den wirklichen Tag nennt der Beleg.", day=written(closed_through),
            first=written(closed_through + ONE_DAY),
        )


def check_ends_in_open_year(last_day: date, closed_through: date | None) -> None:
    """Refuse that what the register had in a closed year ends there; the last day of the year is free (R-REG-05).

    From the first open day on it does not hold any more.
    """
    if closed_through is not None and last_day < closed_through:
        raise ClosedYearRefusal(
            "Bis zum {day} sind die Geschäftsjahre geschlossen. Was erst jetzt bekannt wird, wirkt frühestens ab dem"
            " {first}. Tragen Sie als letzten Tag den {day} ein.", day=written(closed_through),
            first=written(closed_through + ONE_DAY),
        )


def droppable_fiscal_year(known: Sequence[FiscalYear], today: date) -> FiscalYear | None:
    """Name the year that may be struck: the last one before it begins, or the only one, entered by mistake."""
    last = max(known, default=None)
    return last if last is not None and (len(known) == 1 or last.first_day > today) else None


def last_closed_year(known: Sequence[FiscalYear], today: date) -> FiscalYear | None:
    """Name the last fiscal year that is over, the one an audit looks at (§ 53 GenG); `known` in order."""
    return next((year for year in reversed(known) if year.last_day < today), None)


def next_fiscal_year(known: Sequence[FiscalYear], first_month: int, founded_on: date) -> FiscalYear:
    """Propose the fiscal year that follows; the first one, or one after a change of the statute, may be short."""
    first_day = max(year.last_day for year in known) + ONE_DAY if known else founded_on
    turn = date(first_day.year, first_month, 1)
    if turn <= first_day:
        turn = date(first_day.year + 1, first_month, 1)
    return FiscalYear(first_day, turn - ONE_DAY)


def years_onward(known: Iterable[FiscalYear]) -> Iterator[FiscalYear]:
    """Name the fiscal years in order and without end: those entered, short ones too, then full ones (R-EXIT-04)."""
    years = sorted(known)
    if not years:
        raise Refusal("Noch ist kein Geschäftsjahr eingetragen.")
    yield from years
    last = years[-1]
    while True:
        first_day = last.last_day + ONE_DAY
        last = FiscalYear(first_day, longest_last_day(first_day))
        yield last


def check_closes_stay(before: Sequence[FiscalYear], after: Sequence[FiscalYear], ends: Mapping[date, int]) -> None:
    """Refuse to let a fiscal year no longer close with a day on which something ends for that reason (R-EXIT-04).

    `ends`: how many memberships or shares end so, by day. A member's last day follows the fiscal year, but it was told
    to the member, and what the member may do depends on it (§§ 65, 67b, 68, 77, 77a GenG).
    """
    for day, number in sorted(ends.items()):
        if before and year_end_of(before, day) == day and (not after or year_end_of(after, day) != day):
            raise Refusal(
                "Mit dem {day} enden schon Mitgliedschaften oder Anteile ({number}), weil an diesem Tag das"
                " Geschäftsjahr schließt. Nehmen Sie diese Kündigungen, Ausschlüsse und Todesfälle zurück, ändern Sie"
                " dann das Geschäftsjahr, und tragen Sie sie neu ein: Ihr Tag folgt dem Geschäftsjahr, und die"
                " Mitglieder müssen ihn neu erfahren.",
                day=written(day), number=count(number),
            )


def year_end_of(known: Iterable[FiscalYear], day: date) -> date:
    """Name the last day of the fiscal year in which a day lies (R-EXIT-04)."""
    return next(year.last_day for year in years_onward(known) if year.last_day >= day)


@dataclass(frozen=True)
class AnnualDuties:
    """Until when the accounts of a fiscal year are to be prepared, laid before the assembly and disclosed."""

    accounts_prepared_by: date
    ordinary_gv_by: date
    disclosure_by: date


def annual_duties(year_end: date) -> AnnualDuties:
    """Name what follows the end of a fiscal year, and by when (R-FIN-01, R-GV-01, R-FIN-03).

    Accounts within five months (§ 336 (1) HGB), the ordinary assembly within six (§ 48 (1) sentence 3 GenG),
    disclosure within twelve (§ 339 HGB). No day is moved for a weekend.
    """
    first_day = year_end + ONE_DAY
    return AnnualDuties(*(last_day_of_months(first_day, months) for months in (5, 6, 12)))


def duties_ahead(known: Iterable[FiscalYear], today: date) -> list[tuple[FiscalYear, AnnualDuties]]:
    """Name the years begun of which something is still to be done, with its days (R-FIN-01, R-GV-01, R-FIN-03)."""
    begun = [(year, annual_duties(year.last_day)) for year in sorted(known) if year.first_day <= today]
    return [(year, duties) for year, duties in begun if duties.disclosure_by >= today]


class Registered(Protocol):
    """What tells whether a version may be corrected: whether it is registered, and whether a correction exists."""

    @property
    def registered_on(self) -> date | None:
        """Day of the entry in the register; None while it is pending."""

    @property
    def correction(self) -> object | None:
        """The version that corrects it, pending or registered."""


def check_correctable(version: Registered) -> None:
    """Refuse a correction of a version that can still be changed, and a second one of the same (R-STA-03)."""
    if version.registered_on is None:
        raise Refusal("Diese Fassung ist noch nicht eingetragen. Ändern Sie sie selbst.")
    if version.correction is not None:
        raise Refusal("Zu dieser Fassung gibt es schon eine Berichtigung.")


def check_pending(version: Registered) -> None:
    """Refuse to change a registered version: it is the law of its time (§ 16 (6) GenG; R-STA-03)."""
    if version.registered_on is not None:
        raise Refusal(
            "Diese Fassung ist seit dem {day} eingetragen und wird nicht mehr geändert. Erfassen Sie eine neue, oder "
            "eine Berichtigung, wenn sie falsch erfasst ist.",
            day=written(version.registered_on),
        )


def check_version_days(resolved_on: date, registered_on: date | None, today: date) -> None:
    """Refuse a version registered before it was resolved, on a day to come, or from before there was a law for it.

    § 16 (5), (6) GenG; R-STA-03.
    """
    if resolved_on > today:
        raise ResolvedDayRefusal("Der Tag des Satzungsbeschlusses liegt in der Zukunft.")
    if is_before_first_law(resolved_on):
        raise ResolvedDayRefusal(
            "Vor dem {day} gab es keine eingetragene Genossenschaft. Prüfen Sie das Jahr.", day=written(FIRST_LAW)
        )
    if registered_on is not None and registered_on < resolved_on:
        raise Refusal("Die Satzung kann nicht vor dem Beschluss eingetragen sein (§ 16 Abs. 6 GenG).")
    if registered_on is not None and registered_on > today:
        raise Refusal("Der Tag der Eintragung liegt in der Zukunft.")
