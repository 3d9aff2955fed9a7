"""What somebody types or sends, meant for a mail server, a spreadsheet, a browser or the press: it stays text."""

import io
import socket
import zipfile
from base64 import b64encode
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session
from weasyprint.urls import FatalURLFetchingError

from app.core import outbox
from app.core.jobs import Worker
from app.core.outbox import JOB_KIND, MailServer, MailState, OutgoingMail
from app.core.web import Column, download, export
from documents import welcome_letter
from tests.accounts.factories import EMAIL, a_login
from tests.admissions.factories import a_house
from tests.conftest import BASE_URL
from tests.core.mail_server import mail_server
from tests.factories import NOW
from tests.test_house import ROOT

ELSEWHERE = "boese.example"
FORMULAS = ["=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1"]


@pytest.mark.parametrize("header", ["Host", "X-Forwarded-Host", "X-Forwarded-Server", "Forwarded"])
def test_who_asks_does_not_say_where_links_of_mails_and_redirects_lead(
    session: Session, client: FlaskClient, header: str
) -> None:
    a_house(session)
    a_login(session)
    headers = {header: f"host={ELSEWHERE}" if header == "Forwarded" else ELSEWHERE}
    answer = client.post("/konto/passwort-vergessen", data={"email": EMAIL}, headers=headers)
    mail = session.scalars(select(OutgoingMail)).one()
    assert f"{BASE_URL}/konto/" in mail.text
    assert ELSEWHERE not in mail.text + mail.html + answer.text
    assert client.get("/antraege", headers=headers).location.startswith("/konto/anmelden")


def test_a_line_end_in_a_subject_or_an_address_begins_no_header_of_a_mail(session: Session) -> None:
    """In the subject it is a space; with one in the address nothing leaves."""
    for to, subject in (("a@b.example", f"Ja\r\nBcc: x@{ELSEWHERE}"), (f"a@b.example\r\nBcc: x@{ELSEWHERE}", "Ja")):
        outbox.put(session, kind="welcome", to=to, subject=subject, text="Ja", subject_ref="a:1", now=NOW)
    session.commit()
    with mail_server() as server:
        sending = outbox.handler(MailServer("127.0.0.1", server.port, starttls=False, timeout_seconds=2))
        Worker({JOB_KIND: sending}, lambda: NOW).run_until_idle()
    session.rollback()
    assert len(server.taken) == 1
    assert "\nBcc:" not in server.taken[0]
    assert session.scalars(select(OutgoingMail.state).order_by(OutgoingMail.id)).all()[0] is MailState.SENT


def test_what_a_spreadsheet_would_reckon_is_exported_as_text(app: Flask) -> None:
    column = [Column("name", "Name", str)]
    with app.test_request_context():
        cells = export("csv", "liste", column, FORMULAS).get_data(as_text=True)
        book = export("xlsx", "liste", column, FORMULAS).data
    assert [cells.count(f"'{formula}") for formula in FORMULAS] == [1] * len(FORMULAS)
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml")
    assert (sheet.count(b't="inlineStr"'), b"<f>" in sheet, b"hyperlink" in sheet) == (len(FORMULAS) + 1, False, False)


@pytest.mark.parametrize("scheme", ["http", "file"])
def test_a_picture_that_names_others_brings_none_of_them_into_a_letter(tmp_path: Path, scheme: str) -> None:
    """A drawing inside a drawing is a document of its own to the press; nobody is asked and nothing is drawn."""
    with socket.create_server(("127.0.0.1", 0)) as asked:
        asked.setblocking(False)
        elsewhere = f"http://127.0.0.1:{asked.getsockname()[1]}/x.png"
        address = elsewhere if scheme == "http" else a_picture(tmp_path).as_uri()
        for logo in drawings_with(address):
            assert pictures_in_a_letter_with(logo) == 0
        with pytest.raises(BlockingIOError):
            asked.accept()
    assert pictures_in_a_letter_with(a_picture(tmp_path).read_bytes()) == 1


def a_picture(folder: Path) -> Path:
    """A picture somewhere on the machine."""
    path = folder / "x.png"
    Image.new("RGB", (9, 9), "red").save(path)
    return path


def drawings_with(address: str) -> list[bytes]:
    """Drawings that name a picture: themselves, and in a drawing that they hold."""
    space = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9"'
    inner = f'<svg {space}><image xlink:href="{address}" width="9" height="9"/></svg>'.encode()
    held = f"data:image/svg+xml;base64,{b64encode(inner).decode()}"
    return [inner, f'<svg {space}><image xlink:href="{held}" width="9" height="9"/></svg>'.encode()]


def pictures_in_a_letter_with(logo: bytes) -> int:
    """How many pictures are drawn in a letter; none where it is not printed at all."""
    facts = welcome_letter.sample()
    head = replace(facts.letter.letterhead, logo=logo)
    try:
        printed = welcome_letter.build(replace(facts, letter=replace(facts.letter, letterhead=head)))
    except FatalURLFetchingError:
        return 0
    with pikepdf.open(io.BytesIO(printed)) as pdf:
        return sum(each.get("/Subtype") == "/Image" for each in pdf.objects if isinstance(each, pikepdf.Stream))


@pytest.mark.parametrize("is_shown", [False, True])
@pytest.mark.parametrize("kind", ["application/pdf", "image/png", "text/csv", "text/html", "image/svg+xml"])
def test_a_stored_file_is_handed_out_as_what_it_is_and_runs_nothing(app: Flask, kind: str, is_shown: bool) -> None:
    """Whatever lies in it, a page or a script in a PDF too: a PDF to be shown goes to the browser's viewer alone.

    That viewer gives it neither the page nor the cookies; a sandbox around it, no browser shows it.
    """
    with app.test_request_context():
        answer = app.process_response(download(b"%PDF-1.7 <script>", 'Wahl"; filename="x.html', kind, inline=is_shown))
    headers = answer.headers
    assert headers["Content-Disposition"].startswith("inline" if is_shown else "attachment")
    assert (headers["X-Content-Type-Options"], answer.mimetype) == ("nosniff", kind)
    is_in_the_viewer = is_shown and kind == "application/pdf"
    policy = headers["Content-Security-Policy"]
    assert ("sandbox" in policy, "default-src 'self'" in policy) == (not is_in_the_viewer, is_in_the_viewer)


def test_a_large_file_is_handed_out_with_the_same_headers(app: Flask, tmp_path: Path) -> None:
    """Whether its bytes lie in memory, or are read from the store while it is sent."""
    stored, content = tmp_path / "stored", b"PK <script>"
    stored.write_bytes(content)
    with app.test_request_context():
        held, read = (
            app.process_response(download(each, "Ordner.zip", "application/zip", inline=False))
            for each in (content, stored)
        )
    assert set(held.headers) <= set(read.headers)
    read.direct_passthrough = False
    assert read.data == content


def test_no_view_hands_out_bytes_past_download() -> None:
    """So that what the test above says holds for every address."""
    others = [path for path in (ROOT / "app").rglob("*.py") if path.parent.name != "web"]
    made = ("send_file(", "send_from_directory(", " Response(", "stream_with_context(")
    assert [path.name for path in others if any(each in path.read_text() for each in made)] == []
