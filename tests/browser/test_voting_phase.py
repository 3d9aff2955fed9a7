"""A stretched meeting in the browser: one question after the other on the phone, the chair's page meanwhile."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from tests.browser.conftest import Live
from tests.browser.sweeping import axe, sideways
from tests.browser.test_voting import NARROW, as_office, as_person
from tests.conftest import Installation
from tests.voting.factories import Meeting
from tests.voting.phases import a_phase, both


@pytest.fixture
def installation(sqlite_installation: Installation, tmp_path: Path) -> Installation:
    """The browser looks at one database only; the pages are the same on both."""
    sqlite_installation.begin(tmp_path / "files")
    return sqlite_installation


@pytest.fixture
def meeting(session: Session) -> Meeting:
    """Both items of a stretched meeting are voted on."""
    found = a_phase(session)
    both(session, found)
    session.commit()
    return found


@pytest.fixture
def address(app: Flask, live: Live, meeting: Meeting) -> str:
    """Where the meeting is."""
    return f"{live(app)}/abstimmung/{meeting.assembly.id}"


def test_a_member_votes_on_one_item_after_the_other(
    session: Session, client: FlaskClient, page: Page, meeting: Meeting, address: str
) -> None:
    as_person(session, client, page.context, address, meeting.number(0).party)
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    page.goto(address)
    for place, question in enumerate(("Der Abschluss wird festgestellt.", "Der Gewinn wird vorgetragen.")):
        if place:
            page.get_by_role("link", name="Weiter zu TOP 2").click()
        expect(page.get_by_text(question, exact=True)).to_be_visible()
        assert sideways(page) == 0
        assert axe(page) == []
        page.locator("label").filter(has_text="Ja").first.click()
        page.get_by_role("button", name="Auswahl prüfen").click()
        page.get_by_role("button", name="Stimme abgeben").click()
        expect(page.get_by_role("heading", name="1 Stimme abgegeben")).to_be_visible()
        assert sideways(page) == 0
        assert axe(page) == []
    expect(page.get_by_role("navigation").get_by_text("nichts mehr offen")).to_be_visible()


def test_on_a_low_screen_no_answer_lies_under_the_foot(
    session: Session, client: FlaskClient, page: Page, meeting: Meeting, address: str
) -> None:
    as_person(session, client, page.context, address, meeting.number(0).party)
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(address)
    answer = page.locator("label").filter(has_text="Enthaltung").first
    answer.scroll_into_view_if_needed()
    box, foot = answer.bounding_box(), page.locator(".phone-foot").bounding_box()
    assert box
    assert foot
    assert box["y"] + box["height"] <= foot["y"]


def test_going_back_after_casting_sends_nothing_again(
    session: Session, client: FlaskClient, page: Page, meeting: Meeting, address: str
) -> None:
    as_person(session, client, page.context, address, meeting.number(0).party)
    page.goto(address)
    page.locator("label").filter(has_text="Ja").first.click()
    page.get_by_role("button", name="Auswahl prüfen").click()
    expect(page).to_have_url(re.compile("abstimmung="))
    page.get_by_role("button", name="Stimme abgeben").click()
    expect(page.get_by_role("heading", name="1 Stimme abgegeben")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="1 Stimme abgegeben")).to_be_visible()


def test_the_chair_turns_to_the_other_item_while_one_is_voted_on(
    session: Session, client: FlaskClient, page: Page, meeting: Meeting, address: str
) -> None:
    as_office(session, client, page.context, address)
    page.goto(f"{address}/leitung")
    expect(page.get_by_text("Der Gewinn wird vorgetragen.", exact=True)).to_be_visible()
    assert axe(page) == []
    page.get_by_role("button", name="Zu dieser Abstimmung: TOP 1").click()
    expect(page.get_by_text("Der Abschluss wird festgestellt.", exact=True)).to_be_visible()
    expect(page.get_by_text("Abgestimmt wird bis zum Ende des 29.11.2026.")).to_be_visible()
