"""Minutes in a real browser: the list, a draft, what lies for signature, what is signed, the member's copies."""

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from app.core.values import Role
from tests.accounts.factories import a_login
from tests.browser.conftest import Live
from tests.browser.entering import sign_in_at
from tests.browser.sweeping import refused_findings, sweep
from tests.conftest import Installation
from tests.minutes.factories import (
    a_closed_meeting,
    added,
    another_meeting,
    fixed,
    printed_addendum,
    sealed,
    signed_addendum,
)

PAGES = (
    "/niederschriften", "/niederschriften?q=niemand", "/niederschriften/1", "/niederschriften/1/item/1",
    "/niederschriften/2", "/niederschriften/2/zuruecknehmen", "/niederschriften/3", "/niederschriften/3/nachtrag/1",
    "/niederschriften/3/nachtrag/2", "/niederschriften/3/nachtrag/2/zuruecknehmen", "/niederschriften/3/nachtrag/3",
)
REFUSED = (
    ("/niederschriften/2", "Als unterschrieben eintragen"), ("/niederschriften/2/zuruecknehmen", "Zurücknehmen"),
    ("/niederschriften/3", "Nachtrag entwerfen"), ("/niederschriften/3/nachtrag/2", "Als unterschrieben eintragen"),
    ("/niederschriften/3/nachtrag/2/zuruecknehmen", "Zurücknehmen"),
)


@pytest.fixture
def installation(sqlite_installation: Installation, tmp_path: Path) -> Installation:
    """The browser looks at one database only; the pages are the same on both."""
    sqlite_installation.begin(tmp_path / "files")
    return sqlite_installation


@pytest.fixture
def address(app: Flask, session: Session, live: Live) -> str:
    """Three meetings are over: minutes as a draft, printed for signature, signed, and so are addenda to the third."""
    a_login(session, Role.OFFICE)
    first = a_closed_meeting(session)
    fixed(session, another_meeting(session, first))
    sealed(session, last := another_meeting(session, first))
    for make in (added, printed_addendum, signed_addendum):
        make(session, last)
    session.commit()
    return live(app)


def test_every_page_of_minutes_stands_both_themes_and_a_phone(page: Page, address: str) -> None:
    sign_in_at(page, address)
    for path in PAGES:
        sweep(page, address + path)


def test_forms_of_minutes_come_back_with_their_errors(page: Page, address: str) -> None:
    sign_in_at(page, address)
    for path, button in REFUSED:
        assert refused_findings(page, address + path, button) == [], path


def test_a_part_is_worded_and_printed_for_signature(page: Page, address: str) -> None:
    sign_in_at(page, address)
    page.goto(f"{address}/niederschriften/1")
    page.get_by_role("link", name="Bearbeiten: TOP 1").first.click()
    page.get_by_label("Wortlaut").fill("Vier Fragen werden beantwortet.")
    page.get_by_role("button", name="Speichern").click()
    expect(page.locator("#item-1")).to_contain_text("Vier Fragen werden beantwortet.")
    page.get_by_role("button", name="Zur Unterschrift drucken").click()
    expect(page.get_by_text("Die Niederschrift liegt zur Unterschrift im Druckkorb.")).to_be_visible()
