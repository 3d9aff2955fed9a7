"""Prepare a round: what it is about, criteria, what is assessed."""

from collections.abc import Callable
from datetime import datetime

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.assessments import actions, queries
from app.assessments.forms import ActForm, CriterionForm, NewRoundForm, RoundForm, SubjectsForm
from app.assessments.rules import PROPOSED, Criterion, CriterionRefusal, DayRefusal, check_prepared
from app.assessments.views.pieces import WORDS, WRITERS, back_to, blueprint, carry_out, get_round
from app.bundles import queries as bundles
from app.core import clock
from app.core.db import db, transaction
from app.core.values import Actor
from app.core.web import RefusalsAbove, RefusalsAt, _, current_actor, page, requires, status_of
from app.needs import queries as needs
from app.needs.rules import OVER


def _about(form: RoundForm) -> actions.About:
    return actions.About(form.title.data or "", form.about.data or "", form.last_day.data)


@blueprint.route("/bewertungen/neu", methods=["GET", "POST"])
@requires(*WRITERS)
def new() -> ResponseReturnValue:
    """Prepare a round."""
    form = NewRoundForm()
    if form.validate_on_submit():
        with RefusalsAbove(form), RefusalsAt(form.last_day, DayRefusal):
            about, chosen = _about(form), form.proposed.data or []
            with transaction() as session:
                actor, now = current_actor(), clock.now()
                round_id = form.once(session, lambda: actions.prepare(session, about, chosen, actor, now).id)
            return redirect(url_for("assessments.show", round_id=round_id))
    return page("assessments/about.html", status_of(form), form=form, round=None, **WORDS)


@blueprint.route("/bewertungen/<int:round_id>/angaben", methods=["GET", "POST"])
@requires(*WRITERS)
def change(round_id: int) -> ResponseReturnValue:
    """Change what a round is about."""
    found = get_round(round_id)
    check_prepared(found.state)
    form = RoundForm(obj=found) if request.method == "GET" else RoundForm()
    if form.validate_on_submit():
        with RefusalsAbove(form), RefusalsAt(form.last_day, DayRefusal):
            about = _about(form)
            carry_out(form, lambda session, seen, actor, now: actions.change(
                session, round_id, about, seen, actor, now
            ))  # fmt: skip
            return back_to(round_id, _("Gespeichert"))
    found = get_round(round_id)
    form.seen.data = str(found.version)
    return page("assessments/about.html", status_of(form), form=form, round=found, **WORDS)


@blueprint.post("/bewertungen/<int:round_id>/absagen")
@requires(*WRITERS)
def call_off(round_id: int) -> ResponseReturnValue:
    """Call a round off before it begins."""
    carry_out(ActForm(), lambda session, seen, actor, now: actions.call_off(session, round_id, seen, actor, now))
    return back_to(round_id, _("Abgesagt"))


# --- criteria ---------------------------------------------------------------------------------------------------------


Setter = Callable[[Session, Criterion, int, Actor, datetime], object]


@blueprint.route("/bewertungen/<int:round_id>/kriterien/neu", methods=["GET", "POST"])
@requires(*WRITERS)
def add_criterion(round_id: int) -> ResponseReturnValue:
    """Set one more criterion; a proposed one is filled in."""
    proposed = PROPOSED.get(request.args.get("vorschlag", ""))
    form = CriterionForm(obj=proposed) if request.method == "GET" and proposed else CriterionForm()
    return _criterion(round_id, form, lambda session, wanted, seen, actor, now: actions.add_criterion(
        session, round_id, wanted, seen, actor, now
    ), None)  # fmt: skip


@blueprint.route("/bewertungen/<int:round_id>/kriterien/<int:criterion_id>", methods=["GET", "POST"])
@requires(*WRITERS)
def change_criterion(round_id: int, criterion_id: int) -> ResponseReturnValue:
    """Change a criterion."""
    row = queries.get_criterion(get_round(round_id), criterion_id)
    form = CriterionForm(obj=row) if request.method == "GET" else CriterionForm()
    return _criterion(round_id, form, lambda session, wanted, seen, actor, now: actions.change_criterion(
        session, round_id, criterion_id, wanted, seen, actor, now
    ), criterion_id)  # fmt: skip


