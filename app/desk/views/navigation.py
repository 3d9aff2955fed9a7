"""The sidebar: the places of the house, each only for those who may open it, with what waits there."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app, request, url_for

from app.core import clock
from app.core.db import db
from app.core.web import NavGroup, NavItem, _l, current_actor
from app.desk import queries
from app.desk.rules import Waiting


@dataclass(frozen=True)
class Place:
    """Where one can go: its name, icon and endpoint, which endpoints belong to it, and what its number counts."""

    label: Any
    icon: str
    endpoint: str
    also: tuple[str, ...] = ()
    counts: Waiting | None = None

    def is_here(self, endpoint: str) -> bool:
        """Whether the page shown belongs to this place."""
        return endpoint == self.endpoint or any(endpoint.startswith(prefix) for prefix in self.also)


PLACES: Sequence[tuple[Any, Sequence[Place]]] = (
    (None, (
        Place(_l("Heute"), "sun", "desk.today", counts=Waiting.TASKS),
        Place(_l("Meine Mitgliedschaft"), "home", "portal.index", ("portal.",)),
        Place(_l("Anträge"), "inbox", "admissions.index", ("admissions.",), Waiting.APPLICATIONS),
        Place(_l("Mitglieder"), "users", "dossiers.index", ("dossiers.",)),
        Place(_l("Zahlungen"), "coin-euro", "shares.index", ("shares.",), Waiting.PAYMENTS),
    )),
    (_l("Organe"), (
        Place(_l("Beschlüsse"), "gavel", "boardroom.index", ("boardroom.",), Waiting.VOTES),
        Place(_l("Besetzung"), "building-bank", "organs.index", ("organs.",)),
    )),
    (_l("Ablage"), (
        Place(_l("Druck"), "printer", "archive.tray", ("archive.tray", "archive.run"), Waiting.SHEETS),
        Place(_l("Urkunden"), "certificate", "shares.certificates", ("shares.certificate",)),
        Place(_l("Register"), "book", "reports.index", ("reports.",)),
        Place(_l("Dokumente"), "file-text", "archive.index", ("archive.",)),
        Place(_l("Satzung"), "section-sign", "statutes.index", ("statutes.",)),
    )),
    (_l("Verwaltung"), (
        Place(_l("Import"), "file-spreadsheet", "imports.index", ("imports.",)),
        Place(_l("E-Mails"), "mail", "operations.mails", ("operations.mail", "operations.send", "operations.mark"), Waiting.MAILS),
        Place(_l("Aufträge"), "list-check", "operations.jobs", ("operations.job",), Waiting.JOBS),
        Place(_l("Journal"), "history", "operations.journal", ("operations.",)),
        Place(_l("Personen"), "user", "accounts.people", ("accounts.p", "accounts.invite")),
        Place(_l("Einrichtung"), "settings", "setup.index", ("setup.",)),
    )),
)  # fmt: skip
"""The sidebar; of several places that claim a page the one with the longest claim is the one shown."""


def navigation() -> Sequence[NavGroup]:
    """The sidebar of the signed-in person."""
    counts = queries.waiting(db.session(), current_actor(), clock.today())
    here = _here()
    groups = (NavGroup(_heading(heading), tuple(_items(places, here, counts))) for heading, places in PLACES)
    return tuple(group for group in groups if group.items)


def _heading(heading: Any) -> str | None:
    return str(heading) if heading else None


def _items(places: Sequence[Place], here: Place | None, counts: Mapping[Waiting, queries.Count]) -> Iterator[NavItem]:
    for place in places:
        if may_open(place.endpoint):
            count = counts.get(place.counts) if place.counts else None
            number, alert = (count.number, count.is_overdue) if count else (0, False)
            yield NavItem(str(place.label), url_for(place.endpoint), place.icon, number, alert, place is here)


def may_open(endpoint: str) -> bool:
    """Say whether the signed-in person may open a page, by the roles its view names."""
    view: Any = current_app.view_functions.get(endpoint)
    if view is None:
        return False
    if getattr(view, "is_public", False):
        return True
    allowed = view.allowed_roles
    return not allowed or current_actor().has_any(allowed)


def _here() -> Place | None:
    """The place the page shown belongs to: the one that names it most exactly."""
    endpoint = request.endpoint or ""
    claims = [
        (endpoint == place.endpoint, max((len(prefix) for prefix in place.also if endpoint.startswith(prefix)), default=0), place)
        for _heading, places in PLACES for place in places if place.is_here(endpoint)
    ]
    return max(claims, key=lambda claim: claim[:2])[2] if claims else None
