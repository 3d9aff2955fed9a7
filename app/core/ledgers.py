"""Ledgers stand twice: as rows of their tables, and whole in the journal, on the line of the act that added them.

So the journal alone tells how every ledger came about, and the check compares the two.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table, event, inspect, select
from sqlalchemy.orm import Mapper, Session, object_session
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from app.core import journal
from app.core.db import Base, insert_rows, table_of, take_ids
from app.core.journal import JournalDetails, JournalLine

CHUNK = 500

LEDGERS: dict[str, Table] = {}
"""The ledgers by name."""

Row = dict[str, Any]


def journaled(model: type[Base]) -> type[Base]:
    """Class decorator: every row that is added to this ledger stands in the journal too."""
    LEDGERS[table_of(model).name] = table_of(model)
    event.listen(model, "after_insert", _note)
    return model


def _note(_mapper: Mapper[Any], _connection: Connection, added: Base) -> None:
    session, table = object_session(added), table_of(type(added))
    if session is not None:
        held = inspect(added).dict
        journal.attach(session, table.name, [{name: held.get(name) for name in _defaults(table)}])


def book(session: Session, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert many rows of a ledger by one statement, all with the same columns; the line of their act holds them."""
    if rows and "id" not in rows[0]:
        ids = take_ids(session, model, len(rows))
        rows = [{**row, "id": row_id} for row, row_id in zip(rows, ids, strict=True)]
    insert_rows(session, model, rows)
    journal.attach(session, table_of(model).name, [{**_filled_in(table_of(model)), **row} for row in rows])


FILLED_IN = {"filled_in": True}
"""Of a column that came later, and that a migration filled in: the lines before it tell nothing of it."""


@cache
def _defaults(table: Table) -> Row:
    """What the columns hold of which nothing was said."""
    return {
        column.name: column.default.arg if isinstance(column.default, ScalarElementColumnDefault) else None
        for column in table.c
    }


@cache
def _filled_in(table: Table) -> Row:
    """Of the defaults those that a line has to tell: were it silent, it would be taken for one of before the column."""
    return {name: value for name, value in _defaults(table).items() if table.c[name].info == FILLED_IN}


@cache
def _silent(table: Table) -> Row:
    """The other defaults: what a line means that says nothing of them."""
    return {name: value for name, value in _defaults(table).items() if name not in _filled_in(table)}


def unlike_the_journal(session: Session) -> Iterator[tuple[str, int]]:
    """Ledger and id of the rows that are not as the journal tells them, that are gone, or of which it tells nothing.

    What was added before the journal held rows, and what lines told whose details were erased, is not held against it.
    """
    named: dict[str, set[int]] = defaultdict(set)
    for name, rows in _told(session):
        named[name].update(row["id"] for row in rows)
        for part in (rows[start:start + CHUNK] for start in range(0, len(rows), CHUNK)):
            there = _rows(session, LEDGERS[name], [row["id"] for row in part])
            yield from ((name, row["id"]) for row in part if not _is_as_told(there.get(row["id"]), row))
    for name, known in named.items():
        yield from ((name, row_id) for row_id in _untold(session, LEDGERS[name], known))


def _is_as_told(there: Row | None, told: Row) -> bool:
    return there is not None and all(there[name] == value for name, value in told.items())


def _rows(session: Session, table: Table, ids: Sequence[int]) -> dict[int, Row]:
    found = session.execute(select(table).where(table.c.id.in_(ids))).mappings()
    return {row["id"]: json.loads(journal.as_json(dict(row))) for row in found}


def _untold(session: Session, table: Table, known: set[int]) -> Iterator[int]:
    since = session.scalar(select(table.c.recorded_at).where(table.c.id == min(known)))
    if since is not None:
        freed, moments = _freed(session, table.name)
        rows = session.execute(select(table.c.id, table.c.recorded_at).where(table.c.recorded_at > since))
        yield from (row_id for row_id, at in rows if row_id not in known | freed and at not in moments)


def _freed(session: Session, ledger: str) -> tuple[set[int], set[datetime]]:
    """The rows of which erased lines told, by the lines that prove it; the moments of those erased before it was kept.
    """
    proofs = select(JournalDetails.content).join(JournalLine, JournalLine.sequence == JournalDetails.sequence)
    freed, proven = set[int](), set[int]()
    for content in session.scalars(proofs.where(JournalLine.act == journal.ERASED)):
        proof = json.loads(content)
        if journal.FREED in proof:
            freed.update(proof[journal.FREED].get(ledger, ()))
            proven.update(proof["erased"])
    bare = select(JournalLine.sequence, JournalLine.at).outerjoin(
        JournalDetails, JournalDetails.sequence == JournalLine.sequence
    )
    moments = session.execute(bare.where(JournalDetails.sequence.is_(None)))
    return freed, {at for sequence, at in moments if sequence not in proven}


def _told(session: Session) -> Iterator[tuple[str, list[Row]]]:
    """The rows that each line tells of, by ledger."""
    for name, rows in journal.rows_told(session):
        if name in LEDGERS:
            yield name, [{**_silent(LEDGERS[name]), **row} for row in rows]
