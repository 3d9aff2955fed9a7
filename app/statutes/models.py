"""Tables of the statute: versions with dated parameters, fiscal years, and the house data beside the statute."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Model, UtcDateTime, enum_column
from app.statutes.rules import ParameterKey


class StatuteVersion(Model):
    """A version of the Satzung; it holds from its registration on (§ 16 (6) GenG; R-STA-03)."""

    __tablename__ = "statute_version"
    __table_args__ = (
        CheckConstraint("registered_on IS NULL OR registered_on >= resolved_on", name="registered_after_resolved"),
        UniqueConstraint("registered_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    resolved_on: Mapped[date]
    registered_on: Mapped[date | None]
    document_sha256: Mapped[str | None] = mapped_column(String(64))
    document_size: Mapped[int | None]
    note: Mapped[str] = mapped_column(Text, default="")
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)

    parameters: Mapped[list["StatuteParameter"]] = relationship(lazy="selectin", cascade="all, delete-orphan")


class StatuteParameter(Model):
    """What a version says on one point, with the clause that says it."""

    __tablename__ = "statute_parameter"

    version_id: Mapped[int] = mapped_column(ForeignKey("statute_version.id"), primary_key=True)
    key: Mapped[ParameterKey] = mapped_column(enum_column(ParameterKey), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)
    clause: Mapped[str] = mapped_column(String(60), default="")


class FiscalYearRow(Model):
    """A fiscal year, short ones too; no gap and no overlap (checked by rule under the writing transaction)."""

    __tablename__ = "fiscal_year"
    __table_args__ = (CheckConstraint("last_day >= first_day", name="period_runs_forward"),)

    first_day: Mapped[date] = mapped_column(primary_key=True)
    last_day: Mapped[date] = mapped_column(unique=True)


class HouseData(Model):
    """What the letters need and the statute does not say: one row."""

    __tablename__ = "house_data"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    short_name: Mapped[str] = mapped_column(String(120), default="")
    street: Mapped[str] = mapped_column(String(200), default="")
    postcode: Mapped[str] = mapped_column(String(20), default="")
    city: Mapped[str] = mapped_column(String(150), default="")
    phone: Mapped[str] = mapped_column(String(60), default="")
    email: Mapped[str] = mapped_column(String(320), default="")
    website: Mapped[str] = mapped_column(String(300), default="")
    register_court: Mapped[str] = mapped_column(String(120), default="")
    register_number: Mapped[str] = mapped_column(String(60), default="")
    auditing_association: Mapped[str] = mapped_column(String(200), default="")
    auditing_association_seat: Mapped[str] = mapped_column(String(120), default="")
    bank_name: Mapped[str] = mapped_column(String(120), default="")
    iban: Mapped[str] = mapped_column(String(34), default="")
    bic: Mapped[str] = mapped_column(String(11), default="")
    creditor_id: Mapped[str] = mapped_column(String(35), default="")
    logo_sha256: Mapped[str | None] = mapped_column(String(64))
    logo_mimetype: Mapped[str] = mapped_column(String(60), default="")
    certificate_design: Mapped[str] = mapped_column(String(20), default="classic")
    privacy_notice: Mapped[str] = mapped_column(Text, default="")
    privacy_notice_version: Mapped[str] = mapped_column(String(40), default="")
    regions: Mapped[list[str]] = mapped_column(JSON, default=list)
