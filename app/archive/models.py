"""Tables of issued documents and of the print tray."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Connection,
    ForeignKey,
    Index,
    SQLColumnExpression,
    String,
    case,
    event,
    literal,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.schema import Table

from app.archive.rules import Standing, stood_on
from app.core import horizon
from app.core.db import Model, UtcDateTime, enum_column, refusing_ddl
from app.core.values import MAX_FULL_NAME


class IssuedDocument(Model):
    """A document with its frozen facts and, once printed, its exact bytes by hash; the hash never changes."""

    __tablename__ = "issued_document"
    __table_args__ = (
        Index("ix_issued_document_subject", "subject"),
        CheckConstraint("(sha256 IS NULL) = (size IS NULL)", name="size_with_hash"),
        CheckConstraint("replaced_by_id IS NULL OR standing <> 'valid'", name="replaced_is_not_valid"),
        CheckConstraint("replaced_by_id IS NULL OR replaced_by_id <> id", name="replaced_by_another"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    """Name of the folder in `documents/`."""
    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    subject: Mapped[str] = mapped_column(String(80))
    """The matter it belongs to, as in the journal: `member:12`, `application:17`."""
    facts: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sha256: Mapped[str | None] = mapped_column(String(64), index=True)
    size: Mapped[int | None]
    standing_now: Mapped[Standing] = mapped_column("standing", enum_column(Standing), default=Standing.VALID)
    standing_reason: Mapped[str] = mapped_column(String(500), default="")
    standing_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it was replaced or declared void."""
    standing_on: Mapped[date | None]
    """From which day on that is so: the day itself, or an earlier one where the matter was noted late."""
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("issued_document.id"))
    check_code: Mapped[str | None] = mapped_column(String(40), unique=True)
    """Part of the public address behind the QR code; only documents that can be checked have one."""
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @hybrid_property
    def standing(self) -> Standing:
        """What it is worth now; to who audits a period, what it was worth at the close of it (R-DOC-04, R-AUD-02)."""
        audited = horizon.present()
        return self.standing_now if audited is None else stood_on(self.standing_now, self.standing_on, audited.last_day)

    @standing.inplace.setter
    def _set_standing(self, standing: Standing) -> None:
        self.standing_now = standing

    @standing.inplace.expression
    @classmethod
    def _standing(cls) -> SQLColumnExpression[Standing]:
        audited = horizon.present()
        if audited is None:
            return cls.standing_now
        later = cls.standing_on > literal(audited.last_day, literal_execute=True)
        valid = literal(Standing.VALID, cls.standing_now.type, literal_execute=True)
        return case((later, valid), else_=cls.standing_now)

    @property
    def reference(self) -> str:
        """How the journal names this document."""
        return f"document:{self.id}"


class PrintItem(Model):
    """A sheet that waits to be printed and posted; a second printing is noted as a further copy of the same bytes."""

    __tablename__ = "print_item"
    __table_args__ = (
        Index("ix_print_item_waiting", "posted_at"),
        Index("ix_print_item_document", "document_id", "copy", unique=True),
        CheckConstraint("copy >= 1", name="copy_counts"),
        CheckConstraint("posted_at IS NULL OR discarded_at IS NULL", name="posted_or_discarded"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("issued_document.id"))
    recipient: Mapped[str] = mapped_column(String(2 * MAX_FULL_NAME + 100))
    copy: Mapped[int] = mapped_column(default=1)
    ready_at: Mapped[datetime] = mapped_column(UtcDateTime)
    printed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    posted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME), default="")
    discarded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    discard_reason: Mapped[str] = mapped_column(String(300), default="")

    document: Mapped[IssuedDocument] = relationship(lazy="joined", innerjoin=True)

    @property
    def is_waiting(self) -> bool:
        """Whether it lies in the tray: neither posted nor discarded."""
        return self.posted_at is None and self.discarded_at is None


class PrintRun(Model):
    """A bundle of sheets printed in one go; the file is a convenience, the single documents are the archive."""

    __tablename__ = "print_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"))
    sha256: Mapped[str | None] = mapped_column(String(64))

    sheets: Mapped[list["PrintRunSheet"]] = relationship(order_by="PrintRunSheet.position")


class PrintRunSheet(Model):
    """One sheet's place in a bundle."""

    __tablename__ = "print_run_sheet"

    run_id: Mapped[int] = mapped_column(ForeignKey("print_run.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("print_item.id"), index=True)

    item: Mapped[PrintItem] = relationship(lazy="joined", innerjoin=True)


# --- the hash stays ------------------------------------------------------------------------------------------------


_REFUSE = "an issued document keeps its bytes and its number"


def keep_hash_ddl(dialect: str) -> tuple[str, ...]:
    """The statements that let the database refuse another hash, and another number, for a document once issued."""
    trigger = "CREATE TRIGGER issued_document_keeps_hash BEFORE UPDATE ON issued_document"
    if dialect == "postgresql":
        function = f"""CREATE OR REPLACE FUNCTION refuse_other_bytes() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION '{_REFUSE}'; END $$"""
        condition = """(OLD.sha256 IS NOT NULL AND NEW.sha256 IS DISTINCT FROM OLD.sha256)
            OR NEW.number IS DISTINCT FROM OLD.number"""
        return function, f"{trigger} FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION refuse_other_bytes()"
    condition = "(OLD.sha256 IS NOT NULL AND NEW.sha256 IS NOT OLD.sha256) OR NEW.number IS NOT OLD.number"
    return (f"{trigger} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{_REFUSE}'); END",)


_STANDS = "an issued document keeps what it states, and speaks no more once replaced or void"

_SET_ONCE = ("replaced_by_id", "erased_at", "standing_on")


def stands_ddl(dialect: str) -> tuple[str, ...]:
    """The statements that let the database refuse to rewrite an issued document, to revive it, or to delete it.

    What it states may be erased (R-ADM-09), nothing else.
    """
    is_postgresql = dialect == "postgresql"

    def differs(column: str) -> str:
        same = f"NEW.{column}::text IS DISTINCT FROM OLD.{column}::text"
        return same if is_postgresql else f"NEW.{column} IS NOT OLD.{column}"

    rewritten = [differs(column) for column in ("kind", "subject", "issued_at", "check_code")]
    rewritten.append(f"(NEW.facts IS NOT NULL AND {differs('facts')})")
    rewritten.append(f"(OLD.standing <> 'valid' AND {differs('standing')})")
    rewritten += [f"(OLD.{column} IS NOT NULL AND {differs(column)})" for column in _SET_ONCE]
    return refusing_ddl("issued_document", _STANDS, " OR ".join(rewritten), dialect)


def _create_trigger(_target: Table, connection: Connection, **_: object) -> None:
    for statement in (*keep_hash_ddl(connection.dialect.name), *stands_ddl(connection.dialect.name)):
        connection.exec_driver_sql(statement)


event.listen(IssuedDocument.__table__, "after_create", _create_trigger)
