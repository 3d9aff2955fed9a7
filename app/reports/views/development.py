"""How the cooperative has developed: members and capital over time, by kind, by region, by number of shares."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from flask import request
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.charts import chart_of
from app.core.db import db
from app.core.formats import close_of
from app.core.values import PartyKind
from app.core.web import Column, _, export, page, reading_day, requires, wanted_export
from app.reports import forms, queries
from app.reports.forms import HELD, KINDS, DevelopmentForm
from app.reports.rules import (
    EURO,
    Common,
    Course,
    HeldFigure,
    Standing,
    axis_of,
    cents_a_unit,
    course_chart,
    courses_of,
    share_bands,
    side_by_side,
)
from app.reports.views.base import OK, READERS, blueprint, tabs

Points = Sequence[tuple[date, Standing]]


@blueprint.get("/entwicklung")
@requires(*READERS)
def development() -> ResponseReturnValue:
    """Charts and the tables they are drawn from."""
    form, session, shown = DevelopmentForm(request.args), db.session(), reading_day()
    status = OK if form.validate() else 422
    day, known_on = form.days(shown)
    known_at, kind, figure = close_of(known_on), wanted_export(), form.figure
    steps = queries.steps_by_group(session, figure, known_at)
    points = queries.development(session, day, known_at, {figure: steps})
    days = [on for on, _standing in points]
    by_kind = courses_of(((each.kind.value, each.step) for each in steps), figure, days)
    by_region = courses_of(((each.region, each.step) for each in steps), figure, days)
    if kind is not None and status == OK:
        return export(kind, f"entwicklung-{day:%Y-%m-%d}", _columns(points, figure, by_kind, by_region), points)
    held = queries.holdings_on(session, day, known_at)
    bands, credit = share_bands(each.shares for each in held), [standing.credit for _on, standing in points]
    scale = axis_of(HeldFigure.CREDIT, credit)
    return page(
        "reports/development.html", status, form=form, day=day, known_on=known_on, today=clock.today(), points=points,
        tabs=tabs("development"), words=forms, bands=bands, figure=figure,
        kinds=queries.grouped(held, lambda each: each.kind.value),
        regions=queries.grouped(held, lambda each: each.region),
        by_kind=side_by_side(by_kind, Common.KIND, figure, days),
        by_region=side_by_side(by_region, Common.REGION, figure, days),
        members_chart=course_chart(days, (standing.members for _on, standing in points)),
        in_thousands=scale > EURO, credit_chart=course_chart(days, credit, scale),
        bands_chart=chart_of([(band.label, band.members) for band in bands]),
    )


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
    unit = cents_a_unit(figure)
    return lambda point: course.amounts[at[point[0]]] / unit if unit > 1 else course.amounts[at[point[0]]]
