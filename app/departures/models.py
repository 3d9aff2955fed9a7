"""Tables of notices (Kündigung, §§ 65 to 67b GenG) and the papers kept with them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Connection, ForeignKey, Index, String, Text, event, text
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.schema import Table

from app.core.db import Model, UtcDateTime, enum_column, only_grows, refusing_ddl
from app.core.values import MAX_FULL_NAME, MAX_REASON, DeclarationChannel, WrittenForm
from app.departures.rules import (
    BY_OTHERS,
    LAW,
    Amendment,
    Attended,
    NoticeKind,
    NoticeState,
    PaperPurpose,
)
from app.members.models import Member
from app.organs.models import Resolution


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
    special_right_id: Mapped[int | None] = mapped_column(ForeignKey("special_right.id"))
    """The right that the assembly's resolution opened, where it is recorded (§ 67a GenG)."""
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
    special_right: Mapped["SpecialRight | None"] = relationship(lazy="joined")
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
    def law(self) -> str:
        """The paragraph by which it takes effect: without hardship as an ordinary one (§ 65 (2), (3) GenG; R-EXIT-05).
        """
        not_found = self.kind is NoticeKind.HARDSHIP and self.state is not NoticeState.PROPOSED and self.refusal_reason
        return LAW[NoticeKind.ORDINARY if not_found else self.kind]

    @property
    def ends_membership(self) -> bool:
        """Whether it is a notice of the whole membership."""
        return self.kind is not NoticeKind.PARTIAL


_OPEN = "closed_at IS NULL"


class SpecialRight(Model):
    """That an amendment lets members leave within a month, by which resolution (§ 67a GenG; R-EXIT-06).

    Opened by mistake, or where the resolution was found void, it is closed with the reason and stays.
    """

    __tablename__ = "special_right"
    __table_args__ = (
        CheckConstraint("(closed_at IS NULL) = (close_reason = '')", name="closed_with_a_reason"),
        CheckConstraint("declarable_until > resolved_on", name="a_month_to_declare"),
        Index("uq_special_right_resolution", "resolution_id", unique=True, sqlite_where=text(_OPEN),
              postgresql_where=text(_OPEN)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    amendment: Mapped[Amendment] = mapped_column(enum_column(Amendment, "special_right_amendment"))
    resolution_id: Mapped[int] = mapped_column(ForeignKey("resolution.id"))
    resolved_on: Mapped[date]
    declarable_until: Mapped[date]
    """Until when who objected declares it; who was kept away has a month from knowing."""
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME), default="")
    close_reason: Mapped[str] = mapped_column(String(MAX_REASON), default="")

    resolution: Mapped[Resolution] = relationship(lazy="joined", innerjoin=True)
    objectors: Mapped[list["RightObjector"]] = relationship(order_by="RightObjector.member_id", lazy="selectin")


@only_grows
class RightObjector(Model):
    """A member that took part and objected on record, so that it may leave (§ 67a (1) no. 1 GenG; R-EXIT-06)."""

    __tablename__ = "right_objector"

    right_id: Mapped[int] = mapped_column(ForeignKey("special_right.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)

    member: Mapped[Member] = relationship(lazy="joined", innerjoin=True)


_RIGHT_STANDS = "a special right of termination stands as it was opened, and is closed once"
_RIGHT_KEPT = ("id", "amendment", "resolution_id", "resolved_on", "declarable_until", "opened_at", "opened_by")


def right_stands_ddl(dialect: str) -> tuple[str, ...]:
    """The statements by which the database keeps which resolution lets members leave until when."""
    differs = "NEW.{0} IS DISTINCT FROM OLD.{0}" if dialect == "postgresql" else "NEW.{0} IS NOT OLD.{0}"
    changed = [*map(differs.format, _RIGHT_KEPT), "OLD.closed_at IS NOT NULL"]
    return refusing_ddl("special_right", _RIGHT_STANDS, " OR ".join(changed), dialect)


def _guard_right(_target: Table, connection: Connection, **_: object) -> None:
    for statement in right_stands_ddl(connection.dialect.name):
        connection.exec_driver_sql(statement)


event.listen(SpecialRight.__table__, "after_create", _guard_right)


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