def _criterion(round_id: int, form: CriterionForm, act: Setter, criterion_id: int | None) -> ResponseReturnValue:
    check_prepared(get_round(round_id).state)
    if form.validate_on_submit():
        with RefusalsAbove(form), RefusalsAt(form.name, CriterionRefusal):
            wanted = form.criterion()
            carry_out(form, lambda session, seen, actor, now: act(session, wanted, seen, actor, now))
            return back_to(round_id, _("Gespeichert"), "kriterien")
    found = get_round(round_id)
    form.seen.data = str(found.version)
    used = {each.name for each in found.criteria}
    return page(
        "assessments/criterion.html", status_of(form), form=form, round=found, criterion_id=criterion_id,
        proposals=[key for key, each in PROPOSED.items() if str(each.name) not in used], **WORDS,
    )


@blueprint.post("/bewertungen/<int:round_id>/kriterien/<int:criterion_id>/entfernen")
@requires(*WRITERS)
def remove_criterion(round_id: int, criterion_id: int) -> ResponseReturnValue:
    """Leave a criterion out."""
    carry_out(ActForm(), lambda session, seen, actor, now: actions.remove_criterion(
        session, round_id, criterion_id, seen, actor, now
    ))  # fmt: skip
    return back_to(round_id, _("Entfernt"), "kriterien")


# --- what is assessed -------------------------------------------------------------------------------------------------

MOST_SHOWN = 200
"""How many bundles and how many needs the page offers; a search narrows them."""


@blueprint.route("/bewertungen/<int:round_id>/auswahl", methods=["GET", "POST"])
@requires(*WRITERS)
def subjects(round_id: int) -> ResponseReturnValue:
    """Choose what is assessed, of all that members may see; what is chosen stays in sight whatever is searched."""
    found, session, form = get_round(round_id), db.session(), SubjectsForm()
    check_prepared(found.state)
    words = request.args.get("q", "").strip()[:100]
    chosen = queries.subjects_of(session, found)
    form.bundles.choices, form.needs.choices = _offered(session, words, chosen)
    if request.method == "GET":
        form.bundles.data = [each.row.bundle_id for each in chosen if each.row.bundle_id]
        form.needs.data = [each.row.need_id for each in chosen if each.row.need_id]
    elif form.validate_on_submit():
        with RefusalsAbove(form):
            bundle_ids, need_ids = form.bundles.data or [], form.needs.data or []
            carry_out(form, lambda session, seen, actor, now: actions.choose_subjects(
                session, round_id, bundle_ids, need_ids, seen, actor, now
            ))  # fmt: skip
            return back_to(round_id, _("Gespeichert"), "auswahl")
    found = get_round(round_id)
    form.seen.data = str(found.version)
    return page("assessments/subjects.html", status_of(form), form=form, round=found, asked=words, **WORDS)


Choices = list[tuple[int, str]]


def _offered(session: Session, words: str, chosen: list[queries.Subject]) -> tuple[Choices, Choices]:
    """What can be chosen: bundles and open needs that members see, and what is chosen already."""
    found = bundles.list_bundles(session, queries.ANY_MEMBER, bundles.Asked(words=words), descending=True,
                                 limit=MOST_SHOWN)[0]
    single = needs.list_needs(session, queries.ANY_MEMBER, needs.Asked(words=words), descending=True,
                              limit=MOST_SHOWN)[0]
    of_bundles = {each.row.bundle_id: f"{each.number} {each.title}" for each in chosen if each.row.bundle_id}
    of_needs = {each.row.need_id: f"{each.number} {each.title}" for each in chosen if each.row.need_id}
    of_bundles |= {each.bundle.id: f"{each.bundle.number} {each.bundle.title}" for each in found}
    of_needs |= {row.need.id: f"{row.need.number} {row.need.title}" for row in single if row.need.state not in OVER}
    return list(of_bundles.items()), list(of_needs.items())
