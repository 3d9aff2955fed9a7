"""Tables of the two ledgers (shares, paid-in credit), of payments expected, and of the certificates.

Ledgers only grow: each entry has the day it counts and the moment we knew; a mistake is undone by a reversal entry
that points at it.
"""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import CheckConstraint, Connection, ForeignKey, Index, String, event, text
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.schema import Table

from app.archive.models import IssuedDocument
from app.core.db import BELOW_NOTHING, Model, Money, UtcDateTime, enum_column, only_grows
from app.core.ledgers import FILLED_IN, journaled
from app.core.values import MAX_FULL_NAME, MAX_REASON
from app.members.models import Member
from app.shares.rules import FOREVER, CreditGround, PaymentPurpose, ShareGround
from app.statutes.models import takes_no_entry_in_a_closed_year
from app.statutes.rules import LONGEST_MEASURE


@journaled
@only_grows
@takes_no_entry_in_a_closed_year("effective_on", which="NEW.ground NOT IN ('reversal', 'split')")
class ShareEntry(Model):
    """A change of a member's number of shares (Geschäftsanteile).

    A closed year takes reversals, and what was split in it anew where they undo shares of before (R-REG-05, R-SHR-09).
    """

    __tablename__ = "share_entry"
    __table_args__ = (
        CheckConstraint("change <> 0", name="changes_something"),
        CheckConstraint("(ground = 'reversal') = (reverses_id IS NOT NULL)", name="reversal_points_back"),
        CheckConstraint("ground <> 'split' OR change > 0", name="split_adds"),
        CheckConstraint("multiplies_id IS NULL OR ground NOT IN ('split', 'reversal')", name="multiplies_an_act"),
        Index("ix_share_entry_member", "member_id", "effective_on", "recorded_at", "change", "ground"),
        Index("ix_share_entry_recorded", "recorded_at", "effective_on", "member_id", "change", "ground"),
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
    multiplies_id: Mapped[int | None] = mapped_column(ForeignKey("share_entry.id"), index=True)
    """The entry of the former shares, of a day after these were split, whose change this one multiplies (§ 22b)."""
    note: Mapped[str] = mapped_column(String(300), default="")


class ShareHolding(Model):
    """How many shares a member holds from one moment to another, as known now; derived from the share ledger.

    A trigger makes a member's rows anew with each entry, also a back-dated one; no entry is taken that leaves fewer
    than no shares at any moment. The check of the installation compares the rows with the ledger. `since` and `until`
    count half days (`rules.on_the_day`, `rules.at_the_close`).
    """

    __tablename__ = "share_holding"
    __table_args__ = (
        CheckConstraint("until >= since", name="runs_forward"),
        CheckConstraint("shares > 0", name=BELOW_NOTHING),
        Index("ix_share_holding_moments", "until", "since", "member_id", "shares"),
    )

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    since: Mapped[int] = mapped_column(primary_key=True)
    until: Mapped[int]
    shares: Mapped[int]


_ORDINAL = {
    "sqlite": "CAST(julianday(effective_on) - 1721424.5 AS INTEGER)",
    "postgresql": "(effective_on - DATE '0001-01-01' + 1)",
}
"""The day of an entry as Python numbers days."""

# What was acquired by a transfer counts from the moment from which the transferor has it no more: the close of the day
# before (R-TRF-01, R-MOV-02).
_HOLDINGS = """
SELECT member_id, since, until, shares FROM (
  SELECT member_id, since, COALESCE(LEAD(since) OVER days - 1, {forever}) AS until, SUM(change) OVER days AS shares
  FROM (
    SELECT member_id, SUM(change) AS change,
      2 * {ordinal} + CASE
        WHEN ground = 'transfer_in' OR (ground = 'reversal' AND EXISTS (
          SELECT 1 FROM share_entry AS undone WHERE undone.id = share_entry.reverses_id
            AND undone.ground = 'transfer_in'
        )) THEN -1
        WHEN (change > 0) = (ground <> 'reversal') THEN 0 ELSE 1
      END AS since
    FROM share_entry {whose} GROUP BY 1, 3
  ) AS sums WINDOW days AS (PARTITION BY member_id ORDER BY since)
) AS held WHERE shares <> 0
"""
_KEEP = "INSERT INTO share_holding (member_id, since, until, shares)"
_ANEW = "DELETE FROM share_holding {whose}; {keep} {holdings};"
"""How holdings are made anew of those whom a condition names."""


def holdings_of(dialect: str, whose: str = "") -> str:
    """The holdings that the share ledger adds up to, as SQL; `whose` is a condition on members (R-REG-06)."""
    found = _HOLDINGS.replace("{ordinal}", _ORDINAL[dialect]).replace("{forever}", str(FOREVER))
    return found.replace("{whose}", whose)


def _anew(dialect: str, whose: str) -> str:
    kept = _ANEW.replace("{holdings}", holdings_of(dialect, whose)).replace("{keep}", _KEEP)
    return kept.replace("{whose}", whose)


def _holdings_ddl(dialect: str) -> Sequence[str]:
    """The trigger that makes the holdings of those anew of whom the ledger gains an entry."""
    name = "share_entry_holdings"
    if dialect != "postgresql":
        anew = _anew(dialect, "WHERE member_id = NEW.member_id")
        return (f"CREATE TRIGGER {name} AFTER INSERT ON share_entry BEGIN {anew} END",)
    anew = _anew(dialect, "WHERE member_id IN (SELECT member_id FROM added)")
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {anew} RETURN NULL; END $$",
        (
            f"CREATE TRIGGER {name} AFTER INSERT ON share_entry REFERENCING NEW TABLE AS added "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
        ),
    )


