"""What follows the invitation: items added, another day, the end; what did not leave is recalled (R-GV-02, 04, 06)."""

from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.archive import actions as archive
from app.archive.models import IssuedDocument, PrintItem
from app.archive.rules import Standing
from app.assemblies import actions, queries
from app.assemblies.actions import NewDay, Way
from app.assemblies.models import Assembly, Dispatch, Notification, Undelivered
from app.assemblies.queries import get_assembly
from app.assemblies.rules import AssemblyState, DispatchKind, ItemType, NotificationState, UndeliveredKind
from app.core import files
from app.core.db import transaction
from app.core.jobs import ItemState, Job, JobItem, Worker
from app.core.outbox import JOB_KIND, MailState, OutgoingMail
from app.core.values import Refusal
from documents import registry
from tests.assemblies.factories import (
    DIRECTLY,
    MEETS_ON,
    a_reachable_house,
    a_ready_assembly,
    an_item,
    invited,
    with_mail,
    without_mail,
)
from tests.factories import NOW, OFFICE, TODAY, sign_in_office
from tests.together import transactions_together

WHY = "Der Saal ist gesperrt."
LATER = NewDay(MEETS_ON + timedelta(days=14), time(14), "Stadthalle Lindenfurt, Am Wehr 12, 70995 Lindenfurt")
PAPER = Way(published_in="Morgenauer Bote", published_on=TODAY)


def told_all(session: Session, worker: Worker, **more: Any) -> Assembly:
    """A convened assembly, of which everybody was told."""
    a_reachable_house(session)
    dispatch = invited(session, a_ready_assembly(session, **more))
    session.commit()
    worker.run_until_idle()
    session.expire_all()
    return dispatch.assembly


def told_without_sending(session: Session, worker: Worker) -> Assembly:
    """The same, but no mail has left yet."""
    slow = Worker({kind: handler for kind, handler in worker.handlers.items() if kind != JOB_KIND})
    return told_all(session, slow)


def attempts(session: Session, dispatch: Dispatch) -> list[Notification]:
    """Each attempt to tell somebody of a dispatch."""
    session.commit()
    session.expire_all()
    found = select(Notification).where(Notification.dispatch_id == dispatch.id).order_by(Notification.member_id)
    return list(session.scalars(found).unique())


def states(session: Session, dispatch: Dispatch) -> list[NotificationState]:
    """How everybody stands towards a dispatch, by number."""
    session.commit()
    session.expire_all()
    found, _total = queries.deliveries(session, dispatch, TODAY)
    return [each.state for each in sorted(found, key=lambda each: each.number)]


# --- additions --------------------------------------------------------------------------------------------------------


def added(session: Session, assembly: Assembly, way: Way = DIRECTLY, days: int = 0, **item: Any) -> Dispatch:
    """An item that was added and announced some days later."""
    session.refresh(assembly)
    an_item(session, assembly, **{"title": "Beitritt zum Verbund", **item})
    return actions.announce_additions(session, assembly.id, WHY, way, OFFICE, NOW + timedelta(days=days))


def test_an_addition_announces_only_what_is_new(session: Session, worker: Worker) -> None:
    assembly = told_all(session, worker)
    dispatch = added(session, assembly)
    assert [each.announced_by_id == dispatch.id for each in assembly.items] == [False, True]
    assert (dispatch.sequence, dispatch.receipt_by) == (1, MEETS_ON - timedelta(days=8))
    facts = registry.load("assembly_notice", dispatch.document.facts)  # type: ignore[union-attr, arg-type]
    assert ([each.title for each in facts.items], facts.reason) == (["Beitritt zum Verbund"], WHY)
    session.commit()
    worker.run_until_idle()
    assert len(attempts(session, dispatch)) == 2


def test_nothing_new_is_not_announced(session: Session, worker: Worker) -> None:
    assembly = told_all(session, worker)
    with pytest.raises(Refusal, match="nichts anzukündigen"):
        actions.announce_additions(session, assembly.id, WHY, DIRECTLY, OFFICE, NOW)


