"""Entering by a ticket: at the door it opens the member's page, online it lets into this assembly alone (§ 43b GenG).
"""

from flask import Response, flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.assemblies import queries as assemblies
from app.attendance import actions, queries, rules
from app.attendance.actions import Joining
from app.attendance.forms import EnterForm, JoinForm
from app.attendance.queries import Assembly, Elector, Ticket
from app.attendance.rules import ENTRY_COOKIE, Mode
from app.attendance.views.pieces import WORDS, WRITERS, blueprint
from app.core import clock
from app.core.db import db, transaction
from app.core.grouping import grouped
from app.core.values import Actor, NotFound, Refusal
from app.core.web import RefusalsAbove, _, current_actor, is_signed_in, page, public, status_of, translated
from app.members import queries as members

ENTRY_SECONDS = 16 * 3600
"""How long a browser keeps the token of its entry at most; longer than any meeting of a day."""


@blueprint.route("/einlass/<token>", methods=["GET", "POST"])
@public
def enter(token: str) -> ResponseReturnValue:
    """What a ticket opens: for the office the member at the door, for everybody else the way into the assembly."""
    session, today, form = db.session(), clock.today(), EnterForm()
    ticket = queries.read_ticket(token)
    if form.validate_on_submit():
        with RefusalsAbove(form):
            return _let_in(form, ticket)
    assembly = queries.get_meeting(session, ticket.assembly_id)
    if request.method == "GET" and _is_at_the_door(ticket):
        return _to_the_door(session, assembly, ticket)
    if assembly.closed_at is not None:
        return page("attendance/outside.html", status_of(form), closed=assembly)
    entrance = queries.entrance_of(session, assembly, ticket, today)
    form.person.choices = [(each.party_id, each.name) for each in entrance.persons]
    held = queries.held_on(session, assembly, today)
    takes_part, modes = rules.is_door_open(held, today), rules.modes_of(held)
    is_online = Mode.ONLINE in modes
    address = url_for(".enter", token=token)
    return page(
        "attendance/enter.html", status_of(form), form=form, assembly=assembly, persons=entrance.persons, today=today,
        is_open=takes_part or queries.awaits_results(session, assembly), takes_part=takes_part, is_online=is_online,
        has_hall=Mode.HALL in modes, code=actions.picture_of(address),
        seen=queries.seen_from_afar(session, assembly, today), led=assemblies.redirection_of(session, assembly),
        at_once=queries.comes_at_once(session, assembly, entrance) if takes_part and is_online else None, **WORDS,
    )


def _is_at_the_door(ticket: Ticket) -> bool:
    """Whether somebody of the office looks at the ticket of somebody else."""
    actor = current_actor() if is_signed_in() else None
    return actor is not None and actor.has_any(WRITERS) and ticket.party_id != actor.party_id


def _to_the_door(session: Session, assembly: Assembly, ticket: Ticket) -> ResponseReturnValue:
    """The page of the door at the member that a ticket names, or at the first one that a proxy represents."""
    if ticket.member_id:
        number = members.get_member(session, ticket.member_id).number
    else:
        grants = queries.grants_to(session, assembly.id, ticket.party_id)
        if not grants:
            raise Refusal("Diese Person hat keine gültige Vollmacht mehr.")
        number = grants[0].principal.number
    return redirect(url_for(".door_member", assembly_id=assembly.id, number=number))


def _let_in(form: EnterForm, ticket: Ticket) -> ResponseReturnValue:
    now = clock.now()
    with transaction() as session:
        assembly = queries.get_meeting(session, ticket.assembly_id)
        _entry, browser = actions.enter(session, assembly, ticket, form.person.data, now)
    answer: Response = make_response(redirect(_after_entering(assembly.id, form, browser)))
    answer.set_cookie(
        ENTRY_COOKIE, browser, max_age=ENTRY_SECONDS, httponly=True, samesite="Lax", secure=request.is_secure
    )
    return answer


