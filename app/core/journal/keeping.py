"""The head of the chain, kept in a file beside the database, so that an older database put in its place is found."""

import fcntl
import logging
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.core.journal.lines import Head

log = logging.getLogger(__name__)

_file: Path | None = None


def keep_head_in(path: Path) -> None:
    """Name the file that keeps the newest head outside the database; called once by the application's factory."""
    global _file
    _file = path


def kept_head() -> Head | None:
    """What the file keeps; None where there is none yet."""
    try:
        sequence, hash_ = _file.read_text().split() if _file else ("", "")
        return Head(int(sequence), hash_)
    except (FileNotFoundError, ValueError):
        return None


def keep(head: Head, is_anew: bool) -> None:
    """Keep the head outside the database; what was done is done, also where that fails.

    Whoever committed first may come here last: only a backup that was put back takes the place of a later head.
    """
    if _file is None:
        return
    half = _file.with_name(f".{_file.name}-{secrets.token_hex(4)}")
    try:
        with _alone_in(_file.parent):
            kept = kept_head()
            if is_anew or kept is None or kept.sequence < head.sequence:
                half.write_text(f"{head.sequence} {head.hash}\n")
                half.replace(_file)
    except OSError:
        log.exception("the head of the journal was not kept in %s", _file)


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Hold a folder for a moment; other threads and processes wait."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
