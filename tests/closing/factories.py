"""Makes a cooperative with fiscal years and the accounts of the first ones; all of it is invented."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.closing import actions
from app.closing.models import AccountsEntry
from app.closing.rules import Figures
from app.core.uploads import CheckedFile
from app.statutes import actions as statutes
from app.statutes.rules import FiscalYear
from tests.factories import NOW, OFFICE, a_pdf
from tests.shares.factories import a_house
from tests.statutes.factories import ADMINISTRATOR

FIRST, SECOND, THIRD = (FiscalYear(date(year, 1, 1), date(year, 12, 31)) for year in (2024, 2025, 2026))
PREPARED, ADOPTED, DISCLOSED = date(2026, 4, 20), date(2026, 6, 12), date(2026, 7, 1)
FIGURES = Figures(1_200_00, -200_00, 400_00, 1_000_00, 90_000_00)
MINUTES = CheckedFile("Niederschrift.pdf", a_pdf("Niederschrift"))
REFERENCE = "Niederschrift vom 12.06.2026, TOP 4"


def a_house_with_years(session: Session, **statute: Any) -> None:
    """A cooperative that may print, with the fiscal years 2024 to 2026."""
    a_house(session, **statute)
    for year in (FIRST, SECOND, THIRD):
        statutes.set_fiscal_year(session, year.first_day, year.last_day, ADMINISTRATOR, NOW)


def prepared(session: Session, year: FiscalYear = SECOND, figures: Figures = FIGURES) -> AccountsEntry:
    """Accounts as the board prepared them."""
    return actions.prepare(session, year, PREPARED, figures, None, OFFICE, NOW)


def adopted(session: Session, year: FiscalYear = SECOND, figures: Figures = FIGURES) -> AccountsEntry:
    """Accounts that the general assembly adopted."""
    prepared(session, year, figures)
    return actions.adopt(session, year, ADOPTED, REFERENCE, MINUTES, OFFICE, NOW)
