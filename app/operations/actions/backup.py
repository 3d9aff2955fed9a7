"""Backup: database, files and secret key in one archive, read in one transaction, while people go on working."""

import hashlib
import io
import json
import os
import tarfile
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection

from app.core import files
from app.core.values import Refusal
from app.operations.actions.archive import FORMAT, MANIFEST, SECRET, Manifest, table_member
from app.operations.queries import rows


@dataclass(frozen=True)
class Backup:
    """What was written, and the digests of stored files that were left out since their bytes were changed."""

    rows: int
    files: int
    damaged: list[str]


def back_up(target: Path, secret: str, now: datetime) -> Backup:
    """Write everything into one file, under another name until it is whole. Raises OSError where the disk is full."""
    if target.is_dir():
        raise Refusal("{target} ist ein Ordner. Nennen Sie eine Datei darin.", target=target)
    if not target.parent.is_dir():
        raise Refusal("Den Ordner {folder} gibt es nicht.", folder=target.parent)
    partial = target.with_name(target.name + ".partial")
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=target.parent) as name:
        with rows.snapshot() as connection:
            tables = _dump(connection, Path(name))
        try:
            manifest, damaged = _write(partial, Path(name), tables, secret, now)
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)
    return Backup(sum(manifest.rows.values()), len(manifest.files), damaged)


@dataclass(frozen=True)
class _Tables:
    """What was read from the database."""

    database: str
    revision: str
    rows: dict[str, int]
    hashes: dict[str, str]
    last_ids: dict[str, int]


def _dump(connection: Connection, folder: Path) -> _Tables:
    """Write each table's rows into a file of the folder."""
    counts: dict[str, int] = {}
    hashes: dict[str, str] = {}
    for table in rows.tables():
        lines = rows.rows_of(connection, table)
        counts[table.name], hashes[table_member(table.name)] = _write_lines(folder / table.name, lines)
    return _Tables(connection.dialect.name, rows.revision_of(connection), counts, hashes, rows.last_ids(connection))


def _write_lines(path: Path, lines: Iterable[dict[str, Any]]) -> tuple[int, str]:
    digest, number = hashlib.sha256(), 0
    with path.open("wb") as target:
        for line in lines:
            text = json.dumps(line, ensure_ascii=False).encode() + b"\n"
            digest.update(text)
            target.write(text)
            number += 1
    return number, digest.hexdigest()


def _write(partial: Path, folder: Path, tables: _Tables, secret: str, now: datetime) -> tuple[Manifest, list[str]]:
    """Write the archive, readable by its owner alone, and see to it that it is on the disk."""
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as target:
        with tarfile.open(fileobj=target, mode="w:gz", compresslevel=6) as archive:
            written = _pack(_Packer(archive, now), folder, tables, secret, now)
        target.flush()
        os.fsync(target.fileno())
    return written


class _Packer:
    """Puts members into an archive, readable by its owner alone."""

    def __init__(self, archive: tarfile.TarFile, now: datetime) -> None:
        self.archive = archive
        self.moment = int(now.timestamp())

    def add(self, name: str, content: bytes) -> None:
        """Put bytes in."""
        self.add_stream(name, len(content), io.BytesIO(content))

    def add_stream(self, name: str, size: int, stream: IO[bytes]) -> None:
        """Put the content of an open file in."""
        member = tarfile.TarInfo(name)
        member.size, member.mode, member.mtime = size, 0o600, self.moment
        self.archive.addfile(member, stream)


def _pack(packer: _Packer, folder: Path, tables: _Tables, secret: str, now: datetime) -> tuple[Manifest, list[str]]:
    """Put everything in, the manifest last; gives it, and the digests of files whose bytes were changed."""
    packer.add(SECRET, secret.encode())
    for name in tables.rows:
        with (folder / name).open("rb") as lines:
            packer.add_stream(table_member(name), (folder / name).stat().st_size, lines)
    whole, damaged = _pack_files(packer)
    manifest = Manifest(
        format=FORMAT, created_at=now.isoformat(), database=tables.database, revision=tables.revision,
        rows=tables.rows, hashes={**tables.hashes, SECRET: hashlib.sha256(secret.encode()).hexdigest()},
        files=whole, last_ids=tables.last_ids,
    )
    packer.add(MANIFEST, manifest.as_json())
    return manifest, damaged


def _pack_files(packer: _Packer) -> tuple[list[str], list[str]]:
    """Put every stored file in; one that is erased meanwhile was not needed any more."""
    whole: list[str] = []
    damaged: list[str] = []
    for digest in files.stored():
        try:
            packer.add(f"files/{digest}", files.get(digest))
            whole.append(digest)
        except ValueError:
            damaged.append(digest)
        except FileNotFoundError:
            continue
    return whole, damaged
