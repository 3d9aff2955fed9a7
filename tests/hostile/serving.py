"""The demo as anybody starts it, in processes of its own, and people at real browsers' distance from it."""

import http.client
import os
import re
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import Engine, create_engine, text

from app.demo.rules import PASSWORD

ROOT = Path(__file__).parents[2]
SECONDS_TO_START = 180


def wait_until(is_so: Callable[[], object], seconds: float = 60) -> None:
    """Wait for something to become true."""
    over = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < over, "it did not happen in time"
        time.sleep(0.1)


def free_port() -> int:
    """A port of this machine that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Answer:
    """What the server answered."""

    status: int
    text: str
    location: str = ""

    def field(self, name: str) -> str:
        """What a hidden field of the page holds."""
        tag = next(tag for tag in re.findall(r"<input[^>]*>", self.text) if f'name="{name}"' in tag)
        found = re.search(r'value="([^"]*)"', tag)
        return unescape(found[1]) if found else ""


@dataclass
class Caller:
    """Somebody who speaks HTTP with the server; keeps cookies, follows nothing by itself."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: bytes = b"", kind: str = "") -> Answer:
        """Send one request."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        try:
            connection.request(method, path, body, {**headers, **({"Content-Type": kind} if kind else {})})
            answer = connection.getresponse()
            for cookie in answer.headers.get_all("Set-Cookie") or []:
                name, _, value = cookie.partition(";")[0].partition("=")
                self.cookies[name] = value
            content = answer.read().decode("utf-8", "replace")
            return Answer(answer.status, unescape(content), answer.headers.get("Location") or "")
        finally:
            connection.close()

    def see(self, path: str) -> Answer:
        """Open a page."""
        return self.ask("GET", path)

    def send(self, path: str, data: Mapping[str, str], page: str = "") -> Answer:
        """Send a form with the token that its page holds."""
        token = self.see(page or path).field("csrf_token")
        return self.post(path, {"csrf_token": token, **data})

    def post(self, path: str, data: Mapping[str, str]) -> Answer:
        """Send a form whose page was seen before."""
        return self.ask("POST", path, urlencode(data).encode(), "application/x-www-form-urlencoded")

    def hand_in(self, path: str, data: Mapping[str, str], name: str, content: bytes, page: str) -> Answer:
        """Send a form with a file in its field `file`."""
        fields = {"csrf_token": self.see(page).field("csrf_token"), **data}
        parts = [f'--border\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
                 for key, value in fields.items()]
        head = f'--border\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        body = "".join([*parts, head]).encode() + content + b"\r\n--border--\r\n"
        return self.ask("POST", path, body, "multipart/form-data; boundary=border")

    def sign_in(self, email: str) -> "Caller":
        """Sign in with the password that the demo prints."""
        answer = self.send("/konto/anmelden", {"email": email, "password": PASSWORD})
        assert answer.status == 302, answer.text
        return self


@dataclass
class Server:
    """`python -m app.main demo` in a data folder, or `serve`; can be killed and started again."""

    data: Path
    url: str
    port: int
    process: subprocess.Popen[bytes] | None = None
    command: str = "demo"
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_sqlite(self) -> bool:
        """Whether its database is a file beside its files."""
        return self.url.startswith("sqlite")

    @property
    def environment(self) -> dict[str, str]:
        """What the process is told, and nothing of the tests' own settings."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GENOKONTOR_")}
        place = {"GENOKONTOR_DATA": str(self.data), "GENOKONTOR_DATABASE_URL": self.url}
        return {**kept, **place, **self.settings, "GENOKONTOR_DEMO": "1" if self.command == "demo" else "0"}

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = [sys.executable, "-m", "app.main", self.command, "--port", str(self.port)]
        with (self.data / "said").open("ab") as said:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=said, stderr=said, start_new_session=True
            )
        wait_until(self._answers, SECONDS_TO_START)

    def _answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, (self.data / "said").read_text()[-2000:]
        try:
            return Caller(self.port).see("/konto/anmelden").status < 500
        except OSError:
            return False

    def kill(self) -> None:
        """Kill all its processes, as a power cut would."""
        if self.process is not None:
            with suppress(ProcessLookupError):  # it ended by itself; what it said tells why
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def processes(self) -> list[int]:
        """The ids of all its processes."""
        assert self.process is not None
        group = self.process.pid
        return [int(each.name) for each in Path("/proc").iterdir() if each.name.isdigit() and _group_of(each) == group]

    @contextmanager
    def with_a_full_disk(self) -> Iterator[None]:
        """Let no file of its processes grow; what they write meanwhile fails as on a full disk."""
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        for process in self.processes():
            resource.prlimit(process, resource.RLIMIT_FSIZE, (0, before[1]))
        try:
            yield
        finally:
            for process in self.processes():
                resource.prlimit(process, resource.RLIMIT_FSIZE, before)

    def caller(self) -> Caller:
        """Somebody at a fresh browser."""
        return Caller(self.port)

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one command on the same data."""
        command = [sys.executable, "-m", "app.main", *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=180, check=False
        )

    def engine(self) -> Engine:
        """A way to look at the database past the application."""
        options = {"connect_args": {"timeout": 0}} if self.is_sqlite else {}
        return create_engine(self.url, **options)

    def rows(self, statement: str) -> Sequence[tuple[object, ...]]:
        """What the database holds."""
        engine = self.engine()
        with engine.connect() as connection:
            found = [tuple(row) for row in connection.execute(text(statement))]
        engine.dispose()
        return found

    def change(self, *statements: str) -> None:
        """Change the database past the application."""
        engine = self.engine()
        with engine.begin() as connection:
            for statement in statements:
                connection.execute(text(statement))
        engine.dispose()


def _group_of(process: Path) -> int | None:
    """The group of a process; none where it has just ended."""
    try:
        return os.getpgid(int(process.name))
    except OSError:
        return None


@contextmanager
def serving(data: Path, url: str, port: int) -> Iterator[Server]:
    """A server, killed at the end."""
    server = Server(data, url, port)
    try:
        server.start()
        yield server
    finally:
        server.kill()
