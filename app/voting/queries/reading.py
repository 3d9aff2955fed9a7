"""Reads of a sitting: how far it is, its polls, motions, speakers, course and objections (§ 47 GenG; R-MIN-01)."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import bindparam, or_, select, union
from sqlalchemy.orm import Session, joinedload

from app.assemblies import queries as assemblies
from app.assemblies.models import AgendaItem, Assembly, Sitting
from app.assemblies.rules import UNHELD, Subject
from app.attendance import queries as attendance
from app.core.formats import end_of
from app.core.values import NotFound
from app.organs.models import Resolution
from app.voting import rules
from app.voting.models import (
    CastVote,
    CourseEntry,
    Declaration,
    Motion,
    Objection,
    Poll,
    PollOption,
    SecrecyDemand,
    Speaker,
)
from app.voting.rules import ELECTING, MotionKind, MotionState, Outcome, PollState

_SITTING = (
    select(Sitting).where(Sitting.assembly_id == bindparam("assembly_id"))
    .options(joinedload(Sitting.item).lazyload(AgendaItem.synopsis))
)  # fmt: skip
ABOUT_AN_ITEM = joinedload(Poll.item, innerjoin=True).lazyload(AgendaItem.synopsis)
"""With the item, but not the wordings compared under it: thousands ask for a poll at the same moment."""

_POLL = select(Poll).where(Poll.id == bindparam("poll_id")).options(ABOUT_AN_ITEM)
_AT_HAND = (
    select(Poll).where(Poll.assembly_id == bindparam("assembly_id"), Poll.state.in_(rules.RUNNING))
    .order_by(Poll.id.desc()).options(ABOUT_AN_ITEM)
)  # fmt: skip
_DECLARED = select(Poll.item_id).where(
    Poll.assembly_id == bindparam("assembly_id"), Poll.state == PollState.DECLARED
)


def find_sitting(session: Session, assembly_id: int) -> Sitting | None:
    """The sitting of an assembly; None before it is opened."""
    return session.scalars(_SITTING, {"assembly_id": assembly_id}).first()


def get_sitting(session: Session, assembly_id: int) -> Sitting:
    """The sitting of an assembly that is open; Refusal before and after (R-MIN-01)."""
    found = find_sitting(session, assembly_id)
    rules.check_sits(found is not None, found is not None and found.closed_at is not None)
    assert found is not None
    return found


def polls_of(session: Session, assembly_id: int) -> Sequence[Poll]:
    """All polls of an assembly in their order."""
    found = select(Poll).where(Poll.assembly_id == assembly_id).order_by(Poll.id)
    return session.scalars(found).unique().all()


def polls_on(session: Session, assembly_id: int, item_id: int, motion_id: int | None) -> list[Poll]:
    """The polls on an item's own proposal, or on a motion to it."""
    return [each for each in polls_of(session, assembly_id) if (each.item_id, each.motion_id) == (item_id, motion_id)]


def demands_on(session: Session, item_id: int) -> Sequence[SecrecyDemand]:
    """The demands of a secret vote on an item and on motions to it, in their order (R-ELE-04)."""
    found = select(SecrecyDemand).where(SecrecyDemand.item_id == item_id).order_by(SecrecyDemand.id)
    return session.scalars(found).all()


def get_demand(session: Session, assembly_id: int, demand_id: int) -> SecrecyDemand:
    """A demand of a secret vote in this assembly; raises NotFound for any other."""
    found = session.get(SecrecyDemand, demand_id)
    if found is None or found.assembly_id != assembly_id:
        raise NotFound
    return found


def is_secrecy_demanded(session: Session, item_id: int, motion_id: int | None) -> bool:
    """Whether what is voted on has to be voted on in secret, by a demand that stands (R-ELE-04)."""
    return any(each.binds and each.motion_id == motion_id for each in demands_on(session, item_id))


def get_poll(session: Session, assembly_id: int, poll_id: int) -> Poll:
    """A poll of this assembly; raises NotFound for any other."""
    found = session.scalars(_POLL, {"poll_id": poll_id}).unique().first()
    if found is None or found.assembly_id != assembly_id:
        raise NotFound
    return found


