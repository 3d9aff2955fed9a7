"""Bundles in a real browser: every page in both themes and on a phone, needs moved by drag, by key, without scripts."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from app.bundles import actions
from app.bundles.actions import Wish
from app.core.values import Role
from app.needs import queries as needs
from app.needs.rules import Level, Viewer
from tests.accounts.factories import a_login
from tests.browser.conftest import Live
from tests.browser.entering import sign_in_at
from tests.browser.sweeping import refused_findings, sweep
from tests.bundles.factories import a_bundle
from tests.conftest import Installation
from tests.factories import NOW
from tests.needs.factories import COUNCIL, LETTERS, MINUTES, ROADS, a_firm, a_need, a_network, actor_of
from tests.organs.factories import a_member

OFFICE_PAGES = (
    "/bedarfe/buendel", "/bedarfe/buendel?q=niemand", "/bedarfe/buendel?stand=aufgeloest", "/bedarfe/buendel/1",
    "/bedarfe/buendel/3", "/bedarfe/buendel/neu?bedarf=3&bedarf=4", "/bedarfe/buendel/neu",
    "/bedarfe/buendel/1/benennen", "/bedarfe/buendel/1/teilen", "/bedarfe/buendel/1/zusammenlegen",
    "/bedarfe/buendel/1/aufloesen", "/bedarfe/ordnen", "/bedarfe/ordnen?s=niemand&b=niemand", "/bedarfe/kontakte",
    "/bedarfe/kontakte/1", "/bedarfe/kontakte/2", "/bedarfe/1", "/bedarfe/3",
)  # fmt: skip
MEMBER_PAGES = (
    "/mein/9/buendel", "/mein/9/buendel?q=niemand", "/mein/9/buendel/1", "/mein/9/kontakte", "/mein/9/kontakte/1",
    "/mein/9/kontakte/2", "/mein/9/kontakte/neu?bedarf=6&fuer=5", "/mein/9/bedarfe/5", "/mein/9", "/mein/9/daten",
)  # fmt: skip


@pytest.fixture
def installation(sqlite_installation: Installation, tmp_path: Path) -> Installation:
    """The browser looks at one database only; the pages are the same on both."""
    sqlite_installation.begin(tmp_path / "files")
    return sqlite_installation


@pytest.fixture
def address(app: Flask, session: Session, live: Live) -> str:
    """Two bundles and a dissolved one, contact asked for and given; who signs in is of the office and acts for 9."""
    needs.warm_up()
    house = a_network(session)
    account = a_login(session, Role.OFFICE)
    office, mine = actor_of(account, Role.OFFICE), a_member(session, account.party, 9)
    town = a_need(session, house.town, house.mayor)
    council = a_need(session, house.vineyard, house.vintner, COUNCIL)
    roads = a_need(session, house.vineyard, house.vintner, ROADS)
    a_need(session, a_firm(session, 3), account, replace(LETTERS, title="Diktate"))
    own = a_need(session, mine, account, replace(MINUTES, title="Eigenes"))
    other = a_need(session, house.town, house.mayor, replace(MINUTES, title="Noch ein Protokoll"))
    secret = a_need(session, house.town, house.mayor, replace(LETTERS, title="Vertrauliches Protokoll"))
    one = a_bundle(session, house, town, own, other, secret, words="Alles um Sitzungen")
    a_bundle(session, house, roads, title="Straßen", level=Level.OFFICE)
    gone = a_bundle(session, house, council, title="Vergangenes")
    actions.dissolve(session, gone.id, gone.version, office, NOW)
    actions.decline(session, one.id, council.id, office, NOW)
    viewer = Viewer(is_member=True, own=frozenset({mine.id}))
    wish = Wish("Wie macht ihr das?", "Frau Amsel", "amsel@rabental.example")
    asked = actions.ask(session, mine.id, (own.id, town.id), wish, viewer, office, NOW)
    actions.agree(session, asked.id, house.town.id, replace(wish, words="Gern"), actor_of(house.mayor), NOW)
    asking = Viewer(is_member=True, own=frozenset({house.town.id}))
    actions.ask(session, house.town.id, (town.id, own.id), wish, asking, actor_of(house.mayor), NOW)
    session.commit()
    return live(app)


def test_every_page_of_bundles_stands_both_themes_and_a_phone(page: Page, address: str) -> None:
    sign_in_at(page, address)
    for path in (*OFFICE_PAGES, *MEMBER_PAGES):
        sweep(page, address + path)


def test_forms_of_bundles_come_back_with_their_errors(page: Page, address: str) -> None:
    sign_in_at(page, address)
    for path, button in (
        ("/bedarfe/buendel/1/teilen", "Teilen"), ("/bedarfe/buendel/1/zusammenlegen", "Zusammenlegen"),
        ("/mein/9/kontakte/neu?bedarf=6&fuer=5", "Anfragen"),
    ):  # fmt: skip
        assert refused_findings(page, address + path, button) == [], path


def test_a_need_is_dragged_into_a_bundle_and_that_is_undone(page: Page, address: str) -> None:
    sign_in_at(page, address)
    page.goto(f"{address}/bedarfe/ordnen")
    card, roads = page.locator("#bedarf-2"), page.locator('[data-order-place="2"]')
    card.locator("[data-order-grip]").hover()
    page.mouse.down()
    roads.hover()
    expect(page.locator("#order-said")).to_contain_text("Über: Straßen")
    page.mouse.up()
    expect(page.get_by_text("Bedarf aufgenommen: BD-2026-0002")).to_be_visible()
    expect(roads).to_contain_text(COUNCIL.title)
    page.get_by_role("button", name="Rückgängig").click()
    expect(page.locator('[data-order-place=""]')).to_contain_text(COUNCIL.title)


def test_escape_lets_a_dragged_need_stay(page: Page, address: str) -> None:
    sign_in_at(page, address)
    page.goto(f"{address}/bedarfe/ordnen")
    page.locator("#bedarf-2 [data-order-grip]").hover()
    page.mouse.down()
    page.locator('[data-order-place="2"]').hover()
    page.keyboard.press("Escape")
    expect(page.locator("#order-said")).to_contain_text("Nichts ist verschoben")
    page.mouse.up()
    expect(page.locator('[data-order-place=""]')).to_contain_text(COUNCIL.title)


def test_a_need_goes_one_place_on_by_alt_and_an_arrow_key(page: Page, address: str) -> None:
    sign_in_at(page, address)
    page.goto(f"{address}/bedarfe/ordnen")
    page.locator("#wahl-2").focus()
    page.keyboard.press("Alt+ArrowRight")
    expect(page.get_by_text("Bedarf aufgenommen: BD-2026-0002")).to_be_visible()


def test_needs_are_put_in_order_without_scripts(without_scripts: Page, address: str) -> None:
    page = without_scripts
    sign_in_at(page, address)
    page.goto(f"{address}/bedarfe/ordnen")
    page.locator("#wahl-2").check()
    page.locator("#wahl-3").check()
    page.get_by_label("Verschieben nach").select_option("1")
    page.get_by_role("button", name="Verschieben").click()
    expect(page.get_by_text("Bedarf verschoben: BD-2026-0002, BD-2026-0001")).to_be_visible()
    expect(page.locator('[data-order-place="1"]')).to_contain_text(ROADS.title)
