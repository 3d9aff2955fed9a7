"""Elections in a meeting: single, on a list, heaped, by approval, en bloc; run-off, lot, and who accepts."""

import pytest
from sqlalchemy.orm import Session

from app.attendance.rules import Mode
from app.core.values import Refusal
from app.members.models import Member
from app.organs import queries as organs
from app.voting import actions, queries, rules
from app.voting.models import Poll
from app.voting.rules import AboutHall, AboutMethod, Choice, HallWay, MayNotCast, Method, Outcome, TellerGroup
from tests.factories import NOW
from tests.voting.factories import (
    CHAIR,
    NO,
    YES,
    a_meeting,
    an_election,
    asked,
    casts,
    counted,
    declared,
    marked,
    someone,
)


def test_a_single_election_without_a_majority_leads_to_a_run_off_between_the_two_best(session: Session) -> None:
    meeting = an_election(session, 6, election_mode="absolute_then_runoff")
    poll = asked(session, meeting, Method.ELECTION, ["Cora", "Dirk", "Egon"])
    for member, name in zip(meeting.members, ("Cora", "Cora", "Cora", "Dirk", "Dirk", "Egon"), strict=True):
        marked(session, poll, member, name)
    with pytest.raises(Refusal):
        actions.plan_runoff(poll)
    declared(session, meeting, poll, "Eine Stichwahl ist nötig.")
    assert poll.result is not None
    assert (poll.result.outcome, poll.result.needed, queries.elected_options(poll)) == (Outcome.RUNOFF, 4, [])
    runoff = actions.open_runoff(session, meeting.sitting, poll, CHAIR, NOW)
    assert [each.name for each in runoff.options] == ["Cora", "Dirk"]
    assert runoff.question == f"Stichwahl: {poll.question}"
    for member, name in zip(meeting.members, ("Cora", "Cora", "Dirk", "Dirk", "Dirk", "Dirk"), strict=True):
        marked(session, runoff, member, name)
    declared(session, meeting, runoff, "Dirk ist gewählt.")
    assert [each.name for each in queries.elected_options(runoff)] == ["Dirk"]


def test_who_is_elected_beside_a_run_off_enters_the_register_at_once(session: Session) -> None:
    meeting = an_election(session, 4, seats=2, election_mode="absolute_then_runoff")
    poll = asked(session, meeting, Method.LIST, ["Cora", "Dirk", "Egon"], seats=2)
    for member, names in zip(meeting.members, (("Cora",), ("Cora", "Dirk"), ("Cora", "Egon"), ("Dirk",)), strict=True):
        marked(session, poll, member, *names)
    declared(session, meeting, poll, "Gewählt: Cora. Es folgt eine Stichwahl.")
    assert poll.declaration is not None
    assert (poll.declaration.outcome, [each.name for each in queries.elected_options(poll)]) == (
        Outcome.RUNOFF, ["Cora"])
    assert poll.declaration.resolution_id is not None
    assert organs.get_resolution(session, poll.declaration.resolution_id).items[0].text.startswith("Gewählt: Cora.")


def test_equal_votes_are_settled_by_lot_where_the_statute_says_so(session: Session) -> None:
    meeting = an_election(session, 2, election_mode="relative", tie_rule="lot")
    poll = asked(session, meeting, Method.ELECTION, ["Cora", "Dirk"])
    marked(session, poll, meeting.number(0), "Cora")
    marked(session, poll, meeting.number(1), "Dirk")
    counted(session, meeting, poll)
    with pytest.raises(Refusal, match="Los"):
        actions.declare(session, meeting.sitting, poll, "Dirk ist gewählt.", CHAIR, NOW)
    cora, dirk = poll.options
    with pytest.raises(Refusal):
        actions.draw_lot(session, meeting.sitting, poll, [cora.id, dirk.id], CHAIR, NOW)
    actions.draw_lot(session, meeting.sitting, poll, [dirk.id, dirk.id], CHAIR, NOW)
    assert poll.lot is not None
    assert poll.lot.drawn == [dirk.id]
    said = "Gewählt ist Dirk; bei gleicher Stimmenzahl hat das Los entschieden."
    assert queries.proposed_declaration(poll) == said
    actions.declare(session, meeting.sitting, poll, "Dirk ist durch das Los gewählt.", CHAIR, NOW)
    assert poll.declaration is not None
    assert (poll.declaration.outcome, queries.elected_options(poll)) == (Outcome.ELECTED, [dirk])


