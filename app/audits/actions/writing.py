"""The folder as one ZIP: every list and paper with its hash, an index to read, one for a spreadsheet, and a manifest.

Nothing lies in memory as a whole: lists are read and written row by row, papers block by block. Times inside the
archive are fixed, so that the same content gives the same bytes; the moment of writing stands in index and manifest.
"""

import codecs
import csv
import hashlib
import html
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO

from app.audits.queries import Absent, Listed, Paper, Part
from app.audits.rules import Amount, Period
from app.core import files
from app.core.formats import day, defused, local
from app.core.uploads import upload_type_of

BLOCK = 1024 * 1024
MANIFEST_FORMAT = 1
_FIXED = (1980, 1, 1, 0, 0, 0)
_SIGNATURE = 16


@dataclass(frozen=True)
class Entry:
    """A file of the folder as the index names it; without size and hash where the store has lost its bytes."""

    path: str
    title: str
    size: int | None
    sha256: str
    rows: int | None = None


@dataclass(frozen=True)
class Cover:
    """What the index says first: whose folder, of which period, written when."""

    cooperative: str
    period: Period
    written_at: datetime


class _Measured:
    """Passes bytes on, counts them and hashes them."""

    def __init__(self, target: IO[bytes]) -> None:
        self._target, self._digest, self.size = target, hashlib.sha256(), 0

    def write(self, block: bytes) -> None:
        """Pass a block on."""
        self._digest.update(block)
        self.size += len(block)
        self._target.write(block)

    def write_rows(self, rows: Iterable[Sequence[str]]) -> None:
        """Pass rows on as CSV, a good number at a time."""
        lines = io.StringIO()
        writer = csv.writer(lines, delimiter=";")
        for row in rows:
            writer.writerow(row)
            if lines.tell() > BLOCK:
                self._pass_on(lines)
        self._pass_on(lines)

    def _pass_on(self, lines: io.StringIO) -> None:
        self.write(lines.getvalue().encode())
        lines.seek(0)
        lines.truncate()

    def hexdigest(self) -> str:
        """The hash of all that was passed on."""
        return self._digest.hexdigest()


def write_folder(
    path: Path, parts: Sequence[Part], missing: Sequence[Absent], cover: Cover, told: Callable[[int, int], None]
) -> list[Entry]:
    """Write the folder; `told` hears how many of how many files are done. Gives the files that the index names.

    The index names what is `missing` as well: what an audit asks for and nobody has handed in.
    """
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as folder:
        entries = []
        for number, part in enumerate(parts, start=1):
            entries.append(_list(folder, part) if isinstance(part, Listed) else _paper(folder, part))
            told(number, len(parts))
        named = [*entries, _text(folder, "00_Inhalt.csv", "Inhalt als Tabelle", _as_table(entries, missing))]
        named.append(_text(folder, "00_Inhalt.html", "Inhalt zum Lesen", _as_page(entries, missing, cover)))
        named.append(_text(folder, "00_Manifest.json", "Inhalt für Programme", _as_manifest(entries, missing, cover)))
        sums = "".join(f"{entry.sha256}  {entry.path}\n" for entry in named if entry.size is not None)
        _text(folder, "00_SHA256SUMS.txt", "Prüfsummen", sums)
    return entries


