"""A fixed history of forty members over sixteen years, with planted faults, against what is true of it."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.archive.models import IssuedDocument
from app.core.jobs import Worker
from app.core.outbox import OutgoingMail
from app.imports.models import ImportRun
from app.imports.rules import ListKind
from app.members import queries as members
from app.members.models import Member
from app.parties.models import Party
from app.reports.queries import year_report
from app.shares import queries as shares
from app.statutes.rules import FiscalYear
from tests.imports.test_histories import errors_of, taken

DATA = Path(__file__).parent.parent / "data"
JOINERS = (DATA / "legacy-joiners.csv").read_bytes()
EVENTS = (DATA / "legacy-events.csv").read_bytes()
TRUTH: dict[str, Any] = json.loads((DATA / "legacy-events.truth.json").read_text())


@pytest.fixture
def run(session: Session) -> ImportRun:
    """Members, then events, the faulty rows left out."""
    taken(session, JOINERS, ListKind.MEMBERS)
    return taken(session, EVENTS, left_out=len(TRUTH["errors_by_data_row"]))


def test_each_planted_fault_is_found_and_nothing_else(run: ImportRun) -> None:
    assert errors_of(run) == TRUTH["errors_by_data_row"]


def test_nobody_is_written_to_when_the_past_is_replayed(session: Session, worker: Worker) -> None:
    """No mail, no letter, no certificate: what is taken over was told long ago (C3S sends while it replays)."""
    taken(session, JOINERS, ListKind.MEMBERS)
    for party in session.scalars(select(Party)):
        party.email = f"mitglied-{party.id}@morgenau.example"
    session.flush()
    taken(session, EVENTS, left_out=len(TRUTH["errors_by_data_row"]))
    session.commit()
    worker.run_until_idle()
    for table in (OutgoingMail, IssuedDocument):
        assert session.scalar(select(func.count()).select_from(table)) == 0, table


def test_the_register_of_each_day_is_true(run: ImportRun, session: Session) -> None:
    for day, truth in TRUTH["register_on"].items():
        on = date.fromisoformat(day)
        found = {
            "members": members.count_on(session, on), "shares": sum(shares.shares_on(session, on).values()),
            "credit": sum(shares.credit_on(session, on).values()),
        }
        assert (day, found) == (day, truth)


def test_the_movement_of_each_year_is_true(run: ImportRun, session: Session) -> None:
    for year, truth in TRUTH["movement"].items():
        first, close = date(int(year), 1, 1), date(int(year), 12, 31)
        report = year_report(session, FiscalYear(first, close))
        found = {
            "joined": report.movement.joined, "left": report.movement.left,
            "members": report.after.standing.members, "shares": report.after.standing.shares,
            "credit": sum(report.after.parts.values()),
        }
        assert (year, found) == (year, truth)
        assert report.adds_up


def test_each_member_holds_what_is_true(run: ImportRun, session: Session) -> None:
    day = date(2025, 1, 1)
    numbers = dict(session.execute(select(Member.id, Member.number)).all())
    held, credit = shares.shares_on(session, day), shares.credit_on(session, day)
    found = {str(number): [held.get(each, 0), credit.get(each, 0)] for each, number in numbers.items()}
    assert found == TRUTH["held_by_number"]
