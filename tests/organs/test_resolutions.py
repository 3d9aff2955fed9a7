"""Resolutions: opened, voted on, decided once, closed, recorded; quorum, majority and bias by the statute."""

from datetime import date, timedelta

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.core.jobs import ItemState, Job, JobItem
from app.core.uploads import CheckedFile
from app.core.values import Refusal
from app.organs import actions, queries
from app.organs.models import Bias, Item, Resolution, Vote
from app.organs.rules import Choice, DayRefusal, ItemKind, Organ, Outcome, Procedure
from tests.factories import NOW, OFFICE, TODAY, a_person
from tests.organs.factories import a_board, a_circular, a_meeting, a_statute, an_item, an_office, as_officer, vote

ALTENBRUCK = "Mitglied des Gemeinderats Altenbruck"


def test_numbers_are_gapless_per_organ_and_year(session: Session) -> None:
    a_statute(session)
    first, second = a_circular(session), a_circular(session)
    other = a_circular(session, organ=Organ.SUPERVISORY_BOARD)
    assert [each.number for each in (first, second, other)] == ["V-2026-001", "V-2026-002", "A-2026-001"]


def test_a_proposed_item_waits_until_a_resolution_takes_it_up(session: Session) -> None:
    a_statute(session)
    item = an_item(session)
    assert list(queries.pending_items(session, Organ.BOARD)) == [item]
    a_circular(session, item)
    assert list(queries.pending_items(session, Organ.BOARD)) == []


def test_the_same_matter_is_not_proposed_twice(session: Session) -> None:
    an_item(session, kind=ItemKind.ADMISSION, reference=7)
    with pytest.raises(Refusal, match="schon vor"):
        an_item(session, kind=ItemKind.ADMISSION, reference=7)


def test_an_item_stands_in_one_resolution_only(session: Session) -> None:
    a_statute(session)
    item = an_item(session)
    a_circular(session, item)
    with pytest.raises(Refusal, match="V-2026-001"):
        a_circular(session, item)


def test_a_circular_runs_for_the_days_of_the_statute(session: Session) -> None:
    a_statute(session, circular_days=5)
    assert a_circular(session).deadline_on == TODAY + timedelta(days=5)


def test_a_circular_leaves_at_least_the_time_the_statute_gives(session: Session) -> None:
    a_statute(session)
    item = an_item(session)
    with pytest.raises(Refusal, match=r"bis zum 01\.12\.2026"):
        actions.open_resolution(
            session, Organ.BOARD, Procedure.CIRCULAR, "Umlauf", [item.id], OFFICE, NOW, deadline_on=TODAY
        )


@pytest.mark.parametrize(("days", "words"), [(-1, "in der Vergangenheit"), (91, "höchstens 90 Tage")])
def test_a_circular_runs_neither_into_the_past_nor_to_a_far_day(session: Session, days: int, words: str) -> None:
    a_statute(session)
    item = an_item(session)
    with pytest.raises(DayRefusal, match=words):
        actions.open_resolution(
            session, Organ.BOARD, Procedure.CIRCULAR, "Umlauf", [item.id], OFFICE, NOW,
            deadline_on=TODAY + timedelta(days=days),
        )


def test_a_circular_needs_a_statute_that_knows_it(session: Session) -> None:
    a_statute(session, board_circular_allowed=False)
    with pytest.raises(Refusal, match="Umlaufbeschlüsse"):
        a_circular(session)


def test_a_circular_takes_effect_with_the_last_vote_needed(session: Session) -> None:
    a_statute(session)
    chair, second, _third = a_board(session)
    resolution = a_circular(session)
    (item,) = resolution.items
    assert vote(session, item, chair) is Outcome.OPEN
    assert vote(session, item, second, days=1) is Outcome.ACCEPTED
    assert item.decided_at == NOW + timedelta(days=1)
    assert resolution.closed_at == NOW + timedelta(days=1)


def test_a_tie_that_cannot_be_broken_rejects(session: Session) -> None:
    a_statute(session)
    chair, second = a_board(session, 2)
    (item,) = a_circular(session).items
    vote(session, item, chair)
    assert vote(session, item, second, "no") is Outcome.REJECTED


def test_the_last_vote_counts_while_the_item_is_open(session: Session) -> None:
    a_statute(session)
    chair, second, third = a_board(session)
    (item,) = a_circular(session).items
    vote(session, item, chair, "no")
    vote(session, item, chair, "yes", days=1)
    assert vote(session, item, second, days=1) is Outcome.ACCEPTED
    assert [each.choice for each in item.votes] == [Choice.YES, Choice.YES]
    assert third.id not in {each.party_id for each in item.votes}


