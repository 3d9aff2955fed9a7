"""The check: what was changed, lost or forgotten is named in a plain sentence."""

import json
from argparse import Namespace
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from app.archive import actions as archive
from app.archive.models import IssuedDocument
from app.core import files, journal, ledgers
from app.core.db import db, next_number
from app.core.jobs import Worker
from app.core.journal import pending
from app.core.values import Role
from app.operations import queries, rules
from app.operations.commands import COMMANDS
from app.operations.rules import CheckKey, Place
from app.shares import actions as shares
from app.shares.models import ShareEntry, ShareHolding
from app.shares.rules import PaymentPurpose, ShareGround
from tests.core.test_journal import go_back_to, tamper
from tests.factories import NOW, OFFICE, a_person, sign_in, sign_in_office
from tests.organs.factories import a_board, a_circular, an_item
from tests.organs.factories import a_statute as a_statute_for_organs
from tests.shares.factories import a_house, a_member, without_its_guard


def sentences(session: Session) -> list[str]:
    """What the check finds now."""
    return [str(finding) for finding in queries.findings(session, NOW)]


def a_document(session: Session, sha256: str | None = None, days_ago: int = 0, **more: object) -> IssuedDocument:
    """A document, made or not, issued some days ago."""
    document = IssuedDocument(
        kind="letter", title="Willkommensbrief", subject="member:1", facts={}, issued_at=NOW - timedelta(days=days_ago),
        sha256=sha256, size=len(sha256) if sha256 else None, **more,
    )
    session.add(document)
    session.flush()
    return document


def check(json_wanted: bool = False) -> int:
    """Run the command."""
    command = next(each for each in COMMANDS if each.name == "check")
    return command.run(Namespace(json=json_wanted))


def test_where_all_is_well_nothing_is_found(session: Session) -> None:
    a_house(session)
    member = a_member(session, shares=2)
    shares.record_payment(session, member, 1000_00, date(2026, 11, 20), PaymentPurpose.SHARES, "", OFFICE, NOW)
    a_document(session, files.put(b"Brief"), days_ago=3)
    session.commit()
    assert sentences(session) == []


def test_a_changed_line_of_the_journal_is_named(session: Session) -> None:
    for number in range(5):
        journal.record(session, OFFICE, "tested", f"test:{number}", NOW)
        session.commit()
    tamper(session, "UPDATE journal_line SET actor_name = 'Niemand' WHERE sequence = 2")
    assert sentences(session) == ["Die Zeile 2 des Journals wurde verändert."]


def test_lines_taken_out_and_cut_off_are_named(session: Session) -> None:
    for number in range(6):
        journal.record(session, OFFICE, "tested", f"test:{number}", NOW)
        session.commit()
    tamper(session, "DELETE FROM journal_details WHERE sequence IN (2, 3, 6)",
           "DELETE FROM journal_line WHERE sequence IN (2, 3, 6)")  # fmt: skip
    found = sentences(session)
    assert "Die Zeile 2–3 des Journals fehlt." in found
    assert "Die Zeile 6 am Ende des Journals wurde abgeschnitten." in found


def test_details_that_nobody_erased_are_named_as_missing(session: Session) -> None:
    for number in range(3):
        journal.record(session, OFFICE, "tested", f"test:{number}", NOW)
    session.commit()
    journal.erase_details(session, "test:0", NOW)
    session.commit()
    tamper(session, "DELETE FROM journal_details WHERE sequence = 2")
    assert sentences(session) == ["Die Angaben der Zeile 2 des Journals fehlen; keine Löschung ist verzeichnet."]


def test_a_file_that_was_changed_is_named_with_what_needs_it(session: Session) -> None:
    digest = files.put(b"Brief")
    document = a_document(session, digest)
    files.path_of(digest).write_bytes(b"anders")
    assert sentences(session) == [
        f"Die Datei {digest[:12]} wurde verändert (gebraucht von: Dokument\u00a0{document.id})."
    ]


