"""The boardroom and the organs in the browser: accessible, in both themes, on the phone, without scripts."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from app.boardroom import actions
from app.core import clock
from app.organs.models import Item, Resolution
from app.organs.rules import Choice, Organ, Procedure
from app.parties.models import Party
from tests.admissions.factories import a_proposed, who
from tests.boardroom.factories import a_board_of_three, as_officer
from tests.browser.conftest import Live
from tests.browser.sweeping import axe, sideways, sweep
from tests.conftest import Installation
from tests.factories import OFFICE, sign_in, sign_in_office

Enter = Callable[[Party | None], Page]


@pytest.fixture
def installation(sqlite_installation: Installation, tmp_path: Path) -> Installation:
    """The browser looks at one database only; the pages are the same on both."""
    sqlite_installation.begin(tmp_path / "files")
    return sqlite_installation


@pytest.fixture
def board(session: Session) -> list[Party]:
    """Three directors and two applications before them."""
    people = a_board_of_three(session)
    a_proposed(session)
    long_name = who(name="Gemeinde Nebelfurt-Oberquellbach am Rabental", email="n@n.example")
    a_proposed(session, token="anderer", who=long_name)
    session.commit()
    return people


@pytest.fixture
def base(app: Flask, board: list[Party], live: Live) -> str:
    """The house, served."""
    assert board
    return live(app)


@pytest.fixture
def enter(session: Session, client: FlaskClient, page: Page, base: str) -> Enter:
    """Let the browser be a director, or somebody of the office."""

    def sign_in_as(person: Party | None) -> Page:
        if person is None:
            sign_in_office(session, client)
        else:
            sign_in(session, client, person)
        cookie = client.get_cookie("genokontor")
        assert cookie is not None
        page.context.add_cookies([{"name": "genokontor", "value": cookie.value, "url": base}])
        return page

    return sign_in_as


def opened(
    session: Session, *applications: int, procedure: Procedure = Procedure.CIRCULAR,
    attending: list[Party] | None = None,
) -> Resolution:
    """A resolution on the items of these applications, opened now."""
    items = [session.query(Item).filter_by(reference=number).one() for number in applications]
    opening = actions.Opening(
        Organ.BOARD, procedure, "", [item.id for item in items], place="Morgenau",
        attending=[person.id for person in attending or []],
    )
    resolution = actions.open_resolution(session, opening, OFFICE, clock.now())
    session.commit()
    return resolution


def vote(session: Session, item: Item, person: Party, choice: str = "yes", reason: str = "") -> None:
    """Somebody has voted already."""
    actions.vote(session, item, person.id, Choice(choice), reason, as_officer(person), clock.now())
    session.commit()


@pytest.mark.parametrize("path", ["", "verzeichnis", "neu", "vorschlagen", "nachtragen"])
def test_the_pages_of_the_boardroom_are_accessible(
    base: str, session: Session, enter: Enter, path: str, board: list[Party]
) -> None:
    opened(session, 1)
    sweep(enter(board[0]), f"{base}/beschluesse/{path}")


@pytest.mark.parametrize("path", ["", "bestellen", "aemter/1"])
def test_the_pages_of_the_organs_are_accessible(base: str, enter: Enter, path: str) -> None:
    sweep(enter(None), f"{base}/organe/{path}")


def test_a_vote_that_waits_for_me_is_accessible(base: str, session: Session, enter: Enter, board: list[Party]) -> None:
    resolution = opened(session, 1)
    vote(session, resolution.items[0], board[0], reason="Gut für die Region")
    actions.declare_bias(
        session, resolution.items[0], board[1].id, "Mitglied des Gemeinderats", as_officer(board[1]), clock.now()
    )
    session.commit()
    sweep(enter(board[2]), f"{base}/beschluesse/{resolution.id}")


def test_a_batch_a_meeting_and_a_decided_resolution_are_accessible(
    base: str, session: Session, enter: Enter, board: list[Party]
) -> None:
    batch = opened(session, 1, 2)
    page = enter(board[2])
    sweep(page, f"{base}/beschluesse/{batch.id}")
    for person in board[:2]:
        vote(session, batch.items[0], person)
    actions.object_to_procedure(session, batch, board[0].id, "Lieber mündlich", as_officer(board[0]), clock.now())
    session.commit()
    sweep(page, f"{base}/beschluesse/{batch.id}?punkt=2")
    newest = session.query(Item).filter_by(reference=2, dropped_at=None).one()
    attending = [person.id for person in board[:2]]
    opening = actions.Opening(Organ.BOARD, Procedure.MEETING, "", [newest.id], attending=attending)
    meeting = actions.open_resolution(session, opening, OFFICE, clock.now())
    session.commit()
    sweep(page, f"{base}/beschluesse/{meeting.id}")


def test_a_director_approves_and_the_page_says_what_came_of_it(
    base: str, session: Session, enter: Enter, board: list[Party]
) -> None:
    resolution = opened(session, 1)
    vote(session, resolution.items[0], board[0])
    page = enter(board[2])
    page.goto(f"{base}/beschluesse/{resolution.id}")
    page.get_by_role("button", name="Zustimmen").dblclick()
    expect(page.get_by_role("link", name="Protokoll")).to_be_visible()
    expect(page.get_by_text("Angenommen mit V-")).to_be_visible()
    assert axe(page) == []


def test_the_dialogs_are_accessible_and_bias_is_declared_in_one(
    base: str, session: Session, enter: Enter, board: list[Party]
) -> None:
    resolution = opened(session, 1)
    page = enter(board[2])
    for name in ("Ich bin befangen", "Dem Umlauf widersprechen", "Rückfrage stellen"):
        page.goto(f"{base}/beschluesse/{resolution.id}")
        page.get_by_role("button", name=name).first.click()
        expect(page.get_by_role("dialog")).to_be_visible()
        assert axe(page) == []
    page.goto(f"{base}/beschluesse/{resolution.id}")
    page.get_by_role("button", name="Ich bin befangen").click()
    page.get_by_label("Grund").fill("Mitglied des Gemeinderats")
    page.get_by_role("dialog").get_by_role("button", name="Ich bin befangen").click()
    expect(page.get_by_text("Stimmt nicht mit und zählt nicht.")).to_be_visible()


def test_without_scripts_a_director_votes_and_declares_bias(
    base: str, session: Session, client: FlaskClient, board: list[Party], without_scripts: Page
) -> None:
    resolution = opened(session, 1, 2)
    sign_in(session, client, board[0])
    cookie = client.get_cookie("genokontor")
    assert cookie is not None
    without_scripts.context.add_cookies([{"name": "genokontor", "value": cookie.value, "url": base}])
    without_scripts.goto(f"{base}/beschluesse/{resolution.id}")
    without_scripts.get_by_role("button", name="Zustimmen", exact=True).first.click()
    expect(without_scripts.get_by_text("Noch ist nichts entschieden")).to_be_visible()
    without_scripts.get_by_role("button", name="Ich bin befangen").click()
    without_scripts.get_by_label("Grund").fill("Mitglied des Gemeinderats")
    without_scripts.get_by_role("dialog").get_by_role("button", name="Ich bin befangen").click()
    expect(without_scripts.get_by_text("Stimmt nicht mit und zählt nicht.")).to_be_visible()


def test_on_the_phone_the_buttons_stick_to_the_bottom(
    base: str, session: Session, enter: Enter, board: list[Party]
) -> None:
    resolution = opened(session, 1)
    page = enter(board[2])
    page.set_viewport_size({"width": 390, "height": 780})
    page.goto(f"{base}/beschluesse/{resolution.id}")
    expect(page.get_by_role("button", name="Zustimmen")).to_be_in_viewport()
    assert sideways(page) == 0


def test_the_office_opens_a_circular_from_the_list(base: str, enter: Enter, board: list[Party]) -> None:
    page = enter(None)
    page.goto(f"{base}/beschluesse/")
    page.get_by_role("button", name="Beschluss eröffnen").click()
    page.get_by_role("button", name="Eröffnen").click()
    expect(page.get_by_role("heading", name="Zulassung von 2 Mitgliedern")).to_be_visible()
    assert len(board) == 3


def test_who_takes_the_minutes_enters_the_votes(base: str, session: Session, enter: Enter, board: list[Party]) -> None:
    meeting = opened(session, 1, procedure=Procedure.MEETING, attending=board[:2])
    page = enter(None)
    page.goto(f"{base}/beschluesse/{meeting.id}")
    for person in board[:2]:
        page.get_by_role("radiogroup", name=person.display_name).get_by_label("Ja").check()
    page.get_by_role("button", name="Stimmen eintragen").click()
    expect(page.get_by_text("Angenommen mit V-")).to_be_visible()
