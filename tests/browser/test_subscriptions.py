"""Further shares in a real browser: the office's form with its preview, declarations in their states, the own page."""

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from app.core.values import Role
from app.organs.rules import Choice
from app.parties import actions as parties
from app.parties.rules import Authority
from app.subscriptions import actions
from tests.accounts.factories import a_login
from tests.browser.conftest import Live
from tests.browser.entering import sign_in_at
from tests.browser.sweeping import refused_findings, sweep
from tests.conftest import Installation
from tests.factories import LONG_AGO, NOW, OFFICE
from tests.subscriptions.factories import a_growing_house, a_holder, decided, proposed

PAGES = (
    "/beteiligungen", "/beteiligungen?q=niemand", "/beteiligungen/neu", "/beteiligungen/neu/1", "/beteiligungen/1",
    "/beteiligungen/2", "/beteiligungen/3", "/beteiligungen/4", "/mitglieder/3/verlauf",
)
REFUSED = (
    ("/beteiligungen/neu/1", "Dem Vorstand vorlegen"), ("/beteiligungen/1", "Zurücknehmen"),
    ("/beteiligungen/2", "Stornieren"),
)


@pytest.fixture
def installation(sqlite_installation: Installation, tmp_path: Path) -> Installation:
    """The browser looks at one database only; the pages are the same on both."""
    sqlite_installation.begin(tmp_path / "files")
    return sqlite_installation


@pytest.fixture
def address(app: Flask, session: Session, live: Live) -> str:
    """Declarations waiting, admitted, not admitted and taken back; somebody of the office acts for two members."""
    login = a_login(session, Role.OFFICE)
    a_growing_house(session, min_payment=250_00, instalment_amount=50_00, instalment_months=1)
    towns = ("Altenbruck", "Eichenau", "Hohenmoos", "Lindenfurt", "Morgenau")
    free, waiting, admitted, refused, back = (a_holder(session, f"Gemeinde {name}") for name in towns)
    for member in (free, waiting):
        party, authority = member.party_id, Authority.APPOINTED
        parties.add_representation(session, party, login.party_id, authority, "Kämmerin", LONG_AGO, OFFICE, NOW)
    found = [proposed(session, each) for each in (waiting, admitted, refused, back)]
    decided(session, found[1])
    decided(session, found[2], choice=Choice.NO)
    actions.withdraw(session, found[3], "Das Mitglied wünscht es", OFFICE, NOW)
    session.commit()
    return live(app)


def test_every_page_of_further_shares_stands_both_themes_and_a_phone(page: Page, address: str) -> None:
    sign_in_at(page, address)
    for path in PAGES:
        sweep(page, address + path)


def test_the_own_page_of_further_shares_stands_both_themes_and_a_phone(page: Page, address: str) -> None:
    sign_in_at(page, address)
    for number in (1, 2):
        sweep(page, f"{address}/mein/{number}/anteile")


def test_forms_of_further_shares_come_back_with_their_errors(page: Page, address: str) -> None:
    sign_in_at(page, address)
    for path, button in REFUSED:
        assert refused_findings(page, address + path, button) == [], path


def test_the_preview_comes_without_leaving_the_form(page: Page, address: str) -> None:
    sign_in_at(page, address)
    page.goto(f"{address}/beteiligungen/neu/1")
    page.locator("#shares").fill("3")
    page.get_by_role("button", name="Vorschau").click()
    expect(page.locator("#preview")).to_contain_text("2, danach 5")
    page.locator("#shares").fill("30")
    page.get_by_role("button", name="Vorschau").click()
    expect(page.locator("#preview")).to_contain_text("So können die Anteile nicht zugelassen werden")
