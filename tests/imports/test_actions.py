"""Taking a list over: one transaction, repeatable, with the right result."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from app.core.db import Counter, db, next_number
from app.core.jobs import Worker
from app.core.values import Cents
from app.imports import actions, queries, rules
from app.imports.models import ImportRun
from app.imports.rules import ImportState
from app.members import queries as members
from app.members.actions import SERIES
from app.members.models import Member
from app.parties.models import Party
from app.shares import queries as shares
from tests.admissions.factories import a_statute
from tests.factories import NOW, OFFICE, TODAY

DATA = Path(__file__).parent.parent / "data"
LEGACY = (DATA / "legacy-members.csv").read_bytes()
TRUTH = json.loads((DATA / "legacy-members.truth.json").read_text())
SMALL = b"Nr.;Mitglied;Beitritt;Anteile;Eingezahlt\n1;Stadt Lindenfurt GmbH & Co.;19.02.2021;2;500,00\n"


def handed_over(session: Session, content: bytes, now: datetime = NOW, share_amount: Cents = 500_00) -> ImportRun:
    """A list whose columns are known."""
    return actions.hand_over(session, actions.receive("alt.csv", content), share_amount, OFFICE, now)


def carried_out(session: Session, run: ImportRun) -> ImportRun:
    """A list that lay there, taken over."""
    return actions.take_over(session, run, actions.prepare(session, queries.listed_in(run), NOW), OFFICE, NOW)


def taken_over(session: Session, content: bytes = LEGACY) -> ImportRun:
    """An import carried out."""
    return carried_out(session, handed_over(session, content))


def test_the_legacy_list_gives_what_its_truth_says(session: Session) -> None:
    """Rows refused and why, rows odd and why, members, shares and paid-in credit on four days."""
    result = taken_over(session).result
    assert result is not None
    for key in ("share_amount", "rows", "importable_rows", "errors_by_data_row", "warnings_by_data_row"):
        assert result[key] == TRUTH[key]
    assert {day: result["register_on"][day] for day in TRUTH["register_on"]} == TRUTH["register_on"]


@pytest.mark.parametrize(("name", "shown"), [
    ("C:\\Akten\\../alt.csv", "alt.csv"), ("a\0l\u202et\n.csv", "alt.csv"), ("", "Liste"), ("x" * 500, "x" * 120),
])  # fmt: skip
def test_a_list_s_name_is_harmless_and_short(session: Session, name: str, shown: str) -> None:
    """It stands on pages, in the journal and in the title of a job."""
    run = actions.hand_over(session, actions.receive(name, SMALL), 50_000, OFFICE, NOW)
    actions.order(session, run, OFFICE, NOW)
    session.flush()
    assert run.filename == shown


def test_a_list_imported_again_doubles_nothing(session: Session) -> None:
    """The second run finds everybody there."""
    taken_over(session)
    again = taken_over(session)
    assert (again.imported, again.already_there, again.refused) == (0, 2381, 19)
    assert session.scalar(select(func.count()).select_from(Member)) == 2381


def test_the_ledgers_hold_what_the_list_says(session: Session) -> None:
    """Shares of those present today, by the ledger itself."""
    run = taken_over(session)
    assert run.result is not None
    assert sum(shares.shares_on(session, TODAY).values()) == run.result["register_on"][TODAY.isoformat()]["shares"]


def test_the_next_member_gets_a_number_beyond_the_list(session: Session) -> None:
    """Numbers of the old list are never given again."""
    taken_over(session)
    highest = session.scalar(select(func.max(Member.number)))
    assert next_number(session, SERIES) == (highest or 0) + 1


def test_a_number_held_by_somebody_else_is_refused(session: Session) -> None:
    """The register is right, the list is not."""
    taken_over(session, SMALL)
    run = taken_over(session, SMALL.replace(b"Lindenfurt", b"Morgenau"))
    assert (run.imported, run.refused) == (0, 1)


def test_somebody_entered_while_a_list_was_judged_keeps_the_number(session: Session) -> None:
    """What was judged before is judged again where the register has grown since."""
    run = handed_over(session, SMALL.replace(b"Lindenfurt", b"Morgenau"))
    prepared = actions.prepare(session, queries.listed_in(run), NOW)
    taken_over(session, SMALL)
    actions.take_over(session, run, prepared, OFFICE, NOW)
    assert (run.imported, run.refused) == (0, 1)


def test_a_fault_in_the_middle_leaves_nothing(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """One transaction: all or nothing."""
    run = handed_over(session, SMALL)
    session.commit()
    monkeypatch.setattr("app.shares.actions.take_over_many", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        carried_out(session, run)
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Party)) == 0


def test_an_ordered_list_is_taken_over_by_the_worker_once(session: Session, worker: Worker) -> None:
    """The job may be asked for twice and run twice."""
    run = handed_over(session, SMALL, NOW - timedelta(minutes=1))
    actions.order(session, run, OFFICE, NOW - timedelta(minutes=1))
    session.commit()
    worker.run_until_idle()
    session.expire_all()
    assert (run.state, run.imported) == (ImportState.DONE, 1)


def test_others_write_while_a_list_is_judged(
    session: Session, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading and judging hold no lock; only the writing itself does."""
    run = handed_over(session, SMALL, NOW - timedelta(minutes=1))
    actions.order(session, run, OFFICE, NOW - timedelta(minutes=1))
    session.commit()
    judge = rules.judge

    def judge_while_somebody_writes(*arguments: Any) -> list[rules.Verdict]:
        with db.engine.connect().execution_options(writes=True) as connection, connection.begin():
            connection.execute(insert(Counter).values(series="meanwhile", last_number=1))
        return judge(*arguments)

    monkeypatch.setattr(rules, "judge", judge_while_somebody_writes)
    worker.run_until_idle()
    session.expire_all()
    assert (run.state, session.get_one(Counter, "meanwhile").last_number) == (ImportState.DONE, 1)


def test_what_the_statute_adds_to_the_register_comes_along(session: Session) -> None:
    """Under the statute's own name where the heading is the same but for its writing."""
    a_statute(session, extra_register_fields="Gemeindeschlüssel")
    content = (
        "Nr.;Mitglied;Beitritt;Anteile;GEMEINDESCHLUESSEL;Kämmerei\n1;Stadt Lindenfurt;19.02.2021;2;08 1;Frau Sand\n"
    ).encode()
    columns = {
        "Nr.": "member_number", "Mitglied": "name", "Beitritt": "joined_on", "Anteile": "shares",
        "GEMEINDESCHLUESSEL": "register_detail", "Kämmerei": "register_detail",
    }
    known = {heading: rules.Field(field) for heading, field in columns.items()}
    carried_out(session, actions.hand_over(session, actions.keep("alt.csv", content, known), 50_000, OFFICE, NOW))
    member = session.scalars(select(Member)).one()
    assert members.details_on(session, member.id, TODAY) == {"Gemeindeschlüssel": "08 1", "Kämmerei": "Frau Sand"}
