"""The table of declarations on further shares (Beteiligungserklärung, § 15b GenG)."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Model, UtcDateTime, enum_column
from app.core.values import MAX_FULL_NAME, MAX_REASON, DeclarationChannel, WrittenForm
from app.members.models import Member
from app.subscriptions.rules import SubscriptionKind, SubscriptionState

_WAITS = text("state = 'proposed'")


class Subscription(Model):
    """A declaration as it came in, and what became of it; what it changes stands in the share ledger."""

    __tablename__ = "subscription"
    __table_args__ = (
        CheckConstraint("shares > 0", name="shares_count"),
        CheckConstraint("dated_on IS NULL OR dated_on <= received_on", name="received_after_written"),
        CheckConstraint("(quantity IS NULL) = (per_share IS NULL)", name="scale_is_whole"),
        CheckConstraint("per_share IS NULL OR (per_share > 0 AND kind = 'mandatory')", name="scale_of_mandatory"),
        CheckConstraint(
            "(state IN ('admitted', 'reversed')) = (share_entry_id IS NOT NULL)", name="admitted_is_booked"
        ),
        CheckConstraint("(state IN ('withdrawn', 'reversed')) = (ended_at IS NOT NULL)", name="undone_has_a_moment"),
        CheckConstraint("(paper_sha256 IS NULL) = (channel = 'portal')", name="paper_of_the_office"),
        Index("ix_subscription_member", "member_id"),
        Index("uq_subscription_waiting", "member_id", unique=True, sqlite_where=_WAITS, postgresql_where=_WAITS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(30), unique=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    kind: Mapped[SubscriptionKind] = mapped_column(enum_column(SubscriptionKind))
    state: Mapped[SubscriptionState] = mapped_column(enum_column(SubscriptionState))
    channel: Mapped[DeclarationChannel] = mapped_column(enum_column(DeclarationChannel, "subscriptionchannel"))
    written_form: Mapped[WrittenForm] = mapped_column(enum_column(WrittenForm))
    declared_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    dated_on: Mapped[date | None]
    received_on: Mapped[date]
    shares: Mapped[int]
    wording: Mapped[str] = mapped_column(Text)
    """The declaration as it was made in the portal, or what one on paper has to say; a line each."""
    measure: Mapped[str] = mapped_column(String(120), default="")
    """What mandatory shares are measured by: `Einwohner`."""
    quantity: Mapped[int | None]
    per_share: Mapped[int | None]
    statute_version_id: Mapped[int] = mapped_column(ForeignKey("statute_version.id"))
    """The statute of the day of receipt, by which it was judged (R-STA-03)."""
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    paper_name: Mapped[str] = mapped_column(String(200), default="")
    paper_type: Mapped[str] = mapped_column(String(60), default="")
    paper_sha256: Mapped[str | None] = mapped_column(String(64))
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the declaration on paper was erased; its digest stays."""
    resolution_number: Mapped[str] = mapped_column(String(30), default="")
    admitted_on: Mapped[date | None]
    share_entry_id: Mapped[int | None] = mapped_column(ForeignKey("share_entry.id"))
    refusal_reason: Mapped[str] = mapped_column(Text, default="")
    """What had come in between when the board admitted it."""
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("issued_document.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME), default="")
    end_reason: Mapped[str] = mapped_column(String(MAX_REASON), default="")

    member: Mapped[Member] = relationship(lazy="joined", innerjoin=True)
