"""The bytes of uploads: kept as long as anybody needs them, though they are erased elsewhere at the same moment."""

import threading
from collections.abc import Callable

from flask import Flask
from sqlalchemy.orm import Session

from app.admissions import actions, queries
from app.admissions.models import Application
from app.admissions.rules import UploadPurpose
from app.archive import actions as archive
from app.archive import queries as documents
from app.core import files
from app.core.db import db, transaction
from app.core.jobs import Worker
from app.core.uploads import CheckedFile
from tests.admissions.factories import PDF, a_draft, a_house, a_submitted
from tests.factories import NOW

A_MOMENT = 0.4
"""Long enough for a thread to come as far as it can while another transaction is open."""


def beside(app: Flask, act: Callable[[Session], object]) -> threading.Thread:
    """Begin something in a transaction of another thread, and let it come as far as it can."""

    def in_own_transaction() -> None:
        with app.app_context():
            with transaction() as session:
                act(session)
            db.session.remove()

    thread = threading.Thread(target=in_own_transaction)
    thread.start()
    thread.join(A_MOMENT)
    return thread


def a_draft_without_its_file(session: Session) -> tuple[Application, str]:
    """A draft whose file was taken back: its bytes still lie there, waiting to be erased."""
    a_house(session)
    draft = a_draft(session)
    upload = actions.add_upload(session, draft.id, UploadPurpose.AUTHORITY, CheckedFile("Wahl.pdf", PDF), NOW)
    actions.delete_upload(session, draft.id, upload.id, NOW)
    session.commit()
    return draft, upload.sha256


def hand_in(session: Session, draft_id: int) -> None:
    actions.add_upload(session, draft_id, UploadPurpose.AUTHORITY, CheckedFile("Wahl.pdf", PDF), NOW)


def test_a_file_erased_while_it_is_handed_in_again_is_not_lost(app: Flask, session: Session) -> None:
    draft, sha256 = a_draft_without_its_file(session)
    with transaction() as handing_in:
        hand_in(handing_in, draft.id)
        erasing = beside(app, lambda other: files.erase_unneeded(other, sha256))
        assert erasing.is_alive(), "it does not wait for whoever hands the file in"
    erasing.join(20)
    assert files.get(sha256) == PDF


def test_a_file_handed_in_again_while_it_is_erased_is_stored_anew(app: Flask, session: Session) -> None:
    draft, sha256 = a_draft_without_its_file(session)
    with transaction() as erasing:
        files.erase_unneeded(erasing, sha256)
        handing_in = beside(app, lambda other: hand_in(other, draft.id))
        assert handing_in.is_alive(), "it does not wait for whoever erases the file"
    handing_in.join(20)
    assert files.get(sha256) == PDF


def test_a_document_erased_here_stays_where_somebody_else_handed_it_in(session: Session, worker: Worker) -> None:
    a_house(session)
    application = a_submitted(session)
    session.commit()
    worker.run_until_idle()
    pdf = queries.declaration_pdf(session, application)
    other = a_draft(session, token="another")
    upload = actions.add_upload(session, other.id, UploadPurpose.OTHER, CheckedFile("Kopie.pdf", pdf), NOW)
    archive.erase(session, documents.get_document(session, application.declaration_document_id or 0), NOW)
    session.commit()
    worker.run_until_idle()
    assert files.get(upload.sha256) == pdf
