"""A vote of thousands at the real server, against what its database can do at most, on both databases.

Everything runs on this machine, over HTTP on loopback; the browsers are a process of their own.
"""

import os
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import func, insert, select

import config
from app.accounts.models import Account
from app.attendance.queries import Ticket
from app.core import clock
from app.core.db import db, transaction
from app.main import create_app
from app.voting.models import CastVote
from app.voting.rules import CastChannel, Choice
from tests import postgres
from tests.bench.bare import one_vote_per_commit
from tests.bench.measure import verdict
from tests.conftest import new_postgres_database
from tests.hostile.serving import Server, free_port
from tests.voting.crowd import Hall, a_hall, ballots, close_and_count, pose
from tests.voting.errands import Arrivals, Followers, Outcome, Person, Votes, begin, done, outcome

FEW, MANY = 32, 256
VOTES, COMING, CHECKED_IN = 5_000, 1_000, 300
LOGINS, PASSWORD = 24, "Zwiebel Kaktus 7 Fahrrad"
SECONDS_BARE = 3.0
Told = tuple[list[Outcome], dict[int, str]]


@dataclass
class House:
    """A server that is up, and its database as this process sees it."""

    server: Server
    app: Flask
    hall: Hall

    def asks(self) -> int:
        """Open a new vote."""
        with self.app.app_context(), transaction() as session:
            return pose(session, self.hall, clock.now())

    def votes(self, poll_id: int, lines: int, part: slice, a_second: float = 0) -> list[Outcome]:
        """Let some of the crowd vote; each must be answered with what was cast."""
        requests = ballots(self.app, self.hall, poll_id, self.hall.voters[part])
        found = cast("list[Outcome]", done(Votes(self.server.port, requests, lines, a_second)))
        bad = [each for each in found if each.status not in (302, 303)]
        assert not bad, bad[:3]
        return found

    def holds(self, poll_id: int) -> int:
        """How many votes are stored."""
        with self.app.app_context():
            return db.session.scalar(select(func.count()).where(CastVote.poll_id == poll_id)) or 0

    def ends(self, poll_id: int, expected: int) -> None:
        """Close the vote and count: as many as were accepted."""
        assert self.holds(poll_id) == expected
        with self.app.app_context(), transaction() as session:
            assert close_and_count(session, self.hall, poll_id, clock.now()) == expected


def run(rounds: int = 3) -> Iterator[str]:
    """Measure both databases."""
    with tempfile.TemporaryDirectory(prefix="genokontor-voting-") as folder:
        data = Path(folder)
        yield from _measured(data, f"sqlite:///{data / 'genokontor.sqlite3'}", rounds)
    with (
        tempfile.TemporaryDirectory(prefix="genokontor-voting-") as folder,
        postgres.cluster(postgres.DURABLE) as cluster,
    ):
        yield from _measured(Path(folder), new_postgres_database(cluster, "genokontor_voting"), rounds)


def _measured(data: Path, url: str, rounds: int) -> Iterator[str]:
    with house(data, url) as found:
        yield from _rates(found, url, rounds)
        yield from _followed(found, url)
        yield from _logins(found, url)
        yield from _coming(found, url)


@contextmanager
def house(data: Path, url: str, number: int = 2 * VOTES) -> Iterator[House]:
    """An installation set up by the server itself, a crowd in its hall."""
    server = Server(data, url, free_port(), command="serve")
    server.start()
    try:
        app = create_app(config.from_environment({**os.environ, **server.environment}))
        with app.app_context():
            with transaction() as session:
                hall = a_hall(session, number, datetime.now(UTC), COMING + CHECKED_IN)
            yield House(server, app, hall)
            db.session.remove()
            db.engine.dispose()
    finally:
        server.kill()


def _rates(house: House, url: str, rounds: int) -> Iterator[str]:
    kind, second_half = _kind(url), slice(VOTES, 2 * VOTES)
    rates: dict[str, list[float]] = {"bare": [], "empty": [], "voted": []}
    tails: dict[str, list[float]] = {"p50": [], "p99": [], "wide": []}
    for _ in range(rounds):
        rates["bare"].append(one_vote_per_commit(url, SECONDS_BARE, FEW))
        poll_id = house.asks()
        few = house.votes(poll_id, FEW, second_half)
        house.ends(poll_id, VOTES)
        rates["empty"].append(rate_of(few))
        tails["p50"].append(part_of(few, 0.5))
        tails["p99"].append(part_of(few, 0.99))
        poll_id = house.asks()
        _already(house, poll_id)
        rates["voted"].append(rate_of(house.votes(poll_id, FEW, second_half)))
        house.ends(poll_id, 2 * VOTES)
        poll_id = house.asks()
        tails["wide"].append(part_of(house.votes(poll_id, MANY, second_half), 0.99))
        house.ends(poll_id, VOTES)
    bare, empty, voted = (statistics.median(rates[each]) for each in ("bare", "empty", "voted"))
    p50, p99, wide = (statistics.median(tails[each]) for each in ("p50", "p99", "wide"))
    yield said(f"votes a second, {kind} / bare, one vote in each commit", empty, bare, 0.35, "/s", is_least=True)
    yield said(f"p99 of {FEW} at once / median, {kind}", p99 * 1000, p50 * 1000, 4, "ms")
    yield said(f"p99 of {MANY} at once / of {FEW}, {kind}", wide * 1000, p99 * 1000, 8, "ms")
    yield said(f"votes a second, {VOTES:,} voted before / none, {kind}", voted, empty, 0.9, "/s", is_least=True)


