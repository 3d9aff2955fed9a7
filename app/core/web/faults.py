"""Faults that a person can do something about: what to say of them instead of a number alone."""

import errno
from dataclasses import dataclass

from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError

from app.core import files
from app.core.db import BELOW_NOTHING, YEAR_CLOSED
from app.core.outages import is_unreachable
from app.core.web.language import _

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
BARRED = (errno.EPERM, errno.EACCES, errno.EROFS)
SQLITE_CANNOT_GROW = ("SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE")
"""What SQLite says besides where its file, log or index may not grow."""


@dataclass(frozen=True)
class Explanation:
    """The HTTP status of a fault, and what its page says."""

    status: int
    sentence: str


def explain(fault: Exception) -> Explanation | None:
    """Say what happened and what to do; None where only we can tell."""
    if isinstance(fault, files.Lost | files.Changed):
        return Explanation(410, _(
            "Die gespeicherte Datei fehlt oder ist beschädigt und wird deshalb nicht ausgegeben. Sagen Sie es der "
            "Verwaltung: Sie sieht unter „Prüfung“, welche es ist, und holt sie aus einer Sicherung zurück."
        ))
    if _is_full(fault):
        return Explanation(507, _(
            "Auf dem Server ist kein Platz mehr. Es wurde nichts gespeichert. Sagen Sie es der Verwaltung und senden "
            "Sie das Formular danach noch einmal ab."
        ))
    if isinstance(fault, OSError) and fault.errno in BARRED and fault.filename is not None:
        return Explanation(503, _(
            "Das Programm darf auf dem Server nicht an seinen Datenordner. Es wurde nichts gespeichert. Sagen Sie es "
            "der Verwaltung und senden Sie das Formular danach noch einmal ab."
        ))
    if isinstance(fault, DatabaseError) and YEAR_CLOSED in str(fault.orig):
        return Explanation(409, _(
            "Dieser Tag liegt in einem geschlossenen Geschäftsjahr. Es wurde nichts gespeichert. Stornieren geht noch; "
            "sonst muss ein Vorgang an einem späteren Tag wirken."
        ))
    if isinstance(fault, IntegrityError) and BELOW_NOTHING in str(fault.orig):
        return Explanation(409, _(
            "Danach hätte ein Mitglied an einem Tag weniger als keinen Anteil. Es wurde nichts gespeichert. Sehen Sie "
            "im Anteilsblatt nach, welcher andere Vorgang diese Anteile schon braucht, und stornieren Sie zuerst ihn."
        ))
    if isinstance(fault, IntegrityError):
        return Explanation(409, _(
            "Im selben Augenblick wurde etwas eingetragen, das dazu nicht passt, oder dasselbe noch einmal. Es wurde "
            "nichts gespeichert. Gehen Sie zurück, laden Sie die Seite neu und sehen Sie nach, was jetzt dort steht."
        ))
    if is_unreachable(fault):
        return Explanation(503, _(
            "Die Datenbank ist gerade beschäftigt oder nicht erreichbar. Es wurde nichts gespeichert. Gehen Sie "
            "zurück und senden Sie das Formular in einer Minute noch einmal ab."
        ))
    return None


def _is_full(fault: Exception) -> bool:
    if isinstance(fault, OperationalError):
        is_full = "disk is full" in str(fault.orig) or "No space left" in str(fault.orig)
        return is_full or getattr(fault.orig, "sqlite_errorname", "") in SQLITE_CANNOT_GROW
    return isinstance(fault, OSError) and fault.errno in FULL
