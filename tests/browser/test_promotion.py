"""The map, the picture of bundles and the promotion report in a real browser: both themes, a phone, the keyboard."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from app.core.values import Role
from app.needs import queries as needs
from app.needs.rules import Level
from app.organs.rules import Organ
from app.promotion import actions
from tests.accounts.factories import a_login
from tests.browser.conftest import Live
from tests.browser.entering import sign_in_at
from tests.browser.sweeping import refused_findings, sweep
from tests.bundles.factories import a_bundle
from tests.conftest import Installation
from tests.factories import NOW
from tests.needs.factories import MINUTES, a_firm, a_need, a_network, actor_of
from tests.organs.factories import a_member, an_office
from tests.promotion.factories import DAYS, ENDING, YEAR, an_answered

REPORT = f"/bedarfe/foerderbericht/{ENDING}"
PAGES = (
    "/bedarfe/karte", "/bedarfe/karte?stand=raised", "/bedarfe/karte/gebiete", "/bedarfe/buendelbild",
    "/bedarfe/foerderbericht", REPORT, f"{REPORT}?kenntnis=2025-04-01", f"{REPORT}/zahlen/answered",
    f"{REPORT}/texte", f"{REPORT}/texte/1", f"{REPORT}/beispiele/2", f"{REPORT}/feststellen",
    "/bedarfe/foerderbericht/2026-12-31", "/mein/9/bedarfe/karte", "/bedarfe/oeffentlich/karte",
)  # fmt: skip


@pytest.fixture
def installation(sqlite_installation: Installation, tmp_path: Path) -> Installation:
    """The browser looks at one database only; the pages are the same on both."""
    sqlite_installation.begin(tmp_path / "files")
    return sqlite_installation


@pytest.fixture
def address(app: Flask, session: Session, live: Live) -> str:
    """A year with answered needs and a finished report, regions with many and with few owners, two bundles."""
    needs.warm_up()
    house = a_network(session)
    account = a_login(session, Role.OFFICE)
    office = actor_of(account, Role.OFFICE)
    a_member(session, account.party, 9)
    an_office(session, account.party, Organ.BOARD)
    answered = [an_answered(session, owner, house) for owner in (house.town, house.vineyard)]
    firms = [a_firm(session, 20 + number, f"Werk {number} GmbH") for number in range(3)]
    spread = [a_need(session, firm, account, replace(MINUTES, region="Ulm", level=Level.PUBLIC)) for firm in firms]
    a_need(session, firms[0], account, replace(MINUTES, region="Calw", level=Level.PUBLIC))
    a_bundle(session, house, *answered, title="Beantwortetes")
    a_bundle(session, house, *spread, title="Wartendes")
    text = actions.write_words(session, YEAR.last_day, "So war das Jahr.\n\nUnd so.", "So wird es.", 0, office, NOW)
    actions.add_example(session, DAYS, answered[0].id, "Leichter.", False, "", office, NOW)
    actions.issue(session, YEAR, text.version, "", actor_of(account, Role.BOARD), NOW, 0)
    session.commit()
    return live(app)


def test_every_page_of_promotion_stands_both_themes_and_a_phone(page: Page, address: str) -> None:
    sign_in_at(page, address)
    for path in PAGES:
        sweep(page, address + path)


def test_forms_of_promotion_come_back_with_their_errors(page: Page, address: str) -> None:
    sign_in_at(page, address)
    for path, button in (("/beispiele/2", "In den Bericht aufnehmen"), ("/feststellen", "Feststellen")):
        assert refused_findings(page, address + REPORT + path, button) == [], path


def test_a_region_of_the_map_is_reached_and_opened_by_the_keyboard(page: Page, address: str) -> None:
    sign_in_at(page, address)
    page.goto(f"{address}/bedarfe/karte")
    region = page.get_by_role("link", name="Ulm: 3 Bedarfe").first
    region.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{address}/bedarfe?region=Ulm")
    expect(page.get_by_role("heading", name="Bedarfe", exact=True)).to_be_visible()
