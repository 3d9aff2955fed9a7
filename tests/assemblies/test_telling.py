"""Telling every member once: by mail or letter, newcomers too, nobody twice, nobody who left (R-GV-02, R-GV-09)."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.archive.models import IssuedDocument, PrintItem
from app.assemblies import actions, queries
from app.assemblies.actions import Way
from app.assemblies.jobs import HANDLERS
from app.assemblies.models import Dispatch, Notification
from app.assemblies.rules import Channel, NotificationState
from app.core import files, outbox
from app.core.db import transaction
from app.core.jobs import ItemState, Job, JobItem, Worker
from app.core.outbox import OutgoingMail
from app.core.values import Actor
from app.members import actions as members
from app.members.models import Member
from app.members.rules import ExitGround
from app.parties import actions as parties
from app.parties.models import PartyAddress
from app.parties.rules import Authority
from app.removals.rules import FollowerRole
from documents import registry
from tests.assemblies.factories import (
    DIRECTLY,
    a_convening_house,
    a_reachable_house,
    invited,
    unreached_on,
    with_mail,
    without_mail,
)
from tests.factories import NOW, OFFICE, TODAY, a_person
from tests.removals.factories import a_human, dead, followed
from tests.shares.factories import a_member
from tests.together import transactions_together


def told(session: Session, dispatch: Dispatch) -> Sequence[Notification]:
    """Each attempt to tell somebody of a dispatch, in the order of the members."""
    session.commit()
    session.expire_all()
    found = select(Notification).where(Notification.dispatch_id == dispatch.id)
    return session.scalars(found.order_by(Notification.member_id, Notification.attempt)).unique().all()


def all_told(session: Session, worker: Worker, way: Way = DIRECTLY) -> Dispatch:
    """An assembly that was convened, and its job done."""
    dispatch = invited(session, way=way)
    session.commit()
    worker.run_until_idle()
    return dispatch


def without_any_address(session: Session, member: Member) -> None:
    """Nobody knows any more where a member can be reached."""
    session.query(PartyAddress).filter_by(party_id=member.party_id).delete()
    member.party.email = ""
    session.flush()


def test_who_has_a_mail_address_gets_a_mail_and_all_others_a_letter(session: Session, worker: Worker) -> None:
    by_mail, by_letter = a_reachable_house(session)
    dispatch = all_told(session, worker)
    assert [(each.member_id, each.channel, each.address) for each in told(session, dispatch)] == [
        (by_mail.id, Channel.MAIL, "post@quellbach.example"),
        (by_letter.id, Channel.LETTER, "Gemeinde Altenbruck, Kirchgasse 4, 70997 Altenbruck"),
    ]


def test_the_mail_carries_invitation_and_calendar_entry(session: Session, worker: Worker) -> None:
    a_reachable_house(session)
    dispatch = all_told(session, worker)
    [mail] = session.scalars(select(OutgoingMail)).all()
    assert dispatch.document is not None
    assert [(each.name, each.media_type) for each in mail.attachments] == [
        ("Einladung.pdf", "application/pdf"), ("Termin.ics", "text/calendar; charset=utf-8; method=PUBLISH")
    ]
    assert mail.attachments[0].sha256 == dispatch.document.sha256
    entry = files.get(mail.attachments[1].sha256).decode()
    assert f"UID:versammlung-{dispatch.assembly_id}@genokontor.example" in entry
    assert "SEQUENCE:0" in entry
    assert "TOP 1: Feststellung des Jahresabschlusses 2025" in mail.text


def test_the_letter_names_the_member_on_its_proxy_form_and_lies_in_the_tray(session: Session, worker: Worker) -> None:
    _by_mail, by_letter = a_reachable_house(session)
    all_told(session, worker)
    found = select(IssuedDocument).where(IssuedDocument.subject == f"member:{by_letter.id}")
    [letter] = session.scalars(found).all()
    facts = registry.load("assembly_invitation", letter.facts or {})
    assert (facts.member, facts.letter.member_number) == ("Gemeinde Altenbruck", by_letter.number)
    assert session.scalars(select(PrintItem.recipient).where(PrintItem.document_id == letter.id)).all() == [
        "Gemeinde Altenbruck"
    ]


def test_the_office_may_have_letters_sent_to_all(session: Session, worker: Worker) -> None:
    a_reachable_house(session)
    dispatch = all_told(session, worker, Way(letters_for_all=True))
    assert {each.channel for each in told(session, dispatch)} == {Channel.LETTER}


def test_who_can_not_be_reached_is_left_and_shown(session: Session, worker: Worker) -> None:
    a_reachable_house(session)
    lost = without_mail(session, "Gemeinde Silberdistel")
    without_any_address(session, lost)
    dispatch = all_told(session, worker)
    assert lost.id not in {each.member_id for each in told(session, dispatch)}
    [first, *_others], _total = queries.deliveries(session, dispatch, TODAY)
    assert (first.member_id, first.state) == (lost.id, NotificationState.UNTOLD)


def test_of_a_dead_member_the_joint_representative_is_told(session: Session, worker: Worker) -> None:
    a_convening_house(session)
    member, heir = a_human(session), a_human(session, "Rosalinde", "Lindwurm")
    member.party.email, heir.party.email = "tot@ehrenpreis.example", "rosalinde@lindwurm.example"
    followed(session, dead(session, member), FollowerRole.REPRESENTATIVE, who=heir.party_id)
    dispatch = all_told(session, worker)
    assert [each.address for each in told(session, dispatch) if each.member_id == member.id] == [
        "rosalinde@lindwurm.example"
    ]


def test_of_a_dead_member_without_known_heirs_a_letter_goes_to_the_last_address(
    session: Session, worker: Worker
) -> None:
    a_convening_house(session)
    member = a_human(session)
    member.party.email = "tot@ehrenpreis.example"
    dead(session, member)
    [only] = told(session, all_told(session, worker))
    assert (only.channel, only.address.split(", ")[0]) == (Channel.LETTER, "Erben nach Balthasar Lindwurm")


def test_an_organisation_without_its_own_address_is_told_through_its_representative(
    session: Session, worker: Worker
) -> None:
    a_convening_house(session)
    member = a_member(session)
    acting_for(session, member, "burgi@ehrenpreis.example")
    [only] = told(session, all_told(session, worker))
    assert only.address == "burgi@ehrenpreis.example"
    [mail] = session.scalars(select(OutgoingMail)).all()
    assert mail.text.startswith("Guten Tag Walburga Ehrenpreis,")


def acting_for(session: Session, member: Member, email: str) -> None:
    """A person acts for a member."""
    person = a_person(session, email=email)
    parties.add_representation(
        session, member.party_id, person.id, Authority.SOLE, "Bürgermeisterin", TODAY - timedelta(days=9), OFFICE, NOW
    )


def test_a_step_done_twice_tells_once(session: Session, worker: Worker) -> None:
    a_reachable_house(session)
    dispatch = all_told(session, worker)
    session.execute(update(JobItem).where(JobItem.reference.contains(":either")).values(state=ItemState.WAITING))
    session.commit()
    worker.run_until_idle()
    assert [each.attempt for each in told(session, dispatch)] == [1, 1]


def test_two_steps_at_the_same_moment_tell_once(app: Flask, session: Session, worker: Worker) -> None:
    by_mail, _by_letter = a_reachable_house(session)
    dispatch = invited(session)
    session.commit()
    Worker({each: handler for each, handler in worker.handlers.items() if each == "render"}).run_until_idle()
    step = f"{dispatch.assembly_id}:{dispatch.id}:{by_mail.id}:either"
    transactions_together(app, *(
        lambda writing: actions.tell_step(writing, step, Actor.system(), NOW) for _time in range(5)
    ))  # fmt: skip
    assert [each.member_id for each in told(session, dispatch)] == [by_mail.id]


class Killed(BaseException):
    """The worker dies."""


def test_a_worker_killed_between_members_tells_nobody_twice_and_leaves_nobody_out(
    session: Session, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    members_ = [*a_reachable_house(session), without_mail(session, "Gemeinde Lindenfurt")]
    dispatch = invited(session)
    session.commit()
    genuine, calls = outbox.put, []

    def put(*args: Any, **more: Any) -> object:
        calls.append(1)
        genuine(*args, **more)
        raise Killed

    with monkeypatch.context() as broken:
        broken.setattr(outbox, "put", put)
        with pytest.raises(Killed):
            worker.run_until_idle()
    assert calls
    assert not [each for each in told(session, dispatch) if each.channel is Channel.MAIL]
    later = Worker(worker.handlers, lambda: NOW + timedelta(hours=1))
    later.run_until_idle()
    assert [each.member_id for each in told(session, dispatch)] == [each.id for each in members_]
    assert session.scalar(select(func.count()).select_from(OutgoingMail)) == 1


def test_who_left_meanwhile_is_not_told(session: Session, worker: Worker) -> None:
    by_mail, by_letter = a_reachable_house(session)
    dispatch = invited(session)
    members.end(session, by_letter, TODAY - timedelta(days=1), ExitGround.OTHER, "x", OFFICE, NOW)
    session.commit()
    worker.run_until_idle()
    assert [each.member_id for each in told(session, dispatch)] == [by_mail.id]


def test_who_joins_after_the_convocation_is_invited_in_the_night(session: Session, worker: Worker) -> None:
    a_reachable_house(session)
    dispatch = all_told(session, worker)
    newcomer = with_mail(session, "Gemeinde Silberdistel", "post@silberdistel.example")
    actions.ask_for_night(session, NOW)
    session.commit()
    assert unreached_on(session, TODAY) == 1
    Worker(worker.handlers, lambda: NOW + timedelta(days=1)).run_until_idle()
    assert newcomer.id in {each.member_id for each in told(session, dispatch)}
    nights = session.scalars(select(Job.key).where(Job.kind == "invite_newcomers").order_by(Job.id)).all()
    assert nights == ["invite_newcomers:2026-11-25", "invite_newcomers:2026-11-26"]


def test_a_newcomer_is_invited_at_once_on_a_persons_word(session: Session, worker: Worker) -> None:
    a_reachable_house(session)
    dispatch = all_told(session, worker)
    newcomer = without_mail(session, "Gemeinde Silberdistel")
    session.commit()
    with transaction() as writing:
        actions.order_missing(writing, queries.find_dispatch(writing, dispatch.id), OFFICE, NOW)
    worker.run_until_idle()
    assert newcomer.id in {each.member_id for each in told(session, dispatch)}


def test_nobody_is_told_after_the_day_itself(session: Session, worker: Worker) -> None:
    a_reachable_house(session)
    dispatch = invited(session)
    session.commit()
    late = Worker(
        {**worker.handlers, **HANDLERS}, lambda: NOW + timedelta(days=(dispatch.meets_on - TODAY).days + 1)
    )
    late.run_until_idle()
    assert told(session, dispatch) == []


def test_mails_wait_for_the_copy_that_goes_with_them(session: Session, worker: Worker) -> None:
    a_reachable_house(session)
    dispatch = invited(session)
    session.commit()
    alone = Worker(HANDLERS)
    alone.run_next()
    alone.run_next()
    assert told(session, dispatch) == []
    waiting = session.scalars(select(JobItem).where(JobItem.reference.contains(":either"))).all()
    assert {each.state for each in waiting} == {ItemState.WAITING}
    assert {each.attempts for each in waiting} == {0}
