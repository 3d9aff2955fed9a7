"""What members offer: stated, changed, withdrawn, offered again, deleted; one with the needs that it meets."""

from contextlib import suppress
from typing import Any

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue

from app.core import clock, horizon, journal
from app.core.db import db, transaction
from app.core.values import NotFound, Refusal, Role
from app.core.web import Overtaken, RefusalsAbove, RefusalsAt, _, current_actor, id_in, page, requires, status_of
from app.members import queries as members
from app.solutions import actions, queries
from app.solutions.forms import ActForm, ChangeOfferForm, OfferForm
from app.solutions.rules import OPEN_PARTNERSHIPS, SolutionState
from app.solutions.views.lists import OFFER_STATES
from app.solutions.views.pieces import (
    READERS,
    WORDS,
    WRITERS,
    Act,
    Side,
    act_once,
    acting,
    blueprint,
    house_regions,
    member_name,
    offer_state,
    office_side,
    own_side,
    owner_of,
    seen_offer,
)

# --- one --------------------------------------------------------------------------------------------------------------


@blueprint.get("/loesungen/angebote/<int:offer_id>")
@requires(*READERS)
def offer(offer_id: int) -> ResponseReturnValue:
    """What a member offers, as the office sees it, with the needs that it meets."""
    return _show(office_side(), offer_id)


@blueprint.get("/mein/<int:number>/loesungen/angebote/<int:offer_id>")
@requires(Role.MEMBER)
def own_offer(number: int, offer_id: int) -> ResponseReturnValue:
    """The same in the portal."""
    return _show(own_side(number), offer_id)


def _show(side: Side, offer_id: int) -> ResponseReturnValue:
    session, found = db.session(), seen_offer(side, offer_id)
    is_ours = side.is_office or found.member_id == side.member_id
    return page(
        "solutions/offer.html", offer=found, side=side, act=ActForm(formdata=None), state=offer_state(found),
        states_of_offers=OFFER_STATES, may_change=side.may_write and is_ours and found.erased_at is None,
        name=member_name(found.member, side.viewer), is_audited=horizon.present() is not None,
        similar=queries.needs_like(session, side.viewer, found) if is_ours else None,
        partnerships=queries.partnerships_with(session, side.viewer, found), choosable=_choosable(side, found),
        owner_of=lambda row: owner_of(row, side.viewer),
        lines=journal.lines_about(session, queries.offer_subject_of(offer_id)) if side.is_office else [], **WORDS,
    )


def _choosable(side: Side, found: Any) -> list[Any]:
    """Solutions for which the office can ask with this offer."""
    if not side.is_office or not side.may_write or offer_state(found) != "standing":
        return []
    asked = queries.Asked()
    every = queries.list_solutions(db.session(), side.viewer, asked, descending=True, limit=200)[0]
    return [
        each.solution for each in every if each.solution.state is not SolutionState.ENDED and not any(
            partner.member_id == found.member_id and partner.state in OPEN_PARTNERSHIPS
            for partner in each.solution.partners
        )
    ]  # fmt: skip


@blueprint.get("/loesungen/angebote/<int:offer_id>/partner")
@requires(*WRITERS)
def ask_with(offer_id: int) -> ResponseReturnValue:
    """Go on to ask the member for the chosen solution."""
    solution_id = id_in(request.args.get("loesung"))
    if solution_id is None:
        raise Refusal("Wählen Sie eine Lösung.")
    return redirect(office_side().url("ask", solution_id=solution_id, angebot=offer_id))


# --- stated and changed -----------------------------------------------------------------------------------------------


@blueprint.route("/loesungen/angebote/neu", methods=["GET", "POST"])
@requires(*WRITERS)
def state_offer() -> ResponseReturnValue:
    """State what a member offers, for who has no portal."""
    return _state(office_side())


@blueprint.route("/mein/<int:number>/loesungen/angebote/neu", methods=["GET", "POST"])
@requires(Role.MEMBER)
def own_state_offer(number: int) -> ResponseReturnValue:
    """State what one can contribute."""
    return _state(acting(number))


def _state(side: Side) -> ResponseReturnValue:
    form = OfferForm()
    form.lead(house_regions(), form.region.data or "" if request.method == "GET" else "")
    if request.method == "GET":
        form.member.data = request.args.get("mitglied", "")[:12]
    elif form.validate_on_submit():
        with RefusalsAbove(form), RefusalsAt(form.member, NotFound):
            offered, number = form.offered(), form.number
            member = side.member or members.get_by_number(db.session(), number)
            with transaction() as session:
                actor, now, member_id = current_actor(), clock.now(), member.id
                offer_id = form.once(session, lambda: actions.state_offer(
                    session, members.get_member(session, member_id), offered, actor, now
                ).id)  # fmt: skip
            flash(_("Gespeichert. Unten sehen Sie, zu welchen Bedarfen es passt."))
            return redirect(side.url("offer", offer_id=offer_id))
    return page("solutions/state_offer.html", status_of(form), form=form, side=side, **WORDS)


