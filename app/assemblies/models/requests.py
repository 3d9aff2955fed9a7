"""Tables of what members demand: an assembly or an item of its agenda, who supports it, what came of it (§ 45 GenG)."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    Connection,
    ForeignKey,
    Index,
    String,
    Text,
    and_,
    event,
    exists,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.schema import Table

from app.assemblies.models.convening import AgendaItem, Assembly, differ
from app.assemblies.rules import MAX_COURT, MAX_TITLE, AnswerKind, RequestAim
from app.core.db import Model, UtcDateTime, enum_column, only_grows, refusing_ddl
from app.core.values import MAX_FULL_NAME, MAX_REASON
from app.members.models import Member

_STANDS_NOW = "withdrawn_at IS NULL"


class AgendaRequest(Model):
    """A demand of members for an assembly or an item of its agenda, with purpose and reasons (§ 45 GenG; R-GV-08).

    A proposal of a member gathers supporters until it is handed in: from that day on it stands as it was received.
    """

    __tablename__ = "agenda_request"
    __table_args__ = (
        CheckConstraint("received_on IS NOT NULL OR proposer_id IS NOT NULL", name="gathered_by_a_member"),
        CheckConstraint("received_on IS NULL OR given_up_at IS NULL", name="handed_in_or_given_up"),
        CheckConstraint("proposer_id IS NOT NULL OR sha256 IS NOT NULL", name="received_with_its_document"),
        CheckConstraint(
            "(sha256 IS NULL) = (file_name = '') AND (sha256 IS NULL) = (media_type = '')", name="document_is_named"
        ),
        Index("ix_agenda_request_received", "received_on"),
        Index("ix_agenda_request_proposer", "proposer_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    aim: Mapped[RequestAim] = mapped_column(enum_column(RequestAim))
    title: Mapped[str] = mapped_column(String(MAX_TITLE))
    purpose: Mapped[str] = mapped_column(Text)
    reasons: Mapped[str] = mapped_column(Text)
    draft: Mapped[str] = mapped_column(Text, default="")
    """The resolution that is proposed, if one is."""
    proposer_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    """The member that proposed it on its own page; None where the office recorded what came in."""
    received_on: Mapped[date | None]
    """The day on which it reached the house; None while supporters are gathered."""
    file_name: Mapped[str] = mapped_column(String(200), default="")
    media_type: Mapped[str] = mapped_column(String(60), default="")
    sha256: Mapped[str | None] = mapped_column(String(64))
    given_up_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))

    proposer: Mapped[Member | None] = relationship(lazy="joined")
    supports: Mapped[list["RequestSupport"]] = relationship(order_by="RequestSupport.id")
    answers: Mapped[list["RequestAnswer"]] = relationship(order_by="RequestAnswer.id", lazy="selectin")
    court: Mapped["CourtDecision | None"] = relationship(
        primaryjoin=lambda: _is_last_decision(), lazy="joined", viewonly=True,  # noqa: PLW0108 -- defined below
    )
    """What a court decided last."""


class RequestSupport(Model):
    """That a member supports a demand; taken back, the row stays with its end (§ 45 (1) GenG; R-GV-08)."""

    __tablename__ = "request_support"
    __table_args__ = (
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by = '')", name="withdrawn_by_somebody"),
        Index("ix_request_support_member", "member_id"),
        Index("ix_request_support_request", "request_id"),
        Index("uq_request_support_standing", "request_id", "member_id", unique=True, sqlite_where=text(_STANDS_NOW),
              postgresql_where=text(_STANDS_NOW)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("agenda_request.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME), default="")

    request: Mapped[AgendaRequest] = relationship(back_populates="supports", lazy="joined", innerjoin=True)
    member: Mapped[Member] = relationship(lazy="joined", innerjoin=True)


@only_grows
class RequestAnswer(Model):
    """What the board answered: an assembly planned, an item put on an agenda, or a refusal with its reasons (§ 45).

    The last answer counts, as long as that assembly takes place and that item stands on its agenda.
    """

    __tablename__ = "request_answer"
    __table_args__ = (
        CheckConstraint("(kind = 'refused') = (assembly_id IS NULL)", name="names_the_assembly"),
        CheckConstraint("(kind = 'put_on') = (item_id IS NOT NULL)", name="names_the_item"),
        CheckConstraint("(kind = 'refused') = (reasons <> '')", name="refused_with_reasons"),
        Index("ix_request_answer_request", "request_id"),
        Index("ix_request_answer_assembly", "assembly_id"),
        Index("ix_request_answer_item", "item_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("agenda_request.id"))
    kind: Mapped[AnswerKind] = mapped_column(enum_column(AnswerKind))
    assembly_id: Mapped[int | None] = mapped_column(ForeignKey("assembly.id"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"))
    reasons: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))

    assembly: Mapped[Assembly | None] = relationship(lazy="joined")
    item: Mapped[AgendaItem | None] = relationship(lazy="joined")


@only_grows
class CourtDecision(Model):
    """What a court decided on a demand that was refused, or not answered; the last one counts (§ 45 (3) GenG; R-GV-08).

    Another can follow: of the court above, or on a demand that was refused once more.
    """

    __tablename__ = "court_decision"
    __table_args__ = (Index("ix_court_decision_request", "request_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("agenda_request.id"))
    court: Mapped[str] = mapped_column(String(MAX_COURT))
    file_number: Mapped[str] = mapped_column(String(MAX_REASON))
    decided_on: Mapped[date]
    is_granted: Mapped[bool]
    """Whether it empowers the members to convene the assembly, or to announce the item."""
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    noted_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))


def _is_last_decision() -> ColumnElement[bool]:
    """The condition that a decision is the last one on a demand."""
    later = CourtDecision.__table__.alias("later_decision").c
    is_followed = exists().where(later.request_id == CourtDecision.request_id, later.id > CourtDecision.id)
    return and_(CourtDecision.request_id == AgendaRequest.id, ~is_followed)


_REQUEST_STANDS = "a demand of members stands as it was received"
_REQUEST_KEPT = (
    "id", "aim", "title", "purpose", "reasons", "draft", "proposer_id", "file_name", "media_type", "sha256",
    "recorded_at", "recorded_by",
)  # fmt: skip
_SUPPORT_STANDS = "who supported a demand stands; it may be taken back once"
_SUPPORT_KEPT = ("id", "request_id", "member_id", "recorded_at", "recorded_by")


def request_stands_ddl(table: str, dialect: str) -> tuple[str, ...]:
    """The statements by which the database keeps a demand as it came in, and who supported it."""
    if table == "agenda_request":
        over = "OLD.received_on IS NOT NULL OR OLD.given_up_at IS NOT NULL"
        changed = " OR ".join([*differ(dialect, _REQUEST_KEPT), over])
        return refusing_ddl(table, _REQUEST_STANDS, changed, dialect)
    changed = " OR ".join([*differ(dialect, _SUPPORT_KEPT), "OLD.withdrawn_at IS NOT NULL"])
    return refusing_ddl(table, _SUPPORT_STANDS, changed, dialect)


def _guard(target: Table, connection: Connection, **_: object) -> None:
    for statement in request_stands_ddl(target.name, connection.dialect.name):
        connection.exec_driver_sql(statement)


for _model in (AgendaRequest, RequestSupport):
    event.listen(_model.__table__, "after_create", _guard)
