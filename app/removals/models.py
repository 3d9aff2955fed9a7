"""Tables of removals, of what happened in their course, and of who follows the member."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Connection, ForeignKey, Index, String, Text, event, text
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.schema import Table

from app.core.db import Model, UtcDateTime, enum_column, only_grows, refusing_ddl
from app.core.values import MAX_FULL_NAME
from app.members.models import Member
from app.organs.rules import Organ
from app.parties.models import Party
from app.removals.rules import (
    MAX_POSTING,
    MAX_REFERENCE,
    UNDER_WAY,
    FollowerRole,
    RemovalKind,
    RemovalState,
    StepKind,
)

_UNDER_WAY = f"state IN ({', '.join(repr(state.value) for state in UNDER_WAY)})"


class Removal(Model):
    """An end of membership that the member does not declare, and how far it has come.

    What it changes stands in the ledgers of members and shares; what happened on the way, in its steps.
    """

    __tablename__ = "removal"
    __table_args__ = (
        CheckConstraint(
            "(kind = 'exclusion') = (organ IS NOT NULL AND answer_until IS NOT NULL AND clause <> '')",
            name="exclusion_has_a_clause",
        ),
        CheckConstraint("kind = 'exclusion' OR event_on IS NOT NULL", name="event_has_a_day"),
        CheckConstraint(
            "(posting_number <> '') = (kind = 'exclusion' AND event_on IS NOT NULL)", name="sent_by_registered_letter"
        ),
        CheckConstraint(
            "kind <> 'exclusion' OR state NOT IN ('entered', 'appealed', 'lifted') OR event_on IS NOT NULL",
            name="entered_exclusion_was_sent",
        ),
        CheckConstraint(
            "state NOT IN ('entered', 'appealed', 'continued') OR last_day IS NOT NULL", name="entered_has_a_day"
        ),
        CheckConstraint("(state IN ('lifted', 'reversed')) = (ended_at IS NOT NULL)", name="undone_has_a_moment"),
        Index("ix_removal_member", "member_id"),
        Index("ix_removal_state", "state", "last_day"),
        Index("uq_removal_under_way", "member_id", "kind", unique=True, sqlite_where=text(_UNDER_WAY),
              postgresql_where=text(_UNDER_WAY)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(30), unique=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    kind: Mapped[RemovalKind] = mapped_column(enum_column(RemovalKind))
    state: Mapped[RemovalState] = mapped_column(enum_column(RemovalState))
    event_on: Mapped[date | None]
    """The day of death, of the dissolution or the merger; of an exclusion the day its letter was sent."""
    clause: Mapped[str] = mapped_column(String(MAX_REFERENCE), default="")
    """The clause of the statute that names the ground of the exclusion (§ 68 (1) sentence 1 GenG)."""
    reasons: Mapped[str] = mapped_column(Text, default="")
    organ: Mapped[Organ | None] = mapped_column(enum_column(Organ))
    answer_until: Mapped[date | None]
    resolution_number: Mapped[str] = mapped_column(String(30), default="")
    posting_number: Mapped[str] = mapped_column(String(MAX_POSTING), default="")
    appeal_until: Mapped[date | None]
    heirs_until: Mapped[date | None]
    """Until when the heirs may leave the membership to one of them (§ 77 (2) sentence 3 GenG)."""
    last_day: Mapped[date | None]
    """The day with whose close the membership ends; of a letter not yet sent, the day that it names."""
    entered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When this removal entered the end in the register; None where another end stood there already."""
    share_entry_id: Mapped[int | None] = mapped_column(ForeignKey("share_entry.id"))
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("issued_document.id"))
    """The letter about what holds now: the invitation, the exclusion, the end to the heirs or the successor."""
    statute_version_id: Mapped[int] = mapped_column(ForeignKey("statute_version.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME), default="")
    end_reason: Mapped[str] = mapped_column(String(300), default="")

    member: Mapped[Member] = relationship(lazy="joined", innerjoin=True)
    steps: Mapped[list["RemovalStep"]] = relationship(order_by="RemovalStep.id", lazy="selectin")
    followers: Mapped[list["Follower"]] = relationship(order_by="Follower.id", lazy="selectin")


class RemovalStep(Model):
    """What happened in the course of a removal, on which day, by which paper; it is never changed.

    One noted by mistake is taken back by a step that points at it (R-REG-05).
    The database lets a paper be erased once its time of keeping is over, and nothing else (R-RET-01, R-RET-02).
    """

    __tablename__ = "removal_step"
    __table_args__ = (
        CheckConstraint("(paper_sha256 IS NULL) = (paper_name = '')", name="paper_has_a_name"),
        CheckConstraint("erased_at IS NULL OR paper_sha256 IS NOT NULL", name="erased_had_a_paper"),
        CheckConstraint("(kind = 'taken_back') = (takes_back_id IS NOT NULL)", name="takes_another_back"),
        Index("ix_removal_step_removal", "removal_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    removal_id: Mapped[int] = mapped_column(ForeignKey("removal.id"))
    kind: Mapped[StepKind] = mapped_column(enum_column(StepKind))
    happened_on: Mapped[date]
    reference: Mapped[str] = mapped_column(String(MAX_REFERENCE), default="")
    """The number of a resolution, a posting, a certificate."""
    note: Mapped[str] = mapped_column(Text, default="")
    document_id: Mapped[int | None] = mapped_column(ForeignKey("issued_document.id"))
    paper_name: Mapped[str] = mapped_column(String(200), default="")
    paper_type: Mapped[str] = mapped_column(String(60), default="")
    paper_sha256: Mapped[str | None] = mapped_column(String(64))
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the paper was erased; its name and digest stay."""
    takes_back_id: Mapped[int | None] = mapped_column(ForeignKey("removal_step.id"), unique=True)
    """The step before that was noted by mistake and is taken back by this one (R-REG-05)."""
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))


_STANDS = "a step of a removal stands; its paper may be erased once"
_LASTING = (
    "id", "removal_id", "kind", "happened_on", "reference", "note", "document_id", "paper_name", "paper_type",
    "paper_sha256", "recorded_at", "recorded_by", "takes_back_id",
)  # fmt: skip


def step_stands_ddl(dialect: str) -> tuple[str, ...]:
    """The statements that let the database refuse to rewrite a step, or to delete it."""
    differs = "NEW.{0} IS DISTINCT FROM OLD.{0}" if dialect == "postgresql" else "NEW.{0} IS NOT OLD.{0}"
    refused = [*map(differs.format, _LASTING), "OLD.erased_at IS NOT NULL", "NEW.erased_at IS NULL"]
    return refusing_ddl("removal_step", _STANDS, " OR ".join(refused), dialect)


def _guard(_target: Table, connection: Connection, **_: object) -> None:
    for statement in step_stands_ddl(connection.dialect.name):
        connection.exec_driver_sql(statement)


event.listen(RemovalStep.__table__, "after_create", _guard)


@only_grows
class Follower(Model):
    """Who follows the member: an heir, the heirs' joint representative, a universal successor (§§ 77, 77a GenG).

    One entered by mistake is taken back by a row that points at it.
    """

    __tablename__ = "follower"
    __table_args__ = (
        CheckConstraint("withdraws_id <> id", name="withdraws_another"),
        Index("ix_follower_removal", "removal_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    removal_id: Mapped[int] = mapped_column(ForeignKey("removal.id"))
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    role: Mapped[FollowerRole] = mapped_column(enum_column(FollowerRole))
    withdraws_id: Mapped[int | None] = mapped_column(ForeignKey("follower.id"), unique=True)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))

    party: Mapped[Party] = relationship(lazy="joined", innerjoin=True)
