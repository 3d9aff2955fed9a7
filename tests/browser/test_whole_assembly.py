"""A whole hybrid assembly in the browser, from the door to its minutes: twelve members, two of them by proxy, a member
barred from one vote, a run-off, an objection.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session

from app.assemblies.models import Assembly
from app.assemblies.rules import ItemType, MeetingForm, Subject
from app.attendance.queries import Ticket
from app.members.models import Member
from tests.assemblies.factories import a_convening_house, an_assembly, an_item, convened
from tests.attendance.factories import a_town
from tests.browser.conftest import Live
from tests.browser.test_voting import as_office, as_person
from tests.conftest import Installation
from tests.documents.pages import text
from tests.factories import TODAY
from tests.removals.factories import a_human

IN_HALL = ("Adelheid Ahorn", "Bertram Birke", "Clothilde Cypress", "Dietmar Distel", "Edeltraud Eibe", "Frieda Fichte")
ONLINE = ("Hedwig Hasel", "Igor Iris", "Jolanthe Kiefer")
AT_ONCE = ("Hedwig Hasel", "Jolanthe Kiefer")
"""Whoever comes online for nobody else: one press is enough."""
AWAY = ("Kunigunde Linde", "Leopold Mispel")
TOWN, MAYOR = "Gemeinde Altenbruck", "Konrad Schultheiß 12"
CANDIDATES = ("Nora Wichtel", "Otto Kobold", "Paula Elster")
EXPECTED = Path(__file__).parents[1] / "data" / "niederschrift-hybrid.txt"
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def installation(sqlite_installation: Installation, tmp_path: Path) -> Installation:
    """The browser looks at one database only; the pages are the same on both."""
    sqlite_installation.begin(tmp_path / "files")
    return sqlite_installation


@dataclass
class World:
    """The assembly, where it is served, its members by name, the chair's page, and a phone for whoever votes."""

    address: str
    assembly: Assembly
    members: dict[str, Member]
    desk: Page
    phones: dict[str, Page]

    def at(self, room: str, *more: object) -> str:
        """An address of this assembly."""
        return "/".join(map(str, (self.address, room, self.assembly.id, *more)))

    def vote(self, choices: dict[str, str]) -> None:
        """Everybody votes as told, each on the phone of whoever casts; who has two members chooses for both."""
        for name, phone in self.phones.items():
            wanted = {who: choices[who] for who in (name, *CAST_BY.get(name, ())) if who in choices}
            if wanted:
                cast(phone, self.at("abstimmung"), wanted)

    def count_and_declare(self, expected: str) -> None:
        """The chair closes, counts and declares; the declaration proposed is as expected."""
        self.desk.get_by_role("button", name="Abstimmung schließen").click()
        self.desk.get_by_role("button", name="Auszählen").click()
        expect(self.desk.get_by_label("Verkündung")).to_have_value(expected)
        self.desk.get_by_role("button", name="Ergebnis verkünden").click()
        expect(self.desk.get_by_role("button", name="Ergebnis verkünden")).to_have_count(0)
        expect(self.desk.locator(".cockpit-item").get_by_text(expected)).to_be_visible()


MEMBERS = (*IN_HALL, TOWN, *ONLINE, *AWAY)
ELECTION = 3
"""The item that is an election."""
RUNOFF = (
    "Die nötige Mehrheit ist nicht erreicht. Es folgt eine Stichwahl zwischen Nora Wichtel und Otto Kobold."
)
ELECTED = "Gewählt ist Nora Wichtel."
CAST_BY = {"Frieda Fichte": ("Kunigunde Linde",), "Igor Iris": ("Leopold Mispel",), MAYOR: (TOWN,)}
"""For whom somebody votes beside their own vote."""


def cast(phone: Page, address: str, wanted: dict[str, str]) -> None:
    """Choose for each member, look it over, cast; the number of votes is receipted."""
    phone.goto(address)
    assert phone.locator(".ballot-card").count() == len(wanted)
    for name, choice in wanted.items():
        group = phone.locator(".ballot-card").filter(has_text=name)
        group.locator("label").filter(has_text=choice).click()
    phone.get_by_role("button", name="Auswahl prüfen").click()
    phone.get_by_role("button", name="abgeben").click()
    expect(phone.locator(".receipt").first).to_be_visible()
    assert phone.locator(".phone-done ~ .phone-card .receipt").count() == len(wanted)


