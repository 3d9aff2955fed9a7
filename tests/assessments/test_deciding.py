"""A result lies before board or assembly, and what is decided flows back: once; what happens at the same moment."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assemblies import actions as assemblies
from app.assemblies.models import AgendaItem
from app.assemblies.rules import Subject
from app.assessments import actions, queries
from app.assessments.models import Round
from app.assessments.rules import RoundState, Score
from app.boardroom import actions as boardroom
from app.bundles import actions as bundles
from app.bundles.rules import Wording
from app.core.values import Refusal
from app.needs import actions as needs_actions
from app.needs import queries as needs
from app.needs.models import Need
from app.needs.rules import Level, NeedState
from app.organs import actions as organs
from app.organs.rules import ItemKind, Organ, Outcome
from app.voting.rules import Choice
from tests.assemblies.factories import RECORD, an_assembly
from tests.assessments.factories import (
    Network,
    a_world,
    assess,
    begun,
    closed,
    laid,
    prepared,
    reread,
    scores,
    subject_of,
)
from tests.factories import NOW, OFFICE, TODAY
from tests.needs.factories import MINUTES, a_need, actor_of, an_interested
from tests.together import transactions_together
from tests.voting.factories import a_meeting, asked, casts, declared

Act = Callable[[Session], int]


@pytest.fixture
def world(session: Session) -> Network:
    return a_world(session)


def newest(need: Need) -> int:
    return need.steps[-1].id


def state_of(session: Session, need: Need) -> NeedState:
    session.expire_all()
    return needs.get_need(session, need.id).state


def decide(session: Session, found: Round, outcome: Outcome = Outcome.ACCEPTED) -> str:
    """The board's resolution on a round, recorded with its signed minutes; gives its number."""
    item = queries.find_item(session, found.id)
    assert item is not None
    record = boardroom.Record(item.organ, TODAY, "", item.text, outcome, item_id=item.id, record=RECORD)
    return boardroom.record_resolution(session, record, OFFICE, NOW).number


def test_the_motion_names_what_is_taken_up_and_the_list(session: Session, world: Network) -> None:
    found = laid(session, world)
    item = queries.find_item(session, found.id)
    assert item is not None
    assert (item.kind, item.organ, item.is_open) == (ItemKind.ASSESSMENT, Organ.BOARD, True)
    assert f"aufgegriffen: {world.minutes.number} Sitzungen verschriften." in item.text
    assert f"1. {world.minutes.number} Sitzungen verschriften; 2. {world.roads.number} Straßen prüfen." in item.text


def test_a_single_need_stands_in_the_motion_by_its_number_alone(session: Session, world: Network) -> None:
    found = begun_with_need(session, world)
    subject = next(each for each in found.subjects if each.need_id)
    actions.submit(session, found.id, world.guild.id, subject.id, scores(found, 4), actor_of(world.master), NOW)
    actions.close_in_time(session, found.id, found.last_day or TODAY, NOW + timedelta(days=15))
    actions.lay_before_board(session, found.id, [subject.id], found.version, world.office, NOW)
    item = queries.find_item(session, found.id)
    assert item is not None
    assert world.needs[2].number in item.text
    assert world.needs[2].title not in item.text


def ended(session: Session, found: Round) -> Round:
    """The round after its last day closed it."""
    actions.close_in_time(session, found.id, found.last_day or TODAY, NOW + timedelta(days=15))
    return found


@pytest.mark.parametrize("is_left_out", [False, True], ids=["nobody assessed", "who did had a need there by the end"])
def test_a_round_in_which_no_assessment_counts_is_laid_before_no_organ(
    is_left_out: bool, session: Session, world: Network
) -> None:
    found, assembly = begun(session, world), an_assembly(session)
    if is_left_out:
        assess(session, world, found, world.guild, world.roads, 5, 1)
        world.needs[2].member_id = world.guild.id
    taken = [ended(session, found).subjects[0].id]
    with pytest.raises(Refusal, match="keine Bewertung abgegeben"):
        actions.lay_before_board(session, found.id, taken, found.version, world.office, NOW)
    with pytest.raises(Refusal, match="keine Bewertung abgegeben"):
        actions.lay_before_assembly(session, found.id, taken, assembly.id, found.version, world.office, NOW)
    assert (queries.find_item(session, found.id), list(session.scalars(queries.to_lay()))) == (None, [])


