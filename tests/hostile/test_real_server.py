"""The server as `demo` starts it: many at once, two directors at the same moment, killed in mid-decision."""

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from threading import Thread

from app.demo.actions.people import LAUTENSCHLAG, REHBEIN, TALHAMMER
from tests.factories import a_pdf
from tests.hostile.serving import Answer, Caller, Server, wait_until
from tests.together import together

WRITERS = 20

IN_VOTE = (
    "SELECT r.id, i.id, i.reference FROM item i JOIN resolution r ON r.id = i.resolution_id "
    "WHERE r.organ = 'board' AND i.kind = 'admission' AND i.outcome = 'open' ORDER BY i.id"
)
LEFT_TO_DO = (
    "SELECT count(*) FROM job_item i JOIN job j ON j.id = i.job_id WHERE i.state IN ('waiting', 'running') "
    "AND i.not_before <= CURRENT_TIMESTAMP"
)
HANG = {
    "sqlite": (
        "CREATE VIEW endless AS WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s) SELECT max(n) n FROM s",
        "CREATE TRIGGER hang AFTER INSERT ON share_entry BEGIN SELECT n FROM endless; END",
    ),
    "postgresql": (
        "CREATE FUNCTION hang() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(5); RETURN NULL; END $$",
        "CREATE TRIGGER hang AFTER INSERT ON share_entry FOR EACH ROW EXECUTE FUNCTION hang()",
    ),
}
"""Lets the decision stand still where the shares are written: votes, member and number are there, not committed."""
GO_ON = {
    "sqlite": ("DROP TRIGGER hang", "DROP VIEW endless"),
    "postgresql": ("DROP TRIGGER hang ON share_entry", "DROP FUNCTION hang"),
}


def an_applicant(server: Server, number: int) -> list[int]:
    """Begin an application and type; gives the status of every answer."""
    caller = server.caller()
    who = {"kind": "natural_person", "member_class": "ordinary", "key": f"writer-{number:04}"}
    begun = caller.send("/beitritt", who)
    draft = begun.location
    typed = [
        caller.send(f"{draft}/angaben/zwischenstand", {"last_name": f"Ehrenpreis {turn}"}, f"{draft}/angaben").status
        for turn in range(3)
    ]
    return [begun.status, *typed]


def test_twenty_writers_at_once_all_get_their_turn(server: Server) -> None:
    before = server.rows("SELECT count(*) FROM application")[0][0]
    answers = together(*(partial(an_applicant, server, number) for number in range(WRITERS)))
    assert answers == [[302, 204, 204, 204]] * WRITERS
    assert isinstance(before, int)
    assert server.rows("SELECT count(*) FROM application") == [(before + WRITERS,)]


def voting(caller: Caller, resolution: object, item: object) -> Answer:
    """Vote yes on an item."""
    page = f"/beschluesse/{resolution}"
    return caller.send(f"{page}/gegenstaende/{item}/stimme", {"choice": "yes"}, page)


def test_two_directors_who_vote_at_the_same_moment_admit_once(server: Server) -> None:
    resolution, item, application = server.rows(IN_VOTE)[0]
    people = [server.caller().sign_in(email) for email in (REHBEIN.email, TALHAMMER.email)]
    answers = together(*(lambda caller=caller: voting(caller, resolution, item) for caller in people))
    assert {answer.status for answer in answers} <= {302, 409}
    assert 302 in {answer.status for answer in answers}
    assert_admitted_once(server, application)


def assert_admitted_once(server: Server, application: object) -> None:
    """One member, one entry of shares; the installation is whole."""
    party = f"(SELECT party_id FROM application WHERE id = {application})"
    assert server.rows(f"SELECT count(*) FROM member WHERE party_id = {party}") == [(1,)]
    of_it = f"SELECT id FROM member WHERE party_id = {party}"
    assert server.rows(f"SELECT count(*) FROM share_entry WHERE member_id IN ({of_it})") == [(1,)]
    assert_whole(server)