def test_after_the_decision_no_vote_changes_anything(session: Session) -> None:
    a_statute(session)
    chair, second, third = a_board(session)
    (item,) = a_circular(session).items
    vote(session, item, chair)
    vote(session, item, second)
    with pytest.raises(Refusal, match="geschlossen"):
        vote(session, item, third, "no")


def test_the_same_vote_sent_again_is_the_same_vote(session: Session) -> None:
    a_statute(session)
    chair, second, _third = a_board(session)
    (item,) = a_circular(session).items
    vote(session, item, chair)
    assert [vote(session, item, second), vote(session, item, second)] == [Outcome.ACCEPTED, Outcome.ACCEPTED]
    assert session.scalar(select(func.count()).select_from(Vote)) == 2


def test_who_is_biased_by_the_application_does_not_vote(session: Session) -> None:
    a_statute(session)
    chair, second, third = a_board(session)
    item = an_item(session, biased={second.id: ALTENBRUCK})
    a_circular(session, item)
    with pytest.raises(Refusal, match="befangen"):
        vote(session, item, second)
    vote(session, item, chair)
    assert vote(session, item, third) is Outcome.ACCEPTED


def test_a_declared_bias_takes_the_vote_out_of_the_count(session: Session) -> None:
    a_statute(session)
    chair, second, third = a_board(session)
    (item,) = a_circular(session).items
    vote(session, item, second, "no")
    actions.declare_bias(session, item, second.id, ALTENBRUCK, as_officer(second), NOW)
    vote(session, item, chair)
    assert vote(session, item, third) is Outcome.ACCEPTED


def test_a_declared_bias_can_be_taken_back_a_derived_one_cannot(session: Session) -> None:
    a_statute(session)
    chair, second, _third = a_board(session)
    item = an_item(session, biased={second.id: ALTENBRUCK})
    a_circular(session, item)
    actions.declare_bias(session, item, chair.id, "Verwandt", as_officer(chair), NOW)
    actions.withdraw_bias(session, item, chair.id, as_officer(chair), NOW)
    assert [bias.party_id for bias in item.biases] == [second.id]
    with pytest.raises(Refusal, match="Satzung"):
        actions.withdraw_bias(session, item, second.id, as_officer(second), NOW)


def test_with_too_few_unbiased_members_nothing_is_decided(session: Session) -> None:
    a_statute(session)
    chair, second, third = a_board(session)
    item = an_item(session, biased={second.id: ALTENBRUCK, third.id: "Schwester der Antragstellerin"})
    a_circular(session, item)
    assert vote(session, item, chair) is Outcome.OPEN
    standing = queries.standing_of(session, item, TODAY)
    assert (standing.can_decide, standing.who_can_decide) == (False, Organ.SUPERVISORY_BOARD)


def test_what_the_board_cannot_decide_goes_to_the_supervisory_board(session: Session) -> None:
    a_statute(session)
    _chair, second, third = a_board(session)
    item = an_item(session, biased={second.id: ALTENBRUCK, third.id: ALTENBRUCK}, kind=ItemKind.ADMISSION, reference=7)
    again = actions.hand_over(session, item, Organ.SUPERVISORY_BOARD, OFFICE, NOW)
    assert list(queries.pending_items(session, Organ.SUPERVISORY_BOARD)) == [again]
    assert queries.find_item(session, ItemKind.ADMISSION, 7) is again
    assert {bias.ground for bias in again.biases} == {ALTENBRUCK}
    assert {bias.ground for bias in item.biases} == {""}


def test_what_the_board_can_decide_it_decides_itself(session: Session) -> None:
    a_statute(session)
    a_board(session)
    with pytest.raises(Refusal, match="selbst"):
        actions.hand_over(session, an_item(session), Organ.SUPERVISORY_BOARD, OFFICE, NOW)


def test_only_who_is_in_office_today_votes(session: Session) -> None:
    a_statute(session)
    a_board(session)
    outsider = a_person(session)
    an_office(session, outsider, last_day=TODAY - timedelta(days=1))
    (item,) = a_circular(session).items
    with pytest.raises(Refusal, match="angehört"):
        vote(session, item, outsider)


def test_in_a_circular_nobody_votes_for_another(session: Session) -> None:
    a_statute(session)
    chair, _second, _third = a_board(session)
    (item,) = a_circular(session).items
    with pytest.raises(Refusal, match="selbst"):
        actions.record_vote(session, item, chair.id, Choice.YES, "", OFFICE, NOW)


