"""Files handed in, looked at before anything is written: size, kind, and whether they do something when opened.

A PDF that runs scripts, starts programs or needs a password is refused, and so is one that no reader could open, or a
picture that is something else besides. Opened elsewhere it could harm whoever trusts us. A PDF may carry files that
would be taken by themselves and carry none (PDF/A-3, ISO 19005-3): minutes come back signed with their annexes.
"""

import io
import re
import zlib
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

import pikepdf

from app.core.formats import plain_line
from app.core.values import German, Refusal

MAX_FILE_BYTES = 10 * 1024 * 1024
"""Largest file that is accepted where nothing else is said."""

MAX_OBJECTS = 200_000
"""So many parts no scan and no minutes have; each is looked at."""

PDF_SIGNATURE = b"%PDF-"
PNG_SIGNATURE, JPEG_SIGNATURE = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
PICTURE_SIGNATURES = (PNG_SIGNATURE, JPEG_SIGNATURE)

_SOMETHING_ELSE = (PDF_SIGNATURE, b"<html", b"<!doctype html", b"<script", b"<?php", b"<svg xmlns", b"\x00asm\x01\x00")
_ZIP_END = b"PK\x05\x06"
_ZIP_END_WITHIN = 64 * 1024 + 22

_ACTIVE_KEYS = ("/JS", "/JavaScript", "/XFA", "/RichMediaContent")
_ACTIVE_ACTIONS = ("/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/Rendition", "/RichMediaExecute")


class CheckedFile(NamedTuple):
    """A file handed in that may be kept."""

    name: str
    content: bytes


