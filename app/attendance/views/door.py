"""The door: look somebody up, let it in with whom it represents, note the going; guests (§ 47 GenG)."""

import re
from collections.abc import Collection, Mapping, Sequence

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.attendance import actions, queries, rules
from app.attendance.actions import Arrival, Named
from app.attendance.forms import MODES, ArriveForm, GuestForm
from app.attendance.queries import Assembly, Elector, Member, Presence
from app.attendance.rules import AboutNamesake, AboutProxyName, AboutStatement, Mode
from app.attendance.views.pieces import WRITERS, about, assembly_of, back_to, blueprint
from app.core import clock
from app.core.db import db, transaction
from app.core.formats import one_stop
from app.core.values import NotFound, PartyKind
from app.core.web import (
    KeyedForm,
    ReasonForm,
    RefusalsAbove,
    RefusalsAt,
    _,
    current_actor,
    page,
    refused,
    requires,
    status_of,
)
from app.members import queries as members
from app.parties import queries as parties

SHOWN = 30
"""How many members the door shows at most; more words find the one that is meant."""

_TICKET = re.compile(r"/einlass/([\w.-]+)")


@blueprint.get("/<int:assembly_id>/einlass")
@requires(*WRITERS)
def door(assembly_id: int) -> ResponseReturnValue:
    """The list at the door: search as one types, or scan a ticket; whoever can come only one way is let in at a tap."""
    words = request.args.get("q", "").strip()[:400]
    if scanned := _TICKET.search(words):
        return redirect(url_for(".enter", token=scanned[1]))
    return _door(assembly_id, words)


def _door(assembly_id: int, words: str = "", guest: GuestForm | None = None) -> ResponseReturnValue:
    session, now, assembly = db.session(), clock.now(), assembly_of(assembly_id)
    day = queries.voting_day_at(session, assembly, now)
    rows, total = queries.find_electors(session, assembly, day, words, SHOWN)
    known = queries.come_for(session, assembly, {who for each in rows if (who := _alone(each))}, day)
    shown_or_known = {each.member_id for some in (rows, *known.values()) for each in some}
    there = queries.presences_by_member(session, assembly.id, shown_or_known)
    shown = {
        "words_sought": words, "rows": rows, "more": total - len(rows), "key": KeyedForm(formdata=None).key.data,
        "there": there, "alone": _alone, "along": {each.member_id: _along(each, known, there) for each in rows},
        "modes": _modes(assembly), **about(assembly, "door", clock.today()),
    }  # fmt: skip
    if request.headers.get("HX-Request"):
        return page("attendance/_door_rows.html", **shown)
    guest = guest or GuestForm(formdata=None)
    return page(
        "attendance/door.html", status_of(guest), guest=guest, guests=queries.guests_of(session, assembly.id, now),
        figures=queries.figures(session, assembly, now), **shown,
    )


def _modes(assembly: Assembly) -> list[tuple[Mode, object]]:
    return [(each, MODES[each]) for each in rules.modes_of(queries.held(assembly))]


def _alone(elector: Elector) -> int | None:
    """The person who is let in at a tap: the only one who can come for this member; None where somebody has to choose.
    """
    only = elector.casters[0].party_id if elector.may_attend and len(elector.casters) == 1 else None
    return None if elector.needs_partner(only) else only


def _along(
    elector: Elector, known: Mapping[int, Sequence[Elector]], there: Collection[int]
) -> list[Elector]:
    """For whom else is let in at the same tap who comes for this member: as its page ticks them (R-VOTE-09, R-PRX-02).

    Nobody for whom somebody is in already, whose power of attorney for another would end, or for whom it takes two.
    """
    who = _alone(elector) or 0
    return [
        each for each in known.get(who, ()) if each.member_id != elector.member_id and each.member_id not in there
        and each.proxy_ended_by(who) is None and not each.needs_partner(who)
    ]  # fmt: skip


@blueprint.get("/<int:assembly_id>/einlass/zahlen")
@requires(*WRITERS)
def door_figures(assembly_id: int) -> ResponseReturnValue:
    """The live figures, for a page that stays open."""
    assembly, now = assembly_of(assembly_id), clock.now()
    return page("attendance/_figures.html", figures=queries.figures(db.session(), assembly, now), assembly=assembly)


# --- one member -------------------------------------------------------------------------------------------------------


