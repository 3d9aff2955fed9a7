"""Which files an applicant may hand in: kind by content, a harmless name."""

import re
from enum import StrEnum

from app.core.formats import plain_line
from app.core.uploads import JPEG_SIGNATURE, PDF_SIGNATURE, PNG_SIGNATURE
from app.core.values import Refusal

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
    (PDF_SIGNATURE, UploadType.PDF), (PNG_SIGNATURE, UploadType.PNG), (JPEG_SIGNATURE, UploadType.JPEG),
)


def upload_type_of(content: bytes) -> UploadType | None:
    """Tell the kind of a file by its first bytes, never by its name; None where it is none of the accepted."""
    return next((kind for signature, kind in _SIGNATURES if content.startswith(signature)), None)


def check_upload(content: bytes) -> UploadType:
    """Refuse a file of another kind than PDF, PNG or JPEG; give its kind."""
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
