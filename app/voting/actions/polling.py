"""The life of a poll up to its closing: prepared, opened with its roll, closed, void (§ 43; R-MIN-01, R-VOTE-04)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.assemblies import queries as assemblies
from app.assemblies.models import AgendaItem, Assembly, Sitting
from app.assemblies.rules import SIMPLE, MeetingForm, RequiredMajority, majority_under
from app.attendance import queries as attendance
from app.attendance.queries import VoterRow
from app.attendance.rules import Mode, check_quorate
from app.core.db import hold, insert_in, make_size_known
from app.core.formats import count, local
from app.core.told import Told
from app.core.values import Actor, check_reason
from app.statutes import queries as statutes
from app.statutes.rules import Statute
from app.voting import queries, rules
from app.voting.actions.course import happened, noted
from app.voting.actions.sitting import call_item, go_on, note
from app.voting.models import Motion, PaperBallot, Poll, PollOption, PollRoll
from app.voting.rules import (
    BESIDE_THE_MATTER,
    ELECTING,
    NOTHING_CONFIRMED,
    Confirmed,
    CourseKind,
    HallWay,
    Method,
    MotionKind,
    PlannedPoll,
    PollState,
    Secrecy,
)


def prepare(
    session: Session, sitting: Sitting, item: AgendaItem, planned: PlannedPoll, actor: Actor, now: datetime,
    runoff_of: Poll | None = None,
) -> Poll:
    """Prepare a vote on an item or a motion to it, with the majority that law and statute ask for (R-MAJ-01 to 06).

    What it asks, and under what, stands from now on: statute and agenda of this moment decide. On a motion is voted as
    it was made, whatever else was typed.
    """
    motion = _motion(session, sitting, item, planned.motion_id, runoff_of) if planned.motion_id else None
    rules.check_on_agenda(item.withdrawn_at is not None)
    _check_resolvable(session, sitting, item, motion, now)
    statute = statutes.statute_on(session, local(now).date())
    kind = motion.kind if motion else None
    rules.check_method(planned.method, item.subject, kind, statute.election_mode)
    options = [" ".join(each.split()) for each in planned.options if each.strip()]
    rules.check_options(planned.method, options, planned.seats)
    _check_way(session, sitting, item, motion, planned, statute)
    _check_seats(session, sitting, item, planned.method, planned.seats, now)
    poll = _frozen(item, motion, planned, statute, _majority(statute, item, motion))
    poll.runoff_of_id = runoff_of.id if runoff_of else None
    poll.assembly_id, poll.prepared_at, poll.prepared_by = sitting.assembly_id, now, actor.name
    session.add(poll)
    session.flush()
    _add_options(session, poll, options)
    summary = Told("Abstimmung vorbereitet: {text}", text=poll.question)
    noted(session, sitting, "prepared", summary, actor, now, item=item.id, poll=poll.id)
    return poll


def _check_way(
    session: Session, sitting: Sitting, item: AgendaItem, motion: Motion | None, planned: PlannedPoll,
    statute: Statute,
) -> None:
    """Refuse a way of voting that the meeting, secrecy, or what is asked does not allow (§ 43b; R-ELE-04)."""
    form = assemblies.get_assembly(session, sitting.assembly_id).form
    seats = rules.seats_of(planned.method, planned.seats)
    named = sum(1 for each in planned.options if each.strip())
    rules.check_hall(planned.hall, form)
    rules.check_secrecy(planned.secrecy, planned.hall)
    is_demanded = queries.is_secrecy_demanded(session, item.id, motion.id if motion else None)
    rules.check_kept_secret(is_demanded, planned.secrecy, form)
    rules.check_hands_shown(planned.hall, rules.shape_of(planned.method, seats, named, statute.election_mode))


def _check_resolvable(
    session: Session, sitting: Sitting, item: AgendaItem, motion: Motion | None, now: datetime
) -> bool:
    """Refuse a vote on what was not announced; say whether it is one because everybody is there (R-GV-06)."""
    is_announced = item.announced_by_id is not None
    is_asked = not is_announced and item.subject is not None
    assembly = assemblies.get_assembly(session, sitting.assembly_id)
    all_there = is_asked and attendance.are_all_there(session, assembly, now)
    rules.check_resolvable(item.subject is not None, is_announced, all_there, motion.kind if motion else None)
    return all_there and (motion is None or motion.kind not in BESIDE_THE_MATTER)


def _check_seats(
    session: Session, sitting: Sitting, item: AgendaItem, method: Method, seats: int, now: datetime
) -> None:
    """Refuse to elect to more seats than were announced and are left, unless every member is there (§ 46 (2) GenG)."""
    if method not in ELECTING or item.seats is None:
        return
    filled = queries.seats_filled(session, sitting.assembly_id, item.id)
    rules.check_seats(
        rules.seats_of(method, seats), item.seats, filled,
        lambda: attendance.are_all_there(session, assemblies.get_assembly(session, sitting.assembly_id), now),
    )


def _motion(session: Session, sitting: Sitting, item: AgendaItem, motion_id: int, runoff_of: Poll | None) -> Motion:
    """The motion that is voted on, once; a run-off is the same vote going on."""
    motion = queries.get_motion(session, sitting.assembly_id, motion_id)
    rules.check_motion_suits(item.id, motion.item_id)
    form = assemblies.get_assembly(session, sitting.assembly_id).form
    rules.check_leaves_matter(motion.kind, form is MeetingForm.STRETCHED)
    rules.check_motion_open(motion.state, runoff_of is None and queries.is_polled(session, motion))
    return motion


def _majority(statute: Statute, item: AgendaItem, motion: Motion | None) -> RequiredMajority:
    """The majority of the matter; on what is beside it and on amendments to it the simple one (§ 43 (2); R-MAJ-01)."""
    if motion is not None and motion.kind in BESIDE_THE_MATTER:
        return RequiredMajority(SIMPLE, False, False)
    required = majority_under(statute, item.subject) if item.subject else RequiredMajority(SIMPLE, False, False)
    if motion is not None and motion.kind is not MotionKind.MAIN:
        return RequiredMajority(SIMPLE, False, required.one_vote_each)
    return required


def _frozen(
    item: AgendaItem, motion: Motion | None, planned: PlannedPoll, statute: Statute, required: RequiredMajority
) -> Poll:
    share, question = required.threshold.share, motion.text if motion else planned.question.strip()
    return Poll(
        item_id=item.id, motion_id=motion.id if motion else None, question=question,
        method=planned.method, seats=rules.seats_of(planned.method, planned.seats),
        threshold_top=share.numerator if share else None, threshold_base=share.denominator if share else None,
        one_vote_each=required.one_vote_each, investing_policy=statute.investing_policy, mode=statute.election_mode,
        tie=statute.tie_rule, secrecy=planned.secrecy, hall=planned.hall, state=PollState.PREPARED, opened_by="",
        closed_by="", counted_by="", void_by="", void_reason="", roll_opened="", roll_closed="",
    )


def _add_options(session: Session, poll: Poll, options: Sequence[str]) -> None:
    session.add_all(
        PollOption(poll_id=poll.id, position=position, name=name) for position, name in enumerate(options, start=1)
    )
    session.flush()
    session.refresh(poll)


def open_poll(
    session: Session, sitting: Sitting, poll: Poll, minutes: int | None, actor: Actor, now: datetime,
    confirmed: Confirmed = NOTHING_CONFIRMED,
) -> None:
    """Open a poll and write down who is entitled in it at this moment (§ 43 (3) to (6) GenG; R-VOTE-04, R-VOTE-07).

    Its item is called with it, unless it is on (R-MIN-01).
    `minutes`: how long the chair announces it to be open; it is closed by the chair all the same. `confirmed`: what the
    chair says where something speaks against it (R-GV-11, R-VOTE-06).
    """
    assembly = assemblies.get_assembly(session, sitting.assembly_id)
    _check_turn(session, sitting, poll, assembly, local(now).date())
    call_item(session, sitting, poll.item, actor, now)
    _check_seats(session, sitting, poll.item, poll.method, poll.seats, now)
    if _check_resolvable(session, sitting, poll.item, poll.motion, now):
        happened(session, sitting, CourseKind.NOTE, rules.ALL_THERE, actor, now, item=poll.item)
    is_demanded = queries.is_secrecy_demanded(session, poll.item_id, poll.motion_id)
    rules.check_kept_secret(is_demanded, poll.secrecy, assembly.form)
    go_on(session, sitting, actor, now)
    if _asks_quorum(poll):
        _check_quorate(session, sitting, assembly, confirmed.despite, actor, now)
    _check_confirmed(session, sitting, poll, assembly, confirmed, actor, now)
    poll.state, poll.opened_at, poll.opened_by = PollState.OPEN, now, actor.name
    poll.phase_item = poll.item_id if assembly.form is MeetingForm.STRETCHED else None
    poll.ends_at = now + timedelta(minutes=minutes) if minutes else None
    session.flush()
    add_to_roll(session, poll, attendance.voters_present(session, assembly, poll.matter, now), now)
    make_size_known(session, PollRoll)
    _take_written(session, poll, actor, now)
    poll.roll_opened = queries.digest_of_roll(session, poll.id)
    happened(session, sitting, CourseKind.POLL_OPENED, poll.question, actor, now, item=poll.item, poll=poll)


def _check_confirmed(
    session: Session, sitting: Sitting, poll: Poll, assembly: Assembly, confirmed: Confirmed, actor: Actor,
    now: datetime,
) -> None:
    """Motions that go first, and whom the item concerns, are settled, or the chair confirms that it goes on (§ 43)."""
    rules.check_motions_first(len(queries.waiting_before(session, assembly, poll)), confirmed)
    is_unnamed = queries.is_concern_unsaid(session, assembly, poll)
    rules.check_concern_said(is_unnamed, poll.item.position, confirmed)
    if is_unnamed:
        happened(session, sitting, CourseKind.NOTE, rules.CONCERNS_NOBODY, actor, now, item=poll.item)


def _check_turn(session: Session, sitting: Sitting, poll: Poll, assembly: Assembly, today: date) -> None:
    """Refuse to open a poll twice, after the meeting, and beside one that runs (R-MIN-01)."""
    rules.check_step(poll.state, PollState.OPEN)
    rules.check_not_over(attendance.held_on(session, assembly, today), today)
    if poll.motion is not None:
        rules.check_motion_open(poll.motion.state, False)
    rules.check_method(poll.method, poll.item.subject, poll.motion.kind if poll.motion else None, poll.mode)
    others = [
        (each.state, each.item.position) for each in queries.polls_of(session, sitting.assembly_id)
        if each.id != poll.id
    ]
    rules.check_nothing_runs([each for each in others if each[1] == poll.item.position])
    rules.check_nothing_runs(others, assembly.form is MeetingForm.STRETCHED)


def _take_written(session: Session, poll: Poll, actor: Actor, now: datetime) -> None:
    """Who votes in writing has given its ballot already: it is counted with those on paper (§ 43b (2); R-FORM-02)."""
    if poll.hall is not HallWay.PHONE or poll.secrecy is Secrecy.ROLL_CALL:
        return
    session.add_all(
        PaperBallot(poll_id=poll.id, member_id=row.member_id, handed_at=now, handed_by=actor.name, returned_by="")
        for row in queries.roll_of(session, poll.id) if row.mode == Mode.WRITTEN.value and not row.is_barred
    )
    session.flush()


def _asks_quorum(poll: Poll) -> bool:
    """Whether the statute's quorum is asked for in a vote: not in a run-off, nor on procedure (R-GV-11)."""
    return poll.runoff_of_id is None and not _is_procedure(poll)


