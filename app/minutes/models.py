"""Tables of minutes: texts of their parts, what lies for signature, who signed, addenda (§ 47 GenG)."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import CheckConstraint, Connection, ForeignKey, Index, String, Text, UniqueConstraint, event, text
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.schema import Table

from app.archive.models import IssuedDocument
from app.core.db import Model, UtcDateTime, enum_column, only_grows, refusing_ddl
from app.core.values import MAX_FULL_NAME, MAX_REASON
from app.minutes.rules import MAX_RESPONSIBLE, FollowUp, MinutesState, Part, Signer


class SectionText(Model):
    """A part of the minutes as somebody worded it; a part without one reads as it is drafted from the course."""

    __tablename__ = "minutes_section"
    __table_args__ = (
        CheckConstraint("(part = 'item') = (item_id IS NOT NULL)", name="items_have_their_part"),
        Index("uq_minutes_section_item", "assembly_id", "item_id", unique=True,
              sqlite_where=text("item_id IS NOT NULL"), postgresql_where=text("item_id IS NOT NULL")),
        Index("uq_minutes_section_part", "assembly_id", "part", unique=True,
              sqlite_where=text("item_id IS NULL"), postgresql_where=text("item_id IS NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"))
    part: Mapped[Part] = mapped_column(enum_column(Part))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"))
    text: Mapped[str] = mapped_column(Text)
    told_until: Mapped[int]
    """The last entry of the course that was known to who wrote it; later ones are shown beside it."""
    edited_at: Mapped[datetime] = mapped_column(UtcDateTime)
    edited_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))


_STILL = "taken_back_at IS NULL"


class Minutes(Model):
    """Minutes that lie for signature, and once signed are sealed for good (§ 47 (2), (4) GenG; R-MIN-03, R-MIN-06).

    What is printed wrongly is taken back before anybody signed, and printed anew.
    """

    __tablename__ = "minutes"
    __table_args__ = (
        CheckConstraint("(taken_back_at IS NULL) = (take_back_reason = '')", name="taken_back_with_a_reason"),
        CheckConstraint("sealed_at IS NULL OR taken_back_at IS NULL", name="sealed_is_not_taken_back"),
        CheckConstraint(
            "(sealed_at IS NULL) = (scan_sha256 IS NULL) AND (sealed_at IS NULL) = (signed_on IS NULL)",
            name="sealed_is_signed",
        ),
        Index("uq_minutes_assembly", "assembly_id", unique=True, sqlite_where=text(_STILL),
              postgresql_where=text(_STILL)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"))
    document_id: Mapped[int] = mapped_column(ForeignKey("issued_document.id"))
    fixed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    fixed_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    taken_back_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    taken_back_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME), default="")
    take_back_reason: Mapped[str] = mapped_column(String(MAX_REASON), default="")
    signed_on: Mapped[date | None]
    scan_sha256: Mapped[str | None] = mapped_column(String(64))
    """The signed paper as a scan, or the file with qualified signatures."""
    scan_name: Mapped[str] = mapped_column(String(200), default="")
    sealed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sealed_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME), default="")

    document: Mapped[IssuedDocument] = relationship(lazy="joined", innerjoin=True)
    signatures: Mapped[list["MinutesSignature"]] = relationship(order_by="MinutesSignature.id", lazy="selectin")
    addenda: Mapped[list["Addendum"]] = relationship(order_by="Addendum.number", lazy="selectin")

    @property
    def state(self) -> MinutesState:
        """How far they are."""
        return MinutesState.SEALED if self.sealed_at else MinutesState.FIXED


@only_grows
class MinutesSignature(Model):
    """Who signed the minutes, in which function (§ 47 (2) GenG; R-MIN-03)."""

    __tablename__ = "minutes_signature"
    __table_args__ = (
        UniqueConstraint("minutes_id", "signer", "name"),
        CheckConstraint("name <> ''", name="somebody_signed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id"))
    signer: Mapped[Signer] = mapped_column(enum_column(Signer))
    name: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)


@only_grows
class Addendum(Model):
    """What sealed minutes are corrected or completed by; they themselves stand (R-MIN-06)."""

    __tablename__ = "minutes_addendum"
    __table_args__ = (
        UniqueConstraint("minutes_id", "number"),
        CheckConstraint("number > 0 AND text <> ''", name="says_something"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id"))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    document_id: Mapped[int] = mapped_column(ForeignKey("issued_document.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))

    document: Mapped[IssuedDocument] = relationship(lazy="joined", innerjoin=True)


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


# --- what lies for signature stands -----------------------------------------------------------------------------------

_MINUTES_STAND = "minutes stand; they are taken back unsigned, or sealed once"
_KEPT = ("id", "assembly_id", "document_id", "fixed_at", "fixed_by")
_TEXT_STANDS = "the minutes lie for signature; take them back to change them"
_IS_FIXED = "EXISTS (SELECT 1 FROM minutes WHERE assembly_id = {row}.assembly_id AND taken_back_at IS NULL)"


def minutes_stand_ddl(dialect: str) -> tuple[str, ...]:
    """The statements by which the database keeps what was printed, taken back and sealed."""
    differs = "NEW.{0} IS DISTINCT FROM OLD.{0}" if dialect == "postgresql" else "NEW.{0} IS NOT OLD.{0}"
    changed: Sequence[str] = [
        *map(differs.format, _KEPT), "OLD.taken_back_at IS NOT NULL", "OLD.sealed_at IS NOT NULL",
    ]
    return refusing_ddl("minutes", _MINUTES_STAND, " OR ".join(changed), dialect)


def text_stands_ddl(dialect: str) -> tuple[str, ...]:
    """The statements by which the database keeps the texts of minutes that lie for signature or are sealed."""
    rows = {"INSERT": "NEW", "UPDATE": "OLD", "DELETE": "OLD"}
    return tuple(
        statement for verb, row in rows.items() for statement in _refusing(verb, _IS_FIXED.format(row=row), dialect)
    )


def _refusing(verb: str, condition: str, dialect: str) -> tuple[str, ...]:
    name = f"minutes_section_stands_{verb.lower()}"
    if dialect != "postgresql":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{_TEXT_STANDS}'); END"
        return (f"CREATE TRIGGER {name} BEFORE {verb} ON minutes_section WHEN {condition} {refuse}",)
    back = "NEW" if verb == "INSERT" else "COALESCE(NEW, OLD)"
    body = f"BEGIN IF {condition} THEN RAISE EXCEPTION '{_TEXT_STANDS}'; END IF; RETURN {back}; END"
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
        f"CREATE TRIGGER {name} BEFORE {verb} ON minutes_section FOR EACH ROW EXECUTE FUNCTION {name}()",
    )


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


def _guard_minutes(_target: Table, connection: Connection, **_: object) -> None:
    for statement in minutes_stand_ddl(connection.dialect.name):
        connection.exec_driver_sql(statement)


def _guard_texts(_target: Table, connection: Connection, **_: object) -> None:
    for statement in text_stands_ddl(connection.dialect.name):
        connection.exec_driver_sql(statement)


for _model in (Consequence, RegisterFiling):
    event.listen(_model.__table__, "after_create", _guard_consequence)
event.listen(Minutes.__table__, "after_create", _guard_minutes)
event.listen(SectionText.__table__, "after_create", _guard_texts)
