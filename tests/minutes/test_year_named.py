"""Which fiscal year an item or a question names (§ 48 (1) GenG)."""

from datetime import date

import pytest

from app.minutes.rules import year_named
from app.statutes.rules import FiscalYear

CALENDAR = [FiscalYear(date(year, 1, 1), date(year, 12, 31)) for year in (2024, 2025)]
SEASONS = [FiscalYear(date(year, 7, 1), date(year + 1, 6, 30)) for year in (2023, 2024)]


@pytest.mark.parametrize(("text", "year"), [
    ("Verwendung des Ergebnisses 2024", CALENDAR[0]), ("des Geschäftsjahres 2025.", CALENDAR[1]),
    ("zum 31.12.2024", CALENDAR[0]), ("2024, Vortrag auf 2025", CALENDAR[1]), ("Verwendung des Ergebnisses", None),
    ("Beschluss GV-2024-0007", None), ("12024 Euro", None), ("Geschäftsjahr 2026", None),
])
def test_a_year_of_the_calendar_is_named_by_its_number(text: str, year: FiscalYear | None) -> None:
    assert year_named(CALENDAR, text) == year


@pytest.mark.parametrize("text", [
    "Generalversammlung 2025: Feststellung des Jahresabschlusses 2024",
    "Feststellung des Jahresabschlusses zum 31.12.2024 durch die Generalversammlung 2025",
    "Der Jahresüberschuss des Geschäftsjahres 2024 wird vorgetragen; Auszahlung 2025",
    "Die Generalversammlung 2025 stellt den Jahresabschluss der Genossenschaft für 2024 fest.",
])
def test_the_year_of_the_accounts_goes_before_that_of_an_assembly(text: str) -> None:
    assert year_named(CALENDAR, text) == CALENDAR[0]


def test_the_year_of_the_accounts_goes_before_another_one_in_an_earlier_text() -> None:
    assert year_named(CALENDAR, "Beschluss der Versammlung 2025", "Jahresabschluss 2024") == CALENDAR[0]
    assert year_named(CALENDAR, "Jahresabschluss 2024", "Jahresabschluss 2025") == CALENDAR[0]


@pytest.mark.parametrize("text", ["Ergebnis 2023/2024", "Ergebnis 2023/24", "Ergebnis 01.07.2023 – 30.06.2024"])
def test_another_year_is_named_by_both_its_years_or_its_days(text: str) -> None:
    assert year_named(SEASONS, text) == SEASONS[0]


def test_of_a_year_that_spans_two_one_number_names_none() -> None:
    assert year_named(SEASONS, "Ergebnis 2024") is None
