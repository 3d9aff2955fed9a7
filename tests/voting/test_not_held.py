"""An assembly that nobody opened is noted as not held: it ends, what it was to decide is free, members see why."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from app.archive.models import IssuedDocument
from app.archive.rules import Standing
from app.assemblies import actions, rules
from app.assemblies import queries as assemblies
from app.assemblies.models import Assembly
from app.assemblies.rules import AssemblyState, Stage
from app.core.jobs import Worker
from app.core.outbox import MailState, OutgoingMail
from app.core.values import Refusal
from app.desk.queries import waiting
from app.desk.rules import TaskKind
from app.voting import actions as voting
from app.voting import queries
from tests import calendar
from tests.assemblies.factories import a_reachable_house, an_assembly, convened, invited
from tests.assemblies.test_ending import only_written
from tests.factories import NOW, OFFICE, TODAY, a_person, sign_in
from tests.shares.factories import a_member
from tests.tabs import said, two_tabs
from tests.voting.test_recorded import never_opened, on_paper, opened, the_day_after

__all__ = ["the_day_after"]
WHY = "Der Saal stand unter Wasser."
LATER = NOW + timedelta(days=1)


def test_noting_is_refused_before_the_days_are_over_after_the_opening_and_twice() -> None:
    over, day = TODAY + timedelta(days=1), TODAY
    for state, today, has_begun, why in (
        (AssemblyState.PLANNED, over, False, "noch nicht einberufen"),
        (AssemblyState.CONVENED, day, False, "steht noch bevor"),
        (AssemblyState.CONVENED, over, True, "eröffnet worden"),
        (AssemblyState.CANCELLED, over, False, "abgesagt"),
        (AssemblyState.NOT_HELD, over, False, "hat nicht stattgefunden"),
        (AssemblyState.DISCARDED, over, False, "verworfen"),
    ):
        with pytest.raises(Refusal, match=why):
            rules.check_never_held(state, day, today, has_begun)
    rules.check_never_held(AssemblyState.CONVENED, day, over, has_begun=False)


def test_what_did_not_take_place_ends_with_the_reason_and_frees_what_it_was_to_decide(session: Session) -> None:
    earlier, assembly = never_opened(session), an_assembly(session, TODAY)
    voting.take_over(session, assembly, queries.open_items(session, earlier)[:1], OFFICE, NOW)
    session.refresh(assembly)
    convened(session, assembly)
    actions.note_not_held(session, assembly.id, WHY, queries.recorded_afterwards, OFFICE, LATER)
    assert (assembly.state, assembly.ended_by, assembly.end_reason) == (AssemblyState.NOT_HELD, OFFICE.name, WHY)
    assert assemblies.stages_of(session, [assembly], LATER.date()) == {assembly.id: Stage.NOT_HELD}
    assert assemblies.list_assemblies(session, "ended")[0] == [assembly]
    assert queries.open_items(session, assembly) == []
    assert len(queries.open_items(session, earlier)) == 2
    assert not assemblies.taken_over_to(session, [each.id for each in earlier.items])
    assert assembly not in assemblies.without_telling(session)


def test_an_invitation_that_still_waits_does_not_leave_the_house_afterwards(session: Session, worker: Worker) -> None:
    a_reachable_house(session)
    assembly = invited(session).assembly
    session.commit()
    only_written(worker)
    assert assemblies.count_recallable(session, assembly) == 2
    after = NOW + (assembly.meets_on - TODAY) + timedelta(days=1)
    actions.note_not_held(session, assembly.id, WHY, queries.recorded_afterwards, OFFICE, after)
    session.commit()
    worker.run_until_idle()
    assert assemblies.count_recallable(session, assembly) == 0
    assert set(session.scalars(select(OutgoingMail.state))) == {MailState.FAILED}
    letters = select(IssuedDocument.standing).where(IssuedDocument.subject.startswith("member:"))
    assert session.scalars(letters).all() == [Standing.VOID]


@pytest.mark.usefixtures("the_day_after")
def test_the_office_notes_it_from_the_page_that_says_nobody_opened_it(session: Session, client: FlaskClient) -> None:
    assembly = never_opened(session)
    page = opened(session, client).get(f"/versammlungen/{assembly.id}")
    address = f"/versammlungen/{assembly.id}/nicht-stattgefunden"
    assert f'href="{address}"' in page.text
    assert waiting(session, OFFICE, LATER.date()).tasks[TaskKind.SETTLE_UNOPENED] == 1
    first, second = two_tabs(client, address)
    empty = first.send(reason="")
    assert (empty.status_code, "Geben Sie den Grund an" in said(empty)) == (422, True)
    assert first.send(reason=WHY).status_code == 302
    twice = second.send(reason="Noch einmal")
    assert (twice.status_code, "hat nicht stattgefunden" in said(twice)) == (422, True)
    page = client.get(f"/versammlungen/{assembly.id}")
    assert "Fand nicht statt, festgehalten am" in said(page)
    assert WHY in said(page)
    assert f'href="/abstimmung/{assembly.id}/uebernehmen"' in page.text
    assert "nicht eröffnet wurde" not in said(page)
    assert TaskKind.SETTLE_UNOPENED not in waiting(session, OFFICE, LATER.date()).tasks
    assert client.get(address).status_code == 409


@pytest.mark.usefixtures("the_day_after")
def test_where_a_resolution_of_its_day_is_recorded_its_page_does_not_offer_to_note_it(
    session: Session, client: FlaskClient
) -> None:
    assembly, _recorded = never_opened(session), on_paper(session)
    page = opened(session, client).get(f"/versammlungen/{assembly.id}")
    assert "nicht-stattgefunden" not in page.text
    at = f"/versammlungen/{assembly.id}/nicht-stattgefunden"
    assert client.get(at).status_code == 409
    with pytest.raises(Refusal, match="GV-2026-001"):
        actions.note_not_held(session, assembly.id, WHY, queries.recorded_afterwards, OFFICE, LATER)


def test_a_member_sees_that_its_assembly_did_not_take_place_and_why(client: FlaskClient, session: Session) -> None:
    a_reachable_house(session)
    member = a_member(session, party=a_person(session, "Rosalinde", "Lindwurm", email="rosalinde@lindwurm.example"))
    assembly = invited(session).assembly
    after = NOW + (assembly.meets_on - TODAY) + timedelta(days=1)
    actions.note_not_held(session, assembly.id, WHY, queries.recorded_afterwards, OFFICE, after)
    calendar.begin_at(after)
    sign_in(session, client, member.party)
    session.commit()
    own, listed = (
        said(client.get(at)) for at in (
            f"/versammlungen/mein/{member.number}/{assembly.id}", f"/mein/{member.number}/versammlungen"
        )
    )
    calendar.begin_at(NOW)
    assert f"Diese Versammlung hat nicht stattgefunden. {WHY}" in own
    assert "Nicht stattgefunden" in listed


def test_the_database_keeps_what_goes_with_the_state(session: Session) -> None:
    assembly = never_opened(session)
    without_moment = update(Assembly).where(Assembly.id == assembly.id).values(state=AssemblyState.NOT_HELD)
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(without_moment)
    actions.note_not_held(session, assembly.id, WHY, queries.recorded_afterwards, OFFICE, LATER)
    with pytest.raises(DBAPIError), session.begin_nested():
        session.execute(update(Assembly).where(Assembly.id == assembly.id).values(end_reason="Anders"))