def test_a_file_that_is_gone_is_named_with_what_needs_it(session: Session) -> None:
    digest = files.put(b"Brief")
    document = a_document(session, digest)
    files.erase(digest)
    assert sentences(session) == [f"Die Datei {digest[:12]} fehlt (gebraucht von: Dokument\u00a0{document.id})."]


def test_a_file_erased_on_purpose_is_not_missed(session: Session) -> None:
    digest = files.put(b"Brief")
    document = a_document(session, digest)
    archive.erase(session, document, NOW)
    files.erase(digest)
    session.commit()
    assert sentences(session) == []


def test_every_ledger_in_the_journal_has_a_word() -> None:
    assert set(queries.LEDGERS) == set(ledgers.LEDGERS)


def test_a_row_of_a_ledger_that_the_journal_tells_otherwise_is_named(session: Session) -> None:
    """Changed, or added behind the program's back; what was there before the journal held rows is not."""
    a_house(session)
    a_member(session, shares=2)
    session.commit()
    without_triggers(session, "share_entry", "UPDATE share_entry SET recorded_by = 'Niemand'")
    assert sentences(session) == ["Geschäftsanteile: Die Zeile 1 ist nicht so, wie das Journal sie nennt."]
    session.execute(delete(journal.JournalDetails))
    assert not any(each.startswith("Geschäftsanteile") for each in sentences(session))


@pytest.mark.parametrize("portion", [1, 500])
def test_rows_added_before_and_after_the_last_act_stand_on_its_line(
    session: Session, monkeypatch: pytest.MonkeyPatch, portion: int
) -> None:
    monkeypatch.setattr(pending, "PORTION", portion)
    a_house(session)
    a_member(session, shares=2)
    session.commit()
    entry = session.scalars(select(ShareEntry)).one()
    values = {each.name: getattr(entry, each.name) for each in ShareEntry.__table__.columns if each.name != "id"}
    values["recorded_at"] = NOW + timedelta(minutes=1)
    ledgers.book(session, ShareEntry, [values, values])
    journal.record(session, OFFICE, "test", "house", NOW)
    ledgers.book(session, ShareEntry, [values, values])
    session.commit()
    told = [row["id"] for name, rows in journal.rows_told(session) if name == "share_entry" for row in rows]
    assert sorted(told) == [1, 2, 3, 4, 5]
    assert not [*ledgers.unlike_the_journal(session), *journal.faults(session)]


def test_a_row_is_excused_by_an_erased_line_only_if_that_line_told_of_it(session: Session) -> None:
    """Of what was added behind the program's back at the very moment of an erased act the check still tells."""
    a_house(session)
    a_member(session, shares=2)
    session.commit()
    entry = session.scalars(select(ShareEntry)).one()
    values = {each.name: getattr(entry, each.name) for each in ShareEntry.__table__.columns if each.name != "id"}
    values["recorded_at"] = NOW + timedelta(minutes=1)
    ledgers.book(session, ShareEntry, [values])
    journal.record(session, OFFICE, "test", "application:17", NOW)
    session.commit()
    journal.erase_details(session, "application:17", NOW)
    session.commit()
    assert list(ledgers.unlike_the_journal(session)) == []
    session.execute(insert(ShareEntry).values(**values))
    assert "Geschäftsanteile: Die Zeile 3 ist nicht so, wie das Journal sie nennt." in sentences(session)


def test_every_table_that_needs_a_file_has_a_word(session: Session) -> None:
    tables = {table.name for table in db.metadata.sorted_tables
              if any(column.name.endswith("sha256") for column in table.columns)}
    assert tables == set(queries.HOLDERS)


def test_a_gap_in_the_resolutions_is_named(session: Session) -> None:
    a_statute_for_organs(session)
    a_board(session)
    a_circular(session, an_item(session))
    for _ in range(3):
        next_number(session, "resolution:board:2026")
    a_circular(session, an_item(session))
    assert "Die Nummern V-2026-002 bis V-2026-004 fehlen." in sentences(session)


def test_a_number_lost_at_the_end_is_named(session: Session) -> None:
    next_number(session, "certificate:2026")
    next_number(session, "application:2025")
    assert sentences(session) == ["Die Nummer U-2026-0001 fehlt.", "Die Nummer A-2025-0001 fehlt."]


