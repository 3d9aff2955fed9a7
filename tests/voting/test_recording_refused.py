"""Of an assembly that was opened here, has yet to begin or did not take place nothing is recorded afterwards."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.assemblies import rules as rules_of
from app.assemblies.rules import AssemblyState
from app.boardroom.rules import AboutAssembly
from app.core.formats import BERLIN
from app.organs.models import Resolution
from app.organs.rules import DecidedOnRefusal
from app.voting import actions, rules
from tests import calendar
from tests.factories import NOW, TODAY
from tests.tabs import Tab, said
from tests.voting.factories import CHAIR, a_meeting, asked, casts, declared
from tests.voting.test_recorded import never_opened, opened
from tests.voting.test_recorded_from_items import recorded_from

AFTER_ITS_HOUR = NOW + timedelta(hours=8)


@pytest.fixture(autouse=True)
def the_day() -> Iterator[None]:
    """Whatever a test makes of the clock, the next one begins on the day of all tests."""
    yield
    calendar.begin_at(NOW)


def registered(session: Session) -> int:
    """How many resolutions there are."""
    session.expire_all()
    return session.scalar(select(func.count()).select_from(Resolution)) or 0


def test_of_an_assembly_can_be_recorded_what_it_resolved_unopened_from_its_hour_on() -> None:
    day, hour = date(2027, 1, 22), time(18)
    at = datetime(2027, 1, 22, 18, tzinfo=BERLIN)
    for state, now, has_begun, why in (
        (AssemblyState.PLANNED, at, False, "nicht einberufen"),
        (AssemblyState.CANCELLED, at, False, "hat nicht stattgefunden"),
        (AssemblyState.NOT_HELD, at, False, "hat nicht stattgefunden"),
        (AssemblyState.CONVENED, at, True, "wurde hier eröffnet"),
        (AssemblyState.CONVENED, at - timedelta(minutes=1), False, "beginnt erst am 22.01.2027 um 18:00 Uhr"),
    ):
        with pytest.raises(AboutAssembly, match=why):
            rules.check_recordable(state, day, hour, now, has_begun)
    rules.check_recordable(AssemblyState.CONVENED, day, hour, at, has_begun=False)


def test_before_its_hour_no_address_leads_to_recording_what_an_assembly_resolved(
    session: Session, client: FlaskClient
) -> None:
    assembly = never_opened(session)
    opened(session, client)
    for address in (
        f"/beschluesse/nachtragen?versammlung={assembly.id}",
        f"/beschluesse/nachtragen?versammlung={assembly.id}&top={assembly.items[0].id}",
    ):
        calendar.begin_at(NOW)
        refused = client.get(address)
        calendar.begin_at(AFTER_ITS_HOUR)
        tab = Tab(client, address, form="nachtragen")
        calendar.begin_at(NOW)
        sent = tab.send(outcome="accepted", title="Antrag Delta", text="Delta wird beschlossen.")
        assert (refused.status_code, sent.status_code) == (409, 422)
        for each in (refused, sent):
            assert f"Diese Versammlung beginnt erst am {TODAY:%d.%m.%Y} um 14:00 Uhr" in said(each)
        assert registered(session) == 0
        assert tab.fields["text"] == ["Delta wird beschlossen."]


def test_what_was_opened_or_declared_here_is_not_recorded_from_a_tab_left_open(
    session: Session, client: FlaskClient
) -> None:
    assembly = never_opened(session)
    opened(session, client)
    address = f"/beschluesse/nachtragen?versammlung={assembly.id}&top={assembly.items[0].id}"
    calendar.begin_at(AFTER_ITS_HOUR)
    tab = Tab(client, address, form="nachtragen")
    sitting = actions.open_sitting(session, assembly, "Almut Weißdorn", "Henrike Lautenschlag", CHAIR, AFTER_ITS_HOUR)
    session.commit()
    sent, again = tab.send(outcome="accepted"), client.get(address)
    assert (sent.status_code, again.status_code) == (422, 409)
    assert all("Diese Versammlung wurde hier eröffnet" in said(each) for each in (sent, again))
    actions.close_sitting(session, sitting, CHAIR, AFTER_ITS_HOUR)
    session.commit()
    calendar.begin_at(NOW + timedelta(days=1))
    late = tab.send(outcome="accepted")
    assert (late.status_code, "Diese Versammlung wurde hier eröffnet" in said(late)) == (422, True)
    assert registered(session) == 0


def test_an_item_with_a_declared_vote_is_not_recorded_again(session: Session) -> None:
    meeting = a_meeting(session)
    poll = asked(session, meeting)
    casts(session, poll, meeting.number(0))
    declared(session, meeting, poll, "Der Jahresabschluss ist festgestellt.")
    with pytest.raises(AboutAssembly, match="abgestimmt und verkündet"), session.begin_nested():
        recorded_from(session, meeting.assembly, 1)
    assert registered(session) == 1


def test_an_assembly_of_which_something_is_recorded_under_no_item_is_not_noted_as_not_held(
    session: Session, client: FlaskClient
) -> None:
    assembly = never_opened(session)
    calendar.begin_at(NOW + timedelta(days=1))
    opened(session, client)
    address = f"/versammlungen/{assembly.id}/nicht-stattgefunden"
    tab = Tab(client, address)
    plain = Tab(client, f"/beschluesse/nachtragen?versammlung={assembly.id}", form="nachtragen")
    assert plain.send(outcome="accepted", title="Ohne Punkt", text="Ohne Punkt beschlossen.").status_code == 302
    sent, again = tab.send(reason="Niemand kam."), client.get(address)
    assert (sent.status_code, again.status_code) == (422, 409)
    assert all("sie hat also stattgefunden: GV-2026-001" in said(each) for each in (sent, again))
    session.expire_all()
    assert assembly.state is AssemblyState.CONVENED


def test_of_a_day_whose_assembly_did_not_take_place_no_form_records_a_resolution_of_the_general_assembly(
    session: Session, client: FlaskClient
) -> None:
    assembly = never_opened(session)
    calendar.begin_at(NOW + timedelta(days=1))
    opened(session, client)
    known = {"organ": "general_assembly", "title": "Doch", "text": "Doch beschlossen.", "outcome": "accepted",
             "decided_on": TODAY.isoformat()}
    tab = Tab(client, "/beschluesse/nachtragen", form="nachtragen")
    assert Tab(client, f"/versammlungen/{assembly.id}/nicht-stattgefunden").send(reason="Sturm").status_code == 302
    sent = tab.send(**known)
    assert sent.status_code == 422
    assert f"Die Versammlung am {TODAY:%d.%m.%Y} hat nicht stattgefunden" in said(sent)
    assert client.get(f"/beschluesse/nachtragen?versammlung={assembly.id}").status_code == 409
    assert registered(session) == 0
    assert tab.send(decided_on=(TODAY - timedelta(days=1)).isoformat()).status_code == 302


def test_beside_one_that_did_not_take_place_another_assembly_of_the_day_may_have_resolved() -> None:
    rules_of.check_resolved_on(TODAY, {AssemblyState.NOT_HELD, AssemblyState.CONVENED})
    rules_of.check_resolved_on(TODAY, {AssemblyState.CANCELLED})
    rules_of.check_resolved_on(TODAY, set())
    with pytest.raises(DecidedOnRefusal):
        rules_of.check_resolved_on(TODAY, {AssemblyState.NOT_HELD, AssemblyState.DISCARDED})
