"""Members, payments, certificates and the register in a real browser."""

import io
from datetime import date, timedelta
from pathlib import Path

import pikepdf
import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from app.changes import actions as changes
from app.core.uploads import CheckedFile
from app.core.values import Actor, PartyKind, PostalAddress, Role
from app.members import actions as members
from app.members import queries as register
from app.members.rules import ExitGround, MemberClass
from app.parties import actions as parties
from app.parties.rules import Authority, PartyFacts
from app.shares import actions as shares
from app.shares import queries
from tests.accounts.factories import a_login
from tests.browser.conftest import Live
from tests.browser.entering import sign_in_at
from tests.browser.sweeping import refused_findings, sweep
from tests.conftest import Installation
from tests.documents import pages
from tests.factories import LONG_AGO, NOW, OFFICE, TODAY, a_pdf, a_person
from tests.shares.factories import SHARE, a_house, a_member, paid, subscribed

LINE = 1.0
"""Words that end within so many millimetres of each other stand on one line."""

PAGES = (
    "/mitglieder/", "/mitglieder/?q=niemand", "/mitglieder/?view=open&kind=company", "/mitglieder/1",
    "/mitglieder/1/stammdaten", "/mitglieder/1/zahlungen", "/mitglieder/1/schriftverkehr", "/mitglieder/1/verlauf",
    "/mitglieder/1/kontakt", "/mitglieder/1/name", "/mitglieder/1/anschrift", "/mitglieder/1/vertretung",
    "/mitglieder/1/vertretung/1/ende", "/mitglieder/1/anteile/3/storno", "/mitglieder/1/anteile/4/storno",
    "/mitglieder/2", "/zahlungen",
    "/mitglieder/1/anschrift/1/storno",
    "/zahlungen/eingegangen", "/zahlungen/eintragen", "/zahlungen/1/storno", "/urkunden", "/register/",
    "/register/?am=2026-11-20&kenntnis=2026-11-20", "/mitglieder/1/bankverbindung", "/aenderungen", "/aenderungen/1",
    "/aenderungen/1/ablehnen", "/aenderungen/2",
)

REFUSED = (
    ("/mitglieder/1/zahlungen", "Eintragen"), ("/zahlungen/1/storno", "Stornieren"),
    ("/mitglieder/1/anteile/4/storno", "Stornieren"),
    ("/mitglieder/1/urkunde/U-2026-0004/ungueltig", "Für ungültig erklären"),
    ("/beschluesse/nachtragen", "Nachtragen"), ("/beschluesse/vorschlagen", "Vorschlagen"),
    ("/antraege/papier", "Erfassen"),
)


@pytest.fixture
def installation(sqlite_installation: Installation, tmp_path: Path) -> Installation:
    """The browser looks at one database only; the pages are the same on both."""
    sqlite_installation.begin(tmp_path / "files")
    return sqlite_installation


@pytest.fixture
def address(app: Flask, session: Session, live: Live) -> str:
    """A cooperative with members of every standing, and the office signed in."""
    a_login(session, Role.OFFICE)
    a_cooperative(session)
    session.commit()
    return live(app)


def a_cooperative(session: Session) -> None:
    """Members of every standing, with reversals, certificates and payments."""
    a_house(session, entry_fee=50_00)
    town = a_member(session, "Stadt Lindenfurt", 10, first_day=date(2026, 2, 19))
    _a_town_s_history(session, town.id)
    a_member(session, "Stadtwerke Quellbach GmbH", 120, kind=PartyKind.COMPANY)
    a_member(session, "Hochschule Eichenau", 20, kind=PartyKind.RESEARCH, first_day=TODAY)
    a_member(session, "Institut für angewandte Sprachtechnik Welldingen e. V.", 10, kind=PartyKind.ASSOCIATION)
    a_member(session, "Raiffeisenkasse Rabental-Morgenau eG", 60, kind=PartyKind.COMPANY,
             member_class=MemberClass.INVESTING)
    a_member(session, party=a_person(session, "Ottilie", "Brandner"), shares=5)
    for name, ground in (("Bäckerei Hollerstrauch OHG", ExitGround.NOTICE), ("Kulturkreis Altenbruck e. V.", None)):
        member = a_member(session, name, kind=PartyKind.COMPANY)
        members.end(session, member, date(2027, 12, 31) if ground else date(2026, 11, 20),
                    ground or ExitGround.DISSOLUTION, "K-1", OFFICE, NOW)


