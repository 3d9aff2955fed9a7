"""A poll from its preparation to the declaration: who votes, what counts, what stands."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.assemblies.rules import MeetingForm, Subject
from app.attendance.rules import Mode
from app.core.journal import JournalDetails, JournalLine
from app.core.values import PartyKind, Refusal
from app.members.rules import MemberClass
from app.minutes.actions.ballots import ballot_of
from app.organs import queries as organs
from app.voting import actions, queries
from app.voting.models import CastVote, CourseEntry, Poll, PollResult, PollRoll
from app.voting.rules import (
    ELECTING,
    AboutHall,
    AboutMethod,
    Choice,
    CourseKind,
    HallWay,
    MayNotCast,
    Method,
    MotionKind,
    Outcome,
    PlannedPoll,
    PollState,
    Secrecy,
    TellerGroup,
    check_hall,
)
from tests.factories import NOW, a_person
from tests.organs.factories import an_office
from tests.shares.factories import JOINED, a_member
from tests.voting.factories import (
    ABSTAIN,
    CHAIR,
    NO,
    YES,
    a_meeting,
    an_election,
    asked,
    casts,
    counted,
    declared,
    represented,
    someone,
)


def test_an_open_vote_is_cast_counted_and_declared(session: Session) -> None:
    meeting = a_meeting(session)
    principal = represented(session, meeting, "Tanne", by=meeting.number(0))
    poll = asked(session, meeting)
    for member, choice in zip(meeting.members, (YES, YES, NO), strict=True):
        casts(session, poll, member, choice)
    casts(session, poll, principal, NO, by=meeting.number(0))
    declared(session, meeting, poll)
    assert poll.result is not None
    assert poll.result.content["ordinary"] == {"yes": 2, "no": 2, "abstain": 0, "invalid": 0}
    assert (poll.result.outcome, poll.result.needed, poll.state) == (Outcome.REJECTED, 3, PollState.DECLARED)
    assert poll.declaration is not None
    assert poll.declaration.text == "So ist es beschlossen."


def test_how_many_stand_on_the_roll_is_known_to_postgresql_as_soon_as_a_vote_is_open(session: Session) -> None:
    """Else it would look through the whole roll with every vote, until it counts by itself a minute later."""
    meeting = a_meeting(session)
    asked(session, meeting)
    session.commit()
    if session.connection().dialect.name == "postgresql":
        known = session.scalar(text("SELECT reltuples FROM pg_class WHERE relname = 'poll_roll'"))
        assert known == len(meeting.members) > 0


def test_what_is_cast_twice_counts_once_and_keeps_its_first_receipt(session: Session) -> None:
    meeting = a_meeting(session)
    poll, member = asked(session, meeting), meeting.number(0)
    first, again = casts(session, poll, member, YES), casts(session, poll, member, NO)
    assert (first.is_new, again.is_new, again.code) == (True, False, first.code)
    assert counted(session, meeting, poll).result is not None
    assert session.scalars(select(CastVote.choice)).all() == [YES]


def test_nobody_casts_for_a_member_that_is_not_theirs_nor_without_being_on_the_roll(session: Session) -> None:
    meeting = a_meeting(session)
    poll = asked(session, meeting)
    with pytest.raises(MayNotCast):
        casts(session, poll, meeting.number(0), by=meeting.number(1))
    with pytest.raises(MayNotCast):
        actions.cast(session, poll.assembly_id, poll.id, [actions.Given(999, YES)], meeting.number(0).party_id, NOW)
    assert session.scalars(select(CastVote)).all() == []


def test_before_the_opening_and_after_the_closing_no_vote_is_taken(session: Session) -> None:
    meeting = a_meeting(session)
    poll, member = asked(session, meeting, opened=False), meeting.number(0)
    with pytest.raises(MayNotCast, match="noch nicht eröffnet"):
        casts(session, poll, member)
    actions.open_poll(session, meeting.sitting, poll, None, CHAIR, NOW)
    actions.close_poll(session, meeting.sitting, poll, CHAIR, NOW)
    with pytest.raises(MayNotCast, match="bereits geschlossen"):
        casts(session, poll, member)


def test_who_comes_after_the_opening_votes_too_and_stands_on_the_roll_then(session: Session) -> None:
    meeting = a_meeting(session)
    poll = asked(session, meeting)
    late = someone(session, meeting.assembly, "Zeder")
    assert casts(session, poll, late).is_new
    counted(session, meeting, poll)
    assert poll.roll_opened != poll.roll_closed
    assert len(queries.roll_of(session, poll.id)) == 4


def test_who_is_concerned_gives_no_vote_on_its_discharge_not_even_for_another(session: Session) -> None:
    meeting = a_meeting(session, subject=Subject.DISCHARGE_BOARD)
    director, other = meeting.number(0), meeting.number(1)
    an_office(session, director.party)
    principal = represented(session, meeting, "Tanne", by=director)
    poll = asked(session, meeting)
    for member in (director, principal):
        with pytest.raises(MayNotCast, match="ausgeschlossen"):
            casts(session, poll, member, by=director)
    casts(session, poll, other)
    content = counted(session, meeting, poll).result.content  # type: ignore[union-attr]
    assert (content["entitled"], content["barred"]) == (2, 2)


def test_on_procedure_nobody_is_barred_and_plural_votes_count(session: Session) -> None:
    meeting = a_meeting(session, subject=Subject.DISCHARGE_BOARD)
    an_office(session, meeting.number(0).party)
    procedure = actions.move_motion(session, meeting.sitting, MotionKind.PROCEDURE, "Schluss", "Ada", CHAIR, NOW)
    poll = asked(session, meeting, motion_id=procedure.id)
    assert casts(session, poll, meeting.number(0)).is_new
    an_office(session, (late := someone(session, meeting.assembly, "Zeder")).party)
    assert casts(session, poll, late).is_new
    assert counted(session, meeting, poll).result.content["barred"] == 0  # type: ignore[union-attr]


def test_a_motion_on_procedure_in_an_amendment_keeps_plural_votes(session: Session) -> None:
    meeting = a_meeting(session, subject=Subject.SHARE_INCREASE)
    procedure = actions.move_motion(session, meeting.sitting, MotionKind.PROCEDURE, "Schluss", "Ada", CHAIR, NOW)
    poll = asked(session, meeting, motion_id=procedure.id)
    assert (poll.threshold_top, poll.one_vote_each, poll.matter) == (None, False, None)


def test_investing_members_votes_are_counted_apart_and_decide_nothing(session: Session) -> None:
    statute = {"investing_members": True, "investing_policy": "ordinary_majority_controls"}
    meeting = a_meeting(session, statute=statute)
    kind = MemberClass.INVESTING
    investing = [someone(session, meeting.assembly, each, member_class=kind) for each in ("Erle", "Esche")]
    poll = asked(session, meeting)
    for member, choice in zip([*meeting.members, *investing], (YES, NO, NO, YES, YES), strict=True):
        casts(session, poll, member, choice)
    result = counted(session, meeting, poll).result
    assert result is not None
    assert (result.outcome, result.content["investing"]["yes"]) == (Outcome.REJECTED, 2)


def test_without_a_vote_by_statute_investing_members_are_not_on_the_roll(session: Session) -> None:
    meeting = a_meeting(session, statute={"investing_members": True, "investing_policy": "no_vote"})
    someone(session, meeting.assembly, "Erle", member_class=MemberClass.INVESTING)
    assert len(queries.roll_of(session, asked(session, meeting).id)) == 3


def test_an_amendment_needs_what_law_and_statute_ask_for(session: Session) -> None:
    meeting = a_meeting(session, subject=Subject.SHARE_INCREASE)
    poll = asked(session, meeting)
    assert (poll.threshold_top, poll.threshold_base, poll.one_vote_each) == (3, 4, True)
    for member, choice in zip(meeting.members, (YES, YES, NO), strict=True):
        casts(session, poll, member, choice)
    assert counted(session, meeting, poll).result.outcome is Outcome.REJECTED  # type: ignore[union-attr]


@pytest.mark.parametrize("method", sorted(ELECTING))
def test_no_election_goes_round_the_majority_of_a_matter(session: Session, method: Method) -> None:
    meeting = a_meeting(session, subject=Subject.SHARE_INCREASE)
    with pytest.raises(AboutMethod, match="Sitze"):
        asked(session, meeting, method, ["Ja", "Nein"], seats=2)
    assert queries.polls_of(session, meeting.assembly.id) == []


def test_seats_are_filled_by_election_alone_and_procedure_in_it_by_yes_or_no(session: Session) -> None:
    meeting = an_election(session)
    with pytest.raises(AboutMethod, match="Wahl"):
        asked(session, meeting)
    procedure = actions.move_motion(session, meeting.sitting, MotionKind.PROCEDURE, "Schluss", "Ada", CHAIR, NOW)
    with pytest.raises(AboutMethod):
        asked(session, meeting, Method.ELECTION, ["Cora"], motion_id=procedure.id)
    assert asked(session, meeting, motion_id=procedure.id).state is PollState.OPEN


def test_what_is_asked_is_what_is_entered_into_the_register(session: Session) -> None:
    meeting = a_meeting(session, draft="Der Jahresabschluss wird festgestellt, wie er aufgestellt ist.")
    asks = "Der Jahresabschluss wird mit der Änderung der Rückstellung festgestellt. " + "Näheres. " * 200
    planned = PlannedPoll(asks, Method.YES_NO, (), 1, Secrecy.OPEN, HallWay.PHONE)
    poll = actions.prepare(session, meeting.sitting, meeting.item, planned, CHAIR, NOW)
    actions.open_poll(session, meeting.sitting, poll, None, CHAIR, NOW)
    casts(session, poll, meeting.number(0))
    declared(session, meeting, poll)
    assert poll.declaration is not None
    assert poll.question == asks.strip()
    assert organs.get_resolution(session, poll.declaration.resolution_id or 0).items[0].text == asks.strip()
    assert ballot_of(session, meeting.sitting, poll).wording == asks.strip()


def test_on_a_motion_is_voted_as_it_was_made(session: Session) -> None:
    meeting = a_meeting(session)
    motion = actions.move_motion(session, meeting.sitting, MotionKind.MAIN, "Vertagen", "Ada", CHAIR, NOW)
    assert asked(session, meeting, motion_id=motion.id).question == "Vertagen"


def test_one_poll_runs_at_a_time_and_the_next_item_waits_for_its_declaration(session: Session) -> None:
    meeting = a_meeting(session)
    poll = asked(session, meeting)
    other = asked(session, meeting, opened=False)
    for act in (
        lambda: actions.open_poll(session, meeting.sitting, other, None, CHAIR, NOW),
        lambda: actions.close_sitting(session, meeting.sitting, CHAIR, NOW),
        lambda: actions.take_break(session, meeting.sitting, CHAIR, NOW),
        lambda: actions.count_poll(session, meeting.sitting, poll, CHAIR, NOW),
        lambda: actions.declare(session, meeting.sitting, poll, "Angenommen", CHAIR, NOW),
    ):
        with pytest.raises(Refusal):
            act()
    declared(session, meeting, poll)
    actions.open_poll(session, meeting.sitting, other, 3, CHAIR, NOW)
    assert other.ends_at == NOW + timedelta(minutes=3)


def test_a_poll_broken_off_decides_nothing_and_the_next_may_begin(session: Session) -> None:
    meeting = a_meeting(session)
    poll = asked(session, meeting)
    casts(session, poll, meeting.number(0))
    actions.void_poll(session, meeting.sitting, poll, "Falscher Antrag", CHAIR, NOW)
    with pytest.raises(MayNotCast):
        casts(session, poll, meeting.number(1))
    assert asked(session, meeting).state is PollState.OPEN


def test_a_secret_vote_is_taken_on_paper_and_no_device_takes_it(session: Session) -> None:
    meeting = a_meeting(session)
    with pytest.raises(Refusal, match="nur auf Papier"):
        asked(session, meeting, secrecy=Secrecy.PAPER_ONLY)
    online = someone(session, meeting.assembly, "Zeder", mode=Mode.ONLINE)
    poll = asked(session, meeting, secrecy=Secrecy.PAPER_ONLY, hall=HallWay.PAPER)
    for member in (meeting.number(0), online):
        with pytest.raises(MayNotCast):
            casts(session, poll, member)


@pytest.mark.parametrize("form", [MeetingForm.VIRTUAL, MeetingForm.STRETCHED])
def test_without_a_hall_nobody_votes_by_hand_or_on_paper(form: MeetingForm) -> None:
    check_hall(HallWay.PHONE, form)
    for hall in (HallWay.HAND, HallWay.PAPER):
        with pytest.raises(AboutHall, match="niemand im Saal"):
            check_hall(hall, form)


def test_a_virtual_meeting_prepares_no_vote_on_paper(session: Session) -> None:
    meeting = a_meeting(session, form=MeetingForm.VIRTUAL)
    with pytest.raises(AboutHall):
        asked(session, meeting, secrecy=Secrecy.PAPER_ONLY, hall=HallWay.PAPER)
    assert queries.polls_of(session, meeting.assembly.id) == []


def test_hands_in_the_hall_and_votes_online_give_one_result_and_nobody_votes_twice(session: Session) -> None:
    meeting = a_meeting(session)
    online = someone(session, meeting.assembly, "Zeder", mode=Mode.ONLINE)
    poll = asked(session, meeting, hall=HallWay.HAND)
    with pytest.raises(MayNotCast, match="Handzeichen"):
        casts(session, poll, meeting.number(0))
    casts(session, poll, online, NO)
    actions.close_poll(session, meeting.sitting, poll, CHAIR, NOW)
    with pytest.raises(Refusal, match="fehlen noch"):
        actions.count_poll(session, meeting.sitting, poll, CHAIR, NOW)
    with pytest.raises(Refusal, match="höchstens abstimmen: 3"):
        actions.tell(session, meeting.sitting, poll, [TellerGroup(1, False, {YES: 3, NO: 1})], CHAIR, NOW)
    actions.tell(session, meeting.sitting, poll, [TellerGroup(1, False, {YES: 1, NO: 1})], CHAIR, NOW)
    actions.tell(session, meeting.sitting, poll, [TellerGroup(1, False, {YES: 2, ABSTAIN: 1})], CHAIR, NOW,
                 "Eine Enthaltung war übersehen.")
    result = actions.count_poll(session, meeting.sitting, poll, CHAIR, NOW)
    assert result.content["ordinary"] == {"yes": 2, "no": 1, "abstain": 1, "invalid": 0}
    with pytest.raises(Refusal):
        actions.tell(session, meeting.sitting, poll, [TellerGroup(1, False, {YES: 1})], CHAIR, NOW)


def test_a_recount_gives_what_was_frozen_and_a_changed_vote_is_found(session: Session) -> None:
    meeting = a_meeting(session)
    poll = asked(session, meeting)
    for member in meeting.members:
        casts(session, poll, member)
    declared(session, meeting, poll)
    assert queries.is_same_again(session, poll)
    if session.get_bind().dialect.name == "sqlite":
        session.connection().exec_driver_sql("DROP TRIGGER cast_vote_no_update")
        session.connection().exec_driver_sql("UPDATE cast_vote SET choice = 'no'")
        assert not queries.is_same_again(session, poll)


def represented_nowhere(session: Session) -> int:
    """A member that is on no roll."""
    party = a_person(session, "Cora", "Stranger")
    return a_member(session, first_day=JOINED, kind=PartyKind.NATURAL_PERSON, party=party).id


def test_the_database_takes_no_second_vote_no_late_one_and_changes_none(session: Session) -> None:
    meeting = a_meeting(session)
    poll = asked(session, meeting)
    casts(session, poll, meeting.number(0))
    row = dict(session.execute(select(CastVote.__table__)).mappings().one())
    second = insert(CastVote).values(**row | {"receipt": "X" * 12})
    taken = r"pk_cast_vote|UNIQUE constraint failed: cast_vote\.poll_id"
    with pytest.raises(DBAPIError, match=taken), session.begin_nested():
        session.execute(second)
    stranger = insert(CastVote).values(**row | {"receipt": "Y" * 12, "member_id": represented_nowhere(session)})
    nowhere = "fk_cast_vote_poll_id_member_id|FOREIGN KEY constraint failed"
    with pytest.raises(DBAPIError, match=nowhere), session.begin_nested():
        session.execute(stranger)
    actions.close_poll(session, meeting.sitting, poll, CHAIR, NOW)
    late = insert(CastVote).values(**row | {"receipt": "Z" * 12, "member_id": meeting.number(1).id})
    for statement in (
        late, update(CastVote).values(choice=NO), delete(CastVote), update(PollRoll).values(weight=3),
        delete(CourseEntry), update(Poll).values(question="Etwas anderes?"),
    ):
        with pytest.raises(DBAPIError), session.begin_nested():
            session.execute(statement)


def test_what_is_closed_or_counted_never_opens_again(session: Session) -> None:
    meeting = a_meeting(session)
    poll = asked(session, meeting)
    actions.close_poll(session, meeting.sitting, poll, CHAIR, NOW)
    for state in ("open", "prepared"):
        with pytest.raises(DBAPIError, match="open_until_closed"), session.begin_nested():
            session.execute(update(Poll).values(state=state))
    actions.count_poll(session, meeting.sitting, poll, CHAIR, NOW)
    with pytest.raises(DBAPIError, match="closed_until_counted"), session.begin_nested():
        session.execute(update(Poll).values(state="closed"))


def test_a_declared_result_stands(session: Session) -> None:
    meeting = a_meeting(session)
    poll = declared(session, meeting, asked(session, meeting))
    for statement in (update(PollResult).values(valid=99), update(Poll).values(state="void", void_reason="X")):
        with pytest.raises(DBAPIError), session.begin_nested():
            session.execute(statement)
    assert poll.result is not None
    assert (poll.result.outcome, poll.result.valid) == (Outcome.REJECTED, 0)


def test_neither_the_course_nor_the_journal_says_how_a_single_vote_went(session: Session) -> None:
    meeting = a_meeting(session)
    poll = asked(session, meeting)
    session.commit()
    before = session.scalars(select(JournalLine.sequence)).all()
    casts(session, poll, meeting.number(0), NO)
    session.commit()
    assert session.scalars(select(JournalLine.sequence)).all() == before
    declared(session, meeting, poll)
    session.commit()
    kinds = [each.kind for each in queries.course_of(session, meeting.assembly.id)]
    assert kinds == [CourseKind.OPENED, CourseKind.ITEM_CALLED, CourseKind.POLL_OPENED, CourseKind.POLL_CLOSED,
                     CourseKind.POLL_COUNTED, CourseKind.DECLARED]
    details = "".join(session.scalars(select(JournalDetails.content)))
    assert "Jahresabschluss" in details
    assert "Ahorn" not in details


def test_single_votes_are_shown_of_a_roll_call_alone(session: Session) -> None:
    meeting = a_meeting(session)
    is_open = asked(session, meeting)
    casts(session, is_open, meeting.number(0))
    declared(session, meeting, is_open)
    named = asked(session, meeting, secrecy=Secrecy.ROLL_CALL)
    casts(session, named, meeting.number(0), NO)
    assert queries.open_votes(session, is_open) == ()
    assert [(row.name, vote.choice) for row, vote in queries.open_votes(session, named)] == [("Ada Ahorn", Choice.NO)]
