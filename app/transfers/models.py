"""Table of transfers of the credit (Übertragung des Geschäftsguthabens, § 76 GenG)."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.admissions.models import Application
from app.admissions.rules import UNDECIDED
from app.core.db import Model, UtcDateTime, enum_column
from app.core.values import MAX_FULL_NAME, MAX_REASON, DeclarationChannel, WrittenForm
from app.members.models import Member
from app.transfers.rules import Side, TransferState

_WAITS = text("state IN ('offered', 'proposed')")
_JOINS = text("state NOT IN ('rejected', 'withdrawn')")


class Transfer(Model):
    """A transfer as it was declared, and what became of it; what it changes stands in the ledgers of both members."""

    __tablename__ = "transfer"
    __table_args__ = (
        CheckConstraint("transferor_id <> acquirer_id", name="two_members"),
        CheckConstraint(
            "state IN ('entered', 'reversed') OR (acquirer_id IS NULL) <> (application_id IS NULL)", name="one_taker"
        ),
        CheckConstraint("given_entry_id IS NULL OR acquirer_id IS NOT NULL", name="entered_has_an_acquirer"),
        CheckConstraint("application_id IS NULL OR channel = 'office'", name="newcomers_by_the_office"),
        CheckConstraint("application_id IS NULL OR given_entry_id IS NULL OR taken_entry_id IS NOT NULL",
                        name="newcomers_take_shares"),
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
        Index("uq_transfer_application", "application_id", unique=True, sqlite_where=_JOINS, postgresql_where=_JOINS),
        Index("uq_transfer_waiting", "transferor_id", unique=True, sqlite_where=_WAITS, postgresql_where=_WAITS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(30), unique=True)
    transferor_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    acquirer_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    """Who acquires; of a newcomer only once it is entered and a member by it."""
    application_id: Mapped[int | None] = mapped_column(ForeignKey("application.id"))
    """The application by which the acquirer joins, decided as one with the transfer (§§ 15, 76 GenG)."""
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
    acquirer: Mapped[Member | None] = relationship(foreign_keys=[acquirer_id], lazy="joined")
    application: Mapped[Application | None] = relationship(lazy="joined")

    @property
    def is_whole(self) -> bool:
        """Whether the membership of the transferor ends with it."""
        return self.shares is None

    @property
    def taker(self) -> Member | Application:
        """Who acquires: a member, or an applicant as long as it is none."""
        found = self.acquirer or self.application
        assert found is not None
        return found

    @property
    def taker_name(self) -> str:
        """How the acquirer is called in lists; of an application that was erased the number stays (R-ADM-09)."""
        if self.acquirer is not None:
            return self.acquirer.party.display_name
        assert self.application is not None
        return self.application.name or self.application.number or ""

    @property
    def tells_acquirer(self) -> bool:
        """Whether the acquirer is to be told by letter: no applicant whose application is erased (R-ADM-09)."""
        return self.acquirer is not None or (self.application is not None and self.application.erased_at is None)

    @property
    def frees_application(self) -> bool:
        """Whether it came to nothing and the application that would have gone with it still waits for a decision."""
        over = self.state in (TransferState.REJECTED, TransferState.WITHDRAWN)
        return over and self.application is not None and self.application.state in UNDECIDED

    @property
    def members(self) -> list[Member]:
        """The members whom it is about: the transferor, and the acquirer that is one."""
        return [each for each in (self.transferor, self.acquirer) if each is not None]
