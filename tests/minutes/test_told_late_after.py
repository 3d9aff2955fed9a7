"""After the meeting whoever was told too late and stayed away may challenge without an objection (§ 51 (2) GenG)."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.archive import actions as archive
from app.archive.models import PrintItem
from app.assemblies.models import Dispatch
from app.core import clock
from app.core.jobs import Worker
from app.members import actions as members
from app.members.models import Member
from app.members.rules import ExitGround
from app.minutes import queries
from app.organs import actions as organs
from app.organs.rules import ItemKind, Organ, Outcome
from app.voting import actions as voting
from app.voting import queries as meetings
from tests.assemblies.factories import a_reachable_house, invited
from tests.factories import NOW, OFFICE, sign_in_office
from tests.removals.factories import sent
from tests.tabs import said
from tests.voting.factories import CHAIR, comes


def something_is_resolved(session: Session, dispatch: Dispatch) -> None:
    """What nobody resolved cannot be challenged."""
    met_on = dispatch.assembly.meets_on
    facts = ("Entlastung", "Der Vorstand ist entlastet.", Outcome.ACCEPTED, OFFICE, NOW + (met_on - clock.today()))
    organs.record_resolution(session, Organ.GENERAL_ASSEMBLY, met_on, *facts, ItemKind.OTHER)


@pytest.fixture
def held(session: Session, worker: Worker) -> tuple[Dispatch, Member]:
    """A meeting that was opened and closed, and the member to whom its only letter was posted too late."""
    _mailed, late = a_reachable_house(session, posting_fiction_days=2)
    dispatch = invited(session)
    session.commit()
    worker.run_until_idle()
    sheet = session.scalars(select(PrintItem)).one()
    archive.mark_posted(session, [sheet.id], OFFICE, NOW + timedelta(days=44))
    days = dispatch.assembly.meets_on - clock.today()
    sitting = voting.open_sitting(session, dispatch.assembly, "Almut Weißdorn", "Ida Ried", CHAIR, NOW + days)
    voting.close_sitting(session, sitting, CHAIR, NOW + days + timedelta(hours=1))
    something_is_resolved(session, dispatch)
    session.commit()
    return dispatch, late


def test_who_was_told_too_late_and_stayed_away_may_challenge(session: Session, held: tuple[Dispatch, Member]) -> None:
    dispatch, late = held
    sitting = meetings.find_sitting(session, dispatch.assembly_id)
    assert sitting is not None
    challenge = queries.challenge_of(session, dispatch.assembly, sitting)
    assert [each.member_id for each in challenge.told_late] == [late.id]
    comes(session, dispatch.assembly, late, late.party)
    assert queries.challenge_of(session, dispatch.assembly, sitting).told_late == []


def test_who_was_told_too_late_and_was_excluded_before_the_meeting_may_not_challenge(
    session: Session, held: tuple[Dispatch, Member]
) -> None:
    """Who is excluded attends no assembly from the sending on (§ 68 (2) sentence 2 GenG; R-EXIT-09)."""
    dispatch, late = held
    sitting = meetings.find_sitting(session, dispatch.assembly_id)
    assert sitting is not None
    sent(session, late)
    assert queries.challenge_of(session, dispatch.assembly, sitting).told_late == []


def test_who_was_never_invited_and_left_before_the_meeting_may_not_challenge(
    session: Session, worker: Worker
) -> None:
    """Only a member may (§ 51 (2) GenG; R-CHL-02)."""
    _mailed, unposted = a_reachable_house(session, posting_fiction_days=2)
    dispatch = invited(session)
    session.commit()
    worker.run_until_idle()
    met_on = dispatch.assembly.meets_on
    sitting = voting.open_sitting(
        session, dispatch.assembly, "Almut Weißdorn", "Ida Ried", CHAIR, NOW + (met_on - clock.today())
    )
    uninvited = queries.challenge_of(session, dispatch.assembly, sitting).uninvited
    assert unposted.id in {each.member_id for each in uninvited}
    members.end(session, unposted, met_on - timedelta(days=1), ExitGround.OTHER, "Gestorben", OFFICE, NOW)
    left = queries.challenge_of(session, dispatch.assembly, sitting).uninvited
    assert [each.member_id for each in left] == [
        each.member_id for each in uninvited if each.member_id != unposted.id
    ]


def test_the_page_of_the_assembly_warns_until_the_month_is_over(
    session: Session, client: FlaskClient, held: tuple[Dispatch, Member], monkeypatch: pytest.MonkeyPatch
) -> None:
    dispatch, _late = held
    sign_in_office(session, client)
    met_on = dispatch.assembly.meets_on
    monkeypatch.setattr(clock, "today", lambda: met_on + timedelta(days=20))
    page = said(client.get(f"/versammlungen/{dispatch.assembly_id}"))
    assert "Ein Mitglied hat die Einladung zu spät bekommen." in page
    assert "bleiben bis zum Ende der Monatsfrist anfechtbar. Wer sie zu spät bekam" in page
    assert "Einberufen, verspätet" in page
    monkeypatch.setattr(clock, "today", lambda: met_on + timedelta(days=40))
    assert "zu spät bekommen" not in said(client.get(f"/versammlungen/{dispatch.assembly_id}"))


def test_who_was_never_invited_and_stayed_away_may_challenge_and_the_page_says_so(
    session: Session, worker: Worker, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    _mailed, unposted = a_reachable_house(session, posting_fiction_days=2)
    dispatch = invited(session)
    session.commit()
    worker.run_until_idle()
    days = dispatch.assembly.meets_on - clock.today()
    sitting = voting.open_sitting(session, dispatch.assembly, "Almut Weißdorn", "Ida Ried", CHAIR, NOW + days)
    voting.close_sitting(session, sitting, CHAIR, NOW + days + timedelta(hours=1))
    something_is_resolved(session, dispatch)
    session.commit()
    challenge = queries.challenge_of(session, dispatch.assembly, sitting)
    assert unposted.id in {each.member_id for each in challenge.uninvited}
    assert challenge.told_late == []
    sign_in_office(session, client)
    met_on = dispatch.assembly.meets_on
    monkeypatch.setattr(clock, "today", lambda: met_on + timedelta(days=20))
    page = said(client.get(f"/versammlungen/{dispatch.assembly_id}"))
    assert "ging keine Einladung zu." in page
    assert "Wer nicht eingeladen und nicht da war, kann auch ohne Widerspruch klagen." in page
    monkeypatch.setattr(clock, "today", lambda: met_on + timedelta(days=40))
    assert "keine Einladung" not in said(client.get(f"/versammlungen/{dispatch.assembly_id}"))
    comes(session, dispatch.assembly, unposted, unposted.party)
    assert unposted.id not in {
        each.member_id for each in queries.challenge_of(session, dispatch.assembly, sitting).uninvited
    }
