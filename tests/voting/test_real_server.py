"""The server as `serve` starts it, in the middle of a vote: killed and started again, closed while hundreds cast."""

import json
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.client import HTTPException
from itertools import chain
from pathlib import Path

import pytest
from flask_migrate import stamp
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.assemblies.queries import get_assembly
from app.assemblies.rules import DiscussionForm, MeetingForm
from app.core.db import db, transaction
from app.core.journal import JournalLine
from app.core.values import Role
from app.voting import actions, queries
from app.voting.models import CastVote
from app.voting.rules import HallWay, Method, PlannedPoll, PollState, Secrecy
from tests.assemblies.factories import an_item
from tests.conftest import Installation
from tests.factories import a_person, sign_in
from tests.hostile.serving import Caller, Server, free_port
from tests.voting.browsers import Answer, Browsers, Way
from tests.voting.crowd import Hall, Voter, a_hall, ballots, count_closed, pose
from tests.voting.factories import CHAIR

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
        self.does("schliessen")

    def does(self, act: str) -> None:
        """The chair does something to the poll by one button, once."""
        path = f"{self.address}/{self.poll_id}/{act}"
        answer = self.chair.send(path, {"key": f"{act}-{self.poll_id}-once"}, f"{self.address}/leitung")
        assert answer.status == 302

    def cast_all(self, lines: int, patient: Callable[[Voter], bool]) -> None:
        """Let all of them cast; who is patient asks again where no answer came."""
        Browsers(self.server.port, lines).run(self.ways(patient), time.monotonic() + PATIENCE)

    def ways(self, patient: Callable[[Voter], bool]) -> Iterator[Way]:
        """How each of them goes about it."""
        voters = self.hall.voters
        requests = ballots(self.installation.app, self.hall, self.poll_id, voters)
        return (self._way(each, request, patient(each)) for each, request in zip(voters, requests, strict=True))

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
    now = datetime.now(UTC)
    hall = a_hall(session, NUMBER, now)
    session.commit()
    with transaction() as own:
        poll_id = pose(own, hall, now)
    with served(installation, session, tmp_path, now) as (server, chair):
        yield Polled(installation, server, hall, poll_id, chair)


@pytest.fixture
def phase(installation: Installation, session: Session, tmp_path: Path) -> Iterator[list[Polled]]:
    """The same in a voting phase: four items, on three of which is voted at once; the vote on the last is prepared."""
    now = datetime.now(UTC)
    hall = a_hall(session, NUMBER // 3, now, form=MeetingForm.STRETCHED, discussion_form=DiscussionForm.VIRTUAL,
                  votes_until=now.date() + timedelta(days=5))
    polls = [a_vote(session, hall, now, is_opened) for is_opened in (True, True, True, False)]
    session.commit()
    with served(installation, session, tmp_path, now) as (server, chair):
        yield [Polled(installation, server, hall, poll_id, chair) for poll_id in polls]


def a_vote(session: Session, hall: Hall, now: datetime, is_opened: bool) -> int:
    """A vote on one more item of the agenda."""
    sitting = actions.hold_sitting(session, hall.assembly_id)
    assembly = get_assembly(session, hall.assembly_id)
    item = an_item(session, assembly, announced_by_id=assembly.items[0].announced_by_id)
    planned = PlannedPoll("So wird es gemacht.", Method.YES_NO, (), 1, Secrecy.OPEN, HallWay.PHONE)
    poll = actions.prepare(session, sitting, item, planned, CHAIR, now)
    if is_opened:
        actions.call_item(session, sitting, item, CHAIR, now)
        actions.open_poll(session, sitting, poll, None, CHAIR, now)
    return poll.id


@contextmanager
def served(
    installation: Installation, session: Session, tmp_path: Path, now: datetime
) -> Iterator[tuple[Server, Caller]]:
    """The server on the database of a test, and the chair, who is signed in there."""
    settings = installation.settings
    stamp()
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
        yield server, chair
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


def test_votes_open_beside_each_other_are_as_the_journal_says_after_a_power_cut_and_keep_every_vote(
    phase: list[Polled]
) -> None:
    done, *running, prepared = phase
    server = done.server
    done.cast_all(24, lambda _voter: True)
    assert done.shown == done.stored()
    assert len(done.shown) == len(done.hall.voters)

    def cut_power() -> None:
        acts = [threading.Thread(target=tried, args=(done, "schliessen")),
                threading.Thread(target=tried, args=(prepared, "eroeffnen"))]  # fmt: skip
        for each in acts:
            each.start()
        time.sleep(0.05)
        server.kill()
        for each in acts:
            each.join()
        server.start()

    cut = when(lambda: len(running[0].shown) >= len(done.hall.voters) // 2, cut_power)
    ways = chain.from_iterable(zip(*(each.ways(lambda voter: voter.id % 4 > 0) for each in running), strict=True))
    Browsers(server.port, 24).run(ways, time.monotonic() + PATIENCE)
    cut.join()
    states = stands(done)
    assert states == told_by_the_journal(done)
    assert {states[each.poll_id] for each in running} == {PollState.OPEN}
    for each in (done, *running):
        stored = each.stored()
        assert each.shown.items() <= stored.items()
        assert stored.keys() <= each.sent
        assert {voter.id for voter in each.hall.voters if voter.id % 4} <= each.shown.keys()
    assert done.stored() == done.shown
    for each in (done, *running):
        each.cast_all(24, lambda _voter: True)
        each.closes()
    after = stands(done)
    assert after == told_by_the_journal(done)
    assert {after[each.poll_id] for each in (done, *running)} == {PollState.CLOSED}
    assert after[prepared.poll_id] == states[prepared.poll_id]
    assert [each.counts() for each in (done, *running)] == [len(done.hall.voters)] * 3


def tried(polled: Polled, act: str) -> None:
    """The chair presses a button, and the power may be cut meanwhile."""
    with suppress(OSError, HTTPException, AssertionError, StopIteration):
        replace(polled, chair=Caller(polled.server.port, dict(polled.chair.cookies))).does(act)


def stands(polled: Polled) -> dict[int, PollState]:
    """How far each vote of the meeting is."""
    with polled.installation.app.app_context():
        found = {each.id: each.state for each in queries.polls_of(db.session(), polled.hall.assembly_id)}
        db.session.rollback()
    return found


def told_by_the_journal(polled: Polled) -> dict[int, PollState]:
    """How far each vote is by what the journal tells of it, every step once."""
    told: dict[int, PollState] = {}
    steps = {"voting.prepared": PollState.PREPARED, "voting.poll_opened": PollState.OPEN,
             "voting.poll_closed": PollState.CLOSED}  # fmt: skip
    with polled.installation.app.app_context():
        for line in db.session.scalars(select(JournalLine).order_by(JournalLine.sequence)):
            if line.act in steps:
                assert line.details is not None
                poll_id = json.loads(line.details.content)["poll"]
                assert list(steps.values()).index(steps[line.act]) == list(PollState).index(told[poll_id]) + 1 if (
                    poll_id in told) else line.act == "voting.prepared"
                told[poll_id] = steps[line.act]
        db.session.rollback()
    return told
