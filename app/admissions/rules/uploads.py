"""Which files an applicant may hand in: kind by content, size, a harmless name."""

import re
from enum import StrEnum

from app.core.formats import plain_line
from app.core.values import Refusal

MAX_UPLOAD_BYTES = 10 * 1024 * 1024
"""Largest file that is accepted, in bytes."""

MAX_NAME_LENGTH = 100


class UploadType(StrEnum):
    """A kind of file that is accepted; the value is its media type."""

    PDF = "application/pdf"
    PNG = "image/png"
    JPEG = "image/jpeg"

    @property
    def suffix(self) -> str:
        """The ending of a stored file's name."""
        return {"application/pdf": ".pdf", "image/png": ".png", "image/jpeg": ".jpg"}[self.value]


_SIGNATURES = (
    (b"%PDF-", UploadType.PDF),
    (b"\x89PNG\r\n\x1a\n", UploadType.PNG),
    (b"\xff\xd8\xff", UploadType.JPEG),
)


def upload_type_of(content: bytes) -> UploadType | None:
    """Tell the kind of a file by its first bytes, never by its name; None where it is none of the accepted."""
    return next((kind for signature, kind in _SIGNATURES if content.startswith(signature)), None)


def check_upload(content: bytes) -> UploadType:
    """Refuse an empty file, one above 10 MB or of another kind than PDF, PNG or JPEG; give its kind."""
    if not content:
        raise Refusal("Die Datei ist leer.")
    if len(content) > MAX_UPLOAD_BYTES:
        raise Refusal("Die Datei ist größer als 10 MB.")
    kind = upload_type_of(content)
    if kind is None:
        raise Refusal("Angenommen werden PDF, PNG und JPEG. Diese Datei ist etwas anderes.")
    return kind


def clean_filename(name: str, kind: UploadType) -> str:
    """Make a name safe to store and to show: no path, no control or direction marks, the ending of its real kind."""
    last = plain_line(re.split(r"[/\\]", name)[-1])
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", re.sub(r'[<>:"|?*\s]+', " ", last).strip())
    stem = stem.strip(" .")[:MAX_NAME_LENGTH].strip(" .")
    return f"{stem or 'Anlage'}{kind.suffix}"
