"""A meeting in the browser: the chair's page, the ballot on a phone, the screen in the hall; live, by keys alone."""

import json
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy.orm import Session

from app.assemblies.rules import ItemType, Subject
from app.attendance.rules import Mode
from app.parties.models import Party
from app.voting import actions, queries
from app.voting.rules import ELECTING, Choice, HallWay, Method
from tests.assemblies.factories import an_item
from tests.browser.conftest import Live
from tests.browser.sweeping import sideways, sweep
from tests.conftest import Installation
from tests.factories import NOW, sign_in, sign_in_office
from tests.voting.factories import CHAIR, Meeting, a_meeting, asked, casts, declared, marked, represented, someone

NARROW = {"width": 320, "height": 640}


@pytest.fixture
def installation(sqlite_installation: Installation, tmp_path: Path) -> Installation:
    """The browser looks at one database only; the pages are the same on both."""
    sqlite_installation.begin(tmp_path / "files")
    return sqlite_installation


@pytest.fixture
def meeting(session: Session) -> Meeting:
    """A meeting with members in the hall and online, one of whom stands for another."""
    found = a_meeting(session, statute={"election_mode": "relative"})
    found.members += [someone(session, found.assembly, "Zeder", mode=Mode.ONLINE),
                      represented(session, found, "Abwasserzweckverband Unteres Rabental", by=found.number(0))]
    session.commit()
    return found


@pytest.fixture
def address(app: Flask, live: Live, meeting: Meeting) -> str:
    """Where the meeting is."""
    return f"{live(app)}/abstimmung/{meeting.assembly.id}"


def as_office(session: Session, client: FlaskClient, context: BrowserContext, address: str) -> None:
    """Conduct the meeting in this browser."""
    sign_in_office(session, client)
    _with_cookie(client, context, address)


def as_person(session: Session, client: FlaskClient, context: BrowserContext, address: str, party: Party) -> None:
    """Vote in this browser."""
    sign_in(session, client, party)
    _with_cookie(client, context, address)


def _with_cookie(client: FlaskClient, context: BrowserContext, address: str) -> None:
    cookie = client.get_cookie("genokontor")
    assert cookie is not None
    context.add_cookies([{"name": "genokontor", "value": cookie.value, "url": address}])


def test_a_ballot_is_cast_on_a_narrow_phone_by_keys_alone(
    session: Session, client: FlaskClient, page: Page, meeting: Meeting, address: str
) -> None:
    asked(session, meeting)
    as_person(session, client, page.context, address, meeting.number(0).party)
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    page.goto(address)
    assert sideways(page) == 0
    first = page.get_by_role("group").first
    first.get_by_role("radio", name="Ja").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.get_by_role("button", name="Auswahl prüfen").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Stimmen Sie so ab?")).to_be_visible()
    assert sideways(page) == 0
    page.get_by_role("button", name="2 Stimmen abgeben").press("Enter")
    expect(page.get_by_role("heading", name="2 Stimmen abgegeben")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="2 Stimmen abgegeben")).to_be_visible()
    assert page.get_by_role("radio").count() == 0


def test_a_ballot_is_cast_without_scripts(
    session: Session, client: FlaskClient, without_scripts: Page, meeting: Meeting, address: str
) -> None:
    page = without_scripts
    asked(session, meeting)
    as_person(session, client, page.context, address, meeting.number(1).party)
    page.goto(address)
    page.locator("label").filter(has_text="Nein").click()
    page.get_by_role("button", name="Auswahl prüfen").click()
    page.get_by_role("button", name="1 Stimme abgeben").click()
    expect(page.get_by_role("heading", name="1 Stimme abgegeben")).to_be_visible()


def test_a_phone_shows_by_itself_what_is_opened(
    session: Session, client: FlaskClient, page: Page, meeting: Meeting, address: str
) -> None:
    as_person(session, client, page.context, address, meeting.number(0).party)
    page.goto(address)
    expect(page.get_by_text("Im Augenblick wird nicht abgestimmt")).to_be_visible()
    session.expire_all()
    asked(session, meeting)
    session.commit()
    expect(page.get_by_role("button", name="Auswahl prüfen")).to_be_visible(timeout=15_000)


def test_what_is_half_filled_in_stays_while_the_poll_is_closed(
    session: Session, client: FlaskClient, page: Page, meeting: Meeting, address: str
) -> None:
    """The choice stands, a word says that the poll is closed, and sending it says that it was not cast."""
    poll = asked(session, meeting)
    as_person(session, client, page.context, address, meeting.number(0).party)
    page.goto(address)
    page.locator("label").filter(has_text="Nein").first.click()
    session.expire_all()
    actions.close_poll(session, meeting.sitting, poll, CHAIR, NOW)
    session.commit()
    expect(page.get_by_text("Was Sie gewählt haben, steht noch da.")).to_be_visible(timeout=15_000)
    expect(page.get_by_text("Die Abstimmung ist geschlossen.")).to_be_visible()
    expect(page.get_by_role("radio", name="Nein").first).to_be_checked()
    page.get_by_role("button", name="Auswahl prüfen").click()
    expect(page.get_by_role("alert")).to_contain_text("bereits geschlossen")