@pytest.fixture
def world(
    session: Session, app: Flask, client: FlaskClient, live: Live, page: Page, chromium: Browser
) -> Iterator[World]:
    """The assembly of today is convened; nobody has come."""
    a_convening_house(session, election_mode="absolute_then_runoff")
    members = {}
    for name in (*IN_HALL, *ONLINE, *AWAY):
        first_name, last_name = name.split()
        members[name] = a_human(session, first_name, last_name, shares=0)
    town, mayor = a_town(session)
    members[TOWN] = town
    assert mayor.display_name == MAYOR
    assembly = an_assembly(
        session, TODAY, form=MeetingForm.HYBRID, access="Über die Einlasskarte", begins_at=time(9)
    )
    an_item(session, assembly)
    an_item(session, assembly, subject=Subject.DISCHARGE_BOARD, title="Entlastung des Vorstands",
            draft="Dem Vorstand wird für das Geschäftsjahr 2025 Entlastung erteilt.")
    an_item(session, assembly, item_type=ItemType.ELECTION, subject=Subject.ELECT_SUPERVISORY_BOARD, seats=1,
            title="Wahl zum Aufsichtsrat", draft="")
    convened(session, assembly)
    session.commit()
    address = live(app)
    as_person(session, client, page.context, address, members["Kunigunde Linde"].party)
    grant_online(page, f"{address}/teilnahme/mein/{members['Kunigunde Linde'].number}/{assembly.id}",
                 members["Frieda Fichte"])
    as_office(session, client, page.context, address)
    names = (*IN_HALL, MAYOR, *ONLINE)
    contexts = [chromium.new_context(locale="de-DE", viewport=PHONE) for _ in names]  # type: ignore[arg-type]
    phones = {name: context.new_page() for name, context in zip(names, contexts, strict=True)}
    yield World(address, assembly, members, page, phones)
    for context in contexts:
        context.close()


def grant_online(page: Page, address: str, proxy: Member) -> None:
    """A member empowers another one on its own page."""
    page.goto(address)
    page.get_by_label("Mitgliedsnummer").fill(str(proxy.number))
    page.get_by_label("Nachname").fill("Fichte")
    page.get_by_role("button", name="Vollmacht erteilen").click()
    expect(page.get_by_text("Sie haben Frieda Fichte bevollmächtigt.")).to_be_visible()


def record_on_paper(world: World) -> None:
    """The office records a power of attorney that came on paper."""
    desk = world.desk
    desk.goto(world.at("teilnahme", "vollmachten", "neu"))
    desk.get_by_label("Mitglied, das vertreten wird").fill(str(world.members["Leopold Mispel"].number))
    desk.get_by_label("Mitgliedsnummer").fill(str(world.members["Igor Iris"].number))
    desk.get_by_label("Form der Vollmacht").select_option("schriftform")
    desk.get_by_label("Datum der Vollmacht").fill(TODAY.isoformat())
    desk.get_by_role("button", name="Erfassen").click()
    expect(desk.locator("main")).to_contain_text("Leopold Mispel")


def name_the_concerned(world: World) -> None:
    """The office notes whom the discharge concerns."""
    desk = world.desk
    desk.goto(world.at("teilnahme", "stimmverbote", world.assembly.items[1].id))
    desk.get_by_label("Mitgliedsnummer").fill(str(world.members["Clothilde Cypress"].number))
    desk.get_by_label("Grund").fill("Mitglied des Vorstands.")
    desk.get_by_role("button", name="Benennen").click()
    expect(desk.get_by_text("Stimmen, die nicht zählen")).to_be_visible()


def come(world: World) -> None:
    """Whoever is in the hall is let in at the door, the others enter by their tickets; each has a phone."""
    desk = world.desk
    for name in (*IN_HALL, TOWN):
        desk.goto(world.at("teilnahme", "einlass") + f"?q={name.split()[-1]}")
        if name == "Frieda Fichte":
            desk.locator(".door-who").filter(has_text=name).first.click()
        desk.get_by_role("button", name="einlassen").first.click()
        expect(desk.get_by_text("ist da").first).to_be_attached()
    for name in (*IN_HALL, MAYOR, *ONLINE):
        phone, member = world.phones[name], world.members[TOWN if name == MAYOR else name]
        phone.goto(f"{world.address}/teilnahme/einlass/{Ticket(world.assembly.id, member.id).token()}")
        if name not in AT_ONCE:
            phone.get_by_role("button", name="Eintreten").click()
        if name in ONLINE:
            phone.get_by_role("button", name="Online teilnehmen").click()
        expect(phone.get_by_text("Sie nehmen jetzt teil." if name in ONLINE else "Sie sind in der Versammlung.")
               ).to_be_visible()


def open_meeting(world: World) -> None:
    """The chair opens the meeting."""
    desk = world.desk
    desk.goto(world.at("abstimmung", "leitung"))
    desk.get_by_label("Versammlungsleitung").fill("Almut Weißdorn")
    desk.get_by_label("Niederschrift").fill("Henrike Lautenschlag")
    desk.get_by_role("button", name="Versammlung eröffnen").click()
    expect(desk.get_by_text("Noch kein Punkt aufgerufen")).to_be_visible()


