"""Tables of offices and resolutions."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import CheckConstraint, Connection, ForeignKey, Index, String, Text, UniqueConstraint, event, text
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.schema import Table

from app.core.db import Base, Model, UtcDateTime, enum_column, refusing_ddl
from app.core.formats import local
from app.core.values import MAX_FULL_NAME, MAX_REASON
from app.organs.rules import Choice, EligibilityBasis, ItemKind, Organ, OrganFunction, Outcome, Procedure
from app.parties.models import Party

_CHAIR = "function = 'chair' AND last_day IS NULL"
"""Of chairs without a last day an organ has one."""


class Office(Model):
    """A person's seat in board or supervisory board, with its term and the reason the person may hold it (§ 9 (2))."""

    __tablename__ = "office"
    __table_args__ = (
        CheckConstraint("organ <> 'general_assembly'", name="assembly_has_no_offices"),
        CheckConstraint("last_day IS NULL OR last_day >= first_day", name="period_runs_forward"),
        Index("ix_office_party", "party_id"),
        Index("uq_office_chair", "organ", unique=True, sqlite_where=text(_CHAIR), postgresql_where=text(_CHAIR)),
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
    resolution_id: Mapped[int | None] = mapped_column(ForeignKey("resolution.id"))
    """The resolution by which the office was given, where it stands in the register (§§ 24, 36 GenG)."""
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)

    party: Mapped[Party] = relationship(lazy="joined", innerjoin=True)
    resolution: Mapped["Resolution | None"] = relationship()


_HOLDS = "withdrawn_at IS NULL"


