"""The words an office types lead to their pages, and every page of the house is found by one."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core.values import Role
from app.desk.views.commands import ACTS, OF_A_MEMBER
from app.desk.views.navigation import PLACES
from tests.desk.test_search import palette
from tests.factories import a_person, sign_in, sign_in_office
from tests.shares.factories import a_house, a_member

OTHERWISE_REACHED = {
    "accounts.change_password", "accounts.forgotten", "accounts.login", "admissions.privacy", "archive.tray_discarded",
    "assemblies.deliveries", "assemblies.told_late", "assemblies.unreached", "attendance.inside", "audits.assign",
    "demo.reset", "desk.palette", "desk.search",
    "assessments.mine", "bundles.open_bundle", "dues.take_back", "reports.movement_file",
    "setup.first", "setup.founders", "setup.officers", "statutes.download_current", "statutes.logo", "static",
    "portal.withdraw", "prospects.enquire", "prospects.enquire_gone", "prospects.enquire_thanks",
}  # fmt: skip
"""Steps, files and pages that belong to another one, or are open before anybody signs in."""


WORDS = (
    ("Zerlegung", "/satzung/"), ("Rücklastschrift", "/zahlungen/eingegangen"), ("ruecklastschrift", "/zahlungen/ein"),
    ("Maßstab", "/mitglieder/?scale=missing"), ("Staffel", "/mitglieder/?scale=missing"),
    ("Unterlage", "/jahresabschluesse/"), ("Unterlagen des Jahres", "/jahresabschluesse/"),
    ("Entwicklung", "/register/entwicklung"), ("Auseinandersetzung", "/auseinandersetzung/zu-eroeffnen"),
    ("Verjährung", "/auseinandersetzung/?stand=barred"), ("verjährt", "/zahlungen?view=overdue"),
    ("Zinsen", "/auseinandersetzung/aus-ergebnissen"), ("Zinsen", "/jahresabschluesse/"),
    ("Prüfungsordner", "/pruefungsauftraege/"), ("Einsicht", "/register/einsicht"), ("Mahnlauf", "/mahnungen/lauf"),
    ("Dividende", "/auseinandersetzung/aus-ergebnissen"), ("Ratenzahlung", "/raten"), ("Mahngebühr", "/mahnungen/stu"),
    ("Bankverbindung", "/aenderungen/"), ("Transparenzregister", "/register/beteiligungen"),
    ("Postausgang", "/druck/versandt"),
)  # fmt: skip


def test_a_word_of_the_office_leads_to_its_page(session: Session, client: FlaskClient) -> None:
    a_house(session)
    sign_in_office(session, client)
    astray = [words for words, address in WORDS if f'href="{address}' not in palette(client, words)]
    assert astray == []


def test_every_command_opens_its_page(session: Session, client: FlaskClient) -> None:
    a_house(session)
    sign_in(session, client, a_person(session, "Ottilie", "Brandner"), Role.ADMINISTRATOR, Role.OFFICE)
    with client.application.test_request_context():
        adapter = client.application.url_map.bind("localhost")
        addresses = {adapter.build(each.endpoint, each.arguments) for each in ACTS}
    assert {client.get(each).status_code for each in addresses} == {200}


def test_every_page_that_asks_nothing_is_found_by_a_word(app: Flask) -> None:
    named = {each.endpoint for each in ACTS} | {place.endpoint for _heading, places in PLACES for place in places}
    pages = {
        rule.endpoint for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.arguments
    }
    assert pages - named - OTHERWISE_REACHED == set()


def test_the_words_of_a_member_lead_to_its_own_pages(session: Session, client: FlaskClient) -> None:
    a_house(session)
    number = a_member(session, "Stadtwerke Quellbach GmbH").number
    sign_in_office(session, client)
    for words, address in (("quellbach maßstab", "massstab"), ("quellbach anteilsblatt", "anteilsblatt")):
        assert f'href="/mitglieder/{number}/{address}' in palette(client, words)
    assert {each.endpoint.split(".")[0] for each in OF_A_MEMBER} == {"dossiers"}
