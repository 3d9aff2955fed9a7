"""That an assembly is on, and where it went meanwhile: known to every room above, led by `voting` (§ 47 (1) GenG)."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Connection, ForeignKey, Index, String, event
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.schema import Table

from app.assemblies.models.convening import AgendaItem, differ, refusing
from app.assemblies.rules import MAX_ACCESS, MAX_PLACE
from app.core.db import Model, UtcDateTime, only_grows, refusing_ddl
from app.core.values import MAX_FULL_NAME, MAX_REASON


class Sitting(Model):
    """That a general assembly is on: who leads it, which item is called, how often anything changed (§ 47 (1) GenG)."""

    __tablename__ = "sitting"
    __table_args__ = (
        CheckConstraint("chair <> '' AND minute_taker <> ''", name="led_and_minuted"),
        CheckConstraint("closed_at IS NULL OR closed_at >= opened_at", name="closed_after_opened"),
        CheckConstraint("closed_at IS NULL OR item_id IS NULL", name="nothing_on_after_closing"),
    )

    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"), primary_key=True)
    chair: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    minute_taker: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"))
    """The item that is on."""
    break_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME), default="")
    version: Mapped[int] = mapped_column(default=1)
    """Raised by every act of the conduct; who follows the meeting asks for it alone."""

    item: Mapped[AgendaItem | None] = relationship(lazy="joined")


@only_grows
class Redirection(Model):
    """That a meeting which is on went to another room of its house, or is reached otherwise, and why (§ 43b GenG).

    R-FORM-03, R-FORM-04: day, hour and form stay as they were convened.
    """

    __tablename__ = "redirection"
    __table_args__ = (
        CheckConstraint("place <> place_before OR access <> access_before", name="leads_elsewhere"),
        CheckConstraint("reason <> ''", name="with_a_reason"),
        Index("ix_redirection_assembly", "assembly_id", "changed_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"))
    place_before: Mapped[str] = mapped_column(String(MAX_PLACE))
    place: Mapped[str] = mapped_column(String(MAX_PLACE))
    access_before: Mapped[str] = mapped_column(String(MAX_ACCESS))
    access: Mapped[str] = mapped_column(String(MAX_ACCESS))
    reason: Mapped[str] = mapped_column(String(MAX_REASON))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))


_STANDS = "a meeting that is closed stays closed"
_KEPT = ("assembly_id", "opened_at", "opened_by")
_BEGUN = "an assembly that has begun is neither called off nor put off"
_OF_ITS_DAY = ("state", "meets_on", "begins_at", "votes_until", "form")


def sitting_stands_ddl(dialect: str) -> tuple[str, ...]:
    """The statements by which the database keeps who opened a meeting when, and that a closed one stays closed."""
    changed = [*differ(dialect, _KEPT), "OLD.closed_at IS NOT NULL"]
    return refusing_ddl("sitting", _STANDS, " OR ".join(changed), dialect)


def begun_stands_ddl(dialect: str) -> tuple[str, ...]:
    """The statements by which the database lets nobody call off, put off or change what has begun (§ 47 (1) GenG)."""
    has_begun = "EXISTS (SELECT 1 FROM sitting WHERE assembly_id = OLD.id)"
    changed = f"({' OR '.join(differ(dialect, _OF_ITS_DAY))}) AND {has_begun}"
    return refusing("assembly", "UPDATE", changed, _BEGUN, dialect, why="begun")


def _guard(_target: Table, connection: Connection, **_: object) -> None:
    dialect = connection.dialect.name
    for statement in (*sitting_stands_ddl(dialect), *begun_stands_ddl(dialect)):
        connection.exec_driver_sql(statement)


event.listen(Sitting.__table__, "after_create", _guard)
