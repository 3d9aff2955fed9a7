"""The database: base class, the visible transaction, column types, gapless numbers, acts done once."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakKeyDictionary

import psycopg
from flask_sqlalchemy import SQLAlchemy
from psycopg.pq import TransactionStatus
from sqlalchemy import (
    JSON,
    BigInteger,
    BindParameter,
    CheckConstraint,
    Connection,
    Date,
    DateTime,
    Dialect,
    Engine,
    Enum,
    Insert,
    Integer,
    MetaData,
    Select,
    String,
    TypeDecorator,
    bindparam,
    event,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.schema import Table
from sqlalchemy.sql.dml import ReturningInsert

from app.core.values import Refusal

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

BigId = BigInteger().with_variant(Integer(), "sqlite")
"""Key type of tables that grow for decades; SQLite numbers rows itself only under INTEGER."""

Money = BigInteger().with_variant(Integer(), "sqlite")
"""Cents."""


class Base(DeclarativeBase):
    """Base of all tables; its naming convention lets migrations drop every constraint on both databases."""

    metadata = MetaData(naming_convention=NAMING)


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


def table_of(model: type[Base]) -> Table:
    """A model's table, for statements that pass by the objects of a session."""
    table = model.__table__
    assert isinstance(table, Table)
    return table


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: time zone aware in the program, UTC without zone in both databases."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store as UTC; a moment without time zone is a programming error."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC).replace(tzinfo=None) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Read back as aware UTC."""
        return value.replace(tzinfo=UTC) if value else None


def enum_column(kind: type[StrEnum], name: str = "") -> Enum:
    """A column type that stores the values of an enum as text, held to them by a CHECK constraint.

    `name` is that of the constraint; without one it is called as the enum.
    """
    return Enum(
        kind,
        native_enum=False,
        length=40,
        create_constraint=True,
        name=name or kind.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )


Value = TypeVar("Value")

Day = date | BindParameter[date]
"""A day, or the parameter that names it later, where a statement is composed once and asked often."""

THE_DAY = bindparam("day", type_=Date())

Moment = datetime | BindParameter[datetime]
"""A moment, or the parameter that names it later."""

THE_MOMENT = bindparam("known_at", type_=UtcDateTime())


# --- connections ---------------------------------------------------------------------------------------------------


@event.listens_for(Engine, "connect")
def _prepare(connection: Any, _record: object) -> None:
    """On SQLite switch on what it leaves off, and take BEGIN into our own hands; on PostgreSQL compile nothing.

    Its JIT takes longer to compile what a page asks, which is much in words and little in rows, than it saves.
    """
    if isinstance(connection, sqlite3.Connection):
        connection.isolation_level = None
        busy = f"busy_timeout={LONGEST_WAIT * 1000:.0f}"
        for pragma in ("foreign_keys=ON", "journal_mode=WAL", busy, "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}")
    else:
        connection.execute("SET jit = off")
        connection.commit()


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    """Begin a writing transaction on SQLite at once: a read that turns into a write fails whatever the timeout."""
    connection.info[_ONLY_READ] = True
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN")


_ONLY_READ = "only_read"


@event.listens_for(Engine, "before_cursor_execute")
def _notice(connection: Connection, _cursor: object, _text: str, _values: object, context: Any, _many: bool) -> None:
    """Note on the connection whether its transaction did anything but read."""
    compiled = context.compiled if context is not None else None
    if compiled is None or not compiled.statement.is_select:
        connection.info[_ONLY_READ] = False


@event.listens_for(Engine, "rollback")
def _end_reading(connection: Connection) -> None:
    """End by COMMIT on PostgreSQL what only read: with a ROLLBACK psycopg forgets the statements it has prepared.

    To plan one anew takes longer than most take to be answered. Where the connection is lost, the ROLLBACK says so.
    """
    if connection.dialect.name != "postgresql" or connection.invalidated or not connection.info.get(_ONLY_READ):
        return
    held: Any = connection.connection.driver_connection
    if held.info.transaction_status == TransactionStatus.INTRANS:
        with suppress(psycopg.Error):
            held.commit()


_REFUSED = "writing_refused"


def refuse_writing(session: Session, why: Exception | None) -> None:
    """Let no transaction begin for who reads in this session: `why` is raised instead. None lifts that."""
    session.info[_REFUSED] = why


def leave_reading(session: Session) -> None:
    """End the read transaction of a request, and forget what was read in it; raises what forbids to write, if anything.
    """
    if why := session.info.get(_REFUSED):
        raise why
    session.rollback()
    session.expire_all()


_TURNS: WeakKeyDictionary[Engine, Lock] = WeakKeyDictionary()
_TURNS_LOCK = Lock()
LONGEST_WAIT = 10.0
"""Seconds that a writing transaction waits for another one, on SQLite."""


@contextmanager
def _turn_to_write(engine: Engine) -> Iterator[None]:
    """Wait in line for writing on SQLite, where one writes at a time.

    Left to itself it would look again after longer and longer pauses, and of many who wait the last would wait for
    seconds. Who waits for another process still does so; whoever waited too long tries, and is told by the database.
    """
    if engine.dialect.name != "sqlite":
        yield
        return
    with _TURNS_LOCK:
        turn = _TURNS.setdefault(engine, Lock())
    is_ours = turn.acquire(timeout=LONGEST_WAIT)
    try:
        yield
    finally:
        if is_ours:
            turn.release()


@contextmanager
def transaction() -> Iterator[Session]:
    """Everything inside happens, or nothing does; the one place that commits.

    Ends the read transaction of the request first and forgets what was read in it or in another transaction before,
    so that what is read inside is the newest state.
    """
    session: Session = db.session()
    leave_reading(session)
    with _turn_to_write(db.engine):
        session.connection(execution_options={"writes": True})
        try:
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise


def written(engine: Engine, act: Callable[[Session], Value]) -> Value:
    """Carry out an act in a transaction of its own, apart from the session of a request."""
    with _turn_to_write(engine), Session(engine, expire_on_commit=False) as session:
        session.connection(execution_options={"writes": True})
        value = act(session)
        session.commit()
    return value


def hold(session: Session, name: str, alone: bool) -> None:
    """Hold a name until the transaction ends: alone, or beside others who do not ask for it alone.

    On SQLite a writing transaction is alone anyway.
    """
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(_HOLD_ALONE if alone else _HOLD_BESIDE_OTHERS, {"name": name})


_NAMED = func.hashtextextended(bindparam("name", type_=String()), 0)
_HOLD_ALONE, _HOLD_BESIDE_OTHERS = (
    select(lock(_NAMED)) for lock in (func.pg_advisory_xact_lock, func.pg_advisory_xact_lock_shared)
)


def one_at_a_time(session: Session, matter: str) -> None:
    """Let whoever changes the same matter wait until this transaction is over, and read everything anew after that."""
    session.flush()
    hold(session, matter, alone=True)
    session.expire_all()


# --- gapless numbers and acts done once -----------------------------------------------------------------------------


class Counter(Model):
    """The last number given out in a series (member numbers, resolutions of an organ and year)."""

    __tablename__ = "counter"
    __table_args__ = (CheckConstraint("last_number >= 0", name="last_number_counts"),)

    series: Mapped[str] = mapped_column(String(60), primary_key=True)
    last_number: Mapped[int]


MAX_KEY = 80


class DoneAct(Model):
    """A form's key, what was sent with it, and what came of it: a repeated submit is the same act (idempotence)."""

    __tablename__ = "done_act"

    key: Mapped[str] = mapped_column(String(MAX_KEY), primary_key=True)
    content: Mapped[str] = mapped_column(String(64), default="", server_default="")
    """SHA-256 of what was sent; empty where the key alone says it."""
    result_id: Mapped[int | None] = mapped_column(BigId)


