"""Reads of issued documents: one of them, the register, the bytes."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased, object_session

from app.archive.models import IssuedDocument, PrintItem, PrintRun
from app.archive.rules import RENDER_JOB, Standing, check_may_be_read, read_code, spellings
from app.core import files, jobs
from app.core.values import NotFound, Refusal
from documents import registry


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


def is_uncorrected(letter_id: InstrumentedAttribute[int | None] | int) -> ColumnElement[bool]:
    """Whether a letter is out, not erased since, and no other was written in its place.

    One that was declared void before anybody posted it told nobody, until another was written in its place.
    """
    later = aliased(IssuedDocument)
    told = select(later.id).where(
        later.id == IssuedDocument.replaced_by_id,
        or_(later.standing != Standing.VOID, later.replaced_by_id.is_not(None), _is_posted(later.id)),
    )
    found = select(IssuedDocument.id).where(
        IssuedDocument.id == letter_id, IssuedDocument.erased_at.is_(None), _is_posted(IssuedDocument.id),
        ~told.exists(),
    )
    return found.exists()


def _is_posted(letter_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    copies = select(PrintItem.id).where(PrintItem.document_id == letter_id, PrintItem.posted_at.is_not(None))
    return copies.exists()


def lacks_correction(session: Session, letter_id: int | None) -> bool:
    """Say whether somebody holds a letter of which nobody told them by another one that it speaks no more."""
    return letter_id is not None and bool(session.scalar(select(is_uncorrected(letter_id))))


def with_corrections(session: Session, *letter_ids: int | None) -> list[IssuedDocument]:
    """These letters, as far as they were written, each followed by those that were written in its place."""
    found: list[IssuedDocument] = []
    for letter_id in letter_ids:
        letter = find_document(session, letter_id) if letter_id else None
        while letter:
            found.append(letter)
            letter = find_document(session, letter.replaced_by_id) if letter.replaced_by_id else None
    return found


def given_out(
    session: Session, kind: str, subjects: Collection[str]
) -> list[tuple[IssuedDocument, Sequence[datetime]]]:
    """Each document of a kind about these matters, with the moments at which its copies were posted.

    Of what was not posted so far, or handed over by other means, the moment counts at which it was issued; what speaks
    no more and never was posted is left out.
    """
    found = select(IssuedDocument).where(IssuedDocument.kind == kind, IssuedDocument.subject.in_(subjects))
    documents = session.scalars(found.order_by(IssuedDocument.id)).all()
    copies = select(PrintItem.document_id, PrintItem.posted_at).where(
        PrintItem.document_id.in_([each.id for each in documents]), PrintItem.posted_at.is_not(None)
    )
    posted: dict[int, list[datetime]] = {}
    for document_id, posted_at in session.execute(copies) if documents else ():
        if posted_at is not None:
            posted.setdefault(document_id, []).append(posted_at)
    return [
        (each, posted.get(each.id, [each.issued_at]))
        for each in documents if each.id in posted or each.standing is Standing.VALID
    ]  # fmt: skip


DOCUMENT_SORTS = {
    "issued": IssuedDocument.issued_at,
    "number": IssuedDocument.number,
    "title": IssuedDocument.title,
    "kind": IssuedDocument.kind,
}


def list_documents(
    session: Session, *, words: str = "", kind: str = "", standing: str = "", sort: str = "issued",
    descending: bool = False, offset: int = 0, limit: int | None = None,
) -> tuple[Sequence[IssuedDocument], int]:
    """The register of documents: those that fit (number, title, recipient), one page of them, and how many in all."""
    found = select(IssuedDocument)
    for word in words.split():
        found = found.where(_names(word))
    if kind:
        found = found.where(IssuedDocument.kind == kind)
    if standing in {each.value for each in Standing}:
        found = found.where(IssuedDocument.standing == Standing(standing))
    total = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    key = DOCUMENT_SORTS[sort]
    order = (key.desc(), IssuedDocument.id.desc()) if descending else (key.asc(), IssuedDocument.id.asc())
    return session.scalars(found.order_by(*order).offset(offset).limit(limit)).all(), total


def _names(word: str) -> ColumnElement[bool]:
    """Whether a document's number, title or recipient holds a word."""
    columns = (IssuedDocument.number, IssuedDocument.title, PrintItem.recipient)
    number, title, recipient = (
        or_(*(column.contains(spelling, autoescape=True) for spelling in spellings(word))) for column in columns
    )
    return or_(number, title, IssuedDocument.id.in_(select(PrintItem.document_id).where(recipient)))


def kinds_in_use(session: Session) -> Sequence[str]:
    """The kinds of documents that were issued so far."""
    return session.scalars(select(IssuedDocument.kind).distinct().order_by(IssuedDocument.kind)).all()


def is_file_needed(session: Session, sha256: str) -> bool:
    """Say whether a document that was not erased, or a bundle, still consists of these bytes."""
    kept = select(IssuedDocument.id).where(IssuedDocument.sha256 == sha256, IssuedDocument.erased_at.is_(None))
    bundled = select(PrintRun.id).where(PrintRun.sha256 == sha256)
    return any(session.scalar(found.limit(1)) for found in (kept, bundled))


def failed_jobs_of(session: Session, document_ids: Collection[int]) -> dict[int, int]:
    """The jobs that could not make the bytes of these documents: job by document."""
    references = [str(document_id) for document_id in document_ids]
    failed = (
        select(jobs.JobItem.reference, jobs.JobItem.job_id)
        .join(jobs.Job)
        .where(
            jobs.Job.kind == RENDER_JOB, jobs.JobItem.reference.in_(references),
            jobs.JobItem.state.in_((jobs.ItemState.FAILED, jobs.ItemState.IN_DOUBT)),
        )
    )
    return {int(reference): job_id for reference, job_id in session.execute(failed)}


def content_of(document: IssuedDocument) -> bytes:
    """The archived bytes of a document; Refusal where it was erased, could not be printed, or is long and not yet.

    Where no job has made them yet, its frozen facts are printed for the reader: the same bytes, archived by the job.
    """
    if document.erased_at or document.facts is None:
        raise Refusal("Dieses Dokument wurde gelöscht; nur seine Nummer steht noch im Verzeichnis.")
    check_may_be_read(document.sha256 is not None, _has_failed(document), document.facts)
    if document.sha256 is None:
        return registry.build(document.kind, registry.load(document.kind, document.facts))
    return files.get(document.sha256)


def _has_failed(document: IssuedDocument) -> bool:
    session = object_session(document)
    return document.sha256 is None and session is not None and bool(failed_jobs_of(session, [document.id]))
