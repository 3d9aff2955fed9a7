"""Settlements in a real browser: the payout list, what is to be settled, opening, one settlement, taking back."""

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from app.core.values import Role
from app.settlements import actions
from tests.accounts.factories import a_login
from tests.browser.conftest import Live
from tests.browser.entering import sign_in_at
from tests.browser.sweeping import refused_findings, sweep
from tests.conftest import Installation
from tests.factories import NOW
from tests.settlements.factories import ONE, PAID_ON, a_leaver, a_paying_house, confirmed, opened

PAGES = (
    "/auseinandersetzung", "/auseinandersetzung?q=niemand", "/auseinandersetzung?view=proposed",
    "/auseinandersetzung/zu-eroeffnen", "/auseinandersetzung/neu/exit/4", "/auseinandersetzung/1",
    "/auseinandersetzung/2", "/auseinandersetzung/3", "/auseinandersetzung/3/ablehnen",
    "/auseinandersetzung/1/buchungen/5/storno",
)
REFUSED = (
    ("/auseinandersetzung/2", "Stornieren"), ("/auseinandersetzung/3/ablehnen", "Ablehnen"),
    ("/auseinandersetzung/1/buchungen/5/storno", "Stornieren"),
)


@pytest.fixture
def installation(sqlite_installation: Installation, tmp_path: Path) -> Installation:
    """The browser looks at one database only; the pages are the same on both."""
    sqlite_installation.begin(tmp_path / "files")
    return sqlite_installation


@pytest.fixture
def address(app: Flask, session: Session, live: Live) -> str:
    """Four leavers: one is paid in part, one waits for an account, one for a second person, one for the office."""
    a_login(session, Role.OFFICE)
    a_paying_house(session, entry_fee=100_00, deduct_carry_forward=True, minimum_capital=7000_00)
    towns = ("Altenbruck", "Eichenau", "Hohenmoos", "Welldingen")
    periods = [a_leaver(session, f"Gemeinde {name}", iban="" if name == "Eichenau" else "DE02500105170137075030")
               for name in towns]
    first, _second = (confirmed(session, period, loss=100_00) for period in periods[:2])
    opened(session, periods[2])
    actions.pay_out(session, first, 500_00, PAID_ON, ONE, NOW)
    session.commit()
    return live(app)


def test_every_page_of_settlements_stands_both_themes_and_a_phone(page: Page, address: str) -> None:
    sign_in_at(page, address)
    for path in PAGES:
        sweep(page, address + path)


def test_forms_of_settlements_come_back_with_their_errors(page: Page, address: str) -> None:
    sign_in_at(page, address)
    for path, button in REFUSED:
        assert refused_findings(page, address + path, button) == []


def test_a_leaver_is_opened_from_the_list_with_the_loss_worked_out_anew(page: Page, address: str) -> None:
    sign_in_at(page, address)
    page.goto(f"{address}/auseinandersetzung/zu-eroeffnen")
    page.get_by_role("link", name="Abrechnen: Gemeinde Welldingen").click()
    page.get_by_label("Verlustvortrag der Bilanz").fill("1.000,00")
    page.get_by_role("button", name="Neu berechnen").click()
    expect(page.get_by_text("Anteiliger Verlustvortrag")).to_be_visible()
    page.get_by_role("button", name="Auseinandersetzung eröffnen").click()
    expect(page.get_by_text("Wartet auf jemand anderen")).to_be_visible()
