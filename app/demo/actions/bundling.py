"""Bundles of the story: needs put together over the months, a step taken back, contact agreed to and asked for."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.bundles import actions
from app.bundles.actions import Wish
from app.bundles.models import Bundle
from app.bundles.rules import Wording
from app.core.formats import local
from app.core.values import Role
from app.demo.actions.applications import ago
from app.demo.actions.needing import actor_of
from app.demo.actions.people import FELDHUETER, TALHAMMER, WEISSDORN
from app.demo.actions.register import Cast, name_of
from app.demo.rules import Human
from app.needs import queries as needs
from app.needs.models import Need
from app.needs.rules import Level


@dataclass(frozen=True)
class Sheaf:
    """A bundle of the story: opened so many days ago with the needs of these titles; later ones came so many days ago.
    """

    days: int
    title: str
    words: str
    needs: Sequence[str]
    later: Sequence[tuple[int, str]] = ()


MINUTES, COUNTY = (
    "Sitzungen des Gemeinderats aus Tonaufnahmen verschriften",
    "Protokoll aus der Tonaufnahme von Kreistag und Ausschüssen",
)
OFFICE_HOURS, EVENING = "Anfragen an das Bürgerbüro schneller beantworten", "Bürgertelefon am Abend"
PASSENGERS = "Fahrgastfragen bei Störungen beantworten"

SHEAVES = (
    Sheaf(145, "Protokolle aus Tonaufnahmen",
          "Aus der Aufnahme einer Sitzung entsteht ein Entwurf, den die Schriftführung nur noch prüft.",
          (MINUTES, COUNTY),
          ((84, "Senatssitzungen verschriften, Redner erkennen"), (49, "Gemeinderatsprotokoll aus der Tonaufnahme"))),
    Sheaf(104, "Bürgerfragen beantworten", "Auskünfte, die jedes Rathaus gibt, auch nach Feierabend.",
          (OFFICE_HOURS, EVENING), ((24, "Bürgerfragen beantworten, obwohl wir nur zu viert sind"),)),
    Sheaf(110, "Gemeinsame Datenplattform", "Daten an einer Stelle, die Hoheit bleibt bei jedem Haus.",
          ("Gemeinsame Datenplattform für die Kreisgemeinden", "Messwerte aus Netz und Zählern zusammenführen"),
          ((55, "Datenplattform für zwölf Kreisgemeinden"),)),
    Sheaf(78, "Zustand der Straßen", "", (
        "Schlaglöcher finden, bevor sich jemand beschwert", "Zustand der Kreisstraßen laufend erfassen")),
    Sheaf(68, "Marktüberblick", "Wer bietet was an, und was kostet es?", (
        "Anbieter von Sprachmodellen einordnen", "Wer bietet Bildprüfung für kleine Auflagen an?")),
    Sheaf(18, "Was KI kostet", "", ("Marktüberblick: Was kostet KI für eine Stadt unserer Größe?",)),
)  # fmt: skip


def bundle_needs(session: Session, cast: Cast) -> None:
    """Open the bundles in the order of the days, put in what came later, merge two, take a step back, ask for contact.
    """
    opened = {each.title: _open(session, cast, each) for each in sorted(SHEAVES, key=lambda each: -each.days)}
    cost, market = opened["Was KI kostet"], opened["Marktüberblick"]
    actions.merge(session, cost.id, market.id, cost.version, cast.office, ago(cast, 16, 11))
    citizens, passengers = opened["Bürgerfragen beantworten"], _need(session, PASSENGERS)
    put_in = actions.place(session, passengers.id, None, citizens.id, cast.office, ago(cast, 7, 10))
    assert put_in is not None
    actions.undo(session, put_in.id, cast.office, ago(cast, 7, 11))
    actions.decline(session, citizens.id, passengers.id, cast.office, ago(cast, 7, 11))
    _meet(session, cast)


def _open(session: Session, cast: Cast, sheaf: Sheaf) -> Bundle:
    ids = [_need(session, title).id for title in sheaf.needs]
    wording = Wording(sheaf.title, sheaf.words, Level.MEMBERS)
    act = actions.open_bundle(session, wording, ids, True, cast.office, ago(cast, sheaf.days, 14))
    bundle = session.get_one(Bundle, act.turns[0].bundle_id)
    for days, title in sheaf.later:
        actions.place(session, _need(session, title).id, None, bundle.id, cast.office, ago(cast, days, 14))
    return bundle


def _need(session: Session, title: str) -> Need:
    return session.scalars(select(Need).where(Need.title == title)).unique().one()


def _meet(session: Session, cast: Cast) -> None:
    """The county asked the town, which agreed; Quellbach asks Eichenau, for which the office has to ask."""
    told = "Wir nehmen Kreistag und Ausschüsse auf und suchen jemanden, der schon Erfahrung mit Dialekt hat."
    asked = _ask(session, cast, FELDHUETER, (COUNTY, MINUTES), told, 130)
    town, answer = actor_of(session, WEISSDORN, Role.MEMBER), "Gern, rufen Sie im Hauptamt an."
    minutes = _need(session, MINUTES)
    wish = Wish(answer, name_of(WEISSDORN), WEISSDORN.email)
    actions.agree(session, asked, minutes.member_id, wish, town, ago(cast, 128, 9))
    _ask(session, cast, TALHAMMER, (OFFICE_HOURS, EVENING),
         "Könnten wir uns ein Bürgertelefon am Abend teilen? Wir hätten zwei Leute dafür.", 6)


def _ask(session: Session, cast: Cast, who: Human, titles: tuple[str, str], words: str, days: int) -> int:
    own, asked = (_need(session, title) for title in titles)
    assert own.member_id is not None
    actor, at = actor_of(session, who, Role.MEMBER), ago(cast, days, 16)
    viewer = needs.member_viewer(session, actor.party_id, local(at).date())
    wish = Wish(words, name_of(who), who.email)
    pair = (own.id, asked.id)
    return actions.ask(session, own.member_id, pair, wish, viewer, actor, at).id


