"""What an administrator runs: `python3 -m app COMMAND`. Each room's `commands.py` lists its commands."""

import errno
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from app.core.values import Refusal

_DISK_FULL = "Auf dem Datenträger ist kein Platz mehr für {name}."
_FAULTS: Mapping[int, str] = {
    errno.ENOENT: "{name} gibt es nicht.",
    errno.ENOTDIR: "{name} liegt nicht in einem Ordner.",
    errno.EISDIR: "{name} ist ein Ordner, keine Datei.",
    errno.EEXIST: "{name} gibt es schon und ist kein Ordner.",
    errno.EACCES: "Sie dürfen {name} nicht lesen oder schreiben. Prüfen Sie, als wer Sie angemeldet sind.",
    errno.EPERM: "Sie dürfen {name} nicht lesen oder schreiben. Prüfen Sie, als wer Sie angemeldet sind.",
    errno.EROFS: "{name} liegt auf einem Datenträger, der nicht beschrieben werden kann.",
    errno.ENOSPC: _DISK_FULL,
    errno.EDQUOT: _DISK_FULL,
    errno.EFBIG: _DISK_FULL,
}
_DATABASE_FAULTS: Mapping[str, str] = {
    "disk is full": "Auf dem Datenträger ist kein Platz mehr für die Datenbank.",
    "disk I/O error": "Der Datenträger der Datenbank nimmt nichts an; vielleicht ist er voll.",
    "is locked": "Die Datenbank ist gerade beschäftigt. Versuchen Sie es noch einmal.",
    "readonly database": "Sie dürfen die Datenbank nicht beschreiben. Prüfen Sie, als wer Sie angemeldet sind.",
    "unable to open": "Die Datenbank lässt sich nicht öffnen. Prüfen Sie, als wer Sie angemeldet sind.",
    "malformed": "Die Datenbank ist beschädigt. Spielen Sie eine Sicherung zurück.",
    "not a database": "Die Datei der Datenbank ist keine. Spielen Sie eine Sicherung zurück.",
}
REFUSED = 1


def _no_arguments(_parser: ArgumentParser) -> None:
    return None


@dataclass(frozen=True)
class Command:
    """A command: its name, one line of help, examples, its arguments, and what it does (gives the exit code).

    One that needs no database is run without settings and data folder.
    """

    name: str
    help: str
    examples: tuple[str, ...]
    run: Callable[[Namespace], int]
    add_arguments: Callable[[ArgumentParser], None] = _no_arguments
    needs_database: bool = True


def or_say_why(run: Callable[[], int]) -> int:
    """Do something for an administrator; what is refused, or a fault of disk or database, is a sentence and a 1."""
    try:
        return run()
    except BrokenPipeError:
        raise
    except (Refusal, OSError, DBAPIError) as fault:
        print(sentence_about(fault), file=sys.stderr)
        return REFUSED


def sentence_about(fault: Refusal | OSError | DBAPIError) -> str:
    """Say in German what went wrong, and with which file."""
    if isinstance(fault, Refusal):
        return str(fault)
    if isinstance(fault, DBAPIError):
        said = str(fault.orig)
        known = next((words for mark, words in _DATABASE_FAULTS.items() if mark in said), None)
        return known or f"Die Datenbank antwortet nicht, wie sie soll: {said.strip()}"
    pattern = _FAULTS.get(fault.errno or 0)
    return pattern.format(name=_named(fault)) if pattern else str(fault)


def _named(fault: OSError) -> str:
    """The file a fault is about; for one that the program makes for a moment, its folder."""
    path = Path(str(fault.filename or "diese Datei"))
    return str(path.parent if path.name.startswith(".") else path)