def test_a_payment_that_is_gone_is_named(session: Session) -> None:
    a_house(session)
    member = a_member(session, shares=2)
    for _ in range(2):
        shares.record_payment(session, member, 500_00, date(2026, 11, 20), PaymentPurpose.SHARES, "", OFFICE, NOW)
    session.commit()
    without_triggers(session, "payment_received", "DELETE FROM payment_received WHERE number = 'K-2026-0001'")
    assert "Die Nummer K-2026-0001 fehlt." in sentences(session)
    assert "Erhaltene Zahlungen: Die Zeile 1 ist nicht so, wie das Journal sie nennt." in sentences(session)


def without_triggers(session: Session, table: str, statement: str) -> None:
    """Change a table that only grows, behind the program's back."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        connection.exec_driver_sql(statement)
        connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        return
    connection.exec_driver_sql(f"DROP TRIGGER {table}_no_{statement.split()[0].lower()}")
    connection.exec_driver_sql(statement)


def test_a_document_that_was_never_made_is_named_after_a_day(session: Session) -> None:
    next_number(session, "letter:2026")
    a_document(session, days_ago=0, number="B-2026-0001")
    assert sentences(session) == []
    next_number(session, "letter:2026")
    next_number(session, "letter:2026")
    a_document(session, days_ago=2, number="B-2026-0002")
    a_document(session, days_ago=2, number="B-2026-0003", erased_at=NOW)
    assert sentences(session) == ["„Willkommensbrief“ (B-2026-0002) vom 22.11.2026 wurde noch nicht hergestellt."]


def test_a_holding_below_nothing_on_any_day_is_named(session: Session) -> None:
    """Even where a later entry makes it good again."""
    a_house(session)
    member = a_member(session, shares=2, first_day=date(2026, 11, 2))
    with without_its_guard(session):
        for change, day in ((-3, date(2026, 11, 5)), (4, date(2026, 11, 9))):
            session.execute(insert(ShareEntry).values(
                member_id=member.id, change=change, effective_on=day, recorded_at=NOW, recorded_by="Test",
                ground=ShareGround.TAKEN_OVER, document="", note=""))  # fmt: skip
    assert sentences(session) == [f"Mitglied {member.number:04d} hätte am 05.11.2026 -1 Anteile."]


def checked(client: FlaskClient, worker: Worker) -> str:
    """The page once a check asked for on it is over."""
    assert client.post("/betrieb/pruefung", data={"key": "check-this-house"}).status_code == 302
    worker.run_until_idle()
    return client.get("/betrieb/pruefung").text


def test_the_page_says_that_all_is_well(client: FlaskClient, session: Session, worker: Worker) -> None:
    sign_in(session, client, a_person(session), Role.AUDITOR)
    assert "Noch hat niemand geprüft." in client.get("/betrieb/pruefung").text
    client.post("/betrieb/pruefung", data={"key": "check-it-once-more"})
    begun = client.get("/betrieb/pruefung").text
    assert ("Es ist die erste." in begun, "fand die vorige" in begun) == (True, False)
    assert "Alles in Ordnung" in checked(client, worker)


def test_the_page_lists_what_was_found(client: FlaskClient, session: Session, worker: Worker) -> None:
    next_number(session, "certificate:2026")
    sign_in(session, client, a_person(session), Role.ADMINISTRATOR)
    text = checked(client, worker)
    assert "Die Nummer U-2026-0001 fehlt." in text
    assert "1 Befund" in text


def test_the_office_does_not_check_itself(client: FlaskClient, session: Session) -> None:
    sign_in_office(session, client)
    assert client.get("/betrieb/pruefung").status_code == 403


def test_the_command_says_that_all_is_well(session: Session, capsys: pytest.CaptureFixture[str]) -> None:
    assert check() == 0
    assert capsys.readouterr().out == "Alles in Ordnung.\n"


def test_the_command_ends_with_1_where_something_is_found(session: Session, capsys: pytest.CaptureFixture[str]) -> None:
    next_number(session, "certificate:2026")
    session.commit()
    assert check(json_wanted=True) == 1
    assert json.loads(capsys.readouterr().out) == [
        {
            "check": "number_gap", "area": "numbers", "severity": "stop", "basis": "Lückenlose Nummern",
            "rule": "R-DOC-10", "sentence": "Die Nummer U-2026-0001 fehlt.", "page": "/urkunden",
            "number": "U-2026-0001",
        }
    ]


def test_the_command_says_of_each_finding_on_which_page_it_is_shown(
    session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    a_house(session)
    member = a_member(session, shares=2)
    session.execute(update(ShareHolding).values(shares=3))
    session.commit()
    assert check() == 1
    first = capsys.readouterr().out.splitlines()[0]
    assert first.endswith(f"aus seinen Buchungen. /mitglieder/{member.number}/anteilsblatt")


def test_where_an_invariant_comes_from_is_said_in_words_for_people() -> None:
    for key, each in rules.CHECKS.items():
        assert "R-" not in each.basis, key
        assert each.basis or key is CheckKey.JOB_LOST


def test_a_line_of_the_journal_is_looked_at_on_its_page() -> None:
    assert rules.addresses_of(Place("journal", "101"), 50)[0].values == {"sort": "sequence", "page": 3}
    assert rules.addresses_of(Place("journal"), 50)[0].values == {}
    assert [each.endpoint for each in rules.addresses_of(Place("member", "7"), 50)] == [
        "dossiers.show", "dossiers.index",
    ]


def test_missing_numbers_are_told_in_ranges() -> None:
    assert rules.missing_numbers([1, 4, 6], 8) == [2, 3, 5, 7, 8]
    assert rules.in_ranges([2, 3, 5, 7, 8]) == [(2, 3), (5, 5), (7, 8)]
    assert rules.missing_numbers([], 0) == []


def test_an_older_database_is_named(session: Session) -> None:
    """Whole in itself, its head included; the head kept outside it knows better."""
    for number in range(3):
        journal.record(session, OFFICE, "tested", f"test:{number}", NOW)
        session.commit()
    go_back_to(session, 2)
    assert sentences(session) == [
        "Die Zeile 3 des Journals gab es schon; die Datenbank ist eine ältere oder eine andere."
    ]  # fmt: skip


def test_holdings_that_do_not_follow_from_the_ledger_are_found(session: Session) -> None:
    a_house(session)
    member = a_member(session, shares=2)
    session.commit()
    assert sentences(session) == []
    session.execute(update(ShareHolding).values(shares=3))
    wrong = f"Die Bestände von Mitglied {member.number:04d} folgen nicht aus seinen Buchungen."
    assert sentences(session) == [wrong]
    session.execute(delete(ShareHolding))
    assert sentences(session) == [wrong]


def test_findings_are_searched_filtered_sorted_and_exported(
    client: FlaskClient, session: Session, worker: Worker
) -> None:
    next_number(session, "certificate:2026")
    a_document(session, days_ago=2, number="B-2026-0002")
    sign_in(session, client, a_person(session), Role.AUDITOR)
    checked(client, worker)
    only = client.get("/betrieb/pruefung?check=number_gap").text
    assert "U-2026-0001" in only
    assert "B-2026-0002" not in only
    assert "B-2026-0002" in client.get("/betrieb/pruefung?q=hergestellt&severity=mend&sort=-sentence").text
    exported = client.get("/betrieb/pruefung?format=csv&check=number_gap").get_data(as_text=True)
    assert "Schwer;Nummern;Nummern lückenlos;Lückenlose Nummern;Die Nummer U-2026-0001 fehlt.;/urkunden" in exported


def test_the_page_lists_earlier_checks(client: FlaskClient, session: Session, worker: Worker) -> None:
    sign_in(session, client, a_person(session), Role.AUDITOR)
    checked(client, worker)
    text = client.get("/betrieb/pruefung").text
    assert "Frühere Prüfungen" in text
    assert text.count("In Ordnung") > len(rules.CHECKS)