def test_a_motion_without_any_rank_says_how_many_took_part_and_claims_no_joint_assessment(
    session: Session, world: Network
) -> None:
    """Who was excused is one of those named: else the number would tell whether somebody excused had assessed."""
    found = begun(session, world)
    assess(session, world, found, world.guild, world.roads, 5, 1)
    row = next(each for each in found.assessors if each.member_id == world.house.vineyard.id)
    actions.excuse(session, found.id, row.id, "Verreist", found.version, world.office, NOW)
    taken = [subject_of(ended(session, found), world.roads).id]
    assert list(session.scalars(queries.to_lay())) == [found]
    text = actions.lay_before_board(session, found.id, taken, found.version, world.office, NOW).text
    assert "kam keine gemeinsame Bewertung zustande: 1 von 3 Bewertenden hat teilgenommen" in text
    assert f"Ohne Rangliste werden aufgegriffen: {world.roads.number} Straßen prüfen." in text
    assert ("Nach der gemeinsamen Bewertung" in text, "ohne Rang" in text) == (False, False)


def test_a_motion_names_behind_the_list_what_too_few_could_judge(session: Session, world: Network) -> None:
    found = begun(session, world)
    for member in (world.guild, world.house.town):
        assess(session, world, found, member, world.roads, 5, 1)
    taken = [subject_of(ended(session, found), world.roads).id]
    text = actions.lay_before_board(session, found.id, taken, found.version, world.office, NOW).text
    assert text.endswith(
        f"Rangliste der Bewertung: 1. {world.roads.number} Straßen prüfen."
        f" Ohne Rang, weil zu wenige es beurteilt haben: {world.minutes.number} Sitzungen verschriften."
    )


@pytest.mark.parametrize("is_worded", [True, False], ids=["worded for the office", "closed by a need"])
def test_a_bundle_that_members_may_not_see_stands_in_the_motion_by_its_number_alone(
    session: Session, world: Network, is_worded: bool
) -> None:
    found, assembly = closed(session, world), an_assembly(session)
    if is_worded:
        secret = Wording(world.minutes.title, "", Level.OFFICE)
        bundles.word(session, world.minutes.id, secret, True, world.minutes.version, world.office, NOW)
    else:
        world.needs[0].level = Level.OFFICE
    session.commit()
    taken = [subject_of(found, each).id for each in (world.minutes, world.roads)]
    actions.lay_before_assembly(session, found.id, taken, assembly.id, found.version, world.office, NOW)
    draft = session.scalars(select(AgendaItem)).one().draft
    assert f"aufgegriffen: {world.minutes.number}; {world.roads.number} Straßen prüfen." in draft
    assert world.minutes.title not in draft


def test_the_needs_of_a_bundle_stay_while_it_is_assessed_and_while_its_result_lies_before_an_organ(
    session: Session, world: Network
) -> None:
    extra = a_need(session, world.firm, world.house.office, MINUTES)
    found = begun(session, world)
    minutes, roads, office = world.minutes, world.roads, world.office
    acts: list[Callable[[], object]] = [
        lambda: bundles.merge(session, roads.id, minutes.id, roads.version, office, NOW),
        lambda: bundles.split(session, minutes.id, [world.needs[0].id], Wording("Neu"), True, minutes.version, office,
                              NOW),
        lambda: bundles.dissolve(session, roads.id, roads.version, office, NOW),
        lambda: bundles.place(session, extra.id, None, minutes.id, office, NOW),
        lambda: bundles.place(session, world.needs[0].id, minutes.id, None, office, NOW),
        lambda: bundles.undo(session, 1, office, NOW),
    ]
    for act in acts:
        with pytest.raises(Refusal, match="wird gerade bewertet"):
            act()
    assert bundles.word(session, roads.id, Wording("Anders"), True, roads.version, office, NOW) is not None
    assess(session, world, found, world.guild, minutes, 4, 1)
    actions.close_in_time(session, found.id, found.last_day or TODAY, NOW + timedelta(days=15))
    actions.lay_before_board(session, found.id, [found.subjects[0].id], found.version, office, NOW)
    for act in acts:
        with pytest.raises(Refusal, match="liegt mit BR-2026-01 einem Organ vor"):
            act()
    actions.take_back(session, found.id, found.version, office, NOW)
    assert bundles.place(session, extra.id, None, minutes.id, office, NOW) is not None