@pytest.mark.parametrize(("days", "is_late"), [(51, False), (52, True)])
def test_a_resolution_is_announced_while_a_letter_arrives_a_week_before(
    session: Session, worker: Worker, days: int, is_late: bool
) -> None:
    assembly = told_all(session, worker)
    if is_late:
        with pytest.raises(Refusal, match=r"bis zum 14\.01\.2027"):
            added(session, assembly, days=days)
    else:
        assert added(session, assembly, days=days).kind is DispatchKind.ADDITION


def test_what_comes_too_late_to_be_decided_can_still_be_discussed(session: Session, worker: Worker) -> None:
    assembly = told_all(session, worker)
    dispatch = added(session, assembly, days=55, item_type=ItemType.DISCUSSION, subject=None)
    assert dispatch.receipt_by is None


def test_an_unfinished_item_is_not_announced(session: Session, worker: Worker) -> None:
    assembly = told_all(session, worker)
    with pytest.raises(Refusal, match="TOP 2 ist noch nicht fertig"):
        added(session, assembly, draft="")


def test_a_plan_is_not_added_to_by_announcing(session: Session) -> None:
    a_reachable_house(session)
    assembly = a_ready_assembly(session)
    with pytest.raises(Refusal, match="noch nicht einberufen"):
        actions.announce_additions(session, assembly.id, "", DIRECTLY, OFFICE, NOW)


def test_an_addition_in_a_paper_names_its_day(session: Session) -> None:
    a_reachable_house(session, gv_channel="public_paper")
    assembly = invited(session, way=PAPER).assembly
    with pytest.raises(Refusal, match="in welchem Blatt"), session.begin_nested():
        added(session, assembly)
    late = Way(published_in="Morgenauer Bote", published_on=MEETS_ON - timedelta(days=7))
    with pytest.raises(Refusal, match="Zu spät für einen Beschluss"), session.begin_nested():
        added(session, assembly, late, days=53)
    assert added(session, assembly, PAPER).published_in == "Morgenauer Bote"


# --- calling off ------------------------------------------------------------------------------------------------------


def off(session: Session, assembly: Assembly, way: Way = DIRECTLY) -> Dispatch:
    """An assembly that was called off."""
    return actions.cancel(session, assembly.id, WHY, way, OFFICE, NOW)


def test_calling_off_tells_those_who_were_invited_and_strikes_the_date(session: Session, worker: Worker) -> None:
    assembly = told_all(session, worker)
    with transaction() as posting:
        sheets = posting.scalars(select(PrintItem.id)).all()
        archive.mark_posted(posting, sheets, OFFICE, NOW)
    session.expire_all()
    without_mail(session, "Gemeinde Silberdistel")
    dispatch = off(session, assembly)
    assert (assembly.state, assembly.end_reason, dispatch.receipt_by) == (AssemblyState.CANCELLED, WHY, None)
    session.commit()
    worker.run_until_idle()
    assert len(attempts(session, dispatch)) == 2
    mail = session.scalars(select(OutgoingMail).order_by(OutgoingMail.id.desc())).first()
    assert mail is not None
    assert [each.name for each in mail.attachments] == ["Absage.pdf", "Termin.ics"]
    entry = files.get(mail.attachments[1].sha256).decode()
    assert all(line in entry for line in ("METHOD:CANCEL", "SEQUENCE:1", "STATUS:CANCELLED"))


def test_of_what_is_called_off_before_anybody_was_told_the_proof_lists_nobody(
    session: Session, client: FlaskClient
) -> None:
    a_reachable_house(session)
    dispatch = off(session, get_assembly(session, invited(session).assembly_id))
    session.commit()
    sign_in_office(session, client)
    page = client.get(f"/versammlungen/versand?versand={dispatch.id}")
    assert (page.status_code, "Niemand war eingeladen" in page.text) == (200, True)


def test_what_did_not_leave_the_house_yet_is_recalled(session: Session, worker: Worker) -> None:
    assembly = told_without_sending(session, worker)
    convocation = assembly.dispatches[0]
    assert queries.count_recallable(session, assembly) == 2
    dispatch = off(session, assembly)
    assert states(session, convocation) == [NotificationState.RECALLED] * 2
    worker.run_until_idle()
    assert attempts(session, dispatch) == []
    [mail] = session.scalars(select(OutgoingMail)).all()
    assert (mail.state, mail.text, mail.erased_at is not None) == (MailState.FAILED, "", True)
    letters = select(IssuedDocument.standing).where(IssuedDocument.subject.startswith("member:"))
    assert session.scalars(letters).all() == [Standing.VOID]