def _keep_holdings(_target: Table, connection: Connection, **_: object) -> None:
    for statement in _holdings_ddl(connection.dialect.name):
        connection.exec_driver_sql(statement)


event.listen(ShareEntry.__table__, "after_create", _keep_holdings)


_CAME_BACK = text("returns_id IS NOT NULL")


@journaled
@only_grows
@takes_no_entry_in_a_closed_year("effective_on", has_reversals=True)
class CreditEntry(Model):
    """A change of a member's paid-in credit (Geschäftsguthaben), in cents.

    A payout that came back is an entry of the day of its return (`returns_id`); the payout counts until then.
    A return entered by mistake is undone like any entry, and the payout counts as before.
    """

    __tablename__ = "credit_entry"
    __table_args__ = (
        CheckConstraint("amount <> 0", name="changes_something"),
        CheckConstraint("(ground = 'reversal') = (reverses_id IS NOT NULL)", name="reversal_points_back"),
        CheckConstraint(
            "(ground = 'returned_payout') = (returns_id IS NOT NULL) AND (returns_id IS NULL OR amount > 0)",
            name="return_points_back",
        ),
        Index("ix_credit_entry_returns_id", "returns_id", sqlite_where=_CAME_BACK, postgresql_where=_CAME_BACK),
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
    returns_id: Mapped[int | None] = mapped_column(ForeignKey("credit_entry.id"))
    """The payout that came back; each does so once, and what is paid again is a payout of its own (R-SEPA-10)."""
    note: Mapped[str] = mapped_column(String(300), default="")
    belongs_on: Mapped[date | None] = mapped_column(info=FILLED_IN)
    """By which day it belongs to shares and to a membership, where that is not its own: the last day of shares given up
    that it pays or settles, the end of the year whose result it is (§§ 67b, 73 GenG; R-PAY-03, R-PAY-04)."""

    @property
    def belonging(self) -> date:
        """The day by which it belongs to shares and to a membership."""
        return self.belongs_on or self.effective_on

    @property
    def takes_back(self) -> int | None:
        """The entry that it undoes, or the payout that came back; None where it is an entry of its own."""
        return self.reverses_id or self.returns_id


@journaled
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
    continues_id: Mapped[int | None] = mapped_column(ForeignKey("payment_due.id"), index=True)
    """The payment, taken back, of which this row is a part: what was paid, an instalment, what is owed after all."""


@journaled
@only_grows
class PaymentReceived(Model):
    """Money that came in, in cents, with its receipt number `K-2026-0211`; taken back by a row that reverses it.

    Money for shares stands in the credit ledger too (`credit_entry_id`); an entry fee, a contribution and costs do not.
    What the bank returned is a row of the day of the return (`returns_id`); the payment counts until then.
    It covers what is due first, but for a set-off, which names what it is declared against (`due_id`).
    """

    __tablename__ = "payment_received"
    __table_args__ = (
        CheckConstraint("amount <> 0", name="moves_something"),
        CheckConstraint(
            "amount > 0 OR reverses_id IS NOT NULL OR returns_id IS NOT NULL", name="reversal_points_back"
        ),
        CheckConstraint("returns_id IS NULL OR (amount < 0 AND reverses_id IS NULL)", name="return_points_back"),
        CheckConstraint("due_id IS NULL OR credit_entry_id IS NULL", name="set_off_pays_no_shares"),
        Index("ix_payment_received_member", "member_id", "received_on"),
        Index(
            "ix_payment_received_due_id", "due_id", sqlite_where=text("due_id IS NOT NULL"),
            postgresql_where=text("due_id IS NOT NULL"),
        ),
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
    returns_id: Mapped[int | None] = mapped_column(ForeignKey("payment_received.id"), index=True)
    """The payment that came back; a return entered by mistake is undone by a row that reverses it (R-SEPA-10)."""
    due_id: Mapped[int | None] = mapped_column(ForeignKey("payment_due.id"))
    """The payment expected against which a credit was set off (§ 396 (1) BGB; R-PAY-07); a reversal names it, too."""


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


@journaled
@only_grows
class ScaleQuantity(Model):
    """How much of the statute's measure a member has from a day on, or the undoing of such an entry (§ 7a (2) GenG).

    A changed quantity is a further row, a wrong one is undone by a row that points at it (R-REG-05).
    """

    __tablename__ = "scale_quantity"
    __table_args__ = (
        CheckConstraint("(quantity IS NULL) = (undoes_id IS NOT NULL)", name="undoing_states_nothing"),
        CheckConstraint("quantity >= 0", name="quantity_counts"),
        CheckConstraint("measure <> ''", name="is_measured"),
        CheckConstraint("(undoes_id IS NOT NULL) = (note <> '')", name="undone_with_a_reason"),
        CheckConstraint("no_proof_why = '' OR proof_sha256 IS NULL", name="proof_or_why_none"),
        Index("ix_scale_quantity_member", "member_id", "valid_from"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    measure: Mapped[str] = mapped_column(String(LONGEST_MEASURE))
    """What is counted, as the statute calls it: `Einwohner`."""
    quantity: Mapped[int | None]
    valid_from: Mapped[date]
    document: Mapped[str] = mapped_column(String(80), default="")
    """What it rests on, for people, where an application said it: `A-2026-0071`."""
    proof_sha256: Mapped[str | None] = mapped_column(String(64))
    no_proof_why: Mapped[str] = mapped_column(String(MAX_REASON), default="")
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("scale_quantity.id"), unique=True)
    note: Mapped[str] = mapped_column(String(MAX_REASON), default="")
    """Why an entry was undone."""
