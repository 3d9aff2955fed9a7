"""Reads the pages of the application as a person who knows no German would, and names what stays German."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.boardroom.queries import LONGEST_NAME
from app.core.db import db
from app.core.formats import shortened
from tests.visitors import Visitor, visitor

GERMAN = re.compile(
    r"[äöüÄÖÜß„]|\b(?:und|der|die|das|nicht|ein|eine|mit|von|ist|den|des|zu|für|auf|noch|kein|keine|wird|werden|oder|seit"
    r"|bis|vom|Uhr|Tage|Monate|Mitglied\w*|Anteil\w*|Antrag\w*|Vorstand\w*|Urkunde\w*|Brief\w*|Beschluss\w*|Stimmen?)\b"
)
LINK = re.compile(r"https?://\S+")
"""What stands before and after a link in a text is shown apart from it."""
MEANT = re.compile(
    r"§§? [^;:()]{1,60}?(?:GenG|HGB|BGB|DSGVO)|Der Vorstand beschließt, …|Ich verpflichte mich, .*Geschäftsanteil\b"
    r"|“[^”]*”|Baden-Württemberg|Ostwürttemberg|Südlicher Oberrhein|Landkreis \w+"
    r"|© GeoBasis-DE / BKG 2009 \(Daten verändert\)"
)
"""Quotations: paragraphs, names of German documents and areas, places of the German wording of a clause, the note by
which a source is to be named."""
LEFT_OUT = re.compile(r"/betrieb/e-mails/\d|/abmelden|/demo|\.pdf|format=|/static/")
"""Mails and files are German; signing out and beginning anew would end the reading."""
WRITTEN_BY_US = (
    "journal_details.summary", "issued_document.title", "issued_document.standing_reason", "job.title",
    "print_item.recipient", "print_item.discard_reason",
)  # fmt: skip
"""What the program itself writes down in German, and tells in another language on a screen."""
SPOKEN = ("title", "placeholder", "aria-label", "alt")


class Page(HTMLParser):
    """What a page says, and where it leads."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self._silent, self._quoted, self._raw = 0, "", ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take links and the attributes that are read aloud; a word that is marked stands within its text."""
        self._raw = self._raw if tag == "mark" else ""
        given = {name: value or "" for name, value in attrs}
        self._silent += tag in ("script", "style")
        if tag in ("p", "td") and given.get("lang") == "de":
            self._quoted = tag
        self.words += [given[name] for name in SPOKEN if given.get(name)]
        if tag == "a" and given.get("href", "").startswith(("/", "?")):
            self.links.append(given["href"])

    def handle_endtag(self, tag: str) -> None:
        """Listen again after a script, and after a wording that the page marks as German."""
        self._silent -= tag in ("script", "style")
        self._raw = self._raw if tag == "mark" else ""
        self._quoted = "" if tag == self._quoted else self._quoted

    def handle_data(self, data: str) -> None:
        """Take the text itself."""
        if not self._silent and not self._quoted and (self._raw + data).strip():
            self.words[len(self.words) - bool(self._raw.strip()):] = [" ".join((self._raw + data).split())]
            self._raw += data


def entered_texts() -> list[str]:
    """Every text somebody entered or a document says, the longest first: data stay as they are."""
    columns = [column for table in db.metadata.sorted_tables for column in table.c if str(column) not in WRITTEN_BY_US]
    rows = [value for column in columns for value in db.session.scalars(select(column))]
    texts = {" ".join(text.split()) for value in rows for text in _texts_in(value)}
    texts |= {shortened(text, LONGEST_NAME) for text in texts}
    texts |= {part.strip() for text in texts for part in LINK.split(text)}
    return sorted((text for text in texts if len(text) > 3), key=len, reverse=True)


def _texts_in(value: object) -> Iterator[str]:
    if isinstance(value, str) and value[:2] in ("[\"", "[{", "{\""):
        value = json.loads(value)
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict) and isinstance(value.get("told"), str):
        yield from _texts_in(value["values"])
    elif isinstance(value, dict) and ("german" in value or "written" in value):
        return
    elif isinstance(value, dict | list | tuple):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts_in(each)


def german_in(page: Page, entered: Sequence[str]) -> list[str]:
    """What the page says in German of its own accord: neither entered by somebody nor quoted."""
    return [words for words in page.words if GERMAN.search(words)
            and GERMAN.search(MEANT.sub(" ", _without(words, entered)))
            and GERMAN.search(_without(MEANT.sub(" ", words), entered))]


def _without(words: str, entered: Sequence[str]) -> str:
    for text in entered:
        words = words.replace(text, " ")
    return words


def read_in_english(app: Flask, email: str, password: str, seen: Counter[str]) -> Iterator[tuple[str, Page]]:
    """Sign in and follow every link, two addresses of each kind; `seen` counts the kinds over several readers."""
    client = visitor(app)
    client.post("/konto/anmelden", data={"email": email, "password": password})
    plain = [rule.rule for rule in app.url_map.iter_rules() if not rule.arguments and "GET" in (rule.methods or ())]
    waiting, seen["/"] = ["/", *plain], 0
    while waiting:
        address = waiting.pop(0)
        kind = re.sub(r"=[^&]*", "=", re.sub(r"\d+", "#", address))
        if LEFT_OUT.search(address) or seen[kind] >= 2:
            continue
        seen[kind] += 1
        answer = _ask(client, address)
        if answer.mimetype == "text/html":
            page = Page(answer.text)
            waiting += [address.split("?")[0] + link if link.startswith("?") else link for link in page.links]
            yield address, page


def _ask(client: Visitor, address: str) -> TestResponse:
    answer = client.get(address, headers={"Accept-Language": "en"}, follow_redirects=True)
    assert answer.status_code < 500, f"{address} answered {answer.status_code}"
    return answer
