"""Which files are kept with a notice: kind by content, size, a harmless name."""

import re
from dataclasses import dataclass

from app.core.formats import plain_line
from app.core.values import Refusal

MAX_BYTES = 10 * 1024 * 1024
MAX_NAME = 100

_SIGNATURES = (
    (b"%PDF-", "application/pdf", ".pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png", ".png"),
    (b"\xff\xd8\xff", "image/jpeg", ".jpg"),
)


@dataclass(frozen=True)
class CheckedFile:
    """A file that is accepted: harmless name, media type and bytes."""

    filename: str
    mimetype: str
    content: bytes


def checked_file(name: str, content: bytes) -> CheckedFile:
    """Refuse an empty file, one above 10 MB or of another kind than PDF, PNG or JPEG."""
    if not content:
        raise Refusal("Die Datei ist leer.")
    if len(content) > MAX_BYTES:
        raise Refusal("Die Datei ist größer als 10 MB.")
    found = next(((kind, ending) for begin, kind, ending in _SIGNATURES if content.startswith(begin)), None)
    if found is None:
        raise Refusal("Angenommen werden PDF, PNG und JPEG. Diese Datei ist etwas anderes.")
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", re.sub(r'[<>:"|?*\s]+', " ", plain_line(re.split(r"[/\\]", name)[-1])))
    return CheckedFile(f"{stem.strip(' .')[:MAX_NAME] or 'Anlage'}{found[1]}", found[0], content)
