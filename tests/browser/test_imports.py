"""Lists from elsewhere in the browser: the page with all kinds, a history with its faults, undoing it."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from app.core.jobs import Worker
from tests.browser.conftest import Live
from tests.browser.sweeping import sweep
from tests.conftest import Installation
from tests.imports.test_history_views import FAULTY, handed_over, uploaded
from tests.imports.test_taking_over import EVENTS


@pytest.fixture
def installation(sqlite_installation: Installation, tmp_path: Any) -> Installation:
    """The browser looks at one database only; the pages are the same on both."""
    sqlite_installation.begin(tmp_path / "files")
    return sqlite_installation


@pytest.fixture
def base(app: Flask, session: Session, client: FlaskClient, page: Page, live: Live) -> str:
    """A faulty history handed over and looked at, with somebody of the office signed in."""
    handed_over(client, session, FAULTY)
    address = live(app)
    cookie = client.get_cookie("genokontor")
    assert cookie is not None
    page.context.add_cookies([{"name": "genokontor", "value": cookie.value, "url": address}])
    return address


@pytest.mark.parametrize("path", ["/import/", "/import/2/spalten", "/import/2"])
def test_the_pages_of_a_history_are_accessible(base: str, page: Page, path: str) -> None:
    """Light and dark, wide and on the phone."""
    sweep(page, base + path)


def test_the_office_leaves_faulty_rows_out_by_choice(base: str, page: Page, worker: Worker) -> None:
    page.goto(f"{base}/import/2")
    page.get_by_role("button", name="Fehlerfreie Zeilen übernehmen").click()
    page.get_by_role("dialog").get_by_role("button", name="6 Vorgänge übernehmen").click()
    worker.run_until_idle()
    page.goto(f"{base}/import/2")
    expect(page.get_by_text("6 übernommen, 0 schon da, 3 ausgelassen.")).to_be_visible()


def test_what_was_taken_over_is_undone(base: str, page: Page, client: FlaskClient, worker: Worker) -> None:
    address = base + uploaded(client, EVENTS, "history", "key-of-the-right-one")
    client.post(address.removeprefix(base), data={"left_out": "0"})
    worker.run_until_idle()
    page.goto(address)
    page.get_by_role("button", name="Übernahme stornieren").click()
    page.get_by_label("Grund").fill("Falsche Liste")
    page.get_by_role("dialog").get_by_role("button", name="Stornieren").click()
    expect(page.get_by_text("Die Liste kann noch einmal übernommen werden.")).to_be_visible()
    sweep(page, address)


def test_a_list_in_another_amount_is_taken_over_once_that_is_ticked(
    base: str, page: Page, client: FlaskClient, worker: Worker
) -> None:
    path = uploaded(client, EVENTS, "history", "key-of-another-amount", "600,00")
    sweep(page, base + path)
    page.goto(base + path)
    page.get_by_role("button", name="9 Zeilen übernehmen").click()
    expect(page.get_by_text("Haken Sie an, dass das so gemeint ist.").first).to_be_visible()
    page.get_by_label("Der Betrag der Liste ist so gemeint.").check()
    page.get_by_role("button", name="9 Zeilen übernehmen").click()
    worker.run_until_idle()
    page.goto(base + path)
    expect(page.get_by_text("9 übernommen, 0 schon da, 0 ausgelassen.")).to_be_visible()
