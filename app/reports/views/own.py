"""A member's own entry: the copy of it on demand, and when others were shown the list with it (§ 31 GenG)."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.db import db, transaction
from app.core.values import Role
from app.core.web import KeyedForm, Listing, _, current_actor, page, requires
from app.members import queries as members
from app.reports import actions, forms, queries
from app.reports.views.base import blueprint


@blueprint.get("/eigener-eintrag/<int:number>")
@requires(Role.MEMBER)
def own_entry(number: int) -> ResponseReturnValue:
    """The extracts a member has had, by whom its entry was seen and by which right, and its own inspections."""
    session = db.session()
    member = members.get_known(session, current_actor().party_id, number, clock.today())
    shown, listing = queries.shown_with(session, member), Listing.of_request(("recorded",))
    listing.total, listing.rows = len(shown), shown[listing.offset : listing.offset + listing.limit]
    acted_for = members.members_acted_for_on(session, current_actor().party_id or 0, clock.today())
    return page(
        "reports/own_entry.html", member=member, may_inspect=member in acted_for, listing=listing,
        own=queries.inspections_by(session, member), extracts=queries.extracts_of(session, member), act=KeyedForm(),
        words=forms,
    )


@blueprint.post("/eigener-eintrag/<int:number>/auszug")
@requires(Role.MEMBER)
def own_extract(number: int) -> ResponseReturnValue:
    """Issue the copy of its own entries to who is a member (R-REG-07); nothing is printed and posted for it."""
    form, actor, now = KeyedForm(), current_actor(), clock.now()
    with transaction() as session:
        member = members.get_own(session, actor.party_id, number, clock.today())
        form.once(session, lambda: actions.issue_extract(session, member, actor, now, is_posted=False).id)
    flash(_("Der Auszug ist ausgestellt. Öffnen Sie ihn hier, wann immer Sie ihn brauchen."), "success")
    return redirect(url_for(".own_entry", number=number))