def _already(house: House, poll_id: int) -> None:
    """The first half of the crowd has voted."""
    now = clock.now()
    with house.app.app_context(), transaction() as session:
        session.execute(insert(CastVote), [
            {
                "poll_id": poll_id, "member_id": each.id, "choice": Choice.NO, "marks": {}, "weight": 1,
                "is_investing": False, "channel": CastChannel.ONLINE, "cast_by": each.id, "cast_at": now,
                "receipt": f"X{poll_id:03}{each.id:08}",
            }
            for each in house.hall.voters[:VOTES]
        ])  # fmt: skip


def _followed(house: House, url: str) -> Iterator[str]:
    """Votes come at a steady rate; then the same while two thousand follow."""
    kind, rate, number = _kind(url), 100.0, 1_000
    found: dict[str, list[float]] = {"alone": [], "followed": []}
    for _ in range(3):
        poll_id = house.asks()
        part = slice(0, number)
        found["alone"].append(part_of(house.votes(poll_id, FEW, part, rate), 0.95))
        path = f"/abstimmung/{house.hall.assembly_id}/puls"
        following = begin(Followers(house.server.port, path, 2_000, 3.0, 6 + number / rate))
        time.sleep(4)
        found["followed"].append(part_of(house.votes(poll_id, FEW, slice(number, 2 * number), rate), 0.95))
        pulses = cast("list[Outcome]", outcome(following))
        assert {each.status for each in pulses} <= {200, 304}
        house.ends(poll_id, 2 * number)
    alone, followed = (statistics.median(found[each]) for each in ("alone", "followed"))
    what = f"p95 of {rate:.0f} votes a second, 2,000 follow / none, {kind}"
    yield said(what, followed * 1000, alone * 1000, 1.2, "ms")


def _logins(house: House, url: str) -> Iterator[str]:
    """People who show a ticket, against people who sign in by a password, as many at the same moment."""
    members = house.hall.waiting[COMING:]
    with house.app.app_context(), transaction() as session:
        hashed = PasswordHasher().hash(PASSWORD)
        session.add_all(
            Account(party_id=each, email=_email(each), password_hash=hashed, created_at=clock.now())
            for each in members[:LOGINS]
        )
    signing = [Person(each, email=_email(each), password=PASSWORD) for each in members[:LOGINS]]
    rates = []
    for people in (signing, _with_tickets(house, members)):
        found, shown = cast("Told", done(Arrivals(house.server.port, people, lines=LOGINS)))
        assert len(shown) == len(people)
        assert {each.status for each in found} == {200, 302}, Counter(each.status for each in found)
        rates.append(len(people) / (max(each.due + each.seconds for each in found) - min(each.due for each in found)))
    yield said(f"check-ins a second / logins, {_kind(url)}", rates[1], rates[0], 8, "/s", is_least=True)


def _email(member_id: int) -> str:
    return f"nummer{member_id}@genokontor.example"


def _with_tickets(house: House, members: Sequence[int]) -> list[Person]:
    with house.app.app_context():
        return [Person(each, Ticket(house.hall.assembly_id, each, each).token()) for each in members]


def _coming(house: House, url: str) -> Iterator[str]:
    """A thousand check in, take part, vote and see their receipt, within a minute."""
    poll_id, people = house.asks(), _with_tickets(house, house.hall.waiting[:COMING])
    hall = f"/abstimmung/{house.hall.assembly_id}"
    coming = Arrivals(house.server.port, people, a_second=COMING / 50, hall=hall, poll=f"{hall}/{poll_id}")
    found, shown = cast("Told", done(coming))
    assert {each.status for each in found} == {200, 302}, Counter(each.status for each in found)
    with house.app.app_context():
        stored = select(CastVote.member_id, CastVote.receipt).where(CastVote.poll_id == poll_id)
        receipts = {member_id: str(code) for member_id, code in db.session.execute(stored)}
    assert {person.id for person in people} == receipts.keys() == shown.keys()
    assert all(receipts[each] in "".join(shown[each].split()) for each in shown)
    house.ends(poll_id, COMING)
    taken = max(each.due + each.seconds for each in found) - min(each.due for each in found)
    what = f"{COMING:,} check in and cast, none lost, none doubled"
    yield said(f"{what}, {_kind(url)}", taken, 1, 60, "s")
    yield said(f"p95 of their {len(found):,} requests, {_kind(url)}", part_of(found, 0.95), 1, 1, "s")


def _kind(url: str) -> str:
    return url.split(":")[0].split("+")[0]


def rate_of(found: Sequence[Outcome]) -> float:
    """Answers a second."""
    return len(found) / (max(each.due + each.seconds for each in found) - min(each.due for each in found))


def part_of(found: Sequence[Outcome], part: float) -> float:
    """Within how many seconds this part was answered."""
    ordered = sorted(each.seconds for each in found)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def said(what: str, measured: float, base: float, goal: float, unit: str, is_least: bool = False) -> str:
    """One line of the report; a goal is the most that the ratio may be, or the least."""
    ratio = measured / base
    told = verdict(ratio >= goal if is_least else ratio <= goal)
    bound = "at least" if is_least else "at most"
    return f"{what:<62} {measured:8.1f} {unit} / {base:8.1f} {unit} = {ratio:5.2f}  (goal {bound} {goal}: {told})"
