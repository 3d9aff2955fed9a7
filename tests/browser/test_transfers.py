"""Transfers in a real browser: the office's form with its preview, transfers in their states, the own pages."""

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from app.core.values import Role
from app.organs.rules import Choice
from app.parties import actions as parties
from app.parties.rules import Authority
from app.transfers import actions
from tests.accounts.factories import a_login
from tests.browser.conftest import Live
from tests.browser.entering import sign_in_at
from tests.browser.sweeping import refused_findings, sweep
from tests.conftest import Installation
from tests.departures.factories import a_holder
from tests.factories import LONG_AGO, NOW, OFFICE
from tests.transfers.factories import decided, declared, proposed, two_holders

PAGES = (
    "/uebertragungen", "/uebertragungen?q=niemand", "/uebertragungen/neu", "/uebertragungen/neu/1/2",
    "/uebertragungen/1", "/uebertragungen/2", "/uebertragungen/3", "/uebertragungen/4",
)
OWN = ("/mein/1/uebertragung", "/mein/2/uebertragung", "/mein/1/uebertragung/an/2")
REFUSED = (
    ("/uebertragungen/neu/1/2", "Dem Vorstand vorlegen"), ("/uebertragungen/1", "Zurücknehmen"),
    ("/uebertragungen/2", "Stornieren"),
)


@pytest.fixture
def installation(sqlite_installation: Installation, tmp_path: Path) -> Installation:
    """The browser looks at one database only; the pages are the same on both."""
    sqlite_installation.begin(tmp_path / "files")
    return sqlite_installation


@pytest.fixture
def address(app: Flask, session: Session, live: Live) -> str:
    """Transfers waiting, entered, not agreed to and offered; somebody of the office acts for two members."""
    login = a_login(session, Role.OFFICE)
    one, other = two_holders(session, transfer_conditions="Zustimmung des Vorstands", max_shares=50)
    for member in (one, other):
        party, authority = member.party_id, Authority.APPOINTED
        parties.add_representation(session, party, login.party_id, authority, "Kämmerin", LONG_AGO, OFFICE, NOW)
    towns = [a_holder(session, f"Gemeinde {name}") for name in ("Eichenau", "Hohenmoos", "Morgenau")]
    givers = ((towns[0], None), (towns[1], None), (towns[2], 2))
    found = [proposed(session, giver, other, handed_on) for giver, handed_on in givers]
    decided(session, found[1])
    decided(session, found[2], choice=Choice.NO)
    actions.declare_own(session, towns[2], one, declared(2), True, OFFICE, NOW)
    session.commit()
    return live(app)


def test_every_page_of_transfers_stands_both_themes_and_a_phone(page: Page, address: str) -> None:
    sign_in_at(page, address)
    for path in (*PAGES, *OWN):
        sweep(page, address + path)


def test_forms_of_transfers_come_back_with_their_errors(page: Page, address: str) -> None:
    sign_in_at(page, address)
    for path, button in REFUSED:
        assert refused_findings(page, address + path, button) == [], path


def test_the_preview_comes_without_leaving_the_form(page: Page, address: str) -> None:
    sign_in_at(page, address)
    page.goto(f"{address}/uebertragungen/neu/1/2")
    page.get_by_role("button", name="Vorschau").click()
    expect(page.locator("#preview")).to_contain_text("Wer hält was")
    page.get_by_label("Einzelne Anteile").check()
    page.get_by_role("spinbutton", name="Wie viele Anteile?").fill("5")
    page.get_by_role("button", name="Vorschau").click()
    expect(page.locator("#preview")).to_contain_text("So kann nicht übertragen werden")
