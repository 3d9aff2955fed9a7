"""Lists of needs: for the office, for members, and what is public."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.db import db
from app.core.values import German, Role
from app.core.web import (
    PERIOD,
    Column,
    Listing,
    PeriodForm,
    _,
    _l,
    current_actor,
    export,
    page,
    public,
    requires,
    status_of,
    titled,
    wanted_export,
)
from app.members import queries as members
from app.needs import queries
from app.needs.forms import FIELDS, KINDS, LEVELS, STATES, URGENCIES, ActForm
from app.needs.queries import NONE, Asked, Row
from app.needs.rules import PUBLIC_VIEWER, NeedState, Viewer, track_of
from app.needs.views.pieces import READERS, WORDS, Side, blueprint, house_regions, office_side, own_side
from app.statutes import queries as statutes

VIEWS: Mapping[str, Any] = {"": _l("Alle"), **{state.value: STATES[state] for state in NeedState}}
FILTERS = ("stand", "field", "urgency", "region", "level", "owner", "kind", *PERIOD)
OWNERS = {"member": _l("Mitglied"), "prospect": _l("Interessent")}
PUBLIC_FILTERS = ("field", "region", "stand", "kind", *PERIOD)
MINE, ALL = "", "alle"


def owner_of(row: Row, viewer: Viewer) -> str:
    """How the owner of a need is called to somebody, in its language."""
    name = row.owner(viewer)
    return titled(German(name)) if not row.names_owner(viewer) else name


def columns(viewer: Viewer) -> Sequence[Column[Row]]:
    """The columns of a list as a file, as far as somebody may know them."""
    return (
        Column("number", _("Nummer"), lambda row: row.need.number),
        Column("title", _("Bedarf"), lambda row: row.need.title or _("Gelöscht")),
        Column("owner", _("Von"), lambda row: owner_of(row, viewer)),
        Column("kind", _("Art"), lambda row: str(KINDS[row.kind]) if row.kind else ""),
        Column("state", _("Stand"), lambda row: str(STATES[row.need.state])),
        Column("field", _("Einsatzfeld"), lambda row: str(FIELDS[row.need.field]) if row.need.field else ""),
        Column("urgency", _("Dringlichkeit"), lambda row: str(URGENCIES[row.need.urgency]) if row.need.urgency else ""),
        Column("region", _("Region"), lambda row: row.need.region),
        Column("level", _("Sichtbar für"), lambda row: str(LEVELS[row.need.level])),
        Column("raised", _("Eingebracht"), lambda row: row.need.raised_at),
        Column("situation", _("Wie ist es heute?"), lambda row: row.need.situation),
        Column("effect", _("Was soll besser werden?"), lambda row: row.need.effect),
        Column("material", _("Welche Daten sind da?"), lambda row: row.need.material),
        Column("words", _("Antwort oder Grund"), lambda row: queries.words_seen(viewer, row.need)),
    )


@blueprint.get("/bedarfe")
@requires(*READERS)
def index() -> ResponseReturnValue:
    """Every need, searched, sorted and filtered; as a file, too."""
    side, session = office_side(), db.session()
    listing = Listing.of_request(tuple(queries.SORTS), FILTERS, newest_first=True)
    counts = queries.count_by_state(session, side.viewer)
    tabs = [tab for tab in listing.tabs(VIEWS, counts, "stand") if tab["count"] or tab["active"]]
    return _list_page("needs/index.html", side, listing, None, tabs=tabs, all_count=sum(counts.values()),
                      drafts=queries.drafts_of(session, current_actor().user_id) if side.may_write else [])


def _list_page(
    template: str, side: Side, listing: Listing[Row], member_id: int | None, **more: Any
) -> ResponseReturnValue:
    session, form = db.session(), PeriodForm.of_request()
    order = (session, side.viewer, _asked(listing, form, member_id), listing.sort, listing.descending)
    if (kind := wanted_export()) and not form.errors:
        return export(kind, "bedarfe", columns(side.viewer), queries.list_needs(*order)[0])
    listing.rows, listing.total = queries.list_needs(*order, listing.offset, listing.limit)
    return page(
        template, status_of(form), listing=listing, period=form, choices=_choices(side), side=side,
        owner_of=lambda row: owner_of(row, side.viewer), act=ActForm(formdata=None), **more, **WORDS,
    )


def _asked(listing: Listing[Row], form: PeriodForm, member_id: int | None) -> Asked:
    said = listing.filters
    return Asked(
        listing.query, said.get("stand", ""), said.get("field", ""), said.get("urgency", ""), said.get("region", ""),
        said.get("level", ""), said.get("owner", ""), member_id, None, form.first_day.data, form.last_day.data,
        said.get("kind", ""),
    )


def _choices(side: Side) -> list[dict[str, object]]:
    used = queries.regions_used(db.session(), side.viewer)
    regions = list(dict.fromkeys([*house_regions(), *used]))
    found: list[dict[str, object]] = [
        {"name": "field", "label": _("Einsatzfeld"), "options": [(each.value, word) for each, word in FIELDS.items()]},
        {"name": "urgency", "label": _("Dringlichkeit"),
         "options": [(each.value, word) for each, word in URGENCIES.items()]},
        {"name": "region", "label": _("Region"),
         "options": [*((each, each) for each in regions), (NONE, _("ohne Region"))]},
        {"name": "level", "label": _("Sichtbar für"), "options": [(each.value, word) for each, word in LEVELS.items()]},
        {"name": "kind", "label": _("Art"), "options": [(str(each), word) for each, word in KINDS.items()]},
    ]  # fmt: skip
    if side.is_office:
        found.append({"name": "owner", "label": _("Von"), "options": list(OWNERS.items())})
    else:
        found.append({"name": "stand", "label": _("Stand"),
                      "options": [(each.value, word) for each, word in STATES.items()]})
    return found


# --- for members ------------------------------------------------------------------------------------------------------


@blueprint.get("/mein/bedarfe")
@requires(Role.MEMBER)
def mine() -> ResponseReturnValue:
    """The needs of the first membership that one acts for, or had."""
    known = members.members_known_to(db.session(), current_actor().party_id or 0, clock.today())
    return redirect(url_for(".own_index", number=known[0].number) if known else url_for("portal.index"))


@blueprint.get("/mein/<int:number>/bedarfe")
@requires(Role.MEMBER)
def own_index(number: int) -> ResponseReturnValue:
    """The member's own needs, and all that members may see; as a file, too."""
    side, session, actor = own_side(number), db.session(), current_actor()
    listing = Listing.of_request(tuple(queries.SORTS), ("wessen", *FILTERS), newest_first=True)
    is_all = side.may_write and listing.filters.get("wessen") == ALL
    own = sum(queries.count_by_state(session, side.viewer, side.member_id).values())
    every = sum(queries.count_by_state(session, side.viewer).values())
    tabs = [
        {"label": _("Eigene"), "url": listing.url(wessen=None), "active": not is_all, "count": own},
        {"label": _("Alle, die Sie sehen"), "url": listing.url(wessen=ALL), "active": is_all, "count": every},
    ]
    return _list_page(
        "needs/own_index.html", side, listing, None if is_all else side.member_id, is_all=is_all,
        tabs=tabs if side.may_write else tabs[:1], all_count=every if is_all else own,
        own=members.members_known_to(session, actor.party_id or 0, clock.today()),
        drafts=queries.drafts_of(session, actor.user_id, side.member_id) if side.may_write else [],
        questions=queries.questions_to(session, side.member.id),
    )


