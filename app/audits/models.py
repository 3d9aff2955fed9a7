"""The table of audits: who audits which period, until when."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.audits.rules import MAX_OCCASION
from app.core.db import Model, UtcDateTime
from app.core.values import MAX_FULL_NAME


class AuditAssignment(Model):
    """A period that somebody audits, and the last day of access; ended before, it says by whom."""

    __tablename__ = "audit_assignment"
    __table_args__ = (
        CheckConstraint("last_day >= first_day", name="period_runs_forward"),
        CheckConstraint("(ended_on IS NULL) = (ended_by = '')", name="ended_by_somebody"),
        Index("ix_audit_assignment_account", "account_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    occasion: Mapped[str] = mapped_column(String(MAX_OCCASION))
    first_day: Mapped[date]
    last_day: Mapped[date]
    access_until: Mapped[date]
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    given_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    ended_on: Mapped[date | None]
    """The day from which on there is no access any more."""
    ended_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME), default="")

    account: Mapped[Account] = relationship(lazy="joined", innerjoin=True)
