"""The list of members: searched, filtered, sorted, exported; what is done with the chosen ones."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock, horizon
from app.core.db import db, transaction
from app.core.values import PartyKind
from app.core.web import (
    Column,
    Listing,
    Sheet,
    _,
    _n,
    current_actor,
    export,
    give,
    page,
    reading_day,
    requires,
    wanted_export,
)
from app.dossiers import actions, queries
from app.dossiers.forms import CLASSES, KINDS, STANDINGS, VIEWS
from app.dossiers.rules import MemberRow, View, Wanted
from app.dossiers.views.base import ISSUERS, READERS, WRITERS, blueprint
from app.members import queries as members
from app.members.rules import MemberClass
from app.shares import queries as shares

FILTERS = ("view", "kind", "region", "class", "payment", "certificate", "scale")


def _chosen(listing: Listing[Any]) -> Wanted:
    """What the address asks for; a word that means nothing lets everybody through."""
    said = listing.filters
    return Wanted(
        view=next((view for view in View if view == said.get("view")), View.ALL),
        words=listing.query,
        kind=next((kind for kind in PartyKind if kind == said.get("kind")), None),
        region=said.get("region", ""),
        member_class=next((each for each in MemberClass if each == said.get("class")), None),
        open_only=said.get("payment") == "open",
        uncertified_only=said.get("certificate") == "missing",
        unmeasured=_measure() if said.get("scale") == "missing" else "",
    )


def _measure() -> str:
    """By what the statute of the day reckons the mandatory shares; empty where all owe the same."""
    scale = shares.find_scale_on(db.session(), reading_day())
    return scale.measure if scale else ""


def as_sheet() -> Sheet[MemberRow]:
    """The members that the address asks for, as a file."""
    session, today = db.session(), reading_day()
    listing = Listing.of_request(queries.SORTS, FILTERS)
    wanted = _chosen(listing)
    total = queries.counts_and_totals(session, wanted, today)[1].members
    return Sheet(
        f"mitglieder-{today:%Y-%m-%d}", _columns(), total,
        lambda: queries.member_rows(session, wanted, today, listing.sort, listing.descending),
    )


@blueprint.get("/", strict_slashes=False)
@requires(*READERS)
def index() -> ResponseReturnValue:
    """The members of today, as many as the filters let through."""
    if kind := wanted_export():
        return give(kind, as_sheet())
    session, today = db.session(), reading_day()
    listing = Listing.of_request(queries.SORTS, FILTERS)
    wanted = _chosen(listing)
    shown = queries.member_page(
        session, wanted, today, listing.sort, listing.descending, listing.offset, listing.limit
    )
    has_scale = bool(_measure())
    listing.rows, listing.total, actor = shown.rows, shown.totals.members, current_actor()
    meant = members.resembling(session, listing.query) if not shown.rows else ()
    return page(
        "dossiers/index.html", listing=listing, meant=meant, today=today, totals=shown.totals, counts=shown.counts,
        kinds={kind: str(word) for kind, word in KINDS.items()}, tabs=_tabs(listing, wanted, shown.counts),
        choices=_choices(shown.regions, has_scale), chips=_chips(listing, has_scale),
        may_write=actor.has_any(WRITERS), may_issue=actor.has_any(ISSUERS),
    )


def _tabs(listing: Listing[Any], wanted: Wanted, counts: Mapping[View, int]) -> list[dict[str, object]]:
    """The saved views; another one keeps words and order, and lets the other filters go."""
    others: dict[str, object] = dict.fromkeys(FILTERS)
    return [
        {
            "label": VIEWS[view], "count": counts[view], "active": view is wanted.view,
            "url": listing.url(**{**others, "view": None if view is View.ALL else view.value}),
        }
        for view in View
    ]


def _choices(regions: Sequence[str], has_scale: bool) -> list[dict[str, object]]:
    return [
        {"name": "kind", "label": _("Art"), "options": list(KINDS.items())},
        {"name": "region", "label": _("Region"), "options": [(region, region) for region in regions]},
        {"name": "class", "label": _("Mitgliedschaft"), "options": list(CLASSES.items())},
        {"name": "payment", "label": _("Zahlung"), "options": [("open", _("offen"))]},
        {"name": "certificate", "label": _("Urkunde"), "options": [("missing", _("fehlt"))]},
        *([{"name": "scale", "label": _("Maßstab der Pflichtanteile"), "options": [("missing", _("fehlt"))]}]
          if has_scale else []),
    ]


def _chips(listing: Listing[Any], has_scale: bool) -> list[dict[str, object]]:
    """The filters that are set, each with its word."""
    words: dict[str, tuple[str, object]] = {}
    for choice in _choices([listing.filters.get("region", "")], has_scale):
        named: Any = choice["options"]
        name = str(choice["name"])
        for value, word in named:
            if listing.filters.get(name) == str(value):
                words[name] = (str(choice["label"]), word)
    return [{"name": name, "label": label, "value": word} for name, (label, word) in words.items()]


def _reached_by() -> list[Column[MemberRow]]:
    """How members are reached is kept as it is today alone: nothing for whoever reads as of an audited day."""
    return [] if horizon.present() else [Column("email", _("E-Mail"), lambda row: row.email)]


def _columns() -> list[Column[MemberRow]]:
    today = reading_day()
    return [
        Column("number", _("Nr."), lambda row: row.number),
        Column("name", _("Mitglied"), lambda row: row.name),
        Column("kind", _("Art"), lambda row: KINDS[row.kind]),
        Column("place", _("Sitz oder Ort"), lambda row: row.city),
        Column("region", _("Region"), lambda row: row.region),
        *_reached_by(),
        Column("class", _("Mitgliedschaft"), lambda row: CLASSES[row.member_class]),
        Column("joined", _("Beitritt"), lambda row: row.first_day),
        Column("left", _("Ende"), lambda row: row.last_day),
        Column("shares", _("Anteile"), lambda row: row.shares),
        Column("paid_in", _("Eingezahlt in €"), lambda row: row.paid_in / 100),
        Column("open", _("Offen in €"), lambda row: row.open / 100),
        Column("due", _("Fällig am"), lambda row: row.next_due_on),
        Column("state", _("Stand"), lambda row: STANDINGS[row.standing(today)]),
    ]


def _selected() -> list[int]:
    return [int(value) for value in request.form.getlist("ids") if value.isdecimal() and len(value) < 10][:500]


@blueprint.post("/urkunden")
@requires(*ISSUERS)
def issue_certificates() -> ResponseReturnValue:
    """Issue the certificates that are missing among the chosen members."""
    ids = _selected()
    with transaction() as session:
        issued = actions.issue_certificates(session, ids, current_actor(), clock.now())
    if not ids:
        flash(_("Wählen Sie zuerst Mitglieder aus."), "warning")
    elif not issued:
        flash(_("Alle Ausgewählten haben schon eine gültige Urkunde."), "warning")
    else:
        sentence = _n("%(num)s Urkunde liegt im Druckkorb.", "%(num)s Urkunden liegen im Druckkorb.", issued)
        flash(sentence, "success")
    return redirect(url_for(".index", view=View.UNCERTIFIED.value) if not issued else url_for(".index"))


@blueprint.post("/ausgeben")
@requires(*READERS)
def export_selected() -> ResponseReturnValue:
    """The chosen members as a file."""
    chosen, today, session = set(_selected()), reading_day(), db.session()
    views = [queries.member_rows(session, Wanted(view), today) for view in (View.ALL, View.FORMER)]
    rows = [row for view in views for row in view if row.member_id in chosen]
    return export("xlsx", f"mitglieder-auswahl-{today:%Y-%m-%d}", _columns(), rows)