def _a_town_s_history(session: Session, member_id: int) -> None:
    town = register.get_member(session, member_id)
    mayor = a_person(session, "Almut", "Weißdorn")
    parties.add_representation(
        session, town.party_id, mayor.id, Authority.APPOINTED, "Oberbürgermeisterin", LONG_AGO, OFFICE, NOW
    )
    director = Actor("Almut Weißdorn", 4711, mayor.id, frozenset({Role.BOARD}))
    clerk = Actor("Ottilie Brandner", 4712)
    iban, letter = "DE75512108001245126199", CheckedFile("brief.pdf", a_pdf("Brief"))
    changes.propose_bank_account(session, town, iban, TODAY, letter, False, director, NOW)
    address = PostalAddress("Markt 1", "70999", "Lindenfurt")
    place = changes.propose_address(session, town, address, TODAY, director, NOW)
    changes.reject(session, place, "Nicht belegt", clerk, NOW)
    paid(session, town, 10 * SHARE)
    paid(session, town, 50_00, fee=True)
    shares.issue_certificate(session, town, OFFICE, NOW)
    wrong = subscribed(session, town, 100, date(2026, 3, 15))
    entry = queries.find_share_entry(session, wrong)
    assert entry is not None
    shares.reverse_share_entry(session, entry, "Zahlendreher: 10 statt 100 Anteile", OFFICE, NOW + timedelta(hours=1))
    subscribed(session, town, 10, date(2026, 4, 12))


@pytest.mark.parametrize(("path", "button"), REFUSED)
def test_a_form_that_was_refused_is_accessible_on_a_phone(address: str, page: Page, path: str, button: str) -> None:
    sign_in_at(page, address)
    assert refused_findings(page, address + path, button) == []


@pytest.mark.parametrize("path", PAGES)
def test_the_pages_of_members_sweep_clean(page: Page, address: str, path: str) -> None:
    sign_in_at(page, address)
    sweep(page, address + path)


def test_on_the_phone_no_figure_of_the_year_is_cut_and_the_own_tab_is_seen(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    sign_in_at(page, address)
    page.goto(f"{address}/register/bewegung?jahr=2026")
    tables = page.locator(".table-scroll").evaluate_all("all => all.map(each => each.scrollWidth - each.clientWidth)")
    assert max(tables) <= 0, tables
    page.goto(f"{address}/register/einsicht")
    expect(page.locator(".tabs [aria-current]")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("path", ["/register/", "/mitglieder/"])
def test_a_name_without_a_space_leaves_the_other_columns_in_sight(
    page: Page, address: str, session: Session, path: str
) -> None:
    parties.change_name(
        session, register.get_member(session, 1).party, PartyFacts(PartyKind.MUNICIPALITY, "Verband" * 30), TODAY,
        OFFICE, NOW,
    )
    session.commit()
    page.set_viewport_size({"width": 1280, "height": 800})
    sign_in_at(page, address)
    page.goto(address + path)
    beyond = "table => table.scrollWidth - table.parentElement.clientWidth"
    assert page.locator("table.list").first.evaluate(beyond) <= 0


def test_chosen_members_get_their_certificates(page: Page, address: str) -> None:
    sign_in_at(page, address)
    page.goto(f"{address}/mitglieder/?view=uncertified")
    page.get_by_label("Hochschule Eichenau").check()
    page.get_by_label("Ottilie Brandner").check()
    page.get_by_role("button", name="Urkunden drucken").click()
    expect(page.get_by_text("2 Urkunden liegen im Druckkorb.")).to_be_visible()


def test_the_credit_explains_itself_and_folds_away(page: Page, address: str) -> None:
    sign_in_at(page, address)
    page.goto(f"{address}/mitglieder/1")
    number = page.get_by_role("button", name="5.000,00")
    expect(page.get_by_role("heading", name="So kommt")).to_be_hidden()
    number.click()
    expect(page.get_by_role("heading", name="So kommt")).to_be_visible()
    expect(page.get_by_role("link", name="1 Buchung, zuletzt 24.11.2026")).to_be_visible()


def test_a_payment_is_recorded_without_scripts(without_scripts: Page, address: str) -> None:
    page = without_scripts
    sign_in_at(page, address)
    page.goto(f"{address}/mitglieder/2/zahlungen")
    page.get_by_label("Betrag").fill("1.000,00")
    page.get_by_label("Eingegangen am").fill("2026-11-24")
    page.get_by_role("button", name="Eintragen").click()
    expect(page.get_by_text("K-2026-0003")).to_be_visible()


def last_line(pdf: bytes, number: int) -> str:
    """The lowest line of words on a printed page."""
    words = pages.words(pdf, number)
    lowest = max((word.bottom for word in words), default=0)
    return " ".join(word.text for word in words if lowest - word.bottom < LINE)


def test_on_paper_no_title_of_the_development_stands_alone_at_the_foot_of_a_page(page: Page, address: str) -> None:
    sign_in_at(page, address)
    page.goto(f"{address}/register/entwicklung?zahl=credit")
    titles = {*page.locator("h2, h3, h4").all_inner_texts()}
    for height in range(180, 300, 12):
        pdf = page.pdf(width="210mm", height=f"{height}mm")
        for number in range(1, len(pikepdf.open(io.BytesIO(pdf)).pages) + 1):
            foot = last_line(pdf, number)
            parted = foot in titles or any(foot.startswith(each) and foot.removeprefix(each).strip() in titles
                                           for each in titles)  # fmt: skip
            assert not parted, f"{foot} at the foot of page {number} at {height} mm"
