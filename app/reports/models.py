"""Table of inspections of the register (Einsicht, § 31 GenG)."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Model, UtcDateTime, enum_column, only_grows
from app.core.values import MAX_FULL_NAME
from app.members.models import Member
from app.reports.rules import MAX_INTEREST, Requester


@only_grows
class RegisterInspection(Model):
    """Who wanted to see the register of which day, on what ground, and whether it was shown (R-REG-07)."""

    __tablename__ = "register_inspection"
    __table_args__ = (
        CheckConstraint("name <> ''", name="names_who_asks"),
        CheckConstraint("(requester = 'member') = (member_id IS NOT NULL)", name="member_is_known"),
        CheckConstraint("requester <> 'third_party_with_interest' OR interest <> ''", name="interest_is_stated"),
        Index("ix_register_inspection_recorded", "recorded_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    requester: Mapped[Requester] = mapped_column(enum_column(Requester))
    name: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    agent: Mapped[str] = mapped_column(String(MAX_FULL_NAME), default="")
    """Who exercises the right for whom it belongs to, where somebody does."""
    interest: Mapped[str] = mapped_column(String(MAX_INTEREST), default="")
    was_told_purpose: Mapped[bool] = mapped_column(default=False)
    register_on: Mapped[date]
    was_granted: Mapped[bool]
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))

    member: Mapped[Member | None] = relationship(lazy="joined")
