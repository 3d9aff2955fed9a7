"""The conduct of a meeting: opened, items in and out of turn, breaks, speakers, motions, objections, closed."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.assemblies.models import AgendaItem
from app.attendance import actions as attendance
from app.attendance import queries as doors
from app.core.values import Refusal
from app.voting import actions, queries
from app.voting.rules import AboutObjected, AboutObjector, CourseKind, Method, MotionKind, MotionState, is_out_of_turn
from tests.assemblies.factories import MEETS_ON, a_convening_house, an_assembly, an_item, convened
from tests.attendance.factories import a_town
from tests.factories import NOW
from tests.voting.factories import (
    CHAIR,
    YES,
    Meeting,
    a_meeting,
    an_election,
    asked,
    casts,
    declared,
    marked,
    represented,
    someone,
)


def kinds(session: Session, assembly_id: int) -> list[CourseKind]:
    """What happened, in its order."""
    return [each.kind for each in queries.course_of(session, assembly_id)]


def test_a_meeting_opens_on_its_day_once_with_chair_and_minute_taker(session: Session) -> None:
    a_convening_house(session)
    assembly = an_assembly(session, MEETS_ON)
    an_item(session, assembly)
    with pytest.raises(Refusal, match="einberufen"):
        actions.open_sitting(session, assembly, "A", "B", CHAIR, NOW)
    convened(session, assembly)
    with pytest.raises(Refusal, match="am Tag"):
        actions.open_sitting(session, assembly, "A", "B", CHAIR, NOW)
    later = NOW + (MEETS_ON - NOW.date())
    for chair, minutes in (("", "B"), ("A", " ")):
        with pytest.raises(Refusal, match="Nennen Sie"):
            actions.open_sitting(session, assembly, chair, minutes, CHAIR, later)
    actions.open_sitting(session, assembly, "A", "B", CHAIR, later)
    with pytest.raises(Refusal, match="schon eröffnet"):
        actions.open_sitting(session, assembly, "A", "B", CHAIR, later)


def test_an_item_called_out_of_its_turn_is_noted_as_a_change_of_order(session: Session) -> None:
    meeting = a_meeting(session)
    others = [an_item(session, meeting.assembly, title=f"Punkt {number}") for number in (2, 3)]
    actions.call_item(session, meeting.sitting, others[1], CHAIR, NOW)
    actions.call_item(session, meeting.sitting, others[1], CHAIR, NOW)
    assert kinds(session, meeting.assembly.id)[2:] == [
        CourseKind.ITEM_DONE, CourseKind.ORDER_CHANGED, CourseKind.ITEM_CALLED,
    ]


def called_anew(session: Session, meeting: Meeting, *items: AgendaItem) -> list[str]:
    """Call items one after the other; gives the titles of those that were noted as out of turn."""
    for each in items:
        actions.call_item(session, meeting.sitting, each, CHAIR, NOW)
    course = queries.course_of(session, meeting.assembly.id)
    return [each.text for each in course if each.kind is CourseKind.ORDER_CHANGED]


def items_after_the_first(session: Session, meeting: Meeting, *numbers: int) -> list[AgendaItem]:
    """Further items of the agenda, announced like the first."""
    told = meeting.item.announced_by_id
    return [an_item(session, meeting.assembly, title=f"Punkt {number}", announced_by_id=told) for number in numbers]


def test_what_follows_in_order_after_an_item_passed_over_is_no_further_change_of_order(session: Session) -> None:
    meeting = a_meeting(session)
    second, third, fourth, fifth = items_after_the_first(session, meeting, 2, 3, 4, 5)
    assert called_anew(session, meeting, third, fourth, fifth) == ["Punkt 3"]
    assert called_anew(session, meeting, second) == ["Punkt 3", "Punkt 2"]


def test_each_item_passed_over_anew_is_a_change_of_order_and_one_withdrawn_is_none(session: Session) -> None:
    meeting = a_meeting(session)
    second, third, fourth, fifth, sixth = items_after_the_first(session, meeting, 2, 3, 4, 5, 6)
    assert called_anew(session, meeting, third, fifth) == ["Punkt 3", "Punkt 5"]
    actions.withdraw_item(session, meeting.sitting, fifth, "Die Unterlagen fehlen", CHAIR, NOW)
    assert called_anew(session, meeting, sixth) == ["Punkt 3", "Punkt 5"]
    for each in (second, fourth):
        actions.withdraw_item(session, meeting.sitting, each, "Die Unterlagen fehlen", CHAIR, NOW)
    (seventh,) = items_after_the_first(session, meeting, 7)
    assert called_anew(session, meeting, seventh) == ["Punkt 3", "Punkt 5"]


def test_an_item_that_comes_back_changes_no_order(session: Session) -> None:
    meeting = a_meeting(session)
    second, third = items_after_the_first(session, meeting, 2, 3)
    assert called_anew(session, meeting, second, third, meeting.item, third) == []


def test_an_item_withdrawn_in_the_meeting_is_not_called_nor_voted_on(session: Session) -> None:
    meeting = a_meeting(session)
    actions.withdraw_item(session, meeting.sitting, meeting.item, "Die Unterlagen fehlen", CHAIR, NOW)
    assert meeting.sitting.item_id is None
    with pytest.raises(Refusal, match="abgesetzt"):
        actions.call_item(session, meeting.sitting, meeting.item, CHAIR, NOW)
    with pytest.raises(Refusal, match="abgesetzt"):
        asked(session, meeting)


def test_what_was_decided_is_not_taken_off_the_agenda(session: Session) -> None:
    """A declared result stands; the item it was about stays with it (R-MIN-01)."""
    meeting = a_meeting(session)
    declared(session, meeting, asked(session, meeting))
    with pytest.raises(Refusal, match="schon ein Ergebnis verkündet"):
        actions.withdraw_item(session, meeting.sitting, meeting.item, "Versehen", CHAIR, NOW)
    assert meeting.item.withdrawn_at is None


def test_what_was_not_announced_is_discussed_and_not_resolved(session: Session) -> None:
    meeting = a_meeting(session)
    a_town(session)
    late = an_item(session, meeting.assembly, title="Noch etwas")
    actions.call_item(session, meeting.sitting, late, CHAIR, NOW)
    meeting.item = late
    with pytest.raises(Refusal, match="§ 46"):
        asked(session, meeting)


@pytest.mark.parametrize("act", ["poll", "item", "end"])
def test_a_break_that_nobody_ended_ends_with_the_next_act_and_is_noted(session: Session, act: str) -> None:
    meeting = a_meeting(session)
    item = an_item(session, meeting.assembly, announced_by_id=meeting.item.announced_by_id)
    prepared = asked(session, meeting, opened=False)
    actions.take_break(session, meeting.sitting, CHAIR, NOW)
    match act:
        case "poll":
            actions.open_poll(session, meeting.sitting, prepared, None, CHAIR, NOW)
        case "item":
            actions.call_item(session, meeting.sitting, item, CHAIR, NOW)
        case _:
            actions.close_sitting(session, meeting.sitting, CHAIR, NOW)
    assert meeting.sitting.break_since is None
    assert kinds(session, meeting.assembly.id)[2:4] == [CourseKind.BREAK_BEGUN, CourseKind.BREAK_ENDED]


def test_a_break_is_noted_once_and_ended_once(session: Session) -> None:
    meeting = a_meeting(session)
    for _ in range(2):
        actions.take_break(session, meeting.sitting, CHAIR, NOW)
    for _ in range(2):
        actions.go_on(session, meeting.sitting, CHAIR, NOW + timedelta(minutes=10))
    assert kinds(session, meeting.assembly.id)[2:] == [CourseKind.BREAK_BEGUN, CourseKind.BREAK_ENDED]


def test_one_has_the_floor_and_the_others_wait_in_the_order_of_asking(session: Session) -> None:
    meeting = a_meeting(session)
    first, second, third = (
        actions.ask_to_speak(session, meeting.sitting, name, None, NOW) for name in ("Ada", "Bodo", "Cora")
    )
    assert actions.ask_to_speak(session, meeting.sitting, "Ada", None, NOW) is first
    actions.give_floor(session, meeting.sitting, second, CHAIR, NOW)
    assert list(queries.speakers_of(session, meeting.assembly.id)) == [second, first, third]
    actions.give_floor(session, meeting.sitting, first, CHAIR, NOW)
    actions.end_speech(session, meeting.sitting, third, NOW)
    assert list(queries.speakers_of(session, meeting.assembly.id)) == [first]
    assert third.is_withdrawn


def test_procedure_goes_before_amendments_and_these_before_the_matter(session: Session) -> None:
    meeting = a_meeting(session)
    main, amendment, procedure = MotionKind.MAIN, MotionKind.AMENDMENT, MotionKind.PROCEDURE
    for kind, text in (
        (main, "Sache"), (amendment, "Änderung"), (procedure, "Schluss"), (amendment, "Zweite Änderung"),
    ):
        actions.move_motion(session, meeting.sitting, kind, text, "Ada Ahorn", CHAIR, NOW)
    motions = queries.motions_of(session, meeting.item.id)
    assert [each.text for each in motions] == ["Schluss", "Änderung", "Zweite Änderung", "Sache"]
    actions.withdraw_motion(session, meeting.sitting, motions[0], CHAIR, NOW)
    again = queries.motions_of(session, meeting.item.id)
    assert [each.text for each in again][-1] == "Schluss"
    with pytest.raises(Refusal):
        actions.withdraw_motion(session, meeting.sitting, motions[0], CHAIR, NOW)


def test_a_motion_voted_on_is_settled_by_its_result(session: Session) -> None:
    meeting = a_meeting(session)
    motion = actions.move_motion(session, meeting.sitting, MotionKind.PROCEDURE, "Schluss der Debatte", "Ada Ahorn",
                                 CHAIR, NOW)
    poll = asked(session, meeting, opened=False, motion_id=motion.id)
    assert poll.threshold_top is None
    actions.open_poll(session, meeting.sitting, poll, None, CHAIR, NOW)
    with pytest.raises(Refusal):
        actions.withdraw_motion(session, meeting.sitting, motion, CHAIR, NOW)
    casts(session, poll, meeting.number(0), YES)
    declared(session, meeting, poll)
    assert motion.state is MotionState.ACCEPTED


def test_a_motion_is_voted_on_once_and_under_its_own_item(session: Session) -> None:
    meeting = a_meeting(session)
    motion = actions.move_motion(session, meeting.sitting, MotionKind.MAIN, "Vertagen", "Ada Ahorn", CHAIR, NOW)
    first = asked(session, meeting, opened=False, motion_id=motion.id)
    with pytest.raises(Refusal, match="schon abgestimmt"):
        asked(session, meeting, opened=False, motion_id=motion.id)
    actions.void_poll(session, meeting.sitting, first, "Falsch", CHAIR, NOW)
    declared(session, meeting, asked(session, meeting, motion_id=motion.id))
    assert motion.state is MotionState.REJECTED
    with pytest.raises(Refusal, match="erledigt"):
        asked(session, meeting, opened=False, motion_id=motion.id)
    other = actions.move_motion(session, meeting.sitting, MotionKind.MAIN, "Ablehnen", "Ada Ahorn", CHAIR, NOW)
    item = an_item(session, meeting.assembly, announced_by_id=meeting.item.announced_by_id)
    actions.call_item(session, meeting.sitting, item, CHAIR, NOW)
    meeting.item = item
    with pytest.raises(Refusal, match="anderen Punkt"):
        asked(session, meeting, opened=False, motion_id=other.id)


def test_a_motion_stays_open_until_its_run_off_and_is_accepted_by_an_election(session: Session) -> None:
    meeting = an_election(session, 3, election_mode="absolute_then_runoff")
    motion = actions.move_motion(session, meeting.sitting, MotionKind.MAIN, "Diese drei", "Ada", CHAIR, NOW)
    poll = asked(session, meeting, Method.ELECTION, ["Cora", "Dirk", "Egon"], motion_id=motion.id)
    for member, name in zip(meeting.members, ("Cora", "Dirk", "Egon"), strict=True):
        marked(session, poll, member, name)
    declared(session, meeting, poll)
    before = motion.state
    assert before is MotionState.OPEN
    runoff = actions.open_runoff(session, meeting.sitting, poll, CHAIR, NOW)
    marked(session, runoff, meeting.number(0), "Cora")
    declared(session, meeting, runoff)
    assert motion.state is MotionState.ACCEPTED


def test_what_was_declared_last_is_shown_and_not_what_was_prepared_last(session: Session) -> None:
    meeting = a_meeting(session)
    main, amendment = asked(session, meeting, opened=False), asked(session, meeting)
    declared(session, meeting, amendment)
    actions.open_poll(session, meeting.sitting, main, None, CHAIR, NOW)
    declared(session, meeting, main, at=NOW + timedelta(minutes=5))
    assert queries.newest_declared(session, meeting.assembly.id) is main


def test_an_objection_is_noted_once_per_member_and_item(session: Session) -> None:
    meeting = a_meeting(session)
    member, sitting = meeting.number(0), meeting.sitting
    declared(session, meeting, asked(session, meeting))
    facts = (session, sitting, meeting.item, member)
    first = actions.object_to(*facts, "Die Frist war zu kurz.", member.party_id, CHAIR, NOW)
    assert actions.object_to(*facts, "Die Frist war zu kurz.", None, CHAIR, NOW) is first
    assert actions.object_to(*facts, "", None, CHAIR, NOW) is first
    with pytest.raises(AboutObjected, match="steht schon in der Niederschrift"):
        actions.object_to(*facts, "Zweiter Grund: Ladung", None, CHAIR, NOW)
    assert [each.name for each in queries.objections_of(session, meeting.assembly.id)] == ["Ada Ahorn"]


def test_who_never_appeared_objects_to_nothing(session: Session) -> None:
    """Here at any time is enough, gone again or represented; entered by mistake is not (§ 51 (2) GenG; R-CHL-02)."""
    meeting = a_meeting(session)
    (absent, _mayor), gone = a_town(session), meeting.number(0)
    principal = represented(session, meeting, "Tanne", by=meeting.number(2))
    declared(session, meeting, asked(session, meeting))
    mistaken = someone(session, meeting.assembly, "Nachtigall")
    (there,) = doors.presences_of(session, meeting.assembly.id, gone.party_id)
    attendance.leave(session, meeting.assembly, there, CHAIR, NOW)
    (wrong,) = doors.presences_of(session, meeting.assembly.id, mistaken.party_id)
    attendance.take_back(session, meeting.assembly, wrong, "Verwechselt", CHAIR, NOW)
    for member in (absent, mistaken):
        with pytest.raises(AboutObjector, match=r"nur, wer erschienen ist.*§ 51 Abs. 2 GenG"):
            actions.object_to(session, meeting.sitting, meeting.item, member, "", None, CHAIR, NOW)
    for member in (gone, principal):
        actions.object_to(session, meeting.sitting, meeting.item, member, "", None, CHAIR, NOW)
    assert len(queries.objections_of(session, meeting.assembly.id)) == 2


def test_nobody_objects_to_an_item_on_which_nothing_was_declared(session: Session) -> None:
    meeting = a_meeting(session)
    asked(session, meeting)
    with pytest.raises(AboutObjected, match="noch kein Beschluss verkündet"):
        actions.object_to(session, meeting.sitting, meeting.item, meeting.number(0), "", None, CHAIR, NOW)


def test_a_closed_meeting_takes_nothing_more(session: Session) -> None:
    meeting = a_meeting(session)
    actions.close_sitting(session, meeting.sitting, CHAIR, NOW + timedelta(hours=2))
    with pytest.raises(Refusal, match="geschlossen"):
        actions.hold_sitting(session, meeting.assembly.id)
    assert kinds(session, meeting.assembly.id)[-2:] == [CourseKind.ITEM_DONE, CourseKind.CLOSED]


def test_every_act_raises_the_version_that_others_follow(session: Session) -> None:
    meeting = a_meeting(session)
    seen = queries.version_of(session, meeting.assembly.id)
    for act in (
        lambda: asked(session, meeting), lambda: actions.ask_to_speak(session, meeting.sitting, "Ada", None, NOW),
        lambda: actions.lengthen(session, meeting.sitting, queries.polls_of(session, meeting.assembly.id)[0], CHAIR,
                                 NOW),
    ):
        act()
        assert queries.version_of(session, meeting.assembly.id) > seen
        seen = queries.version_of(session, meeting.assembly.id)


def test_what_follows_in_order_on_an_item_called_out_of_turn_changes_the_order_no_more() -> None:
    """4 is called after 1, then 2, which goes back, then 3, which follows it (§ 47 (1) GenG; R-MIN-01)."""
    agenda = {1, 2, 3, 4}
    assert is_out_of_turn(4, {1}, agenda, 1)
    assert is_out_of_turn(2, {1, 4}, agenda, 4)
    assert not is_out_of_turn(3, {1, 4, 2}, agenda, 2)
