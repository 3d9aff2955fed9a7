"""Owners' verdicts: said in the portal or noted by the office, taken back, explained to."""

from typing import Any

from flask import flash, request
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.db import db, transaction
from app.core.values import NotFound, Role
from app.core.web import RefusalsAbove, RefusalsAt, SeenForm, _, current_actor, page, requires, status_of
from app.solutions import actions, queries
from app.solutions.actions import Said
from app.solutions.forms import ReplyForm, VerdictForm
from app.solutions.queries import Answered
from app.solutions.rules import WordsRefusal
from app.solutions.views.pieces import (
    WORDS,
    WRITERS,
    Side,
    acting,
    back_to,
    blueprint,
    office_side,
    own_side,
    owner_of,
    seen_solution,
)


def _answered(side: Side, solution_id: int, link_id: int) -> tuple[Any, Answered]:
    """The solution and a need it answers; in the portal an own one."""
    solution = seen_solution(side, solution_id)
    found = queries.find_answered(db.session(), side.viewer, solution, link_id)
    if not side.is_office and not side.owns(found):
        raise NotFound("Diesen Bedarf gibt es nicht, oder er ist nicht für Sie bestimmt.")
    return solution, found


@blueprint.route("/loesungen/<int:solution_id>/urteil/<int:link_id>", methods=["GET", "POST"])
@requires(*WRITERS)
def judge(solution_id: int, link_id: int) -> ResponseReturnValue:
    """Note what an owner says of a solution, for who has no portal."""
    return _judge(office_side(), solution_id, link_id)


@blueprint.route("/mein/<int:number>/loesungen/<int:solution_id>/urteil/<int:link_id>", methods=["GET", "POST"])
@requires(Role.MEMBER)
def own_judge(number: int, solution_id: int, link_id: int) -> ResponseReturnValue:
    """Say whether a solution helped, or something else than before."""
    return _judge(acting(number) if request.method == "POST" else own_side(number), solution_id, link_id)


def _judge(side: Side, solution_id: int, link_id: int) -> ResponseReturnValue:
    form, (solution, answered) = VerdictForm(), _answered(side, solution_id, link_id)
    if request.method == "GET":
        said = answered.link.verdict
        form.seen.data = str(len(answered.link.verdicts))
        if said is not None and said.outcome is not None:
            form.outcome.data, form.words.data, form.noted.data = said.outcome.value, said.words, said.noted
    elif form.validate_on_submit():
        with RefusalsAbove(form), RefusalsAt(form.words, WordsRefusal):
            said_now = Said(form.said, form.words.data or "", form.noted.data or "")
            with transaction() as session:
                actor, now, seen = current_actor(), clock.now(), form.seen_version
                form.once(session, lambda: actions.judge(
                    session, solution_id, link_id, side.member_id, said_now, seen, actor, now
                ).id)  # fmt: skip
            flash(_("Gespeichert") if side.is_office else _("Danke. Sie können es jederzeit ändern."))
            return back_to(side, solution_id, "bedarfe")
    return page("solutions/judge.html", status_of(form), form=form, side=side, solution=solution, answered=answered,
                owner=owner_of(answered.row, side.viewer), **WORDS)


@blueprint.post("/loesungen/<int:solution_id>/urteil/<int:link_id>/zuruecknehmen")
@requires(*WRITERS)
def take_verdict_back(solution_id: int, link_id: int) -> ResponseReturnValue:
    """Take a verdict back, at the owner's word."""
    return _take_back(office_side(), solution_id, link_id)


@blueprint.post("/mein/<int:number>/loesungen/<int:solution_id>/urteil/<int:link_id>/zuruecknehmen")
@requires(Role.MEMBER)
def own_take_verdict_back(number: int, solution_id: int, link_id: int) -> ResponseReturnValue:
    """Take one's own verdict back."""
    return _take_back(acting(number), solution_id, link_id)


def _take_back(side: Side, solution_id: int, link_id: int) -> ResponseReturnValue:
    _answered(side, solution_id, link_id)
    form = SeenForm()
    with transaction() as session:
        actor, now, seen = current_actor(), clock.now(), form.seen_version
        form.once(session, lambda: actions.take_verdict_back(
            session, solution_id, link_id, side.member_id, seen, actor, now
        ).id)  # fmt: skip
    flash(_("Zurückgenommen. Die früheren Fassungen bleiben für Geschäftsstelle und Mitglied sichtbar."))
    return back_to(side, solution_id, "bedarfe")


@blueprint.route("/loesungen/<int:solution_id>/urteil/<int:link_id>/erklaeren", methods=["GET", "POST"])
@requires(*WRITERS)
def reply(solution_id: int, link_id: int) -> ResponseReturnValue:
    """Explain something to a verdict; or lead its need on again, on the need's page."""
    side, form = office_side(), ReplyForm()
    solution, answered = _answered(side, solution_id, link_id)
    if request.method == "GET":
        form.seen.data = str(len(answered.link.verdicts))
    elif form.validate_on_submit():
        with RefusalsAbove(form), RefusalsAt(form.words, WordsRefusal):
            words, seen = form.words.data or "", form.seen_version
            with transaction() as session:
                actor, now = current_actor(), clock.now()
                form.once(session, lambda: actions.reply(session, solution_id, link_id, words, seen, actor, now).id)
            flash(_("Gespeichert. Das Mitglied erfährt es per E-Mail."))
            return back_to(side, solution_id, "bedarfe")
    return page("solutions/reply.html", status_of(form), form=form, side=side, solution=solution, answered=answered,
                owner=owner_of(answered.row, side.viewer), **WORDS)
