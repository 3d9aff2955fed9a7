"""A shortfall and the clauses of the statute on results in a real browser: preview, settlement, accounts, result."""

from fractions import Fraction
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy.orm import Session

from app.closing import actions as closing
from app.closing.rules import Figures, Terms, Uses
from app.core.values import Role
from tests.accounts.factories import a_login
from tests.browser.conftest import Live
from tests.browser.entering import sign_in_at
from tests.browser.sweeping import sweep
from tests.closing.factories import FIRST, SECOND, a_house_with_years, adopted
from tests.closing.test_results import PROFIT
from tests.conftest import Installation
from tests.factories import NOW, OFFICE
from tests.settlements.factories import a_holder, a_leaver, confirmed
from tests.shares.factories import SHARE

CLAUSES = {
    "profit_key": "§ 41 Abs. 2", "profit_before_full": "§ 41 Abs. 3", "interest_min_pct": "§ 42",
}


@pytest.fixture
def installation(sqlite_installation: Installation, tmp_path: Path) -> Installation:
    """The browser looks at one database only; the pages are the same on both."""
    sqlite_installation.begin(tmp_path / "files")
    return sqlite_installation


@pytest.fixture
def address(app: Flask, session: Session, live: Live) -> str:
    """Two leavers of a year with a shortfall, one of them settled; the year before has a profit nobody has used."""
    a_login(session, Role.OFFICE)
    a_house_with_years(
        session, nachschuss="limited", haftsumme=SHARE, haftsumme_rule="no_increase", profit_key="months",
        profit_before_full=True, interest_min_pct=1_50, clauses=CLAUSES,
    )
    periods = [a_leaver(session, f"Gemeinde {name}") for name in ("Altenbruck", "Eichenau")]
    a_holder(session, "Stadt Lindenfurt")
    adopted(session, FIRST, PROFIT)
    adopted(session, SECOND, Figures(-30_000_00, 0, 400_00, 600_00, 90_000_00))
    closing.use_result(session, SECOND, Terms(Uses(400_00, 600_00, 0, 29_000_00), Fraction(3, 2)), OFFICE, NOW)
    confirmed(session, periods[0])
    session.commit()
    return live(app)


def test_pages_about_a_shortfall_and_the_clauses_stand_both_themes_and_a_phone(page: Page, address: str) -> None:
    sign_in_at(page, address)
    for path in (
        "/auseinandersetzung/neu/exit/2", "/auseinandersetzung/1", f"/jahresabschluesse/{SECOND.last_day}",
        f"/jahresabschluesse/{FIRST.last_day}/ergebnis", f"/jahresabschluesse/{SECOND.last_day}/ergebnis", "/satzung/1",
    ):
        sweep(page, address + path)
