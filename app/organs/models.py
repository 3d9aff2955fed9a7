"""Tables of offices and resolutions."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Model, UtcDateTime, enum_column
from app.organs.rules import Choice, EligibilityBasis, ItemKind, Organ, OrganFunction, Outcome, Procedure
from app.parties.models import Party


class Office(Model):
    """A person's seat in board or supervisory board, with its term and the reason the person may hold it (§ 9 (2))."""

    __tablename__ = "office"
    __table_args__ = (
        CheckConstraint("organ <> 'general_assembly'", name="assembly_has_no_offices"),
        CheckConstraint("last_day IS NULL OR last_day >= first_day", name="period_runs_forward"),
        Index("ix_office_party", "party_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organ: Mapped[Organ] = mapped_column(enum_column(Organ))
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    function: Mapped[OrganFunction] = mapped_column(enum_column(OrganFunction))
    basis: Mapped[EligibilityBasis] = mapped_column(enum_column(EligibilityBasis))
    is_delegated: Mapped[bool] = mapped_column(default=False)
    first_day: Mapped[date]
    last_day: Mapped[date | None]
    appointed_by: Mapped[str] = mapped_column(String(120), default="")
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)

    party: Mapped[Party] = relationship(lazy="joined", innerjoin=True)


class Resolution(Model):
    """A resolution of an organ with its gapless number; in a meeting, by circular, or recorded from elsewhere."""

    __tablename__ = "resolution"
    __table_args__ = (
        UniqueConstraint("organ", "year", "ordinal"),
        CheckConstraint("ordinal > 0", name="ordinal_counts"),
        CheckConstraint("procedure <> 'circular' OR deadline_on IS NOT NULL", name="circular_has_a_deadline"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organ: Mapped[Organ] = mapped_column(enum_column(Organ))
    year: Mapped[int]
    ordinal: Mapped[int]
    number: Mapped[str] = mapped_column(String(30), unique=True)
    procedure: Mapped[Procedure] = mapped_column(enum_column(Procedure))
    title: Mapped[str] = mapped_column(String(300))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_by: Mapped[str] = mapped_column(String(200))
    deadline_on: Mapped[date | None]
    meeting_on: Mapped[date | None]
    place: Mapped[str] = mapped_column(String(200), default="")
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    protocol_document_id: Mapped[int | None]

    items: Mapped[list["Item"]] = relationship(back_populates="resolution", order_by="Item.position", lazy="selectin")
    objections: Mapped[list["ProcedureObjection"]] = relationship(lazy="selectin")
    attendances: Mapped[list["Attendance"]] = relationship(lazy="selectin")


class Item(Model):
    """What is to be decided: proposed by a lower room with its own reference, then taken up by a resolution.

    Of an application the text names the number only, so that a refused one leaves no name behind (R-ADM-09).
    """

    __tablename__ = "item"
    __table_args__ = (
        Index("ix_item_reference", "kind", "reference"),
        UniqueConstraint("resolution_id", "position"),
        CheckConstraint("outcome = 'open' OR resolution_id IS NOT NULL", name="decided_by_a_resolution"),
        CheckConstraint("(outcome = 'open') = (decided_at IS NULL)", name="decided_has_a_moment"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ItemKind] = mapped_column(enum_column(ItemKind))
    reference: Mapped[int | None]
    organ: Mapped[Organ] = mapped_column(enum_column(Organ))
    text: Mapped[str] = mapped_column(Text)
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    proposed_by: Mapped[str] = mapped_column(String(200))
    resolution_id: Mapped[int | None] = mapped_column(ForeignKey("resolution.id"))
    position: Mapped[int | None]
    outcome: Mapped[Outcome] = mapped_column(enum_column(Outcome), default=Outcome.OPEN)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    carried_out_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    dropped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Taken back before the decision (application withdrawn, circular moved to a meeting)."""

    resolution: Mapped[Resolution | None] = relationship(back_populates="items", lazy="joined")
    votes: Mapped[list["Vote"]] = relationship(order_by="Vote.cast_at", lazy="selectin")
    biases: Mapped[list["Bias"]] = relationship(lazy="selectin")


class Vote(Model):
    """One officer's vote on one item; the primary key makes it one."""

    __tablename__ = "vote"

    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), primary_key=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), primary_key=True)
    voter_name: Mapped[str] = mapped_column(String(200))
    choice: Mapped[Choice] = mapped_column(enum_column(Choice))
    reason: Mapped[str] = mapped_column(Text, default="")
    cast_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Bias(Model):
    """Why somebody does not vote on an item (Befangenheit); declared, or derived from the application."""

    __tablename__ = "bias"

    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), primary_key=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    ground: Mapped[str] = mapped_column(String(300))
    is_declared: Mapped[bool]
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ProcedureObjection(Model):
    """An officer's objection to deciding by circular; the items then go to a meeting."""

    __tablename__ = "procedure_objection"

    resolution_id: Mapped[int] = mapped_column(ForeignKey("resolution.id"), primary_key=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(Text, default="")
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Attendance(Model):
    """Who took part in a meeting."""

    __tablename__ = "attendance"

    resolution_id: Mapped[int] = mapped_column(ForeignKey("resolution.id"), primary_key=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
