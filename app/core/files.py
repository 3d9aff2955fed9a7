"""Files by content: bytes lie in the data folder under their SHA-256, outside every web root."""

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from app.core.db import hold

_root: Path | None = None

Needs = Callable[[Session, str], bool]
"""How a room says whether it needs the bytes of a digest."""

_needs: tuple[Needs, ...] = ()

LEFT_ALONE = timedelta(days=1)
"""How long what nobody needs lies here at least: its transaction may be on its way."""


class Lost(FileNotFoundError):
    """The bytes of a digest are not there; they were erased, or somebody took them away."""


class Changed(ValueError):
    """The bytes of a digest are not those that were stored."""


def open_store(root: Path) -> None:
    """Name the folder where the bytes lie; called once by the application's factory."""
    global _root
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    _root = root


def digest_of(content: bytes) -> str:
    """The name under which bytes lie here: their SHA-256."""
    return hashlib.sha256(content).hexdigest()


def ask_before_erasing(needs: Sequence[Needs]) -> None:
    """Name the rooms that keep files: everybody can hand in what everybody can download, so each one is asked."""
    global _needs
    _needs = tuple(needs)


def keep(session: Session, content: bytes) -> str:
    """Store bytes for a row of this transaction, and give their SHA-256.

    Whoever erases the same bytes at the same moment is waited for, or waits and then finds them needed.
    """
    digest = digest_of(content)
    hold(session, f"file {digest}", alone=False)
    return put(content)


def claim(session: Session, digest: str) -> None:
    """The same for bytes that were stored before the transaction began; raises Lost where they are erased again."""
    hold(session, f"file {digest}", alone=False)
    if not path_of(digest).exists():
        raise Lost(digest)


def erase_unneeded(session: Session, digest: str) -> None:
    """Delete the bytes of a digest unless somebody needs them, or is about to: who stores the same ones is waited for.

    Held to the end of the transaction, so that who stores them after that stores them anew.
    """
    hold(session, f"file {digest}", alone=True)
    if not any(needs(session, digest) for needs in _needs):
        erase(digest)


def left_over(session: Session, now: datetime) -> list[str]:
    """The digests of what was stored more than a day ago and nobody needs: the transaction to name it never came."""
    return [
        digest for digest in stored()
        if _is_old(path_of(digest), now) and not any(needs(session, digest) for needs in _needs)
    ]


def erase_half_written(now: datetime) -> None:
    """Delete what a killed process was writing more than a day ago."""
    if _root is None:
        raise RuntimeError("the file store is not open")
    for half in _root.rglob(".half-*"):
        if _is_old(half, now):
            half.unlink(missing_ok=True)


def _is_old(path: Path, now: datetime) -> bool:
    """Say whether a file was written more than a day ago; one that is gone was not."""
    try:
        return path.stat().st_mtime < (now - LEFT_ALONE).timestamp()
    except FileNotFoundError:
        return False


def put(content: bytes) -> str:
    """Store bytes and give their SHA-256; the same bytes are stored once. Raises OSError when the disk is full.

    Who names them in a row does so with `keep`, or with `claim` afterwards.
    """
    digest = digest_of(content)
    path = path_of(digest)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write_whole(path, content)
    return digest


def put_written(write: Callable[[Path], object]) -> str:
    """Store what is written to a path of our own, however large: it never lies in memory as a whole."""
    if _root is None:
        raise RuntimeError("the file store is not open")
    handle, name = tempfile.mkstemp(dir=_root, prefix=".half-")
    os.close(handle)
    half = Path(name)
    try:
        write(half)
        with half.open("rb+") as written:
            digest = hashlib.file_digest(written, "sha256").hexdigest()
            os.fsync(written.fileno())
        path_of(digest).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        half.replace(path_of(digest))
    finally:
        half.unlink(missing_ok=True)
    return digest


def get(digest: str) -> bytes:
    """The bytes of a digest; raises Lost where they are not there, Changed where they are not the ones stored."""
    try:
        content = path_of(digest).read_bytes()
    except FileNotFoundError as fault:
        raise Lost(digest) from fault
    if digest_of(content) != digest:
        raise Changed(f"stored file {digest} was changed")
    return content


def erase(digest: str) -> None:
    """Delete the bytes of a digest; the caller makes sure that nobody else needs them."""
    path_of(digest).unlink(missing_ok=True)


def stored() -> Iterator[str]:
    """The digest of everything that is stored, in order; half-written files are not."""
    if _root is None:
        raise RuntimeError("the file store is not open")
    yield from sorted(path.name for path in _root.glob("??/*") if len(path.name) == 64)


def path_of(digest: str) -> Path:
    """Where the bytes of a digest lie."""
    if _root is None:
        raise RuntimeError("the file store is not open")
    if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
        raise ValueError("not a SHA-256 digest")
    return _root / digest[:2] / digest


def _write_whole(path: Path, content: bytes) -> None:
    """Write under another name, sync, then rename: a killed process leaves no half file behind the digest."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".half-")
    try:
        with os.fdopen(handle, "wb") as half:
            half.write(content)
            half.flush()
            os.fsync(half.fileno())
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            Path(name).unlink()
        raise
