"""The pages of operations in the browser: accessible, in both themes, on the phone, without scripts."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from app.core import journal
from app.core.db import next_number
from app.core.jobs import ItemState, JobItem
from app.core.outbox import MailState
from app.core.values import Actor, Role
from tests.browser.conftest import Live
from tests.browser.sweeping import axe, sweep
from tests.conftest import Installation
from tests.factories import NOW, OFFICE, a_person, sign_in
from tests.operations.factories import a_job, a_mail

DONE, FAILED, WAITING = ItemState.DONE, ItemState.FAILED, ItemState.WAITING
LONG = "Erklärung des Beitritts der Imkergemeinschaft Unteres Rabental GbR mit beschränkter Haftung"


@pytest.fixture
def installation(sqlite_installation: Installation, tmp_path: Path) -> Installation:
    """The browser looks at one database only; the pages are the same on both."""
    sqlite_installation.begin(tmp_path / "files")
    return sqlite_installation


@pytest.fixture
def base(app: Flask, session: Session, client: FlaskClient, live: Live, request: pytest.FixtureRequest) -> str:
    """Operations with something everywhere, served, and somebody signed in who may see all of it."""
    everything(session)
    address = live(app)
    sign_in(session, client, a_person(session, "Ottilie", "Brandner"), Role.OFFICE, Role.ADMINISTRATOR)
    cookie = client.get_cookie("genokontor")
    assert cookie is not None
    for name in {"page", "without_scripts"} & set(request.fixturenames):
        reader: Page = request.getfixturevalue(name)
        reader.context.add_cookies([{"name": "genokontor", "value": cookie.value, "url": address}])
    return address


def everything(session: Session) -> None:
    """Mails in every state, jobs half done and failed, lines of the journal, a gap in the numbers."""
    for state in MailState:
        a_mail(session, state, subject=LONG if state is MailState.SENT else "Ihr Antrag ist eingegangen")
    a_job(session, DONE, DONE, WAITING, title="Anteilsurkunden 2026, neue Fassung")
    a_job(session, FAILED, FAILED, DONE, title=LONG)
    a_job(session, DONE, kind="expire_draft", title="")
    for number in range(60):
        journal.record(session, OFFICE, "add_upload", f"application:{number}", NOW, "Unterlage „Wahlniederschrift“")
    journal.record(session, Actor(LONG), "notify", "application:7", NOW, LONG)
    next_number(session, "certificate:2026")
    session.commit()


ADDRESSES = (
    "e-mails", "e-mails?state=failed", "e-mails?q=nirgends", "e-mails/5", "e-mails/6", "auftraege",
    "auftraege?state=failed", "auftraege/7", "auftraege/8", "journal", "journal?von=31.02.2026",
    "journal?von=2026-01-01&act=notify", "journal?q=nirgends", "pruefung",
)  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_pages_of_operations_are_accessible(base: str, page: Page, address: str) -> None:
    sweep(page, f"{base}/betrieb/{address}")


def test_the_period_of_the_journal_is_chosen_in_a_menu(base: str, page: Page) -> None:
    page.goto(f"{base}/betrieb/journal")
    page.get_by_text("Zeitraum").click()
    assert axe(page) == []
    page.get_by_label("Vom").fill("2026-11-25")
    page.get_by_role("button", name="Anwenden").last.click()
    expect(page.get_by_text("Keine Zeile passt dazu")).to_be_visible()


def test_a_job_is_followed_until_it_is_done(base: str, session: Session, page: Page) -> None:
    page.goto(f"{base}/betrieb/auftraege/7")
    expect(page.get_by_text("Läuft").first).to_be_visible()
    for item in session.query(JobItem).filter_by(job_id=7):
        item.state = DONE
    session.commit()
    expect(page.get_by_text("Läuft")).to_have_count(0)
    assert axe(page) == []


def test_a_mail_is_sent_again_without_scripts(base: str, session: Session, without_scripts: Page) -> None:
    without_scripts.goto(f"{base}/betrieb/e-mails/5")
    without_scripts.get_by_role("button", name="Noch einmal senden").click()
    expect(without_scripts.get_by_text("wird noch einmal gesendet")).to_be_visible()
    expect(without_scripts.get_by_role("button", name="Noch einmal senden")).to_have_count(0)
