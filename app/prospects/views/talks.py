"""Talks and next steps: a talk ends in a dated next step, or in an end with its reason (R-NEED-06)."""

from contextlib import suppress
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.core import clock
from app.core.db import db, transaction
from app.core.told import Told
from app.core.web import (
    Overtaken,
    RefusalsAbove,
    RefusalsAt,
    _,
    current_actor,
    day,
    or_404,
    page,
    requires,
    status_of,
)
from app.prospects import actions, queries
from app.prospects.forms import ChangeTalkForm, EndForm, StepForm, TalkForm
from app.prospects.models import Prospect, ProspectTalk
from app.prospects.rules import STAGE_WORDS, DueOnRefusal, EndRefusal, Held, HeldOnRefusal, OwnerRefusal, Stage, Then
from app.prospects.views.pieces import WORDS, WRITERS, blueprint, row_of


def _standing(prospect: Prospect) -> dict[str, object]:
    """What a form of a talk relies on: the open step and the stage."""
    step = prospect.step
    return {"step": f"{step.what} ({day(step.due_on)})" if step else "", "stage": Told(STAGE_WORDS[prospect.stage])}


@blueprint.route("/interessenten/<int:prospect_id>/gespraeche/neu", methods=["GET", "POST"])
@requires(*WRITERS)
def add_talk(prospect_id: int) -> ResponseReturnValue:
    """Enter a talk, with what it leads to."""
    row, form, actor = row_of(prospect_id), TalkForm(), current_actor()
    form.show(_standing(row.prospect))
    form.offer(queries.owners_on(db.session(), clock.today()), actor.user_id)
    if request.method == "GET":
        form.held_on.data, form.ours.data = clock.today(), actor.name
        form.theirs.data = ", ".join(each.name for each in row.prospect.contacts[:1])
    if form.validate_on_submit():
        with (
            suppress(Overtaken), RefusalsAbove(form), RefusalsAt(form.what), RefusalsAt(form.held_on, HeldOnRefusal),
            RefusalsAt(form.due_on, DueOnRefusal), RefusalsAt(form.owner_id, OwnerRefusal),
            RefusalsAt(form.reason, EndRefusal),
        ):  # fmt: skip
            _hold(form, prospect_id)
            flash(_("Gespräch eingetragen"))
            return redirect(url_for(".show", prospect_id=prospect_id))
    return page("prospects/talk.html", status_of(form), form=form, row=row, prospect=row.prospect, **WORDS)


def _hold(form: TalkForm, prospect_id: int) -> None:
    held, planned, then = Held(**form.held()), form.planned(), Then(form.then.data)  # type: ignore[arg-type]
    reason = form.reason.data or "" if then is Then.END else ""
    with transaction() as session:
        actor, now = current_actor(), clock.now()

        def stored() -> dict[str, object]:
            prospect = queries.get_prospect(session, prospect_id)
            same = {"same": held.outcome} if _is_entered(prospect, held) else {}
            return {**_standing(prospect), **same}

        form.add(
            session, f"prospect:{prospect_id}", stored,
            lambda: actions.hold(session, prospect_id, held, then, planned, reason, actor, now).id,
        )


def _is_entered(prospect: Prospect, held: Held) -> bool:
    return any((each.held_on, each.outcome) == (held.held_on, held.outcome) for each in prospect.talks)


HELD = ("held_on", "ours", "theirs", "outcome", "notes")


def _held_of(session: Session, prospect_id: int, talk_id: int) -> dict[str, Any]:
    return _values(or_404(_talk_of(queries.get_prospect(session, prospect_id), talk_id)))


def _talk_of(prospect: Prospect, talk_id: int) -> ProspectTalk | None:
    return next((each for each in prospect.talks if each.id == talk_id), None)


def _values(talk: ProspectTalk) -> dict[str, Any]:
    return {name: getattr(talk, name) for name in HELD}


@blueprint.route("/interessenten/<int:prospect_id>/gespraeche/<int:talk_id>", methods=["GET", "POST"])
@requires(*WRITERS)
def change_talk(prospect_id: int, talk_id: int) -> ResponseReturnValue:
    """Correct what was noted of a talk."""
    row = row_of(prospect_id)
    stored = _values(or_404(_talk_of(row.prospect, talk_id)))
    form = ChangeTalkForm(data=stored).show(stored)
    if form.validate_on_submit():
        with suppress(Overtaken), RefusalsAbove(form), RefusalsAt(form.held_on, HeldOnRefusal):
            with transaction() as session:
                form.check_known(
                    session, f"prospect:{prospect_id}", lambda: _held_of(session, prospect_id, talk_id)
                )
                held = Held(**form.held())  # type: ignore[arg-type]
                actions.change_talk(session, prospect_id, talk_id, held, current_actor(), clock.now())
            flash(_("Gespeichert"))
            return redirect(url_for(".show", prospect_id=prospect_id))
    return page("prospects/change_talk.html", status_of(form), form=form, row=row, prospect=row.prospect, **WORDS)


def _step_of(prospect: Prospect) -> dict[str, Any]:
    step = prospect.step
    return {"what": step.what, "due_on": step.due_on, "owner_id": str(step.owner_id)} if step else {}


@blueprint.route("/interessenten/<int:prospect_id>/schritt", methods=["GET", "POST"])
@requires(*WRITERS)
def plan(prospect_id: int) -> ResponseReturnValue:
    """Set the next step, or put it off."""
    row = row_of(prospect_id)
    form = StepForm(data=_step_of(row.prospect)).show(_step_of(row.prospect))
    form.offer(queries.owners_on(db.session(), clock.today()), current_actor().user_id)
    if form.validate_on_submit():
        with (
            suppress(Overtaken), RefusalsAt(form.what), RefusalsAt(form.due_on, DueOnRefusal),
            RefusalsAt(form.owner_id, OwnerRefusal),
        ):  # fmt: skip
            with transaction() as session:
                form.check_known(
                    session, f"prospect:{prospect_id}", lambda: _step_of(queries.get_prospect(session, prospect_id))
                )
                actions.plan(session, prospect_id, form.planned(), current_actor(), clock.now())
            flash(_("Nächster Schritt eingetragen"))
            return redirect(url_for(".show", prospect_id=prospect_id))
    return page("prospects/step.html", status_of(form), form=form, row=row, prospect=row.prospect, **WORDS)


@blueprint.route("/interessenten/<int:prospect_id>/ende", methods=["GET", "POST"])
@requires(*WRITERS)
def end(prospect_id: int) -> ResponseReturnValue:
    """Ask why it does not go on, then end it; it can be undone."""
    row, form = row_of(prospect_id), EndForm()
    if form.validate_on_submit():
        with RefusalsAt(form.reason):
            with transaction() as session:
                actor, now, reason = current_actor(), clock.now(), form.reason.data or ""
                form.once(session, lambda: _ended(session, prospect_id, form.seen_id, reason, actor, now))
            flash(_("Beendet"))
            return redirect(url_for(".show", prospect_id=prospect_id))
    form.seen.data = str(row.prospect.moves[0].id if row.prospect.moves else 0)
    return page("prospects/end.html", status_of(form), form=form, row=row, prospect=row.prospect, **WORDS)


def _ended(session: Session, prospect_id: int, seen: int, reason: str, actor: Any, now: Any) -> int:
    actions.move(session, prospect_id, Stage.ENDED, seen, reason, actor, now)
    return prospect_id
