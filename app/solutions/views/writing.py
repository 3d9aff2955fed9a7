"""Open a solution, say something else of it, write down its progress and take an entry back."""

from contextlib import suppress
from typing import Any

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.core import clock
from app.core.db import db, transaction
from app.core.told import Told
from app.core.web import Overtaken, RefusalsAbove, RefusalsAt, _, current_actor, id_in, page, requires, status_of
from app.needs import queries as needs
from app.prospects import queries as prospects
from app.solutions import actions, queries
from app.solutions.forms import ChangeForm, OpenForm, ProgressForm, ReasonForm
from app.solutions.rules import STATE_WORDS, AddressRefusal, DayRefusal, SolutionState, StateRefusal
from app.solutions.views.pieces import WORDS, WRITERS, back_to, blueprint, office_side, owner_of, seen_solution


@blueprint.route("/loesungen/neu", methods=["GET", "POST"])
@requires(*WRITERS)
def create() -> ResponseReturnValue:
    """Open a solution; with the need it is to answer, where the address names one."""
    side, form, session = office_side(), OpenForm(), db.session()
    need_id = id_in(request.args.get("bedarf"))
    row = needs.find_row(session, need_id, side.viewer) if need_id else None
    form.offer(prospects.owners_on(session, clock.today()))
    if request.method == "GET":
        form.responsible_id.data = str(current_actor().user_id)
        form.level.data = "members"
    if form.validate_on_submit():
        with RefusalsAbove(form), RefusalsAt(form.links, AddressRefusal):
            return redirect(side.url("show", solution_id=_open(form, row.need.id if row else None)))
    return page("solutions/create.html", status_of(form), form=form, side=side, row=row,
                owner=owner_of(row, side.viewer) if row else "", choosable=_choosable(session, row), **WORDS)


def _choosable(session: Session, row: Any) -> Any:
    return queries.to_choose(session, row.need.id) if row else []


def _open(form: OpenForm, need_id: int | None) -> int:
    stated = form.stated()
    with transaction() as session:
        actor, now = current_actor(), clock.now()

        def act() -> int:
            solution = actions.open_solution(
                session, stated, SolutionState(form.state.data), int(form.responsible_id.data), actor, now
            )
            if need_id is not None:
                actions.link(session, solution.id, [need_id], actor, now)
            return solution.id

        return form.once(session, act)


@blueprint.route("/loesungen/<int:solution_id>/aendern", methods=["GET", "POST"])
@requires(*WRITERS)
def change(solution_id: int) -> ResponseReturnValue:
    """Say something else of a solution."""
    side = office_side()
    solution = seen_solution(side, solution_id)
    form = ChangeForm(data=stored_of(solution)).show(stored_of(solution))
    form.offer(prospects.owners_on(db.session(), clock.today()), (solution.responsible_id, solution.responsible))
    if form.validate_on_submit():
        with suppress(Overtaken), RefusalsAbove(form), RefusalsAt(form.links, AddressRefusal):
            stated, responsible = form.stated(), int(form.responsible_id.data)
            with transaction() as session:
                form.check_known(
                    session, queries.subject_of(solution_id),
                    lambda: stored_of(queries.get_solution(session, solution_id)),
                    {**stated.content(), "responsible_id": str(responsible)},
                )
                actions.change(session, solution_id, stated, responsible, current_actor(), clock.now())
            flash(_("Gespeichert"))
            return back_to(side, solution_id)
    return page("solutions/change.html", status_of(form), form=form, side=side, solution=seen_solution(
        side, solution_id), **WORDS)  # fmt: skip


def stored_of(solution: Any) -> dict[str, Any]:
    """What the form of a solution relies on."""
    content = solution.stated().content()
    return {**content, "kind": str(content["kind"]), "level": str(content["level"]),
            "responsible_id": str(solution.responsible_id)}


# --- progress ---------------------------------------------------------------------------------------------------------


@blueprint.route("/loesungen/<int:solution_id>/fortschritt", methods=["GET", "POST"])
@requires(*WRITERS)
def progress(solution_id: int) -> ResponseReturnValue:
    """Write down what happened, and where it stands now."""
    side = office_side()
    solution = seen_solution(side, solution_id)
    form = ProgressForm().show(_standing(solution))
    form.lead(solution.state if request.method == "GET" else None)
    if request.method == "GET":
        form.day.data, form.to.data = clock.today(), request.args.get("zu", "")
    elif form.validate_on_submit():
        with (
            suppress(Overtaken), RefusalsAbove(form), RefusalsAt(form.words), RefusalsAt(form.day, DayRefusal),
            RefusalsAt(form.to, StateRefusal),
        ):  # fmt: skip
            _progress(form, solution_id)
            flash(_("Eingetragen"))
            return back_to(side, solution_id, "fortschritt")
    solution = seen_solution(side, solution_id)
    form.lead(solution.state)
    return page("solutions/progress.html", status_of(form), form=form, side=side, solution=solution, **WORDS)


def _standing(solution: Any) -> dict[str, object]:
    """What the form relies on: the state of the solution."""
    return {"state": Told(STATE_WORDS[solution.state])}


def _progress(form: ProgressForm, solution_id: int) -> None:
    day, words, to = form.day.day, form.words.data or "", form.state

    def stored() -> dict[str, object]:
        solution = queries.get_solution(session, solution_id)
        is_there = any((each.day, each.words) == (day, words.strip()) for each in solution.progress if words.strip())
        return {**_standing(solution), **({"same": words.strip()} if is_there else {})}

    with transaction() as session:
        actor, now = current_actor(), clock.now()
        form.add(
            session, queries.subject_of(solution_id), stored,
            lambda: actions.progress(session, solution_id, day, words, to, actor, now).id,
        )


@blueprint.route("/loesungen/<int:solution_id>/fortschritt/<int:entry_id>/zuruecknehmen", methods=["GET", "POST"])
@requires(*WRITERS)
def take_back(solution_id: int, entry_id: int) -> ResponseReturnValue:
    """Take an entry of progress back by another."""
    side, form = office_side(), ReasonForm()
    solution = seen_solution(side, solution_id)
    entry = next((each for each in solution.progress if each.id == entry_id), None)
    if form.validate_on_submit():
        with RefusalsAbove(form):
            reason = form.reason.data or ""
            with transaction() as session:
                actor, now = current_actor(), clock.now()
                form.once(session, lambda: actions.take_back(session, solution_id, entry_id, reason, actor, now).id)
            flash(_("Zurückgenommen"))
            return back_to(side, solution_id, "fortschritt")
    return page("solutions/take_back.html", status_of(form), form=form, side=side, entry=entry, solution=seen_solution(
        side, solution_id), **WORDS)  # fmt: skip
