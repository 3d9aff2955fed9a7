"""Calling off and putting off: what is recalled, who is told, who is left in peace (R-GV-02, R-GV-04, R-EXIT-09)."""

from datetime import time, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.archive.models import IssuedDocument
from app.archive.rules import Standing
from app.assemblies import actions, queries
from app.assemblies.actions import NewDay, Way
from app.assemblies.models import Assembly, Dispatch, FormVote
from app.assemblies.rules import (
    AboutVotingEnd,
    Channel,
    DiscussionForm,
    DispatchKind,
    FormVoice,
    MeetingForm,
    NotificationState,
)
from app.core import outbox
from app.core.db import transaction
from app.core.jobs import Job, JobItem, Worker
from app.core.outbox import MailState, OutgoingMail
from app.core.values import Refusal
from app.operations import queries as operations
from app.operations.rules import CheckKey
from app.statutes.rules import ConvocationChannel
from documents import registry
from tests.assemblies.factories import (
    DIRECTLY,
    MEETS_ON,
    a_reachable_house,
    a_ready_assembly,
    an_assembly,
    an_item,
    invited,
    unreached_on,
    with_mail,
    without_mail,
)
from tests.assemblies.test_telling import all_told, told
from tests.departures.factories import a_holder
from tests.factories import NOW, OFFICE, TODAY
from tests.removals.factories import LATER_DAY, posted, resolved

LATER = MEETS_ON + timedelta(days=14)
STORM = "Sturm"


def only_written(worker: Worker, *kinds: str) -> None:
    """What these kinds of jobs have to do is done, and no mail leaves."""
    Worker({kind: worker.handlers[kind] for kind in ("render", "tell_assembly", *kinds)}).run_until_idle()


def called_off(session: Session, dispatch: Dispatch) -> Dispatch:
    """The assembly of a dispatch does not take place."""
    ended = actions.cancel(session, dispatch.assembly_id, STORM, DIRECTLY, OFFICE, NOW)
    session.commit()
    return ended


def put_off(session: Session, dispatch: Dispatch, **more: Any) -> Dispatch:
    """The assembly of a dispatch is on another day, or what else is said."""
    assembly = dispatch.assembly
    to = NewDay(**{"meets_on": LATER, "begins_at": assembly.begins_at, "place": assembly.place,
                   "access": assembly.access, "votes_until": assembly.votes_until, **more})  # fmt: skip
    moved = actions.postpone(session, assembly.id, to, STORM, DIRECTLY, OFFICE, NOW)
    session.commit()
    return moved


def state_of(session: Session, dispatch: Dispatch, member_id: int) -> NotificationState:
    """How a member stands towards a dispatch."""
    session.expire_all()
    return queries.delivery_to(session, dispatch, member_id, TODAY).state


def test_who_was_invited_is_told_that_it_is_off_and_nobody_else(session: Session, worker: Worker) -> None:
    members = a_reachable_house(session)
    dispatch = all_told(session, worker)
    [letter] = session.scalars(select(IssuedDocument).where(IssuedDocument.subject == f"member:{members[1].id}"))
    ended = called_off(session, dispatch)
    without_mail(session, "Gemeinde Silberdistel")
    session.commit()
    worker.run_until_idle()
    session.refresh(letter)
    assert letter.standing is Standing.VOID
    assert [each.member_id for each in told(session, ended)] == [members[0].id]


def test_a_letter_in_the_tray_and_a_mail_that_waits_are_recalled(session: Session, worker: Worker) -> None:
    by_mail, by_letter = a_reachable_house(session)
    dispatch = invited(session)
    session.commit()
    only_written(worker)
    assert queries.count_recallable(session, session.get_one(Assembly, dispatch.assembly_id)) == 2
    ended = called_off(session, dispatch)
    worker.run_until_idle()
    assert {state_of(session, dispatch, each.id) for each in (by_mail, by_letter)} == {NotificationState.RECALLED}
    assert told(session, ended) == []
    [mail] = session.scalars(select(OutgoingMail)).all()
    assert (mail.state, mail.text, mail.to_address) == (MailState.FAILED, "", "")


