"""The press: the one place where a page becomes PDF bytes (PDF/A-3a and PDF/UA-1 in one file).

The same template, facts and identifier give the same bytes: all dates come from the facts, no file is fetched but
those of this folder, no font is known but the vendored ones.
"""

import hashlib
import io
import threading
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache, lru_cache
from pathlib import Path

import pikepdf
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from weasyprint import CSS, DEFAULT_OPTIONS, HTML, Attachment
from weasyprint.document import Document
from weasyprint.images import SVGImage, get_image_from_uri
from weasyprint.pdf.stream import Stream
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from app.core import formats
from documents import pictures, writing

FOLDER = Path(__file__).parent
VARIANT = "pdf/a-3a"

BUNDLE_STEP = 40
"""How many PDFs are joined in one go."""

LARGE_DRAWING = 16 * 1024
"""From how many bytes on a drawing is worth being shared between the documents of a bundle."""


def one_line(markup: Markup) -> Markup:
    """Drop line ends and indents of a template's text; WeasyPrint would print them in footnotes."""
    return Markup("").join(line.strip() for line in markup.splitlines())


FILTERS = {
    **writing.FILTERS,
    "qr_code": pictures.qr_code,
    "transfer_code": pictures.transfer_code,
    "logo_address": pictures.logo_address,
    "one_line": one_line,
}
"""What templates of printed documents write and draw with."""

UA_METADATA = (FOLDER / "pdfua.xml").read_bytes()
"""Declares PDF/UA-1 beside PDF/A-3a, with the extension schema PDF/A asks for; WeasyPrint writes one of them only."""


_press = threading.RLock()
"""Pango's font map is not safe between threads: one page at a time."""


