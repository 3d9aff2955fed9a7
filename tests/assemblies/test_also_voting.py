"""Voting in writing or electronically beside the hall (§ 43b (2) GenG; R-FORM-02), and how long a meeting lasts."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from threading import Event

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.assemblies import actions, queries, rules
from app.assemblies.actions import announcing
from app.assemblies.models import Assembly, FormVote
from app.assemblies.rules import (
    SUBJECT_GROUPS,
    AlsoVoting,
    AssemblyKind,
    ConvenedBy,
    DiscussionForm,
    FormVoice,
    ItemType,
    MeetingForm,
    PlannedAssembly,
    Subject,
)
from app.core.jobs import Worker
from app.core.values import Refusal
from app.main import invite_newcomers
from app.organs.rules import Organ
from app.statutes.rules import AssemblyFormRule
from documents import registry
from documents.assembly import ConvenedBy as PrintedConvener
from documents.assembly_invitation import sample
from tests.assemblies.factories import (
    DIRECTLY,
    MEETS_ON,
    a_reachable_house,
    a_ready_assembly,
    a_resolution,
    an_assembly,
    an_item,
    invited,
    with_mail,
)
from tests.assemblies.test_on_the_agenda import three
from tests.factories import NOW, OFFICE, TODAY, sign_in_office
from tests.tabs import Tab, wrong_fields

BOTH = (FormVoice.BOARD, FormVoice.SUPERVISORY_BOARD)
PHYSICAL = MeetingForm.PHYSICAL


def chosen(session: Session, assembly: Assembly, also: AlsoVoting = AlsoVoting.WRITTEN) -> None:
    """Both organs choose it, each by a resolution."""
    for voice, organ in zip(BOTH, (Organ.BOARD, Organ.SUPERVISORY_BOARD), strict=True):
        number = a_resolution(session, organ, held="in Präsenz")
        actions.say_form(session, assembly, voice, PHYSICAL, number, OFFICE, NOW, also)


def test_other_ways_to_vote_are_added_to_a_physical_meeting_alone() -> None:
    rules.check_also_voting(PHYSICAL, AlsoVoting.BOTH)
    rules.check_also_voting(MeetingForm.HYBRID, None)
    with pytest.raises(Refusal, match="nur bei einer Präsenzversammlung"):
        rules.check_also_voting(MeetingForm.HYBRID, AlsoVoting.WRITTEN)


@pytest.mark.parametrize(("planned", "board", "other"), [
    (AlsoVoting.WRITTEN, AlsoVoting.WRITTEN, None), (AlsoVoting.WRITTEN, None, None),
    (AlsoVoting.WRITTEN, AlsoVoting.BOTH, AlsoVoting.BOTH), (None, AlsoVoting.WRITTEN, AlsoVoting.WRITTEN),
])  # fmt: skip
def test_both_organs_choose_it_jointly(
    planned: AlsoVoting | None, board: AlsoVoting | None, other: AlsoVoting | None
) -> None:
    with pytest.raises(Refusal, match="beschließen beide gemeinsam"):
        rules.check_also_voting_agreed(planned, board, other)


def test_what_both_chose_or_neither_is_agreed() -> None:
    rules.check_also_voting_agreed(AlsoVoting.BOTH, AlsoVoting.BOTH, AlsoVoting.BOTH)
    rules.check_also_voting_agreed(None, AlsoVoting.BOTH, None)


def test_it_is_convened_once_both_chose_it_and_the_invitation_says_how(session: Session) -> None:
    a_reachable_house(session)
    assembly = a_ready_assembly(session, also_voting=AlsoVoting.WRITTEN, access="Der Stimmzettel liegt bei.")
    with pytest.raises(Refusal, match="beschließen beide gemeinsam"), session.begin_nested():
        actions.convene(session, assembly.id, DIRECTLY, OFFICE, NOW)
    chosen(session, assembly)
    meeting = announcing.told_by(invited(session, assembly)).meeting
    assert meeting.access == ""
    assert meeting.voting.replace("\u00a0", " ") == (
        "Ihre Stimme können Sie auch schriftlich abgeben, ohne an den Ort der Versammlung zu kommen (§ 43b Abs. 2"
        " GenG). Der Stimmzettel liegt bei."
    )


def test_the_invitation_has_to_say_how_one_votes_so(session: Session) -> None:
    a_reachable_house(session)
    assembly = a_ready_assembly(session, also_voting=AlsoVoting.WRITTEN)
    chosen(session, assembly)
    with pytest.raises(Refusal, match="wie neben dem Saal abgestimmt wird"):
        actions.convene(session, assembly.id, DIRECTLY, OFFICE, NOW)


def test_the_database_knows_other_ways_to_vote_in_a_hall_only(session: Session) -> None:
    a_reachable_house(session)
    assembly = an_assembly(session)
    vote = {"assembly_id": assembly.id, "voice": "board", "resolution_number": "", "recorded_at": NOW}
    with pytest.raises(DBAPIError, match="also_votes_in_the_hall"), session.begin_nested():
        session.execute(insert(FormVote).values(
            form=MeetingForm.HYBRID, also_voting=AlsoVoting.WRITTEN, recorded_by="X", **vote
        ))  # fmt: skip


def test_a_resolution_that_was_exchanged_meanwhile_is_looked_at_before_convening(
    session: Session, client: FlaskClient
) -> None:
    a_reachable_house(session)
    assembly = a_ready_assembly(session, also_voting=AlsoVoting.WRITTEN, access="Der Stimmzettel liegt bei.")
    chosen(session, assembly)
    sign_in_office(session, client)
    tab = Tab(client, f"/versammlungen/{assembly.id}/einberufen")
    other = a_resolution(session, Organ.BOARD, held="in Präsenz")
    actions.say_form(session, assembly, FormVoice.BOARD, PHYSICAL, other, OFFICE, NOW, AlsoVoting.WRITTEN)
    session.commit()
    assert tab.send(is_agreed="y").status_code == 409
    assert tab.send(is_agreed="y").status_code == 302


def test_both_forms_ask_for_it(session: Session, client: FlaskClient) -> None:
    a_reachable_house(session)
    assembly = a_ready_assembly(session)
    number = a_resolution(session, Organ.BOARD, held="in Präsenz")
    sign_in_office(session, client)
    plan = Tab(client, f"/versammlungen/{assembly.id}/aendern")
    assert plan.fields["lasts_minutes"] == ["180"]
    hybrid = plan.send(form="hybrid", also_voting="written", access="Auf der Seite.")
    assert wrong_fields(hybrid.text) == ["also_voting"]
    assert plan.send(form="physical", also_voting="written", lasts_minutes="90").status_code == 302
    voice = Tab(client, f"/versammlungen/{assembly.id}/form/board")
    assert voice.send(form="physical", also_voting="written", resolution=number).status_code == 302
    session.expire_all()
    assert (assembly.also_voting, assembly.lasts_minutes) == (AlsoVoting.WRITTEN, 90)
    assert [each.also_voting for each in assembly.form_votes] == [AlsoVoting.WRITTEN]


# --- how long it lasts -----------------------------------------------------------------------------------------------


def test_the_calendars_entry_ends_when_the_meeting_is_planned_to(session: Session) -> None:
    a_reachable_house(session)
    entry, _kind = actions.entry_bytes(invited(session)) or (b"", "")
    assert b"DTEND;TZID=Europe/Berlin:20270123T170000" in entry


def test_a_meeting_is_planned_for_three_hours_where_nobody_says_otherwise(session: Session) -> None:
    a_reachable_house(session)
    planned = PlannedAssembly(AssemblyKind.ORDINARY, PHYSICAL, MEETS_ON, time(14), ConvenedBy.BOARD, place="Saal")
    assert actions.plan(session, planned, OFFICE, NOW).lasts_minutes == 180
    day_long = replace(planned, meets_on=MEETS_ON + timedelta(days=1), lasts_minutes=1441)
    with pytest.raises(DBAPIError, match="lasts_a_while"), session.begin_nested():
        actions.plan(session, day_long, OFFICE, NOW)


# --- words and places ------------------------------------------------------------------------------------------------


def test_the_auditing_association_is_none_of_the_cooperatives() -> None:
    meeting = replace(sample().meeting, convened_by=PrintedConvener.AUDITING_ASSOCIATION, begins_at=datetime(
        2027, 6, 12, 8, 0, tzinfo=UTC
    ))  # fmt: skip
    assert meeting.convener_of("Netz eG") == "der Prüfungsverband, dem die Netz eG angehört,"
    assert sample().meeting.convener_of("Netz eG") == "der Vorstand der Netz eG"


def test_every_subject_stands_in_one_group() -> None:
    grouped = [subject for subjects in SUBJECT_GROUPS.values() for subject in subjects]
    assert sorted(grouped) == sorted(Subject)


def test_a_new_item_goes_before_the_one_under_which_anything_is_discussed(
    session: Session, client: FlaskClient
) -> None:
    a_reachable_house(session)
    assembly = three(session)
    assert queries.usual_place(assembly) is None
    last = an_item(session, assembly, title="Verschiedenes", item_type=ItemType.DISCUSSION, subject=None, draft="")
    sign_in_office(session, client)
    page = f"/versammlungen/{assembly.id}/tagesordnung/neu"
    assert Tab(client, page).fields["before"] == [str(last.id)]
    assert "<optgroup" in client.get(page).text


# --- newcomers -------------------------------------------------------------------------------------------------------


def test_nobody_is_looked_for_while_a_job_tells_members(session: Session) -> None:
    a_reachable_house(session)
    invited(session)
    session.commit()
    assert not actions.newcomers_wait(session, NOW)


def test_who_is_admitted_is_invited_at_once(session: Session, worker: Worker) -> None:
    a_reachable_house(session)
    dispatch = invited(session)
    session.commit()
    worker.run_until_idle()
    assert not actions.newcomers_wait(session, NOW)
    newcomer = with_mail(session, "Gemeinde Eichenau", "post@eichenau.example")
    session.commit()
    assert invite_newcomers()
    assert not invite_newcomers()
    worker.run_until_idle()
    assert queries.is_tried(session, dispatch.id, newcomer.id)


@pytest.mark.parametrize(("form", "says_when"), [(MeetingForm.STRETCHED, True), (MeetingForm.VIRTUAL, False)])
def test_the_invitation_to_vote_for_days_says_when_results_are_declared_and_until_when_one_objects(
    session: Session, form: MeetingForm, says_when: bool
) -> None:
    """To object presupposes that something is declared (§ 51 (2) GenG; R-CHL-02)."""
    is_stretched = form is MeetingForm.STRETCHED
    a_reachable_house(session, gv_form=AssemblyFormRule(form))
    dispatch = invited(session, a_ready_assembly(
        session, form=form, access="Raum 1", place="",
        discussion_form=DiscussionForm.VIRTUAL if is_stretched else None,
        votes_until=MEETS_ON + timedelta(days=5) if is_stretched else None,
    ))  # fmt: skip
    assert dispatch.document is not None
    facts = registry.load("assembly_invitation", dispatch.document.facts or {})
    assert facts.objection.endswith("dort, wo Sie abstimmen, zur Niederschrift (§\N{NO-BREAK SPACE}51 Abs."
                                    "\N{NO-BREAK SPACE}2 GenG).")
    assert ("wenn die Abstimmungsphase zu Ende ist" in facts.objection) is says_when


def test_in_a_stretched_meeting_who_is_admitted_while_is_voted_is_invited(session: Session, worker: Worker) -> None:
    """Everybody votes who is a member then (§ 43b (5) GenG; R-FORM-05, R-VOTE-04)."""
    a_reachable_house(session, gv_form=AssemblyFormRule.STRETCHED)
    dispatch = invited(session, a_ready_assembly(
        session, form=MeetingForm.STRETCHED, discussion_form=DiscussionForm.VIRTUAL, access="Raum 1",
        votes_until=MEETS_ON + timedelta(days=5),
    ))  # fmt: skip
    session.commit()
    worker.run_until_idle()
    with_mail(session, "Gemeinde Eichenau", "post@eichenau.example")
    session.commit()
    meets = NOW + (MEETS_ON - TODAY)
    assert dispatch.last_day == MEETS_ON + timedelta(days=5)
    assert [actions.newcomers_wait(session, meets + timedelta(days=days)) for days in (1, 5, 6)] == [True, True, False]
    assert actions.invite_newcomers(session, OFFICE, meets + timedelta(days=5)) == 1


def test_a_worker_looks_for_them_whenever_nothing_is_due(session: Session, worker: Worker) -> None:
    stop, looked = Event(), list[bool]()

    def look() -> bool:
        looked.append(True)
        stop.set()
        return False

    worker.run_forever(stop, 0.0, look)
    assert looked == [True]
