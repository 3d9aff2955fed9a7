"""Tables of the statute: versions with dated parameters, fiscal years, and the house data beside the statute."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Connection,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
    event,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.schema import Table

from app.core.db import YEAR_CLOSED, Model, UtcDateTime, enum_column, only_grows, table_of
from app.core.values import MAX_FULL_NAME
from app.statutes.rules import ParameterKey


class StatuteVersion(Model):
    """A version of the Satzung; it holds from its registration on (§ 16 (6) GenG; R-STA-03).

    Once registered it never changes; one recorded wrongly stays, and a correction stands in its place.
    """

    __tablename__ = "statute_version"
    __table_args__ = (
        CheckConstraint("registered_on IS NULL OR registered_on >= resolved_on", name="registered_after_resolved"),
        CheckConstraint("corrects_id <> id", name="corrects_another"),
        CheckConstraint("(registered_on IS NULL) = (registered_at IS NULL)", name="registration_noted"),
        Index("ix_statute_version_registered_on", "registered_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    resolved_on: Mapped[date]
    registered_on: Mapped[date | None]
    registered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it was noted here that it is registered; as known before that, it does not hold yet."""
    document_sha256: Mapped[str | None] = mapped_column(String(64))
    document_size: Mapped[int | None]
    note: Mapped[str] = mapped_column(Text, default="")
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("statute_version.id"), unique=True)
    """The registered version that was recorded wrongly, in whose place this one stands once it is registered."""
    splits_shares: Mapped[bool] = mapped_column(default=False)
    """Whether it splits each share of the version before into several (Zerlegung, § 22b GenG; R-SHR-09)."""

    corrects: Mapped["StatuteVersion | None"] = relationship(
        remote_side="StatuteVersion.id", back_populates="correction"
    )
    correction: Mapped["StatuteVersion | None"] = relationship(back_populates="corrects", uselist=False)
    parameters: Mapped[list["StatuteParameter"]] = relationship(lazy="selectin", cascade="all, delete-orphan")


    @property
    def is_corrected(self) -> bool:
        """Whether another registered version stands in its place."""
        return self.correction is not None and self.correction.registered_on is not None


class StatuteParameter(Model):
    """What a version says on one point, with the clause that says it."""

    __tablename__ = "statute_parameter"

    version_id: Mapped[int] = mapped_column(ForeignKey("statute_version.id"), primary_key=True)
    key: Mapped[ParameterKey] = mapped_column(enum_column(ParameterKey), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)
    clause: Mapped[str] = mapped_column(String(60), default="")


class FiscalYearRow(Model):
    """A fiscal year, short ones too; no gap and no overlap (checked by rule under the writing transaction)."""

    __tablename__ = "fiscal_year"
    __table_args__ = (CheckConstraint("last_day >= first_day", name="period_runs_forward"),)

    first_day: Mapped[date] = mapped_column(primary_key=True)
    last_day: Mapped[date] = mapped_column(unique=True)


MAX_CLOSE_NOTE = 300


@only_grows
class YearClose(Model):
    """The closing of a fiscal year for entries, or its opening again; of each year every second row opens it.

    No foreign key leads to the year: its row may be changed for another reason, while this one stays.
    """

    __tablename__ = "year_close"
    __table_args__ = (
        UniqueConstraint("year_end", "turn"),
        ForeignKeyConstraint(
            ["year_end", "follows"], ["year_close.year_end", "year_close.turn"], name="fk_year_close_follows"
        ),
        CheckConstraint("turn = COALESCE(follows, 0) + 1", name="follows_the_one_before"),
        CheckConstraint("(turn % 2 = 1) = (note = '')", name="opened_with_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year_end: Mapped[date]
    turn: Mapped[int]
    follows: Mapped[int | None]
    note: Mapped[str] = mapped_column(String(MAX_CLOSE_NOTE), default="")
    """Why it was opened again; empty of a closing."""
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))


class HouseData(Model):
    """What the letters need and the statute does not say: one row."""

    __tablename__ = "house_data"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    short_name: Mapped[str] = mapped_column(String(120), default="")
    street: Mapped[str] = mapped_column(String(200), default="")
    postcode: Mapped[str] = mapped_column(String(20), default="")
    city: Mapped[str] = mapped_column(String(150), default="")
    phone: Mapped[str] = mapped_column(String(60), default="")
    email: Mapped[str] = mapped_column(String(320), default="")
    website: Mapped[str] = mapped_column(String(300), default="")
    register_court: Mapped[str] = mapped_column(String(120), default="")
    register_number: Mapped[str] = mapped_column(String(60), default="")
    auditing_association: Mapped[str] = mapped_column(String(200), default="")
    auditing_association_seat: Mapped[str] = mapped_column(String(120), default="")
    bank_name: Mapped[str] = mapped_column(String(120), default="")
    iban: Mapped[str] = mapped_column(String(34), default="")
    bic: Mapped[str] = mapped_column(String(11), default="")
    creditor_id: Mapped[str] = mapped_column(String(35), default="")
    logo_sha256: Mapped[str | None] = mapped_column(String(64))
    logo_mimetype: Mapped[str] = mapped_column(String(60), default="")
    certificate_design: Mapped[str] = mapped_column(String(20), default="classic")
    privacy_notice: Mapped[str] = mapped_column(Text, default="")
    privacy_notice_version: Mapped[str] = mapped_column(String(40), default="")
    regions: Mapped[list[str]] = mapped_column(JSON, default=list)


