"""The public form and the office's pages in the browser: accessible, in both themes, on the phone, without scripts."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from app.admissions import actions
from app.admissions.models import Application
from app.admissions.rules import UploadPurpose
from app.core.uploads import CheckedFile
from app.core.values import PartyKind, WrittenForm
from app.members.rules import MemberClass
from tests.admissions.factories import PDF, a_complete_draft, a_house, a_submitted, signer
from tests.browser.conftest import Live
from tests.browser.sweeping import axe, sweep
from tests.conftest import Installation
from tests.factories import NOW, OFFICE, an_organisation, sign_in_office

STEPS = ("angaben", "vertretung", "anteile", "unterlagen", "erklaerung", "pruefen")


@pytest.fixture
def installation(sqlite_installation: Installation, tmp_path: Any) -> Installation:
    """The browser looks at one database only; the pages are the same on both."""
    sqlite_installation.begin(tmp_path / "files")
    return sqlite_installation


@pytest.fixture
def base(app: Flask, session: Session, live: Live) -> str:
    """A house that is set up, served."""
    a_house(session, notice_months=24, investing_members=True, investing_consent_by="supervisory_board")
    session.commit()
    return live(app)


def path_of(application: Application) -> str:
    """The personal page of an application."""
    return actions.personal_link(application).removeprefix("https://genokontor.example")


def signed_in(session: Session, client: FlaskClient, page: Page, base: str) -> None:
    """Let the browser be somebody of the office."""
    sign_in_office(session, client)
    cookie = client.get_cookie("genokontor")
    assert cookie is not None
    page.context.add_cookies([{"name": "genokontor", "value": cookie.value, "url": base}])


def test_the_start_is_accessible(base: str, page: Page) -> None:
    sweep(page, f"{base}/beitritt")


@pytest.mark.parametrize("slug", STEPS)
def test_each_step_is_accessible(base: str, session: Session, page: Page, slug: str) -> None:
    draft = a_complete_draft(session)
    file = CheckedFile("Wahlniederschrift vom 7. März.pdf", PDF)
    actions.add_upload(session, draft.id, UploadPurpose.AUTHORITY, file, NOW)
    session.commit()
    sweep(page, f"{base}{path_of(draft)}/{slug}")


@pytest.mark.parametrize("state", ["submitted", "returned", "withdrawn", "schriftform"])
def test_the_applicants_own_page_is_accessible(base: str, session: Session, page: Page, state: str) -> None:
    application = a_submitted(session, people=[signer(), signer(last_name="Quellbrunn", email="q@altenbruck.example")])
    match state:
        case "returned":
            actions.return_for_completion(session, application.id, ["Der Beschluss des Gemeinderats"], OFFICE, NOW)
        case "withdrawn":
            actions.withdraw(session, application.id, NOW)
        case "schriftform":
            application.written_form = WrittenForm.SCHRIFTFORM
    session.commit()
    sweep(page, base + path_of(application))


@pytest.mark.parametrize("address", ["/antraege", "/antraege/papier", "/antraege/klauseln",
                                     "/antraege/klauseln/payment_undertaking/neu"])  # fmt: skip
def test_the_offices_pages_are_accessible(
    base: str, session: Session, client: FlaskClient, page: Page, address: str
) -> None:
    a_submitted(session)
    session.commit()
    signed_in(session, client, page, base)
    sweep(page, base + address)


def test_one_application_is_accessible(base: str, session: Session, client: FlaskClient, page: Page) -> None:
    an_organisation(session, "Gemeinde Altenbruck")
    application = a_submitted(session)
    actions.add_upload(session, application.id, UploadPurpose.AUTHORITY, CheckedFile("Wahlniederschrift.pdf", PDF), NOW)
    session.commit()
    signed_in(session, client, page, base)
    sweep(page, f"{base}/antraege/{application.id}")
    page.get_by_role("button", name="Zurückgeben").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert axe(page) == []


def test_an_empty_list_is_accessible(base: str, session: Session, client: FlaskClient, page: Page) -> None:
    signed_in(session, client, page, base)
    sweep(page, f"{base}/antraege")


def test_a_step_with_errors_takes_the_focus_and_keeps_what_was_typed(base: str, session: Session, page: Page) -> None:
    draft = actions.start_draft(session, PartyKind.COMPANY, MemberClass.ORDINARY, "t", NOW)
    session.commit()
    page.goto(f"{base}{path_of(draft)}/angaben")
    page.get_by_label("Straße und Hausnummer").fill("Hafenweg 9")
    page.get_by_role("button", name="Weiter").click()
    expect(page.locator("#error-summary")).to_be_focused()
    expect(page.get_by_label("Straße und Hausnummer")).to_have_value("Hafenweg 9")
    assert axe(page) == []


def test_what_is_typed_is_kept_without_a_click(base: str, session: Session, page: Page) -> None:
    draft = actions.start_draft(session, PartyKind.COMPANY, MemberClass.ORDINARY, "t", NOW)
    session.commit()
    page.goto(f"{base}{path_of(draft)}/angaben")
    page.get_by_label("Firma oder Bezeichnung").fill("Nebelhorn Beispiel GmbH")
    expect(page.locator("#saved")).to_contain_text("Zwischenstand gesichert")
    session.expire_all()
    assert draft.name == "Nebelhorn Beispiel GmbH"


def test_somebody_joins_without_scripts(base: str, session: Session, without_scripts: Page) -> None:
    page = without_scripts
    page.goto(f"{base}/beitritt")
    page.get_by_text("Natürliche Person").click()
    page.get_by_text("Ordentliches Mitglied").click()
    page.get_by_role("button", name="Antrag beginnen").click()
    for label, text in PERSON.items():
        page.get_by_label(label).first.fill(text)
    further = page.get_by_role("button", name="Weiter", exact=True)
    further.click()
    page.get_by_label("Zahl der Anteile").fill("2")
    for next_step in ("unterlagen", "erklaerung"):
        further.click()
        page.wait_for_url(f"**/{next_step}")
    for box in page.get_by_role("checkbox").all():
        box.check()
    further.click()
    page.get_by_role("button", name="Beitritt erklären").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Antrag A-")


PERSON = {
    "Vornamen": "Ottilie", "Familienname": "Rabensang", "Straße und Hausnummer": "Am Ried 1",
    "Postleitzahl": "70996", "Ort": "Moosach", "E-Mail-Adresse": "ottilie@rabensang.example",
}  # fmt: skip


def test_the_window_itself_does_not_scroll_behind_the_sheet(
    base: str, session: Session, client: FlaskClient, page: Page
) -> None:
    application = a_submitted(session)
    session.commit()
    signed_in(session, client, page, base)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{base}/antraege/{application.id}")
    assert page.evaluate("document.documentElement.scrollHeight") == 800
