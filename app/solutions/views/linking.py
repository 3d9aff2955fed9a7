"""Which needs a solution answers: added, taken off, and answered by one act."""

from typing import Any

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue

from app.bundles import queries as bundles
from app.core import clock
from app.core.db import db, transaction
from app.core.values import NotFound, Refusal
from app.core.web import RefusalsAbove, RefusalsAt, _, current_actor, id_in, page, requires, status_of, told
from app.needs import queries as needs
from app.needs.rules import WAITING, NeedState
from app.needs.rules import Stated as NeedStated
from app.solutions import actions, queries
from app.solutions.forms import AnswerForm, LinkForm
from app.solutions.rules import WordsRefusal
from app.solutions.views.pieces import (
    WORDS,
    WRITERS,
    Side,
    act_once,
    back_to,
    blueprint,
    office_side,
    owner_of,
    seen_solution,
)


@blueprint.route("/loesungen/<int:solution_id>/bedarfe", methods=["GET", "POST"])
@requires(*WRITERS)
def link(solution_id: int) -> ResponseReturnValue:
    """Add needs that a solution is to answer: those like it, and others by number."""
    side, form = office_side(), LinkForm()
    solution = seen_solution(side, solution_id)
    similar = _suggested(side, solution)
    form.offer([(str(row.need.id), _label(side, row)) for row, _why in similar.found], _bundles(side))
    if request.method == "GET":
        form.numbers.data, form.bundle.data = request.args.get("nummer", "")[:60], request.args.get("buendel", "")
    elif form.validate_on_submit():
        with RefusalsAbove(form), RefusalsAt(form.numbers, NotFound):
            of_bundle, left_out = _of_bundle(side, form.bundle_id)
            ids = [*form.ids, *of_bundle, *_numbered(form.numbers.data or "")]
            with transaction() as session:
                actor, now = current_actor(), clock.now()
                form.once(session, lambda: len(actions.link(session, solution_id, ids, actor, now)))
            flash(_("Hinzugefügt. Wer wartete, steht jetzt auf „In Arbeit“ und erfährt es per E-Mail."))
            if left_out:
                flash(_("Nicht aus dem Bündel übernommen: %(numbers)s. Sehen Sie sich dort den Stand und das Mitglied"
                        " an.", numbers=", ".join(left_out)))
            return back_to(side, solution_id, "bedarfe")
    return page(
        "solutions/link.html", status_of(form), form=form, side=side, solution=seen_solution(side, solution_id),
        similar=similar, reasons={str(row.need.id): told(why.reason) for row, why in similar.found}, **WORDS,
    )  # fmt: skip


def _bundles(side: Side) -> list[tuple[str, str]]:
    """The bundles that are there, the newest first."""
    found = bundles.list_bundles(db.session(), side.viewer, bundles.Asked(), "opened", descending=True, limit=300)[0]
    return [(str(row.bundle.id), f"{row.bundle.title} ({row.bundle.number})") for row in found]


def _of_bundle(side: Side, bundle_id: int) -> tuple[list[int], list[str]]:
    """The needs of a bundle that a solution can answer, and the numbers of the others."""
    if not bundle_id:
        return [], []
    session = db.session()
    rows = bundles.needs_in(session, bundles.get_bundle(session, bundle_id, side.viewer).id, side.viewer)
    served = needs.served_among(session, [row.need for row in rows], clock.today())
    fitting = [row for row in rows if row.need.state is not NeedState.SET_ASIDE and row.need.id in served]
    return [row.need.id for row in fitting], [row.need.number for row in rows if row not in fitting]


def _label(side: Side, row: needs.Row) -> str:
    return f"{row.need.title} ({owner_of(row, side.viewer)}, {row.need.number})"


def _suggested(side: Side, solution: Any) -> needs.Similar:
    """Needs like the solution that it does not answer yet and that are still open."""
    found = needs.similar_to(db.session(), side.viewer, NeedStated(solution.title, solution.about))
    linked = {each.need_id for each in solution.needs}
    fresh = [
        (row, why) for row, why in found.found
        if row.need.id not in linked and row.need.state in WAITING
    ]
    return needs.Similar(fresh, found.is_ready, found.is_meant)


def _numbered(typed: str) -> list[int]:
    """The ids of the needs whose numbers were typed, between commas or blanks; raises NotFound for what is none."""
    found = []
    for number in typed.replace(",", " ").replace(";", " ").upper().split():
        need_id = needs.find_numbered(db.session(), number)
        if need_id is None:
            raise NotFound("Unter der Nummer {number} gibt es keinen Bedarf.", number=number)
        found.append(need_id)
    return found


@blueprint.post("/loesungen/bedarf/<int:need_id>")
@requires(*WRITERS)
def link_chosen(need_id: int) -> ResponseReturnValue:
    """Let a solution that is there already answer a need, from the need's page."""
    side, typed = office_side(), request.form.get("solution", "")
    needs.get_row(db.session(), need_id, side.viewer)
    solution_id = id_in(typed)
    if not solution_id:
        raise Refusal("Wählen Sie eine Lösung.")
    act_once(lambda session, actor, now: actions.link(session, solution_id, [need_id], actor, now), solution_id,
             _("Hinzugefügt"))
    return redirect(side.url("show", solution_id=solution_id, _anchor="bedarfe"))


@blueprint.post("/loesungen/<int:solution_id>/bedarfe/<int:link_id>/loesen")
@requires(*WRITERS)
def unlink(solution_id: int, link_id: int) -> ResponseReturnValue:
    """Let a solution answer a need no more."""
    act_once(lambda session, actor, now: actions.unlink(session, solution_id, link_id, actor, now), link_id,
             _("Der Bedarf gehört nicht mehr zu dieser Lösung. Sein Stand bleibt."))
    return back_to(office_side(), solution_id, "bedarfe")


@blueprint.route("/loesungen/<int:solution_id>/antworten", methods=["GET", "POST"])
@requires(*WRITERS)
def answer(solution_id: int) -> ResponseReturnValue:
    """Answer needs with a solution that is there, by one act."""
    side, form = office_side(), AnswerForm()
    solution = seen_solution(side, solution_id)
    waiting = [each for each in queries.answered_by(db.session(), side.viewer, solution) if not each.may_judge]
    form.chosen.choices = [(str(each.link.id), _label(side, each.row)) for each in waiting]
    if request.method == "GET":
        form.seen.data = str(needs.newest_step(db.session(), [each.row.need.id for each in waiting]))
        form.chosen.data = [str(each.link.id) for each in waiting]
    elif form.validate_on_submit():
        with RefusalsAbove(form), RefusalsAt(form.words, WordsRefusal):
            ids, words, seen = form.ids, form.words.data or "", form.seen_version
            with transaction() as session:
                actor, now = current_actor(), clock.now()
                form.once(session, lambda: len(actions.answer(session, solution_id, ids, words, seen, actor, now)))
            flash(_("Beantwortet. Jedes Mitglied erfährt es und wird gefragt, ob es geholfen hat."))
            return back_to(side, solution_id, "bedarfe")
    return page("solutions/answer.html", status_of(form), form=form, side=side, waiting=waiting,
                solution=seen_solution(side, solution_id), **WORDS)
