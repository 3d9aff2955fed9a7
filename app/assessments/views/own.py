"""Assess in the portal: the own rounds, one bundle at a time, kept while somebody writes, handed in as a whole."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.assessments import actions, queries
from app.assessments.forms import AssessForm, assess_form
from app.assessments.models import Assessor
from app.assessments.rules import RESULT_SHOWN, Unscored
from app.assessments.views.pieces import WORDS, Side, blueprint, own_side
from app.assessments.views.results import context_of
from app.core import clock
from app.core.db import db, transaction
from app.core.values import Role
from app.core.web import RefusalsAbove, _, current_actor, page, requires, status_of
from app.members import queries as members


def _assessor(side: Side, round_id: int) -> Assessor:
    return queries.get_own(db.session(), round_id, current_actor().party_id, side.member.id)


def _led_back(side: Side, round_id: int) -> ResponseReturnValue | None:
    """Lead who was excused from a round that runs to its rounds: it may come from handing in, and is told why; None for
    everybody else.
    """
    row = queries.find_assessor(db.session(), round_id, current_actor().party_id, side.member.id)
    if row is None or row.excused_at is None or row.round.state in RESULT_SHOWN:
        return None
    flash(_("In der Runde %(number)s sind Sie inzwischen entschuldigt. Was Sie abgegeben haben, zählt.",
            number=row.round.number))
    return redirect(url_for(".own_index", number=side.member.number))


@blueprint.get("/mein/bewertungen")
@requires(Role.MEMBER)
def mine() -> ResponseReturnValue:
    """The rounds of the first membership that one acts for, or had, with something to assess."""
    session, today, party_id = db.session(), clock.today(), current_actor().party_id
    known = members.members_known_to(session, party_id or 0, today)
    waiting = [each for each in known if queries.own_rounds(session, party_id, each.id)]
    first = next(iter([*waiting, *known]), None)
    return redirect(url_for(".own_index", number=first.number) if first else url_for("portal.index"))


@blueprint.get("/mein/<int:number>/bewertungen")
@requires(Role.MEMBER)
def own_index(number: int) -> ResponseReturnValue:
    """The rounds in which one assesses or assessed for a member."""
    side, session, party_id, today = own_side(number), db.session(), current_actor().party_id, clock.today()
    rounds = queries.own_rounds(session, party_id, side.member.id)
    waiting = {each.assessor.id: each.missing for each in queries.waiting_for(session, party_id, side.member.id, today)}
    return page(
        "assessments/own_index.html", side=side, rounds=rounds, waiting=waiting,
        own=members.members_known_to(session, party_id or 0, today), **WORDS,
    )


@blueprint.get("/mein/<int:number>/bewertungen/<int:round_id>")
@requires(Role.MEMBER)
def own_show(number: int, round_id: int) -> ResponseReturnValue:
    """One round: what one is asked to assess, how far one is, who will read what."""
    side, today = own_side(number), clock.today()
    if (elsewhere := _led_back(side, round_id)) is not None:
        return elsewhere
    assessor = _assessor(side, round_id)
    tasks, is_running = queries.tasks_of(db.session(), assessor, today), queries.is_running(assessor.round, today)
    return page(
        "assessments/own_show.html", side=side, round=assessor.round, tasks=tasks,
        left_out=queries.left_out_of(db.session(), assessor, today),
        missing=sum(not each.is_done for each in tasks), is_over=assessor.round.state in RESULT_SHOWN,
        is_running=is_running, may_assess=side.may_write and is_running, **WORDS,
    )


@blueprint.route("/mein/<int:number>/bewertungen/<int:round_id>/<int:subject_id>", methods=["GET", "POST"])
@requires(Role.MEMBER)
def own_assess(number: int, round_id: int, subject_id: int) -> ResponseReturnValue:
    """Assess one bundle or need: buttons `submit` hands in, `save` keeps; what was handed in is read."""
    side = own_side(number)
    if request.method == "GET" and (elsewhere := _led_back(side, round_id)) is not None:
        return elsewhere
    assessor, tasks = _asked(side, round_id)
    given = queries.scores_of(queries.task_among(tasks, subject_id).assessment)
    form = assess_form(assessor.round.criteria, given)
    if request.method == "POST" and form.validate():
        with RefusalsAbove(form), _AtCriterion(form):
            return _assessed(side, round_id, subject_id, form)
        assessor, tasks = _asked(side, round_id)  # who was excused meanwhile is not asked any more
    task = queries.task_among(tasks, subject_id)
    return page(
        "assessments/own_assess.html", status_of(form), side=side, round=assessor.round, task=task, form=form,
        criteria=assessor.round.criteria, given=given,
        rows=queries.assessed_with(db.session(), subject_id, side.viewer),
        may_write=_may_write(side, assessor, task), position=_position(tasks, subject_id), **WORDS,
    )


def _asked(side: Side, round_id: int) -> tuple[Assessor, list[queries.Task]]:
    """Who somebody is in a round, and all that it is asked about there."""
    assessor = _assessor(side, round_id)
    return assessor, queries.tasks_of(db.session(), assessor, clock.today())


def _may_write(side: Side, assessor: Assessor, task: queries.Task) -> bool:
    return side.may_write and not task.is_done and queries.is_running(assessor.round, clock.today())


def _position(tasks: Sequence[queries.Task], subject_id: int) -> dict[str, Any]:
    """Which of how many it is, and which stand before and behind it."""
    ids = [each.subject.id for each in tasks]
    at = ids.index(subject_id)
    return {"at": at + 1, "of": len(ids), "before": ids[at - 1] if at else None,
            "behind": ids[at + 1] if at + 1 < len(ids) else None}  # fmt: skip


class _AtCriterion(RefusalsAbove):
    """Show at its criterion that one was left open."""

    def __init__(self, form: AssessForm) -> None:
        super().__init__(form, Unscored)

    def __exit__(self, kind: Any, fault: BaseException | None, trace: Any) -> bool:
        if not isinstance(fault, Unscored):
            return False
        self.form[f"step_{fault.criterion}"].errors = [_(fault.message)]
        return True


def _assessed(side: Side, round_id: int, subject_id: int, form: AssessForm) -> ResponseReturnValue:
    """Keep or hand in, and go on to what is still to be done."""
    is_submitted = request.form.get("act") == "submit"
    member_id, actor, now = side.member.id, current_actor(), clock.now()
    act = actions.submit if is_submitted else actions.keep
    with transaction() as session:
        assessor = queries.get_own(session, round_id, actor.party_id, member_id)
        scores = form.scores(assessor.round.criteria)
        form.once(session, lambda: act(session, round_id, member_id, subject_id, scores, actor, now).id)
    flash(_("Abgegeben") if is_submitted else _("Gespeichert. Abgegeben ist noch nichts."))
    number = side.member.number
    if not is_submitted:
        return redirect(url_for(".own_assess", number=number, round_id=round_id, subject_id=subject_id))
    still = queries.find_own(db.session(), round_id, actor.party_id, member_id)
    if still is None:  # excused at the same moment; what was handed in stands
        return redirect(url_for(".own_index", number=number))
    tasks = queries.tasks_of(db.session(), still, clock.today())
    following = next((each.subject.id for each in tasks if not each.is_done), None)
    if following is None:
        return redirect(url_for(".own_show", number=number, round_id=round_id))
    return redirect(url_for(".own_assess", number=number, round_id=round_id, subject_id=following))


@blueprint.post("/mein/<int:number>/bewertungen/<int:round_id>/<int:subject_id>/zwischenstand")
@requires(Role.MEMBER)
def own_keep(number: int, round_id: int, subject_id: int) -> ResponseReturnValue:
    """Keep what is being written, while somebody writes."""
    side = own_side(number)
    assessor = _assessor(side, round_id)
    form = assess_form(assessor.round.criteria, {})
    if not form.validate():
        return form.faults(), 422
    actor, now, member_id = current_actor(), clock.now(), side.member.id
    with transaction() as session:
        scores = form.scores(queries.get_round(session, round_id).criteria)
        actions.keep(session, round_id, member_id, subject_id, scores, actor, now)
    return "", 204


@blueprint.get("/mein/<int:number>/bewertungen/<int:round_id>/ergebnis")
@requires(Role.MEMBER)
def own_result(number: int, round_id: int) -> ResponseReturnValue:
    """What came of a round, for who assessed in it: without names, and of what it may still see."""
    side = own_side(number)
    assessor = _assessor(side, round_id)
    heard = [each for each in queries.result_of(db.session(), assessor.round) if each.subject.is_shown]
    shown = context_of(assessor.round, heard, side)
    return page("assessments/own_result.html", **shown, names_shown=False, **WORDS)
