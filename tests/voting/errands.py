"""What crowds of browsers do, in a process of their own, so that they do not slow down who measures them.

`python -m tests.voting.errands` takes a pickled order from its input and gives what came of it on its output.
"""

import pickle
import re
import subprocess
import sys
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from time import monotonic
from urllib.parse import urlencode

from tests.voting.browsers import Answer, Browsers, Way, asking

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Outcome:
    """How one request went: when it was due, seconds until its answer, status, what the answer said."""

    due: float
    seconds: float
    status: int
    said: str = ""


@dataclass(frozen=True)
class Votes:
    """Votes to be sent, each over one of some lines as soon as one is free; or so many a second, come what may."""

    port: int
    requests: Sequence[bytes]
    lines: int
    a_second: float = 0

    def carry_out(self) -> list[Outcome]:
        """Send them all."""
        found: list[Outcome] = []
        begun = monotonic() + 0.2

        def way(number: int, request: bytes) -> Way:
            due = begun + number / self.a_second if self.a_second else 0.0
            if due > monotonic():
                yield due
            due = due or monotonic()
            answer = yield request
            found.append(Outcome(due, monotonic() - due, answer.status, answer.text[:400]))

        lines = len(self.requests) if self.a_second else self.lines
        Browsers(self.port, lines).run(way(number, each) for number, each in enumerate(self.requests))
        return found


@dataclass(frozen=True)
class Followers:
    """People who follow a meeting, each asking for its version every few seconds."""

    port: int
    path: str
    number: int
    every: float
    seconds: float

    def carry_out(self) -> list[Outcome]:
        """Ask until the time is over."""
        found: list[Outcome] = []
        begun = monotonic()

        def way(number: int) -> Way:
            due, known = begun + self.every * number / self.number, ""
            while True:
                yield due
                answer = yield asking("GET", self.path, {}, more=f"If-None-Match: {known}\r\n")
                found.append(Outcome(due, monotonic() - due, answer.status))
                tag = re.search(rb"\r\netag: ([^\r]*)", answer.head, re.IGNORECASE)
                known, due = tag[1].decode() if tag else "", due + self.every

        Browsers(self.port, self.number).run((way(each) for each in range(self.number)), begun + self.seconds)
        return found


@dataclass(frozen=True)
class Person:
    """Somebody at a browser of its own: who it is, and its ticket or its login."""

    id: int
    ticket: str = ""
    email: str = ""
    password: str = ""


class _Browser:
    """Keeps cookies, and times every request."""

    def __init__(self, found: list[Outcome], sender: int) -> None:
        self.found, self.cookies, self.sender = found, dict[str, str](), sender

    def ask(self, method: str, path: str, **fields: object) -> Generator[bytes, Answer, Answer]:
        """Send one request and wait for its answer."""
        sender = f"10.0.{self.sender // 250}.{self.sender % 250 + 1}"
        more = f"Referer: http://127.0.0.1{path}\r\nX-Forwarded-For: {sender}\r\n"
        begun = monotonic()
        answer = yield asking(method, path, self.cookies, urlencode(fields, doseq=True) if fields else "", more)
        self.found.append(Outcome(begun, monotonic() - begun, answer.status, f"{method} {path}"))
        self.cookies |= answer.cookies
        return answer


def _hidden(page: Answer, name: str) -> str:
    tag = next((each for each in re.findall(r"<input[^>]*>", page.text) if f'name="{name}"' in each), "")
    found = re.search(r'value="([^"]*)"', tag)
    return unescape(found[1]) if found else ""


def entering(browser: _Browser, who: Person) -> Generator[bytes, Answer, Answer]:
    """Show one's ticket, go in and take part."""
    path = f"/teilnahme/einlass/{who.ticket}"
    page = yield from browser.ask("GET", path)
    sent = {name: _hidden(page, name) for name in ("csrf_token", "key", "person", "members")}
    return (yield from browser.ask("POST", path, **sent))


def signing_in(browser: _Browser, who: Person) -> Generator[bytes, Answer, Answer]:
    """Sign in with address and password."""
    path = "/konto/anmelden"
    page = yield from browser.ask("GET", path)
    sent = {"csrf_token": _hidden(page, "csrf_token"), "email": who.email, "password": who.password}
    return (yield from browser.ask("POST", path, **sent))


def _casting(browser: _Browser, who: Person, hall: str, poll: str) -> Generator[bytes, Answer, Answer]:
    page = yield from browser.ask("GET", hall)
    sent = {"csrf_token": _hidden(page, "csrf_token"), f"m{who.id}": "yes"}
    yield from browser.ask("POST", f"{poll}/pruefen", **sent)
    yield from browser.ask("POST", f"{poll}/abgeben", **sent)
    return (yield from browser.ask("GET", hall))


@dataclass(frozen=True)
class Arrivals:
    """People who check in; with a poll they cast their vote, too. They come one after the other, so many a second.

    Without a rate each comes as soon as one of the lines is free. What somebody was shown last is told of each.
    """

    port: int
    people: Sequence[Person]
    lines: int = 0
    a_second: float = 0
    hall: str = ""
    poll: str = ""

    def carry_out(self) -> tuple[list[Outcome], dict[int, str]]:
        """Let them all come; gives how each request went, and what each was shown last."""
        found: list[Outcome] = []
        shown: dict[int, str] = {}
        begun = monotonic()

        def way(number: int, who: Person) -> Way:
            if self.a_second:
                yield begun + number / self.a_second
            browser = _Browser(found, number)
            last = yield from (entering if who.ticket else signing_in)(browser, who)
            if self.poll:
                last = yield from _casting(browser, who, self.hall, self.poll)
            shown[who.id] = last.text or str(last.status)

        lines = self.lines or len(self.people)
        Browsers(self.port, lines).run(way(number, each) for number, each in enumerate(self.people))
        return found, shown


Order = Votes | Followers | Arrivals


def begin(order: Order) -> "subprocess.Popen[bytes]":
    """Let a process of its own carry out an order."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.voting.errands"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    )
    assert process.stdin is not None
    process.stdin.write(pickle.dumps(order))
    process.stdin.close()
    return process


def outcome(process: "subprocess.Popen[bytes]") -> object:
    """What came of it, once it is done."""
    assert process.stdout is not None
    found: object = pickle.loads(process.stdout.read())
    assert process.wait() == 0
    return found


def done(order: Order) -> object:
    """Carry out an order, and give what came of it."""
    return outcome(begin(order))


if __name__ == "__main__":
    given: Order = pickle.load(sys.stdin.buffer)
    sys.stdout.buffer.write(pickle.dumps(given.carry_out()))
