"""The register of members on any day, as known on any day."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.db import db, transaction
from app.core.formats import close_of
from app.core.jobs import Hopeless
from app.core.web import (
    Column,
    Listing,
    Sheet,
    _,
    current_actor,
    give,
    page,
    reading_day,
    requires,
    told,
    wanted_export,
)
from app.members import queries as members
from app.reports import actions, forms, queries
from app.reports.forms import CLASSES, EXIT_GROUNDS, AsOfForm, ListForm
from app.reports.rules import (
    SORTS,
    Asked,
    Grounds,
    HeldFigure,
    RegisterLine,
)
from app.reports.views.base import OK, READERS, blueprint, tabs

FILTERS = ("am", "kenntnis", "kind", "class", "former")


Entry = tuple[RegisterLine, Grounds]
"""A line of the register, and by what it came about."""


def as_sheet() -> Sheet[Entry]:
    """The register that the address asks for, as a file; Hopeless where a day in it is none."""
    form = AsOfForm(request.args)
    if not form.validate():
        raise Hopeless("; ".join(str(error) for errors in form.errors.values() for error in errors))
    listing = Listing.of_request(tuple(SORTS), FILTERS)
    asked = _asked(listing, *form.days(reading_day()))
    whole = queries.register_in_turn(db.session(), asked, listing.sort, listing.descending)
    columns = [*map(_of_line, _columns()), *_ground_columns(), *map(_of_line, _detail_columns(whole.detail_names))]
    return Sheet(f"register-{asked.day:%Y-%m-%d}", columns, whole.tally.lines, lambda: whole.lines)


def _asked(listing: Listing[RegisterLine], day: date, known_on: date | None) -> Asked:
    """The lines that a list of the register asks for."""
    said = listing.filters
    return Asked(
        day, close_of(known_on), listing.query, said.get("kind", ""), said.get("class", ""), bool(said.get("former"))
    )


def _of_line(column: Column[RegisterLine]) -> Column[Entry]:
    """The same column of a line that has its grounds beside it."""
    return Column(
        column.key, column.heading, lambda entry: column.value(entry[0]), column.is_sortable, column.is_number
    )


@blueprint.get("/", strict_slashes=False)
@requires(*READERS)
def index() -> ResponseReturnValue:
    """The register of a day: the legal fields, nothing else."""
    form, kind = AsOfForm(request.args), wanted_export()
    is_right = form.validate()
    if kind is not None and is_right:
        return give(kind, as_sheet())
    return _shown(form, OK if is_right else 422)


def _shown(form: AsOfForm, status: int) -> ResponseReturnValue:
    """The page of the register of the days asked for."""
    session, shown = db.session(), reading_day()
    day, known_on = form.days(shown)
    listing = Listing.of_request(tuple(SORTS), FILTERS)
    asked = _asked(listing, day, known_on)
    part = queries.register_part(session, asked, listing.sort, listing.descending, listing.offset, listing.limit)
    sums, sums_today, changes = part.tally.sums, part.tally.sums, queries.changes_known_since(session, asked)
    if known_on:
        sums_today = queries.register_tally(session, replace(asked, known_at=None, with_former=False)).sums
    listing.total, listing.rows = part.tally.lines, part.lines
    behind = queries.facts_behind(session, listing.rows, day, close_of(known_on))
    return page(
        "reports/index.html", status, form=form, listing=listing, day=day, known_on=known_on, today=clock.today(),
        sums=sums, sums_today=sums_today, changes=changes,
        changed={change.number: change for change in changes}, words=forms, choices=_choices(),
        has_details=part.tally.has_details, tabs=tabs("index"), print_form=ListForm(am=day, kenntnis=known_on),
        former=asked.with_former, shown_day=shown, first_day=members.first_membership_day(session),
        paid_in_url=_paid_in_url(listing, day, known_on), behind=behind,
    )


@blueprint.post("/drucken")
@requires(*READERS)
def print_list() -> ResponseReturnValue:
    """Issue the register of a day as a numbered PDF, for the auditor too (§ 53a GenG; R-REG-08); a job makes it."""
    form, now = ListForm(), clock.now()
    if not form.validate_on_submit() or form.am.data is None:
        return _shown(_as_sent(form), 422)
    day, known_at, former = form.am.data, close_of(form.kenntnis.data), bool(form.former.data)
    with transaction() as session:
        actor = current_actor()
        issued = form.once(
            session, lambda: actions.issue_register(session, day, known_at, former, actor, now).id
        )
    flash(_("Die Mitgliederliste wird erzeugt."), "success")
    return redirect(url_for("archive.show", document_id=issued))


def _paid_in_url(listing: Listing[Any], day: date, known_on: date | None) -> str:
    """The address of what each member of the list paid in, found by the same words and filters."""
    same: dict[str, Any] = {name: listing.filters.get(name) for name in ("kind", "class")}
    return url_for(".held", figure=HeldFigure.PAID_IN, am=day, kenntnis=known_on, q=listing.query or None, **same)


def _as_sent(sent: ListForm) -> AsOfForm:
    """The days that were sent to be printed, with what is wrong with them."""
    form = AsOfForm(request.form)
    form.validate()
    form.am.errors, form.kenntnis.errors = sent.am.errors, sent.kenntnis.errors
    return form


def _choices() -> list[dict[str, object]]:
    """What the list is filtered by."""
    return [
        {"name": "kind", "label": _("Art"), "options": forms.KINDS.items()},
        {"name": "class", "label": _("Mitgliedschaft"), "options": CLASSES.items()},
        {"name": "former", "label": _("Umfang"), "options": [("1", _("mit Ausgeschiedenen"))]},
    ]


def _columns() -> list[Column[RegisterLine]]:
    return [
        Column("number", _("Nr."), lambda line: line.number),
        Column("name", _("Familienname, Vornamen oder Firma"), lambda line: line.name),
        Column("address", _("Anschrift"), lambda line: line.address),
        Column("class", _("Mitgliedschaft"), lambda line: CLASSES[line.member_class]),
        Column("joined", _("Beginn"), lambda line: line.first_day),
        Column("shares", _("Anteile"), lambda line: line.shares),
        Column("further", _("davon weitere"), lambda line: line.further_shares),
        Column("further_since", _("Weitere Anteile seit"), lambda line: line.further_shares_since),
        Column("left", _("Ende"), lambda line: line.last_day),
        Column("ground", _("Grund"), lambda line: EXIT_GROUNDS[line.exit_ground] if line.exit_ground else None),
    ]


def _ground_columns() -> list[Column[Entry]]:
    """The facts that ground the entries of a line (§ 30 (2) sentence 2 GenG)."""
    translate = cache(_)
    return [
        Column("joined_by", _("Beginn durch"), lambda entry: told(entry[1].joined(), translate)),
        Column("further_by", _("Weitere Anteile durch"),
               lambda entry: "; ".join(told(change.words(), translate) for change in entry[1].changes)),
        Column("left_by", _("Beleg des Endes"), lambda entry: entry[1].exit_document),
    ]  # fmt: skip


def _detail_columns(names: Sequence[str]) -> list[Column[RegisterLine]]:
    """A column for each further field that the statute names."""
    return [Column(f"detail-{at}", name, _detail(name)) for at, name in enumerate(names)]


def _detail(name: str) -> Callable[[RegisterLine], object]:
    return lambda line: line.details.get(name)
