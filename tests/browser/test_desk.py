"""The fictional cooperative in the browser: the main pages of every room, as each role sees them, and the palette."""

import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from app.core import files
from app.core.db import db
from app.demo.rules import PASSWORD
from app.main import create_app
from config import Config
from tests.browser.entering import sign_in_at
from tests.browser.sweeping import axe, sweep
from tests.story import put_story_in_place

OFFICE, CHAIR = "h.lautenschlag@digitalverbund.example", "a.weissdorn@lindenfurt.example"
BIASED, SUPERVISOR = "k.talhammer@quellbach.example", "a.feldhueter@rabental.example"
AUDITOR, ADMINISTRATOR = "g.pruefenstein@pruefer-rabental.example", "o.brandner@digitalverbund.example"
MEMBER = "t.quendel@silberdistel.example"

PAGES = {
    OFFICE: (
        "/", "/?by=kind", "/suche?q=quellbach", "/antraege", "/antraege/1", "/mitglieder/", "/mitglieder/1",
        "/zahlungen", "/beschluesse/", "/organe/", "/druck", "/urkunden", "/register/", "/dokumente", "/satzung/",
        "/import/", "/betrieb/e-mails", "/betrieb/auftraege", "/betrieb/journal",
    ),
    CHAIR: ("/", "/beschluesse/", "/mein/1"),
    BIASED: ("/",),
    SUPERVISOR: ("/", "/beschluesse/"),
    AUDITOR: ("/", "/betrieb/journal"),
    ADMINISTRATOR: ("/", "/einrichtung/", "/konto/personen"),
    MEMBER: ("/mein/6", "/mein/10"),
}  # fmt: skip
"""Who looks at which pages."""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The story, told once for all tests of this module."""
    data = tmp_path_factory.mktemp("demo")
    app = create_app(Config(
        data=data, database_url=f"sqlite:///{data / 'demo.sqlite3'}", base_url="http://127.0.0.1:8413",
        secret_key="demo", cheap_passwords=True, is_demo=True,
    ))  # fmt: skip
    with app.app_context():
        db.create_all()
        put_story_in_place()
        db.session.remove()
    return app


@pytest.fixture(scope="module")
def base(told: Flask) -> Iterator[str]:
    """The demo, served."""
    server = make_server("127.0.0.1", 0, told, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(autouse=True)
def own_files(told: Flask) -> None:
    """The store of files is the demo's again, whichever test ran before."""
    files.open_store(told.config["GENOKONTOR"].data / "files")


def sign_in(page: Page, base: str, email: str) -> None:
    """Sign in with the password the demo prints."""
    sign_in_at(page, base, email, PASSWORD)
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("email", PAGES)
def test_every_main_page_is_accessible(base: str, page: Page, email: str) -> None:
    """Axe in both themes, at 1280 and 360 px, no sideways scrolling, a silent console."""
    sign_in(page, base, email)
    for path in PAGES[email]:
        sweep(page, base + path)


def test_the_sign_in_with_the_banner_is_accessible(base: str, page: Page) -> None:
    """The banner of the demo stands on every page."""
    sweep(page, f"{base}/konto/anmelden")


def test_the_palette_finds_and_leads_on(base: str, page: Page) -> None:
    """Ctrl K, a few letters, Enter; the hits are marked and accessible."""
    sign_in(page, base, OFFICE)
    page.keyboard.press("Control+k")
    expect(page.locator("#palette-list")).to_contain_text("Heute")
    page.fill("#palette-input", "quellbach zahl")
    expect(page.locator("#palette-list mark").first).to_be_visible()
    assert axe(page) == []
    page.fill("#palette-input", "stadtwerke")
    expect(page.locator('[role="option"][aria-selected="true"]')).to_contain_text("Stadtwerke Quellbach GmbH")
    page.keyboard.press("Enter")
    page.wait_for_url("**/mitglieder/4")


def test_every_task_leads_to_a_page(base: str, page: Page) -> None:
    """The one verb of each row opens a page for whoever sees it."""
    for email in (OFFICE, CHAIR, SUPERVISOR, ADMINISTRATOR):
        sign_in(page, base, email)
        page.goto(base)
        links = page.locator(".sheet a[href]").evaluate_all("all => all.map(each => each.href)")
        for link in sorted(set(links)):
            answer = page.request.get(link, timeout=90_000)
            assert answer.ok, f"{email}: {link} answered {answer.status}"
        page.context.clear_cookies()


def test_the_desk_works_without_scripts(base: str, chromium: Browser) -> None:
    """Tasks, search and the way on need no script."""
    context = chromium.new_context(locale="de-DE", java_script_enabled=False)
    page = context.new_page()
    sign_in(page, base, OFFICE)
    expect(page.locator(".work-row").first).to_be_visible()
    page.goto(f"{base}/suche?q=quellbach")
    page.locator(".work-subject a").first.click()
    expect(page.locator("h1")).to_be_visible()
    context.close()


def test_the_button_of_the_banner_begins_anew(base: str, page: Page) -> None:
    """Everybody is signed out and told; the password still fits."""
    sign_in(page, base, CHAIR)
    page.get_by_role("link", name="Zurücksetzen").click()
    page.get_by_role("button", name="Alles zurücksetzen").click(timeout=60_000)  # the story is told anew
    expect(page.get_by_text("Die Demo beginnt von vorn")).to_be_visible(timeout=60_000)
    assert "/konto/anmelden" in page.url
    sign_in(page, base, CHAIR)
