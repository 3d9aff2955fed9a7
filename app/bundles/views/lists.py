"""Lists of bundles for office and members, and the page on which needs are put in order."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.bundles import actions, queries
from app.bundles.forms import FIELDS, LEVELS, NEW, ActForm
from app.bundles.queries import Asked, BundleRow
from app.bundles.views.pieces import (
    READERS,
    WORDS,
    WRITERS,
    Side,
    after,
    blueprint,
    id_of,
    just_done,
    office_side,
    own_side,
)
from app.core import clock, horizon
from app.core.db import db, transaction
from app.core.values import Refusal, Role
from app.core.web import (
    PERIOD,
    Column,
    Listing,
    PeriodForm,
    _,
    _l,
    current_actor,
    export,
    id_in,
    page,
    requires,
    status_of,
    translated,
    wanted_export,
)
from app.needs import queries as needs
from app.needs.rules import Viewer
from app.statutes import queries as statutes

STANDS: Mapping[str, Any] = {"": _l("Bestehende"), "aufgeloest": _l("Aufgelöste")}
FILTERS = ("stand", "field", "region", "level", *PERIOD)


def columns() -> Sequence[Column[BundleRow]]:
    """The columns of a list as a file."""
    return (
        Column("number", _("Nummer"), lambda row: row.bundle.number),
        Column("title", _("Bündel"), lambda row: row.bundle.title),
        Column("words", _("Beschreibung"), lambda row: row.bundle.words),
        Column("needs", _("Bedarfe"), lambda row: row.needs),
        Column("answered", _("davon beantwortet"), lambda row: row.answered),
        Column("level", _("Sichtbar für"), lambda row: str(LEVELS[row.bundle.level])),
        Column("opened", _("Eröffnet"), lambda row: row.bundle.opened_at),
        Column("dissolved", _("Aufgelöst"), lambda row: row.bundle.dissolved_at),
    )


@blueprint.get("/bedarfe/buendel")
@requires(*READERS)
def index() -> ResponseReturnValue:
    """Every bundle, searched, sorted and filtered; as a file, too. Above it, what may become one."""
    side, session = office_side(), db.session()
    counts = queries.count_bundles(session, side.viewer)
    proposes = side.may_write and not request.args.get("q") and not request.args.get("stand")
    return _list_page(
        "bundles/index.html", side, counts, groups=queries.groups_to_bundle(session) if proposes else [],
        unbundled=queries.unbundled(session, limit=0)[1] if horizon.present() is None else 0, done=just_done(),
    )


@blueprint.get("/mein/<int:number>/buendel")
@requires(Role.MEMBER)
def own_index(number: int) -> ResponseReturnValue:
    """The bundles that members see."""
    side = own_side(number)
    return _list_page("bundles/own_index.html", side, queries.count_bundles(db.session(), side.viewer))


def _list_page(template: str, side: Side, counts: Mapping[bool, int], **more: Any) -> ResponseReturnValue:
    session, form = db.session(), PeriodForm.of_request()
    listing = Listing.of_request(queries.SORTS, FILTERS if side.is_office else ("field", "region"), newest_first=True)
    order = (session, side.viewer, _asked(listing, form), listing.sort, listing.descending)
    if (kind := wanted_export()) and not form.errors:
        return export(kind, "buendel", columns(), queries.list_bundles(*order)[0])
    listing.rows, listing.total = queries.list_bundles(*order, listing.offset, listing.limit)
    shown = listing.filters.get("stand", "")
    tabs = [
        {"label": word, "url": listing.url(stand=stand or None, page=None), "active": shown == stand,
         "count": counts[stand == "aufgeloest"]}
        for stand, word in STANDS.items() if not stand or counts[True]
    ]  # fmt: skip
    return page(
        template, status_of(form), listing=listing, period=form, side=side, tabs=tabs, choices=_choices(side),
        all_count=counts[bool(shown)], counts=counts, act=ActForm(formdata=None), **more, **WORDS,
    )


def _asked(listing: Listing[BundleRow], form: PeriodForm) -> Asked:
    said = listing.filters
    return Asked(
        listing.query, said.get("stand") == "aufgeloest", said.get("level", ""), said.get("field", ""),
        said.get("region", ""), form.first_day.data, form.last_day.data,
    )


def _choices(side: Side) -> list[dict[str, object]]:
    session = db.session()
    regions = list(dict.fromkeys([*statutes.house(session).regions, *needs.regions_used(session, side.viewer)]))
    found: list[dict[str, object]] = [
        {"name": "field", "label": _("Einsatzfeld"), "options": [(each.value, word) for each, word in FIELDS.items()]},
        {"name": "region", "label": _("Region"), "options": [(each, each) for each in regions]},
    ]
    if side.is_office:
        levels = [(each.value, word) for each, word in LEVELS.items()]
        found.append({"name": "level", "label": _("Sichtbar für"), "options": levels})
    return found


# --- putting in order -------------------------------------------------------------------------------------------------

LOOSE, BUNDLES = 25, 12
"""How many needs without a bundle, and how many bundles, the page shows at a time."""


@blueprint.get("/bedarfe/ordnen")
@requires(*WRITERS)
def board() -> ResponseReturnValue:
    """Needs without a bundle beside the bundles, to be moved by drag, by key, or by choosing and a button."""
    return _board_page()


def _board_page(refused: str = "", status: int = 200) -> ResponseReturnValue:
    session, viewer = db.session(), Viewer(reads_all=True)
    loose = _pager("s", "seite", LOOSE)
    bundles = _pager("b", "blatt", BUNDLES)
    with_over = request.args.get("auch") == "ja"
    loose.rows, loose.total = queries.unbundled(session, loose.query, with_over, loose.offset, loose.limit)
    asked = Asked(words=bundles.query)
    bundles.rows, bundles.total = queries.list_bundles(
        session, viewer, asked, descending=True, offset=bundles.offset, limit=bundles.limit
    )  # fmt: skip
    return page(
        "bundles/board.html", status, side=office_side(), loose=loose, bundles=bundles, with_over=with_over,
        held=queries.needs_in_each(session, [row.bundle.id for row in bundles.rows], viewer),
        every=queries.list_bundles(session, viewer, sort="title")[0], act=ActForm(formdata=None), refused=refused,
        done=just_done(), new=NEW, here=_here, **WORDS,
    )


def _pager(words: str, number: str, size: int) -> Listing[Any]:
    """One of the two lists of the page, each with its own words and page in the address."""
    found = Listing[Any]("", query=request.args.get(words, "").strip()[:100], page_size=size)
    found.page = max(1, min(request.args.get(number, 1, type=int) or 1, 100_000))
    return found


def _here(**changes: Any) -> str:
    """The address of this page with changes; None leaves a part out."""
    kept = {name: request.args.get(name) for name in ("s", "seite", "auch", "b", "blatt")}
    state: dict[str, Any] = {**kept, **changes}
    return url_for(".board", **{name: value for name, value in state.items() if value not in (None, "")})


@blueprint.post("/bedarfe/ordnen")
@requires(*WRITERS)
def arrange() -> ResponseReturnValue:
    """Move the chosen needs as one act; of what somebody else moved meanwhile nothing is stored, and it is said."""
    chosen, to = _chosen(), request.form.get("to", "")
    form = ActForm()
    if not form.validate_on_submit() or not chosen or (to not in ("", NEW) and id_in(to) is None):
        said = _("Wählen Sie erst Bedarfe aus.") if not chosen else _("Nicht verschoben. Laden Sie die Seite neu.")
        return _board_page(said, 422)
    if to == NEW:
        return _open_with(chosen)
    try:
        with transaction() as session:
            actor, now = current_actor(), clock.now()
            act_id = form.once(session, lambda: id_of(
                actions.place_all(session, chosen, id_in(to), actor, now)
            ))  # fmt: skip
    except Refusal as refusal:
        return _board_page(translated(refusal), 409)
    return after(_here(), act_id, f"bedarf-{next(iter(chosen))}")


def _open_with(chosen: Mapping[int, int | None]) -> ResponseReturnValue:
    if any(chosen.values()):
        return _board_page(_("Ein neues Bündel entsteht aus Bedarfen ohne Bündel; ein bestehendes können Sie teilen."),
                           422)
    return redirect(url_for(".open_bundle", bedarf=list(chosen)))


def _chosen() -> dict[int, int | None]:
    """Need → where the page showed it, as the boxes say it: `17:3`, or `17:` without a bundle."""
    found = dict[int, int | None]()
    for each in request.form.getlist("need")[:200]:
        need_id, _colon, seen = each.partition(":")
        if (known := id_in(need_id)) is not None:
            found[known] = id_in(seen)
    return found
