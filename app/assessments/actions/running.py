"""A round runs: assessors are named and excused, it begins, is extended, reminds and closes (R-NEED-02)."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assessments import queries
from app.assessments.actions import telling
from app.assessments.actions.noting import held, keep_assessed, note
from app.assessments.models import Assessment, Assessor, Round, RoundSubject
from app.assessments.rules import (
    MAX_ASSESSORS,
    RoundState,
    check_extended,
    check_last_day,
    check_may_begin,
    check_may_close,
    check_may_excuse,
    check_open,
    check_prepared,
    check_takes_assessors,
    remind_on,
)
from app.core import jobs
from app.core.formats import beginning_of, end_of, local
from app.core.formats import day as written
from app.core.told import Told
from app.core.values import Actor, Refusal, check_reason
from app.members import queries as members
from app.parties import queries as parties

CLOSE_JOB = "assessment_close"
REMIND_JOB = "assessment_remind"


class PersonRefusal(Refusal):
    """Why somebody cannot assess; shown where the person is chosen."""


# --- who assesses -----------------------------------------------------------------------------------------------------


def name_assessor(
    session: Session, round_id: int, member_id: int, party_id: int, actor: Actor, now: datetime
) -> Assessor:
    """Name somebody who acts for a member to assess; in a round that runs the person is asked at once.

    Whoever was excused and is named again goes on where it was, for the same member: what it handed in counts for that.
    """
    found, today = held(session, round_id), local(now).date()
    check_takes_assessors(found.state)
    acted_for = {each.id: each for each in members.members_acted_for_on(session, party_id, today)}
    member = acted_for.get(member_id)
    if member is None:
        raise PersonRefusal("Diese Person handelt heute nicht für das Mitglied.")
    row = next((each for each in found.assessors if each.party_id == party_id), None)
    if row is not None and row.excused_at is None:
        raise PersonRefusal("{name} ist in dieser Runde schon benannt.", name=row.party.display_name)
    if row is not None and row.member_id != member_id:
        raise PersonRefusal(
            "{name} war in dieser Runde für Nr. {number} benannt und bewertet wieder nur für dieses Mitglied.",
            name=row.party.display_name, number=row.member.number,
        )
    if row is None and len(found.assessors) >= MAX_ASSESSORS:
        raise PersonRefusal("In einer Runde bewerten höchstens {most} Personen.", most=MAX_ASSESSORS)
    if row is None:
        row = Assessor(party_id=party_id, member_id=member_id, named_at=now, named_by=actor.name)
        found.assessors.append(row)
    row.excused_at, row.excuse_reason = None, ""
    person = parties.get_party(session, party_id)
    summary = Told("{number}: {name} bewertet für Nr. {member}", number=found.number, name=person.display_name,
                   member=member.number)
    note(session, found, "name_assessor", summary, actor, now)
    if found.state is RoundState.OPEN:
        session.refresh(row)
        telling.ask_to_assess(session, found, row, now)
    return row


def excuse(
    session: Session, round_id: int, assessor_id: int, reason: str, seen: int, actor: Actor, now: datetime
) -> Round:
    """Let somebody off: before the round begins the name is taken out, after that it stays with the reason.

    What is in counts; the journal tells of both.
    """
    found, today = held(session, round_id, seen), local(now).date()
    check_takes_assessors(found.state)
    row = queries.get_assessor(found, assessor_id)
    if found.state is RoundState.PREPARED:
        found.assessors.remove(row)
    else:
        subjects = [each for each in queries.subjects_of(session, found) if each.is_shown]
        owners = {each.id: each.owners for each in subjects}
        check_may_excuse(queries.persons_of(session, found, today), row.id, owners, queries.names_of(subjects))
        row.excused_at, row.excuse_reason = now, check_reason(reason)
    summary = Told("{number}: {name} bewertet nicht mehr", number=found.number, name=row.party.display_name)
    note(session, found, "excuse_assessor", summary, actor, now)
    return found


# --- begin, extend, close ---------------------------------------------------------------------------------------------


def begin(session: Session, round_id: int, seen: int, actor: Actor, now: datetime) -> Round:
    """Begin a round: from now on all assess the same, and everybody is asked by mail."""
    found, today = held(session, round_id, seen), local(now).date()
    check_prepared(found.state)
    last_day = check_last_day(found.last_day, today)
    check_ready(session, found, today)
    keep_assessed(session, found)
    found.state, found.opened_at, found.opened_by = RoundState.OPEN, now, actor.name
    summary = Told("{number} begonnen, bis {day}", number=found.number, day=written(last_day))
    note(session, found, "begin_round", summary, actor, now)
    _plan(session, found, last_day, now)
    for each in found.assessors:
        telling.ask_to_assess(session, found, each, now)
    return found


def check_ready(session: Session, found: Round, today: date) -> None:
    """Refuse to begin what lacks something, as `rules.check_may_begin` says, or what members may not see any more."""
    subjects = queries.subjects_of(session, found)
    names = queries.names_of(subjects)
    hidden = [names[each.id] for each in subjects if not each.is_shown]
    if hidden:
        raise Refusal(
            "Mitglieder sehen nicht mehr, was zu bewerten ist: {what}. Wählen Sie es ab, oder öffnen Sie es.",
            what=", ".join(hidden),
        )
    owners = {each.id: each.owners for each in subjects}
    check_may_begin(len(found.criteria), queries.persons_of(session, found, today), owners, names)


def _plan(session: Session, found: Round, last_day: date, now: datetime) -> None:
    """See to it that the round reminds and closes in time; what is planned for a day before does nothing then."""
    reference, system = [f"{found.id}:{last_day.isoformat()}"], Actor.system()
    jobs.enqueue(
        session, CLOSE_JOB, reference, key=f"{CLOSE_JOB}:{reference[0]}", actor=system, now=now, title=found.number,
        not_before=end_of(last_day),
    )
    remind_at = beginning_of(remind_on(last_day))
    if remind_at > now:
        jobs.enqueue(
            session, REMIND_JOB, reference, key=f"{REMIND_JOB}:{reference[0]}", actor=system, now=now,
            title=found.number, not_before=remind_at,
        )


def extend(
    session: Session, round_id: int, last_day: date | None, seen: int, actor: Actor, now: datetime
) -> Round:
    """Give a round that runs a later last day."""
    found = held(session, round_id, seen)
    check_open(found.state)
    assert found.last_day is not None
    wanted = check_extended(last_day, found.last_day, local(now).date())
    found.last_day = wanted
    summary = Told("{number} verlängert bis {day}", number=found.number, day=written(wanted))
    note(session, found, "extend_round", summary, actor, now)
    _plan(session, found, wanted, now)
    return found


def close(session: Session, round_id: int, seen: int, actor: Actor, now: datetime) -> Round:
    """Close a round before its last day, once all assessments are in."""
    found = held(session, round_id, seen)
    check_may_close(found.state, queries.missing_in(session, found, local(now).date()))
    _close(session, found, actor, now)
    return found


def close_in_time(session: Session, round_id: int, last_day: date, now: datetime) -> None:
    """Close a round whose last day is over; one that was extended or closed meanwhile is left alone."""
    found = held(session, round_id)
    if found.state is RoundState.OPEN and found.last_day == last_day and local(now).date() > last_day:
        _close(session, found, Actor.system(), now)


def remind_in_time(session: Session, round_id: int, last_day: date, now: datetime) -> None:
    """Remind everybody who assesses that a round ends soon, unless it was extended or closed meanwhile."""
    found = held(session, round_id)
    if found.state is RoundState.OPEN and found.last_day == last_day:
        number = telling.remind(session, found, now)
        summary = Told("{number}: {many} an das Ende erinnert", number=found.number, many=number)
        note(session, found, "remind_round", summary, Actor.system(), now)


def _close(session: Session, found: Round, actor: Actor, now: datetime) -> None:
    """Count what is in; what was not handed in is deleted, and what somebody has a stake in by now is left out."""
    people, counted = {each.party_id for each in found.assessors}, 0
    own = members.members_acted_for_by_each(session, people, local(now).date())
    for subject in queries.subjects_of(session, found):
        for each in _assessments(session, subject.row):
            if each.submitted_at is None:
                session.delete(each)
                continue
            stakes = own[each.assessor.party_id] | {each.assessor.member_id}
            each.is_left_out = not stakes.isdisjoint(subject.owners)
            counted += not each.is_left_out
    found.state, found.closed_at = RoundState.CLOSED, now
    found.closed_by = actor.name if actor.user_id is not None else ""
    summary = Told("{number} geschlossen; gezählt werden {many}", number=found.number, many=counted)
    note(session, found, "close_round", summary, actor, now)


def _assessments(session: Session, row: RoundSubject) -> list[Assessment]:
    return list(session.scalars(select(Assessment).where(Assessment.subject_id == row.id).order_by(Assessment.id)))
