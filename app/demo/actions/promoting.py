"""What was needed in the year before, what became of it, and the report on it; where the regions lie on the map."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from app.core.formats import beginning_of
from app.core.values import Role
from app.demo.actions.needing import actor_of, raise_wish
from app.demo.actions.people import WEISSDORN
from app.demo.actions.register import Cast
from app.demo.actions.wishes import ANSWERED, KREIS, LINDENFURT, QUELLBACH, SEEN, SET_ASIDE, UNDER_WAY, WEINGUT, Wish
from app.needs.actions import Owner
from app.needs.rules import Field, Level, Urgency
from app.promotion import actions, queries
from app.promotion.rules import Year, region_key

FINISHED_AFTER = timedelta(days=45)
"""So long after the year the board finishes its report."""

PLACED = {
    "Stuttgart": "Lindenfurt", "Neckar-Alb": "Rabental", "Bodensee-Oberschwaben": "Quellbach",
    "Donau-Iller": "Eichenau", "Ostwürttemberg": "Welldingen", "Nordschwarzwald": "Morgenau",
}
"""Where the invented regions are drawn: planning regions of the real map, chosen freely."""

OF_LAST_YEAR: Sequence[Wish] = (
    Wish(330, LINDENFURT, "Bürgeranfragen am Telefon vorsortieren",
         "Vor zehn Uhr läuft jede zweite Anfrage ins Leere, weil alle Leitungen belegt sind.",
         "Wer anruft, landet gleich bei der richtigen Stelle.", Field.ADMINISTRATION,
         steps=((322, SEEN, ""), (250, UNDER_WAY, ""), (96, ANSWERED, (
             "Der gemeinsame Sprachdialog ist eingerichtet; drei Rathäuser nutzen ihn.")))),
    Wish(301, "Handwerkskammer Rabental", "Ausbildungsnachweise lesen statt abtippen",
         "Jedes Jahr kommen tausend Nachweise auf Papier.", "Aus den Blättern werden Datensätze.", Field.EDUCATION,
         level=Level.PUBLIC, steps=((295, SEEN, ""), (200, UNDER_WAY, ""), (41, ANSWERED, (
             "Der Dienst für Formulare liest auch diese Nachweise; die Anleitung liegt vor.")))),
    Wish(288, QUELLBACH, "Wasserverluste im Netz früher bemerken",
         "Rohrbrüche fallen erst auf, wenn jemand anruft.", "Eine Warnung kommt in der ersten Nacht.", Field.ENERGY,
         Urgency.PRESSING, steps=((280, SEEN, ""), (230, UNDER_WAY, ""), (120, ANSWERED, (
             "Die Auswertung der Nachtwerte läuft bei den Stadtwerken mit; Meldungen gehen an den Wassermeister.")))),
    Wish(240, WEINGUT, "Erntehelfer in drei Sprachen einweisen",
         "Die Unterweisung halten wir auf Deutsch, verstanden wird sie kaum.",
         "Ein Blatt mit Bildern und drei Sprachen, das stimmt.", Field.TRADE,
         steps=((236, SEEN, ""), (60, ANSWERED, "Die Vorlage liegt in vier Sprachen vor und ist fachlich geprüft."))),
    Wish(198, KREIS, "Förderprogramme finden, die zu einem Vorhaben passen",
         "Wer etwas vorhat, sucht tagelang in Listen.", "Eine Suche nennt die drei passenden Programme.",
         Field.STRATEGY, level=Level.PUBLIC, steps=((190, SEEN, ""), (88, UNDER_WAY, ""))),
    Wish(150, "Raiffeisenkasse Rabental-Morgenau eG", "Auffällige Überweisungen erklären",
         "Das Prüfprogramm schlägt an und sagt nicht, warum.", "Zu jedem Hinweis steht der Grund dabei.",
         Field.SAFETY, level=Level.OFFICE, steps=((148, SEEN, ""), (30, ANSWERED, (
             "Ein Baustein, der jeden Hinweis begründet, ist in Betrieb.")))),
    Wish(84, LINDENFURT, "Straßenbäume aus der Luft zählen", "Das Kataster ist von 1998.",
         "Jeder Baum steht mit Art und Ort im Plan.", Field.PLANNING,
         steps=((80, SEEN, ""), (20, SET_ASIDE, "Die Luftbilder des Landes kommen erst im nächsten Jahr."))),
    Wish(35, "Molkerei Alpenklee Rabental GmbH", "Touren der Milchsammlung kürzen",
         "Die Tourenplanung macht ein Mann mit dreißig Jahren Erfahrung, der in Rente geht.",
         "Ein Plan, den auch sein Nachfolger versteht.", Field.MOBILITY, steps=((30, SEEN, ""),)),
)  # fmt: skip
"""Needs of the year before; days are counted back from its end."""

INTRODUCTION = (
    "Städte, Betriebe und Kammern haben in diesem Jahr zum ersten Mal aufgeschrieben, was ihnen fehlt. Was"
    " zusammengehört, hat die Geschäftsstelle zusammengelegt und den Mitgliedern vorgelegt.\n\n"
    "Beantwortet wurden vor allem Bedarfe, für die ein Dienst schon da war oder sich gemeinsam beschaffen ließ. Offen"
    " blieb, was erst mit Daten des Landes geht."
)
OUTLOOK = (
    "Im nächsten Jahr bewerten die Mitglieder die größten Bündel gemeinsam. Vorgesehen ist, zwei davon anzugehen."
)


def promote(session: Session, cast: Cast, now: datetime) -> None:
    """The needs of the year before, the regions on the map, and the report that the board finishes."""
    places = {region_key(place): region for place, region in PLACED.items()}
    actions.place_regions(session, places, cast.office, now)
    over = [each for each in queries.years(session, cast.today) if each.last_day < cast.today]
    if not over:
        return
    year = over[0]
    back = (cast.today - year.last_day).days
    raised = {}
    for wish in OF_LAST_YEAR:
        steps = [(days + back, state, words) for days, state, words in wish.steps]
        then = replace(wish, days=wish.days + back, steps=steps)
        raised[wish.title] = raise_wish(session, cast, then, Owner(member_id=cast.members[wish.owner].id))
    finished_at = beginning_of(year.last_day + FINISHED_AFTER) + timedelta(hours=10)
    at = min(now, finished_at.astimezone(UTC))
    text = actions.write_words(session, year.last_day, INTRODUCTION, OUTLOOK, 0, cast.office, at)
    days = Year(year.first_day, year.last_day)
    for title, words, consent in EXAMPLES:
        actions.add_example(session, days, raised[title].id, words, bool(consent), consent, cast.office, at)
    actions.issue(session, year, text.version, "", actor_of(session, WEISSDORN, Role.BOARD), at, 0)


EXAMPLES = (
    ("Bürgeranfragen am Telefon vorsortieren",
     "Anrufe blieben morgens liegen. Heute sortiert ein gemeinsamer Sprachdialog sie vor; drei Rathäuser zahlen.",
     "Oberbürgermeisterin Dr. Weißdorn, am Telefon"),
    ("Erntehelfer in drei Sprachen einweisen",
     "Die Unterweisung wurde kaum verstanden. Die Vorlage in vier Sprachen nutzen inzwischen fünf Betriebe.", ""),
)
"""Needs the report tells of: title, words, and who agreed to be named."""
