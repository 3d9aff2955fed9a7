"""After the closing: tellers' sheets, the count, the lot, the chair's declaration, answers, objections (R-MIN-01)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.assemblies import queries as assemblies
from app.assemblies.models import AgendaItem, Sitting
from app.assessments import actions as assessments
from app.core import journal
from app.core.formats import count as written
from app.core.formats import local, one_stop
from app.core.told import Told
from app.core.values import Actor, Refusal, check_reason
from app.members.models import Member
from app.organs import actions as organs
from app.organs.actions import RecordedVote
from app.organs.rules import Organ
from app.voting import queries, rules
from app.voting.actions.course import changed, happened
from app.voting.actions.polling import alone, open_poll, prepare
from app.voting.models import (
    Declaration,
    ElectionAnswer,
    HandCount,
    Objection,
    Poll,
    PollLot,
    PollOption,
    PollResult,
)
from app.voting.rules import (
    MAX_QUESTION,
    Choice,
    CourseKind,
    ElectionResult,
    Method,
    MotionKind,
    Outcome,
    PlannedPoll,
    PollState,
    TellerGroup,
)


def tell(
    session: Session, sitting: Sitting, poll: Poll, groups: Sequence[TellerGroup], actor: Actor, now: datetime,
    reason: str = "",
) -> None:
    """Enter what tellers counted in the hall, by hands or ballots, checked against the roll (R-VOTE-01).

    A later sheet takes the place of the former, which stays to be seen, and the course says why; after the count none
    is taken. A nought says that nobody voted so.
    """
    alone(session, poll)
    rules.check_told_in_time(poll.state, poll.secrecy)
    rules.check_told(groups, queries.hall_groups(session, poll), queries.shape_of(poll))
    former = queries.last_sheet(session, poll.id)
    rules.check_replaced(former > 0, reason)
    sheet = former + 1
    common = {"poll_id": poll.id, "sheet": sheet, "counted_at": now, "counted_by": actor.name}
    for group in groups:
        weighed = {**common, "weight": group.weight, "is_investing": group.is_investing}
        session.add_all(HandCount(**weighed, choice=choice, number=number) for choice, number in group.counted.items())
        session.add_all(HandCount(**weighed, choice=Choice.MARKS, option_id=option, number=number)
                        for option, number in group.marks.items() if number)
        session.add_all(HandCount(**weighed, choice=Choice.NO, option_id=option, number=number)
                        for option, number in group.against.items() if number)
    if not groups:
        raise Refusal("Im Saal stimmt hier niemand mit Handzeichen oder auf Papier ab.")
    changed(session, sitting)
    if former:
        text = f"Zählzettel {written(sheet)} tritt an die Stelle von Zählzettel {written(former)}. Grund: " + one_stop(
            f"{check_reason(reason)}."
        )
        happened(session, sitting, CourseKind.NOTE, text, actor, now, item=poll.item, poll=poll)
    summary = Told("Zählzettel {sheet}: Mitglieder oder Stimmzettel {ballots}, Stimmen {votes}", sheet=written(sheet),
                   ballots=written(sum(group.ballots for group in groups)),
                   votes=written(sum(group.ballots * group.weight for group in groups)))
    subject = f"assembly:{sitting.assembly_id}"
    journal.record(session, actor, "voting.told", subject, now, summary, poll=poll.id, sheet=sheet)


def count_poll(session: Session, sitting: Sitting, poll: Poll, actor: Actor, now: datetime) -> PollResult:
    """Count a closed poll, once, and freeze the result; to declare it is the chair's own act (R-MAJ-07, R-MIN-01)."""
    rules.check_step(poll.state, PollState.COUNTED)
    if queries.needs_tellers(session, poll):
        raise Refusal("Die Stimmen aus dem Saal fehlen noch. Die Zählenden tragen sie erst ein.")
    _check_sheet(session, poll)
    count = queries.count_again(session, poll)
    content = queries.content_of(session, poll, count)
    result = PollResult(
        poll_id=poll.id, outcome=count.outcome, valid=count.valid, needed=count.needed, content=content,
        digest=queries.digest_of_content(content), counted_at=now, counted_by=actor.name,
    )
    session.add(result)
    poll.state, poll.counted_at, poll.counted_by = PollState.COUNTED, now, actor.name
    happened(session, sitting, CourseKind.POLL_COUNTED, poll.question, actor, now, item=poll.item, poll=poll)
    session.refresh(poll)
    return result


