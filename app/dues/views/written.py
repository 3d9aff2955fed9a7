"""Letters that were written: the list, one of them with what it named, and taking it back."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.archive import queries as archive
from app.core import clock
from app.core.db import db, transaction
from app.core.web import (
    Column,
    ReasonForm,
    RefusalsAt,
    _,
    current_actor,
    export,
    page,
    reading_day,
    requires,
    status_of,
    titled,
    wanted_export,
)
from app.dues import actions, queries
from app.dues.forms import LEVELS
from app.dues.models import DunningNotice
from app.dues.rules import DunningLevel
from app.dues.views.pieces import READERS, WORDS, WRITERS, blueprint, chosen_level, listing_of, ordered, tabs


@blueprint.get("/mahnungen/geschrieben")
@requires(*READERS)
def written() -> ResponseReturnValue:
    """Letters written, the latest first; those taken back stay in the list."""
    listing, kind = listing_of(queries.NOTICE_SORTS), wanted_export()
    asked = ordered(listing, kind is not None)
    rows, listing.total = queries.list_notices(db.session(), asked, chosen_level(listing))
    if kind is not None:
        return export(kind, f"mahnungen-{reading_day():%Y-%m-%d}", _columns(), rows)
    listing.rows = rows
    options = [(str(int(level)), word) for level, word in LEVELS.items()]
    return page(
        "dues/written.html", listing=listing, tabs=tabs("written"),
        choices=[{"name": "stufe", "label": _("Stufe"), "options": options}], **WORDS,
    )


def _columns() -> list[Column[DunningNotice]]:
    return [
        Column("notice", _("Nummer"), lambda row: row.number),
        Column("number", _("Nr."), lambda row: row.member.number),
        Column("name", _("Mitglied"), lambda row: row.member.party.display_name),
        Column("level", _("Stufe"), lambda row: LEVELS[DunningLevel(row.level)]),
        Column("dated", _("Geschrieben am"), lambda row: row.dated_on),
        Column("until", _("Zahlbar bis"), lambda row: row.payable_until),
        Column("amount", _("Gefordert in €"), lambda row: row.demanded / 100),
        Column("costs", _("Davon Kosten in €"), lambda row: (row.demanded - row.amount) / 100),
        Column("reason", _("Zurückgenommen"), lambda row: titled(row.end_reason)),
    ]


@blueprint.get("/mahnungen/<int:notice_id>")
@requires(*READERS)
def show(notice_id: int) -> ResponseReturnValue:
    """One letter: what it named, what is open of it now, and what may be done."""
    return _page(notice_id, ReasonForm(formdata=None))


def _page(notice_id: int, reversal: ReasonForm) -> ResponseReturnValue:
    session = db.session()
    found = queries.get_notice(session, notice_id)
    return page(
        "dues/show.html", status_of(reversal), found=found, reversal=reversal, named=queries.named_now(session, found),
        letter=archive.get_document(session, found.letter_id), may_write=current_actor().has_any(WRITERS), **WORDS,
    )


@blueprint.post("/mahnungen/<int:notice_id>/storno")
@requires(*WRITERS)
def undo(notice_id: int) -> ResponseReturnValue:
    """Take a letter back that should not have been written."""
    form = ReasonForm()
    if form.validate_on_submit():
        with RefusalsAt(form.reason), transaction() as session:
            found, actor, now = queries.get_notice(session, notice_id), current_actor(), clock.now()
            form.once(session, lambda: actions.undo_dunning(session, found, form.reason.data or "", actor, now).id)
            flash(_("Der Brief ist zurückgenommen, seine Kosten sind nicht mehr geschuldet."), "success")
            return redirect(url_for(".show", notice_id=notice_id))
    return _page(notice_id, form)
