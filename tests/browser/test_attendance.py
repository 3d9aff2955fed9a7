"""Attendance in a real browser: the lists, the forms, the door with one hand, a member's ticket on the phone."""

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from app.assemblies.rules import MeetingForm, Subject
from app.attendance import actions
from app.attendance.queries import Ticket
from app.attendance.rules import GuestRole, Mode
from app.core.values import Role
from app.parties.rules import Authority
from tests.accounts.factories import a_login
from tests.assemblies.factories import a_convening_house, an_item
from tests.attendance.factories import a_meeting, a_town, acting, granted, humans, there, with_votes
from tests.browser.conftest import Live
from tests.browser.entering import sign_in_at
from tests.browser.sweeping import refused_findings, sweep
from tests.conftest import Installation
from tests.factories import NOW, OFFICE
from tests.removals.factories import a_human, dead

PAGES = (
    "/teilnahme/1", "/teilnahme/1?q=niemand", "/teilnahme/mehrstimmrechte", "/teilnahme/1/vollmachten",
    "/teilnahme/1/vollmachten/neu", "/teilnahme/1/vollmachten/viele", "/teilnahme/1/vollmachten/1",
    "/teilnahme/1/stimmverbote", "/teilnahme/1/stimmverbote/2", "/teilnahme/1/einlass",
    "/teilnahme/1/einlass?q=niemand", "/teilnahme/1/einlass/1", "/teilnahme/1/einlass/2", "/teilnahme/1/einlass/4",
    "/teilnahme/1/teilnehmende",
)
OWN = ("/teilnahme/mein/4/1", "/versammlungen/mein/4/1")
REFUSED = (
    ("/teilnahme/1/vollmachten/neu", "Erfassen"), ("/teilnahme/1/vollmachten/viele", "Alle erfassen"),
    ("/teilnahme/1/vollmachten/1", "Beenden"), ("/teilnahme/mehrstimmrechte", "Eintragen"),
    ("/teilnahme/1/einlass", "Ohne Stimme einlassen"), ("/teilnahme/mein/4/1", "Vollmacht erteilen"),
)
TABLET = {"width": 820, "height": 1180}
TARGET = 48
"""How many pixels high what is tapped at the door is at least."""


@pytest.fixture
def installation(sqlite_installation: Installation, tmp_path: Path) -> Installation:
    """The browser looks at one database only; the pages are the same on both."""
    sqlite_installation.begin(tmp_path / "files")
    return sqlite_installation


@pytest.fixture
def address(app: Flask, session: Session, live: Live) -> str:
    """A hybrid assembly of today with a proxy, a ban, heirs, a guest; somebody of the office acts for a town."""
    login = a_login(session, Role.OFFICE)
    a_convening_house(session, plural_votes=3, proxy_conditions="Nur Mitglieder und ihre Angehörigen.")
    people = humans(session)
    town, _mayor = a_town(session)
    acting(session, town, login.party, Authority.APPOINTED)
    dead(session, a_human(session))
    assembly = a_meeting(session, Subject.DISCHARGE_BOARD, form=MeetingForm.HYBRID, access="Über die Einlasskarte")
    an_item(session, assembly, subject=Subject.ASSERT_CLAIM, title="Geltendmachung eines Anspruchs")
    with_votes(session, people[2], 2)
    granted(session, assembly, people[1], people[0].party)
    there(session, assembly, people[2], mode=Mode.ONLINE)
    actions.let_guest_in(session, assembly, "Gundula Prüfenstein", GuestRole.AUDITING_ASSOCIATION, OFFICE, NOW)
    session.commit()
    return live(app)


def test_every_page_of_attendance_stands_both_themes_and_a_phone(page: Page, address: str) -> None:
    sign_in_at(page, address)
    for path in (*PAGES, *OWN):
        sweep(page, address + path)


def test_forms_of_attendance_come_back_with_their_errors(page: Page, address: str) -> None:
    sign_in_at(page, address)
    for path, button in REFUSED:
        assert refused_findings(page, address + path, button) == [], path


def test_the_door_is_used_with_one_hand(page: Page, address: str) -> None:
    sign_in_at(page, address)
    page.set_viewport_size(TABLET)  # type: ignore[arg-type]
    page.goto(f"{address}/teilnahme/1/einlass")
    page.keyboard.type("birke")
    expect(page.locator(".door-list").first.locator("li")).to_have_count(1)
    for name in ("Wählen", "Suchen"):
        box = page.get_by_text(name, exact=True).first.locator("xpath=ancestor-or-self::*[contains(@class,'btn')]")
        assert (box.bounding_box() or {"height": 0})["height"] >= TARGET
    page.get_by_role("link", name="wählen, wer kommt").click()
    page.get_by_role("button", name="Adelheid Ahorn einlassen").click()
    expect(page.locator("#door-figures")).to_contain_text("2")
    page.goto(f"{address}/teilnahme/1/einlass?q=ahorn")
    expect(page.locator(".door-note").first).to_contain_text("0001")


@pytest.mark.parametrize("width", [820, 360])
def test_somebody_is_let_in_with_whom_it_represents_at_one_tap(page: Page, address: str, width: int) -> None:
    sign_in_at(page, address)
    page.set_viewport_size({"width": width, "height": 780})
    page.goto(f"{address}/teilnahme/1/einlass?q=ahorn")
    expect(page.locator(".door-along").first).to_have_text("auch für Bertram Birke")
    button = page.get_by_role("button", name="Für 2 einlassen: Adelheid Ahorn, auch für Bertram Birke")
    box = button.bounding_box()
    assert box is not None
    assert box["height"] >= TARGET
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    button.click()
    expect(page.locator("body")).to_contain_text("Adelheid Ahorn ist da, auch für Bertram Birke.")
    expect(page.locator(".is-there")).to_have_count(3)


def test_a_ticket_lets_a_phone_in_and_keeps_the_place(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{address}/teilnahme/einlass/{Ticket(1, 1).token()}")
    page.get_by_role("button", name="Eintreten").click()
    expect(page.locator("main")).to_contain_text("Adelheid Ahorn")
    page.get_by_role("button", name="Online teilnehmen").click()
    page.wait_for_url("**/abstimmung/1")
    page.goto(f"{address}/teilnahme/dabei")
    expect(page.locator("main")).to_contain_text("Sie sind in der Versammlung")
    page.reload()
    expect(page.locator("main")).to_contain_text("Bertram Birke")
    sweep(page, f"{address}/teilnahme/dabei")


def test_a_ticket_shows_its_code_to_whoever_is_early(page: Page, address: str) -> None:
    sweep(page, f"{address}/teilnahme/einlass/{Ticket(1, 4).token()}")
