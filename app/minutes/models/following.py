"""Tables of what follows from decisions: that it was done, offices ended by it, filings (§§ 16, 24, 36, 157 GenG)."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Connection, ForeignKey, Index, String, event, text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.schema import Table

from app.core.db import Model, UtcDateTime, enum_column, only_grows, refusing_ddl
from app.core.values import MAX_FULL_NAME, MAX_REASON
from app.minutes.rules import MAX_RESPONSIBLE, FollowUp

_ONE, _WHOLE = "option_id IS NOT NULL", "option_id IS NULL"
_COUNTS = "undone_at IS NULL"


class Consequence(Model):
    """That what a declared result asks for was done, by an act of a room below, or elsewhere as a note says (R-GV-10).

    `option_id`: whom it is about, of several that were elected. `reference` is the id of what came of it, in the table
    that `what` means; where that no longer stands in its room, the row is undone by the next act.
    """

    __tablename__ = "consequence"
    __table_args__ = (
        CheckConstraint("(reference IS NULL) = (note <> '')", name="carried_out_or_noted"),
        CheckConstraint("(undone_at IS NULL) = (undo_reason = '')", name="undone_with_a_reason"),
        Index("ix_consequence_poll", "poll_id"),
        Index("uq_consequence_option", "poll_id", "option_id", "what", unique=True,
              sqlite_where=text(f"{_COUNTS} AND {_ONE}"), postgresql_where=text(f"{_COUNTS} AND {_ONE}")),
        Index("uq_consequence_poll", "poll_id", "what", unique=True,
              sqlite_where=text(f"{_COUNTS} AND {_WHOLE}"), postgresql_where=text(f"{_COUNTS} AND {_WHOLE}")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("poll.id"))
    option_id: Mapped[int | None] = mapped_column(ForeignKey("poll_option.id"))
    what: Mapped[FollowUp] = mapped_column(enum_column(FollowUp))
    reference: Mapped[int | None]
    note: Mapped[str] = mapped_column(String(MAX_REASON), default="")
    done_at: Mapped[datetime] = mapped_column(UtcDateTime)
    done_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME), default="")
    undo_reason: Mapped[str] = mapped_column(String(MAX_REASON), default="")


@only_grows
class EndedOffice(Model):
    """An office that was ended when a removal was carried out, and with which day (§§ 24 (3), 36 (3) GenG).

    Where it lasts longer again, the removal is to be carried out anew.
    """

    __tablename__ = "ended_office"

    consequence_id: Mapped[int] = mapped_column(ForeignKey("consequence.id"), primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), primary_key=True)
    last_day: Mapped[date]


_FILES = "taken_back_at IS NULL"


class RegisterFiling(Model):
    """That a decision is filed with the register of cooperatives: until when, by whom, with which paper (§ 157 GenG).

    Until it is filed, day and person can be changed; a filing entered by mistake is taken back with its reason.
    """

    __tablename__ = "register_filing"
    __table_args__ = (
        CheckConstraint("(filed_on IS NULL) = (sha256 IS NULL) AND (filed_on IS NULL) = (filed_by = '')",
                        name="filed_with_its_paper"),
        CheckConstraint("(taken_back_at IS NULL) = (take_back_reason = '')", name="taken_back_with_a_reason"),
        Index("ix_register_filing_assembly", "assembly_id"),
        Index("uq_register_filing_option", "poll_id", "option_id", unique=True,
              sqlite_where=text(f"{_FILES} AND {_ONE}"), postgresql_where=text(f"{_FILES} AND {_ONE}")),
        Index("uq_register_filing_poll", "poll_id", unique=True,
              sqlite_where=text(f"{_FILES} AND {_WHOLE}"), postgresql_where=text(f"{_FILES} AND {_WHOLE}")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"))
    poll_id: Mapped[int] = mapped_column(ForeignKey("poll.id"))
    option_id: Mapped[int | None] = mapped_column(ForeignKey("poll_option.id"))
    due_on: Mapped[date]
    responsible: Mapped[str] = mapped_column(String(MAX_RESPONSIBLE), default="")
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    filed_on: Mapped[date | None]
    sha256: Mapped[str | None] = mapped_column(String(64))
    """What was handed in, or the register's notice of the entry."""
    file_name: Mapped[str] = mapped_column(String(200), default="")
    filed_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME), default="")
    """Who entered that it was filed."""
    taken_back_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    taken_back_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME), default="")
    take_back_reason: Mapped[str] = mapped_column(String(MAX_REASON), default="")


_DONE_STANDS = "what was done after a decision stands; it is undone once"
_DONE_KEPT = ("id", "poll_id", "option_id", "what", "reference", "note", "done_at", "done_by")
_FILED_STANDS = "a filing stands once it is filed; by mistake, it is taken back once"
_FILING_KEPT = ("id", "assembly_id", "poll_id", "option_id", "recorded_at", "recorded_by")
_FILED = ("due_on", "responsible", "filed_on", "sha256", "file_name", "filed_by")


def consequence_stands_ddl(table: str, dialect: str) -> tuple[str, ...]:
    """The statements by which the database keeps what was done after a decision, and what was filed."""
    differs = "NEW.{0} IS DISTINCT FROM OLD.{0}" if dialect == "postgresql" else "NEW.{0} IS NOT OLD.{0}"
    if table == "consequence":
        changed = [*map(differs.format, _DONE_KEPT), "OLD.undone_at IS NOT NULL"]
        return refusing_ddl(table, _DONE_STANDS, " OR ".join(changed), dialect)
    filed = " OR ".join(map(differs.format, _FILED))
    changed = [
        *map(differs.format, _FILING_KEPT), f"(OLD.filed_on IS NOT NULL AND ({filed}))",
        "OLD.taken_back_at IS NOT NULL",
    ]
    return refusing_ddl(table, _FILED_STANDS, " OR ".join(changed), dialect)


def _guard_consequence(target: Table, connection: Connection, **_: object) -> None:
    for statement in consequence_stands_ddl(target.name, connection.dialect.name):
        connection.exec_driver_sql(statement)


for _model in (Consequence, RegisterFiling):
    event.listen(_model.__table__, "after_create", _guard_consequence)