def assert_whole(server: Server) -> None:
    """All is without fault once the worker has done what the story left to it."""
    wait_until(lambda: server.rows(LEFT_TO_DO) == [(0,)], seconds=240)
    checked = server.run("check")
    assert (checked.returncode, checked.stdout.strip()) == (0, "Alles in Ordnung.")


def test_a_server_killed_in_mid_decision_leaves_nothing_and_decides_after(server: Server) -> None:
    resolution, item, application = server.rows(IN_VOTE)[0]
    director, kind = server.caller().sign_in(REHBEIN.email), "sqlite" if server.is_sqlite else "postgresql"
    lines = "SELECT count(*) FROM journal_line WHERE actor_name <> 'Genokontor'"  # the worker goes on with its own
    counts = f"SELECT (SELECT count(*) FROM vote), (SELECT count(*) FROM member), ({lines})"
    server.change(*HANG[kind])
    before = server.rows(counts)
    asking = Thread(target=lambda: _ignoring(director, resolution, item), daemon=True)
    asking.start()
    wait_until(lambda: stands_still(server))
    server.kill()
    wait_until(lambda: not stands_still(server))
    assert server.rows(counts) == before
    server.change(*GO_ON[kind])
    server.start()
    assert voting(director, resolution, item).status == 302
    assert_admitted_once(server, application)


def _ignoring(director: Caller, resolution: object, item: object) -> None:
    try:
        voting(director, resolution, item)
    except OSError:
        return


def stands_still(server: Server) -> bool:
    """Say whether the decision hangs: the writer of SQLite holds its lock, the one of PostgreSQL sleeps."""
    if not server.is_sqlite:
        return server.rows("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'") != [(0,)]
    return all(is_locked(server) for _time in range(5))


def is_locked(server: Server) -> bool:
    """Say whether somebody writes at this moment."""
    time.sleep(0.2)
    with closing(sqlite3.connect(server.data / "genokontor.sqlite3", timeout=0, isolation_level=None)) as probe:
        try:
            probe.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return True
    return False


def test_on_a_full_disk_nothing_is_half_written_and_afterwards_all_goes_on(server: Server) -> None:
    """An upload, a list and what is typed are refused with a sentence, and taken once there is room again.

    The database of PostgreSQL lies elsewhere and has room.
    """
    office, applicant = server.caller().sign_in(LAUTENSCHLAG.email), server.caller()
    draft = applicant.send("/beitritt", {"kind": "company", "member_class": "ordinary", "key": "full-disk-1"}).location
    papers, sheet = f"{draft}/unterlagen", "Name;Ort\nErna Musterfrau;Altenbruck\n"
    scan, page = {"purpose": "authority"}, "/import/"
    sends: tuple[Callable[[], Answer], ...] = (
        lambda: applicant.hand_in(f"{papers}/hinzufuegen", scan, "a.pdf", SCAN, papers),
        lambda: office.hand_in(page, {"key": "full-disk-2", "share_amount": "500"}, "l.csv", sheet.encode(), page),
    )
    before = stored(server)
    with server.with_a_full_disk():
        answers = [send() for send in sends]
        typed = applicant.send(f"{draft}/angaben/zwischenstand", {"name": "Weingut"}, f"{draft}/angaben")
    assert [(answer.status, "kein Platz mehr" in answer.text) for answer in answers] == [(507, True)] * 2
    assert typed.status == (507 if server.is_sqlite else 204)
    assert stored(server) == before
    assert [send().status for send in sends] == [302] * 2
    assert stored(server) > before
    assert_whole(server)


SCAN = a_pdf("Scan", 210_000)


def stored(server: Server) -> tuple[int, ...]:
    """How many files, uploads and lists there are, half ones too."""
    counted = server.rows("SELECT (SELECT count(*) FROM application_upload), (SELECT count(*) FROM import_run)")
    kept = server.data.rglob("files/??/*")
    files = sum(path.name.startswith(".half") or path.read_bytes() == SCAN for path in kept)
    return (files, *(int(str(number)) for number in counted[0]))
