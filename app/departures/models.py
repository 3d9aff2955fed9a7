"""Tables of notices (Kündigung, §§ 65 to 67b GenG) and the papers kept with them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Model, UtcDateTime, enum_column
from app.core.values import MAX_FULL_NAME, DeclarationChannel, WrittenForm
from app.departures.rules import (
    BY_OTHERS,
    Amendment,
    Attended,
    NoticeKind,
    NoticeState,
    PaperPurpose,
)
from app.members.models import Member


class Notice(Model):
    """A notice as it came in, how it was judged, and what became of it.

    What it changes stands in the ledgers of members and shares; `last_day` is the day it takes effect, None where it
    has no effect.
    """

    __tablename__ = "notice"
    __table_args__ = (
        CheckConstraint("(kind = 'partial') = (shares IS NOT NULL)", name="partial_names_shares"),
        CheckConstraint("shares IS NULL OR shares > 0", name="shares_count"),
        CheckConstraint("dated_on IS NULL OR dated_on <= received_on", name="received_after_written"),
        CheckConstraint("state <> 'rejected' OR last_day IS NULL", name="rejected_has_no_day"),
        CheckConstraint("state IN ('rejected', 'reversed') OR last_day IS NOT NULL", name="effective_has_a_day"),
        CheckConstraint("state <> 'rejected' OR refusal_reason <> ''", name="rejected_has_a_reason"),
        CheckConstraint("(kind = 'special') = (amendment IS NOT NULL)", name="special_names_the_amendment"),
        CheckConstraint(
            "(state IN ('continued', 'overtaken', 'reversed')) = (ended_at IS NOT NULL)", name="undone_has_a_moment"
        ),
        CheckConstraint("(state = 'overtaken') = (gave_way_to IS NOT NULL)", name="overtaken_by_something"),
        Index("ix_notice_member", "member_id"),
        Index("ix_notice_state", "state", "last_day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(30), unique=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    kind: Mapped[NoticeKind] = mapped_column(enum_column(NoticeKind))
    state: Mapped[NoticeState] = mapped_column(enum_column(NoticeState))
    channel: Mapped[DeclarationChannel] = mapped_column(enum_column(DeclarationChannel, "noticechannel"))
    written_form: Mapped[WrittenForm] = mapped_column(enum_column(WrittenForm))
    declared_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    """Who gave it: the member, who acts for it, a creditor, an administrator."""
    dated_on: Mapped[date | None]
    received_on: Mapped[date]
    shares: Mapped[int | None]
    """The shares given up, where some are kept."""
    reasons: Mapped[str] = mapped_column(Text, default="")
    amendment: Mapped[Amendment | None] = mapped_column(enum_column(Amendment))
    resolved_on: Mapped[date | None]
    attended: Mapped[Attended | None] = mapped_column(enum_column(Attended))
    known_on: Mapped[date | None]
    statute_version_id: Mapped[int] = mapped_column(ForeignKey("statute_version.id"))
    """The statute of the day of receipt, by which it was judged (R-STA-03)."""
    months: Mapped[int] = mapped_column(default=0)
    receivable_until: Mapped[date | None]
    last_day: Mapped[date | None]
    refusal_reason: Mapped[str] = mapped_column(Text, default="")
    resolution_number: Mapped[str] = mapped_column(String(30), default="")
    """The board's resolution on hardship (§ 65 (3) GenG)."""
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    share_entry_id: Mapped[int | None] = mapped_column(ForeignKey("share_entry.id"))
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("issued_document.id"))
    """The letter that confirms it or turns it down."""
    sender_address: Mapped[str | None] = mapped_column(Text)
    """Where a creditor or an administrator who gave it is answered, line by line."""
    sender_letter_id: Mapped[int | None] = mapped_column(ForeignKey("issued_document.id"))
    """The letter to whoever gave it in the member's stead (§§ 66, 66a GenG)."""
    continuation_reason: Mapped[str] = mapped_column(String(300), default="")
    """What was agreed on going on, and is laid before the board (R-EXIT-13)."""
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME), default="")
    end_reason: Mapped[str] = mapped_column(String(300), default="")
    """Why it was undone: by whose mistake, or by which resolution."""
    gave_way_to: Mapped[str | None] = mapped_column(String(30))
    """The number of the end or the transfer that goes before it; where that is undone, this takes effect again."""

    member: Mapped[Member] = relationship(lazy="joined", innerjoin=True)
    papers: Mapped[list["NoticePaper"]] = relationship(order_by="NoticePaper.id", lazy="selectin")

    @property
    def lacks_a_letter(self) -> bool:
        """Whether the member, or whoever gave it in the member's stead, was not told what came of it."""
        unanswered = self.sender_address is not None and self.sender_letter_id is None
        return self.letter_id is None or unanswered

    @property
    def is_sender_waiting(self) -> bool:
        """Whether who gave it in the member's stead was not told yet that something else goes before it."""
        return self.state is NoticeState.OVERTAKEN and self.sender_address is not None and self.sender_letter_id is None

    @property
    def seizes(self) -> bool:
        """Whether the credit is due to who gave it in the member's stead, overtaken or not (§§ 66, 66a GenG)."""
        return self.kind in BY_OTHERS and self.state in (NoticeState.ENTERED, NoticeState.OVERTAKEN)

    @property
    def ends_membership(self) -> bool:
        """Whether it is a notice of the whole membership."""
        return self.kind is not NoticeKind.PARTIAL


class NoticePaper(Model):
    """A paper kept with a notice: the letter itself, a proof, an agreement (§ 30 (3) GenG; R-RET-01)."""

    __tablename__ = "notice_paper"
    __table_args__ = (CheckConstraint("size > 0", name="is_not_empty"), Index("ix_notice_paper_notice", "notice_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"))
    purpose: Mapped[PaperPurpose] = mapped_column(enum_column(PaperPurpose))
    filename: Mapped[str] = mapped_column(String(200))
    mimetype: Mapped[str] = mapped_column(String(60))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    added_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
