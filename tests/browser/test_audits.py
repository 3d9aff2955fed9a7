"""The pages of audits in the browser: accessible, in both themes, on the phone; a folder comes to its download."""

from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from app.audits.rules import Period
from app.core.jobs import Worker
from app.core.values import Role
from tests.audits.factories import YEAR, an_assignment
from tests.browser.conftest import Live
from tests.browser.sweeping import axe, sweep
from tests.conftest import Installation
from tests.departures.factories import a_holder, a_leaving_house, given
from tests.factories import a_person, an_account, sign_in


@pytest.fixture
def installation(sqlite_installation: Installation, tmp_path: Path) -> Installation:
    """The browser looks at one database only; the pages are the same on both."""
    sqlite_installation.begin(tmp_path / "files")
    return sqlite_installation


@pytest.fixture
def base(app: Flask, session: Session, client: FlaskClient, live: Live, page: Page) -> str:
    """Two audits, served, and somebody of the office signed in."""
    a_leaving_house(session)
    given(session, a_holder(session))
    account = an_account(session, a_person(session, "Gundula", "Prüfenstein"), Role.AUDITOR)
    for period in (YEAR, Period(date(2025, 1, 1), date(2025, 12, 31))):
        an_assignment(session, account, period)
    session.commit()
    address = live(app)
    sign_in(session, client, a_person(session, "Henrike", "Lautenschlag"), Role.OFFICE)
    cookie = client.get_cookie("genokontor")
    assert cookie is not None
    page.context.add_cookies([{"name": "genokontor", "value": cookie.value, "url": address}])
    return address


@pytest.mark.parametrize("address", ["", "/1", "/1/buchungen", "/1/buchungen?q=nirgends", "/neu"])
def test_the_pages_of_audits_are_accessible(base: str, page: Page, address: str) -> None:
    sweep(page, f"{base}/pruefungsauftraege{address}")


def test_a_folder_is_followed_until_it_can_be_fetched(base: str, page: Page, worker: Worker) -> None:
    page.goto(f"{base}/pruefungsauftraege/1")
    page.get_by_role("button", name="Ordner schreiben").click()
    expect(page.get_by_text("Wird geschrieben").first).to_be_visible()
    worker.run_until_idle()
    button = page.get_by_role("button", name="Herunterladen")
    expect(button).to_be_visible()
    assert axe(page) == []
    with page.expect_download() as fetched:
        button.click()
    assert fetched.value.suggested_filename == "Pruefungsordner_2026-01-01_2026-12-31.zip"
