"""Dunning, plans and contributions in a real browser: lists, letters, guided forms, in both themes and on a phone."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from app.core import clock
from app.core.values import Role
from app.dues import actions
from app.dues.rules import DunningLevel, PlanBasis, PlanTerms
from app.statutes.rules import FiscalYear
from tests.accounts.factories import a_login
from tests.browser.conftest import Live
from tests.browser.entering import sign_in_at
from tests.browser.sweeping import refused_findings, sweep
from tests.conftest import Installation
from tests.dues.factories import a_debtor, dunned, posted
from tests.factories import OFFICE
from tests.shares.factories import SHARE, a_house, paid

PAGES = (
    "/mahnungen", "/mahnungen?q=niemand", "/mahnungen?stufe=4", "/mahnungen/1/stufe/1", "/mahnungen/lauf",
    "/mahnungen/geschrieben", "/mahnungen/1", "/mahnungen/sperre/1", "/mahnungen/sperre/3", "/mahnungen/stufen",
    "/raten", "/raten/1", "/raten/neu/1", "/beitraege", "/beitraege/lauf", "/beitraege/1/befreien",
    "/zahlungen/1/rueckgabe", "/mitglieder/2/zahlungen",
)
REFUSED = (
    ("/mahnungen/1", "Zurücknehmen"), ("/mahnungen/sperre/1", "Sperren"), ("/raten/neu/1", "Eintragen"),
    ("/raten/1", "Aufheben"), ("/beitraege/1/befreien", "Befreien"),
)


@pytest.fixture
def installation(sqlite_installation: Installation, tmp_path: Path) -> Installation:
    """The browser looks at one database only; the pages are the same on both."""
    sqlite_installation.begin(tmp_path / "files")
    return sqlite_installation


@pytest.fixture
def address(app: Flask, session: Session, live: Live) -> str:
    """Members late, dunned, stopped and with a plan; one was asked for a contribution."""
    a_login(session, Role.OFFICE)
    a_house(session, annual_contribution=60_00)
    names = ("Altenbruck", "Eichenau", "Hohenmoos", "Lindenfurt")
    _free, late, stopped, slow = (a_debtor(session, f"Gemeinde {name}") for name in names)
    now, today = clock.now(), clock.today()
    dunned(session, late, DunningLevel.REMINDER, now)
    posted(session, late, now)
    actions.stop_dunning(session, stopped, "Die Forderung ist strittig", None, OFFICE, now)
    paid(session, late, SHARE)
    terms = PlanTerms(3, today + timedelta(days=14), 1, PlanBasis.AGREEMENT, "Schreiben", today)
    actions.agree_plan(session, slow, terms, OFFICE, now)
    year = FiscalYear(today.replace(month=1, day=1), today.replace(month=12, day=31))
    actions.ask_for_contribution(session, late, year, today, OFFICE, now)
    session.commit()
    return live(app)


def test_every_page_of_dues_stands_both_themes_and_a_phone(page: Page, address: str) -> None:
    sign_in_at(page, address)
    for path in PAGES:
        sweep(page, address + path)


def test_forms_of_dues_come_back_with_their_errors(page: Page, address: str) -> None:
    sign_in_at(page, address)
    for path, button in REFUSED:
        assert refused_findings(page, address + path, button) == [], path


def test_the_preview_of_a_plan_comes_without_leaving_the_form(page: Page, address: str) -> None:
    sign_in_at(page, address)
    page.goto(f"{address}/raten/neu/1")
    page.get_by_label("Zahl der Raten").fill("3")
    page.get_by_label("Erste Rate am").fill((clock.today() + timedelta(days=7)).isoformat())
    page.get_by_label("Vereinbarung oder Beschluss").fill("Schreiben vom Montag")
    page.get_by_role("button", name="Vorschau").click()
    expect(page.locator("#preview")).to_contain_text("333,34")
