"""Tables of issued documents and of the print tray."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.archive.rules import Standing
from app.core.db import Model, UtcDateTime, enum_column


class IssuedDocument(Model):
    """A document with its frozen facts and, once printed, its exact bytes by hash; the hash never changes."""

    __tablename__ = "issued_document"
    __table_args__ = (
        Index("ix_issued_document_subject", "subject"),
        CheckConstraint("(sha256 IS NULL) = (size IS NULL)", name="size_with_hash"),
        CheckConstraint("replaced_by_id IS NULL OR standing <> 'valid'", name="replaced_is_not_valid"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    """Name of the folder in `documents/`."""
    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    subject: Mapped[str] = mapped_column(String(80))
    """The matter it belongs to, as in the journal: `member:12`, `application:17`."""
    facts: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sha256: Mapped[str | None] = mapped_column(String(64))
    size: Mapped[int | None]
    standing: Mapped[Standing] = mapped_column(enum_column(Standing), default=Standing.VALID)
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("issued_document.id"))
    check_code: Mapped[str | None] = mapped_column(String(40), unique=True)
    """Part of the public address behind the QR code; only documents that can be checked have one."""
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PrintItem(Model):
    """A sheet that waits to be printed and posted; a second printing is noted as a further copy of the same bytes."""

    __tablename__ = "print_item"
    __table_args__ = (Index("ix_print_item_waiting", "posted_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("issued_document.id"))
    recipient: Mapped[str] = mapped_column(String(300))
    copy: Mapped[int] = mapped_column(default=1)
    ready_at: Mapped[datetime] = mapped_column(UtcDateTime)
    printed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    posted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_by: Mapped[str] = mapped_column(String(200), default="")
    discarded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    document: Mapped[IssuedDocument] = relationship(lazy="joined", innerjoin=True)


class PrintRun(Model):
    """A bundle of sheets printed in one go; the file is a convenience, the single documents are the archive."""

    __tablename__ = "print_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str] = mapped_column(String(200))
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"))
    sha256: Mapped[str | None] = mapped_column(String(64))
    item_ids: Mapped[list[int]] = mapped_column(JSON)