def _is_procedure(poll: Poll) -> bool:
    """Whether is voted on how the meeting goes on, which is for those who are there at the moment (R-GV-11)."""
    return poll.motion is not None and poll.motion.kind is MotionKind.PROCEDURE


def _check_quorate(
    session: Session, sitting: Sitting, assembly: Assembly, despite: str, actor: Actor, now: datetime
) -> None:
    """Too few may put the meeting off, so motions on procedure are not asked; why others are, stands in the course.

    To convene another assembly is one of those: it needs no announcement (§ 46 (2) GenG), but it is a resolution that
    binds the board and enters the register, and whether so few may pass one the statute alone says (R-GV-11).
    """
    quorum = attendance.quorum_at(session, assembly, now)
    check_quorate(quorum, despite)
    if quorum is not None and not quorum.is_reached:
        note(session, sitting, f"Abgestimmt ohne Beschlussfähigkeit nach der Satzung: {despite.strip()}", actor, now)


def add_to_roll(session: Session, poll: Poll, voters: Sequence[VoterRow], now: datetime) -> None:
    """Write members on the roll of an open poll, each once (R-VOTE-01, R-VOTE-04)."""
    rows = [
        {
            "poll_id": poll.id, "member_id": row.member_id, "member_number": row.member_number, "name": row.name,
            "weight": row.weight, "caster_party_id": row.caster_party_id, "caster_name": row.caster_name,
            "capacity": row.capacity.value, "mode": row.mode.value, "is_barred": row.is_barred,
            "is_investing": row.is_investing, "added_at": now,
        }
        for row in voters if row.weight > 0
    ]  # fmt: skip
    if rows:
        connection = session.connection()
        connection.execute(insert_in(connection.dialect.name, PollRoll).on_conflict_do_nothing(), rows)


