"""Tables of minutes: texts of their parts, what lies for signature, who signed, addenda (§ 47 GenG)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import CheckConstraint, Connection, ForeignKey, Index, String, Text, UniqueConstraint, event, text
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.schema import Table

from app.archive.models import IssuedDocument
from app.attendance.models import Guest, Presence
from app.core.db import Model, UtcDateTime, enum_column, only_grows, refusing_ddl
from app.core.values import MAX_FULL_NAME, MAX_REASON
from app.minutes.rules import MinutesState, Part, Signer


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
    addenda: Mapped[list["Addendum"]] = relationship(
        primaryjoin="and_(Addendum.minutes_id == Minutes.id, Addendum.taken_back_at.is_(None))",
        order_by="Addendum.number", lazy="selectin", viewonly=True,
    )
    """Those that were not taken back, signed or not."""

    @property
    def state(self) -> MinutesState:
        """How far they are."""
        return MinutesState.SEALED if self.sealed_at else MinutesState.FIXED

    @property
    def signed_addenda(self) -> list["Addendum"]:
        """Those that members may read: signed as the minutes are (§ 47 (2), (4) GenG; R-MIN-03, R-MIN-06)."""
        return [each for each in self.addenda if each.sealed_at]


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


class Addendum(Model):
    """What sealed minutes are corrected or completed by; they themselves stand (R-MIN-06).

    It goes the way of the minutes: a draft without a document, then printed for signature, then signed and sealed
    (R-MIN-03). What is printed wrongly is taken back before anybody signed; another row begins as its draft.
    """

    __tablename__ = "minutes_addendum"
    __table_args__ = (
        CheckConstraint("number > 0 AND text <> ''", name="says_something"),
        CheckConstraint("(document_id IS NULL) = (fixed_at IS NULL)", name="printed_at_a_moment"),
        CheckConstraint("(taken_back_at IS NULL) = (take_back_reason = '')", name="taken_back_with_a_reason"),
        CheckConstraint(
            "document_id IS NOT NULL OR sealed_at IS NULL AND taken_back_at IS NULL", name="printed_before",
        ),
        CheckConstraint("sealed_at IS NULL OR taken_back_at IS NULL", name="sealed_is_not_taken_back"),
        CheckConstraint(
            "(sealed_at IS NULL) = (scan_sha256 IS NULL) AND (sealed_at IS NULL) = (signed_on IS NULL)",
            name="sealed_is_signed",
        ),
        Index("uq_minutes_addendum_number", "minutes_id", "number", unique=True, sqlite_where=text(_STILL),
              postgresql_where=text(_STILL)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id"))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("issued_document.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    fixed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    fixed_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME), default="")
    taken_back_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    taken_back_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME), default="")
    take_back_reason: Mapped[str] = mapped_column(String(MAX_REASON), default="")
    signed_on: Mapped[date | None]
    scan_sha256: Mapped[str | None] = mapped_column(String(64))
    """The signed paper as a scan, or the file with qualified signatures."""
    scan_name: Mapped[str] = mapped_column(String(200), default="")
    sealed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sealed_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME), default="")

    document: Mapped[IssuedDocument | None] = relationship(lazy="joined")
    signatures: Mapped[list["AddendumSignature"]] = relationship(order_by="AddendumSignature.id", lazy="selectin")

    @property
    def state(self) -> MinutesState:
        """How far it is."""
        if self.sealed_at:
            return MinutesState.SEALED
        return MinutesState.FIXED if self.fixed_at else MinutesState.DRAFT


@only_grows
class AddendumSignature(Model):
    """Who signed an addendum, in which function (§ 47 (2) GenG; R-MIN-03)."""

    __tablename__ = "minutes_addendum_signature"
    __table_args__ = (
        UniqueConstraint("addendum_id", "signer", "name"),
        CheckConstraint("name <> ''", name="somebody_signed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    addendum_id: Mapped[int] = mapped_column(ForeignKey("minutes_addendum.id"))
    signer: Mapped[Signer] = mapped_column(enum_column(Signer))
    name: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)


# --- what lies for signature stands -----------------------------------------------------------------------------------

_MINUTES_STAND = "minutes stand; they are taken back unsigned, or sealed once"
_KEPT = ("id", "assembly_id", "document_id", "fixed_at", "fixed_by")
_TEXT_STANDS = "the minutes lie for signature; take them back to change them"
_THERE_STANDS = "the minutes lie for signature; who was there stands"
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
    return _refusing("minutes_section", "stands", rows, _TEXT_STANDS, dialect)


def there_stands_ddl(table: str, dialect: str) -> tuple[str, ...]:
    """The statements by which the database keeps who was there, once the minutes lie for signature (§ 47 (3) GenG)."""
    return _refusing(table, "minuted", {"INSERT": "NEW", "UPDATE": "OLD"}, _THERE_STANDS, dialect)


def _refusing(table: str, why: str, rows: Mapping[str, str], sentence: str, dialect: str) -> tuple[str, ...]:
    return tuple(
        statement for verb, row in rows.items()
        for statement in _refusing_verb(table, f"{table}_{why}_{verb.lower()}", verb, row, sentence, dialect)
    )


def _refusing_verb(table: str, name: str, verb: str, row: str, sentence: str, dialect: str) -> tuple[str, ...]:
    condition = _IS_FIXED.format(row=row)
    if dialect != "postgresql":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
        return (f"CREATE TRIGGER {name} BEFORE {verb} ON {table} WHEN {condition} {refuse}",)
    back = "NEW" if verb == "INSERT" else "COALESCE(NEW, OLD)"
    body = f"BEGIN IF {condition} THEN RAISE EXCEPTION '{sentence}'; END IF; RETURN {back}; END"
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
        f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    )


_ADDENDUM_STANDS = "an addendum stands once it is printed; it is taken back unsigned, or sealed once"
_ADDENDUM_KEPT = (
    "id", "minutes_id", "number", "text", "document_id", "recorded_at", "recorded_by", "fixed_at", "fixed_by",
)
_PRINTED = "OLD.document_id IS NOT NULL"


def addendum_stands_ddl(dialect: str) -> tuple[str, ...]:
    """The statements by which the database keeps what was printed, taken back and sealed; a draft may change or go."""
    differs = "NEW.{0} IS DISTINCT FROM OLD.{0}" if dialect == "postgresql" else "NEW.{0} IS NOT OLD.{0}"
    kept = " OR ".join(map(differs.format, _ADDENDUM_KEPT))
    changed = f"{_PRINTED} AND ({kept} OR OLD.taken_back_at IS NOT NULL OR OLD.sealed_at IS NOT NULL)"
    return (*_refusing_addendum("UPDATE", changed, dialect), *_refusing_addendum("DELETE", _PRINTED, dialect))


def _refusing_addendum(verb: str, condition: str, dialect: str) -> tuple[str, ...]:
    name = f"minutes_addendum_stands_{verb.lower()}"
    if dialect != "postgresql":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{_ADDENDUM_STANDS}'); END"
        return (f"CREATE TRIGGER {name} BEFORE {verb} ON minutes_addendum WHEN {condition} {refuse}",)
    refuse = f"$$ BEGIN RAISE EXCEPTION '{_ADDENDUM_STANDS}'; END $$"
    return (
        f"CREATE OR REPLACE FUNCTION refuse_{name}() RETURNS trigger LANGUAGE plpgsql AS {refuse}",
        (
            f"CREATE TRIGGER {name} BEFORE {verb} ON minutes_addendum FOR EACH ROW WHEN ({condition}) "
            f"EXECUTE FUNCTION refuse_{name}()"
        ),
    )


def _guard_minutes(_target: Table, connection: Connection, **_: object) -> None:
    for statement in minutes_stand_ddl(connection.dialect.name):
        connection.exec_driver_sql(statement)


def _guard_there(target: Table, connection: Connection, **_: object) -> None:
    for statement in there_stands_ddl(target.name, connection.dialect.name):
        connection.exec_driver_sql(statement)


def _guard_texts(_target: Table, connection: Connection, **_: object) -> None:
    for statement in text_stands_ddl(connection.dialect.name):
        connection.exec_driver_sql(statement)


def _guard_addenda(_target: Table, connection: Connection, **_: object) -> None:
    for statement in addendum_stands_ddl(connection.dialect.name):
        connection.exec_driver_sql(statement)


event.listen(Addendum.__table__, "after_create", _guard_addenda)
event.listen(Presence.__table__, "after_create", _guard_there)
event.listen(Guest.__table__, "after_create", _guard_there)
event.listen(Minutes.__table__, "after_create", _guard_minutes)
event.listen(SectionText.__table__, "after_create", _guard_texts)
