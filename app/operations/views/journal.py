"""The journal: who did what and when, for those who answer for it and those who look into it."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask.typing import ResponseReturnValue

from app.core.db import db
from app.core.jobs import Hopeless
from app.core.journal import JournalLine
from app.core.values import Role
from app.core.web import (
    PERIOD,
    Column,
    Listing,
    PeriodForm,
    Sheet,
    _,
    current_actor,
    give,
    page,
    requires,
    status_of,
    told,
    wanted_export,
)
from app.operations import queries
from app.operations.forms import ACTS
from app.operations.views.pieces import CHECKERS, blueprint, newest_first
from app.operations.views.subjects import subjects_of, words_of

READERS = (Role.OFFICE, Role.BOARD, Role.ADMINISTRATOR, Role.AUDITOR)


Told = tuple[JournalLine, str]
"""A line, and what it is about in words."""


def columns() -> Sequence[Column[Told]]:
    """The columns of the journal as a file."""
    return (
        Column("sequence", _("Zeile"), lambda row: row[0].sequence, is_number=True),
        Column("at", _("Zeitpunkt"), lambda row: row[0].at),
        Column("actor", _("Wer"), lambda row: _(row[0].actor_name)),
        Column("act", _("Vorgang"), lambda row: str(ACTS.get(row[0].act, row[0].act))),
        Column("subject", _("Sache"), lambda row: row[1]),
        Column("summary", _("Was"), lambda row: told(row[0])),
        Column("hash", _("Prüfsumme"), lambda row: row[0].hash),
    )


def as_sheet() -> Sheet[Told]:
    """The journal that the address asks for, as a file; Hopeless where a day in it is none."""
    form = PeriodForm.of_request()
    if form.errors:
        raise Hopeless("; ".join(str(error) for errors in form.errors.values() for error in errors))
    session, listing = db.session(), newest_first(("sequence",), ("act", *PERIOD))
    asked = _asked(listing, form, queries.acts_done(session))
    total = queries.list_lines(session, **asked, limit=1)[1]
    return Sheet("journal", columns(), total, lambda: _with_subjects(queries.stream_lines(session, **asked)))


def _with_subjects(batches: Iterator[Sequence[JournalLine]]) -> Iterator[Told]:
    for lines in batches:
        words = words_of(line.subject for line in lines)
        yield from ((line, words[line.subject]) for line in lines)


@blueprint.get("/journal")
@requires(*READERS)
def journal() -> ResponseReturnValue:
    """Lines of the journal, newest first, searched, by day and act."""
    form = PeriodForm.of_request()
    if (wanted := wanted_export()) and not form.errors:
        return give(wanted, as_sheet())
    session, listing = db.session(), newest_first(("sequence",), ("act", *PERIOD))
    acts = queries.acts_done(session)
    asked = _asked(listing, form, acts)
    listing.rows, listing.total = queries.list_lines(session, **asked, offset=listing.offset, limit=listing.limit)
    return page(
        "operations/journal.html", status_of(form), listing=listing, form=form, acts=ACTS,
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
