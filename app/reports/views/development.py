"""How the cooperative has developed: members and capital over time, by kind, by region, by number of shares."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import request
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.db import db
from app.core.formats import close_of
from app.core.values import PartyKind
from app.core.web import Column, _, export, page, reading_day, requires, wanted_export
from app.reports import forms, queries
from app.reports.forms import HELD, KINDS, DevelopmentForm
from app.reports.rules import Chart, Course, HeldFigure, Standing, chart_of, courses_of, share_bands
from app.reports.views.base import OK, READERS, blueprint, tabs

EURO = 100
Points = Sequence[tuple[date, Standing]]


@blueprint.get("/entwicklung")
@requires(*READERS)
def development() -> ResponseReturnValue:
    """Charts and the tables they are drawn from."""
    form, session, shown = DevelopmentForm(request.args), db.session(), reading_day()
    status = OK if form.validate() else 422
    day, known_on = form.days(shown)
    known_at, kind, figure = close_of(known_on), wanted_export(), form.figure
    points = queries.development(session, day, known_at)
    by_kind, by_region = _courses(figure, points, known_at)
    if kind is not None and status == OK:
        return export(kind, f"entwicklung-{day:%Y-%m-%d}", _columns(points, figure, by_kind, by_region), points)
    held = queries.holdings_on(session, day, known_at)
    bands, scale = share_bands(each.shares for each in held), _scale(standing.credit for _on, standing in points)
    return page(
        "reports/development.html", status, form=form, day=day, known_on=known_on, today=clock.today(), points=points,
        tabs=tabs("development"), words=forms, bands=bands, figure=figure,
        kinds=queries.grouped(held, lambda each: each.kind.value),
        regions=queries.grouped(held, lambda each: each.region),
        by_kind=_drawn(by_kind, figure, points), by_region=_drawn(by_region, figure, points),
        members_chart=chart_of([(_short(on), standing.members) for on, standing in points]),
        in_thousands=scale > EURO,
        credit_chart=chart_of([(_short(on), standing.credit // scale) for on, standing in points]),
        bands_chart=chart_of([(band.label, band.members) for band in bands]),
    )


def _courses(figure: HeldFigure, points: Points, known_at: datetime | None) -> tuple[list[Course], list[Course]]:
    """How a figure has developed by kind and by region, on the days of the points."""
    steps, days = queries.steps_by_group(db.session(), figure, known_at), [on for on, _standing in points]
    by_kind = courses_of(((each.kind.value, each.step) for each in steps), figure, days)
    return by_kind, courses_of(((each.region, each.step) for each in steps), figure, days)


@dataclass(frozen=True)
class Drawn:
    """The courses of a figure side by side, each with its chart; all on one scale."""

    courses: Sequence[tuple[Course, Chart]]
    days: Sequence[date]
    in_thousands: bool


def _drawn(courses: Sequence[Course], figure: HeldFigure, points: Points) -> Drawn:
    largest = max((amount for course in courses for amount in course.amounts), default=0)
    scale = _scale([largest]) if figure is HeldFigure.CREDIT else 1
    days = [on for on, _standing in points]
    labels = [_short(on) for on in days]
    drawn = [
        (course, chart_of([
            (label, amount // scale) for label, amount in zip(labels, course.amounts, strict=True)
        ], largest // scale))
        for course in courses
    ]
    return Drawn(drawn, days, scale > EURO)


def _scale(amounts: Iterable[int]) -> int:
    """How many cents a unit of the credit's axis stands for: a euro, of large sums a thousand."""
    return 1000 * EURO if max(amounts) >= 100_000 * EURO else EURO


def _short(day: date) -> str:
    return f"{day:%m/%y}"


def _columns(
    points: Points, figure: HeldFigure, by_kind: Sequence[Course], by_region: Sequence[Course]
) -> list[Column[tuple[date, Standing]]]:
    """The whole, and of the chosen figure each kind and each region."""
    at = {on: number for number, (on, _standing) in enumerate(points)}
    named = [(f"kind-{course.name}", KINDS[PartyKind(course.name)], course) for course in by_kind]
    named += [(f"region-{number}", course.name or _("ohne Region"), course) for number, course in enumerate(by_region)]
    return [
        Column("day", _("Stand am Ende des"), lambda point: point[0]),
        Column("members", _("Mitglieder"), lambda point: point[1].members),
        Column("shares", _("Anteile"), lambda point: point[1].shares),
        Column("credit", _("Geschäftsguthaben in €"), lambda point: point[1].credit / EURO),
        *(Column(key, f"{HELD[figure]}: {name}", _told(course, figure, at)) for key, name, course in named),
    ]


def _told(course: Course, figure: HeldFigure, at: Mapping[date, int]) -> Callable[[tuple[date, Standing]], object]:
    unit = EURO if figure is HeldFigure.CREDIT else 1
    return lambda point: course.amounts[at[point[0]]] / unit if unit > 1 else course.amounts[at[point[0]]]
