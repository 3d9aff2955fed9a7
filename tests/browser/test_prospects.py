"""Prospects in a real browser: board by drag and by key, list, one prospect, figures, the public form."""

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from app.core.values import Role
from app.prospects import actions
from app.prospects.actions import Person
from app.prospects.queries import ahead_for, get_prospect, token_of
from app.prospects.rules import Fate, Stage, Then, Way
from tests.accounts.factories import a_login
from tests.admissions.factories import a_house
from tests.browser.conftest import Live
from tests.browser.entering import sign_in_at
from tests.browser.sweeping import refused_findings, sweep
from tests.conftest import Installation
from tests.factories import NOW
from tests.prospects.factories import TOWN, a_prospect, a_talk, actor_of

PAGES = (
    "/interessenten/tafel", "/interessenten", "/interessenten?q=niemand", "/interessenten/neu", "/interessenten/1",
    "/interessenten/2", "/interessenten/3", "/interessenten/4", "/interessenten/1/gespraeche/neu",
    "/interessenten/1/schritt", "/interessenten/1/ende", "/interessenten/1/auskunft", "/interessenten/1/loeschen",
    "/interessenten/zahlen", "/interessenten/zahlen/enquiries", "/interessenten/fristen", "/anfrage", "/anfrage/danke",
    "/anfrage/geloescht",
)  # fmt: skip


@pytest.fixture
def installation(sqlite_installation: Installation, tmp_path: Path) -> Installation:
    """The browser looks at one database only; the pages are the same on both."""
    sqlite_installation.begin(tmp_path / "files")
    return sqlite_installation


@pytest.fixture
def address(app: Flask, session: Session, live: Live) -> str:
    """One in talk, one new and not confirmed, one with whom it ended, one whose data are deleted."""
    actor = actor_of(a_login(session, Role.OFFICE))
    a_house(session)
    in_talk, new, ended, gone = (
        a_prospect(session, actor, about=type(TOWN)(TOWN.kind, f"Gemeinde {name}", "Rabental"), way=Way.FORM)
        for name in ("Silbertal", "Neuwies", "Endingen", "Vergessen")
    )
    assert ahead_for(session, [new])[new.id].fate is Fate.UNCONFIRMED
    a_talk(session, in_talk, actor)
    a_talk(session, ended, actor, then=Then.END, reason="Kein Bedarf")
    actions.add_contact(session, in_talk.id, Person("Jo", "Doe", "Rat", "jo@silbertal.example"), actor, NOW)
    actions.erase(session, gone.id, actor, NOW)
    session.commit()
    return live(app)


def test_every_page_of_prospects_stands_both_themes_and_a_phone(page: Page, address: str) -> None:
    sign_in_at(page, address)
    for path in PAGES:
        sweep(page, address + path)


def test_the_own_page_stands_both_themes_and_a_phone(page: Page, address: str, session: Session) -> None:
    for prospect_id in (1, 2):
        sweep(page, f"{address}/anfrage/meine/{token_of(get_prospect(session, prospect_id))}")


def test_forms_of_prospects_come_back_with_their_errors(page: Page, address: str) -> None:
    assert refused_findings(page, f"{address}/anfrage", "Anfrage senden") == []
    sign_in_at(page, address)
    for path, button in (("/interessenten/neu", "Erfassen"), ("/interessenten/1/gespraeche/neu", "Eintragen")):
        assert refused_findings(page, address + path, button) == [], path


def expect_in(page: Page, stage: Stage) -> None:
    """The second card stands in a column, and the page that shows it has loaded its scripts."""
    expect(page.locator(f'[data-board-stage="{stage}"] #karte-2')).to_be_visible()
    page.wait_for_load_state("load")


def test_a_card_is_dragged_moved_by_its_menu_and_by_key_and_brought_back(page: Page, address: str) -> None:
    sign_in_at(page, address)
    page.goto(f"{address}/interessenten/tafel")
    page.locator("#karte-2").drag_to(page.locator(f'[data-board-stage="{Stage.WANTS}"]'))
    expect_in(page, Stage.WANTS)
    page.get_by_role("button", name="Rückgängig").click()
    expect_in(page, Stage.NEW)
    page.locator("#karte-2 .board-name").focus()
    page.keyboard.press("Alt+ArrowRight")
    expect_in(page, Stage.IN_TALK)
    page.locator("#karte-2 summary").focus()
    page.keyboard.press("Enter")
    first = page.locator("#karte-2").get_by_role("button", name="Neu")
    expect(first).to_be_visible()
    page.keyboard.press("Tab")
    expect(first).to_be_focused()
    page.keyboard.press("Enter")
    expect_in(page, Stage.NEW)
    page.locator("#karte-2").drag_to(page.locator(f'[data-board-stage="{Stage.ENDED}"]'))
    expect(page.get_by_role("heading", name="Es geht nicht weiter")).to_be_visible()


def test_without_scripts_the_menu_of_a_card_moves_it(without_scripts: Page, address: str) -> None:
    sign_in_at(without_scripts, address)
    without_scripts.goto(f"{address}/interessenten/tafel")
    without_scripts.locator("#karte-2 summary").click()
    without_scripts.locator("#karte-2").get_by_role("button", name="Will beitreten").click()
    expect(without_scripts.locator(f'[data-board-stage="{Stage.WANTS}"] #karte-2')).to_be_visible()