def lengthen(session: Session, sitting: Sitting, poll: Poll, actor: Actor, now: datetime) -> None:
    """Announce that a poll stays open a minute longer."""
    rules.check_running(poll.state)
    poll.ends_at = max(now, poll.ends_at or now) + timedelta(minutes=1)
    summary = Told("Abstimmung um eine Minute verlängert: {text}", text=poll.question)
    noted(session, sitting, "lengthened", summary, actor, now, item=poll.item_id, poll=poll.id)


def close_poll(session: Session, sitting: Sitting, poll: Poll, actor: Actor, now: datetime) -> None:
    """Close a poll: every vote given until now counts and none after it (R-MIN-01).

    Who came to the hall while hands or ballots were collected is on the roll from now on, gone again or not.
    """
    alone(session, poll)
    rules.check_step(poll.state, PollState.CLOSED)
    assembly = assemblies.get_assembly(session, sitting.assembly_id)
    rules.check_phase_is_over(queries.kept_open(session, assembly, poll, now))
    if poll.hall is not HallWay.PHONE:
        _add_who_came(session, poll, assembly, actor, now)
    _note_lost_quorum(session, sitting, poll, assembly, actor, now)
    poll.state, poll.closed_at, poll.closed_by = PollState.CLOSED, now, actor.name
    session.flush()
    poll.roll_closed = queries.digest_of_roll(session, poll.id)
    happened(session, sitting, CourseKind.POLL_CLOSED, poll.question, actor, now, item=poll.item, poll=poll,
             votes=queries.digest_of_votes(session, poll.id))


