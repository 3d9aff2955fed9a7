"""Tables of the register of members (Mitgliederliste, § 30 GenG)."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Model, UtcDateTime, enum_column
from app.members.rules import MAX_DETAIL, ExitGround, JoinGround, MemberClass
from app.parties.models import Party
from app.statutes.rules import LONGEST_DETAIL_NAME


class Member(Model):
    """A party that is or was a member; the number is given once and never again."""

    __tablename__ = "member"
    __table_args__ = (CheckConstraint("number > 0", name="number_counts"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), unique=True)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)

    party: Mapped[Party] = relationship(lazy="joined", innerjoin=True)
    periods: Mapped[list["MembershipPeriod"]] = relationship(
        back_populates="member", order_by="MembershipPeriod.first_day", lazy="selectin"
    )


class MembershipPeriod(Model):
    """A time of membership, first and last day inclusive; re-entry is a further row (R-REG-02, R-REG-04)."""

    __tablename__ = "membership_period"
    __table_args__ = (
        CheckConstraint("last_day IS NULL OR last_day >= first_day", name="period_runs_forward"),
        CheckConstraint("(last_day IS NULL) = (exit_ground IS NULL)", name="exit_has_a_ground"),
        Index("uq_membership_period_open", "member_id", unique=True, sqlite_where=text("last_day IS NULL"),
              postgresql_where=text("last_day IS NULL")),
        Index("ix_membership_period_member", "member_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    member_class: Mapped[MemberClass] = mapped_column(enum_column(MemberClass))
    first_day: Mapped[date]
    join_ground: Mapped[JoinGround] = mapped_column(enum_column(JoinGround))
    join_document: Mapped[str] = mapped_column(String(80), default="")
    """What the entry rests on, for people: number of the resolution, `Satzung 2021`, name of the imported list."""
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_day: Mapped[date | None]
    exit_ground: Mapped[ExitGround | None] = mapped_column(enum_column(ExitGround))
    exit_recorded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    member: Mapped[Member] = relationship(back_populates="periods", lazy="joined", innerjoin=True)


class RegisterDetail(Model):
    """What the register holds of a member beyond the law's fields, and since when (§ 30 (2) sentence 2 GenG; R-REG-02).

    `name` is the field as the statute calls it. A changed value is a further row; none is ever overwritten.
    """

    __tablename__ = "register_detail"
    __table_args__ = (
        CheckConstraint("name <> ''", name="is_named"),
        Index("ix_register_detail_member", "member_id", "valid_from"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    name: Mapped[str] = mapped_column(String(LONGEST_DETAIL_NAME))
    value: Mapped[str] = mapped_column(String(MAX_DETAIL))
    valid_from: Mapped[date]
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
