"""What happens to documents: issued, made, replaced, void, printed again, erased."""

import secrets
from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from app.archive import queries
from app.archive.actions.following import follow
from app.archive.models import IssuedDocument, PrintItem, PrintRun, PrintRunSheet
from app.archive.rules import (
    CODE_ALPHABET,
    CODE_SIGNS,
    RENDER_JOB,
    Standing,
    check_code,
    check_put_back,
    refuse_unless_valid,
    takes_long,
)
from app.core import files, jobs, journal, links
from app.core.db import table_of
from app.core.formats import local
from app.core.told import Told
from app.core.values import Actor, German
from documents import registry

_DOCUMENTS = table_of(IssuedDocument)
_KEPT = (
    update(_DOCUMENTS)
    .where(_DOCUMENTS.c.id == bindparam("document"), _DOCUMENTS.c.sha256.is_(None), _DOCUMENTS.c.erased_at.is_(None))
    .returning(_DOCUMENTS.c.id)
)

ERASE_JOB = "erase_file"

PORTION = 1000
"""So many letters are withdrawn by one statement."""


def new_check_code(number: str) -> str:
    """Make the code under which a document can be checked; it is made before the facts, whose QR code holds it."""
    return check_code(number, "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_SIGNS)))


def check_address(code: str) -> str:
    """The public address behind the QR code; Refusal where this installation has no public address."""
    return links.absolute(f"/pruefen/{code}")


def issue(
    session: Session, *, kind: str, facts: object, title: German, subject: str, actor: Actor, now: datetime,
    number: str | None = None, checkable: bool = False, check_code: str | None = None, print_for: str | None = None,
) -> IssuedDocument:
    """Freeze what a document states and have its bytes made; `print_for` puts it into the tray for this recipient.

    Its `title` begins with one word of ours, which lists tell in the reader's language; a reference follows.
    A document whose QR code leads to the check page brings its own `check_code`; `checkable` makes one. A long one is
    printed before the letters that wait: it can't be read until then.
    """
    code = check_code or (new_check_code(number or kind) if checkable else None)
    document = IssuedDocument(
        kind=kind, number=number, title=title, subject=subject, facts=registry.dump(facts), issued_at=now,
        check_code=code,
    )
    session.add(document)
    session.flush()
    jobs.enqueue(
        session, RENDER_JOB, [str(document.id)], key=f"{RENDER_JOB}:{document.id}", actor=actor, now=now, title=title,
        rank=jobs.Rank.AWAITED if takes_long(document.facts) else jobs.Rank.MASS,
    )
    if print_for is not None:
        session.add(PrintItem(document_id=document.id, recipient=print_for, ready_at=now))
    summary = Told("{title}", title=title)
    journal.record(session, actor, "document_issued", document.reference, now, summary, number=number, kind=kind)
    return document


def keep_bytes(session: Session, document_id: int, sha256: str, size: int, now: datetime) -> None:
    """Set a document's hash, once for all; bytes that came too late, after its erasure, are erased as well."""
    files.claim(session, sha256)
    made = {"document": document_id, "sha256": sha256, "size": size}
    if session.scalar(_KEPT, made) is None:
        erase_bytes(session, sha256, f"late:{document_id}", now)


def replace(
    session: Session, old: IssuedDocument, new_document: IssuedDocument, actor: Actor, now: datetime, reason: str = "",
    since: date | None = None,
) -> None:
    """Let a newer document speak in place of an old one; the check page names the newer one (R-DOC-04).

    `since` where it was so before today.
    """
    _lock(session, old)
    refuse_unless_valid(old.standing)
    old.standing, old.replaced_by_id = Standing.REPLACED, new_document.id
    old.standing_at, old.standing_on, old.standing_reason = now, since or local(now).date(), reason
    summary = Told("Ersetzt durch {document}", document=new_document.number or new_document.title)
    journal.record(session, actor, "document_replaced", old.reference, now, summary, reason=reason)
    _take_out_of_tray(session, old, German("Ersetzt, bevor es versandt war"), actor, now)


def make_void(
    session: Session, document: IssuedDocument, reason: str, actor: Actor, now: datetime, since: date | None = None
) -> None:
    """Declare a document void; the reason stands in the register and the journal, not on the public page.

    `since` where it was so before today.
    """
    _lock(session, document)
    refuse_unless_valid(document.standing)
    _note_void(session, document, reason, actor, now, since)
    _take_out_of_tray(session, document, German("Für ungültig erklärt"), actor, now)
    follow(session, document, reason, actor, now)


def _note_void(
    session: Session, document: IssuedDocument, reason: str, actor: Actor, now: datetime, since: date | None = None
) -> None:
    document.standing, document.standing_reason = Standing.VOID, reason
    document.standing_at, document.standing_on = now, since or local(now).date()
    summary = Told("{reason}", reason=reason)
    journal.record(session, actor, "document_made_void", document.reference, now, summary)


def withdraw_all(
    session: Session, document_ids: Sequence[int], reason: str, actor: Actor, now: datetime
) -> None:
    """Declare many letters void at once that nobody has posted yet, so that none of them leaves the house."""
    for start in range(0, len(document_ids), PORTION):
        _withdraw_some(session, document_ids[start : start + PORTION], reason, actor, now)


def _withdraw_some(
    session: Session, document_ids: Sequence[int], reason: str, actor: Actor, now: datetime
) -> None:
    found = select(IssuedDocument).where(
        IssuedDocument.id.in_(document_ids), IssuedDocument.standing == Standing.VALID
    ).order_by(IssuedDocument.id)
    locked = found.with_for_update(of=IssuedDocument).execution_options(populate_existing=True)
    letters = {letter.id: letter for letter in session.scalars(locked)}
    copies = _locked_copies(session, letters)
    posted = {copy.document_id for copy in copies if copy.posted_at is not None}
    for copy in copies:
        if copy.document_id not in posted and copy.discarded_at is None:
            _discard(copy, German("Für ungültig erklärt"), actor, now)
    for letter_id, letter in letters.items():
        if letter_id not in posted:
            _note_void(session, letter, reason, actor, now)
            follow(session, letter, reason, actor, now)
    session.flush()


def withdraw(session: Session, document_id: int | None, reason: str, actor: Actor, now: datetime) -> None:
    """Declare a letter void that nobody has posted yet; one that is out stays as it is, and so does none."""
    letter = session.get(IssuedDocument, document_id) if document_id else None
    if letter is None or letter.standing is not Standing.VALID:
        return
    if all(copy.posted_at is None for copy in queries.items_of(session, letter.id)):
        make_void(session, letter, reason, actor, now)


def name_correction(
    session: Session, old: IssuedDocument, correction: IssuedDocument, reason: str, actor: Actor, now: datetime
) -> None:
    """Note by which letter whoever holds one that is out was told that it is wrong; it was declared void, or is now.

    Where the one in its place was declared void itself, before anybody had it, this takes the place of that one.
    """
    if old.standing is Standing.VALID:
        replace(session, old, correction, actor, now, reason)
        return
    _lock(session, old)
    if old.replaced_by_id is not None:
        name_correction(session, queries.get_document(session, old.replaced_by_id), correction, reason, actor, now)
        return
    old.replaced_by_id = correction.id
    summary = Told("Ersetzt durch {document}", document=correction.number or correction.title)
    journal.record(session, actor, "document_replaced", old.reference, now, summary, reason=reason)


def _lock(session: Session, document: IssuedDocument) -> None:
    """Let nobody else replace or void a document or lay it into the tray meanwhile, and read it as it stands now."""
    session.refresh(document, with_for_update={"of": IssuedDocument})


def print_again(
    session: Session, document: IssuedDocument, recipient: str, actor: Actor, now: datetime
) -> PrintItem:
    """Put a further copy of the same bytes into the tray (2. Ausfertigung); Refusal where it speaks no longer."""
    _lock(session, document)
    check_put_back(document.standing, document.erased_at is not None)
    item = _lay_copy_into_tray(session, document, recipient, now)
    summary = Told("{number}. Ausfertigung", number=item.copy)
    journal.record(session, actor, "copy_ordered", document.reference, now, summary)
    return item


def erase(session: Session, document: IssuedDocument, now: datetime) -> None:
    """Erase what a document says (R-ADM-09): facts, bytes, recipients, bundles; number, kind and hash stay."""
    if document.erased_at:
        return
    document.facts, document.title, document.erased_at = None, "", now
    items = [item.id for item in queries.items_of(session, document.id)]
    blank = update(PrintItem).where(PrintItem.id.in_(items))
    session.execute(blank.values(recipient=""))
    open_ones = blank.where(PrintItem.posted_at.is_(None), PrintItem.discarded_at.is_(None))
    session.execute(open_ones.values(discarded_at=now, discard_reason=German("Gelöscht")))
    for run in session.scalars(select(PrintRun).join(PrintRunSheet).where(PrintRunSheet.item_id.in_(items)).distinct()):
        _erase_bundle(session, run, document, now)
    if document.sha256:
        erase_bytes(session, document.sha256, f"document:{document.id}", now)
    journal.erase_details(session, document.reference, now)
    session.flush()


def _erase_bundle(session: Session, run: PrintRun, document: IssuedDocument, now: datetime) -> None:
    if run.sha256:
        erase_bytes(session, run.sha256, f"run:{run.id}:{document.id}", now)
        run.sha256 = None


def erase_bytes(session: Session, sha256: str, key: str, now: datetime) -> None:
    """Leave the deletion of a file to a job: it happens after the commit, and a crash in between does not lose it."""
    jobs.enqueue(session, ERASE_JOB, [sha256], key=f"{ERASE_JOB}:{key}", actor=Actor.system(), now=now)


def _lay_copy_into_tray(session: Session, document: IssuedDocument, recipient: str, now: datetime) -> PrintItem:
    copies = session.scalar(select(func.max(PrintItem.copy)).where(PrintItem.document_id == document.id)) or 0
    item = PrintItem(document_id=document.id, recipient=recipient, copy=copies + 1, ready_at=now)
    session.add(item)
    session.flush()
    return item


def _take_out_of_tray(session: Session, document: IssuedDocument, reason: str, actor: Actor, now: datetime) -> None:
    """A document that speaks no longer is not posted by mistake; what somebody posts at this moment stays posted."""
    for item in _locked_copies(session, (document.id,)):
        if item.posted_at is None and item.discarded_at is None:
            _discard(item, reason, actor, now)


def _locked_copies(session: Session, document_ids: Collection[int]) -> Sequence[PrintItem]:
    copies = select(PrintItem).where(PrintItem.document_id.in_(document_ids)).order_by(PrintItem.id)
    return session.scalars(
        copies.with_for_update(of=PrintItem).execution_options(populate_existing=True)
    ).all()


def _discard(item: PrintItem, reason: str, actor: Actor, now: datetime) -> None:
    item.discarded_at, item.discard_reason, item.settled_by = now, reason, actor.name
