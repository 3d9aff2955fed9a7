"""Tables of proposed changes and of what became of them; both only grow."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Connection,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    event,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.schema import Table

from app.changes.rules import ChangeOutcome, Matter
from app.core.db import Model, UtcDateTime, enum_column, only_grows, refusing_ddl
from app.core.values import MAX_FULL_NAME, MAX_REASON
from app.members.models import Member
from app.parties.models import Party


class ProposedChange(Model):
    """What somebody wants changed, from which day on, by which document; it changes nothing until confirmed.

    The database lets it be erased once its time of keeping is over, and nothing else (R-RET-01, R-RET-02).

    `entered_by` is the login of who entered it, without a foreign key: the line outlives the account.
    """

    __tablename__ = "proposed_change"
    __table_args__ = (
        UniqueConstraint("id", "entered_by"),
        CheckConstraint("party_id IS NULL OR matter = 'bank_account'", name="account_of_another"),
        Index("ix_proposed_change_member", "member_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    party_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))
    """Whose account it is to be, where not the member's own: an heir's, who is paid in its stead (§ 77 GenG)."""
    matter: Mapped[Matter] = mapped_column(enum_column(Matter))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What is to be: `iban`, or the fields of an address, or `email` and `phone`."""
    valid_from: Mapped[date]
    entered_by: Mapped[int]
    entered_by_name: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    is_by_member: Mapped[bool]
    proof_sha256: Mapped[str | None] = mapped_column(String(64))
    told_to: Mapped[list[str]] = mapped_column(JSON)
    """The e-mail addresses known before the change: who stole one would else be told of the theft."""
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When content, addresses and document were erased; the digest of the document stays."""

    member: Mapped[Member] = relationship(lazy="joined", innerjoin=True)
    party: Mapped[Party | None] = relationship(lazy="joined")
    decision: Mapped["ChangeDecision | None"] = relationship(lazy="joined", back_populates="change")

    @property
    def concerned(self) -> Party:
        """Whose data are to change: the member's, or those of who is paid in its stead."""
        return self.party or self.member.party

    @property
    def outcome(self) -> ChangeOutcome | None:
        """What became of it; None while it waits."""
        return self.decision.outcome if self.decision else None


@only_grows
class ChangeDecision(Model):
    """What became of a proposed change, and by whom: confirmed or rejected by another, or withdrawn by the same."""

    __tablename__ = "change_decision"
    __table_args__ = (
        ForeignKeyConstraint(["change_id", "entered_by"], ["proposed_change.id", "proposed_change.entered_by"]),
        CheckConstraint("(outcome = 'withdrawn') = (decided_by = entered_by)", name="two_people"),
        CheckConstraint("outcome <> 'rejected' OR reason <> ''", name="rejected_with_reason"),
    )

    change_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entered_by: Mapped[int]
    """Copied from the change, and held to it by the foreign key, so that the two people can be compared here."""
    decided_by: Mapped[int]
    decided_by_name: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)
    outcome: Mapped[ChangeOutcome] = mapped_column(enum_column(ChangeOutcome))
    reason: Mapped[str] = mapped_column(String(MAX_REASON), default="")

    change: Mapped[ProposedChange] = relationship(back_populates="decision")


# --- a proposal stands -----------------------------------------------------------------------------------------------

_STANDS = "a proposed change stands; it may be erased once, and wholly"
_LASTING = (
    "id", "member_id", "party_id", "matter", "valid_from", "entered_by", "entered_by_name", "entered_at",
    "is_by_member", "proof_sha256",
)  # fmt: skip


def proposal_stands_ddl(dialect: str) -> tuple[str, ...]:
    """The statements that let the database refuse to rewrite a proposal, or to delete it."""
    text = "::text" if dialect == "postgresql" else ""
    differs = "NEW.{0}::text IS DISTINCT FROM OLD.{0}::text" if text else "NEW.{0} IS NOT OLD.{0}"
    refused = [
        *map(differs.format, _LASTING), "OLD.erased_at IS NOT NULL", "NEW.erased_at IS NULL",
        f"NEW.content{text} <> '{{}}'", f"NEW.told_to{text} <> '[]'",
    ]
    return refusing_ddl("proposed_change", _STANDS, " OR ".join(refused), dialect)


def _guard(_target: Table, connection: Connection, **_: object) -> None:
    for statement in proposal_stands_ddl(connection.dialect.name):
        connection.exec_driver_sql(statement)


event.listen(ProposedChange.__table__, "after_create", _guard)