def test_a_posted_letter_and_a_mail_that_went_out_are_not_recalled(session: Session, worker: Worker) -> None:
    assembly = told_all(session, worker)
    with transaction() as posting:
        archive.mark_posted(posting, posting.scalars(select(PrintItem.id)).all(), OFFICE, NOW)
    session.expire_all()
    off(session, assembly)
    assert states(session, assembly.dispatches[0]) == [NotificationState.KEPT, NotificationState.SENT]
    assert session.scalars(select(Undelivered.kind)).all() == []


def test_nobody_is_invited_any_more_once_it_is_called_off(session: Session, worker: Worker) -> None:
    a_reachable_house(session)
    dispatch = invited(session)
    session.commit()
    off(session, dispatch.assembly)
    session.commit()
    worker.run_until_idle()
    assert attempts(session, dispatch) == []
    with_mail(session, "Gemeinde Silberdistel", "post@silberdistel.example")
    assert actions.invite_newcomers(session, OFFICE, NOW) == 0
    with pytest.raises(Refusal, match="etwas anderes mitgeteilt"):
        actions.order_missing(session, dispatch, OFFICE, NOW)


def test_calling_off_while_members_are_told_leaves_nobody_invited_without_the_cancellation(
    app: Flask, session: Session, worker: Worker
) -> None:
    members = [*a_reachable_house(session), *(without_mail(session, f"Gemeinde Nummer {each}") for each in range(6))]
    dispatch = invited(session)
    assembly_id, dispatch_id = dispatch.assembly_id, dispatch.id
    session.commit()
    Worker({"render": worker.handlers["render"]}).run_until_idle()

    def telling(member_id: int) -> Callable[[Session], object]:
        step = f"{assembly_id}:{dispatch_id}:{member_id}:either"
        return lambda writing: actions.tell_step(writing, step, OFFICE, NOW)

    transactions_together(
        app, *(telling(each.id) for each in members),
        lambda writing: actions.cancel(writing, assembly_id, WHY, DIRECTLY, OFFICE, NOW).id,
    )
    told = attempts(session, session.get_one(Dispatch, dispatch_id))
    assert {each.undelivered.kind for each in told if each.undelivered} <= {UndeliveredKind.RECALLED}
    assert [each for each in told if each.undelivered is None] == []


def test_two_officers_call_off_at_once_and_it_is_called_off_once(app: Flask, session: Session, worker: Worker) -> None:
    assembly_id = told_all(session, worker).id
    session.commit()
    answers = transactions_together(app, *(
        lambda writing: actions.cancel(writing, assembly_id, WHY, DIRECTLY, OFFICE, NOW).id for _officer in range(2)
    ))  # fmt: skip
    assert len([each for each in answers if isinstance(each, Refusal)]) == 1
    session.rollback()
    kinds = session.scalars(select(Dispatch.kind).order_by(Dispatch.id)).all()
    assert kinds == [DispatchKind.CONVOCATION, DispatchKind.CANCELLATION]


def test_two_officers_convene_at_once_and_it_is_convened_once(app: Flask, session: Session) -> None:
    a_reachable_house(session)
    assembly_id = a_ready_assembly(session).id
    session.commit()
    answers = transactions_together(app, *(
        lambda writing: actions.convene(writing, assembly_id, DIRECTLY, OFFICE, NOW).id for _officer in range(3)
    ))  # fmt: skip
    assert len([each for each in answers if isinstance(each, Refusal)]) == 2
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Dispatch)) == 1


def test_what_is_over_is_not_called_off(session: Session, worker: Worker) -> None:
    assembly = told_all(session, worker)
    with pytest.raises(Refusal, match="ist vorbei"):
        actions.cancel(session, assembly.id, WHY, DIRECTLY, OFFICE, NOW + timedelta(days=61))


