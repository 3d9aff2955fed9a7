"""Lists of solutions and of what members offer: for the office and for members; as files, too."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask.typing import ResponseReturnValue

from app.core.db import db
from app.core.values import Role
from app.core.web import (
    PERIOD,
    Column,
    Listing,
    PeriodForm,
    _,
    _l,
    export,
    page,
    reading_day,
    requires,
    status_of,
    wanted_export,
)
from app.needs.rules import Viewer
from app.solutions import queries
from app.solutions.forms import FIELDS, LEVELS, OFFER_KINDS, OUTCOMES, SOLUTION_KINDS, STATES
from app.solutions.queries import Asked, AskedOffers, Listed
from app.solutions.rules import Outcome, PartnerState
from app.solutions.views.pieces import (
    READERS,
    WORDS,
    Side,
    blueprint,
    house_regions,
    member_name,
    offer_state,
    office_side,
    own_side,
)

FILTERS = ("kind", "stand", "level", *PERIOD)
OFFER_FILTERS = ("kind", "field", "region", "level", "stand")
OFFER_STATES = {"standing": _l("Gilt"), "over": _l("Abgelaufen"), "withdrawn": _l("Zurückgezogen"),
                "erased": _l("Gelöscht")}
ALL = "alle"


def columns(side: Side) -> Sequence[Column[Listed]]:
    """The columns of a list of solutions as a file, as far as somebody may know them."""
    said = [Column(each.value, str(word), _number_of(each), is_number=True) for each, word in OUTCOMES.items()]
    return (
        Column("number", _("Nummer"), lambda row: row.solution.number),
        Column("title", _("Lösung"), lambda row: row.solution.title),
        Column("kind", _("Art"), lambda row: str(SOLUTION_KINDS[row.solution.kind])),
        Column("state", _("Stand"), lambda row: str(STATES[row.solution.state])),
        Column("responsible", _("Verantwortlich"), lambda row: row.solution.responsible),
        Column("level", _("Sichtbar für"), lambda row: str(LEVELS[row.solution.level])),
        Column("opened", _("Angelegt"), lambda row: row.solution.opened_at),
        Column("needs", _("Bedarfe"), lambda row: row.needs, is_number=True), *said,
        Column("about", _("Was ist es?"), lambda row: row.solution.about),
        Column("takes", _("Was braucht es?"), lambda row: row.solution.takes),
        Column("partners", _("Partner"), lambda row: ", ".join(
            member_name(each.member, side.viewer) for each in queries.partners_seen(side.viewer, row.solution)
            if each.state is PartnerState.AGREED
        )),
    )  # fmt: skip


def _number_of(outcome: Outcome) -> Callable[[Listed], object]:
    return lambda row: row.said[outcome]


@blueprint.get("/loesungen")
@requires(*READERS)
def index() -> ResponseReturnValue:
    """Every solution, searched, sorted and filtered; as a file, too."""
    listing = Listing.of_request(tuple(queries.SORTS), FILTERS, newest_first=True)
    return _solutions("solutions/index.html", office_side(), listing)


@blueprint.get("/mein/<int:number>/loesungen")
@requires(Role.MEMBER)
def own_index(number: int) -> ResponseReturnValue:
    """The solutions for the member's own needs, and all that it may see; as a file, too."""
    side, session = own_side(number), db.session()
    listing = Listing.of_request(tuple(queries.SORTS), ("wessen", *FILTERS), newest_first=True)
    is_all = listing.filters.get("wessen") == ALL
    own = sum(queries.count_by_state(session, side.viewer, side.member_id).values())
    every = sum(queries.count_by_state(session, side.viewer).values())
    segments = [
        {"label": _("Für unsere Bedarfe") + f" ({own})", "url": listing.url(wessen=None), "active": not is_all},
        {"label": _("Alle, die Sie sehen") + f" ({every})", "url": listing.url(wessen=ALL), "active": is_all},
    ]
    return _solutions(
        "solutions/own_index.html", side, listing, None if is_all else side.member_id, is_all=is_all,
        segments=segments, to_judge=queries.to_judge(session, side.member.id) if side.may_write else [],
        asked=queries.asked_of(session, side.member.id) if side.may_write else [], every=every,
    )


def _solutions(
    template: str, side: Side, listing: Listing[Listed], member_id: int | None = None, **more: Any
) -> ResponseReturnValue:
    session, form, said = db.session(), PeriodForm.of_request(), listing.filters
    asked = Asked(
        listing.query, said.get("kind", ""), said.get("stand", ""), said.get("level", ""), form.first_day.data,
        form.last_day.data, member_id,
    )
    order = (session, side.viewer, asked, listing.sort, listing.descending)
    if (kind := wanted_export()) and not form.errors:
        return export(kind, "loesungen", columns(side), queries.list_solutions(*order)[0])
    listing.rows, listing.total = queries.list_solutions(*order, listing.offset, listing.limit)
    every = sum(queries.count_by_state(session, side.viewer, member_id).values())
    return page(
        template, status_of(form), listing=listing, period=form, choices=_choices(), side=side, all_count=every,
        **more, **WORDS,
    )


