"""The backup archive: one tar.gz with a manifest, each table as JSON lines, every stored file, and the secret key."""

import hashlib
import json
import tarfile
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from app.core.values import Refusal

FORMAT = 1
MANIFEST, SECRET = "manifest.json", "secret-key"

BLOCK = 1024 * 1024


@dataclass(frozen=True)
class Manifest:
    """What an archive holds: hash and number of rows of each table, digests of files, ids given out."""

    format: int
    created_at: str
    database: str
    revision: str
    rows: dict[str, int]
    hashes: dict[str, str]
    """SHA-256 of every other member but the files, whose name it is."""
    files: list[str]
    last_ids: dict[str, int]

    def as_json(self) -> bytes:
        """The manifest as the archive keeps it."""
        return json.dumps(asdict(self), indent=1).encode()

    def members(self) -> dict[str, str]:
        """Name and SHA-256 of every other member."""
        return {**self.hashes, **{f"files/{digest}": digest for digest in self.files}}


def table_member(name: str) -> str:
    """Where an archive keeps the rows of a table."""
    return f"tables/{name}.jsonl"


def open_archive(path: Path, folder: Path) -> Manifest:
    """Lay an archive out in an empty folder, every member held against its hash; Refusal where anything is wrong."""
    try:
        with tarfile.open(path, "r:gz") as archive:
            found = dict(_lay_out(archive, folder))
        manifest = _read_manifest(folder, found)
    except FileNotFoundError as missing:
        raise Refusal("Die Sicherung {name} gibt es nicht.", name=path.name) from missing
    except (tarfile.TarError, EOFError, OSError, zlib.error, ValueError, TypeError, KeyError) as fault:
        raise Refusal("Die Datei {name} ist keine Sicherung oder beschädigt.", name=path.name) from fault
    wanted = manifest.members()
    wrong = sorted(name for name in {*wanted, *found} if wanted.get(name) != found.get(name))
    if wrong:
        raise Refusal("Die Sicherung {name} ist beschädigt: {member}.", name=path.name, member=wrong[0])
    return manifest


def _lay_out(archive: tarfile.TarFile, folder: Path) -> Iterator[tuple[str, str]]:
    """Write each member under a name of our own, never under one that the archive chose; gives its hash."""
    for member in archive:
        stream = archive.extractfile(member) if member.isreg() else None
        if stream is None:
            raise ValueError(f"{member.name} is no plain file")
        yield member.name, _copy(stream, place_of(folder, member.name))


def _read_manifest(folder: Path, found: dict[str, str]) -> Manifest:
    """Take the manifest out of what was found; it alone is not named in itself."""
    found.pop(MANIFEST)
    content: dict[str, Any] = json.loads(place_of(folder, MANIFEST).read_bytes())
    if content["format"] != FORMAT:
        raise ValueError(f"unknown format {content['format']}")
    return Manifest(**content)


def place_of(folder: Path, member: str) -> Path:
    """Where a member of an archive lies once it is laid out."""
    return folder / hashlib.sha256(member.encode()).hexdigest()


def _copy(source: IO[bytes], target: Path) -> str:
    digest = hashlib.sha256()
    with target.open("xb") as copy:
        while block := source.read(BLOCK):
            digest.update(block)
            copy.write(block)
    return digest.hexdigest()