def begun_with_need(session: Session, world: Network) -> Round:
    """A round about one need by itself."""
    about = actions.About("Einzeln", "", TODAY + timedelta(days=14))
    found = actions.prepare(session, about, ["use"], world.office, NOW)
    actions.choose_subjects(session, found.id, [], [world.needs[2].id], found.version, world.office, NOW)
    for member in (world.house.town, world.guild):
        actions.name_assessor(session, found.id, member.id, world.people[member.id].party_id, world.office, NOW)
    actions.begin(session, found.id, found.version, world.office, NOW)
    return found


def test_what_is_accepted_flows_back_and_its_needs_are_under_way(session: Session, world: Network) -> None:
    found = laid(session, world)
    number = decide(session, found)
    found = reread(session, found)
    assert (found.state, found.was_accepted) == (RoundState.DECIDED, True)
    assert (found.resolution_number, found.decided_on) == (number, TODAY)
    assert subject_of(found, world.minutes).is_taken_up
    assert not subject_of(found, world.roads).is_taken_up
    assert [state_of(session, each) for each in world.needs] == [
        NeedState.UNDER_WAY, NeedState.UNDER_WAY, NeedState.SEEN
    ]


def test_what_is_rejected_takes_nothing_up(session: Session, world: Network) -> None:
    found = laid(session, world)
    decide(session, found, Outcome.REJECTED)
    found = reread(session, found)
    assert (found.state, found.was_accepted) == (RoundState.DECIDED, False)
    assert not any(each.is_taken_up for each in found.subjects)
    assert state_of(session, world.needs[0]) is NeedState.SEEN


def test_who_is_no_member_is_not_served_where_the_statute_does_not_let_it(session: Session, world: Network) -> None:
    outside = a_need(session, an_interested(session, world.house), world.house.office, MINUTES)
    bundles.place(session, outside.id, None, world.minutes.id, world.office, NOW)
    session.commit()
    found = laid(session, world)
    decide(session, found)
    assert state_of(session, outside) is NeedState.SEEN
    assert state_of(session, world.needs[0]) is NeedState.UNDER_WAY


def test_what_was_assessed_is_taken_up_wherever_it_lies_by_now_and_what_came_later_is_not(
    session: Session, world: Network
) -> None:
    found, office, later = closed(session, world), world.office, NOW + timedelta(hours=1)
    moved, stayed, other = world.needs
    late = a_need(session, world.firm, world.house.office)
    bundles.place(session, moved.id, world.minutes.id, world.roads.id, office, later)
    bundles.place(session, late.id, None, world.minutes.id, office, later)
    taken = [subject_of(found, world.minutes).id]
    actions.lay_before_board(session, found.id, taken, found.version, office, later)
    decide(session, found)
    states = [state_of(session, each) for each in (moved, stayed, other, late)]
    assert states == [NeedState.UNDER_WAY, NeedState.UNDER_WAY, NeedState.SEEN, NeedState.SEEN]


def test_what_is_over_by_then_is_not_led_on(session: Session, world: Network) -> None:
    found, office = closed(session, world), world.office
    needs_actions.move(session, world.needs[0].id, NeedState.SET_ASIDE, "Später", newest(world.needs[0]), office, NOW)
    taken = [subject_of(found, world.minutes).id]
    actions.lay_before_board(session, found.id, taken, found.version, office, NOW)
    decide(session, found)
    states = [state_of(session, each) for each in world.needs[:2]]
    assert states == [NeedState.SET_ASIDE, NeedState.UNDER_WAY]


def test_nothing_is_decided_or_laid_twice(session: Session, world: Network) -> None:
    found = laid(session, world)
    taken = [subject_of(found, world.minutes).id]
    with pytest.raises(Refusal, match="liegt einem Organ schon vor"):
        actions.lay_before_board(session, found.id, taken, found.version, world.office, NOW)
    decide(session, found)
    found = reread(session, found)
    steps = len(needs.get_need(session, world.needs[0].id).steps)
    for act in (actions.take_up, actions.turn_down):
        act(session, found.id, "V-2026-999", world.office, NOW)
    assert len(needs.get_need(session, world.needs[0].id).steps) == steps
    assert (found.resolution_number, found.was_accepted) != ("V-2026-999", False)
    with pytest.raises(Refusal, match="schon beschlossen"):
        actions.lay_before_board(session, found.id, taken, found.version, world.office, NOW)


