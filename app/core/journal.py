"""The journal: who did what, in the same transaction as the act; a chain of lines that only grows.

A line's hash covers the line before it and a salted hash of its details. The details stand in a row of their own that
can be erased (refused applicants) without breaking the chain. The head of the chain is kept outside the table, so that
a cut-off tail is found. Lines are written last in a transaction, under a lock on the head, to keep that lock short.
"""

import hashlib
import json
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, delete, event, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from app.core.db import BigId, Model, UtcDateTime, only_grows
from app.core.values import Actor

GENESIS = "0" * 64
_PENDING = "pending journal lines"


@only_grows
class JournalLine(Model):
    """One act. The actor stands as text, without a foreign key: the line outlives the account."""

    __tablename__ = "journal_line"
    __table_args__ = (Index("ix_journal_line_subject", "subject", "sequence"),)

    sequence: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[int | None]
    actor_name: Mapped[str] = mapped_column(String(200))
    act: Mapped[str] = mapped_column(String(80))
    subject: Mapped[str] = mapped_column(String(80))
    details_hash: Mapped[str] = mapped_column(String(64))
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)

    details: Mapped["JournalDetails | None"] = relationship(viewonly=True, lazy="joined")

    def summary(self) -> str:
        """What was done, in a sentence; empty where the details were erased."""
        return self.details.summary if self.details else ""


class JournalDetails(Model):
    """The erasable part of a line: sentence and values, salted so that the remaining hash gives nothing away."""

    __tablename__ = "journal_details"

    sequence: Mapped[int] = mapped_column(ForeignKey("journal_line.sequence"), primary_key=True)
    salt: Mapped[str] = mapped_column(String(32))
    summary: Mapped[str] = mapped_column(Text, default="")
    content: Mapped[str] = mapped_column(Text)


class JournalHead(Model):
    """Sequence and hash of the last line: one row, kept outside the chain."""

    __tablename__ = "journal_head"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sequence: Mapped[int] = mapped_column(BigId)
    hash: Mapped[str] = mapped_column(String(64))


@dataclass(frozen=True)
class _Entry:
    at: datetime
    actor: Actor
    act: str
    subject: str
    summary: str
    content: str


def record(
    session: Session, actor: Actor, act: str, subject: str, now: datetime, summary: str = "", **details: Any
) -> None:
    """Note an act; the line is chained and written when the transaction commits.

    `subject` is a reference such as `application:17`; names of people belong into `summary` and `details`, which can
    be erased, never into the act or the subject.
    """
    content = json.dumps(details, ensure_ascii=False, sort_keys=True, default=str)
    session.info.setdefault(_PENDING, []).append(_Entry(now, actor, act, subject, summary, content))


def lines_about(session: Session, *subjects: str, limit: int = 200) -> Sequence[JournalLine]:
    """The newest lines about these subjects, newest first."""
    found = select(JournalLine).where(JournalLine.subject.in_(subjects))
    return session.scalars(found.order_by(JournalLine.sequence.desc()).limit(limit)).all()


def erase_details(session: Session, subject: str) -> None:
    """Erase sentence and values of every line about a subject; the chain of lines stays whole (R-ADM-09)."""
    sequences = select(JournalLine.sequence).where(JournalLine.subject == subject)
    session.execute(delete(JournalDetails).where(JournalDetails.sequence.in_(sequences)))


@dataclass(frozen=True)
class Finding:
    """A fault in the chain: which line, and what is wrong with it."""

    sequence: int
    fault: str


def faults(session: Session) -> Iterator[Finding]:
    """Go through the whole chain and name every changed, missing or cut-off line."""
    expected, previous = 1, GENESIS
    for line in session.scalars(select(JournalLine).order_by(JournalLine.sequence)).yield_per(1000):
        for missing in range(expected, line.sequence):
            yield Finding(missing, "missing")
        if line.previous_hash != previous and line.sequence == expected:
            yield Finding(line.sequence, "changed")
        elif line.hash != _line_hash(line) or not _details_fit(line):
            yield Finding(line.sequence, "changed")
        expected, previous = line.sequence + 1, line.hash
    head = session.get(JournalHead, 1)
    if head is None:
        if expected > 1:
            yield Finding(expected - 1, "head missing")
        return
    for missing in range(expected, head.sequence + 1):
        yield Finding(missing, "cut off")
    if head.sequence == expected - 1 and head.hash != previous:
        yield Finding(head.sequence, "changed")
    if head.sequence < expected - 1:
        yield Finding(head.sequence + 1, "beyond the head")


@event.listens_for(Session, "before_commit")
def _write_pending(session: Session) -> None:
    """Chain the noted acts to the head, last of all, so that the lock on the head is held briefly."""
    entries: list[_Entry] = session.info.pop(_PENDING, [])
    if not entries:
        return
    session.flush()
    head = _locked_head(session)
    for entry in entries:
        line, details = _line_after(head, entry)
        session.add(line)
        session.flush()
        session.add(details)
        head.sequence, head.hash = line.sequence, line.hash
    session.flush()


@event.listens_for(Session, "after_rollback")
def _forget_pending(session: Session) -> None:
    """What was rolled back was not done, so it is not noted."""
    session.info.pop(_PENDING, None)


def _locked_head(session: Session) -> JournalHead:
    """Lock the head of the chain by touching it (works alike on both databases), then read it afresh."""
    touched = update(JournalHead).where(JournalHead.id == 1).values(id=1).returning(JournalHead.id)
    if session.execute(touched).first() is None:
        session.add(JournalHead(id=1, sequence=0, hash=GENESIS))
        session.flush()
    return session.get_one(JournalHead, 1, populate_existing=True)


def _line_after(head: JournalHead, entry: _Entry) -> tuple[JournalLine, JournalDetails]:
    salt = secrets.token_hex(16)
    line = JournalLine(
        sequence=head.sequence + 1,
        at=entry.at,
        actor_id=entry.actor.user_id,
        actor_name=entry.actor.name,
        act=entry.act,
        subject=entry.subject,
        details_hash=_details_hash(salt, entry.summary, entry.content),
        previous_hash=head.hash,
    )
    line.hash = _line_hash(line)
    details = JournalDetails(sequence=line.sequence, salt=salt, summary=entry.summary, content=entry.content)
    return line, details


def _line_hash(line: JournalLine) -> str:
    fields = (
        line.previous_hash,
        str(line.sequence),
        line.at.isoformat(timespec="microseconds"),
        str(line.actor_id),
        line.actor_name,
        line.act,
        line.subject,
        line.details_hash,
    )
    return hashlib.sha256(json.dumps(fields, ensure_ascii=False).encode()).hexdigest()


def _details_hash(salt: str, summary: str, content: str) -> str:
    return hashlib.sha256(json.dumps((salt, summary, content), ensure_ascii=False).encode()).hexdigest()


def _details_fit(line: JournalLine) -> bool:
    """Details erased on purpose fit; details that are there must give the hash of the line."""
    details = line.details
    return details is None or line.details_hash == _details_hash(details.salt, details.summary, details.content)
