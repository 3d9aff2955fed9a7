"""The acts noted are chained to the head, last of all in a transaction, under a lock on the head."""

import secrets
from typing import Any

from sqlalchemy import event, select, update
from sqlalchemy.orm import Session, SessionTransaction

from app.core.db import insert_rows, insert_unless_there, table_of
from app.core.journal.keeping import keep, kept_head
from app.core.journal.lines import (
    GENESIS,
    Head,
    JournalDetails,
    JournalHead,
    JournalLine,
    JournalRows,
    details_hash,
    hash_of,
)
from app.core.journal.pending import Entry, take_pending

_TO_KEEP = "head of the journal to be kept in the file"
_ANEW = "the head in the file gives way to an older one"

_HEAD = table_of(JournalHead)
_MOVED = update(_HEAD).where(_HEAD.c.id == 1)
_TOUCHED = _MOVED.values(id=1).returning(_HEAD.c.sequence, _HEAD.c.hash)


def begin_anew(session: Session) -> None:
    """Let the chain as it now stands be the true one: a backup was put back on purpose."""
    head = session.get(JournalHead, 1, populate_existing=True)
    session.info[_TO_KEEP] = Head(head.sequence, head.hash) if head else Head(0, GENESIS)
    session.info[_ANEW] = True


@event.listens_for(Session, "before_commit")
def _write_pending(session: Session) -> None:
    """Chain the noted acts to the head, last of all, so that the lock on the head is held briefly."""
    if session.in_nested_transaction():
        return
    session.flush()
    entries = take_pending(session)
    if not entries:
        return
    head = _locked_head(session)
    lines, details = [], []
    beside: list[dict[str, Any]] = []
    may_keep = _continues_what_is_kept(session, head)
    for entry in entries:
        line, about = _line_after(head, entry)
        lines.append(line)
        details.append(about)
        beside.extend(
            {"sequence": line["sequence"], "portion": portion, "ledger": ledger, "content": content}
            for portion, (ledger, content) in enumerate(entry.beside, start=1)
        )
        head = Head(line["sequence"], line["hash"])
    insert_rows(session, JournalLine, lines)
    insert_rows(session, JournalDetails, details)
    insert_rows(session, JournalRows, beside)
    session.connection().execute(_MOVED, head._asdict())
    if may_keep:
        session.info[_TO_KEEP] = head


def _continues_what_is_kept(session: Session, head: Head) -> bool:
    """Whether the head kept in the file stands in this chain; where it does not, it stays as evidence."""
    kept = session.info.get(_TO_KEEP) or kept_head()
    if kept is None or kept in (head, (0, GENESIS)):
        return True
    there = select(JournalLine.hash).where(JournalLine.sequence == kept.sequence)
    return session.scalar(there) == kept.hash


@event.listens_for(Session, "after_commit")
def _keep_head(session: Session) -> None:
    head: Head | None = session.info.pop(_TO_KEEP, None)
    is_anew = session.info.pop(_ANEW, False)
    if head is not None:
        keep(head, is_anew)


@event.listens_for(Session, "after_soft_rollback")
def _forget_head(session: Session, transaction: SessionTransaction) -> None:
    """The head of what was rolled back is none."""
    if not transaction.nested:
        session.info.pop(_TO_KEEP, None)
        session.info.pop(_ANEW, None)


def _locked_head(session: Session) -> Head:
    """Lock the head of the chain by touching it (works alike on both databases), and read it afresh."""
    connection = session.connection()
    head = connection.execute(_TOUCHED).first()
    if head is None:
        insert_unless_there(session, JournalHead, id=1, sequence=0, hash=GENESIS)
        head = connection.execute(_TOUCHED).one()
    return Head(head.sequence, head.hash)


def _line_after(head: Head, entry: Entry) -> tuple[dict[str, Any], dict[str, Any]]:
    """The values of the line that follows the head, and of its details."""
    salt = secrets.token_hex(16)
    line = {
        "sequence": head.sequence + 1, "at": entry.at, "actor_id": entry.actor.user_id, "actor_name": entry.actor.name,
        "act": entry.act, "subject": entry.subject, "previous_hash": head.hash,
        "details_hash": details_hash(salt, entry.summary, entry.content),
    }
    details = {"sequence": line["sequence"], "salt": salt, "summary": entry.summary, "content": entry.content}
    return {**line, "hash": hash_of(line)}, details
