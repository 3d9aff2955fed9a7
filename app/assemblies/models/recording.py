"""Under which items of an agenda resolutions stand that were recorded afterwards (§ 47 GenG)."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, UtcDateTime, only_grows


@only_grows
class RecordedItem(Model):
    """That a resolution which was recorded afterwards was passed under an item, which may have several of them."""

    __tablename__ = "recorded_item"
    __table_args__ = (Index("ix_recorded_item_item", "item_id"),)

    resolution_id: Mapped[int] = mapped_column(ForeignKey("resolution.id"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