def insert_into(session: Session, table: type[Base]) -> sqlite.Insert | postgresql.Insert:
    """An INSERT in the dialect of the session's database, to be given its ON CONFLICT."""
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    return sqlite.insert(table) if is_sqlite else postgresql.insert(table)


def insert_in(dialect: str, table: type[Base]) -> sqlite.Insert | postgresql.Insert:
    """The same in a dialect, past the objects of a session: for statements composed once."""
    return sqlite.insert(table_of(table)) if dialect == "sqlite" else postgresql.insert(table_of(table))


def insert_unless_there(session: Session, table: type[Base], **values: object) -> bool:
    """Insert a row unless its key is taken; a concurrent insert of the same key is waited for. Say if it was new."""
    first_key = next(iter(table.__table__.primary_key))
    insert = insert_into(session, table).values(**values)
    return session.execute(insert.on_conflict_do_nothing().returning(first_key)).first() is not None


def next_number(session: Session, series: str) -> int:
    """Give out the next number of a series, from 1 on; gapless, since it lives and dies with the transaction."""
    raised = _raised(session.get_bind().dialect.name)
    return session.execute(raised, {"series": series, "last_number": 1}).scalar_one()


def next_numbers(session: Session, series: str, number: int) -> range:
    """Give out the next numbers of a series for many rows at once, gapless as well."""
    if not number:
        return range(0)
    first = next_number(session, series)
    lifted = update(Counter).where(Counter.series == series)
    session.execute(lifted.values(last_number=Counter.last_number + number - 1))
    return range(first, first + number)


