"""Tables of dunning (levels, letters, what they named, members stopped), contributions, returns, plans."""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    ScalarSelect,
    String,
    cast,
    func,
    select,
    text,
)
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from app.archive.models import IssuedDocument
from app.core.db import Model, Money, UtcDateTime, enum_column, only_grows
from app.core.values import MAX_FULL_NAME, MAX_REASON
from app.dues.rules import MAX_CLAUSE, MAX_REFERENCE, PlanBasis
from app.members.models import Member
from app.shares.models import PaymentDue
from app.shares.rules import PaymentPurpose
from app.statutes.rules import FiscalYear

_COUNTS, _HOLDS = text("NOT is_undone"), text("lifted_at IS NULL")
_KEPT, _KNOWN = text("taken_back_at IS NULL"), text("undone_at IS NULL")
_STANDS, _FIRST = text("ended_at IS NULL"), text("ended_at IS NULL AND after_id IS NULL")


@only_grows
class DunningTerm(Model):
    """What a level of dunning asks, from the moment it was set; the row set last holds."""

    __tablename__ = "dunning_term"
    __table_args__ = (
        CheckConstraint("level BETWEEN 1 AND 3", name="known_level"),
        CheckConstraint("wait_days >= 0 AND deadline_days > 0", name="days_run_forward"),
        CheckConstraint("fee >= 0 AND (fee = 0 OR level > 1)", name="reminder_costs_nothing"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    level: Mapped[int]
    wait_days: Mapped[int]
    deadline_days: Mapped[int]
    fee: Mapped[int] = mapped_column(Money)
    clause: Mapped[str] = mapped_column(String(MAX_CLAUSE), default="")
    """Where the statute makes arrears a ground of exclusion (§ 68 GenG); kept with the last level."""
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))


def _demanded(letter_id: Mapped[int], amount: Mapped[int], fee: Mapped[int]) -> ScalarSelect[int]:
    """The sum that a dunning letter states; of one whose facts are erased what is late and its fee; cents."""
    stated = cast(IssuedDocument.facts[("payment", "cents")].as_string(), BigInteger)
    found = select(func.coalesce(stated, amount + fee)).where(IssuedDocument.id == letter_id)
    return found.correlate_except(IssuedDocument).scalar_subquery()


