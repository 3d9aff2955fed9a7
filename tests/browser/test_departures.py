"""Notices in a real browser: the office's forms with their preview, one notice, the member's own page."""

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from app.core.values import Role
from app.departures import actions
from app.departures.rules import NoticeKind
from app.parties import actions as parties
from app.parties.rules import Authority
from tests.accounts.factories import a_login
from tests.browser.conftest import Live
from tests.browser.entering import sign_in_at
from tests.browser.sweeping import refused_findings, sweep
from tests.conftest import Installation
from tests.departures.factories import PAPERS, a_holder, a_leaving_house, declared, given
from tests.factories import LONG_AGO, NOW, OFFICE

PAGES = (
    "/kuendigungen", "/kuendigungen?q=niemand", "/kuendigungen/neu", "/kuendigungen/neu/1/partial",
    "/kuendigungen/neu/1/special", "/kuendigungen/neu/1/creditor", "/kuendigungen/1", "/kuendigungen/2",
    "/kuendigungen/andere-gruende?ground=death&event_on=2026-03-02",
)
REFUSED = (
    ("/kuendigungen/neu/1/partial", "Eintragen"), ("/kuendigungen/1", "Stornieren"),
    ("/kuendigungen/1", "Dem Vorstand vorlegen"),
)


@pytest.fixture
def installation(sqlite_installation: Installation, tmp_path: Path) -> Installation:
    """The browser looks at one database only; the pages are the same on both."""
    sqlite_installation.begin(tmp_path / "files")
    return sqlite_installation


@pytest.fixture
def address(app: Flask, session: Session, live: Live) -> str:
    """A member with five shares; another one gave notice, a third one in vain. Somebody of the office acts for one."""
    login = a_login(session, Role.OFFICE)
    a_leaving_house(session, notice_months=60)
    towns = ("Altenbruck", "Eichenau", "Hohenmoos")
    member, leaving, failing = (a_holder(session, f"Gemeinde {name}") for name in towns)
    party, authority = member.party_id, Authority.APPOINTED
    parties.add_representation(session, party, login.party_id, authority, "Kämmerin", LONG_AGO, OFFICE, NOW)
    given(session, leaving)
    actions.turn_down(session, failing, declared(NoticeKind.PARTIAL, shares=5), PAPERS, OFFICE, NOW)
    session.commit()
    return live(app)


def test_every_page_of_notices_stands_both_themes_and_a_phone(page: Page, address: str) -> None:
    sign_in_at(page, address)
    for path in PAGES:
        sweep(page, address + path)


def test_the_own_page_of_notice_stands_both_themes_and_a_phone(page: Page, address: str) -> None:
    sign_in_at(page, address)
    sweep(page, f"{address}/mein/1/kuendigung")
    sweep(page, f"{address}/mein/1")


def test_forms_of_notices_come_back_with_their_errors(page: Page, address: str) -> None:
    sign_in_at(page, address)
    for path, button in REFUSED:
        assert refused_findings(page, address + path, button) == [], path


def test_the_preview_comes_without_leaving_the_form_and_offers_to_turn_down(page: Page, address: str) -> None:
    sign_in_at(page, address)
    page.goto(f"{address}/kuendigungen/neu/1/partial")
    preview = page.get_by_role("button", name="Vorschau")
    preview.click()
    expect(page.locator("#preview")).to_contain_text("Geben Sie an, wie viele Anteile")
    page.get_by_label("Gekündigte Anteile").fill("2")
    preview.click()
    expect(page.locator("#preview")).to_contain_text("5, danach 3")
    page.get_by_label("Gekündigte Anteile").fill("5")
    preview.click()
    expect(page.get_by_role("button", name="Zurückweisen")).to_be_visible()


def test_without_scripts_the_preview_is_a_page(without_scripts: Page, address: str) -> None:
    sign_in_at(without_scripts, address)
    without_scripts.goto(f"{address}/kuendigungen/neu/1/ordinary")
    without_scripts.get_by_role("button", name="Vorschau").click()
    expect(without_scripts.locator("#preview")).to_contain_text("Wirksam mit Ablauf")
    expect(without_scripts.get_by_label("Erklärt von")).to_have_value("Gemeinde Altenbruck")