def _choices() -> list[dict[str, object]]:
    return [_choice("kind", _("Art"), SOLUTION_KINDS), _choice("stand", _("Stand"), STATES),
            _choice("level", _("Sichtbar für"), LEVELS)]


def _choice(name: str, label: str, words: Mapping[Any, Any]) -> dict[str, object]:
    return {"name": name, "label": label, "options": [(str(value), word) for value, word in words.items()]}


# --- what members offer -----------------------------------------------------------------------------------------------


def offer_columns(viewer: Viewer) -> Sequence[Column[Any]]:
    """The columns of a list of offers as a file."""
    return (
        Column("number", _("Nummer"), lambda row: row.number),
        Column("title", _("Angebot"), lambda row: row.title or _("Gelöscht")),
        Column("member", _("Von"), lambda row: member_name(row.member, viewer)),
        Column("kind", _("Art"), lambda row: str(OFFER_KINDS[row.kind])),
        Column("field", _("Einsatzfeld"), lambda row: str(FIELDS[row.field]) if row.field else ""),
        Column("region", _("Region"), lambda row: row.region),
        Column("until", _("Gilt bis"), lambda row: row.until),
        Column("state", _("Stand"), lambda row: str(OFFER_STATES[offer_state(row)])),
        Column("level", _("Sichtbar für"), lambda row: str(LEVELS[row.level])),
        Column("what", _("Was können oder bieten Sie?"), lambda row: row.what),
        Column("conditions", _("Zu welchen Bedingungen?"), lambda row: row.conditions),
    )


@blueprint.get("/loesungen/angebote")
@requires(*READERS)
def offers() -> ResponseReturnValue:
    """What members offer, searched, sorted and filtered; as a file, too."""
    listing = Listing.of_request(tuple(queries.OFFER_SORTS), OFFER_FILTERS, newest_first=True)
    return _offers("solutions/offers.html", office_side(), listing)


@blueprint.get("/mein/<int:number>/loesungen/angebote")
@requires(Role.MEMBER)
def own_offers(number: int) -> ResponseReturnValue:
    """What the member itself offers, and what others do as far as it may see it; as a file, too."""
    side, session = own_side(number), db.session()
    listing = Listing.of_request(tuple(queries.OFFER_SORTS), ("wessen", *OFFER_FILTERS), newest_first=True)
    is_all = listing.filters.get("wessen") == ALL and side.may_write
    own = queries.count_offers(session, side.viewer, AskedOffers(member_id=side.member_id), reading_day())
    every = queries.count_offers(session, side.viewer, AskedOffers(), reading_day())
    segments = [
        {"label": _("Unsere") + f" ({own})", "url": listing.url(wessen=None), "active": not is_all},
        {"label": _("Alle, die Sie sehen") + f" ({every})", "url": listing.url(wessen=ALL), "active": is_all},
    ]
    return _offers("solutions/own_offers.html", side, listing, None if is_all else side.member_id, is_all=is_all,
                   segments=segments if side.may_write else segments[:1])


def _offers(
    template: str, side: Side, listing: Listing[Any], member_id: int | None = None, **more: Any
) -> ResponseReturnValue:
    session, said, day = db.session(), listing.filters, reading_day()
    standing = {"standing": True, "past": False}.get(said.get("stand", ""))
    asked = AskedOffers(
        listing.query, said.get("kind", ""), said.get("field", ""), said.get("region", ""), said.get("level", ""),
        member_id, standing,
    )
    order = (session, side.viewer, asked, day, listing.sort, listing.descending)
    if kind := wanted_export():
        return export(kind, "partnerangebote", offer_columns(side.viewer), queries.list_offers(*order)[0])
    listing.rows, listing.total = queries.list_offers(*order, listing.offset, listing.limit)
    regions = list(dict.fromkeys([*house_regions(), *queries.offer_regions(session, side.viewer, day)]))
    choices = [
        _choice("kind", _("Art"), OFFER_KINDS), _choice("field", _("Einsatzfeld"), FIELDS),
        _choice("region", _("Region"), {each: each for each in regions}), _choice("level", _("Sichtbar für"), LEVELS),
        _choice("stand", _("Stand"), {"standing": _("Gilt"), "past": _("Abgelaufen oder zurückgezogen")}),
    ]
    every = queries.count_offers(session, side.viewer, AskedOffers(member_id=member_id), day)
    return page(
        template, listing=listing, choices=choices, side=side, all_count=every, state_of=offer_state,
        states_of_offers=OFFER_STATES, name_of=lambda member: member_name(member, side.viewer), **more, **WORDS,
    )
