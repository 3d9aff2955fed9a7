"""How the cooperative has developed: members and capital over time, by kind, by region, by number of shares."""

from collections.abc import Sequence
from datetime import date

from flask import request
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.db import db
from app.core.formats import close_of
from app.core.web import Column, _, export, page, reading_day, requires, wanted_export
from app.reports import forms, queries
from app.reports.forms import AsOfForm
from app.reports.rules import Standing, chart_of, share_bands
from app.reports.views.base import OK, READERS, blueprint, tabs

EURO = 100


@blueprint.get("/entwicklung")
@requires(*READERS)
def development() -> ResponseReturnValue:
    """Charts and the tables they are drawn from."""
    form, session, shown = AsOfForm(request.args), db.session(), reading_day()
    status = OK if form.validate() else 422
    day, known_on = form.days(shown)
    known_at, kind = close_of(known_on), wanted_export()
    points = queries.development(session, day, known_at)
    if kind is not None and status == OK:
        return export(kind, f"entwicklung-{day:%Y-%m-%d}", _columns(), points)
    held = queries.holdings_on(session, day, known_at)
    bands, scale = share_bands(each.shares for each in held), _scale(points)
    return page(
        "reports/development.html", status, form=form, day=day, known_on=known_on, today=clock.today(), points=points,
        tabs=tabs("development"), words=forms, bands=bands,
        kinds=queries.grouped(held, lambda each: each.kind.value),
        regions=queries.grouped(held, lambda each: each.region),
        members_chart=chart_of([(_short(on), standing.members) for on, standing in points]),
        in_thousands=scale > EURO,
        credit_chart=chart_of([(_short(on), standing.credit // scale) for on, standing in points]),
        bands_chart=chart_of([(band.label, band.members) for band in bands]),
    )


def _scale(points: Sequence[tuple[date, Standing]]) -> int:
    """How many cents a unit of the credit's axis stands for: a euro, of large sums a thousand."""
    largest = max(standing.credit for _day, standing in points)
    return 1000 * EURO if largest >= 100_000 * EURO else EURO


def _short(day: date) -> str:
    return f"{day:%m/%y}"


def _columns() -> list[Column[tuple[date, Standing]]]:
    return [
        Column("day", _("Stand am Ende des"), lambda point: point[0]),
        Column("members", _("Mitglieder"), lambda point: point[1].members),
        Column("shares", _("Anteile"), lambda point: point[1].shares),
        Column("credit", _("Geschäftsguthaben in €"), lambda point: point[1].credit / 100),
    ]