@blueprint.route("/loesungen/angebote/<int:offer_id>/aendern", methods=["GET", "POST"])
@requires(*WRITERS)
def change_offer(offer_id: int) -> ResponseReturnValue:
    """Say something else of an offer."""
    return _change(office_side(), offer_id)


@blueprint.route("/mein/<int:number>/loesungen/angebote/<int:offer_id>/aendern", methods=["GET", "POST"])
@requires(Role.MEMBER)
def own_change_offer(number: int, offer_id: int) -> ResponseReturnValue:
    """Say something else of one's own offer."""
    return _change(acting(number), offer_id)


def _owned(side: Side, offer_id: int) -> Any:
    """An offer that may be changed from this side."""
    found = seen_offer(side, offer_id)
    if not side.is_office and found.member_id != side.member_id:
        raise NotFound("Dieses Angebot gibt es nicht, oder es ist nicht für Sie bestimmt.")
    return found


def _change(side: Side, offer_id: int) -> ResponseReturnValue:
    found = _owned(side, offer_id)
    form = ChangeOfferForm(data=stored_of(found)).show(stored_of(found))
    form.lead(house_regions(), found.region)
    if form.validate_on_submit():
        with suppress(Overtaken), RefusalsAbove(form):
            offered = form.offered()
            with transaction() as session:
                form.check_known(
                    session, queries.offer_subject_of(offer_id),
                    lambda: stored_of(queries.get_offer(session, offer_id)),
                )
                actions.change_offer(session, offer_id, side.member_id, offered, current_actor(), clock.now())
            flash(_("Gespeichert"))
            return redirect(side.url("offer", offer_id=offer_id))
    return page("solutions/change_offer.html", status_of(form), form=form, side=side, offer=_owned(side, offer_id),
                **WORDS)


def stored_of(found: Any) -> dict[str, Any]:
    """What the form of an offer relies on."""
    names = ("title", "what", "region", "conditions", "until")
    return {**{name: getattr(found, name) for name in names}, "kind": str(found.kind), "level": str(found.level),
            "field": str(found.field or "")}


# --- withdrawn, offered again, deleted --------------------------------------------------------------------------------


@blueprint.post("/loesungen/angebote/<int:offer_id>/zurueckziehen")
@requires(*WRITERS)
def withdraw_offer(offer_id: int) -> ResponseReturnValue:
    """Take an offer back, at the member's word."""
    return _withdraw(office_side(), offer_id)


@blueprint.post("/mein/<int:number>/loesungen/angebote/<int:offer_id>/zurueckziehen")
@requires(Role.MEMBER)
def own_withdraw_offer(number: int, offer_id: int) -> ResponseReturnValue:
    """Take one's own offer back; also who has left the cooperative may."""
    return _withdraw(own_side(number), offer_id)


def _withdraw(side: Side, offer_id: int) -> ResponseReturnValue:
    return _act(side, offer_id, lambda session, actor, now: actions.withdraw_offer(
        session, offer_id, side.member_id, actor, now
    ), _("Zurückgezogen. Andere sehen es nicht mehr."))  # fmt: skip


@blueprint.post("/loesungen/angebote/<int:offer_id>/wieder")
@requires(*WRITERS)
def offer_again(offer_id: int) -> ResponseReturnValue:
    """Offer again what was withdrawn, at the member's word."""
    return _again(office_side(), offer_id)


@blueprint.post("/mein/<int:number>/loesungen/angebote/<int:offer_id>/wieder")
@requires(Role.MEMBER)
def own_offer_again(number: int, offer_id: int) -> ResponseReturnValue:
    """Offer again what one had withdrawn."""
    return _again(acting(number), offer_id)


def _again(side: Side, offer_id: int) -> ResponseReturnValue:
    return _act(side, offer_id, lambda session, actor, now: actions.offer_again(
        session, offer_id, side.member_id, actor, now
    ), _("Es gilt wieder."))  # fmt: skip


@blueprint.post("/loesungen/angebote/<int:offer_id>/loeschen")
@requires(*WRITERS)
def erase_offer(offer_id: int) -> ResponseReturnValue:
    """Delete the words of a withdrawn offer, at the member's word."""
    return _erase(office_side(), offer_id)


@blueprint.post("/mein/<int:number>/loesungen/angebote/<int:offer_id>/loeschen")
@requires(Role.MEMBER)
def own_erase_offer(number: int, offer_id: int) -> ResponseReturnValue:
    """Delete the words of one's own withdrawn offer; also who has left the cooperative may."""
    side = own_side(number)
    _act(side, offer_id, _erasing(side, offer_id), _("Gelöscht"))
    return redirect(side.url("offers"))


def _erase(side: Side, offer_id: int) -> ResponseReturnValue:
    return _act(side, offer_id, _erasing(side, offer_id), _("Gelöscht"))


def _erasing(side: Side, offer_id: int) -> Act:
    return lambda session, actor, now: actions.erase_offer(session, offer_id, side.member_id, actor, now)


def _act(side: Side, offer_id: int, act: Act, said: str) -> ResponseReturnValue:
    """Carry an act on an offer out once, and go back to its page."""
    _owned(side, offer_id)
    act_once(act, offer_id, said)
    return redirect(side.url("offer", offer_id=offer_id))
