"""Ends of membership nobody declares, in a real browser: the list, the forms with their preview, one with its steps."""

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from app.core.values import Role
from app.removals.rules import FollowerRole
from tests.accounts.factories import a_login
from tests.browser.conftest import Live
from tests.browser.entering import sign_in_at
from tests.browser.sweeping import refused_findings, sweep
from tests.conftest import Installation
from tests.departures.factories import a_holder
from tests.removals.factories import a_human, a_lasting_house, appealed, dead, followed, heard, resolved, sent

PAGES = (
    "/ausscheiden", "/ausscheiden?q=niemand", "/ausscheiden/neu", "/ausscheiden/neu/1/death",
    "/ausscheiden/neu/2/exclusion", "/ausscheiden/neu/2/succession", "/ausscheiden/1", "/ausscheiden/2",
    "/ausscheiden/3", "/ausscheiden/4", "/ausscheiden/5",
)
REFUSED = (
    ("/ausscheiden/neu/1/death", "Eintragen"), ("/ausscheiden/2", "Stornieren"),
    ("/ausscheiden/1", "Nachfolge eintragen"), ("/ausscheiden/3", "Absendung eintragen"),
    ("/ausscheiden/4", "Entscheidung eintragen"), ("/ausscheiden/5", "Rücknahme eintragen"),
)


@pytest.fixture
def installation(sqlite_installation: Installation, tmp_path: Path) -> Installation:
    """The browser looks at one database only; the pages are the same on both."""
    sqlite_installation.begin(tmp_path / "files")
    return sqlite_installation


@pytest.fixture
def address(app: Flask, session: Session, live: Live) -> str:
    """Somebody died and left an heir; municipalities are heard, to be told, excluded, and have appealed."""
    a_login(session, Role.OFFICE)
    a_lasting_house(session, heirs_continue=True)
    followed(session, dead(session, a_human(session)), FollowerRole.HEIR)
    heard(session, a_holder(session, "Gemeinde Eichenau"))
    resolved(session, a_holder(session, "Gemeinde Hohenmoos"))
    sent(session, a_holder(session, "Gemeinde Altenbruck"))
    appealed(session, a_holder(session, "Gemeinde Welldingen"))
    session.commit()
    return live(app)


def test_every_page_of_removals_stands_both_themes_and_a_phone(page: Page, address: str) -> None:
    sign_in_at(page, address)
    for path in PAGES:
        sweep(page, address + path)


def test_forms_of_removals_come_back_with_their_errors(page: Page, address: str) -> None:
    sign_in_at(page, address)
    for path, button in REFUSED:
        assert refused_findings(page, address + path, button) == [], path


def test_the_preview_comes_without_leaving_the_form(page: Page, address: str) -> None:
    sign_in_at(page, address)
    page.goto(f"{address}/ausscheiden/neu/1/death")
    page.get_by_role("button", name="Vorschau").click()
    expect(page.locator("#preview")).to_contain_text("Geben Sie den Todestag an")