# --- for everybody ----------------------------------------------------------------------------------------------------


@blueprint.get("/bedarfe/oeffentlich")
@public
def public_index() -> ResponseReturnValue:
    """The needs that are public, searched and filtered by field and region; from the map also by state, kind, days."""
    session = db.session()
    listing, form = Listing.of_request(tuple(queries.SORTS), PUBLIC_FILTERS, newest_first=True), PeriodForm.of_request()
    listing.page_size = 20
    asked = _asked(listing, form, None)
    order = (listing.sort, listing.descending, listing.offset, listing.limit)
    listing.rows, listing.total = queries.list_needs(session, PUBLIC_VIEWER, asked, *order)
    return page(
        "needs/public_index.html", listing=listing, owner_of=lambda row: owner_of(row, PUBLIC_VIEWER),
        is_asked=bool(listing.query or listing.filters), regions=queries.regions_used(session, PUBLIC_VIEWER),
        NONE=NONE, cooperative=statutes.house(session), **WORDS,
    )


@blueprint.get("/bedarfe/oeffentlich/<int:need_id>")
@public
def public_show(need_id: int) -> ResponseReturnValue:
    """A public need: what is said of it, how far it is; nothing of what was written about it."""
    session = db.session()
    row = queries.get_row(session, need_id, PUBLIC_VIEWER)
    return page(
        "needs/public_show.html", row=row, need=row.need, owner=owner_of(row, PUBLIC_VIEWER),
        track=track_of(row.need.state, queries.steps_of(row.need)), cooperative=statutes.house(session), **WORDS,
    )
