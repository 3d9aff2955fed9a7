"""A member's own page of proposals: what gathers members, proposing, joining and leaving, handing in (§ 45 GenG)."""

from collections.abc import Callable

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.assemblies import actions, queries
from app.assemblies.forms import ProposalForm
from app.assemblies.models import AgendaRequest
from app.assemblies.queries import Member
from app.assemblies.rules import RequestAim, RequestState
from app.assemblies.views.own import own_member
from app.assemblies.views.pieces import WORDS, blueprint
from app.core import clock
from app.core.db import db, transaction
from app.core.values import Role
from app.core.web import KeyedForm, RefusalsAbove, _, current_actor, page, requires, status_of
from app.statutes import queries as statutes


@blueprint.get("/mein/<int:number>/antraege")
@requires(Role.MEMBER)
def own_proposals(number: int) -> ResponseReturnValue:
    """What gathers members for the next assembly, and what this member wants or supports."""
    session = db.session()
    member = own_member(session, number)
    found = queries.proposals_for(session, member)
    states = {each.id: queries.state_of_request(each) for each in found}
    return page(
        "assemblies/own_proposals.html", member=member, states=states,
        gathering=[each for each in found if states[each.id] is RequestState.GATHERING],
        past=[each for each in found if states[each.id] is not RequestState.GATHERING],
        counted=queries.supports_counted(session, found), fraction=queries.fraction_on(session, clock.today()),
        office=statutes.house_facts(session), **WORDS,
    )


@blueprint.route("/mein/<int:number>/antraege/neu", methods=["GET", "POST"])
@requires(Role.MEMBER)
def propose(number: int) -> ResponseReturnValue:
    """Propose an item for the next assembly."""
    form, session = ProposalForm(), db.session()
    member = own_member(session, number)
    if form.validate_on_submit():
        with RefusalsAbove(form):
            request_id = _propose(form, number)
            flash(_("Ihr Antrag steht da. Andere Mitglieder können beitreten, bis Sie ihn einreichen."), "success")
            return _back(number, request_id)
    return page(
        "assemblies/propose.html", status_of(form), form=form.show({}), member=member,
        office=statutes.house_facts(session), **WORDS,
    )


def _propose(form: ProposalForm, number: int) -> int:
    wanted, actor, now = form.wanted(RequestAim.ITEM), current_actor(), clock.now()
    with transaction() as session:
        member = own_member(session, number)
        return form.add(
            session, actions.REQUESTS, dict, lambda: actions.propose(session, member, wanted, actor, now).id
        )


def _back(number: int, request_id: int) -> ResponseReturnValue:
    return redirect(url_for(".own_proposal", number=number, request_id=request_id))


@blueprint.get("/mein/<int:number>/antraege/<int:request_id>")
@requires(Role.MEMBER)
def own_proposal(number: int, request_id: int) -> ResponseReturnValue:
    """One proposal: what it wants, how many support it, and what this member can do."""
    session, today = db.session(), clock.today()
    member = own_member(session, number)
    request = queries.proposal_for(session, member, request_id)
    support = queries.find_support(session, request_id, member.id)
    return page(
        "assemblies/own_proposal.html", member=member, demand=request, state=queries.state_of_request(request),
        backing=queries.backing_of(session, request, today), day=queries.counting_day(request, today),
        is_own=request.proposer_id == member.id, supports=support is not None, act=KeyedForm(formdata=None),
        office=statutes.house_facts(session), **WORDS,
    )


def _act(number: int, request_id: int, act: Callable[[Session, AgendaRequest, Member], object]) -> None:
    """Carry out what a member does about a proposal that it sees, once, however often it is pressed."""
    form = KeyedForm()

    def once() -> int:
        member = own_member(session, number)
        queries.proposal_for(session, member, request_id)
        act(session, actions.hold_request(session, request_id), member)
        return request_id

    with transaction() as session:
        form.once(session, once)


@blueprint.post("/mein/<int:number>/antraege/<int:request_id>/beitreten")
@requires(Role.MEMBER)
def join_proposal(number: int, request_id: int) -> ResponseReturnValue:
    """Support a proposal."""
    actor, now = current_actor(), clock.now()
    _act(number, request_id, lambda session, found, member: actions.join(session, found, member, actor, now))
    flash(_("Sie unterstützen diesen Antrag."), "success")
    return _back(number, request_id)


@blueprint.post("/mein/<int:number>/antraege/<int:request_id>/austreten")
@requires(Role.MEMBER)
def leave_proposal(number: int, request_id: int) -> ResponseReturnValue:
    """Support it no longer."""
    actor, now = current_actor(), clock.now()
    _act(number, request_id, lambda session, found, member: actions.leave(session, found, member, actor, now))
    flash(_("Sie unterstützen diesen Antrag nicht mehr."), "success")
    return _back(number, request_id)


@blueprint.post("/mein/<int:number>/antraege/<int:request_id>/einreichen")
@requires(Role.MEMBER)
def hand_in_proposal(number: int, request_id: int) -> ResponseReturnValue:
    """Hand one's own proposal in."""
    actor, now = current_actor(), clock.now()
    _act(number, request_id, lambda session, found, member: actions.hand_in(session, found, member, actor, now))
    flash(_("Eingereicht. Der Vorstand antwortet Ihnen hier."), "success")
    return _back(number, request_id)


@blueprint.post("/mein/<int:number>/antraege/<int:request_id>/aufgeben")
@requires(Role.MEMBER)
def give_up_proposal(number: int, request_id: int) -> ResponseReturnValue:
    """Give one's own proposal up."""
    actor, now = current_actor(), clock.now()
    _act(number, request_id, lambda session, found, member: actions.give_up(session, found, member, actor, now))
    flash(_("Ihr Antrag ist zurückgezogen."), "success")
    return redirect(url_for(".own_proposals", number=number))
