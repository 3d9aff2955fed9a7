"""Logins in a real browser: every page sweeps clean, and the paths of a person work with keys and without scripts."""

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from app.accounts import actions
from app.core.values import Role
from tests.accounts.factories import EMAIL, PASSWORD, a_login
from tests.browser.conftest import Live
from tests.browser.entering import sign_in_at
from tests.browser.sweeping import sweep
from tests.conftest import Installation
from tests.factories import a_person, an_account


@pytest.fixture
def installation(sqlite_installation: Installation, tmp_path: Path) -> Installation:
    """The browser looks at one database only; the pages are the same on both."""
    sqlite_installation.begin(tmp_path / "files")
    return sqlite_installation


@pytest.fixture
def address(app: Flask, session: Session, live: Live) -> str:
    """The house with an administrator, served to a browser."""
    a_login(session, Role.ADMINISTRATOR, Role.OFFICE)
    an_account(session, a_person(session, "Änne", "Großmann-Freifrau von und zu Quellbach-Altenbruck"), Role.AUDITOR)
    session.commit()
    return live(app)


@pytest.mark.parametrize("path", ["/konto/anmelden", "/konto/passwort-vergessen"])
def test_pages_before_the_login_sweep_clean(page: Page, address: str, path: str) -> None:
    sweep(page, address + path)


@pytest.mark.parametrize(
    "path", ["/konto/", "/konto/passwort", "/konto/personen", "/konto/personen/1", "/konto/personen/einladen"]
)
def test_pages_behind_the_login_sweep_clean(page: Page, address: str, path: str) -> None:
    sign_in_at(page, address)
    sweep(page, address + path)


def test_the_invitation_sweeps_clean_and_leads_inside(page: Page, address: str, session: Session) -> None:
    account = an_account(session, a_person(session, "Anselm", "Zweig"), email="zweig@morgenau.example")
    session.commit()
    path = actions.invitation_path(account)
    sweep(page, address + path)
    page.get_by_label("Neues Passwort", exact=True).fill(PASSWORD)
    page.get_by_label("Neues Passwort wiederholen").fill(PASSWORD)
    page.get_by_role("button", name="Passwort festlegen").click()
    page.wait_for_url(lambda url: "/konto/einladung" not in url)


def test_a_wrong_password_keeps_the_address_and_says_what_is_wrong(page: Page, address: str) -> None:
    page.goto(f"{address}/konto/anmelden")
    page.get_by_label("E-Mail-Adresse").fill(EMAIL)
    page.get_by_label("Passwort", exact=True).fill("etwas anderes")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("E-Mail-Adresse oder Passwort stimmt nicht.")
    expect(page.get_by_label("E-Mail-Adresse")).to_have_value(EMAIL)
    assert page.title().startswith("Fehler:")


def test_a_role_is_granted_and_a_login_closed_without_scripts(without_scripts: Page, address: str) -> None:
    page = without_scripts
    sign_in_at(page, address)
    page.goto(f"{address}/konto/personen/2")
    page.get_by_label("Geschäftsstelle").check()
    page.get_by_role("button", name="Vergeben").click()
    expect(page.get_by_role("table", name="Rollen")).to_contain_text("Geschäftsstelle")
    page.get_by_role("button", name="Sperren").first.click()
    page.get_by_role("dialog").get_by_role("button", name="Sperren").click()
    expect(page.get_by_role("main")).to_contain_text("Gesperrt")
