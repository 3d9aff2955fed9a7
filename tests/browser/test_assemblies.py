"""Assemblies in a real browser: list, plan, agenda, what is told; what members demand; the members' own pages."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from app.assemblies import actions
from app.assemblies.rules import ItemType, PaperKind, RequestAim, Subject, Wording
from app.core.jobs import Worker
from app.core.values import Role
from app.main import handlers_of
from app.members.models import Member
from app.parties.models import Party
from tests.accounts.factories import a_login
from tests.assemblies.demands import demanded, many_members, wanted
from tests.assemblies.factories import (
    MEETS_ON,
    a_reachable_house,
    a_ready_assembly,
    an_assembly,
    an_item,
    invited,
)
from tests.assemblies.test_own import a_paper
from tests.browser.conftest import Live
from tests.browser.entering import sign_in_at
from tests.browser.sweeping import refused_findings, sweep
from tests.conftest import Installation
from tests.factories import NOW, OFFICE
from tests.shares.factories import a_member

PAGES = (
    "", "?q=nirgends", "?view=planned", "/neu", "/1", "/1/ergaenzen", "/1/berichtigen", "/1/verlegen", "/1/absagen",
    "/1/unterlagen/neu", "/1/tagesordnung/1/absetzen", "/2", "/2/aendern", "/2/einberufen", "/2/verwerfen",
    "/2/form/board", "/2/tagesordnung/neu", "/2/tagesordnung/3", "/2/tagesordnung/3/synopse",
    "/2/tagesordnung/3/synopse/1", "/2/tagesordnung/3/entfernen", "/3", "/versand?versand=1", "/versand/1/1",
    "/unterlagen", "/verlangen", "/verlangen?q=nirgends", "/verlangen/neu", "/verlangen/1", "/verlangen/1/versammlung",
    "/verlangen/1/ablehnen", "/verlangen/1/gericht", "/verlangen/2", "/verlangen/2/tagesordnung", "/verlangen/3",
)  # fmt: skip
REFUSED = (
    ("/1/berichtigen", "Berichtigung mitteilen"), ("/1/absagen", "Versammlung absagen"),
    ("/1/unterlagen/neu", "Ablegen"), ("/2/einberufen", "Jetzt einberufen"), ("/neu", "Planen"),
    ("/2/tagesordnung/neu", "Aufnehmen"), ("/verlangen/neu", "Erfassen"), ("/verlangen/1", "Eintragen"),
    ("/verlangen/1/ablehnen", "Ablehnen"), ("/verlangen/1/gericht", "Vermerken"),
    ("/verlangen/1/versammlung", "Planen"),
)  # fmt: skip
OWN = ("", "/1", "/antraege", "/antraege/neu", "/antraege/3")


@pytest.fixture
def installation(sqlite_installation: Installation, tmp_path: Path) -> Installation:
    """The browser looks at one database only; the pages are the same on both."""
    sqlite_installation.begin(tmp_path / "files")
    return sqlite_installation


@pytest.fixture
def address(app: Flask, session: Session, live: Live) -> str:
    """One assembly convened, one planned with a synopsis, one dropped; two demands and a member's proposal."""
    account = a_login(session, Role.OFFICE)
    a_reachable_house(session)
    member = a_member(session, party=session.get_one(Party, account.party_id))
    _assemblies(session, app)
    _demands(session, member)
    session.commit()
    return live(app)


def _assemblies(session: Session, app: Flask) -> None:
    assembly = a_ready_assembly(session)
    a_paper(session, assembly)
    invited(session, assembly)
    session.commit()
    Worker(handlers_of(app.config["GENOKONTOR"])).run_until_idle()
    later = NOW + timedelta(minutes=5)
    actions.withdraw_item(session, assembly, assembly.items[0], "Die Zahlen fehlen noch", OFFICE, later)
    an_item(session, assembly, title="Ausbau der Netze", subject=Subject.OTHER)
    planned = an_assembly(session, MEETS_ON + timedelta(days=30))
    item = an_item(session, planned, subject=Subject.OTHER_AMENDMENT, title="Änderung der Satzung")
    actions.add_clause(session, planned, item, Wording("§ 4 Abs. 1", "alt", "neu"), OFFICE, NOW)
    an_item(session, planned, title="Verschiedenes", item_type=ItemType.DISCUSSION, subject=None, draft="")
    a_paper(session, planned, kind=PaperKind.PROPOSAL, title="Vorlage")
    actions.discard(session, an_assembly(session), "Saal nicht frei", OFFICE, NOW)


def _demands(session: Session, member: Member) -> None:
    members = many_members(session, 10)
    gone = a_member(session, "Gemeinde Eichenau", first_day=MEETS_ON)
    demanded(session, [*members[:3], gone], RequestAim.ASSEMBLY)
    demanded(session, members[:1], title="Beitragsordnung")
    request = actions.propose(session, member, wanted(title="Öffnungszeiten"), OFFICE, NOW)
    actions.join(session, request, members[0], OFFICE, NOW)


def test_every_page_of_assemblies_stands_both_themes_and_a_phone(page: Page, address: str) -> None:
    sign_in_at(page, address)
    for path in PAGES:
        sweep(page, f"{address}/versammlungen{path}")


def test_the_members_own_pages_stand_both_themes_and_a_phone(page: Page, address: str) -> None:
    sign_in_at(page, address)
    for path in OWN:
        sweep(page, f"{address}/versammlungen/mein/3{path}")
    assert refused_findings(page, f"{address}/versammlungen/mein/3/antraege/neu", "Vorschlagen") == []


def test_forms_of_assemblies_come_back_with_their_errors(page: Page, address: str) -> None:
    sign_in_at(page, address)
    for path, button in REFUSED:
        assert refused_findings(page, f"{address}/versammlungen{path}", button) == [], path


def test_a_demand_is_answered_with_an_item_that_is_announced(page: Page, address: str) -> None:
    sign_in_at(page, address)
    page.goto(f"{address}/versammlungen/verlangen")
    page.get_by_role("link", name="Beitragsordnung").click()
    expect(page.get_by_text("Das sind zu wenige.")).to_be_visible()
    page.get_by_role("link", name="Auf die Tagesordnung setzen").click()
    page.get_by_role("button", name="Aufnehmen").click()
    expect(page.get_by_role("heading", name="Ergänzung ankündigen")).to_be_visible()
