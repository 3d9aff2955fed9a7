"""A round runs: who assesses is named and excused, it begins, is extended, closes."""

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from app.accounts import queries as accounts
from app.assessments import actions, queries
from app.assessments.forms import ActForm, AssessorForm, ExcuseForm, ExtendForm, MemberForm
from app.assessments.rules import DayRefusal, check_open, check_prepared, check_takes_assessors
from app.assessments.views.pieces import WORDS, WRITERS, back_to, blueprint, carry_out, get_round
from app.assessments.views.showing import lines_of
from app.core.db import db
from app.core.values import NotFound
from app.core.web import RefusalsAbove, RefusalsAt, _, id_in, page, reading_day, requires, status_of
from app.members import queries as members

# --- who assesses -----------------------------------------------------------------------------------------------------


@blueprint.route("/bewertungen/<int:round_id>/bewertende/neu", methods=["GET", "POST"])
@requires(*WRITERS)
def name_assessor(round_id: int) -> ResponseReturnValue:
    """Name somebody: first the member is asked for, then who of those that act for it."""
    found, session = get_round(round_id), db.session()
    check_takes_assessors(found.state)
    form, asking = AssessorForm(), MemberForm(request.args)
    member = _member(form, asking)
    persons = queries.acting_for(session, member, reading_day()) if member is not None else []
    form.person.choices = [(each[0], each[1]) for each in persons]
    if member is not None and form.validate_on_submit():
        with RefusalsAt(form.person, actions.PersonRefusal):
            member_id, party_id = member.id, form.person.data
            carry_out(form, lambda session, _seen, actor, now: actions.name_assessor(
                session, round_id, member_id, party_id, actor, now
            ))  # fmt: skip
            return back_to(round_id, _("Benannt"), "bewertende")
    form.seen.data = str(found.version)
    form.member.data = str(member.number) if member is not None else ""
    logins = accounts.accounts_of_parties(session, {each[0] for each in persons})
    return page(
        "assessments/assessor.html", status_of(form, asking), form=form, asking=asking, round=found, member=member,
        persons=persons, logins=logins, **WORDS,
    )


def _member(form: AssessorForm, asking: MemberForm) -> Any:
    """The member that was asked for or chosen, None for none; a number that nobody has is said at its field."""
    typed, number = form.member.data or "", asking.member.data
    if request.method == "POST":
        number = id_in(typed) if typed else number
    if number is None:
        return None
    with RefusalsAt(asking.member, NotFound):
        return members.get_by_number(db.session(), number)
    return None


@blueprint.route("/bewertungen/<int:round_id>/bewertende/<int:assessor_id>/entschuldigen", methods=["GET", "POST"])
@requires(*WRITERS)
def excuse(round_id: int, assessor_id: int) -> ResponseReturnValue:
    """Let somebody off a round that runs, with the reason."""
    found, form = get_round(round_id), ExcuseForm()
    check_open(found.state)
    row = queries.get_assessor(found, assessor_id)
    if form.validate_on_submit():
        with RefusalsAbove(form):
            reason = form.reason.data or ""
            carry_out(form, lambda session, seen, actor, now: actions.excuse(
                session, round_id, assessor_id, reason, seen, actor, now
            ))  # fmt: skip
            return back_to(round_id, _("Entschuldigt"), "bewertende")
    found = get_round(round_id)
    form.seen.data = str(found.version)
    return page("assessments/excuse.html", status_of(form), form=form, round=found, row=row, **WORDS)


@blueprint.post("/bewertungen/<int:round_id>/bewertende/<int:assessor_id>/entfernen")
@requires(*WRITERS)
def remove_assessor(round_id: int, assessor_id: int) -> ResponseReturnValue:
    """Take somebody off a round that has not begun."""
    check_prepared(get_round(round_id).state)
    carry_out(ActForm(), lambda session, seen, actor, now: actions.excuse(
        session, round_id, assessor_id, "", seen, actor, now
    ))  # fmt: skip
    return back_to(round_id, _("Entfernt"), "bewertende")


# --- begin, extend, close ---------------------------------------------------------------------------------------------


@blueprint.route("/bewertungen/<int:round_id>/beginnen", methods=["GET", "POST"])
@requires(*WRITERS)
def begin(round_id: int) -> ResponseReturnValue:
    """Say what follows, then begin a round."""
    found, form, session = get_round(round_id), ActForm(), db.session()
    check_prepared(found.state)
    if form.validate_on_submit():
        with RefusalsAbove(form):
            carry_out(form, lambda session, seen, actor, now: actions.begin(session, round_id, seen, actor, now))
            return back_to(round_id, _("Begonnen. Alle Bewertenden sind gebeten, bis zum letzten Tag zu bewerten."))
    found = get_round(round_id)
    form.seen.data = str(found.version)
    persons = queries.persons_of(session, found, reading_day())
    return page("assessments/begin.html", status_of(form), form=form, round=found, lines=lines_of(found, persons),
                persons=persons, **WORDS)


@blueprint.route("/bewertungen/<int:round_id>/verlaengern", methods=["GET", "POST"])
@requires(*WRITERS)
def extend(round_id: int) -> ResponseReturnValue:
    """Give a round a later last day."""
    found, form = get_round(round_id), ExtendForm()
    check_open(found.state)
    if form.validate_on_submit():
        with RefusalsAbove(form), RefusalsAt(form.last_day, DayRefusal):
            last_day = form.last_day.data
            carry_out(form, lambda session, seen, actor, now: actions.extend(
                session, round_id, last_day, seen, actor, now
            ))  # fmt: skip
            return back_to(round_id, _("Verlängert"))
    found = get_round(round_id)
    form.seen.data = str(found.version)
    return page("assessments/extend.html", status_of(form), form=form, round=found, **WORDS)


@blueprint.post("/bewertungen/<int:round_id>/schliessen")
@requires(*WRITERS)
def close(round_id: int) -> ResponseReturnValue:
    """Close a round once everything is in."""
    carry_out(ActForm(), lambda session, seen, actor, now: actions.close(session, round_id, seen, actor, now))
    return back_to(round_id, _("Geschlossen. Das Ergebnis ist jetzt zu sehen."))
