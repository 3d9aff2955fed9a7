"""Tables of the year end: the steps of the accounts, and what became of the result; all of them only grow."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.closing.rules import MAX_REFERENCE, AccountsStep, ClaimEnd, Figures, KeyUsed, YearPaperKind
from app.core.db import Model, Money, UtcDateTime, enum_column, only_grows
from app.core.values import MAX_FULL_NAME, MAX_REASON
from app.statutes.models import takes_no_entry_in_a_closed_year

_FIGURES = ("net_result", "carried_forward", "legal_reserve", "other_reserves", "balance_total")
_COMPLETE = " AND ".join(f"{name} IS NOT NULL" for name in _FIGURES)
_NONE = " AND ".join(f"{name} IS NULL" for name in _FIGURES)


@only_grows
@takes_no_entry_in_a_closed_year("year_end", which="NEW.step = 'prepared' AND NEW.day IS NULL")
class AccountsEntry(Model):
    """A step of the accounts of a fiscal year, or the undoing of one: of each step every second entry undoes.

    `year_end` is the last day of the fiscal year. What stands of a step is what its newest entry says. Accounts on
    which a year was closed stay prepared.
    """

    __tablename__ = "accounts_entry"
    __table_args__ = (
        UniqueConstraint("year_end", "step", "turn"),
        ForeignKeyConstraint(
            ["year_end", "step", "follows"], ["accounts_entry.year_end", "accounts_entry.step", "accounts_entry.turn"],
            name="fk_accounts_entry_follows",
        ),
        CheckConstraint("turn = COALESCE(follows, 0) + 1", name="follows_the_one_before"),
        CheckConstraint("(turn % 2 = 1) = (day IS NOT NULL)", name="undone_by_the_next"),
        CheckConstraint("day IS NULL OR day > year_end", name="after_the_year"),
        CheckConstraint("day IS NOT NULL OR note <> ''", name="undone_with_reason"),
        CheckConstraint(
            f"CASE WHEN step = 'prepared' AND day IS NOT NULL THEN {_COMPLETE} ELSE {_NONE} END", name="has_figures"
        ),
        CheckConstraint(
            "step <> 'adopted' OR day IS NULL OR (reference <> '' AND document_sha256 IS NOT NULL)",
            name="adopted_by_resolution",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year_end: Mapped[date]
    step: Mapped[AccountsStep] = mapped_column(enum_column(AccountsStep))
    turn: Mapped[int]
    follows: Mapped[int | None]
    day: Mapped[date | None]
    """When it was done; None undoes the entry before."""
    reference: Mapped[str] = mapped_column(String(MAX_REFERENCE), default="")
    """Resolution or minutes, for people."""
    document_sha256: Mapped[str | None] = mapped_column(String(64))
    net_result: Mapped[int | None] = mapped_column(Money)
    carried_forward: Mapped[int | None] = mapped_column(Money)
    legal_reserve: Mapped[int | None] = mapped_column(Money)
    other_reserves: Mapped[int | None] = mapped_column(Money)
    balance_total: Mapped[int | None] = mapped_column(Money)
    note: Mapped[str] = mapped_column(String(MAX_REASON), default="")
    """Why a step was taken back."""
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))

    @property
    def figures(self) -> Figures | None:
        """The figures of accounts that were prepared."""
        given = [getattr(self, name) for name in _FIGURES]
        return None if None in given else Figures(*given)


@only_grows
class YearPaper(Model):
    """A paper about a fiscal year that was handed in for its audit (R-AUD-02); one by mistake is withdrawn by a row.

    `year_end` is the last day of the fiscal year.
    """

    __tablename__ = "year_paper"
    __table_args__ = (
        CheckConstraint("withdraws_id <> id", name="withdraws_another"),
        CheckConstraint("(withdraws_id IS NULL) = (sha256 IS NOT NULL)", name="has_a_file"),
        CheckConstraint("(withdraws_id IS NULL) = (reason = '')", name="withdrawn_with_reason"),
        Index("ix_year_paper_year", "year_end"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year_end: Mapped[date]
    kind: Mapped[YearPaperKind] = mapped_column(enum_column(YearPaperKind))
    dated_on: Mapped[date]
    """The day of the assembly, or of the signature."""
    filename: Mapped[str] = mapped_column(String(200), default="")
    sha256: Mapped[str | None] = mapped_column(String(64))
    withdraws_id: Mapped[int | None] = mapped_column(ForeignKey("year_paper.id"), unique=True)
    reason: Mapped[str] = mapped_column(String(MAX_REASON), default="")
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))


@only_grows
class Appropriation(Model):
    """How the result of a fiscal year was used (Ergebnisverwendung, § 48 GenG), or that this was undone.

    Of each year every second entry undoes the one before. Amounts are signed, so that together they are the result:
    of a loss all are below zero, but interest.
    """

    __tablename__ = "appropriation"
    __table_args__ = (
        UniqueConstraint("year_end", "turn"),
        ForeignKeyConstraint(
            ["year_end", "follows"], ["appropriation.year_end", "appropriation.turn"], name="fk_appropriation_follows"
        ),
        CheckConstraint("turn = COALESCE(follows, 0) + 1", name="follows_the_one_before"),
        CheckConstraint("(turn % 2 = 1) = (effective_on IS NOT NULL)", name="undone_by_the_next"),
        CheckConstraint("effective_on IS NOT NULL OR note <> ''", name="undone_with_reason"),
        CheckConstraint("effective_on IS NULL OR effective_on > year_end", name="after_the_year"),
        CheckConstraint(
            "to_legal_reserve + to_other_reserves + to_members + carried_forward + interest = available",
            name="uses_the_whole_result",
        ),
        CheckConstraint("interest = 0 OR interest_clause <> ''", name="interest_by_the_statute"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year_end: Mapped[date]
    turn: Mapped[int]
    follows: Mapped[int | None]
    number: Mapped[str] = mapped_column(String(30), unique=True)
    effective_on: Mapped[date | None]
    """The day of the assembly, from which on it counts; None undoes the entry before."""
    available: Mapped[int] = mapped_column(Money, default=0)
    to_legal_reserve: Mapped[int] = mapped_column(Money, default=0)
    to_other_reserves: Mapped[int] = mapped_column(Money, default=0)
    to_members: Mapped[int] = mapped_column(Money, default=0)
    carried_forward: Mapped[int] = mapped_column(Money, default=0)
    interest: Mapped[int] = mapped_column(Money, default=0)
    key: Mapped[KeyUsed | None] = mapped_column(enum_column(KeyUsed))
    """By what it was parted; None where nobody noted it: by the law (§ 19 (1) GenG)."""
    key_clause: Mapped[str] = mapped_column(String(MAX_REFERENCE), default="")
    interest_rate: Mapped[int | None]
    """In hundredths of a percent; None where nobody noted it."""
    interest_clause: Mapped[str] = mapped_column(String(MAX_REFERENCE), default="")
    early_clause: Mapped[str] = mapped_column(String(MAX_REFERENCE), default="")
    document_id: Mapped[int | None] = mapped_column(ForeignKey("issued_document.id"))
    note: Mapped[str] = mapped_column(String(MAX_REASON), default="")
    """Why it was undone."""
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))


@only_grows
class AppropriationShare(Model):
    """What a used result meant for one member, in cents; what is paid out and the interest are claims."""

    __tablename__ = "appropriation_share"
    __table_args__ = (
        CheckConstraint("credited + paid_out = portion", name="credited_or_paid"),
        CheckConstraint("paid_out >= 0 AND interest >= 0", name="claims_are_owed"),
        CheckConstraint("(credited = 0) = (credit_entry_id IS NULL)", name="credited_in_the_ledger"),
        Index("ix_appropriation_share_member", "member_id"),
    )

    appropriation_id: Mapped[int] = mapped_column(ForeignKey("appropriation.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    weight: Mapped[int] = mapped_column(Money)
    portion: Mapped[int] = mapped_column(Money)
    credited: Mapped[int] = mapped_column(Money)
    paid_out: Mapped[int] = mapped_column(Money)
    interest: Mapped[int] = mapped_column(Money)
    credit_entry_id: Mapped[int | None] = mapped_column(ForeignKey("credit_entry.id"), unique=True)


@only_grows
@takes_no_entry_in_a_closed_year("effective_on", which="(NEW.amount > 0 AND NEW.undoes IS NULL OR NEW.came_back)")
class DividendEntry(Model):
    """That a member's claim from a used result was paid, or closed as barred, or that this was undone; cents.

    A claim is paid whole and once: every second entry of it ends it, and the others leave it open. What was booked by
    mistake is undone as of its own day; a payout that came back (`came_back`) counts until the day of the return
    (R-SEPA-10). A return that was an error is undone by an entry of its day, and the payout counts as before.
    """

    __tablename__ = "dividend_entry"
    __table_args__ = (
        UniqueConstraint("appropriation_id", "member_id", "turn"),
        ForeignKeyConstraint(
            ["appropriation_id", "member_id"],
            ["appropriation_share.appropriation_id", "appropriation_share.member_id"], name="fk_dividend_entry_claim",
        ),
        ForeignKeyConstraint(
            ["appropriation_id", "member_id", "follows"],
            ["dividend_entry.appropriation_id", "dividend_entry.member_id", "dividend_entry.turn"],
            name="fk_dividend_entry_follows",
        ),
        ForeignKeyConstraint(
            ["appropriation_id", "member_id", "undoes"],
            ["dividend_entry.appropriation_id", "dividend_entry.member_id", "dividend_entry.turn"],
            name="fk_dividend_entry_undoes",
        ),
        CheckConstraint("turn = COALESCE(follows, 0) + 1", name="follows_the_one_before"),
        CheckConstraint("amount <> 0 AND (turn % 2 = 1) = (amount > 0)", name="undone_by_the_next"),
        CheckConstraint("(kind = 'payout') = (iban <> '')", name="paid_to_an_account"),
        CheckConstraint("note <> '' OR (kind = 'payout' AND amount > 0)", name="else_with_reason"),
        CheckConstraint("NOT came_back OR (kind = 'payout' AND amount < 0)", name="only_payouts_come_back"),
        CheckConstraint(
            "(amount > 0 OR undoes IS NOT NULL) AND (undoes IS NULL OR undoes < turn)"
            " AND (amount < 0 OR undoes IS NULL OR (kind = 'payout' AND note <> ''))", name="undoing_points_back"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(30), unique=True)
    appropriation_id: Mapped[int]
    member_id: Mapped[int]
    turn: Mapped[int]
    follows: Mapped[int | None]
    kind: Mapped[ClaimEnd] = mapped_column(enum_column(ClaimEnd))
    amount: Mapped[int] = mapped_column(Money)
    effective_on: Mapped[date]
    iban: Mapped[str] = mapped_column(String(34), default="")
    """The account that was paid."""
    came_back: Mapped[bool] = mapped_column(default=False)
    """Whether the bank returned the payout that it undoes, on this day; else that was a mistake."""
    undoes: Mapped[int | None]
    """The turn of what it undoes: of a payout or a closing, or of a return that was an error; none where it ends it."""
    note: Mapped[str] = mapped_column(String(MAX_REASON), default="")
    """Why it was closed, undone, or came back."""
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
