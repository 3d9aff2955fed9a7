"""An assembly that nobody opened, in a real browser: noting that it did not take place, before and after."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy.orm import Session

from app.core.values import Role
from tests import calendar
from tests.accounts.factories import a_login
from tests.assemblies.factories import a_reachable_house, an_assembly, an_item, convened
from tests.browser.conftest import Live
from tests.browser.entering import sign_in_at
from tests.browser.sweeping import sweep
from tests.conftest import Installation
from tests.factories import NOW, TODAY

PAGES = ("/versammlungen/1", "/versammlungen/1/nicht-stattgefunden", "/versammlungen")


@pytest.fixture
def installation(sqlite_installation: Installation, tmp_path: Path) -> Installation:
    """The browser looks at one database only; the pages are the same on both."""
    sqlite_installation.begin(tmp_path / "files")
    return sqlite_installation


@pytest.fixture
def address(app: Flask, session: Session, live: Live) -> Iterator[str]:
    """The day after an assembly with two items; somebody of the office, who acts for a member too."""
    a_login(session, Role.OFFICE)
    a_reachable_house(session)
    assembly = an_assembly(session, TODAY)
    an_item(session, assembly)
    an_item(session, assembly, title="Entlastung des Vorstands")
    convened(session, assembly)
    session.commit()
    calendar.begin_at(NOW + timedelta(days=1))
    yield live(app)
    calendar.begin_at(NOW)


def test_pages_of_an_assembly_that_did_not_take_place_stand_both_themes_and_a_phone(page: Page, address: str) -> None:
    sign_in_at(page, address)
    for path in PAGES:
        sweep(page, address + path)
    page.goto(f"{address}/versammlungen/1/nicht-stattgefunden")
    page.get_by_label("Grund").fill("Der Saal stand unter Wasser.")
    page.get_by_role("button", name="Festhalten").click()
    page.get_by_text("Fand nicht statt, festgehalten am").wait_for()
    sweep(page, f"{address}/versammlungen/1")
