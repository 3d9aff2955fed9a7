"""What is done in a round: prepared, begun, assessed, reminded, closed; what is refused."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assessments import actions, jobs, queries
from app.assessments.models import Assessment
from app.assessments.rules import PROPOSED, Overtaken, RoundState, Unscored, spread_of_members
from app.bundles import actions as bundles
from app.core import journal
from app.core.jobs.queue import JobItem
from app.core.outbox import OutgoingMail
from app.core.values import NotFound, Refusal, Role
from app.needs import actions as needs
from app.needs.rules import Level
from tests.assessments.factories import (
    LAST_DAY,
    Network,
    a_world,
    assess,
    begun,
    closed,
    prepared,
    reread,
    scores,
    subject_of,
)
from tests.attendance.factories import acting
from tests.bundles.factories import a_bundle
from tests.factories import NOW, TODAY
from tests.needs.factories import LETTERS, a_need, actor_of


@pytest.fixture
def world(session: Session) -> Network:
    return a_world(session)


def mails(session: Session, kind: str) -> list[str]:
    """To whom mails of a kind went."""
    return sorted(session.scalars(select(OutgoingMail.to_address).where(OutgoingMail.kind == kind)))


def test_a_round_is_numbered_and_begins_with_mails_and_jobs(session: Session, world: Network) -> None:
    found = prepared(session, world)
    assert found.number == "BR-2026-01"
    assert [each.name for each in found.criteria] == ["Nutzen", "Risiko"]
    actions.begin(session, found.id, found.version, world.office, NOW)
    assert found.state is RoundState.OPEN
    assert len(mails(session, "assessment_asked")) == 3
    references = session.scalars(select(JobItem.reference).where(JobItem.reference.contains(":2026"))).all()
    assert references == [f"{found.id}:{LAST_DAY.isoformat()}"] * 2


def test_nothing_changes_once_it_has_begun_but_day_and_assessors(session: Session, world: Network) -> None:
    found = begun(session, world)
    for act in (
        lambda: actions.change(session, found.id, actions.About("Anders"), found.version, world.office, NOW),
        lambda: actions.add_criterion(session, found.id, PROPOSED["reach"], found.version, world.office, NOW),
        lambda: actions.change_criterion(
            session, found.id, found.criteria[0].id, replace(PROPOSED["use"], weight=9), found.version, world.office,
            NOW,
        ),
        lambda: actions.remove_criterion(session, found.id, found.criteria[0].id, found.version, world.office, NOW),
        lambda: actions.choose_subjects(session, found.id, [], [], found.version, world.office, NOW),
        lambda: actions.call_off(session, found.id, found.version, world.office, NOW),
        lambda: actions.begin(session, found.id, found.version, world.office, NOW),
    ):
        with pytest.raises(Refusal, match="hat begonnen"):
            act()
    actions.extend(session, found.id, LAST_DAY + timedelta(days=7), found.version, world.office, NOW)
    leaving = found.assessors[0].id
    actions.excuse(session, found.id, leaving, "Krank", found.version, world.office, NOW)
    assert found.assessors[0].excused_at == NOW


def test_an_older_page_changes_nothing(session: Session, world: Network) -> None:
    found = prepared(session, world)
    before = found.version
    actions.change(session, found.id, actions.About("Neuer Titel", "", LAST_DAY), before, world.office, NOW)
    session.commit()
    with pytest.raises(Overtaken, match="Lautenschlag"):
        actions.add_criterion(session, found.id, PROPOSED["reach"], before, world.office, NOW)


def test_what_is_for_the_office_alone_is_not_assessed(session: Session, world: Network) -> None:
    secret = a_need(session, world.firm, world.house.office, LETTERS)
    hidden = a_bundle(session, world.house, secret, title="Nur intern", level=Level.OFFICE)
    found = prepared(session, world)
    for bundle_ids, need_ids in (([hidden.id], []), ([], [secret.id])):
        with pytest.raises(Refusal, match="sehen Mitglieder nicht"):
            actions.choose_subjects(session, found.id, bundle_ids, need_ids, found.version, world.office, NOW)


def test_who_does_not_act_for_the_member_is_not_named_and_nobody_twice(session: Session, world: Network) -> None:
    found = prepared(session, world)
    with pytest.raises(actions.PersonRefusal, match="handelt heute nicht"):
        actions.name_assessor(session, found.id, world.firm.id, world.house.mayor.party_id, world.office, NOW)
    with pytest.raises(actions.PersonRefusal, match="schon benannt"):
        actions.name_assessor(session, found.id, world.guild.id, world.master.party_id, world.office, NOW)


def test_who_was_excused_is_named_again_for_the_same_member_alone(session: Session, world: Network) -> None:
    """Else what was said for one member would count for another."""
    found = begun(session, world)
    row = next(each for each in found.assessors if each.member_id == world.guild.id)
    actions.excuse(session, found.id, row.id, "Verreist", found.version, world.office, NOW)
    acting(session, world.firm, world.master.party)
    with pytest.raises(actions.PersonRefusal, match="nur für dieses Mitglied"):
        actions.name_assessor(session, found.id, world.firm.id, world.master.party_id, world.office, NOW)
    actions.name_assessor(session, found.id, world.guild.id, world.master.party_id, world.office, NOW)
    assert (row.member_id, row.excused_at) == (world.guild.id, None)


def test_a_round_with_too_few_assessors_for_a_bundle_does_not_begin(session: Session, world: Network) -> None:
    own = a_need(session, world.house.vineyard, world.house.vintner)
    bundles.place(session, own.id, None, world.minutes.id, world.office, NOW)
    found = prepared(session, world, members=(world.house.town, world.house.vineyard))
    with pytest.raises(Refusal, match="Zu wenige"):
        actions.begin(session, found.id, found.version, world.office, NOW)
    assert found.state is RoundState.PREPARED


def test_nobody_assesses_a_bundle_in_which_its_member_has_a_need(session: Session, world: Network) -> None:
    own = a_need(session, world.house.vineyard, world.house.vintner)
    bundles.place(session, own.id, None, world.minutes.id, world.office, NOW)
    found = begun(session, world)
    with pytest.raises(NotFound, match="nicht gefragt"):
        assess(session, world, found, world.house.vineyard, world.minutes, 5, 1)
    progress = queries.progress_of(session, found, TODAY)
    assert progress[subject_of(found, world.minutes).id].total == 2
    assert progress[subject_of(found, world.roads).id].total == 3


def test_what_is_kept_can_be_changed_and_what_is_handed_in_stands(session: Session, world: Network) -> None:
    found = begun(session, world)
    person, subject = actor_of(world.house.mayor), subject_of(found, world.minutes)
    town = world.house.town.id
    for step in (2, 4):
        actions.keep(session, found.id, town, subject.id, scores(found, step, None), person, NOW)
    kept = session.scalars(select(Assessment)).one()
    assert queries.scores_of(kept)[found.criteria[0].id].step == 4
    assert queries.sum_of(queries.progress_of(session, found, TODAY).values()).given == 0
    actions.submit(session, found.id, town, subject.id, scores(found, 3, 2), person, NOW)
    assert queries.sum_of(queries.progress_of(session, found, TODAY).values()).given == 1
    for act in (actions.keep, actions.submit):
        with pytest.raises(actions.AlreadySubmitted):
            act(session, found.id, town, subject.id, scores(found, 1, 1), person, NOW)


def test_an_assessment_with_an_open_criterion_is_not_handed_in(session: Session, world: Network) -> None:
    found = begun(session, world)
    given = scores(found, 3, 2)
    given.pop(found.criteria[1].id)
    with pytest.raises(Unscored):
        actions.submit(session, found.id, world.guild.id, subject_of(found, world.roads).id, given,
                       actor_of(world.master), NOW)


def test_nothing_is_assessed_before_and_after_its_time(session: Session, world: Network) -> None:
    found = prepared(session, world)
    with pytest.raises(Refusal):
        assess(session, world, found, world.guild, world.roads, 1, 1)
    actions.begin(session, found.id, found.version, world.office, NOW)
    with pytest.raises(Refusal, match="zu Ende"):
        assess(session, world, found, world.guild, world.roads, 1, 1, now=NOW + timedelta(days=15))


def test_whoever_is_excused_or_acts_no_more_is_not_asked(session: Session, world: Network) -> None:
    found = begun(session, world)
    row = next(each for each in found.assessors if each.member_id == world.guild.id)
    assess(session, world, found, world.guild, world.minutes, 5, 1)
    actions.excuse(session, found.id, row.id, "Verreist", found.version, world.office, NOW)
    with pytest.raises(NotFound):
        assess(session, world, found, world.guild, world.roads, 1, 1)
    progress = queries.progress_of(session, found, TODAY)
    assert progress[subject_of(found, world.minutes).id] == queries.Progress(1, 3)
    assert progress[subject_of(found, world.roads).id] == queries.Progress(0, 3)
    actions.name_assessor(session, found.id, world.guild.id, world.master.party_id, world.office, NOW)
    assess(session, world, found, world.guild, world.roads, 1, 1)


def test_it_closes_early_only_when_all_are_in(session: Session, world: Network) -> None:
    found = begun(session, world)
    with pytest.raises(Refusal, match="fehlen noch"):
        actions.close(session, found.id, found.version, world.office, NOW)
    assert closed(session, world).state is RoundState.CLOSED


def test_how_many_are_in_of_how_many_does_not_move_with_who_is_excused(session: Session, world: Network) -> None:
    found = begun(session, world)
    for member in (world.guild, world.house.town):
        assess(session, world, found, member, world.minutes, 5, 1)
    before = queries.progress_of(session, found, TODAY)
    for row in found.assessors:
        actions.excuse(session, found.id, row.id, "Verreist", found.version, world.office, NOW)
        assert queries.progress_of(session, found, TODAY) == before, "neither who assessed nor who did not is told"
        actions.name_assessor(session, found.id, row.member_id, row.party_id, world.office, NOW)


def test_who_is_excused_does_not_keep_a_round_open_and_the_refusal_names_no_number(
    session: Session, world: Network
) -> None:
    found = begun(session, world)
    for member in (world.guild, world.house.town):
        for bundle in (world.minutes, world.roads):
            assess(session, world, found, member, bundle, 5, 1)
    with pytest.raises(Refusal, match=r"fehlen noch Bewertungen\."):
        actions.close(session, found.id, found.version, world.office, NOW)
    row = next(each for each in found.assessors if each.member_id == world.house.vineyard.id)
    actions.excuse(session, found.id, row.id, "Verreist", found.version, world.office, NOW)
    assert queries.to_close(session, TODAY) == []
    assert actions.close(session, found.id, found.version, world.office, NOW).state is RoundState.CLOSED


def test_its_last_day_closes_it_and_drops_what_was_not_handed_in(session: Session, world: Network) -> None:
    found = begun(session, world)
    assess(session, world, found, world.guild, world.minutes, 5, 1)
    actions.keep(session, found.id, world.guild.id, subject_of(found, world.roads).id, scores(found, 1, 1),
                 actor_of(world.master), NOW)
    reference, after = f"{found.id}:{LAST_DAY.isoformat()}", NOW + timedelta(days=15)
    handler = jobs.HANDLERS[actions.CLOSE_JOB]
    handler.finish(session, reference, None, NOW)
    assert found.state is RoundState.OPEN, "its last day is not over"
    handler.finish(session, reference, None, after)
    assert (found.state, found.closed_by) == (RoundState.CLOSED, "")
    assert len(session.scalars(select(Assessment)).all()) == 1


def test_what_was_planned_for_an_earlier_day_does_nothing_once_it_is_extended(session: Session, world: Network) -> None:
    found = begun(session, world)
    actions.extend(session, found.id, LAST_DAY + timedelta(days=30), found.version, world.office, NOW)
    reference = f"{found.id}:{LAST_DAY.isoformat()}"
    for kind in (actions.CLOSE_JOB, actions.REMIND_JOB):
        jobs.HANDLERS[kind].finish(session, reference, None, NOW + timedelta(days=15))
    assert found.state is RoundState.OPEN
    assert mails(session, "assessment_reminder") == []


def test_the_reminder_goes_to_all_so_that_it_tells_of_nobody(session: Session, world: Network) -> None:
    found = begun(session, world)
    for bundle in (world.minutes, world.roads):
        assess(session, world, found, world.guild, bundle, 5, 1)
    reference = f"{found.id}:{LAST_DAY.isoformat()}"
    jobs.HANDLERS[actions.REMIND_JOB].finish(session, reference, None, NOW + timedelta(days=11))
    assert mails(session, "assessment_reminder") == mails(session, "assessment_asked")


def test_who_acts_for_several_reads_in_every_mail_for_which_member_it_is_asked(
    session: Session, world: Network
) -> None:
    acting(session, world.house.vineyard, world.master.party)
    found = begun(session, world)
    reference = f"{found.id}:{LAST_DAY.isoformat()}"
    jobs.HANDLERS[actions.REMIND_JOB].finish(session, reference, None, NOW + timedelta(days=11))
    sent = session.scalars(select(OutgoingMail).where(OutgoingMail.kind.startswith("assessment_"))).all()
    told = {(each.kind, each.to_address) for each in sent if "für Gundula Meisterin (Nr. 4)" in each.text}
    assert told == {(kind, world.master.party.email) for kind in ("assessment_asked", "assessment_reminder")}
    assert not any("(Nr. 1)" in each.text or "(Nr. 2)" in each.text for each in sent), "others know for whom"


def test_the_journal_says_that_one_came_in_and_not_whose(session: Session, world: Network) -> None:
    found = begun(session, world)
    assess(session, world, found, world.guild, world.minutes, 5, 1, words="Sehr wichtig")
    session.commit()
    line = next(each for each in journal.lines_about(session, queries.subject_of(found.id)) if each.act == "assess")
    assert line.actor_id is None
    assert "Meisterin" not in line.actor_name + line.summary()
    assert "BD-" not in line.summary()


def test_who_has_a_need_there_by_the_end_is_not_counted(session: Session, world: Network) -> None:
    found = begun(session, world)
    for member in (world.guild, world.house.town, world.house.vineyard):
        assess(session, world, found, member, world.roads, 5, 1)
        assess(session, world, found, member, world.minutes, 5, 1)
    world.needs[2].member_id = world.guild.id
    actions.close(session, found.id, found.version, world.office, NOW)
    heard = {each.subject.id: each for each in queries.result_of(session, found)}
    assert heard[subject_of(found, world.roads).id].members == 2
    assert heard[subject_of(found, world.minutes).id].members == 3


def test_a_result_of_one_member_alone_is_not_told(session: Session, world: Network) -> None:
    found = begun(session, world)
    assess(session, world, found, world.guild, world.minutes, 5, 1)
    actions.close_in_time(session, found.id, LAST_DAY, NOW + timedelta(days=15))
    heard = {each.subject.id: each for each in queries.result_of(session, found)}
    minutes = heard[subject_of(found, world.minutes).id]
    assert not minutes.is_enough
    assert minutes.rated().means == {}


def test_who_could_judge_nothing_makes_no_joint_result_of_the_word_of_another(session: Session, world: Network) -> None:
    found = begun(session, world)
    assess(session, world, found, world.guild, world.minutes, None, None)
    assess(session, world, found, world.house.town, world.minutes, 3, 3)
    assess(session, world, found, world.guild, world.roads, 2, None)
    assess(session, world, found, world.house.town, world.roads, 3, 3)
    actions.close_in_time(session, found.id, LAST_DAY, NOW + timedelta(days=15))
    heard = {each.subject.id: each for each in queries.result_of(session, found)}
    minutes, roads = (heard[subject_of(found, each).id] for each in (world.minutes, world.roads))
    assert (minutes.members, minutes.is_enough, minutes.rated().means) == (1, False, {})
    assert (roads.members, roads.is_enough) == (2, True)
    use, risk = (each.id for each in found.criteria)
    assert (roads.spreads[use].number, roads.spreads[use].withheld) == (2, 0)
    assert (roads.spreads[risk].number, roads.spreads[risk].withheld, roads.spreads[risk].abstained) == (0, 1, 1)
    assert set(roads.rated().means) == {use}


def test_two_who_assess_for_one_member_are_the_word_of_one() -> None:
    assert spread_of_members([(1, 4), (1, 5), (2, None)]).withheld == 2
    assert spread_of_members([(1, 4), (2, 5), (2, None)]).number == 2


def test_a_bundle_whose_need_is_withdrawn_meanwhile_is_not_asked_for_any_more(session: Session, world: Network) -> None:
    found = begun(session, world)
    needs.withdraw(session, world.needs[2].id, None, "", world.office, NOW)
    session.flush()
    progress = queries.progress_of(session, found, TODAY)
    assert progress[subject_of(found, world.roads).id].total == 0


def test_nothing_is_known_of_a_round_that_runs_and_own_data_are_ones_own(session: Session, world: Network) -> None:
    found = begun(session, world)
    assess(session, world, found, world.guild, world.minutes, 5, 1, words="Sehr wichtig")
    with pytest.raises(NotFound, match="verdeckt"):
        queries.result_of(session, found)
    known = queries.known_of(session, world.master.party_id, world.guild.id)
    assert known[0]["assessments"][0]["scores"][0]["step"] == 5
    assert queries.known_of(session, world.house.mayor.party_id, world.guild.id) == []


def test_a_round_that_has_not_begun_can_be_called_off_and_keeps_its_number(session: Session, world: Network) -> None:
    found = prepared(session, world)
    actions.call_off(session, found.id, found.version, world.office, NOW)
    assert reread(session, found).state is RoundState.CALLED_OFF
    assert prepared(session, world).number == "BR-2026-02"


def test_the_office_takes_part_in_no_round_by_its_role(session: Session, world: Network) -> None:
    found = begun(session, world)
    with pytest.raises(NotFound):
        queries.get_own(session, found.id, world.house.office.party_id, world.guild.id)
    assert actor_of(world.house.office, Role.OFFICE).party_id is not None
