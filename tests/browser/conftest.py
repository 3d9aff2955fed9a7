"""A browser, and a server for it on a free port of this machine."""

import shutil
import threading
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import BaseWSGIServer, make_server

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's chromium, started once for the whole run; without its windows it takes a fifth less of a core."""
    path = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if path is None:
        pytest.skip("not run: no chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A fresh page of a fresh profile, in German, without motion."""
    context = chromium.new_context(locale="de-DE", timezone_id="Europe/Berlin", reduced_motion="reduce")
    yield context.new_page()
    context.close()


@pytest.fixture
def without_scripts(chromium: Browser) -> Iterator[Page]:
    """A page whose reader runs no scripts."""
    context = chromium.new_context(locale="de-DE", java_script_enabled=False)
    yield context.new_page()
    context.close()


Live = Callable[[Flask], str]


@pytest.fixture
def live(monkeypatch: pytest.MonkeyPatch) -> Iterator[Live]:
    """Serve an application while the test runs, without https; the answer is its address."""
    running: list[tuple[BaseWSGIServer, threading.Thread]] = []

    def serve(app: Flask) -> str:
        monkeypatch.setitem(app.config, "SESSION_COOKIE_SECURE", False)
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        running.append((server, thread))
        return f"http://127.0.0.1:{server.server_port}"

    yield serve
    for server, thread in running:
        server.shutdown()
        thread.join()
        server.server_close()
