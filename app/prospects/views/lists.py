"""The list and the board of prospects; moving a card is an act that can be undone."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.core import clock, links
from app.core.db import db, transaction
from app.core.values import Refusal
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
    reading_day,
    requires,
    status_of,
    translated,
    wanted_export,
)
from app.parties.rules import SHORT_KIND_WORDS
from app.prospects import actions, queries
from app.prospects.forms import KINDS, SHORT_KINDS, SOURCES, STAGES, ActForm, MoveForm
from app.prospects.queries import ERASED, NO_REGION, Asked, Row
from app.prospects.rules import Overmoved, Stage, is_overdue
from app.prospects.views.pieces import READERS, WORDS, WRITERS, blueprint, house_regions, may_write

VIEWS: Mapping[str, Any] = {"": _l("Alle"), **{stage.value: STAGES[stage] for stage in Stage}, ERASED: _l("Gelöscht")}
FILTERS = ("stand", "kind", "region", "source", "owner", "due", *PERIOD)
DUES = {"late": _l("überfällig"), "none": _l("ohne nächsten Schritt")}


def columns() -> Sequence[Column[Row]]:
    """The columns of the list as a file."""
    return (
        Column("number", _("Nummer"), lambda row: row.prospect.number),
        Column("name", _("Interessent"), lambda row: row.prospect.name or _("Gelöscht")),
        Column("kind", _("Art"), lambda row: str(KINDS[row.prospect.kind])),
        Column("region", _("Region"), lambda row: row.prospect.region),
        Column("city", _("Ort"), lambda row: row.prospect.city),
        Column("stage", _("Stand"), lambda row: str(STAGES[row.stage])),
        Column("source", _("Bekannt durch"), lambda row: str(SOURCES[row.prospect.source])),
        Column("received", _("Eingegangen"), lambda row: row.received_on),
        Column("step", _("Nächster Schritt"), lambda row: row.step.what if row.step else ""),
        Column("due", _("Bis"), lambda row: row.step.due_on if row.step else None),
        Column("owner", _("Wer"), lambda row: row.step.owner_name if row.step else ""),
        Column("contact", _("Ansprechpartner"), lambda row: ", ".join(each.name for each in row.prospect.contacts)),
        Column("email", _("E-Mail-Adresse"), lambda row: row.prospect.email),
        Column("application", _("Antrag"), lambda row: (row.application.number or "") if row.application else ""),
    )


@blueprint.get("/interessenten")
@requires(*READERS)
def index() -> ResponseReturnValue:
    """Prospects searched, sorted and filtered; as a file, too."""
    session, form = db.session(), PeriodForm.of_request()
    listing = Listing.of_request(tuple(queries.SORTS), FILTERS, newest_first=True)
    asked, today = _asked(listing, form), reading_day()
    order = (asked, today, listing.sort, listing.descending)
    if (kind := wanted_export()) and not form.errors:
        return export(kind, "interessenten", columns(), queries.list_prospects(session, *order)[0])
    listing.rows, listing.total = queries.list_prospects(session, *order, listing.offset, listing.limit)
    counts = queries.count_by_stage(session)
    there = sum(number for stage, number in counts.items() if stage != ERASED)
    return page(
        "prospects/index.html", status_of(form), listing=listing, period=form, tabs=_tabs(listing, counts, there),
        choices=_choices(today), all_count=there, has_any=bool(sum(counts.values())), may_write=may_write(),
        today=today, is_overdue=is_overdue, form_url=_form_url(), **WORDS,
    )


def _tabs(listing: Listing[Row], counts: Mapping[str, int], there: int) -> list[dict[str, object]]:
    tabs = listing.tabs(VIEWS, counts, "stand")
    tabs[0]["count"] = there
    return [tab for tab in tabs if tab["count"] or tab["active"] or tab is tabs[0]]


def _asked(listing: Listing[Row], form: PeriodForm) -> Asked:
    said = listing.filters
    return Asked(
        listing.query, said.get("stand", ""), said.get("kind", ""), said.get("region", ""), said.get("source", ""),
        said.get("owner", ""), said.get("due", ""), form.first_day.data, form.last_day.data,
    )


def _choices(today: Any) -> list[dict[str, object]]:
    session = db.session()
    regions = list(dict.fromkeys([*house_regions(), *queries.regions_used(session)]))
    return [
        {"name": "kind", "label": _("Art"), "options": [(each.value, word) for each, word in SHORT_KINDS.items()]},
        {"name": "region", "label": _("Region"),
         "options": [*((each, each) for each in regions), (NO_REGION, _("ohne Region"))]},
        {"name": "source", "label": _("Bekannt durch"),
         "options": [(each.value, word) for each, word in SOURCES.items()]},
        {"name": "owner", "label": _("Nächster Schritt bei"), "options": queries.owners_on(session, today)},
        {"name": "due", "label": _("Frist"), "options": list(DUES.items())},
    ]  # fmt: skip


def _form_url() -> str:
    return links.absolute(url_for(".enquire")) if links.is_configured() else ""


@blueprint.get("/interessenten/tafel")
@requires(*READERS)
def board() -> ResponseReturnValue:
    """The prospects by stage, to be moved by drag or by key."""
    return _board_page()


def _board_page(refused: str = "", status: int = 200) -> ResponseReturnValue:
    session, writes = db.session(), may_write()
    moved = queries.last_move_by(session, current_actor().user_id) if writes else None
    columns = queries.board(session)
    return page(
        "prospects/board.html", status, columns=columns, counts=queries.count_by_stage(session),
        ahead=queries.ahead_for(session, [row.prospect for rows in columns.values() for row in rows]),
        may_write=writes, act=ActForm(formdata=None), moved=moved, refused=refused, today=reading_day(),
        moved_prospect=queries.find_prospect(session, moved.prospect_id) if moved else None,
        is_overdue=is_overdue, short_kinds=SHORT_KIND_WORDS, most=queries.CARDS, **WORDS,
    )


@blueprint.post("/interessenten/<int:prospect_id>/stufe")
@requires(*WRITERS)
def move(prospect_id: int) -> ResponseReturnValue:
    """Move a card; what somebody else moved meanwhile is said on the board, and nothing is stored."""
    form = MoveForm()
    stage = next((each for each in Stage if each.value == form.stage.data), None)
    if not form.validate_on_submit() or stage is None:
        return _board_page(_("Nicht verschoben. Laden Sie die Tafel neu."), 422)
    if stage is Stage.ENDED and not form.reason.data:
        return redirect(url_for(".end", prospect_id=prospect_id))
    try:
        with transaction() as session:
            actor, now, reason = current_actor(), clock.now(), form.reason.data or ""
            form.once(session, lambda: _moved(
                actions.move(session, prospect_id, stage, form.seen_id, reason, actor, now)
            ))
    except Overmoved as refusal:
        return _board_page(translated(refusal), 409)
    return redirect(url_for(".board", _anchor=f"karte-{prospect_id}"))


def _moved(found: Any) -> int:
    return found.id if found is not None else 0


@blueprint.post("/interessenten/<int:prospect_id>/bewegungen/<int:move_id>/zurueck")
@requires(*WRITERS)
def undo(prospect_id: int, move_id: int) -> ResponseReturnValue:
    """Take a move back."""
    try:
        with transaction() as session:
            actor, now = current_actor(), clock.now()
            ActForm().once(session, lambda: actions.undo(session, prospect_id, move_id, actor, now).id)
    except Refusal as refusal:
        if queries.find_prospect(db.session(), prospect_id) is None:
            raise
        return _board_page(translated(refusal), 409)
    return redirect(url_for(".board", _anchor=f"karte-{prospect_id}"))