def checked_file(name: str, content: bytes, most: int = MAX_FILE_BYTES) -> CheckedFile:
    """Refuse a file that is empty, too large, or not what it seems; rooms say which kinds they take.

    Asked before a transaction writes: a large PDF takes a while, and nobody has to wait for it.
    """
    if not content:
        raise Refusal("Die Datei ist leer.")
    if len(content) > most:
        raise Refusal("Die Datei ist größer als {most} MB.", most=most // 1024 // 1024)
    if content.startswith(PDF_SIGNATURE):
        _check_pdf(content)
    if content.startswith(PICTURE_SIGNATURES):
        _check_picture(content)
    return CheckedFile(name, content)


def _check_picture(content: bytes) -> None:
    small = content.lower()
    if any(sign.lower() in small for sign in _SOMETHING_ELSE) or _ZIP_END in content[-_ZIP_END_WITHIN:]:
        raise Refusal("In diesem Bild steckt noch etwas anderes. Speichern Sie es neu, zum Beispiel als PDF.")


def _check_pdf(content: bytes, *, may_carry: bool = True) -> None:
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            is_readable = len(pdf.pages) > 0 and len(pdf.objects) <= MAX_OBJECTS
            parts = list(_dictionaries_of(pdf)) if is_readable else []
            is_active = any(map(_acts, parts))
            carried = [] if is_active else _files_in(parts)
    except pikepdf.PasswordError as fault:
        raise Refusal("Diese PDF-Datei ist mit einem Kennwort geschützt. Speichern Sie sie ohne Kennwort.") from fault
    except (pikepdf.PdfError, ValueError, RuntimeError, zlib.error) as fault:
        raise Refusal(_BROKEN) from fault
    if not is_readable:
        raise Refusal(_BROKEN)
    if is_active:
        raise Refusal(
            "Diese PDF-Datei enthält Programme oder Formularaktionen. Drucken Sie sie als neue PDF-Datei und fügen Sie "
            "diese hinzu."
        )
    for each in carried:
        _check_carried(each, may_carry=may_carry)


def _check_carried(content: bytes | None, *, may_carry: bool) -> None:
    """Refuse what a PDF carries unless it would be taken by itself and carries nothing more."""
    kind = upload_type_of(content) if content is not None and may_carry else None
    if content is None or kind is None:
        raise Refusal(
            "In dieser PDF-Datei stecken Dateien, die sich nicht prüfen lassen; erlaubt sind darin PDF, PNG und JPEG, "
            "die selbst keine Dateien enthalten. Drucken Sie sie als neue PDF-Datei und fügen Sie diese hinzu."
        )
    if kind is UploadType.PDF:
        _check_pdf(content, may_carry=False)
    else:
        _check_picture(content)


def _files_in(parts: list[pikepdf.Object]) -> list[bytes | None]:
    """What a PDF carries, each once (ISO 32000-1, 7.11.3: the entries of EF); None for what cannot be looked at.

    Unpacked no further than to the largest file that is accepted: a few kilobytes can hold as much as a disk.
    """
    carrying = [part.EF for part in parts if "/EF" in part]
    if not all(isinstance(each, pikepdf.Dictionary) for each in carrying):
        return [None]
    streams = [stream for each in carrying for _name, stream in each.items()]
    if not all(isinstance(each, pikepdf.Stream) for each in streams):
        return [None]
    files: list[bytes | None] = []
    left = MAX_FILE_BYTES
    for stream in {each.objgen: each for each in streams}.values():
        content = _unpacked(stream, left)
        files.append(content)
        if content is None:
            break
        left -= len(content)
    return files


def _unpacked(stream: pikepdf.Object, most: int) -> bytes | None:
    """The file in a stream; None where it is packed in an unusual manner or larger than `most` bytes."""
    raw, filters = stream.read_raw_bytes(), stream.get("/Filter")
    if filters is not None:
        names = list(filters) if isinstance(filters, pikepdf.Array) else [filters]
        if names != [pikepdf.Name.FlateDecode] or stream.get("/DecodeParms") is not None:
            return None
        raw = zlib.decompressobj().decompress(raw, most + 1)
    return raw if len(raw) <= most else None


_BROKEN = German(
    "Diese PDF-Datei ist beschädigt und lässt sich nicht öffnen. Speichern oder scannen Sie sie noch einmal."
)


def _dictionaries_of(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Every dictionary of a PDF, those inside others as well; what is referred to stands in the list itself."""
    waiting = [part for part in pdf.objects if isinstance(part, pikepdf.Dictionary | pikepdf.Stream | pikepdf.Array)]
    while waiting:
        part = waiting.pop()
        if isinstance(part, pikepdf.Array):
            inner = list(part)
        else:
            yield part
            inner = [value for _key, value in part.items()]
        waiting += [
            each for each in inner
            if isinstance(each, pikepdf.Dictionary | pikepdf.Array) and not each.is_indirect
        ]


def _acts(part: pikepdf.Object) -> bool:
    """Whether a dictionary is an action that reaches beyond the page, or carries a script."""
    return any(key in part for key in _ACTIVE_KEYS) or str(part.get("/S", "")) in _ACTIVE_ACTIONS


MAX_NAME_LENGTH = 100
"""How many letters of a file's name are kept."""


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


class FileRefusal(Refusal):
    """A file is refused, or missing; shown at its field."""


def check_upload(content: bytes) -> UploadType:
    """Refuse a file of another kind than PDF, PNG or JPEG; give its kind."""
    kind = upload_type_of(content)
    if kind is None:
        raise FileRefusal("Angenommen werden PDF, PNG und JPEG. Diese Datei ist etwas anderes.")
    return kind


def check_not_handed_in(title: str | None) -> None:
    """Refuse the very same file a second time; `title` is how the one that stands is called."""
    if title is not None:
        raise FileRefusal("Diese Datei liegt schon bei, als „{title}“.", title=title)


def clean_filename(name: str, kind: UploadType) -> str:
    """Make a name safe to store and to show: no path, no control or direction marks, the ending of its real kind."""
    last = plain_line(re.split(r"[/\\]", name)[-1])
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", re.sub(r'[<>:"|?*\s]+', " ", last).strip())
    stem = stem.strip(" .")[:MAX_NAME_LENGTH].strip(" .")
    return f"{stem or 'Anlage'}{kind.suffix}"