def _check_sheet(session: Session, poll: Poll) -> None:
    """Refuse to count a sheet that those there cannot have given: a ballot came back after it (R-VOTE-01)."""
    told = queries.told_groups(session, poll.id)
    if told:
        rules.check_told(told, queries.hall_groups(session, poll), queries.shape_of(poll))


def draw_lot(
    session: Session, sitting: Sitting, poll: Poll, drawn: Sequence[int], actor: Actor, now: datetime
) -> None:
    """Record whom the lot gave the seats that equal votes left; drawn by hand before everybody's eyes (R-ELE-03)."""
    if poll.state is not PollState.COUNTED or poll.result is None or poll.lot is not None:
        raise Refusal("Das Los wird einmal gezogen, nachdem ausgezählt und bevor verkündet ist.")
    content = poll.result.content
    tied = ElectionResult(draw_lot_between=tuple(content["lot_between"]), by_lot=content["by_lot"])
    rules.check_drawn(tied, drawn)
    session.add(PollLot(poll_id=poll.id, drawn=sorted(set(drawn)), drawn_at=now, drawn_by=actor.name))
    names = ", ".join(each.name for each in poll.options if each.id in drawn)
    happened(session, sitting, CourseKind.LOT_DRAWN, names, actor, now, item=poll.item, poll=poll)
    session.refresh(poll)


def declare(session: Session, sitting: Sitting, poll: Poll, text: str, actor: Actor, now: datetime) -> None:
    """Declare a counted result in the chair's words; what was counted decides what is declared (§ 47 (1); R-MIN-01)."""
    rules.check_step(poll.state, PollState.DECLARED)
    assert poll.result is not None
    outcome = poll.result.outcome
    if outcome is Outcome.LOT:
        if poll.lot is None:
            raise Refusal("Zwischen Gleichen entscheidet erst das Los. Tragen Sie ein, wen es getroffen hat.")
        outcome = Outcome.ELECTED
    if not text.strip():
        raise Refusal("Schreiben Sie, was verkündet wird.")
    chosen = queries.elected_options(poll)
    others = [each.name for each in poll.options if each not in chosen]
    tally = None if poll.result.content["investing_voters"] else queries.deciding_tally(poll)
    rules.check_words(poll.method, outcome, text, tally, [each.name for each in chosen], others)
    number = _entered(session, poll, poll.result, outcome, text.strip(), actor, now)
    session.add(Declaration(poll_id=poll.id, outcome=outcome, text=text.strip(), resolution_id=number,
                            declared_at=now, declared_by=actor.name))
    poll.state = PollState.DECLARED
    _settle_motions(session, poll, outcome)
    happened(session, sitting, CourseKind.DECLARED, text.strip(), actor, now, item=poll.item, poll=poll)
    session.refresh(poll)


def _entered(
    session: Session, poll: Poll, result: PollResult, outcome: Outcome, text: str, actor: Actor, now: datetime
) -> int | None:
    """Enter what was decided on the matter into the register of resolutions, with the next number of the assembly's.

    A motion on procedure or to change a proposal decides nothing by itself, nor does a vote in which nobody was elected
    and that a run-off follows; who was elected beside it is.
    """
    resolved = rules.resolved_by(outcome, len(result.content["elected"]))
    if resolved is None or (poll.motion is not None and poll.motion.kind not in rules.DECIDING):
        return None
    ordinary = result.content["ordinary"]
    counted = poll.method in rules.ANSWERED_BY_YES
    votes = RecordedVote(ordinary["yes"], ordinary["no"], ordinary["abstain"]) if counted else None
    wording = f"{text}\n\n{poll.question}" if poll.method in rules.ELECTING else _resolved(session, poll)
    resolution = organs.record_resolution(
        session, Organ.GENERAL_ASSEMBLY, local(now).date(), _title_of(poll), wording, resolved, actor, now,
        votes=votes, place=assemblies.get_assembly(session, poll.assembly_id).place,
    )
    organs.mark_carried_out(session, resolution.items[0], now)
    if poll.motion is None:
        assessments.decide_on_agenda(session, poll.item_id, resolution, resolved, actor, now)
    return resolution.id


