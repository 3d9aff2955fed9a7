"""Remind owners of the verdict that is asked of them: after a while, once for each answer (R-NEED-03)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.core import jobs
from app.core.formats import local
from app.core.told import Told
from app.core.values import Actor
from app.members import queries as members
from app.solutions.actions.noting import held, note
from app.solutions.actions.telling import remind_of_verdict
from app.solutions.models import Solution, SolutionNeed
from app.solutions.rules import REMIND_AFTER, reminder_is_due

REMIND_JOB = "remind_verdict"


def plan_reminders(session: Session, solution: Solution, answered: Sequence[SolutionNeed], now: datetime) -> None:
    """See to it that the owners of needs answered just now are reminded in time."""
    jobs.enqueue(
        session, REMIND_JOB, [str(each.id) for each in answered],
        key=f"{REMIND_JOB}:{solution.id}:{now:%Y%m%d%H%M%S%f}", actor=Actor.system(), now=now, title=solution.number,
        not_before=now + REMIND_AFTER,
    )


def remind(session: Session, link_id: int, now: datetime) -> None:
    """Remind the owner of a need that a solution answered, unless its verdict is there or not asked for any more.

    Who has left, or has no address, is not reminded.
    """
    link = session.get_one(SolutionNeed, link_id)
    solution = held(session, link.solution_id)
    session.refresh(link)
    need = link.need
    if link.unlinked_at is not None or need.erased_at is not None or need.member is None:
        return
    if not link.is_asked or not reminder_is_due(link.answer_since, link.reminded_at, now):
        return
    is_member = members.is_member_on(session, need.member.party_id, local(now).date())
    if is_member and remind_of_verdict(session, solution, link, now):
        link.reminded_at = now
        summary = Told("An das Urteil zu Lösung {number} für Bedarf {need} erinnert", number=solution.number,
                       need=need.number)
        note(session, solution, "remind_verdict", summary, Actor.system(), now)
