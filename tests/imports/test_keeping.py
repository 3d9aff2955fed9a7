"""The files of lists taken over go when their time of keeping is over, and nothing before (R-RET-01, R-RET-02)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.archive.jobs import HANDLERS
from app.core import files, journal
from app.core.jobs import Worker
from app.core.values import Refusal
from app.imports import actions, queries
from app.imports.rules import ListKind, list_kept_until
from app.operations import actions as operations
from app.operations.queries import check
from tests.factories import NOW, OFFICE, sign_in_office
from tests.imports.test_histories import taken
from tests.imports.test_taking_over import EVENTS, MEMBERS
from tests.shares.factories import a_house

TAKEN, LEFT = date(2026, 11, 24), date(2031, 5, 1)
PAYMENTS = b"Nr.;Zweck;Betrag;Eingegangen am\n2;Eintrittsgeld;50;01.03.2012\n"
GONE = (
    "Nr.;Firma;Beitritt;Anteile;Eingezahlt;Ausgeschieden am;Grund\n"
    "1;Gemeinde Altenbruck;01.02.2012;1;0;31.12.2020;Tod\n"
)


@pytest.mark.parametrize(
    ("kind", "is_undone", "left_on", "until"),
    [
        (ListKind.PAYMENTS, False, [None], date(2034, 12, 31)),
        (ListKind.HISTORY, False, [LEFT, None], None),
        (ListKind.MEMBERS, False, [LEFT], date(2034, 12, 31)),
        (ListKind.MEMBERS, False, [LEFT, date(2033, 1, 1)], date(2036, 12, 31)),
        (ListKind.HISTORY, True, [None], date(2034, 12, 31)),
        (ListKind.EXITS, False, [], date(2034, 12, 31)),
    ],
)
def test_a_list_is_kept_as_a_voucher_and_beyond_the_exits_of_all_it_proves_an_entry_of(
    kind: ListKind, is_undone: bool, left_on: list[date | None], until: date | None
) -> None:
    assert list_kept_until(kind, TAKEN, is_undone, left_on) == until


def test_the_file_of_a_list_goes_after_its_time_and_the_entries_stay(session: Session, client: FlaskClient) -> None:
    a_house(session)
    members = taken(session, MEMBERS.encode(), ListKind.MEMBERS)
    history, payments = taken(session, EVENTS.encode()), taken(session, PAYMENTS, ListKind.PAYMENTS)
    session.commit()
    assert operations.erase_expired(session, datetime(2034, 12, 31, 12, tzinfo=UTC)) == 0
    assert operations.erase_expired(session, datetime(2035, 1, 1, 12, tzinfo=UTC)) == 1
    assert operations.erase_expired(session, datetime(2035, 1, 1, 12, tzinfo=UTC)) == 0
    session.commit()
    Worker(HANDLERS, lambda: datetime(2035, 1, 1, 13, tzinfo=UTC)).run_until_idle()
    session.expire_all()
    assert [run.erased_at is None for run in (members, history, payments)] == [True, True, False]
    assert not files.path_of(payments.sha256).exists()
    assert "errors_by_data_row" not in (payments.result or {})
    told = [line.summary() for line in journal.lines_about(session, f"import:{payments.id}")]
    assert told[0] == "Datei der Liste alt.csv gelöscht, Frist abgelaufen"
    assert [str(each) for each in check.findings(session, NOW) if "Datei" in str(each)] == []
    with pytest.raises(Refusal, match="Frist ist abgelaufen"):
        queries.table_of(payments)
    assert actions.undo_history(session, payments, "Falsche Liste", OFFICE, NOW).undone_at == NOW
    session.commit()
    sign_in_office(session, client)
    assert "steht in Register und Büchern" in client.get(f"/import/{payments.id}").text
    assert client.get(f"/import/{payments.id}/spalten").status_code == 409


def test_a_list_of_those_who_all_left_long_ago_goes_too(session: Session) -> None:
    a_house(session)
    run = taken(session, GONE.encode(), ListKind.MEMBERS)
    session.commit()
    assert len(queries.proven_by(session, run)) == 1
    assert operations.erase_expired(session, datetime(2035, 1, 1, 12, tzinfo=UTC)) == 1
    assert session.scalars(select(type(run).erased_at)).one() is not None


def test_a_list_that_nobody_took_over_goes_after_ninety_days_with_its_file(session: Session) -> None:
    a_house(session)
    received = actions.receive("alt.csv", MEMBERS.encode(), ListKind.MEMBERS)
    forgotten, ordered = (actions.hand_over(session, received, 500_00, OFFICE, NOW) for _time in range(2))
    failed = actions.hand_over(session, actions.receive("neu.csv", GONE.encode()), 500_00, OFFICE, NOW)
    actions.note_failure(session, failed, "Diese Datei ist keine Liste.")
    actions.order(session, ordered, OFFICE, NOW)
    digests = forgotten.sha256, failed.sha256
    session.commit()
    assert operations.erase_expired(session, NOW + timedelta(days=90)) == 0
    assert operations.erase_expired(session, NOW + timedelta(days=91)) == 2
    session.commit()
    assert [run.id for run in queries.runs(session)] == [ordered.id]
    Worker(HANDLERS, lambda: NOW + timedelta(days=92)).run_until_idle()
    assert [files.path_of(digest).exists() for digest in digests] == [True, False]
    assert [str(each) for each in check.findings(session, NOW) if "Datei" in str(each)] == []


def test_a_list_that_failed_and_is_tried_again_is_not_taken_away_from_its_worker(session: Session) -> None:
    a_house(session)
    run = actions.hand_over(session, actions.receive("alt.csv", MEMBERS.encode()), 500_00, OFFICE, NOW)
    actions.order(session, run, OFFICE, NOW)
    actions.note_failure(session, run, "Die Datenbank war beschäftigt.")
    session.commit()
    assert operations.erase_expired(session, NOW + timedelta(days=91)) == 0
    assert [each.id for each in queries.runs(session)] == [run.id]