def test_an_end_has_its_reason(session: Session, worker: Worker) -> None:
    assembly = told_all(session, worker)
    with pytest.raises(Refusal, match="Geben Sie den Grund an"):
        actions.cancel(session, assembly.id, " ", DIRECTLY, OFFICE, NOW)


def test_a_told_plan_is_never_discarded(session: Session, worker: Worker) -> None:
    assembly = told_all(session, worker)
    with pytest.raises(Refusal, match="wissen die Mitglieder schon"):
        actions.discard(session, assembly, WHY, OFFICE, NOW)


# --- putting off ------------------------------------------------------------------------------------------------------


def put_off(session: Session, assembly: Assembly, to: NewDay = LATER) -> Dispatch:
    """An assembly put off to another day."""
    return actions.postpone(session, assembly.id, to, WHY, DIRECTLY, OFFICE, NOW)


def test_putting_off_invites_everybody_anew_with_the_whole_agenda(session: Session, worker: Worker) -> None:
    assembly = told_all(session, worker)
    session.refresh(assembly)
    an_item(session, assembly, title="Beitritt zum Verbund")
    dispatch = put_off(session, assembly)
    assert (assembly.state, assembly.meets_on, assembly.place) == (AssemblyState.CONVENED, LATER.meets_on, LATER.place)
    assert dispatch.receipt_by == LATER.meets_on - timedelta(days=15)
    facts = registry.load("assembly_invitation", dispatch.document.facts)  # type: ignore[union-attr, arg-type]
    assert [each.title for each in facts.items] == ["Feststellung des Jahresabschlusses 2025", "Beitritt zum Verbund"]
    assert "dieser Termin entfällt. Der Saal ist gesperrt." in facts.meeting.ground
    session.commit()
    worker.run_until_idle()
    assert len(attempts(session, dispatch)) == 2
    mail = session.scalars(select(OutgoingMail).order_by(OutgoingMail.id.desc())).first()
    assert mail is not None
    assert "Bisher: Samstag, 23. Januar 2027" in mail.text.replace("\u00a0", " ")


def test_what_was_told_before_keeps_its_day(session: Session, worker: Worker) -> None:
    assembly = told_all(session, worker)
    put_off(session, assembly)
    assert [each.meets_on for each in assembly.dispatches] == [MEETS_ON, LATER.meets_on]
    assert queries.dispatches_in_force(assembly) == [assembly.dispatches[1]]


@pytest.mark.parametrize(("to", "sentence"), [
    (NewDay(TODAY + timedelta(days=15), time(14), LATER.place), "frühestens am"),
    (NewDay(TODAY, time(14)), "der noch kommt"),
    (NewDay(MEETS_ON, time(14), "Bürgersaal Altenbruck, Kirchgasse 1, 70997 Altenbruck"), "dieselben wie bisher"),
    (NewDay(LATER.meets_on, time(14), ""), "der Ort der Versammlung"),
])  # fmt: skip
def test_another_day_has_the_full_period_and_a_place(
    session: Session, worker: Worker, to: NewDay, sentence: str
) -> None:
    assembly = told_all(session, worker)
    with pytest.raises(Refusal, match=sentence), session.begin_nested():
        put_off(session, assembly, to)
    session.refresh(assembly)
    assert (assembly.meets_on, len(assembly.dispatches)) == (MEETS_ON, 1)


def test_letters_of_the_former_day_are_recalled(session: Session, worker: Worker) -> None:
    assembly = told_without_sending(session, worker)
    put_off(session, assembly)
    assert states(session, assembly.dispatches[0]) == [NotificationState.RECALLED] * 2


def test_a_mail_on_its_way_is_not_torn_apart(session: Session, worker: Worker) -> None:
    assembly = told_without_sending(session, worker)
    session.execute(update(OutgoingMail).values(state=MailState.SENDING))
    mails = select(Job.id).where(Job.kind == JOB_KIND)
    session.execute(
        update(JobItem).where(JobItem.job_id.in_(mails)).values(state=ItemState.RUNNING, lease_until=NOW)
    )
    session.commit()
    off(session, assembly)
    mail = session.scalars(select(OutgoingMail)).one()
    assert (mail.state, mail.erased_at) == (MailState.SENDING, None)
