"""Tables of proposed changes and of what became of them; both only grow."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.changes.rules import ChangeOutcome, Matter
from app.core.db import Model, UtcDateTime, enum_column, only_grows
from app.core.values import MAX_FULL_NAME, MAX_REASON
from app.members.models import Member


@only_grows
class ProposedChange(Model):
    """What somebody wants changed, from which day on, by which document; it changes nothing until confirmed.

    `entered_by` is the login of who entered it, without a foreign key: the line outlives the account.
    """

    __tablename__ = "proposed_change"
    __table_args__ = (
        UniqueConstraint("id", "entered_by"),
        Index("ix_proposed_change_member", "member_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    matter: Mapped[Matter] = mapped_column(enum_column(Matter))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What is to be: `iban`, or the fields of an address, or `email` and `phone`."""
    valid_from: Mapped[date]
    entered_by: Mapped[int]
    entered_by_name: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    is_by_member: Mapped[bool]
    proof_sha256: Mapped[str | None] = mapped_column(String(64))
    told_to: Mapped[list[str]] = mapped_column(JSON)
    """The e-mail addresses known before the change: who stole one would else be told of the theft."""

    member: Mapped[Member] = relationship(lazy="joined", innerjoin=True)
    decision: Mapped["ChangeDecision | None"] = relationship(lazy="joined", back_populates="change")

    @property
    def outcome(self) -> ChangeOutcome | None:
        """What became of it; None while it waits."""
        return self.decision.outcome if self.decision else None


@only_grows
class ChangeDecision(Model):
    """What became of a proposed change, and by whom: confirmed or rejected by another, or withdrawn by the same."""

    __tablename__ = "change_decision"
    __table_args__ = (
        ForeignKeyConstraint(["change_id", "entered_by"], ["proposed_change.id", "proposed_change.entered_by"]),
        CheckConstraint("(outcome = 'withdrawn') = (decided_by = entered_by)", name="two_people"),
        CheckConstraint("outcome <> 'rejected' OR reason <> ''", name="rejected_with_reason"),
    )

    change_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entered_by: Mapped[int]
    """Copied from the change, and held to it by the foreign key, so that the two people can be compared here."""
    decided_by: Mapped[int]
    decided_by_name: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)
    outcome: Mapped[ChangeOutcome] = mapped_column(enum_column(ChangeOutcome))
    reason: Mapped[str] = mapped_column(String(MAX_REASON), default="")

    change: Mapped[ProposedChange] = relationship(back_populates="decision")
