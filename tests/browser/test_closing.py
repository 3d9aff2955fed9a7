"""The year end in a real browser: accounts in their steps, the preview of a result, what was booked."""

from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from app.closing import actions
from app.core.values import Role
from tests.accounts.factories import a_login
from tests.browser.conftest import Live
from tests.browser.entering import sign_in_at
from tests.browser.sweeping import refused_findings, sweep
from tests.closing.factories import FIGURES, FIRST, REFERENCE, SECOND
from tests.closing.factories import MINUTES as PAPER
from tests.closing.test_results import PROFIT, RESOLVED, members_of
from tests.conftest import Installation
from tests.factories import NOW, OFFICE

OLD, LAST = "/jahresabschluesse/2024-12-31", "/jahresabschluesse/2025-12-31"
PAGES = (
    "/jahresabschluesse", OLD, f"{OLD}/adopted", f"{OLD}/ergebnis", f"{OLD}/prepared/zurueck", f"{OLD}/schliessen",
    LAST, f"{LAST}/disclosed", f"{LAST}/ergebnis", f"{LAST}/ergebnis/storno", f"{LAST}/oeffnen",
)
REFUSED = (
    (f"{OLD}/adopted", "Eintragen"), (f"{LAST}/ergebnis/storno", "Stornieren"), (f"{LAST}/oeffnen", "Wieder öffnen"),
)


@pytest.fixture
def installation(sqlite_installation: Installation, tmp_path: Path) -> Installation:
    """The browser looks at one database only; the pages are the same on both."""
    sqlite_installation.begin(tmp_path / "files")
    return sqlite_installation


@pytest.fixture
def address(app: Flask, session: Session, live: Live) -> str:
    """Two years: of the first the accounts are prepared, the second is adopted, used and closed."""
    a_login(session, Role.OFFICE)
    members_of(session)
    actions.prepare(session, FIRST, date(2025, 4, 1), FIGURES, None, OFFICE, NOW)
    actions.prepare(session, SECOND, date(2026, 4, 1), PROFIT, None, OFFICE, NOW)
    actions.adopt(session, SECOND, date(2026, 6, 12), REFERENCE, PAPER, OFFICE, NOW)
    actions.use_result(session, SECOND, RESOLVED, OFFICE, NOW)
    actions.close_year(session, SECOND, OFFICE, NOW)
    session.commit()
    return live(app)


def test_every_page_of_the_year_end_stands_both_themes_and_a_phone(page: Page, address: str) -> None:
    sign_in_at(page, address)
    for path in PAGES:
        sweep(page, address + path)


def test_forms_of_the_year_end_come_back_with_their_errors(page: Page, address: str) -> None:
    sign_in_at(page, address)
    for path, button in REFUSED:
        assert refused_findings(page, address + path, button) == [], path


def test_the_preview_says_what_each_member_gets_before_anything_is_booked(
    page: Page, address: str, session: Session
) -> None:
    actions.undo_result(session, SECOND, "Falscher Betrag", OFFICE, NOW)
    session.commit()
    sign_in_at(page, address)
    page.goto(f"{address}{LAST}/ergebnis")
    page.get_by_label("An die Mitglieder").fill("3.000,00")
    page.get_by_label("Auf neue Rechnung").fill("6.000,00")
    page.get_by_role("button", name="Vorschau").click()
    expect(page.get_by_role("row", name="Stadt Lindenfurt")).to_contain_text("500,00")
    expect(page.get_by_role("row", name="Zusammen")).to_contain_text("2.500,00")
    sweep(page, f"{address}{LAST}/ergebnis")
