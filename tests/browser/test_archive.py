"""The print tray, the register and the check page in the browser: accessible, in both themes, on the phone."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from app.archive import actions, queries
from app.core.jobs import Worker
from tests.archive.factories import a_document, a_printed_document
from tests.browser.conftest import Live
from tests.browser.sweeping import sweep
from tests.conftest import Installation
from tests.factories import NOW, OFFICE, sign_in_office


@pytest.fixture
def installation(sqlite_installation: Installation, tmp_path: Any) -> Installation:
    """The browser looks at one database only; the pages are the same on both."""
    sqlite_installation.begin(tmp_path / "files")
    return sqlite_installation


@pytest.fixture
def base(app: Flask, session: Session, client: FlaskClient, page: Page, live: Live) -> str:
    """A filled tray, served, with somebody of the office signed in."""
    kinds = ("share_certificate", "welcome_letter", "payment_request", "refusal_letter")
    for number, kind in enumerate(kinds, start=1):
        a_document(session, kind, number=f"B-2026-{1180 + number}", print_for=f"Imkergemeinschaft Rabental {number}")
    sign_in_office(session, client)
    address = live(app)
    cookie = client.get_cookie("genokontor")
    assert cookie is not None
    page.context.add_cookies([{"name": "genokontor", "value": cookie.value, "url": address}])
    return address


def printed(session: Session, worker: Worker) -> int:
    """A finished run of everything in the tray."""
    run = actions.start_run(session, [item.id for item in queries.waiting_items(session)], OFFICE, NOW)
    session.commit()
    worker.run_until_idle()
    return run.id


@pytest.mark.parametrize("path", ["/druck", "/druck/versandt", "/druck/auftraege", "/dokumente", "/dokumente/1"])
def test_the_pages_of_the_archive_are_accessible(base: str, page: Page, path: str) -> None:
    """Light and dark, wide and on the phone."""
    sweep(page, base + path)


def test_a_finished_run_is_accessible(base: str, page: Page, session: Session, worker: Worker) -> None:
    """And offers its file."""
    run_id = printed(session, worker)
    sweep(page, f"{base}/druck/auftraege/{run_id}")
    expect(page.get_by_role("link", name="Druckdatei öffnen")).to_be_visible()


def test_a_run_shows_its_progress_by_itself(base: str, page: Page, worker: Worker) -> None:
    """Nobody reloads the page: it waits for a worker, one takes a letter, all are done."""
    while worker.run_next():
        pass
    page.goto(f"{base}/druck")
    page.get_by_role("button", name="Korb drucken").click()
    expect(page.get_by_text("Wartet")).to_be_visible()
    worker.run_next()
    expect(page.get_by_text("Läuft")).to_be_visible()
    worker.run_until_idle()
    expect(page.get_by_role("link", name="Druckdatei öffnen")).to_be_visible()


def test_chosen_letters_are_ticked_off_together(base: str, page: Page, worker: Worker) -> None:
    """The bar of the selection says how many."""
    worker.run_until_idle()
    page.goto(f"{base}/druck")
    page.get_by_role("checkbox", name="Imkergemeinschaft Rabental 1").check()
    page.get_by_role("checkbox", name="Imkergemeinschaft Rabental 3").check()
    page.get_by_role("button", name="Als versandt vermerken").click()
    expect(page.get_by_text("2 Schreiben als versandt vermerkt")).to_be_visible()
    expect(page.get_by_text("Imkergemeinschaft Rabental 2")).to_be_visible()
    expect(page.get_by_text("Imkergemeinschaft Rabental 3")).to_have_count(0)


def test_the_check_page_is_accessible_and_compares_a_file(
    base: str, page: Page, session: Session, tmp_path: Path
) -> None:
    """The file stays in the browser; a changed one is told apart."""
    code = actions.new_check_code("U-2026-0412")
    document = a_printed_document(session, "share_certificate", number="U-2026-0412", check_code=code)
    session.commit()
    sweep(page, f"{base}/pruefen/{code}")
    same, other = tmp_path / "same.pdf", tmp_path / "other.pdf"
    same.write_bytes(queries.content_of(document))
    other.write_bytes(queries.content_of(document) + b" ")
    for file, words in ((same, "Die Datei ist unverändert"), (other, "Die Prüfsumme weicht ab")):
        page.get_by_label("PDF auswählen").set_input_files(file)
        expect(page.get_by_text(words)).to_be_visible()


@pytest.mark.parametrize("path", ["/pruefen", "/pruefen/U-2026-9999"])
def test_the_form_of_the_check_page_is_accessible(base: str, page: Page, path: str) -> None:
    """Also where the code is unknown."""
    sweep(page, base + path)


def test_the_check_page_works_without_scripts(base: str, without_scripts: Page, session: Session) -> None:
    """The hash is shown to be compared by other means."""
    code = actions.new_check_code("U-2026-0412")
    document = a_printed_document(session, "share_certificate", number="U-2026-0412", check_code=code)
    session.commit()
    without_scripts.goto(f"{base}/pruefen")
    without_scripts.get_by_label("Prüfcode").fill(code.lower())
    without_scripts.get_by_role("button", name="Prüfen").click()
    expect(without_scripts.get_by_text(str(document.sha256))).to_be_visible()
    expect(without_scripts.get_by_label("PDF auswählen")).not_to_be_visible()
