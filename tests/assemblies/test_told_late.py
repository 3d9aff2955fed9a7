"""An invitation or addition that is late is as challengeable as one that is missing (§§ 46, 51 GenG; R-GV-04)."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.archive import actions as archive
from app.archive.models import PrintItem
from app.assemblies import queries
from app.assemblies.models import Dispatch
from app.assemblies.queries import LATE
from app.core.jobs import Worker
from app.desk.queries import waiting
from app.desk.rules import TaskKind
from tests.assemblies.factories import a_reachable_house, invited
from tests.factories import NOW, OFFICE, TODAY, sign_in_office

LATE_BY_POST = NOW + timedelta(days=44)
"""When a letter is posted too late for a meeting in sixty days."""


@pytest.fixture
def dispatch(session: Session, worker: Worker) -> Dispatch:
    """An invitation whose only letter is posted too late."""
    a_reachable_house(session, posting_fiction_days=2)
    found = invited(session)
    session.commit()
    worker.run_until_idle()
    sheet = session.scalars(select(PrintItem)).one()
    archive.mark_posted(session, [sheet.id], OFFICE, LATE_BY_POST)
    session.commit()
    return found


def test_who_got_it_too_late_is_counted(session: Session, dispatch: Dispatch) -> None:
    assert queries.late_tellings(session, dispatch.assembly) == [(dispatch, 1)]
    assert queries.counts_of(session, dispatch, TODAY)[LATE] == 1


def test_a_letter_posted_in_time_is_none_of_them(session: Session, worker: Worker) -> None:
    a_reachable_house(session, posting_fiction_days=2)
    found = invited(session)
    session.commit()
    worker.run_until_idle()
    archive.mark_posted(session, [session.scalars(select(PrintItem)).one().id], OFFICE, NOW)
    session.commit()
    assert queries.late_tellings(session, found.assembly) == []


def test_the_page_of_the_assembly_warns_and_its_plan_says_so(
    session: Session, client: FlaskClient, dispatch: Dispatch
) -> None:
    sign_in_office(session, client)
    page = client.get(f"/versammlungen/{dispatch.assembly_id}").text
    assert "Ein Mitglied hat die Einladung zu spät bekommen." in page
    assert "Einberufen, verspätet" in page


def test_the_desk_warns_and_leads_there(session: Session, client: FlaskClient, dispatch: Dispatch) -> None:
    sign_in_office(session, client)
    assert waiting(session, OFFICE, TODAY).tasks[TaskKind.MEMBERS_LATE] == 1
    assert "Mitglieder zu spät benachrichtigt: 1" in client.get("/").text
    answer = client.get("/versammlungen/verspaetet")
    assert answer.location == f"/versammlungen/versand?versand={dispatch.id}&view=late"


def test_the_leitung_warns_before_the_meeting_is_opened(
    session: Session, client: FlaskClient, dispatch: Dispatch
) -> None:
    sign_in_office(session, client)
    page = client.get(f"/abstimmung/{dispatch.assembly_id}/leitung").text
    assert "Ein Mitglied hat die Einladung zu spät bekommen." in page


def test_nobody_is_warned_of_what_another_day_replaced(session: Session, dispatch: Dispatch) -> None:
    dispatch.assembly.dispatches.append(_postponed(dispatch))
    session.flush()
    session.refresh(dispatch.assembly)
    assert queries.late_tellings(session, dispatch.assembly) == []
    assert queries.first_late(session, TODAY) is None


def _postponed(first: Dispatch) -> Dispatch:
    names = ("channel", "begins_at", "form", "place", "receipt_by", "statute_version_id", "told_by")
    kept = {name: getattr(first, name) for name in names}
    return Dispatch(kind="postponement", meets_on=first.meets_on + timedelta(days=30), sequence=1, told_at=NOW, **kept)