@cache
def _raised(dialect: str) -> ReturningInsert[int]:
    first, table = insert_in(dialect, Counter), table_of(Counter)
    raised = first.on_conflict_do_update(
        index_elements=[table.c.series], set_={"last_number": table.c.last_number + 1}
    )
    return raised.returning(table.c.last_number)


def raise_counter(session: Session, series: str, at_least: int) -> None:
    """Lift a series to a number already used elsewhere (an imported list), never lower it."""
    insert_unless_there(session, Counter, series=series, last_number=0)
    lifted = update(Counter).where(Counter.series == series, Counter.last_number < at_least)
    session.execute(lifted.values(last_number=at_least))


def once(session: Session, key: str, act: Callable[[], int], content: str = "") -> int:
    """Carry out an act once per key and give the id that came of it, however often it is asked for.

    Refuses where the key comes with other content: somebody went back, typed something else and sent that.
    """
    if len(key) > MAX_KEY:
        raise Refusal("Die Anfrage war unvollständig. Gehen Sie zurück und versuchen Sie es noch einmal.")
    if not insert_unless_there(session, DoneAct, key=key, content=content, result_id=None):
        done = session.execute(select(DoneAct.content, DoneAct.result_id).where(DoneAct.key == key)).one()
        if done.content != content:
            raise Refusal(
                "Dieses Formular wurde schon abgesandt, mit anderen Angaben; sie sind gespeichert, diese hier nicht. "
                "Öffnen Sie das Formular neu, wenn Sie noch etwas eintragen wollen."
            )
        return int(done.result_id or 0)
    result = act()
    session.flush()
    session.execute(update(DoneAct).where(DoneAct.key == key).values(result_id=result))
    return result


# --- many rows at once ------------------------------------------------------------------------------------------------


def take_ids(session: Session, model: type[Base], number: int) -> list[int]:
    """Take the next ids of a table for many rows at once, in a writing transaction; none is given out twice."""
    table = table_of(model)
    key = table.primary_key.columns[0]
    if session.get_bind().dialect.name == "postgresql":
        sequence = func.pg_get_serial_sequence(table.name, key.name)
        taken = select(func.nextval(sequence)).select_from(func.generate_series(1, number))
        return list(session.scalars(taken))
    last = session.scalar(select(func.max(key))) or 0
    if table.dialect_options["sqlite"]["autoincrement"]:
        given = session.connection().exec_driver_sql("SELECT seq FROM sqlite_sequence WHERE name = ?", (table.name,))
        last = max(last, given.scalar() or 0)
    return list(range(last + 1, last + number + 1))


