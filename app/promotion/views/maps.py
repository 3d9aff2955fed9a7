"""The map of needs by region, with the table it is drawn from; and where the office says where its regions lie."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.db import db, transaction
from app.core.values import Role
from app.core.web import Column, _, current_actor, export, page, public, requires, wanted_export
from app.needs import queries as needs
from app.promotion import actions, queries
from app.promotion.forms import MapForm, PlacesForm
from app.promotion.rules import (
    AS_REGION,
    DISTRICTS,
    NONE,
    OFF_THE_MAP,
    REGIONS,
    Counted,
    Shape,
    Step,
    Told,
    homes,
    lines_of,
    region_key,
    step_of,
    steps_up_to,
    sum_of,
    told_of,
)
from app.promotion.views.pieces import (
    PUBLIC_SIDE,
    READERS,
    WORDS,
    WRITERS,
    Side,
    blueprint,
    office_side,
    own_side,
)
from app.statutes import queries as statutes

OK, REFUSED = 200, 422
ROOM_FOR_NAMES = 16
"""Up to how many regions on the map their names stand in it; of more the numbers alone."""


@dataclass(frozen=True)
class Area:
    """A region on the map: what is told of it, its shape, its step of the legend, the lines of its name."""

    told: Told
    shape: Shape
    step: int
    lines: Sequence[str]
    url: str


@blueprint.get("/bedarfe/karte")
@requires(*READERS)
def region_map() -> ResponseReturnValue:
    """How many needs there are in each region, for the office; as a file, too."""
    return _map_page("promotion/map.html", office_side())


@blueprint.get("/mein/<int:number>/bedarfe/karte")
@requires(Role.MEMBER)
def own_map(number: int) -> ResponseReturnValue:
    """The same of the needs that members see; of regions with few owners no number."""
    return _map_page("promotion/own_map.html", own_side(number))


@blueprint.get("/bedarfe/oeffentlich/karte")
@public
def public_map() -> ResponseReturnValue:
    """The same of the needs that are public."""
    return _map_page("promotion/public_map.html", PUBLIC_SIDE)


def _map_page(template: str, side: Side) -> ResponseReturnValue:
    form, session = MapForm(request.args), db.session()
    form.offer(side.states)
    status = OK if form.validate() else REFUSED
    asked = form.asked() if status == OK else {}
    names = queries.known_regions(session, side.viewer)
    rows = told_of(_counted(side, asked, names), side.viewer.reads_all)
    if (kind := wanted_export()) and status == OK:
        return export(kind, "bedarfe-nach-region", _columns(), rows)
    shapes, largest = queries.shapes(session, names), max([0, *(each.number or 0 for each in rows)])
    steps = steps_up_to(largest)
    return page(
        template, status, form=form, side=side, rows=rows, total=sum_of(rows), largest=largest, steps=steps,
        areas=_areas(side, asked, rows, shapes, steps), size=queries.size(), state=queries.state_shape(), asked=asked,
        off_map=[each.region for each in rows if each.region and each.region not in shapes], NONE=NONE,
        may_write=side.member is None and side.may_write, cooperative=statutes.house(session), **WORDS,
    )


def _counted(side: Side, asked: Mapping[str, str], names: Sequence[str]) -> list[Counted]:
    """Every region of the house and of the needs, those without a region last."""
    wanted = needs.Asked(
        state=asked.get("stand", ""), field=asked.get("field", ""), kind=asked.get("kind", ""),
        first_day=_day(asked.get("von")), last_day=_day(asked.get("bis")),
    )
    found = {region: (number, owners) for region, number, owners in
             needs.count_by_region(db.session(), side.viewer, wanted)}
    every = [*names, *([""] if "" in found else [])]
    return [Counted(region, *found.get(region, (0, 0))) for region in every]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _areas(
    side: Side, asked: Mapping[str, str], rows: Sequence[Told], shapes: Mapping[str, Shape], steps: Sequence[Step]
) -> list[Area]:
    """The regions that lie on the map, in the order of the house."""
    known = {each.region: each for each in rows}
    return [
        Area(known[region], shape, step_of(known[region].number or 0, steps),
             lines_of(region) if len(shapes) <= ROOM_FOR_NAMES else (), side.list_url(**asked, region=region))
        for region, shape in shapes.items() if region in known
    ]  # fmt: skip


def _columns() -> list[Column[Told]]:
    return [
        Column("region", _("Region"), lambda row: row.region or _("ohne Region")),
        Column("needs", _("Bedarfe"), lambda row: _("von weniger als drei") if row.is_few else row.number),
    ]


# --- where the regions lie --------------------------------------------------------------------------------------------


@blueprint.route("/bedarfe/karte/gebiete", methods=["GET", "POST"])
@requires(*WRITERS)
def places() -> ResponseReturnValue:
    """Say which districts make up each region of the house."""
    form, session = PlacesForm(), db.session()
    names = queries.known_regions(session, office_side().viewer)
    if form.validate_on_submit():
        chosen, actor, now = form.read(request.form, names), current_actor(), clock.now()
        with transaction() as written:
            form.once(written, lambda: actions.place_regions(written, chosen, actor, now))
        flash(_("Gespeichert"))
        return redirect(office_side().map_url())
    chosen = queries.chosen_areas(session)
    found = homes(names, chosen)
    by_region = [(region, region_key(region), [each for each in DISTRICTS if each.region == region])
                 for region in REGIONS]
    return page(
        "promotion/places.html", form=form, names=names, chosen=chosen, homes=found, by_region=by_region,
        choices=[(AS_REGION, ""), (OFF_THE_MAP, _("nicht auf der Karte")), *((name, name) for name in names)], **WORDS,
    )
