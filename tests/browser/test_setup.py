"""The statute and the first run in a real browser."""

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from app.core.values import Role
from app.statutes import actions as statutes
from tests.accounts.factories import a_login
from tests.browser.conftest import Live
from tests.browser.entering import sign_in_at
from tests.browser.sweeping import sweep
from tests.conftest import Installation
from tests.factories import NOW
from tests.setup.factories import HOUSE, founders
from tests.statutes.factories import ADMINISTRATOR, a_statute, a_version


@pytest.fixture
def installation(sqlite_installation: Installation, tmp_path: Path) -> Installation:
    """The browser looks at one database only; the pages are the same on both."""
    sqlite_installation.begin(tmp_path / "files")
    return sqlite_installation


@pytest.fixture
def house(app: Flask, live: Live) -> str:
    """The house before anybody has a login."""
    return live(app)


@pytest.fixture
def furnished(house: str, session: Session) -> str:
    """The house with a statute, a version to come, house data, founders and a director."""
    a_login(session, Role.ADMINISTRATOR)
    statutes.change_house_data(session, HOUSE, ADMINISTRATOR, NOW)
    a_statute(session)
    a_version(session, title="Neufassung mit einem recht langen Namen vom Frühjahr", notice_months=24, publication=None)
    statutes.set_fiscal_year(session, NOW.date().replace(month=3, day=1), NOW.date().replace(month=12, day=31),
                             ADMINISTRATOR, NOW)
    founders(session)
    session.commit()
    return house


def test_the_first_page_sweeps_clean(page: Page, house: str) -> None:
    sweep(page, f"{house}/einrichtung/beginn")


def test_the_steps_of_an_empty_house_sweep_clean(page: Page, house: str, session: Session) -> None:
    a_login(session, Role.ADMINISTRATOR)
    sign_in_at(page, house)
    for path in ("/einrichtung/", "/satzung/", "/einrichtung/gruendungsmitglieder", "/einrichtung/organe"):
        sweep(page, house + path)


@pytest.mark.parametrize("path", [
    "/einrichtung/", "/einrichtung/gruendungsmitglieder", "/einrichtung/organe", "/satzung/", "/satzung/1",
    "/satzung/2", "/satzung/neu", "/satzung/2/aendern", "/satzung/geschaeftsjahre", "/satzung/genossenschaft",
])  # fmt: skip
def test_pages_of_a_furnished_house_sweep_clean(page: Page, furnished: str, path: str) -> None:
    sign_in_at(page, furnished)
    sweep(page, furnished + path)


def test_a_fault_in_a_folded_group_opens_it(page: Page, furnished: str) -> None:
    sign_in_at(page, furnished)
    page.goto(f"{furnished}/satzung/2/aendern")
    page.locator("summary", has_text="Generalversammlung").click()
    page.get_by_label("Einberufungsfrist", exact=True).fill("7")
    page.get_by_role("button", name="Eintragen").click()
    expect(page.get_by_role("alert")).to_contain_text("mindestens 14 Tage")
    expect(page.get_by_label("Einberufungsfrist", exact=True)).to_be_visible()


def test_the_first_run_works_without_scripts(without_scripts: Page, furnished: str) -> None:
    page = without_scripts
    sign_in_at(page, furnished)
    page.goto(f"{furnished}/einrichtung/")
    page.get_by_role("link", name="Ämter eintragen").click()
    page.get_by_label("Person").select_option(index=0)
    page.get_by_label("Im Amt seit").fill("2021-03-12")
    page.get_by_role("button", name="Eintragen").click()
    expect(page.get_by_role("table", name="Vorstand")).to_contain_text("Adelgunde")
