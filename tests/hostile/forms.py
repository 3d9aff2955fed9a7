"""Reads the forms of the pages as a browser would, and fills them as nobody should."""

import io
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

from flask import Flask

from tests.visitors import Visitor, visitor

HOSTILE = (
    "", " ", "-1", "0", "1", str(2**31), str(-(2**63)), "9" * 400, "1e999", "nan", "²", "٣", "½", "1_000", "0x10",
    "x" * 5_000, "ä" * 3_000, "\x01\x02\x1b[31m", "\u202egnp.exe", "\ufffe\U0010ffff", "e\u0301" * 40, "😀" * 50,
    "<img src=file:///etc/passwd>", "' OR 1=1 --", "%s%(x)s{0}{x.__class__}{{7*7}}", "=cmd|' /C calc'!A0",
    "../../etc/passwd",
    "a@b.example\r\nBcc: c@d.example", "2026-02-30", "99.99.9999", "0001-01-01", "2200-12-31", "31.12.1800",
    "true", "null", "[]", "office", "DE00 0000 0000 0000 0000 00", "999999999999,99", "2147483647", "@", "a@b",
    "\u2028", "\u00a0", "--", "1 OR 1", "None",
)  # fmt: skip
"""What nobody types: too long, no number, numbers no column holds, signs of control and direction, words of code."""


@dataclass
class Sent:
    """A form of a page: where it goes, how, and what its fields hold."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    files: set[str] = field(default_factory=set)

    @property
    def kind(self) -> str:
        """Which form it is, whatever it is about."""
        names = sorted({re.sub(r"\d+", "#", name) for name, _value in self.fields} | self.files)
        return f"{self.method} {re.sub(r'[0-9]+|(?<=/beitritt/)[^/?]+', '#', self.action.partition('?')[0])} {names}"


class Forms(HTMLParser):
    """The forms of a page and its links."""

    def __init__(self, address: str, html: str) -> None:
        super().__init__()
        self.address = address
        self.found: list[Sent] = []
        self.links: list[str] = []
        self._select = ""
        self._area: list[str] | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take forms, their fields and the links."""
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and given.get("href", "")[:1] in ("/", "?"):
            self.links.append(urljoin(self.address, given["href"]))
        if tag == "form":
            action = urljoin(self.address, given.get("action") or self.address)
            self.found.append(Sent(action, given.get("method", "get").lower()))
        if self.found and given.get("name") and tag in ("input", "button"):
            self._take(given)
        if tag in ("select", "textarea"):
            self._select = given.get("name", "")
            self._area = [] if tag == "textarea" else None
        if tag == "option" and self._select and self.found and given.get("value"):
            self.found[-1].fields.append((self._select, given["value"]))

    def _take(self, given: Mapping[str, str]) -> None:
        if given.get("type") == "file":
            self.found[-1].files.add(given["name"])
        else:
            self.found[-1].fields.append((given["name"], given.get("value", "")))

    def handle_data(self, data: str) -> None:
        """Take what stands in a large field."""
        if self._area is not None:
            self._area.append(data)

    def handle_endtag(self, tag: str) -> None:
        """End a field."""
        if tag == "textarea" and self._area is not None and self.found:
            self.found[-1].fields.append((self._select, "".join(self._area)))
        if tag in ("select", "textarea"):
            self._select, self._area = "", None


LEFT_OUT = re.compile(
    r"/abmelden|/demo/|/static/|andere-beenden|/anmeldungen/|/sperren|rollen|/passwort|format=|speichern"
)
"""What would end the visit, or throw everything away."""


@dataclass
class Intruder:
    """Somebody signed in who follows every link and fills every form wrongly."""

    app: Flask
    chance: random.Random
    client: Visitor = field(init=False)
    seen: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.client = visitor(self.app)

    def sign_in(self, email: str, password: str) -> None:
        """Sign in by the form."""
        assert self.client.post("/konto/anmelden", data={"email": email, "password": password}).status_code == 302

    def forms(self, starts: Sequence[str], each: int = 1) -> Iterator[Sent]:
        """Follow the links from some pages on, so many addresses of a kind, and give one form of each kind."""
        waiting, known = list(starts), set[str]()
        while waiting:
            address = waiting.pop(0)
            kind = re.sub(r"=[^&]*", "=", re.sub(r"\d+", "#", address))
            if LEFT_OUT.search(address) or self.seen.get(kind, 0) >= each:
                continue
            self.seen[kind] = self.seen.get(kind, 0) + 1
            answer = self.client.get(address, follow_redirects=True)
            if answer.mimetype == "text/html":
                page = Forms(answer.request.path, answer.text)
                waiting += page.links
                fresh = [form for form in page.found if form.kind not in known and not LEFT_OUT.search(form.action)]
                known.update(form.kind for form in fresh)
                yield from fresh

    def attempts(self, form: Sent, each: int) -> Iterator[list[tuple[str, object]]]:
        """Fill a form wrongly: each field so many times, left out, doubled, a file for a text and a text for a file."""
        names = list(dict.fromkeys(name for name, _value in form.fields if name != "csrf_token"))
        plain = self._plain(form)
        yield []
        yield [(name, self.chance.choice(HOSTILE) if name in names else "text") for name in (*names, *form.files)]
        for name in [*names, *form.files]:
            others = [pair for pair in plain if pair[0] != name]
            yield others
            yield [*others, (name, (io.BytesIO(b"\0\xff"), "x.bin"))]
            for value in self.chance.sample(HOSTILE, min(each, len(HOSTILE))):
                yield [*others, (name, value)]
            yield [*others, (name, self.chance.choice(HOSTILE)), (name, self.chance.choice(HOSTILE))]

    def _plain(self, form: Sent) -> list[tuple[str, object]]:
        """The form with what the page holds, one choice of each field, a fresh key."""
        held: dict[str, list[str]] = {}
        for name, value in form.fields:
            held.setdefault(name, []).append(value)
        filled: list[tuple[str, object]] = [(name, self.chance.choice(values)) for name, values in held.items()]
        return [(name, f"key-{self.chance.random()}" if name == "key" else value) for name, value in filled]

    def send(self, form: Sent, data: Sequence[tuple[str, object]]) -> tuple[int, str]:
        """Send it; gives status and page."""
        collected: dict[str, list[object]] = {}
        for name, value in data:
            collected.setdefault(name, []).append(value)
        if form.method == "get":
            texts = {name: [each for each in values if isinstance(each, str)] for name, values in collected.items()}
            answer = self.client.get(form.action.partition("?")[0], query_string=texts)
        else:
            answer = self.client.post(form.action, data=collected)
        return answer.status_code, answer.text if answer.mimetype == "text/html" else ""
