"""What hindered a step that no rule refused, in words that say what to do; the raw text is for who runs the server."""

import re
from collections.abc import Mapping
from enum import StrEnum

from app.core.values import German

UNFORESEEN = "Unerwarteter Fehler"
"""How the error of an item begins that no rule has raised."""


class Hindrance(StrEnum):
    """Of what kind a fault is that somebody can do something about, and the rest."""

    NO_ROOM = "no_room"
    NO_ACCESS = "no_access"
    FILE_LOST = "file_lost"
    NO_MAIL_SERVER = "no_mail_server"
    NO_DATABASE = "no_database"
    UNFORESEEN = "unforeseen"


HINDRANCE_WORDS: Mapping[Hindrance, str] = {
    Hindrance.NO_ROOM: German(
        "Auf dem Server ist kein Platz mehr. Sagen Sie es der Verwaltung; wenn sie Platz geschaffen hat, lassen Sie es "
        "noch einmal tun."
    ),
    Hindrance.NO_ACCESS: German(
        "Das Programm darf auf dem Server nicht an seinen Datenordner. Sagen Sie es der Verwaltung; wenn sie ihn "
        "wieder freigegeben hat, lassen Sie es noch einmal tun."
    ),
    Hindrance.FILE_LOST: German(
        "Eine gespeicherte Datei fehlt oder ist beschädigt. Sagen Sie es der Verwaltung: Sie sieht unter „Prüfung“, "
        "welche es ist, und holt sie aus einer Sicherung zurück. Lassen Sie es danach noch einmal tun."
    ),
    Hindrance.NO_MAIL_SERVER: German(
        "Der Mailserver antwortet nicht oder nimmt die E-Mail nicht an. Sagen Sie es der Verwaltung: Sie prüft seine "
        "Adresse und den Zugang. Danach lässt sich die E-Mail noch einmal senden."
    ),
    Hindrance.NO_DATABASE: German(
        "Die Datenbank war beschäftigt oder nicht erreichbar. Lassen Sie es in einigen Minuten noch einmal tun."
    ),
    Hindrance.UNFORESEEN: German(
        "Etwas Unvorhergesehenes, Nummer {number}. Lassen Sie es noch einmal tun. Hilft das nicht, nennen Sie der "
        "Verwaltung diese Nummer; unter ihr steht im Protokoll des Servers, was geschah."
    ),
}

_RAW = re.compile(rf"{UNFORESEEN} \((\w+)\): (.*)", re.DOTALL)
_FULL = re.compile(r"\[Errno (28|122|27)\]|database or disk is full")
"""ENOSPC, EDQUOT and EFBIG as Linux counts them, and SQLite's own words."""
_BARRED = re.compile(r"\[Errno (1|13|30)\] [^:]+: ['\"]")
"""EPERM, EACCES and EROFS about a file; a connection that is not permitted names none."""
_LOST = ("Lost", "Changed", "FileNotFoundError")
_DATABASE = ("OperationalError", "InterfaceError")
_NO_CONNECTION = "QueuePool limit"
"""How SQLAlchemy says that no connection came free; it calls that a TimeoutError, as the mail server's silence is."""
_MAIL = re.compile(r"SMTP\w+|Connection\w*Error|TimeoutError|gaierror|SSL\w*Error|timeout")


def describe(fault: Exception) -> str:
    """What the error of an item says of a fault that no rule has raised; for who runs the server."""
    return f"{UNFORESEEN} ({type(fault).__name__}): {fault}"


def hindrance_of(error: str) -> Hindrance | None:
    """Of what kind the error of an item is; None where it is a sentence for people, or empty."""
    raw = _RAW.match(error)
    if raw is None:
        return None
    name, message = raw.groups()
    if _FULL.search(message):
        return Hindrance.NO_ROOM
    if _BARRED.match(message):
        return Hindrance.NO_ACCESS
    if name in _LOST:
        return Hindrance.FILE_LOST
    if name in _DATABASE or message.startswith(_NO_CONNECTION):
        return Hindrance.NO_DATABASE
    return Hindrance.NO_MAIL_SERVER if _MAIL.fullmatch(name) else Hindrance.UNFORESEEN
