"""Tables of imports: a list handed over, how its columns were mapped, what came of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, Money, UtcDateTime, enum_column
from app.core.values import MAX_FULL_NAME
from app.imports.rules import ImportState


class ImportRun(Model):
    """A list being imported; its file lies in the store, its rows are judged anew each time it is shown."""

    __tablename__ = "import_run"
    __table_args__ = (
        CheckConstraint("share_amount > 0", name="share_amount_counts"),
        CheckConstraint("(state = 'done') = (taken_over_at IS NOT NULL)", name="done_has_a_moment"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
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
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    error: Mapped[str] = mapped_column(Text, default="")
