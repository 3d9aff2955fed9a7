"""The member's own pages in the browser: accessible with and without something to pay, on the phone first."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from app.members.models import Member
from app.parties import actions as parties
from app.parties.models import Party
from app.parties.rules import Authority
from app.shares import actions as shares
from tests.browser.conftest import Live
from tests.browser.sweeping import PHONE, sideways, sweep
from tests.conftest import Installation
from tests.factories import LONG_AGO, NOW, OFFICE, a_person, an_organisation, sign_in
from tests.shares.factories import SHARE, a_house, a_member, paid


@pytest.fixture
def installation(sqlite_installation: Installation, tmp_path: Path) -> Installation:
    """The browser looks at one database only; the pages are the same on both."""
    sqlite_installation.begin(tmp_path / "files")
    return sqlite_installation


def a_represented_member(session: Session, person: Party, name: str) -> Member:
    """A member with two shares, for which a person acts."""
    party = an_organisation(session, name)
    authority = Authority.APPOINTED
    parties.add_representation(session, party.id, person.id, authority, "Leiterin", LONG_AGO, OFFICE, NOW)
    return a_member(session, party=party, shares=2)


@pytest.fixture
def base(app: Flask, session: Session, client: FlaskClient, live: Live, page: Page) -> str:
    """Two members, one of which still has to pay; their representative is signed in."""
    a_house(session)
    person = a_person(session, "Theodora", "Quendel")
    one = a_represented_member(session, person, "Institut für angewandte Sprachtechnik Welldingen e. V.")
    a_represented_member(session, person, "Weingut Silberdistel GmbH")
    paid(session, one, 2 * SHARE)
    shares.issue_certificate(session, one, OFFICE, NOW)
    sign_in(session, client, person)
    address, cookie = live(app), client.get_cookie("genokontor")
    assert cookie is not None
    page.context.add_cookies([{"name": "genokontor", "value": cookie.value, "url": address}])
    return address


@pytest.mark.parametrize("number", [1, 2])
def test_the_members_page_is_accessible(base: str, page: Page, number: int) -> None:
    """With certificate and nothing to pay, and with a sum due and its code."""
    sweep(page, f"{base}/mein/{number}")


@pytest.mark.parametrize("form", ["bankverbindung", "anschrift", "kontakt"])
def test_the_forms_by_which_a_member_proposes_are_accessible(base: str, page: Page, form: str) -> None:
    """Each with its fields and the word that somebody confirms it."""
    sweep(page, f"{base}/mein/1/{form}")


def test_on_the_phone_one_goes_from_one_member_to_the_other(base: str, page: Page) -> None:
    """The tabs fit the phone; the code to pay by photo is to be seen."""
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto(base)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Institut")
    page.get_by_role("link", name="Weingut Silberdistel GmbH").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Weingut Silberdistel GmbH")
    expect(page.get_by_alt_text("QR-Code mit den Angaben der Überweisung")).to_be_visible()
    assert sideways(page) == 0
