"""Whom items concern, and which votes do not count there (§ 43 (6) GenG)."""

from flask import flash
from flask.typing import ResponseReturnValue

from app.attendance import actions, queries
from app.attendance.actions import Named
from app.attendance.forms import ConcernForm, ExemptForm
from app.attendance.queries import Assembly
from app.attendance.rules import AboutProxyName, ConcernKind
from app.attendance.views.pieces import READERS, WRITERS, about, assembly_of, back_to, blueprint
from app.core import clock
from app.core.db import db, transaction
from app.core.values import NotFound
from app.core.web import RefusalsAbove, RefusalsAt, _, current_actor, page, reading_day, requires, status_of
from app.organs import queries as organs
from app.organs.rules import WITH_OFFICES
from app.parties import queries as parties


@blueprint.get("/<int:assembly_id>/stimmverbote")
@requires(*READERS)
def bans(assembly_id: int) -> ResponseReturnValue:
    """Each item on which not everybody votes: whom it concerns, which votes do not count, through whom they would."""
    session, today, assembly = db.session(), reading_day(), assembly_of(assembly_id)
    items = queries.banning_items(assembly)
    return page(
        "attendance/bans.html", items=items,
        concerned={each.id: queries.concerned_by(session, each, assembly.meets_on) for each in items},
        barred={each.id: queries.barred_votes(session, assembly, each, today) for each in items},
        declared={each.id: actions.declared_at(session, each) for each in items},
        year=queries.year_discharged(session, assembly.meets_on), **about(assembly, "bans", today),
    )


def _choices(assembly: Assembly, form: ConcernForm) -> None:
    """Offer who holds or held an office; a member is named by its number."""
    held = [each for organ in WITH_OFFICES for each in organs.offices_on(db.session(), organ, assembly.meets_on)]
    people = {each.party_id: each.party.display_name for each in held}
    form.person.choices = [(0, _("nicht in der Liste")), *sorted(people.items(), key=lambda pair: pair[1])]


@blueprint.route("/<int:assembly_id>/stimmverbote/<int:item_id>", methods=["GET", "POST"])
@requires(*WRITERS)
def name_concerned(assembly_id: int, item_id: int) -> ResponseReturnValue:
    """Name somebody whom an item concerns."""
    form, assembly = ConcernForm(person=0), assembly_of(assembly_id)
    item = queries.get_banning_item(assembly, item_id)
    _choices(assembly, form)
    if form.validate_on_submit():
        with (
            RefusalsAbove(form), RefusalsAt(form.number, NotFound), RefusalsAt(form.last_name, AboutProxyName),
        ):
            _say(form, assembly_id, item_id)
            flash(_("Eingetragen."), "success")
            return back_to("bans", assembly_id)
    declared = max(actions.declared_at(db.session(), item), default=None)
    return page("attendance/name_concerned.html", status_of(form), form=form, item=item, declared=declared,
                **about(assembly_of(assembly_id), "bans", clock.today()))


def _say(form: ConcernForm, assembly_id: int, item_id: int) -> None:
    actor, now, reason = current_actor(), clock.now(), form.reason.data or ""

    def act() -> int:
        if form.person.data:
            party = parties.get_party(session, form.person.data)
        else:
            who = Named(form.number.data, last_name=form.last_name.data or "")
            party = actions.party_meant(session, who, clock.today())
        item = queries.get_banning_item(assembly, item_id)
        return actions.say_concern(session, assembly, item, party, ConcernKind.NAMED, reason, actor, now).id

    with transaction() as session:
        assembly = actions.hold(session, assembly_id)
        form.once(session, act)


@blueprint.route("/<int:assembly_id>/stimmverbote/<int:item_id>/<int:party_id>", methods=["GET", "POST"])
@requires(*WRITERS)
def exempt(assembly_id: int, item_id: int, party_id: int) -> ResponseReturnValue:
    """Say that an item does not concern somebody, with the reason."""
    form, assembly = ExemptForm(), assembly_of(assembly_id)
    item, party = queries.get_banning_item(assembly, item_id), parties.get_party(db.session(), party_id)
    if form.validate_on_submit():
        with RefusalsAt(form.reason):
            _exempt(form, assembly_id, item_id, party_id)
            flash(_("Eingetragen."), "success")
            return back_to("bans", assembly_id)
    return page("attendance/exempt.html", status_of(form), form=form, item=item, party=party,
                **about(assembly_of(assembly_id), "bans", clock.today()))


def _exempt(form: ExemptForm, assembly_id: int, item_id: int, party_id: int) -> None:
    actor, now, reason = current_actor(), clock.now(), form.reason.data or ""
    with transaction() as session:
        assembly = actions.hold(session, assembly_id)
        item, party = queries.get_banning_item(assembly, item_id), parties.get_party(session, party_id)
        form.once(session, lambda: actions.say_concern(
            session, assembly, item, party, ConcernKind.EXEMPTED, reason, actor, now
        ).id)  # fmt: skip


