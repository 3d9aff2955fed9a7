"""Lay the result of a round before board or assembly, and take it back."""

from flask import request
from flask.typing import ResponseReturnValue

from app.assessments import actions, queries
from app.assessments.forms import BOARD, ActForm, LayForm
from app.assessments.rules import check_may_be_laid
from app.assessments.views.pieces import WORDS, WRITERS, back_to, blueprint, carry_out, from_above, get_round
from app.assessments.views.results import decimal, entries_of
from app.core.db import db
from app.core.web import RefusalsAbove, RefusalsAt, _, page, requires, status_of


@blueprint.route("/bewertungen/<int:round_id>/vorlegen", methods=["GET", "POST"])
@requires(*WRITERS)
def lay(round_id: int) -> ResponseReturnValue:
    """Choose what is to be taken up and who decides, then lay it before them."""
    session, found, form = db.session(), get_round(round_id), LayForm()
    item = queries.find_item(session, round_id)
    turnout = queries.turnout_of(session, found)
    check_may_be_laid(found.state, item is not None and item.is_open, 1, turnout.heard)
    entries = entries_of(found, queries.result_of(session, found), queries.weights_of(found.criteria))
    form.taken.choices = [(each.heard.subject.id, f"{each.heard.subject.number} {each.heard.subject.title}")
                          for each in entries]
    agendas = list(from_above().agendas(session))
    form.assembly.choices = agendas
    if request.method == "POST" and form.validate():
        with RefusalsAbove(form), RefusalsAt(form.assembly, actions.AgendaRefusal):
            _lay(round_id, form)
            return back_to(round_id, _("Vorgelegt"))
    found = get_round(round_id)
    form.seen.data = str(found.version)
    return page("assessments/lay.html", status_of(form), form=form, round=found, entries=entries, agendas=agendas,
                decimal=decimal, turnout=turnout, **WORDS)


def _lay(round_id: int, form: LayForm) -> None:
    taken, assembly_id = form.taken.data or [], form.assembly.data
    if form.organ.data == BOARD:
        carry_out(form, lambda session, seen, actor, now: actions.lay_before_board(
            session, round_id, taken, seen, actor, now
        ))  # fmt: skip
        return
    known = {each for each, _label in from_above().agendas(db.session())}
    if assembly_id not in known:
        raise actions.AgendaRefusal("Wählen Sie eine Versammlung, deren Tagesordnung noch geschrieben wird.")
    carry_out(form, lambda session, seen, actor, now: actions.lay_before_assembly(
        session, round_id, taken, assembly_id, seen, actor, now
    ))  # fmt: skip


@blueprint.post("/bewertungen/<int:round_id>/zuruecknehmen")
@requires(*WRITERS)
def take_back(round_id: int) -> ResponseReturnValue:
    """Take a result back that lies before an organ."""
    carry_out(ActForm(), lambda session, seen, actor, now: actions.take_back(session, round_id, seen, actor, now))
    return back_to(round_id, _("Zurückgenommen"))
