"""Solutions of the story: a guide that owners have judged, a project under way, an offer planned; offers of members."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.formats import local
from app.core.values import Role
from app.demo.actions.applications import ago
from app.demo.actions.needing import actor_of
from app.demo.actions.people import LAUTENSCHLAG
from app.demo.actions.register import Cast
from app.demo.actions.wishes import WEINGUT
from app.needs.models import Need
from app.needs.rules import Field, Level
from app.solutions import actions
from app.solutions.actions import Said, Wanted
from app.solutions.models import PartnerOffer, Solution, SolutionNeed
from app.solutions.rules import (
    Kind,
    Link,
    Offered,
    OfferKind,
    Outcome,
    PartnerRole,
    PartnerState,
    SolutionState,
    Stated,
)

GUIDE = Stated(
    "Zwölf Fragen an Anbieter von KI",
    "Ein Blatt mit zwölf Fragen, die man stellt, bevor man ein Programm kauft: Wo wird gerechnet, wer haftet, was"
    " geschieht mit den Daten, wie kommt man wieder heraus? Dazu drei geprüfte Beispiele mit den Antworten der"
    " Anbieter.",
    Kind.GUIDE, "Eine Stunde zum Lesen, ein halber Tag für das erste Gespräch. Kostenlos für Mitglieder.", Level.PUBLIC,
    (Link("Fragen zum Herunterladen", "https://www.digitalverbund.example/zwoelf-fragen"),),
)
PROJECT = Stated(
    "Niederschriften aus der Saalanlage",
    "Aus der Tonaufnahme einer Sitzung entsteht am selben Abend ein Entwurf; Redner sind erkannt, Beschlüsse stehen"
    " getrennt. Gerechnet wird auf einem Rechner im Haus.",
    Kind.PROJECT, "Zwei Sitzungen zum Üben, eine Kollegin aus jedem Haus, etwa 4 000 € für den Rechner.",
)
PLANNED = Stated(
    "Gemeinsamer Auskunftsdienst für kleine Gemeinden",
    "Ein Dienst beantwortet einfache Bürgerfragen für mehrere Rathäuser, auch am Abend; schwierige landen beim"
    " richtigen Amt.",
    Kind.OFFER, "Ein Beitrag je Einwohner; wie hoch, klärt die Planung.",
)
TYPESETTER = Offered(
    "Entwürfe von Niederschriften aus Tonaufnahmen",
    "Wir setzen seit zwanzig Jahren Amtsblätter und Niederschriften. Aus der Tonaufnahme einer Sitzung des"
    " Gemeinderats schreiben wir Protokolle, trennen Beschlüsse und prüfen Namen.",
    OfferKind.SERVICE, Field.ADMINISTRATION, "", "Für Mitglieder 45 € je Stunde Aufnahme", None, Level.PUBLIC,
)
RADIO = Offered(
    "Messwerte über unser Funknetz einsammeln",
    "Wir betreiben ein Funknetz für Zähler. Sensordaten wie Pegel und Pumpenlaufzeiten aus dem Kanalnetz nehmen wir"
    " mit auf und geben sie als Messwerte in offenem Format weiter.",
    OfferKind.SERVICE, Field.DATA, "", "Selbstkosten im ersten Jahr", None, Level.MEMBERS,
)

TRUST, BANK, STAFF = (
    "Woran erkennen Betriebe eine vertrauenswürdige KI-Lösung?", "Anbieter von Sprachmodellen einordnen",
    "Welche KI-Programme dürfen unsere Leute benutzen?",
)
MINUTES = (
    "Sitzungen des Gemeinderats aus Tonaufnahmen verschriften",
    "Protokoll aus der Tonaufnahme von Kreistag und Ausschüssen",
)
CITIZENS = ("Bürgerfragen beantworten, obwohl wir nur zu viert sind", "Bürgertelefon am Abend")
SAID: Mapping[str, tuple[int, Said]] = {
    TRUST: (16, Said(Outcome.HELPED, "Unsere Berater geben das Blatt jedem Betrieb mit.", "Am Telefon von der Kammer")),
    BANK: (11, Said(Outcome.PARTLY, "Die Fragen sind gut; ein Überblick, der erneuert wird, fehlt noch.",
                    "E-Mail des Vorstands")),
    STAFF: (3, Said(Outcome.NO, "Wir brauchen eine Dienstanweisung, keine Fragen an Anbieter.",
                    "Gespräch mit der Bürgermeisterin")),
}  # fmt: skip


def solve(session: Session, cast: Cast) -> None:
    """Solutions come to be in the order of the days; owners judge, members offer and are asked."""
    typesetter = _offer(session, cast, "Druckerei Federkiel GmbH & Co. KG", TYPESETTER, 64)
    project = _open(session, cast, PROJECT, SolutionState.PLANNED, 120)
    _link(session, cast, project, MINUTES, 118)
    _go_on(session, cast, project, 100, "Rechner beschafft; erste Probe in Lindenfurt.", SolutionState.UNDER_WAY)
    _go_on(session, cast, project, 52, "Der Dialekt im Kreistag macht Mühe; ein Wörterbuch mit Ortsnamen hilft.")
    _ask(session, cast, project, typesetter, 60)
    guide = _open(session, cast, GUIDE, SolutionState.UNDER_WAY, 90)
    links = _link(session, cast, guide, (TRUST, BANK, STAFF), 28)
    _go_on(session, cast, guide, 26, "Die Fragen stehen, drei Anbieter haben geantwortet.", SolutionState.THERE)
    _answer(session, cast, guide, links)
    _judge(session, cast, guide, links)
    planned = _open(session, cast, PLANNED, SolutionState.PLANNED, 14)
    _link(session, cast, planned, CITIZENS, 13)
    _offer(session, cast, "Stadtwerke Quellbach GmbH", RADIO, 22)
    wanted = Wanted(cast.members[WEINGUT].id, PartnerRole.ADVISES,
                    "Lesen Sie bitte die Fragen mit den Augen eines kleinen Betriebs?")
    actions.ask(session, guide.id, wanted, cast.office, ago(cast, 2, 10))


def _office(session: Session) -> int:
    found = actor_of(session, LAUTENSCHLAG, Role.OFFICE).user_id
    assert found is not None
    return found


def _open(session: Session, cast: Cast, stated: Stated, state: SolutionState, days: int) -> Solution:
    return actions.open_solution(session, stated, state, _office(session), cast.office, ago(cast, days, 9))


def _need(session: Session, title: str) -> Need:
    return session.scalars(select(Need).where(Need.title == title)).unique().one()


def _link(
    session: Session, cast: Cast, solution: Solution, titles: tuple[str, ...], days: int
) -> dict[str, SolutionNeed]:
    ids = [_need(session, title).id for title in titles]
    found = actions.link(session, solution.id, ids, cast.office, ago(cast, days, 11))
    return {each.need.title: each for each in found}


def _go_on(
    session: Session, cast: Cast, solution: Solution, days: int, words: str, to: SolutionState | None = None
) -> None:
    at = ago(cast, days, 14)
    actions.progress(session, solution.id, local(at).date(), words, to, cast.office, at)


def _answer(session: Session, cast: Cast, solution: Solution, links: dict[str, SolutionNeed]) -> None:
    at: datetime = ago(cast, 20, 15)
    seen = max(each.need.steps[-1].id for each in links.values())
    actions.answer(
        session, solution.id, [each.id for each in links.values()],
        "Die zwölf Fragen stehen bereit, dazu drei geprüfte Beispiele. Wir gehen sie gern mit Ihnen durch.", seen,
        cast.office, at,
    )  # fmt: skip


def _judge(session: Session, cast: Cast, solution: Solution, links: dict[str, SolutionNeed]) -> None:
    for title, (days, said) in SAID.items():
        actions.judge(session, solution.id, links[title].id, None, said, 0, cast.office, ago(cast, days, 16))


def _offer(session: Session, cast: Cast, name: str, offered: Offered, days: int) -> PartnerOffer:
    return actions.state_offer(session, cast.members[name], offered, cast.office, ago(cast, days, 10))


def _ask(session: Session, cast: Cast, solution: Solution, offer: PartnerOffer, days: int) -> None:
    """The company is asked, and agrees on the phone."""
    wanted = Wanted(offer.member_id, PartnerRole.CONTRIBUTES, "Prüfen Sie bitte die Entwürfe der ersten Sitzungen.",
                    offer.id)
    partner = actions.ask(session, solution.id, wanted, cast.office, ago(cast, days, 9))
    actions.step(session, solution.id, partner.id, None, PartnerState.AGREED, "Zugesagt am Telefon", cast.office,
                 ago(cast, days - 3, 9))