def _resolved(session: Session, poll: Poll) -> str:
    """What was resolved, word for word; of an amendment with the new words of the statute (§ 16 GenG)."""
    worded = queries.wording_of(session, poll)
    if worded is None:
        return poll.question
    clauses = [(each.clause, each.new_text) for each in worded.rows]
    return rules.resolved_words(poll.question, clauses, [(each.mover, each.text) for each in worded.changes])


def _title_of(poll: Poll) -> str:
    """By which title a decision stands in the register: that of its item, or what it is about beside that."""
    if poll.motion is not None and poll.motion.kind is MotionKind.CONVENING:
        return rules.CONVENING_TITLE
    return poll.item.title


def _settle_motions(session: Session, poll: Poll, outcome: Outcome) -> None:
    if poll.motion is not None:
        poll.motion.state = rules.motion_after(outcome)
        session.flush()


def answer(
    session: Session, sitting: Sitting, poll: Poll, option: PollOption | None, accepts: bool, actor: Actor,
    now: datetime,
) -> None:
    """Record whether who was elected accepts; said once, in the meeting or later (§§ 24, 36 GenG; R-ELE-01)."""
    if option is None or option not in queries.unanswered(poll):
        raise Refusal("Wer gewählt ist, sagt einmal, ob er die Wahl annimmt.")
    session.add(ElectionAnswer(option_id=option.id, accepts=accepts, answered_at=now, recorded_by=actor.name))
    said = Told("{name} nimmt die Wahl nicht an", name=option.name)
    if accepts:
        said = Told("{name} nimmt die Wahl an", name=option.name)
    happened(session, sitting, CourseKind.ANSWERED, said, actor, now, item=poll.item, poll=poll)
    session.refresh(option)


def plan_runoff(poll: Poll) -> PlannedPoll:
    """What a run-off asks that follows from a declared result: the seats left, between the best (R-ELE-02)."""
    if poll.state is not PollState.DECLARED or poll.result is None or not poll.result.content["runoff"]:
        raise Refusal("Eine Stichwahl folgt aus einem verkündeten Ergebnis, in dem niemand die Mehrheit erreicht hat.")
    runoff, elected = set(poll.result.content["runoff"]), poll.result.content["elected"]
    seats = poll.seats - len(elected) - poll.result.content["by_lot"]
    names = tuple(each.name for each in poll.options if each.id in runoff)
    method = Method.ELECTION if seats == 1 else Method.LIST
    question = poll.question if poll.runoff_of_id else f"Stichwahl: {poll.question}"[:MAX_QUESTION]
    return PlannedPoll(question, method, names, seats, poll.secrecy, poll.hall, poll.motion_id)


def open_runoff(session: Session, sitting: Sitting, poll: Poll, actor: Actor, now: datetime) -> Poll:
    """Open the run-off that follows from a declared result, once (R-ELE-02)."""
    planned = plan_runoff(poll)
    if any(each.runoff_of_id == poll.id and each.state is not PollState.VOID
           for each in queries.polls_of(session, sitting.assembly_id)):
        raise Refusal("Die Stichwahl zu diesem Ergebnis gibt es schon.")
    runoff = prepare(session, sitting, poll.item, planned, actor, now, runoff_of=poll)
    open_poll(session, sitting, runoff, None, actor, now)
    return runoff


def object_to(
    session: Session, sitting: Sitting, item: AgendaItem, member: Member, text: str, party_id: int | None,
    actor: Actor, now: datetime,
) -> Objection:
    """Note a member's objection to what was resolved under an item; once, at the desk or online (R-MIN-07, R-CHL-02).

    §§ 51 (2), 67a (1) GenG; it can be made until the meeting is closed. The same once more is the one that stands;
    another ground is refused.
    """
    known = queries.find_objection(session, item.id, member.id)
    if known is not None:
        rules.check_says_nothing_new(text, known.text)
        return known
    assembly = assemblies.get_assembly(session, sitting.assembly_id)
    has_appeared = bool(queries.appeared(session, assembly, [member.id]))
    rules.check_objects(has_appeared, item.id in queries.declared_items(session, assembly.id))
    objection = Objection(
        assembly_id=sitting.assembly_id, item_id=item.id, member_id=member.id, name=member.party.display_name,
        by_party_id=party_id, text=text.strip(), at=now, by=actor.name,
    )
    session.add(objection)
    session.flush()
    happened(session, sitting, CourseKind.OBJECTION, objection.name, actor, now, item=item, member_id=member.id)
    return objection
