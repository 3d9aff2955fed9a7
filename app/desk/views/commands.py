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
    Command("appoint", _l("In ein Amt bestellen"), "building-bank", "organs.appoint", _l("Vorstand Aufsichtsrat")),
    Command("printed", _l("Drucken und versenden"), "printer", "archive.tray", _l("Druckkorb Post Briefe")),
    Command("certificates", _l("Urkunden ausstellen"), "certificate", "shares.certificates", _l("Bescheinigung")),
    Command("register", _l("Register eines Tages"), "book", "reports.index", _l("Mitgliederliste Stichtag ausgeben")),
    Command("house", _l("Angaben der Genossenschaft"), "settings", "statutes.house", _l("Anschrift Bank Logo")),
    Command("years", _l("Geschäftsjahre"), "calendar-stats", "statutes.years", _l("Rumpfgeschäftsjahr")),
    Command("statute", _l("Fassung der Satzung erfassen"), "section-sign", "statutes.create", _l("Änderung neu")),
    Command("clauses", _l("Klauseln der Beitrittserklärung"), "file-text", "admissions.clauses", _l("Wortlaut Muster")),
    Command("invite", _l("Person einladen"), "user-plus", "accounts.invite", _l("Zugang Rolle neu")),
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
