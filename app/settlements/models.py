"""Tables of settlements: opened, decided about, what was taken from the claim, taken back; all of them only grow."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.changes.rules import ChangeOutcome
from app.core.db import Model, Money, UtcDateTime, enum_column, only_grows
from app.core.formats import local
from app.core.values import MAX_FULL_NAME, MAX_REASON, Cents
from app.members.models import Member, MembershipPeriod
from app.members.rules import ExitGround
from app.settlements.rules import (
    BEFORE_THE_CLAIM,
    MAX_RESOLUTION,
    EntryKind,
    RestGround,
    SettlementKind,
    SettlementState,
    rest_barred_after,
    state_of,
    withheld_of,
)
from app.shares.models import ShareEntry
from app.shares.rules import least_from, taken_back


@only_grows
class Settlement(Model):
    """What a leaver, or who gave up shares, is to be paid, as it was opened; cents (§§ 67b, 73 GenG; R-PAY-01 ff.).

    `entered_by` is the login of who opened it, without a foreign key: the line outlives the account. `turn` counts the
    settlements of the same exit or the same shares; a further one follows one that was rejected or reversed, or tells
    of what came to the credit since one was paid.
    """

    __tablename__ = "settlement"
    __table_args__ = (
        UniqueConstraint("id", "entered_by"),
        UniqueConstraint("period_id", "turn"),
        UniqueConstraint("share_entry_id", "turn"),
        CheckConstraint("(kind = 'exit') = (period_id IS NOT NULL)", name="exit_of_a_membership"),
        CheckConstraint("(kind = 'partial') = (share_entry_id IS NOT NULL)", name="partial_of_shares"),
        CheckConstraint(
            "claim >= 0 AND (claim > 0 OR deducted > 0 OR borne > 0) AND set_off BETWEEN 0 AND claim",
            name="claims_something",
        ),
        CheckConstraint(
            "heads >= 0 AND (shortfall > 0) = (heads > 0) AND borne BETWEEN 0 AND shortfall",
            name="bears_a_part_of_a_shortfall",
        ),
        CheckConstraint("claim <= credit - kept - deducted", name="claims_no_more_than_the_credit"),
        CheckConstraint("adopted_on > last_day", name="adopted_after_the_exit"),
        Index("ix_settlement_member", "member_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(30), unique=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    kind: Mapped[SettlementKind] = mapped_column(enum_column(SettlementKind))
    period_id: Mapped[int | None] = mapped_column(ForeignKey("membership_period.id"))
    share_entry_id: Mapped[int | None] = mapped_column(ForeignKey("share_entry.id"))
    turn: Mapped[int]
    last_day: Mapped[date]
    ground: Mapped[ExitGround | None] = mapped_column(enum_column(ExitGround))
    """Why the membership ended; None where shares were given up."""
    adopted_on: Mapped[date]
    """When the assembly adopted the accounts of the year of the exit."""
    due_on: Mapped[date]
    before: Mapped[int] = mapped_column(Money)
    written_off: Mapped[int] = mapped_column(Money)
    credit: Mapped[int] = mapped_column(Money)
    kept: Mapped[int] = mapped_column(Money)
    loss_carried_forward: Mapped[int] = mapped_column(Money)
    """What the accounts carry forward, where the statute deducts it; else zero."""
    deducted: Mapped[int] = mapped_column(Money)
    claim: Mapped[int] = mapped_column(Money)
    set_off: Mapped[int] = mapped_column(Money)
    shortfall: Mapped[int] = mapped_column(Money, default=0)
    """What the cooperative lacked to cover its debts by the adopted accounts (§ 73 (2) sentence 4 GenG; R-PAY-06)."""
    heads: Mapped[int] = mapped_column(default=0)
    """Among how many members it is parted; none without a shortfall."""
    borne: Mapped[int] = mapped_column(Money, default=0)
    """What the leaver owes of its part: as far as a Nachschuss would be owed."""
    entered_by: Mapped[int]
    entered_by_name: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)

    member: Mapped[Member] = relationship(lazy="joined", innerjoin=True)
    period: Mapped[MembershipPeriod | None] = relationship(lazy="joined")
    share_entry: Mapped[ShareEntry | None] = relationship(lazy="joined")
    decision: Mapped["SettlementDecision | None"] = relationship(lazy="joined", back_populates="settlement")
    undoing: Mapped["SettlementUndoing | None"] = relationship(lazy="joined", back_populates="settlement")
    entries: Mapped[list["SettlementEntry"]] = relationship(
        order_by="SettlementEntry.id", lazy="selectin", back_populates="settlement"
    )

    debt_payments: Mapped[list["DebtPayment"]] = relationship(order_by="DebtPayment.id", back_populates="settlement")

    @property
    def standing(self) -> Sequence["SettlementEntry"]:
        """What was taken from the claim and neither given back nor came back."""
        undone = self._taken_back
        return [each for each in self.entries if each.takes_back is None and each.id not in undone]

    @property
    def _taken_back(self) -> set[int]:
        return taken_back((each.id, each.reverses_id, each.returns_id) for each in self.entries)

    @property
    def came_back(self) -> Mapping[int, "SettlementEntry"]:
        """The payouts that came back, by id, each with the row that says so and was no error (R-SEPA-10)."""
        undone = self._taken_back
        return {each.returns_id: each for each in self.entries if each.returns_id is not None and each.id not in undone}

    @property
    def confirmed_on(self) -> date | None:
        """The day on which a second person confirmed it; None while nobody has."""
        made = self.decision if self.decision and self.decision.outcome is ChangeOutcome.CONFIRMED else None
        return local(made.decided_at).date() if made else None

    @property
    def left(self) -> Cents:
        """What is still to be paid; a deducted loss or part of a shortfall is no part of the claim."""
        return self.claim - sum(each.amount for each in self.standing if each.kind not in BEFORE_THE_CLAIM)

    def least_left(self, day: date) -> Cents:
        """The least of it that was still to be paid when a day was over, or any later one; cents."""
        taken = [(each.effective_on, -each.amount) for each in self.entries if each.kind not in BEFORE_THE_CLAIM]
        return least_from([(date.min, self.claim), *taken], day)

    @property
    def paid(self) -> Cents:
        """What was paid out, and is not back."""
        return sum(each.amount for each in self.standing if each.kind is EntryKind.PAYOUT)

    @property
    def acknowledging(self) -> Sequence["SettlementEntry"]:
        """What was paid or set off, by which the cooperative owned up to the claim (§ 212 (1) no. 1 BGB).

        A payout that came back is among it: it is the act that counts, not that the money arrives. So is one that was
        undone: before a return had a row of its own that said both, and the later end of the years harms no creditor.
        """
        return [
            *(each for each in self.entries if each.kind is EntryKind.PAYOUT and each.takes_back is None),
            *(each for each in self.standing if each.kind is EntryKind.SET_OFF),
        ]

    @property
    def owed(self) -> Cents:
        """What the leaver owes of a shortfall beyond the credit (§ 73 (2) sentence 4 GenG; R-PAY-06)."""
        return self.borne - withheld_of(self.credit, self.kept, self.deducted, self.claim)

    @property
    def received(self) -> Cents:
        """What came in of that."""
        return sum(each.amount for each in self.debt_payments if each.ground is None) if self.owed else 0

    @property
    def forgone(self) -> Cents:
        """What of that was written off, since it will never come in."""
        return sum(each.amount for each in self.debt_payments if each.ground is not None) if self.owed else 0

    @property
    def waived(self) -> Cents:
        """What of that was waived; any other rest is only not pursued (§ 397 BGB)."""
        return sum(each.amount for each in self.debt_payments if each.ground is RestGround.WAIVED) if self.owed else 0

    @property
    def received_on(self) -> list[date]:
        """The days on which the leaver paid a part of it, and so owned up to the debt (§ 212 (1) no. 1 BGB).

        What went back later counts too: it was paid all the same. What is undone as of its own day never came in.
        """
        never = {(each.reverses_id, each.received_on) for each in self.debt_payments if each.reverses_id is not None}
        return [
            each.received_on for each in self.debt_payments
            if each.ground is None and each.reverses_id is None and (each.id, each.received_on) not in never
        ]  # fmt: skip

    @property
    def rest_barred_after(self) -> date:
        """The last day on which what the leaver owes is not barred yet (§§ 195, 199, 212 BGB; R-PAY-06)."""
        return rest_barred_after(self.due_on, self.adopted_on, self.received_on)

    @property
    def debt(self) -> Cents:
        """What of it is a debt still: none before a second person has confirmed it, nor once it is taken back."""
        return self.owed - self.received - self.forgone if self.state is SettlementState.OWED else 0

    @property
    def state(self) -> SettlementState:
        """How far it has come."""
        is_barred = any(each.kind is EntryKind.LAPSE for each in self.standing)
        outcome = self.decision.outcome if self.decision else None
        return state_of(
            outcome, self.undoing is not None, self.left, is_barred, self.owed, self.received, self.forgone
        )


@only_grows
class SettlementDecision(Model):
    """What became of an opened settlement: confirmed or rejected by another person, or withdrawn by the same."""

    __tablename__ = "settlement_decision"
    __table_args__ = (
        ForeignKeyConstraint(["settlement_id", "entered_by"], ["settlement.id", "settlement.entered_by"]),
        CheckConstraint("(outcome = 'withdrawn') = (decided_by = entered_by)", name="two_people"),
        CheckConstraint("outcome <> 'rejected' OR reason <> ''", name="rejected_with_reason"),
    )

    settlement_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entered_by: Mapped[int]
    """Copied from the settlement, and held to it by the foreign key, so that the two people can be compared here."""
    decided_by: Mapped[int]
    decided_by_name: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)
    outcome: Mapped[ChangeOutcome] = mapped_column(enum_column(ChangeOutcome))
    reason: Mapped[str] = mapped_column(String(MAX_REASON), default="")

    settlement: Mapped[Settlement] = relationship(back_populates="decision")


@only_grows
class SettlementEntry(Model):
    """What was taken from a credit by a settlement, in cents, each with its entry in the credit ledger.

    What was booked by mistake, and what a reversed settlement had set off, is undone by a row of its day that points at
    it. A payout that came back has a row of the day of its return (`returns_id`); it counts as paid until then.
    A return that was an error is undone by a row of its day, and the payout counts as before.
    """

    __tablename__ = "settlement_entry"
    __table_args__ = (
        CheckConstraint("amount <> 0", name="takes_something"),
        CheckConstraint(
            "(amount > 0 OR reverses_id IS NOT NULL OR returns_id IS NOT NULL) AND (amount < 0 OR returns_id IS NULL)"
            " AND (amount < 0 OR kind = 'payout' OR reverses_id IS NULL)", name="reversal_points_back"
        ),
        CheckConstraint(
            "returns_id IS NULL OR (kind = 'payout' AND reverses_id IS NULL AND note <> '')", name="return_points_back"
        ),
        CheckConstraint("kind <> 'lapse' OR note <> ''", name="barred_with_reason"),
        CheckConstraint("kind <> 'payout' OR iban <> ''", name="paid_to_an_account"),
        Index("ix_settlement_entry_settlement", "settlement_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(30), unique=True)
    settlement_id: Mapped[int] = mapped_column(ForeignKey("settlement.id"))
    kind: Mapped[EntryKind] = mapped_column(enum_column(EntryKind))
    amount: Mapped[int] = mapped_column(Money)
    effective_on: Mapped[date]
    iban: Mapped[str] = mapped_column(String(34), default="")
    """The account that was paid, as it was on that day."""
    note: Mapped[str] = mapped_column(String(MAX_REASON), default="")
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    credit_entry_id: Mapped[int] = mapped_column(ForeignKey("credit_entry.id"), unique=True)
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payment_received.id"))
    """The payment that a set-off stands for."""
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("settlement_entry.id"), unique=True)
    returns_id: Mapped[int | None] = mapped_column(ForeignKey("settlement_entry.id"), index=True)
    """The payout that came back; what is paid again is a payout of its own (R-SEPA-10)."""

    settlement: Mapped[Settlement] = relationship(back_populates="entries")

    @property
    def takes_back(self) -> int | None:
        """What it takes back, as an error or because the money came back; None for what was taken from the claim."""
        return self.reverses_id or self.returns_id


@only_grows
class SettlementUndoing(Model):
    """That a confirmed settlement was taken back, and why (R-REG-05)."""

    __tablename__ = "settlement_undoing"
    __table_args__ = (CheckConstraint("reason <> ''", name="has_a_reason"),)

    settlement_id: Mapped[int] = mapped_column(ForeignKey("settlement.id"), primary_key=True, autoincrement=False)
    undone_at: Mapped[datetime] = mapped_column(UtcDateTime)
    undone_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    reason: Mapped[str] = mapped_column(String(MAX_REASON))

    settlement: Mapped[Settlement] = relationship(back_populates="undoing")


@only_grows
class DebtPayment(Model):
    """What a leaver paid of the rest of a shortfall that it owes, or what of it was written off; cents (R-PAY-06).

    A row with a `ground` is no payment: it says what will never come in (§ 73 (2) sentence 4 GenG, §§ 195, 397 BGB).
    One noted by mistake, or that came back, is undone by a row that points at it, with the same ground.
    """

    __tablename__ = "debt_payment"
    __table_args__ = (
        CheckConstraint("amount <> 0", name="pays_something"),
        CheckConstraint("(amount < 0) = (reverses_id IS NOT NULL)", name="reversal_points_back"),
        CheckConstraint("note <> ''", name="has_a_note"),
        CheckConstraint("(coalesce(ground, '') = 'waived') = (resolution <> '')", name="waived_by_resolution"),
        Index("ix_debt_payment_settlement", "settlement_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    settlement_id: Mapped[int] = mapped_column(ForeignKey("settlement.id"))
    amount: Mapped[int] = mapped_column(Money)
    received_on: Mapped[date]
    """When it came in; when it was written off."""
    note: Mapped[str] = mapped_column(String(MAX_REASON))
    """Where it is found, as in the bank's statement; why it was written off, or undone."""
    ground: Mapped[RestGround | None] = mapped_column(enum_column(RestGround))
    """Why it will never come in; None for a payment."""
    resolution: Mapped[str] = mapped_column(String(MAX_RESOLUTION), default="")
    """The number of the resolution by which it was waived, the board's or that of who represents in its place."""
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("debt_payment.id"), unique=True)

    settlement: Mapped[Settlement] = relationship(back_populates="debt_payments")

    @property
    def is_undone(self) -> bool:
        """Whether it undoes another, or another undoes it."""
        undone = {each.reverses_id for each in self.settlement.debt_payments}
        return self.reverses_id is not None or self.id in undone