class Discharge(Model):
    """That the assembly discharged an organ, or somebody of it, for a fiscal year (Entlastung, §§ 37 (2), 48 (1) GenG).

    `year_end` is the last day of the year; without a person the whole organ is discharged. One noted by mistake is
    withdrawn with its reason and stays.
    """

    __tablename__ = "discharge"
    __table_args__ = (
        CheckConstraint("organ <> 'general_assembly'", name="of_an_organ_with_offices"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdraw_reason = '')", name="withdrawn_with_a_reason"),
        Index("ix_discharge_party", "party_id"),
        Index("uq_discharge_organ", "organ", "year_end", unique=True,
              sqlite_where=text(f"{_HOLDS} AND party_id IS NULL"),
              postgresql_where=text(f"{_HOLDS} AND party_id IS NULL")),
        Index("uq_discharge_person", "organ", "year_end", "party_id", unique=True,
              sqlite_where=text(f"{_HOLDS} AND party_id IS NOT NULL"),
              postgresql_where=text(f"{_HOLDS} AND party_id IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organ: Mapped[Organ] = mapped_column(enum_column(Organ))
    party_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))
    year_end: Mapped[date]
    resolution_id: Mapped[int] = mapped_column(ForeignKey("resolution.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME), default="")
    withdraw_reason: Mapped[str] = mapped_column(String(MAX_REASON), default="")

    party: Mapped[Party | None] = relationship(lazy="joined")
    resolution: Mapped["Resolution"] = relationship(lazy="joined", innerjoin=True)


class Resolution(Model):
    """A resolution of an organ with its gapless number; in a meeting, by circular, or recorded from elsewhere."""

    __tablename__ = "resolution"
    __table_args__ = (
        UniqueConstraint("organ", "year", "ordinal"),
        CheckConstraint("ordinal > 0", name="ordinal_counts"),
        CheckConstraint("procedure <> 'circular' OR deadline_on IS NOT NULL", name="circular_has_a_deadline"),
        CheckConstraint("signed_on IS NULL OR record_sha256 IS NOT NULL", name="signed_is_proven"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organ: Mapped[Organ] = mapped_column(enum_column(Organ))
    year: Mapped[int]
    ordinal: Mapped[int]
    number: Mapped[str] = mapped_column(String(30), unique=True)
    procedure: Mapped[Procedure] = mapped_column(enum_column(Procedure))
    title: Mapped[str] = mapped_column(String(300))
    search_text: Mapped[str] = mapped_column(Text, default="")
    """Number, title and texts of the items, folded."""
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    deadline_on: Mapped[date | None]
    meeting_on: Mapped[date | None]
    place: Mapped[str] = mapped_column(String(200), default="")
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    protocol_document_id: Mapped[int | None]
    record_sha256: Mapped[str | None] = mapped_column(String(64))
    """Bytes of the signed record (Niederschrift) that was uploaded, in the file store."""
    record_name: Mapped[str] = mapped_column(String(200), default="")
    signed_on: Mapped[date | None]
    """The day on which the protocol made here was signed; the scan is the record."""

    items: Mapped[list["Item"]] = relationship(back_populates="resolution", order_by="Item.position", lazy="selectin")
    objections: Mapped[list["ProcedureObjection"]] = relationship(
        order_by="ProcedureObjection.party_id", lazy="selectin"
    )
    attendances: Mapped[list["Attendance"]] = relationship(
        order_by="Attendance.party_id", lazy="selectin", cascade="all, delete-orphan"
    )

    def voting_day(self, day: date) -> date:
        """The day whose officers and statute count; when the time of a circular is up, that is its last day."""
        return min(day, self.deadline_on) if self.deadline_on else day


_WAITS = "outcome = 'open' AND dropped_at IS NULL AND reference IS NOT NULL"
"""One matter waits once before one organ."""


class Item(Model):
    """What is to be decided: proposed by a lower room with its own reference, then taken up by a resolution.

    Of an application the text names the number only, so that a refused one leaves no name behind (R-ADM-09).
    """

    __tablename__ = "item"
    __table_args__ = (
        Index("ix_item_reference", "kind", "reference"),
        Index("uq_item_waiting", "kind", "reference", "organ", unique=True, sqlite_where=text(_WAITS),
              postgresql_where=text(_WAITS)),
        UniqueConstraint("resolution_id", "position"),
        CheckConstraint("outcome = 'open' OR resolution_id IS NOT NULL", name="decided_by_a_resolution"),
        CheckConstraint("(outcome = 'open') = (decided_at IS NULL)", name="decided_has_a_moment"),
        CheckConstraint("dropped_at IS NULL OR outcome = 'open'", name="decided_is_not_dropped"),
        CheckConstraint("carried_out_at IS NULL OR outcome <> 'open'", name="carried_out_after_the_decision"),
        CheckConstraint("(resolution_id IS NULL) = (position IS NULL)", name="taken_up_has_a_place"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ItemKind] = mapped_column(enum_column(ItemKind))
    reference: Mapped[int | None]
    organ: Mapped[Organ] = mapped_column(enum_column(Organ))
    text: Mapped[str] = mapped_column(Text)
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """When this row came up; where it takes another up, the matter was proposed before."""
    proposed_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    resolution_id: Mapped[int | None] = mapped_column(ForeignKey("resolution.id"))
    position: Mapped[int | None]
    outcome: Mapped[Outcome] = mapped_column(enum_column(Outcome), default=Outcome.OPEN)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    carried_out_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    dropped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Taken back before the decision (application withdrawn, circular moved to a meeting)."""
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"))
    """The undecided item of an earlier resolution that this one takes up again."""
    votes_for: Mapped[int | None]
    votes_against: Mapped[int | None]
    votes_abstained: Mapped[int | None]
    """Numbers of votes, where a resolution was recorded from elsewhere."""

    resolution: Mapped[Resolution | None] = relationship(back_populates="items", lazy="joined")
    votes: Mapped[list["Vote"]] = relationship(order_by="Vote.cast_at", lazy="selectin")
    biases: Mapped[list["Bias"]] = relationship(order_by="Bias.noted_at", lazy="selectin")

    @property
    def is_open(self) -> bool:
        """Whether it still waits for its decision: neither decided nor taken back."""
        return self.outcome is Outcome.OPEN and self.dropped_at is None

    @property
    def decided_on(self) -> date | None:
        """The day of the decision; of a resolution recorded from elsewhere, the day it was passed there."""
        if self.decided_at is None or self.resolution is None:
            return None
        if self.resolution.procedure is Procedure.RECORDED:
            return self.resolution.meeting_on
        return self.resolution.voting_day(local(self.decided_at).date())


class Vote(Model):
    """One officer's vote on one item; the primary key makes it one."""

    __tablename__ = "vote"

    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), primary_key=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), primary_key=True)
    voter_name: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    choice: Mapped[Choice] = mapped_column(enum_column(Choice))
    reason: Mapped[str] = mapped_column(Text, default="")
    cast_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Bias(Model):
    """Why somebody does not vote on an item (Befangenheit); declared, or derived from the application."""

    __tablename__ = "bias"

    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), primary_key=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    ground: Mapped[str] = mapped_column(String(300))
    is_declared: Mapped[bool]
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ProcedureObjection(Model):
    """An officer's objection to deciding by circular; the items then go to a meeting."""

    __tablename__ = "procedure_objection"

    resolution_id: Mapped[int] = mapped_column(ForeignKey("resolution.id"), primary_key=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    reason: Mapped[str] = mapped_column(Text, default="")
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Attendance(Model):
    """Who took part in a meeting."""

    __tablename__ = "attendance"

    resolution_id: Mapped[int] = mapped_column(ForeignKey("resolution.id"), primary_key=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(MAX_FULL_NAME))


_REFUSED = "A decided resolution cannot change"
_ERASABLE = {"vote": "reason", "bias": "ground"}
"""What may be emptied though the item is decided: words that may say who was not admitted (R-ADM-09)."""

_KEPT = ("kind", "reference", "organ", "text", "resolution_id", "position", "outcome", "decided_at", "dropped_at")


def decided_stands_ddl(table: str, dialect: str) -> Sequence[str]:
    """The statements by which the database refuses to change a decided item, its votes and its grounds of bias."""
    return _postgresql_guards(table) if dialect == "postgresql" else _sqlite_guards(table)


def _sqlite_guards(table: str) -> Sequence[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"
    if table == "item":
        changed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in _KEPT)
        conditions = {"UPDATE": f"OLD.outcome <> 'open' AND ({changed})", "DELETE": "OLD.outcome <> 'open'"}
    else:
        either = f"({_is_decided('OLD.item_id')} OR {_is_decided('NEW.item_id')})"
        conditions = {
            "INSERT": _is_decided("NEW.item_id"), "DELETE": _is_decided("OLD.item_id"),
            "UPDATE": f"{either} AND NOT ({_is_emptied(table, 'IS')})",
        }
    return [
        f"CREATE TRIGGER {table}_decided_stands_{verb.lower()} BEFORE {verb} ON {table} WHEN {condition} {refuse}"
        for verb, condition in conditions.items()
    ]


def _postgresql_guards(table: str) -> Sequence[str]:
    refuse, verbs = f"RAISE EXCEPTION '{_REFUSED}';", "INSERT OR UPDATE OR DELETE"
    either = f"{_is_decided('OLD.item_id')} OR {_is_decided('NEW.item_id')}"
    if table != "item":
        emptied = _is_emptied(table, "IS NOT DISTINCT FROM")
        check = f"IF TG_OP = 'UPDATE' AND {emptied} THEN RETURN NEW; END IF; IF {either} THEN {refuse} END IF;"
    else:
        new, old = (", ".join(f"{row}.{column}" for column in _KEPT) for row in ("NEW", "OLD"))
        changed, verbs = f"({new}) IS DISTINCT FROM ({old})", "UPDATE OR DELETE"
        check = (
            f"IF OLD.outcome <> 'open' THEN IF TG_OP = 'DELETE' THEN {refuse} ELSIF {changed} THEN {refuse} END IF;"
            " END IF;"
        )
    name = f"{table}_decided_stands"
    body = f"BEGIN {check} RETURN COALESCE(NEW, OLD); END"
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
        f"CREATE TRIGGER {name} BEFORE {verbs} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


def _is_emptied(table: str, same: str) -> str:
    """The condition that an update empties the erasable column and changes nothing else."""
    erasable = _ERASABLE[table]
    columns = [column.name for column in Base.metadata.tables[table].columns if column.name != erasable]
    return " AND ".join([f"NEW.{erasable} = ''", *(f"NEW.{column} {same} OLD.{column}" for column in columns)])


def _is_decided(item_id: str) -> str:
    return f"(SELECT outcome FROM item WHERE id = {item_id}) <> 'open'"  # noqa: S608  our own column names


def _guard(target: Table, connection: Connection, **_: object) -> None:
    for statement in decided_stands_ddl(target.name, connection.dialect.name):
        connection.exec_driver_sql(statement)


_NUMBERED = ("organ", "year", "ordinal", "number", "procedure", "opened_at")
_ONCE_CLOSED = ("title", "deadline_on", "meeting_on", "place", "closed_at")
_SET_ONCE = ("protocol_document_id", "record_sha256", "signed_on")


def closed_stands_ddl(dialect: str) -> Sequence[str]:
    """The statements by which the database keeps a resolution's number for ever, and what stood when it was closed."""
    differ = "NEW.{0} IS DISTINCT FROM OLD.{0}" if dialect == "postgresql" else "NEW.{0} IS NOT OLD.{0}"
    closed = " OR ".join(map(differ.format, _ONCE_CLOSED))
    changed = [
        *map(differ.format, _NUMBERED), f"(OLD.closed_at IS NOT NULL AND ({closed}))",
        *(f"(OLD.{column} IS NOT NULL AND {differ.format(column)})" for column in _SET_ONCE),
    ]
    return refusing_ddl("resolution", _REFUSED, " OR ".join(changed), dialect)


def _keep_closed(_target: Table, connection: Connection, **_: object) -> None:
    for statement in closed_stands_ddl(connection.dialect.name):
        connection.exec_driver_sql(statement)


_DISCHARGE_STANDS = "A discharge stands; one noted by mistake is withdrawn once"
_DISCHARGED = ("id", "organ", "party_id", "year_end", "resolution_id", "recorded_at", "recorded_by")


def discharge_stands_ddl(dialect: str) -> Sequence[str]:
    """The statements by which the database keeps whom the assembly discharged."""
    differ = "NEW.{0} IS DISTINCT FROM OLD.{0}" if dialect == "postgresql" else "NEW.{0} IS NOT OLD.{0}"
    changed = [*map(differ.format, _DISCHARGED), "OLD.withdrawn_at IS NOT NULL"]
    return refusing_ddl("discharge", _DISCHARGE_STANDS, " OR ".join(changed), dialect)


def _keep_discharged(_target: Table, connection: Connection, **_: object) -> None:
    for statement in discharge_stands_ddl(connection.dialect.name):
        connection.exec_driver_sql(statement)


event.listen(Resolution.__table__, "after_create", _keep_closed)
event.listen(Discharge.__table__, "after_create", _keep_discharged)
for _model in (Item, Vote, Bias):
    event.listen(_model.__table__, "after_create", _guard)