@blueprint.get("/<int:assembly_id>/einlass/<int:number>")
@requires(*WRITERS)
def door_member(assembly_id: int, number: int) -> ResponseReturnValue:
    """One member at the door: who may come for it, with whom together; whether it is there."""
    return _member_page(assembly_id, number)


def _meant(assembly: Assembly, number: int) -> tuple[Member, Elector]:
    session = db.session()
    member = members.get_by_number(session, number)
    elector = queries.elector_of(session, assembly, member, queries.voting_day(db.session(), assembly, clock.today()))
    if elector is None:
        raise NotFound
    return member, elector


def _member_page(assembly_id: int, number: int, sent: ArriveForm | None = None) -> ResponseReturnValue:
    """The page; `sent` is a form that came back with what is wrong."""
    session, now, assembly = db.session(), clock.now(), assembly_of(assembly_id)
    member, elector = _meant(assembly, number)
    day = queries.voting_day_at(session, assembly, now)
    together = {
        each.party_id: queries.comes_for(session, assembly, each.party_id, day) for each in elector.casters
    }  # fmt: skip
    shown = {member.id, *(each.member_id for known in together.values() for each in known)}
    there = queries.presences_by_member(session, assembly.id, shown)
    return page(
        "attendance/door_member.html", status_of(*([sent] if sent else [])), member=member, elector=elector,
        together=together, there=there, presence=there.get(member.id), sent=sent,
        modes=_modes(assembly), by_name=_by_name(assembly, elector), form=sent or ArriveForm(formdata=None),
        key=KeyedForm(formdata=None).key.data, past=queries.past_presences(session, assembly.id, member.id),
        lasting=refused(lambda: actions.check_changeable(session, assembly)),
        **about(assembly, "door", clock.today()),
    )


def _by_name(assembly: Assembly, elector: Elector) -> bool:
    """Whether somebody may come of whom nobody recorded that it acts for the member: for an organisation, in the hall.
    """
    is_hall = Mode.HALL in rules.modes_of(queries.held(assembly))
    return is_hall and elector.may_attend and elector.kind is not PartyKind.NATURAL_PERSON


@blueprint.post("/<int:assembly_id>/einlass/<int:number>/kommt")
@requires(*WRITERS)
def come(assembly_id: int, number: int) -> ResponseReturnValue:
    """Let somebody in for this member and others; pressed twice, it is one coming."""
    assembly = assembly_of(assembly_id)
    _member, elector = _meant(assembly, number)
    form = ArriveForm()
    form.person.choices = [(0, ""), *((each.party_id, each.name) for each in elector.casters)]
    form.jointly.choices = [(0, ""), *((each.party_id, each.name) for each in elector.acting)]
    form.mode.choices = _modes(assembly)
    day = queries.voting_day(db.session(), assembly, clock.today())
    known = queries.comes_for(db.session(), assembly, form.person.data or 0, day)
    form.members.choices = [(elector.member_id, elector.name), *((each.member_id, each.name) for each in known)]
    if form.validate_on_submit():
        at = (
            RefusalsAt(form.statement, AboutStatement), RefusalsAt(form.is_same, AboutNamesake),
            RefusalsAt(form.last_name, AboutProxyName), RefusalsAt(form.number, NotFound),
        )  # fmt: skip
        with RefusalsAbove(form), at[0], at[1], at[2], at[3]:
            flash(_let_in(form, assembly_id), "success")
            return back_to("door", assembly_id)
    return _member_page(assembly_id, number, form)


def _named(form: ArriveForm) -> Named:
    return Named(
        form.number.data, form.first_names.data or "", form.last_name.data or "", is_another=bool(form.is_another.data),
        is_same=bool(form.is_same.data),
    )  # fmt: skip


def _let_in(form: ArriveForm, assembly_id: int) -> str:
    actor, now = current_actor(), clock.now()

    def act() -> int:
        come = [members.get_member(session, each) for each in form.members.data or ()]
        if form.person.data:
            person = parties.get_party(session, form.person.data)
            arrival = Arrival(person, come, form.mode.data, form.jointly.data or None)
        else:
            person = actions.somebody_coming(session, assembly, _named(form), actor, now)
            arrival = Arrival(person, come, form.mode.data, form.jointly.data or None, form.statement.data or "")
        return actions.arrive(session, assembly, arrival, actor, now)[0].id

    with transaction() as session:
        assembly = actions.hold(session, assembly_id)
        presence = queries.get_presence(session, assembly, form.once(session, act))
        come = [members.get_member(session, each) for each in form.members.data or ()]
        return _is_there(presence, come)


