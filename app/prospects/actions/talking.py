"""Talks and next steps: a talk ends in a dated next step, or in an end with its reason (R-NEED-06)."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.core.formats import day as written
from app.core.formats import local
from app.core.told import Told
from app.core.values import Actor, Refusal
from app.prospects import queries
from app.prospects.actions.moving import bring_to
from app.prospects.actions.noting import note, standing, touch
from app.prospects.models import NextStep, Prospect, ProspectTalk
from app.prospects.rules import (
    Held,
    OwnerRefusal,
    Planned,
    Stage,
    Then,
    check_held_on,
    check_planned,
    follows_application,
)


def hold(
    session: Session, prospect_id: int, held: Held, then: Then, planned: Planned, reason: str, actor: Actor,
    now: datetime,
) -> ProspectTalk:
    """Enter a talk with what it leads to: a next step, the wish to join with one, or an end with its reason."""
    prospect, today = standing(session, prospect_id), local(now).date()
    check_held_on(held.held_on, today)
    if then is not Then.END:
        check_planned(planned, today)
    talk = ProspectTalk(prospect_id=prospect.id, recorded_at=now, recorded_by=actor.name, **vars(held))
    prospect.talks.insert(0, talk)
    session.flush()
    note(session, prospect, "hold_talk", Told("Gespräch am {day}", day=written(held.held_on)), actor, now)
    _close_step(prospect, now)
    _lead_on(session, prospect, then, reason, actor, now)
    if then is not Then.END:
        _plan(session, prospect, planned, actor, now)
    touch(prospect, now)
    return talk


def _lead_on(
    session: Session, prospect: Prospect, then: Then, reason: str, actor: Actor, now: datetime
) -> None:
    to = {Then.WANTS: Stage.WANTS, Then.END: Stage.ENDED}.get(then, prospect.stage)
    follows = follows_application(queries.state_of(session, prospect))
    if then is Then.STEP and not follows and prospect.stage in (Stage.NEW, Stage.ENDED):
        to = Stage.IN_TALK
    bring_to(session, prospect, to, reason, actor, now)


def change_talk(
    session: Session, prospect_id: int, talk_id: int, held: Held, actor: Actor, now: datetime
) -> None:
    """Correct what was noted of a talk; what it led to stays."""
    prospect = standing(session, prospect_id)
    talk = next((each for each in prospect.talks if each.id == talk_id), None)
    if talk is None:
        raise Refusal("Dieses Gespräch gibt es nicht.")
    check_held_on(held.held_on, local(now).date())
    for name, value in vars(held).items():
        setattr(talk, name, value)
    note(session, prospect, "change_talk", Told("Gespräch am {day} berichtigt", day=written(held.held_on)), actor, now)


def plan(session: Session, prospect_id: int, planned: Planned, actor: Actor, now: datetime) -> NextStep:
    """Set the next step anew, in place of the one that is open (R-NEED-06)."""
    prospect = standing(session, prospect_id)
    check_planned(planned, local(now).date())
    if queries.shown_stage(session, prospect) is Stage.ENDED:
        raise Refusal("Mit diesem Interessenten geht es nicht weiter. Verschieben Sie ihn erst, wenn doch.")
    _close_step(prospect, now)
    step = _plan(session, prospect, planned, actor, now)
    touch(prospect, now)
    return step


def _close_step(prospect: Prospect, now: datetime) -> None:
    if prospect.step is not None:
        prospect.step.done_at = now


def _plan(session: Session, prospect: Prospect, planned: Planned, actor: Actor, now: datetime) -> NextStep:
    session.flush()
    owners = dict(queries.owners_on(session, local(now).date()))
    if planned.owner_id not in owners or planned.due_on is None:
        raise OwnerRefusal("Diese Person kann den Schritt nicht übernehmen.")
    step = NextStep(
        prospect_id=prospect.id, what=planned.what.strip(), due_on=planned.due_on, owner_id=planned.owner_id,
        owner_name=owners[planned.owner_id], recorded_at=now, done_at=None,
    )
    prospect.steps.insert(0, step)
    session.flush()
    summary = Told("Nächster Schritt bis {day}: {what}", day=written(step.due_on), what=step.what)
    note(session, prospect, "plan_step", summary, actor, now)
    return step