def _after_entering(assembly_id: int, form: EnterForm, browser: str) -> str:
    """Where one goes who is in now: to the votes, where it takes part at once; else to choose for whom, or see why not.
    """
    if form.members.data:
        try:
            _join(form, browser)
        except Refusal as refusal:
            flash(translated(refusal), "warning")
        else:
            flash(_("Sie nehmen jetzt teil."), "success")
            return url_for("voting.ballot", assembly_id=assembly_id)
    return url_for(".inside")


@blueprint.get("/dabei")
@public
def inside() -> ResponseReturnValue:
    """The assembly from inside: for whom somebody takes part, and for whom it could."""
    return _inside()


def _inside(sent: JoinForm | None = None) -> ResponseReturnValue:
    session, now = db.session(), clock.now()
    try:
        entry = queries.entrant(session, request.cookies.get(ENTRY_COOKIE, ""), now)
    except NotFound:
        closed = queries.closed_since(session, request.cookies.get(ENTRY_COOKIE, ""))
        return page("attendance/outside.html", 404, closed=closed)
    assembly = entry.assembly
    there = queries.presences_of(session, assembly.id, entry.party_id)
    known = queries.comes_for(session, assembly, entry.party_id, queries.voting_day_at(session, assembly, now))
    in_already = queries.presences_by_member(session, assembly.id, [each.member_id for each in known])
    waiting = [each for each in known if each.member_id not in {here.member_id for here in there}]
    offered = [
        each.member_id for each in waiting
        if each.member_id not in in_already and each.proxy_ended_by(entry.party_id) is None
        and _acts_now(session, assembly, each, entry.party_id)
    ]  # fmt: skip
    form = sent or JoinForm(formdata=None, members=offered)
    form.members.choices = [(each.member_id, each.name) for each in waiting]
    return page(
        "attendance/inside.html", status_of(form), form=form, entry=entry, assembly=assembly, there=there,
        waiting=waiting, in_already=in_already, seen=queries.seen_from_afar(session, assembly, clock.today()),
        is_online=Mode.ONLINE in rules.modes_of(queries.held(assembly)),
        is_voted_on=actions.is_voted_on(session, assembly),
        led=assemblies.redirection_of(session, assembly), version=assemblies.version_of(session, assembly.id), **WORDS,
    )


def _acts_now(session: Session, assembly: Assembly, elector: Elector, party_id: int) -> bool:
    """Whether a person may act for a member at this moment: alone, or with somebody who is in by a ticket."""
    others = [each.party_id for each in elector.partners_of(party_id)]
    return not elector.needs_partner(party_id) or bool(queries.entered(session, assembly.id, others))


@blueprint.post("/dabei/teilnehmen")
@public
def join() -> ResponseReturnValue:
    """Take part online for the members chosen, and on to the votes; pressed twice, it is one coming."""
    form = JoinForm()
    if form.validate_on_submit():
        with RefusalsAbove(form):
            browser = request.cookies.get(ENTRY_COOKIE, "")
            _join(form, browser)
            flash(_("Sie nehmen jetzt teil."), "success")
            return redirect(url_for("voting.ballot", assembly_id=queries.assembly_entered(db.session(), browser)))
    return _inside(form)


def _join(form: JoinForm, browser: str) -> None:
    grouped(actions.join_together, Joining(browser, form.members.data or (), clock.now()))


@blueprint.post("/dabei/gehen")
@public
def leave() -> ResponseReturnValue:
    """Go, with all members for which one takes part online, and end the entry."""
    now, token = clock.now(), request.cookies.get(ENTRY_COOKIE, "")
    with transaction() as session:
        assembly = actions.hold(session, queries.assembly_entered(session, token))
        entry = queries.entrant(session, token, now)
        for presence in queries.presences_of(session, assembly.id, entry.party_id):
            if presence.mode is Mode.ONLINE and assembly.closed_at is None:
                actions.leave(session, assembly, presence, Actor(entry.party.display_name), now, Mode.ONLINE)
        actions.end_entry(session, entry, now)
    answer: Response = make_response(page("attendance/outside.html"))
    answer.delete_cookie(ENTRY_COOKIE)
    return answer
