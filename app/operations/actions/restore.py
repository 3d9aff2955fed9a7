"""Restore: what a backup holds put into an empty installation, on whichever database, all of it or nothing."""

import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.accounts import actions as accounts
from app.core import files, journal, outbox
from app.core.db import transaction
from app.core.formats import moment
from app.core.told import Told
from app.core.values import Actor, Refusal
from app.operations import rules
from app.operations.actions.archive import SECRET, Manifest, open_archive, place_of, table_member
from app.operations.queries import rows


def restore(archive: Path, secret_path: Path, now: datetime, replaces: bool = False) -> Manifest:
    """Put a backup back; Refusal where it is damaged, of another version, or the installation is not empty.

    `replaces` empties the installation first, in the same transaction. Files and the secret key follow the rows.
    What went on between backup and restore nobody knows: everybody signs in anew, and no mail leaves by itself.
    """
    with tempfile.TemporaryDirectory(prefix="genokontor-restore-") as name:
        manifest = open_archive(archive, Path(name))
        former = set(files.stored())
        with _files_taken_back_on_failure(former), transaction() as session:
            _check(session, manifest, replaces)
            try:
                _put_rows(session.connection(), Path(name), manifest, replaces)
            except (SQLAlchemyError, ValueError, KeyError) as fault:
                raise Refusal("Die Zeilen der Sicherung passen nicht zu den Tabellen: {fault}", fault=fault) from fault
            journal.begin_anew(session)
            for digest in manifest.files:
                files.put(place_of(Path(name), f"files/{digest}").read_bytes())
            _distrust(session, manifest, now)
        for needless in former - set(manifest.files):
            files.erase(needless)
        _write_secret(secret_path, place_of(Path(name), SECRET).read_text())
    return manifest


def _distrust(session: Session, manifest: Manifest, now: datetime) -> None:
    """End all sessions, since one ended in between would live again; doubt mails that may have gone out in between."""
    taken = moment(datetime.fromisoformat(manifest.created_at))
    accounts.end_everybodys_sessions(session, now)
    outbox.doubt_waiting(session, f"Sie wartete, als die Sicherung vom {taken} entstand.", now)
    summary = Told("Sicherung vom {moment} wiederhergestellt", moment=taken)
    journal.record(session, Actor.system(), "restored", "house:1", now, summary)


@contextmanager
def _files_taken_back_on_failure(former: set[str]) -> Iterator[None]:
    try:
        yield
    except BaseException:
        for digest in set(files.stored()) - former:
            files.erase(digest)
        raise


def _check(session: Session, manifest: Manifest, replaces: bool) -> None:
    revision = rows.revision_of(session.connection())
    if manifest.revision != revision or set(manifest.rows) != {table.name for table in rows.tables()}:
        raise Refusal(
            "Die Sicherung stammt von einer anderen Fassung von Genokontor (Tabellen {theirs}, hier {ours}). Stellen "
            "Sie sie mit jener Fassung wieder her, und bringen Sie diese danach auf den neuen Stand.",
            theirs=manifest.revision, ours=revision,
        )
    if not replaces and not rows.is_empty(session):
        raise Refusal("Diese Installation ist nicht leer. Mit --replace wird ihr Inhalt durch die Sicherung ersetzt.")


def _put_rows(connection: Connection, folder: Path, manifest: Manifest, replaces: bool) -> None:
    def rows_of(table: Table) -> Iterator[rules.Row]:
        return _read(table, place_of(folder, table_member(table.name)))

    written = put_rows(connection, rows_of, manifest.last_ids, replaces)
    for name, wanted in manifest.rows.items():
        if written[name] != wanted:
            raise Refusal("Die Sicherung ist beschädigt: {member}.", member=table_member(name))


def put_rows(
    connection: Connection, rows_of: Callable[[Table], Iterable[rules.Row]], last_ids: Mapping[str, int], replaces: bool
) -> dict[str, int]:
    """Put rows into every table, as they were and not as acts; gives how many by table. `replaces` empties it first."""
    with _without_triggers(connection):
        if replaces:
            for table in reversed(rows.tables()):
                connection.execute(delete(table))
        written = {table.name: _fill(connection, table, rows_of(table)) for table in rows.tables()}
    _go_on_counting(connection, last_ids)
    return written


def _fill(connection: Connection, table: Table, found: Iterable[rules.Row]) -> int:
    references = rows.own_references(table)
    ordered = rules.referenced_first(list(found), references) if references else found
    ordered = iter(ordered)
    number, target = 0, insert(rows.target_of(table))
    while chunk := [dict(row) for row in islice(ordered, rows.CHUNK)]:
        connection.execute(target, chunk)
        number += len(chunk)
    return number


def _read(table: Table, lines: Path) -> Iterator[dict[str, Any]]:
    with lines.open(encoding="utf-8", newline="\n") as source:
        for line in source:
            row = json.loads(line)
            yield {name: rows.unpacked(table.columns[name], value) for name, value in row.items()}


@contextmanager
def _without_triggers(connection: Connection) -> Iterator[None]:
    """Set aside what guards rows against change: votes of a decided item are put back as they were, not cast."""
    off, on = _switches(connection)
    for statement in off:
        connection.exec_driver_sql(statement)
    yield
    for statement in on:
        connection.exec_driver_sql(statement)


def _switches(connection: Connection) -> tuple[Sequence[str], Sequence[str]]:
    if connection.dialect.name == "postgresql":
        names = [table.name for table in rows.tables()]
        off = [f'ALTER TABLE "{name}" DISABLE TRIGGER USER' for name in names]
        return off, [f'ALTER TABLE "{name}" ENABLE TRIGGER USER' for name in names]
    found = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all()
    return [f'DROP TRIGGER "{name}"' for name, _ in found], [sql for _, sql in found]


def _go_on_counting(connection: Connection, last_ids: Mapping[str, int]) -> None:
    """Let each table number its next row after every id ever given out."""
    for table in rows.tables():
        key = table.autoincrement_column
        if key is not None:
            highest = connection.scalar(select(func.max(key))) or 0
            _set_last(connection, table, key.name, max(highest, last_ids.get(table.name, 0)))


def _set_last(connection: Connection, table: Table, key: str, last: int) -> None:
    if connection.dialect.name == "postgresql":
        sequence = func.pg_get_serial_sequence(table.name, key)
        connection.execute(select(func.setval(sequence, max(last, 1), last > 0)))
    elif table.dialect_options["sqlite"]["autoincrement"]:
        connection.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = ?", (table.name,))
        connection.exec_driver_sql("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table.name, last))


def _write_secret(path: Path, secret: str) -> None:
    half = path.with_name(f"{path.name}.half")
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as target:
        target.write(secret)
    half.replace(path)