def ask(world: World, number: int) -> None:
    """The chair calls an item, prepares its vote and opens it."""
    desk = world.desk
    desk.get_by_role("button", name=f"Aufrufen: TOP {number}").click()
    desk.get_by_role("link", name="Abstimmung vorbereiten").click()
    if number == ELECTION:
        desk.get_by_label("Zur Wahl stehen").fill("\n".join(CANDIDATES))
    desk.get_by_role("button", name="Vorbereiten").click()
    desk.get_by_role("button", name="Abstimmung eröffnen").click()
    expect(desk.locator(".turnout-number")).to_have_text("0", timeout=20_000)


def nothing_is_shown_yet(world: World) -> None:
    """While a vote is open the screen in the hall tells how many voted, and not how."""
    screen = world.desk.context.new_page()
    screen.goto(world.at("abstimmung", "leinwand"))
    expect(screen.get_by_text("12 von 12 Stimmen abgegeben")).to_be_visible()
    assert screen.locator(".result").count() == 0
    screen.close()


def object_online(world: World) -> None:
    """Somebody online objects to what was declared last."""
    phone = world.phones["Hedwig Hasel"]
    phone.goto(world.at("abstimmung"))
    phone.get_by_text("Widerspruch zur Niederschrift").click()
    phone.get_by_label("Zu welchem Punkt?").select_option(str(world.assembly.items[1].id))
    phone.get_by_label("Begründung").fill("Der Bericht lag nicht aus.")
    phone.get_by_role("button", name="Widerspruch erklären").click()
    expect(phone.get_by_text("Ihr Widerspruch zu TOP 2 steht seit")).to_be_visible()


def given(**numbers: int) -> dict[str, str]:
    """Who chooses what, so many of each, in the order of the members."""
    choices = [choice for choice, number in numbers.items() for _ in range(number)]
    return dict(zip(MEMBERS, choices, strict=True))


def test_a_hybrid_assembly_from_the_door_to_its_minutes(world: World) -> None:
    record_on_paper(world)
    name_the_concerned(world)
    come(world)
    open_meeting(world)
    desk = world.desk

    ask(world, 1)
    world.vote(given(Ja=9, Nein=2, Enthaltung=1))
    nothing_is_shown_yet(world)
    world.count_and_declare("Der Antrag ist mit 9 Ja- gegen 2 Neinstimmen bei 1 Enthaltung angenommen.")

    ask(world, 2)
    barred = world.phones["Clothilde Cypress"]
    barred.goto(world.at("abstimmung"))
    expect(barred.get_by_text("Bei dieser Abstimmung ist die Stimme ausgeschlossen")).to_be_visible()
    choices = given(Ja=7, Nein=4, Enthaltung=1)
    del choices["Clothilde Cypress"]
    world.vote(choices)
    world.count_and_declare("Der Antrag ist mit 6 Ja- gegen 4 Neinstimmen bei 1 Enthaltung angenommen.")
    object_online(world)

    ask(world, ELECTION)
    world.vote(given(Wichtel=5, Kobold=4, Elster=3))
    world.count_and_declare(RUNOFF)
    desk.get_by_role("button", name="Stichwahl eröffnen").click()
    world.vote(given(Wichtel=7, Kobold=5))
    world.count_and_declare(ELECTED)
    desk.get_by_role("button", name="Ja, Nora Wichtel nimmt an").click()
    desk.get_by_role("button", name="Versammlung schließen").click()
    desk.get_by_role("dialog").get_by_role("button", name="Versammlung schließen").click()
    expect(desk.get_by_text("Die Versammlung ist seit")).to_be_visible()

    desk.goto(world.at("niederschriften"))
    desk.get_by_label("Cosima Rehbein").check()
    desk.get_by_role("button", name="Vermerken").click()
    expect(desk.locator("#anwesend li")).to_contain_text("Cosima Rehbein")
    draft = desk.get_by_role("link", name="Entwurf als PDF").get_attribute("href")
    stated = text(desk.request.get(f"{world.address}{draft}").body())
    assert without_times(stated) == EXPECTED.read_text().split()


def without_times(stated: str) -> list[str]:
    """The words of printed minutes; when something happened is left out, and words parted at a line's end are joined.
    """
    joined = re.sub(r"(?<=[a-zäöü])- (?=(?!gegen|als)[a-zäöü])", "", stated)
    return re.sub(r"\d\d:\d\d Uhr", "00:00 Uhr", joined).split()