@pytest.mark.parametrize("state", [MailState.FAILED, MailState.IN_DOUBT])
def test_an_invitation_that_failed_is_not_sent_again_after_the_end(
    session: Session, worker: Worker, state: MailState
) -> None:
    by_mail, _by_letter = a_reachable_house(session)
    dispatch = invited(session)
    session.commit()
    only_written(worker)
    [mail] = session.scalars(select(OutgoingMail)).all()
    (outbox.give_up if state is MailState.FAILED else outbox.put_in_doubt)(session, mail, "x", NOW)
    session.commit()
    ended = called_off(session, dispatch)
    session.expire_all()
    with pytest.raises(Refusal, match="nicht noch einmal gesendet"):
        outbox.send_again(session, mail, NOW)
    only_written(worker)
    is_doubtful = state is MailState.IN_DOUBT
    assert [each.member_id for each in told(session, ended)] == ([by_mail.id] if is_doubtful else [])


def test_nobody_to_tell_leaves_no_job_behind(session: Session, worker: Worker) -> None:
    a_reachable_house(session)
    dispatch = invited(session)
    session.commit()
    called_off(session, dispatch)
    worker.run_until_idle()
    empty = select(Job.id).where(~select(JobItem.id).where(JobItem.job_id == Job.id).exists())
    assert session.scalars(empty).all() == []
    later = NOW + timedelta(days=2)
    assert [each for each in operations.findings(session, later) if each.check is CheckKey.JOB_LOST] == []


def test_who_heard_of_no_end_yet_stands_on_the_desk_and_is_told_in_the_night(session: Session, worker: Worker) -> None:
    a_reachable_house(session)
    dispatch = all_told(session, worker)
    ended = called_off(session, dispatch)
    assert unreached_on(session, TODAY) == 0
    session.query(JobItem).filter(JobItem.reference.startswith(f"{ended.assembly_id}:{ended.id}:")).delete(False)
    session.commit()
    assert unreached_on(session, TODAY) == 1
    actions.ask_for_night(session, NOW)
    session.commit()
    Worker(worker.handlers, lambda: NOW + timedelta(days=1)).run_until_idle()
    assert unreached_on(session, TODAY) == 0
    assert len(told(session, ended)) == 1


def test_what_stood_in_a_paper_is_called_off_to_everybody(session: Session, worker: Worker) -> None:
    """The statute has changed meanwhile: nobody has an invitation of his own, all have read it."""
    members = a_reachable_house(session, gv_channel="public_paper")
    dispatch = invited(session, way=Way(published_in="Morgenauer Bote", published_on=TODAY))
    session.commit()
    ended = Dispatch(
        assembly_id=dispatch.assembly_id, kind=DispatchKind.CANCELLATION, reason=STORM,
        channel=ConvocationChannel.DIRECT_TEXTFORM, meets_on=dispatch.meets_on, begins_at=dispatch.begins_at,
        form=dispatch.form, place=dispatch.place, access="", sequence=1, told_at=NOW, told_by=OFFICE.name,
        statute_version_id=dispatch.statute_version_id,
    )
    session.add(ended)
    session.commit()
    session.expire_all()
    assert sorted(session.scalars(queries.untold(ended, TODAY))) == sorted(each.id for each in members)
    assert unreached_on(session, TODAY) == len(members)


def test_another_day_has_its_own_way_in(session: Session) -> None:
    a_reachable_house(session)
    assembly = a_ready_assembly(session, form=MeetingForm.VIRTUAL, place="", access="Raum 1")
    chosen(session, assembly, MeetingForm.VIRTUAL)
    moved = put_off(session, invited(session, assembly), access=" Raum 2 ")
    assert (moved.meets_on, moved.access) == (LATER, "Raum 2")
    facts = registry.load("assembly_invitation", moved.document.facts or {}) if moved.document else None
    assert facts is not None
    assert (facts.meeting.access, facts.proxy.hand_in) == (
        "Raum 2", "Senden Sie die Vollmacht an unser Büro, bevor davon Gebrauch gemacht wird."
    )


