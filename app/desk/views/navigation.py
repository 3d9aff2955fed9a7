"""The sidebar: the places of the house, each only for those who may open it, with what waits there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask import g, request, url_for

from app.core import clock
from app.core.db import db
from app.core.web import NavGroup, NavItem, _l, current_actor, may_open
from app.desk import queries
from app.desk.rules import Waiting, is_only_member


@dataclass(frozen=True)
class Place:
    """Where one can go: its name, icon and endpoint, which endpoints belong to it, and what its number counts."""

    label: Any
    icon: str
    endpoint: str
    also: tuple[str, ...] = ()
    counts: Waiting | None = None

    def claim(self, endpoint: str) -> int:
        """How exactly this place names a page; 0 where the page belongs elsewhere."""
        prefixes = (self.endpoint + ".", *self.also)
        return max((len(prefix) for prefix in prefixes if f"{endpoint}.".startswith(prefix)), default=0)


NETWORK = ("needs", "bundles", "assessments", "solutions", "promotion")
"""The rooms whose pages are reached by those of needs."""

PLACES: Sequence[tuple[Any, Sequence[Place]]] = (
    (None, (
        Place(_l("Heute"), "sun", "desk.today", counts=Waiting.TASKS),
        Place(_l("Anträge"), "inbox", "admissions.index", ("admissions.",), Waiting.APPLICATIONS),
        Place(_l("Mitglieder"), "users", "dossiers.index", ("dossiers.",)),
        Place(_l("Zahlungen"), "coin-euro", "shares.index", ("shares.",)),
        Place(_l("Mahnungen"), "mail-exclamation", "dues.index", ("dues.",), Waiting.REMINDERS),
        Place(
            _l("Jahresbeiträge"), "calendar-event", "dues.contributions",
            ("dues.ask_all", "dues.take_back", "dues.waive"),
        ),
        Place(_l("Weitere Anteile"), "stack-2", "subscriptions.index", ("subscriptions.",)),
        Place(_l("Übertragungen"), "arrows-exchange", "transfers.index", ("transfers.",)),
        Place(_l("Kündigungen"), "door-exit", "departures.index", ("departures.",)),
        Place(_l("Anderes Ausscheiden"), "users", "removals.index", ("removals.",)),
        Place(_l("Auszahlungen"), "cash", "settlements.index", ("settlements.",)),
        Place(
            _l("Meine Mitgliedschaft"), "home", "portal.index",
            ("portal.", "departures.own", "subscriptions.own", "transfers.own"),
        ),
    )),
    (_l("Organe"), (
        Place(_l("Beschlüsse"), "gavel", "boardroom.index", ("boardroom.",), Waiting.VOTES),
        Place(_l("Versammlungen"), "building-community", "assemblies.index", ("assemblies.", "attendance.", "voting.")),
        Place(_l("Niederschriften"), "file-text", "minutes.index", ("minutes.",)),
        Place(_l("Besetzung"), "building-bank", "organs.index", ("organs.",)),
    )),
    (_l("Netzwerk"), (
        Place(_l("Bedarfe"), "bulb", "needs.index", tuple(f"{room}." for room in NETWORK), Waiting.NEEDS),
        Place(_l("Meine Bedarfe"), "bulb", "needs.mine", tuple(f"{room}.own" for room in NETWORK)),
        Place(_l("Interessenten"), "address-book", "prospects.board", ("prospects.",), Waiting.PROSPECTS),
    )),
    (_l("Ablage"), (
        Place(_l("Druck"), "printer", "archive.tray", ("archive.tray", "archive.run"), Waiting.SHEETS),
        Place(_l("Urkunden"), "certificate", "shares.certificates", ("shares.certificate",)),
        Place(_l("Register"), "book", "reports.index", ("reports.",)),
        Place(_l("Dokumente"), "file-text", "archive.index", ("archive.",)),
        Place(_l("Jahresabschlüsse"), "calendar-stats", "closing.index", ("closing.",)),
        Place(_l("Satzung"), "section-sign", "statutes.index", ("statutes.",)),
    )),
    (_l("Verwaltung"), (
        Place(_l("Import"), "file-spreadsheet", "imports.index", ("imports.",)),
        Place(_l("E-Mails"), "mail", "operations.mails", ("operations.mail",), Waiting.MAILS),
        Place(_l("Aufträge"), "list-check", "operations.jobs", ("operations.job",), Waiting.JOBS),
        Place(_l("Journal"), "history", "operations.journal", ("operations.journal",)),
        Place(_l("Prüfung"), "shield-check", "operations.check", ("operations.check",)),
        Place(_l("Prüfungsaufträge"), "shield-lock", "audits.index", ("audits.",)),
        Place(_l("Personen"), "user", "accounts.people", ("accounts.p", "accounts.invite")),
        Place(_l("Einrichtung"), "settings", "setup.index", ("setup.",)),
    )),
)  # fmt: skip
"""The sidebar; of several places that claim a page the one with the longest claim is the one shown."""


def navigation() -> Sequence[NavGroup]:
    """The sidebar of the signed-in person."""
    here = _here()
    groups = (NavGroup(_heading(heading), tuple(_items(places, here))) for heading, places in PLACES)
    return tuple(group for group in groups if group.items)


def counts() -> queries.Counts:
    """What waits for the signed-in person, asked for once in a request."""
    if "desk_counts" not in g:
        g.desk_counts = queries.waiting(db.session(), current_actor(), clock.today())
    found = g.desk_counts
    assert isinstance(found, queries.Counts)
    return found


def _heading(heading: Any) -> str | None:
    return str(heading) if heading else None


def _items(places: Sequence[Place], here: Place | None) -> Iterator[NavItem]:
    for place in places:
        if may_open(place.endpoint) and not (place.endpoint == "desk.today" and is_only_member(current_actor())):
            number = counts().of(place.counts) if place.counts else 0
            alert = counts().is_overdue(place.counts) if place.counts else False
            yield NavItem(str(place.label), url_for(place.endpoint), place.icon, number, alert, place is here)


def _here() -> Place | None:
    """The place the page shown belongs to: the one that names it most exactly."""
    endpoint = request.endpoint or ""
    places = [place for _heading, each in PLACES for place in each if place.claim(endpoint)]
    return max(places, key=lambda place: place.claim(endpoint), default=None)