def test_in_a_meeting_the_minute_taker_enters_the_votes_of_those_present(session: Session) -> None:
    a_statute(session)
    chair, second, third = a_board(session)
    (item,) = a_meeting(session, attending=[chair, second]).items
    actions.record_vote(session, item, chair.id, Choice.YES, "", OFFICE, NOW)
    with pytest.raises(Refusal, match="teilnimmt"):
        actions.record_vote(session, item, third.id, Choice.YES, "", OFFICE, NOW)
    assert actions.record_vote(session, item, second.id, Choice.YES, "", OFFICE, NOW) is Outcome.ACCEPTED


def test_in_a_meeting_the_item_is_decided_once_all_present_have_voted(session: Session) -> None:
    a_statute(session)
    chair, second, _third = a_board(session)
    (item,) = a_meeting(session, attending=[chair, second]).items
    vote(session, item, chair)
    assert vote(session, item, second, "abstain") is Outcome.ACCEPTED


def test_a_meeting_without_a_quorum_decides_nothing(session: Session) -> None:
    a_statute(session)
    chair, _second, _third = a_board(session)
    resolution = a_meeting(session, attending=[chair])
    (item,) = resolution.items
    assert vote(session, item, chair) is Outcome.OPEN
    actions.close(session, resolution, OFFICE, NOW)
    assert len(queries.pending_items(session, Organ.BOARD)) == 1


def test_nobody_votes_before_the_day_of_the_meeting(session: Session) -> None:
    a_statute(session)
    chair, second, _third = a_board(session)
    (item,) = a_meeting(session, attending=[chair, second], day=TODAY + timedelta(days=3)).items
    with pytest.raises(Refusal, match=r"27\.11\.2026"):
        vote(session, item, chair)
    assert vote(session, item, chair, days=3) is Outcome.OPEN


def test_a_meeting_of_an_earlier_day_is_not_opened(session: Session) -> None:
    a_statute(session)
    with pytest.raises(Refusal, match="Vergangenheit"):
        a_meeting(session, attending=[], day=TODAY - timedelta(days=1))


def test_a_vote_after_the_deadline_is_refused(session: Session) -> None:
    a_statute(session)
    chair, *_rest = a_board(session)
    (item,) = a_circular(session).items
    with pytest.raises(Refusal, match=r"01\.12\.2026 abgelaufen"):
        vote(session, item, chair, days=8)


def test_silence_is_no_vote_when_the_deadline_has_passed(session: Session) -> None:
    a_statute(session)
    chair, second, _third = a_board(session)
    decided, undecided = an_item(session), an_item(session)
    resolution = a_circular(session, decided, undecided)
    vote(session, decided, chair)
    vote(session, decided, second, "abstain")
    vote(session, undecided, chair)
    left = actions.close(session, resolution, OFFICE, NOW + timedelta(days=8))
    assert [(each.item, each.hindrance) for each in left] == [(undecided, None)]
    assert decided.outcome is Outcome.ACCEPTED
    (again,) = queries.pending_items(session, Organ.BOARD)
    assert (again.follows_id, undecided.dropped_at is None) == (undecided.id, False)


def test_a_circular_does_not_close_before_its_time(session: Session) -> None:
    a_statute(session)
    a_board(session)
    with pytest.raises(Refusal, match="läuft bis"):
        actions.close(session, a_circular(session), OFFICE, NOW)


def test_the_end_of_a_circular_is_a_job_of_the_night_after_its_last_day(session: Session) -> None:
    a_statute(session)
    a_circular(session)
    due = session.scalars(select(JobItem.not_before).join(Job).where(Job.kind == actions.CLOSE_JOB)).one()
    assert due.isoformat() == "2026-12-01T23:00:00+00:00"


def test_a_circular_decided_before_its_last_day_is_waited_for_no_longer(session: Session) -> None:
    a_statute(session)
    board, resolution, other = a_board(session), a_circular(session), a_circular(session)
    for officer in board[:2]:
        vote(session, resolution.items[0], officer)
    steps = select(JobItem.reference, JobItem.state).join(Job).where(Job.kind == actions.CLOSE_JOB)
    found = [tuple(row) for row in session.execute(steps.order_by(JobItem.id))]
    assert found == [(str(resolution.id), ItemState.CANCELLED), (str(other.id), ItemState.WAITING)]


def test_an_objection_stops_the_circular_and_its_number_stays_used(session: Session) -> None:
    a_statute(session)
    chair, second, _third = a_board(session)
    resolution = a_circular(session)
    (item,) = resolution.items
    actions.object_to_procedure(session, resolution, second.id, "Das will besprochen sein", as_officer(second), NOW)
    with pytest.raises(Refusal, match="widersprochen"):
        vote(session, item, chair)
    assert [each.item for each in actions.close(session, resolution, OFFICE, NOW)] == [item]
    assert len(queries.pending_items(session, Organ.BOARD)) == 1
    assert a_circular(session).number == "V-2026-002"


