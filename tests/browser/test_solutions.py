"""Solutions in a real browser: every page in both themes and on a phone; refused forms keep what was typed."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy.orm import Session

from app.core.uploads import checked_file
from app.core.values import Role
from app.needs import queries
from app.needs.rules import Level
from app.organs.rules import Organ
from app.solutions import actions
from app.solutions.actions import Said
from app.solutions.rules import Outcome, SolutionState
from tests.accounts.factories import a_login
from tests.browser.conftest import Live
from tests.browser.entering import sign_in_at
from tests.browser.sweeping import refused_findings, sweep
from tests.conftest import Installation
from tests.factories import NOW, TODAY, a_pdf
from tests.needs.factories import COUNCIL, MINUTES, ROADS, a_firm, a_need, a_network, actor_of
from tests.organs.factories import a_member, an_office
from tests.solutions.factories import (
    MINUTES_SOLVED,
    TYPIST,
    a_partner,
    a_solution,
    an_answer,
    an_offer,
    linked,
    of_level,
    there,
)

OFFICE_PAGES = (
    "/loesungen", "/loesungen?q=niemand", "/loesungen/neu", "/loesungen/neu?bedarf=4", "/loesungen/1", "/loesungen/2",
    "/loesungen/3", "/loesungen/1/aendern", "/loesungen/1/fortschritt", "/loesungen/1/fortschritt/2/zuruecknehmen",
    "/loesungen/1/bedarfe", "/loesungen/2/antworten", "/loesungen/3/antworten", "/loesungen/1/urteil/1",
    "/loesungen/1/urteil/1/erklaeren", "/loesungen/1/partner", "/loesungen/1/partner?angebot=1",
    "/loesungen/1/partner/1", "/loesungen/angebote", "/loesungen/angebote?q=niemand", "/loesungen/angebote/neu",
    "/loesungen/angebote/1", "/loesungen/angebote/2", "/loesungen/angebote/3", "/loesungen/angebote/1/aendern",
    "/bedarfe/1", "/mitglieder/9/stammdaten",
)  # fmt: skip
MEMBER_PAGES = (
    "/mein/9", "/mein/9/loesungen", "/mein/9/loesungen?wessen=alle", "/mein/9/loesungen/1", "/mein/9/loesungen/2",
    "/mein/9/loesungen/1/urteil/2", "/mein/9/loesungen/2/partner/2", "/mein/9/loesungen/angebote",
    "/mein/9/loesungen/angebote?wessen=alle", "/mein/9/loesungen/angebote/neu", "/mein/9/loesungen/angebote/4",
    "/mein/9/loesungen/angebote/4/aendern", "/mein/9/bedarfe/3", "/mein/9/daten",
)  # fmt: skip
PUBLIC_PAGES = (
    "/loesungen/oeffentlich", "/loesungen/oeffentlich?q=niemand", "/loesungen/oeffentlich/3",
    "/loesungen/oeffentlich/angebote", "/loesungen/oeffentlich/angebote?q=niemand",
)  # fmt: skip


@pytest.fixture
def installation(sqlite_installation: Installation, tmp_path: Path) -> Installation:
    """The browser looks at one database only; the pages are the same on both."""
    sqlite_installation.begin(tmp_path / "files")
    return sqlite_installation


@pytest.fixture
def address(app: Flask, session: Session, live: Live) -> str:
    """Solutions with all that can belong to one; who signs in is of the office and acts for member 9."""
    queries.warm_up()
    house = a_network(session)
    account = a_login(session, Role.OFFICE)
    office, mine, firm = actor_of(account, Role.OFFICE), a_member(session, account.party, 9), a_firm(session, 3)
    an_office(session, account.party, Organ.BOARD)
    judged, waiting = a_need(session, house.town, house.mayor), a_need(session, house.vineyard, house.vintner, COUNCIL)
    own = a_need(session, mine, account, replace(MINUTES, title="Eigenes", level=Level.PUBLIC))
    a_need(session, house.town, house.mayor, ROADS)
    full = an_answer(session, house, judged, own)
    second = there(session, house, a_solution(session, house, of_level(MINUTES_SOLVED, Level.OFFICE, "Vertraulich")))
    linked(session, house, second, waiting)
    public = a_solution(session, house, of_level(MINUTES_SOLVED, Level.PUBLIC, "Öffentlich"))
    linked(session, house, public, own)
    entry = actions.progress(session, full.id, TODAY, "Ein Irrtum", SolutionState.ENDED, office, NOW)
    actions.take_back(session, full.id, entry.id, "Verwechselt", office, NOW)
    first = full.needs[0]
    actions.judge(session, full.id, first.id, None, Said(Outcome.HELPED, "", "Telefon"), 0, office, NOW)
    actions.judge(session, full.id, first.id, None, Said(Outcome.NO, "Fehlt noch", "Telefon"), 1, office, NOW)
    actions.add_file(session, full.id, checked_file("plan.pdf", a_pdf("Plan")), office, NOW)
    offers = [an_offer(session, house, owner, replace(TYPIST, level=level)) for owner, level in (
        (firm, Level.PUBLIC), (firm, Level.OFFICE), (house.town, Level.MEMBERS), (mine, Level.MEMBERS))]
    a_partner(session, house, full, firm, offers[0])
    a_partner(session, house, second, mine)
    actions.withdraw_offer(session, offers[1].id, None, office, NOW)
    actions.withdraw_offer(session, offers[2].id, None, office, NOW)
    actions.erase_offer(session, offers[2].id, None, office, NOW)
    session.commit()
    return live(app)


def test_every_page_of_solutions_stands_both_themes_and_a_phone(page: Page, address: str) -> None:
    sign_in_at(page, address)
    for path in (*OFFICE_PAGES, *MEMBER_PAGES):
        sweep(page, address + path)


def test_public_pages_of_solutions_stand_both_themes_and_a_phone(page: Page, address: str) -> None:
    for path in PUBLIC_PAGES:
        sweep(page, address + path)


def test_refused_forms_of_solutions_stand_and_name_what_is_wrong(page: Page, address: str) -> None:
    sign_in_at(page, address)
    for path, button in (
        ("/loesungen/neu", "Anlegen"), ("/loesungen/1/fortschritt", "Eintragen"), ("/loesungen/1/partner", "Anfragen"),
        ("/loesungen/2/antworten", "Beantworten"), ("/mein/9/loesungen/1/urteil/2", "Speichern"),
        ("/mein/9/loesungen/angebote/neu", "Anbieten"),
    ):  # fmt: skip
        assert refused_findings(page, address + path, button) == [], path