def _note_lost_quorum(
    session: Session, sitting: Sitting, poll: Poll, assembly: Assembly, actor: Actor, now: datetime
) -> None:
    """Note in the course that too few are there when a vote ends: whether it stands is for the chair (R-GV-11)."""
    quorum = attendance.quorum_at(session, assembly, now) if _asks_quorum(poll) else None
    if quorum is not None and not quorum.is_reached:
        there, needed = count(quorum.there), count(quorum.needed)
        text = f"Beim Schließen der Abstimmung fehlt die Beschlussfähigkeit nach der Satzung: {there} statt {needed}."
        happened(session, sitting, CourseKind.NOTE, text, actor, now, item=poll.item)


def _add_who_came(session: Session, poll: Poll, assembly: Assembly, actor: Actor, now: datetime) -> None:
    """Write who came while hands or ballots were collected; who was barred by who stood for it votes, too (R-VOTE-07).

    What the roll says of the opening stands. That such a member voted in the hall after all is kept as its ballot.
    """
    add_to_roll(session, poll, queries.arrivals(session, assembly, poll, now), now)
    session.add_all(
        PaperBallot(poll_id=poll.id, member_id=row.member_id, handed_at=came_at, handed_by=actor.name, returned_by="")
        for came_at, row in queries.freed(session, assembly, poll, now)
    )
    session.flush()


def matter_of_votes(poll_id: int) -> str:
    """What who casts holds beside others, and who closes alone; they take turns in the order in which they come."""
    return f"votes:{poll_id}"


def alone(session: Session, poll: Poll) -> None:
    """Wait for whoever is casting at this moment, and let who comes later wait."""
    hold(session, matter_of_votes(poll.id), alone=True)
    session.refresh(poll, ["state"])


def void_poll(session: Session, sitting: Sitting, poll: Poll, reason: str, actor: Actor, now: datetime) -> None:
    """Break a poll off, with the reason; its votes stay and decide nothing (R-MIN-01).

    What was counted and not declared yet may be broken off too; that it was counted is told with the reason. What was
    only prepared never ran: it is thrown away, and no part of the course.
    """
    alone(session, poll)
    rules.check_step(poll.state, PollState.VOID)
    has_run = poll.state is not PollState.PREPARED
    is_counted = poll.state is PollState.COUNTED and reason.strip()
    told = f"{rules.BROKEN_OFF_LATE}{reason.strip()}" if is_counted else reason
    poll.state, poll.void_at, poll.void_by, poll.void_reason = PollState.VOID, now, actor.name, check_reason(told)
    session.flush()
    if not has_run:
        summary = Told("Vorbereitete Abstimmung verworfen: {text}", text=poll.question)
        noted(session, sitting, "thrown_away", summary, actor, now, item=poll.item_id, poll=poll.id)
        return
    text = f"{poll.question}: {poll.void_reason}"
    if is_counted:
        text = Told("{question}: nach der Auszählung, {reason}", question=poll.question, reason=reason.strip())
    happened(session, sitting, CourseKind.POLL_VOID, text, actor, now, item=poll.item, poll=poll)
