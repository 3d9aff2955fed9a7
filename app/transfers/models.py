"""Table of transfers of the credit (Übertragung des Geschäftsguthabens, § 76 GenG)."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Model, UtcDateTime, enum_column
from app.core.values import MAX_FULL_NAME, MAX_REASON, DeclarationChannel, WrittenForm
from app.members.models import Member
from app.transfers.rules import Side, TransferState

_WAITS = text("state IN ('offered', 'proposed')")


class Transfer(Model):
    """A transfer as it was declared, and what became of it; what it changes stands in the ledgers of both members."""

    __tablename__ = "transfer"
    __table_args__ = (
        CheckConstraint("transferor_id <> acquirer_id", name="two_members"),
        CheckConstraint("shares IS NULL OR shares > 0", name="shares_count"),
        CheckConstraint("dated_on IS NULL OR dated_on <= received_on", name="received_after_written"),
        CheckConstraint("wanted_on >= received_on", name="not_in_retrospect"),
        CheckConstraint("(state IN ('entered', 'reversed')) = (given_entry_id IS NOT NULL)", name="entered_is_booked"),
        CheckConstraint("(given_entry_id IS NULL) = (effective_on IS NULL)", name="booked_has_a_day"),
        CheckConstraint("(given_entry_id IS NULL) = (credit_given_id IS NULL)", name="credit_is_given"),
        CheckConstraint("(given_entry_id IS NULL) = (credit_taken_id IS NULL)", name="credit_is_taken"),
        CheckConstraint("(state IN ('withdrawn', 'reversed')) = (ended_at IS NOT NULL)", name="undone_has_a_moment"),
        CheckConstraint("(paper_sha256 IS NULL) = (channel = 'portal')", name="paper_of_the_office"),
        CheckConstraint("refused_about IS NULL OR refusal_reason <> ''", name="about_one_with_a_reason"),
        CheckConstraint("erased_at IS NULL OR paper_sha256 IS NOT NULL", name="only_paper_is_erased"),
        Index("ix_transfer_acquirer", "acquirer_id"),
        Index("ix_transfer_transferor", "transferor_id"),
        Index("uq_transfer_waiting", "transferor_id", unique=True, sqlite_where=_WAITS, postgresql_where=_WAITS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(30), unique=True)
    transferor_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    acquirer_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    shares: Mapped[int | None]
    """The shares handed on; None with the whole credit, which ends the membership."""
    state: Mapped[TransferState] = mapped_column(enum_column(TransferState))
    channel: Mapped[DeclarationChannel] = mapped_column(enum_column(DeclarationChannel, "transferchannel"))
    written_form: Mapped[WrittenForm] = mapped_column(enum_column(WrittenForm))
    declared_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    dated_on: Mapped[date | None]
    received_on: Mapped[date]
    wanted_on: Mapped[date]
    """The agreed day; it takes place then, but not before the board has decided."""
    statute_version_id: Mapped[int] = mapped_column(ForeignKey("statute_version.id"))
    """The statute of the day of receipt, by which it was judged (R-STA-03)."""
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    paper_name: Mapped[str] = mapped_column(String(200), default="")
    paper_type: Mapped[str] = mapped_column(String(60), default="")
    paper_sha256: Mapped[str | None] = mapped_column(String(64))
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the agreement on paper was erased; its digest stays."""
    agreed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    agreed_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME), default="")
    """Who agreed in the portal for the acquirer."""
    resolution_number: Mapped[str] = mapped_column(String(30), default="")
    effective_on: Mapped[date | None]
    given_entry_id: Mapped[int | None] = mapped_column(ForeignKey("share_entry.id"))
    taken_entry_id: Mapped[int | None] = mapped_column(ForeignKey("share_entry.id"))
    credit_given_id: Mapped[int | None] = mapped_column(ForeignKey("credit_entry.id"))
    credit_taken_id: Mapped[int | None] = mapped_column(ForeignKey("credit_entry.id"))
    refusal_reason: Mapped[str] = mapped_column(Text, default="")
    """What had come in between when the board agreed."""
    refused_about: Mapped[Side | None] = mapped_column(enum_column(Side))
    """Whose affairs that is about; the other of the two is not told."""
    transferor_letter_id: Mapped[int | None] = mapped_column(ForeignKey("issued_document.id"))
    acquirer_letter_id: Mapped[int | None] = mapped_column(ForeignKey("issued_document.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME), default="")
    end_reason: Mapped[str] = mapped_column(String(MAX_REASON), default="")

    transferor: Mapped[Member] = relationship(foreign_keys=[transferor_id], lazy="joined", innerjoin=True)
    acquirer: Mapped[Member] = relationship(foreign_keys=[acquirer_id], lazy="joined", innerjoin=True)

    @property
    def is_whole(self) -> bool:
        """Whether the membership of the transferor ends with it."""
        return self.shares is None
