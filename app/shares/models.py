"""Tables of the two ledgers (shares, paid-in credit), of payments expected, and of the certificates.

Ledgers only grow: each entry has the day it counts and the moment we knew; a mistake is undone by a reversal entry
that points at it.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.archive.models import IssuedDocument
from app.core.db import Model, Money, UtcDateTime, enum_column, only_grows
from app.core.values import MAX_FULL_NAME
from app.members.models import Member
from app.shares.rules import CreditGround, PaymentPurpose, ShareGround


@only_grows
class ShareEntry(Model):
    """A change of a member's number of shares (Geschäftsanteile)."""

    __tablename__ = "share_entry"
    __table_args__ = (
        CheckConstraint("change <> 0", name="changes_something"),
        CheckConstraint("(ground = 'reversal') = (reverses_id IS NOT NULL)", name="reversal_points_back"),
        Index("ix_share_entry_member", "member_id", "effective_on", "recorded_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    change: Mapped[int]
    effective_on: Mapped[date]
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    ground: Mapped[ShareGround] = mapped_column(enum_column(ShareGround))
    document: Mapped[str] = mapped_column(String(80))
    """What stands behind it, for people: `V-2026-036`, `Satzung 2021`, `K-2026-0211`."""
    document_id: Mapped[int | None] = mapped_column(ForeignKey("issued_document.id"))
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("share_entry.id"), unique=True)
    note: Mapped[str] = mapped_column(String(300), default="")


@only_grows
class CreditEntry(Model):
    """A change of a member's paid-in credit (Geschäftsguthaben), in cents."""

    __tablename__ = "credit_entry"
    __table_args__ = (
        CheckConstraint("amount <> 0", name="changes_something"),
        CheckConstraint("(ground = 'reversal') = (reverses_id IS NOT NULL)", name="reversal_points_back"),
        Index("ix_credit_entry_member", "member_id", "effective_on", "recorded_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    amount: Mapped[int] = mapped_column(Money)
    effective_on: Mapped[date]
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    ground: Mapped[CreditGround] = mapped_column(enum_column(CreditGround))
    document: Mapped[str] = mapped_column(String(80))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("issued_document.id"))
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("credit_entry.id"), unique=True)
    note: Mapped[str] = mapped_column(String(300), default="")


@only_grows
class PaymentDue(Model):
    """A payment expected of a member (fällige Einzahlung), in cents; undone by a row that reverses it."""

    __tablename__ = "payment_due"
    __table_args__ = (
        CheckConstraint("amount <> 0", name="asks_for_something"),
        CheckConstraint("(amount < 0) = (reverses_id IS NOT NULL)", name="reversal_points_back"),
        Index("ix_payment_due_member", "member_id", "due_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    purpose: Mapped[PaymentPurpose] = mapped_column(enum_column(PaymentPurpose))
    amount: Mapped[int] = mapped_column(Money)
    due_on: Mapped[date]
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    document: Mapped[str] = mapped_column(String(80))
    share_entry_id: Mapped[int | None] = mapped_column(ForeignKey("share_entry.id"))
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("payment_due.id"), unique=True)


@only_grows
class PaymentReceived(Model):
    """Money that came in, in cents, with its receipt number `K-2026-0211`; taken back by a row that reverses it.

    Money for shares stands in the credit ledger too (`credit_entry_id`); an entry fee does not.
    """

    __tablename__ = "payment_received"
    __table_args__ = (
        CheckConstraint("amount <> 0", name="moves_something"),
        CheckConstraint("(amount < 0) = (reverses_id IS NOT NULL)", name="reversal_points_back"),
        Index("ix_payment_received_member", "member_id", "received_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(30), unique=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    purpose: Mapped[PaymentPurpose] = mapped_column(enum_column(PaymentPurpose))
    amount: Mapped[int] = mapped_column(Money)
    received_on: Mapped[date]
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    note: Mapped[str] = mapped_column(String(300), default="")
    credit_entry_id: Mapped[int | None] = mapped_column(ForeignKey("credit_entry.id"))
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("payment_received.id"), unique=True)


@only_grows
class Certificate(Model):
    """A numbered share certificate (Anteilsurkunde, R-DOC-04); its standing is that of its document."""

    __tablename__ = "certificate"
    __table_args__ = (
        CheckConstraint("shares > 0", name="states_shares"),
        Index("ix_certificate_member", "member_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(30), unique=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    shares: Mapped[int]
    issued_on: Mapped[date]
    document_id: Mapped[int] = mapped_column(ForeignKey("issued_document.id"), unique=True)

    document: Mapped[IssuedDocument] = relationship(lazy="joined", innerjoin=True)
    member: Mapped[Member] = relationship(lazy="joined", innerjoin=True)