def test_without_a_clause_equal_votes_elect_nobody_and_no_lot_is_drawn(session: Session) -> None:
    meeting = an_election(session, 2, election_mode="relative", tie_rule="not_elected")
    poll = asked(session, meeting, Method.ELECTION, ["Cora", "Dirk"])
    marked(session, poll, meeting.number(0), "Cora")
    marked(session, poll, meeting.number(1), "Dirk")
    counted(session, meeting, poll)
    assert poll.result is not None
    assert poll.result.outcome is Outcome.NOBODY
    with pytest.raises(Refusal):
        actions.draw_lot(session, meeting.sitting, poll, [poll.options[0].id], CHAIR, NOW)


def test_a_list_takes_as_many_crosses_as_seats_and_heaped_votes_only_where_they_may_be_heaped(session: Session) -> None:
    meeting = an_election(session, 3, seats=2, election_mode="relative")
    poll = asked(session, meeting, Method.LIST, ["Cora", "Dirk", "Egon"], seats=2)
    with pytest.raises(MayNotCast, match="Wählen Sie eines von beiden"):
        casts(session, poll, meeting.number(0), Choice.ABSTAIN, {poll.options[0].id: 1})
    with pytest.raises(MayNotCast):
        marked(session, poll, meeting.number(0), "Cora", "Dirk", "Egon")
    with pytest.raises(MayNotCast):
        marked(session, poll, meeting.number(0), "Cora", "Cora")
    marked(session, poll, meeting.number(0), "Cora", "Dirk")
    marked(session, poll, meeting.number(1), "Dirk")
    casts(session, poll, meeting.number(2), Choice.ABSTAIN)
    declared(session, meeting, poll)
    assert [each.name for each in queries.elected_options(poll)] == ["Cora", "Dirk"]
    heaped = asked(session, meeting, Method.CUMULATIVE, ["Cora", "Dirk", "Egon"], seats=2)
    assert marked(session, heaped, meeting.number(0), "Cora", "Cora").is_new


def test_a_ballot_marks_only_what_stands_on_it(session: Session) -> None:
    meeting = an_election(session)
    poll = asked(session, meeting, Method.ELECTION, ["Cora", "Dirk"])
    for choice, marks in ((YES, {}), (Choice.MARKS, {999: 1}), (Choice.MARKS, {}), (NO, {}), (Choice.INVALID, {})):
        with pytest.raises(MayNotCast):
            casts(session, poll, meeting.number(0), choice, marks)


def test_en_bloc_all_are_elected_by_one_vote(session: Session) -> None:
    meeting = an_election(session, 3, seats=2)
    with pytest.raises(Refusal, match="Im Block"):
        asked(session, meeting, Method.EN_BLOC, ["Cora"], seats=2)
    poll = asked(session, meeting, Method.EN_BLOC, ["Cora", "Dirk"], seats=2)
    for member, choice in zip(meeting.members, (YES, YES, NO), strict=True):
        casts(session, poll, member, choice)
    declared(session, meeting, poll)
    assert [each.name for each in queries.elected_options(poll)] == ["Cora", "Dirk"]


def answers(session: Session, poll: Poll, member: Member, **said: Choice) -> None:
    """A member answers candidates by name with yes or no."""
    marks = {each.id: int(said[each.name] is YES) for each in poll.options if each.name in said}
    casts(session, poll, member, Choice.MARKS, marks)


