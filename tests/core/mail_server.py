"""A mail server of thirty lines that does what a test asks for: take, turn down, or vanish at a chosen moment."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class FakeMailServer(socketserver.ThreadingTCPServer):
    """Keeps what it took; `answers` says what it replies to a command, an empty answer hangs up."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, answers: dict[str, str]) -> None:
        self.answers = answers
        self.taken: list[str] = []
        super().__init__(("127.0.0.1", 0), _Conversation)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])


class _Conversation(socketserver.StreamRequestHandler):
    server: FakeMailServer

    def _say(self, command: str, otherwise: str) -> bool:
        answer = self.server.answers.get(command, otherwise)
        if answer:
            self.wfile.write(answer.encode() + b"\r\n")
        return bool(answer)

    def handle(self) -> None:
        """Talk SMTP, line by line."""
        if not self._say("connect", "220 fake"):
            return
        while line := self.rfile.readline():
            command = line.split(b":")[0].split()[0].upper().decode()
            if not self._say(command, {"DATA": "354 go on", "QUIT": "221 bye"}.get(command, "250 ok")):
                return
            if command == "QUIT":
                return
            if command == "DATA" and self.server.answers.get("DATA", "354").startswith("354"):
                text = b"".join(iter(self.rfile.readline, b".\r\n"))
                if self.server.answers.get("text", "250").startswith("250"):
                    self.server.taken.append(text.decode())
                if not self._say("text", "250 taken"):
                    return


@contextmanager
def mail_server(**answers: str) -> Iterator[FakeMailServer]:
    """A running mail server."""
    with FakeMailServer(answers) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
