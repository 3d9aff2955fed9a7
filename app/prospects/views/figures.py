"""Figures on prospects: over time, by region and kind, with the rows behind each number."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import request
from flask.typing import ResponseReturnValue

from app.core.charts import chart_of
from app.core.db import db
from app.core.values import PartyKind
from app.core.web import Column, Listing, _, export, or_404, page, reading_day, requires, wanted_export
from app.prospects import queries
from app.prospects.forms import FIGURES, KINDS, SHORT_KINDS, FiguresForm
from app.prospects.queries import NO_REGION
from app.prospects.rules import Counted, Event, Figure, begins_on, counted_by, counted_by_month, totals, within
from app.prospects.views.pieces import READERS, WORDS, blueprint

OK, REFUSED = 200, 422


@dataclass(frozen=True)
class Group:
    """A row of the exported figures, with what it is grouped by."""

    by: str
    name: str
    row: Counted


def _period(form: FiguresForm) -> tuple[date, date]:
    last_day = form.last_day(reading_day())
    return begins_on(form.von.data, last_day), last_day


@blueprint.get("/interessenten/zahlen")
@requires(*READERS)
def figures() -> ResponseReturnValue:
    """Enquiries, talks, applications and admissions of a period."""
    form = FiguresForm(request.args)
    status = OK if form.validate() else REFUSED
    first_day, last_day = _period(form) if status == OK else (begins_on(None, reading_day()), reading_day())
    if status == OK:
        form.von.data, form.bis.data = first_day, last_day
    found = within(queries.events(db.session()), first_day, last_day)
    months = counted_by_month(found, first_day, last_day)
    kinds = counted_by(found, lambda each: each.kind.value)
    regions = counted_by(found, lambda each: each.region)
    if (kind := wanted_export()) and status == OK:
        return export(kind, "interessenten-zahlen", _columns(), _groups(months, kinds, regions, totals(found)))
    largest = max((number for row in months for number in row.numbers.values()), default=0)
    short = [f"{row.key[:3]}{row.key[5:]}" for row in months]
    charts = {
        figure: chart_of([(word, row.numbers[figure]) for word, row in zip(short, months, strict=True)], largest)
        for figure in Figure
    }
    return page(
        "prospects/figures.html", status, form=form, first_day=first_day, last_day=last_day, months=months,
        kinds=kinds, regions=regions, total=totals(found), charts=charts, Figure=Figure, NO_REGION=NO_REGION, **WORDS,
    )


def _groups(
    months: Sequence[Counted], kinds: Sequence[Counted], regions: Sequence[Counted], total: Counted
) -> list[Group]:
    return [
        *(Group(_("Monat"), row.key, row) for row in months),
        *(Group(_("Art"), str(KINDS[PartyKind(row.key)]), row) for row in kinds),
        *(Group(_("Region"), row.key or _("ohne Region"), row) for row in regions),
        Group(_("Zusammen"), "", total),
    ]


def _columns() -> list[Column[Group]]:
    return [
        Column("by", _("Nach"), lambda group: group.by), Column("name", _("Gruppe"), lambda group: group.name),
        *(Column(figure.value, str(FIGURES[figure]), _number(figure)) for figure in Figure),
    ]


def _number(figure: Figure) -> Callable[[Group], object]:
    return lambda group: group.row.numbers[figure]


@blueprint.get("/interessenten/zahlen/<name>")
@requires(*READERS)
def behind(name: str) -> ResponseReturnValue:
    """What stands behind one number: every enquiry, talk, application or admission, with its prospect."""
    figure = or_404(next((each for each in Figure if each.value == name), None))
    form = FiguresForm(request.args)
    status = OK if form.validate() else REFUSED
    listing = Listing.of_request(("day",), ("von", "bis", "kind", "region"), newest_first=True)
    found = _behind(figure, form, listing.filters) if status == OK else []
    found = found if listing.descending else found[::-1]
    if (kind := wanted_export()) and status == OK:
        return export(kind, f"interessenten-{name}", _event_columns(), found)
    listing.total, listing.rows = len(found), found[listing.offset : listing.offset + listing.limit]
    return page(
        "prospects/behind.html", status, listing=listing, figure=figure, form=form, NO_REGION=NO_REGION, **WORDS
    )


def _behind(figure: Figure, form: FiguresForm, said: Mapping[str, str]) -> list[Event]:
    region = {NO_REGION: ""}.get(said.get("region", ""), said.get("region"))
    return [
        each for each in within(queries.events(db.session()), *_period(form))
        if each.figure is figure and said.get("kind", each.kind.value) == each.kind.value
        and region in (None, each.region)
    ]


def _event_columns() -> list[Column[Event]]:
    return [
        Column("day", _("Tag"), lambda each: each.day), Column("number", _("Nummer"), lambda each: each.number),
        Column("name", _("Interessent"), lambda each: each.name or _("Gelöscht")),
        Column("kind", _("Art"), lambda each: str(SHORT_KINDS[each.kind])),
        Column("region", _("Region"), lambda each: each.region),
    ]
