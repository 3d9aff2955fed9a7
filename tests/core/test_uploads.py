"""What is handed in is looked at before anything is written: nothing that acts, hides something, or opens nowhere."""

import io
import zlib
from collections.abc import Callable

import pikepdf
import pytest

from app.core.uploads import MAX_FILE_BYTES, CheckedFile, checked_file
from app.core.values import Refusal
from documents import registry
from tests.factories import a_pdf

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40
JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 40


def scripted(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def starting_a_program(pdf: pikepdf.Pdf) -> None:
    action = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")
    link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, A=action)
    pdf.pages[0].obj.Annots = pikepdf.Array([link])


def carrying(name: str, content: bytes) -> Callable[[pikepdf.Pdf], None]:
    """Put a file into a PDF."""

    def carry(pdf: pikepdf.Pdf) -> None:
        pdf.attachments[name] = content

    return carry


def carrying_what_fills_a_disk(pdf: pikepdf.Pdf) -> None:
    packed = pdf.make_stream(zlib.compress(bytes(MAX_FILE_BYTES + 1)))
    packed.Filter = pikepdf.Name.FlateDecode
    carried(pdf, pikepdf.Dictionary(F=packed))


def carrying_an_unusual_packing(pdf: pikepdf.Pdf) -> None:
    packed = pdf.make_stream(JPEG)
    packed.Filter = pikepdf.Array([pikepdf.Name.DCTDecode])
    carried(pdf, pikepdf.Dictionary(F=packed))


def carrying_no_stream(pdf: pikepdf.Pdf) -> None:
    carried(pdf, pikepdf.Dictionary(F=pikepdf.String("anlage.pdf")))


def carrying_nothing_that_is_a_dictionary(pdf: pikepdf.Pdf) -> None:
    carried(pdf, pikepdf.Array([]))


def carried(pdf: pikepdf.Pdf, files: pikepdf.Object) -> None:
    """Refer to files as another program could have written it."""
    pdf.Root.AF = pikepdf.Array([pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Filespec, EF=files))])


def a_pdf_that_is(
    change: Callable[[pikepdf.Pdf], None], *, encryption: pikepdf.Encryption | bool = False,
    streams: pikepdf.ObjectStreamMode = pikepdf.ObjectStreamMode.preserve,
) -> bytes:
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(a_pdf("Wahl"))) as pdf:
        change(pdf)
        pdf.save(target, encryption=encryption, object_stream_mode=streams)
    return target.getvalue()


def test_a_harmless_file_is_taken_as_it_is() -> None:
    for content in (a_pdf("Wahl"), PNG, JPEG, b"Nummer;Name\n"):
        assert checked_file("Wahl", content) == CheckedFile("Wahl", content)


def test_what_we_print_may_be_handed_in_again() -> None:
    """Signed, say; the minutes with the files of their annexes as well."""
    for kind in registry.KINDS.values():
        checked_file(kind.name, kind.build(kind.sample()))


@pytest.mark.parametrize(("name", "content"), [("anlage.pdf", a_pdf("Anlage")), ("a.png", PNG), ("a.jpg", JPEG)])
@pytest.mark.parametrize("streams", pikepdf.ObjectStreamMode)
def test_a_pdf_may_carry_files_that_would_be_taken_by_themselves(
    name: str, content: bytes, streams: pikepdf.ObjectStreamMode
) -> None:
    checked_file("Niederschrift.pdf", a_pdf_that_is(carrying(name, content), streams=streams))


@pytest.mark.parametrize("change", [
    carrying("rechnung.exe", b"MZ"), carrying("anlage.pdf", b"MZ"), carrying("seite.html", b"<html></html>"),
    carrying_what_fills_a_disk, carrying_an_unusual_packing, carrying_no_stream, carrying_nothing_that_is_a_dictionary,
])
@pytest.mark.parametrize("streams", pikepdf.ObjectStreamMode)
def test_a_pdf_that_carries_anything_else_is_refused(
    change: Callable[[pikepdf.Pdf], None], streams: pikepdf.ObjectStreamMode
) -> None:
    with pytest.raises(Refusal, match="stecken Dateien, die sich nicht prüfen lassen"):
        checked_file("Wahl.pdf", a_pdf_that_is(change, streams=streams))


def test_what_a_pdf_carries_is_looked_at_as_if_it_were_handed_in_itself() -> None:
    """A script, a picture with something else in it, a broken file, files in files, and many that are too large."""
    for content, told in [
        (a_pdf_that_is(scripted), "enthält Programme"),
        (PNG + b"<script>", "steckt noch etwas anderes"),
        (b"%PDF-1.7 Nachweis", "beschädigt"),
        (a_pdf_that_is(carrying("b.pdf", a_pdf("Anlage"))), "stecken Dateien"),
    ]:
        with pytest.raises(Refusal, match=told):
            checked_file("Wahl.pdf", a_pdf_that_is(carrying("anlage", content)))

    def carrying_two(pdf: pikepdf.Pdf) -> None:
        for name in "ab":
            pdf.attachments[name] = PNG + bytes(MAX_FILE_BYTES // 2)

    with pytest.raises(Refusal, match="stecken Dateien"):
        checked_file("Wahl.pdf", a_pdf_that_is(carrying_two))


@pytest.mark.parametrize("change", [scripted, starting_a_program])
@pytest.mark.parametrize("streams", pikepdf.ObjectStreamMode)
def test_a_pdf_that_acts_is_refused(
    change: Callable[[pikepdf.Pdf], None], streams: pikepdf.ObjectStreamMode
) -> None:
    """However it is packed."""
    with pytest.raises(Refusal, match="enthält Programme"):
        checked_file("Wahl.pdf", a_pdf_that_is(change, streams=streams))


def test_a_pdf_with_a_password_is_refused_and_one_that_only_forbids_printing_is_not() -> None:
    """Extracts from registers often forbid changes; everybody can read them."""
    locked = pikepdf.Encryption(user="geheim", owner="geheimer")
    with pytest.raises(Refusal, match="Kennwort"):
        checked_file("Wahl.pdf", a_pdf_that_is(lambda _: None, encryption=locked))
    checked_file("Auszug.pdf", a_pdf_that_is(lambda _: None, encryption=pikepdf.Encryption(user="", owner="geheim")))


@pytest.mark.parametrize("content", [b"%PDF-1.7 Nachweis", a_pdf("Wahl")[:200], b"%PDF-1.7\n%%EOF\n"])
def test_a_pdf_that_no_reader_opens_is_refused(content: bytes) -> None:
    with pytest.raises(Refusal, match="beschädigt"):
        checked_file("Wahl.pdf", content)


@pytest.mark.parametrize("hidden", [b"<SCRIPT>alert(1)</script>", b"%PDF-1.7", b"PK\x05\x06" + bytes(18), b"<?php"])
def test_a_picture_that_is_something_else_besides_is_refused(hidden: bytes) -> None:
    for picture in (PNG, JPEG):
        with pytest.raises(Refusal, match="steckt noch etwas anderes"):
            checked_file("Ausweis.png", picture + hidden)


def test_an_empty_file_and_one_too_large_are_refused() -> None:
    with pytest.raises(Refusal, match="leer"):
        checked_file("Wahl.pdf", b"")
    with pytest.raises(Refusal, match="größer als 1 MB"):
        checked_file("Wahl.pdf", bytes(1024 * 1024 + 1), most=1024 * 1024)
