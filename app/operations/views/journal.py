"""The journal: who did what and when, for those who answer for it and those who look into it."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from app.core.db import db
from app.core.journal import JournalLine
from app.core.values import Role
from app.core.web import Column, Listing, _, current_actor, export, page, requires, told, wanted_export
from app.operations import queries
from app.operations.forms import ACTS, PeriodForm
from app.operations.views.pieces import CHECKERS, blueprint, newest_first
from app.operations.views.subjects import Subject, subjects_of

READERS = (Role.OFFICE, Role.BOARD, Role.ADMINISTRATOR, Role.AUDITOR)


def columns(subjects: Mapping[str, Subject]) -> Sequence[Column[JournalLine]]:
    """The columns of the journal as a file, with the words for what its lines are about."""
    return (
        Column("sequence", _("Zeile"), lambda row: row.sequence, is_number=True),
        Column("at", _("Zeitpunkt"), lambda row: row.at),
        Column("actor", _("Wer"), lambda row: _(row.actor_name)),
        Column("act", _("Vorgang"), lambda row: str(ACTS.get(row.act, row.act))),
        Column("subject", _("Sache"), lambda row: subjects[row.subject].words),
        Column("summary", _("Was"), told),
        Column("hash", _("Prüfsumme"), lambda row: row.hash),
    )


@blueprint.get("/journal")
@requires(*READERS)
def journal() -> ResponseReturnValue:
    """Lines of the journal, newest first, searched, by day and act."""
    session, listing = db.session(), newest_first(("sequence",), ("act", "von", "bis"))
    form = PeriodForm(request.args, meta={"csrf": False})
    is_valid = form.validate()
    acts = queries.acts_done(session)
    asked = _asked(listing, form, acts)
    if wanted := wanted_export():
        lines = queries.list_lines(session, **asked)[0]
        return export(wanted, "journal", columns(subjects_of(line.subject for line in lines)), lines)
    listing.rows, listing.total = queries.list_lines(session, **asked, offset=listing.offset, limit=listing.limit)
    return page(
        "operations/journal.html", 200 if is_valid else 422, listing=listing, form=form, acts=ACTS,
        choices=[{"name": "act", "label": _("Vorgang"), "options": _options(acts)}],
        subjects=subjects_of(line.subject for line in listing.rows), all_count=queries.count_lines(session),
        may_check=current_actor().has_any(CHECKERS),
    )


def _asked(listing: Listing[Any], form: PeriodForm, acts: Sequence[str]) -> dict[str, Any]:
    act = listing.filters.get("act", "")
    return {
        "act": act if act in acts else "", "first_day": form.first_day.data, "last_day": form.last_day.data,
        "words": listing.query, "descending": listing.descending,
    }  # fmt: skip


def _options(acts: Sequence[str]) -> list[tuple[str, str]]:
    return sorted(((act, str(ACTS.get(act, act))) for act in acts), key=lambda option: option[1].lower())
