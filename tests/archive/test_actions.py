"""Issued documents: frozen facts, bytes that never change, standing, erasure."""

import hashlib

import pytest
from flask import Flask
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app.archive import actions, queries
from app.archive.models import IssuedDocument, PrintItem
from app.archive.rules import Standing
from app.core import files, journal
from app.core.jobs import Worker
from app.core.values import Refusal
from tests.archive.factories import a_document, a_printed_document
from tests.factories import LONG_AGO, NOW, OFFICE
from tests.together import transactions_together


def test_an_issued_document_gets_its_bytes_from_the_worker(session: Session, worker: Worker) -> None:
    """The hash is that of the archived PDF."""
    document = a_document(session)
    session.commit()
    worker.run_until_idle()
    session.refresh(document)
    content = queries.content_of(document)
    assert content.startswith(b"%PDF")
    assert document.size == len(content)
    assert document.sha256 == hashlib.sha256(content).hexdigest()


def test_who_reads_before_the_worker_has_printed_reads_what_will_be_archived(
    session: Session, worker: Worker
) -> None:
    """Reading archives nothing."""
    document = a_document(session)
    read = queries.content_of(document)
    session.commit()
    session.refresh(document)
    assert (document.sha256, files.path_of(files.digest_of(read)).exists()) == (None, False)
    worker.run_until_idle()
    session.refresh(document)
    assert queries.content_of(document) == read


def test_an_archived_document_keeps_its_bytes_when_the_worker_comes_late(session: Session, worker: Worker) -> None:
    document = a_printed_document(session)
    first = document.sha256
    session.commit()
    worker.run_until_idle()
    session.refresh(document)
    assert document.sha256 == first


@pytest.mark.parametrize("change", [
    {"sha256": "0" * 64}, {"sha256": None, "size": None}, {"number": "U-2026-9999"}, {"facts": {"shares": 7}},
    {"kind": "protocol"}, {"check_code": "ANDERS"},
])
def test_the_database_refuses_other_bytes_for_an_issued_document(session: Session, change: dict[str, object]) -> None:
    """Neither another hash nor none, nor another number, nor other facts behind them."""
    document = a_printed_document(session, number="U-2026-0412")
    session.commit()
    with pytest.raises(DatabaseError):
        session.execute(update(IssuedDocument).where(IssuedDocument.id == document.id).values(change))
    session.rollback()


def test_a_sheet_put_back_while_its_document_becomes_void_does_not_wait(app: Flask, session: Session) -> None:
    """Whoever of the two comes first: what speaks no longer is not posted by mistake."""
    document = a_printed_document(session, print_for="Walburga Ehrenpreis")
    items = [item.id for item in queries.items_of(session, document.id)]
    actions.mark_posted(session, items, OFFICE, NOW)
    session.commit()
    transactions_together(
        app, lambda other: actions.put_back(other, items, OFFICE, NOW),
        lambda other: actions.make_void(other, queries.get_document(other, document.id), "Verloren", OFFICE, NOW),
    )
    session.expire_all()
    assert (document.standing, queries.waiting_items(session)) == (Standing.VOID, [])


def test_the_database_revives_no_document_and_deletes_none(session: Session) -> None:
    document = a_printed_document(session)
    actions.make_void(session, document, "Verloren", OFFICE, NOW)
    session.commit()
    revived, moved = ({"standing": Standing.VALID}, {"standing_on": LONG_AGO})
    for change in (*(update(IssuedDocument).values(each) for each in (revived, moved)), delete(IssuedDocument)):
        with pytest.raises(DatabaseError, match="speaks no more"):
            session.execute(change)
        session.rollback()


def test_a_document_is_found_by_its_check_code_however_it_is_typed(session: Session) -> None:
    """Lower case and blanks do not matter."""
    code = actions.new_check_code("U-2026-0412")
    document = a_document(session, number="U-2026-0412", check_code=code)
    assert queries.find_by_check_code(session, f" {code.lower().replace('-', ' ')} ") is document
    assert actions.check_address(code).endswith(f"/pruefen/{code}")


def test_a_replaced_document_names_its_successor_and_leaves_the_tray(session: Session) -> None:
    """What speaks no longer is not posted by mistake."""
    old, new = a_document(session, print_for="Gemeinde Altenbruck"), a_document(session)
    actions.replace(session, old, new, OFFICE, NOW)
    assert (old.standing, old.replaced_by_id) == (Standing.REPLACED, new.id)
    assert queries.waiting_items(session) == []


def test_a_document_is_replaced_or_declared_void_once(session: Session) -> None:
    """A second time is refused."""
    document = a_document(session)
    actions.make_void(session, document, "Falscher Name", OFFICE, NOW)
    with pytest.raises(Refusal):
        actions.replace(session, document, a_document(session), OFFICE, NOW)
    assert document.standing is Standing.VOID


def test_a_reprint_is_a_further_copy_of_the_same_bytes(session: Session) -> None:
    """It is noted as the second copy."""
    document = a_printed_document(session, print_for="Gemeinde Altenbruck")
    second = actions.print_again(session, document, "Gemeinde Altenbruck", OFFICE, NOW)
    assert second.copy == 2
    assert second.document.sha256 == document.sha256


def test_no_further_copy_is_printed_of_what_speaks_no_longer(session: Session) -> None:
    """A void certificate must not be posted by mistake."""
    document = a_printed_document(session, number="B-8")
    actions.make_void(session, document, "Falscher Name", OFFICE, NOW)
    with pytest.raises(Refusal, match="gilt nicht mehr"):
        actions.print_again(session, document, "Gemeinde Altenbruck", OFFICE, NOW)
    assert queries.waiting_items(session) == []


def test_an_erased_document_keeps_its_number_only(session: Session, worker: Worker) -> None:
    """Facts, title, recipients, details in the journal and bytes are gone; the hash stays."""
    document = a_printed_document(session, number="B-7", print_for="Walburga Ehrenpreis")
    sha256 = document.sha256 or ""
    session.commit()
    actions.erase(session, document, NOW)
    session.commit()
    worker.run_until_idle()
    assert (document.number, document.facts, document.title, document.sha256) == ("B-7", None, "", sha256)
    assert session.scalars(select(PrintItem.recipient)).all() == [""]
    lines = journal.lines_about(session, document.reference)
    assert [(line.act == journal.ERASED, line.details is None) for line in lines] == [(True, False), (False, True)]
    with pytest.raises(FileNotFoundError):
        files.get(sha256)


def test_bytes_that_another_document_needs_outlive_an_erasure(session: Session, worker: Worker) -> None:
    """The same facts give the same file; it goes with the last document."""
    first, second = a_printed_document(session), a_printed_document(session)
    assert first.sha256 == second.sha256
    actions.erase(session, first, NOW)
    session.commit()
    worker.run_until_idle()
    assert queries.content_of(second).startswith(b"%PDF")
    with pytest.raises(Refusal):
        queries.content_of(first)


def test_a_document_erased_while_it_was_printed_leaves_no_bytes(session: Session, worker: Worker) -> None:
    """The late bytes are erased by the job that follows."""
    document = a_document(session)
    session.commit()
    actions.erase(session, document, NOW)
    late = files.put(b"late bytes")
    actions.keep_bytes(session, document.id, late, 10, NOW)
    session.commit()
    worker.run_until_idle()
    session.refresh(document)
    assert document.sha256 is None
    assert not files.path_of(late).exists()
