"""Partners of a solution: asked by the office, answered in the portal or by the office, ended by either."""

from typing import Any

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.db import db, transaction
from app.core.formats import member_number
from app.core.values import NotFound, Refusal, Role
from app.core.web import RefusalsAbove, RefusalsAt, _, current_actor, page, requires, status_of
from app.members import queries as members
from app.solutions import actions, queries
from app.solutions.actions import Wanted
from app.solutions.forms import PartnerForm, PartnerStepForm
from app.solutions.rules import OPEN_PARTNERSHIPS, PARTNER_LEADS_TO, PartnerState
from app.solutions.views.pieces import (
    WORDS,
    WRITERS,
    Side,
    acting,
    back_to,
    blueprint,
    member_name,
    office_side,
    own_side,
    seen_solution,
)


@blueprint.route("/loesungen/<int:solution_id>/partner", methods=["GET", "POST"])
@requires(*WRITERS)
def ask(solution_id: int) -> ResponseReturnValue:
    """Ask a member to take part; with one of its offers, where the address names it."""
    side, form = office_side(), PartnerForm()
    solution = seen_solution(side, solution_id)
    if request.method == "GET":
        _fill(form)
    elif form.validate_on_submit():
        with RefusalsAbove(form), RefusalsAt(form.member, NotFound):
            member = members.get_by_number(db.session(), form.number)
            wanted = Wanted(member.id, form.role_chosen, form.words.data or "", form.offer_id)
            with transaction() as session:
                actor, now = current_actor(), clock.now()
                form.once(session, lambda: actions.ask(session, solution_id, wanted, actor, now).id)
            flash(_("Angefragt. Das Mitglied antwortet in seinem Bereich; sonst tragen Sie die Antwort ein."))
            return back_to(side, solution_id, "partner")
    return page("solutions/partner.html", status_of(form), form=form, side=side, solution=seen_solution(
        side, solution_id), offer=_offer(form), suggested=_suggested(side, solution), **WORDS)  # fmt: skip


def _fill(form: PartnerForm) -> None:
    form.offer.data = request.args.get("angebot", "")[:12]
    offer = _offer(form)
    form.member.data = member_number(offer.member.number) if offer else request.args.get("mitglied", "")[:12]


def _offer(form: PartnerForm) -> Any:
    try:
        return queries.get_offer(db.session(), form.offer_id) if form.offer_id else None
    except Refusal:
        return None


def _suggested(side: Side, solution: Any) -> list[Any]:
    """Offers that are like the needs which the solution answers, each once, none of who takes part already."""
    session, today = db.session(), clock.today()
    taken = {each.member_id for each in solution.partners if each.state in OPEN_PARTNERSHIPS}
    found: dict[int, Any] = {}
    for answered in queries.answered_by(session, side.viewer, solution)[:5]:
        for offer, why in queries.offers_like(session, side.viewer, answered.row, today).found:
            if offer.member_id not in taken:
                found.setdefault(offer.id, (offer, why, answered.row))
    return list(found.values())[:5]


@blueprint.route("/loesungen/<int:solution_id>/partner/<int:partner_id>", methods=["GET", "POST"])
@requires(*WRITERS)
def step_partner(solution_id: int, partner_id: int) -> ResponseReturnValue:
    """Note what a member answered, or that a partnership is over."""
    return _step(office_side(), solution_id, partner_id)


@blueprint.route("/mein/<int:number>/loesungen/<int:solution_id>/partner/<int:partner_id>", methods=["GET", "POST"])
@requires(Role.MEMBER)
def own_step_partner(number: int, solution_id: int, partner_id: int) -> ResponseReturnValue:
    """Agree, decline, or end a partnership."""
    return _step(acting(number) if request.method == "POST" else own_side(number), solution_id, partner_id)


def _step(side: Side, solution_id: int, partner_id: int) -> ResponseReturnValue:
    form, solution = PartnerStepForm(), seen_solution(side, solution_id)
    partner = queries.get_partner(solution, partner_id)
    if not side.is_office and partner.member_id != side.member_id:
        raise NotFound("Diesen Partner gibt es hier nicht.")
    states = [each for each in PARTNER_LEADS_TO[partner.state] if side.is_office or _is_members(partner.state, each)]
    form.lead(states if request.method == "GET" else [each for each in PartnerState if each is not PartnerState.ASKED])
    if request.method == "GET":
        form.to.data = request.args.get("zu", states[0].value if len(states) == 1 else None)
    elif form.validate_on_submit():
        with RefusalsAbove(form):
            to, words = form.state, form.words.data or ""
            with transaction() as session:
                actor, now = current_actor(), clock.now()
                form.once(session, lambda: actions.step(
                    session, solution_id, partner_id, side.member_id, to, words, actor, now
                ).id)  # fmt: skip
            flash(_("Gespeichert"))
            return _back(side, solution_id)
    form.lead(states)
    return page("solutions/step_partner.html", status_of(form), form=form, side=side, solution=solution,
                partner=partner, name=member_name(partner.member, side.viewer), **WORDS)


def _is_members(state: PartnerState, to: PartnerState) -> bool:
    """Whether a step is for the member to take: what it is only asked it declines, and does not end."""
    return not (state is PartnerState.ASKED and to is PartnerState.ENDED)


def _back(side: Side, solution_id: int) -> ResponseReturnValue:
    """The page of the solution, or the list where the member does not see it any more."""
    if queries.find_seen(db.session(), solution_id, side.viewer) is None:
        return redirect(side.url("index"))
    return back_to(side, solution_id, "partner")