def _member(path: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(path, _FIXED)
    info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    return info


def _list(folder: zipfile.ZipFile, part: Listed) -> Entry:
    number = 0

    def rows() -> Iterator[Sequence[str]]:
        nonlocal number
        yield part.headings
        for row in part.rows():
            number += 1
            yield [_cell(cell) for cell in row]

    with folder.open(_member(part.path), "w", force_zip64=True) as target:
        measured = _Measured(target)
        measured.write(codecs.BOM_UTF8)
        measured.write_rows(rows())
    return Entry(part.path, part.title, measured.size, measured.hexdigest(), number)


def _cell(cell: object) -> str:
    """A cell as text; moments as the cooperative's clock showed them."""
    if isinstance(cell, datetime):
        return f"{local(cell):%d.%m.%Y %H:%M:%S}"
    if isinstance(cell, date):
        return str(day(cell))
    return str(cell) if isinstance(cell, int | Amount) else defused(str(cell)) if cell is not None else ""


def _paper(folder: zipfile.ZipFile, part: Paper) -> Entry:
    """A stored file under the ending of its real kind; one that is gone, or is another, is named and left out."""
    try:
        source = files.path_of(part.sha256).open("rb")
    except FileNotFoundError:
        return Entry(part.path, f"{part.title} (fehlt in der Ablage)", None, part.sha256)
    with source:
        kind = upload_type_of(source.read(_SIGNATURE))
        source.seek(0)
        path = part.path + (kind.suffix if kind else ".bin")
        with folder.open(_member(path), "w", force_zip64=True) as target:
            measured = _Measured(target)
            while block := source.read(BLOCK):
                measured.write(block)
    is_same = measured.hexdigest() == part.sha256
    title = part.title if is_same else f"{part.title} (verändert: abgelegt als {part.sha256})"
    return Entry(path, title, measured.size, measured.hexdigest())


def _text(folder: zipfile.ZipFile, path: str, title: str, content: str) -> Entry:
    encoded = content.encode()
    folder.writestr(_member(path), encoded)
    return Entry(path, title, len(encoded), hashlib.sha256(encoded).hexdigest())


# --- the index --------------------------------------------------------------------------------------------------------


def _as_table(entries: Iterable[Entry], missing: Iterable[Absent]) -> str:
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";")
    writer.writerow(("Datei", "Inhalt", "Zeilen", "Bytes", "SHA-256"))
    for each in entries:
        rows, size = ("" if number is None else number for number in (each.rows, each.size))
        writer.writerow((each.path, defused(each.title), rows, size, each.sha256))
    for absent in missing:
        writer.writerow(("", f"FEHLT: {defused(absent.title)}", "", "", ""))
    return "\ufeff" + target.getvalue()


def _as_manifest(entries: Iterable[Entry], missing: Iterable[Absent], cover: Cover) -> str:
    named = [
        {"path": each.path, "title": each.title, "rows": each.rows, "bytes": each.size, "sha256": each.sha256}
        for each in entries
    ]
    first, last = cover.period.first_day, cover.period.last_day
    head = {
        "format": MANIFEST_FORMAT, "cooperative": cover.cooperative, "first_day": first.isoformat(),
        "last_day": last.isoformat(), "written_at": cover.written_at.isoformat(), "files": named,
        "missing": [each.title for each in missing],
    }
    return json.dumps(head, ensure_ascii=False, indent=1) + "\n"


_STYLE = (
    "body{font:15px/1.5 sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem}table{border-collapse:collapse;"
    "width:100%}th,td{text-align:left;vertical-align:top;padding:.35rem .6rem;border-bottom:1px solid #ccc}"
    "td.n{text-align:right;font-variant-numeric:tabular-nums}code{font-size:12px;word-break:break-all}"
)


def _as_page(entries: Iterable[Entry], missing: Sequence[Absent], cover: Cover) -> str:
    first, last = (f"{each:%d.%m.%Y}" for each in (cover.period.first_day, cover.period.last_day))
    moment = f"{local(cover.written_at):%d.%m.%Y, %H:%M:%S}"
    rows = "".join(map(_as_row, entries))
    title = html.escape(f"Prüfungsordner {cover.cooperative}")
    return (
        f'<!doctype html><html lang="de"><head><meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style>'
        f"</head><body><h1>{title}</h1><p>Zeitraum {first} bis {last}. Geschrieben am {moment} Uhr.</p>"
        "<p>Zu jeder Datei steht ihre Prüfsumme (SHA-256). Alle zusammen prüft der Befehl "
        "<code>sha256sum -c 00_SHA256SUMS.txt</code>; die Prüfsumme des ganzen Ordners steht im Journal der "
        "Genossenschaft.</p><table><thead><tr><th>Datei</th><th>Inhalt</th><th>Zeilen</th><th>Bytes</th>"
        f"<th>SHA-256</th></tr></thead><tbody>{rows}</tbody></table>{_as_lacking(missing)}</body></html>\n"
    )


def _as_lacking(missing: Sequence[Absent]) -> str:
    """What was not handed in, as a list; that nothing is missing is said as well."""
    if not missing:
        return "<h2>Was fehlt</h2><p>Nichts von dem, was die Prüfung verlangt (§ 53a Abs. 2 GenG).</p>"
    items = "".join(f"<li>{html.escape(each.title)}</li>" for each in missing)
    return f"<h2>Was fehlt</h2><p>Bis zum Schreiben des Ordners nicht eingereicht:</p><ul>{items}</ul>"


def _as_row(each: Entry) -> str:
    path, title = html.escape(each.path), html.escape(each.title)
    name = f'<a href="{path}">{path}</a>' if each.size is not None else path
    rows, size = ("" if number is None else str(number) for number in (each.rows, each.size))
    return (f'<tr><td>{name}</td><td>{title}</td><td class="n">{rows}</td><td class="n">{size}</td>'
            f"<td><code>{each.sha256}</code></td></tr>")  # fmt: skip