def test_a_result_can_be_taken_back_and_laid_anew(session: Session, world: Network) -> None:
    found = laid(session, world)
    actions.take_back(session, found.id, found.version, world.office, NOW)
    assert queries.find_item(session, found.id) is None
    assert not any(each.is_proposed for each in found.subjects)
    with pytest.raises(Refusal, match="keinem Organ mehr"):
        actions.take_back(session, found.id, found.version, world.office, NOW)
    actions.lay_before_board(session, found.id, [found.subjects[1].id], found.version, world.office, NOW)
    decide(session, found)
    assert [each.is_taken_up for each in reread(session, found).subjects] == [False, True]


def test_a_running_round_is_laid_before_nobody_and_nothing_needs_a_choice(session: Session, world: Network) -> None:
    found = begun(session, world)
    with pytest.raises(Refusal, match="wenn die Runde geschlossen ist"):
        actions.lay_before_board(session, found.id, [found.subjects[0].id], found.version, world.office, NOW)
    over = closed(session, world)
    with pytest.raises(Refusal, match="Wählen Sie"):
        actions.lay_before_board(session, over.id, [], over.version, world.office, NOW)


def test_what_is_not_there_any_more_is_not_taken_up_and_called_what_became_of_it(
    session: Session, world: Network
) -> None:
    found = begun_with_need(session, world)
    subject = next(each for each in found.subjects if each.need is not None)
    actions.submit(session, found.id, world.guild.id, subject.id, scores(found, 4), actor_of(world.master), NOW)
    ended(session, found)
    need, taken = world.needs[2], [subject.id]
    for act, why in (
        (lambda: needs_actions.withdraw(session, need.id, None, "", world.office, NOW), "zurückgezogen"),
        (lambda: needs_actions.erase(session, need.id, world.office, NOW), "gelöscht"),
    ):
        act()
        with pytest.raises(Refusal, match=f"{need.number} ist inzwischen {why}"):
            actions.lay_before_board(session, found.id, taken, found.version, world.office, NOW)


def test_before_the_assembly_it_is_an_item_of_the_agenda(session: Session, world: Network) -> None:
    found, assembly = closed(session, world), an_assembly(session)
    taken = [subject_of(found, world.minutes).id]
    actions.lay_before_assembly(session, found.id, taken, assembly.id, found.version, world.office, NOW)
    item = session.scalars(select(AgendaItem)).one()
    laid_item = queries.find_item(session, found.id)
    assert laid_item is not None
    assert (item.id, item.draft) == (found.agenda_item_id, laid_item.text)
    assert laid_item.organ is Organ.GENERAL_ASSEMBLY
    with pytest.raises(Refusal, match="Tagesordnung"):
        actions.take_back(session, found.id, found.version, world.office, NOW)
    assemblies.remove_item(session, assembly, item, world.office, NOW)
    actions.take_back(session, found.id, found.version, world.office, NOW)
    assert (found.agenda_item_id, queries.find_item(session, found.id)) == (None, None)


def a_round_on(session: Session, agenda_item_id: int) -> Round:
    """A round that is over and lies before the assembly under an item of its agenda."""
    found = Round(
        number="BR-2026-07", title="Vor der Versammlung", state=RoundState.CLOSED, last_day=TODAY, prepared_at=NOW,
        prepared_by="Henrike", opened_at=NOW, opened_by="Henrike", closed_at=NOW, agenda_item_id=agenda_item_id,
    )
    session.add(found)
    session.flush()
    organs.propose(session, ItemKind.ASSESSMENT, found.id, "Aufgegriffen wird", Organ.GENERAL_ASSEMBLY, {}, OFFICE, NOW)
    return found


@pytest.mark.parametrize("choice", [Choice.YES, Choice.NO])
def test_what_the_assembly_votes_on_here_decides_the_round(session: Session, choice: Choice) -> None:
    meeting = a_meeting(session, subject=Subject.OTHER, title="Bewertung der Bedarfe", draft="Aufgegriffen wird")
    found = a_round_on(session, meeting.item.id)
    poll = asked(session, meeting, question="Aufgegriffen wird")
    for member in meeting.members:
        casts(session, poll, member, choice)
    is_accepted = choice is Choice.YES
    declared(session, meeting, poll, "Angenommen." if is_accepted else "Abgelehnt.")
    assert (found.state, found.was_accepted) == (RoundState.DECIDED, is_accepted)
    item = queries.find_item(session, found.id)
    assert item is not None
    assert item.resolution is not None
    assert (item.resolution.number, len(item.resolution.items)) == (found.resolution_number, 2)
    assert item.carried_out_at is not None