def polls_at_hand(session: Session, assembly_id: int) -> Sequence[Poll]:
    """The polls that are on: open, closed or counted, not declared yet, the newest first (R-MIN-01).

    It is one, but in a stretched meeting, where several may be open beside each other for days (R-FORM-05).
    """
    return session.scalars(_AT_HAND, {"assembly_id": assembly_id}).unique().all()


def is_voted_on(session: Session, assembly_id: int) -> bool:
    """Whether a vote is open in a meeting at this moment (R-MIN-01)."""
    return any(each.state is PollState.OPEN for each in polls_at_hand(session, assembly_id))


def poll_at_hand(session: Session, sitting: Sitting | None) -> Poll | None:
    """The poll that is on under the item that is on; None before the meeting is opened (R-MIN-01)."""
    found = polls_at_hand(session, sitting.assembly_id) if sitting is not None else ()
    return next((each for each in found if sitting is not None and each.item_id == sitting.item_id), None)


def newest_declared(session: Session, assembly_id: int) -> Poll | None:
    """The poll whose result was declared last."""
    found = select(Poll).join(Declaration, Declaration.poll_id == Poll.id).where(Poll.assembly_id == assembly_id)
    newest = found.order_by(Declaration.declared_at.desc(), Poll.id.desc()).limit(1)
    return session.scalars(newest.options(ABOUT_AN_ITEM)).unique().first()


def motions_of(session: Session, item_id: int) -> list[Motion]:
    """The motions to an item, those that go first first, what is settled last (§ 43 (2) GenG)."""
    found = list(session.scalars(select(Motion).where(Motion.item_id == item_id).order_by(Motion.id)))
    is_open = [each for each in found if each.state is MotionState.OPEN]
    ordered: list[Motion] = []
    while is_open:
        first = rules.goes_first([(each.kind, each.state) for each in is_open])
        assert first is not None
        ordered.append(is_open.pop(first))
    return ordered + [each for each in found if each.state is not MotionState.OPEN]


def waiting_before(session: Session, assembly: Assembly, poll: Poll) -> list[Motion]:
    """The open motions to its item that are voted on before a poll; none before a run-off (§ 43 (2) GenG).

    In the voting phase of a stretched meeting a change takes no vote of its own (R-FORM-05).
    """
    if poll.runoff_of_id is not None:
        return []
    kind, is_phase = poll.motion.kind if poll.motion else None, assembly.votes_until is not None
    return [
        each for each in motions_of(session, poll.item_id) if each.state is MotionState.OPEN
        and rules.goes_before(each.kind, kind) and rules.leaves_matter(each.kind, is_phase)
    ]


def open_motions(session: Session, assembly_id: int) -> Sequence[Motion]:
    """The motions of an assembly on which nothing is decided, in the order in which they were made (R-MIN-01)."""
    is_open = Motion.assembly_id == assembly_id, Motion.state == MotionState.OPEN
    return session.scalars(select(Motion).where(*is_open).order_by(Motion.id)).all()


def motions_in(session: Session, assembly_id: int) -> Sequence[Motion]:
    """All motions of a meeting, in the order in which they were made."""
    return session.scalars(select(Motion).where(Motion.assembly_id == assembly_id).order_by(Motion.id)).all()


def get_motion(session: Session, assembly_id: int, motion_id: int) -> Motion:
    """A motion of this assembly; raises NotFound for any other."""
    found = session.get(Motion, motion_id)
    if found is None or found.assembly_id != assembly_id:
        raise NotFound
    return found


def is_polled(session: Session, motion: Motion) -> bool:
    """Whether a motion is or was voted on, or a vote on it prepared (§ 43 (2) GenG)."""
    polled = select(Poll.id).where(Poll.motion_id == motion.id, Poll.state != PollState.VOID)
    return session.scalars(polled.limit(1)).first() is not None


def speakers_of(session: Session, assembly_id: int) -> Sequence[Speaker]:
    """Who has the floor and who waits for it, in the order of asking."""
    found = select(Speaker).where(Speaker.assembly_id == assembly_id, Speaker.ended_at.is_(None))
    return session.scalars(found.order_by(Speaker.begun_at.is_(None), Speaker.id)).all()