@pytest.mark.parametrize("method", [Method.ELECTION, Method.LIST, Method.APPROVAL])
@pytest.mark.parametrize(("says", "outcome"), [
    ((YES, NO, NO), Outcome.NOBODY), ((YES, NO, None), Outcome.NOBODY), ((YES, YES, NO), Outcome.ELECTED),
    ((YES, None, None), Outcome.ELECTED), ((None, None, None), Outcome.NOBODY),
])
def test_a_sole_candidate_is_voted_on_by_yes_or_no(
    session: Session, method: Method, says: tuple[Choice | None, ...], outcome: Outcome
) -> None:
    meeting = an_election(session, 3, election_mode="more_than_half")
    poll = asked(session, meeting, method, ["Cora"])
    for member, said in zip(meeting.members, says, strict=True):
        if said is None:
            casts(session, poll, member, Choice.ABSTAIN)
        else:
            answers(session, poll, member, Cora=said)
    counted(session, meeting, poll)
    assert poll.result is not None
    assert (poll.result.outcome, poll.result.content["against"]) == (
        outcome, {str(poll.options[0].id): sum(each is NO for each in says)})
    assert queries.is_same_again(session, poll)


def test_of_as_many_candidates_as_seats_each_is_elected_or_rejected_by_itself(session: Session) -> None:
    meeting = an_election(session, 3, seats=2, election_mode="absolute_then_runoff")
    poll = asked(session, meeting, Method.LIST, ["Cora", "Dirk"], seats=2)
    answers(session, poll, meeting.number(0), Cora=YES, Dirk=NO)
    answers(session, poll, meeting.number(1), Cora=YES, Dirk=NO)
    answers(session, poll, meeting.number(2), Dirk=YES)
    result = counted(session, meeting, poll).result
    assert result is not None
    assert [each.name for each in queries.elected_options(poll)] == ["Cora"]
    assert (result.outcome, result.content["runoff"], result.valid, result.needed) == (Outcome.ELECTED, [], 3, 0)


def test_where_most_votes_elect_a_sole_candidate_is_marked_as_the_statute_has_it(session: Session) -> None:
    meeting = an_election(session, 2, election_mode="relative")
    poll = asked(session, meeting, Method.ELECTION, ["Cora"])
    with pytest.raises(MayNotCast):
        casts(session, poll, meeting.number(0), Choice.MARKS, {poll.options[0].id: 0})
    marked(session, poll, meeting.number(0), "Cora")
    assert counted(session, meeting, poll).result.outcome is Outcome.ELECTED  # type: ignore[union-attr]


def test_tellers_count_yes_and_no_of_a_sole_candidate_beside_votes_online(session: Session) -> None:
    meeting = an_election(session, 3, election_mode="more_than_half")
    online = someone(session, meeting.assembly, "Zeder", mode=Mode.ONLINE)
    poll = asked(session, meeting, Method.ELECTION, ["Cora"], hall=HallWay.HAND)
    (cora,) = poll.options
    answers(session, poll, online, Cora=NO)
    actions.close_poll(session, meeting.sitting, poll, CHAIR, NOW)
    twice = TellerGroup(1, False, {Choice.MARKS: 2}, {cora.id: 2}, {cora.id: 1})
    with pytest.raises(Refusal, match="nicht so oft"):
        actions.tell(session, meeting.sitting, poll, [twice], CHAIR, NOW)
    right = TellerGroup(1, False, {Choice.MARKS: 3}, {cora.id: 1}, {cora.id: 2})
    actions.tell(session, meeting.sitting, poll, [right], CHAIR, NOW)
    result = actions.count_poll(session, meeting.sitting, poll, CHAIR, NOW)
    assert (result.outcome, result.content["deciding"], result.content["against"]) == (
        Outcome.NOBODY, {str(cora.id): 1}, {str(cora.id): 3})


def test_several_candidates_are_not_answered_by_one_show_of_hands(session: Session) -> None:
    meeting = an_election(session, 3, seats=2, election_mode="more_than_half")
    with pytest.raises(AboutHall, match="eigens"):
        asked(session, meeting, Method.LIST, ["Cora", "Dirk"], seats=2, hall=HallWay.HAND)
    assert asked(session, meeting, Method.LIST, ["Cora", "Dirk"], seats=2, hall=HallWay.PAPER).hall is HallWay.PAPER