class DunningNotice(Model):
    """A letter that reminds a member of what is late, by its level; what it costs is asked for in `shares`."""

    __tablename__ = "dunning_notice"
    __table_args__ = (
        CheckConstraint("level BETWEEN 1 AND 3", name="known_level"),
        CheckConstraint("amount > 0 AND fee >= 0", name="asks_for_something"),
        CheckConstraint("(fee > 0) = (fee_due_id IS NOT NULL)", name="fee_is_asked_for"),
        CheckConstraint("payable_until >= dated_on", name="runs_forward"),
        Index("ix_dunning_notice_member", "member_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(30), unique=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    level: Mapped[int]
    dated_on: Mapped[date]
    payable_until: Mapped[date]
    amount: Mapped[int] = mapped_column(Money)
    fee: Mapped[int] = mapped_column(Money)
    fee_due_id: Mapped[int | None] = mapped_column(ForeignKey("payment_due.id"))
    letter_id: Mapped[int] = mapped_column(ForeignKey("issued_document.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME), default="")
    end_reason: Mapped[str] = mapped_column(String(MAX_REASON), default="")

    demanded: Mapped[int] = column_property(_demanded(letter_id, amount, fee))
    """What the letter asks for: what is late, its fee, and costs of earlier letters and returns; cents."""
    member: Mapped[Member] = relationship(lazy="joined", innerjoin=True)


class DunnedDue(Model):
    """A late payment that a letter named, with what was open of it; by each level once."""

    __tablename__ = "dunned_due"
    __table_args__ = (
        CheckConstraint("open > 0", name="was_open"),
        Index("uq_dunned_due_level", "due_id", "level", unique=True, sqlite_where=_COUNTS, postgresql_where=_COUNTS),
    )

    notice_id: Mapped[int] = mapped_column(ForeignKey("dunning_notice.id"), primary_key=True)
    due_id: Mapped[int] = mapped_column(ForeignKey("payment_due.id"), primary_key=True)
    level: Mapped[int]
    open: Mapped[int] = mapped_column(Money)
    is_undone: Mapped[bool] = mapped_column(default=False)
    """The letter was taken back, or never went out: the level is still to come."""


class DunningStop(Model):
    """A member that is not dunned, and why (Mahnsperre); one at a time."""

    __tablename__ = "dunning_stop"
    __table_args__ = (
        CheckConstraint("reason <> ''", name="has_a_reason"),
        Index("uq_dunning_stop_member", "member_id", unique=True, sqlite_where=_HOLDS, postgresql_where=_HOLDS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    reason: Mapped[str] = mapped_column(String(MAX_REASON))
    until: Mapped[date | None]
    """The last day of the stop; without one it holds until it is lifted."""
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    lifted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lifted_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME), default="")


class Contribution(Model):
    """What a member was asked for a fiscal year (laufender Beitrag, § 15a GenG), once; the claim stands in `shares`.

    Of a run entered by mistake it is taken back, and its year may be asked for anew.
    """

    __tablename__ = "contribution"
    __table_args__ = (
        CheckConstraint("amount > 0", name="asks_for_something"),
        CheckConstraint("last_day >= first_day", name="runs_forward"),
        CheckConstraint("(waived_at IS NULL) = (waiver_reason = '')", name="waiver_has_a_reason"),
        CheckConstraint("(taken_back_at IS NULL) = (taken_back_why = '')", name="taken_back_with_a_reason"),
        CheckConstraint("waived_at IS NULL OR taken_back_at IS NULL", name="freed_or_taken_back"),
        Index(
            "uq_contribution_year", "member_id", "first_day", unique=True, sqlite_where=_KEPT,
            postgresql_where=_KEPT,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    first_day: Mapped[date]
    last_day: Mapped[date]
    amount: Mapped[int] = mapped_column(Money)
    due_on: Mapped[date]
    due_id: Mapped[int] = mapped_column(ForeignKey("payment_due.id"), unique=True)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    waived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    waived_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME), default="")
    waiver_reason: Mapped[str] = mapped_column(String(MAX_REASON), default="")
    taken_back_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    taken_back_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME), default="", server_default="")
    taken_back_why: Mapped[str] = mapped_column(String(MAX_REASON), default="", server_default="")

    member: Mapped[Member] = relationship(lazy="joined", innerjoin=True)

    @property
    def year(self) -> FiscalYear:
        """The fiscal year."""
        return FiscalYear(self.first_day, self.last_day)


class ReturnedPayment(Model):
    """Why and when a payment came back, and what the bank asked for it; the booking stands in `shares` (R-SEPA-10).

    Entered by mistake it is undone, and the payment may come back later all the same.
    """

    __tablename__ = "returned_payment"
    __table_args__ = (
        CheckConstraint("costs >= 0", name="costs_nothing_or_more"),
        CheckConstraint("(costs > 0) = (costs_due_id IS NOT NULL)", name="costs_are_asked_for"),
        CheckConstraint("reason <> ''", name="has_a_reason"),
        CheckConstraint("(undone_at IS NULL) = (undone_why = '')", name="undone_with_a_reason"),
        Index("uq_returned_payment_counts", "payment_id", unique=True, sqlite_where=_KNOWN, postgresql_where=_KNOWN),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    payment_id: Mapped[int] = mapped_column(ForeignKey("payment_received.id"), index=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("payment_received.id"), unique=True)
    """The row that takes the money out again: of the day of the return; before there was one, a reversal."""
    returned_on: Mapped[date]
    costs: Mapped[int] = mapped_column(Money)
    costs_due_id: Mapped[int | None] = mapped_column(ForeignKey("payment_due.id"))
    reason: Mapped[str] = mapped_column(String(MAX_REASON))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME), default="", server_default="")
    undone_why: Mapped[str] = mapped_column(String(MAX_REASON), default="", server_default="")


class RefundedAdvance(Model):
    """What was paid too much and sent back; the row that uses it up stands in `shares`.

    Entered by mistake it is undone, and what was paid too much is there again.
    """

    __tablename__ = "refunded_advance"
    __table_args__ = (CheckConstraint("(undone_at IS NULL) = (undone_why = '')", name="undone_with_a_reason"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    due_id: Mapped[int] = mapped_column(ForeignKey("payment_due.id"), unique=True)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME), default="", server_default="")
    undone_why: Mapped[str] = mapped_column(String(MAX_REASON), default="", server_default="")

    due: Mapped[PaymentDue] = relationship(lazy="joined", innerjoin=True)


class LapsedClaim(Model):
    """A lapsed claim to a payment that the office closed; never by itself (§ 22 (6) GenG, § 214 BGB; R-SHR-06).

    What was still open of it is asked for no more; undone, it is owed again.
    """

    __tablename__ = "lapsed_claim"
    __table_args__ = (
        CheckConstraint("amount > 0", name="was_open"),
        CheckConstraint("reason <> ''", name="has_a_reason"),
        CheckConstraint("(undone_at IS NULL) = (undone_why = '')", name="undone_with_a_reason"),
        Index("ix_lapsed_claim_member", "member_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    due_id: Mapped[int] = mapped_column(ForeignKey("payment_due.id"), unique=True)
    """The payment that was asked for; one that is owed again after a mistake is a row of its own."""
    due_on: Mapped[date]
    amount: Mapped[int] = mapped_column(Money)
    reason: Mapped[str] = mapped_column(String(MAX_REASON))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME), default="", server_default="")
    undone_why: Mapped[str] = mapped_column(String(MAX_REASON), default="", server_default="")

    member: Mapped[Member] = relationship(lazy="joined", innerjoin=True)
    due: Mapped[PaymentDue] = relationship(lazy="joined", innerjoin=True)

    @property
    def purpose(self) -> PaymentPurpose:
        """What the payment was for."""
        return self.due.purpose


class PaymentPlan(Model):
    """Instalments in the place of what was open on a member's shares (Ratenplan); they stand in `shares`."""

    __tablename__ = "payment_plan"
    __table_args__ = (
        CheckConstraint("amount > 0 AND instalments > 0", name="asks_for_something"),
        CheckConstraint("reference <> ''", name="rests_on_something"),
        CheckConstraint("(ended_at IS NULL) = (end_reason = '')", name="end_has_a_reason"),
        Index("ix_payment_plan_member", "member_id"),
        Index("uq_payment_plan_first", "member_id", unique=True, sqlite_where=_FIRST, postgresql_where=_FIRST),
        Index("uq_payment_plan_after", "after_id", unique=True, sqlite_where=_STANDS, postgresql_where=_STANDS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(30), unique=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    basis: Mapped[PlanBasis] = mapped_column(enum_column(PlanBasis))
    reference: Mapped[str] = mapped_column(String(MAX_REFERENCE))
    decided_on: Mapped[date]
    amount: Mapped[int] = mapped_column(Money)
    instalments: Mapped[int]
    after_id: Mapped[int | None] = mapped_column(ForeignKey("payment_plan.id"))
    """The plan that stood then, whose place it takes: of those that stand, one is the first, and one follows another.
    """
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("issued_document.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME), default="")
    end_reason: Mapped[str] = mapped_column(String(MAX_REASON), default="")

    member: Mapped[Member] = relationship(lazy="joined", innerjoin=True)
