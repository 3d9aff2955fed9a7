"""The list of rounds, as the office sees it."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask.typing import ResponseReturnValue

from app.assessments import queries
from app.assessments.forms import STATES
from app.assessments.models import Round
from app.assessments.rules import RoundState
from app.assessments.views.pieces import READERS, WORDS, blueprint, may_write, office_side
from app.core.db import db
from app.core.web import Column, Listing, _, _l, export, page, reading_day, requires, wanted_export

VIEWS: Mapping[str, Any] = {"": _l("Alle"), **{state.value: STATES[state] for state in RoundState}}


def columns() -> Sequence[Column[Round]]:
    """The columns of the list as a file; of what was said nothing."""
    return (
        Column("number", _("Nummer"), lambda row: row.number),
        Column("title", _("Runde"), lambda row: row.title),
        Column("state", _("Stand"), lambda row: str(STATES[row.state])),
        Column("subjects", _("Zu bewerten"), lambda row: len(row.subjects), is_number=True),
        Column("criteria", _("Kriterien"), lambda row: ", ".join(each.name for each in row.criteria)),
        Column("assessors", _("Bewertende"), lambda row: sum(each.excused_at is None for each in row.assessors),
               is_number=True),
        Column("prepared", _("Vorbereitet"), lambda row: row.prepared_at),
        Column("opened", _("Begonnen"), lambda row: row.opened_at),
        Column("last", _("Letzter Tag"), lambda row: row.last_day),
        Column("closed", _("Geschlossen"), lambda row: row.closed_at),
        Column("resolution", _("Beschluss"), lambda row: row.resolution_number),
    )


@blueprint.get("/bewertungen")
@requires(*READERS)
def index() -> ResponseReturnValue:
    """Every round, searched, sorted and filtered; as a file, too."""
    session = db.session()
    listing = Listing.of_request(tuple(queries.SORTS), ("stand",), newest_first=True)
    asked = (session, listing.query, listing.filters.get("stand", ""), listing.sort, listing.descending)
    if kind := wanted_export():
        return export(kind, "bewertungsrunden", columns(), queries.list_rounds(*asked)[0])
    listing.rows, listing.total = queries.list_rounds(*asked, listing.offset, listing.limit)
    counts = queries.count_by_state(session)
    running = {
        each.id: queries.sum_of(queries.progress_of(session, each, reading_day()).values())
        for each in listing.rows if each.state is RoundState.OPEN
    }  # fmt: skip
    tabs = [tab for tab in listing.tabs(VIEWS, counts, "stand") if tab["count"] or tab["active"]]
    return page(
        "assessments/index.html", listing=listing, tabs=tabs, all_count=sum(counts.values()), running=running,
        may_write=may_write(), side=office_side(), **WORDS,
    )