def test_one_of_several_motions_is_accepted(session: Session) -> None:
    meeting = a_meeting(session)
    poll = asked(session, meeting, Method.ONE_OF_SEVERAL, ["Um 10 Euro", "Um 20 Euro"])
    marked(session, poll, meeting.number(0), "Um 20 Euro")
    marked(session, poll, meeting.number(1), "Um 20 Euro")
    casts(session, poll, meeting.number(2), NO)
    assert counted(session, meeting, poll).result.outcome is Outcome.ACCEPTED  # type: ignore[union-attr]
    assert [each.name for each in queries.elected_options(poll)] == ["Um 20 Euro"]


def test_tellers_count_ballots_and_their_marks(session: Session) -> None:
    meeting = an_election(session, 4, seats=2, election_mode="more_than_half")
    poll = asked(session, meeting, Method.LIST, ["Cora", "Dirk", "Egon"], seats=2, hall=HallWay.PAPER)
    cora, dirk, egon = poll.options
    actions.close_poll(session, meeting.sitting, poll, CHAIR, NOW)
    too_many = TellerGroup(1, False, {Choice.MARKS: 3, Choice.INVALID: 1}, {cora.id: 4})
    with pytest.raises(Refusal, match="nicht so oft"):
        actions.tell(session, meeting.sitting, poll, [too_many], CHAIR, NOW)
    too_few = TellerGroup(1, False, {Choice.MARKS: 3, Choice.INVALID: 1}, {cora.id: 1, dirk.id: 1})
    with pytest.raises(Refusal, match="öfter"):
        actions.tell(session, meeting.sitting, poll, [too_few], CHAIR, NOW)
    right = TellerGroup(1, False, {Choice.MARKS: 3, Choice.INVALID: 1}, {cora.id: 3, dirk.id: 1, egon.id: 1})
    actions.tell(session, meeting.sitting, poll, [right], CHAIR, NOW)
    result = actions.count_poll(session, meeting.sitting, poll, CHAIR, NOW)
    assert (result.valid, result.needed, result.content["elected"]) == (3, 2, [cora.id])
    assert result.content["ordinary"]["invalid"] == 1
    assert queries.is_same_again(session, poll)


def test_who_is_elected_says_once_whether_to_accept(session: Session) -> None:
    meeting = an_election(session)
    poll = asked(session, meeting, Method.ELECTION, ["Cora", "Dirk"])
    for member in meeting.members:
        marked(session, poll, member, "Cora")
    declared(session, meeting, poll, "Cora ist gewählt.")
    cora, dirk = poll.options
    with pytest.raises(Refusal):
        actions.answer(session, meeting.sitting, poll, dirk, True, CHAIR, NOW)
    assert queries.unanswered(poll) == [cora]
    actions.answer(session, meeting.sitting, poll, cora, True, CHAIR, NOW)
    with pytest.raises(Refusal):
        actions.answer(session, meeting.sitting, poll, cora, False, CHAIR, NOW)


@pytest.mark.parametrize("mode", ["more_than_half", "absolute_then_runoff"])
def test_votes_are_not_heaped_where_more_than_half_elect(session: Session, mode: str) -> None:
    meeting = an_election(session, 3, seats=2, election_mode=mode)
    with pytest.raises(AboutMethod, match="mehr als die Hälfte"):
        asked(session, meeting, Method.CUMULATIVE, ["Cora", "Dirk", "Egon"], seats=2)


def test_where_most_votes_elect_votes_are_heaped_on_few_too(session: Session) -> None:
    meeting = an_election(session, 3, seats=2, election_mode="relative")
    assert asked(session, meeting, Method.CUMULATIVE, ["Cora", "Dirk"], seats=2).seats == 2


def test_votes_prepared_to_be_heaped_before_that_was_refused_are_not_opened(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting = an_election(session, 3, seats=2, election_mode="absolute_then_runoff")
    with monkeypatch.context() as before:
        before.setattr(rules, "check_method", lambda *_: None)
        poll = asked(session, meeting, Method.CUMULATIVE, ["Cora", "Dirk", "Egon"], seats=2, opened=False)
    with pytest.raises(AboutMethod, match="mehr als die Hälfte"):
        actions.open_poll(session, meeting.sitting, poll, None, CHAIR, NOW)
    actions.void_poll(session, meeting.sitting, poll, "Anders wählen", CHAIR, NOW)