def get_speaker(session: Session, assembly_id: int, speaker_id: int) -> Speaker:
    """Somebody on the list of speakers of this assembly; raises NotFound for any other."""
    found = session.get(Speaker, speaker_id)
    if found is None or found.assembly_id != assembly_id:
        raise NotFound
    return found


def course_of(session: Session, assembly_id: int, limit: int | None = None) -> Sequence[CourseEntry]:
    """The course of a meeting from its beginning on; with a limit the newest entries, latest first."""
    found = select(CourseEntry).where(CourseEntry.assembly_id == assembly_id)
    if limit:
        return session.scalars(found.order_by(CourseEntry.id.desc()).limit(limit)).all()
    return session.scalars(found.order_by(CourseEntry.id)).all()


def objections_of(session: Session, assembly_id: int) -> Sequence[Objection]:
    """The objections in a meeting, in their order (§ 51 (2) GenG; R-MIN-07)."""
    return session.scalars(
        select(Objection).where(Objection.assembly_id == assembly_id).order_by(Objection.id)
    ).all()


def find_objection(session: Session, item_id: int, member_id: int) -> Objection | None:
    """The objection of a member to what was resolved under an item."""
    return session.scalar(select(Objection).where(Objection.item_id == item_id, Objection.member_id == member_id))


def appeared(session: Session, assembly: Assembly, member_ids: Collection[int]) -> set[int]:
    """Which of these members appeared: who was there, itself or represented, voted, or asked to speak while it was on.

    §§ 43b (7), 51 (2) GenG; R-FORM-07, R-CHL-02. A stretched assembly takes both from who was never let in; who only
    opens its ticket appeared as little as who first asks for the floor when the voting is over.
    """
    voted = select(CastVote.member_id).join(Poll, Poll.id == CastVote.poll_id).where(
        Poll.assembly_id == assembly.id, CastVote.member_id.in_(member_ids)
    )
    spoke = select(Speaker.member_id).where(
        Speaker.assembly_id == assembly.id, Speaker.member_id.in_(member_ids)
    )
    if assembly.votes_until is not None:
        spoke = spoke.where(Speaker.asked_at < end_of(assembly.votes_until))
    took_part = session.scalars(union(voted, spoke)).all()
    return attendance.who_was_there(session, assembly.id, member_ids) | {each for each in took_part if each}


def elected_options(poll: Poll) -> list[PollOption]:
    """Who is elected, or which motion accepted, by votes and by lot, in the order of the ballot (R-ELE-01)."""
    if poll.result is None:
        return []
    chosen = {*poll.result.content["elected"], *(poll.lot.drawn if poll.lot else ())}
    return [each for each in poll.options if each.id in chosen]


def seats_filled(session: Session, assembly_id: int, item_id: int) -> int:
    """How many seats of an item are filled by declared elections; who declined fills none (§§ 24, 36 GenG)."""
    polls = [each for each in polls_of(session, assembly_id) if each.item_id == item_id and each.method in ELECTING]
    elected = [option for each in polls if each.state is PollState.DECLARED for option in elected_options(each)]
    return sum(option.answer is None or option.answer.accepts for option in elected)


def unanswered(poll: Poll) -> list[PollOption]:
    """Who was elected and has not said yet whether to accept (§§ 24, 36 GenG)."""
    if poll.method not in ELECTING or poll.state is not PollState.DECLARED:
        return []
    return [each for each in elected_options(poll) if each.answer is None]


def declared_items(session: Session, assembly_id: int) -> set[int]:
    """The items under which a result was declared."""
    return set(session.scalars(_DECLARED, {"assembly_id": assembly_id}))


def declared_polls(session: Session, assembly_id: int) -> list[Poll]:
    """All that was declared in a meeting, in its order (§ 47 (1) GenG; R-MIN-01)."""
    found = [each for each in polls_of(session, assembly_id) if each.state is PollState.DECLARED and each.declaration]
    return sorted(found, key=lambda each: (each.item.position, each.id))


