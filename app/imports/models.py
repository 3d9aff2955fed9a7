"""Tables of imports: a list handed over, how its columns were mapped, what came of it, and which entries it made."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, Money, UtcDateTime, enum_column, only_grows
from app.core.values import MAX_FULL_NAME
from app.imports.rules import ImportState, ListKind


class ImportRun(Model):
    """A list being imported; its file lies in the store, its rows are judged anew each time it is shown."""

    __tablename__ = "import_run"
    __table_args__ = (
        CheckConstraint("share_amount > 0", name="share_amount_counts"),
        CheckConstraint("(state = 'done') = (taken_over_at IS NOT NULL)", name="done_has_a_moment"),
        CheckConstraint("undone_at IS NULL OR state = 'done'", name="undone_once_done"),
        CheckConstraint("erased_at IS NULL OR state = 'done'", name="erased_once_done"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ListKind] = mapped_column(enum_column(ListKind), default=ListKind.MEMBERS, server_default="members")
    filename: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    columns: Mapped[dict[str, str]] = mapped_column(JSON)
    """Heading → field."""
    share_amount: Mapped[int] = mapped_column(Money)
    state: Mapped[ImportState] = mapped_column(enum_column(ImportState), default=ImportState.OPEN)
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    created_by_id: Mapped[int | None]
    taken_over_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    imported: Mapped[int | None]
    already_there: Mapped[int | None]
    refused: Mapped[int | None]
    left_out: Mapped[int | None]
    """How many faulty rows the office chose to leave out when it ordered the list."""
    left_out_mark: Mapped[str] = mapped_column(String(64), default="", server_default="")
    """Which rows those were, and what was wrong with them; empty where none was."""
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undo_reason: Mapped[str] = mapped_column(String(300), default="", server_default="")
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    error: Mapped[str] = mapped_column(Text, default="")
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When its file, and what the rows came to, were deleted after their time of keeping."""


_ONE_BOOK = " + ".join(
    f"CASE WHEN {column} IS NULL THEN 0 ELSE 1 END"
    for column in ("share_entry_id", "credit_entry_id", "payment_id", "due_id", "exit_id")
)


@only_grows
class ImportedEntry(Model):
    """An entry that a row of a list made, in one of the books; by these rows a whole list is undone."""

    __tablename__ = "imported_entry"
    __table_args__ = (
        CheckConstraint(f"{_ONE_BOOK} = 1", name="stands_in_one_book"),
        CheckConstraint("row_number > 0", name="row_counts"),
        Index("ix_imported_entry_run", "run_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id"))
    row_number: Mapped[int]
    """Counted from 1 below the headings."""
    share_entry_id: Mapped[int | None] = mapped_column(ForeignKey("share_entry.id"))
    credit_entry_id: Mapped[int | None] = mapped_column(ForeignKey("credit_entry.id"))
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payment_received.id"))
    due_id: Mapped[int | None] = mapped_column(ForeignKey("payment_due.id"))
    exit_id: Mapped[int | None] = mapped_column(ForeignKey("membership_exit.id"))
