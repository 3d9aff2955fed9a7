"""Who is there and who was: the list of participants, as of any moment, as a file and as a document (§ 47 GenG)."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.attendance import actions, queries
from app.attendance.forms import CAPACITIES, LEFT, MODES
from app.attendance.queries import ATTENDEE_SORTS, Assembly, Attendee
from app.attendance.views.pieces import READERS, about, assembly_of, blueprint
from app.core import clock
from app.core.db import db, transaction
from app.core.formats import BERLIN
from app.core.values import Role
from app.core.web import (
    Column,
    KeyedForm,
    Listing,
    _,
    current_actor,
    export,
    page,
    reading_day,
    requires,
    wanted_export,
)

_CLOCK = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")
ISSUERS = (Role.OFFICE, Role.BOARD)


def _moment(assembly: Assembly) -> datetime | None:
    """The moment that an address asks for; None for everybody who ever was there, and of what is no time."""
    asked = request.values.get("um", "").strip()
    found = _CLOCK.fullmatch(asked)
    return _at(assembly.meets_on, time(int(found[1]), int(found[2]))) if found else None


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, BERLIN)


@blueprint.get("/<int:assembly_id>/teilnehmende")
@requires(*READERS)
def present(assembly_id: int) -> ResponseReturnValue:
    """Everybody who was there with coming and going; at a moment, who was there then."""
    session, now, assembly = db.session(), clock.now(), assembly_of(assembly_id)
    listing: Listing[Attendee] = Listing.of_request(ATTENDEE_SORTS, ("um",))
    at = _moment(assembly)
    everybody = queries.attendees(session, assembly, at)
    rows = queries.search_attendees(everybody, listing.query, listing.sort, listing.descending)
    if wanted := wanted_export():
        return export(wanted, f"teilnehmende-{assembly.meets_on:%Y-%m-%d}", _columns(), rows)
    listing.rows, listing.total = rows[listing.offset : listing.offset + listing.limit], len(rows)
    return page(
        "attendance/present.html", listing=listing, at=at, figures=queries.figures(session, assembly, at or now),
        guests=queries.guests_of(session, assembly.id, at), key=KeyedForm(formdata=None).key.data,
        may_issue=current_actor().has_any(ISSUERS), **about(assembly, "present", reading_day()),
    )


def _columns() -> Sequence[Column[Attendee]]:
    return (
        Column("number", _("Nr."), lambda row: row.number),
        Column("name", _("Mitglied"), lambda row: row.name),
        Column("votes", _("Stimmen"), lambda row: row.votes if row.may_vote else 0),
        Column("by", _("Vertreten durch"), lambda row: row.presence.name),
        Column("capacity", _("Als"), lambda row: str(CAPACITIES[row.presence.capacity])),
        Column("mode", _("Weg"), lambda row: str(MODES[row.presence.mode])),
        Column("came", _("Gekommen"), lambda row: row.presence.came_at),
        Column("left", _("Gegangen"), lambda row: row.presence.left_at),
        Column("why", _("Grund"), lambda row: str(LEFT[row.presence.left_why]) if row.presence.left_why else ""),
    )


@blueprint.post("/<int:assembly_id>/teilnehmende/verzeichnis")
@requires(*ISSUERS)
def issue_list(assembly_id: int) -> ResponseReturnValue:
    """Issue the list of participants as it stands; pressed twice, it is one document."""
    form, actor, now = KeyedForm(), current_actor(), clock.now()
    with transaction() as session:
        assembly = assembly_of(assembly_id)
        at = _moment(assembly)
        document_id = form.once(session, lambda: actions.issue_list(session, assembly, at, actor, now).id)
    flash(_("Das Verzeichnis ist ausgestellt."), "success")
    return redirect(url_for("archive.show", document_id=document_id))
