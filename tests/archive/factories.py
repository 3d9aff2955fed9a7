"""Documents for the tests of the archive: the samples of `documents/`, issued."""

from sqlalchemy.orm import Session

from app.archive import actions, queries
from app.archive.models import IssuedDocument
from app.core import files
from documents import registry
from tests.factories import NOW, OFFICE


def a_document(session: Session, kind: str = "refusal_letter", **more: object) -> IssuedDocument:
    """An issued document with the facts of its sample; its bytes are made by the worker."""
    given: dict[str, object] = {"title": "Schreiben an Walburga Ehrenpreis", "subject": "application:17", **more}
    return actions.issue(
        session, kind=kind, facts=registry.KINDS[kind].sample(), actor=OFFICE, now=NOW, **given  # type: ignore[arg-type]
    )


def a_printed_document(session: Session, kind: str = "refusal_letter", **more: object) -> IssuedDocument:
    """An issued document whose bytes are archived."""
    document = a_document(session, kind, **more)
    content = queries.content_of(document)
    actions.keep_bytes(session, document.id, files.keep(session, content), len(content), NOW)
    session.refresh(document)
    return document


def made(session: Session, document_id: int | None) -> None:
    """Let the bytes of a document be there that the worker would have made, without printing it."""
    content = f"%PDF-1.7 {document_id}".encode()
    if document_id is not None:
        actions.keep_bytes(session, document_id, files.keep(session, content), len(content), NOW)
        session.refresh(queries.get_document(session, document_id))