def _is_there(presence: Presence, come: Sequence[Member]) -> str:
    """Who was let in, and for which other members; two act jointly for those alone."""
    others = [each.party.display_name for each in come if each.party_id != presence.party_id]
    name, names = presence.name, ", ".join(others)
    if presence.jointly_id is not None:
        return one_stop(_("%(name)s sind da für %(names)s.", name=name, names=names))
    if not others:
        return one_stop(_("%(name)s ist da.", name=name))
    if len(others) == len(come):
        return one_stop(_("%(name)s ist da für %(names)s.", name=name, names=names))
    return one_stop(_("%(name)s ist da, auch für %(names)s.", name=name, names=names))


@blueprint.post("/<int:assembly_id>/einlass/anwesend/<int:presence_id>/geht")
@requires(*WRITERS)
def go(assembly_id: int, presence_id: int) -> ResponseReturnValue:
    """Note that somebody goes, with all members it is there for; pressed twice, it is one going."""
    actor, now = current_actor(), clock.now()
    with transaction() as session:
        assembly = actions.hold(session, assembly_id)
        presence = queries.get_presence(session, assembly, presence_id)
        actions.leave(session, assembly, presence, actor, now)
        name = presence.name
    flash(_("%(name)s ist gegangen.", name=name), "success")
    return back_to("door", assembly_id)


@blueprint.route("/<int:assembly_id>/einlass/anwesend/<int:presence_id>/irrtum", methods=["GET", "POST"])
@requires(*WRITERS)
def take_back(assembly_id: int, presence_id: int) -> ResponseReturnValue:
    """Take a presence back that was entered by mistake, with the reason; or say why it stands."""
    form, assembly = ReasonForm(), assembly_of(assembly_id)
    presence = queries.get_presence(db.session(), assembly, presence_id)
    if form.validate_on_submit():
        with RefusalsAbove(form):
            _take_back(form, assembly_id, presence_id)
            flash(_("Zurückgenommen."), "success")
            return back_to("door", assembly_id)
    stands = refused(lambda: actions.check_mistake(db.session(), assembly, presence))
    return page(
        "attendance/mistake.html", status_of(form), form=form, presence=presence, stands=stands,
        **about(assembly, "door", clock.today()),
    )


def _take_back(form: ReasonForm, assembly_id: int, presence_id: int) -> None:
    reason, actor, now = form.reason.data or "", current_actor(), clock.now()

    def act() -> int:
        assembly = actions.hold_led(session, assembly_id)
        actions.take_back(session, assembly, queries.get_presence(session, assembly, presence_id), reason, actor, now)
        return presence_id

    with transaction() as session:
        form.once(session, act)


# --- guests -----------------------------------------------------------------------------------------------------------


@blueprint.post("/<int:assembly_id>/einlass/gast")
@requires(*WRITERS)
def guest_comes(assembly_id: int) -> ResponseReturnValue:
    """Let somebody in without a vote."""
    form, actor, now = GuestForm(), current_actor(), clock.now()
    if form.validate_on_submit():
        with RefusalsAbove(form), transaction() as session:
            assembly = actions.hold(session, assembly_id)
            form.once(session, lambda: actions.let_guest_in(
                session, assembly, form.name.data or "", form.role.data, actor, now
            ).id)  # fmt: skip
            flash(_("%(name)s ist da.", name=form.name.data), "success")
            return back_to("door", assembly_id, _anchor="gaeste")
    return _door(assembly_id, guest=form)


@blueprint.post("/<int:assembly_id>/einlass/gast/<int:guest_id>/geht")
@requires(*WRITERS)
def guest_goes(assembly_id: int, guest_id: int) -> ResponseReturnValue:
    """Note that a guest goes."""
    actor, now = current_actor(), clock.now()
    with transaction() as session:
        assembly = actions.hold(session, assembly_id)
        actions.let_guest_out(session, assembly, queries.get_guest(session, assembly, guest_id), actor, now)
    return back_to("door", assembly_id, _anchor="gaeste")