def test_a_result_whose_assembly_did_not_decide_can_be_taken_back(session: Session, world: Network) -> None:
    found, assembly = closed(session, world), an_assembly(session)
    taken = [subject_of(found, world.minutes).id]
    actions.lay_before_assembly(session, found.id, taken, assembly.id, found.version, world.office, NOW)
    assembly.meets_on = TODAY - timedelta(days=1)
    actions.take_back(session, found.id, found.version, world.office, NOW)
    assert queries.find_item(session, found.id) is None


# --- at the same moment -----------------------------------------------------------------------------------------------


def submitting(world: Network, found_id: int, member_id: int, subject_id: int, given: dict[int, Score]) -> Act:
    """Handing an assessment in, in a transaction of its own."""
    person = actor_of(world.people[member_id])
    return lambda session: actions.submit(session, found_id, member_id, subject_id, given, person, NOW).id


def test_two_who_hand_in_at_once_are_both_counted(app: Flask, session: Session, world: Network) -> None:
    found = begun(session, world)
    subject, given = subject_of(found, world.roads).id, scores(found, 4, 2)
    acts = [submitting(world, found.id, each.id, subject, given) for each in (world.house.town, world.guild)]
    session.commit()
    answers = transactions_together(app, *acts)
    assert not any(isinstance(each, Refusal) for each in answers)
    session.expire_all()
    assert queries.progress_of(session, queries.get_round(session, found.id), TODAY)[subject].given == 2


def test_the_same_assessment_handed_in_from_two_windows_counts_once(
    app: Flask, session: Session, world: Network
) -> None:
    found = begun(session, world)
    subject, given = subject_of(found, world.roads).id, scores(found, 4, 2)
    act = submitting(world, found.id, world.guild.id, subject, given)
    session.commit()
    answers = transactions_together(app, act, act)
    assert sum(isinstance(each, Refusal) for each in answers) == 1
    session.expire_all()
    assert queries.progress_of(session, queries.get_round(session, found.id), TODAY)[subject].given == 1


def test_who_hands_in_while_it_closes_is_counted_or_told(app: Flask, session: Session, world: Network) -> None:
    found = begun(session, world)
    subject, given = subject_of(found, world.roads).id, scores(found, 4, 2)
    for member in (world.house.town, world.house.vineyard):
        actions.submit(session, found.id, member.id, subject, given, actor_of(world.people[member.id]), NOW)
    last_day, found_id = found.last_day or TODAY, found.id
    late = NOW + timedelta(days=15)
    act = submitting(world, found_id, world.guild.id, subject, given)
    session.commit()
    answer, _nothing = transactions_together(
        app, act, lambda session: actions.close_in_time(session, found_id, last_day, late)
    )
    session.expire_all()
    found = queries.get_round(session, found_id)
    assert found.state is RoundState.CLOSED
    heard = {each.subject.id: each for each in queries.result_of(session, found)}
    assert heard[subject].members == (2 if isinstance(answer, Refusal) else 3)


def test_two_who_close_at_once_close_once(app: Flask, session: Session, world: Network) -> None:
    found = begun(session, world)
    for member in world.people:
        for bundle in (world.minutes, world.roads):
            person = actor_of(world.people[member])
            actions.submit(session, found.id, member, subject_of(found, bundle).id, scores(found, 3, 3), person, NOW)
    found_id, version, office = found.id, found.version, world.office
    session.commit()

    def close(session: Session) -> str:
        return actions.close(session, found_id, version, office, NOW).number

    answers = transactions_together(app, close, close)
    assert sum(isinstance(each, Refusal) for each in answers) == 1


def test_a_bundle_that_is_merged_while_its_round_begins_is_merged_or_assessed_and_not_both(
    app: Flask, session: Session, world: Network
) -> None:
    found = prepared(session, world)
    found_id, seen, office = found.id, found.version, world.office
    roads, minutes, version = world.roads.id, world.minutes.id, world.roads.version
    session.commit()
    answers = transactions_together(
        app, lambda held: actions.begin(held, found_id, seen, office, NOW).id,
        lambda held: bundles.merge(held, roads, minutes, version, office, NOW).id,
    )
    assert [type(each) for each in answers].count(Refusal) == 1, answers
