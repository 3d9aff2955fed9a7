"""The tables of the journal, and the hashes that chain its lines."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import BigId, Model, UtcDateTime, only_grows
from app.core.told import Told, from_stored
from app.core.values import MAX_FULL_NAME

GENESIS = "0" * 64
ERASED = "erase_details"
"""The act of a line that proves the erasure of all details about its subject on the lines before it."""
TOLD = "told"
"""Where the details keep the sentence of the summary and its values."""
ADDED = "ledger_rows"
"""Where the details keep the rows that the act added to ledgers, by table."""
BESIDE, FREED = "ledger_rows_beside", "freed_rows"
"""Where they keep the hashes of rows beside them, by portion; where an erasure keeps the ids of rows told before."""
PORTION = 500
"""How many rows stand together beside a line; an act that added no more has them in its details."""


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
            return from_stored(json.loads(self.details.content if self.details else "{}")[TOLD])
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


class Head(NamedTuple):
    """Sequence and hash of the line that the next one follows."""

    sequence: int
    hash: str


def line_hash(line: JournalLine) -> str:
    """The hash that a line must have by what it says."""
    return hash_of({column.key: getattr(line, column.key) for column in JournalLine.__table__.c})


def hash_of(line: Mapping[str, Any]) -> str:
    """The hash of a line by its values, by which the next one follows it."""
    fields = (
        line["previous_hash"],
        str(line["sequence"]),
        line["at"].isoformat(timespec="microseconds"),
        str(line["actor_id"]),
        line["actor_name"],
        line["act"],
        line["subject"],
        line["details_hash"],
    )
    return hashlib.sha256(json.dumps(fields, ensure_ascii=False).encode()).hexdigest()


def details_hash(salt: str, summary: str, content: str) -> str:
    """The hash that remains of details once they are erased."""
    return hashlib.sha256(json.dumps((salt, summary, content), ensure_ascii=False).encode()).hexdigest()


def details_fit(line: JournalLine) -> bool:
    """Details that are there must give the hash of the line."""
    details = line.details
    return details is None or line.details_hash == details_hash(details.salt, details.summary, details.content)


def digest(ledger: str, content: str) -> str:
    """The hash of a portion of rows, as the details of its line hold it."""
    return hashlib.sha256(f"{ledger} {content}".encode()).hexdigest()
