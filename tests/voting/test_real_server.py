"""The server as `serve` starts it, in the middle of a vote: killed and started again, closed while hundreds cast."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask_migrate import stamp
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.core.db import db, transaction
from app.core.values import Role
from app.voting.models import CastVote
from tests.conftest import Installation
from tests.factories import a_person, sign_in
from tests.hostile.serving import Caller, Server, free_port
from tests.voting.browsers import Answer, Browsers, Way
from tests.voting.crowd import Hall, Voter, a_hall, ballots, count_closed, pose

NUMBER, PATIENCE = 240, 120


@dataclass
class Polled:
    """A server that is up, a hall full of voters, and a poll that is open."""

    installation: Installation
    server: Server
    hall: Hall
    poll_id: int
    chair: Caller
    sent: set[int] = field(default_factory=set)
    shown: dict[int, str] = field(default_factory=dict)
    refused: set[int] = field(default_factory=set)

    @property
    def address(self) -> str:
        """Where the poll is conducted."""
        return f"/abstimmung/{self.hall.assembly_id}"

    def closes(self) -> None:
        """The chair closes the poll."""
        path = f"{self.address}/{self.poll_id}/schliessen"
        assert self.chair.send(path, {"key": "closed-once"}, f"{self.address}/leitung").status == 302

    def cast_all(self, lines: int, patient: Callable[[Voter], bool]) -> None:
        """Let all of them cast; who is patient asks again where no answer came."""
        voters = self.hall.voters
        requests = ballots(self.installation.app, self.hall, self.poll_id, voters)
        ways = (self._way(each, request, patient(each)) for each, request in zip(voters, requests, strict=True))
        Browsers(self.server.port, lines).run(ways, time.monotonic() + PATIENCE)

    def _way(self, voter: Voter, request: bytes, is_patient: bool) -> Way:
        self.sent.add(voter.id)
        answer = yield request
        while not answer.status and is_patient:
            yield time.monotonic() + 0.1
            answer = yield request
        self._note(voter, answer)

    def _note(self, voter: Voter, answer: Answer) -> None:
        if answer.status == 302:
            self.shown[voter.id] = answer.text.replace(" ", "")
        elif answer.status:
            assert answer.status == 409, answer.text
            self.refused.add(voter.id)

    def stored(self) -> dict[int, str]:
        """The receipts of the votes that are stored, by member."""
        with self.installation.app.app_context():
            found = select(CastVote.member_id, CastVote.receipt).where(CastVote.poll_id == self.poll_id)
            rows = {member_id: str(code) for member_id, code in db.session.execute(found)}
            db.session.rollback()
        return rows

    def counts(self) -> int:
        """Count the closed poll."""
        with self.installation.app.app_context(), transaction() as session:
            return count_closed(session, self.hall, self.poll_id, datetime.now(UTC))


@pytest.fixture
def polled(installation: Installation, session: Session, tmp_path: Path) -> Iterator[Polled]:
    """All of it, on each database in turn; by the clock on the wall, which is the server's."""
    now, settings = datetime.now(UTC), installation.settings
    stamp()
    hall = a_hall(session, NUMBER, now)
    session.commit()
    with transaction() as own:
        poll_id = pose(own, hall, now)
    server = Server(tmp_path, settings.database_url, free_port(), command="serve", settings={
        "GENOKONTOR_SECRET_KEY": settings.secret_key,
    })  # fmt: skip
    chair, browser = server.caller(), installation.app.test_client()
    sign_in(session, browser, a_person(session, "Henrike", "Lautenschlag"), Role.OFFICE)
    _seen_now(session, now)
    kept = browser.get_cookie("genokontor")
    assert kept is not None
    chair.cookies["genokontor"] = kept.value
    try:
        server.start()
        yield Polled(installation, server, hall, poll_id, chair)
    finally:
        server.kill()
        session.rollback()
        session.execute(text("DROP TABLE alembic_version"))
        session.commit()


def _seen_now(session: Session, now: datetime) -> None:
    """Whoever signed in by the clock of the tests did so by the one on the wall."""
    plain = now.replace(tzinfo=None)
    session.execute(text("UPDATE login_session SET created_at = :now, last_seen_at = :now"), {"now": plain})
    session.commit()


def when(is_so: Callable[[], bool], act: Callable[[], None]) -> threading.Thread:
    """Do something as soon as something is so."""
    def wait() -> None:
        over = time.monotonic() + PATIENCE
        while not is_so() and time.monotonic() < over:
            time.sleep(0.005)
        act()

    thread = threading.Thread(target=wait)
    thread.start()
    return thread


def kill_a_worker(server: Server) -> None:
    """Kill one of the processes that answer."""
    workers = [each for each in server.processes() if b"spawn_main" in Path(f"/proc/{each}/cmdline").read_bytes()]
    os.kill(workers[0], signal.SIGKILL)


def test_every_receipt_shown_outlives_a_killed_worker_and_a_killed_server(polled: Polled) -> None:
    def cut_power() -> None:
        polled.server.kill()
        polled.server.start()

    first = when(lambda: len(polled.shown) >= NUMBER // 4, lambda: kill_a_worker(polled.server))
    second = when(lambda: len(polled.shown) >= NUMBER // 2, cut_power)
    polled.cast_all(24, lambda voter: voter.id % 4 > 0)
    for each in (first, second):
        each.join()
    stored = polled.stored()
    assert polled.shown.items() <= stored.items()
    assert stored.keys() <= polled.sent
    assert {each.id for each in polled.hall.voters if each.id % 4} <= polled.shown.keys()
    polled.closes()
    assert polled.counts() == len(stored)


def test_every_receipt_shown_while_two_hundred_cast_is_counted_after_the_closing_and_nothing_else(
    polled: Polled
) -> None:
    taken: list[float] = []

    def close() -> None:
        begun = time.monotonic()
        polled.closes()
        taken.append(time.monotonic() - begun)

    closing = when(lambda: len(polled.shown) >= 10, close)
    polled.cast_all(200, lambda _voter: False)
    closing.join()
    assert len(polled.shown) + len(polled.refused) == NUMBER
    assert taken
    polled.server.kill()
    polled.server.start()
    assert polled.stored() == polled.shown
    assert polled.counts() == len(polled.shown)