def insert_rows(session: Session, model: type[Base], rows: Sequence[Mapping[str, object]]) -> None:
    """Insert many rows by one statement, all with the same columns."""
    if rows:
        session.connection().execute(_insertion(model), rows)


@cache
def _insertion(model: type[Base]) -> Insert:
    return insert(table_of(model))


def make_size_known(session: Session, model: type[Base]) -> None:
    """Let PostgreSQL count a table to which many rows were added, and are asked for at once.

    By itself it does so a minute later, and until then takes them for a few, to be looked through one by one. Left out
    where it is being counted. SQLite goes by its keys alone.
    """
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"ANALYZE (SKIP_LOCKED) {table_of(model).name}")


def mapping_of(session: Session, query: Select[int, Value]) -> dict[int, Value]:
    """What a query of a number and something else finds, the first as key of the second; for many rows.

    Both columns come as lists in one row: to fetch and to wrap a hundred thousand rows takes longer than to find them.
    """
    gathered = func.json_agg if session.get_bind().dialect.name == "postgresql" else func.json_group_array
    lists = select(*(gathered(column, type_=JSON) for column in query.subquery().c))
    keys, values = session.execute(lists).one()
    return dict(zip(keys or (), values or (), strict=True))


# --- tables that only grow --------------------------------------------------------------------------------------------

_REFUSE_FUNCTION = (
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ "
    "BEGIN RAISE EXCEPTION '% only grows', TG_TABLE_NAME; END $$"
)


def grow_only_ddl(table: str, dialect: str) -> Sequence[str]:
    """The statements that let a table only grow: no UPDATE, no DELETE, on this database."""
    if dialect == "postgresql":
        return (
            _REFUSE_FUNCTION,
            (
                f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            ),
        )
    return tuple(
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
        for verb in ("UPDATE", "DELETE")
    )


def refusing_ddl(table: str, sentence: str, changed: str, dialect: str) -> tuple[str, ...]:
    """The statements that let this database refuse an UPDATE of a row where a condition holds, and every DELETE."""
    name = f"{table}_stands"
    if dialect == "postgresql":
        refuse = f"$$ BEGIN RAISE EXCEPTION '{sentence}'; END $$"
        return (
            f"CREATE OR REPLACE FUNCTION refuse_{name}() RETURNS trigger LANGUAGE plpgsql AS {refuse}",
            (
                f"CREATE TRIGGER {name}_update BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({changed}) "
                f"EXECUTE FUNCTION refuse_{name}()"
            ),
            f"CREATE TRIGGER {name}_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_{name}()",
        )
    refuse = f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
    return (
        f"CREATE TRIGGER {name}_update BEFORE UPDATE ON {table} WHEN {changed} {refuse}",
        f"CREATE TRIGGER {name}_delete BEFORE DELETE ON {table} {refuse}",
    )


YEAR_CLOSED = "this fiscal year is closed"
"""What the database says to an entry in a closed year; it is told as a refusal."""

BELOW_NOTHING = "never_below_nothing"
"""The constraint that keeps a holding from falling below nothing; what it refuses is told as a refusal."""

GROWING_TABLES: set[str] = set()
"""Names of the tables kept growing only; migrations and tests read it."""


def only_grows(model: type[Base]) -> type[Base]:
    """Class decorator: rows of this table are never changed nor deleted; the database enforces it too."""
    table = table_of(model)
    GROWING_TABLES.add(table.name)

    def create_triggers(target: Table, connection: Connection, **_: object) -> None:
        for statement in grow_only_ddl(target.name, connection.dialect.name):
            connection.exec_driver_sql(statement.replace("%", "%%"))

    event.listen(table, "after_create", create_triggers)
    return model
