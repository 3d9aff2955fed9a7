"""Who speaks and what is moved: the list of speakers, motions made and withdrawn (§ 43 (2) GenG; R-MIN-01)."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assemblies.models import Sitting
from app.core.formats import local, member_number
from app.core.values import Actor, Refusal
from app.members import queries as members
from app.members.models import Member
from app.voting import queries, rules
from app.voting.actions.course import changed, happened
from app.voting.models import Motion, Speaker
from app.voting.rules import CourseKind, MotionKind, MotionState


def ask_to_speak(
    session: Session, sitting: Sitting, name: str, member_id: int | None, now: datetime
) -> Speaker:
    """Put somebody on the list of speakers, at its end; who waits there already keeps its place.

    Whose number is given instead of a name is called by its name (R-MIN-01).
    """
    if not name.strip():
        raise Refusal("Nennen Sie, wer sprechen möchte.")
    number = rules.number_in(name)
    if number is not None:
        member = _member(session, number, local(now).date())
        name, member_id = f"{member.party.display_name} (Nr. {member_number(number)})", member.id
    waiting = select(Speaker).where(
        Speaker.assembly_id == sitting.assembly_id, Speaker.ended_at.is_(None), Speaker.name == name.strip()
    )
    speaker = session.scalar(waiting)
    if speaker is None:
        speaker = Speaker(assembly_id=sitting.assembly_id, item_id=sitting.item_id, member_id=member_id,
                          name=name.strip(), asked_at=now, is_withdrawn=False)
        session.add(speaker)
        changed(session, sitting)
    return speaker


def _member(session: Session, number: int, day: date) -> Member:
    """Who is member with a number on a day; refused where nobody is."""
    found = members.find_by_number(session, number) if number < 10**9 else None
    rules.check_member_of(number, found is not None and members.is_member_on(session, found.party_id, day))
    assert found is not None
    return found


def give_floor(session: Session, sitting: Sitting, speaker: Speaker, actor: Actor, now: datetime) -> None:
    """Give somebody the floor; who had it has spoken."""
    if speaker.begun_at is not None or speaker.ended_at is not None:
        return
    holding = session.scalar(select(Speaker).where(
        Speaker.assembly_id == sitting.assembly_id, Speaker.begun_at.is_not(None), Speaker.ended_at.is_(None)
    ))
    if holding is not None:
        holding.ended_at = now
        session.flush()
    speaker.begun_at = now
    happened(session, sitting, CourseKind.SPOKE, speaker.name, actor, now, item=sitting.item,
             member_id=speaker.member_id)


def end_speech(session: Session, sitting: Sitting, speaker: Speaker, now: datetime) -> None:
    """Note that somebody has spoken, or wants to no longer."""
    if speaker.ended_at is None:
        speaker.ended_at, speaker.is_withdrawn = now, speaker.begun_at is None
        changed(session, sitting)


def move_motion(
    session: Session, sitting: Sitting, kind: MotionKind, text: str, mover: str, actor: Actor, now: datetime
) -> Motion:
    """Take up a motion to the item that is on (§ 43 (2) GenG); which goes first follows from its kind."""
    if sitting.item is None:
        raise Refusal("Rufen Sie zuerst den Punkt auf, zu dem der Antrag gestellt wird.")
    motion = Motion(
        assembly_id=sitting.assembly_id, item_id=sitting.item.id, kind=kind, text=text.strip(), mover=mover.strip(),
        state=MotionState.OPEN, moved_at=now, recorded_by=actor.name,
    )
    session.add(motion)
    session.flush()
    told = rules.told_motion(motion.mover, motion.text)
    happened(session, sitting, CourseKind.MOTION_MADE, told, actor, now, item=sitting.item)
    return motion


def withdraw_motion(session: Session, sitting: Sitting, motion: Motion, actor: Actor, now: datetime) -> None:
    """Note that who made a motion withdraws it; not while it is voted on or after that."""
    rules.check_motion_open(motion.state, queries.is_polled(session, motion))
    motion.state = MotionState.WITHDRAWN
    text = rules.told_motion(motion.mover, motion.text)
    happened(session, sitting, CourseKind.MOTION_WITHDRAWN, text, actor, now, item=sitting.item)
