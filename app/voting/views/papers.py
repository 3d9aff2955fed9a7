"""Who votes on paper or aloud beside the devices, and a secret vote demanded: pages of the tellers and the chair."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.assemblies import queries as assemblies
from app.assemblies.rules import MeetingForm
from app.core import clock
from app.core.db import db
from app.core.formats import one_stop
from app.core.web import RefusalsAbove, RefusalsAt, _, _n, current_actor, page, requires, status_of
from app.members import queries as members
from app.voting import actions, queries
from app.voting.forms import BallotForm, CallForm, SecrecyForm, TakeBackDemandForm, said_from
from app.voting.models import Poll
from app.voting.queries import Assembly, Sitting
from app.voting.rules import (
    ANSWERED_BY_YES,
    MAY_BE_OPEN,
    STAYS_SECRET,
    AboutBallot,
    AboutDemand,
    AboutTakingBack,
    PollState,
    Secrecy,
    has_hall,
    said_of_demand,
)
from app.voting.views.leading import lead_page, secrecy_form, taking_back_form
from app.voting.views.pieces import LEADERS, WORDS, assembly_of, blueprint, conduct, poll_of, to_lead, typed


@blueprint.get("/<int:assembly_id>/<int:poll_id>/stimmzettel")
@requires(*LEADERS)
def papers(assembly_id: int, poll_id: int) -> ResponseReturnValue:
    """Who votes on paper beside the devices, and to whom a ballot is handed out."""
    return _papers(*poll_of(assembly_id, poll_id))


def _papers(assembly: Assembly, poll: Poll, **sent: BallotForm | CallForm) -> ResponseReturnValue:
    session = db.session()
    given = {"ballot": BallotForm(formdata=None), "call": CallForm(formdata=None), **sent}
    return page(
        "voting/papers.html", max((status_of(form) for form in sent.values()), default=200), assembly=assembly,
        poll=poll, given=given, out=queries.ballots_out(session, poll.id), is_on=poll.state is PollState.OPEN,
        is_roll_call=poll.secrecy is Secrecy.ROLL_CALL, by_yes=ANSWERED_BY_YES, has_hall=has_hall(assembly.form),
        sent=request.form, **WORDS,
    )


def _to_papers(assembly_id: int, poll_id: int) -> ResponseReturnValue:
    return redirect(url_for("voting.papers", assembly_id=assembly_id, poll_id=poll_id))


@blueprint.post("/<int:assembly_id>/<int:poll_id>/stimmzettel/ausgeben")
@requires(*LEADERS)
def hand_out(assembly_id: int, poll_id: int) -> ResponseReturnValue:
    """Hand out a ballot on paper to a member without a device, and to those it stands for."""
    (assembly, poll), form = poll_of(assembly_id, poll_id), BallotForm()
    if form.validate_on_submit():
        actor, now, handed = current_actor(), clock.now(), list[str]()

        def act(session: Session, sitting: Sitting) -> None:
            member = members.get_by_number(session, form.number.data)
            rows = actions.hand_out(session, sitting, queries.get_poll(session, assembly_id, poll_id), member,
                                    form.with_others.data, actor, now)
            handed.extend(row.name for row in rows)

        with RefusalsAbove(form), RefusalsAt(form.number, AboutBallot):
            typed(assembly_id, act, form)
            if handed:
                flash(one_stop(_n("Ein Stimmzettel für %(names)s.", "%(num)s Stimmzettel: %(names)s.", len(handed),
                                  names=", ".join(handed))), "success")
            return _to_papers(assembly_id, poll_id)
    return _papers(assembly, poll, ballot=form)


@blueprint.post("/<int:assembly_id>/<int:poll_id>/stimmzettel/<int:member_id>/zurueck")
@requires(*LEADERS)
def take_back(assembly_id: int, poll_id: int, member_id: int) -> ResponseReturnValue:
    """Take a ballot back that was not used."""
    actor, now = current_actor(), clock.now()

    def act(session: Session, sitting: Sitting) -> None:
        poll, member = queries.get_poll(session, assembly_id, poll_id), members.get_member(session, member_id)
        actions.take_back(session, sitting, poll, member, actor, now)

    conduct(assembly_id, act, done=_("Der Stimmzettel ist zurückgenommen."))
    return _to_papers(assembly_id, poll_id)


@blueprint.post("/<int:assembly_id>/<int:poll_id>/stimmzettel/ansage")
@requires(*LEADERS)
def call_out(assembly_id: int, poll_id: int) -> ResponseReturnValue:
    """Write down the vote that a member without a device says aloud in a roll call."""
    (assembly, poll), form = poll_of(assembly_id, poll_id), CallForm()
    if form.validate_on_submit():
        actor, now = current_actor(), clock.now()
        with RefusalsAbove(form), RefusalsAt(form.number, AboutBallot):
            said = said_from(request.form, poll.method, queries.shape_of(poll).is_each)
            typed(assembly_id, lambda session, sitting: actions.call_out(
                session, sitting, queries.get_poll(session, assembly_id, poll_id),
                members.get_by_number(session, form.number.data), said.choice, actor, now, said.marks), form)
            flash(_("Die Stimme ist eingetragen."), "success")
            return _to_papers(assembly_id, poll_id)
    return _papers(assembly, poll, call=form)


@blueprint.post("/<int:assembly_id>/punkte/<int:item_id>/geheim")
@requires(*LEADERS)
def demand_secrecy(assembly_id: int, item_id: int) -> ResponseReturnValue:
    """Record that a secret vote is demanded, and how the votes on it went."""
    assembly = assembly_of(assembly_id)
    form = secrecy_form(item_id, SecrecyForm())
    if form.validate_on_submit():
        actor, now, granted = current_actor(), clock.now(), list[bool]()

        def act(session: Session, sitting: Sitting) -> None:
            item = assemblies.get_item(assemblies.get_assembly(session, assembly_id), item_id)
            motion = queries.get_motion(session, assembly_id, form.matter.data) if form.matter.data else None
            votes = form.votes_for.data, form.votes_against.data
            demand = actions.demand_secrecy(session, sitting, item, motion, form.by.data, votes, actor, now)
            granted.append(demand.is_granted)

        with RefusalsAbove(form), RefusalsAt(form.votes_for, AboutDemand):
            typed(assembly_id, act, form)
            flash(*_answer(all(granted), assembly.form))
            return to_lead(assembly_id)
    return lead_page(assembly, status_of(form), secrecy=form)


@blueprint.post("/<int:assembly_id>/punkte/<int:item_id>/geheim/zurueck")
@requires(*LEADERS)
def take_back_demand(assembly_id: int, item_id: int) -> ResponseReturnValue:
    """Take a demand of a secret vote back, with the reason."""
    assembly = assembly_of(assembly_id)
    form = taking_back_form(item_id, TakeBackDemandForm())
    if form.validate_on_submit():
        actor, now = current_actor(), clock.now()
        with RefusalsAbove(form), RefusalsAt(form.demand, AboutTakingBack):
            typed(assembly_id, lambda session, sitting: actions.take_back_demand(
                session, sitting, queries.get_demand(session, assembly_id, form.demand.data), form.reason.data or "",
                actor, now), form)
            demand = queries.get_demand(db.session(), assembly_id, form.demand.data)
            is_secret = queries.is_secrecy_demanded(db.session(), item_id, demand.motion_id)
            flash(_(STAYS_SECRET if is_secret else MAY_BE_OPEN), "success")
            return to_lead(assembly_id)
    return lead_page(assembly, status_of(form), taking_back=form)


def _answer(is_granted: bool, form: MeetingForm) -> tuple[str, str]:
    return _(said_of_demand(is_granted, form)), "success" if is_granted and has_hall(form) else "warning"