def chosen(session: Session, assembly: Assembly, form: MeetingForm) -> None:
    """Both organs want this form; how they resolved it is shown elsewhere."""
    for voice in (FormVoice.BOARD, FormVoice.SUPERVISORY_BOARD):
        session.add(FormVote(assembly_id=assembly.id, voice=voice, form=form, recorded_at=NOW, recorded_by="x"))
    session.flush()
    session.refresh(assembly)


def test_a_voting_phase_alone_can_be_put_off_and_nothing_is_put_off_to_itself(session: Session) -> None:
    a_reachable_house(session)
    assembly = an_assembly(
        session, form=MeetingForm.STRETCHED, discussion_form=DiscussionForm.VIRTUAL, place="", access="Raum 1",
        votes_until=MEETS_ON,
    )
    an_item(session, assembly)
    chosen(session, assembly, MeetingForm.STRETCHED)
    dispatch = invited(session, assembly)
    session.commit()
    with pytest.raises(Refusal, match="sind dieselben wie bisher"):
        put_off(session, dispatch, meets_on=MEETS_ON)
    session.rollback()
    for until, why in ((MEETS_ON, "nach der Erörterung"), (None, "bis wann abgestimmt")):
        with pytest.raises(AboutVotingEnd, match=why):
            put_off(session, session.get_one(Dispatch, dispatch.id), meets_on=LATER, votes_until=until)
        session.rollback()
    put_off(session, session.get_one(Dispatch, dispatch.id), meets_on=MEETS_ON, votes_until=LATER)
    assert session.get_one(Assembly, dispatch.assembly_id).votes_until == LATER


def test_everybody_is_invited_anew_to_another_day(session: Session, worker: Worker) -> None:
    members = a_reachable_house(session)
    dispatch = all_told(session, worker)
    moved = put_off(session, dispatch, begins_at=time(16))
    worker.run_until_idle()
    assert [each.member_id for each in told(session, moved)] == [each.id for each in members]
    mail = session.scalars(select(OutgoingMail).order_by(OutgoingMail.id.desc())).first()
    assert mail is not None
    assert "Am bisherigen Tag findet sie nicht statt" in mail.text


def test_of_what_was_overtaken_nobody_is_told_any_more(session: Session, worker: Worker) -> None:
    a_reachable_house(session)
    dispatch = invited(session)
    session.commit()
    put_off(session, dispatch)
    worker.run_until_idle()
    assert told(session, dispatch) == []
    with transaction() as writing, pytest.raises(Refusal, match="gilt nicht mehr"):
        actions.order_missing(writing, queries.find_dispatch(writing, dispatch.id), OFFICE, NOW)


def test_whose_exclusion_was_sent_is_not_invited_and_who_only_awaits_it_is(session: Session, worker: Worker) -> None:
    a_reachable_house(session, appeal_days=42)
    excluded = a_holder(session)
    removal = resolved(session, excluded)
    assert queries.reached_on(session, LATER_DAY).total == 3
    posted(session, removal)
    assert queries.reached_on(session, LATER_DAY).total == 2
    dispatch = invited(session)
    session.commit()
    Worker(worker.handlers, lambda: NOW + timedelta(days=15)).run_until_idle()
    assert excluded.id not in {each.member_id for each in told(session, dispatch)}
    assert unreached_on(session, LATER_DAY) == 0
    assert not list(queries.own_assemblies(session, excluded))


def test_who_is_excluded_after_the_invitation_is_left_out_of_what_is_counted(session: Session, worker: Worker) -> None:
    a_reachable_house(session, appeal_days=42)
    excluded, assembly = a_holder(session), a_ready_assembly(session)
    dispatch = invited(session, assembly)
    session.commit()
    worker.run_until_idle()
    assert excluded.id in {each.member_id for each in told(session, dispatch)}
    posted(session, resolved(session, session.get_one(type(excluded), excluded.id)))
    session.commit()
    assert unreached_on(session, LATER_DAY) == 0
    again = session.get_one(Dispatch, dispatch.id)
    with transaction() as writing, pytest.raises(Refusal, match="ausgeschlossen"):
        actions.tell_again(writing, again, excluded.id, Channel.LETTER, OFFICE, NOW + timedelta(days=15))
    with_mail(session, "Gemeinde Lindenfurt", "post@lindenfurt.example")
    session.commit()
    assert unreached_on(session, LATER_DAY) == 1
