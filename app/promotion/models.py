"""Tables of promotion: where the house's regions lie, the words of a year's report, its examples, its issues."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.archive.models import IssuedDocument
from app.core.db import Model, UtcDateTime, only_grows
from app.core.values import MAX_FULL_NAME, MAX_REASON
from app.needs.models import Need
from app.needs.rules import MAX_REGION
from app.promotion.rules import MAX_CONSENT

MAX_KEY = 60
_STANDING = "taken_out_at IS NULL"


class MapArea(Model):
    """Which region of the house a district, or a whole planning region, belongs to, as the office chose it."""

    __tablename__ = "map_area"

    key: Mapped[str] = mapped_column(String(MAX_KEY), primary_key=True)
    """The official key of a district, or `RV` and the name of a planning region."""
    region: Mapped[str] = mapped_column(String(MAX_REGION))
    """The region by its name, or `rules.OFF_THE_MAP`."""


class PromotionText(Model):
    """The words that the office wrote for a year's report, version by version; the newest one counts."""

    __tablename__ = "promotion_text"
    __table_args__ = (UniqueConstraint("year_end", "version"), CheckConstraint("version > 0", name="version_counts"))

    id: Mapped[int] = mapped_column(primary_key=True)
    year_end: Mapped[date]
    version: Mapped[int]
    introduction: Mapped[str] = mapped_column(Text)
    outlook: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    written_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    written_by_id: Mapped[int | None]


class PromotionExample(Model):
    """An answered need that a year's report tells of; one that was taken out leaves its row."""

    __tablename__ = "promotion_example"
    __table_args__ = (
        CheckConstraint("is_named = false OR consent <> ''", name="named_with_consent"),
        CheckConstraint("taken_out_at IS NOT NULL OR (words <> '' AND taken_out_by = '')", name="standing_has_words"),
        Index("uq_promotion_example_standing", "year_end", "need_id", unique=True, sqlite_where=text(_STANDING),
              postgresql_where=text(_STANDING)),
        Index("ix_promotion_example_year_end", "year_end"),
        Index("ix_promotion_example_need_id", "need_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year_end: Mapped[date]
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id"))
    words: Mapped[str] = mapped_column(Text)
    is_named: Mapped[bool]
    consent: Mapped[str] = mapped_column(String(MAX_CONSENT), default="")
    """Who agreed to be named, and when."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    written_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    taken_out_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    taken_out_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME), default="")

    need: Mapped[Need] = relationship(lazy="joined", innerjoin=True)


@only_grows
class PromotionIssue(Model):
    """A year's report as the board finished it: the document, the knowledge it rests on, the words it bears."""

    __tablename__ = "promotion_issue"
    __table_args__ = (
        UniqueConstraint("year_end", "turn"), CheckConstraint("turn > 0", name="turn_counts"),
        CheckConstraint("turn = 1 OR reason <> ''", name="again_with_a_reason"),
        Index("ix_promotion_issue_document_id", "document_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year_end: Mapped[date]
    turn: Mapped[int]
    """The first issue is 1; each later one replaces the one before."""
    document_id: Mapped[int] = mapped_column(ForeignKey("issued_document.id"))
    text_id: Mapped[int] = mapped_column(ForeignKey("promotion_text.id"))
    known_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(String(MAX_REASON), default="")
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    issued_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    issued_by_id: Mapped[int | None]

    document: Mapped[IssuedDocument] = relationship(lazy="joined", innerjoin=True)
