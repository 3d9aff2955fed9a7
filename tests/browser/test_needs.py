"""Needs in a real browser: every page in both themes, writing one that is kept, two windows, no scripts."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, Route, expect
from sqlalchemy.orm import Session

from app.core.uploads import checked_file
from app.core.values import Role
from app.needs import actions, queries
from app.needs.actions import Saying
from app.needs.rules import Level, NeedState, Stated
from app.organs.rules import Organ
from tests.accounts.factories import a_login
from tests.browser.conftest import Live
from tests.browser.entering import sign_in_at
from tests.browser.sweeping import refused_findings, sweep
from tests.conftest import Installation
from tests.factories import NOW, a_pdf
from tests.needs.factories import COUNCIL, LETTERS, MINUTES, ROADS, a_firm, a_need, a_network, actor_of, an_interested
from tests.organs.factories import a_member, an_office

OFFICE_PAGES = (
    "/bedarfe", "/bedarfe?q=niemand", "/bedarfe/neu", "/bedarfe/1", "/bedarfe/1?antwort=1", "/bedarfe/2", "/bedarfe/5",
    "/bedarfe/6", "/bedarfe/1/fassungen/3", "/bedarfe/1/stand", "/bedarfe/1/zurueckziehen", "/bedarfe/5/loeschen",
)  # fmt: skip
MEMBER_PAGES = (
    "/mein/9/bedarfe", "/mein/9/bedarfe?wessen=alle", "/mein/9/bedarfe/1", "/mein/9/bedarfe/5", "/mein/9/bedarfe/8",
    "/mein/9/bedarfe/8/zurueckziehen", "/mein/9/bedarfe/entwurf/9", "/mein/9/daten", "/mein/9",
)  # fmt: skip
PUBLIC_PAGES = ("/bedarfe/oeffentlich", "/bedarfe/oeffentlich?q=niemand", "/bedarfe/oeffentlich/3")


@pytest.fixture
def installation(sqlite_installation: Installation, tmp_path: Path) -> Installation:
    """The browser looks at one database only; the pages are the same on both."""
    sqlite_installation.begin(tmp_path / "files")
    return sqlite_installation


@pytest.fixture
def address(app: Flask, session: Session, live: Live) -> str:
    """Needs in every state, with all that can belong to one; who signs in is of the office and acts for member 9."""
    queries.warm_up()
    house = a_network(session)
    account = a_login(session, Role.OFFICE)
    office, mine = actor_of(account, Role.OFFICE), a_member(session, account.party, 9)
    an_office(session, account.party, Organ.BOARD)
    full = a_need(session, house.town, house.mayor)
    a_need(session, house.vineyard, house.vintner, COUNCIL)
    a_need(session, house.vineyard, house.vintner, ROADS)
    a_need(session, a_firm(session, 3), account, LETTERS)
    withdrawn = a_need(session, house.town, house.mayor, replace(ROADS, title="Zurückgezogenes"))
    gone = a_need(session, house.town, house.mayor, replace(ROADS, title="Gelöschtes"))
    a_need(session, an_interested(session, house), account, replace(COUNCIL, title="Von Interessenten"), seen=False)
    a_need(session, mine, account, replace(MINUTES, title="Eigenes", level=Level.OFFICE))
    actions.add_file(session, full.id, None, checked_file("plan.pdf", a_pdf("Plan")), office, NOW)
    actions.change(session, full.id, replace(MINUTES, effect="Anders", level=Level.PUBLIC), office, NOW)
    asked = actions.comment(session, full.id, None, Saying("Wie lang?", is_question=True), office, NOW)
    actions.comment(session, full.id, house.town.id, Saying("Drei Stunden", answers_id=asked.id),
                    actor_of(house.mayor), NOW)
    actions.comment(session, full.id, mine.id, Saying("Offen?", is_question=True), office, NOW)
    actions.move(session, full.id, NeedState.ANSWERED, "So geht es.", full.steps[-1].id, office, NOW)
    for each in (withdrawn, gone):
        actions.withdraw(session, each.id, None, "Erledigt", office, NOW)
    actions.erase(session, gone.id, office, NOW)
    actions.begin(session, actions.Owner(mine.id), Stated("Begonnenes"), office, NOW)
    session.commit()
    return live(app)


def test_every_page_of_needs_stands_both_themes_and_a_phone(page: Page, address: str) -> None:
    sign_in_at(page, address)
    for path in (*OFFICE_PAGES, *MEMBER_PAGES):
        sweep(page, address + path)


def test_public_needs_stand_both_themes_and_a_phone(page: Page, address: str) -> None:
    for path in PUBLIC_PAGES:
        sweep(page, address + path)


def test_forms_of_needs_come_back_with_their_errors(page: Page, address: str) -> None:
    sign_in_at(page, address)
    for path, button in (
        ("/mein/9/bedarfe/entwurf/9", "Einbringen"), ("/bedarfe/2/stand", "Setzen"), ("/bedarfe/neu", "Weiter"),
        ("/mein/9/bedarfe/1", "Veröffentlichen"),
    ):  # fmt: skip
        assert refused_findings(page, address + path, button) == [], path


def begin(page: Page, address: str) -> None:
    """Begin a need of the own."""
    sign_in_at(page, address)
    page.goto(f"{address}/mein/9/bedarfe")
    page.get_by_role("button", name="Bedarf einbringen").first.click()
    expect(page.get_by_role("heading", name="Bedarf einbringen")).to_be_visible()


def test_what_somebody_types_is_kept_and_compared_and_another_window_told(page: Page, address: str) -> None:
    begin(page, address)
    other = page.context.new_page()
    other.goto(page.url)
    page.get_by_label("Titel").fill("Protokoll aus der Tonaufnahme")
    page.get_by_label("Wie ist es heute?").fill("Die Sitzung wird von Hand verschriftet.")
    expect(page.locator("#similar")).to_contain_text("Beide nennen")
    expect(page.locator("#saved")).to_contain_text("Entwurf gespeichert um")
    page.get_by_label("Was soll besser werden?").fill("Schneller fertig.")
    page.wait_for_timeout(2500)
    expect(page.locator("#saved")).to_contain_text("Entwurf gespeichert um")
    other.get_by_label("Titel").fill("Etwas anderes")
    expect(other.locator("#saved")).to_contain_text("In einem anderen Fenster")
    other.get_by_role("button", name="Entwurf speichern").click()
    expect(other.locator("#meanwhile")).to_contain_text("Protokoll aus der Tonaufnahme")
    page.get_by_label("Einsatzfeld").select_option("administration")
    page.get_by_label("Kann warten").check()
    page.get_by_role("button", name="Einbringen", exact=True).click()
    expect(page.get_by_role("heading", name="Protokoll aus der Tonaufnahme", exact=True)).to_be_visible()


def test_what_was_typed_last_is_kept_by_who_leaves_the_page_at_once(page: Page, address: str) -> None:
    begin(page, address)
    here = page.url
    page.wait_for_load_state()
    page.get_by_label("Titel").fill("Gleich weg")
    page.goto(f"{address}/konto/anmelden")
    for _again in range(40):  # what was sent on the way may arrive after the next page was asked for
        page.goto(here)
        if page.get_by_label("Titel").input_value():
            break
        page.wait_for_timeout(250)
    expect(page.get_by_label("Titel")).to_have_value("Gleich weg")


def test_what_somebody_types_before_the_scripts_arrive_is_kept(page: Page, address: str) -> None:
    begin(page, address)
    late: list[Route] = []
    page.route("**/genokontor.js*", lambda route: late.append(route))
    page.goto(page.url, wait_until="commit")
    page.get_by_label("Titel").fill("Protokoll aus der Tonaufnahme")
    page.get_by_label("Wie ist es heute?").fill("Die Sitzung wird von Hand verschriftet.")
    late[0].continue_()
    page.unroute("**/genokontor.js*")
    expect(page.locator("#similar")).to_contain_text("Beide nennen")
    expect(page.locator("#saved")).to_contain_text("Entwurf gespeichert um")
    page.reload()
    expect(page.get_by_label("Titel")).to_have_value("Protokoll aus der Tonaufnahme")


def test_without_scripts_a_need_is_written_saved_compared_and_raised(without_scripts: Page, address: str) -> None:
    page = without_scripts
    begin(page, address)
    page.get_by_label("Titel").fill("Sitzung verschriften")
    page.get_by_label("Wie ist es heute?").fill("Das Protokoll der Sitzung dauert.")
    page.get_by_role("button", name="Entwurf speichern").click()
    expect(page.locator("#similar")).to_contain_text("Beide nennen")
    page.get_by_label("Was soll besser werden?").fill("Schneller fertig.")
    page.get_by_label("Einsatzfeld").select_option("administration")
    page.get_by_label("Kann warten").check()
    page.get_by_role("button", name="Einbringen", exact=True).click()
    expect(page.get_by_role("heading", name="Sitzung verschriften", exact=True)).to_be_visible()
