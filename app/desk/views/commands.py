"""What can be done by name: places and acts that the search offers, each only to those who may open it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.core.formats import fold
from app.core.web import _l, may_open
from app.desk.views.navigation import PLACES


@dataclass(frozen=True)
class Command:
    """An act or a place: its name, further words it is looked for by, and its page."""

    key: str
    label: Any
    icon: str
    endpoint: str
    also: Any = ""
    arguments: dict[str, Any] = field(default_factory=dict)

    def fits(self, words: Sequence[str]) -> bool:
        """Whether every word begins a word of its name or of what else it is called."""
        known = fold(f"{self.label} {self.also}").split()
        return all(any(each.startswith(word) for each in known) for word in words)


OF_MONEY: Sequence[Command] = (
    Command(
        "returned", _l("Rücklastschrift eintragen"), "arrow-back-up", "shares.received",
        _l("Rückgabe Lastschrift zurückgegeben"),
    ),
    Command("received", _l("Eingegangene Zahlungen"), "coin-euro", "shares.received", _l("Eingänge Erstattung")),
    Command(
        "overdue", _l("Überfällige Zahlungen"), "clock-exclamation", "shares.index",
        _l("Rückstand Forderung Verjährung verjährt"), {"view": "overdue"},
    ),
    Command("run", _l("Mahnlauf"), "mail", "dues.prepare_run", _l("Mahnung Mahnungen schreiben")),
    Command("written", _l("Geschriebene Mahnungen"), "mail", "dues.written", _l("Mahnbriefe Erinnerung")),
    Command("levels", _l("Mahnstufen"), "settings", "dues.terms", _l("Mahngebühr Mahnfrist")),
    Command("plans", _l("Ratenpläne"), "calendar-event", "dues.plans", _l("Ratenzahlung Stundung")),
    Command("asked", _l("Um den Jahresbeitrag bitten"), "calendar-event", "dues.ask_all", _l("Beitrag Beitragslauf")),
    Command(
        "settled", _l("Auseinandersetzung eröffnen"), "cash", "settlements.candidates",
        _l("Abfindung Guthaben Ausgeschiedene"),
    ),
    Command(
        "settlements", _l("Auseinandersetzungen und Auszahlungen"), "cash", "settlements.index",
        _l("Überweisung Guthaben Auszahlungsliste"),
    ),
    Command(
        "barred", _l("Verjährte Auszahlungen"), "clock-exclamation", "settlements.index",
        _l("Verjährung verjährt Anspruch"), {"stand": "barred"},
    ),
    Command(
        "dividends", _l("Auszahlungen aus Ergebnissen"), "cash", "settlements.dividends",
        _l("Zinsen Dividende Gewinn Ausschüttung Verjährung verjährt"),
    ),
    Command(
        "accounts", _l("Unterlagen des Jahres"), "calendar-stats", "closing.index",
        _l("Unterlage Jahresabschluss Bilanz Lagebericht Feststellung Offenlegung"),
    ),
    Command(
        "result", _l("Ergebnisverwendung"), "calendar-stats", "closing.index",
        _l("Gewinn Verlust Rücklage Zinsen Verzinsung Verlustabschreibung"),
    ),
)  # fmt: skip
"""What is done about payments, payouts and the accounts of a year."""

OF_LISTS: Sequence[Command] = (
    Command("bundles", _l("Bündel"), "stack-2", "bundles.index", _l("Bedarfe zusammenfassen Gruppe")),
    Command("order", _l("Bedarfe ordnen"), "columns", "bundles.board", _l("Bündel Tafel verschieben")),
    Command("contacts", _l("Kontaktanfragen"), "users", "bundles.contacts", _l("Kontakt Bündel vermitteln")),
    Command("need", _l("Bedarf erfassen"), "bulb", "needs.begin", _l("Bedürfnis Wunsch neu")),
    Command("rounds", _l("Bewertungsrunden"), "scale", "assessments.index", _l("Bewertung Rangliste Kriterien")),
    Command("round", _l("Bewertungsrunde vorbereiten"), "scale", "assessments.new", _l("Bewertung neu Rangliste")),
    Command(
        "public-needs", _l("Öffentliche Bedarfe"), "world", "needs.public_index", _l("Bedarf Internet veröffentlicht")
    ),
    Command("need-map", _l("Karte der Bedarfe"), "map-pin", "promotion.region_map", _l("Regionen Landkarte Kreise")),
    Command(
        "map-places", _l("Gebiete der Karte zuordnen"), "map-pin", "promotion.places", _l("Kreise Regionen Landkarte")
    ),
    Command(
        "public-map", _l("Öffentliche Karte der Bedarfe"), "world", "promotion.public_map",
        _l("Bedarf Internet Landkarte"),
    ),
    Command(
        "bundle-picture", _l("Bild der Bündel"), "stack-2", "promotion.picture", _l("Bündel Diagramm Wartezeit")
    ),
    Command(
        "promotion-report", _l("Förderbericht"), "clipboard-data", "promotion.reports",
        _l("Förderzweck Prüfung Jahresbericht Geschäftsjahr"),
    ),
    Command("solutions", _l("Lösungen"), "bulb", "solutions.index", _l("Vorhaben Leitfaden Angebot Antwort")),
    Command("solution", _l("Lösung anlegen"), "bulb", "solutions.create", _l("Vorhaben Leitfaden neu")),
    Command("offers", _l("Partnerangebote"), "briefcase", "solutions.offers", _l("Können Leistung Mitglieder bieten")),
    Command("offer", _l("Partnerangebot erfassen"), "briefcase", "solutions.state_offer", _l("Können Leistung neu")),
    Command(
        "public-solutions", _l("Öffentliche Lösungen"), "world", "solutions.public_index", _l("Internet veröffentlicht")
    ),
    Command(
        "public-offers", _l("Öffentliche Angebote"), "world", "solutions.public_offers", _l("Internet Mitglieder")
    ),
    Command("prospects", _l("Liste der Interessenten"), "address-book", "prospects.index", _l("Anfragen Pipeline")),
    Command("enquiry", _l("Anfrage erfassen"), "address-book", "prospects.new", _l("Interessent neu E-Mail auslesen")),
    Command(
        "prospect-terms", _l("Fristen für Interessenten"), "settings", "prospects.terms",
        _l("Aufbewahrung Einwilligung löschen Datenschutz Monate"),
    ),
    Command(
        "prospect-figures", _l("Zahlen zu Interessenten"), "clipboard-data", "prospects.figures",
        _l("Anfragen Gespräche Beitritte Statistik Diagramm"),
    ),
    Command(
        "scale", _l("Maßstab der Pflichtanteile"), "stack-2", "dossiers.index",
        _l("Staffel Pflichtbeteiligung Bemessungsgröße Menge"), {"scale": "missing"},
    ),
    Command("confirm", _l("Änderungen bestätigen"), "eye", "changes.index", _l("Bankverbindung Vieraugen IBAN")),
    Command(
        "development", _l("Entwicklung"), "clipboard-data", "reports.development", _l("Diagramm Statistik Verteilung")
    ),
    Command(
        "movement", _l("Mitgliederbewegung"), "book", "reports.movement", _l("Zugänge Abgänge Haftsumme Anhang HGB")
    ),
    Command("changes", _l("Veränderungen im Register"), "book", "reports.changes", _l("Vergleich zweier Tage")),
    Command(
        "owners", _l("Große Beteiligungen und Schwellen"), "book", "reports.owners",
        _l("Transparenzregister wirtschaftlich Berechtigte"),
    ),
    Command("inspections", _l("Einsicht in das Register"), "eye", "reports.inspections", _l("Einsichtnahme Auskunft")),
    Command("inspection", _l("Einsicht vermerken"), "eye", "reports.new_inspection", _l("Einsichtnahme gewähren")),
    Command(
        "demands", _l("Verlangen und Anträge"), "users", "assemblies.requests", _l("Minderheit Mitglieder Zehntel")
    ),
    Command(
        "rights", _l("Kündigungsrechte nach Satzungsänderung"), "door-exit", "departures.rights",
        _l("Sonderkündigung außerordentliche Kündigung Widerspruch"),
    ),
    Command(
        "discharges", _l("Entlastungen"), "building-bank", "organs.discharges", _l("Vorstand Aufsichtsrat entlasten")
    ),
    Command("offices", _l("Ämter und Amtszeiten"), "building-bank", "organs.register", _l("Amt Verzeichnis Organe")),
    Command(
        "protocols", _l("Verzeichnis der Beschlüsse"), "gavel", "boardroom.register", _l("Protokoll Beschlussbuch")
    ),
    Command("ends", _l("Ende aus anderem Grund"), "door-exit", "departures.dates", _l("Frist berechnen Stichtag")),
    Command("posted", _l("Versandte Briefe"), "send", "archive.tray_posted", _l("Post Postausgang abgesandt")),
    Command("runs", _l("Druckaufträge"), "printer", "archive.runs", _l("Stapel Druck")),
    Command("errands", _l("Meine Aufträge"), "list-check", "operations.my_jobs", _l("Ergebnis Ausgabe Export Datei")),
)  # fmt: skip
"""Lists and pages that stand behind a tab or a button of another."""

ACTS: Sequence[Command] = (
    Command("paper", _l("Antrag auf Papier erfassen"), "user-plus", "admissions.paper", _l("Beitritt aufnehmen neu")),
    Command("shares", _l("Weitere Anteile erfassen"), "stack-2", "subscriptions.choose", _l("Beteiligung Zeichnung")),
    Command("transfer", _l("Übertragung erfassen"), "arrows-exchange", "transfers.choose", _l("Abtretung Guthaben")),
    Command("notice", _l("Kündigung erfassen"), "door-exit", "departures.choose", _l("Austritt Ausscheiden")),
    Command(
        "removal", _l("Ausscheiden erfassen"), "users", "removals.choose", _l("Ausschluss Tod Auflösung Verschmelzung")
    ),
    Command("payment", _l("Zahlung eintragen"), "coin-euro", "shares.record", _l("Einzahlung buchen Eingang")),
    Command("resolve", _l("Beschluss eröffnen"), "gavel", "boardroom.open_resolution", _l("Umlauf Sitzung abstimmen")),
    Command("record", _l("Beschluss nachtragen"), "gavel", "boardroom.record", _l("Generalversammlung Niederschrift")),
    Command("propose", _l("Gegenstand vorschlagen"), "gavel", "boardroom.propose", _l("Vorlage Tagesordnung")),
    Command(
        "assembly", _l("Versammlung planen"), "building-community", "assemblies.plan",
        _l("Generalversammlung Einberufung Einladung Tagesordnung"),
    ),
    Command(
        "plural", _l("Mehrstimmrechte"), "scale", "attendance.plural", _l("Stimmen Stimmrecht Generalversammlung")
    ),
    Command(
        "demand", _l("Verlangen von Mitgliedern erfassen"), "users", "assemblies.add_request",
        _l("Minderheit Antrag Tagesordnung Zehntel"),
    ),
    Command("appoint", _l("In ein Amt bestellen"), "building-bank", "organs.appoint", _l("Vorstand Aufsichtsrat")),
    Command("printed", _l("Drucken und versenden"), "printer", "archive.tray", _l("Druckkorb Post Briefe")),
    Command("certificates", _l("Urkunden ausstellen"), "certificate", "shares.certificates", _l("Bescheinigung")),
    Command("register", _l("Register eines Tages"), "book", "reports.index", _l("Mitgliederliste Stichtag ausgeben")),
    *OF_MONEY,
    *OF_LISTS,
    Command("house", _l("Angaben der Genossenschaft"), "settings", "statutes.house", _l("Anschrift Bank Logo")),
    Command("years", _l("Geschäftsjahre"), "calendar-stats", "statutes.years", _l("Rumpfgeschäftsjahr")),
    Command("statute", _l("Fassung der Satzung erfassen"), "section-sign", "statutes.create", _l("Änderung neu")),
    Command(
        "split", _l("Zerlegung der Geschäftsanteile"), "stack-2", "statutes.index",
        _l("zerlegen Anteile teilen Nennbetrag"),
    ),
    Command("clauses", _l("Klauseln der Beitrittserklärung"), "file-text", "admissions.clauses", _l("Wortlaut Muster")),
    Command("invite", _l("Person einladen"), "user-plus", "accounts.invite", _l("Zugang Rolle neu")),
    Command("imported", _l("Listen übernehmen"), "file-spreadsheet", "imports.index", _l("Altdaten CSV Excel")),
    Command("folder", _l("Prüfungsordner"), "shield-lock", "audits.index", _l("Prüfer Prüfungsverband Zeitraum ZIP")),
    Command("check", _l("Journal prüfen"), "shield-check", "operations.check", _l("Kette Prüfung")),
    Command("code", _l("Code eines Dokuments prüfen"), "qrcode", "archive.check_form", _l("Urkunde echt gültig")),
    Command("form", _l("Öffentliches Beitrittsformular"), "world", "admissions.apply_start", _l("Mitglied werden")),
    Command("account", _l("Ihr Konto und Anmeldungen"), "user", "accounts.show", _l("Passwort Sitzungen")),
)  # fmt: skip

OF_A_MEMBER: Sequence[Command] = (
    Command("entry", _l("Stammdaten"), "id", "dossiers.register_entry", _l("Anschrift Name Vertretung")),
    Command("paying", _l("Zahlungen und Anmahnung"), "coin-euro", "dossiers.payments", _l("Einzahlung offen Brief")),
    Command("letters", _l("Schriftverkehr"), "mail", "dossiers.letters", _l("Briefe Urkunde Dokumente")),
    Command("history", _l("Verlauf"), "history", "dossiers.timeline", _l("Journal")),
    Command("sheet", _l("Anteilsblatt"), "stack-2", "dossiers.share_sheet", _l("Kontoauszug Guthaben Jahr")),
    Command(
        "quantity", _l("Maßstab der Pflichtanteile"), "stack-2", "dossiers.quantity", _l("Staffel Bemessungsgröße")
    ),
)  # fmt: skip
"""What can be done about the member found first."""

FIRST = 7
"""How many places are offered before anything is typed."""


def every_command() -> Iterator[Command]:
    """Acts and places that the person may open."""
    for _heading, places in PLACES:
        for place in places:
            if may_open(place.endpoint):
                yield Command(f"place-{place.icon}", place.label, place.icon, place.endpoint)
    yield from (command for command in ACTS if may_open(command.endpoint))


def commands_for(words: str) -> list[Command]:
    """The commands that all these words lead to; the first places where nothing is typed."""
    wanted, found = fold(words).split(), list(every_command())
    if not wanted:
        return found[:FIRST]
    return [command for command in found if command.fits(wanted)][:FIRST]


def of_a_member(words: str) -> list[Command]:
    """What can be done about a member found, where one of the words names it or none does."""
    wanted = fold(words).split()
    found = [command for command in OF_A_MEMBER if may_open(command.endpoint)]
    return [command for command in found if any(command.fits([word]) for word in wanted)] or found[:3]


def without_command_words(words: str) -> str:
    """The words that name no command about a member: `quellbach zahlungen` looks for `quellbach`."""
    kept = [word for word in words.split() if not any(command.fits([fold(word)]) for command in OF_A_MEMBER)]
    return " ".join(kept)