def test_nobody_outside_the_organ_objects(session: Session) -> None:
    a_statute(session)
    a_board(session)
    outsider = a_person(session)
    with pytest.raises(Refusal, match="angehört"):
        actions.object_to_procedure(session, a_circular(session), outsider.id, "", as_officer(outsider), NOW)


def test_a_withdrawn_matter_leaves_the_vote(session: Session) -> None:
    a_statute(session)
    chair, *_rest = a_board(session)
    (item,) = a_circular(session).items
    actions.drop(session, item, OFFICE, NOW)
    with pytest.raises(Refusal, match="geschlossen"):
        vote(session, item, chair)
    assert session.scalar(select(func.count()).select_from(Job).where(Job.kind == actions.CLOSE_JOB)) == 2


def test_a_decided_matter_is_not_taken_back(session: Session) -> None:
    a_statute(session)
    chair, second, _third = a_board(session)
    (item,) = a_circular(session).items
    vote(session, item, chair)
    vote(session, item, second)
    with pytest.raises(Refusal, match="neuen Beschluss"):
        actions.drop(session, item, OFFICE, NOW)


def test_of_a_refused_application_no_reason_or_ground_remains(session: Session) -> None:
    a_statute(session)
    chair, second, third = a_board(session)
    item = an_item(session, biased={third.id: ALTENBRUCK}, kind=ItemKind.ADMISSION, reference=7)
    a_circular(session, item)
    vote(session, item, chair, "no", "Altenbruck passt nicht zu uns")
    assert vote(session, item, second, "no") is Outcome.REJECTED
    assert {each.reason for each in item.votes} | {each.ground for each in item.biases} == {""}


@pytest.mark.parametrize("change", [
    update(Vote).values(choice=Choice.NO), delete(Vote), delete(Bias), update(Bias).values(ground="anders"),
    update(Vote).values(reason="anders"), update(Vote).values(reason="", choice=Choice.NO),
    update(Item).values(outcome=Outcome.OPEN, decided_at=None), update(Item).values(text="anders"), delete(Item),
    update(Resolution).values(closed_at=None), update(Resolution).values(title="anders"),
    update(Resolution).values(number="V-2026-099"), delete(Resolution),
])
def test_the_database_keeps_a_decided_resolution_as_it_is(session: Session, change: object) -> None:
    a_statute(session)
    chair, second, third = a_board(session)
    item = an_item(session, biased={third.id: ALTENBRUCK})
    a_circular(session, item)
    vote(session, item, chair)
    vote(session, item, second)
    session.flush()
    with pytest.raises(DBAPIError, match="cannot change"):
        session.execute(change)  # type: ignore[call-overload]


def test_a_decision_is_carried_out_once(session: Session) -> None:
    a_statute(session)
    chair, second, _third = a_board(session)
    (item,) = a_circular(session).items
    assert not actions.mark_carried_out(session, item, NOW)
    vote(session, item, chair)
    vote(session, item, second)
    assert [actions.mark_carried_out(session, item, NOW), actions.mark_carried_out(session, item, NOW)] == [True, False]


def test_a_resolution_of_the_assembly_is_recorded_with_its_number(session: Session) -> None:
    a_statute(session)
    resolution = actions.record_resolution(
        session, Organ.GENERAL_ASSEMBLY, date(2026, 6, 19), "Zustimmung", "Sie stimmt zu.", Outcome.ACCEPTED,
        OFFICE, NOW, votes=actions.RecordedVote(213, 29, 7),
    )
    (item,) = resolution.items
    assert (resolution.number, resolution.procedure) == ("GV-2026-001", Procedure.RECORDED)
    assert (item.decided_on, item.votes_for) == (date(2026, 6, 19), 213)


def test_a_recorded_resolution_decides_the_item_that_waits_for_it(session: Session) -> None:
    a_statute(session)
    waiting = an_item(session, Organ.GENERAL_ASSEMBLY, kind=ItemKind.INVESTING_CONSENT, reference=7)
    actions.record_resolution(
        session, Organ.GENERAL_ASSEMBLY, TODAY, "Zustimmung", "", Outcome.ACCEPTED, OFFICE, NOW, item=waiting
    )
    found = queries.find_item(session, ItemKind.INVESTING_CONSENT, 7)
    assert found is waiting
    assert found.outcome is Outcome.ACCEPTED


