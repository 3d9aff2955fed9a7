"""The journal: who did what, in the same transaction as the act; a chain of lines that only grows.

A line's hash covers the line before it and a salted hash of its details. The details stand in a row of their own that
can be erased (refused applicants) without breaking the chain; a line of its own proves each erasure, so that details
taken away behind the program's back are found. The head of the chain is kept outside the table, so that a cut-off tail
is found, and once more in a file beside the database, so that an older database put in its place is found. Lines are
written last in a transaction, under a lock on the head, to keep that lock short.
"""

import fcntl
import hashlib
import json
import logging
import os
import secrets
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, delete, event, func, select, update
from sqlalchemy.orm import Mapped, Session, SessionTransaction, mapped_column, relationship

from app.core import horizon
from app.core.db import BigId, Model, UtcDateTime, insert_rows, insert_unless_there, only_grows, table_of
from app.core.told import Told, as_stored, from_stored
from app.core.values import MAX_FULL_NAME, Actor

GENESIS = "0" * 64
ERASED = "erase_details"
"""The act of a line that proves the erasure of all details about its subject on the lines before it."""
_TOLD = "told"
"""Where the details keep the sentence of the summary and its values."""
ADDED = "ledger_rows"
"""Where the details keep the rows that the act added to ledgers, by table."""
BESIDE, FREED = "ledger_rows_beside", "freed_rows"
"""Where they keep the hashes of rows beside them, by portion; where an erasure keeps the ids of rows told before."""
PORTION = 500
"""How many rows stand together beside a line; an act that added no more has them in its details."""
_PENDING = "pending journal lines"
_BEFORE = "journal lines pending before a savepoint"
_TO_KEEP = "head of the journal to be kept in the file"
_ANEW = "the head in the file gives way to an older one"

Read = TypeVar("Read")

log = logging.getLogger(__name__)

_file: Path | None = None


def keep_head_in(path: Path) -> None:
    """Name the file that keeps the newest head outside the database; called once by the application's factory."""
    global _file
    _file = path


@only_grows
class JournalLine(Model):
    """One act. The actor stands as text, without a foreign key: the line outlives the account."""

    __tablename__ = "journal_line"
    __table_args__ = (Index("ix_journal_line_subject", "subject", "sequence"),)

    sequence: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[int | None]
    actor_name: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    act: Mapped[str] = mapped_column(String(80))
    subject: Mapped[str] = mapped_column(String(80))
    details_hash: Mapped[str] = mapped_column(String(64))
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)

    details: Mapped["JournalDetails | None"] = relationship(viewonly=True, lazy="joined")

    def summary(self) -> str:
        """What was done, in a German sentence; empty where the details were erased."""
        return self.details.summary if self.details else ""

    def told(self) -> Told:
        """The same as a sentence that can be told in another language; older lines, and forged ones, are text alone."""
        try:
            return from_stored(json.loads(self.details.content if self.details else "{}")[_TOLD])
        except (ValueError, LookupError, TypeError, AttributeError):
            return Told("{text}", text=self.summary())


class JournalDetails(Model):
    """The erasable part of a line: sentence and values, salted so that the remaining hash gives nothing away."""

    __tablename__ = "journal_details"

    sequence: Mapped[int] = mapped_column(ForeignKey("journal_line.sequence"), primary_key=True)
    salt: Mapped[str] = mapped_column(String(32))
    summary: Mapped[str] = mapped_column(Text, default="")
    content: Mapped[str] = mapped_column(Text)


class JournalRows(Model):
    """A portion of the rows that a large act added to a ledger; the details of its line hold the hash of each."""

    __tablename__ = "journal_rows"

    sequence: Mapped[int] = mapped_column(BigId, ForeignKey("journal_line.sequence"), primary_key=True)
    portion: Mapped[int] = mapped_column(primary_key=True)
    ledger: Mapped[str] = mapped_column(String(40))
    content: Mapped[str] = mapped_column(Text)


class JournalHead(Model):
    """Sequence and hash of the last line: one row, kept outside the chain."""

    __tablename__ = "journal_head"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sequence: Mapped[int] = mapped_column(BigId)
    hash: Mapped[str] = mapped_column(String(64))


_HEAD = table_of(JournalHead)
_MOVED = update(_HEAD).where(_HEAD.c.id == 1)
_TOUCHED = _MOVED.values(id=1).returning(_HEAD.c.sequence, _HEAD.c.hash)


class _Head(NamedTuple):
    """Sequence and hash of the line that the next one follows."""

    sequence: int
    hash: str


@dataclass(frozen=True)
class _Entry:
    at: datetime
    actor: Actor
    act: str
    subject: str
    summary: str
    content: str
    beside: Sequence[tuple[str, str]] = ()
    """Portions of rows, each with its ledger."""


