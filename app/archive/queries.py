"""Reads of the archive: documents, the print tray, runs of the printer."""

from collections.abc import Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.archive.models import IssuedDocument, PrintItem, PrintRun
from app.archive.rules import read_code
from app.core import files
from app.core.values import NotFound, Refusal


def find_document(session: Session, document_id: int) -> IssuedDocument | None:
    """A document by its id, if there is one."""
    return session.get(IssuedDocument, document_id)


def get_document(session: Session, document_id: int) -> IssuedDocument:
    """A document by its id; raises NotFound."""
    document = find_document(session, document_id)
    if document is None:
        raise NotFound("Dieses Dokument gibt es nicht.")
    return document


def find_by_check_code(session: Session, code: str) -> IssuedDocument | None:
    """The document behind a check code, as printed or as typed."""
    return session.scalar(select(IssuedDocument).where(IssuedDocument.check_code == read_code(code)))


def find_by_number(session: Session, number: str) -> IssuedDocument | None:
    """The document of a number in a register."""
    return session.scalar(select(IssuedDocument).where(IssuedDocument.number == number))


def documents_about(session: Session, *subjects: str) -> Sequence[IssuedDocument]:
    """All documents of these matters, newest first."""
    found = select(IssuedDocument).where(IssuedDocument.subject.in_(subjects))
    return session.scalars(found.order_by(IssuedDocument.issued_at.desc(), IssuedDocument.id.desc())).all()


def _waiting() -> Select[PrintItem]:
    waits = PrintItem.posted_at.is_(None) & PrintItem.discarded_at.is_(None)
    return select(PrintItem).where(waits).order_by(PrintItem.ready_at, PrintItem.id)


def waiting_items(session: Session) -> Sequence[PrintItem]:
    """What lies in the print tray: neither posted nor discarded, oldest first."""
    return session.scalars(_waiting()).all()


def count_waiting(session: Session) -> int:
    """How many sheets lie in the print tray."""
    return session.scalar(select(func.count()).select_from(_waiting().order_by(None).subquery())) or 0


def items_of(session: Session, document_id: int) -> Sequence[PrintItem]:
    """All copies of a document, in their order."""
    return session.scalars(
        select(PrintItem).where(PrintItem.document_id == document_id).order_by(PrintItem.copy)
    ).all()


def is_needed(session: Session, sha256: str) -> bool:
    """Say whether a document that was not erased, or a bundle, still consists of these bytes."""
    kept = select(IssuedDocument.id).where(IssuedDocument.sha256 == sha256, IssuedDocument.erased_at.is_(None))
    bundled = select(PrintRun.id).where(PrintRun.sha256 == sha256)
    return any(session.scalar(found.limit(1)) for found in (kept, bundled))


def content_of(document: IssuedDocument) -> bytes:
    """The archived bytes of a document; Refusal where it was erased or is still being printed."""
    if document.erased_at:
        raise Refusal("Dieses Dokument wurde gelöscht; nur seine Nummer steht noch im Verzeichnis.")
    if document.sha256 is None:
        raise Refusal("Dieses Dokument wird gerade erzeugt. Versuchen Sie es gleich noch einmal.")
    return files.get(document.sha256)
