"""The register of members on any day, as known on any day."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.db import db, transaction
from app.core.web import Column, Listing, Sheet, _, current_actor, give, page, reading_day, requires, wanted_export
from app.members import queries as members
from app.reports import actions, forms, queries
from app.reports.forms import CLASSES, EXIT_GROUNDS, AsOfForm, ListForm
from app.reports.rules import SORTS, RegisterLine, changes_since, detail_names, in_order, of_kind, sums_of
from app.reports.views.base import READERS, blueprint, end_of, tabs

FILTERS = ("am", "kenntnis", "kind", "class", "former")


def as_sheet() -> Sheet[RegisterLine]:
    """The register that the address asks for, as a file."""
    form = AsOfForm(request.args)
    form.validate()
    day, known_on = form.days(reading_day())
    listing = Listing.of_request(tuple(SORTS), FILTERS)
    former = bool(listing.filters.get("former"))
    found = queries.register_on(db.session(), day, end_of(known_on), listing.query, former)
    lines = in_order(_of_kind(listing, found), listing.sort, listing.descending)
    columns = [*_columns(), *_detail_columns(lines)]
    return Sheet(f"register-{day:%Y-%m-%d}", columns, len(lines), lambda: lines)


@blueprint.get("/", strict_slashes=False)
@requires(*READERS)
def index() -> ResponseReturnValue:
    """The register of a day: the legal fields, nothing else."""
    if kind := wanted_export():
        return give(kind, as_sheet())
    form, session, shown = AsOfForm(request.args), db.session(), reading_day()
    status = 200 if form.validate() else 422
    day, known_on = form.days(shown)
    listing = Listing.of_request(tuple(SORTS), FILTERS)
    former = bool(listing.filters.get("former"))
    found = queries.register_on(session, day, end_of(known_on), listing.query, former)
    lines = in_order(_of_kind(listing, found), listing.sort, listing.descending)
    present = [line for line in lines if not line.has_left_by(day)]
    known_today = _of_kind(listing, queries.register_on(session, day, None, listing.query)) if known_on else present
    changes = changes_since(present, known_today)
    listing.total, listing.rows = len(lines), lines[listing.offset : listing.offset + listing.limit]
    return page(
        "reports/index.html", status, form=form, listing=listing, day=day, known_on=known_on, today=clock.today(),
        sums=sums_of(present, day), sums_today=sums_of(known_today, day), changes=changes,
        changed={change.number: change for change in changes}, words=forms, choices=_choices(),
        has_details=bool(detail_names(lines)), tabs=tabs("index"), print_form=ListForm(am=day, kenntnis=known_on),
        former=former, shown_day=shown, first_day=members.first_membership_day(session),
    )


@blueprint.post("/drucken")
@requires(*READERS)
def print_list() -> ResponseReturnValue:
    """Issue the register of a day as a numbered PDF, for the auditor too (§ 53a GenG; R-REG-08); a job makes it."""
    form, now = ListForm(), clock.now()
    if not form.validate_on_submit() or form.am.data is None:
        return redirect(url_for(".index"))
    day, known_at, former = form.am.data, end_of(form.kenntnis.data), bool(form.former.data)
    with transaction() as session:
        actor = current_actor()
        issued = form.once(
            session, lambda: actions.issue_register(session, day, known_at, former, actor, now).id
        )
    flash(_("Die Mitgliederliste wird erzeugt."), "success")
    return redirect(url_for("archive.show", document_id=issued))


def _of_kind(listing: Listing[Any], lines: Sequence[RegisterLine]) -> list[RegisterLine]:
    return of_kind(lines, listing.filters.get("kind", ""), listing.filters.get("class", ""))


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


def _detail_columns(lines: Sequence[RegisterLine]) -> list[Column[RegisterLine]]:
    """A column for each further field that the statute names."""
    return [Column(f"detail-{at}", name, _detail(name)) for at, name in enumerate(detail_names(lines))]


def _detail(name: str) -> Callable[[RegisterLine], object]:
    return lambda line: line.details.get(name)