def decided_items(session: Session, assembly_id: int) -> set[int]:
    """The items on whose matter a result was declared; a motion beside it decides nothing, nor does a run-off to come.
    """
    found = select(Poll.item_id).join(Declaration, Declaration.poll_id == Poll.id).outerjoin(Poll.motion)
    is_matter = or_(Poll.motion_id.is_(None), Motion.kind == MotionKind.MAIN)
    ends = Declaration.outcome != Outcome.RUNOFF
    return set(session.scalars(found.where(Poll.assembly_id == assembly_id, is_matter, ends)))


def open_items(session: Session, assembly: Assembly) -> list[AgendaItem]:
    """The items under which something was to be resolved and is not whole, in their order (§ 46 GenG; R-GV-11).

    Also what was withdrawn after it was announced, and an election that left seats empty (R-ELE-03). What an assembly
    that ended without a meeting had taken over is free again where it came from, and not here as well.
    """
    is_unheld = assembly.state in UNHELD
    decided, left = decided_items(session, assembly.id), seats_left(session, assembly)
    return [
        each for each in assembly.items
        if each.subject and (each.id not in decided or each.id in left)
        and (each.withdrawn_at is None or each.announced_by_id is not None)
        and not (is_unheld and each.taken_from_id is not None)
    ]  # fmt: skip


def seats_left(session: Session, assembly: Assembly) -> Mapping[int, int]:
    """Item of a decided election → how many of its seats nobody has: not elected, or declined (§§ 24, 36 GenG)."""
    decided = decided_items(session, assembly.id)
    left = {
        each.id: each.seats - seats_filled(session, assembly.id, each.id)
        for each in assembly.items if each.seats and each.id in decided
    }  # fmt: skip
    return {item_id: number for item_id, number in left.items() if number > 0}


def seats_to_fill(session: Session, assembly: Assembly) -> Mapping[int, int]:
    """The same, less the seats that another assembly is to fill: who was elected may decline later (R-ELE-03)."""
    left = seats_left(session, assembly)
    taken = assemblies.seats_taken_over(session, left)
    free = {item_id: number - taken.get(item_id, 0) for item_id, number in left.items()}
    return {item_id: number for item_id, number in free.items() if number > 0}


def assembly_of_resolution(session: Session, resolution_id: int) -> int | None:
    """The assembly in whose meeting a resolution of the register was declared; None for any other (R-MIN-01)."""
    found = select(Poll.assembly_id).join(Declaration, Declaration.poll_id == Poll.id)
    return session.scalar(found.where(Declaration.resolution_id == resolution_id).limit(1))


def resolution_numbers(session: Session, polls: Sequence[Poll]) -> Mapping[int, str]:
    """Poll → under which number what it decided stands in the register of resolutions (R-DOC-10)."""
    found = select(Declaration.poll_id, Resolution.number).join(Resolution, Resolution.id == Declaration.resolution_id)
    return dict(session.execute(found.where(Declaration.poll_id.in_([each.id for each in polls]))).all())


def called_items(session: Session, assembly_id: int) -> set[int]:
    """The items that were called in this meeting."""
    called = select(CourseEntry.item_id).where(
        CourseEntry.assembly_id == assembly_id, CourseEntry.kind == rules.CourseKind.ITEM_CALLED
    )
    return {each for each in session.scalars(called) if each is not None}


def is_declared(session: Session, number: str) -> bool | None:
    """Whether what an assembly voted on here and the chair declared can have decided on a member (§ 47 (1) GenG).

    By an item with a matter of its own, or a motion that only changes something, it cannot. None: no vote here.
    """
    found = select(AgendaItem.subject, Motion.kind).select_from(Declaration).join(Poll, Poll.id == Declaration.poll_id)
    found = found.join(AgendaItem, AgendaItem.id == Poll.item_id).outerjoin(Motion, Motion.id == Poll.motion_id)
    found = found.join(Resolution, Resolution.id == Declaration.resolution_id)
    row = session.execute(found.where(Resolution.number == number.strip().upper()).limit(1)).first()
    return None if row is None else row[0] in (None, Subject.OTHER) and row[1] in (None, MotionKind.MAIN)