def test_after_a_refused_form_the_phone_goes_on_showing_what_happens(
    session: Session, client: FlaskClient, page: Page, meeting: Meeting, address: str
) -> None:
    poll = asked(session, meeting)
    as_person(session, client, page.context, address, meeting.number(0).party)
    page.goto(address)
    page.get_by_role("button", name="Auswahl prüfen").click()
    expect(page.get_by_role("alert")).to_contain_text("Wählen Sie zuerst aus")
    session.expire_all()
    actions.close_poll(session, meeting.sitting, poll, CHAIR, NOW)
    session.commit()
    expect(page.get_by_text("Die Abstimmung ist geschlossen.")).to_be_visible(timeout=15_000)


def test_the_chair_opens_closes_counts_and_declares(
    session: Session, client: FlaskClient, page: Page, meeting: Meeting, address: str
) -> None:
    as_office(session, client, page.context, address)
    page.goto(f"{address}/leitung")
    page.get_by_role("link", name="Abstimmung vorbereiten").click()
    page.get_by_role("button", name="Vorbereiten").click()
    page.get_by_role("button", name="Abstimmung eröffnen").click()
    expect(page.get_by_text("von 5 Stimmen abgegeben")).to_be_visible()
    session.expire_all()
    poll = queries.poll_at_hand(session, queries.find_sitting(session, meeting.assembly.id))
    assert poll is not None
    casts(session, poll, meeting.number(1), Choice.YES)
    session.commit()
    expect(page.locator(".turnout-number")).to_have_text("1", timeout=15_000)
    page.get_by_role("button", name="Abstimmung schließen").click()
    page.get_by_role("button", name="Auszählen").click()
    expect(page.get_by_label("Verkündung")).to_have_value("Der Antrag ist mit 1 Ja- gegen 0 Neinstimmen angenommen.")
    page.get_by_role("button", name="Ergebnis verkünden").click()
    expect(page.get_by_text("Der Antrag ist mit 1 Ja- gegen 0 Neinstimmen angenommen.").first).to_be_visible()


@pytest.mark.parametrize("step", ["called", "open", "counted", "declared"])
def test_the_chairs_page_and_the_screen_are_accessible(
    session: Session, client: FlaskClient, page: Page, meeting: Meeting, address: str, step: str
) -> None:
    if step != "called":
        poll = asked(session, meeting)
        casts(session, poll, meeting.number(1), Choice.YES)
        if step == "counted":
            actions.close_poll(session, meeting.sitting, poll, CHAIR, NOW)
            actions.count_poll(session, meeting.sitting, poll, CHAIR, NOW)
        if step == "declared":
            declared(session, meeting, poll)
    as_office(session, client, page.context, address)
    for place in ("leitung", "leinwand"):
        sweep(page, f"{address}/{place}")


def test_names_that_nothing_breaks_widen_no_page(
    session: Session, client: FlaskClient, page: Page, meeting: Meeting, address: str
) -> None:
    actions.ask_to_speak(session, meeting.sitting, "W" * 300, None, NOW)
    poll = asked(session, meeting, Method.ONE_OF_SEVERAL, ["W" * 200, "M" * 200])
    as_office(session, client, page.context, address)
    root, number = address.rsplit("/abstimmung/")
    places = [f"{address}/leitung", f"{address}/leinwand", f"{address}/{poll.id}"]
    for step in ("open", "declared"):
        if step == "declared":
            marked(session, poll, meeting.number(0), "W" * 200)
            declared(session, meeting, poll)
            places.append(f"{root}/niederschriften/{number}")
        session.commit()
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 800})
            for place in places:
                assert page.goto(place).status == 200  # type: ignore[union-attr]
                assert (place, width, sideways(page)) == (place, width, 0)


def test_the_pages_around_a_poll_are_accessible(
    session: Session, client: FlaskClient, page: Page, meeting: Meeting, address: str
) -> None:
    poll = declared(session, meeting, asked(session, meeting))
    told = asked(session, meeting, Method.ONE_OF_SEVERAL, ["Um 10 Euro", "Um 20 Euro"], hall=HallWay.PAPER)
    as_office(session, client, page.context, address)
    for place in (f"{poll.id}", f"{told.id}/zaehlen", "ergebnisse", "mappe", f"punkte/{meeting.item.id}/frage"):
        sweep(page, f"{address}/{place}")


@pytest.mark.parametrize("method", [Method.YES_NO, Method.LIST, Method.CUMULATIVE, Method.ONE_OF_SEVERAL])
def test_the_ballot_is_accessible(
    session: Session, client: FlaskClient, page: Page, meeting: Meeting, address: str, method: Method
) -> None:
    if method in ELECTING:
        meeting.item = an_item(
            session, meeting.assembly, announced_by_id=meeting.item.announced_by_id, item_type=ItemType.ELECTION,
            seats=2, subject=Subject.ELECT_SUPERVISORY_BOARD, title="Wahlen zum Aufsichtsrat", draft="",
        )
        actions.call_item(session, meeting.sitting, meeting.item, CHAIR, NOW)
    asked(session, meeting, method, [] if method is Method.YES_NO else ["Cora Fichtner", "Dirk Ahlborn", "Egon Rist"],
          seats=2)
    as_person(session, client, page.context, address, meeting.number(0).party)
    sweep(page, address)


def test_a_page_asks_for_no_more_than_a_number_while_nothing_changes(
    session: Session, client: FlaskClient, page: Page, meeting: Meeting, address: str
) -> None:
    as_person(session, client, page.context, address, meeting.number(0).party)
    asked_for: list[str] = []
    page.on("request", lambda request: asked_for.append(request.url))
    page.goto(address)
    page.wait_for_timeout(8_000)
    later = [url for url in asked_for if url.endswith("/puls")]
    assert len(later) >= 2
    assert asked_for.count(address) == 1, json.dumps(asked_for)