class _Added(NamedTuple):
    """Rows that a ledger gained; the act that is noted next added them."""

    table: str
    rows: Sequence[Mapping[str, Any]]


def record(
    session: Session, actor: Actor, act: str, subject: str, now: datetime, summary: str | None = None, **details: Any
) -> None:
    """Note an act; the line is chained and written when the transaction commits.

    `subject` is a reference such as `application:17`; names of people belong into `summary` and `details`, which can
    be erased, never into the act or the subject. The application gives `summary` as `Told`, so that it can be told in
    another language.
    """
    if not session.in_transaction():
        session.begin()
    if isinstance(summary, Told):
        details[_TOLD] = as_stored(summary)
    content = json.dumps(details, ensure_ascii=False, sort_keys=True, default=str)
    session.info.setdefault(_PENDING, []).append(_Entry(now, actor, act, subject, summary or "", content))


def attach(session: Session, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Note rows that a ledger gained, for the details of the act."""
    if not session.in_transaction():
        session.begin()
    if rows:
        session.info.setdefault(_PENDING, []).append(_Added(table, rows))


def _acts_with_rows(pending: Sequence[_Entry | _Added]) -> list[_Entry]:
    """The acts, each with the rows noted since the one before it; what comes after the last belongs to it too."""
    acts: list[_Entry] = []
    waiting: list[_Added] = []
    for each in pending:
        if isinstance(each, _Added):
            waiting.append(each)
        else:
            acts.append(_holding(each, waiting))
            waiting = []
    return [*acts[:-1], _holding(acts[-1], waiting)] if acts else []


def _holding(act: _Entry, added: Sequence[_Added]) -> _Entry:
    if not added:
        return act
    details = json.loads(act.content)
    tables: dict[str, list[Mapping[str, Any]]] = details.pop(ADDED, {})
    for table, rows in added:
        tables.setdefault(table, []).extend(rows)
    if not act.beside and sum(map(len, tables.values())) <= PORTION:
        return replace(act, content=as_json({**details, ADDED: tables}))
    beside = [*act.beside] + [
        (table, as_json(rows[start : start + PORTION]))
        for table, rows in tables.items() for start in range(0, len(rows), PORTION)
    ]
    return replace(act, content=as_json({**details, BESIDE: [_digest(*each) for each in beside]}), beside=beside)


def _digest(ledger: str, content: str) -> str:
    return hashlib.sha256(f"{ledger} {content}".encode()).hexdigest()


def as_json(rows: object) -> str:
    """Rows of ledgers as text, the same from either database."""
    return json.dumps(rows, ensure_ascii=False, sort_keys=True, default=_written)


def _written(value: date) -> str:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value.isoformat()


def lines_about(session: Session, *subjects: str, limit: int = 200) -> Sequence[JournalLine]:
    """The newest lines about these subjects, newest first."""
    found = select(JournalLine).where(JournalLine.subject.in_(subjects))
    return session.scalars(found.order_by(JournalLine.sequence.desc()).limit(limit)).all()


def count_about(session: Session, *subjects: str) -> int:
    """How many lines there are about these subjects."""
    return session.scalar(select(func.count()).select_from(JournalLine).where(JournalLine.subject.in_(subjects))) or 0


class UntilTheNextAct(Generic[Read]):
    """What was read of the whole house, kept until anything is done; what is under way is never kept."""

    def __init__(self) -> None:
        self._held: tuple[str, dict[Hashable, Read]] = ("", {})

    def get(self, session: Session, key: Hashable, read: Callable[[], Read]) -> Read:
        """What was read under this key in the state that the journal is in; read now where nothing was."""
        state = "" if session.info.get(_PENDING) else session.scalar(select(JournalHead.hash))
        if not state:
            return read()
        held = self._held  # looked at once: another thread may put a later state in its place
        if held[0] != state:
            held = self._held = (state, {})
        kept, key = held[1], (key, horizon.present())
        if key not in kept:
            kept[key] = read()
        return kept[key]


def erase_details(session: Session, subject: str, now: datetime) -> None:
    """Erase sentence and values of every line about a subject; the chain of lines stays whole (R-ADM-09).

    A line of its own says so, for ever; without one, missing details are a fault.
    """
    own = JournalDetails.sequence.in_(select(JournalLine.sequence).where(JournalLine.subject == subject))
    told = list(rows_told(session, own))
    session.execute(delete(JournalRows).where(JournalRows.sequence.in_(select(JournalDetails.sequence).where(own))))
    erased = session.scalars(delete(JournalDetails).where(own).returning(JournalDetails.sequence)).all()
    if erased:
        freed: dict[str, list[int]] = {}
        for ledger, rows in told:
            freed.setdefault(ledger, []).extend(row["id"] for row in rows)
        record(session, Actor.system(), ERASED, subject, now, erased=sorted(erased), freed_rows=freed)


def rows_told(session: Session, *conditions: Any) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The ledger rows that lines tell of, by line and ledger, in portions; the conditions are on their details."""
    ours = select(JournalDetails.content).where(*conditions).order_by(JournalDetails.sequence)
    within = ours.where(JournalDetails.content.contains(f'"{ADDED}": {{'))
    for content in session.scalars(within.execution_options(yield_per=PORTION)):
        yield from json.loads(content).get(ADDED, {}).items()
    beside = select(JournalRows.ledger, JournalRows.content).join(
        JournalDetails, JournalDetails.sequence == JournalRows.sequence
    )
    beside = beside.where(*conditions).order_by(JournalRows.sequence, JournalRows.portion)
    for ledger, content in session.execute(beside.execution_options(yield_per=1)):
        yield ledger, json.loads(content)


def begin_anew(session: Session) -> None:
    """Let the chain as it now stands be the true one: a backup was put back on purpose."""
    head = session.get(JournalHead, 1, populate_existing=True)
    session.info[_TO_KEEP] = _Head(head.sequence, head.hash) if head else _Head(0, GENESIS)
    session.info[_ANEW] = True


@dataclass(frozen=True)
class Finding:
    """A fault in the chain: which line, and what is wrong with it."""

    sequence: int
    fault: str


def faults(session: Session) -> Iterator[Finding]:
    """Go through the whole chain and name every changed, missing or cut-off line."""
    kept, is_kept_there = _kept_head(), False
    last, previous, named = 0, GENESIS, 0
    erased = _erasures(session)
    chain = select(JournalLine).order_by(JournalLine.sequence).execution_options(populate_existing=True)
    for line in session.scalars(chain).yield_per(1000):
        yield from (Finding(missing, "missing") for missing in range(last + 1, line.sequence))
        changed = _changed(line, last, previous) or _unlike_beside(session, line)
        if changed > named:
            yield Finding(changed, "changed")
            named = changed
        if line.details is None and line.sequence >= erased.get(line.subject, 0):
            yield Finding(line.sequence, "details missing")
        last, previous = line.sequence, line.hash
        is_kept_there = is_kept_there or (last, previous) == kept
    at_the_head = list(_faults_at_the_head(session.get(JournalHead, 1, populate_existing=True), last, previous))
    yield from at_the_head
    is_named = kept is not None and kept.sequence in {0, named, *(fault.sequence for fault in at_the_head)}
    if kept and not (is_kept_there or is_named):
        yield Finding(kept.sequence, "taken back")


def _erasures(session: Session) -> dict[str, int]:
    """Subject → the last line that proves an erasure of details about it."""
    proofs = select(JournalLine.subject, func.max(JournalLine.sequence)).where(JournalLine.act == ERASED)
    return dict(session.execute(proofs.group_by(JournalLine.subject)).all())


def _changed(line: JournalLine, last: int, previous: str) -> int:
    """Which line was changed: this one, if its own hash does not fit, or the one before, if it fits another one."""
    if line.hash != _line_hash(line) or not _details_fit(line):
        return line.sequence
    if line.sequence == last + 1 and line.previous_hash != previous:
        return max(last, 1)
    return 0


def _unlike_beside(session: Session, line: JournalLine) -> int:
    """The line, if the rows beside it are others than its details say; 0 where they fit, or where it has none."""
    if line.details is None or f'"{BESIDE}": [' not in line.details.content:
        return 0
    found = select(JournalRows.ledger, JournalRows.content).where(JournalRows.sequence == line.sequence)
    there = [_digest(*row) for row in session.execute(found.order_by(JournalRows.portion))]
    return 0 if there == json.loads(line.details.content)[BESIDE] else line.sequence


def _faults_at_the_head(head: JournalHead | None, last: int, previous: str) -> Iterator[Finding]:
    if head is None:
        if last:
            yield Finding(last, "head missing")
        return
    yield from (Finding(lost, "cut off") for lost in range(last + 1, head.sequence + 1))
    yield from (Finding(alien, "beyond the head") for alien in range(head.sequence + 1, last + 1))
    if head.sequence == last and head.hash != previous:
        yield Finding(last, "changed")


@event.listens_for(Session, "before_commit")
def _write_pending(session: Session) -> None:
    """Chain the noted acts to the head, last of all, so that the lock on the head is held briefly."""
    if session.in_nested_transaction():
        return
    session.flush()
    entries = _acts_with_rows(session.info.pop(_PENDING, []))
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
        head = _Head(line["sequence"], line["hash"])
    insert_rows(session, JournalLine, lines)
    insert_rows(session, JournalDetails, details)
    insert_rows(session, JournalRows, beside)
    session.connection().execute(_MOVED, head._asdict())
    if may_keep:
        session.info[_TO_KEEP] = head


def _continues_what_is_kept(session: Session, head: _Head) -> bool:
    """Whether the head kept in the file stands in this chain; where it does not, it stays as evidence."""
    kept = session.info.get(_TO_KEEP) or _kept_head()
    if kept is None or kept in (head, (0, GENESIS)):
        return True
    there = select(JournalLine.hash).where(JournalLine.sequence == kept.sequence)
    return session.scalar(there) == kept.hash


def _kept_head() -> _Head | None:
    """What the file keeps; None where there is none yet."""
    try:
        sequence, hash_ = _file.read_text().split() if _file else ("", "")
        return _Head(int(sequence), hash_)
    except (FileNotFoundError, ValueError):
        return None


@event.listens_for(Session, "after_commit")
def _keep_head(session: Session) -> None:
    """Keep the head outside the database; what was done is done, also where that fails.

    Whoever committed first may come here last: only a backup that was put back takes the place of a later head.
    """
    head: _Head | None = session.info.pop(_TO_KEEP, None)
    is_anew = session.info.pop(_ANEW, False)
    if head is None or _file is None:
        return
    half = _file.with_name(f".{_file.name}-{secrets.token_hex(4)}")
    try:
        with _alone_in(_file.parent):
            kept = _kept_head()
            if is_anew or kept is None or kept.sequence < head.sequence:
                half.write_text(f"{head.sequence} {head.hash}\n")
                half.replace(_file)
    except OSError:
        log.exception("the head of the journal was not kept in %s", _file)


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Hold a folder for a moment; other threads and processes wait."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@event.listens_for(Session, "after_transaction_create")
def _remember_savepoint(session: Session, transaction: SessionTransaction) -> None:
    """Keep in mind how many acts were noted before a savepoint."""
    if transaction.nested:
        session.info.setdefault(_BEFORE, WeakKeyDictionary())[transaction] = len(session.info.get(_PENDING, ()))


@event.listens_for(Session, "after_soft_rollback")
def _forget_pending(session: Session, transaction: SessionTransaction) -> None:
    """What was rolled back, wholly or to a savepoint, was not done, so it is not noted."""
    kept = session.info[_BEFORE].get(transaction, 0) if transaction.nested else 0
    del session.info.get(_PENDING, [])[kept:]
    if not transaction.nested:
        session.info.pop(_TO_KEEP, None)
        session.info.pop(_ANEW, None)


def _locked_head(session: Session) -> _Head:
    """Lock the head of the chain by touching it (works alike on both databases), and read it afresh."""
    connection = session.connection()
    head = connection.execute(_TOUCHED).first()
    if head is None:
        insert_unless_there(session, JournalHead, id=1, sequence=0, hash=GENESIS)
        head = connection.execute(_TOUCHED).one()
    return _Head(head.sequence, head.hash)


def _line_after(head: _Head, entry: _Entry) -> tuple[dict[str, Any], dict[str, Any]]:
    """The values of the line that follows the head, and of its details."""
    salt = secrets.token_hex(16)
    line = {
        "sequence": head.sequence + 1, "at": entry.at, "actor_id": entry.actor.user_id, "actor_name": entry.actor.name,
        "act": entry.act, "subject": entry.subject, "previous_hash": head.hash,
        "details_hash": _details_hash(salt, entry.summary, entry.content),
    }
    details = {"sequence": line["sequence"], "salt": salt, "summary": entry.summary, "content": entry.content}
    return {**line, "hash": _hash_of(line)}, details


def _line_hash(line: JournalLine) -> str:
    return _hash_of({column.key: getattr(line, column.key) for column in JournalLine.__table__.c})


def _hash_of(line: Mapping[str, Any]) -> str:
    fields = (
        line["previous_hash"], str(line["sequence"]), line["at"].isoformat(timespec="microseconds"),
        str(line["actor_id"]), line["actor_name"], line["act"], line["subject"], line["details_hash"],
    )  # fmt: skip
    return hashlib.sha256(json.dumps(fields, ensure_ascii=False).encode()).hexdigest()


def _details_hash(salt: str, summary: str, content: str) -> str:
    return hashlib.sha256(json.dumps((salt, summary, content), ensure_ascii=False).encode()).hexdigest()


def _details_fit(line: JournalLine) -> bool:
    """Details that are there must give the hash of the line."""
    details = line.details
    return details is None or line.details_hash == _details_hash(details.salt, details.summary, details.content)