# --- a registered version stands -------------------------------------------------------------------------------------

_REFUSED = "a registered version of the statute never changes"
_FINAL = (
    "title", "resolved_on", "registered_on", "note", "recorded_at", "corrects_id", "registered_at", "splits_shares",
)
"""What the register entry fixes; the PDF may still be handed in."""

_REGISTERED = "EXISTS (SELECT 1 FROM statute_version WHERE id = {row}.version_id AND registered_on IS NOT NULL)"
"""The condition that a parameter belongs to a registered version."""


def registered_stands_ddl(table: str, dialect: str) -> Sequence[str]:
    """The statements by which the database refuses to change a registered version, or what it says."""
    return _postgresql_guards(table) if dialect == "postgresql" else _sqlite_guards(table)


def _sqlite_guards(table: str) -> Sequence[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"
    if table == "statute_version":
        changed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in _FINAL)
        was_registered = "OLD.registered_on IS NOT NULL"
        conditions = {"UPDATE": f"{was_registered} AND ({changed})", "DELETE": was_registered}
    else:
        old, new = _REGISTERED.format(row="OLD"), _REGISTERED.format(row="NEW")
        conditions = {"INSERT": new, "UPDATE": f"{old} OR {new}", "DELETE": old}
    return [
        f"CREATE TRIGGER {table}_registered_stands_{verb.lower()} BEFORE {verb} ON {table} WHEN {condition} {refuse}"
        for verb, condition in conditions.items()
    ]


def _postgresql_guards(table: str) -> Sequence[str]:
    refuse, name = f"RAISE EXCEPTION '{_REFUSED}';", f"{table}_registered_stands"
    if table == "statute_version":
        new, old = (", ".join(f"{row}.{column}" for column in _FINAL) for row in ("NEW", "OLD"))
        verbs, changed = "UPDATE OR DELETE", f"TG_OP = 'DELETE' OR ({new}) IS DISTINCT FROM ({old})"
        check = f"IF OLD.registered_on IS NOT NULL THEN IF {changed} THEN {refuse} END IF; END IF;"
    else:
        verbs, check = "INSERT OR UPDATE OR DELETE", ""
        for row, other in (("OLD", "INSERT"), ("NEW", "DELETE")):
            check += f"IF TG_OP <> '{other}' THEN IF {_REGISTERED.format(row=row)} THEN {refuse} END IF; END IF; "
    body = f"BEGIN {check} RETURN COALESCE(NEW, OLD); END"
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
        f"CREATE TRIGGER {name} BEFORE {verbs} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


def _guard(target: Table, connection: Connection, **_: object) -> None:
    for statement in registered_stands_ddl(target.name, connection.dialect.name):
        connection.exec_driver_sql(statement)


for _model in (StatuteVersion, StatuteParameter):
    event.listen(_model.__table__, "after_create", _guard)


# --- a closed year takes no entries -----------------------------------------------------------------------------------

_WITHIN_CLOSED = (
    "NEW.{day} <= (SELECT MAX(year_end) FROM year_close closed WHERE note = '' AND NOT EXISTS (SELECT 1 FROM "
    "year_close later WHERE later.year_end = closed.year_end AND later.turn > closed.turn))"
)


NO_REVERSAL = "NEW.ground <> 'reversal'"


def year_open_ddl(table: str, day: str, which: str, dialect: str) -> Sequence[str]:
    """The statements by which the database refuses an entry whose day lies in a closed year, of those in question."""
    condition, name = _WITHIN_CLOSED.format(day=day) + (f" AND {which}" if which else ""), f"{table}_year_open"
    if dialect != "postgresql":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{YEAR_CLOSED}'); END"
        return (f"CREATE TRIGGER {name} BEFORE INSERT ON {table} WHEN {condition} {refuse}",)
    body = f"BEGIN IF {condition} THEN RAISE EXCEPTION '{YEAR_CLOSED}'; END IF; RETURN NEW; END"
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
        f"CREATE TRIGGER {name} BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    )


Entry = TypeVar("Entry", bound=type[Model])


def takes_no_entry_in_a_closed_year(
    day: str, has_reversals: bool = False, which: str = ""
) -> Callable[[Entry], Entry]:
    """Class decorator: no row is added whose day lies in a closed fiscal year (R-REG-05); reversals are.

    `which` is a condition on the new row (`NEW`), where it concerns some of them only.
    """

    concerned = NO_REVERSAL if has_reversals else which

    def guard(model: Entry) -> Entry:
        def create(target: Table, connection: Connection, **_: object) -> None:
            for statement in year_open_ddl(target.name, day, concerned, connection.dialect.name):
                connection.exec_driver_sql(statement)

        event.listen(table_of(model), "after_create", create)
        return model

    return guard
