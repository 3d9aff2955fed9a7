"""Payouts from results in a real browser: the list, a claim, one that was paid, one that came back, the form for it."""

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from app.core.values import Role
from app.settlements import actions, queries
from tests.accounts.factories import a_login
from tests.browser.conftest import Live
from tests.browser.entering import sign_in_at
from tests.browser.sweeping import refused_findings, sweep
from tests.conftest import Installation
from tests.factories import NOW, TODAY
from tests.settlements.factories import ONE
from tests.settlements.test_dividends import AT, claim_of, used

LIST = (AT, f"{AT}?view=paid")


@pytest.fixture
def installation(sqlite_installation: Installation, tmp_path: Path) -> Installation:
    """The browser looks at one database only; the pages are the same on both."""
    sqlite_installation.begin(tmp_path / "files")
    return sqlite_installation


@pytest.fixture
def paid(app: Flask, session: Session, live: Live) -> tuple[str, str, str]:
    """A claim that was paid: the server, the claim's page, and that on which its return is entered."""
    a_login(session, Role.OFFICE)
    member = used(session)[0]
    found = claim_of(session, member)
    entry = actions.pay_dividend(session, found, TODAY, ONE, NOW)
    page = f"{AT}/{found.claim.appropriation.id}/{member.id}"
    session.commit()
    return live(app), page, f"{page}/buchungen/{entry.id}/rueckgabe"


def test_a_claim_that_was_paid_and_its_return_stand_both_themes_and_a_phone(
    page: Page, session: Session, paid: tuple[str, str, str]
) -> None:
    address, claim, back = paid
    sign_in_at(page, address)
    for path in (*LIST, claim, back):
        sweep(page, address + path)
    use_id, member_id = map(int, claim.rsplit("/", 2)[1:])
    found = queries.dividend_of(session, use_id, member_id, TODAY)
    assert found.claim.ended_by is not None
    actions.come_back_dividend(session, found, found.claim.ended_by, TODAY, "Konto erloschen", ONE, NOW)
    session.commit()
    for path in (*LIST, claim):
        sweep(page, address + path)


def test_a_return_is_entered_from_the_page_of_the_claim(page: Page, paid: tuple[str, str, str]) -> None:
    address, claim, back = paid
    sign_in_at(page, address)
    assert refused_findings(page, address + back, "Rückgabe eintragen") == []
    page.goto(address + claim)
    page.get_by_role("link", name="Kam zurück: GZ-").click()
    page.get_by_label("Grund").fill("Konto erloschen")
    page.get_by_role("button", name="Rückgabe eintragen").click()
    expect(page.get_by_text("Die Rückgabe ist eingetragen")).to_be_visible()
    expect(page.get_by_text("Fragen Sie nach dem richtigen Konto")).to_be_visible()
