"""Many browsers at the same moment, by one thread: each goes its way from answer to answer."""

import heapq
import re
import select
import socket
from collections import deque
from collections.abc import Generator, Iterable
from dataclasses import dataclass, field
from time import monotonic

_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)
_COOKIE = re.compile(rb"\r\nset-cookie: ([^=]+)=([^;\r]*)", re.IGNORECASE)
_LOCATION = re.compile(rb"\r\nlocation: ([^\r]*)", re.IGNORECASE)
_WITHOUT_BODY = (204, 304)


@dataclass
class Answer:
    """What a server answered; status 0 where the connection broke before it did."""

    status: int
    head: bytes = b""
    body: bytes = b""

    @property
    def text(self) -> str:
        """What a page says."""
        return self.body.decode("utf-8", "replace")

    @property
    def location(self) -> str:
        """Where it sends to."""
        found = _LOCATION.search(self.head)
        return found[1].decode() if found else ""

    @property
    def cookies(self) -> dict[str, str]:
        """What it wants to be kept."""
        return {name.decode(): value.decode() for name, value in _COOKIE.findall(self.head)}


Step = bytes | float
"""A request as it goes over the wire, or a moment to wait for."""

Way = Generator[Step, Answer]
"""What one browser does; what it is sent in is the answer to its request."""


@dataclass(eq=False)
class _Line:
    """One browser's connection, kept while both sides want it."""

    way: Way
    wire: socket.socket | None = None
    asked: bytes = b""
    got: bytearray = field(default_factory=bytearray)


class Browsers:
    """All of them; `lines` is how many have a connection at most, the others wait for their turn."""

    def __init__(self, port: int, lines: int) -> None:
        self.address, self.free = ("127.0.0.1", port), lines
        self.poll = select.epoll()
        self.known: dict[int, _Line] = {}
        self.sleeping: list[tuple[float, int, _Line]] = []
        self.count = 0

    def run(self, ways: Iterable[Way], until: float = float("inf")) -> None:
        """Let each go its way, or all of them until a moment."""
        waiting = deque(ways)
        while monotonic() < until:
            while waiting and self.free:
                self.free -= 1
                self._go_on(_Line(waiting.popleft()), None)
            if not self.known and not self.sleeping and not waiting:
                break
            self._wait()
        for line in list(self.known.values()):
            self._hang_up(line)
        self.poll.close()

    def _wait(self) -> None:
        timeout = max(0.0, self.sleeping[0][0] - monotonic()) if self.sleeping else 1.0
        for number, _event in self.poll.poll(min(timeout, 1.0)):
            self._hear(self.known[number])
        while self.sleeping and self.sleeping[0][0] <= monotonic():
            self._go_on(heapq.heappop(self.sleeping)[2], Answer(0))

    def _go_on(self, line: _Line, answer: Answer | None) -> None:
        try:
            step = next(line.way) if answer is None else line.way.send(answer)
        except StopIteration:
            self._hang_up(line)
            self.free += 1
            return
        if isinstance(step, bytes):
            self._ask(line, step)
        else:
            self.count += 1
            heapq.heappush(self.sleeping, (step, self.count, line))

    def _ask(self, line: _Line, request: bytes) -> None:
        line.asked, line.got = request, bytearray()
        try:
            if line.wire is None:
                line.wire = socket.create_connection(self.address, timeout=30)
                line.wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self.poll.register(line.wire.fileno(), select.EPOLLIN)
            self.known[line.wire.fileno()] = line
            line.wire.sendall(request)
        except OSError:
            self._broken(line)

    def _hear(self, line: _Line) -> None:
        assert line.wire is not None
        try:
            heard = line.wire.recv(262_144)
        except OSError:
            heard = b""
        if not heard:
            self._broken(line)
            return
        line.got += heard
        answer = _whole(line.got)
        if answer is None:
            return
        del self.known[line.wire.fileno()]
        if b"connection: close" in answer.head.lower():
            self._hang_up(line)
        self._go_on(line, answer)

    def _broken(self, line: _Line) -> None:
        self._hang_up(line)
        self._go_on(line, Answer(0))

    def _hang_up(self, line: _Line) -> None:
        if line.wire is not None:
            self.known.pop(line.wire.fileno(), None)
            self.poll.unregister(line.wire.fileno())
            line.wire.close()
            line.wire = None


def _whole(got: bytearray) -> Answer | None:
    end = got.find(b"\r\n\r\n")
    if end < 0:
        return None
    head = bytes(got[: end + 2])
    status = int(head[9:12])
    length = _LENGTH.search(head)
    if length is None and status not in _WITHOUT_BODY:
        return Answer(status, head, bytes(got[end + 4 :])) if got.endswith(b"0\r\n\r\n") else None
    needed = int(length[1]) if length and status not in _WITHOUT_BODY else 0
    return Answer(status, head, bytes(got[end + 4 :])) if len(got) >= end + 4 + needed else None


def asking(method: str, path: str, cookies: dict[str, str], body: str = "", more: str = "") -> bytes:
    """A request as a browser sends it."""
    kept = "; ".join(f"{name}={value}" for name, value in cookies.items())
    form = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n" if body else ""
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {kept}\r\nAccept-Language: de\r\n"
    return f"{head}{more}{form}\r\n{body}".encode()
