"""What somebody assesses: the own assessments alone, what is still to be done, what is known of somebody (R-NEED-02).

Of a round that runs, nothing here tells of anybody else's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assessments.models import Assessment, Assessor, Round
from app.assessments.queries.rounds import Subject, get_round, person_of, subjects_of
from app.assessments.rules import RESULT_SHOWN, RoundState, Score, has_stake
from app.core.values import NotFound

SHOWN = (RoundState.OPEN, *RESULT_SHOWN)
"""The rounds that are shown to who assesses in them."""


@dataclass(frozen=True)
class Task:
    """Something that somebody is asked to assess, with what it wrote so far."""

    subject: Subject
    assessment: Assessment | None

    @property
    def is_done(self) -> bool:
        """Whether it is handed in."""
        return self.assessment is not None and self.assessment.submitted_at is not None

    @property
    def is_begun(self) -> bool:
        """Whether something is kept that is not handed in."""
        return self.assessment is not None and self.assessment.submitted_at is None


def own_rounds(session: Session, party_id: int | None, member_id: int) -> list[Assessor]:
    """The rounds in which a person assesses or assessed for a member, the newest first."""
    found = select(Assessor).join(Round).where(
        Assessor.party_id == party_id, Assessor.member_id == member_id, Round.state.in_(SHOWN),
    )
    rows = session.scalars(found.order_by(Round.id.desc()))
    return [each for each in rows if each.excused_at is None or each.round.state in RESULT_SHOWN]


def find_own(session: Session, round_id: int, party_id: int | None, member_id: int) -> Assessor | None:
    """Who a person is in a round that it may see; None where it is not asked, or not any more."""
    return next((each for each in own_rounds(session, party_id, member_id) if each.round_id == round_id), None)


def get_own(session: Session, round_id: int, party_id: int | None, member_id: int) -> Assessor:
    """The same; raises NotFound where it is not asked."""
    found = find_own(session, round_id, party_id, member_id)
    if found is None:
        raise NotFound("Diese Bewertungsrunde gibt es nicht, oder Sie sind nicht zum Bewerten benannt.")
    return found


def tasks_of(session: Session, assessor: Assessor, today: date) -> list[Task]:
    """What somebody is asked to assess: all that it may see and has no need of its own in; and what it handed in."""
    found, person = get_round(session, assessor.round_id), person_of(session, assessor, today)
    own = {each.subject_id: each for each in assessments_of(session, assessor.id)}
    return [
        Task(each, own.get(each.id)) for each in subjects_of(session, found)
        if (person is not None and each.is_shown and not has_stake(person, each.owners))
        or (each.id in own and own[each.id].submitted_at is not None and each.is_shown)
    ]


def left_out_of(session: Session, assessor: Assessor, today: date) -> int:
    """About how many of the round somebody is not asked, since its own member has a need there."""
    person = person_of(session, assessor, today)
    subjects = subjects_of(session, get_round(session, assessor.round_id))
    return sum(each.is_shown and has_stake(person, each.owners) for each in subjects) if person else 0


def get_task(session: Session, assessor: Assessor, subject_id: int, today: date) -> Task:
    """One of these; raises NotFound for what somebody is not asked about."""
    return task_among(tasks_of(session, assessor, today), subject_id)


def task_among(tasks: Sequence[Task], subject_id: int) -> Task:
    """The one about a subject; raises NotFound where there is none."""
    found = next((each for each in tasks if each.subject.id == subject_id), None)
    if found is None:
        raise NotFound("Hierzu sind Sie nicht gefragt.")
    return found


def assessments_of(session: Session, assessor_id: int) -> Sequence[Assessment]:
    """What somebody wrote in a round."""
    return session.scalars(select(Assessment).where(Assessment.assessor_id == assessor_id)).all()


def scores_of(assessment: Assessment | None) -> dict[int, Score]:
    """What an assessment says, by criterion."""
    return {
        each.criterion_id: Score(each.step, each.cannot_judge, each.words)
        for each in (assessment.scores if assessment else ())
    }  # fmt: skip


@dataclass(frozen=True)
class Waiting:
    """A round that waits for somebody: how many assessments are missing."""

    assessor: Assessor
    missing: int


def waiting_for(session: Session, party_id: int | None, member_id: int, today: date) -> list[Waiting]:
    """The rounds that run in which somebody has not assessed everything yet, the one that ends first before others."""
    found = []
    for each in own_rounds(session, party_id, member_id):
        last_day = each.round.last_day
        if each.round.state is RoundState.OPEN and last_day is not None and last_day >= today:
            missing = sum(not task.is_done for task in tasks_of(session, each, today))
            if missing:
                found.append(Waiting(each, missing))
    return sorted(found, key=lambda each: each.assessor.round.last_day or today)


def known_of(session: Session, party_id: int | None, member_id: int) -> list[dict[str, Any]]:
    """What a person wrote when it assessed for a member, as plain structures (Art. 15, 20 DSGVO; R-GDPR-02).

    Its own alone: others who act for the same member do not read it.
    """
    found = select(Assessor).where(Assessor.party_id == party_id, Assessor.member_id == member_id)
    return [
        {
            "number": each.round.number, "title": each.round.title, "named_at": each.named_at,
            "excused_at": each.excused_at, "assessments": [_known(one) for one in assessments_of(session, each.id)],
        }
        for each in session.scalars(found.order_by(Assessor.id))
    ]  # fmt: skip


def _known(assessment: Assessment) -> dict[str, Any]:
    names = {each.id: each.name for each in assessment.assessor.round.criteria}
    row = assessment.subject
    number = row.bundle.number if row.bundle is not None else row.need.number if row.need is not None else ""
    return {
        "number": number, "kept_at": assessment.kept_at, "submitted_at": assessment.submitted_at,
        "scores": [
            {"criterion": names[each.criterion_id], "step": each.step, "cannot_judge": each.cannot_judge,
             "words": each.words}
            for each in sorted(assessment.scores, key=lambda each: each.criterion_id)
        ],
    }  # fmt: skip


def is_running(found: Round, today: date) -> bool:
    """Whether a round takes assessments on a day."""
    return found.state is RoundState.OPEN and (found.last_day is None or found.last_day >= today)