class _OwnFiles(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    """Gives the press pictures and style sheets of this folder and pictures handed in; never the network."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        if not url.startswith((FOLDER.as_uri() + "/", "data:")):
            raise FatalURLFetchingError(f"The press fetches nothing from outside: {url[:80]}")
        return super().fetch(url, headers)


_fetcher = _OwnFiles(allowed_protocols={"file", "data"}, fail_on_errors=True)
_templates = Environment(
    loader=FileSystemLoader(FOLDER), undefined=StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True
)
_templates.filters.update(FILTERS)


@cache
def _fonts() -> FontConfiguration:
    return FontConfiguration()


@cache
def _sheet(name: str) -> CSS:
    """A style sheet of this folder, parsed once."""
    return CSS(filename=FOLDER / name, font_config=_fonts(), url_fetcher=_fetcher)


class _Plate:
    """A large drawing, engraved once: what WeasyPrint makes of it is kept, packed, and put on every further page."""

    def __init__(self, drawing: SVGImage) -> None:
        self.drawing = drawing
        self.packed: dict[tuple[float, float], bytes] = {}

    def get_intrinsic_size(self, resolution: float, font_size: float) -> tuple[float, float, float]:
        """The drawing's own width, height and ratio."""
        size: tuple[float, float, float] = self.drawing.get_intrinsic_size(resolution, font_size)
        return size

    def draw(self, stream: Stream, width: float, height: float, style: object) -> None:
        """Put the drawing on a page as a group of its own; opaque ink is declared, as packed strokes name it."""
        group = stream.add_group(0, 0, width, height)
        group.set_alpha(1.0, stroke=True, fill=True)
        if (width, height) not in self.packed:
            self.drawing.draw(group, width, height, style)
            self.packed[width, height] = zlib.compress(b"\n".join(group.stream), 9)
        group.stream, group.compress = [self.packed[width, height]], False
        group.extra["Filter"] = "/FlateDecode"
        stream.draw_x_object(group.id)


@lru_cache(maxsize=16)
def _plate(address: str) -> _Plate:
    """A large drawing, engraved on first use."""
    return _Plate(get_image_from_uri({}, _fetcher, DEFAULT_OPTIONS, address))


@dataclass(frozen=True)
class Enclosed:
    """A file that lies in a PDF (PDF/A-3, ISO 19005-3): its name there, what it is, its bytes."""

    name: str
    title: str
    content: bytes


def print_pdf(
    template: str,
    facts: object,
    *,
    identifier: str,
    dated: date,
    sheets: Iterable[str] = (),
    plates: Iterable[str] = (),
    enclosed: Iterable[Enclosed] = (),
    **pictures: object,
) -> bytes:
    """Print facts through a template of this folder.

    `dated` becomes the file's date, `identifier` its stable id; `sheets` are style sheets of this folder, `plates`
    addresses of large drawings that recur on many prints, `enclosed` files that lie in the PDF; `pictures` are what
    else the template shows. Refuses letters that no vendored font has: they would stand there as empty boxes.
    """
    html = _templates.get_template(template).render(facts=facts, dated=dated, **pictures)
    formats.check_letters(html)
    return engrave(html, template, identifier, tuple(sheets), tuple(plates), tuple(enclosed), dated)


def _attached(file: Enclosed, dated: date) -> Attachment:
    at = datetime.combine(dated, time())
    return Attachment(
        string=file.content, name=file.name, description=file.title, created=at, modified=at, relationship="Supplement"
    )


def engrave(
    html: str, template: str, identifier: str, sheets: Sequence[str], plates: Sequence[str],
    enclosed: Sequence[Enclosed], dated: date,
) -> bytes:
    """Lay out a page that is written, and give its bytes; nothing but the words handed in goes into them."""
    with _press:
        page = HTML(string=html, base_url=(FOLDER / template).as_uri(), url_fetcher=_fetcher)
        document = page.render(
            font_config=_fonts(),
            stylesheets=[_sheet(name) for name in ("base.css", *sheets)],
            pdf_variant=VARIANT,
            cache={address: _plate(address) for address in plates},
        )
        _declare_accessible(document)
        printed = document.write_pdf(
            pdf_variant=VARIANT, pdf_identifier=identifier.encode(), pdf_tags=True,
            attachments=[_attached(each, dated) for each in enclosed],
        )
    return bytes(printed)


def _declare_accessible(document: Document) -> None:
    """Write PDF/UA-1 into the metadata, beside the PDF/A-3a WeasyPrint writes itself."""
    plain = document.metadata.generate_rdf_metadata

    def with_ua(variant: str, version: int, conformance: str) -> bytes:
        rdf: bytes = plain(variant, version, conformance)
        return rdf.replace(b"</rdf:RDF>", UA_METADATA + b"</rdf:RDF>")

    document.metadata.generate_rdf_metadata = with_ua


def bundle(pdfs: Sequence[bytes], is_duplex: bool = False) -> bytes:
    """Join PDFs for one run of the printer, in their order; the bundle is no archive copy (its tags are lost).

    `is_duplex`: it is printed on both sides; an empty page follows each PDF that ends on a front, so that the next one
    begins on a sheet of its own.
    What many of them draw alike (the border of the certificates) stands in the bundle once; joining by and by keeps
    the memory for hundreds of them small.
    """
    if len(pdfs) > BUNDLE_STEP:
        halves = range(0, len(pdfs), BUNDLE_STEP)
        return bundle([bundle(pdfs[first : first + BUNDLE_STEP], is_duplex) for first in halves])
    target = io.BytesIO()
    with pikepdf.new() as joined:
        for pdf in pdfs:
            with pikepdf.open(io.BytesIO(pdf)) as source:
                joined.pages.extend(source.pages)
                if is_duplex and len(source.pages) % 2:
                    left, bottom, right, top = map(float, joined.pages[-1].mediabox)
                    joined.add_blank_page(page_size=(right - left, top - bottom))
        shared = _SharedDrawings()
        for page in joined.pages:
            shared.put_into(page.resources)
        joined.save(target, deterministic_id=True)
    return target.getvalue()


class _SharedDrawings:
    """Puts one object in place of all large drawings of a bundle that are alike in every byte."""

    def __init__(self) -> None:
        self.known: dict[bytes, pikepdf.Object] = {}
        self.seen: set[tuple[int, int]] = set()

    def put_into(self, resources: pikepdf.Object) -> None:
        """Go through the drawings of a page, inner ones first."""
        drawings = resources.get("/XObject", pikepdf.Dictionary())
        for name, drawing in list(drawings.items()):
            if drawing.objgen in self.seen:
                continue
            self.seen.add(drawing.objgen)
            if "/Resources" in drawing:
                self.put_into(drawing["/Resources"])
            if drawing.get_int("/Length", 0) > LARGE_DRAWING:
                drawings[name] = self.known.setdefault(_fingerprint(drawing), drawing)


def _fingerprint(thing: object) -> bytes:
    """A digest of a PDF object with all it refers to."""
    if isinstance(thing, pikepdf.Stream):
        parts = [thing.read_raw_bytes(), _fingerprint(thing.stream_dict)]
    elif isinstance(thing, pikepdf.Dictionary):
        parts = [part for key, value in sorted(thing.items()) for part in (key.encode(), _fingerprint(value))]
    elif isinstance(thing, pikepdf.Array):
        parts = [_fingerprint(each) for each in thing]
    else:
        parts = [repr(thing).encode()]
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).digest()