def test_what_the_board_could_vote_on_here_is_recorded_with_its_signed_record_only(session: Session) -> None:
    a_statute(session)
    waiting = an_item(session, kind=ItemKind.ADMISSION, reference=7)
    facts = (session, Organ.BOARD, TODAY, "Zulassung", "", Outcome.ACCEPTED, OFFICE, NOW)
    with pytest.raises(Refusal, match="Niederschrift"):
        actions.record_resolution(*facts, item=waiting)
    actions.record_resolution(*facts, item=waiting, record=CheckedFile("Niederschrift.pdf", b"%PDF-1.7"))
    assert waiting.outcome is Outcome.ACCEPTED


def test_who_is_biased_does_not_record_the_resolution_either(session: Session) -> None:
    a_statute(session)
    mayor, record = a_person(session), CheckedFile("Niederschrift.pdf", b"%PDF-1.7")
    waiting = an_item(session, biased={mayor.id: ALTENBRUCK}, kind=ItemKind.ADMISSION, reference=7)
    facts = (session, Organ.BOARD, TODAY, "Zulassung", "", Outcome.ACCEPTED, as_officer(mayor), NOW)
    with pytest.raises(Refusal, match="befangen"):
        actions.record_resolution(*facts, item=waiting, record=record)


@pytest.mark.parametrize(("day", "record"), [(TODAY + timedelta(days=1), None), (TODAY, CheckedFile("a.pdf", b"MZ"))])
def test_nothing_of_a_coming_day_and_no_other_file_is_recorded(
    session: Session, day: date, record: CheckedFile | None
) -> None:
    a_statute(session)
    with pytest.raises(Refusal):
        actions.record_resolution(
            session, Organ.GENERAL_ASSEMBLY, day, "Titel", "Text", Outcome.ACCEPTED, OFFICE, NOW, record=record
        )


def test_textform_is_permitted_by_both_organs_until_the_end_of_2029(session: Session) -> None:
    a_statute(session, form_join="schriftform")
    for organ in (Organ.BOARD, Organ.SUPERVISORY_BOARD):
        assert not queries.has_textform_permission_on(session, TODAY)
        chair, second, _third = a_board(session, organ=organ, first_number=1 if organ is Organ.BOARD else 11)
        item = an_item(session, organ, kind=ItemKind.TEXTFORM_PERMISSION)
        a_circular(session, item, organ=organ)
        vote(session, item, chair)
        vote(session, item, second)
    assert queries.has_textform_permission_on(session, TODAY)
    assert not queries.has_textform_permission_on(session, TODAY - timedelta(days=1))
    assert queries.has_textform_permission_on(session, date(2029, 12, 31))
    assert not queries.has_textform_permission_on(session, date(2030, 1, 1))


def test_the_statute_of_the_day_of_the_vote_counts(session: Session) -> None:
    a_statute(session)
    a_statute(session, registered_on=TODAY + timedelta(days=2), board_majority="unanimous")
    chair, second, _third = a_board(session)
    (item,) = a_circular(session).items
    vote(session, item, chair)
    assert vote(session, item, second, days=2) is Outcome.OPEN


def test_what_waits_for_a_person_are_open_items_without_vote_or_bias(session: Session) -> None:
    a_statute(session)
    chair, second, _third = a_board(session)
    first, other = an_item(session), an_item(session, biased={second.id: ALTENBRUCK})
    a_circular(session, first, other)
    assert list(queries.items_awaiting(session, second.id, TODAY)) == [first]
    vote(session, first, chair)
    assert list(queries.items_awaiting(session, chair.id, TODAY)) == [other]
    assert list(queries.items_awaiting(session, chair.id, TODAY + timedelta(days=8))) == []


def test_the_register_is_searched_filtered_and_sorted(session: Session) -> None:
    a_statute(session)
    chair, second, _third = a_board(session)
    (item,) = a_circular(session, an_item(session, text="Anschaffung eines Lastenrads")).items
    vote(session, item, chair)
    vote(session, item, second)
    running = a_circular(session)
    assert queries.register(session, words="LASTENRÄDER")[1] == 0
    assert [each.number for each in queries.register(session, words="lastenrad")[0]] == ["V-2026-001"]
    assert queries.register(session, state="open")[0] == [running]
    assert [each.number for each in queries.register(session, state="accepted", year=2026)[0]] == ["V-2026-001"]
    both, total = queries.register(session, sort="number", descending=False)
    assert ([each.number for each in both], total) == (["V-2026-001", "V-2026-002"], 2)
    assert queries.register(session, organ=Organ.SUPERVISORY_BOARD)[1] == 0
